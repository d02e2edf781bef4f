/*
 * database_log.c - see database_log.h.
 */
#include "instance/database_log.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "instance/attachments.h"
#include "instance/database.h"
#include "instance/database_state.h"
#include "instance/instance.h"
#include "instance/instance_log.h"
#include "instance/transaction_log.h"
#include "log/log.h"
#include "log/log_record.h"
#include "try.h"

/* The path as records hold it: UTF-16 with its NUL. The caller frees `path.at`. */
static JET_ERR wide_path(const struct database *database, struct bytes *path)
{
    const size_t capacity = strlen(database->path) + 1;
    WCHAR *wide = malloc(capacity * sizeof *wide);
    size_t units;

    if (wide == NULL || esent_utf8_to_utf16(database->path, (size_t)-1, wide, capacity, &units) < 0) {
        free(wide);
        return diag_fail(JET_errOutOfMemory, "no memory to log the path '%s'", database->path);
    }
    *path = (struct bytes){(const uint8_t *)wide, (uint32_t)(units * sizeof *wide)};
    return JET_errSuccess;
}

/* Appends what changes the attach list, and waits for it. */
static JET_ERR append(const struct database *database, const struct log_record *record,
                      void (*placed)(void *context, uint64_t lgpos), uint64_t *lgpos)
{
    JET_TRY(
        log_append_placed(database->log, record->pieces, record->count, placed, database->attachment, lgpos));
    return log_wait(database->log, *lgpos);
}

/* Appends the record that begins the attachment; without that there is none. */
static JET_ERR append_begin(struct database *database, const struct log_record *record, uint64_t *lgpos)
{
    struct log *log = database->log;
    JET_ERR err;

    JET_TRY(attachment_prepare(&database->instance->logging->attachments, database, &database->attachment));
    err =
        log_append_placed(log, record->pieces, record->count, attachment_begins, database->attachment, lgpos);
    if (err < 0) {
        attachment_discard(database->attachment);
        database->attachment = NULL;
        return err;
    }
    return log_wait(log, *lgpos);
}

JET_ERR database_log_create(const struct session *session, struct database *database, JET_GRBIT grbit,
                            uint64_t *lgpos)
{
    struct log_record record;
    struct bytes path;
    JET_ERR err;

    JET_TRY(wide_path(database, &path));
    log_create_db_encode(&(struct log_create_db){.type = LOG_CREATE_DB,
                                                 .procid = session->procid,
                                                 .dbid = (uint8_t)database->dbid,
                                                 .grbit = grbit,
                                                 .pages_max = database->most_pages,
                                                 .signature = database->header.sign_db,
                                                 .path = path,
                                                 .flags = LOG_DB_WIDE | LOG_DB_HAS_VERSION,
                                                 .version = LOG_CREATE_DB_VERSION},
                         &record);
    err = append_begin(database, &record, lgpos);
    free((void *)path.at);
    return err;
}

JET_ERR database_log_created(const struct session *session, const struct database *database)
{
    struct log_record record;
    uint64_t lgpos;

    log_create_db_finish_encode(&(struct log_create_db_finish){.type = LOG_CREATE_DB_FINISH,
                                                               .procid = session->procid,
                                                               .dbid = (uint8_t)database->dbid},
                                &record);
    JET_TRY(log_append(database->log, record.pieces, record.count, &lgpos));
    return log_wait(database->log, lgpos);
}

JET_ERR database_log_attach(const struct session *session, struct database *database, uint64_t *lgpos)
{
    const struct signature stream = log_signature(database->log);
    const struct db_header *header = &database->header;
    const bool same_stream = signature_equal(&header->sign_log, &stream);
    struct log_record record;
    struct bytes path;
    JET_ERR err;

    JET_TRY(wide_path(database, &path));
    log_attach_db_encode(
        &(struct log_attach_db){.type = LOG_ATTACH_DB,
                                .procid = session->procid,
                                .dbid = (uint8_t)database->dbid,
                                .pages_max = database->most_pages,
                                .consistent = same_stream ? header->lgpos_consistent : (struct lgpos){0},
                                .signature = header->sign_db,
                                .log_signature = header->sign_log,
                                .path = path,
                                .flags = LOG_DB_WIDE},
        &record);
    err = append_begin(database, &record, lgpos);
    free((void *)path.at);
    return err;
}

JET_ERR database_log_detach(const struct session *session, struct database *database, uint64_t *lgpos)
{
    struct log_record record;
    struct bytes path;
    JET_ERR err;

    JET_TRY(wide_path(database, &path));
    log_detach_db_encode(&(struct log_detach_db){.type = LOG_DETACH_DB,
                                                 .procid = session->procid,
                                                 .dbid = (uint8_t)database->dbid,
                                                 .path = path,
                                                 .flags = LOG_DETACH_WIDE},
                         &record);
    err = append(database, &record, attachment_ends, lgpos);
    free((void *)path.at);
    return err;
}

JET_ERR database_log_size(const struct database *database, uint32_t pages)
{
    struct log_record record;
    uint64_t lgpos;

    log_extend_db_encode(
        &(struct log_extend_db){.type = LOG_EXTEND_DB, .dbid = (uint8_t)database->dbid, .pgno_last = pages},
        &record);
    return log_append(database->log, record.pieces, record.count, &lgpos);
}

void database_log_forsake(const struct session *session, struct database *database)
{
    uint64_t lgpos;

    if (database->attachment != NULL) {
        if (database_log_detach(session, database, &lgpos) < 0) { /* a failed log needs no record */
            attachment_ends(database->attachment, UINT64_MAX);
        }
        database->attachment = NULL;
    }
}

/* The cache's hook. */
static JET_ERR before_write(void *context, uint64_t lsn)
{
    struct database *database = context;

    JET_TRY(transaction_before_write(database->instance, lsn));
    return database_state_cover(database, (uint32_t)(lsn >> 32));
}

void database_log_connect(struct database *database)
{
    cache_file_set_before_write(database->pages, before_write, database);
}
