/*
 * run.c - runs of sorted rows in a temporary file.
 */
#include "sort/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "diag.h"
#include "try.h"

enum { CREATE_ATTEMPTS = 16, BLOCKS_FIRST = 64 };

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory to sort rows in a temporary file");
}

/* ----------------------------------------------------------------------------------------------- the file */

JET_ERR run_file_create(struct run_file *file, const char *folder)
{
    char name[32], path[OS_PATH_MAX];
    JET_ERR err = JET_errFileAlreadyExists;

    for (unsigned i = 0; i < CREATE_ATTEMPTS && err == JET_errFileAlreadyExists; i++) {
        uint64_t random;

        os_random_bytes(&random, sizeof random);
        snprintf(name, sizeof name, "sort%016llx.tmp", (unsigned long long)random);
        JET_TRY(path_join(folder, name, path, sizeof path));
        err = os_file_open(&file->file, path, OS_READ | OS_WRITE | OS_CREATE | OS_EXCLUSIVE, OS_SHARE_NONE);
    }
    JET_TRY(err);
    file->size = 0;
    file->path = malloc(strlen(path) + 1);
    if (file->path == NULL) {
        os_file_close(&file->file);
        os_file_delete(path);
        return no_memory();
    }
    strcpy(file->path, path);
    file->has_name = os_file_delete(path) < 0;
    return JET_errSuccess;
}

void run_file_delete(struct run_file *file)
{
    if (file->path != NULL) {
        os_file_close(&file->file);
        if (file->has_name) {
            os_file_delete(file->path);
        }
        free(file->path);
        file->path = NULL;
    }
}

/* ------------------------------------------------------------------------------------------------ writing */

JET_ERR run_begin(struct run *run, struct run_file *file)
{
    *run = (struct run){.file = file, .start = file->size};
    run->buffer = malloc(RUN_BLOCK_SIZE);
    return run->buffer == NULL ? no_memory() : JET_errSuccess;
}

static JET_ERR begin_block(struct run *run)
{
    if (run->block_count == run->block_capacity) {
        const uint32_t capacity = run->block_capacity == 0 ? BLOCKS_FIRST : 2 * run->block_capacity;
        struct run_block *blocks = realloc(run->blocks, sizeof *blocks * capacity);

        if (blocks == NULL) {
            return no_memory();
        }
        run->blocks = blocks;
        run->block_capacity = capacity;
    }
    run->blocks[run->block_count++] = (struct run_block){.first_row = run->rows, .used = 0};
    return JET_errSuccess;
}

/* Writes the buffer out; the next row begins a block of its own. */
static JET_ERR flush_block(struct run *run)
{
    const struct run_block *block = &run->blocks[run->block_count - 1];
    const uint64_t at = run->start + (uint64_t)(run->block_count - 1) * RUN_BLOCK_SIZE;

    memset(run->buffer + block->used, 0, RUN_BLOCK_SIZE - block->used);
    JET_TRY(os_file_write(&run->file->file, at, run->buffer, RUN_BLOCK_SIZE));
    run->file->size = at + RUN_BLOCK_SIZE;
    return JET_errSuccess;
}

JET_ERR run_add(struct run *run, struct bytes key, struct bytes data)
{
    const uint32_t size = RUN_ROW_OVERHEAD + key.size + data.size;
    struct run_block *block;
    uint8_t *at;

    if (run->block_count == 0) {
        JET_TRY(begin_block(run));
    } else if (run->blocks[run->block_count - 1].used + size > RUN_BLOCK_SIZE) {
        JET_TRY(flush_block(run));
        JET_TRY(begin_block(run));
    }
    block = &run->blocks[run->block_count - 1];
    at = run->buffer + block->used;
    put_u32(at, key.size);
    put_u32(at + 4, data.size);
    memcpy(at + RUN_ROW_OVERHEAD, key.at, key.size);
    memcpy(at + RUN_ROW_OVERHEAD + key.size, data.at, data.size);
    block->used += size;
    run->rows++;
    return JET_errSuccess;
}

JET_ERR run_end(struct run *run)
{
    JET_ERR err = run->block_count == 0 ? JET_errSuccess : flush_block(run);

    free(run->buffer);
    run->buffer = NULL;
    return err;
}

void run_free(struct run *run)
{
    free(run->buffer);
    free(run->blocks);
    *run = (struct run){0};
}

/* ------------------------------------------------------------------------------------------------ reading */

JET_ERR run_reader_open(struct run_reader *reader, const struct run *run)
{
    *reader = (struct run_reader){.run = run, .block = run->block_count};
    reader->buffer = malloc(RUN_BLOCK_SIZE);
    return reader->buffer == NULL ? no_memory() : JET_errSuccess;
}

void run_reader_close(struct run_reader *reader)
{
    free(reader->buffer);
    reader->buffer = NULL;
}

/* The block that row number `row` lies in. */
static uint32_t block_of(const struct run *run, uint32_t row)
{
    uint32_t low = 0, high = run->block_count;

    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if (run->blocks[middle].first_row <= row) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static JET_ERR damaged(const struct run *run)
{
    return diag_fail(JET_errReadVerifyFailure, "%s was changed by somebody else", run->file->path);
}

static JET_ERR load_block(struct run_reader *reader, uint32_t block)
{
    const uint32_t used = reader->run->blocks[block].used;
    size_t got;

    reader->block = reader->run->block_count;
    JET_TRY(os_file_read(&reader->run->file->file, reader->run->start + (uint64_t)block * RUN_BLOCK_SIZE,
                         reader->buffer, used, &got));
    if (got < used) {
        return damaged(reader->run);
    }
    reader->block = block;
    reader->row = reader->run->blocks[block].first_row;
    reader->at = 0;
    return JET_errSuccess;
}

/* The row at the reader's place, which may be behind the last one of its block. */
static JET_ERR row_here(const struct run_reader *reader, struct bytes *key, struct bytes *data)
{
    const uint32_t left = reader->run->blocks[reader->block].used - reader->at;
    const uint8_t *at = reader->buffer + reader->at;

    if (left < RUN_ROW_OVERHEAD || get_u32(at) > left - RUN_ROW_OVERHEAD ||
        get_u32(at + 4) > left - RUN_ROW_OVERHEAD - get_u32(at)) {
        return damaged(reader->run);
    }
    *key = (struct bytes){at + RUN_ROW_OVERHEAD, get_u32(at)};
    *data = (struct bytes){key->at + key->size, get_u32(at + 4)};
    return JET_errSuccess;
}

JET_ERR run_reader_row(struct run_reader *reader, uint32_t row, struct bytes *key, struct bytes *data)
{
    const struct run *run = reader->run;
    uint32_t block = reader->block;

    if (row >= run->rows) {
        return JET_errNoCurrentRecord;
    }
    if (block == run->block_count || row < run->blocks[block].first_row ||
        (block + 1 < run->block_count && row >= run->blocks[block + 1].first_row)) {
        JET_TRY(load_block(reader, block_of(run, row)));
    } else if (row < reader->row) {
        reader->row = run->blocks[block].first_row;
        reader->at = 0;
    }
    JET_TRY(row_here(reader, key, data));
    while (reader->row < row) {
        reader->at += RUN_ROW_OVERHEAD + key->size + data->size;
        reader->row++;
        JET_TRY(row_here(reader, key, data));
    }
    return JET_errSuccess;
}
