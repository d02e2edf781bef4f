/*
 * update_long.c - see update_long.h.
 */
#include "cursor/update_long.h"

#include <stdlib.h>

#include "diag.h"
#include "try.h"

enum { NOTES_FIRST = 8 };

/* ----------------------------------------------------------------------------------------------------- notes */

static struct long_value_note *find(const struct update_long *update, struct bytes lid,
                                    enum long_value_fate fate)
{
    for (uint32_t i = 0; i < update->count; i++) {
        struct long_value_note *note = &update->notes[i];

        if (note->fate == fate && note->id.size == lid.size &&
            memcmp(note->id.bytes, lid.at, lid.size) == 0) {
            return note;
        }
    }
    return NULL;
}

/* Makes room for another note, before what it is about is done. */
static JET_ERR reserve(struct update_long *update)
{
    if (update->count == update->room) {
        const uint32_t room = update->room == 0 ? NOTES_FIRST : 2 * update->room;
        struct long_value_note *more = realloc(update->notes, room * sizeof *more);

        if (more == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for the long values of an update");
        }
        update->notes = more;
        update->room = room;
    }
    return JET_errSuccess;
}

static struct long_value_note *note(struct update_long *update, enum long_value_fate fate, struct bytes lid)
{
    struct long_value_note *added = &update->notes[update->count++];

    *added = (struct long_value_note){.fate = fate, .id.size = lid.size, .level = update->session->level};
    memcpy(added->id.bytes, lid.at, lid.size);
    return added;
}

static void forget(struct update_long *update, struct long_value_note *old)
{
    *old = update->notes[--update->count];
}

/* ----------------------------------------------------------------------------------------------------- store */

static struct update_long *of_store(struct long_value_store *store)
{
    return (struct update_long *)store;
}

static void hand_out(const struct long_value_id *id, uint8_t lid[LONG_VALUE_ID_MAX], uint32_t *size)
{
    memcpy(lid, id->bytes, id->size);
    *size = id->size;
}

static JET_ERR store_add(struct long_value_store *store, struct bytes value, bool compress,
                         uint8_t lid[LONG_VALUE_ID_MAX], uint32_t *size)
{
    struct update_long *update = of_store(store);
    struct long_value_id id;
    JET_ERR err;

    JET_TRY(reserve(update));
    JET_TRY(session_work_begin(update->session));
    err = long_value_add(&update->writer, update->session, value, compress, &id);
    JET_TRY(session_work_end(update->session, err));
    note(update, LONG_VALUE_MADE, long_value_id_bytes(&id));
    hand_out(&id, lid, size);
    return JET_errSuccess;
}

static JET_ERR give_up(struct update_long *update, struct bytes lid)
{
    JET_TRY(session_work_begin(update->session));
    return session_work_end(update->session, long_value_release(&update->writer, update->session, lid));
}

static JET_ERR store_remove(struct long_value_store *store, struct bytes lid)
{
    struct update_long *update = of_store(store);
    struct long_value_note *made = find(update, lid, LONG_VALUE_MADE);

    if (made == NULL) {
        JET_TRY(reserve(update));
        note(update, LONG_VALUE_DROPPED, lid);
        return JET_errSuccess;
    }
    JET_TRY(give_up(update, lid));
    forget(update, made);
    return JET_errSuccess;
}

/* May the value be changed where it is, and what has to be noted then? */
static JET_ERR judge_edit(struct update_long *update, struct bytes lid, const struct long_value_edit *edit,
                          bool *in_place, bool *grows)
{
    const struct long_value_note *grown = find(update, lid, LONG_VALUE_GROWN);
    struct long_value_root root;

    *grows = false;
    *in_place = find(update, lid, LONG_VALUE_MADE) != NULL;
    if (*in_place || !update->owns) {
        return JET_errSuccess;
    }
    if (grown == NULL) {
        JET_TRY(long_value_root(&update->writer.reader, lid, &root));
        *grows = *in_place = root.references == 1 && edit->size >= root.size &&
                             (edit->data.size == 0 || edit->offset >= root.size);
    } else {
        *in_place = edit->size >= grown->size && (edit->data.size == 0 || edit->offset >= grown->size);
    }
    return JET_errSuccess;
}

static JET_ERR change_in_place(struct update_long *update, struct bytes lid,
                               const struct long_value_edit *edit, bool compress, bool grows)
{
    struct long_value_root root = {0};
    JET_ERR err;

    JET_TRY(reserve(update));
    if (grows) {
        JET_TRY(long_value_root(&update->writer.reader, lid, &root));
    }
    JET_TRY(session_work_begin(update->session));
    err = long_value_change(&update->writer, update->session, lid, edit->offset, edit->data, edit->size,
                            compress);
    JET_TRY(session_work_end(update->session, err));
    if (grows) {
        note(update, LONG_VALUE_GROWN, lid)->size = root.size;
    }
    return JET_errSuccess;
}

/* A value of its own for the row, with the change made to it. */
static JET_ERR change_copy(struct update_long *update, struct bytes lid, const struct long_value_edit *edit,
                           bool compress, struct long_value_id *id)
{
    struct long_value_writer *writer = &update->writer;
    struct long_value_root root;
    JET_ERR err;

    JET_TRY(reserve(update));
    JET_TRY(long_value_root(&writer->reader, lid, &root));
    JET_TRY(session_work_begin(update->session));
    err = long_value_copy(writer, update->session, lid, edit->size < root.size ? edit->size : root.size,
                          compress, id);
    if (err >= 0) {
        err = long_value_change(writer, update->session, long_value_id_bytes(id), edit->offset, edit->data,
                                edit->size, compress);
    }
    JET_TRY(session_work_end(update->session, err));
    note(update, LONG_VALUE_MADE, long_value_id_bytes(id));
    return JET_errSuccess;
}

/* `*id` is the value that has the change: `lid` itself, or a copy. */
static JET_ERR edit_value(struct update_long *update, struct bytes lid, const struct long_value_edit *edit,
                          bool compress, struct long_value_id *id)
{
    bool in_place, grows;

    id->size = lid.size;
    memcpy(id->bytes, lid.at, lid.size);
    JET_TRY(judge_edit(update, lid, edit, &in_place, &grows));
    return in_place ? change_in_place(update, lid, edit, compress, grows)
                    : change_copy(update, lid, edit, compress, id);
}

/* Without a lock on the row, another session can have deleted the value since the update was prepared. */
static JET_ERR store_edit(struct long_value_store *store, struct bytes lid,
                          const struct long_value_edit *edit, bool compress,
                          uint8_t edited[LONG_VALUE_ID_MAX], uint32_t *size)
{
    struct update_long *update = of_store(store);
    struct long_value_id id;

    JET_TRY(long_value_blame(&update->writer, update->session, lid,
                             edit_value(update, lid, edit, compress, &id)));
    hand_out(&id, edited, size);
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------ life of an update */

void update_long_init(struct update_long *update, struct session *session, struct table *table)
{
    *update = (struct update_long){.head = {.add = store_add, .remove = store_remove, .edit = store_edit},
                                   .session = session};
    long_value_writer_init(&update->writer, table);
}

void update_long_free(struct update_long *update)
{
    long_value_writer_free(&update->writer);
    free(update->notes);
    update->notes = NULL;
    update->count = update->room = 0;
}

void update_long_follow(struct update_long *update, struct table *table)
{
    long_value_writer_follow(&update->writer, table);
}

static JET_ERR take_back(struct update_long *update, const struct long_value_note *note)
{
    const struct bytes lid = long_value_id_bytes(&note->id), none = {(const uint8_t *)"", 0};

    switch (note->fate) {
    case LONG_VALUE_MADE:
        return long_value_release(&update->writer, update->session, lid);
    case LONG_VALUE_GROWN:
        return long_value_change(&update->writer, update->session, lid, 0, none, note->size, false);
    default:
        return JET_errSuccess;
    }
}

JET_ERR update_long_cancel(struct update_long *update)
{
    JET_ERR err = JET_errSuccess;

    if (update->count == 0) {
        return JET_errSuccess;
    }
    err = session_work_begin(update->session);
    if (err >= 0) {
        for (uint32_t i = 0; i < update->count && err >= 0; i++) {
            err = take_back(update, &update->notes[i]);
        }
        err = session_work_end(update->session, err);
    }
    update->count = 0;
    return err;
}

/* Calls `visit` for each long value that a record refers to. */
static JET_ERR each_reference(struct update_long *update, const struct record *record,
                              JET_ERR (*visit)(struct update_long *update, struct bytes lid))
{
    for (uint32_t entry = 0; entry < record->tagged_count; entry++) {
        struct tagged_value tagged;

        JET_TRY(record_tagged(record, entry, &tagged));
        for (uint32_t i = 1; i <= tagged.count; i++) {
            struct value value;

            JET_TRY(tagged_instance(&tagged, i, &value));
            if (value.flags & VALUE_SEPARATED) {
                JET_TRY(visit(update, value.bytes));
            }
        }
    }
    return JET_errSuccess;
}

static JET_ERR share_if_taken_over(struct update_long *update, struct bytes lid)
{
    return find(update, lid, LONG_VALUE_MADE) != NULL
               ? JET_errSuccess
               : long_value_share(&update->writer, update->session, lid);
}

static JET_ERR release(struct update_long *update, struct bytes lid)
{
    return long_value_release(&update->writer, update->session, lid);
}

JET_ERR update_long_finish(struct update_long *update, const struct record *record,
                           enum long_value_source source)
{
    if (source == SOURCE_STAYS) {
        return each_reference(update, record, share_if_taken_over);
    }
    for (uint32_t i = 0; i < update->count && source == SOURCE_LEAVES; i++) {
        if (update->notes[i].fate == LONG_VALUE_DROPPED) {
            JET_TRY(release(update, long_value_id_bytes(&update->notes[i].id)));
        }
    }
    return JET_errSuccess;
}

void update_long_settled(struct update_long *update)
{
    update->count = 0;
}

JET_ERR update_long_release_all(struct update_long *update, const struct record *record)
{
    return each_reference(update, record, release);
}

/* ----------------------------------------------------------------------------------------------- transactions */

void update_long_commit(struct update_long *update, uint32_t level)
{
    for (uint32_t i = 0; i < update->count; i++) {
        if (update->notes[i].level >= level) {
            update->notes[i].level = level - 1;
        }
    }
}

void update_long_rollback(struct update_long *update, uint32_t level)
{
    for (uint32_t i = update->count; i > 0; i--) {
        if (update->notes[i - 1].level >= level) {
            forget(update, &update->notes[i - 1]);
        }
    }
}

uint32_t update_long_level(const struct update_long *update)
{
    uint32_t level = 0;

    for (uint32_t i = 0; i < update->count; i++) {
        level = update->notes[i].level > level ? update->notes[i].level : level;
    }
    return level;
}
