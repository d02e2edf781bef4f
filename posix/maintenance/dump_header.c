/*
 * dump_header.c - the header of a database for people and for programs.
 *
 * The text form reads line for line like the header dump of Microsoft's tool, because scripts parse it. It is a table of
 * lines: what kind of line, where its fields lie in the header, its label. Layout: [ese] dbdump.cxx, compared with the
 * tool's output in tests/format.
 *
 * The JSON form is generated from db_header_fields.def.
 */
#include <stddef.h>
#include <stdlib.h>

#include "diag.h"
#include "esent_compat.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "instance/header_probe.h"
#include "maintenance/output.h"
#include "os.h"
#include "try.h"

enum line_kind {
    LINE_TEXT,         /* the label alone */
    LINE_NUMBER,       /* u32 */
    LINE_SIGNED,       /* i32 */
    LINE_SHORT,        /* low 16 bits of a u32, signed */
    LINE_HEX,          /* u32 */
    LINE_BIG,          /* u64, decimal and hex */
    LINE_GENERATION,   /* u32, decimal and hex */
    LINE_TIME,         /* logtime */
    LINE_POSITION,     /* lgpos, and the logtime at `more` */
    LINE_SIGNATURE,
    LINE_BACKUP,       /* bkinfo in three lines, and its type at `more` (0: an ordinary one) */
    LINE_COUNT,        /* u32: "none", or "found (n)" and a line with the logtime at `more` and `more_label` */
    LINE_SPECIAL,      /* printed by `special` */
};

struct line {
    enum line_kind kind;
    uint16_t offset;
    uint16_t more;
    const char *label;
    const char *more_label;
    void (*special)(struct output *out, const uint8_t *image, const struct line *line);
};

/* Offsets of the fields, by the names of db_header_fields.def. */
enum {
#define FIELD(kind, offset, size, member, name) AT_##member = (offset),
#include "format/db_header_fields.def"
#undef FIELD
};

static void print_time(struct output *out, const uint8_t *at)
{
    struct logtime t = logtime_decode(at);

    output_print(out, "%02u/%02u/%04u %02u:%02u:%02u.%03u %s", t.month, t.day, t.year, t.hour, t.minute, t.second,
                 t.millisecond, t.is_utc ? "UTC" : "LOC");
}

static void print_position(struct output *out, const uint8_t *at)
{
    struct lgpos p = lgpos_decode(at);

    output_print(out, "(0x%X,%X,%X)", (uint32_t)p.generation, p.sector, p.byte);
}

static void print_signature(struct output *out, const uint8_t *at)
{
    struct signature s = signature_decode(at);
    const struct logtime *t = &s.created;

    output_print(out, "Create time:%02u/%02u/%04u %02u:%02u:%02u.%03u Rand:%u Computer:%s", t->month, t->day, t->year,
                 t->hour, t->minute, t->second, t->millisecond, s.random, s.computer);
}

static void print_backup(struct output *out, const uint8_t *image, const struct line *line)
{
    static const char *const types[] = {"", " - OSSnapshot", " - Snapshot"};
    const uint8_t *at = image + line->offset;
    struct bkinfo b = bkinfo_decode(at);
    uint32_t type = line->more == 0 ? 0 : get_u32(image + line->more);

    output_print(out, "        Log Gen: %u-%u (0x%x-0x%x)%s\n           Mark: ", b.generation_low, b.generation_high,
                 b.generation_low, b.generation_high, type < 3 ? types[type] : " - UNKNOWN");
    print_position(out, at);
    output_print(out, "\n           Mark: ");
    print_time(out, at + LGPOS_SIZE);
}

static void print_count(struct output *out, const uint8_t *image, const struct line *line)
{
    uint32_t count = get_u32(image + line->offset);

    if (count == 0) {
        output_print(out, "none");
        return;
    }
    output_print(out, "found (%u)", count);
    if (line->more_label != NULL) {
        output_print(out, "\n%s", line->more_label);
        print_time(out, image + line->more);
    }
}

static void print_file_type(struct output *out, const uint8_t *image, const struct line *line)
{
    output_print(out, "%s%s", line->label, get_u32(image + AT_attribute) == 0 ? "Database" : "UNKNOWN");
}

static void print_versions(struct output *out, const uint8_t *image, const struct line *line)
{
    (void)line;
    output_print(out, "   Engine ulMagic: 0x%x\n", DB_MAGIC);
    output_print(out, " Format ulVersion: 0x%x,%u,%u  (attached by %u)\n", get_u32(image + AT_version),
                 get_u32(image + AT_update_major), get_u32(image + AT_update_minor),
                 get_u32(image + AT_efv_max_attached));
    output_print(out, " Engine ulVersion: 0x%x,%d,%d  (efvCurrent = %d)\n", DB_VERSION, DB_UPDATE_MAJOR_MAX,
                 DB_UPDATE_MINOR_MAX, DB_EFV_MAX);
    output_print(out, "Created ulVersion: 0x%x,%d", get_u32(image + AT_create_version),
                 (int16_t)get_u32(image + AT_create_update));
}

static void print_state(struct output *out, const uint8_t *image, const struct line *line)
{
    output_print(out, "%s%s", line->label, db_state_name(get_u32(image + AT_state)));
}

static void print_log_required(struct output *out, const uint8_t *image, const struct line *line)
{
    uint32_t low = get_u32(image + AT_gen_min_required);
    uint32_t high = get_u32(image + AT_gen_max_required);
    uint32_t before = get_u32(image + AT_gen_pre_redo_min_required);

    output_print(out, "%s%u-%u (0x%x-0x%x) [Min. Req. Pre-Redo: %u (0x%x)]", line->label, low, high, low, high, before,
                 before);
}

static void print_log_committed(struct output *out, const uint8_t *image, const struct line *line)
{
    uint32_t high = get_u32(image + AT_gen_max_committed);

    output_print(out, "%s0-%u (0x0-0x%x)", line->label, high, high);
}

static void print_log_consistent(struct output *out, const uint8_t *image, const struct line *line)
{
    uint32_t low = get_u32(image + AT_gen_min_consistent);
    uint32_t before = get_u32(image + AT_gen_pre_redo_min_consistent);

    output_print(out, "%s%u (0x%x) [Pre-Redo: %u (0x%x)]", line->label, low, low, before, before);
}

static void print_shadowed(struct output *out, const uint8_t *image, const struct line *line)
{
    bool disabled = (get_u32(image + AT_flags) & DB_FLAG_SHADOWING_DISABLED) != 0;

    output_print(out, "%s%s", line->label, disabled ? "No" : "Yes");
}

static void print_os_version(struct output *out, const uint8_t *image, const struct line *line)
{
    uint64_t sort = get_u64(image + AT_sort_version);

    output_print(out, "%s(%u.%u.%u SP %u NLS %x.%x)", line->label, get_u32(image + AT_os_major),
                 get_u32(image + AT_os_minor), get_u32(image + AT_os_build), get_u32(image + AT_os_service_pack),
                 (uint32_t)(sort >> 32), (uint32_t)sort);
}

static void print_last_resize(struct output *out, const uint8_t *image, const struct line *line)
{
    uint64_t resize = get_u64(image + AT_lgpos_last_resize);

    output_print(out, "%s", line->label);
    print_position(out, image + AT_lgpos_last_resize);
    output_print(out, "  ");
    if (resize == get_u64(image + AT_lgpos_attach)) {
        output_print(out, "(Matches \"Last Attach\", no subsequent resize)");
    } else if (resize == get_u64(image + AT_lgpos_consistent)) {
        output_print(out, "(Matches \"Last Consistent\", no subsequent resize)");
    }
}

#define LABEL(text) {LINE_TEXT, 0, 0, text, NULL, NULL}
#define ONE(kind, member, label) {LINE_##kind, AT_##member, 0, label, NULL, NULL}
#define TWO(kind, member, more, label) {LINE_##kind, AT_##member, AT_##more, label, NULL, NULL}
#define COUNT(member, time, label, time_label) {LINE_COUNT, AT_##member, AT_##time, label, time_label, NULL}
#define COUNT_ALONE(member, label) {LINE_COUNT, AT_##member, 0, label, NULL, NULL}
#define SPECIAL(function, label) {LINE_SPECIAL, 0, 0, label, NULL, function}

static const struct line lines_identity[] = {
    LABEL(""),
    LABEL("Fields:"),
    SPECIAL(print_file_type, "        File Type: "),
    ONE(HEX, checksum, "         Checksum: "),
    ONE(HEX, magic, "   Format ulMagic: "),
    SPECIAL(print_versions, ""),
    ONE(SIGNATURE, sign_db, "     DB Signature: "),
    ONE(NUMBER, page_size_stored, "         cbDbPage: "),
    ONE(BIG, dbtime_dirtied, "           dbtime: "),
    SPECIAL(print_state, "            State: "),
    SPECIAL(print_log_required, "     Log Required: "),
    ONE(TIME, time_gen_max_required, "Gen. Max. Req. Creation Time: "),
    SPECIAL(print_log_committed, "    Log Committed: "),
    ONE(TIME, time_gen_max_create, "Gen. Max. Com. Creation Time: "),
    SPECIAL(print_log_consistent, "   Log Consistent: "),
    ONE(GENERATION, gen_recovering, "   Log Recovering: "),
    SPECIAL(print_shadowed, "         Shadowed: "),
    ONE(NUMBER, objid_last, "       Last Objid: "),
    ONE(BIG, dbtime_last_scrub, "     Scrub Dbtime: "),
    ONE(TIME, time_scrub, "       Scrub Date: "),
    ONE(NUMBER, repair_count, "     Repair Count: "),
    ONE(TIME, time_repair, "      Repair Date: "),
    ONE(NUMBER, repair_count_old, " Old Repair Count: "),
    TWO(POSITION, lgpos_consistent, time_consistent, "  Last Consistent: "),
    TWO(POSITION, lgpos_attach, time_attach, "      Last Attach: "),
    TWO(POSITION, lgpos_detach, time_detach, "      Last Detach: "),
    TWO(POSITION, lgpos_last_re_attach, time_last_re_attach, "    Last ReAttach: "),
    ONE(SHORT, dbid, "             Dbid: "),
    ONE(SIGNATURE, sign_log, "    Log Signature: "),
    SPECIAL(print_os_version, "       OS Version: "),
};

/* Only when one of the counts is not 0. */
static const struct line lines_reseed[] = {
    ONE(NUMBER, incremental_reseed_count, "     Reseed Count: "),
    ONE(TIME, time_incremental_reseed, "      Reseed Date: "),
    ONE(NUMBER, incremental_reseed_count_old, " Old Reseed Count: "),
    ONE(NUMBER, page_patch_count, "      Patch Count: "),
    ONE(TIME, time_page_patch, "       Patch Date: "),
    ONE(NUMBER, page_patch_count_old, "  Old Patch Count: "),
};

static const struct line lines_backup[] = {
    LABEL("\nPrevious Full Backup:"),
    TWO(BACKUP, bkinfo_full_prev, bkinfo_type_full_prev, ""),
    LABEL("\nPrevious Incremental Backup:"),
    TWO(BACKUP, bkinfo_inc_prev, bkinfo_type_inc_prev, ""),
    LABEL("\nPrevious Copy Backup:"),
    TWO(BACKUP, bkinfo_copy_prev, bkinfo_type_copy_prev, ""),
    LABEL("\nPrevious Differential Backup:"),
    TWO(BACKUP, bkinfo_diff_prev, bkinfo_type_diff_prev, ""),
    LABEL("\nCurrent Full Backup:"),
    ONE(BACKUP, bkinfo_full_cur, ""),
    LABEL("\nCurrent Shadow copy backup:"),
    ONE(BACKUP, bkinfo_snapshot_cur, ""),
    LABEL(""),
    ONE(SIGNED, cpg_upgrade55_format, "     cpgUpgrade55Format: "),
    ONE(SIGNED, cpg_upgrade_free_pages, "    cpgUpgradeFreePages: "),
    ONE(SIGNED, cpg_upgrade_space_map_pages, "cpgUpgradeSpaceMapPages: "),
    LABEL(""),
    SPECIAL(print_last_resize, "      Last Resize: "),
    LABEL(""),
    ONE(NUMBER, extend_count, "     Extend Count: "),
    ONE(TIME, time_last_extend, "      Extend Date: "),
    LABEL(""),
    ONE(NUMBER, shrink_count, "     Shrink Count: "),
    ONE(TIME, time_last_shrink, "      Shrink Date: "),
    LABEL(""),
    ONE(NUMBER, trim_count, "       Trim Count: "),
};

/* Not in files of old formats, which have no file type. */
static const struct line lines_errors[] = {
    LABEL(""),
    COUNT(ecc_fix_success, time_ecc_fix_success, "       ECC Fix Success Count: ", "   Last ECC Fix Success Date: "),
    COUNT_ALONE(ecc_fix_success_old, "   Old ECC Fix Success Count: "),
    COUNT(ecc_fix_fail, time_ecc_fix_fail, "         ECC Fix Error Count: ", "     Last ECC Fix Error Date: "),
    COUNT_ALONE(ecc_fix_fail_old, "     Old ECC Fix Error Count: "),
    COUNT(bad_checksum, time_bad_checksum, "    Bad Checksum Error Count: ", "Last Bad Checksum Error Date: "),
    COUNT_ALONE(bad_checksum_old, "Old bad Checksum Error Count: "),
    LABEL(""),
    ONE(TIME, time_dbscan_prev, "  Last Database Maintenance Finish Date: "),
    ONE(TIME, time_dbscan_start, "Current Database Maintenance Start Date: "),
    ONE(NUMBER, pgno_dbscan_highest_continuous, "      Highest Continuous Database Maintenance Page: "),
    ONE(NUMBER, pgno_dbscan_highest, "      Highest Database Maintenance Page: "),
};

static const struct line lines_pairing[] = {
    LABEL(""),
    ONE(SIGNATURE, sign_db_hdr_flush, "  Database Header Flush Signature: "),
    ONE(SIGNATURE, sign_flush_map_hdr_flush, " Flush Map Header Flush Signature: "),
    ONE(SIGNATURE, sign_rbs_hdr_flush, "       RBS Header Flush Signature: "),
};

/* Only when one of the counts is not 0. */
static const struct line lines_revert[] = {
    LABEL(""),
    ONE(NUMBER, revert_count, "     Revert Count: "),
    ONE(TIME, time_revert_from, " Revert From Date: "),
    ONE(TIME, time_revert_to, "   Revert To Date: "),
    ONE(NUMBER, revert_page_count, "Revert Page Count: "),
    ONE(POSITION, lgpos_commit_before_revert, "Last Commit Before Revert: "),
};

static void print_line(struct output *out, const uint8_t *image, const struct line *line)
{
    const uint8_t *at = image + line->offset;

    if (line->kind != LINE_SPECIAL) {
        output_print(out, "%s", line->label);
    }
    switch (line->kind) {
    case LINE_TEXT:
        break;
    case LINE_NUMBER:
        output_print(out, "%u", get_u32(at));
        break;
    case LINE_SIGNED:
        output_print(out, "%d", (int32_t)get_u32(at));
        break;
    case LINE_SHORT:
        output_print(out, "%d", (int16_t)get_u32(at));
        break;
    case LINE_HEX:
        output_print(out, "0x%x", get_u32(at));
        break;
    case LINE_BIG:
        output_print(out, "%llu (0x%llx)", (unsigned long long)get_u64(at), (unsigned long long)get_u64(at));
        break;
    case LINE_GENERATION:
        output_print(out, "%u (0x%x)", get_u32(at), get_u32(at));
        break;
    case LINE_TIME:
        print_time(out, at);
        break;
    case LINE_POSITION:
        print_position(out, at);
        output_print(out, "  ");
        if (line->more != 0) {
            print_time(out, image + line->more);
        }
        break;
    case LINE_SIGNATURE:
        print_signature(out, at);
        break;
    case LINE_BACKUP:
        print_backup(out, image, line);
        break;
    case LINE_COUNT:
        print_count(out, image, line);
        break;
    case LINE_SPECIAL:
        line->special(out, image, line);
        break;
    }
    output_print(out, "\n");
}

static void print_lines(struct output *out, const uint8_t *image, const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_line(out, image, &lines[i]);
    }
}

#define PRINT_LINES(out, image, lines) print_lines(out, image, lines, sizeof lines / sizeof lines[0])

static bool any_set(const uint8_t *image, const uint16_t *offsets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (get_u32(image + offsets[i]) != 0) {
            return true;
        }
    }
    return false;
}

static void dump_text(struct output *out, const struct db_header_choice *choice)
{
    static const uint16_t reseed[] = {AT_incremental_reseed_count, AT_incremental_reseed_count_old,
                                      AT_page_patch_count, AT_page_patch_count_old};
    static const uint16_t revert[] = {AT_revert_count, AT_revert_page_count};
    const uint8_t *image = choice->image;

    output_print(out, "\nDATABASE %sHEADER:\nChecksum Information:\n", choice->primary_good ? "" : "SHADOW ");
    output_print(out, "Expected Checksum: 0x%08x\n", get_u32(image));
    output_print(out, "  Actual Checksum: 0x%08x\n", header_checksum(image, choice->page_size));
    PRINT_LINES(out, image, lines_identity);
    if (any_set(image, reseed, sizeof reseed / sizeof reseed[0])) {
        PRINT_LINES(out, image, lines_reseed);
    }
    PRINT_LINES(out, image, lines_backup);
    if (get_u32(image + AT_file_type) == FILE_TYPE_DATABASE) {
        PRINT_LINES(out, image, lines_errors);
    }
    PRINT_LINES(out, image, lines_pairing);
    if (any_set(image, revert, sizeof revert / sizeof revert[0])) {
        PRINT_LINES(out, image, lines_revert);
    }
    output_print(out, "\n");
    if (!choice->identical) {
        output_print(out, "WARNING: primary header and shadow header are not identical.\n");
    }
    if (!choice->primary_good) {
        output_print(out, "WARNING: primary header has a checksum error.\n");
    }
    if (!choice->shadow_good) {
        output_print(out, "WARNING: shadow header has a checksum error.\n");
    }
}

/* -------------------------------------------------------------------------------------------------- JSON */

static void json_lgpos(struct output *out, const uint8_t *at)
{
    struct lgpos p = lgpos_decode(at);

    output_print(out, "{\"ib\": %u, \"isec\": %u, \"lGeneration\": %d}", p.byte, p.sector, p.generation);
}

static void json_logtime(struct output *out, const uint8_t *at)
{
    struct logtime t = logtime_decode(at);

    output_print(out,
                 "{\"bSeconds\": %u, \"bMinutes\": %u, \"bHours\": %u, \"bDay\": %u, \"bMonth\": %u, \"bYear\": %u, "
                 "\"fTimeIsUTC\": %u, \"bMillisecondsLow\": %u, \"fReserved\": %u, \"bMillisecondsHigh\": %u, "
                 "\"fUnused\": %u, \"iso\": ",
                 at[0], at[1], at[2], at[3], at[4], at[5], at[6] & 1u, at[6] >> 1, at[7] & 1u, at[7] >> 1 & 7u,
                 at[7] >> 4);
    if (t.is_set) {
        output_print(out, "\"%04u-%02u-%02uT%02u:%02u:%02u.%03u%s\"}", t.year, t.month, t.day, t.hour, t.minute,
                     t.second, t.millisecond, t.is_utc ? "Z" : "");
    } else {
        output_print(out, "null}");
    }
}

static void json_bytes(struct output *out, const uint8_t *at, size_t size)
{
    output_print(out, "\"");
    output_hex(out, at, size);
    output_print(out, "\"");
}

static void json_signature(struct output *out, const uint8_t *at)
{
    output_print(out, "{\"ulRandom\": %u, \"logtimeCreate\": ", get_u32(at));
    json_logtime(out, at + 4);
    output_print(out, ", \"szComputerName\": ");
    json_bytes(out, at + 12, 16);
    output_print(out, "}");
}

static void json_bkinfo(struct output *out, const uint8_t *at)
{
    output_print(out, "{\"lgposMark\": ");
    json_lgpos(out, at);
    output_print(out, ", \"logtimeMark\": ");
    json_logtime(out, at + 8);
    output_print(out, ", \"genLow\": %u, \"genHigh\": %u}", get_u32(at + 16), get_u32(at + 20));
}

static void json_field(struct output *out, const uint8_t *image, const struct db_header_field *field)
{
    const uint8_t *at = image + field->offset;

    output_print(out, "    \"%s\": ", field->name);
    switch (field->kind) {
    case DB_FIELD_U32:
        output_print(out, "%u", get_u32(at));
        break;
    case DB_FIELD_U64:
        output_print(out, "%llu", (unsigned long long)get_u64(at));
        break;
    case DB_FIELD_LGPOS:
        json_lgpos(out, at);
        break;
    case DB_FIELD_LOGTIME:
        json_logtime(out, at);
        break;
    case DB_FIELD_SIGNATURE:
        json_signature(out, at);
        break;
    case DB_FIELD_BKINFO:
        json_bkinfo(out, at);
        break;
    case DB_FIELD_BYTES:
        json_bytes(out, at, field->size);
        break;
    }
}

static void dump_json(struct output *out, const char *path, const struct db_header_choice *choice)
{
    size_t count;
    const struct db_header_field *fields = db_header_fields(&count);

    output_print(out, "{\n  \"file\": ");
    output_json_string(out, path);
    output_print(out, ",\n  \"copy\": \"%s\",\n  \"primary_good\": %s,\n  \"shadow_good\": %s,\n  \"identical\": %s,\n",
                 choice->primary_good ? "primary" : "shadow", choice->primary_good ? "true" : "false",
                 choice->shadow_good ? "true" : "false", choice->identical ? "true" : "false");
    output_print(out, "  \"page_size\": %u,\n  \"state\": \"%s\",\n  \"fields\": {\n", choice->page_size,
                 db_state_name(get_u32(choice->image + AT_state)));
    for (size_t i = 0; i < count; i++) {
        json_field(out, choice->image, &fields[i]);
        output_print(out, i + 1 < count ? ",\n" : "\n");
    }
    output_print(out, "  }\n}\n");
}

JET_ERR esent_dump_header(const char *path, uint32_t format, esent_write_fn write, void *context)
{
    struct output out = {.write = write, .context = context};
    struct header_probe probe;
    struct os_file file;
    JET_ERR err;

    diag_clear();
    if (path == NULL || write == NULL || format > ESENT_DUMP_JSON) {
        return diag_fail(JET_errInvalidParameter, "esent_dump_header: a pointer is NULL or the format is unknown");
    }
    JET_TRY(os_file_open(&file, path, OS_READ, OS_SHARE_ALL));
    err = header_probe_read(&probe, &file, path);
    os_file_close(&file);
    if (err >= JET_errSuccess) {
        if (format == ESENT_DUMP_JSON) {
            dump_json(&out, path, &probe.choice);
        } else {
            dump_text(&out, &probe.choice);
        }
        err = out.err;
    }
    header_probe_free(&probe);
    return err;
}
