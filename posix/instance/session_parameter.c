/*
 * session_parameter.c - JetSetSessionParameter and JetGetSessionParameter.
 *
 * Most parameters are a few bytes at a fixed place of struct session_parameters: rows of a table. The others
 * (a blob, three strings, the level of the transaction, two that are checked) have their own lines.
 *
 * Nothing in this engine acts on them but JET_sesparamCommitDefault: they describe the caller to traces of
 * Windows.
 *
 * Source: reference api-semantics 2; recorded script session_parameters for sizes; [ese] tm.cxx for which
 * sizes fail how.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "instance/session.h"
#include "try.h"

enum {
    COMMIT_CONTEXT_MAX = 30000,
    CLIENT_TEXT_MAX = 32, /* bytes with the NUL; longer ones end in "..." */
    CACHE_PRIORITY_MAX = 1000,
    IO_PRIORITY_KNOWN = JET_IOPriorityLow | JET_IOPriorityUserClassIdMask | JET_IOPriorityMarkAsMaintenance,
};

/* A parameter of fixed size. */
struct fixed_parameter {
    uint32_t id;
    uint16_t offset; /* in struct session_parameters */
    uint8_t size;
    bool exact; /* a buffer for reading must have just this size */
};

#define FIXED(id, field, exact)                                                                              \
    {                                                                                                        \
        id, offsetof(struct session_parameters, field), sizeof(((struct session_parameters *)NULL)->field),  \
            exact                                                                                            \
    }
static const struct fixed_parameter fixed_parameters[] = {
    FIXED(JET_sesparamCommitDefault, commit_default, true),
    FIXED(JET_sesparamOperationContext, operation, false),
    FIXED(JET_sesparamCorrelationID, correlation_id, false),
    FIXED(JET_sesparamCachePriority, cache_priority, false),
    FIXED(JET_sesparamClientActivityId, activity_id, false),
    FIXED(JET_sesparamIOSessTraceFlags, io_trace_flags, false),
    FIXED(JET_sesparamIOPriority, io_priority, true),
    FIXED(JET_sesparamCommitContextContainsCustomerData, customer_data, false),
    FIXED(JET_sesparamCommitContextNeedPreCommitCallback, pre_commit_callback, false),
};

static const struct fixed_parameter *find_fixed(uint32_t id)
{
    for (size_t i = 0; i < sizeof fixed_parameters / sizeof fixed_parameters[0]; i++) {
        if (fixed_parameters[i].id == id) {
            return &fixed_parameters[i];
        }
    }
    return NULL;
}

static JET_ERR wrong_size(uint32_t id, uint32_t size)
{
    return diag_fail(JET_errInvalidBufferSize, "session parameter %u: %u bytes is the wrong size",
                     (unsigned)id, (unsigned)size);
}

static JET_ERR unknown(uint32_t id)
{
    return diag_fail(JET_errInvalidSesparamId, "there is no session parameter %u", (unsigned)id);
}

/* ------------------------------------------------------------------------------------------------ setting */

static JET_ERR set_commit_context(struct session_parameters *parameters, const void *value, uint32_t size)
{
    void *copy = NULL;

    if (size > COMMIT_CONTEXT_MAX) {
        return wrong_size(JET_sesparamCommitGenericContext, size);
    }
    if (size > 0) {
        copy = malloc(size);
        if (copy == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for the commit context");
        }
        memcpy(copy, value, size);
    } else {
        parameters->pre_commit_callback = 0;
    }
    free(parameters->commit_context);
    parameters->commit_context = copy;
    parameters->commit_context_size = size;
    return JET_errSuccess;
}

static JET_ERR set_client(struct session_parameters *parameters, uint32_t id, const char *value,
                          uint32_t size)
{
    static const char ellipsis[] = "...";
    char **text = &parameters->client[id - JET_sesparamClientComponentDesc];
    bool fits = size < CLIENT_TEXT_MAX;
    size_t kept = fits ? size : CLIENT_TEXT_MAX - sizeof ellipsis;
    char *copy = calloc(1, CLIENT_TEXT_MAX);

    if (copy == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a session parameter");
    }
    if (kept > 0) {
        memcpy(copy, value, kept);
    }
    if (!fits) {
        memcpy(copy + kept, ellipsis, sizeof ellipsis);
    }
    free(*text);
    *text = copy;
    return fits ? JET_errSuccess : JET_wrnBufferTruncated;
}

static JET_ERR set_fixed(struct session_parameters *parameters, const struct fixed_parameter *fixed,
                         const void *value, uint32_t size)
{
    uint32_t number = 0;

    if (size != fixed->size) {
        return wrong_size(fixed->id, size);
    }
    if (size == sizeof number) {
        memcpy(&number, value, size);
    }
    if (fixed->id == JET_sesparamCachePriority && number > CACHE_PRIORITY_MAX) {
        return diag_fail(JET_errInvalidParameter, "a cache priority of %u is above %d", (unsigned)number,
                         CACHE_PRIORITY_MAX);
    }
    if (fixed->id == JET_sesparamIOPriority && (number & ~(uint32_t)IO_PRIORITY_KNOWN) != 0) {
        return diag_fail(JET_errInvalidGrbit, "I/O priority 0x%x has unknown bits", (unsigned)number);
    }
    memcpy((char *)parameters + fixed->offset, value, size);
    if (fixed->id == JET_sesparamCommitContextContainsCustomerData) {
        parameters->customer_data = number != 0;
    } else if (fixed->id == JET_sesparamCommitContextNeedPreCommitCallback) {
        parameters->pre_commit_callback = number != 0;
    }
    return JET_errSuccess;
}

JET_ERR session_parameter_set(struct session *session, uint32_t id, const void *value, uint32_t size)
{
    const struct fixed_parameter *fixed = find_fixed(id);

    if (value == NULL && size != 0) {
        return diag_fail(JET_errInvalidParameter, "session parameter %u: no value", (unsigned)id);
    }
    if (fixed != NULL) {
        return set_fixed(&session->parameters, fixed, value, size);
    }
    switch (id) {
    case JET_sesparamCommitGenericContext:
        return set_commit_context(&session->parameters, value, size);
    case JET_sesparamTransactionLevel:
        return diag_fail(JET_errFeatureNotAvailable, "JET_sesparamTransactionLevel can only be read");
    case JET_sesparamClientComponentDesc:
    case JET_sesparamClientActionDesc:
    case JET_sesparamClientActionContextDesc:
        return set_client(&session->parameters, id, value, size);
    default:
        return unknown(id);
    }
}

/* ------------------------------------------------------------------------------------------------ reading */

/* What a parameter is now, and how it is handed out. */
struct reading {
    const void *value;
    uint32_t size;
    bool exact;        /* the buffer must have just this size */
    JET_ERR too_small; /* the error when the buffer is smaller */
};

static JET_ERR read_parameter(const struct session *session, uint32_t id, uint32_t *number,
                              struct reading *reading)
{
    const struct session_parameters *parameters = &session->parameters;
    const struct fixed_parameter *fixed = find_fixed(id);

    *reading = (struct reading){.too_small = JET_errInvalidBufferSize};
    if (fixed != NULL) {
        reading->value = (const char *)parameters + fixed->offset;
        reading->size = fixed->size;
        reading->exact = fixed->exact;
        if (id == JET_sesparamCachePriority && parameters->cache_priority == SESSION_PRIORITY_UNSET) {
            *number = (uint32_t)parameter_integer(session->instance, JET_paramCachePriority);
            reading->value = number;
        }
        return JET_errSuccess;
    }
    switch (id) {
    case JET_sesparamTransactionLevel:
        *number = session->level;
        *reading = (struct reading){number, sizeof *number, true, JET_errInvalidBufferSize};
        return JET_errSuccess;
    case JET_sesparamCommitGenericContext:
        *reading = (struct reading){parameters->commit_context, parameters->commit_context_size, false,
                                    JET_errBufferTooSmall};
        return JET_errSuccess;
    case JET_sesparamClientComponentDesc:
    case JET_sesparamClientActionDesc:
    case JET_sesparamClientActionContextDesc: {
        const char *text = parameters->client[id - JET_sesparamClientComponentDesc];

        reading->value = text != NULL ? text : "";
        reading->size = (uint32_t)strlen(reading->value) + 1;
        reading->too_small = JET_errBufferTooSmall;
        return JET_errSuccess;
    }
    default:
        return unknown(id);
    }
}

JET_ERR session_parameter_get(const struct session *session, uint32_t id, void *value, uint32_t capacity,
                              uint32_t *size)
{
    struct reading reading;
    uint32_t number;

    if (value == NULL && size == NULL) {
        return diag_fail(JET_errInvalidParameter,
                         "session parameter %u: neither the value nor its size can be returned",
                         (unsigned)id);
    }
    JET_TRY(read_parameter(session, id, &number, &reading));
    if (size != NULL) {
        *size = reading.size;
    }
    if (value == NULL) {
        return JET_errSuccess;
    }
    if (capacity < reading.size || (reading.exact && capacity != reading.size)) {
        return diag_fail(reading.too_small, "session parameter %u has %u bytes, the buffer %u", (unsigned)id,
                         (unsigned)reading.size, (unsigned)capacity);
    }
    if (reading.size > 0) {
        memcpy(value, reading.value, reading.size);
    }
    return JET_errSuccess;
}

void session_parameters_free(struct session_parameters *parameters)
{
    free(parameters->commit_context);
    for (size_t i = 0; i < sizeof parameters->client / sizeof parameters->client[0]; i++) {
        free(parameters->client[i]);
    }
}
