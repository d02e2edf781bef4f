/*
 * tree_redo_node.c - making changes of one node again.
 *
 *                        page needs it                       page has it already
 *   Insert, Delta        version, change                     version
 *   Replace, FlagDelete  version (the page tells what was    nothing: what was before may come as UndoInfo
 *                        before), change
 *   UndoInfo             version, if there is none
 *   Undo                 change, version goes                version goes
 *
 * Rules: reference log-and-recovery 11.
 */
#include "btree/tree_redo_parts.h"
#include "diag.h"
#include "log/log_diff.h"
#include "try.h"
#include "version/version_redo.h"

static const struct bytes nothing = {(const uint8_t *)"", 0};

/* The page of a record, latched when it is to be changed, and the node that it is about. */
struct redo_place {
    struct log_node node;
    struct tree tree;
    struct change change;
    struct page_ref page;
    struct page_view view;
    unsigned tag;
    struct page_node old; /* as take_node() has found it */
};

static JET_ERR go_to_page(const struct redo *redo, const struct log_node *node, struct redo_place *place)
{
    place->node = *node;
    place->tree = redo_tree(redo, node->pgno_root, node->objid, node->page.flags);
    place->change = redo_change(redo, node->page.flags);
    JET_TRY(redo_page(redo, node->page.pgno, node->page.dbtime_before, node->page.dbtime, &place->page));
    if (place->page.image != NULL) {
        page_view_init(&place->view, place->page.image, redo_page_size(redo));
        place->tag = place->view.first + node->page.line;
    }
    return JET_errSuccess;
}

/* Takes the node of the record's line. */
static JET_ERR take_node(const struct redo *redo, struct redo_place *place)
{
    if (place->tag >= place->view.end) {
        return redo_refuse(redo, place->node.page.pgno, "there is no such line");
    }
    page_view_node(&place->view, place->tag, &place->old);
    return JET_errSuccess;
}

static void stamp_page(const struct redo *redo, struct redo_place *place)
{
    const struct stamp stamp = redo_stamp(redo, place->node.page.dbtime);

    change_stamp(&place->page, &stamp);
}

/* ----------------------------------------------------------------------------------------------- versions */

static JET_ERR add_version(const struct redo *redo, const struct log_node *node, uint32_t id,
                           enum version_operation operation, struct bytes key, struct bytes data,
                           struct bytes before, uint32_t offset)
{
    const struct tree tree = redo_tree(redo, node->pgno_root, node->objid, node->page.flags);
    const struct version_record record = {
        .id = id,
        .operation = operation,
        .level = redo->session->level,
        .key = key,
        .data = tree.unique ? (struct bytes){key.at, 0} : data,
        .before = before,
        .offset = offset,
        .position = redo->lgpos,
        .pgno = node->page.pgno,
    };

    if (!(node->page.flags & LOG_VERSIONED) || id == 0 || redo->session->level == 0) {
        return JET_errSuccess;
    }
    return version_redo_add(redo->session, &tree, &record);
}

/* The same for a node that is on the page. */
static JET_ERR add_version_of_node(const struct redo *redo, const struct redo_place *place, uint32_t id,
                                   enum version_operation operation, struct bytes before)
{
    uint8_t key[TREE_BOOKMARK_MAX];
    struct bytes whole;

    JET_TRY(redo_key_of(redo, place->node.page.pgno, &place->old, key, &whole));
    return add_version(redo, &place->node, id, operation, whole, place->old.data, before, 0);
}

/* ------------------------------------------------------------------------- inserts, replaces, life again */

static JET_ERR decode_insert(const struct redo *redo, struct bytes record, struct redo_operation *out)
{
    struct log_insert insert;

    JET_TRY(log_insert_decode(record, &insert));
    if (insert.prefix.size + insert.suffix.size > TREE_BOOKMARK_MAX) {
        return redo_refuse(redo, insert.node.page.pgno, "the key there is too long");
    }
    memcpy(out->key, insert.prefix.at, insert.prefix.size);
    memcpy(out->key + insert.prefix.size, insert.suffix.at, insert.suffix.size);
    out->node = insert.node;
    out->id = insert.node.id;
    out->shared = insert.prefix.size;
    out->operation = (struct operation){.kind = OPERATION_INSERT,
                                        .key = {out->key, insert.prefix.size + insert.suffix.size},
                                        .data = insert.data};
    return JET_errSuccess;
}

static JET_ERR decode_revive(const struct redo *redo, struct bytes record, struct redo_operation *out)
{
    struct log_flag_insert plain;
    struct log_flag_insert_replace full;
    struct bytes key;

    if (record.at[0] == LOG_FLAG_INSERT) {
        JET_TRY(log_flag_insert_decode(record, &plain));
        out->node = plain.node;
        out->operation.data = plain.data;
        out->keeps_data = true;
        key = plain.key;
    } else {
        JET_TRY(log_flag_insert_replace_decode(record, &full));
        out->node = full.node;
        out->operation.data = full.data;
        out->second_id = full.replace_id;
        key = full.key;
    }
    if (key.size > TREE_BOOKMARK_MAX) {
        return redo_refuse(redo, out->node.page.pgno, "the key there is too long");
    }
    memcpy(out->key, key.at, key.size);
    out->id = out->node.id;
    out->operation.kind = OPERATION_REVIVE;
    out->operation.key = (struct bytes){out->key, key.size};
    return JET_errSuccess;
}

static JET_ERR decode_replace(struct bytes record, struct redo_operation *out)
{
    struct log_replace replace;

    JET_TRY(log_replace_decode(record, &replace));
    out->node = replace.node;
    out->second_id = replace.node.id;
    out->operation = (struct operation){.kind = OPERATION_REPLACE, .data = replace.data};
    out->old_size = replace.old_size;
    out->new_size = replace.new_size;
    if (record.at[0] == LOG_REPLACE_D) {
        out->script = replace.data;
        out->wide = replace.wide;
    }
    return JET_errSuccess;
}

JET_ERR redo_operation_decode(const struct redo *redo, struct bytes record, struct redo_operation *operation,
                              bool *is_operation)
{
    memset(operation, 0, offsetof(struct redo_operation, key));
    operation->script = nothing;
    *is_operation = true;
    switch (record.at[0]) {
    case LOG_INSERT:
        return decode_insert(redo, record, operation);
    case LOG_FLAG_INSERT:
    case LOG_FLAG_INSERT_REPLACE:
        return decode_revive(redo, record, operation);
    case LOG_REPLACE:
    case LOG_REPLACE_D:
        return decode_replace(record, operation);
    default:
        *is_operation = false;
        return JET_errSuccess;
    }
}

JET_ERR redo_operation_complete(const struct redo *redo, struct redo_operation *operation,
                                const struct page_node *old)
{
    const uint32_t pgno = operation->node.page.pgno;
    uint32_t size;

    if (operation->operation.kind == OPERATION_INSERT) {
        return JET_errSuccess;
    }
    JET_TRY(redo_key_of(redo, pgno, old, operation->key, &operation->operation.key));
    if (operation->keeps_data) {
        memcpy(operation->data, old->data.at, old->data.size);
        operation->operation.data = (struct bytes){operation->data, old->data.size};
        return JET_errSuccess;
    }
    if (operation->script.size > 0) {
        JET_TRY(log_diff_apply(old->data, operation->script, operation->wide, operation->data,
                               redo_page_size(redo), &size));
        operation->operation.data = (struct bytes){operation->data, size};
    }
    if (operation->operation.kind == OPERATION_REPLACE &&
        (operation->operation.data.size != operation->new_size || old->data.size != operation->old_size)) {
        return diag_fail(JET_errLogCorrupted,
                         "page %u of '%s': the log turns %u bytes into %u there, but the page has %u", pgno,
                         redo->database->path, operation->old_size, operation->new_size, old->data.size);
    }
    return JET_errSuccess;
}

JET_ERR redo_operation_versions(const struct redo *redo, const struct redo_operation *operation,
                                const struct page_node *old)
{
    const struct bytes key = operation->operation.key, data = operation->operation.data;

    if (operation->operation.kind != OPERATION_REPLACE) {
        JET_TRY(add_version(redo, &operation->node, operation->id, VERSION_INSERT, key, data, nothing, 0));
    }
    if (old == NULL || operation->operation.kind == OPERATION_INSERT || operation->keeps_data) {
        return JET_errSuccess;
    }
    return add_version(redo, &operation->node, operation->second_id, VERSION_REPLACE, key, old->data,
                       old->data, 0);
}

/* Does what the operation leaves fit on the page, and where it says? */
static JET_ERR check_operation(const struct redo *redo, const struct redo_place *place,
                               const struct redo_operation *operation, uint32_t *reserved)
{
    const uint32_t free = page_free_bytes(place->page.image), kept = page_uncommitted_free(place->page.image);
    const uint32_t pgno = place->page.pgno;
    uint32_t needed;

    if (operation->operation.kind == OPERATION_INSERT) {
        const struct page_node node = {.prefix = {operation->operation.key.at, 0},
                                       .suffix = operation->operation.key,
                                       .data = operation->operation.data};

        if (place->tag > place->view.end || operation->shared > place->view.prefix.size ||
            memcmp(place->view.prefix.at, operation->key, operation->shared) != 0) {
            return redo_refuse(redo, pgno, "its lines are others");
        }
        needed = node_line_size(&node, operation->shared) + PAGE_TAG_SIZE;
    } else {
        needed = operation->operation.data.size > place->old.data.size
                     ? operation->operation.data.size - place->old.data.size
                     : 0;
    }
    if (needed > free || place->view.end - place->view.first >= 4000) {
        return redo_refuse(redo, pgno, "there is no room for it");
    }
    *reserved = kept;
    if (operation->operation.kind == OPERATION_INSERT && kept > free - needed) {
        *reserved = free - needed;
    }
    return JET_errSuccess;
}

/* On the page, which is latched. */
static JET_ERR perform(const struct redo *redo, struct redo_place *place, struct redo_operation *operation)
{
    const bool inserts = operation->operation.kind == OPERATION_INSERT;
    uint32_t reserved = 0;

    if (!inserts) {
        JET_TRY(take_node(redo, place));
        JET_TRY(redo_operation_complete(redo, operation, &place->old));
    }
    JET_TRY(check_operation(redo, place, operation, &reserved));
    JET_TRY(redo_operation_versions(redo, operation, &place->old));
    stamp_page(redo, place);
    if (operation->keeps_data) {
        page_set_node_flags(place->page.image, redo_page_size(redo), place->tag,
                            change_node_flags(&place->change, place->old.flags));
    } else {
        change_write_operation(&place->tree, &place->change, &place->page, place->tag, &operation->operation,
                               operation->shared, reserved);
    }
    return JET_errSuccess;
}

static JET_ERR redo_operation(const struct redo *redo, struct redo_operation *operation)
{
    struct redo_place place;
    JET_ERR err;

    JET_TRY(go_to_page(redo, &operation->node, &place));
    if (place.page.image == NULL) {
        return redo_operation_versions(redo, operation, NULL);
    }
    err = perform(redo, &place, operation);
    page_unlatch(&place.page);
    return err;
}

/* ---------------------------------------------------------------------------------------------- the others */

static JET_ERR flag_delete(const struct redo *redo, struct redo_place *place)
{
    JET_TRY(take_node(redo, place));
    JET_TRY(add_version_of_node(redo, place, place->node.id, VERSION_FLAG_DELETE, nothing));
    stamp_page(redo, place);
    page_set_node_flags(place->page.image, redo_page_size(redo), place->tag,
                        change_node_flags(&place->change, place->old.flags) | NODE_DELETED);
    return JET_errSuccess;
}

static JET_ERR delete_line(const struct redo *redo, struct redo_place *place)
{
    JET_TRY(take_node(redo, place));
    stamp_page(redo, place);
    page_delete_node(place->page.image, redo_page_size(redo), place->tag);
    return JET_errSuccess;
}

static JET_ERR redo_delete(const struct redo *redo, struct bytes record)
{
    struct redo_place place;
    struct log_delete delete;
    JET_ERR err;

    JET_TRY(log_delete_decode(record, &delete));
    JET_TRY(go_to_page(redo, &delete.node, &place));
    if (place.page.image == NULL) {
        return JET_errSuccess;
    }
    err = record.at[0] == LOG_FLAG_DELETE ? flag_delete(redo, &place) : delete_line(redo, &place);
    page_unlatch(&place.page);
    return err;
}

static JET_ERR decode_delta(struct bytes record, struct log_delta64 *delta)
{
    struct log_delta narrow;

    if (record.at[0] == LOG_DELTA64) {
        return log_delta64_decode(record, delta);
    }
    JET_TRY(log_delta_decode(record, &narrow));
    *delta = (struct log_delta64){.node = narrow.node,
                                  .key = narrow.key,
                                  .data = narrow.data,
                                  .delta = narrow.delta,
                                  .offset = narrow.offset};
    return JET_errSuccess;
}

static JET_ERR write_delta(const struct redo *redo, struct redo_place *place, const struct log_delta64 *delta,
                           uint32_t width)
{
    const uint32_t size = redo_page_size(redo);

    JET_TRY(take_node(redo, place));
    if (delta->offset > place->old.data.size || width > place->old.data.size - delta->offset) {
        return redo_refuse(redo, place->page.pgno, "its entry has no such number");
    }
    stamp_page(redo, place);
    change_write_delta(page_node_data(place->page.image, size, place->tag) + delta->offset, width,
                       delta->delta);
    page_set_node_flags(place->page.image, size, place->tag,
                        change_node_flags(&place->change, place->old.flags));
    return JET_errSuccess;
}

static JET_ERR redo_delta(const struct redo *redo, struct bytes record)
{
    const bool narrow = record.at[0] == LOG_DELTA;
    struct redo_place place;
    struct log_delta64 delta;
    uint8_t number[sizeof(int64_t)];
    JET_ERR err;

    JET_TRY(decode_delta(record, &delta));
    put_u64(number, (uint64_t)delta.delta);
    JET_TRY(add_version(redo, &delta.node, delta.node.id, narrow ? VERSION_DELTA : VERSION_DELTA64, delta.key,
                        delta.data, (struct bytes){number, narrow ? 4 : 8}, delta.offset));
    JET_TRY(go_to_page(redo, &delta.node, &place));
    if (place.page.image == NULL) {
        return JET_errSuccess;
    }
    err = write_delta(redo, &place, &delta, narrow ? 4 : 8);
    page_unlatch(&place.page);
    return err;
}

static JET_ERR redo_external_header(const struct redo *redo, struct bytes record)
{
    const uint32_t size = redo_page_size(redo);
    struct redo_place place;
    struct log_external_header header;
    struct bytes old;
    JET_ERR err = JET_errSuccess;

    JET_TRY(log_external_header_decode(record, &header));
    JET_TRY(go_to_page(redo, &header.node, &place));
    if (place.page.image == NULL) {
        return JET_errSuccess;
    }
    (void)page_tag(place.page.image, size, 0, &old, NULL);
    if (header.header.size > old.size + page_free_bytes(place.page.image)) {
        err = redo_refuse(redo, place.page.pgno, "there is no room for its external header");
    } else {
        stamp_page(redo, &place);
        page_set_external_header(place.page.image, size, header.header);
    }
    page_unlatch(&place.page);
    return err;
}

/* Before-images of a change whose page was written with it. */
static JET_ERR redo_undo_info(const struct redo *redo, struct bytes record)
{
    struct log_undo_info info;

    JET_TRY(log_undo_info_decode(record, &info));
    if (redo->session->level == 0 || info.node.id == 0 ||
        (info.operation != LOG_OPERATION_REPLACE && info.operation != LOG_OPERATION_FLAG_DELETE)) {
        return JET_errSuccess;
    }
    const struct tree tree = redo_tree(redo, info.node.pgno_root, info.node.objid, info.node.page.flags);
    const struct version_record version = {
        .id = info.node.id,
        .operation = info.operation == LOG_OPERATION_REPLACE ? VERSION_REPLACE : VERSION_FLAG_DELETE,
        .level = info.node.page.level < redo->session->level ? info.node.page.level : redo->session->level,
        .key = info.key,
        .data = tree.unique ? nothing : info.data,
        .before = info.operation == LOG_OPERATION_REPLACE ? info.before : nothing,
        .from_undo_info = true,
        .position = redo->lgpos,
        .pgno = info.node.page.pgno,
    };

    return version_redo_add(redo->session, &tree, &version);
}

/* ------------------------------------------------------------------------------------------------ rollback */

/* A version that the log undoes, or for what needs none the record itself. */
static JET_ERR describe_undo(const struct redo *redo, const struct log_undo *record,
                             const struct version *version, struct undo *undo)
{
    if (version != NULL) {
        version_redo_describe(version, undo);
        return JET_errSuccess;
    }
    *undo = (struct undo){
        .operation = record->operation, .key = record->key, .data = record->data, .before = nothing};
    return record->operation == LOG_OPERATION_INSERT || record->operation == LOG_OPERATION_FLAG_DELETE
               ? JET_errSuccess
               : redo_refuse(redo, record->node.page.pgno, "the change that it undoes is not known");
}

static JET_ERR undo_on_page(const struct redo *redo, struct redo_place *place, const struct log_undo *record,
                            const struct version *version)
{
    struct undo undo;

    JET_TRY(describe_undo(redo, record, version, &undo));
    JET_TRY(take_node(redo, place));
    JET_TRY(change_check_undo(&place->page, &undo, &place->old));
    stamp_page(redo, place);
    change_write_undo(&place->tree, &place->page, place->tag, &undo, &place->old);
    return JET_errSuccess;
}

static JET_ERR redo_undo(const struct redo *redo, struct bytes record)
{
    struct redo_place place;
    struct log_undo undo;
    struct version *version;
    JET_ERR err = JET_errSuccess;

    JET_TRY(log_undo_decode(record, &undo));
    version = version_redo_find(redo->session, undo.node.id);
    JET_TRY(go_to_page(redo, &undo.node, &place));
    if (place.page.image != NULL) {
        err = undo_on_page(redo, &place, &undo, version);
        page_unlatch(&place.page);
    }
    if (err >= 0 && version != NULL) {
        version_redo_drop(version);
    }
    return err;
}

/* ---------------------------------------------------------------------------------------------- empty trees */

/* A page that led to the only leaf, or that leaf. */
static JET_ERR empty_page(const struct redo *redo, struct log_emptied emptied, uint64_t dbtime)
{
    const struct stamp stamp = redo_stamp(redo, dbtime);
    struct page_ref page;

    JET_TRY(redo_page(redo, emptied.pgno, emptied.dbtime_before, dbtime, &page));
    if (page.image != NULL) {
        change_stamp(&page, &stamp);
        page_set_flags(page.image, get_u32(page.image + 36) | PAGE_EMPTY);
        page_unlatch(&page);
    }
    return JET_errSuccess;
}

static JET_ERR empty_root(const struct redo *redo, struct redo_place *place)
{
    const uint32_t flags = place->view.flags;

    if (flags & PAGE_LEAF || place->view.end - place->view.first != 1) {
        return redo_refuse(redo, place->page.pgno, "it is no root with one entry");
    }
    stamp_page(redo, place);
    page_delete_node(place->page.image, redo_page_size(redo), place->view.first);
    page_set_flags(place->page.image, (flags & ~(uint32_t)PAGE_PARENT_OF_LEAF) | PAGE_LEAF);
    return JET_errSuccess;
}

static JET_ERR redo_empty_tree(const struct redo *redo, struct bytes record)
{
    struct redo_place place;
    struct log_empty_tree empty;
    JET_ERR err;

    JET_TRY(log_empty_tree_decode(record, &empty));
    for (uint32_t at = 0; at + LOG_EMPTIED_SIZE <= empty.list.size; at += LOG_EMPTIED_SIZE) {
        JET_TRY(empty_page(redo, log_emptied_get(empty.list.at + at), empty.node.page.dbtime));
    }
    JET_TRY(go_to_page(redo, &empty.node, &place));
    if (place.page.image == NULL) {
        return JET_errSuccess;
    }
    err = empty_root(redo, &place);
    page_unlatch(&place.page);
    return err;
}

/* --------------------------------------------------------------------------------------------- all records */

JET_ERR tree_redo_new_page(const struct redo *redo, const struct log_new_page *record)
{
    const struct stamp stamp = redo_stamp(redo, record->dbtime);
    struct page_ref page;

    JET_TRY(redo_page_new(redo, record->pgno, record->dbtime, &page));
    if (page.image != NULL) {
        page_init(page.image, redo_page_size(redo), record->pgno, record->objid, PAGE_PRE_INIT);
        change_stamp(&page, &stamp);
        page_unlatch(&page);
    }
    return JET_errSuccess;
}

JET_ERR tree_redo_node(const struct redo *redo, struct bytes record)
{
    struct redo_operation operation;
    bool is_operation;

    JET_TRY(redo_operation_decode(redo, record, &operation, &is_operation));
    if (is_operation) {
        return redo_operation(redo, &operation);
    }
    switch (record.at[0]) {
    case LOG_FLAG_DELETE:
    case LOG_DELETE:
        return redo_delete(redo, record);
    case LOG_DELTA:
    case LOG_DELTA64:
        return redo_delta(redo, record);
    case LOG_EXTERNAL_HEADER:
        return redo_external_header(redo, record);
    case LOG_UNDO_INFO:
        return redo_undo_info(redo, record);
    case LOG_UNDO:
        return redo_undo(redo, record);
    case LOG_EMPTY_TREE:
        return redo_empty_tree(redo, record);
    default:
        return diag_fail(JET_errInvalidLoggedOperation, "the log record %s cannot be replayed",
                         log_type_name(record.at[0]));
    }
}
