/*
 * log_diff_test.c - scripts of ReplaceD records: by hand, by the thousand, broken, and those of real logs.
 */
#include "test.h"

#include "log/log_diff.h"
#include "log/log_reader.h"
#include "log/log_record.h"

static struct bytes text(const char *string)
{
    return (struct bytes){(const uint8_t *)string, (uint32_t)strlen(string)};
}

/* Written by hand from reference 9.6; the first is what Microsoft's engine writes for no change at all. */
static void scripts_are_those_of_the_format(void **state)
{
    static const struct {
        const char *before, *after;
        bool wide;
        uint8_t script[16];
        uint32_t size;
    } cases[] = {
        {"abcdef", "abcdef", false, {0x00, 0x40, 0x00}, 3},
        {"abcdef", "abXXef", false, {0x02, 0x20, 2, 'X', 'X'}, 5},
        {"abcdef", "abXXef", true, {0x02, 0x00, 0x20, 2, 'X', 'X'}, 6},
        {"abcdef", "abcXdef", false, {0x03, 0x40, 1, 'X'}, 4},
        {"abcdef", "abef", false, {0x02, 0x00, 0, 2}, 4},
        {"abcdef", "abXef", false, {0x02, 0x00, 1, 2, 'X'}, 5},
        {"", "ab", false, {0x00, 0x40, 2, 'a', 'b'}, 5},
        {"ab", "", false, {0x00, 0x00, 0, 2}, 4},
        {"0aaaaaaaa1", "2aaaaaaaa3", false, {0x00, 0x20, 1, '2', 0x09, 0x20, 1, '3'}, 8},
        {"0aaaaaaaa1", "2aaaaaaaa34", false, {0x00, 0x20, 1, '2', 0x09, 0x00, 2, 1, '3', '4'}, 10},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t script[32], after[32];
        uint32_t size =
            log_diff_make(text(cases[i].before), text(cases[i].after), cases[i].wide, script, sizeof script);

        if (size != cases[i].size || memcmp(script, cases[i].script, size) != 0) {
            fail_msg("case %u: %u bytes", i, size);
        }
        assert_int_equal(
            log_diff_make(text(cases[i].before), text(cases[i].after), cases[i].wide, script, size - 1), 0);
        assert_int_equal(log_diff_apply(text(cases[i].before), (struct bytes){cases[i].script, cases[i].size},
                                        cases[i].wide, after, sizeof after, &size),
                         JET_errSuccess);
        assert_int_equal(size, strlen(cases[i].after));
        assert_memory_equal(after, cases[i].after, size);
    }
}

static uint32_t x = 1;

static uint32_t random_below(uint32_t limit)
{
    x = x * 1664525 + 1013904223;
    return (x >> 8) % limit;
}

/* Changes some places of `before`: bytes in place, inserts, deletions. */
static uint32_t change(const uint8_t *before, uint32_t size, uint8_t *after, uint32_t capacity)
{
    uint32_t at = 0, out = 0;

    while (at < size && out + 600 < capacity) {
        uint32_t same = random_below(400), count = random_below(random_below(8) == 0 ? 500 : 6);

        same = same < size - at ? same : size - at;
        memcpy(after + out, before + at, same);
        at += same;
        out += same;
        switch (random_below(4)) {
        case 0:
            at += count < size - at ? count : size - at;
            break;
        case 1:
            memset(after + out, (int)random_below(256), count);
            out += count;
            break;
        default:
            count = count < size - at ? count : size - at;
            memset(after + out, (int)random_below(256), count);
            out += count;
            at += count;
        }
    }
    return out;
}

static void what_is_made_is_applied(void **state)
{
    static uint8_t before[32768], after[32768], script[65536], again[32768];

    (void)state;
    for (unsigned round = 0; round < 3000; round++) {
        bool wide = round % 2 != 0;
        uint32_t size = random_below(wide ? 30000 : 8000), new_size, script_size, got;

        for (uint32_t i = 0; i < size; i++) {
            before[i] = (uint8_t)random_below(round % 5 == 0 ? 2 : 256);
        }
        new_size = change(before, size, after, wide ? 30000 : 8000);
        script_size = log_diff_make((struct bytes){before, size}, (struct bytes){after, new_size}, wide,
                                    script, sizeof script);
        assert_true(script_size > 0);
        assert_int_equal(log_diff_apply((struct bytes){before, size}, (struct bytes){script, script_size},
                                        wide, again, sizeof again, &got),
                         JET_errSuccess);
        assert_int_equal(got, new_size);
        assert_memory_equal(again, after, new_size);
        /* Broken ones give an error or something, and stay inside. */
        for (unsigned i = 0; i < 20; i++) {
            uint8_t *place = script + random_below(script_size);
            uint8_t kept = *place;

            *place ^= (uint8_t)(1 + random_below(255));
            (void)log_diff_apply((struct bytes){before, size},
                                 (struct bytes){script, random_below(script_size + 1)}, wide, again,
                                 random_below(sizeof again), &got);
            *place = kept;
        }
    }
}

static void broken_scripts_are_told(void **state)
{
    static const struct {
        uint8_t script[8];
        uint32_t size;
        JET_ERR err;
    } cases[] = {
        {{0x00}, 1, JET_errLogFileCorrupt},                         /* half a header */
        {{0x00, 0x40}, 2, JET_errLogFileCorrupt},                   /* no length */
        {{0x00, 0xC0, 1}, 3, JET_errLogFileCorrupt},                /* half a length */
        {{0x00, 0x00, 1}, 3, JET_errLogFileCorrupt},                /* no old length */
        {{0x00, 0x40, 2, 'a'}, 4, JET_errLogFileCorrupt},           /* fewer bytes than said */
        {{0x07, 0x40, 0}, 3, JET_errLogFileCorrupt},                /* behind the end */
        {{0x04, 0x20, 3, 1, 2, 3}, 6, JET_errLogFileCorrupt},       /* over the end */
        {{0x02, 0x40, 0, 0x01, 0x40, 0}, 6, JET_errLogFileCorrupt}, /* back */
        {{0x00, 0x40, 5, 1, 2, 3, 4, 5}, 8, JET_errLogCorrupted},   /* too long a result */
    };
    uint8_t after[10];
    uint32_t size;

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(log_diff_apply(text("abcdef"), (struct bytes){cases[i].script, cases[i].size}, false,
                                        after, sizeof after, &size),
                         cases[i].err);
    }
}

/* The old data is not in the log; but data of the right length must give a result of the length that the record says. */
static void real_scripts_give_the_length_that_their_record_says(void **state)
{
    static const char *const files[] = {"oracle/dirty_8192_smallckp/files/edb.log",
                                        "oracle/dirty_4096_bigckp_esent/files/edb.log",
                                        "oracle/dirty_32768_bigckp/files/edb00000009.log"};
    static uint8_t before[32768], after[32768];
    unsigned scripts = 0;

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct log_reader *reader;
        struct log_found found;

        assert_int_equal(log_reader_open(test_fixture(files[i]), 0, &reader), JET_errSuccess);
        while (log_reader_next(reader, &found) == JET_errSuccess) {
            struct log_replace replace;
            uint32_t size;

            if (found.record.at[0] == LOG_REPLACE_D) {
                assert_int_equal(log_replace_decode(found.record, &replace), JET_errSuccess);
                assert_int_equal(log_diff_apply((struct bytes){before, replace.old_size}, replace.data,
                                                replace.wide, after, sizeof after, &size),
                                 JET_errSuccess);
                assert_int_equal(size, replace.new_size);
                assert_int_equal(replace.wide, i == 2);
                scripts++;
            }
        }
        log_reader_close(reader);
    }
    assert_int_equal(scripts, 150 + 112 + 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts_are_those_of_the_format),
        cmocka_unit_test(what_is_made_is_applied),
        cmocka_unit_test(broken_scripts_are_told),
        cmocka_unit_test(real_scripts_give_the_length_that_their_record_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
