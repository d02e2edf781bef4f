/*
 * intersect_test.c - JetIntersectIndexes on a table with many indexes, one of them of a column with several values. What
 * the list must hold is worked out from dissect's lists of the indexes; refusals: api-semantics 6.6.
 */
#include "table_support.h"

#define ADLDS       "corpus/dsinternals-adlds/adamntds.dit"
#define ADLDS_LISTS "corpus/expected/dsinternals-adlds/adamntds.dit/dissect/003_datatable.idx_"

enum { INDEXES = 3 };

static const char *const names[INDEXES] = {"INDEX_00000000", "INDEX_0009030E", "Ancestors_index"};

static struct opened db;
static struct listed_index lists[INDEXES];
static JET_INDEXRANGE ranges[INDEXES];

static void open_all(void)
{
    db = open_database(ADLDS, 8192);
    for (unsigned i = 0; i < INDEXES; i++) {
        char list[256];

        (void)snprintf(list, sizeof list, "%s%s.tsv", ADLDS_LISTS, names[i]);
        lists[i] = list_index(list);
        ranges[i] = (JET_INDEXRANGE){sizeof ranges[i], open_table(&db, "datatable"), JET_bitRecordInIndex};
        assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, ranges[i].tableid, names[i]));
    }
}

static void close_all(void)
{
    for (unsigned i = 0; i < INDEXES; i++) {
        free_index(&lists[i]);
    }
    close_database(&db);
}

/* The cursor stands on entry `from` and has a range up to the key of entry `to`. */
static void set_range(unsigned i, unsigned from, unsigned to)
{
    const struct listed_entry *entries = lists[i].entries;
    const JET_TABLEID table = ranges[i].tableid;

    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetMove(db.session, table, (JET_LONG)from, 0));
    assert_jet(JET_errSuccess, JetMakeKey(db.session, table, entries[to].key.bytes, entries[to].key.size,
                                          JET_bitNormalizedKey));
    assert_jet(JET_errSuccess,
               JetSetIndexRange(db.session, table, JET_bitRangeInclusive | JET_bitRangeUpperLimit));
}

static bool in_range(unsigned i, unsigned from, unsigned to, const struct run *bookmark)
{
    const struct listed_index *list = &lists[i];

    for (unsigned at = from; at < list->count; at++) {
        if (compare_runs(&list->entries[at].key, &list->entries[to].key) <= 0 &&
            same_run(&list->entries[at].bookmark, bookmark)) {
            return true;
        }
    }
    return false;
}

/* The list's rows must be the bookmarks of `expected`, each once, in their order. */
static void assert_list(const JET_RECORDLIST *list, const struct run *expected, unsigned count)
{
    assert_int_equal(list->cRecord, count);
    assert_true(list->tableid != JET_tableidNil);
    for (unsigned row = 0; row < count; row++) {
        struct run run;

        assert_jet(JET_errSuccess,
                   JetMove(db.session, list->tableid, row == 0 ? JET_MoveFirst : JET_MoveNext, 0));
        assert_jet(JET_errSuccess, JetRetrieveColumn(db.session, list->tableid, list->columnidBookmark,
                                                     run.bytes, sizeof run.bytes, &run.size, 0, NULL));
        assert_true(same_run(&run, &expected[row]));
    }
    assert_jet(JET_errNoCurrentRecord,
               JetMove(db.session, list->tableid, count == 0 ? JET_MoveFirst : JET_MoveNext, 0));
    assert_jet(JET_errSuccess, JetCloseTable(db.session, list->tableid));
}

/* Intersects the first `count` indexes, each from one part in eight to another. */
static void check(unsigned count, const unsigned from[], const unsigned to[])
{
    unsigned first[INDEXES] = {0}, last[INDEXES] = {0}, expected = 0;
    struct run *bookmarks;
    JET_RECORDLIST list = {.cbStruct = sizeof list};

    for (unsigned i = 0; i < count; i++) {
        first[i] = from[i] * lists[i].count / 8;
        last[i] = to[i] * (lists[i].count - 1) / 8;
        set_range(i, first[i], last[i]);
    }
    bookmarks = calloc(lists[2].count, sizeof *bookmarks); /* which is in order of bookmarks nowhere */
    assert_non_null(bookmarks);
    for (unsigned at = 0; at < lists[2].count; at++) {
        const struct run *bookmark = &lists[2].entries[at].bookmark;
        unsigned place = expected;
        bool all = true;

        for (unsigned i = 0; all && i < count; i++) {
            all = in_range(i, first[i], last[i], bookmark);
        }
        if (!all) {
            continue;
        }
        for (; place > 0 && compare_runs(&bookmarks[place - 1], bookmark) > 0; place--) {
            bookmarks[place] = bookmarks[place - 1];
        }
        bookmarks[place] = *bookmark;
        expected++;
    }
    assert_jet(JET_errSuccess, JetIntersectIndexes(db.session, ranges, count, &list, 0));
    assert_list(&list, bookmarks, expected);
    free(bookmarks);
    for (unsigned i = 0; i < count; i++) { /* behind its range */
        assert_jet(JET_errNoCurrentRecord, JetMove(db.session, ranges[i].tableid, 0, 0));
    }
}

static void records_of_all_ranges_are_listed_once(void **state)
{
    (void)state;
    open_all();
    assert_int_equal(lists[0].count, 634); /* of 317 records */
    check(1, (const unsigned[]){0}, (const unsigned[]){8});
    check(2, (const unsigned[]){0, 0}, (const unsigned[]){8, 8});
    check(2, (const unsigned[]){2, 1}, (const unsigned[]){6, 5});
    check(3, (const unsigned[]){0, 0, 0}, (const unsigned[]){8, 8, 8});
    check(3, (const unsigned[]){3, 2, 1}, (const unsigned[]){8, 7, 6});
    check(2, (const unsigned[]){0, 7}, (const unsigned[]){1, 8});
    close_all();
}

static void ranges_that_cannot_be_intersected_are_refused(void **state)
{
    JET_RECORDLIST list = {.cbStruct = sizeof list};
    JET_INDEXRANGE bad[2];

    (void)state;
    open_all();
    assert_jet(JET_errInvalidParameter, JetIntersectIndexes(db.session, ranges, 2, NULL, 0));
    list.cbStruct = 4;
    assert_jet(JET_errInvalidParameter, JetIntersectIndexes(db.session, ranges, 2, &list, 0));
    list.cbStruct = sizeof list;
    assert_jet(JET_errInvalidParameter, JetIntersectIndexes(db.session, ranges, 0, &list, 0));
    assert_jet(JET_errInvalidParameter, JetIntersectIndexes(db.session, ranges, 65, &list, 0));
    bad[0] = ranges[0];
    bad[1] = ranges[1];
    bad[1].cbStruct = 8;
    assert_jet(JET_errInvalidParameter, JetIntersectIndexes(db.session, bad, 2, &list, 0));
    bad[1] = ranges[1];
    bad[1].grbit = JET_bitRecordNotInIndex;
    assert_jet(JET_errInvalidGrbit, JetIntersectIndexes(db.session, bad, 2, &list, 0));
    bad[1] = ranges[0]; /* one index twice */
    assert_jet(JET_errInvalidParameter, JetIntersectIndexes(db.session, bad, 2, &list, 0));
    bad[1] = ranges[1];
    assert_jet(JET_errSuccess, JetDupCursor(db.session, ranges[1].tableid, &bad[1].tableid, 0));
    assert_jet(JET_errInvalidParameter,
               JetIntersectIndexes(db.session, bad, 2, &list, 0)); /* primary index */
    assert_jet(JET_errSuccess, JetCloseTable(db.session, bad[1].tableid));
    assert_jet(JET_errInvalidTableId, JetIntersectIndexes(db.session, bad, 2, &list, 0));
    bad[1].tableid = open_table(&db, "MSysObjects");
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, bad[1].tableid, "Name"));
    assert_jet(JET_errInvalidParameter, JetIntersectIndexes(db.session, bad, 2, &list, 0));
    assert_jet(JET_errSuccess, JetMove(db.session, ranges[1].tableid, JET_MoveLast, 0));
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, ranges[1].tableid, JET_MoveNext, 0));
    assert_jet(JET_errNoCurrentRecord, JetIntersectIndexes(db.session, ranges, 2, &list, 0));
    assert_true(list.tableid == JET_tableidNil);
    close_all();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(records_of_all_ranges_are_listed_once),
        table_test(ranges_that_cannot_be_intersected_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
