/*
 * parameter.c - JetSetSystemParameter, JetGetSystemParameter, JetEnableMultiInstance.
 *
 * Whose parameter is meant follows from the mode of the process: in single-instance mode that of the one
 * instance; in multi-instance mode that of the session's instance if a session is given, else of the instance
 * that is given, else of the process; with no mode yet that of the process, from which instances made later
 * copy.
 *
 * Source: reference api-semantics 1.1, 1.3, 1.4.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "argument.h"
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "esent_compat.h"
#include "instance/parameter.h"
#include "instance/parameter_set.h"
#include "parameter_target.h"
#include "try.h"

/* ---------------------------------------------------------------------------------------------------- whose
 * it is */

JET_ERR target_find(JET_INSTANCE handle, JET_SESID sesid, uint32_t id, struct target *target)
{
    enum instance_mode mode = instance_mode();
    bool session_given = sesid != 0 && sesid != JET_sesidNil;
    bool of_session = id == JET_paramCommitDefault || id == JET_paramTransactionLevel;

    *target = (struct target){NULL, NULL, false};
    if (session_given && (mode == INSTANCE_MODE_MULTI || (mode == INSTANCE_MODE_SINGLE && of_session))) {
        JET_TRY(session_enter(sesid, &target->session));
        target->instance = target->session->instance;
        return JET_errSuccess;
    }
    if (mode == INSTANCE_MODE_SINGLE) {
        handle = 0; /* the one instance, whatever is given */
    } else if (mode == INSTANCE_MODE_UNSET || handle == 0 || handle == JET_instanceNil) {
        return JET_errSuccess;
    }
    JET_TRY(instance_hold(handle, INSTANCE_CREATED | INSTANCE_STOPPED, &target->instance));
    target->held = true;
    return JET_errSuccess;
}

void target_leave(struct target *target)
{
    if (target->session != NULL) {
        session_leave(target->session);
    }
    if (target->held) {
        instance_release(target->instance);
    }
}

/* ------------------------------------------------------------------------------------------------ setting */

static JET_ERR set_parameter(const JET_INSTANCE *pinstance, JET_SESID sesid, uint32_t id, JET_API_PTR integer,
                             const char *string)
{
    struct target target;
    JET_ERR err;

    JET_TRY(target_find(pinstance != NULL ? *pinstance : 0, sesid, id, &target));
    instance_lock_all();
    err = parameter_set(target.instance, target.session, id, integer, string);
    instance_unlock_all();
    target_leave(&target);
    return err;
}

JET_ERR JET_API JetSetSystemParameterA(JET_INSTANCE *pinstance, JET_SESID sesid, JET_ULONG paramid,
                                       JET_API_PTR lParam, JET_PCSTR szParam)
{
    char *string = NULL;
    JET_ERR err;

    diag_clear();
    JET_TRY_OR(argument_from_a(szParam, &string), free);
    err = set_parameter(pinstance, sesid, paramid, lParam, string);
free:
    free(string);
    return err;
}

JET_ERR JET_API JetSetSystemParameterW(JET_INSTANCE *pinstance, JET_SESID sesid, JET_ULONG paramid,
                                       JET_API_PTR lParam, JET_PCWSTR szParam)
{
    char *string = NULL;
    JET_ERR err;

    diag_clear();
    JET_TRY_OR(argument_from_w(szParam, &string), free);
    err = set_parameter(pinstance, sesid, paramid, lParam, string);
free:
    free(string);
    return err;
}

/* ------------------------------------------------------------------------------------------------ reading */

static JET_ERR copy_string(const char *string, char **copy)
{
    *copy = strdup(string);
    return *copy != NULL ? JET_errSuccess : diag_fail(JET_errOutOfMemory, "no memory for a string");
}

/* JET_paramErrorToString: the error stands where other parameters put their value. */
static JET_ERR error_to_string(const JET_API_PTR *plParam, char **string)
{
    static const char unknown[] = "Unknown Error";
    char text[512];
    const char *name = NULL;

    if (plParam != NULL) {
        name = esent_error_name(*(const JET_ERR *)plParam);
        (void)snprintf(text, sizeof text, "%s, %s", name != NULL ? name : unknown,
                       name != NULL ? esent_error_text(*(const JET_ERR *)plParam) : unknown);
        return copy_string(text, string);
    }
    return diag_fail(JET_errInvalidParameter, "JET_paramErrorToString: no error is given");
}

/* JET_paramUnicodeIndexDefault: plParam points to the structure, cbMax is its size. */
static JET_ERR unicode_default(const struct instance *instance, void *result, size_t capacity)
{
    JET_UNICODEINDEX index = parameter_unicode_default(instance);

    if (result == NULL) {
        return diag_fail(JET_errInvalidParameter, "JET_paramUnicodeIndexDefault: no structure is given");
    }
    if (capacity < sizeof index) {
        return diag_fail(JET_errBufferTooSmall, "JET_paramUnicodeIndexDefault needs %zu bytes", sizeof index);
    }
    memcpy(result, &index, sizeof index);
    return JET_errSuccess;
}

static JET_ERR store_integer(JET_API_PTR *plParam, uint32_t id, JET_API_PTR integer)
{
    JET_GRBIT grbit = (JET_GRBIT)integer;

    if (plParam == NULL) {
        return diag_fail(JET_errInvalidParameter, "%s is a number, and no pointer for it is given",
                         parameter_table[id].name);
    }
    if (id == JET_paramCommitDefault) {
        memcpy(plParam, &grbit, sizeof grbit); /* 32 bits are all that Windows writes */
    } else {
        *plParam = integer;
    }
    return JET_errSuccess;
}

static JET_ERR read_target(const struct target *target, uint32_t id, JET_API_PTR *plParam, size_t capacity,
                           char **string)
{
    const char *text;
    JET_API_PTR integer;

    switch (id) {
    case JET_paramErrorToString:
        return error_to_string(plParam, string);
    case JET_paramUnicodeIndexDefault:
        return unicode_default(target->instance, plParam, capacity);
    default:
        JET_TRY(parameter_get(target->instance, target->session, id, &integer, &text));
        return text != NULL ? copy_string(text, string) : store_integer(plParam, id, integer);
    }
}

/* Reads a parameter: a string as a copy in `*string`, anything else into `*plParam`. */
static JET_ERR get_parameter(JET_INSTANCE instance, JET_SESID sesid, uint32_t id, JET_API_PTR *plParam,
                             const void *buffer, size_t capacity, char **string)
{
    struct target target;
    JET_ERR err;

    diag_clear();
    *string = NULL;
    JET_TRY(target_find(instance, sesid, id, &target));
    instance_lock_all();
    err = read_target(&target, id, plParam, capacity, string);
    instance_unlock_all();
    target_leave(&target);
    if (err >= 0 && *string != NULL && (buffer == NULL || capacity == 0)) {
        err = diag_fail(JET_errInvalidParameter, "%s is a string, and no buffer for it is given",
                        parameter_table[id].name);
    }
    return err;
}

JET_ERR JET_API JetGetSystemParameterA(JET_INSTANCE instance, JET_SESID sesid, JET_ULONG paramid,
                                       JET_API_PTR *plParam, JET_PSTR szParam, JET_ULONG cbMax)
{
    char *string;
    JET_ERR err = get_parameter(instance, sesid, paramid, plParam, szParam, cbMax, &string);

    if (err >= 0 && string != NULL) {
        err = argument_to_a(string, szParam, cbMax);
    }
    free(string);
    return err;
}

JET_ERR JET_API JetGetSystemParameterW(JET_INSTANCE instance, JET_SESID sesid, JET_ULONG paramid,
                                       JET_API_PTR *plParam, JET_PWSTR szParam, JET_ULONG cbMax)
{
    char *string;
    JET_ERR err = get_parameter(instance, sesid, paramid, plParam, szParam, cbMax, &string);

    if (err >= 0 && string != NULL) {
        err = argument_to_w(string, szParam, cbMax);
    }
    free(string);
    return err;
}

/* --------------------------------------------------------------------------------- JetEnableMultiInstance */

/* One parameter of the list, in the engine's form. */
struct setting {
    uint32_t id;
    JET_API_PTR integer;
    char *string; /* owned */
    JET_ERR err;
    bool done; /* `err` says what became of it */
};

static JET_ERR conflict(uint32_t id)
{
    return diag_fail(JET_errSystemParameterConflict,
                     "JetEnableMultiInstance: %s is set to something else already", parameter_table[id].name);
}

static bool fixed_for_process(uint32_t id)
{
    return parameter_table[id].process && parameter_table[id].when == PARAMETER_BEFORE_FIRST;
}

/* Compares one wanted parameter with what the process has. */
static JET_ERR compare_setting(const struct setting *setting)
{
    const struct parameter_info *info = &parameter_table[setting->id];
    const struct parameter_set *process = parameter_target(NULL, setting->id);
    JET_API_PTR integer = parameter_integer(NULL, setting->id);
    bool same;

    if (fixed_for_process(setting->id) && !process->written[setting->id]) {
        return conflict(setting->id);
    }
    if (info->type >= PARAMETER_STRING) {
        same = setting->string != NULL && strcmp(setting->string, parameter_string(NULL, setting->id)) == 0;
    } else {
        same = setting->integer ==
               (setting->id == JET_paramConfiguration ? integer & ~(JET_API_PTR)JET_configDefault : integer);
    }
    return same ? JET_errSuccess : conflict(setting->id);
}

/* Multi-instance mode is on already: the same list is welcome, another one a conflict. */
static JET_ERR compare_settings(struct setting *settings, uint32_t count, uint32_t *done)
{
    bool wanted[PARAMETER_COUNT] = {false};

    for (uint32_t i = 0; i < count; i++) {
        if (settings[i].id >= PARAMETER_COUNT || parameter_table[settings[i].id].type == PARAMETER_NONE) {
            return diag_fail(JET_errInvalidParameter, "there is no system parameter %u",
                             (unsigned)settings[i].id);
        }
        wanted[settings[i].id] = true;
        settings[i].done = true;
        settings[i].err = compare_setting(&settings[i]);
        JET_TRY(settings[i].err);
        (*done)++;
    }
    for (uint32_t id = 0; id < PARAMETER_COUNT; id++) {
        if (fixed_for_process(id) && parameter_target(NULL, id)->written[id] && !wanted[id]) {
            return conflict(id);
        }
    }
    return JET_errSuccess;
}

static JET_ERR apply_settings(struct setting *settings, uint32_t count, uint32_t *done)
{
    for (uint32_t i = 0; i < count; i++) {
        settings[i].done = true;
        settings[i].err = parameter_set(NULL, NULL, settings[i].id, settings[i].integer, settings[i].string);
        JET_TRY(settings[i].err);
        (*done)++;
    }
    instance_enable_multi();
    return JET_errSuccess;
}

static JET_ERR enable_multi(struct setting *settings, uint32_t count, uint32_t *done)
{
    JET_ERR err;

    instance_lock_all();
    switch (instance_mode()) {
    case INSTANCE_MODE_SINGLE:
        err =
            diag_fail(JET_errRunningInOneInstanceMode, "the process runs the one instance that JetInit made");
        break;
    case INSTANCE_MODE_MULTI:
        err = compare_settings(settings, count, done);
        break;
    default:
        err = apply_settings(settings, count, done);
    }
    instance_unlock_all();
    return err;
}

/* The two forms of the list differ in their strings only. */
#define ENABLE_MULTI_INSTANCE(function, type, convert)                                                       \
    JET_ERR JET_API function(type *psetsysparam, JET_ULONG csetsysparam, JET_ULONG *pcsetsucceed)            \
    {                                                                                                        \
        struct setting *settings = NULL;                                                                     \
        uint32_t done = 0;                                                                                   \
        JET_ERR err;                                                                                         \
                                                                                                             \
        JET_TRY_OR(settings_new(psetsysparam, csetsysparam, &settings), finish);                             \
        for (uint32_t i = 0; i < csetsysparam; i++) {                                                        \
            settings[i].id = psetsysparam[i].paramid;                                                        \
            settings[i].integer = psetsysparam[i].lParam;                                                    \
            JET_TRY_OR(convert(psetsysparam[i].sz, &settings[i].string), finish);                            \
        }                                                                                                    \
        err = enable_multi(settings, csetsysparam, &done);                                                   \
        for (uint32_t i = 0; i < csetsysparam && settings[i].done; i++) {                                    \
            psetsysparam[i].err = settings[i].err;                                                           \
        }                                                                                                    \
    finish:                                                                                                  \
        settings_free(settings, csetsysparam);                                                               \
        if (pcsetsucceed != NULL) {                                                                          \
            *pcsetsucceed = done;                                                                            \
        }                                                                                                    \
        return err;                                                                                          \
    }

static JET_ERR settings_new(const void *given, uint32_t count, struct setting **settings)
{
    diag_clear();
    if (given == NULL && count > 0) {
        return diag_fail(JET_errInvalidParameter, "JetEnableMultiInstance: no list is given");
    }
    *settings = calloc(count > 0 ? count : 1, sizeof **settings);
    return *settings != NULL ? JET_errSuccess
                             : diag_fail(JET_errOutOfMemory, "no memory for %u parameters", (unsigned)count);
}

static void settings_free(struct setting *settings, uint32_t count)
{
    for (uint32_t i = 0; settings != NULL && i < count; i++) {
        free(settings[i].string);
    }
    free(settings);
}

ENABLE_MULTI_INSTANCE(JetEnableMultiInstanceA, JET_SETSYSPARAM_A, argument_from_a)
ENABLE_MULTI_INSTANCE(JetEnableMultiInstanceW, JET_SETSYSPARAM_W, argument_from_w)
