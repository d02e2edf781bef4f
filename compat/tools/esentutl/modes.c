/*
 * modes.c - the table of modes.
 */
#include "modes.h"

#include <stddef.h>

const struct mode modes[] = {
    {
        .letter = 'k',
        .title = "CHECKSUM",
        .summary = "Checksum: verify every page of a database",
        .usage = "/k FILE [options]",
        .help = "  Reads FILE once and checks both copies of its header and every page. Nothing is\n"
                "  written. Damaged pages are named on standard error, ascending. A page with one\n"
                "  wrong bit that its checksum can correct is a warning.\n"
                "\n"
                "  Exit code: 0 when no page is damaged; 74 (-1206) when one is.\n",
        .modifiers = "",
        .flags = "i",
        .run = mode_checksum,
    },
    {
        .letter = 'm',
        .title = "FILE DUMP",
        .summary = "File dump: /mh shows the header of a database",
        .usage = "/m[h] FILE [options]",
        .help = "  h   every field of the database header (the default), as Windows' tool prints\n"
                "      it. When the first of the two copies is damaged, the second is shown.\n",
        .modifiers = "h",
        .flags = "",
        .run = mode_dump,
    },
    {0},
};

const struct mode *mode_find(char letter)
{
    char lower = (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);

    for (const struct mode *mode = modes; mode->letter != 0; mode++) {
        if (mode->letter == lower) {
            return mode;
        }
    }
    return NULL;
}
