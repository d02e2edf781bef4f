/*
 * dispatch.h - functions on a cursor: enter, call the operation of the cursor's kind, leave.
 */
#ifndef ESENT_JET_DISPATCH_H
#define ESENT_JET_DISPATCH_H

#include "cursor/cursor.h"
#include "diag.h"
#include "jet/entry.h"
#include "try.h"

static inline JET_ERR dispatch_enter(JET_SESID sesid, JET_TABLEID tableid, struct cursor **cursor)
{
    struct session *session;
    struct object *object;

    JET_TRY(cursor_enter(sesid, tableid, &session, &object));
    *cursor = (struct cursor *)object; /* of which it is the head */
    if (atomic_load_explicit(&(*cursor)->outdated, memory_order_relaxed)) {
        const JET_ERR err = (*cursor)->ops->refresh(*cursor);

        if (err < 0) {
            session_leave(session);
            return err;
        }
    }
    return JET_errSuccess;
}

static inline JET_ERR dispatch_illegal(const char *operation)
{
    return diag_fail(JET_errIllegalOperation,
                     "%s is not for a cursor of this kind, or not in its present phase", operation);
}

/*
 * The body of a function on a cursor: `operation` is a member of struct cursor_ops, the rest its arguments
 * behind the cursor. The session outlives the operation, which may end the cursor.
 */
#define DISPATCH(sesid, tableid, operation, ...)                                                             \
    do {                                                                                                     \
        struct cursor *cursor;                                                                               \
        struct session *session;                                                                             \
        JET_ERR err;                                                                                         \
                                                                                                             \
        JET_TRY(dispatch_enter(sesid, tableid, &cursor));                                                    \
        session = cursor_session(cursor);                                                                    \
        err = cursor->ops->operation != NULL ? cursor->ops->operation(cursor, __VA_ARGS__)                   \
                                             : dispatch_illegal(#operation);                                 \
        session_leave(session);                                                                              \
        return err;                                                                                          \
    } while (0)

#endif
