/*
 * log_diff.c - making and applying the scripts of ReplaceD records.
 *
 * Making looks for places that changed in place, which is what most updates do: bytes are compared at equal offsets
 * up to the first place from which the rest is the common end. What the lengths differ by is left to the last chunk.
 *
 *   before   aaaa bb cccc dd ee..ee
 *   after    aaaa BB cccc DDDD ee..ee      two chunks: BB for bb, DDDD for dd
 */
#include "log/log_diff.h"

#include <string.h>

#include "diag.h"
#include "try.h"

enum {
    OFFSET_MAX = 0x1FFF,
    SAME = 0x20, /* in the byte that holds the flags: the header's upper one, or the wide header's own */
    INSERT = 0x40,
    LONG = 0x80,
    GAP_MIN = 4, /* equal bytes that are worth a chunk of their own: its header has three or four */
};

struct script {
    uint8_t *at;
    uint32_t size, capacity;
    bool wide, full;
};

static void put_length(struct script *script, uint32_t length, bool is_long)
{
    if (is_long) {
        put_u16(script->at + script->size, (uint16_t)length);
    } else {
        script->at[script->size] = (uint8_t)length;
    }
    script->size += is_long ? 2 : 1;
}

/* Appends a chunk: `old_size` bytes at `offset` become `bytes`. */
static void add_chunk(struct script *script, uint32_t offset, uint32_t old_size, struct bytes bytes)
{
    bool is_long = old_size > UINT8_MAX || bytes.size > UINT8_MAX;
    bool same = old_size == bytes.size && old_size != 0;
    unsigned flags = (same ? SAME : 0u) | (old_size == 0 ? INSERT : 0u) | (is_long ? LONG : 0u);
    uint32_t header = script->wide ? 3 : 2;
    uint32_t needed = header + (is_long ? 2u : 1u) * (old_size != 0 && !same ? 2 : 1) + bytes.size;

    if (script->full || needed > script->capacity - script->size || (!script->wide && offset > OFFSET_MAX)) {
        script->full = true;
        return;
    }
    put_u16(script->at + script->size, (uint16_t)(script->wide ? offset : offset | flags << 8));
    if (script->wide) {
        script->at[script->size + 2] = (uint8_t)flags;
    }
    script->size += header;
    put_length(script, bytes.size, is_long);
    if (old_size != 0 && !same) {
        put_length(script, old_size, is_long);
    }
    if (bytes.size != 0) {
        memcpy(script->at + script->size, bytes.at, bytes.size);
    }
    script->size += bytes.size;
}

static uint32_t smaller(uint32_t left, uint32_t right)
{
    return left < right ? left : right;
}

static uint32_t common_start(const uint8_t *left, const uint8_t *right, uint32_t from, uint32_t end)
{
    while (from < end && left[from] == right[from]) {
        from++;
    }
    return from;
}

/* The end of a run of changed bytes that begins at `from`: where GAP_MIN equal ones follow, or `end`. */
static uint32_t changed_end(const uint8_t *left, const uint8_t *right, uint32_t from, uint32_t end)
{
    uint32_t equal = 0;

    for (uint32_t i = from; i < end; i++) {
        equal = left[i] == right[i] ? equal + 1 : 0;
        if (equal == GAP_MIN) {
            return i + 1 - GAP_MIN;
        }
    }
    return end - equal;
}

uint32_t log_diff_make(struct bytes before, struct bytes after, bool wide, uint8_t *to, uint32_t capacity)
{
    struct script script = {.at = to, .capacity = capacity, .wide = wide};
    uint32_t tail = 0, shorter = smaller(before.size, after.size), both, at;

    while (tail < shorter && before.at[before.size - 1 - tail] == after.at[after.size - 1 - tail]) {
        tail++;
    }
    both = shorter - tail;
    at = common_start(before.at, after.at, 0, both);
    while (at < both && !script.full) {
        uint32_t end = changed_end(before.at, after.at, at, both);
        bool last =
            end + GAP_MIN > both && before.size != after.size; /* joined with the difference in length */

        if (last) {
            break;
        }
        add_chunk(&script, at, end - at, (struct bytes){after.at + at, end - at});
        at = common_start(before.at, after.at, end, both);
    }
    if (before.size != after.size || script.size == 0) {
        add_chunk(&script, at, before.size - tail - at,
                  (struct bytes){after.at + at, after.size - tail - at});
    }
    return script.full ? 0 : script.size;
}

/* ----------------------------------------------------------------------------------------------- applying */

struct chunk {
    uint32_t offset, old_size;
    struct bytes bytes;
};

static JET_ERR cut_off(void)
{
    return diag_fail(JET_errLogFileCorrupt, "the changes in a ReplaceD record are cut off");
}

static JET_ERR take_length(struct bytes *script, bool is_long, uint32_t *length)
{
    uint32_t size = is_long ? 2 : 1;

    if (script->size < size) {
        return cut_off();
    }
    *length = is_long ? get_u16(script->at) : script->at[0];
    *script = (struct bytes){script->at + size, script->size - size};
    return JET_errSuccess;
}

static JET_ERR take_chunk(struct bytes *script, bool wide, struct chunk *chunk)
{
    uint32_t header = wide ? 3 : 2;
    unsigned flags;

    if (script->size < header) {
        return cut_off();
    }
    chunk->offset = get_u16(script->at);
    flags = wide ? script->at[2] : chunk->offset >> 8;
    chunk->offset &= wide ? UINT16_MAX : OFFSET_MAX;
    *script = (struct bytes){script->at + header, script->size - header};
    JET_TRY(take_length(script, flags & LONG, &chunk->bytes.size));
    chunk->old_size = flags & INSERT ? 0 : chunk->bytes.size;
    if (!(flags & (INSERT | SAME))) {
        JET_TRY(take_length(script, flags & LONG, &chunk->old_size));
    }
    if (script->size < chunk->bytes.size) {
        return cut_off();
    }
    chunk->bytes.at = script->at;
    *script = (struct bytes){script->at + chunk->bytes.size, script->size - chunk->bytes.size};
    return JET_errSuccess;
}

static JET_ERR add_bytes(uint8_t *after, uint32_t capacity, uint32_t *size, const uint8_t *from,
                         uint32_t count)
{
    if (count > capacity - *size) {
        return diag_fail(JET_errLogCorrupted, "the changes in a ReplaceD record give more than %u bytes",
                         capacity);
    }
    if (count != 0) {
        memcpy(after + *size, from, count);
    }
    *size += count;
    return JET_errSuccess;
}

JET_ERR log_diff_apply(struct bytes before, struct bytes script, bool wide, uint8_t *after, uint32_t capacity,
                       uint32_t *size)
{
    uint32_t at = 0;

    *size = 0;
    while (script.size != 0) {
        struct chunk chunk;

        JET_TRY(take_chunk(&script, wide, &chunk));
        if (chunk.offset < at || chunk.offset > before.size || chunk.old_size > before.size - chunk.offset) {
            return diag_fail(JET_errLogFileCorrupt, "the changes in a ReplaceD record do not fit the data");
        }
        JET_TRY(add_bytes(after, capacity, size, before.at + at, chunk.offset - at));
        JET_TRY(add_bytes(after, capacity, size, chunk.bytes.at, chunk.bytes.size));
        at = chunk.offset + chunk.old_size;
    }
    return add_bytes(after, capacity, size, before.at + at, before.size - at);
}
