/*
 * temp_database.c - see temp_database.h.
 */
#include "instance/temp_database.h"

#include "diag.h"
#include "instance/database_parts.h"
#include "instance/database_state.h"
#include "instance/header_probe.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "try.h"

enum { PAGES_LEAST = 8 };

/*
 * A file of that name is left behind and goes, unless it is a database that has been attached: nobody wants to lose that to a wrong
 * setting.
 */
static JET_ERR check_old_file(const char *path)
{
    struct os_file file = os_file_none();
    struct db_header header = {0};
    struct header_probe probe;

    if (!os_file_exists(path)) {
        return JET_errSuccess;
    }
    JET_TRY(os_file_open(&file, path, OS_READ, OS_SHARE_READ));
    if (header_probe_read(&probe, &file, path) >= 0) {
        db_header_decode(probe.choice.image, &header);
    }
    header_probe_free(&probe);
    os_file_close(&file);
    return header.dbid != TEMPORARY_DBID || header.state == DB_STATE_CLEAN_SHUTDOWN
               ? diag_fail(JET_errTempFileOpenError,
                           "'%s', the temporary database of JET_paramTempPath, is a database of another kind",
                           path)
               : JET_errSuccess;
}

static uint32_t initial_pages(const struct instance *instance)
{
    const uint64_t wanted = (uint64_t)parameter_integer(instance, JET_paramPageTempDBMin);

    return wanted > PAGES_LEAST ? (uint32_t)wanted : (uint32_t)PAGES_LEAST;
}

static JET_ERR make_file(struct session *session, struct database *database, database_fill fill)
{
    const uint32_t pages = initial_pages(session->instance);

    JET_TRY(check_old_file(database->path));
    JET_TRY(os_file_open(&database->file, database->path, OS_READ | OS_WRITE | OS_CREATE | OS_TRUNCATE,
                         OS_SHARE_NONE));
    database_state_begin(database, false);
    JET_TRY(os_file_allocate(&database->file, ((uint64_t)pages + DB_HEADER_PAGES) * database->page_size));
    JET_TRY(database_connect(database, true));
    return fill(session, database, pages);
}

/* Under the lock. */
static JET_ERR make(struct session *session, database_fill fill, struct database **made)
{
    struct instance *instance = session->instance;
    const char *path = parameter_string(instance, JET_paramTempPath);
    struct database *database;
    char folder[OS_PATH_MAX];
    bool owns_file;
    JET_ERR err;

    if (parameter_integer(instance, JET_paramCreatePathIfNotExist) != 0) {
        JET_TRY(path_folder(path, folder, sizeof folder));
        JET_TRY(os_dir_create(folder));
    }
    JET_TRY(database_new(instance, TEMPORARY_DBID, path, false, &database));
    database->page_size = (uint32_t)parameter_integer(NULL, JET_paramDatabasePageSize);
    database->unversioned = parameter_integer(instance, JET_paramEnableTempTableVersioning) == 0;
    err = make_file(session, database, fill);
    if (err < 0) {
        owns_file = os_file_is_open(&database->file);
        database_free(database);
        if (owns_file) {
            (void)os_file_delete(path);
        }
        return err;
    }
    database_set_slot(instance, TEMPORARY_DBID, database);
    *made = database;
    return JET_errSuccess;
}

JET_ERR temp_database_need(struct session *session, database_fill fill, struct database **database)
{
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&database_slots);
    *database = session->instance->databases[TEMPORARY_DBID];
    if (*database == NULL) {
        err = make(session, fill, database);
    }
    os_mutex_unlock(&database_slots);
    return err;
}

void temp_database_end(struct instance *instance)
{
    struct database *database = instance->databases[TEMPORARY_DBID];
    char path[OS_PATH_MAX];

    if (database != NULL) {
        (void)os_path_absolute(database->path, path, sizeof path);
        database_set_slot(instance, TEMPORARY_DBID, NULL);
        database_free(database);
        (void)os_file_delete(path);
    }
}
