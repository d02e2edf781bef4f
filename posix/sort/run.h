/*
 * run.h - sorted rows in a temporary file.
 *
 *   file    run, run, run ...          written once, front to back; deleted with the sort
 *   run     block, block ...           of RUN_BLOCK_SIZE bytes, the last bytes unused
 *   block   row, row ...               no row crosses a block
 *   row     u32 size of the key, u32 size of the data, key, data
 *
 * How many bytes of a block are used, and the number of its first row, stays in memory: 8 bytes for 64 KiB.
 */
#ifndef ESENT_RUN_H
#define ESENT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"
#include "os.h"

enum {
    RUN_BLOCK_SIZE = 64 * 1024,
    RUN_ROW_OVERHEAD = 8,
    RUN_ROW_MAX = RUN_BLOCK_SIZE - RUN_ROW_OVERHEAD, /* key and data together */
};

/* The file that the runs of one sort lie in. */
struct run_file {
    struct os_file file;
    char *path;    /* owned; NULL before the first run */
    bool has_name; /* it is still to be deleted */
    uint64_t size; /* bytes in use */
};

/*
 * Creates the file, under a name that nobody has, in `folder`. Where the system lets an open file go from its
 * folder it does so at once, and nothing is left behind by a program that ends in the middle.
 */
JET_ERR run_file_create(struct run_file *file, const char *folder);

/* Closes and deletes the file. Harmless when it was not created. */
void run_file_delete(struct run_file *file);

struct run_block {
    uint32_t first_row;
    uint32_t used; /* bytes */
};

struct run {
    struct run_file *file;
    uint64_t start; /* in the file */
    struct run_block *blocks;
    uint32_t block_count, block_capacity;
    uint32_t rows;
    uint8_t *buffer; /* the block that is being written; NULL once the run is complete */
};

/* Begins a run at the end of the file; no other run of the file may be unfinished. JET_errOutOfMemory. */
JET_ERR run_begin(struct run *run, struct run_file *file);

/* Adds a row of at most RUN_ROW_MAX bytes. JET_errDiskFull, JET_errOutOfMemory. */
JET_ERR run_add(struct run *run, struct bytes key, struct bytes data);

/* Writes what is left. */
JET_ERR run_end(struct run *run);
void run_free(struct run *run);

/* Reads a run from front to back, or any row of it. */
struct run_reader {
    const struct run *run;
    uint8_t *buffer; /* one block, owned */
    uint32_t block;  /* that the buffer holds; block_count for none */
    uint32_t at;     /* offset in the buffer of row number `row` */
    uint32_t row;
};

JET_ERR run_reader_open(struct run_reader *reader, const struct run *run);
void run_reader_close(struct run_reader *reader);

/*
 * Goes to row number `row` (from 0) and gives its bytes, which are valid until the next call. The next row
 * after the last one read costs no search. JET_errNoCurrentRecord beyond the last row.
 */
JET_ERR run_reader_row(struct run_reader *reader, uint32_t row, struct bytes *key, struct bytes *data);

#endif
