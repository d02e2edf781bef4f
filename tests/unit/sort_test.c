/*
 * sort_test.c - the sorter, in memory and through runs in a temporary file, against the C library's qsort().
 */
#include "test.h"

#include "os.h"
#include "sort/sort.h"

enum { ROWS = 20000, SMALL_MEMORY = 64 * 1024, KEY_MAX = 40, DATA_MAX = 200 };

struct sample {
    uint32_t key_size, data_size;
    uint8_t bytes[KEY_MAX + DATA_MAX];
};

static struct sample *samples;
static uint32_t random_state;

static uint32_t next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

static struct bytes key_of(const struct sample *sample)
{
    return (struct bytes){sample->bytes, sample->key_size};
}

static struct bytes data_of(const struct sample *sample)
{
    return (struct bytes){sample->bytes + sample->key_size, sample->data_size};
}

/* Keys of few different bytes and lengths: prefixes of each other, and many equal ones. */
static void make_samples(uint32_t kinds)
{
    samples = calloc(ROWS, sizeof *samples);
    assert_non_null(samples);
    random_state = 1;
    for (uint32_t i = 0; i < ROWS; i++) {
        samples[i].key_size = next_random() % KEY_MAX;
        samples[i].data_size = next_random() % DATA_MAX;
        for (uint32_t k = 0; k < samples[i].key_size; k++) {
            samples[i].bytes[k] = (uint8_t)(next_random() % kinds * 127);
        }
        for (uint32_t k = 0; k < samples[i].data_size; k++) {
            samples[i].bytes[samples[i].key_size + k] = (uint8_t)next_random();
        }
    }
}

static int compare_bytes(struct bytes left, struct bytes right)
{
    const int order = memcmp(left.at, right.at, left.size < right.size ? left.size : right.size);

    return order != 0 ? order : (int)left.size - (int)right.size;
}

static int compare_samples(const void *left, const void *right)
{
    const int order = compare_bytes(key_of(left), key_of(right));

    return order != 0 ? order : compare_bytes(data_of(left), data_of(right));
}

static uint32_t keep_first_of_each_key(void)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < ROWS; i++) {
        if (kept == 0 || compare_bytes(key_of(&samples[kept - 1]), key_of(&samples[i])) != 0) {
            samples[kept++] = samples[i];
        }
    }
    return kept;
}

static void check_row(struct sort *sort, uint32_t row)
{
    struct bytes key, data;

    assert_int_equal(sort_row(sort, row, &key, &data), JET_errSuccess);
    assert_int_equal(key.size, samples[row].key_size);
    assert_int_equal(data.size, samples[row].data_size);
    assert_memory_equal(key.at, samples[row].bytes, key.size);
    assert_memory_equal(data.at, samples[row].bytes + key.size, data.size);
}

/* A search ends on the first row that is not below the key. */
static void check_find(struct sort *sort, uint32_t count, uint32_t of)
{
    uint32_t row;
    bool equal;

    assert_int_equal(sort_find(sort, key_of(&samples[of]), &row, &equal), JET_errSuccess);
    assert_true(equal);
    assert_true(row < count);
    assert_int_equal(compare_bytes(key_of(&samples[row]), key_of(&samples[of])), 0);
    assert_true(row == 0 || compare_bytes(key_of(&samples[row - 1]), key_of(&samples[of])) < 0);
}

static JET_ERR count_file(void *context, const char *name, bool is_folder)
{
    (void)name;
    *(unsigned *)context += !is_folder;
    return JET_errSuccess;
}

static unsigned files_in(const char *folder)
{
    unsigned files = 0;

    assert_int_equal(os_dir_list(folder, "*", count_file, &files), JET_errSuccess);
    return files;
}

static void check_sort(size_t memory, uint32_t kinds, bool duplicates)
{
    struct sort *sort;
    struct bytes key, data;
    uint32_t count = ROWS, row;
    bool equal;

    make_samples(kinds);
    assert_int_equal(sort_create(test_folder(), memory, &sort), JET_errSuccess);
    for (uint32_t i = 0; i < ROWS; i++) {
        assert_int_equal(sort_add(sort, key_of(&samples[i]), data_of(&samples[i])), JET_errSuccess);
    }
    assert_int_equal(sort_finish(sort, duplicates), JET_errSuccess);
    assert_int_equal(sort_is_spilled(sort), memory == SMALL_MEMORY);
    assert_in_range(files_in(test_folder()), 0,
                    memory == SMALL_MEMORY); /* none where it could be deleted at once */
    qsort(samples, ROWS, sizeof *samples, compare_samples);
    if (!duplicates) {
        count = keep_first_of_each_key();
    }
    assert_int_equal(sort_count(sort), count);
    for (uint32_t i = 0; i < count; i++) {
        check_row(sort, i);
    }
    for (uint32_t i = 0; i < 1000; i++) { /* backwards, and anywhere */
        check_row(sort, count - 1 - i % count);
        check_row(sort, next_random() % count);
        check_find(sort, count, next_random() % count);
    }
    assert_int_equal(sort_row(sort, count, &key, &data), JET_errNoCurrentRecord);
    assert_int_equal(sort_find(sort, (struct bytes){(const uint8_t *)"\xff\xff", 2}, &row, &equal),
                     JET_errSuccess);
    assert_int_equal(row, count);
    assert_false(equal);
    sort_destroy(sort);
    assert_int_equal(files_in(test_folder()), 0);
    free(samples);
}

static void rows_in_memory_are_in_order(void **state)
{
    (void)state;
    check_sort(SORT_MEMORY_MAX, 2, true);
    check_sort(SORT_MEMORY_MAX, 256, false);
}

static void rows_in_runs_are_in_order(void **state)
{
    (void)state;
    check_sort(SMALL_MEMORY, 2, true);
    check_sort(SMALL_MEMORY, 256, true);
}

static void of_equal_keys_the_lowest_row_stays(void **state)
{
    (void)state;
    check_sort(SORT_MEMORY_MAX, 2, false);
    check_sort(SMALL_MEMORY, 2, false);
}

static void an_empty_sort_has_no_rows(void **state)
{
    struct sort *sort;
    struct bytes key, data;
    uint32_t row;
    bool equal;

    (void)state;
    assert_int_equal(sort_create(test_folder(), SMALL_MEMORY, &sort), JET_errSuccess);
    assert_int_equal(sort_finish(sort, false), JET_errSuccess);
    assert_int_equal(sort_row(sort, 0, &key, &data), JET_errNoCurrentRecord);
    assert_int_equal(sort_find(sort, (struct bytes){(const uint8_t *)"", 0}, &row, &equal), JET_errSuccess);
    assert_int_equal(row, 0);
    sort_destroy(sort);
}

static void a_row_that_no_block_holds_is_refused(void **state)
{
    static uint8_t bytes[SORT_ROW_MAX + 1];
    struct sort *sort;
    struct bytes key, data;

    (void)state;
    assert_int_equal(sort_create(test_folder(), 0, &sort), JET_errSuccess);
    assert_int_equal(sort_add(sort, (struct bytes){bytes, 1}, (struct bytes){bytes, SORT_ROW_MAX}),
                     JET_errRecordTooBig);
    assert_int_equal(sort_add(sort, (struct bytes){bytes, 1}, (struct bytes){bytes, SORT_ROW_MAX - 1}),
                     JET_errSuccess);
    assert_int_equal(sort_add(sort, (struct bytes){bytes, 0}, (struct bytes){bytes, SORT_ROW_MAX}),
                     JET_errSuccess);
    assert_int_equal(sort_finish(sort, false), JET_errSuccess);
    assert_int_equal(sort_row(sort, 0, &key, &data), JET_errSuccess);
    assert_int_equal(data.size, SORT_ROW_MAX);
    assert_int_equal(sort_row(sort, 1, &key, &data), JET_errSuccess);
    assert_int_equal(data.size, SORT_ROW_MAX - 1);
    sort_destroy(sort);
}

/* Every write fails in turn: the error comes out, nothing is left behind. */
static unsigned writes_left;

static JET_ERR fail_a_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    (void)context;
    (void)offset;
    (void)size;
    return writes_left-- == 0 ? JET_errDiskFull : JET_errSuccess;
}

static void a_full_disk_ends_the_sort(void **state)
{
    static const struct os_file_hooks hooks = {.before_write = fail_a_write};
    bool finished = false;

    (void)state;
    make_samples(256);
    for (unsigned at = 0; !finished; at += 31) {
        struct sort *sort;
        JET_ERR err = JET_errSuccess;

        assert_int_equal(sort_create(test_folder(), SMALL_MEMORY, &sort), JET_errSuccess);
        writes_left = at;
        os_file_set_hooks(&hooks);
        for (uint32_t i = 0; i < ROWS && err >= 0; i++) {
            err = sort_add(sort, key_of(&samples[i]), data_of(&samples[i]));
        }
        if (err >= 0) {
            err = sort_finish(sort, false);
        }
        os_file_set_hooks(NULL);
        sort_destroy(sort);
        finished = err == JET_errSuccess;
        assert_true(finished || err == JET_errDiskFull);
        assert_int_equal(files_in(test_folder()), 0);
    }
    free(samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_in_memory_are_in_order),          cmocka_unit_test(rows_in_runs_are_in_order),
        cmocka_unit_test(of_equal_keys_the_lowest_row_stays),   cmocka_unit_test(an_empty_sort_has_no_rows),
        cmocka_unit_test(a_row_that_no_block_holds_is_refused), cmocka_unit_test(a_full_disk_ends_the_sort),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
