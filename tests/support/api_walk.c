/*
 * api_walk.c - reads everything of a database through the API and survives.
 */
#include "api_walk.h"

#include "os.h"
#include "test.h"

enum {
    COLUMN_OBJID_TABLE = 1,
    COLUMN_TYPE = 2,
    COLUMN_NAME = 128,
    TYPE_TABLE = 1,
    TYPE_INDEX = 3,
    VALUE_MOST = 1 << 20, /* bytes of a value that are asked for at once */
    INDEXES_MAX = 2048,
};

struct named {
    char name[WALK_NAME_SIZE];
    uint32_t objid;
    uint16_t type;
};

struct walker {
    const struct api_database *database;
    struct walk *walk;
    struct walk_table *table; /* being read */
    struct named *names;
    unsigned name_count;
    struct api_value key, bookmark;
    uint8_t *value;
};

/* ---------------------------------------------------------------------------------------------------------------
 * Counting
 */

/* Every call of the API goes through here; false when it is time to give up. */
static bool step(struct walker *walker)
{
    struct walk *walk = walker->walk;

    walk->steps++;
    if (walk->steps > walk->steps_max || (walk->steps % 256 == 0 && os_time_monotonic_ns() > walk->until)) {
        walk->gave_up = true;
    }
    return !walk->gave_up;
}

static void count_error(struct walker *walker, JET_ERR err)
{
    if (walker->table != NULL && walker->table->errors++ == 0) {
        walker->table->first_error = err;
    }
    walker->walk->errors++;
}

/* Eight bytes at a time: it is most of what a reading costs. */
static void digest(struct walker *walker, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint64_t hash = walker->table->digest ^ size;

    for (; size > 0; at += size < 8 ? size : 8, size -= size < 8 ? size : 8) {
        uint64_t word = 0;

        memcpy(&word, at, size < 8 ? size : 8);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    walker->table->digest = hash;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Records
 */

static void *JET_API reallocate(void *context, void *memory, JET_ULONG size)
{
    (void)context;
    if (size == 0) {
        free(memory);
        return NULL;
    }
    return realloc(memory, size);
}

/* Reads one value again, by JetRetrieveColumn: the beginning and the end. */
static void read_value(struct walker *walker, JET_TABLEID table, JET_COLUMNID id, uint32_t itag)
{
    const JET_SESID sesid = walker->database->sesid;
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = itag};
    JET_ULONG actual = 0;
    JET_ERR err = JetRetrieveColumn(sesid, table, id, walker->value, VALUE_MOST, &actual, 0, &info);

    if (!step(walker) || err < 0) {
        return;
    }
    if (actual > VALUE_MOST) {
        info.ibLongValue = actual - 16;
        (void)JetRetrieveColumn(sesid, table, id, walker->value, 64, &actual, 0, &info);
    }
    (void)JetRetrieveColumn(sesid, table, id, walker->value, 64, &actual,
                            JET_bitRetrieveFromIndex | JET_bitRetrieveTag, &info);
    (void)step(walker);
}

static void take_values(struct walker *walker, JET_TABLEID table, JET_ENUMCOLUMN *columns, JET_ULONG count)
{
    for (JET_ULONG i = 0; i < count; i++) {
        if (columns[i].err != JET_errSuccess) {
            continue;
        }
        for (JET_ULONG j = 0; j < columns[i].cEnumColumnValue; j++) {
            JET_ENUMCOLUMNVALUE *value = &columns[i].rgEnumColumnValue[j];

            digest(walker, &columns[i].columnid, sizeof columns[i].columnid);
            if (value->pvData != NULL) {
                digest(walker, value->pvData, value->cbData);
            }
            walker->table->values++;
            if (walker->table->rows % 8 == 0 && i < 64) {
                read_value(walker, table, columns[i].columnid, value->itagSequence);
            }
            free(value->pvData);
        }
        free(columns[i].rgEnumColumnValue);
    }
    free(columns);
}

/* The record under the cursor: all values, its bookmark and its size. */
static void read_record(struct walker *walker, JET_TABLEID table)
{
    const JET_SESID sesid = walker->database->sesid;
    JET_ENUMCOLUMN *columns = NULL;
    JET_RECSIZE2 sizes;
    JET_ULONG count = 0;
    JET_ERR err = api_bookmark(walker->database, table, &walker->bookmark);

    if (err < 0) {
        count_error(walker, err);
    }
    digest(walker, walker->bookmark.bytes, walker->bookmark.size);
    (void)step(walker);
    err = JetEnumerateColumns(sesid, table, 0, NULL, &count, &columns, reallocate, NULL, VALUE_MOST, 0);
    if (!step(walker) || err < 0) {
        count_error(walker, err);
    } else {
        walker->table->rows++;
        take_values(walker, table, columns, count);
    }
    if (walker->table->rows % 8 == 0) {
        (void)JetGetRecordSize2(sesid, table, &sizes, 0);
        err = JetGotoBookmark(sesid, table, walker->bookmark.bytes, walker->bookmark.size);
        if (!step(walker) || err < 0) {
            count_error(walker, err);
        }
    }
}

/* Forwards; where that ends with an error, from the end backwards up to the next one. */
static void read_records(struct walker *walker, JET_TABLEID table)
{
    const JET_SESID sesid = walker->database->sesid;
    JET_ERR err = JetMove(sesid, table, JET_MoveFirst, 0);

    while (err >= 0 && step(walker)) {
        read_record(walker, table);
        err = JetMove(sesid, table, JET_MoveNext, 0);
    }
    if (err == JET_errNoCurrentRecord || walker->walk->gave_up) {
        return;
    }
    count_error(walker, err);
    err = JetMove(sesid, table, JET_MoveLast, 0);
    while (err >= 0 && step(walker)) {
        read_record(walker, table);
        err = JetMove(sesid, table, JET_MovePrevious, 0);
    }
    if (err != JET_errNoCurrentRecord) {
        count_error(walker, err);
    }
}

/* ---------------------------------------------------------------------------------------------------------------
 * Indexes
 */

/* Seeks the current entry's key in every way, and places around it, with a cursor of its own. */
static void seek_around(struct walker *walker, JET_TABLEID probe)
{
    static const JET_GRBIT relations[] = {JET_bitSeekEQ, JET_bitSeekGE, JET_bitSeekGT, JET_bitSeekLE,
                                          JET_bitSeekLT};
    const JET_SESID sesid = walker->database->sesid;
    const int32_t number = 7;
    JET_RECPOS position = {.cbStruct = sizeof position};
    JET_ERR err;

    for (unsigned i = 0; i < sizeof relations / sizeof relations[0]; i++) {
        err = JetMakeKey(sesid, probe, walker->key.bytes, walker->key.size, JET_bitNormalizedKey);
        if (err >= 0 && step(walker)) {
            err = JetSeek(sesid, probe, relations[i]);
        }
        if (err < 0 && err != JET_errRecordNotFound) {
            count_error(walker, err);
        }
    }
    if (JetMakeKey(sesid, probe, &number, sizeof number, JET_bitNewKey) >= 0 && step(walker)) {
        (void)JetSeek(sesid, probe, JET_bitSeekGE);
    }
    (void)JetGetRecordPosition(sesid, probe, &position, sizeof position);
    (void)JetGotoPosition(sesid, probe, &position);
    (void)JetMove(sesid, probe, 3, 0);
    (void)JetMove(sesid, probe, -2, 0);
    (void)step(walker);
}

static void read_entry(struct walker *walker, JET_TABLEID table, JET_TABLEID probe, unsigned number)
{
    const JET_SESID sesid = walker->database->sesid;
    JET_ENUMCOLUMN *columns = NULL;
    JET_ULONG count = 0;
    JET_ERR err = api_key(walker->database, table, &walker->key);

    if (err < 0) {
        count_error(walker, err);
        return;
    }
    walker->table->entries++;
    digest(walker, walker->key.bytes, walker->key.size);
    err = api_bookmark(walker->database, table, &walker->bookmark);
    if (!step(walker) || err < 0) {
        count_error(walker, err);
        return;
    }
    digest(walker, walker->bookmark.bytes, walker->bookmark.size);
    if (number % 16 != 0) {
        return;
    }
    err = JetEnumerateColumns(sesid, table, 0, NULL, &count, &columns, reallocate, NULL, 4096, 0);
    if (!step(walker) || err < 0) {
        count_error(walker, err); /* the entry leads to no record */
    } else {
        take_values(walker, table, columns, count);
    }
    seek_around(walker, probe);
}

static void read_index(struct walker *walker, JET_TABLEID table, JET_TABLEID probe, const char *name)
{
    const JET_SESID sesid = walker->database->sesid;
    JET_ERR err = JetSetCurrentIndexA(sesid, table, name);
    JET_ULONG count;
    unsigned number = 0;

    if (err >= 0) {
        err = JetSetCurrentIndexA(sesid, probe, name);
    }
    if (err < 0) {
        count_error(walker, err);
        return;
    }
    err = JetMove(sesid, table, JET_MoveFirst, 0);
    while (err >= 0 && step(walker)) {
        read_entry(walker, table, probe, number++);
        err = JetMove(sesid, table, JET_MoveNext, 0);
    }
    if (err != JET_errNoCurrentRecord) {
        count_error(walker, err);
    }
    (void)JetMove(sesid, table, JET_MoveFirst, 0);
    (void)JetIndexRecordCount(sesid, table, &count, 1000);
    (void)step(walker);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Tables
 */

static void read_table(struct walker *walker, const struct named *of)
{
    struct walk *walk = walker->walk;
    struct walk_table unlisted = {.objid = of->objid};
    const JET_SESID sesid = walker->database->sesid;
    JET_TABLEID table, probe;
    JET_ERR err;

    walker->table = walk->table_count < WALK_TABLES_MAX ? &walk->tables[walk->table_count++] : &unlisted;
    memset(walker->table, 0, sizeof *walker->table);
    memcpy(walker->table->name, of->name, sizeof walker->table->name);
    walker->table->objid = of->objid;
    err = JetOpenTableA(sesid, walker->database->dbid, of->name, NULL, 0, JET_bitTableReadOnly, &table);
    if (!step(walker) || err < 0) {
        count_error(walker, err);
    } else {
        walker->table->opened = true;
        read_records(walker, table);
        if (JetDupCursor(sesid, table, &probe, 0) >= 0) {
            for (unsigned i = 0; i < walker->name_count && !walk->gave_up; i++) {
                if (walker->names[i].type == TYPE_INDEX && walker->names[i].objid == of->objid) {
                    const uint64_t before = walker->table->digest;

                    walker->table->digest = 0;
                    read_index(walker, table, probe, walker->names[i].name);
                    walker->table->digest += before; /* the order of the indexes does not count */
                }
            }
            (void)JetCloseTable(sesid, probe);
        }
        (void)JetCloseTable(sesid, table);
    }
    walk->rows += walker->table->rows;
    walk->values += walker->table->values;
    walk->entries += walker->table->entries;
    walker->table = NULL;
}

/* Adds the catalog row under the cursor when it is one of a table or an index and new. */
static void take_name(struct walker *walker, JET_TABLEID catalog)
{
    const JET_SESID sesid = walker->database->sesid;
    struct named *named = &walker->names[walker->name_count];
    JET_ULONG actual = 0;

    memset(named, 0, sizeof *named);
    if (!step(walker) ||
        JetRetrieveColumn(sesid, catalog, COLUMN_TYPE, &named->type, sizeof named->type, &actual, 0, NULL) !=
            0 ||
        (named->type != TYPE_TABLE && named->type != TYPE_INDEX) ||
        JetRetrieveColumn(sesid, catalog, COLUMN_OBJID_TABLE, &named->objid, sizeof named->objid, &actual, 0,
                          NULL) != 0 ||
        JetRetrieveColumn(sesid, catalog, COLUMN_NAME, named->name, sizeof named->name - 1, &actual, 0,
                          NULL) != 0) {
        return;
    }
    for (unsigned i = 0; i < walker->name_count; i++) {
        if (memcmp(&walker->names[i], named, sizeof *named) == 0) {
            return;
        }
    }
    walker->name_count += walker->name_count + 1 < INDEXES_MAX;
}

/* True when every row of the catalog could be read. */
static bool read_names(struct walker *walker, const char *catalog)
{
    const JET_SESID sesid = walker->database->sesid;
    JET_TABLEID table;
    JET_ERR err, end;

    if (JetOpenTableA(sesid, walker->database->dbid, catalog, NULL, 0, JET_bitTableReadOnly, &table) < 0) {
        return false;
    }
    err = JetMove(sesid, table, JET_MoveFirst, 0);
    for (; err >= 0 && step(walker); err = JetMove(sesid, table, JET_MoveNext, 0)) {
        take_name(walker, table);
    }
    end = err;
    if (err != JET_errNoCurrentRecord) {
        for (err = JetMove(sesid, table, JET_MoveLast, 0); err >= 0 && step(walker);
             err = JetMove(sesid, table, JET_MovePrevious, 0)) {
            take_name(walker, table);
        }
    }
    (void)JetCloseTable(sesid, table);
    return end == JET_errNoCurrentRecord;
}

void walk_database(const struct api_database *database, uint64_t steps_max, unsigned seconds,
                   struct walk *walk)
{
    struct walker walker = {.database = database, .walk = walk};

    memset(walk, 0, sizeof *walk);
    walk->steps_max = steps_max;
    walk->until = os_time_monotonic_ns() + seconds * UINT64_C(1000000000);
    walker.names = malloc(INDEXES_MAX * sizeof *walker.names);
    walker.value = malloc(VALUE_MOST);
    assert_non_null(walker.names);
    assert_non_null(walker.value);
    if (!read_names(&walker, "MSysObjects")) {
        (void)read_names(&walker, "MSysObjectsShadow");
    }
    for (unsigned i = 0; i < walker.name_count && !walk->gave_up; i++) {
        if (walker.names[i].type == TYPE_TABLE) {
            read_table(&walker, &walker.names[i]);
        }
    }
    free(walker.names);
    free(walker.value);
    api_value_free(&walker.key);
    api_value_free(&walker.bookmark);
}

const struct walk_table *walk_find(const struct walk *walk, uint32_t objid)
{
    for (unsigned i = 0; i < walk->table_count; i++) {
        if (walk->tables[i].objid == objid) {
            return &walk->tables[i];
        }
    }
    return NULL;
}
