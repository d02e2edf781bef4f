/*
 * parameter_configuration.c - JET_paramConfiguration: parameters set by the handful.
 *
 * The value is a mask of JET_config* bits. JET_configDefault first sets every parameter to its default; the
 * other bits then lay their presets over it: of disk space, of JET_configLowMemory (every parameter that has
 * another default for small systems), then the rest, so that a later one wins where two disagree. The value 0
 * is the old "small" configuration. Parameters of the process change only when the process is the target, and
 * frozen ones stay as they are.
 *
 * Source: facts from [ese] jetapi.cxx, SetConfiguration.
 */
#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter_set.h"
#include "os.h"
#include "try.h"

enum preset_unit {
    PRESET_AS_IS,
    PRESET_BYTES,         /* becomes pages */
    PRESET_CACHE_PERCENT, /* of JET_paramCacheSizeMax */
};

struct preset {
    uint16_t configuration; /* JET_config* bit that brings it */
    uint16_t unit;          /* enum preset_unit */
    uint32_t id;
    JET_API_PTR value;
};

enum {
    DISK_CONFIGURATIONS = JET_configLowDiskFootprint | JET_configMediumDiskFootprint,
    LOW_DISK_LOG_KIB = 64,
};

static const struct preset presets[] = {
    {JET_configLowDiskFootprint, PRESET_AS_IS, JET_paramDbExtensionSize, 16},
    {JET_configLowDiskFootprint, PRESET_AS_IS, JET_paramPageTempDBMin, 14},
    {JET_configLowDiskFootprint, PRESET_AS_IS, JET_paramCircularLog, 1},
    {JET_configLowDiskFootprint, PRESET_AS_IS, JET_paramLogFileSize, LOW_DISK_LOG_KIB},
    {JET_configLowDiskFootprint, PRESET_AS_IS, JET_paramCheckpointDepthMax, 512 * 1024},

    {JET_configMediumDiskFootprint, PRESET_BYTES, JET_paramDbExtensionSize, 512 * 1024},
    {JET_configMediumDiskFootprint, PRESET_AS_IS, JET_paramPageTempDBMin, 30},
    {JET_configMediumDiskFootprint, PRESET_AS_IS, JET_paramCircularLog, 1},
    {JET_configMediumDiskFootprint, PRESET_AS_IS, JET_paramLogFileSize, 512},
    {JET_configMediumDiskFootprint, PRESET_AS_IS, JET_paramCheckpointDepthMax, 4 * 1024 * 1024},

    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramMaxInstances, 1},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramLogBuffers, 512},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramPageHintCacheSize, 64},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramEnableFileCache, 1},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramEnableViewCache, 1},
    {JET_configDynamicMediumMemory, PRESET_BYTES, JET_paramCacheSizeMin, 128 * 1024},
    {JET_configDynamicMediumMemory, PRESET_BYTES, JET_paramCacheSizeMax, 5 * 1024 * 1024},
    {JET_configDynamicMediumMemory, PRESET_CACHE_PERCENT, JET_paramStartFlushThreshold, 2},
    {JET_configDynamicMediumMemory, PRESET_CACHE_PERCENT, JET_paramStopFlushThreshold, 3},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramLRUKHistoryMax, 1000},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramGlobalMinVerPages, 1},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramVerPageSize, 8192},
    {JET_configDynamicMediumMemory, PRESET_AS_IS, JET_paramOutstandingIOMax, 48},

    {JET_configSSDProfileIO, PRESET_AS_IS, JET_paramMaxCoalesceReadSize, 256 * 1024},
    {JET_configSSDProfileIO, PRESET_AS_IS, JET_paramMaxCoalesceWriteSize, 256 * 1024},
    {JET_configSSDProfileIO, PRESET_AS_IS, JET_paramMaxCoalesceWriteGapSize, 0},
    {JET_configSSDProfileIO, PRESET_AS_IS, JET_paramOutstandingIOMax, 16},
    {JET_configSSDProfileIO, PRESET_AS_IS, JET_paramPrereadIOMax, 5},

    {JET_configRemoveQuotas, PRESET_AS_IS, JET_paramMaxOpenTables, 2147483647},
    {JET_configRemoveQuotas, PRESET_AS_IS, JET_paramMaxCursors, 2147483647},
    {JET_configRemoveQuotas, PRESET_AS_IS, JET_paramMaxVerPages, 2147483647},
    {JET_configRemoveQuotas, PRESET_AS_IS, JET_paramMaxTemporaryTables, 2147483647},
    {JET_configRemoveQuotas, PRESET_AS_IS, JET_paramPreferredVerPages, 2147483647},
    {JET_configRemoveQuotas, PRESET_AS_IS, JET_paramMaxSessions, 30000},

    {JET_configRunSilent, PRESET_AS_IS, JET_paramNoInformationEvent, 1},
    {JET_configRunSilent, PRESET_AS_IS, JET_paramEventLoggingLevel, 0},
    {JET_configRunSilent, PRESET_AS_IS, JET_paramDisablePerfmon, 1},
};

/* Whether a configuration of `instance` (NULL: of the process) may touch the parameter. */
static bool may_reset(const struct instance *instance, uint32_t id)
{
    const struct parameter_info *info = &parameter_table[id];

    return info->type != PARAMETER_NONE && info->when != PARAMETER_NEVER && id != JET_paramConfiguration &&
           (instance == NULL || !info->process) && parameter_check_frozen(instance, id) == JET_errSuccess;
}

/* Sets everything to the defaults of the normal or the small configuration; `differing`: only what differs
 * between them. */
static void reset_all(struct instance *instance, bool small, bool differing)
{
    for (uint32_t id = 0; id < PARAMETER_COUNT; id++) {
        const struct parameter_info *info = &parameter_table[id];

        if (may_reset(instance, id) && (!differing || info->number != info->small)) {
            parameter_reset(parameter_target(instance, id), id, small ? info->small : info->number);
        }
    }
}

static JET_API_PTR preset_value(const struct preset *preset)
{
    JET_API_PTR page_size = parameter_integer(NULL, JET_paramDatabasePageSize);
    JET_API_PTR cache_max = parameter_integer(NULL, JET_paramCacheSizeMax);

    switch (preset->unit) {
    case PRESET_BYTES:
        return preset->value / page_size;
    case PRESET_CACHE_PERCENT:
        /* A tiny cache still needs the two thresholds apart. */
        if (cache_max <= 100) {
            JET_API_PTR least = preset->id == JET_paramStartFlushThreshold ? 1 : 2;
            JET_API_PTR share = cache_max * preset->value / 100;

            return share > least ? share : least;
        }
        return cache_max / 100 * preset->value;
    default:
        /* A log of 64 KiB has no room for the records of pages of 32 KiB. */
        return preset->id == JET_paramLogFileSize && preset->value == LOW_DISK_LOG_KIB && page_size == 32768
                   ? 2 * preset->value
                   : preset->value;
    }
}

static void apply_presets(struct instance *instance, JET_API_PTR configuration)
{
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++) {
        const struct preset *preset = &presets[i];

        if ((configuration & preset->configuration) != 0 && may_reset(instance, preset->id)) {
            parameter_reset(parameter_target(instance, preset->id), preset->id, preset_value(preset));
        }
    }
}

JET_ERR parameter_set_configuration(struct instance *instance, JET_API_PTR configuration)
{
    const struct parameter_info *info = &parameter_table[JET_paramConfiguration];
    struct parameter_set *set = parameter_target(instance, JET_paramConfiguration);
    bool small = configuration == 0;
    uint32_t total;

    if (instance == NULL && instance_mode() != INSTANCE_MODE_UNSET) {
        return diag_fail(JET_errAlreadyInitialized,
                         "JET_paramConfiguration of the process: an instance exists");
    }
    JET_TRY(parameter_check_frozen(instance, JET_paramConfiguration));
    if (configuration > info->high) {
        return diag_fail(JET_errInvalidParameter, "JET_paramConfiguration: 0x%llx has unknown bits",
                         (unsigned long long)configuration);
    }
    total = (configuration & JET_configDefault) != 0 ? JET_configDefault : set->configuration;
    total |= (uint32_t)configuration;
    if (small) {
        total = JET_configDefault | JET_configLowDiskFootprint | JET_configLowMemory | JET_configRemoveQuotas;
    }
    set->configuration = total;
    if (small || (configuration & JET_configDefault) != 0) {
        reset_all(instance, small, false);
    }
    if (small) {
        apply_presets(instance, JET_configRemoveQuotas);
    } else {
        apply_presets(instance, configuration & DISK_CONFIGURATIONS);
        if ((configuration & JET_configLowMemory) != 0) {
            reset_all(instance, true, true);
        }
        apply_presets(instance, configuration & ~(JET_API_PTR)DISK_CONFIGURATIONS);
    }
    parameter_store_number(set, JET_paramConfiguration, small ? 0 : total);
    return JET_errSuccess;
}
