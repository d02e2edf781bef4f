/*
 * long_value.c - reading values: from the record, from chunks, compressed or not.
 */
#include "longvalue/long_value.h"

#include <stdlib.h>

#include "buffer/reader.h"
#include "compress/compress.h"
#include "diag.h"
#include "try.h"

enum {
    LID_SIZE_MAX = 8,
    ROOT_SIZE_MIN = 8,
    ROOT_ENCRYPTED = 1,
    CHUNK_KEY_MAX = LID_SIZE_MAX + 4,
};

void long_value_reader_init(struct long_value_reader *reader, const struct table *table)
{
    reader->table = table;
    tree_cursor_init(&reader->cursor, &table->long_values);
}

void long_value_reader_follow(struct long_value_reader *reader, const struct table *table)
{
    tree_to_before_first(&reader->cursor);
    reader->table = table;
    reader->cursor.tree = &table->long_values;
}

void long_value_reader_free(struct long_value_reader *reader)
{
    tree_cursor_free(&reader->cursor);
}

static JET_ERR corrupt(const struct long_value_reader *reader, struct bytes lid, const char *what)
{
    return diag_fail(JET_errLVCorrupted, "table '%s': long value %llu %s", reader->table->name,
                     lid.size == sizeof(uint64_t) ? (unsigned long long)get_u64(lid.at)
                                                  : (unsigned long long)get_u32(lid.at),
                     what);
}

static JET_ERR no_key(const struct long_value_reader *reader)
{
    return diag_fail(JET_errColumnNoEncryptionKey,
                     "table '%s': a value is encrypted, and its key is not in the file", reader->table->name);
}

/* The key of a chunk, or without `offset` of the root. Returns its size. */
static uint32_t chunk_key(struct bytes lid, const uint32_t *offset, uint8_t key[CHUNK_KEY_MAX])
{
    if (lid.size == sizeof(uint64_t)) {
        put_big_u64(key, get_u64(lid.at));
    } else {
        put_big_u32(key, get_u32(lid.at));
    }
    if (offset != NULL) {
        put_big_u32(key + lid.size, *offset);
        return lid.size + sizeof(uint32_t);
    }
    return lid.size;
}

/* Goes to the entry of that very key; it stays latched. */
static JET_ERR find(struct long_value_reader *reader, struct bytes lid, const uint32_t *offset,
                    struct page_node *node)
{
    const struct bytes none = {(const uint8_t *)"", 0};
    uint8_t key[CHUNK_KEY_MAX];
    const uint32_t size = chunk_key(lid, offset, key);
    int order;
    JET_ERR err;

    if (!table_has_long_values(reader->table)) {
        return corrupt(reader, lid, "is referred to, but the table has no long values");
    }
    err = tree_seek(&reader->cursor, (struct bytes){key, size}, none, &order);
    if (err == JET_errRecordNotFound || (err >= 0 && order != 0)) {
        return corrupt(reader, lid, offset == NULL ? "is referred to, but absent" : "lacks a chunk");
    }
    JET_TRY(err);
    tree_entry(&reader->cursor, node);
    return tree_data(&reader->cursor, &node->data);
}

/* The root of a long value; its page stays latched. */
static JET_ERR find_root(struct long_value_reader *reader, struct bytes lid, struct long_value_root *root)
{
    struct page_node node;

    JET_TRY(find(reader, lid, NULL, &node));
    if (node.data.size < ROOT_SIZE_MIN) {
        return corrupt(reader, lid, "has a damaged root");
    }
    root->references = get_u32(node.data.at);
    root->size = get_u32(node.data.at + 4);
    root->entry_size = node.data.size;
    root->encrypted = node.data.size > ROOT_SIZE_MIN && node.data.at[ROOT_SIZE_MIN] & ROOT_ENCRYPTED;
    if (root->size > INT32_MAX) {
        return corrupt(reader, lid, "has an impossible size");
    }
    return JET_errSuccess;
}

JET_ERR long_value_exists(struct long_value_reader *reader, struct bytes lid, bool *exists)
{
    const struct bytes none = {(const uint8_t *)"", 0};
    uint8_t key[CHUNK_KEY_MAX];
    const uint32_t size = chunk_key(lid, NULL, key);
    JET_ERR err = JET_errRecordNotFound;
    int order = 0;

    if (table_has_long_values(reader->table)) {
        err = tree_seek(&reader->cursor, (struct bytes){key, size}, none, &order);
    }
    tree_to_before_first(&reader->cursor);
    *exists = err >= 0 && order == 0;
    return err == JET_errRecordNotFound ? JET_errSuccess : err;
}

/* True when the entry under the latch belongs to the value whose root has this key. */
static bool belongs_to(const struct tree_cursor *cursor, struct bytes root_key)
{
    uint8_t key[CHUNK_KEY_MAX];

    return tree_key(cursor, key, sizeof key) >= root_key.size && memcmp(key, root_key.at, root_key.size) == 0;
}

void long_value_preread(struct long_value_reader *reader, struct bytes lid, bool first_only, uint32_t most,
                        uint32_t *pages)
{
    const struct bytes none = {(const uint8_t *)"", 0};
    struct tree_cursor *cursor = &reader->cursor;
    uint8_t bytes[CHUNK_KEY_MAX];
    const struct bytes key = {bytes, chunk_key(lid, NULL, bytes)};
    uint32_t page = 0;
    int order;
    JET_ERR err =
        table_has_long_values(reader->table) ? tree_seek(cursor, key, none, &order) : JET_errRecordNotFound;

    *pages = 0;
    most = first_only && most > 1 ? 1 : most;
    while (err >= 0 && belongs_to(cursor, key)) {
        if (cursor->pgno != page) {
            if (*pages == most) {
                break;
            }
            page = cursor->pgno;
            ++*pages;
        }
        err = tree_next(cursor);
    }
    tree_to_before_first(cursor);
}

JET_ERR long_value_root(struct long_value_reader *reader, struct bytes lid, struct long_value_root *root)
{
    const JET_ERR err = find_root(reader, lid, root);

    tree_to_before_first(&reader->cursor);
    return err;
}

/* Copies bytes [offset, ...) of a chunk of `plain` bytes, stored as `stored`, into `out`. */
static JET_ERR copy_chunk(const struct long_value_reader *reader, struct bytes lid, struct bytes stored,
                          uint32_t plain, uint32_t offset, uint8_t *out, uint32_t capacity, uint32_t *got)
{
    size_t copied, total;

    *got = plain - offset < capacity ? plain - offset : capacity;
    if (stored.size > plain) {
        return corrupt(reader, lid, "has a chunk that is too long");
    }
    if (stored.size == plain) {
        memcpy(out, stored.at + offset, *got);
        return JET_errSuccess;
    }
    JET_TRY(decompress_value(stored.at, stored.size, offset, out, *got, plain, &copied, &total));
    if (total != plain || copied != *got) {
        return corrupt(reader, lid, "has a chunk of a wrong size");
    }
    return JET_errSuccess;
}

/* Steps from one chunk to the next, which must be the one at `offset`. */
static JET_ERR next_chunk(struct long_value_reader *reader, struct bytes lid, uint32_t offset,
                          struct page_node *node)
{
    uint8_t key[CHUNK_KEY_MAX];
    const uint32_t size = chunk_key(lid, &offset, key);
    JET_ERR err = tree_next(&reader->cursor);

    if (err == JET_errNoCurrentRecord ||
        (err >= 0 && tree_compare_key(&reader->cursor, (struct bytes){key, size}) != 0)) {
        return corrupt(reader, lid, "lacks a chunk");
    }
    JET_TRY(err);
    tree_entry(&reader->cursor, node);
    return tree_data(&reader->cursor, &node->data);
}

static JET_ERR read_chunks(struct long_value_reader *reader, struct bytes lid, uint32_t size, uint32_t offset,
                           uint8_t *out, uint32_t wanted)
{
    const uint32_t chunk_size = reader->table->chunk_size;
    uint32_t start = offset - offset % chunk_size;
    struct page_node node;
    uint32_t got;

    JET_TRY(find(reader, lid, &start, &node));
    for (;;) {
        const uint32_t plain = size - start < chunk_size ? size - start : chunk_size;

        JET_TRY(copy_chunk(reader, lid, node.data, plain, offset - start, out, wanted, &got));
        out += got;
        wanted -= got;
        offset += got;
        if (wanted == 0) {
            return JET_errSuccess;
        }
        start += chunk_size;
        JET_TRY(next_chunk(reader, lid, start, &node));
    }
}

static JET_ERR read_separated(struct long_value_reader *reader, struct bytes lid, uint32_t offset, void *out,
                              uint32_t capacity, uint32_t *got, uint32_t *size)
{
    struct long_value_root root;
    JET_ERR err = find_root(reader, lid, &root);

    reader_add(reader_self(), COUNT_LONG_VALUES_READ, 1);
    *got = 0;
    if (err >= 0 && root.encrypted) {
        err = no_key(reader);
    }
    if (err >= 0) {
        *size = root.size;
        *got = offset >= root.size ? 0 : root.size - offset < capacity ? root.size - offset : capacity;
        if (*got > 0) {
            err = read_chunks(reader, lid, root.size, offset, out, *got);
        }
    }
    tree_to_before_first(&reader->cursor);
    return err;
}

JET_ERR value_size(struct long_value_reader *reader, const struct value *value, uint32_t *size)
{
    struct long_value_root root;
    size_t plain;

    if (value->flags & VALUE_ENCRYPTED) {
        return no_key(reader);
    }
    if (value->flags & VALUE_SEPARATED) {
        JET_TRY(long_value_root(reader, value->bytes, &root));
        *size = root.size;
        return root.encrypted ? no_key(reader) : JET_errSuccess;
    }
    if (value->flags & VALUE_COMPRESSED) {
        JET_TRY(decompress_value_size(value->bytes.at, value->bytes.size, &plain));
        *size = (uint32_t)plain;
        return JET_errSuccess;
    }
    *size = value->bytes.size;
    return JET_errSuccess;
}

static void copy_part(struct bytes bytes, uint32_t offset, void *out, uint32_t capacity, uint32_t *got,
                      uint32_t *size)
{
    *size = bytes.size;
    *got = offset >= *size ? 0 : *size - offset < capacity ? *size - offset : capacity;
    if (*got > 0) {
        memcpy(out, bytes.at + offset, *got);
    }
}

JET_ERR value_read(struct long_value_reader *reader, const struct value *value, uint32_t offset, void *out,
                   uint32_t capacity, uint32_t *got, uint32_t *size)
{
    size_t copied, total;

    if (value->flags & VALUE_ENCRYPTED) {
        return no_key(reader);
    }
    if (value->flags & VALUE_SEPARATED) {
        return read_separated(reader, value->bytes, offset, out, capacity, got, size);
    }
    if (value->flags & VALUE_COMPRESSED) {
        JET_TRY(decompress_value(value->bytes.at, value->bytes.size, offset, out, capacity, INT32_MAX,
                                 &copied, &total));
        *got = (uint32_t)copied;
        *size = (uint32_t)total;
        return JET_errSuccess;
    }
    copy_part(value->bytes, offset, out, capacity, got, size);
    return JET_errSuccess;
}

JET_ERR long_value_stored_size(struct long_value_reader *reader, struct bytes lid, uint64_t *stored)
{
    struct long_value_root root;
    uint32_t start = 0;
    JET_ERR err;

    *stored = 0;
    JET_TRY_OR(find_root(reader, lid, &root), end);
    while (start < root.size) {
        struct page_node node;

        JET_TRY_OR(next_chunk(reader, lid, start, &node), end);
        *stored += node.data.size;
        start += reader->table->chunk_size;
    }
end:
    tree_to_before_first(&reader->cursor);
    return err;
}
