/*
 * instance_info.c - the Jet* functions that tell about instances.
 *
 * JetGetInstanceInfo hands out one block:
 *
 *   | JET_INSTANCE_INFO [0] | [1] ... | names, each with its NUL |
 */
#include <stdlib.h>
#include <string.h>

#include "argument.h"
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "instance/parameter.h"
#include "try.h"

/* The two forms of the block differ in the size of a name and in how it is written. */
struct name_form {
    size_t (*size)(const char *utf8);
    JET_ERR (*write)(const char *utf8, void *text, size_t capacity);
};

static JET_ERR write_a(const char *utf8, void *text, size_t capacity)
{
    return argument_to_a(utf8, text, capacity);
}

static JET_ERR write_w(const char *utf8, void *text, size_t capacity)
{
    return argument_to_w(utf8, text, capacity);
}

static const struct name_form form_a = {argument_size_a, write_a};
static const struct name_form form_w = {argument_size_w, write_w};

/* A and W rows have the same layout: only what the name points to differs. */
_Static_assert(sizeof(JET_INSTANCE_INFO_A) == sizeof(JET_INSTANCE_INFO_W), "one block for both forms");

static size_t block_size(const struct name_form *form, JET_ULONG *count)
{
    size_t size = 0;

    *count = 0;
    for (struct instance *instance = instance_first(); instance != NULL; instance = instance->next) {
        size += sizeof(JET_INSTANCE_INFO_W) + (instance->name != NULL ? form->size(instance->name) : 0);
        (*count)++;
    }
    return size;
}

static JET_ERR fill(const struct name_form *form, JET_INSTANCE_INFO_W *rows, JET_ULONG count, size_t size)
{
    char *name = (char *)(rows + count);
    const char *end = (const char *)rows + size;

    for (struct instance *instance = instance_first(); instance != NULL; instance = instance->next, rows++) {
        rows->hInstanceId = instance->handle;
        if (instance->name != NULL) {
            rows->szInstanceName = (void *)name;
            JET_TRY(form->write(instance->name, name, (size_t)(end - name)));
            name += form->size(instance->name);
        }
    }
    return JET_errSuccess;
}

static JET_ERR instance_info(const struct name_form *form, JET_ULONG *count, void **block)
{
    JET_ERR err = JET_errSuccess;
    size_t size;

    diag_clear();
    if (count == NULL || block == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetInstanceInfo: pointers for the results are needed");
    }
    *block = NULL;
    instance_lock_all();
    size = block_size(form, count);
    if (*count > 0) {
        *block = calloc(1, size);
        err = *block != NULL ? fill(form, *block, *count, size)
                             : diag_fail(JET_errOutOfMemory, "no memory for the list of instances");
    }
    instance_unlock_all();
    if (err < 0) {
        free(*block);
        *block = NULL;
        *count = 0;
    }
    return err;
}

JET_ERR JET_API JetGetInstanceInfoA(JET_ULONG *pcInstanceInfo, JET_INSTANCE_INFO_A **paInstanceInfo)
{
    return instance_info(&form_a, pcInstanceInfo, (void **)paInstanceInfo);
}

JET_ERR JET_API JetGetInstanceInfoW(JET_ULONG *pcInstanceInfo, JET_INSTANCE_INFO_W **paInstanceInfo)
{
    return instance_info(&form_w, pcInstanceInfo, (void **)paInstanceInfo);
}

JET_ERR JET_API JetFreeBuffer(char *pbBuf)
{
    diag_clear();
    free(pbBuf);
    return JET_errSuccess;
}

/* Without a log its signature and the checkpoint are zeros. */
static JET_ERR misc_info(const struct instance *instance, void *result, size_t capacity, JET_ULONG level)
{
    size_t size;

    switch (level) {
    case JET_InstanceMiscInfoLogSignature:
        size = sizeof(JET_SIGNATURE);
        break;
    case JET_InstanceMiscInfoCheckpoint:
        size = sizeof(JET_CHECKPOINTINFO);
        break;
    default:
        return diag_fail(JET_errInvalidParameter, "JetGetInstanceMiscInfo: there is no level %u",
                         (unsigned)level);
    }
    if (capacity < size) {
        return diag_fail(JET_errBufferTooSmall, "JetGetInstanceMiscInfo: %zu bytes are needed", size);
    }
    if (result == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetInstanceMiscInfo: a buffer is needed");
    }
    if (parameter_recovery_on(instance)) {
        return diag_fail(JET_errFeatureNotAvailable, "JetGetInstanceMiscInfo: this engine writes no log yet");
    }
    memset(result, 0, size);
    return JET_errSuccess;
}

JET_ERR JET_API JetGetInstanceMiscInfo(JET_INSTANCE instance, void *pvResult, JET_ULONG cbMax,
                                       JET_ULONG InfoLevel)
{
    struct instance *entered;
    JET_ERR err;

    JET_TRY(instance_enter(instance, &entered));
    err = misc_info(entered, pvResult, cbMax, InfoLevel);
    instance_leave(entered);
    return err;
}
