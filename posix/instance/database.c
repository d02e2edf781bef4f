/*
 * database.c - attaching and opening databases.
 *
 * `attached.lock` is over the slots of all instances, so that two of them cannot take one file; a session's
 * own opens are under the session.
 */
#include "instance/database.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "instance/header_probe.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "instance/process_cache.h"
#include "try.h"

enum { FIRST_DBID = 1 };

/* A session's opens of one database. */
struct database_use {
    struct session_watch watch; /* first: an observer gets its use by a cast */
    struct database *database;
    uint32_t count;
};

static struct os_mutex attached = OS_MUTEX_INIT;

/* ------------------------------------------------------------------------------------------------- attach */

static JET_ERR absolute_path(const char *path, char absolute[OS_PATH_MAX])
{
    if (path == NULL || *path == '\0' || os_path_absolute(path, absolute, OS_PATH_MAX) < 0) {
        return diag_fail(JET_errDatabaseInvalidPath, "'%s' is no path of a database",
                         path != NULL ? path : "");
    }
    return JET_errSuccess;
}

static struct database *find_in(struct instance *instance, const char *path)
{
    for (unsigned i = FIRST_DBID; i < DATABASE_SLOTS; i++) {
        struct database *database = instance->databases[i];

        if (database != NULL && (strcmp(database->path, path) == 0 || os_file_same(database->path, path))) {
            return database;
        }
    }
    return NULL;
}

/* The instance, other than `except`, that has the file attached; under `attached`. */
static bool is_attached_elsewhere(const struct instance *except, const char *path)
{
    bool found = false;

    instance_lock_all();
    for (struct instance *instance = instance_first(); instance != NULL && !found;
         instance = instance->next) {
        found = instance != except && find_in(instance, path) != NULL;
    }
    instance_unlock_all();
    return found;
}

/* Reads the header and says whether the database may be attached. */
static JET_ERR check_header(struct database *database, JET_GRBIT grbit)
{
    const uint32_t page_size = (uint32_t)parameter_integer(NULL, JET_paramDatabasePageSize);
    struct header_probe probe;
    JET_ERR err;

    JET_TRY_OR(header_probe_read(&probe, &database->file, database->path), end);
    db_header_decode(probe.choice.image, &database->header);
    database->page_size = probe.choice.page_size;
    if (database->page_size != page_size) {
        err =
            diag_fail(JET_errPageSizeMismatch, "'%s' has pages of %u bytes; JET_paramDatabasePageSize is %u",
                      database->path, database->page_size, page_size);
    } else if (grbit & ESENT_bitDbAsIs) {
        err = JET_errSuccess;
    } else { /* Windows looks at the state first */
        JET_TRY_OR(header_check_clean(&database->header, database->path), end);
        err = header_check_format(&database->header, database->path);
    }
end:
    header_probe_free(&probe);
    return err;
}

static void free_database(struct database *database)
{
    struct database_schemas *schemas = atomic_load(&database->schemas);

    if (schemas != NULL) {
        schemas->destroy(schemas);
    }
    if (database->pages != NULL) {
        cache_file_detach(database->pages);
        process_cache_give_back();
    }
    os_file_close(&database->file);
    free(database->path);
    free(database);
}

/* Opens the file, checks it, and connects it with the cache. */
static JET_ERR take_file(struct database *database, JET_GRBIT grbit)
{
    const enum os_share share = grbit & ESENT_bitDbAsIs ? OS_SHARE_ALL : OS_SHARE_READ;
    struct cache *cache;
    JET_ERR err;

    JET_TRY(os_file_open(&database->file, database->path, OS_READ, share));
    JET_TRY(check_header(database, grbit));
    JET_TRY(process_cache_take(database->page_size, &cache));
    err = cache_file_attach(cache, &database->file, database->path, !(grbit & ESENT_bitDbUnverified),
                            &database->pages);
    if (err < 0) {
        process_cache_give_back();
    }
    return err;
}

static bool same_signature(const struct signature *left, const struct signature *right)
{
    uint8_t stored[2][SIGNATURE_SIZE];

    signature_encode(stored[0], left);
    signature_encode(stored[1], right);
    return memcmp(stored[0], stored[1], SIGNATURE_SIZE) == 0;
}

static JET_ERR check_identity(const struct instance *instance, const struct database *database)
{
    for (unsigned i = FIRST_DBID; i < DATABASE_SLOTS; i++) {
        const struct database *other = instance->databases[i];

        if (other != NULL && same_signature(&other->header.sign_db, &database->header.sign_db)) {
            return diag_fail(JET_errDatabaseSignInUse, "'%s' is a copy of '%s', which is attached",
                             database->path, other->path);
        }
    }
    return JET_errSuccess;
}

static JET_ERR new_database(struct instance *instance, const char *path, struct database **made)
{
    struct database *database = calloc(1, sizeof *database);

    if (database == NULL || (database->path = strdup(path)) == NULL) {
        free(database);
        return diag_fail(JET_errOutOfMemory, "no memory to attach '%s'", path);
    }
    database->instance = instance;
    database->file = os_file_none();
    database->read_only = true;
    *made = database;
    return JET_errSuccess;
}

/* A slot changes under the instance's lock too, which whoever lists databases holds. */
static void set_slot(struct instance *instance, unsigned slot, struct database *database)
{
    os_mutex_lock(&instance->lock);
    instance->databases[slot] = database;
    os_mutex_unlock(&instance->lock);
}

/* Under the lock. */
static JET_ERR attach(struct instance *instance, const char *path, JET_GRBIT grbit)
{
    struct database *database;
    unsigned slot = FIRST_DBID;
    JET_ERR err;

    if (find_in(instance, path) != NULL) {
        return JET_wrnDatabaseAttached;
    }
    while (slot < DATABASE_SLOTS && instance->databases[slot] != NULL) {
        slot++;
    }
    if (slot == DATABASE_SLOTS) {
        return diag_fail(JET_errTooManyAttachedDatabases,
                         "%u databases are attached, and there can be no more",
                         (unsigned)(DATABASE_SLOTS - FIRST_DBID));
    }
    if (is_attached_elsewhere(instance, path)) {
        return diag_fail(JET_errDatabaseSharingViolation,
                         "'%s' is attached by another instance of this process", path);
    }
    JET_TRY(new_database(instance, path, &database));
    JET_TRY_OR(take_file(database, grbit), failed);
    JET_TRY_OR(check_identity(instance, database), failed);
    database->dbid = slot;
    set_slot(instance, slot, database);
    return JET_errSuccess;
failed:
    free_database(database);
    return err;
}

static JET_ERR not_in_transaction(const struct session *session, const char *what)
{
    return session->level == 0
               ? JET_errSuccess
               : diag_fail(JET_errInTransaction, "a database cannot be %s in a transaction", what);
}

JET_ERR database_attach(struct session *session, const char *path, JET_GRBIT grbit)
{
    char absolute[OS_PATH_MAX];
    JET_ERR err;

    JET_TRY(not_in_transaction(session, "attached"));
    JET_TRY(absolute_path(path, absolute));
    if (grbit & JET_bitDbVersioningOff) {
        return diag_fail(JET_errCannotDisableVersioning, "JET_bitDbVersioningOff does not go with attaching");
    }
    if (grbit & JET_bitDbDeleteUnicodeIndexes && grbit & JET_bitDbReadOnly) {
        return diag_fail(JET_errInvalidGrbit,
                         "indexes cannot be deleted from a database that is attached read-only");
    }
    if (grbit & (ESENT_bitDbAsIs | ESENT_bitDbUnverified) && !(grbit & JET_bitDbReadOnly)) {
        return diag_fail(JET_errInvalidGrbit, "a database can be attached as it is only read-only");
    }
    if (!(grbit & JET_bitDbReadOnly)) {
        return diag_fail(JET_errFeatureNotAvailable,
                         "'%s': this version attaches databases read-only (JET_bitDbReadOnly)", absolute);
    }
    os_mutex_lock(&attached);
    err = attach(session->instance, absolute, grbit);
    os_mutex_unlock(&attached);
    return err;
}

static JET_ERR detach(struct instance *instance, struct database *database)
{
    if (database->open_count > 0) {
        return diag_fail(JET_errDatabaseInUse, "'%s' is open in a session", database->path);
    }
    set_slot(instance, database->dbid, NULL);
    free_database(database);
    return JET_errSuccess;
}

/* Under the lock: all of them, or none when one is in use. */
static JET_ERR detach_every(struct instance *instance)
{
    for (unsigned i = FIRST_DBID; i < DATABASE_SLOTS; i++) {
        if (instance->databases[i] != NULL) {
            JET_TRY(detach(instance, instance->databases[i]));
        }
    }
    return JET_errSuccess;
}

JET_ERR database_detach(struct session *session, const char *path, JET_GRBIT grbit)
{
    struct instance *instance = session->instance;
    char absolute[OS_PATH_MAX];
    struct database *database;
    JET_ERR err;

    (void)grbit;
    JET_TRY(not_in_transaction(session, "detached"));
    if (path != NULL && *path != '\0') {
        JET_TRY(absolute_path(path, absolute));
    }
    os_mutex_lock(&attached);
    if (path == NULL || *path == '\0') {
        err = detach_every(instance);
    } else {
        database = find_in(instance, absolute);
        err = database != NULL ? detach(instance, database)
                               : diag_fail(JET_errDatabaseNotFound, "'%s' is not attached", absolute);
    }
    os_mutex_unlock(&attached);
    return err;
}

void database_detach_all(struct instance *instance)
{
    os_mutex_lock(&attached);
    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        struct database *database = instance->databases[i];

        if (database != NULL) {
            set_slot(instance, i, NULL);
            free_database(database);
        }
    }
    os_mutex_unlock(&attached);
}

JET_ERR database_is_attached(const char *path, bool *is_attached)
{
    char absolute[OS_PATH_MAX];

    JET_TRY(absolute_path(path, absolute));
    os_mutex_lock(&attached);
    *is_attached = is_attached_elsewhere(NULL, absolute);
    os_mutex_unlock(&attached);
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------- open and close */

/* Under the lock. */
static void end_use(struct database_use *use)
{
    struct database *database = use->database;
    struct session *session = use->watch.session;

    database->open_count -= use->count;
    if (database->exclusive == session) {
        database->exclusive = NULL;
    }
    session->databases[database->dbid] = NULL;
    session_watch_remove(&use->watch);
    free(use);
}

static void on_session_end(struct session_watch *watch)
{
    os_mutex_lock(&attached);
    end_use((struct database_use *)watch);
    os_mutex_unlock(&attached);
}

static const struct session_observer use_observer = {.on_end = on_session_end};

/* Under the lock: one open more of `database` by the session. */
static JET_ERR open_in_session(struct session *session, struct database *database, JET_GRBIT grbit)
{
    struct database_use *use = session->databases[database->dbid];
    const uint32_t by_others = database->open_count - (use != NULL ? use->count : 0);

    if (database->exclusive != NULL && database->exclusive != session) {
        return diag_fail(JET_errDatabaseLocked, "'%s' is open exclusively in another session",
                         database->path);
    }
    if (grbit & JET_bitDbExclusive && by_others > 0) {
        return diag_fail(JET_errDatabaseInUse, "'%s' is open in another session", database->path);
    }
    if (use == NULL) {
        use = calloc(1, sizeof *use);
        if (use == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory to open '%s'", database->path);
        }
        use->database = database;
        session_watch_add(session, &use->watch, &use_observer);
        session->databases[database->dbid] = use;
    }
    use->count++;
    database->open_count++;
    if (grbit & JET_bitDbExclusive) {
        database->exclusive = session;
    }
    return database->read_only && !(grbit & JET_bitDbReadOnly) ? JET_wrnFileOpenReadOnly : JET_errSuccess;
}

JET_ERR database_open(struct session *session, const char *path, JET_GRBIT grbit, JET_DBID *dbid)
{
    char absolute[OS_PATH_MAX];
    struct database *database;
    JET_ERR err;

    JET_TRY(absolute_path(path, absolute));
    os_mutex_lock(&attached);
    database = find_in(session->instance, absolute);
    if (database == NULL) {
        err = diag_fail(JET_errDatabaseNotFound, "'%s' is not attached", absolute);
    } else {
        err = open_in_session(session, database, grbit);
        *dbid = database->dbid;
    }
    os_mutex_unlock(&attached);
    return err;
}

JET_ERR database_of_session(struct session *session, JET_DBID dbid, struct database **database)
{
    if (dbid < FIRST_DBID || dbid >= DATABASE_SLOTS || session->databases[dbid] == NULL) {
        return diag_fail(JET_errInvalidDatabaseId, "%u names no database that this session has open",
                         (unsigned)dbid);
    }
    *database = session->databases[dbid]->database;
    return JET_errSuccess;
}

/* Tells what lives in the session on this database that it ends. An observer removes at most its own watch.
 */
static void close_objects(struct session *session, struct database *database)
{
    for (struct session_watch *watch = session->watches, *next; watch != NULL; watch = next) {
        next = watch->next;
        if (watch->observer->on_database_close != NULL) {
            watch->observer->on_database_close(watch, database);
        }
    }
}

JET_ERR database_close(struct session *session, JET_DBID dbid)
{
    struct database *database;
    struct database_use *use;

    JET_TRY(database_of_session(session, dbid, &database));
    use = session->databases[dbid];
    if (use->count == 1) {
        close_objects(session, database);
    }
    os_mutex_lock(&attached);
    if (use->count == 1) {
        end_use(use);
    } else {
        use->count--;
        database->open_count--;
    }
    os_mutex_unlock(&attached);
    return JET_errSuccess;
}

JET_ERR database_file_pages(struct database *database, uint32_t *pages)
{
    uint64_t size;

    JET_TRY(os_file_size(&database->file, &size));
    size /= database->page_size;
    *pages = size <= DB_HEADER_PAGES ? 0 : (uint32_t)(size - DB_HEADER_PAGES);
    return JET_errSuccess;
}
