/*
 * handle.h - the numbers that programs hold for instances, sessions and cursors.
 *
 *   bit  0    2              22                       pointer width
 *        +----+--------------+------------------------+
 *        |kind|    index     |       generation       |
 *        +----+--------------+------------------------+
 *
 * A number names a slot of the table of its kind and the use of that slot. It is never a pointer, so a stale
 * or made-up one is recognised by comparing it with what the slot holds, and nothing behind it is touched.
 *
 * Invariants:
 *   1. slots are never freed, only used again: looking at one is always safe;
 *   2. 0 and all ones are no number of any kind (generations begin at 1; no kind has both bits set);
 *   3. a slot is used again only after every other free slot (a queue), so that on 32-bit systems, where a
 * generation has 10 bits, a stale number comes back as late as possible;
 *   4. a slot found by handle_find() still holds its number only for as long as the caller prevents the
 * object's end: sessions and instances by their gate (below), objects by being inside their session.
 */
#ifndef ESENT_INSTANCE_HANDLE_H
#define ESENT_INSTANCE_HANDLE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"

enum handle_kind {
    HANDLE_INSTANCE,
    HANDLE_SESSION,
    HANDLE_OBJECT, /* what a JET_TABLEID names */
    HANDLE_KINDS,
};

enum {
    HANDLE_KIND_BITS = 2,
    HANDLE_INDEX_BITS = 20,
    HANDLE_CHUNK_SLOTS = 1024, /* slots come in chunks, made when they are first needed */
    HANDLE_CHUNKS = (1 << HANDLE_INDEX_BITS) / HANDLE_CHUNK_SLOTS,
};

/* A cache line of its own: sessions of different threads must not share one. */
struct handle_slot {
    _Alignas(64) _Atomic(JET_API_PTR) value; /* the number while it is valid, 0 while the slot is free */
    _Atomic(void *) object;
    _Atomic(JET_API_PTR) owner; /* object: its session; session: its instance */
    _Atomic(uintptr_t) gate;    /* session: the thread inside it, 0 for none */
    JET_API_PTR last;           /* the number of the latest use; under the table's lock */
    struct handle_slot *next_free;
};

struct handle_table {
    _Atomic(struct handle_slot *) chunks[HANDLE_CHUNKS];
};

extern struct handle_table handle_tables[HANDLE_KINDS];

/*
 * Gives `object` a number of `kind`. JET_errOutOfMemory when there is no memory or no index left. Any thread.
 */
JET_ERR handle_allocate(enum handle_kind kind, void *object, JET_API_PTR owner, JET_API_PTR *value);

/* Makes a valid number invalid and opens the gate. The object is the caller's to free. Any thread. */
void handle_free(JET_API_PTR value);

/* The slot of `value`, NULL when that is no valid number of `kind` now. Lock-free, any thread; see
 * invariant 4. */
static inline struct handle_slot *handle_find(enum handle_kind kind, JET_API_PTR value)
{
    size_t index = (size_t)(value >> HANDLE_KIND_BITS) & ((1u << HANDLE_INDEX_BITS) - 1);
    struct handle_slot *chunk =
        atomic_load_explicit(&handle_tables[kind].chunks[index / HANDLE_CHUNK_SLOTS], memory_order_acquire);
    struct handle_slot *slot;

    if (chunk == NULL || value == 0) {
        return NULL;
    }
    slot = &chunk[index % HANDLE_CHUNK_SLOTS];
    return atomic_load_explicit(&slot->value, memory_order_acquire) == value ? slot : NULL;
}

/* The slot whose number is or was `value`, which the caller knows to have been given out. */
static inline struct handle_slot *handle_slot_of(enum handle_kind kind, JET_API_PTR value)
{
    size_t index = (size_t)(value >> HANDLE_KIND_BITS) & ((1u << HANDLE_INDEX_BITS) - 1);

    return &atomic_load_explicit(&handle_tables[kind].chunks[index / HANDLE_CHUNK_SLOTS],
                                 memory_order_acquire)[index % HANDLE_CHUNK_SLOTS];
}

#endif
