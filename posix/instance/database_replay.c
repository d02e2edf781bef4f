/*
 * database_replay.c - see database_replay.h.
 */
#include "instance/database_replay.h"

#include "diag.h"
#include "esent_compat.h"
#include "instance/attachments.h"
#include "instance/database_parts.h"
#include "instance/database_state.h"
#include "instance/instance.h"
#include "instance/instance_log.h"
#include "instance/parameter.h"
#include "try.h"

JET_ERR database_replay_open(struct instance *instance, unsigned dbid, const char *path,
                             const struct replayed *replayed, struct database **made)
{
    struct database *database;
    JET_ERR err;

    JET_TRY(database_new(instance, dbid, path, false, &database));
    database->replayed = *replayed;
    JET_TRY_OR(os_file_open(&database->file, path, OS_READ | OS_WRITE, OS_SHARE_READ), failed);
    JET_TRY_OR(database_state_read(database, ESENT_bitDbAsIs), failed);
    atomic_store(&database->dbtime, database->header.dbtime_dirtied);
    atomic_store(&database->objid_last, database->header.objid_last);
    *made = database;
    return JET_errSuccess;
failed:
    database_free(database);
    return err;
}

void database_replay_close(struct database *database)
{
    if (database != NULL) {
        if (database->instance->databases[database->dbid] == database) {
            database_set_slot(database->instance, database->dbid, NULL);
        }
        database_free(database);
    }
}

/* Makes the pages reachable, and the log's names for the database known. */
static JET_ERR enter(struct database *database, const struct log_attachment *name)
{
    database->most_pages = name->pages_max;
    JET_TRY(
        attachment_restore(&database->instance->logging->attachments, database, name, &database->attachment));
    JET_TRY(database_connect(database, true));
    database_set_slot(database->instance, database->dbid, database);
    return JET_errSuccess;
}

JET_ERR database_replay_attach(struct database *database, const struct log_attachment *name, uint64_t lgpos)
{
    atomic_store(&database->covered, database->header.gen_max_required);
    JET_TRY(lgpos != 0 ? database_state_dirty(database, lgpos) : database_state_replay(database));
    return enter(database, name);
}

JET_ERR database_replay_create(struct instance *instance, unsigned dbid, const char *path, bool shadowed,
                               const struct replayed *replayed, const struct log_attachment *name,
                               struct database **made)
{
    struct database *database;
    JET_ERR err;

    JET_TRY(database_new(instance, dbid, path, false, &database));
    database->replayed = *replayed;
    database->page_size = (uint32_t)parameter_integer(NULL, JET_paramDatabasePageSize);
    JET_TRY_OR(
        os_file_open(&database->file, path, OS_READ | OS_WRITE | OS_CREATE | OS_TRUNCATE, OS_SHARE_READ),
        failed);
    database_state_begin(database, shadowed);
    database->header.sign_db = name->signature;
    JET_TRY_OR(database_state_create(database, lgpos_number(name->attach)), failed);
    JET_TRY_OR(enter(database, name), failed);
    *made = database;
    return JET_errSuccess;
failed:
    database_replay_close(database);
    return err;
}

JET_ERR database_replay_created(struct database *database)
{
    JET_TRY(cache_flush(database->pages));
    return database_state_created(database);
}

JET_ERR database_replay_version(struct database *database, uint32_t major, uint32_t update_major,
                                uint32_t update_minor)
{
    database->header.version = major;
    database->header.update_major = update_major;
    database->header.update_minor = update_minor;
    return database_state_replay(database);
}

JET_ERR database_replay_detach(struct database *database, uint64_t lgpos)
{
    JET_TRY(cache_flush(database->pages));
    JET_TRY(database_state_clean(database, lgpos));
    attachment_ends(database->attachment, lgpos);
    database->attachment = NULL;
    database_replay_close(database);
    return JET_errSuccess;
}
