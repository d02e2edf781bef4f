/*
 * callback.c - see callback.h.
 *
 * A function that was registered stays in the list of its table until the detach, so that the list can be walked while functions
 * register others; one that is taken back is marked.
 */
#include "cursor/callback.h"

#include <stdlib.h>

#include "cursor/update.h"
#include "diag.h"
#include "instance/database.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "try.h"

static struct os_mutex lock = OS_MUTEX_INIT; /* over the lists of all tables, and storage */
static JET_HANDLE last_id;

/* ------------------------------------------------------------------------------------------------ registering */

JET_ERR table_register_callback(struct cursor *head, JET_CBTYP type, JET_CALLBACK function, void *context,
                                JET_HANDLE *id)
{
    struct table_group *group = head->table->group;
    struct table_callback *callback;

    if (type == JET_cbtypNull || function == NULL || id == NULL) {
        return diag_fail(JET_errInvalidParameter,
                         "JetRegisterCallback: a type, a function and a place for its id "
                         "are needed");
    }
    if (group == NULL) {
        return diag_fail(JET_errIllegalOperation, "table '%s' is the engine's own", head->table->name);
    }
    callback = malloc(sizeof *callback);
    if (callback == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a callback");
    }
    *callback = (struct table_callback){.type = type, .function = function, .context = context};
    os_mutex_lock(&lock);
    callback->id = ++last_id;
    callback->next = group->callbacks;
    group->callbacks = callback;
    atomic_store(&group->callback_types, atomic_load(&group->callback_types) | type);
    os_mutex_unlock(&lock);
    *id = callback->id;
    return JET_errSuccess;
}

JET_ERR table_unregister_callback(struct cursor *head, JET_HANDLE id)
{
    struct table_group *group = head->table->group;
    bool found = false;

    os_mutex_lock(&lock);
    for (struct table_callback *callback = group != NULL ? group->callbacks : NULL;
         callback != NULL && !found; callback = callback->next) {
        found = callback->id == id;
        if (found) {
            callback->type = JET_cbtypNull;
        }
    }
    os_mutex_unlock(&lock);
    return found ? JET_errSuccess
                 : diag_fail(JET_errInvalidParameter, "table '%s' has no such callback", head->table->name);
}

/* -------------------------------------------------------------------------------------------------- calling */

static bool has_types(const struct table *table, JET_CBTYP types)
{
    return ((table->callback_types |
             (table->group != NULL ? atomic_load_explicit(&table->group->callback_types, memory_order_relaxed)
                                   : 0)) &
            types) != 0;
}

bool callbacks_exist(const struct table *table, JET_CBTYP types)
{
    return has_types(table, types) || (table->parent != NULL && has_types(table->parent, types));
}

/* Functions that are only named are the program's wish to be asked, which cannot be fulfilled. */
static JET_ERR refuse_named(const struct table *table, JET_CBTYP type)
{
    const struct instance *instance = table->database->instance;

    if ((table->callback_types & type) == 0 || parameter_integer(instance, JET_paramDisableCallbacks)) {
        return JET_errSuccess;
    }
    return parameter_integer(instance, JET_paramEnablePersistedCallbacks)
               ? diag_fail(JET_errCallbackNotResolved,
                           "table '%s': its catalog names a library's function, and no library is loaded",
                           table->name)
               : diag_fail(JET_errCallbackFailed,
                           "table '%s': functions that the catalog names are not called "
                           "(JET_paramEnablePersistedCallbacks)",
                           table->name);
}

/* What is called next, copied: the list may change meanwhile. */
static bool next_of(struct table_callback **at, const struct table *table, struct table_callback *next)
{
    os_mutex_lock(&lock);
    *at = *at == NULL ? table->group->callbacks : (*at)->next;
    if (*at != NULL) {
        *next = **at;
    }
    os_mutex_unlock(&lock);
    return *at != NULL;
}

static JET_ERR call_those_of(struct table_cursor *cursor, const struct table *table, JET_CBTYP type)
{
    struct session *session = cursor_session(&cursor->head);
    struct table_callback *at = NULL, callback;
    JET_ERR err;

    err = refuse_named(table, type);
    while (err >= 0 && table->group != NULL && next_of(&at, table, &callback)) {
        if (callback.type & type) {
            err = callback.function(session->sesid, cursor->head.database->dbid, cursor->head.object.tableid,
                                    callback.type & type, NULL, NULL, callback.context, 0);
        }
    }
    return err;
}

/* The one operation that every cursor has to have. */
static JET_ERR refuse_close(struct cursor *head)
{
    return diag_fail(JET_errIllegalOperation, "the cursor on table '%s' is changing a row", head->table->name);
}

/* Places of the cursor and levels of the change stay as they are while the program's code runs. */
static const struct cursor_ops guarded_ops = {
    .close = refuse_close,
    .refresh = table_refresh,
    .duplicate = table_duplicate,
    .get_current_index = table_get_current_index,
    .get_bookmark = table_get_bookmark,
    .get_secondary_bookmark = table_get_secondary_bookmark,
    .get_position = table_get_position,
    .retrieve_key = table_retrieve_key,
    .get_cursor_info = table_get_cursor_info,
    .retrieve_column = table_retrieve_column,
    .retrieve_columns = table_retrieve_columns,
    .enumerate_columns = table_enumerate_columns,
    .get_record_size = table_get_record_size,
    .set_column = table_set_column,
    .set_columns = table_set_columns,
    .register_callback = table_register_callback,
    .unregister_callback = table_unregister_callback,
    .set_storage = cursor_set_storage,
    .get_storage = cursor_get_storage,
};

JET_ERR callbacks_call(struct table_cursor *cursor, JET_CBTYP type)
{
    struct session *session = cursor_session(&cursor->head);
    const struct cursor_ops *ops = cursor->head.ops;
    const struct table *table = cursor->head.table;
    const uint32_t floor = session->level_floor;
    JET_ERR err;

    if (!callbacks_exist(table, type)) {
        return JET_errSuccess;
    }
    JET_TRY(row_let_go(&cursor->row));
    cursor->head.ops = &guarded_ops;
    session->level_floor = session->level;
    err = call_those_of(cursor, table, type);
    if (err >= 0 && table->parent != NULL) {
        err = call_those_of(cursor, table->parent, type);
    }
    session->level_floor = floor;
    cursor->head.ops = ops;
    return err;
}

/* -------------------------------------------------------------------------------------------- local storage */

/* Where the value is: with the table, or with the cursor. */
static JET_ERR storage_of(struct cursor *head, JET_GRBIT grbit, JET_LS **storage)
{
    if (grbit & JET_bitLSTable && grbit & JET_bitLSCursor) {
        return diag_fail(JET_errInvalidGrbit, "local storage is a cursor's or a table's");
    }
    *storage = grbit & JET_bitLSTable && head->table->group != NULL ? &head->table->group->local_storage
                                                                    : &head->local_storage;
    return JET_errSuccess;
}

JET_ERR cursor_set_storage(struct cursor *head, JET_LS value, JET_GRBIT grbit)
{
    const JET_LS new_value = grbit & JET_bitLSReset ? JET_LSNil : value;
    JET_LS *storage;
    bool is_set;

    if (parameter_integer(cursor_session(head)->instance, JET_paramRuntimeCallback) == 0) {
        return diag_fail(JET_errLSCallbackNotSpecified,
                         "local storage needs JET_paramRuntimeCallback, which hears of its end");
    }
    JET_TRY(storage_of(head, grbit, &storage));
    os_mutex_lock(&lock);
    is_set = *storage != JET_LSNil && new_value != JET_LSNil;
    if (!is_set) {
        *storage = new_value;
    }
    os_mutex_unlock(&lock);
    return is_set ? diag_fail(JET_errLSAlreadySet, "the local storage has a value") : JET_errSuccess;
}

JET_ERR cursor_get_storage(struct cursor *head, JET_LS *value, JET_GRBIT grbit)
{
    const bool resets = (grbit & JET_bitLSReset) != 0;
    JET_LS *storage;

    if (value == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetLS: there is no place for the value");
    }
    JET_TRY(storage_of(head, grbit, &storage));
    os_mutex_lock(&lock);
    *value = *storage;
    if (resets) {
        *storage = JET_LSNil;
    }
    os_mutex_unlock(&lock);
    return *value == JET_LSNil && (!resets || grbit & JET_bitLSTable)
               ? diag_fail(JET_errLSNotSet, "the local storage has no value")
               : JET_errSuccess;
}

void cursor_storage_end(struct cursor *head)
{
    local_storage_end(cursor_session(head)->instance, head->local_storage, JET_cbtypFreeCursorLS);
    head->local_storage = JET_LSNil;
}
