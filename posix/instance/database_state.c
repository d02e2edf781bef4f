/*
 * database_state.c - see database_state.h.
 */
#include "instance/database_state.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "instance/header_probe.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "log/log.h"
#include "log/log_segment.h"
#include "try.h"

enum {
    FIRST_DBTIME = 0x40,
    UPDATE_WRITTEN = 20, /* the format of Windows 8 to 10 (DESIGN 4.6) */
    DIAGNOSTIC_ESENT_ATTACHED = 0x01000000,
    OS_MAJOR = 10, /* what JetGetVersion says too */
    OS_BUILD = 19041,
};

/* ------------------------------------------------------------------------------------------------ reading */

static JET_ERR check_attachable(const struct database *database, JET_GRBIT grbit)
{
    const struct db_header *header = &database->header;

    JET_TRY(header_check_clean(header, database->path)); /* Windows looks at the state first */
    JET_TRY(header_check_format(header, database->path));
    if (!(grbit & JET_bitDbReadOnly) && header->update_major != UPDATE_WRITTEN) {
        return diag_fail(JET_errInvalidDatabaseVersion,
                         "'%s' is of format update %u, which can be attached read-only; only %u is written",
                         database->path, header->update_major, (unsigned)UPDATE_WRITTEN);
    }
    return JET_errSuccess;
}

JET_ERR database_state_read(struct database *database, JET_GRBIT grbit)
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
    } else if (!(grbit & ESENT_bitDbAsIs)) {
        err = check_attachable(database, grbit);
    }
end:
    header_probe_free(&probe);
    return err;
}

/* ------------------------------------------------------------------------------------------------ writing */

/* Both copies, one after the other. */
static JET_ERR write_header(struct database *database)
{
    uint8_t *image = os_memory_allocate(database->page_size);
    JET_ERR err = JET_errSuccess;

    if (image == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the header of '%s'", database->path);
    }
    database->header.dbtime_dirtied = atomic_load(&database->dbtime);
    database->header.objid_last = atomic_load(&database->objid_last);
    db_header_encode(image, &database->header);
    put_u32(image, header_checksum(image, database->page_size));
    for (unsigned copy = 0; copy < DB_HEADER_PAGES && err >= 0; copy++) {
        err =
            os_file_write(&database->file, (uint64_t)copy * database->page_size, image, database->page_size);
        if (err >= 0) {
            err = os_file_sync(&database->file);
        }
    }
    os_memory_free(image, database->page_size);
    return err;
}

static struct signature new_signature(void)
{
    struct signature signature = {.created = log_time_now()};

    os_random_bytes(&signature.random, sizeof signature.random);
    return signature;
}

static struct lgpos log_position(const struct database *database)
{
    return lgpos_of(database->log != NULL ? log_end(database->log) : 0);
}

/* The logs that are needed from here on: the current generation, or none. */
static void set_state(struct database *database, enum db_state state)
{
    struct db_header *header = &database->header;
    const bool needs_logs = state == DB_STATE_DIRTY_SHUTDOWN && database->log != NULL;
    struct logtime created = {0};
    const uint32_t generation = needs_logs ? log_generation(database->log, &created) : 0;

    header->state = state;
    header->gen_min_required = header->gen_max_required = header->gen_max_committed =
        header->gen_min_consistent = generation;
    header->time_gen_max_create = created;
    header->time_gen_max_required = (struct logtime){0}; /* of newer formats */
    header->gen_pre_redo_min_consistent = header->gen_pre_redo_min_required = 0;
}

JET_ERR database_state_create(struct database *database, bool shadowed)
{
    struct db_header *header = &database->header;

    *header = (struct db_header){
        .magic = DB_MAGIC,
        .version = DB_VERSION,
        .update_major = UPDATE_WRITTEN,
        .create_version = DB_VERSION,
        .create_update = UPDATE_WRITTEN,
        .page_size_stored = database->page_size,
        .file_type = FILE_TYPE_DATABASE,
        .dbid = database->dbid,
        .sign_db = new_signature(),
        .flags = DIAGNOSTIC_ESENT_ATTACHED | (shadowed ? 0u : (unsigned)DB_FLAG_SHADOWING_DISABLED),
        .os_major = OS_MAJOR,
        .os_build = OS_BUILD,
        .time_attach = log_time_now(),
        .sign_db_hdr_flush = new_signature(),
    };
    if (database->log != NULL) {
        header->sign_log = log_signature(database->log);
        header->lgpos_attach = log_position(database);
    }
    atomic_store(&database->dbtime, FIRST_DBTIME);
    atomic_store(&database->objid_last, 0);
    set_state(database, DB_STATE_JUST_CREATED);
    return write_header(database);
}

/* What was known about backups belongs to the stream of logs that they were made with. */
static void bind_to_log(struct database *database)
{
    struct db_header *header = &database->header;
    const struct signature none = {0};
    const struct signature log = database->log != NULL ? log_signature(database->log) : none;

    if (!signature_equal(&header->sign_log, &log)) {
        struct bkinfo *notes[] = {&header->bkinfo_full_prev, &header->bkinfo_inc_prev,
                                  &header->bkinfo_full_cur,  &header->bkinfo_copy_prev,
                                  &header->bkinfo_diff_prev, &header->bkinfo_snapshot_cur};

        for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
            *notes[i] = (struct bkinfo){0};
        }
        header->sign_log = log;
    }
    if (database->log == NULL) { /* no old log may be replayed over what is changed now */
        header->sign_db = new_signature();
    }
}

static JET_ERR forget_flush_map(struct database *database)
{
    char path[OS_PATH_MAX];

    database->header.sign_db_hdr_flush = new_signature();
    database->header.sign_flush_map_hdr_flush = (struct signature){0};
    JET_TRY(path_with_extension(database->path, ".jfm", path, sizeof path));
    return os_file_exists(path) ? os_file_delete(path) : JET_errSuccess;
}

JET_ERR database_state_dirty(struct database *database)
{
    struct db_header *header = &database->header;

    if (header->state != DB_STATE_JUST_CREATED) {
        atomic_store(&database->dbtime, header->dbtime_dirtied);
        atomic_store(&database->objid_last, header->objid_last);
        header->dbid = database->dbid;
        header->flags |= DIAGNOSTIC_ESENT_ATTACHED;
        header->time_attach = log_time_now();
        header->lgpos_attach = log_position(database);
        bind_to_log(database);
        JET_TRY(forget_flush_map(database));
    }
    header->time_detach = (struct logtime){0};
    header->lgpos_detach = (struct lgpos){0};
    set_state(database, DB_STATE_DIRTY_SHUTDOWN);
    return write_header(database);
}

JET_ERR database_state_clean(struct database *database)
{
    struct db_header *header = &database->header;

    JET_TRY(cache_flush(database->pages));
    header->lgpos_consistent = header->lgpos_detach = log_position(database);
    header->time_consistent = header->time_detach = log_time_now();
    set_state(database, DB_STATE_CLEAN_SHUTDOWN);
    return write_header(database);
}
