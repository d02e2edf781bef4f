/*
 * thunk.c - trampolines: functions with the API's signature and calling convention that find their own function and
 * context.
 *
 * Each type of thunk_types.def has ESENT_THUNK_SLOTS trampolines, all made by the preprocessor; trampoline i of a type
 * looks into slot i. Nothing is generated at run time, so this works where memory is never writable and executable.
 *
 *   slot    FREE --bind: claim--> BUSY --publish--> BOUND --unbind--> FREE
 *
 * Binding claims a slot by compare-and-swap, fills it, and publishes it with release order; a trampoline reads the state
 * with acquire order, so it sees what was filled in. The search for a free slot starts behind the last one that was
 * given out, so that a pointer that was freed is bound to somebody else as late as possible; until then a call through it
 * answers JET_errCallbackNotResolved instead of running somebody else's function.
 */
#include <stdatomic.h>

#include "diag.h"
#include "esent_compat.h"
#include "try.h"

enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_BOUND };

typedef void (*any_function)(void); /* no function has this type; a cast away from it is exact */

struct slot {
    _Atomic int state;
    any_function function;
    void *context;
};

struct pool {
    const char *name;
    struct slot *slots;
    _Atomic unsigned next;
};

static JET_ERR pool_claim(struct pool *pool, any_function function, void *context, unsigned *slot)
{
    unsigned first = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);

    for (unsigned i = 0; i < ESENT_THUNK_SLOTS; i++) {
        struct slot *candidate = &pool->slots[(first + i) % ESENT_THUNK_SLOTS];
        int expected = SLOT_FREE;

        if (atomic_compare_exchange_strong_explicit(&candidate->state, &expected, SLOT_BUSY, memory_order_acquire,
                                                    memory_order_relaxed)) {
            candidate->function = function;
            candidate->context = context;
            atomic_store_explicit(&candidate->state, SLOT_BOUND, memory_order_release);
            *slot = (first + i) % ESENT_THUNK_SLOTS;
            return JET_errSuccess;
        }
    }
    return diag_fail(JET_errOutOfMemory, "all %d thunks of type '%s' are bound; unbind those that are no longer used",
                     ESENT_THUNK_SLOTS, pool->name);
}

static JET_ERR pool_release(struct pool *pool, unsigned slot)
{
    int expected = SLOT_BOUND;

    if (slot < ESENT_THUNK_SLOTS &&
        atomic_compare_exchange_strong(&pool->slots[slot].state, &expected, SLOT_FREE)) {
        return JET_errSuccess;
    }
    return diag_fail(JET_errInvalidParameter, "esent_unbind_%s: the pointer is not bound%s", pool->name,
                     slot < ESENT_THUNK_SLOTS ? "; was it unbound before?" : " by this library");
}

/* The slot when it is bound, else NULL. */
static const struct slot *slot_bound(const struct slot *slot)
{
    return atomic_load_explicit(&slot->state, memory_order_acquire) == SLOT_BOUND ? slot : NULL;
}

/* m(000, ...) ... m(077, ...): 64 numbers in octal, so that they are literals and parts of names. */
#define REPEAT_8(m, n, ...)                                                                                  \
    m(n##0, __VA_ARGS__) m(n##1, __VA_ARGS__) m(n##2, __VA_ARGS__) m(n##3, __VA_ARGS__)                      \
        m(n##4, __VA_ARGS__) m(n##5, __VA_ARGS__) m(n##6, __VA_ARGS__) m(n##7, __VA_ARGS__)
#define REPEAT_64(m, ...)                                                                                    \
    REPEAT_8(m, 00, __VA_ARGS__)                                                                             \
    REPEAT_8(m, 01, __VA_ARGS__)                                                                             \
    REPEAT_8(m, 02, __VA_ARGS__)                                                                             \
    REPEAT_8(m, 03, __VA_ARGS__)                                                                             \
    REPEAT_8(m, 04, __VA_ARGS__)                                                                             \
    REPEAT_8(m, 05, __VA_ARGS__)                                                                             \
    REPEAT_8(m, 06, __VA_ARGS__)                                                                             \
    REPEAT_8(m, 07, __VA_ARGS__)
_Static_assert(ESENT_THUNK_SLOTS == 64, "REPEAT_64 makes 64 trampolines");

/* One slot array and one pool a type. */
#define POOL(x)                                                                                              \
    static struct slot x##_slots[ESENT_THUNK_SLOTS];                                                         \
    static struct pool x##_pool = {.name = #x, .slots = x##_slots};
#define THUNK(x, result, unbound, pointer, plain, parameters, arguments) POOL(x)
#define THUNK_VOID(x, pointer, plain, parameters, arguments) POOL(x)
#include "thunk_types.def"
#undef THUNK
#undef THUNK_VOID

/* What a trampoline does: the plain function takes the context in front of the API's own arguments. */
#define UNPACK(...) __VA_ARGS__
#define THUNK(x, result, unbound, pointer, plain, parameters, arguments)                                     \
    static inline result x##_call(const struct slot *slot, UNPACK parameters)                                \
    {                                                                                                        \
        const struct slot *bound = slot_bound(slot);                                                         \
                                                                                                             \
        return bound == NULL ? (unbound) : ((plain)bound->function)(bound->context, UNPACK arguments);       \
    }
#define THUNK_VOID(x, pointer, plain, parameters, arguments)                                                 \
    static inline void x##_call(const struct slot *slot, UNPACK parameters)                                  \
    {                                                                                                        \
        const struct slot *bound = slot_bound(slot);                                                         \
                                                                                                             \
        if (bound != NULL) {                                                                                 \
            ((plain)bound->function)(bound->context, UNPACK arguments);                                      \
        }                                                                                                    \
    }
#include "thunk_types.def"
#undef THUNK
#undef THUNK_VOID

/* The trampolines, and a table of them for each type. */
#define TRAMPOLINE(n, x, result, parameters, arguments)                                                      \
    static result JET_API x##_trampoline_##n parameters                                                      \
    {                                                                                                        \
        return x##_call(&x##_slots[n], UNPACK arguments);                                                    \
    }
#define TRAMPOLINE_VOID(n, x, parameters, arguments)                                                         \
    static void JET_API x##_trampoline_##n parameters                                                        \
    {                                                                                                        \
        x##_call(&x##_slots[n], UNPACK arguments);                                                           \
    }
#define TRAMPOLINE_NAME(n, x) x##_trampoline_##n,
#define THUNK(x, result, unbound, pointer, plain, parameters, arguments)                                     \
    REPEAT_64(TRAMPOLINE, x, result, parameters, arguments)                                                  \
    static const pointer x##_trampolines[ESENT_THUNK_SLOTS] = {REPEAT_64(TRAMPOLINE_NAME, x)};
#define THUNK_VOID(x, pointer, plain, parameters, arguments)                                                 \
    REPEAT_64(TRAMPOLINE_VOID, x, parameters, arguments)                                                     \
    static const pointer x##_trampolines[ESENT_THUNK_SLOTS] = {REPEAT_64(TRAMPOLINE_NAME, x)};
#include "thunk_types.def"
#undef THUNK
#undef THUNK_VOID

/* The public functions. */
#define BIND(x, pointer, plain)                                                                              \
    JET_ERR esent_bind_##x(plain function, void *context, pointer *bound)                                    \
    {                                                                                                        \
        unsigned slot;                                                                                       \
                                                                                                             \
        if (function == NULL || bound == NULL) {                                                             \
            return diag_fail(JET_errInvalidParameter, "esent_bind_" #x ": a pointer is NULL");               \
        }                                                                                                    \
        JET_TRY(pool_claim(&x##_pool, (any_function)function, context, &slot));                              \
        *bound = x##_trampolines[slot];                                                                      \
        return JET_errSuccess;                                                                               \
    }                                                                                                        \
                                                                                                             \
    JET_ERR esent_unbind_##x(pointer bound)                                                                  \
    {                                                                                                        \
        unsigned slot = 0;                                                                                   \
                                                                                                             \
        while (slot < ESENT_THUNK_SLOTS && x##_trampolines[slot] != bound) {                                 \
            slot++;                                                                                          \
        }                                                                                                    \
        return pool_release(&x##_pool, slot);                                                                \
    }
#define THUNK(x, result, unbound, pointer, plain, parameters, arguments) BIND(x, pointer, plain)
#define THUNK_VOID(x, pointer, plain, parameters, arguments) BIND(x, pointer, plain)
#include "thunk_types.def"
