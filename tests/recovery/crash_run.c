/*
 * crash_run.c - an instance for a scenario, and what its database says.
 */
#include <string.h>

#include "crash.h"
#include "test.h"
#include "try.h"

static const char *const table_names[] = {"T0", "T1", "T2", "T3", "T4"};
static const char *const column_names[] = {"k", "v", "b", "l", "n", "e"};
static const char *const index_names[] = {"iv", "in", "ib"};

void crash_seed(struct crash_run *run, uint64_t seed)
{
    run->random = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

uint32_t crash_random(struct crash_run *run, uint32_t below)
{
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    return (uint32_t)((run->random >> 11) % below);
}

static JET_ERR set_parameters(JET_INSTANCE *instance, const char *folder, bool circular)
{
    const struct {
        unsigned id;
        JET_API_PTR value;
    } numbers[] = {{JET_paramLogFileSize, 64},       {JET_paramCheckpointDepthMax, 64 * 1024},
                   {JET_paramDbExtensionSize, 16},   {JET_paramMaxVerPages, 1024},
                   {JET_paramCircularLog, circular}, {JET_paramCreatePathIfNotExist, 1},
                   {JET_paramMaxTemporaryTables, 1}};
    const unsigned folders[] = {JET_paramLogFilePath, JET_paramSystemPath, JET_paramTempPath};

    JET_TRY(JetSetSystemParameterA(instance, 0, JET_paramRecovery, 0, "on"));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        JET_TRY(JetSetSystemParameterA(instance, 0, numbers[i].id, numbers[i].value, NULL));
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        JET_TRY(JetSetSystemParameterA(instance, 0, folders[i], 0, folder));
    }
    return JET_errSuccess;
}

JET_ERR crash_start(struct crash_run *run, const char *folder, bool circular)
{
    *run = (struct crash_run){0};
    JET_TRY(
        JetSetSystemParameterA(NULL, 0, JET_paramCacheSizeMax, 16, NULL)); /* pages have to leave it early */
    JET_TRY(JetCreateInstanceA(&run->instance, "crash"));
    JET_TRY(set_parameters(&run->instance, folder, circular));
    JET_TRY(JetInit(&run->instance));
    JET_TRY(JetBeginSessionA(run->instance, &run->session, NULL, NULL));
    return JetBeginSessionA(run->instance, &run->other, NULL, NULL);
}

static JET_ERR make_table(struct crash_run *run, const char *name)
{
    JET_COLUMNCREATE_A column[] = {
        {.cbStruct = sizeof column[0], .szColumnName = (char *)"k", .coltyp = JET_coltypLong},
        {.cbStruct = sizeof column[0], .szColumnName = (char *)"v", .coltyp = JET_coltypBinary, .cbMax = 255},
        {.cbStruct = sizeof column[0], .szColumnName = (char *)"b", .coltyp = JET_coltypLongBinary},
        {.cbStruct = sizeof column[0], .szColumnName = (char *)"l", .coltyp = JET_coltypLongBinary},
        {.cbStruct = sizeof column[0],
         .szColumnName = (char *)"e",
         .coltyp = JET_coltypLong,
         .grbit = JET_bitColumnEscrowUpdate,
         .pvDefault = (void *)"\0\0\0\0",
         .cbDefault = 4}};
    JET_INDEXCREATE_A index[] = {{.cbStruct = sizeof index[0],
                                  .szIndexName = (char *)"pk",
                                  .szKey = (char *)"+k\0",
                                  .cbKey = 4,
                                  .grbit = JET_bitIndexPrimary,
                                  .ulDensity = 80},
                                 {.cbStruct = sizeof index[0],
                                  .szIndexName = (char *)"iv",
                                  .szKey = (char *)"+v\0",
                                  .cbKey = 4,
                                  .ulDensity = 80}};
    JET_TABLECREATE_A create = {.cbStruct = sizeof create,
                                .szTableName = (char *)name,
                                .ulPages = 1,
                                .ulDensity = 80,
                                .rgcolumncreate = column,
                                .cColumns = sizeof column / sizeof column[0],
                                .rgindexcreate = index,
                                .cIndexes = sizeof index / sizeof index[0]};

    JET_TRY(JetCreateTableColumnIndexA(run->session, run->database, &create));
    return JetCloseTable(run->session, create.tableid);
}

JET_ERR crash_create(struct crash_run *run)
{
    JET_TRY(JetCreateDatabaseA(run->session, test_path("crash/a.edb"), NULL, &run->database, 0));
    JET_TRY(JetOpenDatabaseA(run->other, test_path("crash/a.edb"), NULL, &run->other_database, 0));
    JET_TRY(make_table(run, "T0"));
    JET_TRY(make_table(run, "T1"));
    return make_table(run, "T3");
}

JET_ERR crash_open(struct crash_run *run)
{
    JET_TRY(JetAttachDatabaseA(run->session, test_path("crash/a.edb"), 0));
    JET_TRY(JetOpenDatabaseA(run->session, test_path("crash/a.edb"), NULL, &run->database, 0));
    return JetOpenDatabaseA(run->other, test_path("crash/a.edb"), NULL, &run->other_database, 0);
}

/* ------------------------------------------------------------------------------------------------- digest */

static void mix(uint64_t *digest, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++) {
        *digest = (*digest ^ at[i]) * UINT64_C(0x100000001B3);
    }
    *digest = (*digest ^ size) * UINT64_C(0x100000001B3);
}

static JET_ERR mix_columns(struct crash_run *run, JET_TABLEID table, uint64_t *digest)
{
    static uint8_t data[CRASH_DATA_MAX];

    for (size_t i = 0; i < sizeof column_names / sizeof column_names[0]; i++) {
        JET_COLUMNDEF column = {.cbStruct = sizeof column};
        JET_ULONG size = 0;
        JET_ERR err =
            JetGetTableColumnInfoA(run->session, table, column_names[i], &column, sizeof column, JET_ColInfo);

        if (err == JET_errColumnNotFound) {
            continue;
        }
        JET_TRY(err);
        err = JetRetrieveColumn(run->session, table, column.columnid, data, sizeof data, &size, 0, NULL);
        JET_TRY(err);
        mix(digest, column_names[i], strlen(column_names[i]));
        mix(digest, &err, sizeof err);
        mix(digest, data, size);
    }
    return JET_errSuccess;
}

/* All rows in the order of an index: their columns, or where they are. */
static JET_ERR mix_index(struct crash_run *run, JET_TABLEID table, bool primary, uint64_t *digest)
{
    JET_ERR err = JetMove(run->session, table, JET_MoveFirst, 0);

    for (; err >= 0; err = JetMove(run->session, table, JET_MoveNext, 0)) {
        uint8_t bookmark[300];
        JET_ULONG size;

        JET_TRY(JetGetBookmark(run->session, table, bookmark, sizeof bookmark, &size));
        mix(digest, bookmark, size);
        if (primary) {
            JET_TRY(mix_columns(run, table, digest));
        }
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static JET_ERR mix_table(struct crash_run *run, const char *name, uint64_t *digest)
{
    JET_TABLEID table;
    JET_ERR err = JetOpenTableA(run->session, run->database, name, NULL, 0, 0, &table);

    if (err == JET_errObjectNotFound) {
        return JET_errSuccess;
    }
    JET_TRY(err);
    mix(digest, name, strlen(name));
    JET_TRY(mix_index(run, table, true, digest));
    for (size_t i = 0; i < sizeof index_names / sizeof index_names[0]; i++) {
        err = JetSetCurrentIndexA(run->session, table, index_names[i]);
        if (err != JET_errIndexNotFound) {
            JET_TRY(err);
            mix(digest, index_names[i], strlen(index_names[i]));
            JET_TRY(mix_index(run, table, false, digest));
        }
    }
    return JetCloseTable(run->session, table);
}

JET_ERR crash_digest(struct crash_run *run, uint64_t *digest)
{
    *digest = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < sizeof table_names / sizeof table_names[0]; i++) {
        JET_TRY(mix_table(run, table_names[i], digest));
    }
    return JET_errSuccess;
}
