/*
 * world.c - sessions take turns.
 */
#include "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* -------------------------------------------------------------------------------------------------- what happened */

void world_fail(struct world *world, const char *text, ...)
{
    const int size =
        snprintf(world->message, sizeof world->message,
                 "seed %llu, pages of %u bytes, step %llu: %s: ", (unsigned long long)world->seed,
                 (unsigned)world->page_size, (unsigned long long)world->step, world->doing);
    va_list arguments;

    va_start(arguments, text);
    (void)vsnprintf(world->message + size, sizeof world->message - (size_t)size, text, arguments);
    va_end(arguments);
    longjmp(world->end, 1);
}

void world_expect(struct world *world, JET_ERR got, JET_ERR expected, const char *call)
{
    if (got != expected) {
        world_fail(world, "%s: %d instead of %d", call, (int)got, (int)expected);
    }
}

void world_doing(const struct turn *turn, const char *text, ...)
{
    struct world *world = turn->world;
    va_list arguments;
    int size = snprintf(world->doing, sizeof world->doing, "session %d level %d table %u: ", turn->session,
                        world->model.session[turn->session].level, turn->table);

    va_start(arguments, text);
    (void)vsnprintf(world->doing + size, sizeof world->doing - (size_t)size, text, arguments);
    va_end(arguments);
    if (world->trace) {
        (void)fprintf(stderr, "%llu %s\n", (unsigned long long)world->step, world->doing);
    }
}

/* --------------------------------------------------------------------------------------------------------- turns */

static void turn_cursor(struct turn *turn, unsigned table, unsigned cursor)
{
    turn->table = table;
    turn->of = &turn->world->model.table[table];
    turn->cursor = &turn->world->seat[turn->session].cursor[table][cursor];
}

static struct turn turn_of(struct world *world, int session)
{
    struct turn turn = {.world = world, .session = session, .id = world->seat[session].id};

    turn_cursor(&turn, 0, 0);
    return turn;
}

static void each_cursor(struct turn *turn, void (*visit)(struct turn *turn))
{
    for (unsigned i = 0; i < MODEL_TABLES; i++) {
        for (unsigned k = 0; k < WORLD_CURSORS; k++) {
            turn_cursor(turn, i, k);
            if (turn->cursor->id != 0) {
                visit(turn);
            }
        }
    }
}

static bool is_foreign(const struct stamp *stamp, int session)
{
    return stamp->is_set && stamp->writer >= 0 && stamp->writer != session;
}

/* Schemas change while nobody else works with the table: who has an older snapshot waits. */
static bool table_is_free(const struct world *world, const struct model_table *table, int session)
{
    const struct model_session *of = &world->model.session[session];
    bool is_free = !is_foreign(&table->made, session) && !is_foreign(&table->gone, session) &&
                   (of->level == 0 || of->began >= table->schema_time);

    for (unsigned i = 0; i < MODEL_COLUMNS && is_free; i++) {
        is_free =
            !is_foreign(&table->column[i].made, session) && !is_foreign(&table->column[i].gone, session);
    }
    for (unsigned i = 0; i < MODEL_INDEXES && is_free; i++) {
        is_free = !is_foreign(&table->index[i].made, session) && !is_foreign(&table->index[i].gone, session);
    }
    return is_free;
}

static bool others_are_idle(const struct world *world, int session)
{
    for (int i = 0; i < (int)world->seats; i++) {
        if (i != session && world->model.session[i].level > 0) {
            return false;
        }
    }
    return true;
}

/* -------------------------------------------------------------------------------------------------- transactions */

/*
 * Long values that an update has made belong to its level. When a deeper one cancels or finishes the update and is rolled back, they
 * are there again and nobody has them, as in Microsoft's engine; such updates end here.
 */
static void cancel_long(struct turn *turn)
{
    if (turn->cursor->pending.kind != UPDATE_NONE &&
        (turn->cursor->pending.any_long || turn->cursor->pending.kind >= UPDATE_COPY)) {
        world_cancel(turn);
    }
}

static void begin(struct turn *turn)
{
    struct world *world = turn->world;
    const int level = world->model.session[turn->session].level;

    world_doing(turn, "begin");
    if (level == MODEL_LEVELS) {
        EXPECT(world, JET_errTransTooDeep, JetBeginTransaction(turn->id));
        return;
    }
    each_cursor(turn, level == 0 ? world_cancel : cancel_long);
    GOOD(world, JetBeginTransaction(turn->id));
    model_begin(&world->model, turn->session);
}

static void cursor_committed(struct turn *turn)
{
    const int level = turn->world->model.session[turn->session].level;
    struct cursor *cursor = turn->cursor;

    cursor->opened_level = cursor->opened_level > level ? level : cursor->opened_level;
    cursor->moved_level = cursor->moved_level > level ? level : cursor->moved_level;
    cursor->index_level = cursor->index_level > level ? level : cursor->index_level;
    cursor->pending.level = cursor->pending.level > level ? level : cursor->pending.level;
}

static void commit(struct turn *turn)
{
    struct world *world = turn->world;
    const int level = world->model.session[turn->session].level;

    world_doing(turn, "commit");
    if (level == 0) {
        EXPECT(world, JET_errNotInTransaction, JetCommitTransaction(turn->id, 0));
        return;
    }
    if (level == 1) {
        each_cursor(turn, world_cancel);
    }
    GOOD(world, JetCommitTransaction(turn->id, draw_once_in(&world->draw, 2) ? JET_bitCommitLazyFlush : 0));
    model_commit(&world->model, turn->session);
    each_cursor(turn, cursor_committed);
}

/* Updates prepared outside of the level, but changed in it, end first. */
static void cancel_outer(struct turn *turn)
{
    if (turn->cursor->pending.kind != UPDATE_NONE &&
        turn->cursor->pending.level < turn->world->model.session[turn->session].level) {
        world_cancel(turn);
    }
}

static void cursor_rolled_back(struct turn *turn)
{
    const int level = turn->world->model.session[turn->session].level; /* before */
    struct cursor *cursor = turn->cursor;

    content_release(cursor->pending.content);
    memset(&cursor->pending, 0, sizeof cursor->pending);
    if (cursor->opened_level >= level) {
        memset(cursor, 0, sizeof *cursor);
        return;
    }
    if (cursor->moved_level >= level) {
        cursor->position = POSITION_UNKNOWN;
    }
    cursor_committed(turn);
}

/* An index chosen in the transaction may be current still, or the primary one is: that hangs on what else was done. */
static void ask_for_index(struct turn *turn)
{
    struct world *world = turn->world;
    struct cursor *cursor = turn->cursor;
    char name[JET_cbNameMost + 1];

    if (cursor->index == 0) {
        return;
    }
    GOOD(world, JetGetCurrentIndexA(turn->id, cursor->id, name, sizeof name));
    if (turn->of->index[cursor->index].shape == NULL ||
        strcmp(name, turn->of->index[cursor->index].shape->name) != 0) {
        if (strcmp(name, turn->of->has_primary ? "primary" : "") != 0) {
            world_fail(world, "the current index is '%s' after a rollback", name);
        }
        cursor->index = 0;
        cursor->position = POSITION_UNKNOWN;
    }
}

static void roll_back(struct turn *turn)
{
    struct world *world = turn->world;

    world_doing(turn, "roll back");
    if (world->model.session[turn->session].level == 0) {
        EXPECT(world, JET_errNotInTransaction, JetRollback(turn->id, 0));
        return;
    }
    each_cursor(turn, cancel_outer);
    GOOD(world, JetRollback(turn->id, 0));
    each_cursor(turn, cursor_rolled_back);
    model_roll_back(&world->model, turn->session);
    each_cursor(turn, ask_for_index);
}

/* --------------------------------------------------------------------------------------------------------- steps */

static void work(struct turn *turn, unsigned what)
{
    struct world *world = turn->world;

    world_open(turn);
    if (turn->cursor->pending.kind != UPDATE_NONE && draw_below(&world->draw, 8) != 0) {
        world_continue(turn);
        return;
    }
    world_cancel(turn);
    if (what < 14 && turn->of->row_count > 2 * WORLD_ROWS) {
        what = 30; /* deletes: there are enough */
    }
    if (what < 14) {
        world_insert(turn);
    } else if (what < 45) {
        if (world_go_somewhere(turn)) {
            (what < 30   ? world_replace
             : what < 36 ? world_delete
             : what < 42 ? world_escrow
                         : world_lock)(turn);
        }
    } else if (what < 58) {
        world_move(turn);
    } else if (what < 70) {
        world_seek(turn);
    } else if (what < 74) {
        world_range(turn);
    } else if (what < 79) {
        world_choose_index(turn);
    } else if (what < 83) {
        world_go_to_bookmark(turn);
    } else if (what < 84) {
        world_close(turn);
        return;
    }
    world_look(turn);
}

void world_step(struct world *world, uint64_t step)
{
    struct turn turn;
    unsigned what, table;

    world->step = step;
    world->draw = draw_for_step(world->seed, step);
    turn = turn_of(world, (int)draw_below(&world->draw, world->seats));
    what = draw_below(&world->draw, 120);
    table = draw_below(&world->draw, MODEL_TABLES);
    if (what < 4) {
        begin(&turn);
    } else if (what < 8) {
        commit(&turn);
    } else if (what < 11) {
        roll_back(&turn);
    } else {
        turn_cursor(&turn, table, draw_below(&world->draw, WORLD_CURSORS));
        if (!table_is_free(world, turn.of, turn.session)) {
            return;
        }
        if (what == 119 && draw_once_in(&world->draw, 3) && others_are_idle(world, turn.session) &&
            !stamp_visible(&world->model, turn.session, &turn.of->gone)) {
            world_change_schema(&turn);
        } else if (turn.of->name[0] == '\0' || !table_visible(&world->model, turn.session, turn.of)) {
            return;
        } else if (what == 118 && draw_once_in(&world->draw, 2)) {
            unsigned index = draw_below(&world->draw, MODEL_INDEXES);

            index = index_visible(&world->model, turn.session, &turn.of->index[index]) ? index : 0;
            world_scan(&turn, index);
        } else {
            work(&turn, what - 11);
        }
    }
    if (step % 16 == 0) {
        model_trim(&world->model);
    }
}

void world_compare(struct world *world)
{
    for (int session = 0; session < (int)world->seats; session++) {
        struct turn turn = turn_of(world, session);

        for (unsigned table = 0; table < MODEL_TABLES; table++) {
            turn_cursor(&turn, table, 0);
            if (turn.of->name[0] == '\0' || !table_visible(&world->model, session, turn.of) ||
                !table_is_free(world, turn.of, session)) {
                continue;
            }
            for (unsigned index = 0; index < MODEL_INDEXES; index++) {
                if (index == 0 || index_visible(&world->model, session, &turn.of->index[index])) {
                    world_scan(&turn, index);
                }
            }
        }
    }
}

void world_settle(struct world *world)
{
    for (int session = 0; session < (int)world->seats; session++) {
        struct turn turn = turn_of(world, session);

        while (world->model.session[session].level > 0) {
            if (draw_once_in(&world->draw, 4)) {
                roll_back(&turn);
            } else {
                commit(&turn);
            }
        }
        each_cursor(&turn, world_close);
    }
    model_trim(&world->model);
}

void world_sit(struct world *world, unsigned seats)
{
    world->seats = seats;
    for (unsigned i = 0; i < seats; i++) {
        memset(&world->seat[i], 0, sizeof world->seat[i]);
        GOOD(world, JetBeginSessionA(world->instance, &world->seat[i].id, NULL, NULL));
        GOOD(world, JetOpenDatabaseA(world->seat[i].id, world->path, NULL, &world->seat[i].dbid, 0));
    }
}

void world_stand(struct world *world)
{
    for (unsigned i = 0; i < world->seats; i++) {
        GOOD(world, JetEndSession(world->seat[i].id, 0));
    }
}
