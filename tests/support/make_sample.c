/*
 * make_sample.c - esent_make_sample FILE: a database of 64 MiB for the demonstration in which one bit is wrong, so that
 * there is something to find.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sample_database.h"

enum { PAGE_SIZE = 8192, PAGES = 8192, FLIPPED_PAGE = 4711, FLIPPED_BYTE = 1000 };

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
    if (count != 2) {
        (void)fprintf(stderr, "usage: esent_make_sample FILE\n");
        return 2;
    }
    if (sample_write(arguments[1], PAGE_SIZE, PAGES) != 0 || flip_one_bit(arguments[1]) != 0) {
        (void)fprintf(stderr, "esent_make_sample: cannot write '%s': %s\n", arguments[1], strerror(errno));
        return 1;
    }
    return 0;
}
