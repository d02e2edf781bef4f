/*
 * log_set.h - the files of a log stream as a start finds them: may it be continued, or must databases be recovered first?
 *
 *   NONE      no log at all: a new stream begins
 *   CLEAN     the last record ended the stream, and the checkpoint says so
 *   IDLE      not ended, but from the checkpoint on no database is named: there is nothing to replay
 *   NEEDED    databases may have to be recovered from it
 *
 * Looking changes nothing. Format: reference log-and-recovery 7, 22.1.
 */
#ifndef ESENT_LOG_SET_H
#define ESENT_LOG_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "log/log_files.h"

enum log_set_state { LOG_SET_NONE, LOG_SET_CLEAN, LOG_SET_IDLE, LOG_SET_NEEDED };

struct log_set {
    enum log_set_state state;
    bool has_current;    /* the file of the newest generation has its name without a number */
    bool has_next;       /* a file that a crash kept from becoming the newest */
    uint32_t generation; /* the newest that is there, 0: none */
    uint32_t file_size;  /* of its file, as its header says */
    uint32_t page_size;
    uint64_t redo_from; /* where a replay begins */
};

/*
 * Looks at the files of the stream. JET_errMissingLogFile when a generation is missing that a replay has to read,
 * JET_errInvalidLogSequence for one that does not follow the one before, JET_errBadLogSignature for one of another stream; errors
 * of log_reader_open() and log_reader_next().
 */
JET_ERR log_set_survey(const struct log_names *names, struct log_set *set);

/*
 * Deletes full generations that are not older than the newest one (JET_paramDeleteOutOfRangeLogs): copies of logs of old that somebody
 * has put there. Those whose header cannot be read stay.
 */
JET_ERR log_set_delete_out_of_range(const struct log_names *names);

#endif
