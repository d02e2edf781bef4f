/*
 * seek_test.c - keys, seeks, ranges, moves and bookmarks in secondary indexes of real databases. What must be found is
 * worked out from dissect's lists of these indexes by the tables of api-semantics 6.1 to 6.6, whose answers were recorded
 * from Microsoft's engine (scripts seek_matrix_secondary, index_ranges, currency_move, bookmarks).
 */
#include "table_support.h"

struct subject {
    const char *database, *list, *table, *index;
    unsigned page_size;
};

#define UAL         "corpus/goese-ual-hyperv-pc/03A01CC5-91BB-4936-B685-63697785D39E.mdb"
#define UAL_LISTS   "corpus/expected/goese-ual-hyperv-pc/03A01CC5-91BB-4936-B685-63697785D39E.mdb/dissect/"
#define ADLDS       "corpus/dsinternals-adlds/adamntds.dit"
#define ADLDS_LISTS "corpus/expected/dsinternals-adlds/adamntds.dit/dissect/"

/* Many records with one key, on one page and on several; unique keys; no primary index; a key of several columns. */
static const struct subject subjects[] = {
    {UAL, UAL_LISTS "005_CLIENTS.idx_Username_RoleGuid_TenantId_index.tsv", "CLIENTS",
     "Username_RoleGuid_TenantId_index", 4096},
    {UAL, UAL_LISTS "006_DNS.idx_Address_index.tsv", "DNS", "Address_index", 4096},
    {UAL, UAL_LISTS "000_MSysObjects.idx_Name.tsv", "MSysObjects", "Name", 4096},
    {UAL, UAL_LISTS "007_VIRTUALMACHINES.idx_VmGuid_index.tsv", "VIRTUALMACHINES", "VmGuid_index", 4096},
    {ADLDS, ADLDS_LISTS "003_datatable.idx_INDEX_00000000.tsv", "datatable", "INDEX_00000000", 8192},
    {ADLDS, ADLDS_LISTS "003_datatable.idx_INDEX_0009030E.tsv", "datatable", "INDEX_0009030E", 8192},
};

static struct opened db;
static JET_TABLEID table;
static struct listed_index list;

/* Runs a check on every subject. */
static void on_all_subjects(void (*check)(void))
{
    for (unsigned i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        const struct subject *subject = &subjects[i];

        list = list_index(subject->list);
        db = open_database(subject->database, subject->page_size);
        table = open_table(&db, subject->table);
        assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, subject->index));
        check();
        close_database(&db);
        free_index(&list);
    }
}

static JET_ERR make_key(const struct run *key)
{
    return JetMakeKey(db.session, table, key->bytes, key->size, JET_bitNormalizedKey);
}

static JET_ERR move(JET_LONG offset)
{
    return JetMove(db.session, table, offset, 0);
}

/* The cursor must be on entry `at` of the list; outside of the list it must be nowhere. */
static void assert_at(unsigned at)
{
    struct run key;

    if (at >= list.count) {
        assert_jet(JET_errNoCurrentRecord,
                   JetRetrieveKey(db.session, table, key.bytes, sizeof key.bytes, &key.size, 0));
        return;
    }
    key = current_key(&db, table);
    assert_true(same_run(&key, &list.entries[at].key));
    key = current_bookmark(&db, table);
    assert_true(same_run(&key, &list.entries[at].bookmark));
}

/* The first entry not below `key`; list.count when there is none. */
static unsigned first_not_below(const struct run *key)
{
    unsigned at = 0;

    while (at < list.count && compare_runs(&list.entries[at].key, key) < 0) {
        at++;
    }
    return at;
}

static unsigned first_above(const struct run *key)
{
    unsigned at = first_not_below(key);

    while (at < list.count && same_run(&list.entries[at].key, key)) {
        at++;
    }
    return at;
}

/* -------------------------------------------------------------------------------------------------- seeks */

struct relation {
    JET_GRBIT grbit;
    unsigned at; /* where it must end; NOWHERE */
    JET_ERR result;
};

#define NOWHERE 0xFFFFFFFFu

static void check_relations(const struct run *key)
{
    const unsigned low = first_not_below(key), high = first_above(key);
    const bool exact = low < high;
    const unsigned below = low > 0 ? low - 1 : NOWHERE, above = high < list.count ? high : NOWHERE;
    const struct relation relations[] = {
        {JET_bitSeekEQ, exact ? low : NOWHERE, exact ? JET_errSuccess : JET_errRecordNotFound},
        {JET_bitSeekGE, exact ? low : above,
         exact              ? JET_errSuccess
         : above != NOWHERE ? JET_wrnSeekNotEqual
                            : JET_errRecordNotFound},
        {JET_bitSeekGT, above, above != NOWHERE ? JET_errSuccess : JET_errRecordNotFound},
        {JET_bitSeekLE, exact ? low : below,
         exact              ? JET_errSuccess
         : below != NOWHERE ? JET_wrnSeekNotEqual
                            : JET_errRecordNotFound},
        {JET_bitSeekLT, below, below != NOWHERE ? JET_errSuccess : JET_errRecordNotFound},
    };

    for (unsigned i = 0; i < sizeof relations / sizeof relations[0]; i++) {
        assert_jet(JET_errSuccess, make_key(key));
        assert_jet(relations[i].result, JetSeek(db.session, table, relations[i].grbit));
        assert_at(relations[i].at);
        assert_jet(JET_errKeyNotMade,
                   JetSeek(db.session, table, relations[i].grbit)); /* the key is used up */
    }
}

/* A failed exact seek leaves the gap, from which both neighbours are one step away. */
static void check_gap(const struct run *key)
{
    const unsigned low = first_not_below(key);

    if (low != first_above(key)) {
        return;
    }
    for (JET_LONG offset = -1; offset <= 1; offset += 2) {
        const unsigned next = offset > 0 ? low : low - 1; /* 0 - 1 is outside of the list too */

        assert_jet(JET_errSuccess, make_key(key));
        assert_jet(JET_errRecordNotFound, JetSeek(db.session, table, JET_bitSeekEQ));
        assert_jet(next < list.count ? JET_errSuccess : JET_errNoCurrentRecord, move(offset));
        assert_at(next);
    }
}

/* Keys of the list, and keys close to them that are not in it. */
static void check_keys_around(void)
{
    for (unsigned i = 0; i < list.count; i++) {
        struct run key = list.entries[i].key;

        if (i > 0 && same_run(&key, &list.entries[i - 1].key)) {
            continue;
        }
        check_relations(&key);
        check_gap(&key);
        key.bytes[key.size++] = 0x01;
        check_relations(&key);
        check_gap(&key);
        key.size -= 2;
        check_relations(&key);
        check_gap(&key);
        key.bytes[key.size - 1]++;
        check_relations(&key);
    }
    check_relations(&(struct run){.size = 1, .bytes = {0x00}});
    check_relations(&(struct run){.size = 2, .bytes = {0xFF, 0xFF}});
    check_gap(&(struct run){.size = 2, .bytes = {0xFF, 0xFF}});
}

static void every_relation_finds_what_the_list_says(void **state)
{
    (void)state;
    on_all_subjects(check_keys_around);
}

static void check_uniqueness(void)
{
    for (unsigned i = 0; i < list.count; i++) {
        const struct run *key = &list.entries[i].key;
        const unsigned first = first_not_below(key);
        const bool only = first_above(key) == first + 1;

        assert_jet(JET_errSuccess, make_key(key));
        assert_jet(only ? JET_wrnUniqueKey : JET_errSuccess,
                   JetSeek(db.session, table, JET_bitSeekEQ | JET_bitCheckUniqueness));
        assert_at(first);
        assert_jet(JET_errSuccess, make_key(key));
        assert_jet(JET_errSuccess, JetSeek(db.session, table, JET_bitSeekEQ | JET_bitSetIndexRange));
        for (unsigned at = first; at < first_above(key); at++) {
            assert_at(at);
            assert_jet(at + 1 < first_above(key) ? JET_errSuccess : JET_errNoCurrentRecord, move(1));
        }
    }
}

static void a_seek_tells_unique_keys_and_limits_itself_to_equal_ones(void **state)
{
    (void)state;
    on_all_subjects(check_uniqueness);
}

static void seeks_are_refused_without_a_key_or_a_relation(void **state)
{
    (void)state;
    db = open_database(UAL, 4096);
    table = open_table(&db, "DNS");
    assert_jet(JET_errInvalidParameter, JetSeek(db.session, table, 0));
    assert_jet(JET_errInvalidParameter, JetSeek(db.session, table, 0x8000));
    assert_jet(JET_errKeyNotMade, JetSeek(db.session, table, JET_bitSeekEQ));
    assert_jet(JET_errNoCurrentIndex, JetMakeKey(db.session, table, "\1\0\0\0", 4, JET_bitNewKey));
    assert_jet(JET_errNoCurrentIndex, JetSetIndexRange(db.session, table, 0));
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "Address_index"));
    assert_jet(JET_errKeyNotMade, JetSetIndexRange(db.session, table, JET_bitRangeUpperLimit));
    assert_jet(JET_errInvalidOperation, JetSetIndexRange(db.session, table, JET_bitRangeRemove));
    close_database(&db);
}

/* ------------------------------------------------------------------------------------------------- ranges */

/* From entry `from` on, a range up to the key of entry `to`: counted, walked, and gone at its end. */
static void check_upper_range(unsigned from, unsigned to, bool inclusive)
{
    const struct run *limit = &list.entries[to].key;
    const unsigned end = inclusive ? first_above(limit) : first_not_below(limit);
    const JET_GRBIT grbit = JET_bitRangeUpperLimit | (inclusive ? JET_bitRangeInclusive : 0);
    const unsigned first = first_not_below(&list.entries[from].key);
    JET_ULONG count = 99;

    assert_jet(JET_errSuccess, make_key(&list.entries[from].key));
    assert_jet(JET_errSuccess, JetSeek(db.session, table, JET_bitSeekGE));
    assert_jet(JET_errSuccess, make_key(limit));
    if (first >= end) {
        assert_jet(JET_errNoCurrentRecord, JetSetIndexRange(db.session, table, grbit));
        assert_jet(JET_errInvalidOperation, JetSetIndexRange(db.session, table, JET_bitRangeRemove));
        assert_jet(JET_errSuccess, move(-1)); /* it stood behind the last */
        assert_at(list.count - 1);
        return;
    }
    assert_jet(JET_errSuccess, JetSetIndexRange(db.session, table, grbit));
    for (unsigned at = first; at < end; at++) {
        assert_at(at);
        assert_jet(at + 1 < end ? JET_errSuccess : JET_errNoCurrentRecord, move(1));
    }
    assert_jet(JET_errNoCurrentRecord, move(1));
    assert_jet(JET_errSuccess, move(-1));
    assert_at(list.count - 1);

    assert_jet(JET_errSuccess, make_key(&list.entries[from].key));
    assert_jet(JET_errSuccess, JetSeek(db.session, table, JET_bitSeekGE));
    assert_jet(JET_errSuccess, make_key(limit));
    assert_jet(JET_errSuccess, JetSetIndexRange(db.session, table, grbit));
    assert_jet(JET_errSuccess, JetIndexRecordCount(db.session, table, &count, 0));
    assert_int_equal(count, end - first);
    assert_at(first); /* the position is kept, the range is not */
    assert_jet(JET_errInvalidOperation, JetSetIndexRange(db.session, table, JET_bitRangeRemove));
}

static void check_lower_range(unsigned from, unsigned to, bool inclusive)
{
    const struct run *limit = &list.entries[to].key;
    const unsigned end = inclusive ? first_not_below(limit) : first_above(limit); /* the lowest inside */
    const unsigned first = first_not_below(&list.entries[from].key);

    assert_jet(JET_errSuccess, make_key(&list.entries[from].key));
    assert_jet(JET_errSuccess, JetSeek(db.session, table, JET_bitSeekLE));
    assert_jet(JET_errSuccess, make_key(limit));
    if (first < end) {
        assert_jet(JET_errNoCurrentRecord,
                   JetSetIndexRange(db.session, table, inclusive ? JET_bitRangeInclusive : 0));
        assert_jet(JET_errSuccess, move(1)); /* it stood before the first */
        assert_at(0);
        return;
    }
    assert_jet(JET_errSuccess, JetSetIndexRange(db.session, table, inclusive ? JET_bitRangeInclusive : 0));
    for (unsigned at = first; at + 1 > end; at--) {
        assert_at(at);
        assert_jet(at > end ? JET_errSuccess : JET_errNoCurrentRecord, move(-1));
        if (at == 0) {
            break;
        }
    }
    assert_jet(JET_errSuccess, move(1));
    assert_at(0);
}

static void check_ranges(void)
{
    const unsigned step = list.count / 12 + 1;

    for (unsigned from = 0; from < list.count; from += step) {
        for (unsigned to = 0; to < list.count; to += step) {
            check_upper_range(from, to, true);
            check_upper_range(from, to, false);
            check_lower_range(from, to, true);
            check_lower_range(from, to, false);
        }
    }
}

static void ranges_end_where_the_list_says(void **state)
{
    (void)state;
    on_all_subjects(check_ranges);
}

static void check_counts(void)
{
    JET_ULONG count = 99;
    JET_UINT64 wide = 99;

    assert_jet(JET_errSuccess, JetIndexRecordCount(db.session, table, &count,
                                                   0)); /* of an empty index too, before any move */
    assert_int_equal(count, list.count);
    for (unsigned at = 0; at < list.count; at += list.count / 10 + 1) {
        assert_jet(JET_errSuccess, move(JET_MoveFirst));
        assert_jet(JET_errSuccess, at > 0 ? move((JET_LONG)at) : JET_errSuccess);
        assert_jet(JET_errSuccess, JetIndexRecordCount2(db.session, table, &wide, 0));
        assert_int_equal(wide, list.count - at);
        assert_jet(JET_errSuccess, JetIndexRecordCount2(db.session, table, &wide, 3));
        assert_int_equal(wide, list.count - at < 3 ? list.count - at : 3);
        assert_at(at);
    }
    (void)move(JET_MoveLast);
    assert_jet(JET_errNoCurrentRecord, move(1));
    assert_jet(JET_errNoCurrentRecord, JetIndexRecordCount(db.session, table, &count, 0));
}

static void counting_begins_at_the_current_entry(void **state)
{
    (void)state;
    on_all_subjects(check_counts);
}

/* -------------------------------------------------------------------------------------------------- moves */

static void check_moves(void)
{
    assert_jet(list.count > 0 ? JET_errSuccess : JET_errNoCurrentRecord, move(JET_MoveFirst));
    assert_at(0);
    assert_jet(JET_errNoCurrentRecord, move(-1));
    assert_at(NOWHERE);
    if (list.count == 0) {
        assert_jet(JET_errNoCurrentRecord, move(1));
        assert_jet(JET_errNoCurrentRecord, move(JET_MoveLast));
        assert_jet(JET_errNoCurrentRecord, move(0));
        return;
    }
    for (unsigned at = 0; at < list.count; at++) {
        assert_jet(JET_errSuccess, move(1)); /* from before the first */
        assert_at(at);
        assert_jet(JET_errSuccess, move(0));
    }
    assert_jet(JET_errNoCurrentRecord, move(1));
    assert_jet(JET_errNoCurrentRecord, move(1));
    for (unsigned at = list.count; at-- > 0;) {
        assert_jet(JET_errSuccess, move(-1)); /* from behind the last */
        assert_at(at);
    }
    for (unsigned at = 0; at < list.count; at += list.count / 7 + 1) {
        assert_jet(JET_errSuccess, move(JET_MoveFirst));
        assert_jet(JET_errSuccess, move((JET_LONG)at));
        assert_at(at);
        assert_jet(JET_errSuccess, move(JET_MoveLast));
        assert_jet(JET_errSuccess, move(-(JET_LONG)at));
        assert_at(list.count - 1 - at);
    }
    assert_jet(JET_errNoCurrentRecord, move((JET_LONG)list.count));
    assert_jet(JET_errSuccess, move(-1));
    assert_at(list.count - 1);
    assert_jet(JET_errNoCurrentRecord, move(-2000000000));
    assert_jet(JET_errSuccess, move(1));
    assert_at(0);
}

static void moves_follow_the_list_and_turn_at_its_ends(void **state)
{
    (void)state;
    on_all_subjects(check_moves);
}

/* With JET_bitMoveKeyNE a step forward ends on the first entry of the next key, a step back on the last of the one before. */
static void check_moves_over_keys(void)
{
    unsigned at = 0;
    JET_ERR err = move(JET_MoveFirst);

    while (err >= 0) {
        assert_at(at);
        at = first_above(&list.entries[at].key);
        err = JetMove(db.session, table, 1, JET_bitMoveKeyNE);
        assert_jet(at < list.count ? JET_errSuccess : JET_errNoCurrentRecord, err);
    }
    err = move(JET_MoveLast);
    at = list.count - 1;
    while (err >= 0) {
        assert_at(at);
        at = first_not_below(&list.entries[at].key) - 1;
        err = JetMove(db.session, table, -1, JET_bitMoveKeyNE);
        assert_jet(at < list.count ? JET_errSuccess : JET_errNoCurrentRecord, err);
    }
}

static void steps_over_equal_keys_end_on_other_keys(void **state)
{
    (void)state;
    on_all_subjects(check_moves_over_keys);
}

/* ---------------------------------------------------------------------------------------------- bookmarks */

static JET_ERR goto_entry(const struct run *key, const struct run *bookmark, JET_GRBIT grbit)
{
    return JetGotoSecondaryIndexBookmark(db.session, table, (void *)key->bytes, key->size,
                                         (void *)bookmark->bytes, bookmark->size, grbit);
}

static void check_bookmarks(void)
{
    const struct run nothing = {0}, low = {.size = 1, .bytes = {0x01}};

    for (unsigned at = 0; at < list.count; at++) {
        const struct listed_entry *entry = &list.entries[at];
        struct run key = {0}, bookmark = {0};

        assert_jet(JET_errSuccess, goto_entry(&entry->key, &entry->bookmark, 0));
        assert_at(at);
        assert_jet(JET_errSuccess,
                   JetGetSecondaryIndexBookmark(db.session, table, key.bytes, sizeof key.bytes, &key.size,
                                                bookmark.bytes, sizeof bookmark.bytes, &bookmark.size, 0));
        assert_true(same_run(&key, &entry->key));
        assert_true(same_run(&bookmark, &entry->bookmark));
        assert_jet(JET_errBufferTooSmall,
                   JetGetSecondaryIndexBookmark(db.session, table, key.bytes, 2, &key.size, bookmark.bytes,
                                                sizeof bookmark.bytes, &bookmark.size, 0));
        assert_int_equal(key.size, entry->key.size);
        assert_jet(JET_errRecordDeleted,
                   goto_entry(&entry->key, &low, 0)); /* not this record's, or no such entry */
        assert_jet(JET_errRecordDeleted, goto_entry(&low, &entry->bookmark, 0));
        assert_jet(JET_errRecordDeleted,
                   goto_entry(&low, &entry->bookmark, JET_bitBookmarkPermitVirtualCurrency));
        assert_jet(JET_errNoCurrentRecord,
                   JetGetBookmark(db.session, table, key.bytes, sizeof key.bytes, &key.size));
        assert_jet(JET_errSuccess, move(1)); /* from the gap where it would be */
        assert_at(first_not_below(&low));
        assert_jet(JET_errInvalidBookmark, goto_entry(&nothing, &entry->bookmark, 0));
    }
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, NULL));
    assert_jet(JET_errNoCurrentIndex, goto_entry(&low, &low, 0));
    assert_jet(JET_errNoCurrentIndex,
               JetGetSecondaryIndexBookmark(db.session, table, NULL, 0, NULL, NULL, 0, NULL, 0));
}

static void bookmarks_of_entries_lead_back_to_them(void **state)
{
    (void)state;
    on_all_subjects(check_bookmarks);
}

/* The cursor must be on an entry of the record; a record with several values has several. */
static void assert_on_entry_of(const struct run *bookmark)
{
    const struct run key = current_key(&db, table), current = current_bookmark(&db, table);
    bool listed = false;

    assert_true(same_run(&current, bookmark));
    for (unsigned at = 0; at < list.count; at++) {
        listed |= same_run(&list.entries[at].key, &key) && same_run(&list.entries[at].bookmark, bookmark);
    }
    assert_true(listed);
}

/* The bookmark of a record finds it, and its entry in the current index. */
static void check_record_bookmarks(void)
{
    for (unsigned at = 0; at < list.count; at++) {
        const struct run *bookmark = &list.entries[at].bookmark;

        assert_jet(JET_errSuccess,
                   JetGotoBookmark(db.session, table, (void *)bookmark->bytes, bookmark->size));
        assert_on_entry_of(bookmark);
        assert_jet(JET_errRecordDeleted,
                   JetGotoBookmark(db.session, table, (void *)bookmark->bytes, bookmark->size - 1));
        assert_on_entry_of(bookmark); /* a failure leaves the cursor where it was */
    }
    assert_jet(JET_errInvalidBookmark, JetGotoBookmark(db.session, table, NULL, 0));
    assert_jet(JET_errInvalidBookmark, JetGotoBookmark(db.session, table, NULL, 4));
}

static void bookmarks_of_records_keep_the_current_index(void **state)
{
    (void)state;
    on_all_subjects(check_record_bookmarks);
}

/* In a tree of one page the estimate is exact. */
static void positions_are_fractions_of_the_index(void **state)
{
    const struct subject *subject = &subjects[1];
    JET_RECPOS position = {.cbStruct = sizeof position};
    JET_RECPOS2 wide = {.cbStruct = sizeof wide};

    (void)state;
    list = list_index(subject->list);
    db = open_database(subject->database, subject->page_size);
    table = open_table(&db, subject->table);
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, subject->index));
    for (unsigned at = 0; at < list.count; at++) {
        assert_jet(JET_errSuccess, at == 0 ? move(JET_MoveFirst) : move(1));
        assert_jet(JET_errSuccess, JetGetRecordPosition(db.session, table, &position, sizeof position));
        assert_int_equal(position.centriesLT, at);
        assert_int_equal(position.centriesInRange, 1);
        assert_int_equal(position.centriesTotal, list.count);
        assert_jet(JET_errSuccess, JetGetRecordPosition(db.session, table, (JET_RECPOS *)&wide, sizeof wide));
        assert_int_equal(wide.cbStruct, sizeof wide);
        assert_int_equal(wide.centriesLT, at);
        assert_at(at);
    }
    for (unsigned at = 0; at < list.count; at++) {
        position = (JET_RECPOS){.cbStruct = sizeof position, .centriesLT = at, .centriesTotal = list.count};
        assert_jet(JET_errSuccess, JetGotoPosition(db.session, table, &position));
        assert_at(at);
    }
    position.centriesLT = position.centriesTotal = 0;
    assert_jet(JET_errSuccess, JetGotoPosition(db.session, table, &position));
    assert_at(0);
    position.centriesLT = 1;
    assert_jet(JET_errInvalidParameter, JetGotoPosition(db.session, table, &position));
    position.cbStruct--;
    assert_jet(JET_errInvalidParameter, JetGotoPosition(db.session, table, &position));
    assert_jet(JET_errInvalidParameter,
               JetGetRecordPosition(db.session, table, &position, sizeof position - 1));
    assert_jet(JET_errNoCurrentRecord, move(-1));
    assert_jet(JET_errNoCurrentRecord, JetGetRecordPosition(db.session, table, &position, sizeof position));
    close_database(&db);
    free_index(&list);
}

/* Hints say how much they took up, and refuse what is out of order. */
static void reading_ahead_leaves_the_cursor_alone(void **state)
{
    const struct subject *subject = &subjects[0];
    const void *keys[2];
    JET_ULONG sizes[2];
    JET_LONG done = -1;

    (void)state;
    list = list_index(subject->list);
    db = open_database(subject->database, subject->page_size);
    table = open_table(&db, subject->table);
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, subject->index));
    assert_jet(JET_errSuccess, move(JET_MoveFirst));
    for (unsigned i = 0; i < 2; i++) {
        const struct run *key = &list.entries[i * (list.count - 1)].key;

        keys[i] = key->bytes;
        sizes[i] = key->size;
    }
    assert_jet(JET_errSuccess,
               JetPrereadKeys(db.session, table, keys, sizes, 2, &done, JET_bitPrereadForward));
    assert_int_equal(done, 2);
    assert_jet(JET_errInvalidParameter,
               JetPrereadKeys(db.session, table, keys, sizes, 2, &done, JET_bitPrereadBackward));
    assert_jet(JET_errInvalidGrbit, JetPrereadKeys(db.session, table, keys, sizes, 2, &done, 0));
    assert_jet(JET_errInvalidParameter,
               JetPrereadKeys(db.session, table, keys, sizes, 0, &done, JET_bitPrereadForward));
    sizes[1] = 0;
    assert_jet(JET_errInvalidBufferSize,
               JetPrereadKeys(db.session, table, keys, sizes, 2, &done, JET_bitPrereadForward));
    assert_at(0);
    close_database(&db);
    free_index(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(every_relation_finds_what_the_list_says),
        table_test(a_seek_tells_unique_keys_and_limits_itself_to_equal_ones),
        table_test(seeks_are_refused_without_a_key_or_a_relation),
        table_test(ranges_end_where_the_list_says),
        table_test(counting_begins_at_the_current_entry),
        table_test(moves_follow_the_list_and_turn_at_its_ends),
        table_test(steps_over_equal_keys_end_on_other_keys),
        table_test(bookmarks_of_entries_lead_back_to_them),
        table_test(bookmarks_of_records_keep_the_current_index),
        table_test(positions_are_fractions_of_the_index),
        table_test(reading_ahead_leaves_the_cursor_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
