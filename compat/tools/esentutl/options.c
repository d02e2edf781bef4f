/*
 * options.c - reading the command line.
 */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modes.h"

static char complaint_text[512];

static bool complain(const char **complaint, const char *text, const char *argument)
{
    (void)snprintf(complaint_text, sizeof complaint_text, text, argument);
    *complaint = complaint_text;
    return false;
}

static bool is_introduced(const char *argument)
{
    return (argument[0] == '/' || argument[0] == '-') && argument[1] != '\0';
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* ------------------------------------------------------------------------------------------- long options */

enum long_kind { LONG_FLAG, LONG_TEXT, LONG_LIST, LONG_SEEK };

struct long_option {
    const char *name;
    enum long_kind kind;
    bool of_every_mode;
    size_t offset; /* of its field in struct options */
    enum seek_relation relation;
};

static const struct long_option long_options[] = {
    {"help", LONG_FLAG, true, offsetof(struct options, help), 0},
    {"version", LONG_FLAG, true, offsetof(struct options, version), 0},
    {"json", LONG_FLAG, true, offsetof(struct options, json), 0},
    {"no-progress", LONG_FLAG, true, offsetof(struct options, no_progress), 0},
    {"as-is", LONG_FLAG, false, offsetof(struct options, as_is), 0},
    {"unverified", LONG_FLAG, false, offsetof(struct options, unverified), 0},
    {"force", LONG_FLAG, false, offsetof(struct options, force), 0},
    {"count", LONG_FLAG, false, offsetof(struct options, count), 0},
    {"raw-time", LONG_FLAG, false, offsetof(struct options, raw_time), 0},
    {"svg", LONG_TEXT, false, offsetof(struct options, svg), 0},
    {"format", LONG_TEXT, false, offsetof(struct options, format), 0},
    {"output", LONG_TEXT, false, offsetof(struct options, output), 0},
    {"index", LONG_TEXT, false, offsetof(struct options, index), 0},
    {"table", LONG_LIST, false, offsetof(struct options, tables), 0},
    {"ge", LONG_SEEK, false, 0, SEEK_AT_LEAST},
    {"le", LONG_SEEK, false, 0, SEEK_AT_MOST},
    {"prefix", LONG_SEEK, false, 0, SEEK_PREFIX},
};

/* True when `name` is one of the words, each of which is followed by a space. */
static bool is_among(const char *words, const char *name)
{
    const size_t length = strlen(name);

    for (const char *at = words; *at != '\0'; at = strchr(at, ' ') + 1) {
        if (strncmp(at, name, length) == 0 && at[length] == ' ') {
            return true;
        }
    }
    return false;
}

static const struct long_option *find_long(const struct options *options, const char *argument)
{
    if (strncmp(argument, "--", 2) != 0) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof long_options / sizeof long_options[0]; i++) {
        const struct long_option *option = &long_options[i];

        if (strcmp(option->name, argument + 2) == 0) {
            return option->of_every_mode ||
                           (options->mode != NULL && is_among(options->mode->names, option->name))
                       ? option
                       : NULL;
        }
    }
    return NULL;
}

static bool takes_value(const struct long_option *option)
{
    return option->kind == LONG_TEXT || option->kind == LONG_LIST;
}

static void set_long(struct options *options, const struct long_option *option, const char *value)
{
    char *field = (char *)options + option->offset;

    switch (option->kind) {
    case LONG_FLAG:
        *(bool *)field = true;
        break;
    case LONG_TEXT:
        memcpy(field, &value, sizeof value);
        break;
    case LONG_LIST:
        options->tables[options->table_count++] = value;
        break;
    case LONG_SEEK:
        options->seek = option->relation;
        break;
    }
}

/* ---------------------------------------------------------------------------------------- other arguments */

/* "/o", "-?": one letter that this mode or every mode knows. */
static bool letter_option(struct options *options, const char *argument)
{
    char letter = lower(argument[1]);

    if (!is_introduced(argument) || argument[2] != '\0') {
        return false;
    }
    switch (letter) {
    case '?':
        options->help = true;
        return true;
    case 'o':
        options->no_logo = true;
        return true;
    case '!': /* historical; means nothing */
        return true;
    default:
        if (options->mode == NULL || strchr(options->mode->flags, letter) == NULL) {
            return false;
        }
        options->verbose = options->verbose || letter == 'v';
        return true;
    }
}

/* "/mh": the mode letter and at most one modifier; or a word. */
static bool mode_argument(struct options *options, const char *argument)
{
    const struct mode *mode = is_introduced(argument) ? mode_find(argument[1]) : mode_find_word(argument);
    char modifier;

    if (mode == NULL) {
        return false;
    }
    if (mode->letter != 0) {
        modifier = lower(argument[2]);
        if (modifier != '\0' && (strchr(mode->modifiers, modifier) == NULL || argument[3] != '\0')) {
            return false;
        }
        options->modifier = modifier;
    }
    options->mode = mode;
    return true;
}

/* esentutl /? k, esentutl --help export */
static bool help_argument(struct options *options, const char *argument)
{
    const struct mode *mode =
        argument[0] != '\0' && argument[1] == '\0' ? mode_find(argument[0]) : mode_find_word(argument);

    if (!options->help || mode == NULL) {
        return false;
    }
    options->mode = mode;
    return true;
}

static bool file_or_key(struct options *options, const char *argument, const char **complaint)
{
    if (options->file == NULL) {
        options->file = argument;
        return true;
    }
    if (options->mode->takes_keys) {
        options->keys[options->key_count++] = argument;
        return true;
    }
    return complain(complaint, "'%s' is one file too many, or no option of this mode.", argument);
}

/* ----------------------------------------------------------------------------------------------- the line */

static bool check_complete(const struct options *options, const char **complaint)
{
    if (options->help || options->version) {
        return true;
    }
    if (options->mode == NULL) {
        return complain(complaint, "%s", "What shall be done? A mode is missing.");
    }
    if (options->file == NULL) {
        return complain(complaint, "%s", "The name of the file is missing.");
    }
    return true;
}

/* "-5" is an option of nobody, but a key. */
static bool is_unknown_option(const struct options *options, const char *argument)
{
    const bool is_key =
        options->mode->takes_keys && options->file != NULL && argument[1] >= '0' && argument[1] <= '9';

    return argument[0] == '-' && argument[1] != '\0' && !is_key;
}

static bool parse(struct options *options, int count, char **arguments, const char **complaint)
{
    bool only_files = false;

    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        const bool is_output =
            options->mode != NULL && options->mode->word != NULL && strcmp(argument, "-o") == 0;
        const struct long_option *option = find_long(options, is_output ? "--output" : argument);

        if (only_files) {
            option = NULL;
        }
        if (option != NULL && takes_value(option) && i + 1 == count) {
            return complain(complaint, "'%s' lacks its value.", argument);
        }
        if (option != NULL) {
            set_long(options, option, takes_value(option) ? arguments[++i] : NULL);
        } else if (!only_files && strcmp(argument, "--") == 0) {
            only_files = true;
        } else if (!only_files && letter_option(options, argument)) {
            continue;
        } else if (!only_files && options->mode == NULL &&
                   (mode_argument(options, argument) || help_argument(options, argument))) {
            continue;
        } else if (options->mode == NULL) {
            return complain(complaint, "'%s' is no mode of this tool.", argument);
        } else if (!only_files && is_unknown_option(options, argument)) {
            return complain(complaint, "'%s' is no option of this mode.", argument);
        } else if (!file_or_key(options, argument, complaint)) {
            return false;
        }
    }
    return check_complete(options, complaint);
}

bool options_parse(struct options *options, int count, char **arguments, const char **complaint)
{
    *options = (struct options){0};
    options->tables = calloc((size_t)count, sizeof *options->tables);
    options->keys = calloc((size_t)count, sizeof *options->keys);
    if (options->tables == NULL || options->keys == NULL) {
        return complain(complaint, "%s", "There is no memory.");
    }
    return parse(options, count, arguments, complaint);
}

void options_free(struct options *options)
{
    free(options->tables);
    free(options->keys);
}
