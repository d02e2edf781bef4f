/*
 * one_page.h - a stand-in for trees under the version store: every tree is one page of a few nodes with small keys, with one lock as
 * its latch. Implements tree_undo() and tree_remove(), and changes as btree/tree_change.h says; when its instance has a log, each
 * appends its record, which is complete but for what says where on a page it was.
 */
#ifndef ESENT_ONE_PAGE_H
#define ESENT_ONE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "btree/tree.h"
#include "esent.h"
#include "instance/database.h"
#include "os.h"

enum { ONE_PAGE_NODES = 32 };

/* What a node holds: two numbers, of which the first is added to. */
struct row {
    int64_t count;
    int64_t value;
};

struct one_page {
    struct os_rwlock latch;
    struct tree tree;
    struct database database; /* attached to the instance as number 1, without a file */
    struct {
        bool present;
        unsigned flags;
        struct row row;
    } node[ONE_PAGE_NODES];
    uint64_t lsn;              /* position of the last record */
    _Atomic(unsigned) removed; /* nodes that tree_remove() took out */
};

/* There is one at a time: the functions of the tree find it by themselves. Its instance must still run at the end. */
void one_page_begin(struct one_page *page, JET_INSTANCE instance);
void one_page_end(struct one_page *page);

/* Changes by a session in a transaction; keys are numbers below ONE_PAGE_NODES. JET_errRecordNotFound where it sees no row. */
JET_ERR one_page_insert(struct one_page *page, struct session *session, unsigned key, struct row row);
JET_ERR one_page_replace(struct one_page *page, struct session *session, unsigned key, struct row row);
JET_ERR one_page_delete(struct one_page *page, struct session *session, unsigned key);
JET_ERR one_page_add(struct one_page *page, struct session *session, unsigned key, int64_t delta);
JET_ERR one_page_lock(struct one_page *page, struct session *session, unsigned key, bool write);

/* What a session sees; false for no row. */
bool one_page_read(struct one_page *page, const struct session *session, unsigned key, struct row *row);

/* Nodes that are there physically, dead ones among them. */
unsigned one_page_count(struct one_page *page);

#endif
