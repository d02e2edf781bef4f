/*
 * make_sample.c - esent_make_sample FILE [ROWS]: a database with one table of 100-byte records, 600,000 of them, for the
 * demonstration. One bit of one page is wrong, so that there is something to find.
 *
 * esent_make_sample FILE long BYTES: a database with one record, of which two values have that many bytes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_builder.h"

enum { PAGE_SIZE = 4096, ROWS = 600000, FLIPPED_PAGE = 4711, FLIPPED_BYTE = 1000 };

static int flip_one_bit(const char *path)
{
    const long at = (FLIPPED_PAGE + 1L) * PAGE_SIZE + FLIPPED_BYTE;
    FILE *file = fopen(path, "r+b");
    int byte = EOF;
    int result = -1;

    if (file == NULL) {
        return -1;
    }
    if (fseek(file, at, SEEK_SET) == 0 && (byte = fgetc(file)) != EOF && fseek(file, at, SEEK_SET) == 0 &&
        fputc(byte ^ 0x10, file) != EOF) {
        result = 0;
    }
    return fclose(file) == 0 ? result : -1;
}

int main(int count, char **arguments)
{
    struct database_builder *builder;

    if (count < 2 || count > 4 || (count == 4 && strcmp(arguments[2], "long") != 0)) {
        (void)fprintf(stderr, "usage: esent_make_sample FILE [ROWS | long BYTES]\n");
        return 2;
    }
    builder = builder_begin(arguments[1], PAGE_SIZE);
    if (count == 4) {
        builder_add_long_values(builder, "sample", (uint32_t)strtoul(arguments[3], NULL, 10));
    } else {
        builder_add_rows(builder, "sample", count == 3 ? (uint32_t)strtoul(arguments[2], NULL, 10) : ROWS);
    }
    builder_end(builder);
    if (count == 2 && flip_one_bit(arguments[1]) != 0) {
        (void)fprintf(stderr, "esent_make_sample: cannot write '%s': %s\n", arguments[1], strerror(errno));
        return 1;
    }
    return 0;
}
