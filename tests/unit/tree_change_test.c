/*
 * tree_change_test.c - changes of trees and of space, beside sorted arrays that say what must be in the trees, and under
 * the checker that accepts the databases of Windows.
 *
 * ESENT_TREE_STEPS sets the steps of a random run (default: a short one), ESENT_TREE_SEED its seed.
 */
#include "test.h"

#include "btree/tree_change.h"
#include "diag.h"
#include "format/bytes.h"
#include "format/page.h"
#include "maintenance/check_tree.h"
#include "open_database.h"
#include "space/space_change.h"

static const uint32_t sizes[] = {2048, 4096, 8192, 16384, 32768};

enum { KEY_MAX = 200, TREES = 3, PAGES = 64, CACHE_SIZE = 160 << 20 };

/* ---------------------------------------------------------------------------------------------- the model */

struct entry {
    uint32_t key_size, data_size;
    uint8_t bytes[]; /* key, data */
};

struct model {
    struct entry **entry;
    uint32_t count, room;
};

static uint64_t random_state;

static uint32_t next_random(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

static int compare_bytes(struct bytes left, struct bytes right)
{
    const int order = memcmp(left.at, right.at, left.size < right.size ? left.size : right.size);

    return order != 0 ? order : (left.size > right.size) - (left.size < right.size);
}

static struct bytes entry_key(const struct entry *entry)
{
    return (struct bytes){entry->bytes, entry->key_size};
}

static struct bytes entry_data(const struct entry *entry)
{
    return (struct bytes){entry->bytes + entry->key_size, entry->data_size};
}

static uint32_t model_find(const struct model *model, bool unique, struct bytes key, struct bytes data,
                           bool *found)
{
    uint32_t low = 0, high = model->count;

    *found = false;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        int order = compare_bytes(entry_key(model->entry[middle]), key);

        if (order == 0 && !unique) {
            order = compare_bytes(entry_data(model->entry[middle]), data);
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
            *found |= order == 0;
        }
    }
    return low;
}

static struct entry *new_entry(struct bytes key, struct bytes data)
{
    struct entry *entry = malloc(sizeof *entry + key.size + data.size);

    assert_non_null(entry);
    entry->key_size = key.size;
    entry->data_size = data.size;
    memcpy(entry->bytes, key.at, key.size);
    memcpy(entry->bytes + key.size, data.at, data.size);
    return entry;
}

static void model_insert(struct model *model, uint32_t at, struct bytes key, struct bytes data)
{
    if (model->count == model->room) {
        model->room = model->room == 0 ? 1024 : 2 * model->room;
        model->entry = realloc(model->entry, model->room * sizeof model->entry[0]);
        assert_non_null(model->entry);
    }
    memmove(model->entry + at + 1, model->entry + at, (model->count - at) * sizeof model->entry[0]);
    model->entry[at] = new_entry(key, data);
    model->count++;
}

static void model_delete(struct model *model, uint32_t at)
{
    free(model->entry[at]);
    model->count--;
    memmove(model->entry + at, model->entry + at + 1, (model->count - at) * sizeof model->entry[0]);
}

static void model_free(struct model *model)
{
    while (model->count > 0) {
        free(model->entry[--model->count]);
    }
    free(model->entry);
    *model = (struct model){0};
}

/* ------------------------------------------------------------------------------------------- the database */

struct world {
    struct open_database open;
    struct change change;
    struct check_object object[1 + TREES];
    struct tree_cursor cursor[TREES];
    struct model model[TREES];
    uint32_t page_size;
};

static void expect(JET_ERR err, const char *what)
{
    if (err < 0) {
        fail_msg("%s: %d, %s", what, (int)err, diag_sentence());
    }
}

static struct tree *tree_of(struct world *world, unsigned number)
{
    return &world->object[1 + number].tree;
}

/* A table, a non-unique index in its space, and long values in its space. */
static void make_world(struct world *world, uint32_t page_size)
{
    static const struct {
        uint32_t flags, pages;
        bool extents;
    } kinds[TREES] = {
        {0, 1, false}, {PAGE_INDEX | PAGE_NON_UNIQUE_KEYS, 1, false}, {PAGE_LONG_VALUE, 20, true}};

    memset(world, 0, sizeof *world);
    world->page_size = page_size;
    expect(open_new_database(&world->open, test_path("trees.edb"), page_size, PAGES, CACHE_SIZE / page_size),
           "open");
    world->change = (struct change){.database = &world->open.database};
    expect(space_make_root(&world->change, PAGES), "make root");
    world->object[0].tree = space_root(&world->open.database);
    for (unsigned i = 0; i < TREES; i++) {
        const struct tree *parent = i == 0 ? &world->object[0].tree : tree_of(world, 0);
        struct tree *tree = tree_of(world, i);

        *tree = (struct tree){.file = world->open.database.pages,
                              .objid = 10 + i,
                              .unique = !(kinds[i].flags & PAGE_NON_UNIQUE_KEYS)};
        world->object[1 + i].parent = parent->root;
        expect(space_make_tree(&world->change, parent, tree->objid, kinds[i].flags, kinds[i].pages,
                               kinds[i].extents, &tree->root),
               "make tree");
        tree_cursor_init(&world->cursor[i], tree);
    }
}

static void end_world(struct world *world)
{
    for (unsigned i = 0; i < TREES; i++) {
        tree_cursor_free(&world->cursor[i]);
        model_free(&world->model[i]);
    }
    close_database(&world->open);
}

static void expect_sound(struct world *world)
{
    expect(check_objects(&world->open.database, world->object, 1 + TREES, NULL), "check");
}

/* Every entry, forwards and backwards. */
static void expect_content(struct world *world, unsigned number)
{
    const struct model *model = &world->model[number];
    struct tree_cursor *cursor = &world->cursor[number];
    uint32_t i = 0;
    JET_ERR err;

    for (err = tree_first(cursor); err >= 0; err = tree_next(cursor), i++) {
        struct page_node node;

        assert_true(i < model->count);
        tree_entry(cursor, &node);
        assert_int_equal(tree_compare_key(cursor, entry_key(model->entry[i])), 0);
        assert_int_equal(node.data.size, model->entry[i]->data_size);
        assert_memory_equal(node.data.at, entry_data(model->entry[i]).at, node.data.size);
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    assert_int_equal(i, model->count);
    for (err = tree_last(cursor); err >= 0; err = tree_previous(cursor)) {
        assert_int_equal(tree_compare_key(cursor, entry_key(model->entry[--i])), 0);
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    assert_int_equal(i, 0);
}

/* ------------------------------------------------------------------------------------------- random steps */

enum key_order { KEYS_RANDOM, KEYS_ASCENDING, KEYS_DESCENDING, KEYS_CLUSTERED, KEY_ORDERS };

struct plan {
    enum key_order order;
    uint32_t key_space, next;
    uint32_t data_max;
};

/* Keys are not prefixes of each other: their length follows from their beginning. */
static struct bytes make_key(const struct plan *plan, uint32_t number, uint8_t *key)
{
    static const char stem[] = "a long beginning that many keys have in common, as those of texts often do";
    uint32_t size = 0;

    key[size++] = (uint8_t)(number * 7 / plan->key_space);
    if (key[0] % 2 == 1) {
        memcpy(key + size, stem, sizeof stem);
        size += key[0] == 3 ? 20 : (uint32_t)sizeof stem;
    }
    put_big_u32(key + size, number);
    return (struct bytes){key, size + 4};
}

static struct bytes make_data(const struct world *world, const struct plan *plan, bool unique, uint8_t *data)
{
    uint32_t size = 1 + next_random(plan->data_max);

    if (unique && next_random(200) == 0) { /* now and then one that nearly fills a page */
        size = world->page_size - 400 - next_random(world->page_size / 2);
    }
    memset(data, (int)next_random(256), size);
    put_u32(data + (size < 4 ? 0 : size - 4), next_random(1 << 30));
    return (struct bytes){data, size < 4 ? 4 : size};
}

static uint32_t next_number(struct plan *plan)
{
    plan->next++;
    switch (plan->order) {
    case KEYS_ASCENDING:
        return plan->next % plan->key_space;
    case KEYS_DESCENDING:
        return plan->key_space - 1 - plan->next % plan->key_space;
    case KEYS_CLUSTERED: /* ascending before fixed ones */
        return (plan->next * 97 % 10 * (plan->key_space / 10) + plan->next / 10) % plan->key_space;
    default:
        return next_random(plan->key_space);
    }
}

static void step_insert(struct world *world, unsigned number, struct plan *plan)
{
    static uint8_t key_bytes[KEY_MAX], data_bytes[PAGE_SIZE_MAX];
    const bool unique = tree_of(world, number)->unique;
    const struct bytes key = make_key(plan, next_number(plan), key_bytes);
    const struct bytes data = make_data(world, plan, unique, data_bytes);
    bool found;
    const uint32_t at = model_find(&world->model[number], unique, key, data, &found);
    const JET_ERR err = tree_insert(&world->cursor[number], &world->change, key, data);

    if (found) {
        assert_int_equal(err, JET_errKeyDuplicate);
        return;
    }
    expect(err, "insert");
    assert_int_equal(tree_compare_key(&world->cursor[number], key), 0);
    expect(tree_unlatch(&world->cursor[number]), "unlatch");
    model_insert(&world->model[number], at, key, data);
}

/* Goes to a random entry that exists. */
static uint32_t go_somewhere(struct world *world, unsigned number)
{
    const struct model *model = &world->model[number];
    const uint32_t at = next_random(model->count);
    const struct entry *entry = model->entry[at];
    const struct bytes order =
        tree_of(world, number)->unique ? (struct bytes){entry->bytes, 0} : entry_data(entry);
    int where;

    expect(tree_seek(&world->cursor[number], entry_key(entry), order, &where), "seek");
    assert_int_equal(where, 0);
    if (next_random(2) == 0) {
        expect(tree_unlatch(&world->cursor[number]), "unlatch");
    }
    return at;
}

static void step_replace(struct world *world, unsigned number, struct plan *plan)
{
    static uint8_t data_bytes[PAGE_SIZE_MAX];
    struct model *model = &world->model[number];
    struct entry *old;
    struct bytes data;
    uint32_t at;

    if (!tree_of(world, number)->unique) {
        return; /* the data is part of the order */
    }
    at = go_somewhere(world, number);
    old = model->entry[at];
    data = make_data(world, plan, true, data_bytes);
    expect(tree_replace(&world->cursor[number], &world->change, data), "replace");
    assert_int_equal(tree_compare_key(&world->cursor[number], entry_key(old)), 0);
    model->entry[at] = new_entry(entry_key(old), data);
    free(old);
}

static void step_delete(struct world *world, unsigned number)
{
    struct model *model = &world->model[number];
    const uint32_t at = go_somewhere(world, number);

    expect(tree_delete(&world->cursor[number], &world->change), "delete");
    model_delete(model, at);
    if (next_random(2) == 0) { /* from the gap */
        const JET_ERR err = tree_next(&world->cursor[number]);

        if (at == model->count) {
            assert_int_equal(err, JET_errNoCurrentRecord);
        } else {
            expect(err, "next");
            assert_int_equal(tree_compare_key(&world->cursor[number], entry_key(model->entry[at])), 0);
        }
    }
}

static void step_add(struct world *world, unsigned number)
{
    const uint32_t at = go_somewhere(world, number);
    struct entry *entry = world->model[number].entry[at];
    uint8_t *value = entry->bytes + entry->key_size + entry->data_size - 4;
    int64_t old;

    expect(tree_add(&world->cursor[number], &world->change, entry->data_size - 4, 4, -5, &old), "add");
    assert_int_equal((int32_t)old, (int32_t)get_u32(value));
    put_u32(value, get_u32(value) - 5);
}

static void random_step(struct world *world, unsigned number, struct plan *plan, uint32_t inserts)
{
    const uint32_t dice = next_random(100);

    for (unsigned i = 0; i < TREES; i++) { /* a latch is not kept into the next change */
        expect(tree_unlatch(&world->cursor[i]), "unlatch");
    }
    if (world->model[number].count == 0 || dice < inserts) {
        step_insert(world, number, plan);
    } else if (dice < inserts + 15) {
        step_replace(world, number, plan);
    } else if (dice < inserts + 17 && tree_of(world, number)->unique) {
        step_add(world, number);
    } else {
        step_delete(world, number);
    }
}

static void expect_all(struct world *world)
{
    for (unsigned i = 0; i < TREES; i++) {
        expect_content(world, i);
        expect(tree_unlatch(&world->cursor[i]), "unlatch");
    }
    expect_sound(world);
}

static uint32_t number_from_environment(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? (uint32_t)strtoul(text, NULL, 10) : otherwise;
}

static void run_random(uint32_t page_size, enum key_order order, uint32_t steps, uint32_t seed)
{
    struct world *world = malloc(sizeof *world);
    struct plan plan[TREES];

    assert_non_null(world);
    make_world(world, page_size);
    random_state = seed;
    for (unsigned i = 0; i < TREES; i++) {
        plan[i] = (struct plan){.order = order,
                                .key_space = 1000 + next_random(steps),
                                .data_max = i == 1 ? 20 : 10 + next_random(page_size / 10)};
    }
    for (uint32_t step = 0; step < steps; step++) {
        const uint32_t phase =
            step / (steps / 6 + 1); /* growing, growing, level, shrinking, growing, empty */
        static const uint32_t inserts[] = {80, 70, 42, 20, 60, 0};

        random_step(world, step % 7 % TREES, &plan[step % 7 % TREES], inserts[phase]);
        if (step % (steps / 20 + 1) == 0) {
            expect_all(world);
        }
    }
    for (unsigned i = 0; i < TREES; i++) {
        while (world->model[i].count > 0) {
            step_delete(world, i);
            expect(tree_unlatch(&world->cursor[i]), "unlatch");
        }
    }
    expect_all(world);
    end_world(world);
    free(world);
}

static void random_changes_agree_with_sorted_arrays(void **state)
{
    const uint32_t steps = number_from_environment("ESENT_TREE_STEPS", 12000);
    const uint32_t seed = number_from_environment("ESENT_TREE_SEED", 1);

    (void)state;
    for (unsigned size = 0; size < 5; size++) {
        for (enum key_order order = 0; order < KEY_ORDERS; order++) {
            print_message("page size %u, order %u, %u steps, seed %u\n", sizes[size], order, steps, seed);
            run_random(sizes[size], order, steps, seed + order);
        }
    }
}

/* ------------------------------------------------------------------------------------------------ threads */

enum { WRITERS = 3, NUMBERS = 3000, WRITER_STEPS = 30000 };

/* A thread that changes the entries whose number leaves `rest` when divided by WRITERS, in a tree of its own or a shared one. */
struct writer {
    struct world *world;
    struct tree *tree;
    unsigned rest;
    uint64_t random;
    uint16_t size[NUMBERS]; /* of the data of each of its entries, 0: absent */
    char failure[512];      /* what went wrong; cmocka's checks are for the main thread */
};

static atomic_uint writers_at_work;

static uint32_t writer_random(struct writer *writer, uint32_t limit)
{
    writer->random = writer->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(writer->random >> 33) % limit;
}

static struct bytes writer_key(const struct writer *writer, uint32_t number, uint8_t *key)
{
    memcpy(key, "common beginning of keys", 24);
    put_big_u32(key + 24, number * WRITERS + writer->rest);
    return (struct bytes){key, 28};
}

static void writer_fails(struct writer *writer, JET_ERR err, const char *what, uint32_t number)
{
    if (writer->failure[0] == '\0') {
        (void)snprintf(writer->failure, sizeof writer->failure, "writer %u, %s %u: %d, %s", writer->rest,
                       what, number, (int)err, diag_sentence());
    }
}

static void writer_step(struct writer *writer, struct tree_cursor *cursor)
{
    const struct change *change = &writer->world->change;
    const uint32_t number = writer_random(writer, NUMBERS);
    const uint16_t size = (uint16_t)(1 + writer_random(writer, 300));
    const bool shrinks = writer_random(writer, WRITER_STEPS) > WRITER_STEPS / 2;
    uint8_t key_bytes[KEY_MAX], data[300];
    const struct bytes key = writer_key(writer, number, key_bytes);
    JET_ERR err;
    int order;

    memset(data, (int)(size & 0xFF), sizeof data);
    if (writer->size[number] == 0) {
        err = tree_insert(cursor, change, key, (struct bytes){data, size});
        if (err < 0) {
            writer_fails(writer, err, "insert", number);
        }
        writer->size[number] = size;
        (void)tree_unlatch(cursor);
        return;
    }
    err = tree_seek(cursor, key, (struct bytes){key.at, 0}, &order);
    if (err < 0 || order != 0) {
        writer_fails(writer, err, "seek", number);
        return;
    }
    struct page_node node;

    tree_entry(cursor, &node);
    if (node.data.size != writer->size[number] ||
        node.data.at[node.data.size - 1] != (node.data.size & 0xFF)) {
        writer_fails(writer, 0, "wrong data", number);
    }
    (void)tree_unlatch(cursor);
    if (shrinks) {
        err = tree_delete(cursor, change);
        writer->size[number] = 0;
    } else {
        err = tree_replace(cursor, change, (struct bytes){data, size});
        writer->size[number] = size;
    }
    (void)tree_unlatch(cursor);
    if (err < 0) {
        writer_fails(writer, err, shrinks ? "delete" : "replace", number);
    }
}

static void write_on_a_thread(void *context)
{
    struct writer *writer = context;
    struct tree_cursor cursor;

    tree_cursor_init(&cursor, writer->tree);
    for (unsigned step = 0; step < WRITER_STEPS && writer->failure[0] == '\0'; step++) {
        writer_step(writer, &cursor);
    }
    tree_cursor_free(&cursor);
    atomic_fetch_sub(&writers_at_work, 1);
}

/* Walks both ways while the tree changes: the keys must ascend, or descend, and no step may fail. */
static void walk_on_a_thread(void *context)
{
    struct writer *walker = context;
    struct tree_cursor cursor;

    tree_cursor_init(&cursor, walker->tree);
    while (atomic_load(&writers_at_work) > 0 && walker->failure[0] == '\0') {
        const bool forward = writer_random(walker, 2) == 0;
        uint8_t before[KEY_MAX];
        uint32_t before_size = 0;
        JET_ERR err = forward ? tree_first(&cursor) : tree_last(&cursor);

        while (err >= 0 && walker->failure[0] == '\0') {
            const int order = before_size == 0
                                  ? (forward ? 1 : -1)
                                  : tree_compare_key(&cursor, (struct bytes){before, before_size});

            if (forward ? order <= 0 : order >= 0) {
                writer_fails(walker, 0, "a walk went back", 0);
            }
            before_size = tree_key(&cursor, before, sizeof before);
            if (writer_random(walker, 3) == 0) {
                err = tree_unlatch(&cursor);
            }
            err = err < 0 ? err : forward ? tree_next(&cursor) : tree_previous(&cursor);
        }
        if (err != JET_errNoCurrentRecord && err < 0) {
            writer_fails(walker, err, forward ? "walk forwards" : "walk backwards", 0);
        }
    }
    tree_cursor_free(&cursor);
}

static void expect_written(struct writer *writers, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct tree_cursor cursor;

        if (writers[i].failure[0] != '\0') {
            fail_msg("%s", writers[i].failure);
        }
        tree_cursor_init(&cursor, writers[i].tree);
        for (uint32_t number = 0; i < WRITERS && number < NUMBERS; number++) {
            uint8_t key_bytes[KEY_MAX];
            const struct bytes key = writer_key(&writers[i], number, key_bytes);
            int order = 1;
            const JET_ERR err = tree_seek(&cursor, key, (struct bytes){key.at, 0}, &order);

            assert_int_equal(err >= 0 && order == 0, writers[i].size[number] > 0);
        }
        tree_cursor_free(&cursor);
    }
}

static void run_threads(uint32_t page_size, bool same_tree)
{
    static struct writer writer[WRITERS + 1];
    static struct os_thread thread[WRITERS + 1];
    struct world world;

    make_world(&world, page_size);
    memset(writer, 0, sizeof writer);
    atomic_store(&writers_at_work, WRITERS);
    for (unsigned i = 0; i <= WRITERS; i++) {
        writer[i].world = &world;
        writer[i].rest = i;
        writer[i].random = 99 + i;
        writer[i].tree = tree_of(&world, same_tree || i % 2 == 0 ? 0 : 2);
        expect(os_thread_start(&thread[i], "test", i < WRITERS ? write_on_a_thread : walk_on_a_thread,
                               &writer[i]),
               "thread");
    }
    for (unsigned i = 0; i <= WRITERS; i++) {
        os_thread_join(&thread[i]);
    }
    expect_written(writer, WRITERS + 1);
    expect_sound(&world);
    end_world(&world);
}

static void threads_that_change_one_tree_lose_nothing(void **state)
{
    (void)state;
    run_threads(2048, true);
    run_threads(16384, true);
}

static void threads_that_change_several_trees_share_the_space(void **state)
{
    (void)state;
    run_threads(2048, false);
    run_threads(4096, false);
}

static void a_new_database_has_the_space_trees_of_windows(void **state)
{
    struct world world;
    uint32_t owned, available;

    (void)state;
    make_world(&world, 4096);
    expect_sound(&world);
    expect(space_of_database(&world.open.database, &owned, &available), "space");
    assert_int_equal(owned, PAGES);
    /* 8.3: 64 pages less page 1 and its extent trees, and less what the table took */
    assert_true(available < PAGES - 3);
    end_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_database_has_the_space_trees_of_windows),
        cmocka_unit_test(random_changes_agree_with_sorted_arrays),
        cmocka_unit_test(threads_that_change_one_tree_lose_nothing),
        cmocka_unit_test(threads_that_change_several_trees_share_the_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
