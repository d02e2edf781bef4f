/*
 * version.c - what the engine says about itself and the thread: version, statistics, switches of diagnosis.
 */
#include <string.h>

#include "buffer/cache.h"
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "try.h"

/* Bits 28-31 major, 24-27 minor, 8-23 build, 0-7 service pack: that of Windows 10 2004, whose files this
 * engine writes. */
enum { VERSION_MAJOR = 10, VERSION_MINOR = 0, VERSION_BUILD = 19041, VERSION_SERVICE_PACK = 0 };

JET_ERR JET_API JetGetVersion(JET_SESID sesid, JET_ULONG *pwVersion)
{
    struct session *session;

    JET_TRY(session_enter(sesid, &session));
    session_leave(session);
    if (pwVersion == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetVersion: a pointer for the result is needed");
    }
    *pwVersion = (JET_ULONG)VERSION_MAJOR << 28 | (JET_ULONG)VERSION_MINOR << 24 |
                 (JET_ULONG)VERSION_BUILD << 8 | (JET_ULONG)VERSION_SERVICE_PACK;
    return JET_errSuccess;
}

/*
 * Each form of JET_THREADSTATS begins like the one before it: the program gets as much of the newest as it has room for.
 * What this engine does not count stays 0.
 */
JET_ERR JET_API JetGetThreadStats(void *pvResult, JET_ULONG cbMax)
{
    struct cache_thread_statistics counts;
    JET_THREADSTATS4 statistics;

    diag_clear();
    if (pvResult == NULL || cbMax < sizeof(JET_THREADSTATS)) {
        return diag_fail(JET_errBufferTooSmall, "JetGetThreadStats: at least %zu bytes are needed",
                         sizeof(JET_THREADSTATS));
    }
    cache_thread_statistics(&counts);
    statistics = (JET_THREADSTATS4){.cbStruct = sizeof statistics,
                                    .cPageReferenced = (JET_ULONG)counts.requests,
                                    .cPageRead = (JET_ULONG)counts.reads,
                                    .cPagePreread = (JET_ULONG)counts.prefetched,
                                    .cPageDirtied = (JET_ULONG)counts.dirtied,
                                    .cPageRedirtied = (JET_ULONG)counts.redirtied,
                                    .cLogRecord = (JET_ULONG)counts.log_records,
                                    .cbLogRecord = (JET_ULONG)counts.log_bytes,
                                    .cusecPageCacheMiss = counts.miss_microseconds,
                                    .cPageCacheMiss = (JET_ULONG)counts.misses,
                                    .cSeparatedLongValueRead = (JET_ULONG)counts.long_values_read};
    if (cbMax < statistics.cbStruct) {
        statistics.cbStruct = cbMax;
    }
    memcpy(pvResult, &statistics, statistics.cbStruct);
    return JET_errSuccess;
}

/* Accepted as on Windows; the system decides here what a dump of a process holds. */
JET_ERR JET_API JetConfigureProcessForCrashDump(const JET_GRBIT grbit)
{
    const JET_GRBIT known = JET_bitDumpMinimum | JET_bitDumpMaximum | JET_bitDumpCacheMinimum |
                            JET_bitDumpCacheMaximum | JET_bitDumpCacheIncludeDirtyPages |
                            JET_bitDumpCacheIncludeCachedPages | JET_bitDumpCacheIncludeCorruptedPages |
                            JET_bitDumpCacheNoDecommit | JET_bitDumpUnitTest;

    diag_clear();
    if (grbit == 0 || (grbit & ~known) != 0) {
        return diag_fail(JET_errInvalidGrbit,
                         "JetConfigureProcessForCrashDump: 0x%x is not a valid combination", (unsigned)grbit);
    }
    return JET_errSuccess;
}

/* Windows' builds without tracing answer just so. */
JET_ERR JET_API JetTracing(const JET_TRACEOP traceop, const JET_TRACETAG tracetag, const JET_API_PTR ul)
{
    (void)traceop;
    (void)tracetag;
    (void)ul;
    return diag_fail(JET_errDisabledFunctionality, "JetTracing: this engine has no traces");
}
