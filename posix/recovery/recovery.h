/*
 * recovery.h - soft recovery: databases that a crash has left behind become what the log says, and clean.
 *
 *   redo   from the checkpoint to the end of the log, every record is made again where its page does not have it yet
 *   undo   transactions that have not ended there are rolled back, in the log too
 *   end    pages in the files, headers clean, RecoveryQuit2, checkpoint there
 *
 * It can be broken off at any point and begun again: a page that has a change is left alone, headers are dirty until the end, and the
 * checkpoint stays. Logs are only written from the undo on; what cannot be used is not touched.
 *
 * Where the files of databases are: the map of the program, JET_paramAlternateDatabaseRecoveryPath, or the paths in the log.
 *
 * Rules: reference log-and-recovery 10 to 14, 21 to 23.
 */
#ifndef ESENT_RECOVERY_H
#define ESENT_RECOVERY_H

#include "format/db_header.h"
#include "instance/instance_log.h"
#include "instance/session.h"

/* A database of the log and where its file is now; UTF-8. */
struct recovery_map {
    const char *logged; /* NULL: the same */
    const char *path;
    JET_GRBIT grbit; /* JET_bitRestoreMap... */
};

/* A step of a recovery that the program may have a say in: JET_sntOpenLog, JET_sntBeginUndo ... */
struct recovery_event {
    JET_SNT type;
    uint32_t generation; /* of a log that is opened; 0: whichever it is */
    bool is_current;
    uint8_t reason;                           /* enum recovery_reason */
    const char *path;                         /* of the file, UTF-8 */
    uint32_t event;                           /* JET_sntNotificationEvent */
    struct db_header headers[DATABASE_SLOTS]; /* of the databases that are attached */
    uint32_t header_count, page_size;
};

enum recovery_reason { RECOVERY_CHECK = 1, RECOVERY_REDO = 2, RECOVERY_UNDO = 3, RECOVERY_DO = 4 };

/* What JetInit3 and JetInit4 ask for. */
struct recovery_request {
    struct instance_recovery head; /* first */
    const struct recovery_map *map;
    uint32_t map_count;

    /* Tells the program; NULL where it does not want to hear. The answer is `answer` where the program has none of its own. */
    JET_ERR (*control)
    (const struct recovery_request *request, struct instance *instance, const struct recovery_event *event,
     JET_ERR answer);
    void (*progress)(const struct recovery_request *request, JET_SNT type, uint32_t percent);
};

/* For instance_init(): recovers as `request` says. */
JET_ERR recovery_run(const struct instance_recovery *request, struct instance *instance,
                     const struct log_options *options, const struct log_set *set, JET_GRBIT grbit);

#endif
