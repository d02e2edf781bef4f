/*
 * handle.c - the tables behind the numbers of handle.h.
 *
 * Slots are made in chunks and kept for the life of the process; the tables of chunks are static. Giving out
 * and taking back goes through one lock for each table, looking up through none.
 */
#include "instance/handle.h"

#include <stdbool.h>

#include "diag.h"
#include "os.h"

struct handle_table handle_tables[HANDLE_KINDS];

/* The free slots of a table, a queue, and how many slots have ever been used. */
static struct free_slots {
    struct os_mutex lock;
    struct handle_slot *first;
    struct handle_slot *last;
    size_t used;
} free_slots[HANDLE_KINDS] = {
    [HANDLE_INSTANCE] = {.lock = OS_MUTEX_INIT},
    [HANDLE_SESSION] = {.lock = OS_MUTEX_INIT},
    [HANDLE_OBJECT] = {.lock = OS_MUTEX_INIT},
};

/* While a table is young its slots are used one after the other: a queue of one free slot would wear it out.
 */
enum { SLOTS_BEFORE_REUSE = 64 };

/* A slot that was never used, with its first number in `last`; NULL when memory or the table is full. */
static struct handle_slot *new_slot(enum handle_kind kind)
{
    struct free_slots *free = &free_slots[kind];
    size_t index = free->used;
    _Atomic(struct handle_slot *) *chunk;
    struct handle_slot *slots;

    if (index / HANDLE_CHUNK_SLOTS >= HANDLE_CHUNKS) {
        return NULL;
    }
    chunk = &handle_tables[kind].chunks[index / HANDLE_CHUNK_SLOTS];
    slots = atomic_load_explicit(chunk, memory_order_relaxed);
    if (slots == NULL) {
        slots = os_memory_allocate(HANDLE_CHUNK_SLOTS * sizeof *slots);
        if (slots == NULL) {
            return NULL;
        }
        atomic_store_explicit(chunk, slots, memory_order_release);
    }
    free->used++;
    slots[index % HANDLE_CHUNK_SLOTS].last = (JET_API_PTR)index << HANDLE_KIND_BITS | (JET_API_PTR)kind;
    return &slots[index % HANDLE_CHUNK_SLOTS];
}

static struct handle_slot *take_slot(enum handle_kind kind)
{
    struct free_slots *free = &free_slots[kind];
    struct handle_slot *slot = free->first;

    if (slot == NULL || free->used < SLOTS_BEFORE_REUSE) {
        struct handle_slot *fresh = new_slot(kind);

        if (fresh != NULL || slot == NULL) {
            return fresh;
        }
    }
    free->first = slot->next_free;
    if (free->first == NULL) {
        free->last = NULL;
    }
    return slot;
}

JET_ERR handle_allocate(enum handle_kind kind, void *object, JET_API_PTR owner, JET_API_PTR *value)
{
    const JET_API_PTR place = ((JET_API_PTR)1 << (HANDLE_KIND_BITS + HANDLE_INDEX_BITS)) - 1;
    struct handle_slot *slot;

    os_mutex_lock(&free_slots[kind].lock);
    slot = take_slot(kind);
    if (slot != NULL) {
        slot->last += place + 1;
        if (slot->last <= place) {
            slot->last += place + 1; /* the generation wrapped: 0 is never given out */
        }
        *value = slot->last;
        atomic_store_explicit(&slot->object, object, memory_order_relaxed);
        atomic_store_explicit(&slot->owner, owner, memory_order_relaxed);
        atomic_store_explicit(&slot->value, *value, memory_order_release);
    }
    os_mutex_unlock(&free_slots[kind].lock);
    if (slot == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for another handle");
    }
    return JET_errSuccess;
}

void handle_free(JET_API_PTR value)
{
    enum handle_kind kind = (enum handle_kind)(value & ((1u << HANDLE_KIND_BITS) - 1));
    struct free_slots *free = &free_slots[kind];
    struct handle_slot *slot = handle_slot_of(kind, value);

    os_mutex_lock(&free->lock);
    /* The number goes first: whoever passes the gate now sees that, and the next user finds the gate open. */
    atomic_store(&slot->value, 0);
    atomic_store_explicit(&slot->gate, 0, memory_order_release);
    slot->next_free = NULL;
    if (free->last != NULL) {
        free->last->next_free = slot;
    } else {
        free->first = slot;
    }
    free->last = slot;
    os_mutex_unlock(&free->lock);
}
