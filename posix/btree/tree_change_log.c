/*
 * tree_change_log.c - making the log records of changes.
 *
 * Format: reference log-and-recovery 9 and 10.1.
 */
#include "btree/tree_change_log.h"

#include "diag.h"
#include "instance/transaction_log.h"
#include "log/log.h"
#include "log/log_diff.h"
#include "try.h"

enum { FIRST_DBID = 1, IMAGE_WORTH_PERCENT = 90 };

static const struct bytes nothing = {(const uint8_t *)"", 0};

JET_ERR change_log_append(const struct change *change, const struct log_record *record, uint64_t *lsn)
{
    JET_TRY(transaction_log_begins(change->session));
    return log_append(change->database->log, record->pieces, record->count, lsn);
}

struct log_page change_log_page(const struct log_place *place, enum log_type type)
{
    const struct change *change = place->change;

    return (struct log_page){
        .type = (uint8_t)type,
        .dbid = (uint8_t)change->database->dbid,
        .level = (uint8_t)change->session->level,
        .flags = (uint8_t)((change->flags & CHANGE_VERSIONED ? LOG_VERSIONED : 0) |
                           (place->tree->unique ? LOG_UNIQUE : 0) |
                           (change->flags & CHANGE_SPACE ? LOG_SPACE : 0)),
        .procid = change->session->procid,
        .line = (uint16_t)place->line,
        .pgno = place->page->pgno,
        .dbtime = place->dbtime,
        .dbtime_before = place->in_macro ? LOG_DBTIME_NONE : get_u64(place->page->image + 8),
        .trx = change->session->begin,
    };
}

static struct log_node node_of(const struct log_place *place, enum log_type type, uint32_t id)
{
    return (struct log_node){.page = change_log_page(place, type),
                             .id = id,
                             .pgno_root = change_log_root(place->change, place->tree),
                             .objid = place->tree->objid};
}

/* --------------------------------------------------------------------------------------------- operations */

static void encode_insert(const struct log_place *place, const struct operation *operation, uint32_t shared,
                          uint32_t id, struct log_record *record)
{
    log_insert_encode(
        &(struct log_insert){.node = node_of(place, LOG_INSERT, id),
                             .prefix = {operation->key.at, shared},
                             .suffix = {operation->key.at + shared, operation->key.size - shared},
                             .data = operation->data},
        record);
}

/* An entry that comes to life again, in a non-unique tree without a change of its data. */
static void encode_revive(const struct log_place *place, const struct operation *operation,
                          const struct change_versions *versions, struct log_record *record)
{
    if (!place->tree->unique) {
        log_flag_insert_encode(
            &(struct log_flag_insert){.node = node_of(place, LOG_FLAG_INSERT, versions->id),
                                      .key = operation->key,
                                      .data = operation->data},
            record);
        return;
    }
    log_flag_insert_replace_encode(
        &(struct log_flag_insert_replace){.node = node_of(place, LOG_FLAG_INSERT_REPLACE, versions->id),
                                          .key = operation->key,
                                          .data = operation->data,
                                          .replace_id = versions->second_id},
        record);
}

/* Trees of records and long values log what differs, where that is shorter; the others are too small for it. */
static void encode_replace(const struct log_place *place, const struct operation *operation,
                           const struct page_node *old, uint32_t id, uint8_t *script,
                           struct log_record *record)
{
    const bool wide = cache_file_page_size(place->tree->file) > SMALL_PAGE_MAX;
    struct log_replace replace = {.node = node_of(place, LOG_REPLACE, id),
                                  .data = operation->data,
                                  .old_size = (uint16_t)old->data.size,
                                  .new_size = (uint16_t)operation->data.size};

    if (!place->in_macro && !(place->change->flags & CHANGE_SPACE)) {
        const uint32_t size =
            log_diff_make(old->data, operation->data, wide, script, operation->data.size - 1);

        if (size > 0) {
            replace.node.page.type = LOG_REPLACE_D;
            replace.data = (struct bytes){script, size};
            replace.wide = wide;
        }
    }
    log_replace_encode(&replace, record);
}

JET_ERR change_log_operation(const struct log_place *place, const struct operation *operation,
                             const struct page_node *old, uint32_t shared,
                             const struct change_versions *versions, uint64_t *lsn)
{
    uint8_t script[PAGE_SIZE_MAX];
    struct log_record record;

    *lsn = 0;
    if (!change_is_logged(place->change)) {
        return JET_errSuccess;
    }
    if (operation->kind == OPERATION_INSERT) {
        encode_insert(place, operation, shared, versions->id, &record);
    } else if (operation->kind == OPERATION_REVIVE) {
        encode_revive(place, operation, versions, &record);
    } else {
        encode_replace(place, operation, old, versions->id, script, &record);
    }
    JET_TRY(change_log_append(place->change, &record, lsn));
    if (versions->first != NULL) {
        version_logged(versions->first, place->page->pgno, *lsn, operation->data.size);
    }
    if (versions->second != NULL) {
        version_logged(versions->second, place->page->pgno, *lsn, operation->data.size);
    }
    return JET_errSuccess;
}

JET_ERR change_log_flag_delete(const struct log_place *place, uint32_t id, struct version *version,
                               uint64_t *lsn)
{
    struct log_record record;

    *lsn = 0;
    if (!change_is_logged(place->change)) {
        return JET_errSuccess;
    }
    log_delete_encode(&(struct log_delete){.node = node_of(place, LOG_FLAG_DELETE, id)}, &record);
    JET_TRY(change_log_append(place->change, &record, lsn));
    if (version != NULL) {
        version_logged(version, place->page->pgno, *lsn, 0);
    }
    return JET_errSuccess;
}

JET_ERR change_log_delete(const struct log_place *place, uint64_t *lsn)
{
    struct log_record record;

    *lsn = 0;
    if (!change_is_logged(place->change)) {
        return JET_errSuccess;
    }
    log_delete_encode(&(struct log_delete){.node = node_of(place, LOG_DELETE, 0)}, &record);
    return change_log_append(place->change, &record, lsn);
}

JET_ERR change_log_delta(const struct log_place *place, struct bytes key, struct bytes order, uint32_t offset,
                         uint32_t width, int64_t delta, uint32_t id, struct version *version, uint64_t *lsn)
{
    struct log_record record;

    *lsn = 0;
    if (!change_is_logged(place->change)) {
        return JET_errSuccess;
    }
    if (width == sizeof(int32_t)) {
        log_delta_encode(&(struct log_delta){.node = node_of(place, LOG_DELTA, id),
                                             .key = key,
                                             .data = order,
                                             .delta = (int32_t)delta,
                                             .offset = (uint16_t)offset},
                         &record);
    } else {
        log_delta64_encode(&(struct log_delta64){.node = node_of(place, LOG_DELTA64, id),
                                                 .key = key,
                                                 .data = order,
                                                 .delta = delta,
                                                 .offset = (uint16_t)offset},
                           &record);
    }
    JET_TRY(change_log_append(place->change, &record, lsn));
    if (version != NULL) {
        version_logged(version, place->page->pgno, *lsn, 0);
    }
    return JET_errSuccess;
}

JET_ERR change_log_undo(const struct log_place *place, const struct undo *undo, uint64_t *lsn)
{
    struct log_record record;

    *lsn = 0;
    if (!change_is_logged(place->change)) {
        return JET_errSuccess;
    }
    log_undo_encode(&(struct log_undo){.node = node_of(place, LOG_UNDO, undo->id),
                                       .key = undo->key,
                                       .data = place->tree->unique ? nothing : undo->data,
                                       .operation = (uint16_t)undo->operation,
                                       .undo_level = (uint8_t)place->change->session->level},
                    &record);
    return change_log_append(place->change, &record, lsn);
}

JET_ERR change_log_external_header(const struct log_place *place, struct bytes header, uint64_t *lsn)
{
    struct log_record record;

    *lsn = 0;
    if (!change_is_logged(place->change)) {
        return JET_errSuccess;
    }
    log_external_header_encode(
        &(struct log_external_header){.node = node_of(place, LOG_EXTERNAL_HEADER, 0), .header = header},
        &record);
    return change_log_append(place->change, &record, lsn);
}

JET_ERR change_log_empty_tree(const struct log_place *root, struct bytes list, uint64_t *lsn)
{
    struct log_record record;

    *lsn = 0;
    if (!change_is_logged(root->change)) {
        return JET_errSuccess;
    }
    log_empty_tree_encode(&(struct log_empty_tree){.node = node_of(root, LOG_EMPTY_TREE, 0), .list = list},
                          &record);
    return change_log_append(root->change, &record, lsn);
}

/* ------------------------------------------------------------------------------------------------- macros */

static void encode_end(const struct change_macro *macro, enum log_type type, struct log_record *record)
{
    log_macro_encode(&(struct log_macro){.type = (uint8_t)type,
                                         .procid = macro->change->session->procid,
                                         .dbtime = macro->dbtime},
                     record);
}

JET_ERR change_macro_begin(struct change_macro *macro, const struct change *change, uint64_t dbtime)
{
    struct log_record record;
    uint64_t lsn;

    macro->change = change;
    macro->dbtime = dbtime;
    macro->count = 0;
    encode_end(macro, LOG_MACRO_BEGIN, &record);
    return change_log_append(change, &record, &lsn);
}

void change_macro_touches(struct change_macro *macro, const struct page_ref *page)
{
    if (page->image != NULL && macro->count < MACRO_PAGES_MAX) {
        put_u32(macro->page + 4 * (size_t)macro->count, page->pgno);
        macro->count++;
    }
}

JET_ERR change_macro_commit(struct change_macro *macro, uint64_t *lsn)
{
    const struct bytes pages = {macro->page, 4 * macro->count};
    const uint8_t dbid = (uint8_t)macro->change->database->dbid;
    struct bytes pieces[2 * LOG_RECORD_PIECES];
    struct log_record record, info;

    encode_end(macro, LOG_MACRO_COMMIT, &record);
    if (dbid == FIRST_DBID) {
        log_macro_info_encode(&(struct log_macro_info){.type = LOG_MACRO_INFO, .pages = pages}, &info);
    } else {
        log_macro_info2_encode(
            &(struct log_macro_info2){.type = LOG_MACRO_INFO2, .dbid = dbid, .pages = pages}, &info);
    }
    memcpy(pieces, record.pieces, record.count * sizeof pieces[0]);
    memcpy(pieces + record.count, info.pieces, info.count * sizeof pieces[0]);
    return log_append(macro->change->database->log, pieces, record.count + info.count, lsn);
}

void change_macro_abort(struct change_macro *macro)
{
    struct log_record record;
    uint64_t lsn;

    encode_end(macro, LOG_MACRO_ABORT, &record);
    (void)log_append(macro->change->database->log, record.pieces, record.count,
                     &lsn); /* a failed log needs none */
}

struct bytes change_log_image(const uint8_t *image, uint32_t size, uint8_t *space, uint32_t *flags)
{
    uint32_t small;

    *flags = 0;
    memcpy(space, image, size);
    small = page_dehydrated_size(space, size);
    if (small > size / 100 * IMAGE_WORTH_PERCENT) {
        return (struct bytes){space, size};
    }
    page_dehydrate(space, size);
    *flags = LOG_IMAGE_DEHYDRATED;
    return (struct bytes){space, small};
}
