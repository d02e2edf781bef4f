/*
 * world.h - the engine and the model side by side: sessions with cursors, and what a step does to both.
 *
 * What does not agree ends the world with a sentence, by longjmp to its runner.
 */
#ifndef ESENT_MODEL_WORLD_H
#define ESENT_MODEL_WORLD_H

#include <setjmp.h>

#include "draw.h"
#include "esent.h"
#include "model.h"

enum { WORLD_CURSORS = 2, WORLD_LONG = 60000, WORLD_ROWS = 120 };

enum position { POSITION_UNKNOWN, POSITION_BEFORE, POSITION_AT, POSITION_GAP, POSITION_AFTER };

enum update_kind {
    UPDATE_NONE,
    UPDATE_INSERT,
    UPDATE_REPLACE,
    UPDATE_REPLACE_NO_LOCK,
    UPDATE_COPY,
    UPDATE_COPY_DELETE,
    UPDATE_COPY_REPLACE
};

struct pending {
    enum update_kind kind;
    struct content *content; /* of the copy buffer */
    int32_t count;           /* its escrow column, for rows to be made */
    int level;               /* where it was prepared */
    bool any_set, any_long;
    struct place original; /* the row it began with */
    uint64_t base;         /* serial of its version then */
    int32_t base_count;
};

struct cursor {
    JET_TABLEID id; /* 0: closed */
    int opened_level, moved_level, index_level;
    unsigned index;
    enum position position;
    struct place place;
    struct pending pending;
};

struct seat {
    JET_SESID id;
    JET_DBID dbid;
    struct cursor cursor[MODEL_TABLES][WORLD_CURSORS];
};

struct world {
    struct model model;
    struct seat seat[MODEL_SESSIONS];
    unsigned seats;
    JET_INSTANCE instance;
    char path[512], folder[512];
    uint32_t page_size;
    uint64_t seed, step;
    bool trace;
    struct draw draw;
    jmp_buf end;
    char message[1600], doing[400];
    uint64_t reads, changes, scans, conflicts, duplicates;
    uint8_t read[WORLD_LONG + 16], made[WORLD_LONG + 16];
};

/* Whose turn it is. */
struct turn {
    struct world *world;
    int session;
    unsigned table;
    struct model_table *of;
    struct cursor *cursor;
    JET_SESID id; /* of the session */
};

/* Ends the world: what the step was about, and what did not agree. */
#if defined(__GNUC__) && !defined(__MINGW32__)
#define WORLD_PRINTF(text, from) __attribute__((format(printf, text, from)))
#else
#define WORLD_PRINTF(text, from)
#endif
_Noreturn void world_fail(struct world *world, const char *text, ...) WORLD_PRINTF(2, 3);
/* Says what the step does: shown with WORLD's trace, and when it fails. */
void world_doing(const struct turn *turn, const char *text, ...) WORLD_PRINTF(2, 3);

void world_expect(struct world *world, JET_ERR got, JET_ERR expected, const char *call);
#define EXPECT(world, expected, call) world_expect((world), (call), (expected), #call)
#define GOOD(world, call)             world_expect((world), (call), JET_errSuccess, #call)

/* ------------------------------------------------------------------------------------------------- world_schema.c */

/* All columns and indexes that a table can have; the first three columns are in every table. */
extern const struct column_shape world_columns[];
extern const unsigned world_column_count;
extern const struct index_shape world_indexes[];
extern const unsigned world_index_count;

/* Makes a table for place `table` in the turn's session, with a random choice of columns and indexes. */
void world_make_table(struct turn *turn, bool is_first);
/* A change of the schema of the turn's table, or the table itself. */
void world_change_schema(struct turn *turn);
/* True when every column of the index is there; their places. */
bool world_index_columns(const struct model_table *table, const struct index_shape *shape,
                         struct model_index *index);

/* ------------------------------------------------------------------------------------------------- world_values.c */

/* A value for a column; in world->made. */
uint32_t world_make_value(struct world *world, const struct column_shape *shape);
/* Sets columns of the prepared update, the same in the model. */
void world_set_columns(struct turn *turn, unsigned times);
/* Compares the record or, with JET_bitRetrieveCopy, the copy buffer with what it should be. */
void world_compare_row(struct turn *turn, const struct content *content, int32_t count, JET_GRBIT grbit);

/* ------------------------------------------------------------------------------------------------ world_update.c */

void world_insert(struct turn *turn);
void world_replace(struct turn *turn);
void world_delete(struct turn *turn);
void world_escrow(struct turn *turn);
void world_lock(struct turn *turn);
/* Goes on with a prepared update: sets more, finishes or cancels it. */
void world_continue(struct turn *turn);
void world_cancel(struct turn *turn);

/* ------------------------------------------------------------------------------------------------ world_cursor.c */

/* Opens the cursor when it is closed. */
void world_open(struct turn *turn);
void world_close(struct turn *turn);
void world_move(struct turn *turn);
void world_seek(struct turn *turn);
void world_range(struct turn *turn);
void world_choose_index(struct turn *turn);
void world_go_to_bookmark(struct turn *turn);
/* Moves the cursor to some row; false when there is none. */
bool world_go_somewhere(struct turn *turn);
/* Reads where the cursor is and compares. */
void world_look(struct turn *turn);
/* The whole table by one index. */
void world_scan(struct turn *turn, unsigned index);
void world_moved(struct turn *turn, enum position position, const struct place *place);

/* ------------------------------------------------------------------------------------------------------- world.c */

/* One step of the world; the caller has set world->end. */
void world_step(struct world *world, uint64_t step);
/* Compares all tables by all indexes, in every session. */
void world_compare(struct world *world);
/* Ends all transactions and closes all cursors. */
void world_settle(struct world *world);
/* Starts sessions on an instance that runs, and opens the database. */
void world_sit(struct world *world, unsigned seats);
void world_stand(struct world *world);

#endif
