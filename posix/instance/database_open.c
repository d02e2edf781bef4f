/*
 * database_open.c - opening attached databases in sessions.
 *
 * How often a session has a database open is the session's to know; the sum over all sessions is under
 * `database_slots`.
 */
#include "instance/database.h"

#include <stdlib.h>

#include "diag.h"
#include "instance/database_parts.h"
#include "try.h"

/* A session's opens of one database. */
struct database_use {
    struct session_watch watch; /* first: an observer gets its use by a cast */
    struct database *database;
    uint32_t count;
};

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
    os_mutex_lock(&database_slots);
    end_use((struct database_use *)watch);
    os_mutex_unlock(&database_slots);
}

static const struct session_observer use_observer = {.on_end = on_session_end};

/* Under the lock: one open more of `database` by the session. */
JET_ERR database_open_in_session(struct session *session, struct database *database, JET_GRBIT grbit)
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

    JET_TRY(database_path(path, absolute));
    os_mutex_lock(&database_slots);
    database = database_find(session->instance, absolute);
    if (database == NULL) {
        err = diag_fail(JET_errDatabaseNotFound, "'%s' is not attached", absolute);
    } else {
        err = database_open_in_session(session, database, grbit);
        *dbid = database->dbid;
    }
    os_mutex_unlock(&database_slots);
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
    if (session->level_floor > 0) {
        return diag_fail(JET_errDatabaseInUse, "'%s': a row is being changed, which calls the program",
                         database->path);
    }
    if (use->count == 1) {
        close_objects(session, database);
    }
    os_mutex_lock(&database_slots);
    if (use->count == 1) {
        end_use(use);
    } else {
        use->count--;
        database->open_count--;
    }
    os_mutex_unlock(&database_slots);
    return JET_errSuccess;
}
