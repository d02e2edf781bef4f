/*
 * instance_info.c - the Jet* functions that tell about instances.
 *
 * JetGetInstanceInfo hands out one block:
 *
 *   | JET_INSTANCE_INFO [0] | [1] ... | pointers to names of databases | names, each with its NUL |
 */
#include <stdlib.h>
#include <string.h>

#include "argument.h"
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "instance/database.h"
#include "instance/instance.h"
#include "instance/temp_database.h"
#include "log/log.h"
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

/* What the block needs room for. */
struct block_plan {
    JET_ULONG instances;
    size_t databases;
    size_t text; /* bytes */
};

static void plan_instance(const struct name_form *form, struct instance *instance, struct block_plan *plan)
{
    plan->instances++;
    plan->text += instance->name != NULL ? form->size(instance->name) : 0;
    os_mutex_lock(&instance->lock);
    for (unsigned i = TEMPORARY_DBID + 1; i < DATABASE_SLOTS; i++) {
        if (instance->databases[i] != NULL) {
            plan->databases++;
            plan->text += form->size(instance->databases[i]->path);
        }
    }
    os_mutex_unlock(&instance->lock);
}

/* Where the next pointers and names of the block go. */
struct block_room {
    void **pointers, **pointers_end;
    char *text, *text_end;
};

static JET_ERR add_text(const struct name_form *form, const char *utf8, struct block_room *room, void **at)
{
    JET_TRY(form->write(utf8, room->text, (size_t)(room->text_end - room->text)));
    *at = room->text;
    room->text += form->size(utf8);
    return JET_errSuccess;
}

/* The attached databases of one instance. One that was attached after the plan was made is left out. */
static JET_ERR fill_databases(const struct name_form *form, struct instance *instance,
                              struct block_room *room, JET_INSTANCE_INFO_W *row)
{
    void **paths = room->pointers;
    const JET_API_PTR most = (JET_API_PTR)(room->pointers_end - room->pointers) / 2;
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&instance->lock);
    for (unsigned i = TEMPORARY_DBID + 1; i < DATABASE_SLOTS && err >= 0; i++) {
        const struct database *database = instance->databases[i];

        if (database != NULL && row->cDatabases < most &&
            form->size(database->path) <= (size_t)(room->text_end - room->text)) {
            err = add_text(form, database->path, room, room->pointers++);
            row->cDatabases++;
        }
    }
    os_mutex_unlock(&instance->lock);
    if (row->cDatabases > 0) { /* as many pointers again, which stay NULL: display names are none today */
        row->szDatabaseFileName = (void *)paths;
        row->szDatabaseDisplayName = (void *)room->pointers;
        room->pointers += row->cDatabases;
    }
    return err;
}

static JET_ERR fill(const struct name_form *form, JET_INSTANCE_INFO_W *rows, struct block_room *room)
{
    for (struct instance *instance = instance_first(); instance != NULL; instance = instance->next, rows++) {
        rows->hInstanceId = instance->handle;
        if (instance->name != NULL) {
            void *name;

            JET_TRY(add_text(form, instance->name, room, &name));
            rows->szInstanceName = name;
        }
        JET_TRY(fill_databases(form, instance, room, rows));
    }
    return JET_errSuccess;
}

/* Under the lock of the process. */
static JET_ERR make_block(const struct name_form *form, JET_ULONG *count, void **block)
{
    struct block_plan plan = {0, 0, 0};
    struct block_room room;

    for (struct instance *instance = instance_first(); instance != NULL; instance = instance->next) {
        plan_instance(form, instance, &plan);
    }
    *count = plan.instances;
    if (plan.instances == 0) {
        return JET_errSuccess;
    }
    *block = calloc(1, plan.instances * sizeof(JET_INSTANCE_INFO_W) + 2 * plan.databases * sizeof(void *) +
                           plan.text);
    if (*block == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the list of instances");
    }
    room.pointers = (void **)((JET_INSTANCE_INFO_W *)*block + plan.instances);
    room.pointers_end = room.pointers + 2 * plan.databases;
    room.text = (char *)room.pointers_end;
    room.text_end = room.text + plan.text;
    return fill(form, *block, &room);
}

static JET_ERR instance_info(const struct name_form *form, JET_ULONG *count, void **block)
{
    JET_ERR err;

    diag_clear();
    if (count == NULL || block == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetInstanceInfo: pointers for the results are needed");
    }
    *block = NULL;
    instance_lock_all();
    err = make_block(form, count, block);
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
    memset(result, 0, size);
    if (instance->log == NULL) {
        return JET_errSuccess;
    }
    if (level == JET_InstanceMiscInfoLogSignature) {
        const struct signature signature = log_signature(instance->log);

        signature_encode(result, &signature);
    } else {
        JET_CHECKPOINTINFO *info = result;
        struct logtime created;

        info->genMin = (JET_ULONG)(log_checkpoint_position(instance->log) >> 32);
        info->genMax = log_generation(instance->log, &created);
        logtime_encode(&info->logtimeGenMaxCreate, &created);
    }
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
