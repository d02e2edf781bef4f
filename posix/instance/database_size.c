/*
 * database_size.c - see database_size.h.
 *
 * Source: [ese] db.cxx:ErrIsamSetDatabaseSize; reference api-semantics 3.3.
 */
#include "instance/database_size.h"

#include "diag.h"
#include "instance/database.h"
#include "instance/database_parts.h"
#include "instance/header_probe.h"
#include "try.h"

enum { PAGES_LEAST = 32 };

static JET_ERR set_size(struct os_file *file, const char *path, struct header_probe *probe, uint32_t pages,
                        uint32_t *now)
{
    struct db_header header;
    uint64_t size;

    JET_TRY(header_probe_read(probe, file, path));
    db_header_decode(probe->choice.image, &header);
    if (header.state != DB_STATE_CLEAN_SHUTDOWN) {
        return diag_fail(JET_errDatabaseInconsistent, "'%s' was not shut down cleanly", path);
    }
    JET_TRY(os_file_size(file, &size));
    *now = (uint32_t)(size / probe->choice.page_size) - DB_HEADER_PAGES;
    if (*now >= pages) {
        return JET_errSuccess;
    }
    JET_TRY(os_file_allocate(file, ((uint64_t)pages + DB_HEADER_PAGES) * probe->choice.page_size));
    *now = pages;
    return os_file_sync(file);
}

JET_ERR database_set_size(const char *path, uint32_t pages, uint32_t *now)
{
    struct header_probe probe = {.start = NULL};
    struct os_file file = os_file_none();
    char absolute[OS_PATH_MAX];
    JET_ERR err;

    JET_TRY(database_path(path, absolute));
    if (pages < PAGES_LEAST) {
        return diag_fail(JET_errInvalidParameter, "no database has only %u pages", pages);
    }
    JET_TRY_OR(os_file_open(&file, absolute, OS_READ | OS_WRITE, OS_SHARE_NONE), end);
    err = set_size(&file, absolute, &probe, pages, now);
end:
    os_file_close(&file);
    header_probe_free(&probe);
    return err;
}
