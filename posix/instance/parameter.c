/*
 * parameter.c - the values of system parameters and the checks before they change.
 *
 * Numbers are atomic because the engine reads some that a program may change at any time; they stand alone,
 * so relaxed order is enough. Strings that the engine reads are frozen while an instance runs.
 */
#include "instance/parameter.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter_set.h"
#include "instance/process_cache.h"
#include "instance/session.h"
#include "os.h"
#include "try.h"

#define MAX      ((JET_API_PTR)-1)
#define PROCESS  true
#define INSTANCE false
#define ADVANCED true
#define BASIC    false

const struct parameter_info parameter_table[PARAMETER_COUNT] = {
#define PARAM(name, type, scope, when, rank, number, small, low, high)                                       \
    [JET_param##name] = {                                                                                    \
        PARAMETER_##type, PARAMETER_##when, scope, rank, "JET_param" #name, NULL, number, small, low, high},
#define PARAM_TEXT(name, type, scope, when, text, low, high)                                                 \
    [JET_param##name] = {                                                                                    \
        PARAMETER_##type, PARAMETER_##when, scope, BASIC, "JET_param" #name, text, 0, 0, low, high},
#include "instance/parameters.def"
};

/* What sort order text has unless an index says otherwise: en-US; ignore case, width and kana kind.
 * [reference params] */
#define UNICODE_DEFAULT                                                                                      \
    {                                                                                                        \
        .lcid = 0x409, .dwMapFlags = 0x00030401                                                              \
    }
static const JET_UNICODEINDEX unicode_default = UNICODE_DEFAULT;

static struct parameter_set process_values = {
    .number =
        {
#define PARAM(name, type, scope, when, rank, number, small, low, high) [JET_param##name] = number,
#define PARAM_TEXT(name, type, scope, when, text, low, high)
#include "instance/parameters.def"
        },
    .unicode = UNICODE_DEFAULT,
    .configuration = JET_configDefault,
};

/* The formats that can be chosen by JET_paramEngineFormatVersion. [reference database-file 3.2,
 * log-and-recovery 1.4] */
static const uint16_t format_versions[] = {
    7060, 8020, 8220, 8520, 8620, 8720, 8820, 8880, 8920, 8940, 8960, 8980, 9000, 9020,
    9040, 9060, 9080, 9100, 9120, 9140, 9160, 9180, 9200, 9220, 9240, 9260, 9280, 9300,
    9320, 9340, 9360, 9380, 9400, 9420, 9460, 9480, 9500, 9520, 9540, 9560, 9580, 9600,
};

/* What JET_efvUseEngineDefault means: database format 0x620,20,0, which Windows 8 to 10 read. */
enum { FORMAT_VERSION_DEFAULT = JET_efvWindows19H1Rtm };

/* ------------------------------------------------------------------------------------------------ reading */

struct parameter_set *parameter_target(const struct instance *instance, uint32_t id)
{
    return instance == NULL || parameter_table[id].process ? &process_values : instance->parameters;
}

static JET_API_PTR load(const struct instance *instance, uint32_t id)
{
    return atomic_load_explicit(&parameter_target(instance, id)->number[id], memory_order_relaxed);
}

/* Limits that follow from the page size. [reference api-semantics 12; 2048 as the recorded scripts have it]
 */
static const struct {
    uint16_t page_size, key_most, lv_chunk_most, record_size_most;
} page_limits[] = {
    {2048, 500, 1966, 2004},    {4096, 1000, 4014, 4052},   {8192, 2000, 8110, 8148},
    {16384, 2000, 4050, 16300}, {32768, 2000, 8150, 32684},
};

static JET_API_PTR page_limit(uint32_t id)
{
    JET_API_PTR page_size = load(NULL, JET_paramDatabasePageSize);
    size_t row = 0;

    while (page_limits[row].page_size != page_size) {
        row++;
    }
    switch (id) {
    case JET_paramKeyMost:
        return page_limits[row].key_most;
    case JET_paramLVChunkSizeMost:
        return page_limits[row].lv_chunk_most;
    default:
        return page_limits[row].record_size_most;
    }
}

JET_API_PTR parameter_integer(const struct instance *instance, uint32_t id)
{
    JET_API_PTR number;

    switch (id) {
    case JET_paramKeyMost:
    case JET_paramLVChunkSizeMost:
    case JET_paramRecordSizeMost:
        return page_limit(id);
    case JET_paramEngineFormatVersion:
        number = load(instance, id);
        return number == JET_efvUseEngineDefault ? FORMAT_VERSION_DEFAULT : number;
    default:
        return load(instance, id);
    }
}

const char *parameter_string(const struct instance *instance, uint32_t id)
{
    const char *text = parameter_target(instance, id)->text[id];

    return text != NULL ? text : parameter_table[id].text;
}

bool parameter_recovery_on(const struct instance *instance)
{
    const char *value = parameter_string(instance, JET_paramRecovery);

    return path_matches(value, "on") || path_matches(value, "repair");
}

JET_UNICODEINDEX parameter_unicode_default(const struct instance *instance)
{
    return parameter_target(instance, JET_paramUnicodeIndexDefault)->unicode;
}

static bool is_string(const struct parameter_info *info)
{
    return info->type >= PARAMETER_STRING;
}

static bool exists(uint32_t id)
{
    return id < PARAMETER_COUNT && parameter_table[id].type != PARAMETER_NONE;
}

JET_ERR parameter_get(const struct instance *instance, const struct session *session, uint32_t id,
                      JET_API_PTR *integer, const char **string)
{
    struct cache_statistics cache;
    uint32_t pages;

    if (!exists(id)) {
        return diag_fail(JET_errInvalidParameter, "there is no system parameter %u", (unsigned)id);
    }
    *string = NULL;
    *integer = 0;
    if (is_string(&parameter_table[id])) {
        *string = parameter_string(instance, id);
        return JET_errSuccess;
    }
    switch (id) {
    case JET_paramTransactionLevel:
        if (session == NULL) {
            return diag_fail(JET_errInvalidParameter, "JET_paramTransactionLevel is read with a session");
        }
        *integer = session->level;
        return JET_errSuccess;
    case JET_paramRecoveryCurrentLogfile:
        return diag_fail(JET_errInvalidParameter, "no log file is being replayed");
    case JET_paramCacheSize:
        *integer = process_cache_pages(&pages) ? pages : load(NULL, id);
        return JET_errSuccess;
    case JET_paramCacheRequests: /* these two are 0 in Windows of today, which counts elsewhere */
    case JET_paramCacheHits:
        cache_statistics(&cache);
        *integer = (JET_API_PTR)(id == JET_paramCacheHits ? cache.hits : cache.requests);
        return JET_errSuccess;
    case JET_paramCommitDefault:
        *integer = session != NULL ? session->parameters.commit_default : load(instance, id);
        return JET_errSuccess;
    default:
        *integer = parameter_integer(instance, id);
        return JET_errSuccess;
    }
}

/* ------------------------------------------------------------------------------------------------ storing */

void parameter_store_number(struct parameter_set *set, uint32_t id, JET_API_PTR number)
{
    atomic_store_explicit(&set->number[id], number, memory_order_relaxed);
    set->written[id] = true;
}

JET_ERR parameter_store_text(struct parameter_set *set, uint32_t id, const char *text)
{
    char *copy = strdup(text);

    if (copy == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for %s", parameter_table[id].name);
    }
    free(set->text[id]);
    set->text[id] = copy;
    set->written[id] = true;
    return JET_errSuccess;
}

void parameter_reset(struct parameter_set *set, uint32_t id, JET_API_PTR number)
{
    parameter_store_number(set, id, number);
    free(set->text[id]);
    set->text[id] = NULL;
    set->written[id] = false;
    if (id == JET_paramUnicodeIndexDefault) {
        set->unicode = unicode_default;
    }
}

struct parameter_set *parameter_set_new(void)
{
    struct parameter_set *set = calloc(1, sizeof *set);

    if (set == NULL) {
        return NULL;
    }
    set->unicode = process_values.unicode;
    set->configuration = process_values.configuration;
    for (uint32_t id = 0; id < PARAMETER_COUNT; id++) {
        if (process_values.text[id] != NULL && parameter_store_text(set, id, process_values.text[id]) < 0) {
            parameter_set_free(set);
            return NULL;
        }
        parameter_store_number(set, id, load(NULL, id));
        set->written[id] = process_values.written[id];
    }
    return set;
}

void parameter_set_free(struct parameter_set *set)
{
    if (set == NULL) {
        return;
    }
    for (uint32_t id = 0; id < PARAMETER_COUNT; id++) {
        free(set->text[id]);
    }
    free(set);
}

/* ------------------------------------------------------------------------------------------------ setting */

JET_ERR parameter_check_frozen(const struct instance *instance, uint32_t id)
{
    const struct parameter_info *info = &parameter_table[id];
    bool frozen = false;

    if (info->when == PARAMETER_BEFORE_FIRST) {
        frozen = instance_mode() != INSTANCE_MODE_UNSET;
    } else if (info->when == PARAMETER_BEFORE_INIT && instance != NULL) {
        frozen = (atomic_load(&instance->refuses) & INSTANCE_CREATED) == 0;
    }
    if (frozen) {
        return diag_fail(JET_errAlreadyInitialized, "%s cannot change any more", info->name);
    }
    return JET_errSuccess;
}

static JET_ERR out_of_limits(const struct parameter_info *info, JET_API_PTR value)
{
    return diag_fail(JET_errInvalidParameter, "%s: %llu is not within %llu..%llu%s", info->name,
                     (unsigned long long)value, (unsigned long long)info->low, (unsigned long long)info->high,
                     is_string(info) ? " characters" : "");
}

/* Checks and stores a number; nothing is checked when it does not change anything. */
static JET_ERR set_number(struct instance *instance, uint32_t id, JET_API_PTR number)
{
    const struct parameter_info *info = &parameter_table[id];

    if (number != load(instance, id)) {
        JET_TRY(parameter_check_frozen(instance, id));
        if (number < info->low || number > info->high) {
            return out_of_limits(info, number);
        }
        if (info->type == PARAMETER_POWER_OF_TWO && (number & (number - 1)) != 0) {
            return diag_fail(JET_errInvalidParameter, "%s: %llu is not a power of two", info->name,
                             (unsigned long long)number);
        }
    }
    parameter_store_number(parameter_target(instance, id), id,
                           info->type == PARAMETER_BOOLEAN ? number != 0 : number);
    return JET_errSuccess;
}

/* The length of a UTF-8 string in UTF-16 units, in which the limits are given. */
static size_t utf16_length(const char *text)
{
    size_t units = 0;

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        units += (byte & 0xC0) != 0x80; /* not a continuation */
        units += byte >= 0xF0;          /* a pair of surrogates */
    }
    return units;
}

static JET_ERR check_length(const struct parameter_info *info, const char *text)
{
    size_t length = utf16_length(text);

    return length >= info->low && length <= info->high ? JET_errSuccess : out_of_limits(info, length);
}

/* The absolute path of a folder, with a separator at its end. */
static JET_ERR absolute_folder(const char *path, char absolute[OS_PATH_MAX])
{
    size_t size;

    JET_TRY(os_path_absolute(path[0] != '\0' ? path : ".", absolute, OS_PATH_MAX - 1));
    size = strlen(absolute);
    if (!path_is_separator(absolute[size - 1])) {
        /* The separator of this system is the one that stands in every absolute path. */
        absolute[size] = *strpbrk(absolute, "/\\");
        absolute[size + 1] = '\0';
    }
    return JET_errSuccess;
}

static bool is_bare_name(const char *path)
{
    return strpbrk(path, "/\\:") == NULL && strcmp(path, ".") != 0 && strcmp(path, "..") != 0;
}

static JET_ERR set_text(struct instance *instance, uint32_t id, const char *string)
{
    const struct parameter_info *info = &parameter_table[id];
    const char *text = string != NULL ? string : "";
    char absolute[OS_PATH_MAX];

    JET_TRY(parameter_check_frozen(instance, id));
    JET_TRY(check_length(info, text));
    if (info->type == PARAMETER_FOLDER) {
        JET_TRY(absolute_folder(text, absolute));
        text = absolute;
    } else if (info->type == PARAMETER_PATH && !is_bare_name(text)) {
        JET_TRY(os_path_absolute(text, absolute, sizeof absolute));
        text = absolute;
    }
    JET_TRY(check_length(info, text));
    return parameter_store_text(parameter_target(instance, id), id, text);
}

static JET_ERR set_commit_default(struct instance *instance, struct session *session, JET_API_PTR number)
{
    if (((JET_GRBIT)number & ~(JET_GRBIT)SESSION_COMMIT_GRBITS) != 0) {
        return diag_fail(JET_errInvalidParameter, "JET_paramCommitDefault: 0x%x has unknown bits",
                         (unsigned)number);
    }
    if (session != NULL) {
        session->parameters.commit_default = (uint32_t)number;
    } else {
        parameter_store_number(parameter_target(instance, JET_paramCommitDefault), JET_paramCommitDefault,
                               (JET_GRBIT)number);
    }
    return JET_errSuccess;
}

static JET_ERR set_format_version(struct instance *instance, JET_API_PTR number)
{
    const size_t count = sizeof format_versions / sizeof format_versions[0];
    bool allows_higher =
        (number & JET_efvAllowHigherPersistedFormat) == (JET_API_PTR)JET_efvAllowHigherPersistedFormat;
    JET_API_PTR version = allows_higher ? number & ~(JET_API_PTR)JET_efvAllowHigherPersistedFormat : number;
    bool known = number == JET_efvUsePersistedFormat || number == JET_efvUseEngineDefault;

    if (allows_higher && version < 5) {
        return diag_fail(JET_errInvalidParameter,
                         "JET_paramEngineFormatVersion: 0x%llx combines what cannot be combined",
                         (unsigned long long)number);
    }
    for (size_t i = 0; i < count && !known; i++) {
        known = format_versions[i] == version;
    }
    if (!known && version > format_versions[count - 1]) {
        return diag_fail(JET_errEngineFormatVersionNotYetImplementedTooHigh,
                         "format version %llu is newer than this engine", (unsigned long long)number);
    }
    if (!known) {
        return diag_fail(JET_errEngineFormatVersionNoLongerSupportedTooLow,
                         "format version %llu is not one that this engine writes",
                         (unsigned long long)number);
    }
    return set_number(instance, JET_paramEngineFormatVersion, number);
}

static JET_ERR set_shrink(struct instance *instance, JET_API_PTR number)
{
    const JET_GRBIT known =
        JET_bitShrinkDatabaseOn | JET_bitShrinkDatabaseRealtime | JET_bitShrinkDatabasePeriodically;
    JET_GRBIT grbit = (JET_GRBIT)number;

    if ((grbit & ~known) != 0 ||
        (grbit != JET_bitShrinkDatabaseOff && (grbit & JET_bitShrinkDatabaseOn) == 0)) {
        return diag_fail(JET_errInvalidGrbit,
                         "JET_paramEnableShrinkDatabase: 0x%x is not a valid combination", (unsigned)grbit);
    }
    return set_number(instance, JET_paramEnableShrinkDatabase, number);
}

/* Flags of LCMapString: what makes a sort key, and what may go with it. [ese] norm.cxx, [reference
 * api-semantics 5.5] */
enum { MAP_SORT_KEY = 0x400, MAP_WITH_SORT_KEY = 0x803183F, LCID_BITS = 20 };

static JET_ERR set_unicode_default(struct instance *instance, JET_API_PTR pointer)
{
    JET_UNICODEINDEX index = pointer != 0 ? *(const JET_UNICODEINDEX *)pointer : unicode_default;

    JET_TRY(parameter_check_frozen(instance, JET_paramUnicodeIndexDefault));
    index.dwMapFlags |= MAP_SORT_KEY;
    if ((index.dwMapFlags & ~(uint32_t)(MAP_SORT_KEY | MAP_WITH_SORT_KEY)) != 0 ||
        index.lcid >> LCID_BITS != 0) {
        return diag_fail(JET_errInvalidParameter,
                         "JET_paramUnicodeIndexDefault: no sort order with LCID 0x%x, flags 0x%x",
                         (unsigned)index.lcid, (unsigned)index.dwMapFlags);
    }
    parameter_target(instance, JET_paramUnicodeIndexDefault)->unicode = index;
    return JET_errSuccess;
}

JET_ERR parameter_set(struct instance *instance, struct session *session, uint32_t id, JET_API_PTR integer,
                      const char *string)
{
    const struct parameter_info *info;

    if (!exists(id)) {
        return diag_fail(JET_errInvalidParameter, "there is no system parameter %u", (unsigned)id);
    }
    info = &parameter_table[id];
    if (info->advanced && load(info->process ? NULL : instance, JET_paramEnableAdvanced) == 0) {
        return JET_errSuccess;
    }
    if (info->when == PARAMETER_NEVER) {
        return diag_fail(JET_errInvalidParameter, "%s can only be read", info->name);
    }
    switch (id) {
    case JET_paramCommitDefault:
        return set_commit_default(instance, session, integer);
    case JET_paramConfiguration:
        return parameter_set_configuration(instance, integer);
    case JET_paramEngineFormatVersion:
        return set_format_version(instance, integer);
    case JET_paramEnableShrinkDatabase:
        return set_shrink(instance, integer);
    case JET_paramUnicodeIndexDefault:
        return set_unicode_default(instance, integer);
    default:
        return is_string(info) ? set_text(instance, id, string) : set_number(instance, id, integer);
    }
}

JET_ERR parameter_complete_paths(struct instance *instance)
{
    static const uint32_t folders[] = {JET_paramSystemPath, JET_paramLogFilePath};
    const char *temporary = parameter_string(instance, JET_paramTempPath);
    char joined[OS_PATH_MAX];
    char absolute[OS_PATH_MAX];

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        JET_TRY(absolute_folder(parameter_string(instance, folders[i]), absolute));
        JET_TRY(parameter_store_text(instance->parameters, folders[i], absolute));
    }
    if (is_bare_name(temporary)) {
        JET_TRY(path_join(parameter_string(instance, JET_paramSystemPath), temporary, joined, sizeof joined));
        temporary = joined;
    }
    JET_TRY(os_path_absolute(temporary, absolute, sizeof absolute));
    if (path_is_separator(absolute[strlen(absolute) - 1])) {
        JET_TRY(path_join(absolute, "tmp.edb", joined, sizeof joined));
        return parameter_store_text(instance->parameters, JET_paramTempPath, joined);
    }
    return parameter_store_text(instance->parameters, JET_paramTempPath, absolute);
}
