/*
 * index_create_info.c - an index as the structure that JetCreateIndex2, 3, 4 would make it from.
 *
 *   buffer   JET_INDEXCREATE*, JET_SPACEHINTS, name, key, locale and flags, tuple limits, conditions, their names
 *
 * The structures of the A and W functions differ in what their pointers point at only, and each version ends
 * where the next one goes on.
 */
#include <stddef.h>

#include "diag.h"
#include "jet/index_info.h"
#include "jet/object_name.h"
#include "try.h"

enum {
    HINTS_VERSION = 1,
    HINTS_COUNT = sizeof(JET_SPACEHINTS) / sizeof(uint32_t),
    HINTS_INITIAL = 2, /* number in JET_SPACEHINTS: first one that the row of an index keeps */
    HINTS_GRBIT = 3,   /* first one that the row of a table keeps */
    ALIGNMENT = 8,
};

_Static_assert(offsetof(JET_INDEXCREATE_A, cbKeyMost) == offsetof(JET_INDEXCREATE3_A, cbKeyMost),
               "one beginning");
_Static_assert(offsetof(JET_INDEXCREATE2_A, pSpacehints) == offsetof(JET_INDEXCREATE3_A, pSpacehints),
               "one beginning");
_Static_assert(sizeof(JET_INDEXCREATE3_A) == sizeof(JET_INDEXCREATE3_W), "same pointers");
_Static_assert(sizeof(JET_CONDITIONALCOLUMN_A) == sizeof(JET_CONDITIONALCOLUMN_W), "same pointers");

/* The rest of the program's buffer. */
struct packer {
    uint8_t *at;
    uint32_t left;
    bool wide;
};

static JET_ERR too_small(void)
{
    return diag_fail(JET_errBufferTooSmall, "the buffer does not hold all of the index");
}

static JET_ERR take(struct packer *packer, uint32_t size, void **taken)
{
    const uint32_t skipped = (uint32_t)(-(uintptr_t)packer->at % ALIGNMENT);

    if (skipped > packer->left || size > packer->left - skipped) {
        return too_small();
    }
    *taken = packer->at + skipped;
    packer->at += skipped + size;
    packer->left -= skipped + size;
    return JET_errSuccess;
}

static void advance(struct packer *packer, size_t size)
{
    packer->at += size;
    packer->left -= (uint32_t)size;
}

/* Puts a name in the program's form; it begins where the packer stands. */
static JET_ERR put_name(struct packer *packer, const char *stored)
{
    const size_t needed = packer->wide ? object_name_to_w(stored, (WCHAR *)(void *)packer->at, packer->left)
                                       : object_name_to_a(stored, (char *)packer->at, packer->left);

    if (needed > packer->left) {
        return too_small();
    }
    advance(packer, needed);
    return JET_errSuccess;
}

/* Puts one character of ASCII. */
static JET_ERR put_sign(struct packer *packer, char sign)
{
    const WCHAR unit = (WCHAR)sign;
    const size_t size = packer->wide ? sizeof unit : sizeof sign;

    if (size > packer->left) {
        return too_small();
    }
    memcpy(packer->at, packer->wide ? (const void *)&unit : &sign, size);
    advance(packer, size);
    return JET_errSuccess;
}

uint32_t index_info_create_size(uint32_t level)
{
    return level == JET_IdxInfoCreateIndex    ? sizeof(JET_INDEXCREATE_A)
           : level == JET_IdxInfoCreateIndex2 ? sizeof(JET_INDEXCREATE2_A)
                                              : sizeof(JET_INDEXCREATE3_A);
}

/* What a row keeps of its space hints: those from number `first` on, as far as they are not 0. */
static void decode_hints(struct bytes stored, uint32_t first, uint32_t numbers[HINTS_COUNT])
{
    if (stored.size == 0 || stored.at[0] != HINTS_VERSION) {
        return;
    }
    for (uint32_t i = first; i < HINTS_COUNT && 1 + 4 * (i - first) + 4 <= stored.size; i++) {
        numbers[i] = get_u32(stored.at + 1 + 4 * (i - first));
    }
}

static JET_ERR put_hints(struct packer *packer, const struct info_target *target, const struct index *index,
                         JET_INDEXCREATE3_A *out)
{
    const struct table *table = target->table;
    uint32_t numbers[HINTS_COUNT] = {0};
    JET_SPACEHINTS hints;
    void *at;

    if (index->is_primary) {
        decode_hints(table->space_hints, HINTS_GRBIT, numbers);
    } else {
        decode_hints(index->space_hints, HINTS_INITIAL, numbers);
    }
    memcpy(&hints, numbers, sizeof hints);
    hints.cbStruct = sizeof hints;
    hints.ulInitialDensity = index->density;
    if (index->is_primary && table->initial_pages > 1) {
        hints.cbInitial = table->initial_pages * target->database->page_size;
    }
    JET_TRY(take(packer, sizeof hints, &at));
    memcpy(at, &hints, sizeof hints);
    out->pSpacehints = at;
    return JET_errSuccess;
}

static JET_ERR put_key(struct packer *packer, const struct index *index, JET_INDEXCREATE3_A *out)
{
    out->szKey = (char *)packer->at;
    for (uint32_t i = 0; i < index->segment_count; i++) {
        if (!(index->segments[i].column->flags & COLUMN_PRIMARY_INDEX_PLACEHOLDER)) {
            JET_TRY(put_sign(packer, index->segments[i].descending ? '-' : '+'));
            JET_TRY(put_name(packer, index->segments[i].column->name));
        }
    }
    JET_TRY(put_sign(packer, '\0'));
    out->cbKey = (uint32_t)(packer->at - (uint8_t *)out->szKey);
    return JET_errSuccess;
}

/* The locale: its number and the flags, in the newest version its name. */
static JET_ERR put_locale(struct packer *packer, const struct index *index, uint32_t level,
                          JET_INDEXCREATE3_A *out)
{
    const uint32_t flags = index_info_lcmap_flags(index);
    const struct sort_locale *locale;
    JET_UNICODEINDEX2 by_name = {.dwMapFlags = flags};
    struct packer wide = *packer;
    void *at;

    JET_TRY(index_info_locale(index, &locale));
    if (level != JET_IdxInfoCreateIndex3) {
        const JET_UNICODEINDEX by_number = {.lcid = locale->lcid, .dwMapFlags = flags};

        JET_TRY(take(packer, sizeof by_number, &at));
        memcpy(at, &by_number, sizeof by_number);
    } else {
        JET_TRY(take(packer, sizeof by_name, &at));
        wide = *packer;
        wide.wide = true; /* names of locales are UTF-16 for the A functions too */
        by_name.szLocaleName = (WCHAR *)(void *)wide.at;
        JET_TRY(put_name(&wide, locale->name));
        packer->at = wide.at;
        packer->left = wide.left;
        memcpy(at, &by_name, sizeof by_name);
    }
    out->pidxunicode = at;
    out->grbit |= JET_bitIndexUnicode;
    return JET_errSuccess;
}

static JET_ERR put_tuple_limits(struct packer *packer, const struct index *index, JET_INDEXCREATE3_A *out)
{
    const JET_TUPLELIMITS limits = {index->tuple.length_min, index->tuple.length_max, index->tuple.count_max,
                                    index->tuple.step, index->tuple.start};
    void *at;

    JET_TRY(take(packer, sizeof limits, &at));
    memcpy(at, &limits, sizeof limits);
    out->ptuplelimits = at;
    out->grbit |= JET_bitIndexTupleLimits;
    return JET_errSuccess;
}

static JET_ERR put_conditions(struct packer *packer, const struct index *index, JET_INDEXCREATE3_A *out)
{
    JET_CONDITIONALCOLUMN_A *conditions;
    void *at;

    if (index->condition_count == 0) {
        return JET_errSuccess;
    }
    JET_TRY(take(packer, sizeof *conditions * index->condition_count, &at));
    conditions = at;
    for (uint32_t i = 0; i < index->condition_count; i++) {
        const struct key_condition *condition = &index->conditions[i];

        conditions[i] = (JET_CONDITIONALCOLUMN_A){
            .cbStruct = sizeof *conditions,
            .szColumnName = (char *)packer->at,
            .grbit = condition->must_be_null ? JET_bitIndexColumnMustBeNull : JET_bitIndexColumnMustBeNonNull,
        };
        JET_TRY(put_name(packer, condition->column->name));
    }
    out->rgconditionalcolumn = conditions;
    out->cConditionalColumn = index->condition_count;
    return JET_errSuccess;
}

JET_ERR index_info_create(const struct info_target *target, const struct index *index, uint32_t level,
                          void *result, uint32_t capacity)
{
    const uint32_t size = index_info_create_size(level), key_most = index_info_key_most(index);
    struct packer packer = {(uint8_t *)result + size, capacity - size, target->wide};
    JET_INDEXCREATE3_A out = {
        .cbStruct = size,
        .grbit = index_info_grbit(index),
        .ulDensity = index->density,
        .cbKeyMost = key_most > KEY_MOST_DEFAULT ? key_most : (uint32_t)KEY_MOST_DEFAULT,
    };

    if (level != JET_IdxInfoCreateIndex) {
        JET_TRY(put_hints(&packer, target, index, &out));
    }
    out.szIndexName = (char *)packer.at;
    JET_TRY(put_name(&packer, index->name));
    JET_TRY(put_key(&packer, index, &out));
    JET_TRY(put_locale(&packer, index, level, &out));
    if (index->is_tuple) {
        JET_TRY(put_tuple_limits(&packer, index, &out));
    } else {
        out.cbVarSegMac = index->segment_most;
    }
    JET_TRY(put_conditions(&packer, index, &out));
    memcpy(result, &out, size);
    return JET_errSuccess;
}
