/*
 * report.c - the lines around a mode.
 */
#include "report.h"

#include <stdio.h>

#include "esent_compat.h"
#include "modes.h"

void report_version(void)
{
    (void)printf("esentutl of libesent %s\n", ESENT_VERSION);
}

void report_logo(void)
{
    (void)printf("\nESE database utilities, libesent %s\n\n", ESENT_VERSION);
}

void report_help(const struct mode *mode)
{
    if (mode != NULL) {
        (void)printf("%s\n\n  esentutl %s\n\n%s\n", mode->summary, mode->usage, mode->help);
    } else {
        (void)printf("esentutl checks and shows databases of the Windows engine ESE (esent.dll).\n\n");
        for (const struct mode *each = modes; each->summary != NULL; each++) {
            (void)printf("  esentutl %s\n      %s\n", each->usage, each->summary);
        }
        (void)printf("\nesentutl /? k and esentutl --help export show the help of one mode.\n\n");
    }
    (void)printf("Options of every mode; '-' may stand for '/', letters may be in any case:\n"
                 "  /o             do not print the logo (modes of Windows' tool)\n"
                 "  --json         print one JSON object instead of text\n"
                 "  --no-progress  do not show progress\n"
                 "  --help, /?     this text\n"
                 "  --version      the version of this tool\n"
                 "  --             what follows is a file, even if it looks like an option\n");
}

void report_usage_error(const char *complaint)
{
    (void)fprintf(stderr, "esentutl: %s\nTry 'esentutl --help'.\n", complaint);
}

void report_begin(const struct options *options)
{
    (void)printf("Initiating %s mode...\n         Database: %s\n\n", options->mode->title, options->file);
}

void report_end(JET_ERR err, uint64_t elapsed_ns)
{
    /* Windows' tool prints seconds, a point, and milliseconds without leading zeros; scripts read it that
     * way. */
    unsigned long long seconds = elapsed_ns / 1000000000;
    unsigned milliseconds = (unsigned)(elapsed_ns / 1000000 % 1000);
    const char *detail;

    if (err >= JET_errSuccess) {
        (void)printf("\nOperation completed successfully in %llu.%u seconds.\n\n", seconds, milliseconds);
        return;
    }
    (void)fflush(stdout);
    detail = esent_error_detail();
    if (detail[0] != '\0') {
        (void)fprintf(stderr, "ERROR: %s.\n", detail);
    }
    (void)printf("\nOperation terminated with error %ld (%s, %s) after %llu.%u seconds.\n\n", (long)err,
                 esent_error_name(err) != NULL ? esent_error_name(err) : "unknown",
                 esent_error_text(err) != NULL ? esent_error_text(err) : "no description", seconds,
                 milliseconds);
}

int report_exit_code(JET_ERR err)
{
    int code = (int)((uint32_t)err & 0xFF);

    if (err >= JET_errSuccess) {
        return 0;
    }
    return code != 0 ? code : EXIT_USAGE;
}
