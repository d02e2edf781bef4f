/*
 * init.c - JetInit to JetInit4: an instance begins to run, and what a crash has left behind is recovered.
 *
 * The program's map, and its callback, come in four forms; recovery knows one of each.
 */
#include <stdlib.h>
#include <string.h>

#include "jet/argument.h"
#include "diag.h"
#include "jet/entry.h"
#include "esent.h"
#include "esent_compat.h"
#include "jet/info.h"
#include "os.h"
#include "recovery/recovery.h"
#include "try.h"

struct init_request {
    struct recovery_request request; /* first */
    JET_PFNSTATUS status;            /* of JetInit3 */
    JET_PFNINITCALLBACK callback;    /* of JetInit4 */
    void *context;
    bool controls; /* the callback is asked too, not only told of progress */
    struct recovery_map *map;
};

/* ------------------------------------------------------------------------------------------ the callback */

static JET_ERR call(const struct init_request *init, JET_SNP family, JET_SNT type, void *data)
{
    return init->callback != NULL ? init->callback(family, type, data, init->context)
                                  : init->status(JET_sesidNil, family, type, data);
}

static void progress(const struct recovery_request *request, JET_SNT type, uint32_t percent)
{
    JET_SNPROG done = {.cbStruct = sizeof done, .cunitDone = percent, .cunitTotal = 100};

    (void)call((const struct init_request *)request, JET_snpRestore, type, &done);
}

/* What a program is given to look at during one call. */
struct details {
    JET_RECOVERYCONTROL control;
    JET_DBINFOMISC7 databases[DATABASE_SLOTS];
    WCHAR path[OS_PATH_MAX];
};

static void describe_log(const struct recovery_event *event, struct details *details)
{
    JET_RECOVERYCONTROL *control = &details->control;
    size_t units;

    if (event->path == NULL ||
        esent_utf8_to_utf16(event->path, (size_t)-1, details->path, OS_PATH_MAX, &units) < 0) {
        details->path[0] = 0;
    }
    control->OpenLog.cbStruct = sizeof control->OpenLog;
    control->OpenLog.lGenNext = event->generation;
    control->OpenLog.fCurrentLog = event->is_current;
    control->OpenLog.eReason = event->reason;
    control->OpenLog.wszLogFile = details->path;
    control->OpenLog.cdbinfomisc = event->header_count;
    control->OpenLog.rgdbinfomisc = details->databases;
}

static void describe(const struct recovery_event *event, struct details *details)
{
    JET_RECOVERYCONTROL *control = &details->control;

    switch (event->type) {
    case JET_sntOpenCheckpoint:
        control->OpenCheckpoint.cbStruct = sizeof control->OpenCheckpoint;
        break;
    case JET_sntOpenLog:
        describe_log(event, details);
        break;
    case JET_sntBeginUndo:
        control->BeginUndo.cbStruct = sizeof control->BeginUndo;
        control->BeginUndo.cdbinfomisc = event->header_count;
        control->BeginUndo.rgdbinfomisc = details->databases;
        break;
    default:
        control->NotificationEvent.cbStruct = sizeof control->NotificationEvent;
        control->NotificationEvent.EventID = event->event;
        break;
    }
}

static JET_ERR control(const struct recovery_request *request, struct instance *instance,
                       const struct recovery_event *event, JET_ERR answer)
{
    const struct init_request *init = (const struct init_request *)request;
    struct details *details;
    JET_ERR err = JET_errSuccess;

    if (!init->controls) {
        return answer;
    }
    details = calloc(1, sizeof *details);
    if (details == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to tell of a recovery");
    }
    details->control.cbStruct = sizeof details->control;
    details->control.errDefault = answer;
    details->control.instance = instance->handle;
    details->control.sntUnion = event->type;
    for (uint32_t i = 0; i < event->header_count && err >= 0; i++) {
        err = info_give_misc(&event->headers[i], event->page_size, &details->databases[i],
                             sizeof details->databases[i]);
    }
    describe(event, details);
    err = err >= 0 ? call(init, JET_snpRecoveryControl, event->type, &details->control) : err;
    free(details);
    return err;
}

/* Flags that answer for the program unless it wants to itself. */
enum {
    ANSWERING_GRBITS = JET_bitRecoveryWithoutUndo | JET_bitLogStreamMustExist | JET_bitReplayIgnoreLostLogs |
                       JET_bitAllowMissingCurrentLog | JET_bitAllowSoftRecoveryOnBackup |
                       JET_bitSkipLostLogsEvent,
};

static JET_ERR start(JET_INSTANCE *pinstance, struct init_request *init, JET_GRBIT grbit)
{
    init->request.head.run = recovery_run;
    if (init->status != NULL || init->callback != NULL) {
        init->request.control = control;
        init->request.progress = progress;
        init->controls = (grbit & JET_bitExternalRecoveryControl) != 0 || (grbit & ANSWERING_GRBITS) == 0;
    }
    return instance_init(pinstance, &init->request.head, grbit); /* Windows refuses no bit */
}

/* -------------------------------------------------------------------------------------------------- JetInit */

JET_ERR JET_API JetInit2(JET_INSTANCE *pinstance, JET_GRBIT grbit)
{
    struct init_request init = {.status = NULL};

    diag_clear();
    return start(pinstance, &init, grbit | JET_bitReplayMissingMapEntryDB);
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

static void free_map(struct init_request *init)
{
    for (uint32_t i = 0; i < init->request.map_count; i++) {
        free((char *)init->map[i].logged);
        free((char *)init->map[i].path);
    }
    free(init->map);
}

static JET_ERR begin_map(struct init_request *init, JET_LONG count)
{
    if (count == 0) {
        return JET_errSuccess;
    }
    init->map = calloc((size_t)count, sizeof *init->map);
    if (init->map == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a map of databases");
    }
    init->request.map = init->map;
    init->request.map_count = (uint32_t)count;
    return JET_errSuccess;
}

#define CONVERT_MAP(name, type, convert)                                                                     \
    static JET_ERR name(struct init_request *init, const type *map, JET_LONG count)                          \
    {                                                                                                        \
        JET_TRY(begin_map(init, count));                                                                     \
        for (JET_LONG i = 0; i < count; i++) {                                                               \
            JET_TRY(convert(map[i].szDatabaseName, (char **)&init->map[i].logged));                          \
            JET_TRY(convert(map[i].szNewDatabaseName, (char **)&init->map[i].path));                         \
            if (init->map[i].path == NULL) {                                                                 \
                return diag_fail(JET_errInvalidParameter, "JetInit: the map of databases lacks a path");     \
            }                                                                                                \
        }                                                                                                    \
        return JET_errSuccess;                                                                               \
    }
CONVERT_MAP(map_a, JET_RSTMAP_A, argument_from_a)
CONVERT_MAP(map_w, JET_RSTMAP_W, argument_from_w)
CONVERT_MAP(map2_a, JET_RSTMAP2_A, argument_from_a)
CONVERT_MAP(map2_w, JET_RSTMAP2_W, argument_from_w)

#define INIT_WITH_INFO(function, type, convert_map, take_callback)                                           \
    JET_ERR JET_API function(JET_INSTANCE *pinstance, type *prstInfo, JET_GRBIT grbit)                       \
    {                                                                                                        \
        struct init_request init = {.status = NULL};                                                         \
        JET_ERR err;                                                                                         \
                                                                                                             \
        diag_clear();                                                                                        \
        if (prstInfo == NULL) {                                                                              \
            return JetInit2(pinstance, grbit);                                                               \
        }                                                                                                    \
        JET_TRY(check_restore_info(prstInfo->cbStruct, sizeof *prstInfo, prstInfo->crstmap,                  \
                                   prstInfo->rgrstmap));                                                     \
        take_callback;                                                                                       \
        err = convert_map(&init, prstInfo->rgrstmap, prstInfo->crstmap);                                     \
        err = err >= 0 ? start(pinstance, &init, grbit) : err;                                               \
        free_map(&init);                                                                                     \
        return err;                                                                                          \
    }
#define TAKE_STATUS init.status = prstInfo->pfnStatus
#define TAKE_CALLBACK                                                                                        \
    init.callback = prstInfo->pfnCallback;                                                                   \
    init.context = prstInfo->pvCallbackContext
INIT_WITH_INFO(JetInit3A, JET_RSTINFO_A, map_a, TAKE_STATUS)
INIT_WITH_INFO(JetInit3W, JET_RSTINFO_W, map_w, TAKE_STATUS)
INIT_WITH_INFO(JetInit4A, JET_RSTINFO2_A, map2_a, TAKE_CALLBACK)
INIT_WITH_INFO(JetInit4W, JET_RSTINFO2_W, map2_w, TAKE_CALLBACK)
