/*
 * database_builder.h - whole databases made page by page, for benchmarks that need many rows and for tests that need a
 * catalog no engine would write.
 *
 *     builder = builder_begin(path, 4096);
 *     root = builder_page(builder);
 *     tree = builder_tree(builder, root, objid, BUILD_UNIQUE);
 *     builder_add(tree, key, key_size, data, data_size);          ascending
 *     builder_tree_end(tree);
 *     builder_row(builder, &(struct builder_row){...});           what the catalog says about it
 *     builder_end(builder);
 *
 * Trees are as dense as they can be, their leaves follow each other in the file. What only writers need, space trees, is
 * not made.
 */
#ifndef ESENT_DATABASE_BUILDER_H
#define ESENT_DATABASE_BUILDER_H

#include <stddef.h>
#include <stdint.h>

struct database_builder;
struct tree_builder;

enum builder_tree_flags {
    BUILD_UNIQUE = 0x00,
    BUILD_INDEX = 0x40,
    BUILD_LONG_VALUES = 0x80,
    BUILD_NON_UNIQUE = 0x400,
};

enum { BUILDER_FIRST_OBJID = 8 }; /* of the first table that is not the system's */

/* Starts the file `path`. The program ends with a message when memory or the disk ends: here and in all that follows. */
struct database_builder *builder_begin(const char *path, uint32_t page_size);

/* The number of a new page. */
uint32_t builder_page(struct database_builder *builder);

/* Starts a tree whose root is page `root`. `flags`: enum builder_tree_flags. */
struct tree_builder *builder_tree(struct database_builder *builder, uint32_t root, uint32_t objid,
                                  unsigned flags);
void builder_add(struct tree_builder *tree, const void *key, size_t key_size, const void *data,
                 size_t data_size);
void builder_tree_end(struct tree_builder *tree);

/* A row of the catalog, by the names of its columns. */
struct builder_row {
    uint32_t objid_table;
    uint16_t type; /* 1 table, 2 column, 3 index, 4 long values */
    uint32_t id, coltyp_or_pgno, space_usage, flags, pages_or_locale;
    uint16_t record_offset; /* of a fixed column */
    uint16_t key_most;      /* of an index; 0 for none */
    const char *name;
    const char *template_name; /* of a derived table */
    const void *key_fields;    /* of an index */
    size_t key_fields_size;
};

/* Adds a row to the catalog and its shadow. Rows may come in any order and may contradict each other. */
void builder_row(struct database_builder *builder, const struct builder_row *row);

/* Writes catalog and header, and closes the file. */
void builder_end(struct database_builder *builder);

/*
 * Adds a table of `count` records: Id Long (primary index "Id": 1, 2, ...), Low and High Currency (Id * 3 and Id * 5), Text
 * Text(255); 100 bytes a record. Its object id is BUILDER_FIRST_OBJID.
 */
enum { BUILDER_ROW_SIZE = 100, BUILDER_ID = 1, BUILDER_LOW = 2, BUILDER_HIGH = 3, BUILDER_TEXT = 128 };
void builder_add_rows(struct database_builder *builder, const char *name, uint32_t count);

/*
 * Adds a table of one record: Id Long 1 (primary index "Id"), Data LongBinary and Text LongText (1252), two long values of
 * `size` bytes outside the record. Byte `offset` of Data is builder_long_byte(), of Text builder_long_letter(). Pages of up
 * to 8 KiB. Its object id is BUILDER_FIRST_OBJID.
 */
enum { BUILDER_DATA = 256, BUILDER_LONG_TEXT = 257 };
void builder_add_long_values(struct database_builder *builder, const char *name, uint32_t size);

static inline uint8_t builder_long_byte(uint32_t offset)
{
    const uint32_t k = offset % 65521; /* a prime: no two chunks of a value are alike */

    return (uint8_t)((k * k * 31 + k * 7) >> 3);
}

static inline uint8_t builder_long_letter(uint32_t offset)
{
    return (uint8_t)('A' + builder_long_byte(offset) % 26);
}

/* The key of a Long, normalised: 5 bytes. */
void builder_long_key(uint8_t key[5], int32_t value);

#endif
