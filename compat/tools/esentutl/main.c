/*
 * main.c - esentutl: one mode, one file, one exit code.
 */
#include <stdio.h>

#include "esent_compat.h"
#include "modes.h"
#include "options.h"
#include "os.h"
#include "report.h"

static int run(const struct options *options)
{
    const bool plain = !options->json && options->mode->word == NULL; /* as Windows' tool talks */
    uint64_t start = os_time_monotonic_ns();
    JET_ERR err;

    if (plain) {
        if (!options->no_logo) {
            report_logo();
        }
        report_begin(options);
    }
    os_console_catch_interrupt();
    err = options->mode->run(options);
    if (plain) {
        report_end(err, os_time_monotonic_ns() - start);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fprintf(stderr, "esentutl: the output cannot be written\n");
        return EXIT_USAGE;
    }
    return report_exit_code(err);
}

int main(int count, char **arguments)
{
    struct options options;
    const char *complaint;
    int code = 0;

    os_console_prepare();
    if (!options_parse(&options, count, os_console_arguments(count, arguments), &complaint)) {
        report_usage_error(complaint);
        code = EXIT_USAGE;
    } else if (options.help) {
        report_help(options.mode);
    } else if (options.version) {
        report_version();
    } else {
        code = run(&options);
    }
    options_free(&options);
    return code;
}
