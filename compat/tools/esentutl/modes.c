/*
 * modes.c - the table of modes.
 */
#include "modes.h"

#include <stddef.h>
#include <string.h>

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
        .names = "",
        .run = mode_checksum,
    },
    {
        .letter = 'm',
        .title = "FILE DUMP",
        .summary = "File dump: /mh header, /mm trees, /ms space of a database",
        .usage = "/m[h|m|s] FILE [options]",
        .help = "  h   every field of the database header (the default), as Windows' tool prints\n"
                "      it. When the first of the two copies is damaged, the second is shown.\n"
                "  m   metadata: tables, their long values and indexes, with object ids and root\n"
                "      pages.\n"
                "  s   space: the pages that each tree owns, and those of them that are free.\n"
                "      /v           small trees too\n"
                "      --svg FILE   draw a map of the pages instead; - is standard output\n"
                "      --force      overwrite FILE\n"
                "\n"
                "  m and s want a database that was shut down cleanly, and good checksums:\n"
                "  --as-is          read it in whatever state it is\n"
                "  --unverified     read pages whose checksum does not hold\n",
        .modifiers = "hms",
        .flags = "v",
        .names = "as-is unverified svg force ",
        .run = mode_dump,
    },
    {
        .word = "export",
        .summary = "Export tables as CSV, JSON lines or SQL",
        .usage = "export FILE --format csv|jsonl|sql -o FOLDER",
        .help = "  One file a table is made in FOLDER, or the one table goes to standard output (-o -).\n"
                "  --table NAME     this table; again for more. Without it, all but the engine's own\n"
                "  --raw-time       times as the number that they are in the file\n"
                "  --force          overwrite files\n"
                "  --as-is          read the database in whatever state it is\n"
                "  --unverified     read pages whose checksum does not hold\n"
                "\n"
                "  What is damaged is told on standard error, the rest exported; the exit code is that\n"
                "  of the first error. The formats are described in the manual page, esentutl(1).\n",
        .modifiers = "",
        .flags = "",
        .names = "table format output raw-time force as-is unverified ",
        .run = mode_export,
    },
    {0},
};

const struct mode *mode_find(char letter)
{
    char lower = (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);

    for (const struct mode *mode = modes; mode->summary != NULL; mode++) {
        if (mode->letter != 0 && mode->letter == lower) {
            return mode;
        }
    }
    return NULL;
}

const struct mode *mode_find_word(const char *word)
{
    for (const struct mode *mode = modes; mode->summary != NULL; mode++) {
        if (mode->word != NULL && strcmp(mode->word, word) == 0) {
            return mode;
        }
    }
    return NULL;
}
