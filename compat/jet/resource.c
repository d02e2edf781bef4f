/*
 * resource.c - JetSetResourceParam and JetGetResourceParam: pools of objects.
 *
 * Windows allocates sessions, cursors, schemas and the like from pools of its own, whose sizes these functions tune.
 * This engine allocates them as they are needed. What remains:
 *
 *   of an instance      JET_resoperMaxUse and CurrentUse: limits that follow from system parameters, and what is in use
 *   of the process      everything else is kept, with Windows' defaults and limits, for who reads it again; no effect
 *
 * Changes need JET_paramEnableAdvanced, as advanced system parameters do, and are ignored without. Those of the process
 * end with its first instance. Source: [ese] cresmgr.cxx, jetapi.cxx.
 */
#include <string.h>

#include "cursor/table_cursor_parts.h"
#include "cursor/temp_parts.h"
#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "jet/parameter_target.h"
#include "try.h"

enum {
    SECTION_SIZE = 64 * 1024, /* what chunks consist of */
    CHUNK_SIZE_MAX = 16 * 1024 * 1024,
    QUOTA_MAX = INT32_MAX,
    SYSTEM_SESSIONS = 69, /* of Windows' own, that count among those of an instance */
    SYSTEM_BUCKETS = 2,
};

struct pool {
    char tag[JET_resTagSize];
    JET_API_PTR value[JET_resoperMax]; /* by JET_resoper* */
};

/* Where the engine has no such objects their size is 0. */
#define POOL(id, name, size, align, chunk, lookaside, least)                                                 \
    [JET_resid##id] = {.tag = name,                                                                          \
                       .value = {[JET_resoperSize] = (size),                                                 \
                                 [JET_resoperAlign] = (align),                                               \
                                 [JET_resoperMinUse] = (least),                                              \
                                 [JET_resoperMaxUse] = QUOTA_MAX,                                            \
                                 [JET_resoperChunkSize] = (chunk),                                           \
                                 [JET_resoperLookasideEntries] = (lookaside),                                \
                                 [JET_resoperRFOLOffset] = sizeof(void *)}}

/* Under instance_lock_all(). */
static struct pool pools[JET_residMax] = {
    POOL(FCB, "FCB", sizeof(struct table), 32, SECTION_SIZE, 32, 0),
    POOL(FUCB, "FUCB", sizeof(struct table_cursor), 32, SECTION_SIZE, 32, 0),
    POOL(TDB, "TDB", sizeof(struct table), 32, SECTION_SIZE, 32, 0),
    POOL(IDB, "IDB", sizeof(struct index), 32, SECTION_SIZE, 32, 0),
    POOL(PIB, "PIB", sizeof(struct session), 32, SECTION_SIZE, 32, 0),
    POOL(SCB, "SCB", sizeof(struct temp_table), 32, SECTION_SIZE, 32, 0),
    POOL(VERBUCKET, "VERB", 0, 32, 1024 * 1024, 8, 0), /* size and least use are system parameters */
    POOL(PAGE, "PAGE", 0, 4096, 256 * 1024, 32, 0),    /* so is the size of a page */
    POOL(SPLIT, "SPT", 0, 32, SECTION_SIZE, 32, 0),
    POOL(SPLITPATH, "SPTP", 0, 32, SECTION_SIZE, 32, 0),
    POOL(MERGE, "MRG", 0, 32, SECTION_SIZE, 32, 0),
    POOL(MERGEPATH, "MRGP", 0, 32, SECTION_SIZE, 32, 0),
    POOL(INST, "INST", sizeof(struct instance), 32, SECTION_SIZE, 0, 0),
    POOL(LOG, "LOG", 0, 32, SECTION_SIZE, 0, 0),
    POOL(KEY, "KEY", sizeof(struct key), 32, SECTION_SIZE, 32, 0),
    POOL(BOOKMARK, "BM", TREE_BOOKMARK_MAX, 32, SECTION_SIZE, 32, 0),
    POOL(LRUKHIST, "HIST", 0, sizeof(void *), SECTION_SIZE, 32, 0),
    POOL(RBSBuf, "RBS", 0, 32, SECTION_SIZE, 32, 0),
    POOL(Test, "TEST", 64, 32, SECTION_SIZE, 32, 0),
};

static JET_ERR refused(JET_RESID resid, JET_RESOPER oper)
{
    return diag_fail(JET_errInvalidParameter, "resource %d has no property %d with such a value", (int)resid,
                     (int)oper);
}

static bool is_pool(JET_RESID resid)
{
    return resid > JET_residNull && resid < JET_residMax;
}

/* ------------------------------------------------------------------------------------------- of an instance */

/* The system parameter that limits a pool of an instance, and what the pool has beyond it; 0 for none. */
static uint32_t limiting_parameter(JET_RESID resid, uint32_t *beyond)
{
    *beyond = 0;
    switch (resid) {
    case JET_residPIB:
        *beyond = SYSTEM_SESSIONS;
        return JET_paramMaxSessions;
    case JET_residFUCB:
        return JET_paramMaxCursors;
    case JET_residSCB:
        return JET_paramMaxTemporaryTables;
    case JET_residVERBUCKET:
        *beyond = SYSTEM_BUCKETS;
        return JET_paramMaxVerPages;
    default:
        return 0;
    }
}

/* Descriptors of tables and indexes: Windows' rule for open ones and for those it keeps of closed tables. */
static bool is_of_schema(JET_RESID resid)
{
    return resid == JET_residFCB || resid == JET_residTDB || resid == JET_residIDB;
}

static bool is_of_instance(JET_RESID resid)
{
    uint32_t beyond;

    return is_of_schema(resid) || limiting_parameter(resid, &beyond) != 0;
}

static JET_API_PTR most_of_instance(const struct instance *instance, JET_RESID resid)
{
    uint32_t beyond;
    const uint32_t id = limiting_parameter(resid, &beyond);
    const JET_API_PTR most = id != 0 ? parameter_integer(instance, id) + beyond
                                     : 2 * parameter_integer(instance, JET_paramMaxOpenTables) +
                                           parameter_integer(instance, JET_paramMaxTemporaryTables) +
                                           2 * parameter_integer(instance, JET_paramCachedClosedTables);

    return most < QUOTA_MAX ? most : QUOTA_MAX;
}

static JET_API_PTR use_of_instance(struct instance *instance, JET_RESID resid)
{
    JET_API_PTR sessions;

    if (resid == JET_residFUCB) {
        return (JET_API_PTR)atomic_load(&instance->object_count);
    }
    if (resid != JET_residPIB) {
        return 0;
    }
    os_mutex_lock(&instance->lock);
    sessions = instance->session_count;
    os_mutex_unlock(&instance->lock);
    return sessions;
}

static JET_ERR set_of_instance(struct instance *instance, JET_RESID resid, JET_API_PTR value)
{
    uint32_t beyond;
    const uint32_t id = limiting_parameter(resid, &beyond);

    if (id != 0) {
        return parameter_set(instance, NULL, id, value - beyond, NULL);
    }
    if (!(atomic_load(&instance->refuses) & INSTANCE_CREATED)) {
        return diag_fail(JET_errAlreadyInitialized, "the limit of resource %d cannot change any more",
                         (int)resid);
    }
    return value <= QUOTA_MAX ? JET_errSuccess /* JetInit makes it anew from its parameters */
                              : refused(resid, JET_resoperMaxUse);
}

/* ----------------------------------------------------------------------------------------- of the process */

static JET_API_PTR use_of_process(JET_RESID resid)
{
    JET_API_PTR use = 0;

    for (struct instance *instance = instance_first(); instance != NULL; instance = instance->next) {
        use += resid == JET_residINST ? 1 : use_of_instance(instance, resid);
    }
    return use;
}

static JET_API_PTR size_of(JET_RESID resid)
{
    switch (resid) {
    case JET_residVERBUCKET:
        return parameter_integer(NULL, JET_paramVerPageSize);
    case JET_residPAGE:
        return parameter_integer(NULL, JET_paramDatabasePageSize);
    default:
        return pools[resid].value[JET_resoperSize];
    }
}

static JET_ERR objects_per_chunk(JET_RESID resid, JET_API_PTR *value)
{
    const struct pool *pool = &pools[resid];
    const JET_API_PTR align = pool->value[JET_resoperAlign];
    const JET_API_PTR size = (size_of(resid) + align - 1) / align * align;

    if (size == 0) {
        return refused(resid, JET_resoperObjectsPerChunk);
    }
    *value = pool->value[JET_resoperChunkSize] / size;
    return JET_errSuccess;
}

static JET_ERR get_of_process(JET_RESID resid, JET_RESOPER oper, JET_API_PTR *value)
{
    if (oper != JET_resoperTag) {
        *value = 0; /* the tag's 4 bytes may lie anywhere */
    }
    switch (oper) {
    case JET_resoperTag:
        memcpy(value, pools[resid].tag, JET_resTagSize);
        return JET_errSuccess;
    case JET_resoperSize:
        *value = size_of(resid);
        return JET_errSuccess;
    case JET_resoperCurrentUse:
        if (instance_first() == NULL) {
            return diag_fail(JET_errNotInitialized, "no instance uses resource %d", (int)resid);
        }
        *value = use_of_process(resid);
        return JET_errSuccess;
    case JET_resoperObjectsPerChunk:
        return objects_per_chunk(resid, value);
    case JET_resoperNull:
    case JET_resoperEnableMaxUse:
    case JET_resoperMax:
        return refused(resid, oper);
    default:
        if ((unsigned)oper >= JET_resoperMax) {
            return refused(resid, oper);
        }
        *value = resid == JET_residVERBUCKET && oper == JET_resoperMinUse
                     ? parameter_integer(NULL, JET_paramGlobalMinVerPages)
                     : pools[resid].value[oper];
        return JET_errSuccess;
    }
}

/* Brings a value into the form in which it is kept; false for one that Windows refuses. */
static bool accept(JET_RESOPER oper, JET_API_PTR *value)
{
    switch (oper) {
    case JET_resoperAlign:
        return *value >= sizeof(void *) && *value <= SECTION_SIZE / 2 && (*value & (*value - 1)) == 0;
    case JET_resoperMinUse:
    case JET_resoperMaxUse:
    case JET_resoperLookasideEntries:
        return *value <= INT32_MAX;
    case JET_resoperChunkSize:
        if (*value == 0 || *value > CHUNK_SIZE_MAX) {
            return false;
        }
        *value = (*value + SECTION_SIZE - 1) / SECTION_SIZE * SECTION_SIZE;
        return true;
    case JET_resoperRFOLOffset:
        return *value <= SECTION_SIZE - 2 * sizeof(void *);
    case JET_resoperGuard:
    case JET_resoperAllocTopDown:
    case JET_resoperPreserveFreed:
    case JET_resoperAllocFromHeap:
        *value = *value != 0;
        return true;
    default:
        return false; /* what can only be read, and the sizes of the engine's objects */
    }
}

static JET_ERR set_of_process(JET_RESID resid, JET_RESOPER oper, JET_API_PTR value)
{
    if (resid == JET_residPAGE && oper == JET_resoperSize) {
        return parameter_set(NULL, NULL, JET_paramDatabasePageSize, value, NULL);
    }
    if (resid == JET_residVERBUCKET && oper == JET_resoperSize) {
        return parameter_set(NULL, NULL, JET_paramVerPageSize, value, NULL);
    }
    if (resid == JET_residVERBUCKET && oper == JET_resoperMinUse) {
        return parameter_set(NULL, NULL, JET_paramGlobalMinVerPages, value, NULL);
    }
    if (oper == JET_resoperSize || oper == JET_resoperTag) {
        return refused(resid, oper);
    }
    if (instance_first() != NULL) {
        return diag_fail(JET_errAlreadyInitialized, "resource %d cannot change while there is an instance",
                         (int)resid);
    }
    if (!accept(oper, &value)) {
        return refused(resid, oper);
    }
    pools[resid].value[oper] = value;
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- the calls */

static JET_ERR get_one(struct instance *instance, JET_RESOPER oper, JET_RESID resid, JET_API_PTR *value)
{
    if (!is_pool(resid)) {
        return refused(resid, oper);
    }
    if (instance != NULL && is_of_instance(resid) && oper == JET_resoperMaxUse) {
        *value = most_of_instance(instance, resid);
        return JET_errSuccess;
    }
    if (instance != NULL && is_of_instance(resid) && oper == JET_resoperCurrentUse) {
        *value = use_of_instance(instance, resid);
        return JET_errSuccess;
    }
    return get_of_process(resid, oper, value);
}

static JET_ERR set_one(struct instance *instance, JET_RESOPER oper, JET_RESID resid, JET_API_PTR value)
{
    if (parameter_integer(instance, JET_paramEnableAdvanced) == 0) {
        return JET_errSuccess;
    }
    if (!is_pool(resid)) {
        return refused(resid, oper);
    }
    return instance != NULL && is_of_instance(resid) && oper == JET_resoperMaxUse
               ? set_of_instance(instance, resid, value)
               : set_of_process(resid, oper, value);
}

/* All pools get the value, or none does. */
static JET_ERR set_all(struct instance *instance, JET_RESOPER oper, JET_API_PTR value)
{
    JET_API_PTR before[JET_residMax] = {0};
    int resid;
    JET_ERR err = JET_errSuccess;

    for (resid = JET_residNull + 1; err >= 0 && resid < JET_residMax; resid++) {
        if (resid == JET_residPAGE) {
            continue; /* no pool of Windows' any more */
        }
        JET_TRY_OR(get_one(instance, oper, (JET_RESID)resid, &before[resid]), undo);
        JET_TRY_OR(set_one(instance, oper, (JET_RESID)resid, value), undo);
    }
    return err;
undo:
    while (--resid > JET_residNull) {
        if (resid != JET_residPAGE) {
            (void)set_one(instance, oper, (JET_RESID)resid, before[resid]);
        }
    }
    return err;
}

JET_ERR JET_API JetSetResourceParam(JET_INSTANCE handle, JET_RESOPER oper, JET_RESID resid, JET_API_PTR value)
{
    struct target target;
    JET_ERR err;

    diag_clear();
    JET_TRY(target_find(handle, 0, JET_paramMaxSessions, &target));
    instance_lock_all();
    err = resid == JET_residAll ? set_all(target.instance, oper, value)
                                : set_one(target.instance, oper, resid, value);
    instance_unlock_all();
    target_leave(&target);
    return err;
}

JET_ERR JET_API JetGetResourceParam(JET_INSTANCE handle, JET_RESOPER oper, JET_RESID resid,
                                    JET_API_PTR *value)
{
    struct target target;
    JET_ERR err;

    diag_clear();
    if (value == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetResourceParam: there is no place for the value");
    }
    JET_TRY(target_find(handle, 0, JET_paramMaxSessions, &target));
    instance_lock_all();
    err = get_one(target.instance, oper, resid, value);
    instance_unlock_all();
    target_leave(&target);
    return err;
}
