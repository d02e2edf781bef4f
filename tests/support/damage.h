/*
 * damage.h - a database that is damaged page by page, read whole each time, and repaired again.
 *
 *     subject_open(&subject, "corpus/dissect-basic/basic.edb");
 *     page = subject_page(&subject, 17);            its image, to be changed
 *     subject_write(&subject, 17, DAMAGE_SEALED);
 *     subject_read(&subject, &walk);                fails the test when it does not end
 *     subject_restore(&subject);
 *     subject_close(&subject);
 *
 * What must be true of every reading, and is checked by subject_read(): no crash, an end within a few times the calls of
 * the undamaged reading, and, of tables whose pages were not touched, the same content as without the damage.
 */
#ifndef ESENT_DAMAGE_H
#define ESENT_DAMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "api_walk.h"

enum damage_seal {
    DAMAGE_UNSEALED, /* the checksum stays: the damage is noticed */
    DAMAGE_SEALED,   /* the page gets a right checksum: what it says is wrong, and only its meaning tells */
};

enum { SUBJECT_TOUCHED_MAX = 16, SUBJECT_TREES_MAX = 4096 };

struct subject {
    char path[1024]; /* of the copy that is damaged */
    uint8_t *good, *image;
    size_t size;
    uint32_t page_size, pages;
    struct walk clean;
    struct subject_tree {
        uint32_t objid, table, type; /* type as in the catalog: 1 table, 3 index, 4 long values */
    } trees[SUBJECT_TREES_MAX];
    unsigned tree_count;
    uint32_t touched[SUBJECT_TOUCHED_MAX]; /* pages that differ from the good ones */
    unsigned touched_count;
    bool any_table_may_differ; /* set by a test whose damage lets the catalog lie */
};

/* Copies a real file (or, where `relative` is absolute, that file) and reads it. */
void subject_open(struct subject *subject, const char *relative);
void subject_close(struct subject *subject);

/* The image of page `pgno`, for a test to change. */
uint8_t *subject_page(struct subject *subject, uint32_t pgno);

/* Writes the changed image to the file. */
void subject_write(struct subject *subject, uint32_t pgno, enum damage_seal seal);

/* Makes file and images whole again. */
void subject_restore(struct subject *subject);

/* Cuts the file at `size` bytes; subject_restore() makes it whole. */
void subject_cut(struct subject *subject, size_t size);

/*
 * Reads everything, as described above. Returns the error of opening, with an empty `walk`. `more` as for
 * api_database_open().
 */
JET_ERR subject_read(struct subject *subject, JET_GRBIT more, struct walk *walk);

/* The object that owns a page, by its header; 0 for a page of zeros. `*table`: the table it belongs to, or the same. */
uint32_t subject_owner(const struct subject *subject, uint32_t pgno, uint32_t *table);

/*
 * The first page from `*pgno` on that belongs to an object of catalog type `type` (1, 3, 4; 0 any) that is not the
 * system's, and has all of `flags`; false when there is none.
 */
bool subject_find(const struct subject *subject, uint32_t type, uint32_t flags, uint32_t *pgno);

/* A small generator, so that every run does the same. */
uint32_t damage_random(void);

#endif
