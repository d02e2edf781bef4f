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

#include "instance/instance_log.h"

/* A database of the log and where its file is now; UTF-8. */
struct recovery_map {
    const char *logged; /* NULL: the same */
    const char *path;
    JET_GRBIT grbit; /* JET_bitRestoreMap... */
};

/* What JetInit3 and JetInit4 ask for. */
struct recovery_request {
    struct instance_recovery head; /* first */
    const struct recovery_map *map;
    uint32_t map_count;
};

/* For instance_init(): recovers as `request` says. */
JET_ERR recovery_run(const struct instance_recovery *request, struct instance *instance,
                     const struct log_options *options, const struct log_set *set, JET_GRBIT grbit);

#endif
