/*
 * replay_record.c - what each type of record asks for.
 *
 * Rules: reference log-and-recovery 10.2, 11, 22.2.
 */
#include <string.h>

#include "compress/compress.h"
#include "diag.h"
#include "instance/transaction.h"
#include "recovery/replay.h"
#include "space/space_redo.h"
#include "try.h"

static JET_ERR expand(struct bytes stored, uint8_t *plain, uint32_t capacity, uint32_t *size)
{
    size_t got, total;

    JET_TRY(decompress_value(stored.at, stored.size, 0, plain, capacity, capacity, &got, &total));
    *size = (uint32_t)got;
    return JET_errSuccess;
}

static struct redo redo_of(const struct replay *replay, struct replay_session *session,
                           struct replay_database *database)
{
    return (struct redo){.session = session->session,
                         .database = database->database,
                         .pages = &database->pages,
                         .lgpos = replay->lgpos,
                         .may_be_newer = replay->now.generation <= database->required,
                         .expand = expand};
}

/* ------------------------------------------------------------------------------------------------- pages */

/* The object id in a record that has the page prefix. */
static JET_ERR objid_of(struct bytes record, uint32_t *objid)
{
    struct log_node node;

    *objid = 0;
    if (log_type_has_node(record.at[0])) {
        JET_TRY(log_node_decode(record, &node));
        *objid = node.objid;
    } else if (record.at[0] == LOG_CREATE_MULTIPLE || record.at[0] == LOG_CREATE_SINGLE ||
               record.at[0] == LOG_CONVERT_TREE) {
        *objid = get_u32(record.at + LOG_PAGE_SIZE); /* the first field behind the prefix of all three */
    }
    return JET_errSuccess;
}

static JET_ERR change_page(const struct redo *redo, struct bytes record)
{
    switch (record.at[0]) {
    case LOG_CREATE_MULTIPLE:
    case LOG_CREATE_SINGLE:
    case LOG_CONVERT_TREE:
        return space_redo(redo, record);
    default:
        return tree_redo_node(redo, record);
    }
}

/* A record that changes a page, or is a part of a macro. */
static JET_ERR page_record(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct replay_database *database;
    struct log_page page;
    struct redo redo;
    uint32_t objid;
    bool kept = false;

    JET_TRY(log_page_decode(record, &page));
    JET_TRY(replay_session_of(replay, page.procid, &session));
    JET_TRY(objid_of(record, &objid));
    replay_note_counters(replay, page.dbid, page.dbtime, objid);
    if (!session->began) {
        return JET_errSuccess;
    }
    if (record.at[0] != LOG_UNDO_INFO) {
        JET_TRY(replay_macro_keep(session, page.dbtime, record, &kept));
    }
    database = replay_database_for(replay, page.dbid);
    if (kept || database == NULL) {
        return JET_errSuccess;
    }
    redo = redo_of(replay, session, database);
    return change_page(&redo, record);
}

static JET_ERR run_macro(struct replay *replay, const struct replay_macro *macro)
{
    const struct bytes first = macro->records[0];
    struct replay_session *session;
    struct replay_database *database;
    struct log_page page;
    struct redo redo;

    if (!log_type_has_page(first.at[0])) {
        return diag_fail(JET_errInvalidLoggedOperation,
                         "a macro of the log that begins with %s cannot be replayed",
                         log_type_name(first.at[0]));
    }
    JET_TRY(log_page_decode(first, &page));
    JET_TRY(replay_session_of(replay, page.procid, &session));
    database = replay_database_for(replay, page.dbid);
    if (database == NULL) {
        return JET_errSuccess;
    }
    redo = redo_of(replay, session, database);
    switch (first.at[0]) {
    case LOG_SPLIT2:
        return tree_redo_split(&redo, macro->dbtime, macro->records, macro->count);
    case LOG_MERGE2:
        return tree_redo_merge(&redo, macro->dbtime, macro->records, macro->count);
    default:
        return diag_fail(JET_errInvalidLoggedOperation,
                         "a macro of the log that begins with %s cannot be replayed",
                         log_type_name(first.at[0]));
    }
}

static JET_ERR macro_record(struct replay *replay, struct bytes record)
{
    struct replay_macro *macro;
    JET_ERR err = JET_errSuccess;

    JET_TRY(replay_macro(replay, record, &macro));
    if (macro != NULL && macro->count > 0) {
        err = run_macro(replay, macro);
    }
    replay_macro_free(macro);
    return err;
}

/* ------------------------------------------------------------------------------------------------- others */

static JET_ERR extend(struct replay *replay, struct bytes record)
{
    struct replay_database *database;
    struct log_extend_db extend;
    struct redo redo = {.lgpos = replay->lgpos};

    JET_TRY(log_extend_db_decode(record, &extend));
    database = replay_database_for(replay, extend.dbid);
    if (database == NULL) {
        return JET_errSuccess;
    }
    redo.database = database->database;
    return space_redo_extend(&redo, extend.pgno_last);
}

static JET_ERR new_page(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct replay_database *database;
    struct log_new_page page;
    struct redo redo;

    JET_TRY(log_new_page_decode(record, &page));
    JET_TRY(replay_session_of(replay, page.procid, &session));
    replay_note_counters(replay, page.dbid, page.dbtime, page.objid);
    database = replay_database_for(replay, page.dbid);
    if (!session->began || database == NULL) {
        return JET_errSuccess;
    }
    redo = redo_of(replay, session, database);
    return tree_redo_new_page(&redo, &page);
}

/* Pages are free from here on, or are no more: what was wrong with them does not matter. */
static JET_ERR forget_pages(struct replay *replay, struct bytes record)
{
    struct replay_database *database;
    struct log_extent_freed freed;
    struct log_shrink_db shrink;

    if (record.at[0] == LOG_EXTENT_FREED || record.at[0] == LOG_EXTENT_FREED2) {
        JET_TRY(log_extent_freed_decode(record, &freed));
    } else {
        JET_TRY(log_shrink_db_decode(record, &shrink));
        freed = (struct log_extent_freed){.dbid = shrink.dbid, .pgno = shrink.pgno, .count = shrink.count};
        if (record.at[0] != LOG_TRIM_DB) { /* it names the last page that stays */
            freed.pgno++;
        }
    }
    database = replay_database_for(replay, freed.dbid);
    if (database != NULL) {
        redo_pages_forget(&database->pages, freed.pgno, freed.count);
    }
    return JET_errSuccess;
}

static JET_ERR note_free(struct replay *replay, struct bytes record)
{
    struct log_free_fdp freed;

    JET_TRY(log_free_fdp_decode(record, &freed));
    transaction_note_stamp(replay->instance, freed.trx);
    return JET_errSuccess;
}

static JET_ERR set_version(struct replay *replay, struct bytes record)
{
    struct replay_database *database;
    struct log_set_db_version version;

    JET_TRY(log_set_db_version_decode(record, &version));
    database = replay_database_for(replay, version.dbid);
    return database != NULL ? database_replay_version(database->database, version.major, version.update_major,
                                                      version.update_minor)
                            : JET_errSuccess;
}

/* The stream was ended here, and may go on. */
static JET_ERR quit(struct replay *replay)
{
    if (!replay->ended) {
        replay_sessions_forget(replay);
        JET_TRY(replay_databases_end(replay, replay->shut_down));
        replay->ended = true;
    }
    return JET_errSuccess;
}

/* The stream goes on after a crash, or an end. */
static JET_ERR start(struct replay *replay)
{
    if (!replay->ended) {
        replay_sessions_forget(replay);
    }
    return JET_errSuccess;
}

/* True for records that say nothing, or that only others understand. */
static bool is_ignored(unsigned type)
{
    switch (type) {
    case LOG_NOP:
    case LOG_NOP2:
    case LOG_MS:
    case LOG_END:
    case LOG_CHECKSUM:
    case LOG_TRACE:
    case LOG_JET_OP:
    case LOG_FORCE_WRITE_LOG:
    case LOG_FORCE_ROLLOVER:
    case LOG_EXT_RESTORE:
    case LOG_EXT_RESTORE2:
    case LOG_FULL_BACKUP:
    case LOG_INC_BACKUP:
    case LOG_BACKUP:
    case LOG_BACKUP2:
    case LOG_MACRO_INFO:
    case LOG_MACRO_INFO2:
    case LOG_RECOVERY_UNDO:
    case LOG_RECOVERY_UNDO2:
    case LOG_COMMIT_CONTEXT:
    case LOG_SCAN_CHECK:
    case LOG_SCAN_CHECK2:
    case LOG_PAGE_PATCH_REQUEST:
    case LOG_SIGNAL_ATTACH_DB:
        return true;
    default:
        return type == LOG_IGNORED9 || (type >= LOG_IGNORED10 && type <= LOG_IGNORED19);
    }
}

static JET_ERR other_record(struct replay *replay, struct bytes record)
{
    switch (record.at[0]) {
    case LOG_EXTEND_DB:
        return extend(replay, record);
    case LOG_SHRINK_DB:
    case LOG_SHRINK_DB2:
    case LOG_SHRINK_DB3:
    case LOG_TRIM_DB:
    case LOG_EXTENT_FREED:
    case LOG_EXTENT_FREED2:
        return forget_pages(replay, record);
    case LOG_SET_DB_VERSION:
        return set_version(replay, record);
    case LOG_NEW_PAGE:
        return new_page(replay, record);
    case LOG_FREE_FDP:
        return note_free(replay, record);
    case LOG_INIT:
    case LOG_INIT2:
        return start(replay);
    case LOG_TERM:
    case LOG_TERM2:
    case LOG_RECOVERY_QUIT:
    case LOG_RECOVERY_QUIT2:
    case LOG_RECOVERY_QUIT_KEEP:
        return quit(replay);
    default:
        return diag_fail(JET_errInvalidLoggedOperation, "the log record %s cannot be replayed",
                         log_type_name(record.at[0]));
    }
}

static JET_ERR dispatch(struct replay *replay, struct bytes record)
{
    switch (record.at[0]) {
    case LOG_BEGIN0:
    case LOG_BEGIN_DT:
    case LOG_BEGIN:
    case LOG_REFRESH:
    case LOG_COMMIT:
    case LOG_COMMIT0:
    case LOG_ROLLBACK:
        return replay_transaction(replay, record);
    case LOG_MACRO_BEGIN:
    case LOG_MACRO_COMMIT:
    case LOG_MACRO_ABORT:
        return macro_record(replay, record);
    case LOG_CREATE_DB:
    case LOG_CREATE_DB_FINISH:
    case LOG_ATTACH_DB:
    case LOG_DETACH_DB:
    case LOG_REATTACH_DB:
        return replay_database_record(replay, record);
    default:
        return log_type_has_page(record.at[0]) ? page_record(replay, record) : other_record(replay, record);
    }
}

static bool is_quit(unsigned type)
{
    return type == LOG_TERM || type == LOG_TERM2 || type == LOG_RECOVERY_QUIT || type == LOG_RECOVERY_QUIT2 ||
           type == LOG_RECOVERY_QUIT_KEEP;
}

JET_ERR replay_record(struct replay *replay, struct bytes record)
{
    const unsigned type = record.at[0];

    if (is_ignored(type)) {
        return JET_errSuccess;
    }
    if (type == LOG_SHUT_DOWN_MARK) {
        replay->shut_down = replay->lgpos;
        return JET_errSuccess;
    }
    JET_TRY(dispatch(replay, record));
    replay->shut_down = 0;
    replay->ended = is_quit(type);
    return JET_errSuccess;
}
