/*
 * world_update.c - rows are inserted, changed and deleted.
 */
#include <stdio.h>
#include <string.h>

#include "world.h"

static int level_of(const struct turn *turn)
{
    return turn->world->model.session[turn->session].level;
}

static struct row *current_row(const struct turn *turn)
{
    const struct place *place = &turn->cursor->place;

    return turn->cursor->position == POSITION_AT ? row_find(turn->of, place->bookmark, place->bookmark_size)
                                                 : NULL;
}

static struct version *current_version(const struct turn *turn)
{
    const struct row *row = current_row(turn);

    return row != NULL ? row_visible(&turn->world->model, turn->session, row) : NULL;
}

/* What a call says when the cursor is on no row. */
static JET_ERR no_row(const struct turn *turn)
{
    return turn->cursor->position == POSITION_AT ? JET_errRecordDeleted : JET_errNoCurrentRecord;
}

/* Without a pending update: the copy is gone. */
static void forget_pending(struct cursor *cursor)
{
    content_release(cursor->pending.content);
    memset(&cursor->pending, 0, sizeof cursor->pending);
}

void world_cancel(struct turn *turn)
{
    if (turn->cursor->pending.kind != UPDATE_NONE) {
        GOOD(turn->world, JetPrepareUpdate(turn->id, turn->cursor->id, JET_prepCancel));
        forget_pending(turn->cursor);
    }
}

/* True when another cursor of the session has an update of the row prepared, and so is in the way. */
static bool is_in_own_way(const struct turn *turn, JET_ERR err)
{
    const struct place *place = &turn->cursor->place;

    for (unsigned i = 0; i < WORLD_CURSORS && err == JET_errSessionWriteConflict; i++) {
        const struct cursor *other = &turn->world->seat[turn->session].cursor[turn->table][i];

        if (other != turn->cursor && other->pending.kind != UPDATE_NONE &&
            other->pending.kind != UPDATE_INSERT &&
            key_compare(other->pending.original.bookmark, other->pending.original.bookmark_size,
                        place->bookmark, place->bookmark_size) == 0) {
            return true;
        }
    }
    return false;
}

/* ----------------------------------------------------------------------------------------------------- preparing */

/* Takes what the engine gave by itself into the model: the next number, and counts of a copy. */
static void read_own_columns(struct turn *turn)
{
    struct world *world = turn->world;
    struct pending *pending = &turn->cursor->pending;

    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        const struct model_column *column = &turn->of->column[i];
        int32_t number = 0;

        if (!column_visible(&world->model, turn->session, column) ||
            (column->shape->kind != COLUMN_COUNTED && column->shape->kind != COLUMN_ESCROWED &&
             column->shape->kind != COLUMN_VERSIONED)) {
            continue;
        }
        if (column->shape->kind == COLUMN_VERSIONED) {
            continue; /* JetUpdate sets it */
        }
        GOOD(world, JetRetrieveColumn(turn->id, turn->cursor->id, column->id, &number, sizeof number, NULL,
                                      JET_bitRetrieveCopy, NULL));
        if (column->shape->kind == COLUMN_ESCROWED) {
            pending->count = number;
            continue;
        }
        if (column->shape->kind == COLUMN_COUNTED && pending->kind != UPDATE_COPY_REPLACE) {
            if ((uint64_t)number <= turn->of->last_count) {
                world_fail(world, "the number %d was given before; the last one was %u", (int)number,
                           (unsigned)turn->of->last_count);
            }
            turn->of->last_count = (uint64_t)number;
        }
        cell_put(&pending->content->cell[i], 0, blob_new(&number, sizeof number));
    }
}

static void prepared(struct turn *turn, enum update_kind kind, struct content *content)
{
    struct pending *pending = &turn->cursor->pending;
    const struct row *row = current_row(turn);

    *pending = (struct pending){.kind = kind, .content = content, .level = level_of(turn)};
    if (kind != UPDATE_INSERT) {
        pending->original = turn->cursor->place;
        pending->base = current_version(turn)->serial;
        pending->count = pending->base_count =
            row_count_of(&turn->world->model, turn->session, row, current_version(turn));
    }
    if (kind == UPDATE_INSERT || kind >= UPDATE_COPY) {
        read_own_columns(turn);
    }
}

/* Columns with a default have it in a copy buffer of a new row, and so keep it. */
static void set_keys(struct turn *turn)
{
    struct world *world = turn->world;

    for (unsigned i = 0; i < 3; i++) { /* common, id, name */
        const uint32_t size = world_make_value(world, turn->of->column[i].shape);

        GOOD(world,
             JetSetColumn(turn->id, turn->cursor->id, turn->of->column[i].id, world->made, size, 0, NULL));
        cell_put(&turn->cursor->pending.content->cell[i], 0, blob_new(world->made, size));
        turn->cursor->pending.any_set = true;
    }
}

/* ----------------------------------------------------------------------------------------------------- finishing */

static void key_of(struct turn *turn, const struct content *content, struct place *place)
{
    struct version *version = version_new((struct content *)(uintptr_t)content);
    const struct key_list *list = version_keys(turn->of, 0, version);

    memcpy(place->bookmark, list->key[0].bytes, list->key[0].size);
    place->bookmark_size = list->key[0].size;
    version->content = NULL;
    version_free(version);
}

/* Places in a table without primary index are numbers that grow. */
static void check_row_number(struct turn *turn, struct place *place, const uint8_t *bookmark, uint32_t size)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < size && i < 4; i++) {
        number = number << 8 | bookmark[i];
    }
    if (size != 4 || number <= turn->of->last_row) {
        world_fail(turn->world, "row number %u of %u bytes, and the last one was %u", (unsigned)number,
                   (unsigned)size, (unsigned)turn->of->last_row);
    }
    turn->of->last_row = number;
    memcpy(place->bookmark, bookmark, size);
    place->bookmark_size = (uint16_t)size;
}

static enum conflict primary_conflict(struct turn *turn, const struct place *place,
                                      const struct row *original)
{
    struct model *model = &turn->world->model;
    const struct row *row = row_find(turn->of, place->bookmark, place->bookmark_size);

    if (row == NULL || row->newest == NULL) {
        return CONFLICT_NONE;
    }
    if (row->newest->content != NULL) {
        return row == original ? CONFLICT_LOCK : CONFLICT_SURE;
    }
    return row_escrow_conflict(model, turn->session, row);
}

/* What to expect of a change of a row that gives up long values: see row_shares_values(). */
static bool shares(const struct turn *turn, const struct row *row)
{
    return row != NULL && row->newest != NULL && row_shares_values(turn->of, row);
}

static enum conflict worse(enum conflict left, enum conflict right)
{
    return left > right ? left : right;
}

/* The new row in the model. */
static void insert_row(struct turn *turn, const struct place *place, struct content *content, int32_t count)
{
    struct model *model = &turn->world->model;
    struct row *row = row_make(turn->of, place->bookmark, place->bookmark_size);

    (void)row_change(model, turn->session, row, content, false, true);
    row_add_amount(model, turn->session, row, count);
}

static JET_ERR update(struct turn *turn, uint8_t *bookmark, JET_ULONG *size)
{
    JET_ERR err = JetUpdate(turn->id, turn->cursor->id, bookmark, JET_cbBookmarkMost, size);

    turn->world->changes++;
    turn->world->duplicates += err == JET_errKeyDuplicate;
    turn->world->conflicts += err == JET_errWriteConflict;
    return err;
}

/* The version column of a new row is 0, of copies too. */
static void count_versions(struct turn *turn, struct content *content)
{
    static const int32_t zero;

    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        if (turn->of->column[i].shape != NULL && turn->of->column[i].shape->kind == COLUMN_VERSIONED) {
            cell_put(&content->cell[i], 0, blob_new(&zero, sizeof zero));
        }
    }
}

/* A copy shares long values with its original: another session can be changing them. */
static enum conflict shared_conflict(const struct turn *turn)
{
    const struct pending *pending = &turn->cursor->pending;
    const struct row *row = NULL;

    if (pending->kind == UPDATE_COPY) {
        row = row_find(turn->of, pending->original.bookmark, pending->original.bookmark_size);
    }
    return row != NULL && row->newest != NULL &&
                   row_conflict(&turn->world->model, turn->session, row) != CONFLICT_NONE
               ? CONFLICT_LOCK
               : CONFLICT_NONE;
}

/* Some clashes are with the row that a copy takes the place of; whether that one goes first is not said. */
static void finish_new(struct turn *turn)
{
    struct world *world = turn->world;
    struct model *model = &world->model;
    struct pending *pending = &turn->cursor->pending;
    const bool replaces = pending->kind == UPDATE_COPY_DELETE || pending->kind == UPDATE_COPY_REPLACE;
    struct row *original =
        replaces ? row_find(turn->of, pending->original.bookmark, pending->original.bookmark_size) : NULL;
    struct version *version = version_new(content_copy(pending->content));
    enum conflict clash = unique_conflict(model, turn->session, turn->of, original, NULL, version), conflict;
    uint8_t bookmark[JET_cbBookmarkMost];
    struct place place = {0};
    JET_ULONG size = 0;
    JET_ERR err;

    conflict = original != NULL ? row_conflict(model, turn->session, original) : shared_conflict(turn);
    if (original != NULL && clash == CONFLICT_NONE &&
        unique_conflict(model, turn->session, turn->of, NULL, NULL, version) != CONFLICT_NONE) {
        clash = CONFLICT_LOCK; /* with the row that it takes the place of */
    }
    version_free(version);
    if (turn->of->has_primary) {
        key_of(turn, pending->content, &place);
        clash = worse(clash, primary_conflict(turn, &place, original));
    }
    err = update(turn, bookmark, &size);
    if (err == JET_errKeyDuplicate && clash != CONFLICT_NONE) {
        return;
    }
    if (err == JET_errWriteConflict &&
        (conflict != CONFLICT_NONE ||
         shares(turn, row_find(turn->of, pending->original.bookmark, pending->original.bookmark_size)))) {
        return;
    }
    if (err != JET_errSuccess || clash == CONFLICT_SURE || conflict == CONFLICT_SURE) {
        world_fail(world, "JetUpdate of a new row: result %d, clash %d, conflict %d", (int)err, (int)clash,
                   (int)conflict);
    }
    if (!turn->of->has_primary) {
        check_row_number(turn, &place, bookmark, size);
    } else if (key_compare(place.bookmark, place.bookmark_size, bookmark, size) != 0) {
        world_fail(world, "the bookmark of the new row is another one");
    }
    if (original != NULL) {
        (void)row_change(model, turn->session, original, NULL, false, false);
    }
    count_versions(turn, pending->content);
    insert_row(turn, &place, pending->content, pending->count);
    pending->content = NULL;
    forget_pending(turn->cursor);
}

/* Replaces raise the version column. */
static void raise_version(struct turn *turn, struct content *content)
{
    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        if (turn->of->column[i].shape != NULL && turn->of->column[i].shape->kind == COLUMN_VERSIONED &&
            content->cell[i].state == CELL_VALUES) {
            int32_t number;

            memcpy(&number, content->cell[i].value[0]->bytes, sizeof number);
            number++;
            cell_put(&content->cell[i], 0, blob_new(&number, sizeof number));
        }
    }
}

/* Whether the row was changed since the update was prepared, without a lock. */
static enum conflict replace_conflict(struct turn *turn, const struct row *row)
{
    struct model *model = &turn->world->model;
    const struct pending *pending = &turn->cursor->pending;
    const struct version *version = row_visible(model, turn->session, row);
    const enum conflict conflict = row_conflict(model, turn->session, row);

    if (conflict == CONFLICT_NONE && (pending->kind == UPDATE_REPLACE_NO_LOCK || pending->level == 0) &&
        (version->serial != pending->base ||
         row_count_of(model, turn->session, row, version) != pending->base_count)) {
        return CONFLICT_LOCK;
    }
    return conflict;
}

static void finish_replace(struct turn *turn)
{
    struct world *world = turn->world;
    struct model *model = &world->model;
    struct cursor *cursor = turn->cursor;
    struct pending *pending = &cursor->pending;
    struct row *row = row_find(turn->of, pending->original.bookmark, pending->original.bookmark_size);
    struct version *version = row != NULL ? row_visible(model, turn->session, row) : NULL, *made;
    enum conflict conflict, clash;
    uint8_t bookmark[JET_cbBookmarkMost];
    struct place place = pending->original;
    JET_ULONG size = 0;
    JET_ERR err;

    if (version == NULL) { /* deleted meanwhile */
        err = update(turn, bookmark, &size);
        if (err == JET_errSuccess && !pending->any_set) { /* nothing was to be written */
            forget_pending(cursor);
            return;
        }
        if (err != JET_errRecordDeleted && err != JET_errWriteConflict) {
            world_fail(world, "JetUpdate of a row that was deleted: result %d", (int)err);
        }
        return;
    }
    conflict = replace_conflict(turn, row);
    made = version_new(content_copy(pending->content));
    raise_version(turn, made->content);
    clash = unique_conflict(model, turn->session, turn->of, row, version, made);
    if (turn->of->has_primary) {
        key_of(turn, pending->content, &place);
    }
    err = update(turn, bookmark, &size);
    if (err == JET_errWriteConflict && (conflict != CONFLICT_NONE || shares(turn, row))) {
        version_free(made);
        return;
    }
    if (!pending->any_set) {
        world_expect(world, err, JET_errSuccess, "JetUpdate without anything set");
        version_free(made);
        if (pending->kind == UPDATE_REPLACE_NO_LOCK || pending->level == 0) { /* it is locked now */
            version->content->references++;
            (void)row_change(model, turn->session, row, version->content, true, false);
        }
        forget_pending(cursor);
        return;
    }
    if (key_compare(place.bookmark, place.bookmark_size, pending->original.bookmark,
                    pending->original.bookmark_size) != 0) {
        clash = CONFLICT_NONE;
        world_expect(world, err, JET_errRecordPrimaryChanged, "JetUpdate with another primary key");
        version_free(made);
        return;
    }
    if (err == JET_errKeyDuplicate && clash != CONFLICT_NONE) {
        version_free(made);
        return;
    }
    if (err != JET_errSuccess || clash == CONFLICT_SURE || conflict == CONFLICT_SURE) {
        world_fail(world, "JetUpdate of a replace: result %d, clash %d, conflict %d", (int)err, (int)clash,
                   (int)conflict);
    }
    if (key_compare(bookmark, size, row->bookmark, row->size) != 0) {
        world_fail(world, "the bookmark of the replaced row is another one");
    }
    (void)row_change(model, turn->session, row, made->content, false, false);
    made->content = NULL;
    version_free(made);
    forget_pending(cursor);
}

static void finish(struct turn *turn)
{
    if (turn->cursor->pending.kind == UPDATE_REPLACE ||
        turn->cursor->pending.kind == UPDATE_REPLACE_NO_LOCK) {
        finish_replace(turn);
    } else {
        finish_new(turn);
    }
    world_cancel(turn); /* after an error */
}

/* A replace may change long values in place, so that its session sees them in the row before JetUpdate. */
static bool must_finish(const struct pending *pending)
{
    return pending->any_long && (pending->kind == UPDATE_REPLACE || pending->kind == UPDATE_REPLACE_NO_LOCK);
}

/*
 * Long values that a copy buffer refers to can go: outside of transactions when others change the row, and when another cursor of
 * the session does.
 */
static bool was_overtaken(const struct turn *turn)
{
    const struct pending *pending = &turn->cursor->pending;
    const struct row *row;

    if (pending->kind == UPDATE_INSERT) {
        return false;
    }
    row = row_find(turn->of, pending->original.bookmark, pending->original.bookmark_size);
    return row == NULL || row->newest == NULL ||
           (row->newest->serial != pending->base &&
            (level_of(turn) == 0 || row->newest->stamp.writer == turn->session));
}

void world_continue(struct turn *turn)
{
    struct pending *pending = &turn->cursor->pending;

    if (was_overtaken(turn)) {
        world_cancel(turn);
        return;
    }

    world_doing(turn, "go on with update kind %d", (int)pending->kind);
    world_compare_row(turn, pending->content, pending->count, JET_bitRetrieveCopy);
    world_set_columns(turn, draw_below(&turn->world->draw, 8));
    switch (draw_below(&turn->world->draw, 4)) {
    case 0:
        world_cancel(turn);
        break;
    case 1:
        world_compare_row(turn, pending->content, pending->count, JET_bitRetrieveCopy);
        if (!must_finish(pending)) {
            break;
        }
        finish(turn);
        break;
    default:
        finish(turn);
    }
}

/* Most updates are done in one step. */
static void go_on(struct turn *turn)
{
    struct world *world = turn->world;
    struct pending *pending = &turn->cursor->pending;

    world_set_columns(turn, draw_below(&world->draw, draw_once_in(&world->draw, 3) ? 40 : 6));
    if (draw_once_in(&world->draw, 6)) {
        world_compare_row(turn, pending->content, pending->count, JET_bitRetrieveCopy);
    }
    if (draw_once_in(&world->draw, 12)) {
        world_cancel(turn);
    } else if (!draw_once_in(&world->draw, 8) || must_finish(pending)) {
        finish(turn);
    }
}

/* --------------------------------------------------------------------------------------------------------- steps */

void world_insert(struct turn *turn)
{
    world_doing(turn, "insert");
    GOOD(turn->world, JetPrepareUpdate(turn->id, turn->cursor->id, JET_prepInsert));
    prepared(turn, UPDATE_INSERT, content_copy(NULL));
    set_keys(turn);
    go_on(turn);
}

static JET_ULONG prep_of(enum update_kind kind)
{
    static const JET_ULONG preps[] = {[UPDATE_REPLACE] = JET_prepReplace,
                                      [UPDATE_REPLACE_NO_LOCK] = JET_prepReplaceNoLock,
                                      [UPDATE_COPY] = JET_prepInsertCopy,
                                      [UPDATE_COPY_DELETE] = JET_prepInsertCopyDeleteOriginal,
                                      [UPDATE_COPY_REPLACE] = JET_prepInsertCopyReplaceOriginal};

    return preps[kind];
}

void world_replace(struct turn *turn)
{
    static const enum update_kind kinds[] = {UPDATE_REPLACE,     UPDATE_REPLACE,         UPDATE_REPLACE,
                                             UPDATE_REPLACE,     UPDATE_REPLACE_NO_LOCK, UPDATE_COPY,
                                             UPDATE_COPY_DELETE, UPDATE_COPY_REPLACE};
    struct world *world = turn->world;
    const enum update_kind kind = kinds[draw_below(&world->draw, 8)];
    struct row *row = current_row(turn);
    const struct version *version = current_version(turn);
    enum conflict conflict;
    JET_ERR err;

    world_doing(turn, "replace, kind %d", (int)kind);
    if (kind >= UPDATE_COPY && level_of(turn) == 0) {
        return;
    }
    conflict = row != NULL && version != NULL && kind != UPDATE_REPLACE_NO_LOCK && kind != UPDATE_COPY &&
                       level_of(turn) > 0
                   ? row_conflict(&world->model, turn->session, row)
                   : CONFLICT_NONE;
    err = JetPrepareUpdate(turn->id, turn->cursor->id, prep_of(kind));
    if (version == NULL && !is_in_own_way(turn, err)) {
        world_expect(world, err, no_row(turn), "JetPrepareUpdate without a row");
        return;
    }
    if ((err == JET_errWriteConflict && conflict != CONFLICT_NONE) || is_in_own_way(turn, err)) {
        world->conflicts++;
        return;
    }
    if (err != JET_errSuccess || conflict == CONFLICT_SURE) {
        world_fail(world, "JetPrepareUpdate: result %d, conflict %d", (int)err, (int)conflict);
    }
    if (level_of(turn) > 0 && kind != UPDATE_REPLACE_NO_LOCK && kind != UPDATE_COPY) {
        struct content *same = version->content;

        same->references++;
        version = row_change(&world->model, turn->session, row, same, true, false);
    }
    prepared(turn, kind, content_copy(version->content));
    if (kind >= UPDATE_COPY && draw_below(&world->draw, 5) != 0) {
        set_keys(turn);
    }
    go_on(turn);
}

/* A change of a row that exists: what comes of it where another session is in the way, or there is no row. */
static bool succeeded(struct turn *turn, JET_ERR err, const struct row *row, bool exists,
                      enum conflict conflict)
{
    struct world *world = turn->world;

    world->changes++;
    if (!exists && !is_in_own_way(turn, err)) {
        world_expect(world, err, no_row(turn), "without a row");
        return false;
    }
    if ((err == JET_errWriteConflict && (conflict != CONFLICT_NONE || shares(turn, row))) ||
        is_in_own_way(turn, err)) {
        world->conflicts++;
        return false;
    }
    if (err != JET_errSuccess || conflict == CONFLICT_SURE) {
        world_fail(world, "result %d, conflict %d", (int)err, (int)conflict);
    }
    return true;
}

void world_delete(struct turn *turn)
{
    struct model *model = &turn->world->model;
    struct row *row = current_row(turn);
    const bool exists = current_version(turn) != NULL;
    const enum conflict conflict = exists ? row_conflict(model, turn->session, row) : CONFLICT_NONE;

    world_doing(turn, "delete");
    if (succeeded(turn, JetDelete(turn->id, turn->cursor->id), row, exists, conflict)) {
        (void)row_change(model, turn->session, row, NULL, false, false);
    }
}

void world_lock(struct turn *turn)
{
    struct model *model = &turn->world->model;
    struct row *row = current_row(turn);
    const struct version *version = current_version(turn);
    enum conflict conflict = CONFLICT_NONE;

    world_doing(turn, "lock");
    if (level_of(turn) == 0) {
        EXPECT(turn->world, JET_errNotInTransaction,
               JetGetLock(turn->id, turn->cursor->id, JET_bitWriteLock));
        return;
    }
    if (version == NULL) {
        return; /* a name can be locked without a row: others may then not make one */
    }
    conflict = row_conflict(model, turn->session, row);
    if (succeeded(turn, JetGetLock(turn->id, turn->cursor->id, JET_bitWriteLock), row, version != NULL,
                  conflict)) {
        version->content->references++;
        (void)row_change(model, turn->session, row, version->content, true, false);
    }
}

void world_escrow(struct turn *turn)
{
    struct world *world = turn->world;
    const unsigned column = column_find(turn->of, "escrow");
    int32_t plus = (int32_t)draw_below(&world->draw, 20) - 10, old = -1, wanted = 0;
    struct row *row = current_row(turn);
    const struct version *version = current_version(turn);
    enum conflict conflict = CONFLICT_NONE;
    JET_ERR err;

    if (column == MODEL_COLUMNS || level_of(turn) == 0) {
        return;
    }
    world_doing(turn, "escrow %d", (int)plus);
    if (version != NULL) {
        conflict = row_escrow_conflict(&world->model, turn->session, row);
        wanted = row_count_of_all(row, version);
    }
    err = JetEscrowUpdate(turn->id, turn->cursor->id, turn->of->column[column].id, &plus, sizeof plus, &old,
                          sizeof old, NULL, 0);
    if (succeeded(turn, err, row, version != NULL, conflict)) {
        if (old != wanted) {
            world_fail(world, "JetEscrowUpdate said %d, and the column was %d", (int)old, (int)wanted);
        }
        row_add_amount(&world->model, turn->session, row, plus);
    }
}
