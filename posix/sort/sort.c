/*
 * sort.c - sorting rows in memory, and in runs when there are too many.
 *
 * In memory a row is a piece of a block, and an entry of an array that is sorted by merging. An entry carries
 * the first bytes of the key, so that most comparisons touch the array only.
 */
#include "sort/sort.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "sort/merge.h"
#include "sort/run.h"
#include "try.h"

enum {
    ROW_BLOCK_SIZE = 1024 * 1024,
    ENTRIES_FIRST = 256,
    PREFIX_SIZE = 8,
    INSERTION_MAX = 16, /* entries sorted by insertion before they are merged */
};

struct memory_row {
    uint32_t key_size, data_size;
    uint8_t bytes[]; /* key, data */
};

struct entry {
    uint64_t prefix; /* of the key, as a big-endian number, padded with zeros */
    const struct memory_row *row;
};

struct row_block {
    struct row_block *next;
    size_t used;
    _Alignas(8) uint8_t bytes[ROW_BLOCK_SIZE];
};

struct sort {
    char *folder;  /* owned */
    size_t memory; /* that rows may take */
    uint64_t size;
    uint32_t count;
    struct row_block *blocks; /* the one that is being filled first */
    size_t used;              /* bytes of rows and entries in memory */
    struct entry *entries;
    uint32_t entry_count, entry_capacity;
    struct run_file file;
    struct run *runs;
    uint32_t run_count;
    struct run merged; /* of a spilled sort, when it is finished */
    struct run_reader reader;
};

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory to sort rows");
}

int sort_compare_bytes(struct bytes left, struct bytes right)
{
    const int order = memcmp(left.at, right.at, left.size < right.size ? left.size : right.size);

    return order != 0 ? order : (left.size > right.size) - (left.size < right.size);
}

static struct bytes row_key(const struct memory_row *row)
{
    return (struct bytes){row->bytes, row->key_size};
}

static struct bytes row_data(const struct memory_row *row)
{
    return (struct bytes){row->bytes + row->key_size, row->data_size};
}

static int compare(const struct entry *left, const struct entry *right)
{
    int order;

    if (left->prefix != right->prefix) {
        return left->prefix < right->prefix ? -1 : 1;
    }
    order = sort_compare_bytes(row_key(left->row), row_key(right->row));
    return order != 0 ? order : sort_compare_bytes(row_data(left->row), row_data(right->row));
}

/* ---------------------------------------------------------------------------------------------- in memory */

static void insertion_sort(struct entry *entries, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const struct entry moving = entries[i];
        uint32_t at = i;

        while (at > 0 && compare(&moving, &entries[at - 1]) < 0) {
            entries[at] = entries[at - 1];
            at--;
        }
        entries[at] = moving;
    }
}

/* Merges two neighbours of `from` into `to`. */
static void merge_pair(const struct entry *from, uint32_t middle, uint32_t count, struct entry *to)
{
    uint32_t left = 0, right = middle;

    for (uint32_t i = 0; i < count; i++) {
        if (right == count || (left < middle && compare(&from[left], &from[right]) <= 0)) {
            to[i] = from[left++];
        } else {
            to[i] = from[right++];
        }
    }
}

/* Sorts the entries; `count` log `count` comparisons whatever their order was. */
static JET_ERR sort_entries(struct sort *sort)
{
    const uint32_t count = sort->entry_count;
    struct entry *other;

    for (uint32_t at = 0; at < count; at += INSERTION_MAX) {
        insertion_sort(sort->entries + at, count - at < INSERTION_MAX ? count - at : INSERTION_MAX);
    }
    if (count <= INSERTION_MAX) {
        return JET_errSuccess;
    }
    other = malloc(sizeof *other * sort->entry_capacity);
    if (other == NULL) {
        return no_memory();
    }
    for (uint64_t width = INSERTION_MAX; width < count; width *= 2) {
        struct entry *from = sort->entries;

        for (uint64_t at = 0; at < count; at += 2 * width) {
            const uint64_t left = count - at;

            merge_pair(from + at, (uint32_t)(left < width ? left : width),
                       (uint32_t)(left < 2 * width ? left : 2 * width), other + at);
        }
        sort->entries = other;
        other = from;
    }
    free(other);
    return JET_errSuccess;
}

/* Keeps the first entry of each key. */
static void drop_duplicates(struct sort *sort)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < sort->entry_count; i++) {
        if (kept == 0 ||
            sort_compare_bytes(row_key(sort->entries[kept - 1].row), row_key(sort->entries[i].row)) != 0) {
            sort->entries[kept++] = sort->entries[i];
        }
    }
    sort->entry_count = kept;
}

static void free_rows(struct sort *sort)
{
    while (sort->blocks != NULL) {
        struct row_block *block = sort->blocks;

        sort->blocks = block->next;
        free(block);
    }
    sort->entry_count = 0;
    sort->used = 0;
}

static uint64_t key_prefix(struct bytes key)
{
    uint8_t bytes[PREFIX_SIZE] = {0};

    memcpy(bytes, key.at, key.size < PREFIX_SIZE ? key.size : PREFIX_SIZE);
    return __builtin_bswap64(get_u64(bytes));
}

static JET_ERR make_room_for_entry(struct sort *sort)
{
    const uint32_t capacity = sort->entry_capacity == 0 ? ENTRIES_FIRST : 2 * sort->entry_capacity;
    struct entry *entries;

    if (sort->entry_count < sort->entry_capacity) {
        return JET_errSuccess;
    }
    entries = realloc(sort->entries, sizeof *entries * capacity);
    if (entries == NULL) {
        return no_memory();
    }
    sort->entries = entries;
    sort->entry_capacity = capacity;
    return JET_errSuccess;
}

static JET_ERR allocate_row(struct sort *sort, size_t size, struct memory_row **row)
{
    const size_t rounded = (size + 7) & ~(size_t)7;

    if (sort->blocks == NULL || ROW_BLOCK_SIZE - sort->blocks->used < rounded) {
        struct row_block *block = malloc(sizeof *block);

        if (block == NULL) {
            return no_memory();
        }
        block->used = 0;
        block->next = sort->blocks;
        sort->blocks = block;
    }
    *row = (struct memory_row *)(void *)(sort->blocks->bytes + sort->blocks->used);
    sort->blocks->used += rounded;
    sort->used += rounded + 2 * sizeof(struct entry);
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------------- on the disk */

/* Writes the rows in memory as a run, and forgets them. */
static JET_ERR spill(struct sort *sort)
{
    struct run *runs, *run;

    if (sort->file.path == NULL) {
        JET_TRY(run_file_create(&sort->file, sort->folder));
    }
    JET_TRY(sort_entries(sort));
    runs = realloc(sort->runs, sizeof *runs * (sort->run_count + 1));
    if (runs == NULL) {
        return no_memory();
    }
    sort->runs = runs;
    run = &runs[sort->run_count++];
    JET_TRY(run_begin(run, &sort->file));
    for (uint32_t i = 0; i < sort->entry_count; i++) {
        JET_TRY(run_add(run, row_key(sort->entries[i].row), row_data(sort->entries[i].row)));
    }
    JET_TRY(run_end(run));
    free_rows(sort);
    return JET_errSuccess;
}

static JET_ERR finish_on_disk(struct sort *sort, bool duplicates)
{
    if (sort->entry_count > 0) {
        JET_TRY(spill(sort));
    }
    free(sort->entries);
    sort->entries = NULL;
    sort->entry_capacity = 0;
    JET_TRY(merge_runs(sort->runs, sort->run_count, &sort->file, duplicates, &sort->merged));
    sort->count = sort->merged.rows;
    return run_reader_open(&sort->reader, &sort->merged);
}

/* ----------------------------------------------------------------------------------------------- the sort */

JET_ERR sort_create(const char *folder, size_t memory, struct sort **sort)
{
    const size_t size = strlen(folder) + 1;
    struct sort *made = calloc(1, sizeof *made);

    *sort = NULL;
    if (made == NULL) {
        return no_memory();
    }
    made->memory = memory;
    made->folder = malloc(size);
    if (made->folder == NULL) {
        free(made);
        return no_memory();
    }
    memcpy(made->folder, folder, size);
    *sort = made;
    return JET_errSuccess;
}

void sort_destroy(struct sort *sort)
{
    if (sort == NULL) {
        return;
    }
    free_rows(sort);
    free(sort->entries);
    for (uint32_t i = 0; i < sort->run_count; i++) {
        run_free(&sort->runs[i]);
    }
    free(sort->runs);
    run_reader_close(&sort->reader);
    run_free(&sort->merged);
    run_file_delete(&sort->file);
    free(sort->folder);
    free(sort);
}

JET_ERR sort_add(struct sort *sort, struct bytes key, struct bytes data)
{
    struct memory_row *row;

    if (key.size > SORT_ROW_MAX || data.size > SORT_ROW_MAX - key.size) {
        return diag_fail(JET_errRecordTooBig, "a row of %u bytes is too big to be sorted",
                         key.size + data.size);
    }
    if (sort->used > sort->memory) {
        JET_TRY(spill(sort));
    }
    if (sort->count == UINT32_MAX) {
        return diag_fail(JET_errTooManyRecords, "no more rows can be sorted");
    }
    JET_TRY(make_room_for_entry(sort));
    JET_TRY(allocate_row(sort, sizeof *row + key.size + data.size, &row));
    row->key_size = key.size;
    row->data_size = data.size;
    memcpy(row->bytes, key.at, key.size);
    memcpy(row->bytes + key.size, data.at, data.size);
    sort->entries[sort->entry_count++] = (struct entry){key_prefix(key), row};
    sort->count++;
    sort->size += key.size + data.size;
    return JET_errSuccess;
}

JET_ERR sort_finish(struct sort *sort, bool duplicates)
{
    if (sort->run_count > 0) {
        return finish_on_disk(sort, duplicates);
    }
    JET_TRY(sort_entries(sort));
    if (!duplicates) {
        drop_duplicates(sort);
    }
    sort->count = sort->entry_count;
    return JET_errSuccess;
}

uint32_t sort_count(const struct sort *sort)
{
    return sort->count;
}

uint64_t sort_size(const struct sort *sort)
{
    return sort->size;
}

bool sort_is_spilled(const struct sort *sort)
{
    return sort->run_count > 0;
}

JET_ERR sort_row(struct sort *sort, uint32_t row, struct bytes *key, struct bytes *data)
{
    if (row >= sort->count) {
        return JET_errNoCurrentRecord;
    }
    if (sort_is_spilled(sort)) {
        return run_reader_row(&sort->reader, row, key, data);
    }
    *key = row_key(sort->entries[row].row);
    *data = row_data(sort->entries[row].row);
    return JET_errSuccess;
}

JET_ERR sort_find(struct sort *sort, struct bytes key, uint32_t *row, bool *equal)
{
    uint32_t low = 0, high = sort->count;
    struct bytes found, data;

    *equal = false;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        int order;

        JET_TRY(sort_row(sort, middle, &found, &data));
        order = sort_compare_bytes(found, key);
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
            *equal = order == 0;
        }
    }
    *row = low;
    return JET_errSuccess;
}
