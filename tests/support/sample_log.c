/*
 * sample_log.c - log files made for tests, and all layouts of records in one function.
 */
#include "sample_log.h"

#include <string.h>

#include "log/log_header.h"
#include "log/log_segment.h"

#define AGAIN(layout)                                                                                        \
    {                                                                                                        \
        struct log_##layout fields;                                                                          \
        if (log_##layout##_decode(record, &fields) < 0) {                                                    \
            return false;                                                                                    \
        }                                                                                                    \
        log_##layout##_encode(&fields, out);                                                                 \
        return true;                                                                                         \
    }

bool sample_log_again(struct bytes record, struct log_record *out)
{
    switch ((enum log_type)record.at[0]) {
    case LOG_BEGIN:
        AGAIN(begin)
    case LOG_BEGIN0:
    case LOG_BEGIN_DT:
        AGAIN(begin0)
    case LOG_COMMIT:
        AGAIN(commit)
    case LOG_COMMIT0:
        AGAIN(commit0)
    case LOG_ROLLBACK:
        AGAIN(rollback)
    case LOG_REFRESH:
        AGAIN(refresh)
    case LOG_COMMIT_CONTEXT:
        AGAIN(commit_context)
    case LOG_MACRO_BEGIN:
    case LOG_MACRO_COMMIT:
    case LOG_MACRO_ABORT:
        AGAIN(macro)
    case LOG_MACRO_INFO:
        AGAIN(macro_info)
    case LOG_MACRO_INFO2:
        AGAIN(macro_info2)
    case LOG_INSERT:
        AGAIN(insert)
    case LOG_FLAG_INSERT:
        AGAIN(flag_insert)
    case LOG_FLAG_INSERT_REPLACE:
        AGAIN(flag_insert_replace)
    case LOG_FLAG_DELETE:
    case LOG_DELETE:
        AGAIN(delete)
    case LOG_REPLACE:
    case LOG_REPLACE_D:
        AGAIN(replace)
    case LOG_UNDO_INFO:
        AGAIN(undo_info)
    case LOG_UNDO:
        AGAIN(undo)
    case LOG_DELTA:
        AGAIN(delta)
    case LOG_DELTA64:
        AGAIN(delta64)
    case LOG_EXTERNAL_HEADER:
        AGAIN(external_header)
    case LOG_EMPTY_TREE:
        AGAIN(empty_tree)
    case LOG_SCRUB:
        AGAIN(scrub)
    case LOG_SPLIT2:
        AGAIN(split)
    case LOG_MERGE2:
        AGAIN(merge)
    case LOG_PAGE_MOVE:
        AGAIN(page_move)
    case LOG_ROOT_MOVE:
        AGAIN(root_move)
    case LOG_NEW_PAGE:
        AGAIN(new_page)
    case LOG_CREATE_MULTIPLE:
        AGAIN(create_multiple)
    case LOG_CREATE_SINGLE:
        AGAIN(create_single)
    case LOG_CONVERT_TREE:
        AGAIN(convert_tree)
    case LOG_FREE_FDP:
        AGAIN(free_fdp)
    case LOG_EXTENT_FREED:
        AGAIN(extent_freed)
    case LOG_EXTENT_FREED2:
        AGAIN(extent_freed2)
    case LOG_EXTEND_DB:
        AGAIN(extend_db)
    case LOG_SHRINK_DB:
    case LOG_SHRINK_DB2:
    case LOG_TRIM_DB:
        AGAIN(shrink_db)
    case LOG_SHRINK_DB3:
        AGAIN(shrink_db3)
    case LOG_CREATE_DB:
        AGAIN(create_db)
    case LOG_CREATE_DB_FINISH:
        AGAIN(create_db_finish)
    case LOG_ATTACH_DB:
        AGAIN(attach_db)
    case LOG_DETACH_DB:
        AGAIN(detach_db)
    case LOG_REATTACH_DB:
        AGAIN(reattach_db)
    case LOG_SET_DB_VERSION:
        AGAIN(set_db_version)
    case LOG_SIGNAL_ATTACH_DB:
        AGAIN(signal_attach_db)
    case LOG_PAGE_PATCH_REQUEST:
        AGAIN(page_patch_request)
    case LOG_SCAN_CHECK:
        AGAIN(scan_check)
    case LOG_SCAN_CHECK2:
        AGAIN(scan_check2)
    case LOG_INIT2:
        AGAIN(init2)
    case LOG_TERM2:
    case LOG_RECOVERY_QUIT2:
    case LOG_RECOVERY_QUIT_KEEP:
        AGAIN(term2)
    case LOG_RECOVERY_UNDO2:
        AGAIN(recovery_undo2)
    case LOG_SHUT_DOWN_MARK:
        AGAIN(mark)
    case LOG_BACKUP2:
        AGAIN(backup2)
    case LOG_TRACE:
    case LOG_FORCE_ROLLOVER:
        AGAIN(text)
    case LOG_NOP2:
        AGAIN(nop2)
    default:
        return false;
    }
}

uint32_t sample_log_file(uint8_t *file, const uint8_t *content, uint32_t size)
{
    struct log_header header = {
        .generation = 7,
        .sector_size = LOG_SEGMENT_SIZE,
        .header_sectors = 1,
        .file_sectors = SAMPLE_LOG_SECTORS,
        .page_size = 4096,
        .major = LOG_MAJOR,
        .minor = LOG_MINOR,
        .update_major = 5,
        .update_minor = 16,
        .file_type = FILE_TYPE_LOG,
    };

    memset(file, 0, SAMPLE_LOG_SIZE);
    log_header_encode(file, &header);
    for (uint32_t segment = 1; segment + 1 < SAMPLE_LOG_SECTORS && size > 0; segment++) {
        uint8_t *at = file + (size_t)segment * LOG_SEGMENT_SIZE;
        uint32_t part = size < LOG_SEGMENT_DATA ? size : LOG_SEGMENT_DATA;

        log_segment_begin(at, header.generation, segment, header.created);
        memcpy(at + LOG_SEGMENT_HEADER, content, part);
        log_segment_seal(at, segment);
        content += part;
        size -= part;
    }
    return SAMPLE_LOG_SIZE;
}

/* Appends a record, in fragments where it does not fit the segment. */
static uint32_t put(uint8_t *content, uint32_t used, const struct log_record *record)
{
    uint8_t bytes[8192];
    uint32_t size = 0, at = 0;

    for (uint32_t i = 0; i < record->count; i++) {
        memcpy(bytes + size, record->pieces[i].at, record->pieces[i].size);
        size += record->pieces[i].size;
    }
    while (at < size) {
        uint32_t room = LOG_SEGMENT_DATA - used % LOG_SEGMENT_DATA;
        uint32_t head = at != 0 ? LOG_FRAGMENT_SIZE : LOG_FRAGMENT_BEGIN_SIZE;
        uint32_t part = size - at < room - head ? size - at : room - head;

        if (at == 0 && size > room && room < LOG_FRAGMENT_ROOM_MIN) {
            memset(content + used, 0, room);
            used += room;
            continue;
        }
        if (at == 0 && size <= room) {
            memcpy(content + used, bytes, size);
            return used + size;
        }
        content[used] = at == 0 ? LOG_FRAGMENT_BEGIN : LOG_FRAGMENT;
        put_u32(content + used + 1, size);
        put_u16(content + used + head - 2, (uint16_t)part);
        memcpy(content + used + head, bytes + at, part);
        used += head + part;
        at += part;
    }
    return used;
}

uint32_t sample_log_content(uint8_t *content, uint32_t choice)
{
    static const uint8_t bytes[6000] = {1, 2, 3};
    struct log_node node = {
        .page = {.procid = 3, .dbid = 1, .pgno = 40, .dbtime = 99}, .pgno_root = 2, .objid = 2};
    struct log_record out;
    uint32_t used = 0;

    for (unsigned round = 0; round < 4; round++) {
        log_begin0_encode(&(struct log_begin0){.type = LOG_BEGIN0, .procid = 3, .count = 1, .trx = 8}, &out);
        used = put(content, used, &out);
        node.page.type = LOG_INSERT;
        log_insert_encode(
            &(struct log_insert){.node = node, .suffix = {bytes, 20}, .data = {bytes, 300 + choice % 700}},
            &out);
        used = put(content, used, &out);
        node.page.type = LOG_REPLACE_D;
        log_replace_encode(
            &(struct log_replace){
                .node = node, .data = {(const uint8_t *)"\0\x40", 3}, .old_size = 9, .new_size = 9},
            &out);
        used = put(content, used, &out);
        node.page.type = LOG_SPLIT2;
        log_split_encode(&(struct log_split){.page = node.page,
                                             .separator = {bytes, 9},
                                             .image = {bytes, 2000 + choice % 3000}},
                         &out);
        used = put(content, used, &out);
        log_commit0_encode(&(struct log_commit0){.type = LOG_COMMIT0, .procid = 3, .trx = 12}, &out);
        used = put(content, used, &out);
    }
    return used;
}
