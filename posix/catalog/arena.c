/*
 * arena.c - blocks that double in size, so that a schema of any size costs few allocations.
 */
#include "catalog/arena.h"

#include <stdalign.h>
#include <stdlib.h>

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20 };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) uint8_t bytes[];
};

struct arena {
    struct block *blocks; /* the newest first */
};

struct arena *arena_create(void)
{
    return calloc(1, sizeof(struct arena));
}

void arena_destroy(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    while (arena->blocks != NULL) {
        struct block *block = arena->blocks;

        arena->blocks = block->next;
        free(block);
    }
    free(arena);
}

static struct block *add_block(struct arena *arena, size_t size)
{
    size_t room = arena->blocks == NULL ? BLOCK_MIN : 2 * arena->blocks->size;
    struct block *block;

    if (room > BLOCK_MAX) {
        room = BLOCK_MAX;
    }
    if (room < size) {
        room = size;
    }
    block = calloc(1, sizeof *block + room);
    if (block != NULL) {
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    struct block *block = arena->blocks;
    void *piece;

    size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (block == NULL || block->size - block->used < size) {
        block = add_block(arena, size);
        if (block == NULL) {
            return NULL;
        }
    }
    piece = block->bytes + block->used;
    block->used += size;
    return piece;
}

char *arena_copy(struct arena *arena, struct bytes bytes)
{
    char *copy = arena_allocate(arena, (size_t)bytes.size + 1);

    if (copy != NULL && bytes.size > 0) {
        memcpy(copy, bytes.at, bytes.size);
    }
    return copy;
}
