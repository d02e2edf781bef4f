/*
 * plain.c - the plain names of functions that have an A and a W form: JetX is JetXA, as in Windows' DLL.
 */
#include "esent.h"

#define API_PLAIN(name, bytes, state, parameters, arguments)
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments)
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    JET_DECL JET_ERR JET_API name##A parameters_a;                                                           \
    JET_DECL JET_ERR JET_API name parameters_a;                                                              \
    JET_ERR JET_API name parameters_a                                                                        \
    {                                                                                                        \
        return name##A arguments;                                                                            \
    }
#include "api.def"
