/*
 * replay_path.c - where the files of databases are: as the program's map says, in JET_paramAlternateDatabaseRecoveryPath, or where the
 * log has them.
 *
 * Paths of Windows ("C:\folder\b.edb") are compared as Windows does, without regard to the case of ASCII letters.
 */
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "instance/parameter.h"
#include "recovery/replay.h"
#include "try.h"

JET_ERR replay_path_text(struct bytes bytes, bool wide, char *text)
{
    WCHAR units[OS_PATH_MAX];
    char ansi[OS_PATH_MAX];
    size_t needed, length = 0;

    if (wide) {
        units[0] = 0;
        while (2 * length + 1 < bytes.size && length < OS_PATH_MAX && get_u16(bytes.at + 2 * length) != 0) {
            units[length] = get_u16(bytes.at + 2 * length);
            length++;
        }
        if (esent_utf16_to_utf8(units, length, text, OS_PATH_MAX - 1, &needed) == JET_errSuccess &&
            length > 0) {
            text[needed] = '\0';
            return JET_errSuccess;
        }
    } else {
        while (length < bytes.size && length < OS_PATH_MAX - 1 && bytes.at[length] != 0) {
            ansi[length] = (char)bytes.at[length];
            length++;
        }
        ansi[length] = '\0';
        if (length > 0 && os_text_from_ansi(ansi, text, OS_PATH_MAX) < OS_PATH_MAX) {
            return JET_errSuccess;
        }
    }
    return diag_fail(JET_errLogFileCorrupt, "a path of a database in the log cannot be read");
}

static char plain(char c)
{
    return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_of_windows(const char *path)
{
    return (path[0] != '\0' && path[1] == ':') || strchr(path, '\\') != NULL;
}

static bool same_path(const char *left, const char *right)
{
    if (!is_of_windows(left) && !is_of_windows(right)) {
        return strcmp(left, right) == 0;
    }
    while (*left != '\0' && plain(*left) == plain(*right)) {
        left++;
        right++;
    }
    return *left == *right;
}

/* The name of the file in a path of any system. */
static const char *file_name(const char *path)
{
    const char *name = path;

    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '/' || *at == '\\' || (*at == ':' && at == path + 1)) {
            name = at + 1;
        }
    }
    return name;
}

JET_ERR replay_path(const struct replay *replay, const char *logged, char path[OS_PATH_MAX])
{
    const char *folder = parameter_string(replay->instance, JET_paramAlternateDatabaseRecoveryPath);
    char joined[OS_PATH_MAX];

    for (uint32_t i = 0; i < replay->request->map_count; i++) {
        const struct recovery_map *entry = &replay->request->map[i];

        if (same_path(entry->logged != NULL ? entry->logged : entry->path, logged)) {
            return os_path_absolute(entry->path, path, OS_PATH_MAX);
        }
    }
    if (replay->request->map_count > 0 && !(replay->grbit & JET_bitReplayMissingMapEntryDB)) {
        return diag_fail(JET_errFileNotFound, "'%s' is not in the map of databases", logged);
    }
    if (folder == NULL || *folder == '\0') {
        return os_path_absolute(logged, path, OS_PATH_MAX);
    }
    JET_TRY(path_join(folder, file_name(logged), joined, sizeof joined));
    return os_path_absolute(joined, path, OS_PATH_MAX);
}
