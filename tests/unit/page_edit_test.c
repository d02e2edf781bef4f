/*
 * page_edit_test.c - editing pages: what page_check() knows about pages (which every page that Windows wrote passes) and a
 * plain list of lines say what must be there after each step.
 */
#include "test.h"

#include "diag.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "format/page_edit.h"

static const uint32_t sizes[] = {2048, 4096, 8192, 16384, 32768};

enum { LINES_MAX = 4000, KEY_MAX = 64, DATA_MAX = 300, PGNO = 9, OBJID = 77, STEPS = 6000 };

struct model_line {
    uint8_t key[KEY_MAX], data[DATA_MAX];
    uint32_t key_size, data_size;
    unsigned flags;
};

struct model {
    struct model_line *line[LINES_MAX];
    unsigned count;
    uint8_t prefix[KEY_MAX];
    uint32_t prefix_size;
};

static uint64_t random_state;

static uint32_t next_random(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

static void fill(uint8_t *at, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        at[i] = (uint8_t)next_random(256);
    }
}

static int compare(const uint8_t *left, uint32_t left_size, const uint8_t *right, uint32_t right_size)
{
    const int order = memcmp(left, right, left_size < right_size ? left_size : right_size);

    return order != 0 ? order : (left_size > right_size) - (left_size < right_size);
}

/* Keys share long beginnings, as keys do. */
static void make_key(struct model_line *line)
{
    static const char *const stems[] = {"", "ab", "abcdefghij", "abcdefghijklmnopqrstuvwx", "abcz"};
    const char *stem = stems[next_random(5)];

    line->key_size = (uint32_t)strlen(stem);
    memcpy(line->key, stem, line->key_size);
    for (unsigned i = 0; i < 4; i++) {
        line->key[line->key_size++] = (uint8_t)next_random(256);
    }
}

static struct page_node node_of(const struct model_line *line, uint32_t in_prefix)
{
    return (struct page_node){
        .prefix = {line->key, in_prefix},
        .suffix = {line->key + in_prefix, line->key_size - in_prefix},
        .data = {line->data, line->data_size},
        .flags = line->flags,
    };
}

static void expect_same(const uint8_t *image, uint32_t size, const struct model *model, const char *after)
{
    struct page_view view;

    if (page_check(image, size, PGNO) != JET_errSuccess) {
        fail_msg("size %u after %s: %s", size, after, diag_sentence());
    }
    page_view_init(&view, image, size);
    assert_int_equal(view.end - view.first, model->count);
    for (unsigned i = 0; i < model->count; i++) {
        const struct model_line *line = model->line[i];
        struct page_node node;

        page_view_node(&view, view.first + i, &node);
        assert_int_equal(node.prefix.size + node.suffix.size, line->key_size);
        assert_memory_equal(node.prefix.at, line->key, node.prefix.size);
        assert_memory_equal(node.suffix.at, line->key + node.prefix.size, node.suffix.size);
        assert_int_equal(node.data.size, line->data_size);
        assert_memory_equal(node.data.at, line->data, line->data_size);
        assert_int_equal(node.flags & (NODE_VERSIONED | NODE_DELETED), line->flags);
        assert_int_equal((node.flags & NODE_COMPRESSED) != 0, node.prefix.size > 0);
    }
}

static void insert(uint8_t *image, uint32_t size, struct model *model)
{
    struct model_line *line = calloc(1, sizeof *line);
    struct page_node node;
    unsigned at = 0;
    uint32_t shared;

    assert_non_null(line);
    make_key(line);
    line->data_size = 1 + next_random(next_random(4) == 0 ? DATA_MAX : 20);
    line->flags = next_random(4);
    fill(line->data, line->data_size);
    while (at < model->count &&
           compare(model->line[at]->key, model->line[at]->key_size, line->key, line->key_size) < 0) {
        at++;
    }
    node = node_of(line, next_random(line->key_size + 1));
    shared = node_shared(&node, (struct bytes){model->prefix, model->prefix_size});
    if ((at < model->count &&
         compare(model->line[at]->key, model->line[at]->key_size, line->key, line->key_size) == 0) ||
        node_line_size(&node, shared) + PAGE_TAG_SIZE > page_free_bytes(image)) {
        free(line);
        return;
    }
    page_insert_node(image, size, 1 + at, &node, shared);
    memmove(model->line + at + 1, model->line + at, (model->count - at) * sizeof model->line[0]);
    model->line[at] = line;
    model->count++;
}

static void delete (uint8_t *image, uint32_t size, struct model *model)
{
    const unsigned at = next_random(model->count);

    page_delete_node(image, size, 1 + at);
    free(model->line[at]);
    model->count--;
    memmove(model->line + at, model->line + at + 1, (model->count - at) * sizeof model->line[0]);
}

static void replace(uint8_t *image, uint32_t size, struct model *model)
{
    const unsigned at = next_random(model->count);
    struct model_line *line = model->line[at];
    const uint32_t data_size = 1 + next_random(DATA_MAX);

    if (data_size > line->data_size && data_size - line->data_size > page_free_bytes(image)) {
        return;
    }
    line->data_size = data_size;
    fill(line->data, data_size);
    page_replace_data(image, size, 1 + at, (struct bytes){line->data, line->data_size});
}

static void change_in_place(uint8_t *image, uint32_t size, struct model *model)
{
    const unsigned at = next_random(model->count);
    struct model_line *line = model->line[at];

    line->flags = next_random(4);
    page_set_node_flags(image, size, 1 + at, line->flags);
    line->data[line->data_size - 1] ^= 1;
    page_node_data(image, size, 1 + at)[line->data_size - 1] ^= 1;
}

/* The prefix changes as it does when a page is split: everything is written anew. */
static void choose_prefix(uint8_t *image, uint32_t size, struct model *model)
{
    static uint8_t old[PAGE_SIZE_MAX];
    uint32_t needed = 0;
    struct bytes prefix = {model->prefix, 0};

    if (model->count > 0 && next_random(3) > 0) {
        const struct model_line *line = model->line[next_random(model->count)];

        memcpy(model->prefix, line->key, line->key_size);
        prefix.size = line->key_size;
    }
    for (unsigned i = 0; i < model->count; i++) {
        const struct page_node node = node_of(model->line[i], 0);

        needed += node_line_size(&node, node_shared(&node, prefix)) + PAGE_TAG_SIZE;
    }
    if (needed + prefix.size + PAGE_TAG_SIZE > page_capacity(size)) {
        prefix.size = model->prefix_size = 0; /* may still not fit: then the page starts over without lines */
        while (model->count > 0) {
            free(model->line[--model->count]);
        }
    }
    memcpy(old, image, size);
    page_start_over(image, size, old);
    page_set_external_header(image, size, prefix);
    model->prefix_size = prefix.size;
    for (unsigned i = 0; i < model->count; i++) {
        const struct page_node node = node_of(model->line[i], 0);

        page_insert_node(image, size, 1 + i, &node, node_shared(&node, prefix));
    }
}

static void random_edits_keep_every_rule_and_every_byte(void **state)
{
    static uint8_t image[PAGE_SIZE_MAX];
    static struct model model;

    (void)state;
    for (unsigned s = 0; s < 5; s++) {
        random_state = 4711 + s;
        model.count = 0;
        model.prefix_size = 0;
        page_init(image, sizes[s], PGNO, OBJID, PAGE_LEAF);
        page_set_dbtime(image, 0x123456789A);
        page_set_next(image, 10);
        page_set_previous(image, 8);
        expect_same(image, sizes[s], &model, "init");
        for (unsigned step = 0; step < STEPS; step++) {
            const uint32_t dice = next_random(100);

            if (model.count == 0 || dice < (step / 500 % 2 == 0 ? 60u : 30u)) {
                insert(image, sizes[s], &model);
                expect_same(image, sizes[s], &model, "insert");
            } else if (dice < 80) {
                delete (image, sizes[s], &model);
                expect_same(image, sizes[s], &model, "delete");
            } else if (dice < 95) {
                replace(image, sizes[s], &model);
                expect_same(image, sizes[s], &model, "replace");
            } else if (dice < 99) {
                change_in_place(image, sizes[s], &model);
                expect_same(image, sizes[s], &model, "change in place");
            } else {
                choose_prefix(image, sizes[s], &model);
                expect_same(image, sizes[s], &model, "new prefix");
            }
        }
        assert_int_equal(get_u64(image + 8), 0x123456789A);
        assert_int_equal(get_u32(image + 16), 8);
        assert_int_equal(get_u32(image + 20), 10);
        assert_int_equal(get_u32(image + 24), OBJID);
        while (model.count > 0) {
            delete (image, sizes[s], &model);
        }
        expect_same(image, sizes[s], &model, "the last delete");
    }
}

/* 4.4: capacities of a page with an empty external header, from the reference. */
static void a_page_holds_the_largest_node_and_not_a_byte_more(void **state)
{
    static const struct {
        uint32_t size, most;
    } cases[] = {{2048, 2000}, {4096, 4048}, {8192, 8144}, {16384, 16296}, {32768, 32680}};
    static uint8_t image[PAGE_SIZE_MAX], bytes[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        const struct page_node node = {
            .prefix = {bytes, 0}, .suffix = {bytes, 8}, .data = {bytes, cases[i].most - 10}};

        page_init(image, cases[i].size, PGNO, OBJID, PAGE_ROOT | PAGE_LEAF);
        assert_int_equal(node_line_size(&node, 0), cases[i].most);
        assert_int_equal(page_free_bytes(image), cases[i].most + PAGE_TAG_SIZE);
        page_insert_node(image, cases[i].size, 1, &node, 0);
        assert_int_equal(page_check(image, cases[i].size, PGNO), JET_errSuccess);
        assert_int_equal(page_free_bytes(image), 0);
    }
}

static void shared_bytes_of_two_or_less_are_not_left_to_the_prefix(void **state)
{
    static const uint8_t key[] = "abcdef";
    static const struct {
        uint32_t in_prefix;
        const char *prefix;
        uint32_t shared;
    } cases[] = {{0, "", 0},       {0, "ab", 0},     {0, "abX", 0},       {0, "abc", 3}, {3, "abcd", 4},
                 {3, "abXdef", 0}, {6, "abcdef", 6}, {2, "abcdefghi", 6}, {4, "abcX", 3}};

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct page_node node = {.prefix = {key, cases[i].in_prefix},
                                       .suffix = {key + cases[i].in_prefix, 6 - cases[i].in_prefix}};
        const struct bytes prefix = {(const uint8_t *)cases[i].prefix, (uint32_t)strlen(cases[i].prefix)};

        assert_int_equal(node_shared(&node, prefix), cases[i].shared);
    }
}

static void the_reserve_never_exceeds_the_free_bytes(void **state)
{
    static uint8_t image[4096], bytes[4096];
    const struct page_node node = {.prefix = {bytes, 0}, .suffix = {bytes, 8}, .data = {bytes, 3000}};

    (void)state;
    page_init(image, 4096, PGNO, OBJID, PAGE_ROOT | PAGE_LEAF);
    page_set_uncommitted_free(image, 2000);
    assert_int_equal(page_uncommitted_free(image), 2000);
    page_insert_node(image, 4096, 1, &node, 0);
    assert_int_equal(page_uncommitted_free(image), page_free_bytes(image));
    assert_int_equal(page_check(image, 4096, PGNO), JET_errSuccess);
}

/* Takes every page of a real database apart and together again. */
static void rework(const char *relative, const char *path, void *context)
{
    static uint8_t old[PAGE_SIZE_MAX];
    struct db_header_choice choice;
    unsigned *pages = context;
    size_t size;
    uint8_t *file = test_read_file(path, &size);

    assert_int_equal(db_header_choose(file, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, path, &choice),
                     0);
    for (size_t page = 2; page + 1 <= size / choice.page_size; page++) {
        uint8_t *image = file + page * choice.page_size;
        const uint32_t pgno = (uint32_t)page - 1;
        struct page_verification result;
        struct page_view view, after;

        page_verify(image, choice.page_size, pgno, &result);
        if (result.verdict != PAGE_GOOD || page_check(image, choice.page_size, pgno) != JET_errSuccess) {
            continue;
        }
        page_view_init(&view, image, choice.page_size);
        if (view.flags & (PAGE_EMPTY | PAGE_PRE_INIT) || view.first == view.end) {
            continue;
        }
        memcpy(old, image, choice.page_size);
        page_view_init(&view, old, choice.page_size);
        page_compact(image, choice.page_size);
        page_delete_node(image, choice.page_size, view.first);
        for (unsigned tag = view.first; tag < view.end; tag++) {
            struct page_node node;

            page_view_node(&view, tag, &node);
            if (tag == view.first) {
                page_insert_node(image, choice.page_size, tag, &node, node.prefix.size);
            } else {
                page_replace_data(image, choice.page_size, tag, (struct bytes){node.data.at, 1});
                page_replace_data(image, choice.page_size, tag, node.data);
            }
        }
        if (page_check(image, choice.page_size, pgno) != JET_errSuccess && view.flags & PAGE_LEAF) {
            fail_msg("%s: %s", relative, diag_sentence());
        }
        page_view_init(&after, image, choice.page_size);
        for (unsigned tag = view.first; tag < view.end; tag++) {
            struct page_node left, right;

            page_view_node(&view, tag, &left);
            page_view_node(&after, tag, &right);
            assert_int_equal(left.suffix.size, right.suffix.size);
            assert_int_equal(left.prefix.size, right.prefix.size);
            assert_int_equal(left.data.size, right.data.size);
            assert_memory_equal(left.suffix.at, right.suffix.at, left.suffix.size);
            assert_memory_equal(left.data.at, right.data.at, left.data.size);
            assert_int_equal(left.flags, right.flags);
        }
        (*pages)++;
    }
    free(file);
}

static void pages_of_windows_survive_being_reworked(void **state)
{
    unsigned pages = 0;

    (void)state;
    assert_true(test_for_each_database(rework, &pages) > 0);
    assert_true(pages > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_edits_keep_every_rule_and_every_byte),
        cmocka_unit_test(a_page_holds_the_largest_node_and_not_a_byte_more),
        cmocka_unit_test(shared_bytes_of_two_or_less_are_not_left_to_the_prefix),
        cmocka_unit_test(the_reserve_never_exceeds_the_free_bytes),
        cmocka_unit_test(pages_of_windows_survive_being_reworked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
