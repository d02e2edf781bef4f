/*
 * long_value_write.c - see long_value_write.h.
 */
#include "longvalue/long_value_write.h"

#include <stdlib.h>

#include "compress/compress.h"
#include "diag.h"
#include "longvalue/long_value_tree.h"
#include "try.h"
#include "version/version.h"

enum {
    ROOT_SIZE = 8,
    KEY_MAX = LONG_VALUE_ID_MAX + 4,
    DENSITY = 100, /* percent: values are written in order, and seldom grow */
    REFERENCES_AT = 0,
};

static const struct bytes nothing = {(const uint8_t *)"", 0};

void long_value_writer_init(struct long_value_writer *writer, struct table *table)
{
    writer->table = table;
    writer->counters = NULL;
    writer->chunk = NULL;
    long_value_reader_init(&writer->reader, table);
    tree_cursor_init(&writer->cursor, &table->long_values);
}

void long_value_writer_free(struct long_value_writer *writer)
{
    long_value_reader_free(&writer->reader);
    tree_cursor_free(&writer->cursor);
    free(writer->chunk);
    writer->chunk = NULL;
}

void long_value_writer_follow(struct long_value_writer *writer, struct table *table)
{
    writer->table = table;
    long_value_reader_follow(&writer->reader, table);
    tree_to_before_first(&writer->cursor);
    writer->cursor.tree = &table->long_values;
}

/* --------------------------------------------------------------------------------------------------- entries */

/* Where an entry of a value is: its root, or the chunk at an offset. */
struct entry_key {
    uint32_t size;
    uint8_t bytes[KEY_MAX];
};

static struct entry_key root_key(struct bytes id)
{
    struct entry_key key = {.size = id.size};

    if (id.size == sizeof(uint64_t)) {
        put_big_u64(key.bytes, get_u64(id.at));
    } else {
        put_big_u32(key.bytes, get_u32(id.at));
    }
    return key;
}

static struct entry_key chunk_key(struct bytes id, uint32_t offset)
{
    struct entry_key key = root_key(id);

    put_big_u32(key.bytes + key.size, offset);
    key.size += (uint32_t)sizeof offset;
    return key;
}

static struct bytes key_of(const struct entry_key *key)
{
    return (struct bytes){key->bytes, key->size};
}

static struct change change_of(const struct long_value_writer *writer, struct session *session)
{
    struct database *database = writer->table->database;

    return (struct change){.session = session,
                           .database = database,
                           .flags = database->unversioned ? 0 : CHANGE_VERSIONED,
                           .density = DENSITY};
}

/* Ends a change of the tree: no page stays latched. */
static JET_ERR done(struct long_value_writer *writer, JET_ERR err)
{
    const JET_ERR unlatched = tree_unlatch(&writer->cursor);

    return err < 0 ? err : unlatched;
}

static JET_ERR insert(struct long_value_writer *writer, struct session *session, struct entry_key key,
                      struct bytes data)
{
    const struct change change = change_of(writer, session);

    return done(writer, tree_insert(&writer->cursor, &change, key_of(&key), data));
}

/* Stands on an entry that must be there. */
static JET_ERR stand_on(struct long_value_writer *writer, const struct entry_key *key)
{
    return tree_set_place(&writer->cursor, TREE_ON_ENTRY, key_of(key), nothing);
}

static JET_ERR found(const struct long_value_writer *writer, JET_ERR err)
{
    return err == JET_errRecordDeleted
               ? diag_fail(JET_errLVCorrupted, "table '%s': a long value lacks a part", writer->table->name)
               : err;
}

static JET_ERR replace(struct long_value_writer *writer, struct session *session, struct entry_key key,
                       struct bytes data)
{
    const struct change change = change_of(writer, session);

    JET_TRY(stand_on(writer, &key));
    return found(writer, done(writer, tree_replace(&writer->cursor, &change, data)));
}

static JET_ERR delete_entry(struct long_value_writer *writer, struct session *session, struct entry_key key)
{
    const struct change change = change_of(writer, session);

    JET_TRY(stand_on(writer, &key));
    return found(writer, done(writer, tree_delete(&writer->cursor, &change)));
}

/* `*old`: how many references there were before. */
static JET_ERR add_reference(struct long_value_writer *writer, struct session *session, struct bytes id,
                             int delta, int64_t *old)
{
    const struct change change = change_of(writer, session);
    const struct entry_key key = root_key(id);

    JET_TRY(stand_on(writer, &key));
    return found(writer, done(writer, tree_add(&writer->cursor, &change, REFERENCES_AT, sizeof(uint32_t),
                                               delta, old)));
}

static void encode_root(uint8_t data[ROOT_SIZE], uint32_t references, uint32_t size)
{
    put_u32(data, references);
    put_u32(data + sizeof references, size);
}

/* ---------------------------------------------------------------------------------------------------- chunks */

static JET_ERR need_scratch(struct long_value_writer *writer)
{
    if (writer->chunk == NULL) {
        writer->chunk = malloc(2 * (size_t)writer->table->chunk_size);
        if (writer->chunk == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for a chunk of a long value");
        }
    }
    return JET_errSuccess;
}

/* The form in which a chunk is stored, in the second half of the scratch or as it is. */
static struct bytes pack(const struct long_value_writer *writer, struct bytes plain, bool compress)
{
    const uint32_t chunk_size = writer->table->chunk_size;
    uint8_t *packed = writer->chunk + chunk_size;
    size_t size;

    if (!compress) {
        return plain;
    }
    size = compress_value(plain.at, plain.size, COMPRESS_7BIT | COMPRESS_XPRESS, packed, chunk_size);
    return size > 0 ? (struct bytes){packed, (uint32_t)size} : plain;
}

static JET_ERR add_chunk(struct long_value_writer *writer, struct session *session, struct bytes id,
                         uint32_t offset, struct bytes plain, bool compress)
{
    return insert(writer, session, chunk_key(id, offset), pack(writer, plain, compress));
}

/* Bytes of a value of `size` bytes that belong to the chunk at `offset`. */
static uint32_t bytes_at(const struct long_value_writer *writer, uint32_t size, uint32_t offset)
{
    const uint32_t chunk_size = writer->table->chunk_size;

    return offset >= size ? 0 : size - offset < chunk_size ? size - offset : chunk_size;
}

/* Bytes of a value as it is now, into the scratch. */
static JET_ERR read_chunk(struct long_value_writer *writer, struct bytes id, uint32_t offset, uint32_t size)
{
    const struct value value = {.bytes = id, .flags = VALUE_SEPARATED};
    uint32_t got, whole;

    JET_TRY(value_read(&writer->reader, &value, offset, writer->chunk, size, &got, &whole));
    return got == size ? JET_errSuccess : found(writer, JET_errRecordDeleted);
}

/* ------------------------------------------------------------------------------------------------ new values */

/*
 * The root of a new value of `size` bytes. An id whose root is there after all belongs to a transaction that others do not see
 * the end of yet; the next one is tried.
 */
static JET_ERR add_root(struct long_value_writer *writer, struct session *session, uint32_t size,
                        struct long_value_id *id)
{
    uint8_t data[ROOT_SIZE];
    uint32_t number;
    JET_ERR err;

    JET_TRY(long_value_tree_need(writer));
    JET_TRY(need_scratch(writer));
    encode_root(data, 1, size);
    do {
        JET_TRY(long_value_next_id(writer, &number));
        put_u32(id->bytes, number);
        id->size = sizeof number;
        err = insert(writer, session, root_key(long_value_id_bytes(id)), (struct bytes){data, sizeof data});
    } while (err == JET_errKeyDuplicate || err == JET_errWriteConflict);
    return err;
}

JET_ERR long_value_add(struct long_value_writer *writer, struct session *session, struct bytes value,
                       bool compress, struct long_value_id *id)
{
    uint32_t plain;

    JET_TRY(add_root(writer, session, value.size, id));
    for (uint32_t at = 0; at < value.size; at += plain) {
        plain = bytes_at(writer, value.size, at);
        JET_TRY(add_chunk(writer, session, long_value_id_bytes(id), at, (struct bytes){value.at + at, plain},
                          compress));
    }
    return JET_errSuccess;
}

JET_ERR long_value_copy(struct long_value_writer *writer, struct session *session, struct bytes from,
                        uint32_t size, bool compress, struct long_value_id *id)
{
    uint32_t plain;

    JET_TRY(add_root(writer, session, size, id));
    for (uint32_t at = 0; at < size; at += plain) {
        plain = bytes_at(writer, size, at);
        JET_TRY(read_chunk(writer, from, at, plain));
        JET_TRY(add_chunk(writer, session, long_value_id_bytes(id), at, (struct bytes){writer->chunk, plain},
                          compress));
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------------- changes */

struct change_of_value {
    struct bytes id, data;
    uint32_t offset;
    uint32_t old_size, size;
    bool compress;
};

static bool touches(const struct change_of_value *what, uint32_t at, uint32_t plain, uint32_t old_plain)
{
    const bool has_data =
        what->data.size > 0 && what->offset < at + plain && at < what->offset + what->data.size;

    return plain > 0 && (has_data || plain != old_plain);
}

/* Writes the chunk at `at` as it is to be. */
static JET_ERR write_chunk(struct long_value_writer *writer, struct session *session,
                           const struct change_of_value *what, uint32_t at)
{
    const uint32_t plain = bytes_at(writer, what->size, at), old_plain = bytes_at(writer, what->old_size, at);
    const uint32_t kept = old_plain < plain ? old_plain : plain;
    const uint32_t data_end = what->offset + what->data.size;
    const struct bytes chunk = {writer->chunk, plain};

    if (kept > 0) {
        JET_TRY(read_chunk(writer, what->id, at, kept));
    }
    memset(writer->chunk + kept, 0, plain - kept);
    if (what->data.size > 0 && what->offset < at + plain && at < data_end) {
        const uint32_t from = what->offset > at ? what->offset : at;
        const uint32_t to = data_end < at + plain ? data_end : at + plain;

        memcpy(writer->chunk + (from - at), what->data.at + (from - what->offset), to - from);
    }
    if (old_plain == 0) {
        return add_chunk(writer, session, what->id, at, chunk, what->compress);
    }
    return replace(writer, session, chunk_key(what->id, at), pack(writer, chunk, what->compress));
}

/* Offset of the first chunk that has anything to do with the change. */
static uint32_t first_changed(const struct long_value_writer *writer, const struct change_of_value *what)
{
    uint32_t first = what->size;

    if (what->data.size > 0 && what->offset < first) {
        first = what->offset;
    }
    if (what->old_size < first) {
        first = what->old_size;
    }
    return first - first % writer->table->chunk_size;
}

static JET_ERR write_size(struct long_value_writer *writer, struct session *session,
                          const struct change_of_value *what)
{
    struct long_value_root root;
    uint8_t data[ROOT_SIZE];

    JET_TRY(long_value_root(&writer->reader, what->id, &root));
    encode_root(data, root.references, what->size);
    return replace(writer, session, root_key(what->id), (struct bytes){data, sizeof data});
}

JET_ERR long_value_change(struct long_value_writer *writer, struct session *session, struct bytes id,
                          uint32_t offset, struct bytes data, uint32_t size, bool compress)
{
    const uint32_t chunk_size = writer->table->chunk_size;
    struct change_of_value what = {
        .id = id, .data = data, .offset = offset, .size = size, .compress = compress};
    const struct value value = {.bytes = id, .flags = VALUE_SEPARATED};
    uint64_t at;

    JET_TRY(need_scratch(writer));
    JET_TRY(value_size(&writer->reader, &value, &what.old_size));
    for (at = first_changed(writer, &what); at < size; at += chunk_size) {
        if (touches(&what, (uint32_t)at, bytes_at(writer, size, (uint32_t)at),
                    bytes_at(writer, what.old_size, (uint32_t)at))) {
            JET_TRY(write_chunk(writer, session, &what, (uint32_t)at));
        }
    }
    for (; at < what.old_size; at += chunk_size) {
        JET_TRY(delete_entry(writer, session, chunk_key(id, (uint32_t)at)));
    }
    return size != what.old_size ? write_size(writer, session, &what) : JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ references */

JET_ERR long_value_blame(const struct long_value_writer *writer, struct session *session, struct bytes id,
                         JET_ERR err)
{
    const struct entry_key key = root_key(id);

    if (err != JET_errLVCorrupted) {
        return err;
    }
    JET_TRY(version_check(session, &writer->table->long_values, key_of(&key), nothing, VERSION_REPLACE));
    return err;
}

JET_ERR long_value_share(struct long_value_writer *writer, struct session *session, struct bytes id)
{
    int64_t old;

    return add_reference(writer, session, id, 1, &old);
}

/*
 * One reference less, of several. What other sessions have added and may take back does not count: a value whose last reference
 * went with a rollback would stay for ever.
 */
static JET_ERR drop_reference(struct long_value_writer *writer, struct session *session, struct bytes id)
{
    const struct entry_key key = root_key(id);
    int64_t old;

    JET_TRY(add_reference(writer, session, id, -1, &old));
    return old > 1 + (int64_t)version_open_gains(session, &writer->table->long_values, key_of(&key), nothing)
               ? JET_errSuccess
               : diag_fail(JET_errWriteConflict, "table '%s': another session changes who has a long value",
                           writer->table->name);
}

JET_ERR long_value_release(struct long_value_writer *writer, struct session *session, struct bytes id)
{
    const uint32_t chunk_size = writer->table->chunk_size;
    struct long_value_root root;

    JET_TRY(long_value_root(&writer->reader, id, &root));
    if (root.references > 1) {
        return drop_reference(writer, session, id);
    }
    JET_TRY(delete_entry(writer, session, root_key(id)));
    for (uint64_t at = 0; at < root.size; at += chunk_size) {
        JET_TRY(delete_entry(writer, session, chunk_key(id, (uint32_t)at)));
    }
    return JET_errSuccess;
}
