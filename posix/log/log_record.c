/*
 * log_record.c - sizes of records, and the encoders and decoders that log_layouts.def describes.
 */
#include "log/log_record.h"

#include <string.h>

#include "diag.h"
#include "try.h"

struct record_type {
    const char *name;
    uint16_t fixed; /* 0: refused */
    uint8_t length16[3];
    uint8_t length32;
    JET_ERR error; /* of a refused one */
};

static const struct record_type types[] = {
#define LOG_RECORD(number, symbol, name, fixed, a, b, c, d) [number] = {name, fixed, {a, b, c}, d, 0},
#define LOG_RECORD_REFUSED(number, symbol, name, error)     [number] = {name, 0, {0}, 0, error},
#include "log/log_records.def"
#undef LOG_RECORD
#undef LOG_RECORD_REFUSED
};

enum { TYPES = sizeof types / sizeof types[0], LENGTH15 = 0x7FFF };

const char *log_type_name(unsigned type)
{
    return type < TYPES && types[type].name != NULL ? types[type].name : "?";
}

bool log_type_has_node(unsigned type)
{
    return (type >= LOG_INSERT && type <= LOG_UNDO) || type == LOG_EMPTY_TREE || type == LOG_SCRUB ||
           type == LOG_DELTA64;
}

bool log_type_has_page(unsigned type)
{
    return log_type_has_node(type) || type == LOG_CREATE_MULTIPLE || type == LOG_CREATE_SINGLE ||
           type == LOG_CONVERT_TREE || type == LOG_SPLIT2 || type == LOG_MERGE2 || type == LOG_PAGE_MOVE;
}

/* --------------------------------------------------------------------------------------------------- size */

/* What the three irregular types have more or less than their line says. */
static int64_t irregular_size(const uint8_t *at)
{
    switch (at[0]) {
    case LOG_REPLACE:
    case LOG_REPLACE_D:
        return (get_u16(at + 44) & LENGTH15) - get_u16(at + 44);
    case LOG_CREATE_DB:
        return at[42] & LOG_DB_HAS_VERSION ? 4 : 0;
    case LOG_PAGE_MOVE:
        return get_u32(at + 88);
    default:
        return 0;
    }
}

/* The size by the fixed part, which is there. */
static uint64_t total_size(const struct record_type *type, const uint8_t *at)
{
    uint64_t total = type->fixed + (uint64_t)irregular_size(at);

    for (unsigned i = 0; i < 3; i++) {
        total += type->length16[i] != 0 ? get_u16(at + type->length16[i]) : 0;
    }
    return total + (type->length32 != 0 ? get_u32(at + type->length32) : 0);
}

bool log_record_total(struct bytes bytes, uint32_t *size)
{
    const struct record_type *type = bytes.size != 0 && bytes.at[0] < TYPES ? &types[bytes.at[0]] : NULL;
    uint64_t total;

    if (type == NULL || type->fixed == 0 || bytes.size < type->fixed) {
        return false;
    }
    total = total_size(type, bytes.at);
    *size = (uint32_t)total;
    return total <= UINT32_MAX;
}

JET_ERR log_record_size(struct bytes bytes, uint32_t *size)
{
    const uint8_t *at = bytes.at;
    const struct record_type *type;
    uint64_t total;

    if (bytes.size == 0 || at[0] >= TYPES || types[at[0]].name == NULL) {
        return diag_fail(JET_errLogFileCorrupt, "a log record has the unknown type %u",
                         bytes.size == 0 ? 0 : at[0]);
    }
    type = &types[at[0]];
    if (type->fixed == 0) {
        return diag_fail(type->error, "a log record is of type %s, which no log of this format has",
                         type->name);
    }
    total = bytes.size < type->fixed ? UINT64_MAX : total_size(type, at);
    if (total > bytes.size) {
        return diag_fail(JET_errLogFileCorrupt, "a log record of type %s is cut off", type->name);
    }
    *size = (uint32_t)total;
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------------- encoding */

static uint8_t *encode_begin(struct log_record *out, uint32_t fixed)
{
    memset(out->head, 0, fixed);
    out->pieces[0] = (struct bytes){out->head, fixed};
    out->count = 1;
    return out->head;
}

static void encode_page(uint8_t *at, const struct log_page *page)
{
    at[0] = page->type;
    put_u16(at + 1, page->procid);
    at[3] = page->dbid;
    put_u32(at + 4, page->pgno);
    put_u64(at + 8, page->dbtime);
    put_u64(at + 16, page->dbtime_before);
    put_u32(at + 24, page->trx);
    at[28] = page->level;
    put_u16(at + 29, page->line);
    at[31] = page->flags;
}

static void encode_node(uint8_t *at, const struct log_node *node)
{
    encode_page(at, &node->page);
    put_u32(at + 32, node->id);
    put_u32(at + 36, node->pgno_root);
    put_u32(at + 40, node->objid);
}

static void append(struct log_record *out, struct bytes bytes)
{
    if (bytes.size != 0) {
        out->pieces[out->count++] = bytes;
    }
}

static void append_number(struct log_record *out, uint32_t number)
{
    put_u32(out->tail, number);
    append(out, (struct bytes){out->tail, sizeof out->tail});
}

static void encode_size(struct log_record *out, uint32_t at)
{
    uint32_t size = 0;

    for (uint32_t i = 0; i < out->count; i++) {
        size += out->pieces[i].size;
    }
    put_u32(out->head + at, size - at - 4);
}

/* clang-format off */
#define LAYOUT(name, fixed)                                                                                  \
    void log_##name##_encode(const struct log_##name *record, struct log_record *out)                        \
    {                                                                                                        \
        uint8_t *bytes = encode_begin(out, fixed);                                                           \
        uint32_t size_at = 0;
#define TYPE                       bytes[0] = record->type;
#define PAGE                       encode_page(bytes, &record->page);
#define NODE                       encode_node(bytes, &record->node);
#define U8(at, member)             bytes[at] = record->member;
#define U16(at, member)            put_u16(bytes + (at), record->member);
#define U32(at, member)            put_u32(bytes + (at), record->member);
#define U64(at, member)            put_u64(bytes + (at), record->member);
#define I16(at, member)            put_u16(bytes + (at), (uint16_t)record->member);
#define I32(at, member)            put_u32(bytes + (at), (uint32_t)record->member);
#define I64(at, member)            put_u64(bytes + (at), (uint64_t)record->member);
#define LGPOS(at, member)          lgpos_encode(bytes + (at), record->member);
#define TIME(at, member)           logtime_encode(bytes + (at), &record->member);
#define SIGNATURE(at, member)      signature_encode(bytes + (at), &record->member);
#define BKINFO(at, member)         bkinfo_encode(bytes + (at), &record->member);
#define PARAMS(at, member)         log_params_encode(bytes + (at), &record->member);
#define LOW4(at, member)           bytes[at] = (uint8_t)(bytes[at] | (record->member & 15));
#define HIGH4(at, member)          bytes[at] = (uint8_t)(bytes[at] | record->member << 4);
#define BYTES15(at, member)        put_u16(bytes + (at), (uint16_t)(record->member.size & LENGTH15)); append(out, record->member);
#define BIT15(at, member)          bytes[(at) + 1] = (uint8_t)(bytes[(at) + 1] | (record->member ? 0x80 : 0));
#define BYTES16(at, member)        put_u16(bytes + (at), (uint16_t)record->member.size); append(out, record->member);
#define BYTES32(at, member)        put_u32(bytes + (at), record->member.size); append(out, record->member);
#define PAGES32(at, member)        put_u32(bytes + (at), record->member.size / 4); append(out, record->member);
#define REST(member)               append(out, record->member);
#define SIZE32(at)                 size_at = at;
#define OPTIONAL32(at, flag, member)                                                                         \
    if (bytes[at] & (flag)) {                                                                                \
        append_number(out, record->member);                                                                  \
    }
#define END                                                                                                  \
        if (size_at != 0) {                                                                                  \
            encode_size(out, size_at);                                                                       \
        }                                                                                                    \
    }
#include "log/log_layouts.def"
/* clang-format on */

/* ----------------------------------------------------------------------------------------------- decoding */

static JET_ERR cut_off(struct bytes bytes)
{
    return diag_fail(JET_errLogFileCorrupt, "a log record of type %s is cut off",
                     bytes.size != 0 ? log_type_name(bytes.at[0]) : "?");
}

static JET_ERR decode_begin(struct bytes bytes, uint32_t fixed, const uint8_t **from, struct bytes *rest)
{
    if (bytes.size < fixed) {
        return cut_off(bytes);
    }
    *from = bytes.at;
    *rest = (struct bytes){bytes.at + fixed, bytes.size - fixed};
    return JET_errSuccess;
}

JET_ERR log_page_decode(struct bytes bytes, struct log_page *page)
{
    const uint8_t *at = bytes.at;

    if (bytes.size < LOG_PAGE_SIZE) {
        return cut_off(bytes);
    }
    *page = (struct log_page){
        .type = at[0],
        .procid = get_u16(at + 1),
        .dbid = at[3],
        .pgno = get_u32(at + 4),
        .dbtime = get_u64(at + 8),
        .dbtime_before = get_u64(at + 16),
        .trx = get_u32(at + 24),
        .level = at[28],
        .line = get_u16(at + 29),
        .flags = at[31],
    };
    return JET_errSuccess;
}

JET_ERR log_node_decode(struct bytes bytes, struct log_node *node)
{
    if (bytes.size < LOG_NODE_SIZE) {
        return cut_off(bytes);
    }
    node->id = get_u32(bytes.at + 32);
    node->pgno_root = get_u32(bytes.at + 36);
    node->objid = get_u32(bytes.at + 40);
    return log_page_decode(bytes, &node->page);
}

/* Takes `size` bytes off the front of what follows the fixed part. */
static JET_ERR take(struct bytes bytes, struct bytes *rest, uint64_t size, struct bytes *taken)
{
    if (size > rest->size) {
        return cut_off(bytes);
    }
    *taken = (struct bytes){rest->at, (uint32_t)size};
    rest->at += size;
    rest->size -= (uint32_t)size;
    return JET_errSuccess;
}

static JET_ERR take_number(struct bytes bytes, struct bytes *rest, bool present, uint32_t *number)
{
    struct bytes taken;

    *number = 0;
    if (present) {
        JET_TRY(take(bytes, rest, 4, &taken));
        *number = get_u32(taken.at);
    }
    return JET_errSuccess;
}

/* clang-format off */
#define LAYOUT(name, fixed)                                                                                  \
    JET_ERR log_##name##_decode(struct bytes bytes, struct log_##name *record)                               \
    {                                                                                                        \
        const uint8_t *from;                                                                                 \
        struct bytes rest;                                                                                   \
        JET_TRY(decode_begin(bytes, fixed, &from, &rest));
#define TYPE                       record->type = from[0];
#define PAGE                       JET_TRY(log_page_decode(bytes, &record->page));
#define NODE                       JET_TRY(log_node_decode(bytes, &record->node));
#define U8(at, member)             record->member = from[at];
#define U16(at, member)            record->member = get_u16(from + (at));
#define U32(at, member)            record->member = get_u32(from + (at));
#define U64(at, member)            record->member = get_u64(from + (at));
#define I16(at, member)            record->member = (int16_t)get_u16(from + (at));
#define I32(at, member)            record->member = (int32_t)get_u32(from + (at));
#define I64(at, member)            record->member = (int64_t)get_u64(from + (at));
#define LGPOS(at, member)          record->member = lgpos_decode(from + (at));
#define TIME(at, member)           record->member = logtime_decode(from + (at));
#define SIGNATURE(at, member)      record->member = signature_decode(from + (at));
#define BKINFO(at, member)         record->member = bkinfo_decode(from + (at));
#define PARAMS(at, member)         log_params_decode(from + (at), &record->member);
#define LOW4(at, member)           record->member = from[at] & 15;
#define HIGH4(at, member)          record->member = from[at] >> 4;
#define BYTES15(at, member)        JET_TRY(take(bytes, &rest, get_u16(from + (at)) & LENGTH15, &record->member));
#define BIT15(at, member)          record->member = (get_u16(from + (at)) & ~LENGTH15) != 0;
#define BYTES16(at, member)        JET_TRY(take(bytes, &rest, get_u16(from + (at)), &record->member));
#define BYTES32(at, member)        JET_TRY(take(bytes, &rest, get_u32(from + (at)), &record->member));
#define PAGES32(at, member)        JET_TRY(take(bytes, &rest, (uint64_t)get_u32(from + (at)) * 4, &record->member));
#define REST(member)               JET_TRY(take(bytes, &rest, rest.size, &record->member));
#define SIZE32(at)
#define OPTIONAL32(at, flag, member)                                                                         \
    JET_TRY(take_number(bytes, &rest, (from[at] & (flag)) != 0, &record->member));
#define END                                                                                                  \
        return JET_errSuccess;                                                                               \
    }
#include "log/log_layouts.def"
/* clang-format on */
