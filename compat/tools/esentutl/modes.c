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
    {
        .word = "tables",
        .summary = "List the tables of a database",
        .usage = "tables FILE [--count] [--json]",
        .help = "  Name, columns, indexes, pages and free pages of each table.\n"
                "  --count          count the rows, which reads the whole table\n"
                "  --table NAME     only this table; again for more\n"
                "  --as-is          read the database in whatever state it is\n"
                "  --unverified     read pages whose checksum does not hold\n",
        .modifiers = "",
        .flags = "",
        .names = "table count as-is unverified ",
        .run = mode_tables,
    },
    {
        .word = "schema",
        .summary = "Show the columns and indexes of tables",
        .usage = "schema FILE [--table NAME] [--json]",
        .help = "  Type, size, code page, flags and default of each column; key columns, flags, locale\n"
                "  and conditions of each index.\n"
                "  --table NAME     this table; again for more. Without it, all but the engine's own\n"
                "  --as-is          read the database in whatever state it is\n"
                "  --unverified     read pages whose checksum does not hold\n",
        .modifiers = "",
        .flags = "",
        .names = "table as-is unverified ",
        .run = mode_schema,
    },
    {
        .word = "seek",
        .summary = "Show records by the key of an index, as JSON lines",
        .usage = "seek FILE --table NAME [--index NAME] KEY...",
        .help = "  One KEY for each key column, or for the first of them. Numbers, 1.5, true,\n"
                "  2026-11-23T12:24:43, 6b29fc40-ca47-1067-b31d-00dd010662da, 00ff (binary), text,\n"
                "  \\N (NULL).\n"
                "  --index NAME     another index than the primary one\n"
                "  --ge             all records from the key on\n"
                "  --le             all records from the key on, backwards\n"
                "  --prefix         the last KEY is the beginning of a text or binary value\n"
                "  --raw-time       times as the number that they are in the file\n"
                "  --as-is          read the database in whatever state it is\n"
                "  --unverified     read pages whose checksum does not hold\n"
                "\n"
                "  Exit code: 191 (-1601) when there is no such record.\n",
        .modifiers = "",
        .flags = "",
        .names = "table index ge le prefix raw-time as-is unverified ",
        .takes_keys = true,
        .run = mode_seek,
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
