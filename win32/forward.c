/*
 * forward.c - JetX passes to JetX of the provider, for every row of api.def.
 *
 * Each function has a pointer of its own. It starts at a resolver with the same signature, which finds the provider's
 * function, stores it, and calls it; from then on a call is one load and one indirect jump. Arguments are handed on as
 * they came, callback pointers included, so the provider sees what the program passed.
 *
 * Threads: two first calls may resolve at once and store the same address. The pointer is the whole state, and the code
 * behind it was loaded before it was stored; release and acquire order cost nothing on x86.
 */
#include <stdatomic.h>

#include "diag.h"
#include "esent.h"
#include "provider.h"

#define FORWARD(name, parameters, arguments)                                                                 \
    JET_ERR JET_API name parameters;                                                                         \
    typedef JET_ERR(JET_API *name##_function) parameters;                                                    \
    static JET_ERR JET_API name##_resolve parameters;                                                        \
    static _Atomic(name##_function) name##_target = name##_resolve;                                          \
                                                                                                             \
    JET_ERR JET_API name parameters                                                                          \
    {                                                                                                        \
        return atomic_load_explicit(&name##_target, memory_order_acquire) arguments;                         \
    }                                                                                                        \
                                                                                                             \
    static JET_ERR JET_API name##_resolve parameters                                                         \
    {                                                                                                        \
        provider_function found;                                                                             \
        JET_ERR err = provider_resolve(#name, &found);                                                       \
                                                                                                             \
        if (err < JET_errSuccess) {                                                                          \
            return err;                                                                                      \
        }                                                                                                    \
        atomic_store_explicit(&name##_target, (name##_function)found, memory_order_release);                 \
        return ((name##_function)found)arguments;                                                            \
    }

#define API_PLAIN(name, bytes, state, parameters, arguments) FORWARD(name, parameters, arguments)
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments)                               \
    FORWARD(name##A, parameters_a, arguments)                                                                \
    FORWARD(name##W, parameters_w, arguments)
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    FORWARD(name##A, parameters_a, arguments)                                                                \
    FORWARD(name##W, parameters_w, arguments)                                                                \
    FORWARD(name, parameters_a, arguments)
#include "api.def"
