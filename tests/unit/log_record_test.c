/*
 * log_record_test.c - records of all types: by hand, of random content, cut off.
 */
#include "test.h"

#include "diag.h"
#include "log/log_record.h"
#include "sample_log.h"

static uint8_t joined[1 << 18];

static struct bytes join(const struct log_record *record)
{
    uint32_t size = 0;

    for (uint32_t i = 0; i < record->count; i++) {
        memcpy(joined + size, record->pieces[i].at, record->pieces[i].size);
        size += record->pieces[i].size;
    }
    return (struct bytes){joined, size};
}

static void expect(const struct log_record *record, const char *hex)
{
    struct bytes bytes = join(record);

    assert_int_equal(strlen(hex), 2 * bytes.size);
    for (uint32_t i = 0; i < bytes.size; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

        if (bytes.at[i] != strtoul(digits, NULL, 16)) {
            fail_msg("byte %u of %s: %02x instead of %s", i, log_type_name(bytes.at[0]), bytes.at[i], digits);
        }
    }
}

static struct bytes text(const char *string)
{
    return (struct bytes){(const uint8_t *)string, (uint32_t)strlen(string)};
}

/* Written by hand from reference 9.3 to 9.5, 9.10. */
static void records_have_the_bytes_of_the_format(void **state)
{
    struct log_record out;
    struct log_node node = {
        .page = {.procid = 0x0102,
                 .dbid = 1,
                 .pgno = 0x11,
                 .dbtime = 0x22,
                 .dbtime_before = LOG_DBTIME_NONE,
                 .trx = 0x33,
                 .level = 1,
                 .line = 0x44,
                 .flags = LOG_VERSIONED | LOG_UNIQUE},
        .id = 0x55,
        .pgno_root = 0x66,
        .objid = 0x77,
    };

    (void)state;
    log_begin_encode(&(struct log_begin){.type = LOG_BEGIN, .procid = 0x0102, .level = 1, .count = 2}, &out);
    expect(&out, "05020121");
    log_begin0_encode(&(struct log_begin0){.type = LOG_BEGIN0, .procid = 3, .count = 1, .trx = 0x10}, &out);
    expect(&out, "0803001010000000");
    log_commit0_encode(&(struct log_commit0){.type = LOG_COMMIT0, .procid = 3, .trx = 0x14}, &out);
    expect(&out, "0903000014000000");
    log_macro_encode(&(struct log_macro){.type = LOG_MACRO_COMMIT, .procid = 3, .dbtime = 0x1234}, &out);
    expect(&out, "0c03003412000000000000");
    log_commit_context_encode(
        &(struct log_commit_context){
            .type = LOG_COMMIT_CONTEXT, .procid = 3, .flags = 1, .context = text("ab")},
        &out);
    expect(&out, "450500000003000161"
                 "62");
    log_macro_info2_encode(
        &(struct log_macro_info2){.type = LOG_MACRO_INFO2, .dbid = 2, .pages = text("abcdefgh")}, &out);
    expect(&out, "490d00000002020000006162636465666768");
    log_extend_db_encode(&(struct log_extend_db){.type = LOG_EXTEND_DB, .dbid = 1, .pgno_last = 0x100}, &out);
    expect(&out, "44050000000100010000");
    log_free_fdp_encode(
        &(struct log_free_fdp){.type = LOG_FREE_FDP, .dbid = 1, .pgno_root = 9, .trx = 8, .kind = 1}, &out);
    expect(&out, "4a0a00000001090000000800000001");
    node.page.type = LOG_INSERT;
    log_insert_encode(
        &(struct log_insert){.node = node, .prefix = text("p"), .suffix = text("su"), .data = text("dat")},
        &out);
    expect(
        &out,
        "1d020101110000002200000000000000ffffffffffffffff33000000014400055500000066000000770000000200010003"
        "00707375646174");
    node.page.type = LOG_REPLACE_D;
    log_replace_encode(
        &(struct log_replace){.node = node, .data = text("abc"), .wide = true, .old_size = 4, .new_size = 5},
        &out);
    expect(&out,
           "22020101110000002200000000000000ffffffffffffffff330000000144000555000000660000007700000003800400"
           "0500616263");
    node.page.type = LOG_UNDO;
    log_undo_encode(
        &(struct log_undo){
            .node = node, .key = text("k"), .operation = LOG_OPERATION_REPLACE, .undo_level = 2},
        &out);
    expect(&out,
           "27020101110000002200000000000000ffffffffffffffff330000000144000555000000660000007700000001000000"
           "0200026b");
}

/* --------------------------------------------------------------------------------------------- every type */

static const struct {
    unsigned fixed, length16[3], length32;
    bool is_there;
} types[256] = {
#define LOG_RECORD(number, symbol, name, fixed, a, b, c, d) [number] = {fixed, {a, b, c}, d, true},
#define LOG_RECORD_REFUSED(number, symbol, name, error)
#include "log/log_records.def"
#undef LOG_RECORD
#undef LOG_RECORD_REFUSED
};

static uint32_t x = 7;

static uint32_t random_below(uint32_t limit)
{
    x = x * 1664525 + 1013904223;
    return (x >> 8) % limit;
}

/* A record of random content whose lengths fit. Bytes that mean nothing are 0. */
static uint32_t random_record(unsigned type, uint8_t *at)
{
    uint32_t size = types[type].fixed;

    for (uint32_t i = 0; i < 1000; i++) {
        at[i] = (uint8_t)random_below(256);
    }
    at[0] = (uint8_t)type;
    for (unsigned i = 0; i < 3; i++) {
        if (types[type].length16[i] != 0) {
            uint32_t length = random_below(60);

            put_u16(at + types[type].length16[i],
                    (uint16_t)(length | (type == LOG_REPLACE_D && random_below(2) ? 0x8000 : 0)));
            size += length;
        }
    }
    if (types[type].length32 > 1) {
        put_u32(at + types[type].length32, random_below(90));
        size += get_u32(at + types[type].length32);
    }
    if (type == LOG_PAGE_MOVE) {
        put_u32(at + 88, 7);
        size += 7;
    }
    if (type == LOG_CREATE_DB) {
        size += at[42] & LOG_DB_HAS_VERSION ? 4 : 0;
    }
    if (type == LOG_PAGE_PATCH_REQUEST) {
        memset(at + 14, 0, 32);
    }
    if (type == LOG_SCAN_CHECK) {
        memset(at + 10, 0, 16);
    }
    return size;
}

/* The skippable types say how long they are themselves. */
static uint32_t with_own_size(unsigned type, uint8_t *at)
{
    static const struct {
        unsigned type, size;
    } sizes[] = {{LOG_EXTEND_DB, 10}, {LOG_SCAN_CHECK, 44}, {LOG_REATTACH_DB, 50}, {LOG_FREE_FDP, 15}};
    uint32_t size = 0;

    for (unsigned i = 0; i < 4; i++) {
        size = sizes[i].type == type ? sizes[i].size : size;
    }
    if (type == LOG_COMMIT_CONTEXT) {
        size = 8 + random_below(40);
    } else if (type == LOG_MACRO_INFO || type == LOG_NOP2) {
        size = 5 + 4 * random_below(10);
    } else if (type == LOG_MACRO_INFO2) {
        put_u32(at + 6, random_below(10));
        size = 10 + 4 * get_u32(at + 6);
    }
    put_u32(at + 1, size - 5);
    return size;
}

static void records_of_random_content_are_encoded_as_they_were(void **state)
{
    static uint8_t record[1000];
    unsigned layouts = 0;

    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        bool has_layout = false;

        for (unsigned round = 0; round < 200 && types[type].is_there; round++) {
            uint32_t size = random_record(type, record), found;
            struct log_record out;
            struct bytes again;

            size = types[type].length32 == 1 ? with_own_size(type, record) : size;
            if (size < types[type].fixed) { /* a type that is only skipped */
                continue;
            }
            assert_int_equal(log_record_size((struct bytes){record, 1000}, &found), JET_errSuccess);
            assert_int_equal(found, size);
            if (!sample_log_again((struct bytes){record, size}, &out)) {
                continue;
            }
            has_layout = true;
            again = join(&out);
            if (again.size != size || memcmp(again.at, record, size) != 0) {
                fail_msg("%s", log_type_name(type));
            }
            /* Cut off anywhere: an error, never a look behind the end. */
            found = random_below(size);
            if (log_record_size((struct bytes){record, found}, &size) == JET_errSuccess) {
                fail_msg("%s of %u bytes was taken for whole", log_type_name(type), found);
            }
        }
        layouts += has_layout;
    }
    assert_true(layouts >= 55);
}

static void the_page_prefix_is_where_it_is_said_to_be(void **state)
{
    static uint8_t record[1000];

    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        struct log_node node;

        if (types[type].is_there && log_type_has_node(type)) {
            assert_true(types[type].fixed >= 44);
            assert_true(log_type_has_page(type));
            (void)random_record(type, record);
            assert_int_equal(log_node_decode((struct bytes){record, 44}, &node), JET_errSuccess);
            assert_int_equal(node.page.type, type);
            assert_int_equal(node.objid, get_u32(record + 40));
            assert_int_equal(log_node_decode((struct bytes){record, 43}, &node), JET_errLogFileCorrupt);
        }
        assert_true(!log_type_has_page(type) || types[type].fixed >= 32);
    }
}

static void types_of_the_past_and_the_future_are_told_apart(void **state)
{
    static const struct {
        uint8_t type;
        JET_ERR err;
    } cases[] = {{26, JET_errBadLogVersion},          {27, JET_errBadLogVersion},
                 {28, JET_errBadLogVersion},          {40, JET_errInvalidLoggedOperation},
                 {55, JET_errInvalidLoggedOperation}, {47, JET_errLogFileCorrupt},
                 {56, JET_errLogFileCorrupt},         {102, JET_errLogFileCorrupt},
                 {255, JET_errLogFileCorrupt}};
    uint8_t bytes[200] = {0};
    uint32_t size;

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bytes[0] = cases[i].type;
        assert_int_equal(log_record_size((struct bytes){bytes, sizeof bytes}, &size), cases[i].err);
        assert_false(log_record_total((struct bytes){bytes, sizeof bytes}, &size));
    }
    assert_int_equal(log_record_size((struct bytes){bytes, 0}, &size), JET_errLogFileCorrupt);
}

/* ------------------------------------------------------------------------------------------- attach lists */

static void attach_lists_end_where_there_is_no_room(void **state)
{
    static uint8_t list[LOG_ATTACH_LIST_SIZE];
    static uint8_t path[500];
    struct log_attachment attachment = {
        .dbid = 1, .flags = LOG_ATTACHMENT_WIDE, .dbtime = 5, .path = {path, sizeof path}};
    uint32_t used = 0, offset = 0;
    unsigned entries = 0;

    (void)state;
    while (log_attachment_add(list, sizeof list, &used, &attachment) == JET_errSuccess) {
        entries++;
    }
    assert_int_equal(entries, 3);
    attachment.path.size = LOG_ATTACH_LIST_SIZE - 3 * 564 - 64 - 1;
    assert_int_equal(log_attachment_add(list, sizeof list, &used, &attachment), JET_errSuccess);
    assert_int_equal(used, LOG_ATTACH_LIST_SIZE - 1);
    while (log_attachment_next(list, &offset, &attachment) == JET_errSuccess) {
        assert_int_equal(attachment.dbtime, 5);
        entries--;
    }
    assert_int_equal(entries, (unsigned)-1);
    put_u16(list + 2, 3000); /* a path that leaves the list */
    offset = 0;
    assert_int_equal(log_attachment_next(list, &offset, &attachment), JET_errLogFileCorrupt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_have_the_bytes_of_the_format),
        cmocka_unit_test(records_of_random_content_are_encoded_as_they_were),
        cmocka_unit_test(the_page_prefix_is_where_it_is_said_to_be),
        cmocka_unit_test(types_of_the_past_and_the_future_are_told_apart),
        cmocka_unit_test(attach_lists_end_where_there_is_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
