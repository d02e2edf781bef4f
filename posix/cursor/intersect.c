/*
 * intersect.c - JetIntersectIndexes: the entries of every range, sorted by bookmark. A record is in all ranges when
 * its bookmark is there from each of them; one range may have it several times, of a column with several values.
 *
 * Source: reference api-semantics 6.6; ErrIsamIntersectIndexes of the published engine.
 */
#include "cursor/intersect.h"

#include "cursor/table_cursor_parts.h"
#include "cursor/temp_table.h"
#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "sort/sort.h"
#include "try.h"

/* ---------------------------------------------------------------------------------------------- arguments */

static const struct index *secondary_of(struct cursor *head)
{
    return head->database != NULL ? table_cursor_of(head)->index : NULL;
}

static JET_ERR check_cursors(struct cursor *const *cursors, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct index *index = secondary_of(cursors[i]);

        if (index == NULL) {
            return diag_fail(JET_errInvalidParameter,
                             "JetIntersectIndexes: cursor %u is on no secondary index", i);
        }
        for (uint32_t other = 0; other < i; other++) {
            if (cursors[other]->table != cursors[i]->table) {
                return diag_fail(JET_errInvalidParameter, "JetIntersectIndexes: tables '%s' and '%s' are two",
                                 cursors[other]->table->name, cursors[i]->table->name);
            }
            if (secondary_of(cursors[other]) == index) {
                return diag_fail(JET_errInvalidParameter,
                                 "JetIntersectIndexes: two cursors are on index '%s'", index->name);
            }
        }
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- the ranges */

/* Adds the bookmarks of a cursor's range, each with the cursor's number. */
static JET_ERR add_range(struct sort *sort, struct table_cursor *cursor, uint8_t number)
{
    struct place *place = &cursor->secondary;
    struct bytes data;
    JET_ERR err = place_hold(cursor, place);

    if (err < 0) {
        return err;
    }
    while (err >= 0) {
        JET_TRY(tree_data(&place->at, &data));
        err = sort_add(sort, data, (struct bytes){&number, sizeof number});
        if (err < 0) {
            (void)tree_unlatch(&place->at);
            return err;
        }
        err = place_step(cursor, place, true, false);
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static JET_ERR add_ranges(struct sort *sort, struct cursor *const *cursors, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        JET_TRY(add_range(sort, table_cursor_of(cursors[i]), (uint8_t)i));
    }
    return sort_finish(sort, true);
}

/* ----------------------------------------------------------------------------------------------- the list */

/* A bookmark and from how many ranges it has come. */
struct candidate {
    struct bytes bookmark; /* lies in `copy` */
    uint32_t ranges;
    uint8_t last; /* range from which it came last */
    uint8_t copy[TREE_BOOKMARK_MAX];
};

/*
 * Rows of one bookmark follow each other, those of one range among them too. `*another`: the row came from a
 * range that had not counted yet.
 */
static JET_ERR count_row(struct candidate *candidate, struct bytes bookmark, struct bytes number,
                         bool *another)
{
    *another = true;
    if (candidate->ranges > 0 && sort_compare_bytes(candidate->bookmark, bookmark) == 0) {
        *another = number.at[0] != candidate->last;
        candidate->ranges += *another;
    } else if (bookmark.size > sizeof candidate->copy) {
        return diag_fail(JET_errDatabaseCorrupted, "a bookmark in an index has %u bytes", bookmark.size);
    } else {
        memcpy(candidate->copy, bookmark.at, bookmark.size);
        candidate->bookmark = (struct bytes){candidate->copy, bookmark.size};
        candidate->ranges = 1;
    }
    candidate->last = number.at[0];
    return JET_errSuccess;
}

/* Copies the bookmarks that came from `count` ranges to the list. */
static JET_ERR fill_list(struct sort *sort, uint32_t count, struct cursor *list, uint32_t *records)
{
    struct candidate candidate = {.ranges = 0};
    bool another;

    *records = 0;
    for (uint32_t row = 0; row < sort_count(sort); row++) {
        struct bytes bookmark, number;

        JET_TRY(sort_row(sort, row, &bookmark, &number));
        JET_TRY(count_row(&candidate, bookmark, number, &another));
        if (another && candidate.ranges == count) {
            const struct temp_value value = {candidate.copy, candidate.bookmark.size};

            JET_TRY(temp_table_insert(list, &value));
            ++*records;
        }
    }
    return JET_errSuccess;
}

static JET_ERR open_list(struct session *session, struct cursor **list, JET_COLUMNID *column)
{
    const JET_COLUMNDEF bookmark = {
        .cbStruct = sizeof bookmark, .coltyp = JET_coltypBinary, .grbit = JET_bitColumnTTKey};
    const uint32_t key_most = (uint32_t)parameter_integer(session->instance, JET_paramKeyMost);
    const struct temp_table_options options = {.key_most = key_most, .segment_most = key_most};

    return temp_table_open(session, &bookmark, 1, &options, list, column);
}

JET_ERR table_intersect(struct cursor *const *cursors, uint32_t count, struct cursor **list,
                        JET_COLUMNID *column, uint32_t *records)
{
    struct session *session = cursor_session(cursors[0]);
    struct sort *sort;
    JET_ERR err;

    JET_TRY(check_cursors(cursors, count));
    JET_TRY(sort_create(parameter_string(session->instance, JET_paramTempPath), SORT_MEMORY_MAX, &sort));
    err = add_ranges(sort, cursors, count);
    if (err >= 0) {
        err = open_list(session, list, column);
    }
    if (err >= 0) {
        err = fill_list(sort, count, *list, records);
        if (err < 0) {
            (void)(*list)->ops->close(*list);
        }
    }
    sort_destroy(sort);
    return err;
}
