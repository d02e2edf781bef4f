/*
 * replay_database.c - databases of a log: which file is it, and may it be changed by what comes?
 *
 *   file                                             is
 *   missing, unreadable, foreign                     left alone; at the end that is an error, unless a detach came before
 *   attached at this very record, or in the list     used from here on
 *   attached before this record, in this stream      attached by it
 *   attached, or made clean, later in the log        left alone until then
 *   other than what its state says it should be      JET_errConsistentTimeMismatch, JET_errRequiredLogFilesMissing
 *
 * Rules: reference log-and-recovery 21, 22.3.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "recovery/replay.h"
#include "try.h"

enum decision { USE_NOW, ATTACH_NOW, NOT_NOW, LATER };

/* ------------------------------------------------------------------------------------------------- naming */

static void forget_name(struct replay_database *entry)
{
    free((void *)entry->name.path.at);
    redo_pages_free(&entry->pages);
    *entry = (struct replay_database){0};
}

/* The log names a database from here on. */
static JET_ERR take_name(struct replay *replay, const struct log_attachment *name,
                         struct replay_database **named)
{
    struct replay_database *entry;
    uint8_t *path;

    if (name->dbid == 0 || name->dbid >= DATABASE_SLOTS) {
        return diag_fail(JET_errLogFileCorrupt, "the log has a database of number %u", name->dbid);
    }
    entry = &replay->databases[name->dbid];
    if (entry->database != NULL) {
        return diag_fail(JET_errLogFileCorrupt, "the log attaches database %u, which is attached",
                         name->dbid);
    }
    forget_name(entry);
    path = malloc(name->path.size + 1);
    if (path == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to replay a log");
    }
    memcpy(path, name->path.at, name->path.size);
    entry->name = *name;
    entry->name.path.at = path;
    entry->named = true;
    *named = entry;
    return JET_errSuccess;
}

static JET_ERR path_of(const struct replay *replay, const struct replay_database *entry,
                       char path[OS_PATH_MAX])
{
    char logged[OS_PATH_MAX];

    JET_TRY(replay_path_text(entry->name.path, (entry->name.flags & LOG_ATTACHMENT_WIDE) != 0, logged));
    return replay_path(replay, logged, path);
}

/* The file is not used; `err` says why. Its sentence is kept for the end. */
static JET_ERR leave(struct replay_database *entry, JET_ERR err)
{
    entry->refused = err;
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------------- deciding */

/* Does the log that is there begin early enough? */
static JET_ERR check_required(const struct replay *replay, const struct database *database)
{
    const struct db_header *header = &database->header;

    if (header->gen_min_required != 0 && header->state != DB_STATE_DIRTY_AND_PATCHED &&
        header->gen_min_required < replay->now.generation) {
        return diag_fail(JET_errRequiredLogFilesMissing,
                         "'%s' needs the log from generation %u on; a replay can begin at %u only",
                         database->path, header->gen_min_required, replay->now.generation);
    }
    if (header->bkinfo_full_cur.generation_low != 0) {
        return diag_fail(JET_errSoftRecoveryOnBackupDatabase, "'%s' is a copy that a backup made",
                         database->path);
    }
    return JET_errSuccess;
}

/* The state of a file that cannot be replayed over. */
static JET_ERR check_state(const struct database *database)
{
    switch (database->header.state) {
    case DB_STATE_INCREMENTAL_RESEED:
        return diag_fail(JET_errDatabaseIncompleteIncrementalReseed, "'%s' is in the middle of a reseed",
                         database->path);
    case DB_STATE_REVERT:
        return diag_fail(JET_errDatabaseIncompleteRevert, "'%s' is in the middle of a revert",
                         database->path);
    default:
        return JET_errSuccess;
    }
}

static bool is_usable_state(const struct db_header *header)
{
    return header->state == DB_STATE_DIRTY_SHUTDOWN || header->state == DB_STATE_CLEAN_SHUTDOWN ||
           header->state == DB_STATE_DIRTY_AND_PATCHED;
}

/* A file that was last used under this stream of logs. */
static JET_ERR decide_same_stream(const struct replay_database *entry, const struct database *database,
                                  bool by_record, enum decision *decision)
{
    const struct db_header *header = &database->header;
    const uint64_t consistent = lgpos_number(header->lgpos_consistent);
    const uint64_t logged = lgpos_number(entry->name.consistent);
    const uint64_t attach = lgpos_number(header->lgpos_attach), record = lgpos_number(entry->name.attach);
    const bool same_database = signature_equal(&header->sign_db, &entry->name.signature);

    *decision = NOT_NOW;
    if (consistent != logged && consistent != 0) {
        if (consistent > logged && consistent > record) {
            *decision = LATER;
            return JET_errSuccess;
        }
        return same_database ? diag_fail(JET_errConsistentTimeMismatch,
                                         "'%s' is another state of the database than the one in the log",
                                         database->path)
                             : JET_errSuccess;
    }
    if (!same_database) {
        return JET_errSuccess;
    }
    if (attach == record) {
        *decision = USE_NOW;
    } else if (attach > record) {
        *decision = LATER;
    } else if (by_record) {
        *decision = ATTACH_NOW;
    } else {
        return diag_fail(JET_errAttachedDatabaseMismatch, "'%s' was attached earlier than the log says",
                         database->path);
    }
    return JET_errSuccess;
}

/* One that comes from another stream, and is attached to this one by the record. */
static JET_ERR decide_other_stream(const struct replay_database *entry, const struct database *database,
                                   enum decision *decision)
{
    const struct db_header *header = &database->header;
    const bool same_state = lgpos_number(header->lgpos_consistent) == lgpos_number(entry->name.consistent) ||
                            lgpos_number(entry->name.consistent) == 0;
    const bool same_database = signature_equal(&header->sign_db, &entry->name.signature);

    *decision = same_state && same_database ? ATTACH_NOW : NOT_NOW;
    return same_database && !same_state
               ? diag_fail(JET_errConsistentTimeMismatch,
                           "'%s' is another state of the database than the one in the log", database->path)
               : JET_errSuccess;
}

static JET_ERR decide(const struct replay *replay, const struct replay_database *entry,
                      const struct database *database, bool by_record, enum decision *decision)
{
    const struct db_header *header = &database->header;

    *decision = NOT_NOW;
    JET_TRY(check_state(database));
    if (!is_usable_state(header)) {
        return JET_errSuccess;
    }
    if (signature_equal(&header->sign_log, &replay->now.stream)) {
        JET_TRY(decide_same_stream(entry, database, by_record, decision));
    } else if (by_record && signature_equal(&header->sign_log, &entry->log_signature)) {
        JET_TRY(decide_other_stream(entry, database, decision));
    }
    if (*decision == USE_NOW && header->state == DB_STATE_CLEAN_SHUTDOWN) {
        *decision = LATER; /* the log has its detach, or the end of the stream */
    }
    return *decision == USE_NOW || *decision == ATTACH_NOW ? check_required(replay, database)
                                                           : JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- attaching */

static void enter(struct replay_database *entry, struct database *database)
{
    entry->database = database;
    entry->refused = JET_errSuccess;
    entry->later = false;
    entry->required = database->header.gen_max_required;
}

static JET_ERR carry_out(struct replay_database *entry, struct database *database, enum decision decision)
{
    const uint64_t attach = lgpos_number(entry->name.attach);

    if (decision == NOT_NOW || decision == LATER) {
        entry->later = decision == LATER;
        return leave(entry, diag_fail(JET_errAttachedDatabaseMismatch,
                                      "'%s' is not the database that the log names", database->path));
    }
    enter(entry, database);
    return database_replay_attach(database, &entry->name, decision == ATTACH_NOW ? attach : 0);
}

/* Errors that say that there is no such file, or none that can be used: looked at again when the log has ended. */
static bool is_absence(JET_ERR err)
{
    return err == JET_errFileNotFound || err == JET_errInvalidPath || err == JET_errFileAccessDenied;
}

/* Looks for the file of a database that the log names, and uses it if it is the right one. */
static JET_ERR attach(struct replay *replay, struct replay_database *entry, bool by_record)
{
    struct database *database;
    enum decision decision;
    char path[OS_PATH_MAX];
    JET_ERR err;

    err = path_of(replay, entry, path);
    if (err >= 0) {
        err = database_replay_open(replay->instance, entry->name.dbid, path, &replay->now, &database);
    }
    if (is_absence(err)) {
        return leave(entry, err);
    }
    JET_TRY(err);
    err = decide(replay, entry, database, by_record, &decision);
    if (err >= 0) {
        err = carry_out(entry, database, decision);
    }
    if (entry->database != database || err < 0) {
        database_replay_close(database);
        entry->database = NULL;
    }
    return err;
}

JET_ERR replay_attach_list(struct replay *replay)
{
    struct replay_database *entry;
    struct log_attachment name;
    uint32_t offset = 0;
    JET_ERR err;

    while ((err = log_attachment_next(replay->attachments, &offset, &name)) == JET_errSuccess) {
        JET_TRY(take_name(replay, &name, &entry));
        JET_TRY(attach(replay, entry, false));
        replay_note_counters(replay, name.dbid, name.dbtime, name.objid_last);
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static JET_ERR redo_attach(struct replay *replay, struct bytes record)
{
    struct replay_database *entry;
    struct log_attach_db attach_db;

    JET_TRY(log_attach_db_decode(record, &attach_db));
    const struct log_attachment name = {
        .dbid = attach_db.dbid,
        .flags = attach_db.flags & LOG_DB_WIDE ? LOG_ATTACHMENT_WIDE : 0,
        .pages_max = attach_db.pages_max,
        .attach = lgpos_of(replay->lgpos),
        .consistent = attach_db.consistent,
        .signature = attach_db.signature,
        .path = attach_db.path,
    };

    JET_TRY(take_name(replay, &name, &entry));
    entry->log_signature = attach_db.log_signature;
    return attach(replay, entry, true);
}

/* -------------------------------------------------------------------------------------- create and detach */

static JET_ERR create(struct replay *replay, struct replay_database *entry, const char *path, bool shadowed)
{
    struct database *database;

    JET_TRY(database_replay_create(replay->instance, entry->name.dbid, path, shadowed, &replay->now,
                                   &entry->name, &database));
    enter(entry, database);
    entry->required = 0; /* nothing in the file is newer than what is replayed */
    return JET_errSuccess;
}

/* A database that the log creates has a file already. */
static JET_ERR decide_create(const struct replay *replay, const struct replay_database *entry,
                             const struct database *database, bool *creates, enum decision *decision)
{
    const struct db_header *header = &database->header;
    const uint64_t attach = lgpos_number(header->lgpos_attach), record = lgpos_number(entry->name.attach);

    *creates = false;
    *decision = NOT_NOW;
    JET_TRY(check_state(database));
    if (!is_usable_state(header)) {
        *creates = true;
        return JET_errSuccess;
    }
    if (!signature_equal(&header->sign_log, &replay->now.stream) || attach < record) {
        return JET_errSuccess;
    }
    if (attach > record || lgpos_number(header->lgpos_consistent) >= record) {
        *decision = LATER;
    } else if (signature_equal(&header->sign_db, &entry->name.signature)) {
        *decision = USE_NOW;
        return check_required(replay, database);
    }
    return JET_errSuccess;
}

static JET_ERR create_over(struct replay *replay, struct replay_database *entry, struct database *database,
                           const char *path, bool shadowed)
{
    enum decision decision;
    bool creates;
    JET_ERR err;

    err = decide_create(replay, entry, database, &creates, &decision);
    if (err >= 0 && !creates) {
        err = carry_out(entry, database, decision);
    }
    if (entry->database != database || err < 0) {
        database_replay_close(database);
        entry->database = NULL;
    }
    JET_TRY(err);
    return creates ? create(replay, entry, path, shadowed) : JET_errSuccess;
}

static JET_ERR redo_create(struct replay *replay, struct bytes record)
{
    struct replay_database *entry;
    struct log_create_db create_db;
    struct database *database;
    char path[OS_PATH_MAX];
    JET_ERR err;

    JET_TRY(log_create_db_decode(record, &create_db));
    const bool shadowed = (create_db.grbit & JET_bitDbShadowingOff) == 0;
    const struct log_attachment name = {
        .dbid = create_db.dbid,
        .flags = create_db.flags & LOG_DB_WIDE ? LOG_ATTACHMENT_WIDE : 0,
        .pages_max = create_db.pages_max,
        .attach = lgpos_of(replay->lgpos),
        .signature = create_db.signature,
        .path = create_db.path,
    };

    JET_TRY(take_name(replay, &name, &entry));
    if (create_db.version != LOG_CREATE_DB_VERSION) {
        return diag_fail(JET_errInvalidCreateDbVersion, "the log creates a database in a way of version %u",
                         create_db.version);
    }
    err = path_of(replay, entry, path);
    if (err == JET_errFileNotFound) {
        return leave(entry, err);
    }
    JET_TRY(err);
    err = database_replay_open(replay->instance, create_db.dbid, path, &replay->now, &database);
    if (err == JET_errInvalidPath || err == JET_errFileAccessDenied) {
        return leave(entry, err);
    }
    if (err >= 0) {
        return create_over(replay, entry, database, path, shadowed);
    }
    return err == JET_errFileNotFound || err == JET_errReadVerifyFailure || err == JET_errDatabaseCorrupted ||
                   err == JET_errFileIOBeyondEOF || err == JET_errFileInvalidType
               ? create(replay, entry, path, shadowed)
               : err;
}

static JET_ERR redo_created(struct replay *replay, struct bytes record)
{
    struct log_create_db_finish finish;
    struct replay_database *entry;

    JET_TRY(log_create_db_finish_decode(record, &finish));
    entry = replay_database_for(replay, finish.dbid);
    return entry != NULL && entry->database->header.state == DB_STATE_JUST_CREATED
               ? database_replay_created(entry->database)
               : JET_errSuccess;
}

static JET_ERR end_database(struct replay_database *entry, uint64_t lgpos)
{
    if (entry->database != NULL) {
        JET_TRY(redo_pages_check(&entry->pages, entry->database->path));
        JET_TRY(database_replay_detach(entry->database, lgpos));
        entry->database = NULL;
    }
    forget_name(entry);
    return JET_errSuccess;
}

static JET_ERR redo_detach(struct replay *replay, struct bytes record)
{
    struct log_detach_db detach;
    struct replay_database *entry;

    JET_TRY(log_detach_db_decode(record, &detach));
    if (detach.dbid == 0 || detach.dbid >= DATABASE_SLOTS) {
        return diag_fail(JET_errLogFileCorrupt, "the log has a database of number %u", detach.dbid);
    }
    entry = &replay->databases[detach.dbid];
    if (entry->database != NULL && entry->database->header.state == DB_STATE_JUST_CREATED) {
        database_replay_close(entry->database); /* it was never finished, and stays so */
        entry->database = NULL;
    }
    return end_database(entry, replay->lgpos);
}

JET_ERR replay_database_record(struct replay *replay, struct bytes record)
{
    switch (record.at[0]) {
    case LOG_CREATE_DB:
        return redo_create(replay, record);
    case LOG_CREATE_DB_FINISH:
        return redo_created(replay, record);
    case LOG_ATTACH_DB:
        return redo_attach(replay, record);
    case LOG_DETACH_DB:
        return redo_detach(replay, record);
    default:
        return JET_errSuccess;
    }
}

/* -------------------------------------------------------------------------------------------- in the middle */

struct replay_database *replay_database_for(struct replay *replay, unsigned dbid)
{
    struct replay_database *entry = dbid > 0 && dbid < DATABASE_SLOTS ? &replay->databases[dbid] : NULL;

    return entry != NULL && entry->database != NULL &&
                   replay->lgpos > lgpos_number(entry->database->header.lgpos_attach)
               ? entry
               : NULL;
}

void replay_note_counters(struct replay *replay, unsigned dbid, uint64_t dbtime, uint32_t objid)
{
    struct replay_database *entry = dbid > 0 && dbid < DATABASE_SLOTS ? &replay->databases[dbid] : NULL;

    if (entry != NULL && entry->database != NULL && dbtime < INT64_MAX) {
        if (dbtime > atomic_load(&entry->database->dbtime)) {
            atomic_store(&entry->database->dbtime, dbtime);
        }
        if (objid > atomic_load(&entry->database->objid_last)) {
            atomic_store(&entry->database->objid_last, objid);
        }
    }
}

JET_ERR replay_databases_enter_generation(struct replay *replay)
{
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        struct replay_database *entry = &replay->databases[dbid];

        if (entry->database == NULL) {
            continue;
        }
        entry->database->replayed = replay->now;
        if (entry->required < replay->now.generation) {
            JET_TRY(redo_pages_check(&entry->pages, entry->database->path));
        }
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- at the end */

JET_ERR replay_databases_end(struct replay *replay, uint64_t lgpos)
{
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        JET_TRY(end_database(&replay->databases[dbid], lgpos));
    }
    return JET_errSuccess;
}

/* A database that is named at the end of the log, and not used. */
static JET_ERR check_refused(const struct replay *replay, const struct replay_database *entry)
{
    char logged[OS_PATH_MAX];

    if (entry->refused >= 0 || replay->grbit & JET_bitReplayIgnoreMissingDB ||
        (entry->later && replay->shut_down != 0)) {
        return JET_errSuccess;
    }
    if (replay_path_text(entry->name.path, (entry->name.flags & LOG_ATTACHMENT_WIDE) != 0, logged) < 0) {
        logged[0] = '\0';
    }
    return entry->refused == JET_errFileAccessDenied
               ? diag_fail(JET_errAccessDenied, "'%s', which the log is about, cannot be opened", logged)
               : diag_fail(JET_errAttachedDatabaseMismatch,
                           "'%s', which the log is about, is missing, or is another file", logged);
}

JET_ERR replay_databases_check(const struct replay *replay)
{
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        const struct replay_database *entry = &replay->databases[dbid];

        if (!entry->named) {
            continue;
        }
        if (entry->database == NULL) {
            JET_TRY(check_refused(replay, entry));
            continue;
        }
        JET_TRY(redo_pages_check(&entry->pages, entry->database->path));
        if (entry->database->header.gen_max_required > replay->now.generation) {
            return diag_fail(
                JET_errRequiredLogFilesMissing, "'%s' needs the log up to generation %u, which ends at %u",
                entry->database->path, entry->database->header.gen_max_required, replay->now.generation);
        }
        if (entry->database->header.gen_max_committed > replay->now.generation &&
            !(replay->grbit & JET_bitReplayIgnoreLostLogs)) {
            return diag_fail(JET_errCommittedLogFilesMissing,
                             "'%s' has commits in the log up to generation %u, which ends at %u",
                             entry->database->path, entry->database->header.gen_max_committed,
                             replay->now.generation);
        }
    }
    return JET_errSuccess;
}

JET_ERR replay_databases_drop_unfinished(struct replay *replay)
{
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        struct replay_database *entry = &replay->databases[dbid];
        char path[OS_PATH_MAX];

        if (entry->database != NULL && entry->database->header.state == DB_STATE_JUST_CREATED) {
            JET_TRY(path_of(replay, entry, path));
            database_replay_close(entry->database);
            entry->database = NULL;
            entry->named = false;
            JET_TRY(os_file_delete(path));
        }
    }
    return JET_errSuccess;
}

void replay_databases_close(struct replay *replay)
{
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        struct replay_database *entry = &replay->databases[dbid];

        database_replay_close(entry->database);
        entry->database = NULL;
        forget_name(entry);
    }
}
