/*
 * catalog_cache.c - see catalog_cache.h. Schemas are read outside the lock.
 */
#include "catalog/catalog_cache.h"

#include <stdio.h>
#include <stdlib.h>

#include "catalog/arena.h"
#include "catalog/schema_load.h"
#include "catalog/schema_version.h"
#include "catalog/system_table.h"
#include "diag.h"
#include "instance/database.h"
#include "instance/parameter.h"
#include "instance/transaction.h"
#include "try.h"

enum { UNUSED_MAX = 256 };

/* -------------------------------------------------------------------------------------------------- lists */

static struct table **objid_bucket(struct catalog *catalog, uint32_t objid)
{
    return &catalog->by_objid[objid % CATALOG_BUCKETS];
}

static struct table **name_bucket(struct catalog *catalog, const char *name)
{
    return &catalog->by_name[name_hash(name) % CATALOG_BUCKETS];
}

static void remove_from_unused(struct catalog *catalog, struct table *table)
{
    *(table->older != NULL ? &table->older->newer : &catalog->oldest) = table->newer;
    *(table->newer != NULL ? &table->newer->older : &catalog->newest) = table->older;
    table->older = table->newer = NULL;
    catalog->unused--;
}

static void add_to_unused(struct catalog *catalog, struct table *table)
{
    table->older = catalog->newest;
    table->newer = NULL;
    *(catalog->newest != NULL ? &catalog->newest->newer : &catalog->oldest) = table;
    catalog->newest = table;
    catalog->unused++;
}

static void link_table(struct catalog *catalog, struct table *table)
{
    struct table **by_objid = objid_bucket(catalog, table->objid),
                 **by_name = name_bucket(catalog, table->name);

    table->next_by_objid = *by_objid;
    *by_objid = table;
    table->next_by_name = *by_name;
    *by_name = table;
    table->is_linked = true;
}

static void unlink_table(struct catalog *catalog, struct table *table)
{
    struct table **at;

    if (!table->is_linked) {
        return;
    }
    for (at = objid_bucket(catalog, table->objid); *at != table; at = &(*at)->next_by_objid) {
    }
    *at = table->next_by_objid;
    for (at = name_bucket(catalog, table->name); *at != table; at = &(*at)->next_by_name) {
    }
    *at = table->next_by_name;
    table->is_linked = false;
}

/* ------------------------------------------------------------------------------------------------- groups */

/* The group of a table, made when there is none; NULL when there is no memory. */
static struct table_group *group_of(struct catalog *catalog, uint32_t objid)
{
    struct table_group **bucket = &catalog->groups[objid % CATALOG_BUCKETS], *group = *bucket;

    while (group != NULL && group->objid != objid) {
        group = group->next;
    }
    if (group == NULL) {
        group = calloc(1, sizeof *group);
        if (group != NULL) {
            group->objid = objid;
            group->local_storage = JET_LSNil;
            group->next = *bucket;
            *bucket = group;
        }
    }
    return group;
}

void local_storage_end(const struct instance *instance, JET_LS value, JET_CBTYP type)
{
    const JET_CALLBACK heard = (JET_CALLBACK)parameter_integer(instance, JET_paramRuntimeCallback);

    if (value != JET_LSNil && heard != NULL) {
        (void)heard(JET_sesidNil, JET_dbidNil, JET_tableidNil, type, (void *)value, NULL, NULL, 0);
    }
}

static void free_group(struct table_group *group)
{
    while (group->callbacks != NULL) {
        struct table_callback *callback = group->callbacks;

        group->callbacks = callback->next;
        free(callback);
    }
    free(group->dropped);
    free(group);
}

/* Does the group know something that no version tells? */
static bool is_kept(const struct table_group *group)
{
    return group->was_changed || group->is_deleted || group->callbacks != NULL ||
           group->local_storage != JET_LSNil;
}

static void leave_group(struct catalog *catalog, struct table_group *group)
{
    struct table_group **at = &catalog->groups[group->objid % CATALOG_BUCKETS];

    if (--group->versions == 0 && !is_kept(group)) {
        while (*at != group) {
            at = &(*at)->next;
        }
        *at = group->next;
        free_group(group);
    }
}

static bool join_group(struct catalog *catalog, struct table *table)
{
    table->group = group_of(catalog, table->objid);
    if (table->group != NULL) {
        table->group->versions++;
    }
    return table->group != NULL;
}

/* ----------------------------------------------------------------------------------------------- versions */

/* Another user of a schema. */
static struct table *take(struct catalog *catalog, struct table *table)
{
    if (table->references++ == 0 && table->is_linked) {
        remove_from_unused(catalog, table);
    }
    return table;
}

void table_take(struct table *table)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);

    os_mutex_lock(&catalog->lock);
    take(catalog, table);
    os_mutex_unlock(&catalog->lock);
}

/* Does the session's snapshot see the latest commit of the schema? */
static bool sees_latest(const struct table_group *group, const struct session *session)
{
    return !group->was_changed || session == NULL || session->level == 0 ||
           stamp_before(group->changed, session->begin);
}

/* The version of this owner (NULL: everybody's). */
static struct table *find_owned(struct catalog *catalog, const struct session *owner, uint32_t objid)
{
    struct table *table = *objid_bucket(catalog, objid);

    while (table != NULL && (table->objid != objid || table->owner != owner)) {
        table = table->next_by_objid;
    }
    return table;
}

/* The version that the session finds, NULL for none. */
static struct table *find_visible(struct catalog *catalog, const struct session *session, uint32_t objid)
{
    struct table *own = session != NULL ? find_owned(catalog, session, objid) : NULL;
    struct table *everybodys = find_owned(catalog, NULL, objid);

    if (own != NULL) {
        return own;
    }
    return everybodys != NULL && sees_latest(everybodys->group, session) ? everybodys : NULL;
}

/* What stands in the way of a table that is being deleted, or was. */
static JET_ERR check_deleted(const struct table_group *group, const struct session *session, const char *name)
{
    if (!group->is_deleted) {
        return JET_errSuccess;
    }
    return group->deleter != NULL && group->deleter == session
               ? diag_fail(JET_errObjectNotFound, "table '%s' is deleted", name)
               : diag_fail(JET_errTableLocked, "table '%s' is deleted by another session", name);
}

static struct table_group *find_group(struct catalog *catalog, uint32_t objid)
{
    struct table_group *group = catalog->groups[objid % CATALOG_BUCKETS];

    while (group != NULL && group->objid != objid) {
        group = group->next;
    }
    return group;
}

JET_ERR catalog_find_by_objid(struct catalog *catalog, const struct session *session, uint32_t objid,
                              struct table **table, bool *is_past, uint32_t *generation)
{
    const struct table_group *group;
    char name[sizeof "object 4294967295"];
    JET_ERR err = JET_errSuccess;

    *table = NULL;
    os_mutex_lock(&catalog->lock);
    group = find_group(catalog, objid);
    if (group != NULL) {
        (void)snprintf(name, sizeof name, "object %u", objid);
        err = check_deleted(group, session, name);
    }
    *is_past = group != NULL && !sees_latest(group, session);
    *generation = catalog->generation;
    if (err >= 0) {
        struct table *found = find_visible(catalog, session, objid);

        *table = found != NULL ? take(catalog, found) : NULL;
    }
    os_mutex_unlock(&catalog->lock);
    return err;
}

JET_ERR catalog_find_by_name(struct catalog *catalog, const struct session *session, const char *name,
                             struct table **table)
{
    JET_ERR deleted = JET_errSuccess;

    *table = NULL;
    os_mutex_lock(&catalog->lock);
    for (struct table *found = *name_bucket(catalog, name); found != NULL && *table == NULL;
         found = found->next_by_name) {
        if (name_compare(found->name, name) == 0) {
            const JET_ERR err = check_deleted(found->group, session, name);

            if (err < 0) { /* another table may have the name now */
                deleted = err;
            } else if (find_visible(catalog, session, found->objid) == found) {
                *table = take(catalog, found);
            }
        }
    }
    os_mutex_unlock(&catalog->lock);
    return *table != NULL || deleted == JET_errObjectNotFound ? JET_errSuccess : deleted;
}

bool table_is_current(const struct session *session, const struct table *table)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    bool current;

    if (table->group == NULL || table_is_temporary(table)) { /* the engine's own */
        return true;
    }
    os_mutex_lock(&catalog->lock);
    current = find_visible(catalog, session, table->objid) == table;
    os_mutex_unlock(&catalog->lock);
    return current;
}

/* Gives one reference back; a schema that is not kept is the caller's to free. */
static struct table *give_back(struct catalog *catalog, struct table *table)
{
    struct table *evicted = NULL;

    os_mutex_lock(&catalog->lock);
    if (--table->references == 0) {
        if (!table->is_linked) {
            evicted = table;
        } else {
            add_to_unused(catalog, table);
            if (catalog->unused > UNUSED_MAX) {
                evicted = catalog->oldest;
                remove_from_unused(catalog, evicted);
                unlink_table(catalog, evicted);
            }
        }
        if (evicted != NULL) {
            leave_group(catalog, evicted->group);
        }
    }
    os_mutex_unlock(&catalog->lock);
    return evicted;
}

void table_release(struct table *table)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);

    if (table_is_temporary(table)) {
        table->release(table);
        return;
    }
    while (table != NULL) { /* freeing a derived table gives its template back */
        struct table *evicted = give_back(catalog, table);

        table = evicted != NULL ? evicted->parent : NULL;
        schema_free(evicted);
    }
}

static void discard(struct table *table)
{
    if (table->parent != NULL) {
        table_release(table->parent);
    }
    schema_free(table);
}

JET_ERR catalog_publish(struct catalog *catalog, struct table *loaded, uint32_t generation,
                        struct table **table)
{
    bool joined = true;

    os_mutex_lock(&catalog->lock);
    *table = catalog->generation == generation ? find_owned(catalog, NULL, loaded->objid) : NULL;
    if (*table != NULL) {
        take(catalog, *table);
    } else if (catalog->generation == generation) {
        joined = join_group(catalog, loaded);
        if (joined) {
            loaded->references = 1;
            link_table(catalog, loaded);
            *table = loaded;
        }
    }
    os_mutex_unlock(&catalog->lock);
    if (*table != loaded) {
        discard(loaded);
    }
    return joined ? JET_errSuccess : diag_fail(JET_errOutOfMemory, "no memory for the schema of a table");
}

JET_ERR catalog_keep_past(struct catalog *catalog, struct table *loaded)
{
    bool joined;

    os_mutex_lock(&catalog->lock);
    joined = join_group(catalog, loaded);
    loaded->references = 1;
    loaded->is_past = true;
    os_mutex_unlock(&catalog->lock);
    if (!joined) {
        discard(loaded);
        return diag_fail(JET_errOutOfMemory, "no memory for the schema of a table");
    }
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------- changes (schema_version.h) */

JET_ERR table_version_add(struct session *session, struct table *loaded, struct table *before)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&loaded->database->schemas);
    bool joined;

    os_mutex_lock(&catalog->lock);
    joined = join_group(catalog, loaded);
    if (joined) {
        if (before != NULL && before->owner == session) {
            unlink_table(catalog, before);
        }
        loaded->owner = session;
        loaded->references = 1;
        link_table(catalog, loaded);
    }
    os_mutex_unlock(&catalog->lock);
    if (!joined) {
        discard(loaded);
        return diag_fail(JET_errOutOfMemory, "no memory for the schema of a table");
    }
    return JET_errSuccess;
}

void table_version_undo(struct table *after, struct table *before)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&after->database->schemas);

    os_mutex_lock(&catalog->lock);
    unlink_table(catalog, after);
    if (before != NULL && before->owner != NULL && !before->is_linked) {
        link_table(catalog, before);
    }
    os_mutex_unlock(&catalog->lock);
}

/* Takes everybody's version out of the cache; returns it when nobody has it, for table_release(). */
static struct table *take_out_everybodys(struct catalog *catalog, uint32_t objid)
{
    struct table *old = find_owned(catalog, NULL, objid);

    if (old == NULL) {
        return NULL;
    }
    if (old->references > 0) {
        unlink_table(catalog, old);
        return NULL;
    }
    take(catalog, old);
    unlink_table(catalog, old);
    return old;
}

/* Notes a commit; the stamp is later than its own, so that who began in between reads the catalog himself. */
static void note_commit(struct catalog *catalog, struct table_group *group)
{
    group->was_changed = true;
    group->changed = transaction_stamp(catalog->database->instance);
    catalog->generation++;
}

void table_version_commit(struct session *session, struct table *table)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    struct table *old;

    os_mutex_lock(&catalog->lock);
    if (!table->is_linked) { /* a later change of the transaction has taken its place */
        os_mutex_unlock(&catalog->lock);
        return;
    }
    old = take_out_everybodys(catalog, table->objid);
    if (sees_latest(table->group, session)) {
        table->owner = NULL;
    } else {
        unlink_table(catalog, table);
    }
    note_commit(catalog, table->group);
    os_mutex_unlock(&catalog->lock);
    if (old != NULL) {
        table_release(old);
    }
}

JET_ERR table_drop_index(struct table *table, uint32_t objid)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    struct table_group *group = table->group;
    uint32_t *more;

    os_mutex_lock(&catalog->lock);
    more = realloc(group->dropped, (group->dropped_count + 1u) * sizeof *more);
    if (more != NULL) {
        more[group->dropped_count++] = objid;
        group->dropped = more;
    }
    os_mutex_unlock(&catalog->lock);
    return more != NULL
               ? JET_errSuccess
               : diag_fail(JET_errOutOfMemory, "table '%s': no memory to delete an index", table->name);
}

/* Where it is in the list, or the end of that. */
static uint32_t find_dropped(const struct table_group *group, uint32_t objid)
{
    uint32_t at = 0;

    while (at < group->dropped_count && group->dropped[at] != objid) {
        at++;
    }
    return at;
}

void table_drop_index_undo(struct table *table, uint32_t objid)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    struct table_group *group = table->group;
    uint32_t at;

    os_mutex_lock(&catalog->lock);
    at = find_dropped(group, objid);
    if (at < group->dropped_count) {
        group->dropped[at] = group->dropped[--group->dropped_count];
    }
    os_mutex_unlock(&catalog->lock);
}

bool table_index_is_dropped(const struct table *table, uint32_t objid)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    bool found;

    if (table->group == NULL) {
        return false;
    }
    os_mutex_lock(&catalog->lock);
    found = find_dropped(table->group, objid) < table->group->dropped_count;
    os_mutex_unlock(&catalog->lock);
    return found;
}

void table_mark_deleted(struct session *session, struct table *table, bool is_deleted)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);

    os_mutex_lock(&catalog->lock);
    table->group->is_deleted = is_deleted;
    table->group->deleter = is_deleted ? session : NULL;
    os_mutex_unlock(&catalog->lock);
}

void table_forget(struct table *table)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    struct table *old;

    os_mutex_lock(&catalog->lock);
    unlink_table(catalog, table);
    old = take_out_everybodys(catalog, table->objid);
    table->group->deleter = NULL;
    note_commit(catalog, table->group);
    os_mutex_unlock(&catalog->lock);
    if (old != NULL) {
        table_release(old);
    }
}

/* ----------------------------------------------------------------------------------------------- counters */

static void free_counters(struct table_counters *counters)
{
    while (counters != NULL) {
        struct table_counters *next = counters->next;

        os_mutex_destroy(&counters->lock);
        free(counters);
        counters = next;
    }
}

/* The counters of a table, NULL while there are none; under the lock. */
static struct table_counters *find_counters(struct catalog *catalog, uint32_t objid)
{
    struct table_counters *found = catalog->counters[objid % CATALOG_BUCKETS];

    while (found != NULL && found->objid != objid) {
        found = found->next;
    }
    return found;
}

JET_ERR table_counters_of(const struct table *table, struct table_counters **counters)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    struct table_counters *found;

    if (table_is_temporary(table)) {
        *counters = table->counters;
        return JET_errSuccess;
    }
    os_mutex_lock(&catalog->lock);
    found = find_counters(catalog, table->objid);
    if (found == NULL && (found = calloc(1, sizeof *found)) != NULL) {
        struct table_counters **bucket = &catalog->counters[table->objid % CATALOG_BUCKETS];

        found->objid = table->objid;
        os_mutex_init(&found->lock);
        found->next = *bucket;
        *bucket = found;
    }
    os_mutex_unlock(&catalog->lock);
    *counters = found;
    return found != NULL
               ? JET_errSuccess
               : diag_fail(JET_errOutOfMemory, "no memory for the counters of table '%s'", table->name);
}

void table_give_long_values(const struct table *table, struct table_counters *counters,
                            const struct tree *tree)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);

    if (table_is_temporary(table)) {
        struct table *only = (struct table *)(uintptr_t)table; /* version */

        only->long_values = *tree;
        only->has_long_values = true;
        return;
    }
    os_mutex_lock(&catalog->lock);
    counters->long_values = *tree;
    os_mutex_unlock(&catalog->lock);
}

bool table_has_long_values(const struct table *table)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);
    struct table *version =
        (struct table *)(uintptr_t)table; /* the cache's own, which is constant for others */
    const struct table_counters *counters;

    if (table->has_long_values || table_is_temporary(table)) {
        return table->has_long_values;
    }
    os_mutex_lock(&catalog->lock);
    counters = find_counters(catalog, table->objid);
    if (counters != NULL && counters->long_values.root != 0 && !table->has_long_values) {
        version->long_values = counters->long_values;
        version->has_long_values = true;
    }
    os_mutex_unlock(&catalog->lock);
    return table->has_long_values;
}

/* --------------------------------------------------------------------------------------------- its life */

static void catalog_destroy(struct database_schemas *schemas)
{
    struct catalog *catalog = (struct catalog *)schemas;

    for (unsigned i = 0; i < CATALOG_BUCKETS; i++) {
        while (catalog->by_objid[i] != NULL) {
            struct table *table = catalog->by_objid[i];

            catalog->by_objid[i] = table->next_by_objid;
            schema_free(table);
        }
        free_counters(catalog->counters[i]);
        while (catalog->groups[i] != NULL) {
            struct table_group *group = catalog->groups[i];

            catalog->groups[i] = group->next;
            local_storage_end(catalog->database->instance, group->local_storage, JET_cbtypFreeTableLS);
            free_group(group);
        }
    }
    arena_destroy(catalog->primary.arena);
    arena_destroy(catalog->shadow.arena);
    os_mutex_destroy(&catalog->lock);
    free(catalog);
}

static JET_ERR make_catalog(struct database *database, struct catalog **created)
{
    struct catalog *catalog = calloc(1, sizeof *catalog);
    JET_ERR err;

    if (catalog == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the schemas of '%s'", database->path);
    }
    catalog->head.destroy = catalog_destroy;
    catalog->database = database;
    os_mutex_init(&catalog->lock);
    catalog->primary.arena = arena_create();
    catalog->shadow.arena = arena_create();
    if (catalog->primary.arena == NULL || catalog->shadow.arena == NULL) {
        err = diag_fail(JET_errOutOfMemory, "no memory for the schemas of '%s'", database->path);
        goto failed;
    }
    JET_TRY_OR(system_table_fill(&catalog->primary, database, false), failed);
    JET_TRY_OR(system_table_fill(&catalog->shadow, database, true), failed);
    *created = catalog;
    return JET_errSuccess;
failed:
    catalog_destroy(&catalog->head);
    return err;
}

JET_ERR catalog_of(struct database *database, struct catalog **catalog)
{
    struct database_schemas *known = atomic_load(&database->schemas);

    if (known == NULL) {
        JET_TRY(make_catalog(database, catalog));
        if (atomic_compare_exchange_strong(&database->schemas, &known, &(*catalog)->head)) {
            return JET_errSuccess;
        }
        catalog_destroy(&(*catalog)->head);
    }
    *catalog = (struct catalog *)known;
    return JET_errSuccess;
}
