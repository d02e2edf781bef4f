/*
 * schema_test.c - what the information functions say about every real database, against what Microsoft's engine
 * said through the same functions: corpus/expected/SET/FILE/mse/schema.tsv and info.tsv, line by line.
 *
 * The lines of a database are made here as those files have them, and both sides are compared in order.
 * Databases that were not shut down cleanly were read by Microsoft's engine as copies with another header, so
 * what it said about that header is left out for them.
 */
#include "test.h"

#include <stdarg.h>
#include <stdbool.h>

#include "esent.h"
#include "esent_compat.h"

enum { LINE_MAX_SIZE = 4096, NAME_MAX_SIZE = 65, DIFFERENCES_SHOWN = 10 };

struct lines {
    char **lines;
    unsigned count, capacity;
};

static void add_line(struct lines *lines, const char *text, size_t length)
{
    char *line = malloc(length + 1);

    if (lines->count == lines->capacity) {
        lines->capacity = lines->capacity == 0 ? 1024 : 2 * lines->capacity;
        lines->lines = realloc(lines->lines, sizeof(char *) * lines->capacity);
    }
    assert_non_null(line);
    assert_non_null(lines->lines);
    memcpy(line, text, length);
    line[length] = '\0';
    lines->lines[lines->count++] = line;
}

static void say(struct lines *lines, const char *format, ...)
{
    char line[LINE_MAX_SIZE];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 && length < LINE_MAX_SIZE);
    add_line(lines, line, (size_t)length);
}

static void free_lines(struct lines *lines)
{
    for (unsigned i = 0; i < lines->count; i++) {
        free(lines->lines[i]);
    }
    free(lines->lines);
}

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort_lines(struct lines *lines)
{
    if (lines->count > 0) {
        qsort(lines->lines, lines->count, sizeof(char *), compare_lines);
    }
}

/* Hexadecimal digits in one of four buffers used in turn. */
static const char *hex(const void *bytes, size_t size)
{
    static char texts[4][2 * LINE_MAX_SIZE / 4];
    static unsigned next;
    char *text = texts[next++ % 4];

    assert_true(2 * size < sizeof texts[0]);
    text[0] = '\0';
    for (size_t i = 0; i < size; i++) {
        snprintf(text + 2 * i, 3, "%02x", ((const unsigned char *)bytes)[i]);
    }
    return text;
}

#define assert_jet(expected, call) assert_int_equal((call), (expected))

/* -------------------------------------------------------------------------------------------- the session */

static JET_INSTANCE instance;
static JET_SESID session;
static JET_DBID dbid;

static void start(unsigned page_size)
{
    instance = JET_instanceNil;
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(NULL, JET_sesidNil, JET_paramDatabasePageSize, page_size, NULL));
    assert_jet(JET_errSuccess, JetCreateInstanceA(&instance, "schema"));
    assert_jet(JET_errSuccess, JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramRecovery, 0, "off"));
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramEnableIndexChecking, 0, NULL));
    assert_jet(JET_errSuccess, JetInit(&instance));
    assert_jet(JET_errSuccess, JetBeginSessionA(instance, &session, NULL, NULL));
}

static int stop(void **state)
{
    (void)state;
    if (instance != JET_instanceNil) {
        (void)JetTerm2(instance, JET_bitTermAbrupt);
        instance = JET_instanceNil;
    }
    return 0;
}

/* Opens a database read-only; the answer to an ordinary attach is a line. */
static bool open_database(const char *path, struct lines *lines)
{
    const JET_ERR err = JetAttachDatabaseA(session, path, JET_bitDbReadOnly);

    if (err < 0) {
        say(lines, "attach\terror\t%d", (int)err);
        assert_jet(JET_errSuccess, JetAttachDatabaseA(session, path, JET_bitDbReadOnly | ESENT_bitDbAsIs));
    }
    assert_jet(JET_errSuccess, JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly));
    return err >= 0;
}

static void get(JET_TABLEID table, JET_COLUMNID column, void *data, unsigned capacity, unsigned *size)
{
    JET_ULONG actual = 0;
    const JET_ERR err = JetRetrieveColumn(session, table, column, data, capacity, &actual, 0, NULL);

    assert_true(err == JET_errSuccess || err == JET_wrnColumnNull);
    *size = err == JET_wrnColumnNull ? (unsigned)-1 : actual;
}

static uint32_t get_number(JET_TABLEID table, JET_COLUMNID column)
{
    uint32_t number = 0;
    unsigned size;

    get(table, column, &number, sizeof number, &size);
    assert_true(size == 2 || size == 4);
    return number;
}

static void get_text(JET_TABLEID table, JET_COLUMNID column, char text[NAME_MAX_SIZE])
{
    JET_ULONG size = 0;

    assert_jet(JET_errSuccess,
               JetRetrieveColumn(session, table, column, text, NAME_MAX_SIZE - 1, &size, 0, NULL));
    text[size < NAME_MAX_SIZE ? size : 0] = '\0';
}

/* Calls `row` for each row of a list, counts them, and closes it. */
static unsigned each_row(JET_TABLEID list, void (*row)(JET_TABLEID list, void *context), void *context)
{
    unsigned rows = 0;
    JET_ERR err;

    for (err = JetMove(session, list, JET_MoveFirst, 0); err >= 0;
         err = JetMove(session, list, JET_MoveNext, 0)) {
        row(list, context);
        rows++;
    }
    assert_jet(JET_errNoCurrentRecord, err);
    assert_jet(JET_errSuccess, JetCloseTable(session, list));
    return rows;
}

/* ------------------------------------------------------------------------------------ files and databases */

#define SAY_NUMBER(lines, kind, info, member) say(lines, kind "\tMisc." #member "\t%d", (int)(info)->member)
#define SAY_BYTES(lines, kind, info, member)                                                                 \
    say(lines, kind "\tMisc." #member "\t%s", hex(&(info)->member, sizeof(info)->member))

#define SAY_MISC(lines, kind, info)                                                                          \
    do {                                                                                                     \
        SAY_NUMBER(lines, kind, info, ulVersion);                                                            \
        SAY_NUMBER(lines, kind, info, ulUpdate);                                                             \
        SAY_BYTES(lines, kind, info, signDb);                                                                \
        SAY_NUMBER(lines, kind, info, dbstate);                                                              \
        SAY_BYTES(lines, kind, info, lgposConsistent);                                                       \
        SAY_BYTES(lines, kind, info, logtimeConsistent);                                                     \
        SAY_BYTES(lines, kind, info, logtimeAttach);                                                         \
        SAY_BYTES(lines, kind, info, lgposAttach);                                                           \
        SAY_BYTES(lines, kind, info, logtimeDetach);                                                         \
        SAY_BYTES(lines, kind, info, lgposDetach);                                                           \
        SAY_BYTES(lines, kind, info, signLog);                                                               \
        SAY_BYTES(lines, kind, info, bkinfoFullPrev);                                                        \
        SAY_BYTES(lines, kind, info, bkinfoIncPrev);                                                         \
        SAY_BYTES(lines, kind, info, bkinfoFullCur);                                                         \
        SAY_NUMBER(lines, kind, info, fShadowingDisabled);                                                   \
        SAY_NUMBER(lines, kind, info, fUpgradeDb);                                                           \
        SAY_NUMBER(lines, kind, info, dwMajorVersion);                                                       \
        SAY_NUMBER(lines, kind, info, dwMinorVersion);                                                       \
        SAY_NUMBER(lines, kind, info, dwBuildNumber);                                                        \
        SAY_NUMBER(lines, kind, info, lSPNumber);                                                            \
        SAY_NUMBER(lines, kind, info, cbPageSize);                                                           \
        SAY_NUMBER(lines, kind, info, genMinRequired);                                                       \
        SAY_NUMBER(lines, kind, info, genMaxRequired);                                                       \
        SAY_BYTES(lines, kind, info, logtimeGenMaxCreate);                                                   \
        SAY_NUMBER(lines, kind, info, ulRepairCount);                                                        \
        SAY_BYTES(lines, kind, info, logtimeRepair);                                                         \
        SAY_NUMBER(lines, kind, info, ulRepairCountOld);                                                     \
        SAY_NUMBER(lines, kind, info, ulECCFixSuccess);                                                      \
        SAY_BYTES(lines, kind, info, logtimeECCFixSuccess);                                                  \
        SAY_NUMBER(lines, kind, info, ulECCFixSuccessOld);                                                   \
        SAY_NUMBER(lines, kind, info, ulECCFixFail);                                                         \
        SAY_BYTES(lines, kind, info, logtimeECCFixFail);                                                     \
        SAY_NUMBER(lines, kind, info, ulECCFixFailOld);                                                      \
        SAY_NUMBER(lines, kind, info, ulBadChecksum);                                                        \
        SAY_BYTES(lines, kind, info, logtimeBadChecksum);                                                    \
        SAY_NUMBER(lines, kind, info, ulBadChecksumOld);                                                     \
        SAY_NUMBER(lines, kind, info, genCommitted);                                                         \
        SAY_BYTES(lines, kind, info, bkinfoCopyPrev);                                                        \
        SAY_BYTES(lines, kind, info, bkinfoDiffPrev);                                                        \
        SAY_NUMBER(lines, kind, info, ulIncrementalReseedCount);                                             \
        SAY_BYTES(lines, kind, info, logtimeIncrementalReseed);                                              \
        SAY_NUMBER(lines, kind, info, ulIncrementalReseedCountOld);                                          \
        SAY_NUMBER(lines, kind, info, ulPagePatchCount);                                                     \
        SAY_BYTES(lines, kind, info, logtimePagePatch);                                                      \
        SAY_NUMBER(lines, kind, info, ulPagePatchCountOld);                                                  \
        SAY_BYTES(lines, kind, info, logtimeChecksumPrev);                                                   \
        SAY_BYTES(lines, kind, info, logtimeChecksumStart);                                                  \
        SAY_NUMBER(lines, kind, info, cpgDatabaseChecked);                                                   \
        SAY_BYTES(lines, kind, info, logtimeLastReAttach);                                                   \
        SAY_BYTES(lines, kind, info, lgposLastReAttach);                                                     \
    } while (0)

static unsigned say_file(const char *path, struct lines *lines)
{
    JET_DBINFOUPGRADE upgrade = {.cbStruct = sizeof upgrade};
    JET_DBINFOMISC7 misc;
    uint64_t size;
    JET_ULONG type, page_size;

    assert_jet(JET_errSuccess, JetGetDatabaseFileInfoA(path, &size, sizeof size, JET_DbInfoFilesize));
    assert_jet(JET_errSuccess, JetGetDatabaseFileInfoA(path, &type, sizeof type, JET_DbInfoFileType));
    assert_jet(JET_errSuccess,
               JetGetDatabaseFileInfoA(path, &page_size, sizeof page_size, JET_DbInfoPageSize));
    assert_jet(JET_errSuccess, JetGetDatabaseFileInfoA(path, &upgrade, sizeof upgrade, JET_DbInfoUpgrade));
    assert_jet(JET_errSuccess, JetGetDatabaseFileInfoA(path, &misc, sizeof misc, JET_DbInfoMisc));
    say(lines, "file\tFilesize\t%llu", (unsigned long long)size);
    say(lines, "file\tFileType\t%u", (unsigned)type);
    say(lines, "file\tPageSize\t%u", (unsigned)page_size);
    say(lines, "file\tUpgrade.cbFilesizeLow\t%u", (unsigned)upgrade.cbFilesizeLow);
    say(lines, "file\tUpgrade.cbFreeSpaceRequiredLow\t%u", (unsigned)upgrade.cbFreeSpaceRequiredLow);
    say(lines, "file\tUpgrade.csecToUpgrade\t%u", (unsigned)upgrade.csecToUpgrade);
    say(lines, "file\tUpgrade.ulFlags\t%u", (unsigned)upgrade.ulFlags);
    SAY_MISC(lines, "file", &misc);
    return page_size;
}

static void say_database(bool with_header, struct lines *lines)
{
    static const struct {
        const char *name;
        JET_ULONG level;
    } numbers[] = {
        {"Country", JET_DbInfoCountry},
        {"LCID", JET_DbInfoLCID},
        {"Cp", JET_DbInfoCp},
        {"Collate", JET_DbInfoCollate},
        {"Options", JET_DbInfoOptions},
        {"Transactions", JET_DbInfoTransactions},
        {"Version", JET_DbInfoVersion},
        {"Isam", JET_DbInfoIsam},
        {"Filesize", JET_DbInfoFilesize},
        {"SpaceOwned", JET_DbInfoSpaceOwned},
        {"SpaceAvailable", JET_DbInfoSpaceAvailable},
        {"PageSize", JET_DbInfoPageSize},
        {"FileType", JET_DbInfoFileType},
    };
    JET_DBINFOMISC7 misc;

    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        JET_ULONG number = 0;
        const JET_ERR err = JetGetDatabaseInfoA(session, dbid, &number, sizeof number, numbers[i].level);

        if (err < 0) {
            say(lines, "database\t%s\terr%d", numbers[i].name, (int)err);
        } else {
            say(lines, "database\t%s\t%u", numbers[i].name, (unsigned)number);
        }
    }
    if (with_header) {
        assert_jet(JET_errSuccess, JetGetDatabaseInfoA(session, dbid, &misc, sizeof misc, JET_DbInfoMisc));
        SAY_MISC(lines, "database", &misc);
    }
}

/* ------------------------------------------------------------------------------------------------ columns */

struct table_context {
    const char *name;
    JET_TABLEID table;
    JET_COLUMNLIST columns;
    JET_INDEXLIST indexes;
    char (*index_names)[NAME_MAX_SIZE]; /* of the list so far, once each */
    char (*keys)[LINE_MAX_SIZE];
    JET_GRBIT *grbits;
    uint32_t *lcmaps;
    unsigned index_count;
    struct lines *schema, *info;
};

static void say_column(JET_TABLEID list, void *context)
{
    struct table_context *table = context;
    const JET_COLUMNLIST *ids = &table->columns;
    char name[NAME_MAX_SIZE];
    unsigned char value[512];
    unsigned size;

    get_text(list, ids->columnidcolumnname, name);
    get(list, ids->columnidDefault, value, sizeof value, &size);
    say(table->schema, "column\t%s\t%s\t0x%08x\t%u\t%u\t%u\t0x%x\t%s", table->name, name,
        (unsigned)get_number(list, ids->columnidcolumnid), (unsigned)get_number(list, ids->columnidcoltyp),
        (unsigned)get_number(list, ids->columnidCp), (unsigned)get_number(list, ids->columnidcbMax),
        (unsigned)get_number(list, ids->columnidgrbit), size == (unsigned)-1 ? "\\N" : hex(value, size));
}

static void say_columns(struct table_context *table)
{
    assert_jet(JET_errSuccess, JetGetTableColumnInfoA(session, table->table, NULL, &table->columns,
                                                      sizeof table->columns, JET_ColInfoList));
    assert_int_equal(each_row(table->columns.tableid, say_column, table), table->columns.cRecord);
}

/* ------------------------------------------------------------------------------------------------ indexes */

static void gather_segment(JET_TABLEID list, void *context)
{
    struct table_context *table = context;
    const JET_INDEXLIST *ids = &table->indexes;
    char index[NAME_MAX_SIZE], column[NAME_MAX_SIZE];
    char *key;
    size_t length;

    get_text(list, ids->columnidindexname, index);
    get_text(list, ids->columnidcolumnname, column);
    if (get_number(list, ids->columnidiColumn) == 0) {
        strcpy(table->index_names[table->index_count], index);
        table->keys[table->index_count][0] = '\0';
        table->grbits[table->index_count] = get_number(list, ids->columnidgrbitIndex);
        table->lcmaps[table->index_count] = get_number(list, ids->columnidLCMapFlags);
        table->index_count++;
    }
    assert_string_equal(index, table->index_names[table->index_count - 1]);
    key = table->keys[table->index_count - 1];
    length = strlen(key);
    snprintf(key + length, LINE_MAX_SIZE - length, "%s%c%s", length > 0 ? "," : "",
             get_number(list, ids->columnidgrbitColumn) & JET_bitKeyDescending ? '-' : '+', column);
}

static uint32_t index_number(const struct table_context *table, const char *index, JET_ULONG level,
                             unsigned size)
{
    uint32_t number = 0;

    assert_jet(JET_errSuccess, JetGetTableIndexInfoA(session, table->table, index, &number, size, level));
    return number;
}

static void put_conditions(const JET_INDEXCREATE3_A *create, char text[LINE_MAX_SIZE])
{
    strcpy(text, create->cConditionalColumn == 0 ? "-" : "");
    for (unsigned i = 0; i < create->cConditionalColumn; i++) {
        const size_t length = strlen(text);

        snprintf(text + length, LINE_MAX_SIZE - length, "%s%s:%s", i > 0 ? "," : "",
                 create->rgconditionalcolumn[i].grbit == JET_bitIndexColumnMustBeNull ? "null" : "nonnull",
                 create->rgconditionalcolumn[i].szColumnName);
    }
}

/* "+a\0-b\0\0" with commas between, as the list gave it. */
static void check_create_key(const JET_INDEXCREATE3_A *create, const char *key)
{
    char text[LINE_MAX_SIZE] = "";

    for (const char *at = create->szKey; *at != '\0'; at += strlen(at) + 1) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", *text != '\0' ? "," : "", at);
    }
    assert_string_equal(text, key);
    assert_int_equal(create->cbKey, strlen(key) + 2);
}

static void say_index(struct table_context *table, unsigned number)
{
    static uint64_t buffer[1024];
    const JET_INDEXCREATE3_A *create = (const JET_INDEXCREATE3_A *)buffer;
    const char *index = table->index_names[number];
    char conditions[LINE_MAX_SIZE], locale[128];
    WCHAR wide_locale[85];
    unsigned char sort_id[16];

    assert_jet(JET_errSuccess, JetGetTableIndexInfoA(session, table->table, index, buffer, sizeof buffer,
                                                     JET_IdxInfoCreateIndex3));
    assert_jet(JET_errSuccess, JetGetTableIndexInfoA(session, table->table, index, wide_locale,
                                                     sizeof wide_locale, JET_IdxInfoLocaleName));
    assert_jet(JET_errSuccess, JetGetTableIndexInfoA(session, table->table, index, sort_id, sizeof sort_id,
                                                     JET_IdxInfoSortId));
    assert_true(esent_utf16_to_utf8(wide_locale, (size_t)-1, locale, sizeof locale, NULL) >= 0);
    put_conditions(create, conditions);
    check_create_key(create, table->keys[number]);
    assert_string_equal(create->szIndexName, index);
    assert_int_equal(create->pidxunicode->dwMapFlags, table->lcmaps[number]);
    say(table->schema, "index\t%s\t%s\t0x%x\t%s\t%u\t%s\t0x%x\t%u\t%u\t%u\t0x%x\t%s\t%s\t0x%x\t0x%x\t%s",
        table->name, index, (unsigned)table->grbits[number], table->keys[number],
        (unsigned)index_number(table, index, JET_IdxInfoLCID, 4), locale, (unsigned)table->lcmaps[number],
        (unsigned)index_number(table, index, JET_IdxInfoKeyMost, 2),
        (unsigned)index_number(table, index, JET_IdxInfoVarSegMac, 2),
        (unsigned)index_number(table, index, JET_IdxInfoSpaceAlloc, 4), (unsigned)create->grbit, conditions,
        create->grbit & JET_bitIndexTupleLimits ? "tuple" : "-",
        (unsigned)index_number(table, index, JET_IdxInfoSortVersion, 4),
        (unsigned)index_number(table, index, JET_IdxInfoDefinedSortVersion, 4), hex(sort_id, sizeof sort_id));
}

static void say_indexes(struct table_context *table)
{
    assert_jet(JET_errSuccess, JetGetTableIndexInfoA(session, table->table, NULL, &table->indexes,
                                                     sizeof table->indexes, JET_IdxInfoList));
    table->index_names = calloc(table->indexes.cRecord + 1, sizeof *table->index_names);
    table->keys = calloc(table->indexes.cRecord + 1, sizeof *table->keys);
    table->grbits = calloc(table->indexes.cRecord + 1, sizeof *table->grbits);
    table->lcmaps = calloc(table->indexes.cRecord + 1, sizeof *table->lcmaps);
    assert_true(table->index_names != NULL && table->keys != NULL && table->grbits != NULL &&
                table->lcmaps != NULL);
    assert_int_equal(each_row(table->indexes.tableid, gather_segment, table), table->indexes.cRecord);
    for (unsigned i = 0; i < table->index_count; i++) {
        say_index(table, i);
    }
}

static void free_indexes(struct table_context *table)
{
    free(table->index_names);
    free(table->keys);
    free(table->grbits);
    free(table->lcmaps);
}

/* ------------------------------------------------------------------------------------------------- tables */

static void say_numbers(const struct table_context *table)
{
    static const struct {
        const char *name;
        JET_ULONG level;
    } numbers[] = {
        {"SpaceOwned", JET_TblInfoSpaceOwned},
        {"SpaceAvailable", JET_TblInfoSpaceAvailable},
        {"LVChunkMax", JET_TblInfoLVChunkMax},
        {"SpaceOwnedLV", JET_TblInfoSpaceOwnedLV},
        {"SpaceAvailableLV", JET_TblInfoSpaceAvailableLV},
        {"ObjectId", JET_TblInfoObjectId},
    };
    uint32_t pair[2], number;

    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_jet(JET_errSuccess,
                   JetGetTableInfoA(session, table->table, &number, sizeof number, numbers[i].level));
        say(table->info, "table\t%s\t%s\t%u", table->name, numbers[i].name, (unsigned)number);
    }
    assert_jet(JET_errSuccess,
               JetGetTableInfoA(session, table->table, pair, sizeof pair, JET_TblInfoSpaceUsage));
    say(table->info, "table\t%s\tSpaceUsage\t%u,%u", table->name, (unsigned)pair[0], (unsigned)pair[1]);
    assert_jet(JET_errSuccess,
               JetGetTableInfoA(session, table->table, pair, sizeof pair, JET_TblInfoSpaceAlloc));
    say(table->info, "table\t%s\tSpaceAlloc\t%u,%u", table->name, (unsigned)pair[0], (unsigned)pair[1]);
}

/* Records from the first one on, in the current index. */
static void say_count(const struct table_context *table, const char *what, const char *name)
{
    JET_ULONG count = 0;
    JET_ERR err = JetMove(session, table->table, JET_MoveFirst, 0);

    if (err >= 0) {
        err = JetIndexRecordCount(session, table->table, &count, 0);
    }
    if (err < 0 && err != JET_errNoCurrentRecord) {
        say(table->info, "%s\t%s\terr%d", what, name, (int)err);
    } else {
        say(table->info, "%s\t%s\t%u", what, name, (unsigned)count);
    }
}

static void say_counts(const struct table_context *table)
{
    say_count(table, "records", table->name);
    for (unsigned i = 0; i < table->index_count; i++) {
        if (!(table->grbits[i] & JET_bitIndexPrimary)) {
            char name[2 * NAME_MAX_SIZE];

            snprintf(name, sizeof name, "%s.%s", table->name, table->index_names[i]);
            assert_jet(JET_errSuccess, JetSetCurrentIndexA(session, table->table, table->index_names[i]));
            say_count(table, "entries", name);
        }
    }
}

static void say_table(struct table_context *table)
{
    JET_OBJECTINFO object;
    char text[NAME_MAX_SIZE];

    assert_jet(JET_errSuccess, JetOpenTableA(session, dbid, table->name, NULL, 0, 0, &table->table));
    say_columns(table);
    say_indexes(table);
    assert_jet(JET_errSuccess, JetGetTableInfoA(session, table->table, text, sizeof text, JET_TblInfoName));
    say(table->info, "table\t%s\tName\t%s", table->name, text);
    assert_jet(JET_errSuccess,
               JetGetTableInfoA(session, table->table, text, sizeof text, JET_TblInfoTemplateTableName));
    say(table->info, "table\t%s\tTemplateTableName\t%s", table->name, text);
    assert_jet(JET_errSuccess, JetGetTableInfoA(session, table->table, &object, sizeof object, JET_TblInfo));
    say(table->info, "table\t%s\tInfo\tobjtyp=%u grbit=0x%x flags=0x%x cRecord=%u cPage=%u", table->name,
        (unsigned)object.objtyp, (unsigned)object.grbit, (unsigned)object.flags, (unsigned)object.cRecord,
        (unsigned)object.cPage);
    say_numbers(table);
    say_counts(table);
    free_indexes(table);
    assert_jet(JET_errSuccess, JetCloseTable(session, table->table));
}

struct object_context {
    JET_OBJECTLIST ids;
    struct lines names;
};

static void gather_table(JET_TABLEID list, void *context)
{
    struct object_context *objects = context;
    char name[NAME_MAX_SIZE];

    get_text(list, objects->ids.columnidobjectname, name);
    add_line(&objects->names, name, strlen(name));
}

static void say_tables(struct lines *schema, struct lines *info)
{
    struct object_context objects = {0};

    assert_jet(JET_errSuccess, JetGetObjectInfoA(session, dbid, JET_objtypTable, NULL, NULL, &objects.ids,
                                                 sizeof objects.ids, JET_ObjInfoListNoStats));
    assert_int_equal(each_row(objects.ids.tableid, gather_table, &objects), objects.ids.cRecord);
    for (unsigned i = 0; i < objects.names.count; i++) {
        struct table_context table = {.name = objects.names.lines[i], .schema = schema, .info = info};

        say_table(&table);
    }
    free_lines(&objects.names);
}

/* --------------------------------------------------------------------------------------------- comparison */

/* The lines of an expected file, but for its heading and, without `with_header`, for what a changed header said. */
static bool read_expected(const char *relative, const char *name, bool with_header, struct lines *lines)
{
    char path[LINE_MAX_SIZE];
    FILE *file;
    char *text;
    size_t size;

    snprintf(path, sizeof path, "%s/corpus/expected/%s/mse/%s", test_fixture_root(),
             relative + strlen("corpus/"), name);
    file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    fclose(file);
    text = test_read_file(path, &size);
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        const size_t length = end == NULL ? size - at : (size_t)(end - (text + at));
        const bool is_heading = strncmp(text + at, "kind\t", 5) == 0;
        const bool is_header = strncmp(text + at, "database\tMisc.", 14) == 0;

        if (!is_heading && (with_header || !is_header)) {
            add_line(lines, text + at, length);
        }
        at += length + 1;
    }
    free(text);
    return true;
}

struct totals {
    unsigned databases, lines, different;
};

static void compare(const char *relative, struct lines *expected, struct lines *got, struct totals *totals)
{
    unsigned i = 0, k = 0, shown = 0;

    sort_lines(expected);
    sort_lines(got);
    totals->lines += expected->count;
    while (i < expected->count || k < got->count) {
        const int order = i == expected->count ? 1
                          : k == got->count    ? -1
                                               : strcmp(expected->lines[i], got->lines[k]);

        if (order != 0) {
            totals->different++;
            if (shown++ < DIFFERENCES_SHOWN) {
                print_message("%s: %s %s\n", relative, order < 0 ? "expected" : "     got",
                              order < 0 ? expected->lines[i] : got->lines[k]);
            }
        }
        i += order <= 0;
        k += order >= 0;
    }
}

static void check_database(const char *relative, const char *path, void *context)
{
    struct lines expected_schema = {0}, expected_info = {0}, schema = {0}, info = {0};
    struct totals *totals = context;
    bool clean;

    if (strncmp(relative, "corpus/", 7) != 0 ||
        !read_expected(relative, "schema.tsv", true, &expected_schema)) {
        return;
    }
    start(say_file(path, &info));
    clean = open_database(path, &info);
    assert_true(read_expected(relative, "info.tsv", clean, &expected_info));
    say_database(clean, &info);
    say_tables(&schema, &info);
    stop(NULL);
    compare(relative, &expected_schema, &schema, totals);
    compare(relative, &expected_info, &info, totals);
    totals->databases++;
    free_lines(&expected_schema);
    free_lines(&expected_info);
    free_lines(&schema);
    free_lines(&info);
}

static void every_database_is_described_as_by_microsofts_engine(void **state)
{
    struct totals totals = {0};

    (void)state;
    if (test_fixture_root() == NULL) {
        print_message("skipped: no real files\n");
        skip();
    }
    test_for_each_database(check_database, &totals);
    print_message("%u databases, %u lines compared, %u different\n", totals.databases, totals.lines,
                  totals.different);
    assert_true(totals.databases > 0);
    assert_int_equal(totals.different, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_database_is_described_as_by_microsofts_engine, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
