/*
 * store_work.h - a store while it is measured, and the table of what is measured: B1 to B9.
 */
#ifndef ESENT_BENCH_STORE_WORK_H
#define ESENT_BENCH_STORE_WORK_H

#include "esent.h"
#include "os.h"
#include "store.h"

enum { SESSIONS = 4 };

struct subject {
    const struct store_ops *ops;
    struct store *store;
    struct store_session *sessions[SESSIONS];
    unsigned threads; /* of the measure, where it has some */
    char folder[OS_PATH_MAX];
};

struct store_bench {
    const char *id, *title;
    void (*work)(struct subject *subject);
    uint64_t (*units)(void);                /* how much that is */
    unsigned threads;                       /* 0: the caller's */
    bool fresh, durable;                    /* in a store of its own, with such commits */
    bool is_one;                            /* what the lines with more threads are compared with */
    bool has_bare;                          /* store_bare_commits() is the least it can take */
    bool sized;                             /* the store is then as large as all are compared by */
    void (*after)(struct subject *subject); /* not measured */
};

extern const struct store_bench store_benches[];
extern const unsigned store_bench_count;

/* How many rows the measures have to do with; others go along. To be called before all else. */
void store_set_rows(uint64_t count);

/* Makes an empty store in a temporary folder, with its sessions. */
void subject_open(struct subject *subject, bool durable);

/* Removes all of it; returns the bytes of the file that held the rows, as it was when closed. */
uint64_t subject_close(struct subject *subject);

/* Inserts the rows and blobs that the measures of filled stores read. */
void subject_fill(struct subject *subject);

/* What durable commits cannot do without: one write into a file that has its size, and one sync, for each. Returns ns. */
uint64_t store_bare_commits(void);

/* Ends the program when `err` is an error of `what`. */
void store_need(JET_ERR err, const char *what);

#endif
