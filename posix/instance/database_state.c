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

enum { PAGE_SIZE_UNSAID = 4096 };

/* Another file of the engine is taken for a database, of another version or another page size; 0 was 4096 once. */
static JET_ERR other_file(const struct database *database, const struct header_probe *probe,
                          uint32_t page_size)
{
    struct db_header header;

    db_header_decode(probe->start, &header);
    return (header.page_size_stored != 0 ? header.page_size_stored : PAGE_SIZE_UNSAID) != page_size
               ? diag_fail(JET_errPageSizeMismatch, "'%s' is another kind of file, with other pages",
                           database->path)
               : diag_fail(JET_errInvalidDatabaseVersion, "'%s' is another kind of file", database->path);
}

JET_ERR database_state_read(struct database *database, JET_GRBIT grbit)
{
    const uint32_t page_size = (uint32_t)parameter_integer(NULL, JET_paramDatabasePageSize);
    struct header_probe probe;
    JET_ERR err;

    err = header_probe_read(&probe, &database->file, database->path);
    if (err == JET_errFileInvalidType) {
        err = other_file(database, &probe, page_size);
    }
    JET_TRY_OR(err, end);
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

/* The newest generation of the log that pages may be of. */
static uint32_t newest_generation(struct database *database, struct logtime *created)
{
    if (database->log != NULL) {
        return log_generation(database->log, created);
    }
    *created = database->replayed.created;
    return database->replayed.generation;
}

/* The log that is needed from generation `first` on (0: none) up to the newest. */
static void set_needs(struct database *database, uint32_t first)
{
    struct db_header *header = &database->header;
    struct logtime created = {0};
    const uint32_t newest = first != 0 ? newest_generation(database, &created) : 0;

    header->gen_min_required = header->gen_min_consistent = first;
    if (first != 0 && newest < header->gen_max_committed) { /* a replay has not come that far */
        header->gen_max_required = newest > header->gen_max_required ? newest : header->gen_max_required;
        return;
    }
    header->gen_max_required = header->gen_max_committed = newest;
    header->time_gen_max_create = created;
    header->time_gen_max_required = (struct logtime){0}; /* of newer formats */
}

static void put_needs_back(struct db_header *header, const struct db_header *before)
{
    header->gen_min_required = before->gen_min_required;
    header->gen_min_consistent = before->gen_min_consistent;
    header->gen_max_required = before->gen_max_required;
    header->gen_max_committed = before->gen_max_committed;
    header->time_gen_max_create = before->time_gen_max_create;
    header->time_gen_max_required = before->time_gen_max_required;
}

/* Under the lock: writes that log from generation `first` on is needed, which then is what the file says. */
static JET_ERR write_needs(struct database *database, uint32_t first)
{
    const struct db_header before = database->header;
    JET_ERR err;

    set_needs(database, first);
    err = write_header(database);
    if (err < 0) {
        put_needs_back(&database->header, &before); /* no more: others read what does not change */
        return err;
    }
    atomic_store(&database->covered, database->header.gen_max_required);
    return JET_errSuccess;
}

static JET_ERR write_state(struct database *database, enum db_state state)
{
    struct db_header *header = &database->header;
    const bool needs_logs =
        state == DB_STATE_DIRTY_SHUTDOWN && (database->log != NULL || database->replayed.generation != 0);
    JET_ERR err;

    os_mutex_lock(&database->header_lock);
    header->state = state;
    header->gen_pre_redo_min_consistent = header->gen_pre_redo_min_required = 0;
    err = write_needs(database, needs_logs ? (uint32_t)header->lgpos_attach.generation : 0);
    os_mutex_unlock(&database->header_lock);
    return err;
}

struct db_header database_header(struct database *database)
{
    struct db_header header;

    os_mutex_lock(&database->header_lock);
    header = database->header;
    os_mutex_unlock(&database->header_lock);
    return header;
}

JET_ERR database_state_cover(struct database *database, uint32_t generation)
{
    JET_ERR err = JET_errSuccess;

    if (generation <= atomic_load(&database->covered)) {
        return JET_errSuccess;
    }
    os_mutex_lock(&database->header_lock);
    /* A new database is not worth a replay before it is complete. */
    if (database->header.state == DB_STATE_DIRTY_SHUTDOWN && generation > database->header.gen_max_required) {
        err = write_needs(database, database->header.gen_min_required);
    }
    os_mutex_unlock(&database->header_lock);
    return err;
}

JET_ERR database_state_advance(struct database *database, uint32_t generation)
{
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&database->header_lock);
    if (database->header.state == DB_STATE_DIRTY_SHUTDOWN && generation > database->header.gen_min_required) {
        err = write_needs(database, generation);
    }
    os_mutex_unlock(&database->header_lock);
    return err;
}

/* Of the stream of logs that the database is changed under; zeros without one. */
static struct signature stream_of(const struct database *database)
{
    return database->log != NULL ? log_signature(database->log) : database->replayed.stream;
}

void database_state_begin(struct database *database, bool shadowed)
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
    header->sign_log = stream_of(database);
    atomic_store(&database->dbtime, FIRST_DBTIME);
    atomic_store(&database->objid_last, 0);
}

JET_ERR database_state_create(struct database *database, uint64_t lgpos)
{
    database->header.lgpos_attach = lgpos_of(lgpos);
    return write_state(database, DB_STATE_JUST_CREATED);
}

JET_ERR database_state_created(struct database *database)
{
    return write_state(database, DB_STATE_DIRTY_SHUTDOWN);
}

/* What was known about backups belongs to the stream of logs that they were made with. */
static void bind_to_log(struct database *database)
{
    struct db_header *header = &database->header;
    const struct signature log = stream_of(database);

    if (!signature_equal(&header->sign_log, &log)) {
        struct bkinfo *notes[] = {&header->bkinfo_full_prev, &header->bkinfo_inc_prev,
                                  &header->bkinfo_full_cur,  &header->bkinfo_copy_prev,
                                  &header->bkinfo_diff_prev, &header->bkinfo_snapshot_cur};

        for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
            *notes[i] = (struct bkinfo){0};
        }
        header->lgpos_consistent = (struct lgpos){0};
        header->sign_log = log;
    }
    if (database->log == NULL &&
        database->replayed.generation == 0) { /* no old log may be replayed over what is changed now */
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

JET_ERR database_state_dirty(struct database *database, uint64_t lgpos)
{
    struct db_header *header = &database->header;

    atomic_store(&database->dbtime, header->dbtime_dirtied);
    atomic_store(&database->objid_last, header->objid_last);
    header->dbid = database->dbid;
    header->flags |= DIAGNOSTIC_ESENT_ATTACHED;
    header->time_attach = log_time_now();
    header->lgpos_attach = lgpos_of(lgpos);
    header->time_detach = (struct logtime){0};
    header->lgpos_detach = (struct lgpos){0};
    bind_to_log(database);
    JET_TRY(forget_flush_map(database));
    return write_state(database, DB_STATE_DIRTY_SHUTDOWN);
}

JET_ERR database_state_replay(struct database *database)
{
    JET_ERR err;

    JET_TRY(forget_flush_map(database));
    os_mutex_lock(&database->header_lock);
    err = write_header(database);
    os_mutex_unlock(&database->header_lock);
    return err;
}

JET_ERR database_state_clean(struct database *database, uint64_t lgpos)
{
    struct db_header *header = &database->header;

    os_mutex_lock(&database->header_lock);
    header->lgpos_consistent = header->lgpos_detach = lgpos_of(lgpos);
    header->time_consistent = header->time_detach = log_time_now();
    os_mutex_unlock(&database->header_lock);
    return write_state(database, DB_STATE_CLEAN_SHUTDOWN);
}
