/*
 * options.c - reading the command line.
 */
#include "options.h"

#include <stdio.h>
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

/* "--name" */
static bool long_option(struct options *options, const char *argument)
{
    if (strcmp(argument, "--help") == 0) {
        options->help = true;
    } else if (strcmp(argument, "--version") == 0) {
        options->version = true;
    } else if (strcmp(argument, "--json") == 0) {
        options->json = true;
    } else if (strcmp(argument, "--no-progress") == 0) {
        options->no_progress = true;
    } else {
        return false;
    }
    return true;
}

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
        return options->mode != NULL && strchr(options->mode->flags, letter) != NULL;
    }
}

/* "/mh": the mode letter and at most one modifier. */
static bool mode_argument(struct options *options, const char *argument)
{
    const struct mode *mode = is_introduced(argument) ? mode_find(argument[1]) : NULL;
    char modifier;

    if (mode == NULL) {
        return false;
    }
    modifier = lower(argument[2]);
    if (modifier != '\0' && (strchr(mode->modifiers, modifier) == NULL || argument[3] != '\0')) {
        return false;
    }
    options->mode = mode;
    options->modifier = modifier;
    return true;
}

bool options_parse(struct options *options, int count, char **arguments, const char **complaint)
{
    bool only_files = false;

    *options = (struct options){0};
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];

        if (!only_files && strcmp(argument, "--") == 0) {
            only_files = true;
        } else if (!only_files && (long_option(options, argument) || letter_option(options, argument))) {
            continue;
        } else if (!only_files && options->mode == NULL && mode_argument(options, argument)) {
            continue;
        } else if (options->mode == NULL && options->help && argument[0] != '\0' && argument[1] == '\0' &&
                   mode_find(argument[0]) != NULL) {
            options->mode = mode_find(argument[0]); /* esentutl /? k */
        } else if (options->mode == NULL) {
            return complain(complaint, "'%s' is no mode of this tool.", argument);
        } else if (!only_files && argument[0] == '-' && argument[1] != '\0') {
            return complain(complaint, "'%s' is no option of this mode.", argument);
        } else if (options->file != NULL) {
            return complain(complaint, "'%s' is one file too many, or no option of this mode.", argument);
        } else {
            options->file = argument;
        }
    }
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
