/*
 * sample_database.c - database files made for tests, benchmarks and the demonstration.
 */
#include "sample_database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/bytes.h"
#include "format/db_header.h"
#include "format/page.h"

enum { KEY_SIZE = 8, DATA_SIZE = 92, NODE_SIZE = 2 + KEY_SIZE + DATA_SIZE };

/* A small generator, so that the same page always looks the same. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void put_node(uint8_t *at, uint64_t key, uint32_t *random)
{
    put_u16(at, KEY_SIZE);
    for (unsigned i = 0; i < KEY_SIZE; i++) { /* keys are compared byte by byte: the high end first */
        at[2 + i] = (uint8_t)(key >> (8 * (KEY_SIZE - 1 - i)));
    }
    for (unsigned i = 0; i < DATA_SIZE; i += 4) {
        put_u32(at + 2 + KEY_SIZE + i, next_random(random));
    }
}

void sample_page(void *image, uint32_t size, uint32_t pgno)
{
    uint8_t *bytes = image;
    const uint32_t header = page_header_size(size);
    const uint32_t nodes = (size - header - PAGE_TAG_SIZE) / (NODE_SIZE + PAGE_TAG_SIZE);
    const uint32_t used = nodes * NODE_SIZE;
    uint32_t random = pgno * 2654435761u | 1;

    memset(bytes, 0, size);
    put_u64(bytes + 8, 0x40 + (uint64_t)pgno);
    put_u32(bytes + 16, pgno > 1 ? pgno - 1 : 0);
    put_u32(bytes + 20, pgno + 1);
    put_u32(bytes + 24, 5);
    put_u16(bytes + 28, (uint16_t)(size - header - used - PAGE_TAG_SIZE * (nodes + 1)));
    put_u16(bytes + 32, (uint16_t)used);
    put_u16(bytes + 34, (uint16_t)(nodes + 1));
    put_u32(bytes + 36, PAGE_LEAF | PAGE_NEW_RECORD_FORMAT | PAGE_NEW_CHECKSUM_FORMAT);
    if (size > SMALL_PAGE_MAX) {
        put_u32(bytes + 64, pgno);
    }
    for (uint32_t i = 0; i < nodes; i++) {
        uint8_t *tag = bytes + size - PAGE_TAG_SIZE * (i + 2);

        put_node(bytes + header + i * NODE_SIZE, (uint64_t)pgno << 16 | i, &random);
        put_u16(tag, NODE_SIZE);
        put_u16(tag + 2, (uint16_t)(i * NODE_SIZE));
    }
    page_seal(bytes, size, pgno);
}

void sample_header(void *image, uint32_t size)
{
    const struct logtime created = {
        .year = 2026, .month = 11, .day = 24, .hour = 12, .is_utc = true, .is_set = true};
    struct db_header header;

    memset(image, 0, size);
    db_header_decode(image, &header);
    header.magic = DB_MAGIC;
    header.version = header.create_version = DB_VERSION;
    header.update_major = header.create_update = 20;
    header.state = DB_STATE_CLEAN_SHUTDOWN;
    header.page_size_stored = size;
    header.file_type = FILE_TYPE_DATABASE;
    header.dbid = 1;
    header.objid_last = 5;
    header.dbtime_dirtied = 0x40;
    header.sign_db.random = 20261124;
    header.sign_db.created = created;
    header.sort_version = UINT64_MAX;
    db_header_encode(image, &header);
    put_u32(image, header_checksum(image, size));
}

int sample_write(const char *path, uint32_t size, uint32_t pages)
{
    uint8_t *image = malloc(size);
    FILE *file = fopen(path, "wb");
    int result = -1;

    if (image == NULL || file == NULL) {
        goto done;
    }
    sample_header(image, size);
    for (unsigned copy = 0; copy < DB_HEADER_PAGES; copy++) {
        if (fwrite(image, size, 1, file) != 1) {
            goto done;
        }
    }
    for (uint32_t pgno = 1; pgno <= pages; pgno++) {
        sample_page(image, size, pgno);
        if (fwrite(image, size, 1, file) != 1) {
            goto done;
        }
    }
    result = 0;
done:
    if (file != NULL && fclose(file) != 0) {
        result = -1;
    }
    free(image);
    return result;
}
