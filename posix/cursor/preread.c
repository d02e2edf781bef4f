/*
 * preread.c - JetPrereadKeys and JetPrereadIndexRanges: pages that will be wanted are read now.
 *
 * Hints: what cannot be read is left for the call that needs it, which says why. The places of the cursor
 * stay.
 */
#include <stdlib.h>

#include "btree/page_search.h"
#include "cursor/table_cursor_parts.h"
#include "diag.h"
#include "try.h"

enum {
    KEYS_MOST = 256,   /* that one call looks up */
    PAGES_MOST = 1024, /* that one call reads from ranges */
    RANGE_OPTIONS = JET_bitPrereadForward | JET_bitPrereadBackward | JET_bitPrereadFirstPage |
                    JET_bitPrereadNormalizedKey,
};

static JET_ERR wrong(const char *what)
{
    return diag_fail(JET_errInvalidParameter, "reading ahead: %s", what);
}

/* --------------------------------------------------------------------------------------------------- keys */

static JET_ERR check_keys(const struct table_cursor *cursor, const void *const *keys, const uint32_t *sizes,
                          int32_t count, JET_GRBIT grbit)
{
    const struct index *index = current_index(cursor);
    const uint32_t most = index != NULL ? index->key_most : sizeof(uint32_t);

    if (keys == NULL || sizes == NULL || count <= 0) {
        return wrong("there are no keys");
    }
    if (grbit != JET_bitPrereadForward && grbit != JET_bitPrereadBackward) {
        return diag_fail(JET_errInvalidGrbit, "JetPrereadKeys: 0x%x is not one direction", grbit);
    }
    for (int32_t i = 0; i < count; i++) {
        int order;

        if (keys[i] == NULL) {
            return wrong("a key is NULL");
        }
        if (sizes[i] == 0 || sizes[i] > most) {
            return diag_fail(JET_errInvalidBufferSize, "JetPrereadKeys: a key of %u bytes", sizes[i]);
        }
        order = i == 0 ? 0
                       : bytes_compare((struct bytes){keys[i - 1], sizes[i - 1]},
                                       (struct bytes){keys[i], sizes[i]});
        if (grbit == JET_bitPrereadForward ? order > 0 : order < 0) {
            return wrong("the keys are not in order");
        }
    }
    return JET_errSuccess;
}

/* Reads the pages that lead to a key. */
static void touch(struct table_cursor *cursor, struct bytes key)
{
    int order;

    if (key.size <= TREE_KEY_MAX) {
        (void)tree_seek(&cursor->probe, key, no_bytes, &order);
        tree_to_before_first(&cursor->probe);
    }
}

static void aim_probe(struct table_cursor *cursor)
{
    tree_to_before_first(&cursor->probe);
    cursor->probe.tree = current_place(cursor)->at.tree;
}

JET_ERR table_preread_keys(struct cursor *head, const void *const *keys, const uint32_t *sizes, int32_t count,
                           int32_t *prefetched, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    int32_t done = 0;

    if (prefetched != NULL) {
        *prefetched = 0;
    }
    JET_TRY(check_keys(cursor, keys, sizes, count, grbit));
    aim_probe(cursor);
    for (; done < count && done < KEYS_MOST; done++) {
        touch(cursor, (struct bytes){keys[done], sizes[done]});
    }
    if (prefetched != NULL) {
        *prefetched = done;
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- ranges */

struct key_range {
    struct key start, end; /* in the direction of the call */
    bool single;           /* no end was given */
};

/* A key from comparisons with the first columns of the index; `low` wants the lowest key that they allow. */
static JET_ERR make_limit(struct table_cursor *cursor, const JET_INDEX_COLUMN *columns, uint32_t count,
                          bool low, struct key *key)
{
    for (uint32_t i = 0; i < count; i++) {
        const JET_INDEX_COLUMN *column = &columns[i];
        const bool last = i == count - 1;
        const bool prefix = column->relop == JET_relopPrefixEquals;
        JET_GRBIT grbit = i == 0 ? JET_bitNewKey : 0;

        if (column->relop != JET_relopEquals && !(last && prefix)) {
            return wrong("a range is made of equal columns, the last perhaps of a prefix");
        }
        if (column->grbit & ~(JET_GRBIT)JET_bitZeroLength ||
            (column->grbit == JET_bitZeroLength && column->cb != 0)) {
            return wrong("value and options of a column do not go together");
        }
        if (column->grbit & JET_bitZeroLength) {
            grbit |= JET_bitKeyDataZeroLength;
        }
        if (last && prefix) {
            grbit |= low ? JET_bitPartialColumnStartLimit : JET_bitPartialColumnEndLimit;
        } else if (last) {
            grbit |= low ? JET_bitFullColumnStartLimit : JET_bitFullColumnEndLimit;
        }
        JET_TRY(search_key_add(&cursor->search, current_index(cursor), column->pv, column->cb, grbit));
    }
    *key = cursor->search.key;
    return JET_errSuccess;
}

static JET_ERR take_key(const JET_INDEX_COLUMN *column, struct key *key)
{
    if (column->pv == NULL || column->cb > sizeof key->bytes) {
        return wrong("a key is NULL or too long");
    }
    key->size = column->cb;
    memcpy(key->bytes, column->pv, column->cb);
    return JET_errSuccess;
}

static JET_ERR make_range(struct table_cursor *cursor, const JET_INDEX_RANGE *from, JET_GRBIT grbit,
                          struct key_range *range)
{
    const bool forward = (grbit & JET_bitPrereadForward) != 0;

    if (from->cStartColumns == 0 || from->rgStartColumns == NULL ||
        (from->cEndColumns > 0 && from->rgEndColumns == NULL)) {
        return wrong("a range has no columns");
    }
    range->single = from->cEndColumns == 0;
    if (!(grbit & JET_bitPrereadNormalizedKey)) {
        JET_TRY(make_limit(cursor, from->rgStartColumns, from->cStartColumns, forward, &range->start));
        return range->single
                   ? JET_errSuccess
                   : make_limit(cursor, from->rgEndColumns, from->cEndColumns, !forward, &range->end);
    }
    if (from->cStartColumns != 1 || from->cEndColumns > 1) {
        return wrong("a normalised key is one column");
    }
    JET_TRY(take_key(from->rgStartColumns, &range->start));
    return range->single ? JET_errSuccess : take_key(from->rgEndColumns, &range->end);
}

/* Reads the pages of a range, `*left` at most. */
static void touch_range(struct table_cursor *cursor, const struct key_range *range, bool forward,
                        uint32_t *left)
{
    const struct bytes low = key_bytes(forward || range->single ? &range->start : &range->end);
    const struct bytes high = key_bytes(forward ? &range->end : &range->start);
    struct tree_cursor *probe = &cursor->probe;
    uint32_t page = 0;
    int order;
    JET_ERR err = tree_seek(probe, low, no_bytes, &order);

    while (err >= 0 && *left > 0) {
        if (probe->pgno != page) {
            page = probe->pgno;
            --*left;
        }
        if (range->single || tree_compare_key(probe, high) > 0) {
            break;
        }
        err = tree_next(probe);
    }
    tree_to_before_first(probe);
}

static JET_ERR check_long_columns(const struct table_cursor *cursor, const JET_COLUMNID *columns,
                                  uint32_t count)
{
    if (count > 0 && cursor->index != NULL) {
        return diag_fail(JET_errInvalidPreread, "long values are read ahead along the primary index only");
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct column *column = columns != NULL ? table_column(cursor->head.table, columns[i]) : NULL;

        if (column == NULL || !column_is_tagged(column) || !column_is_long(column)) {
            return diag_fail(JET_errMustBeSeparateLongValue, "a column is not one of long values");
        }
    }
    return JET_errSuccess;
}

/* Ranges must not go backwards, nor (when the caller asks how many were read) overlap the one before. */
static JET_ERR check_range(const struct key_range *range, const struct key_range *before, bool forward)
{
    const struct key *end = range->single ? &range->start : &range->end;
    int order = bytes_compare(key_bytes(&range->start), key_bytes(end));

    if (forward ? order > 0 : order < 0) {
        return wrong("a range ends before it begins");
    }
    if (before != NULL) {
        order = bytes_compare(key_bytes(before->single ? &before->start : &before->end),
                              key_bytes(&range->start));
        if (forward ? order > 0 : order < 0) {
            return wrong("the ranges are not in order");
        }
    }
    return JET_errSuccess;
}

/* Makes and checks all ranges before anything is read. */
static JET_ERR make_ranges(struct table_cursor *cursor, const JET_INDEX_RANGE *from, uint32_t count,
                           bool ordered, JET_GRBIT grbit, struct key_range *ranges)
{
    for (uint32_t i = 0; i < count; i++) {
        JET_TRY(make_range(cursor, &from[i], grbit, &ranges[i]));
        JET_TRY(check_range(&ranges[i], ordered && i > 0 ? &ranges[i - 1] : NULL,
                            (grbit & JET_bitPrereadForward) != 0));
    }
    return JET_errSuccess;
}

JET_ERR table_preread_ranges(struct cursor *head, const JET_INDEX_RANGE *ranges, uint32_t count,
                             uint32_t *prefetched, const JET_COLUMNID *columns, uint32_t column_count,
                             JET_GRBIT grbit, uint32_t most_pages, uint32_t *pages)
{
    struct table_cursor *cursor = table_cursor_of(head);
    const bool forward = (grbit & JET_bitPrereadForward) != 0;
    const uint32_t most = most_pages < PAGES_MOST ? most_pages : PAGES_MOST;
    uint32_t left = most, done = 0;
    struct key_range *made;
    JET_ERR err;

    if (grbit & ~(JET_GRBIT)RANGE_OPTIONS || !(grbit & (JET_bitPrereadForward | JET_bitPrereadBackward))) {
        return diag_fail(JET_errInvalidGrbit, "0x%x does not say one direction to read ahead in", grbit);
    }
    if (ranges == NULL || count == 0) {
        return wrong("there are no ranges");
    }
    JET_TRY(check_long_columns(cursor, columns, column_count));
    made = calloc(count, sizeof *made);
    if (made == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the keys of %u ranges", count);
    }
    err = make_ranges(cursor, ranges, count, prefetched != NULL, grbit, made);
    if (err >= 0) {
        aim_probe(cursor);
        for (; done < count && left > 0; done++) {
            touch_range(cursor, &made[done], forward, &left);
        }
        if (prefetched != NULL) {
            *prefetched = done;
        }
        if (pages != NULL) {
            *pages = most - left;
        }
    }
    free(made);
    return err;
}
