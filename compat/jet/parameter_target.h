/*
 * parameter_target.h - whose parameter a call means, by the mode of the process.
 */
#ifndef ESENT_JET_PARAMETER_TARGET_H
#define ESENT_JET_PARAMETER_TARGET_H

#include <stdbool.h>

#include "entry.h"

struct target {
    struct instance *instance; /* NULL: the process */
    struct session *session;   /* NULL: none is given, or it does not matter */
    bool held;                 /* the instance itself is held, not by way of the session */
};

/*
 * Finds and holds the target of a call on parameter `id`; leave it by target_leave(). Errors of session_enter() and
 * instance_hold().
 */
JET_ERR target_find(JET_INSTANCE handle, JET_SESID sesid, uint32_t id, struct target *target);
void target_leave(struct target *target);

#endif
