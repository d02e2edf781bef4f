/*
 * replay.h - the state of a recovery, for the files of posix/recovery.
 *
 *   recovery.c          the steps
 *   replay_log.c        the generations, one after the other
 *   replay_record.c     what each type of record asks for
 *   replay_session.c    sessions, their transactions and macros
 *   replay_database.c   databases: which file, and may it be used
 *   replay_path.c       where the files are
 *   replay_events.c     what the program hears
 */
#ifndef ESENT_REPLAY_H
#define ESENT_REPLAY_H

#include "btree/tree_redo.h"
#include "instance/database_replay.h"
#include "instance/instance.h"
#include "instance/session.h"
#include "log/log_files.h"
#include "log/log_reader.h"
#include "recovery/recovery.h"

enum { REPLAY_PROCIDS = 65536 };

/* Records of a macro that has not ended. */
struct replay_macro {
    struct replay_macro *next;
    uint64_t dbtime;
    uint32_t count, capacity; /* of records */
    struct bytes *records;    /* owned, each with its bytes */
};

struct replay_session {
    struct session *session;
    bool
        began; /* a begin was seen: what comes before belongs to a transaction whose changes are in the files */
    struct replay_macro *macros;
};

/* A database that the log names. */
struct replay_database {
    bool named;                 /* between attach and detach in the log */
    struct database *database;  /* NULL while its file is not used */
    JET_ERR refused;            /* why it is not */
    bool later;                 /* it is used from a later record on, or is clean by then: that is no error */
    struct log_attachment name; /* path.at is owned */
    struct signature log_signature; /* of the stream before, as AttachDB says */
    uint32_t required; /* the newest generation that pages of the file may be of, at the attach */
    struct redo_pages pages;
};

struct replay {
    const struct recovery_request *request;
    struct instance *instance;
    const struct log_options *options;
    const struct log_set *set;
    JET_GRBIT grbit;
    struct log_names names;

    struct replayed now; /* generation that is read */
    uint64_t redo_from;
    uint64_t lgpos;                            /* of the record */
    uint8_t attachments[LOG_ATTACH_LIST_SIZE]; /* as of redo_from */

    struct replay_session *sessions[REPLAY_PROCIDS];
    struct replay_database databases[DATABASE_SLOTS];
    uint32_t first, expected; /* generation that was read first, and how many there are */
    uint32_t percent;         /* that the program was told */

    uint64_t shut_down; /* position of the last ShutDownMark, if nothing that matters came after it; else 0 */
    bool ended; /* the last record that matters ended the stream: no session is left, no database attached */
};

/* ------------------------------------------------------------------------------------------- replay_log.c */

/* Where to begin: position, generation, and what is attached there. */
JET_ERR replay_find_start(struct replay *replay);

/* Reads all records from there to the end. */
JET_ERR replay_read(struct replay *replay);

/* ---------------------------------------------------------------------------------------- replay_record.c */

JET_ERR replay_record(struct replay *replay, struct bytes record);

/* --------------------------------------------------------------------------------------- replay_session.c */

/* The session of a record, made when it is new. */
JET_ERR replay_session_of(struct replay *replay, uint16_t procid, struct replay_session **session);

/* Begins, commits, rollbacks. */
JET_ERR replay_transaction(struct replay *replay, struct bytes record);

/*
 * MacroBegin, MacroAbort; and MacroCommit, which hands its records out: `*macro` is to be freed by replay_macro_free(), NULL when there
 * are none.
 */
JET_ERR replay_macro(struct replay *replay, struct bytes record, struct replay_macro **macro);
void replay_macro_free(struct replay_macro *macro);

/* Keeps a record that is part of an open macro of the session; `*kept` is false when it is none. */
JET_ERR replay_macro_keep(struct replay_session *session, uint64_t dbtime, struct bytes record, bool *kept);

/* Ends all sessions: forgets what they have open, pages stay as they are; or rolls it back, in the log too. */
void replay_sessions_forget(struct replay *replay);
JET_ERR replay_sessions_roll_back(struct replay *replay);

/* -------------------------------------------------------------------------------------- replay_database.c */

/* Attaches what the list at the beginning names. */
JET_ERR replay_attach_list(struct replay *replay);

/* CreateDB, CreateDBFinish, AttachDB, DetachDB, ReAttach. */
JET_ERR replay_database_record(struct replay *replay, struct bytes record);

/* The database that a record is about, if it is to be changed by it; else NULL. */
struct replay_database *replay_database_for(struct replay *replay, unsigned dbid);

/* Counters that a record of `dbid` tells of. */
void replay_note_counters(struct replay *replay, unsigned dbid, uint64_t dbtime, uint32_t objid);

/* A generation begins: databases may have pages of it from now on. */
JET_ERR replay_databases_enter_generation(struct replay *replay);

/* The stream is ended here, in the log: the databases are clean, as of `lgpos`. */
JET_ERR replay_databases_end(struct replay *replay, uint64_t lgpos);

/* The log has ended: is every database there that it names, and all that they need? */
JET_ERR replay_databases_check(const struct replay *replay);

/* Deletes what the log has begun to create, and not finished: nobody was told that it is there. */
JET_ERR replay_databases_drop_unfinished(struct replay *replay);

/* Gives up all that are still attached, as they are. */
void replay_databases_close(struct replay *replay);

/* ------------------------------------------------------------------------------------------ replay_path.c */

/* The file of a database that the log knows as `logged` (UTF-8), as an absolute path. */
JET_ERR replay_path(const struct replay *replay, const char *logged, char path[OS_PATH_MAX]);

/* The text of a path in a record or list, at `text` (OS_PATH_MAX bytes). JET_errLogFileCorrupt. */
JET_ERR replay_path_text(struct bytes bytes, bool wide, char *text);

/* ---------------------------------------------------------------------------------------- replay_events.c */

/* Asks or tells the program; errors are its answers. */
JET_ERR replay_event_checkpoint(const struct replay *replay);
JET_ERR replay_event_log(const struct replay *replay, uint32_t generation, bool is_current,
                         enum recovery_reason reason);
JET_ERR replay_event_undo(const struct replay *replay);
void replay_event_note(const struct replay *replay, uint32_t event);

enum { EVENT_REDO = 301, EVENT_REDO_STOPS = 302 };

/* Progress: it begins; a record has been replayed; it ends with `result`. */
void replay_progress_begin(struct replay *replay);
void replay_progress(struct replay *replay);
void replay_progress_end(const struct replay *replay, JET_ERR result);

#endif
