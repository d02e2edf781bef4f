/*
 * page_search_test.c - searches in pages, beside memcmp() and a walk over all nodes.
 */
#include "test.h"

#include "btree/page_search.h"
#include "format/bytes.h"
#include "format/page_edit.h"

enum { PAGE_SIZE = 8192, KEY_MAX = 24, ENTRIES_MAX = 200, PROBES = 400 };

struct entry {
    uint8_t key[KEY_MAX], data[4];
    uint32_t key_size, data_size;
};

static uint64_t random_state;

static uint32_t next_random(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

/* The definition: memcmp(), then the shorter one is lower. */
static int plain_compare(const void *left, uint32_t left_size, const void *right, uint32_t right_size)
{
    const int order = memcmp(left, right, left_size < right_size ? left_size : right_size);

    return order != 0 ? sign(order) : (left_size > right_size) - (left_size < right_size);
}

static void bytes_are_ordered_as_memcmp_orders_them(void **state)
{
    enum { LONGEST = 40 };
    uint8_t left[LONGEST], right[LONGEST];

    (void)state;
    for (uint32_t size = 0; size <= LONGEST; size++) {
        for (uint32_t other = 0; other <= LONGEST; other++) {
            memset(left, 'm', sizeof left);
            memset(right, 'm', sizeof right);
            assert_int_equal(sign(bytes_compare((struct bytes){left, size}, (struct bytes){right, other})),
                             plain_compare(left, size, right, other));
            for (uint32_t at = 0; at < size && at < other; at++) {
                left[at] = 0xF0; /* above 'm' only when bytes have no sign */
                if (at + 1 < LONGEST) {
                    right[at + 1] = 0xFF; /* must not count: it lies behind the first difference */
                }
                assert_int_equal(
                    sign(bytes_compare((struct bytes){left, size}, (struct bytes){right, other})), 1);
                assert_int_equal(
                    sign(bytes_compare((struct bytes){right, other}, (struct bytes){left, size})), -1);
                left[at] = 'm';
                if (at + 1 < LONGEST) {
                    right[at + 1] = 'm';
                }
            }
        }
    }
}

/* ------------------------------------------------------------------------------------------------ in pages */

static int entry_order(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    const int order = plain_compare(a->key, a->key_size, b->key, b->key_size);

    return order != 0 ? order : plain_compare(a->data, a->data_size, b->data, b->data_size);
}

/* Few letters, so that keys share beginnings of every length, begin with one another, and repeat. */
static void make_entry(struct entry *entry)
{
    static const char stem[] = "aababcabcd";

    entry->key_size = next_random(sizeof stem);
    memcpy(entry->key, stem, entry->key_size);
    for (uint32_t more = next_random(KEY_MAX - sizeof stem); more > 0; more--) {
        entry->key[entry->key_size++] = (uint8_t)('a' + next_random(3));
    }
    entry->data_size = next_random(5);
    for (uint32_t i = 0; i < entry->data_size; i++) {
        entry->data[i] = (uint8_t)('a' + next_random(3));
    }
}

/* Makes up to `count` entries in order; in a unique tree without repeated keys. */
static unsigned make_entries(struct entry *entries, unsigned count, bool unique)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < count; i++) {
        make_entry(&entries[i]);
    }
    qsort(entries, count, sizeof entries[0], entry_order);
    for (unsigned i = 0; i < count; i++) {
        const struct entry *last = &entries[kept - 1];

        if (kept == 0 ||
            (unique ? plain_compare(last->key, last->key_size, entries[i].key, entries[i].key_size)
                    : entry_order(last, &entries[i])) != 0) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

/* The page's prefix is the key of an entry somewhere inside, so that some nodes share all of it and some nothing. */
static void fill_page(uint8_t *image, const struct entry *entries, unsigned count, uint32_t flags,
                      struct page_view *view)
{
    page_init(image, PAGE_SIZE, 9, 77, flags);
    if (count > 0) {
        const struct entry *middle = &entries[next_random(count)];

        page_set_external_header(image, PAGE_SIZE, (struct bytes){middle->key, middle->key_size});
    }
    page_view_init(view, image, PAGE_SIZE);
    for (unsigned i = 0; i < count; i++) {
        const struct page_node node = {.prefix = {entries[i].key, 0},
                                       .suffix = {entries[i].key, entries[i].key_size},
                                       .data = {entries[i].data, entries[i].data_size}};

        page_insert_node(image, PAGE_SIZE, view->first + i, &node, node_shared(&node, view->prefix));
    }
    assert_int_equal(page_check_bounds(image, PAGE_SIZE, 9), JET_errSuccess);
    page_view_init(view, image, PAGE_SIZE);
    assert_int_equal(view->end - view->first, count);
}

static void expect_leaf(const struct page_view *view, const struct entry *entries, unsigned count,
                        bool unique, const struct entry *target)
{
    const struct bytes key = {target->key, target->key_size};
    const struct bytes data = {target->data, unique ? 0 : target->data_size};
    unsigned expected = 0;
    bool equal, same_key;

    while (expected < count &&
           (unique ? plain_compare(entries[expected].key, entries[expected].key_size, key.at, key.size)
                   : entry_order(&entries[expected], target)) < 0) {
        expected++;
    }
    same_key = expected < count &&
               plain_compare(entries[expected].key, entries[expected].key_size, key.at, key.size) == 0;
    assert_int_equal(leaf_search(view, unique, key, data, &equal), view->first + expected);
    assert_int_equal(equal, same_key);
}

/* Separators are strings: the child is the first whose string is above key and data behind one another, or the last. */
static void expect_child(const struct page_view *view, const struct entry *entries, unsigned count,
                         const struct entry *target, uint32_t data_size)
{
    uint8_t string[KEY_MAX + 4];
    const uint32_t size = target->key_size + data_size;
    unsigned expected = 0;

    memcpy(string, target->key, target->key_size);
    memcpy(string + target->key_size, target->data, data_size);
    while (expected < count - 1 && entries[expected].key_size > 0 &&
           plain_compare(entries[expected].key, entries[expected].key_size, string, size) <= 0) {
        expected++;
    }
    assert_int_equal(child_search(view, (struct bytes){target->key, target->key_size},
                                  (struct bytes){target->data, data_size}),
                     view->first + expected);
}

static void searches_find_what_a_walk_finds(bool unique)
{
    static uint8_t image[PAGE_SIZE];
    static struct entry entries[ENTRIES_MAX];

    random_state = unique ? 1 : 2;
    for (unsigned wanted = 0; wanted <= ENTRIES_MAX; wanted++) {
        const unsigned count = make_entries(entries, wanted, unique);
        struct page_view view;

        fill_page(image, entries, count, PAGE_LEAF, &view);
        for (unsigned i = 0; i < PROBES; i++) {
            struct entry target;

            make_entry(&target);
            if (count > 0 && i % 2 == 0) {
                target = entries[next_random(count)];
            }
            expect_leaf(&view, entries, count, unique, &target);
        }
    }
}

static void a_leaf_of_keys_is_searched_as_a_walk_would(void **state)
{
    (void)state;
    searches_find_what_a_walk_finds(true);
}

static void a_leaf_of_duplicates_is_searched_as_a_walk_would(void **state)
{
    (void)state;
    searches_find_what_a_walk_finds(false);
}

static void a_parent_is_searched_as_a_walk_would(void **state)
{
    static uint8_t image[PAGE_SIZE];
    static struct entry entries[ENTRIES_MAX];

    (void)state;
    random_state = 3;
    for (unsigned wanted = 2; wanted <= ENTRIES_MAX; wanted++) {
        unsigned count = make_entries(entries, wanted, true);
        struct page_view view;

        if (entries[0].key_size == 0) { /* only the last separator may be empty, which is above all */
            memmove(entries, entries + 1, --count * sizeof entries[0]);
        }
        if (count == 0) {
            continue;
        }
        for (unsigned i = 0; i < count; i++) {
            put_u32(entries[i].data, i + 10);
            entries[i].data_size = 4;
        }
        entries[count - 1].key_size = 0;
        fill_page(image, entries, count, PAGE_PARENT_OF_LEAF, &view);
        for (unsigned i = 0; i < PROBES; i++) {
            struct entry target;

            make_entry(&target);
            expect_child(&view, entries, count, &target, 0);
            expect_child(&view, entries, count, &target, target.data_size);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_ordered_as_memcmp_orders_them),
        cmocka_unit_test(a_leaf_of_keys_is_searched_as_a_walk_would),
        cmocka_unit_test(a_leaf_of_duplicates_is_searched_as_a_walk_would),
        cmocka_unit_test(a_parent_is_searched_as_a_walk_would),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
