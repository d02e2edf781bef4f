/*
 * merge.c - merging runs through a heap of their first rows.
 */
#include "sort/merge.h"

#include <stdlib.h>

#include "diag.h"
#include "sort/sort.h"
#include "try.h"

/* One of the runs, at its lowest row that is not merged yet. */
struct source {
    struct run_reader reader;
    uint32_t row;
    struct bytes key, data;
};

struct merge {
    struct source *sources;
    uint32_t opened;      /* sources */
    struct source **heap; /* the lowest row first */
    uint32_t heap_size;
    uint8_t *last_key; /* of the row written last, SORT_ROW_MAX bytes */
    uint32_t last_size;
    bool has_last;
};

static int compare(const struct source *left, const struct source *right)
{
    const int order = sort_compare_bytes(left->key, right->key);

    return order != 0 ? order : sort_compare_bytes(left->data, right->data);
}

static void sift_down(struct merge *merge, uint32_t at)
{
    for (;;) {
        uint32_t least = 2 * at + 1;
        struct source *moving = merge->heap[at];

        if (least >= merge->heap_size) {
            return;
        }
        if (least + 1 < merge->heap_size && compare(merge->heap[least + 1], merge->heap[least]) < 0) {
            least++;
        }
        if (compare(moving, merge->heap[least]) <= 0) {
            return;
        }
        merge->heap[at] = merge->heap[least];
        merge->heap[least] = moving;
        at = least;
    }
}

static JET_ERR open_sources(struct merge *merge, const struct run *runs, uint32_t count)
{
    merge->sources = calloc(count, sizeof *merge->sources);
    merge->heap = calloc(count, sizeof *merge->heap);
    merge->last_key = malloc(SORT_ROW_MAX);
    if (merge->sources == NULL || merge->heap == NULL || merge->last_key == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to merge %u runs", count);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct source *source = &merge->sources[merge->opened];

        JET_TRY(run_reader_open(&source->reader, &runs[i]));
        merge->opened++;
        JET_TRY(run_reader_row(&source->reader, 0, &source->key, &source->data));
        merge->heap[merge->heap_size++] = source;
    }
    for (uint32_t i = merge->heap_size / 2; i-- > 0;) {
        sift_down(merge, i);
    }
    return JET_errSuccess;
}

static JET_ERR write_row(struct merge *merge, const struct source *source, bool duplicates,
                         struct run *merged)
{
    if (!duplicates) {
        if (merge->has_last &&
            sort_compare_bytes(source->key, (struct bytes){merge->last_key, merge->last_size}) == 0) {
            return JET_errSuccess;
        }
        memcpy(merge->last_key, source->key.at, source->key.size);
        merge->last_size = source->key.size;
        merge->has_last = true;
    }
    return run_add(merged, source->key, source->data);
}

static JET_ERR merge_all(struct merge *merge, bool duplicates, struct run *merged)
{
    while (merge->heap_size > 0) {
        struct source *source = merge->heap[0];
        JET_ERR err;

        JET_TRY(write_row(merge, source, duplicates, merged));
        err = run_reader_row(&source->reader, ++source->row, &source->key, &source->data);
        if (err == JET_errNoCurrentRecord) {
            merge->heap[0] = merge->heap[--merge->heap_size];
        } else {
            JET_TRY(err);
        }
        if (merge->heap_size > 0) {
            sift_down(merge, 0);
        }
    }
    return run_end(merged);
}

JET_ERR merge_runs(const struct run *runs, uint32_t count, struct run_file *file, bool duplicates,
                   struct run *merged)
{
    struct merge merge = {0};
    JET_ERR err = run_begin(merged, file);

    if (err >= 0) {
        err = open_sources(&merge, runs, count);
    }
    if (err >= 0) {
        err = merge_all(&merge, duplicates, merged);
    }
    for (uint32_t i = 0; i < merge.opened; i++) {
        run_reader_close(&merge.sources[i].reader);
    }
    free(merge.sources);
    free(merge.heap);
    free(merge.last_key);
    return err;
}
