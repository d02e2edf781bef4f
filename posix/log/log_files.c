/*
 * log_files.c - names of the files of a log stream.
 */
#include "log/log_files.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "try.h"

enum { SHORT_DIGITS = 5, LONG_DIGITS = 8, SHORT_GENERATION_MAX = 0xFFFFF };

static const char *log_extension(const struct log_names *names)
{
    return names->legacy ? ".log" : ".jtx";
}

static JET_ERR copy_folder(char *to, const char *folder)
{
    size_t length = strlen(folder);

    if (length + 2 > OS_PATH_MAX) {
        return diag_fail(JET_errInvalidPath, "the log folder's name is too long");
    }
    memcpy(to, folder, length + 1);
    if (length > 0 && !path_is_separator(to[length - 1])) {
        to[length] = '/';
        to[length + 1] = '\0';
    }
    return JET_errSuccess;
}

JET_ERR log_names_set(struct log_names *names, const char *folder, const char *system_folder,
                      const char *base, bool legacy)
{
    size_t length = strlen(base);

    if (length == 0 || length >= LOG_BASE_NAME_MAX) {
        return diag_fail(JET_errInvalidPath, "'%s' cannot be the base name of log files", base);
    }
    memcpy(names->base, base, length + 1);
    names->legacy = legacy;
    names->long_numbers = false;
    JET_TRY(copy_folder(names->folder, folder));
    return copy_folder(names->system_folder, system_folder);
}

/* `folder` + base + `middle` + `extension`. */
static JET_ERR build(const struct log_names *names, const char *folder, const char *middle,
                     const char *extension, char *path)
{
    int length = snprintf(path, OS_PATH_MAX, "%s%s%s%s", folder, names->base, middle, extension);

    if (length < 0 || length >= OS_PATH_MAX) {
        return diag_fail(JET_errInvalidPath, "the path of a log file in '%s' is too long", folder);
    }
    return JET_errSuccess;
}

JET_ERR log_current_path(const struct log_names *names, char *path)
{
    return build(names, names->folder, "", log_extension(names), path);
}

static JET_ERR numbered_path(const struct log_names *names, uint32_t generation, int digits, char *path)
{
    char middle[LONG_DIGITS + 1];

    snprintf(middle, sizeof middle, "%0*X", digits, generation);
    return build(names, names->folder, middle, log_extension(names), path);
}

JET_ERR log_archive_path(const struct log_names *names, uint32_t generation, char *path)
{
    bool is_short = names->legacy && !names->long_numbers && generation <= SHORT_GENERATION_MAX;

    return numbered_path(names, generation, is_short ? SHORT_DIGITS : LONG_DIGITS, path);
}

JET_ERR log_next_path(const struct log_names *names, char *path)
{
    return build(names, names->folder, "tmp", log_extension(names), path);
}

JET_ERR log_reserve_path(const struct log_names *names, unsigned number, char *path)
{
    char middle[16];

    snprintf(middle, sizeof middle, "res%05X", number);
    return build(names, names->folder, middle, ".jrs", path);
}

JET_ERR log_checkpoint_path(const struct log_names *names, char *path)
{
    return build(names, names->system_folder, "", names->legacy ? ".chk" : ".jcp", path);
}

static bool equal_in_any_case(const char *left, const char *right, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (tolower((unsigned char)left[i]) != tolower((unsigned char)right[i])) {
            return false;
        }
    }
    return true;
}

bool log_archive_number(const struct log_names *names, const char *name, uint32_t *generation)
{
    size_t base = strlen(names->base), length = strlen(name), digits;
    uint32_t number = 0;

    if (length < base + 4 || !equal_in_any_case(name, names->base, base) ||
        !equal_in_any_case(name + length - 4, log_extension(names), 4)) {
        return false;
    }
    digits = length - base - 4;
    if (digits != SHORT_DIGITS && digits != LONG_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        int c = toupper((unsigned char)name[base + i]);

        if (!isxdigit(c)) {
            return false;
        }
        number = number << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'A' + 10);
    }
    *generation = number;
    return number != 0 && number <= INT32_MAX;
}

struct range {
    const struct log_names *names;
    uint32_t lowest, highest;
};

static JET_ERR widen(void *context, const char *name, bool is_folder)
{
    struct range *range = context;
    uint32_t generation;

    if (!is_folder && log_archive_number(range->names, name, &generation)) {
        if (range->lowest == 0 || generation < range->lowest) {
            range->lowest = generation;
        }
        if (generation > range->highest) {
            range->highest = generation;
        }
    }
    return JET_errSuccess;
}

JET_ERR log_archive_range(const struct log_names *names, uint32_t *lowest, uint32_t *highest)
{
    struct range range = {.names = names};

    JET_TRY(os_dir_list(names->folder, "*", widen, &range));
    *lowest = range.lowest;
    *highest = range.highest;
    return JET_errSuccess;
}

JET_ERR log_archive_find(const struct log_names *names, uint32_t generation, char *path)
{
    for (int digits = SHORT_DIGITS; digits <= LONG_DIGITS; digits += LONG_DIGITS - SHORT_DIGITS) {
        JET_TRY(numbered_path(names, generation, digits, path));
        if (os_file_exists(path)) {
            return JET_errSuccess;
        }
    }
    JET_TRY(log_archive_path(names, generation, path));
    return diag_fail(JET_errFileNotFound, "there is no log '%s'", path);
}
