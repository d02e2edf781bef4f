/*
 * crash_scenarios.c - what programs do when a crash comes.
 */
#include <string.h>

#include "crash.h"
#include "try.h"

enum { KEYS = 120, OTHER_PERIOD = 7 };

static uint8_t data[CRASH_DATA_MAX];

static JET_ERR column_of(JET_SESID session, JET_TABLEID table, const char *name, JET_COLUMNID *id)
{
    JET_COLUMNDEF column = {.cbStruct = sizeof column};

    JET_TRY(JetGetTableColumnInfoA(session, table, name, &column, sizeof column, JET_ColInfo));
    *id = column.columnid;
    return JET_errSuccess;
}

static JET_ERR set(JET_SESID session, JET_TABLEID table, const char *name, const void *value, JET_ULONG size)
{
    JET_COLUMNID id;

    JET_TRY(column_of(session, table, name, &id));
    return JetSetColumn(session, table, id, value, size, 0, NULL);
}

/* Random bytes, some of which repeat. */
static JET_ERR set_bytes(JET_SESID session, struct crash_run *run, JET_TABLEID table, const char *name,
                         uint32_t most)
{
    const uint32_t size = 1 + crash_random(run, most);

    for (uint32_t i = 0; i < size; i++) {
        data[i] = (uint8_t)(i % 16 < 8 ? crash_random(run, 256) : i);
    }
    return set(session, table, name, data, size);
}

/* ------------------------------------------------------------------------------------------------ records */

static JET_ERR go_to(JET_SESID session, JET_TABLEID table, int32_t key)
{
    JET_TRY(JetMakeKey(session, table, &key, sizeof key, JET_bitNewKey));
    return JetSeek(session, table, JET_bitSeekEQ);
}

static JET_ERR insert(JET_SESID session, struct crash_run *run, JET_TABLEID table, int32_t key, uint32_t most)
{
    JET_TRY(JetPrepareUpdate(session, table, JET_prepInsert));
    JET_TRY(set(session, table, "k", &key, sizeof key));
    JET_TRY(set_bytes(session, run, table, "v", 40));
    JET_TRY(set_bytes(session, run, table, "b", most));
    return JetUpdate(session, table, NULL, 0, NULL);
}

static JET_ERR replace(JET_SESID session, struct crash_run *run, JET_TABLEID table, uint32_t most)
{
    JET_TRY(JetPrepareUpdate(session, table, JET_prepReplace));
    JET_TRY(
        set_bytes(session, run, table, crash_random(run, 2) ? "v" : "b", crash_random(run, 2) ? most : 20));
    return JetUpdate(session, table, NULL, 0, NULL);
}

static JET_ERR escrow(JET_SESID session, struct crash_run *run, JET_TABLEID table)
{
    int32_t delta = (int32_t)crash_random(run, 100) - 50;
    JET_COLUMNID id;

    JET_TRY(column_of(session, table, "e", &id));
    return JetEscrowUpdate(session, table, id, &delta, sizeof delta, NULL, 0, NULL, 0);
}

/* One change of a random row. */
static JET_ERR change_row(JET_SESID session, struct crash_run *run, JET_TABLEID table, uint32_t most)
{
    const int32_t key = (int32_t)crash_random(run, KEYS);
    const uint32_t what = crash_random(run, 10);
    const JET_ERR found = go_to(session, table, key);

    if (found == JET_errRecordNotFound) {
        return insert(session, run, table, key, most);
    }
    JET_TRY(found);
    return what < 5   ? replace(session, run, table, most)
           : what < 7 ? escrow(session, run, table)
                      : JetDelete(session, table);
}

static JET_ERR change_rows(JET_SESID session, struct crash_run *run, JET_TABLEID table, unsigned count,
                           uint32_t most)
{
    for (unsigned i = 0; i < count; i++) {
        JET_TRY(change_row(session, run, table, most));
    }
    return JET_errSuccess;
}

/* A level inside the transaction, which ends in one way or the other. */
static JET_ERR change_in_level(struct crash_run *run, JET_TABLEID table, uint32_t most)
{
    JET_TRY(JetBeginTransaction(run->session));
    JET_TRY(change_rows(run->session, run, table, 2, most));
    return crash_random(run, 2) ? JetCommitTransaction(run->session, 0) : JetRollback(run->session, 0);
}

/* The other session's transaction on T3, which is rolled back in the end. */
static JET_ERR other_session(struct crash_run *run, unsigned number, uint32_t most)
{
    JET_TABLEID table;

    if (number % OTHER_PERIOD == 0) {
        JET_TRY(JetBeginTransaction(run->other));
    }
    JET_TRY(JetOpenTableA(run->other, run->other_database, "T3", NULL, 0, 0, &table));
    JET_TRY(change_rows(run->other, run, table, 3, most));
    JET_TRY(JetCloseTable(run->other, table));
    return number % OTHER_PERIOD == OTHER_PERIOD - 1 ? JetRollback(run->other, 0) : JET_errSuccess;
}

static JET_ERR fill_other(struct crash_run *run)
{
    JET_TABLEID table;

    JET_TRY(JetOpenTableA(run->session, run->database, "T3", NULL, 0, 0, &table));
    JET_TRY(JetBeginTransaction(run->session));
    for (int32_t key = 0; key < KEYS; key += 2) {
        JET_TRY(insert(run->session, run, table, key, 100));
    }
    JET_TRY(JetCommitTransaction(run->session, 0));
    return JetCloseTable(run->session, table);
}

static JET_ERR change_table(struct crash_run *run, unsigned number, const char *name, uint32_t most)
{
    JET_TABLEID table;

    crash_seed(run, number);
    JET_TRY(JetOpenTableA(run->session, run->database, name, NULL, 0, 0, &table));
    JET_TRY(JetBeginTransaction(run->session));
    JET_TRY(change_rows(run->session, run, table, 1 + crash_random(run, 6), most));
    if (crash_random(run, 3) == 0) {
        JET_TRY(change_in_level(run, table, most));
    }
    if (crash_random(run, 6) == 0) {
        JET_TRY(JetRollback(run->session, 0));
    } else {
        JET_TRY(JetCommitTransaction(run->session, 0));
    }
    return JetCloseTable(run->session, table);
}

static JET_ERR step_rows(struct crash_run *run, unsigned number)
{
    if (number == 0) {
        crash_seed(run, 1000);
        return fill_other(run);
    }
    JET_TRY(change_table(run, number, "T0", 300));
    return other_session(run, number - 1, 300);
}

/* More and larger rows than the cache has room for: pages with changes that are not committed are written. */
static JET_ERR step_pressure(struct crash_run *run, unsigned number)
{
    JET_TABLEID table;

    if (number == 0) {
        crash_seed(run, 1000);
        return fill_other(run);
    }
    for (unsigned i = 0; i < 4; i++) {
        JET_TRY(other_session(run, (number - 1) * 4 + i, 3000));
    }
    crash_seed(run, number);
    JET_TRY(JetOpenTableA(run->session, run->database, "T0", NULL, 0, 0, &table));
    JET_TRY(JetBeginTransaction(run->session));
    JET_TRY(change_rows(run->session, run, table, 12, 3000));
    JET_TRY(JetCommitTransaction(run->session, 0));
    return JetCloseTable(run->session, table);
}

/* Rows come and go in numbers, so that pages are split and merged. */
static JET_ERR step_pages(struct crash_run *run, unsigned number)
{
    const int32_t first = (int32_t)(number / 2 % 3) * 40;
    JET_TABLEID table;

    crash_seed(run, number);
    JET_TRY(JetOpenTableA(run->session, run->database, "T0", NULL, 0, 0, &table));
    JET_TRY(JetBeginTransaction(run->session));
    for (int32_t key = first; key < first + 60; key++) {
        const JET_ERR found = go_to(run->session, table, key);

        if (number % 2 == 0 && found == JET_errRecordNotFound) {
            JET_TRY(insert(run->session, run, table, key, 250));
        } else if (number % 2 == 1 && found >= 0) {
            JET_TRY(JetDelete(run->session, table));
        }
    }
    JET_TRY(JetCommitTransaction(run->session, 0));
    return JetCloseTable(run->session, table);
}

/* -------------------------------------------------------------------------------------------- long values */

static JET_ERR change_long_value(struct crash_run *run, JET_TABLEID table)
{
    JET_SETINFO info = {.cbStruct = sizeof info, .itagSequence = 1};
    const uint32_t size = 1 + crash_random(run, 9000);
    JET_COLUMNID id;

    JET_TRY(column_of(run->session, table, "l", &id));
    memset(data, (int)crash_random(run, 256), size);
    switch (crash_random(run, 4)) {
    case 0:
        return JetSetColumn(run->session, table, id, data, size, JET_bitSetAppendLV, &info);
    case 1:
        return JetSetColumn(run->session, table, id, data, size, JET_bitSetOverwriteLV, &info);
    case 2:
        return JetSetColumn(run->session, table, id, NULL, 0, 0, &info);
    default:
        return JetSetColumn(run->session, table, id, data, size, 0, &info);
    }
}

static JET_ERR step_long_values(struct crash_run *run, unsigned number)
{
    int32_t key;
    JET_TABLEID table;
    JET_ERR found;

    crash_seed(run, number);
    JET_TRY(JetOpenTableA(run->session, run->database, "T1", NULL, 0, 0, &table));
    JET_TRY(JetBeginTransaction(run->session));
    for (unsigned i = 0; i < 2; i++) {
        key = (int32_t)crash_random(run, 12);
        found = go_to(run->session, table, key);
        if (found >= 0 && crash_random(run, 5) == 0) {
            JET_TRY(JetDelete(run->session, table));
            continue;
        }
        JET_TRY(JetPrepareUpdate(run->session, table, found >= 0 ? JET_prepReplace : JET_prepInsert));
        if (found < 0) {
            JET_TRY(set(run->session, table, "k", &key, sizeof key));
        }
        JET_TRY(change_long_value(run, table));
        JET_TRY(JetUpdate(run->session, table, NULL, 0, NULL));
    }
    JET_TRY(JetCommitTransaction(run->session, 0));
    return JetCloseTable(run->session, table);
}

/* ----------------------------------------------------------------------------------------------- structure */

static JET_ERR make_plain_table(struct crash_run *run, const char *name)
{
    const JET_COLUMNDEF column = {.cbStruct = sizeof column, .coltyp = JET_coltypLong};
    JET_COLUMNID id;
    JET_TABLEID table;
    int32_t value = 7;

    JET_TRY(JetBeginTransaction(run->session));
    JET_TRY(JetCreateTableA(run->session, run->database, name, 2, 80, &table));
    JET_TRY(JetAddColumnA(run->session, table, "k", &column, NULL, 0, &id));
    JET_TRY(JetPrepareUpdate(run->session, table, JET_prepInsert));
    JET_TRY(JetSetColumn(run->session, table, id, &value, sizeof value, 0, NULL));
    JET_TRY(JetUpdate(run->session, table, NULL, 0, NULL));
    JET_TRY(JetCloseTable(run->session, table));
    return JetCommitTransaction(run->session, 0);
}

static JET_ERR alter(struct crash_run *run, unsigned what)
{
    const JET_COLUMNDEF column = {.cbStruct = sizeof column, .coltyp = JET_coltypLong};
    JET_TABLEID table;
    JET_COLUMNID id;

    JET_TRY(JetOpenTableA(run->session, run->database, "T2", NULL, 0, JET_bitTableDenyRead, &table));
    switch (what) {
    case 0:
        JET_TRY(JetAddColumnA(run->session, table, "n", &column, "\1\2\3\4", 4, &id));
        break;
    case 1:
        JET_TRY(JetCreateIndexA(run->session, table, "in", 0, "+n\0", 4, 80));
        break;
    case 2:
        JET_TRY(JetDeleteIndexA(run->session, table, "in"));
        break;
    default:
        JET_TRY(JetDeleteColumnA(run->session, table, "n"));
        break;
    }
    return JetCloseTable(run->session, table);
}

static JET_ERR step_structure(struct crash_run *run, unsigned number)
{
    switch (number % 8) {
    case 0:
        return make_plain_table(run, "T2");
    case 1:
    case 2:
    case 3:
    case 4:
        return alter(run, number % 8 - 1);
    case 5:
        return JetRenameTableA(run->session, run->database, "T2", "T4");
    case 6:
        return JetDeleteTableA(run->session, run->database, "T4");
    default:
        return change_table(run, number, "T0", 100);
    }
}

static JET_ERR step_index(struct crash_run *run, unsigned number)
{
    JET_TABLEID table;

    if (number == 0) {
        crash_seed(run, 77);
        JET_TRY(fill_other(run));
        return JET_errSuccess;
    }
    JET_TRY(JetOpenTableA(run->session, run->database, "T3", NULL, 0, JET_bitTableDenyRead, &table));
    JET_TRY(number % 2 == 1 ? JetCreateIndexA(run->session, table, "ib", 0, "+b\0+v\0", 7, 80)
                            : JetDeleteIndexA(run->session, table, "ib"));
    return JetCloseTable(run->session, table);
}

/* The file grows: many pages of rows. */
static JET_ERR step_space(struct crash_run *run, unsigned number)
{
    JET_TABLEID table;

    crash_seed(run, number);
    JET_TRY(JetOpenTableA(run->session, run->database, "T0", NULL, 0, 0, &table));
    JET_TRY(JetBeginTransaction(run->session));
    for (int32_t i = 0; i < 8; i++) {
        JET_TRY(insert(run->session, run, table, (int32_t)number * 8 + i, 3000));
    }
    JET_TRY(JetCommitTransaction(run->session, 0));
    return JetCloseTable(run->session, table);
}

const struct scenario crash_scenarios[] = {
    {.name = "rows", .steps = 60, .step = step_rows},
    {.name = "pressure", .steps = 40, .step = step_pressure},
    {.name = "pages", .steps = 14, .step = step_pages},
    {.name = "long values", .steps = 40, .step = step_long_values},
    {.name = "structure", .steps = 32, .step = step_structure},
    {.name = "index build", .steps = 8, .step = step_index},
    {.name = "space", .steps = 12, .step = step_space},
    {.name = "log roll", .steps = 60, .step = step_rows, .circular = true},
    {.name = "creation", .steps = 3, .step = step_rows, .from_creation = true},
};
const unsigned crash_scenario_count = sizeof crash_scenarios / sizeof crash_scenarios[0];
