/*
 * database.c - creating, attaching and detaching databases.
 */
#include "instance/database.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "instance/attachments.h"
#include "instance/database_log.h"
#include "instance/database_parts.h"
#include "instance/database_state.h"
#include "instance/instance.h"
#include "instance/instance_log.h"
#include "instance/parameter.h"
#include "instance/process_cache.h"
#include "instance/temp_database.h"
#include "try.h"

struct os_mutex database_slots = OS_MUTEX_INIT;

/* ------------------------------------------------------------------------------------------------- attach */

JET_ERR database_path(const char *path, char absolute[OS_PATH_MAX])
{
    if (path == NULL || *path == '\0' || os_path_absolute(path, absolute, OS_PATH_MAX) < 0) {
        return diag_fail(JET_errDatabaseInvalidPath, "'%s' is no path of a database",
                         path != NULL ? path : "");
    }
    return JET_errSuccess;
}

struct database *database_find(struct instance *instance, const char *path)
{
    for (unsigned i = FIRST_DBID; i < DATABASE_SLOTS; i++) {
        struct database *database = instance->databases[i];

        if (database != NULL && (strcmp(database->path, path) == 0 || os_file_same(database->path, path))) {
            return database;
        }
    }
    return NULL;
}

/* The instance, other than `except`, that has the file attached; under `database_slots`. */
static bool is_attached_elsewhere(const struct instance *except, const char *path)
{
    bool found = false;

    instance_lock_all();
    for (struct instance *instance = instance_first(); instance != NULL && !found;
         instance = instance->next) {
        found = instance != except && database_find(instance, path) != NULL;
    }
    instance_unlock_all();
    return found;
}

void database_changes_init(struct database *database)
{
    atomic_store(&database->dbtime, database->header.dbtime_dirtied);
    for (unsigned level = 0; level < DATABASE_LOCKS; level++) {
        for (unsigned stripe = 0; stripe < DATABASE_LOCK_STRIPES; stripe++) {
            os_mutex_init(&database->lock[level][stripe]);
        }
    }
}

void database_changes_end(struct database *database)
{
    for (unsigned level = 0; level < DATABASE_LOCKS; level++) {
        for (unsigned stripe = 0; stripe < DATABASE_LOCK_STRIPES; stripe++) {
            os_mutex_destroy(&database->lock[level][stripe]);
        }
    }
}

void database_lock(struct database *database, enum database_lock level, uint32_t root)
{
    os_mutex_lock(&database->lock[level][root % DATABASE_LOCK_STRIPES]);
}

void database_unlock(struct database *database, enum database_lock level, uint32_t root)
{
    os_mutex_unlock(&database->lock[level][root % DATABASE_LOCK_STRIPES]);
}

void database_free(struct database *database)
{
    struct database_schemas *schemas = atomic_load(&database->schemas);

    if (database->attachment != NULL) {
        attachment_ends(database->attachment, UINT64_MAX);
    }
    if (schemas != NULL) {
        schemas->destroy(schemas);
    }
    if (database->pages != NULL) {
        cache_file_detach(database->pages);
        process_cache_give_back();
    }
    os_file_close(&database->file);
    os_mutex_destroy(&database->header_lock);
    database_changes_end(database);
    free(database->path);
    free(database);
}

JET_ERR database_connect(struct database *database, bool verify)
{
    struct cache *cache;
    JET_ERR err;

    JET_TRY(process_cache_take(database->page_size, &cache));
    err = cache_file_attach(cache, &database->file, database->path, verify, &database->pages);
    if (err < 0) {
        process_cache_give_back();
        return err;
    }
    if (database->log != NULL || database->replayed.generation != 0) {
        database_log_connect(database);
    }
    return err;
}

/* Opens the file, checks it, and connects it with the cache. */
static JET_ERR take_file(struct database *database, JET_GRBIT grbit)
{
    const enum os_share share = grbit & ESENT_bitDbAsIs ? OS_SHARE_ALL : OS_SHARE_READ;

    JET_TRY(os_file_open(&database->file, database->path, database->read_only ? OS_READ : OS_READ | OS_WRITE,
                         share));
    JET_TRY(database_state_read(database, grbit));
    return database_connect(database, !(grbit & ESENT_bitDbUnverified));
}

static JET_ERR check_identity(const struct instance *instance, const struct database *database)
{
    for (unsigned i = FIRST_DBID; i < DATABASE_SLOTS; i++) {
        const struct database *other = instance->databases[i];

        if (other != NULL && !other->read_only && !database->read_only &&
            signature_equal(&other->header.sign_db, &database->header.sign_db)) {
            return diag_fail(JET_errDatabaseSignInUse, "'%s' is a copy of '%s', which is attached",
                             database->path, other->path);
        }
    }
    return JET_errSuccess;
}

JET_ERR database_new(struct instance *instance, unsigned slot, const char *path, bool read_only,
                     struct database **made)
{
    struct database *database = calloc(1, sizeof *database);

    if (database == NULL || (database->path = strdup(path)) == NULL) {
        free(database);
        return diag_fail(JET_errOutOfMemory, "no memory to attach '%s'", path);
    }
    database->instance = instance;
    database->dbid = slot;
    database->file = os_file_none();
    database->read_only = read_only;
    os_mutex_init(&database->header_lock);
    database_changes_init(database);
    *made = database;
    return JET_errSuccess;
}

void database_set_slot(struct instance *instance, unsigned slot, struct database *database)
{
    os_mutex_lock(&instance->lock);
    instance->databases[slot] = database;
    os_mutex_unlock(&instance->lock);
}

/* Finds a slot for a file that nobody has attached; under the lock. */
static JET_ERR find_slot(struct instance *instance, const char *path, unsigned *slot)
{
    *slot = FIRST_DBID;
    while (*slot < DATABASE_SLOTS && instance->databases[*slot] != NULL) {
        ++*slot;
    }
    if (*slot == DATABASE_SLOTS) {
        return diag_fail(JET_errTooManyAttachedDatabases,
                         "%u databases are attached, and there can be no more",
                         (unsigned)(DATABASE_SLOTS - FIRST_DBID));
    }
    if (is_attached_elsewhere(instance, path)) {
        return diag_fail(JET_errDatabaseSharingViolation,
                         "'%s' is attached by another instance of this process", path);
    }
    return JET_errSuccess;
}

/* What is changed is logged where the instance logs, unless that is not wanted. */
static struct log *log_of(const struct instance *instance, bool read_only, JET_GRBIT grbit)
{
    return read_only || grbit & JET_bitDbRecoveryOff ? NULL : instance->log;
}

/* From the log's knowing to the header's; the checkpoint must not pass between. */
static JET_ERR begin_changes(const struct session *session, struct database *database)
{
    uint64_t lgpos = 0;

    if (database->log != NULL) {
        JET_TRY(database_log_attach(session, database, &lgpos));
    }
    return database_state_dirty(database, lgpos);
}

/* Under the lock. */
static JET_ERR attach(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit)
{
    struct instance *instance = session->instance;
    struct database *database;
    unsigned slot;
    JET_ERR err;

    if (database_find(instance, path) != NULL) {
        return JET_wrnDatabaseAttached;
    }
    JET_TRY(find_slot(instance, path, &slot));
    JET_TRY(database_new(instance, slot, path, grbit & JET_bitDbReadOnly, &database));
    database->most_pages = most_pages;
    database->log = log_of(instance, database->read_only, grbit);
    JET_TRY_OR(take_file(database, grbit), failed);
    JET_TRY_OR(check_identity(instance, database), failed);
    instance_log_hold(instance);
    if (!database->read_only) {
        JET_TRY_OR(begin_changes(session, database), release);
    }
    database_set_slot(instance, slot, database);
release:
    instance_log_release(instance);
    if (err >= 0) {
        return JET_errSuccess;
    }
    database_log_forsake(session, database);
failed:
    database_free(database);
    return err;
}

static JET_ERR not_in_transaction(const struct session *session, const char *what)
{
    return session->level == 0
               ? JET_errSuccess
               : diag_fail(JET_errInTransaction, "a database cannot be %s in a transaction", what);
}

/* A file that the system protects can only be read. */
static JET_ERR check_writable(const char *path)
{
    struct os_file_info info;

    JET_TRY(os_file_stat(path, &info));
    return info.is_read_only ? diag_fail(JET_errDatabaseFileReadOnly,
                                         "'%s' is protected; attach it with JET_bitDbReadOnly", path)
                             : JET_errSuccess;
}

JET_ERR database_attach(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit)
{
    const bool read_only = grbit & JET_bitDbReadOnly;
    char absolute[OS_PATH_MAX];
    JET_ERR err;

    JET_TRY(not_in_transaction(session, "attached"));
    JET_TRY(database_path(path, absolute));
    if (grbit & JET_bitDbVersioningOff) {
        return diag_fail(JET_errCannotDisableVersioning, "JET_bitDbVersioningOff does not go with attaching");
    }
    if (grbit & JET_bitDbDeleteUnicodeIndexes && read_only) {
        return diag_fail(JET_errInvalidGrbit,
                         "indexes cannot be deleted from a database that is attached read-only");
    }
    if (grbit & (ESENT_bitDbAsIs | ESENT_bitDbUnverified) && !read_only) {
        return diag_fail(JET_errInvalidGrbit, "a database can be attached as it is only read-only");
    }
    if (!read_only) {
        JET_TRY(check_writable(absolute));
    }
    os_mutex_lock(&database_slots);
    err = attach(session, absolute, most_pages, grbit);
    os_mutex_unlock(&database_slots);
    return err;
}

/* ------------------------------------------------------------------------------------------------- create */

enum { PAGES_LEAST = 30, PAGES_LEAST_2K = 31, PAGES_MOST = 256 - DB_HEADER_PAGES };

/* Pages of a new database, header pages not counted. */
static uint32_t initial_pages(const struct database *database)
{
    const uint64_t pages = (database->page_size == PAGE_SIZE_MIN ? PAGES_LEAST_2K : PAGES_LEAST) +
                           (uint64_t)parameter_integer(database->instance, JET_paramDbExtensionSize);

    return pages < PAGES_MOST ? (uint32_t)pages : (uint32_t)PAGES_MOST;
}

/* Everything from the empty file to a database that can be attached. */
static JET_ERR make_file(struct session *session, struct database *database, JET_GRBIT grbit,
                         database_fill fill)
{
    const uint32_t pages = initial_pages(database);
    uint64_t lgpos = 0;

    database_state_begin(database, !(grbit & JET_bitDbShadowingOff));
    if (database->log != NULL) {
        JET_TRY(database_log_create(session, database, grbit, &lgpos));
    }
    JET_TRY(database_state_create(database, lgpos));
    if (database->log != NULL) {
        JET_TRY(database_log_size(database, pages));
    }
    JET_TRY(os_file_allocate(&database->file, (uint64_t)(pages + DB_HEADER_PAGES) * database->page_size));
    JET_TRY(database_connect(database, true));
    JET_TRY(fill(session, database, pages));
    JET_TRY(cache_flush(database->pages));
    if (database->log != NULL) {
        JET_TRY(database_log_created(session, database));
    }
    return database_state_created(database);
}

static JET_ERR open_new_file(struct database *database, JET_GRBIT grbit)
{
    const bool replace = grbit & JET_bitDbOverwriteExisting;
    JET_ERR err = os_file_open(
        &database->file, database->path,
        OS_READ | OS_WRITE | OS_CREATE | (unsigned)(replace ? OS_TRUNCATE : OS_EXCLUSIVE), OS_SHARE_READ);

    return err == JET_errFileAlreadyExists
               ? diag_fail(JET_errDatabaseDuplicate, "'%s' exists already", database->path)
               : err;
}

/* Under the lock. */
static JET_ERR create(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit,
                      database_fill fill, JET_DBID *dbid)
{
    struct instance *instance = session->instance;
    struct database *database;
    unsigned slot;
    JET_ERR err;

    if (database_find(instance, path) != NULL) {
        return diag_fail(JET_errDatabaseDuplicate, "'%s' exists, and is attached", path);
    }
    JET_TRY(find_slot(instance, path, &slot));
    JET_TRY(database_new(instance, slot, path, false, &database));
    database->page_size = (uint32_t)parameter_integer(NULL, JET_paramDatabasePageSize);
    database->most_pages = most_pages;
    database->log = log_of(instance, false, grbit);
    JET_TRY_OR(open_new_file(database, grbit), failed);
    instance_log_hold(instance);
    err = make_file(session, database, grbit, fill);
    if (err >= 0) {
        database_set_slot(instance, slot, database);
        *dbid = slot;
    }
    instance_log_release(instance);
    if (err >= 0) {
        return database_open_in_session(session, database, 0);
    }
    database_log_forsake(session, database);
    (void)os_file_delete(path);
failed:
    database_free(database);
    return err;
}

static JET_ERR check_folder(struct instance *instance, const char *path)
{
    char folder[OS_PATH_MAX];
    struct os_file_info info;

    JET_TRY(path_folder(path, folder, sizeof folder));
    if (parameter_integer(instance, JET_paramCreatePathIfNotExist) != 0) {
        return os_dir_create(folder);
    }
    return os_file_stat(folder, &info) < 0 || !info.is_folder
               ? diag_fail(JET_errInvalidPath, "'%s': there is no folder '%s'", path, folder)
               : JET_errSuccess;
}

JET_ERR database_create(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit,
                        database_fill fill, JET_DBID *dbid)
{
    char absolute[OS_PATH_MAX];
    JET_ERR err;

    JET_TRY(not_in_transaction(session, "created"));
    if (grbit & JET_bitDbVersioningOff && !(grbit & JET_bitDbRecoveryOff)) {
        return diag_fail(JET_errCannotDisableVersioning,
                         "JET_bitDbVersioningOff goes with JET_bitDbRecoveryOff only");
    }
    JET_TRY(database_path(path, absolute));
    JET_TRY(check_folder(session->instance, absolute));
    os_mutex_lock(&database_slots);
    err = create(session, absolute, most_pages, grbit, fill, dbid);
    os_mutex_unlock(&database_slots);
    return err;
}

/* ------------------------------------------------------------------------------------------------- detach */

/* Under instance_log_hold(): the log must not be given up before the header says that it is not needed. */
static JET_ERR end_changes(const struct session *session, struct database *database)
{
    uint64_t lgpos = 0;

    JET_TRY(cache_flush(database->pages));
    if (database->log != NULL) {
        JET_TRY(database_log_detach(session, database, &lgpos));
        database->attachment = NULL;
    }
    return database_state_clean(database, lgpos);
}

static JET_ERR detach(struct session *session, struct database *database)
{
    struct instance *instance = session->instance;
    JET_ERR err = JET_errSuccess;
    struct instance_versions *versions = atomic_load(&instance->versions);

    if (database->open_count > 0) {
        return diag_fail(JET_errDatabaseInUse, "'%s' is open in a session", database->path);
    }
    if (versions != NULL) {
        JET_TRY(versions->clean(versions, database));
    }
    instance_log_hold(instance);
    if (!database->read_only) {
        err = end_changes(session, database);
    }
    if (err >= 0) {
        database_set_slot(instance, database->dbid, NULL);
    }
    instance_log_release(instance);
    JET_TRY(err);
    database_free(database);
    instance_log_checkpoint(instance);
    return JET_errSuccess;
}

/* Under the lock: all of them, or none when one is in use. */
static JET_ERR detach_every(struct session *session)
{
    struct instance *instance = session->instance;

    for (unsigned i = FIRST_DBID; i < DATABASE_SLOTS; i++) {
        if (instance->databases[i] != NULL) {
            JET_TRY(detach(session, instance->databases[i]));
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
        JET_TRY(database_path(path, absolute));
    }
    os_mutex_lock(&database_slots);
    if (path == NULL || *path == '\0') {
        err = detach_every(session);
    } else {
        database = database_find(instance, absolute);
        err = database != NULL ? detach(session, database)
                               : diag_fail(JET_errDatabaseNotFound, "'%s' is not attached", absolute);
    }
    os_mutex_unlock(&database_slots);
    return err;
}

/* Brings all pages of logged databases to the device, and has the log say so. */
static JET_ERR mark_end(struct instance *instance, uint64_t *mark)
{
    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        struct database *database = instance->databases[i];

        if (database != NULL && database->log != NULL) {
            JET_TRY(cache_flush(database->pages));
        }
    }
    return instance->logging != NULL ? instance_log_mark(instance, mark) : JET_errSuccess;
}

/* What is left to do for the database's clean state. */
static JET_ERR clean(struct database *database, uint64_t mark)
{
    if (database->log == NULL) {
        JET_TRY(cache_flush(database->pages));
        return database_state_clean(database, 0);
    }
    attachment_ends(database->attachment, mark);
    database->attachment = NULL;
    return database_state_clean(database, mark);
}

JET_ERR database_detach_all(struct instance *instance, bool wanted, uint64_t *mark)
{
    JET_ERR logged, first;

    *mark = 0;
    os_mutex_lock(&database_slots);
    temp_database_end(instance);
    first = logged = wanted ? mark_end(instance, mark) : JET_errSuccess;
    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        struct database *database = instance->databases[i];

        if (database != NULL) {
            const bool can = wanted && !database->read_only && (database->log == NULL || logged >= 0);
            const JET_ERR err = can ? clean(database, *mark) : JET_errSuccess;

            first = first < 0 ? first : err;
            database_set_slot(instance, i, NULL);
            database_free(database);
        }
    }
    os_mutex_unlock(&database_slots);
    return first;
}

JET_ERR database_is_attached(const char *path, bool *is_attached)
{
    char absolute[OS_PATH_MAX];

    JET_TRY(database_path(path, absolute));
    os_mutex_lock(&database_slots);
    *is_attached = is_attached_elsewhere(NULL, absolute);
    os_mutex_unlock(&database_slots);
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
