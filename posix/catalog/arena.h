/*
 * arena.h - memory that is given out piece by piece and freed as a whole: everything that belongs to one
 * schema.
 */
#ifndef ESENT_ARENA_H
#define ESENT_ARENA_H

#include <stddef.h>

#include "format/bytes.h"

struct arena;

/* NULL when there is no memory. */
struct arena *arena_create(void);

/* NULL is harmless. */
void arena_destroy(struct arena *arena);

/* `size` zeroed bytes, aligned for any type; NULL when there is no memory. */
void *arena_allocate(struct arena *arena, size_t size);

/* A copy of `bytes` with a NUL behind it; NULL when there is no memory. */
char *arena_copy(struct arena *arena, struct bytes bytes);

#endif
