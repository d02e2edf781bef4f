/*
 * header_probe.c - reading a header, and what keeps a database from being opened.
 */
#include "instance/header_probe.h"

#include <stdlib.h>

#include "diag.h"
#include "try.h"

JET_ERR header_probe_read(struct header_probe *probe, struct os_file *file, const char *path)
{
    size_t got = 0;

    probe->start = malloc(DB_HEADER_PROBE);
    if (probe->start == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the header of '%s'", path);
    }
    JET_TRY(os_file_read(file, 0, probe->start, DB_HEADER_PROBE, &got));
    return db_header_choose(probe->start, got, path, &probe->choice);
}

void header_probe_free(struct header_probe *probe)
{
    free(probe->start);
    probe->start = NULL;
}

JET_ERR header_check_format(const struct db_header *header, const char *path)
{
    if (header->update_major > DB_UPDATE_MAJOR_MAX) {
        return diag_fail(JET_errInvalidDatabaseVersion,
                         "'%s' is of format update %u; %u is the newest that is known", path,
                         header->update_major, (unsigned)DB_UPDATE_MAJOR_MAX);
    }
    if (header->update_major < DB_UPDATE_MAJOR_MIN) {
        return diag_fail(
            JET_errInvalidDatabaseVersion,
            "'%s' is of format update %u, made by Windows 2000 or before; its records have another layout",
            path, header->update_major);
    }
    return JET_errSuccess;
}

JET_ERR header_check_clean(const struct db_header *header, const char *path)
{
    if (header->state != DB_STATE_CLEAN_SHUTDOWN) {
        return diag_fail(JET_errDatabaseDirtyShutdown,
                         "'%s' was not shut down cleanly (state: %s); its logs must be replayed first", path,
                         db_state_name(header->state));
    }
    return JET_errSuccess;
}
