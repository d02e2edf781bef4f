/*
 * header_probe.h - the header of a database file, attached or not.
 *
 *     struct header_probe probe;
 *     err = header_probe_read(&probe, &file, path);
 *     ... probe.choice ...
 *     header_probe_free(&probe);                     after an error too
 */
#ifndef ESENT_HEADER_PROBE_H
#define ESENT_HEADER_PROBE_H

#include "format/db_header.h"
#include "os.h"

struct header_probe {
    uint8_t *start; /* the first bytes of the file, owned; NULL when nothing could be read */
    struct db_header_choice choice;
};

/* Reads both copies of the header and chooses one; `path` is for sentences. JET_errOutOfMemory, errors of reading and of
 * db_header_choose(), after which `start` still is what was read. */
JET_ERR header_probe_read(struct header_probe *probe, struct os_file *file, const char *path);
void header_probe_free(struct header_probe *probe);

/* JET_errInvalidDatabaseVersion for a format update whose pages or records this engine does not know. */
JET_ERR header_check_format(const struct db_header *header, const char *path);

/* JET_errDatabaseDirtyShutdown for every state but a clean shutdown. */
JET_ERR header_check_clean(const struct db_header *header, const char *path);

#endif
