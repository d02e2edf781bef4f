/*
 * rows.h - a few rows with numbers for keys, changed by sessions in transactions: what tests of the version store work on.
 *
 *   rows_one_page.c   nodes in an array, with a lock for the latch of their page: the version store alone
 *   rows_tree.c       a real tree of a real database, whose pages hold so few rows that they split and merge
 */
#ifndef ESENT_ROWS_H
#define ESENT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "btree/tree.h"
#include "esent.h"
#include "instance/database.h"

enum { ROWS_MAX = 32 };

/* What a row holds: two numbers, of which the first is added to. */
struct row {
    int64_t count;
    int64_t value;
};

struct rows {
    struct database *database; /* attached to the instance as number 1 */
    struct tree tree;
    uint64_t lsn; /* position of the last record, where changes are logged */
    void *store;
};

/* There is one at a time. The instance must still run at the end. */
void rows_begin(struct rows *rows, JET_INSTANCE instance);
void rows_end(struct rows *rows);

/* Changes by a session in a transaction; keys are below ROWS_MAX. JET_errRecordNotFound where it sees no row. */
JET_ERR rows_insert(struct rows *rows, struct session *session, unsigned key, struct row row);
JET_ERR rows_replace(struct rows *rows, struct session *session, unsigned key, struct row row);
JET_ERR rows_delete(struct rows *rows, struct session *session, unsigned key);
JET_ERR rows_add(struct rows *rows, struct session *session, unsigned key, int64_t delta);
JET_ERR rows_lock(struct rows *rows, struct session *session, unsigned key, bool write);

/* What a session sees; false for no row. Fails the test on any error. */
bool rows_read(struct rows *rows, const struct session *session, unsigned key, struct row *row);

/* Nodes that are there physically, dead ones among them. */
unsigned rows_count(struct rows *rows);

#endif
