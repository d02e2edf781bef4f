/*
 * instance.c - the Jet* functions of the life of an instance: create, init, term, stop.
 */
#include <stdlib.h>

#include "argument.h"
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "try.h"

/* ------------------------------------------------------------------------------------------------- create */

static JET_ERR create(JET_INSTANCE *pinstance, const char *name, const char *display_name)
{
    *pinstance = JET_instanceNil;
    return instance_create(name, display_name, pinstance);
}

static JET_ERR no_pointer(const char *function)
{
    return diag_fail(JET_errInvalidParameter, "%s: a pointer for the result is needed", function);
}

JET_ERR JET_API JetCreateInstance2A(JET_INSTANCE *pinstance, JET_PCSTR szInstanceName,
                                    JET_PCSTR szDisplayName, JET_GRBIT grbit)
{
    char *name = NULL;
    char *display_name = NULL;
    JET_ERR err;

    (void)grbit; /* none is defined, and Windows looks at none */
    diag_clear();
    if (pinstance == NULL) {
        return no_pointer("JetCreateInstance");
    }
    JET_TRY_OR(argument_from_a(szInstanceName, &name), free);
    JET_TRY_OR(argument_from_a(szDisplayName, &display_name), free);
    err = create(pinstance, name, display_name);
free:
    free(name);
    free(display_name);
    return err;
}

JET_ERR JET_API JetCreateInstance2W(JET_INSTANCE *pinstance, JET_PCWSTR szInstanceName,
                                    JET_PCWSTR szDisplayName, JET_GRBIT grbit)
{
    char *name = NULL;
    char *display_name = NULL;
    JET_ERR err;

    (void)grbit;
    diag_clear();
    if (pinstance == NULL) {
        return no_pointer("JetCreateInstance");
    }
    JET_TRY_OR(argument_from_w(szInstanceName, &name), free);
    JET_TRY_OR(argument_from_w(szDisplayName, &display_name), free);
    err = create(pinstance, name, display_name);
free:
    free(name);
    free(display_name);
    return err;
}

JET_ERR JET_API JetCreateInstanceA(JET_INSTANCE *pinstance, JET_PCSTR szInstanceName)
{
    return JetCreateInstance2A(pinstance, szInstanceName, NULL, 0);
}

JET_ERR JET_API JetCreateInstanceW(JET_INSTANCE *pinstance, JET_PCWSTR szInstanceName)
{
    return JetCreateInstance2W(pinstance, szInstanceName, NULL, 0);
}

/* --------------------------------------------------------------------------------------------------- init */

JET_ERR JET_API JetInit2(JET_INSTANCE *pinstance, JET_GRBIT grbit)
{
    diag_clear();
    return instance_init(pinstance, grbit); /* Windows refuses no bit */
}

JET_ERR JET_API JetInit(JET_INSTANCE *pinstance)
{
    return JetInit2(pinstance, 0);
}

/* What JetInit3 and JetInit4 may be given: nothing, or a structure of just its size whose map is there. */
static JET_ERR check_restore_info(JET_ULONG given, size_t size, JET_LONG map_count, const void *map)
{
    if (given != size || map_count < 0 || (map_count > 0 && map == NULL)) {
        return diag_fail(JET_errInvalidParameter, "JetInit: cbStruct or the map of databases is wrong");
    }
    return JET_errSuccess;
}

#define INIT_WITH_INFO(function, type)                                                                       \
    JET_ERR JET_API function(JET_INSTANCE *pinstance, type *prstInfo, JET_GRBIT grbit)                       \
    {                                                                                                        \
        diag_clear();                                                                                        \
        if (prstInfo != NULL) {                                                                              \
            JET_TRY(check_restore_info(prstInfo->cbStruct, sizeof *prstInfo, prstInfo->crstmap,              \
                                       prstInfo->rgrstmap));                                                 \
        }                                                                                                    \
        return JetInit2(pinstance, grbit);                                                                   \
    }
INIT_WITH_INFO(JetInit3A, JET_RSTINFO_A)
INIT_WITH_INFO(JetInit3W, JET_RSTINFO_W)
INIT_WITH_INFO(JetInit4A, JET_RSTINFO2_A)
INIT_WITH_INFO(JetInit4W, JET_RSTINFO2_W)

/* ------------------------------------------------------------------------------------------ term and stop */

JET_ERR JET_API JetTerm2(JET_INSTANCE instance, JET_GRBIT grbit)
{
    diag_clear();
    return instance_terminate(instance, grbit);
}

JET_ERR JET_API JetTerm(JET_INSTANCE instance)
{
    return JetTerm2(instance, JET_bitTermAbrupt);
}

JET_ERR JET_API JetStopServiceInstance2(JET_INSTANCE instance, const JET_GRBIT grbit)
{
    struct instance *held;
    JET_ERR err;

    diag_clear();
    JET_TRY(instance_hold(instance, INSTANCE_STOPPED | INSTANCE_CREATED, &held));
    err = instance_stop(held, grbit);
    instance_release(held);
    return err;
}

JET_ERR JET_API JetStopServiceInstance(JET_INSTANCE instance)
{
    return JetStopServiceInstance2(instance, JET_bitStopServiceAll);
}

JET_ERR JET_API JetStopService(void)
{
    if (instance_mode() == INSTANCE_MODE_MULTI) {
        return diag_fail(JET_errRunningInMultiInstanceMode, "JetStopService: there are several instances");
    }
    return JetStopServiceInstance(0);
}
