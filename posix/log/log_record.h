/*
 * log_record.h - the records of a log: sizes, and structures for what is in them.
 *
 *   byte 0   type
 *        1   procid, dbid, pgno ...   the page prefix of all records that change a page (struct log_page)
 *       32   rceid, root, objid       the node prefix (struct log_node)
 *       44   what the type needs, lengths of what follows among it
 *        n   keys, data, paths, images
 *
 * Two tables hold everything: log_records.def (numbers, names, sizes) and log_layouts.def (fields). For each layout
 * NAME there is
 *
 *   struct log_NAME
 *   void    log_NAME_encode(const struct log_NAME *, struct log_record *out)
 *   JET_ERR log_NAME_decode(struct bytes, struct log_NAME *)
 *
 * An encoded record is a few pieces: its fixed part, kept in `out`, and the caller's own bytes, which are not copied;
 * both must stay until log_append() has returned. A decoded record points into the bytes it came from. Decoding takes
 * bytes of any content, and fails with JET_errLogFileCorrupt when the record is shorter than it says; bytes behind it
 * are no error, because newer engines add to records. A type that shares its layout with others is told by the `type`
 * member, which encoding
 *needs too.
 *
 *   struct log_node node = {.page = {.type = LOG_INSERT, .procid = ...}, .pgno_root = ...};
 *   struct log_record out;
 *   log_insert_encode(&(struct log_insert){.node = node, .suffix = key, .data = data}, &out);
 *   JET_TRY(log_append(log, out.pieces, out.count, &lgpos));
 *
 * Format: reference log-and-recovery 9.
 */
#ifndef ESENT_LOG_RECORD_H
#define ESENT_LOG_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"
#include "format/log_values.h"
#include "log/log_header.h"

enum log_type {
#define LOG_RECORD(number, symbol, name, fixed, a, b, c, d) LOG_##symbol = number,
#define LOG_RECORD_REFUSED(number, symbol, name, error)     LOG_##symbol = number,
#include "log/log_records.def"
#undef LOG_RECORD
#undef LOG_RECORD_REFUSED
};

/* log_page.flags */
enum {
    LOG_VERSIONED = 0x01,
    LOG_UNIQUE = 0x04, /* the tree's bookmarks are keys alone */
    LOG_SPACE = 0x08,  /* a space tree */
    LOG_PROXY = 0x10,  /* an index being built concurrently */
    LOG_SYSTEM = 0x20, /* the engine's own task */
};

/* log_undo.operation, log_undo_info.operation */
enum {
    LOG_OPERATION_INSERT = 1,
    LOG_OPERATION_REPLACE = 2,
    LOG_OPERATION_FLAG_DELETE = 3,
    LOG_OPERATION_DELTA = 4,
    LOG_OPERATION_DELTA64 = 9
};

/* log_split.split_type, log_split.operation */
enum { LOG_SPLIT_VERTICAL = 0, LOG_SPLIT_RIGHT = 1, LOG_SPLIT_APPEND = 2 };
enum { LOG_SPLIT_NONE = 0, LOG_SPLIT_INSERT = 1, LOG_SPLIT_REPLACE = 2, LOG_SPLIT_FLAG_INSERT_REPLACE = 3 };

/* log_merge.merge_type, log_merge.merge_flags */
enum {
    LOG_MERGE_NONE = 0,
    LOG_MERGE_EMPTY_PAGE = 1,
    LOG_MERGE_FULL_RIGHT = 2,
    LOG_MERGE_PARTIAL_RIGHT = 3,
    LOG_MERGE_EMPTY_TREE = 4,
    LOG_MERGE_FULL_LEFT = 5,
    LOG_MERGE_PARTIAL_LEFT = 6,
    LOG_MERGE_PAGE_MOVE = 7,
};
enum { LOG_MERGE_KEY_CHANGE = 1, LOG_MERGE_DELETE_NODE = 2, LOG_MERGE_EMPTIES_PAGE = 4 };

/* image_flags of log_split and log_merge, in the order in which they are undone from the last to the first */
enum { LOG_IMAGE_DEHYDRATED = 1, LOG_IMAGE_COMPRESSED = 2 };

/* flags of records with paths, which do not agree: UTF-16 is 8 in CreateDB and AttachDB, 0x10 in DetachDB */
enum { LOG_DB_HAS_VERSION = 4, LOG_DB_WIDE = 8, LOG_DB_SPARSE = 0x10, LOG_DETACH_WIDE = 0x10 };

/* log_create_db.version: every page of the new database is logged */
#define LOG_CREATE_DB_VERSION 2u

/* A dbtime before that is not checked: the change belongs to a macro, or does not touch the page (UndoInfo). */
#define LOG_DBTIME_NONE UINT64_MAX

/* The 32 bytes that all records that change a page begin with. */
struct log_page {
    uint8_t type, dbid, level, flags;
    uint16_t procid, line;
    uint32_t pgno;
    uint64_t dbtime, dbtime_before;
    uint32_t trx; /* of the transaction's begin */
};

/* The 44 bytes of those that change a node. */
struct log_node {
    struct log_page page;
    uint32_t id;        /* of the version, 0 when there is none */
    uint32_t pgno_root; /* the tree */
    uint32_t objid;
};

enum { LOG_PAGE_SIZE = 32, LOG_NODE_SIZE = 44, LOG_RECORD_FIXED_MAX = 576, LOG_RECORD_PIECES = 6 };

/* A record on its way into the log. `pieces` is what log_append() takes. It points into itself: not to be copied. */
struct log_record {
    struct bytes pieces[LOG_RECORD_PIECES];
    uint32_t count;
    uint8_t head[LOG_RECORD_FIXED_MAX];
    uint8_t tail[4];
};

/* For each layout its functions and its structure. */
#define LAYOUT(name, fixed)                                                                                  \
    struct log_##name;                                                                                       \
    void log_##name##_encode(const struct log_##name *record, struct log_record *out);                       \
    JET_ERR log_##name##_decode(struct bytes bytes, struct log_##name *record);                              \
    struct log_##name {
#define TYPE                  uint8_t type;
#define PAGE                  struct log_page page;
#define NODE                  struct log_node node;
#define U8(at, member)        uint8_t member;
#define U16(at, member)       uint16_t member;
#define U32(at, member)       uint32_t member;
#define U64(at, member)       uint64_t member;
#define I16(at, member)       int16_t member;
#define I32(at, member)       int32_t member;
#define I64(at, member)       int64_t member;
#define LGPOS(at, member)     struct lgpos member;
#define TIME(at, member)      struct logtime member;
#define SIGNATURE(at, member) struct signature member;
#define BKINFO(at, member)    struct bkinfo member;
#define PARAMS(at, member)    struct log_params member;
#define LOW4(at, member)      uint8_t member;
#define HIGH4(at, member)     uint8_t member;
#define BYTES15(at, member)   struct bytes member;
#define BIT15(at, member)     bool member;
#define BYTES16(at, member)   struct bytes member;
#define BYTES32(at, member)   struct bytes member;
#define PAGES32(at, member)   struct bytes member;
#define REST(member)          struct bytes member;
#define SIZE32(at)
#define OPTIONAL32(at, flag, member) uint32_t member;
#define END                                                                                                  \
    }                                                                                                        \
    ;
#include "log/log_layouts.def"

/*
 * The size of the record that begins at `bytes.at`, at most bytes.size. JET_errLogFileCorrupt when it does not fit or
 * its type is unknown; JET_errBadLogVersion, JET_errInvalidLoggedOperation for types of the past.
 */
JET_ERR log_record_size(struct bytes bytes, uint32_t *size);

/* The size of a record by its fixed part, which is all that `bytes` need to hold. False when they are no record. */
bool log_record_total(struct bytes bytes, uint32_t *size);

/* Microsoft's name of a type, "?" for an unknown one. */
const char *log_type_name(unsigned type);

/* True for types that have the page prefix, and so a struct log_page, and those with the node prefix. */
bool log_type_has_page(unsigned type);
bool log_type_has_node(unsigned type);

/* Decodes the page prefix alone, or the node prefix; `bytes` is at least that long. */
JET_ERR log_page_decode(struct bytes bytes, struct log_page *page);
JET_ERR log_node_decode(struct bytes bytes, struct log_node *node);

/* An entry of log_empty_tree.list. */
struct log_emptied {
    uint64_t dbtime_before;
    uint32_t pgno;
    uint32_t page_flags;
};

enum { LOG_EMPTIED_SIZE = 16 };

static inline void log_emptied_put(uint8_t *at, struct log_emptied emptied)
{
    put_u64(at, emptied.dbtime_before);
    put_u32(at + 8, emptied.pgno);
    put_u32(at + 12, emptied.page_flags);
}

static inline struct log_emptied log_emptied_get(const uint8_t *at)
{
    return (struct log_emptied){get_u64(at), get_u32(at + 8), get_u32(at + 12)};
}

#endif
