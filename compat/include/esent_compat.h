/*
 * esent_compat.h - what libesent adds to the ESE API, on every platform.
 *
 *   provider   which engine answers the Jet* calls, and why it does not
 *   errors     names, texts, and the sentence behind an error
 *   text       UTF-8 and UTF-16
 *   thunks     callbacks with a context pointer
 *   status     how much progress the long operations report
 *   attach     reading a database in whatever state it is
 *   files      verify a database file, show its header
 *
 * Everything here is thread-safe unless it says otherwise. Strings are UTF-8. Functions that return JET_ERR return
 * JET_errSuccess, a negative error, or a positive warning, as the Jet* functions do.
 */
#ifndef ESENT_COMPAT_H
#define ESENT_COMPAT_H

#include <stddef.h>
#include <stdint.h>

#include "esent.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------------------------
 * Provider
 *
 * On Windows the library forwards each call to a provider, an esent.dll found once per process: the path given to
 * esent_provider_load(), else the environment variable ESENT_DLL, else esent.dll in the program's folder, else that of
 * the system. Wine's builtin esent.dll has only stubs that end the process; it is recognised and refused. Elsewhere the
 * provider is the engine in this library.
 */

enum {
    ESENT_PROVIDER_NATIVE = 1, /* the engine of this library */
    ESENT_PROVIDER_DLL = 2,    /* an esent.dll loaded at run time */
};

struct esent_provider_info {
    uint32_t cbStruct;           /* in: sizeof(struct esent_provider_info) */
    uint32_t kind;               /* ESENT_PROVIDER_* */
    const char *path;            /* the DLL's path as loaded, "" for the native engine */
    const char *version;         /* version of this library, "0.1.0" */
    const char *const *missing;  /* names of exported functions that answer JET_errFeatureNotAvailable: not built yet
                                    (native) or not exported by the DLL */
    uint32_t missing_count;
};

/*
 * Chooses the provider DLL by path, before the first Jet* call. Returns JET_errSuccess when it is loaded, or was
 * loaded from the same path before; JET_errAlreadyInitialized when another provider is already in use; otherwise the
 * reason why the DLL cannot serve, with a text in esent_provider_error(). The native library has no other provider
 * than itself and returns JET_errFeatureNotAvailable.
 */
JET_DECL JET_ERR esent_provider_load(const char *path);

/*
 * Describes the provider, loading it when that has not happened yet. The strings and the list live as long as the
 * process. JET_errInvalidParameter when cbStruct is wrong; the load error when there is no provider.
 */
JET_DECL JET_ERR esent_provider_info(struct esent_provider_info *info);

/*
 * Why the provider could not be loaded, or which function it does not export, as a sentence; "" while neither has
 * happened. Valid until the calling thread asks again.
 */
JET_DECL const char *esent_provider_error(void);

/* ---------------------------------------------------------------------------------------------------------------
 * Errors
 */

/* "JET_errFileNotFound" for -1811; NULL for a number that is no JET error or warning. */
JET_DECL const char *esent_error_name(JET_ERR err);

/* What the number means, in words; NULL for a number that is no JET error or warning. */
JET_DECL const char *esent_error_text(JET_ERR err);

/*
 * The sentence that the engine recorded for the last failing call of this thread, naming file and page where they
 * matter; "" when there is none, as with Microsoft's DLL. Valid until this thread's next call into the library.
 */
JET_DECL const char *esent_error_detail(void);

/* ---------------------------------------------------------------------------------------------------------------
 * Text
 *
 * UTF-16 in the machine's (little-endian) order. Unpaired surrogates are kept: they become the three bytes that
 * UTF-8 would use for the code point (WTF-8) and come back unchanged, because Windows allows them in names. Bytes that
 * are not UTF-8 are an error.
 *
 * They write at most `capacity` units including a terminating NUL and set `*needed` (may be NULL) to the
 * units the whole result needs including the NUL. JET_errBufferTooSmall when it does not fit (nothing is written but
 * a NUL), JET_errInvalidParameter for malformed input. `length` counts input units; (size_t)-1 means up to the NUL.
 */
JET_DECL JET_ERR esent_utf8_to_utf16(const char *text, size_t length, WCHAR *out, size_t capacity, size_t *needed);
JET_DECL JET_ERR esent_utf16_to_utf8(const WCHAR *text, size_t length, char *out, size_t capacity, size_t *needed);

/*
 * The same for text of code page 1252: columns of text that are not Unicode, and names as a file has them. Every byte is a
 * character; the five that the code page leaves open are control characters.
 */
JET_DECL JET_ERR esent_cp1252_to_utf8(const char *text, size_t length, char *out, size_t capacity, size_t *needed);

/* ---------------------------------------------------------------------------------------------------------------
 * Thunks: callbacks with a context pointer
 *
 * Most callback types of the API carry no user pointer. esent_bind_X() ties a plain C function and a context to a
 * pointer of the API's own type and calling convention; give that pointer to the Jet* function, and free it with
 * esent_unbind_X() when the engine can no longer call it. Nothing is generated at run time: each type has
 * ESENT_THUNK_SLOTS trampolines.
 *
 *   bind     JET_errOutOfMemory when all slots of the type are taken; JET_errInvalidParameter for a NULL argument
 *   unbind   JET_errInvalidParameter for a pointer that is not bound now (never bound, or freed before)
 *   a call through a pointer that is no longer bound answers JET_errCallbackNotResolved (or NULL, or nothing)
 *
 * Binding and unbinding are thread-safe. A bound pointer may be called from several threads at once. Unbinding while
 * a call is on its way is the caller's fault, as freeing a context in use would be: unbind after the API function that
 * took the pointer has returned, and for callbacks that are registered (JetRegisterCallback, parameters) after
 * unregistering and the end of the instance.
 */
enum { ESENT_THUNK_SLOTS = 64 };

/* Each plain function takes the context, then the arguments of the API's own type. */
typedef JET_ERR (*esent_status_fn)(void *context, JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv);
typedef JET_ERR (*esent_init_callback_fn)(void *context, JET_SNP snp, JET_SNT snt, void *pv, void *pvContext);
typedef JET_ERR (*esent_callback_fn)(void *context, JET_SESID sesid, JET_DBID dbid, JET_TABLEID tableid,
                                     JET_CBTYP cbtyp, void *pvArg1, void *pvArg2, void *pvContext,
                                     JET_API_PTR ulUnused);
typedef void *(*esent_realloc_fn)(void *context, void *pvContext, void *pv, JET_ULONG cb);
typedef JET_ERR (*esent_abort_retry_fail_a_fn)(void *context, char *szFile, JET_ULONG Offset, JET_ULONG OffsetHigh,
                                               JET_ULONG Length, JET_ERR err);
typedef JET_ERR (*esent_abort_retry_fail_w_fn)(void *context, WCHAR *szFile, JET_ULONG Offset, JET_ULONG OffsetHigh,
                                               JET_ULONG Length, JET_ERR err);

JET_DECL JET_ERR esent_bind_status(esent_status_fn function, void *context, JET_PFNSTATUS *bound);
JET_DECL JET_ERR esent_unbind_status(JET_PFNSTATUS bound);
JET_DECL JET_ERR esent_bind_init_callback(esent_init_callback_fn function, void *context, JET_PFNINITCALLBACK *bound);
JET_DECL JET_ERR esent_unbind_init_callback(JET_PFNINITCALLBACK bound);
JET_DECL JET_ERR esent_bind_callback(esent_callback_fn function, void *context, JET_CALLBACK *bound);
JET_DECL JET_ERR esent_unbind_callback(JET_CALLBACK bound);
JET_DECL JET_ERR esent_bind_realloc(esent_realloc_fn function, void *context, JET_PFNREALLOC *bound);
JET_DECL JET_ERR esent_unbind_realloc(JET_PFNREALLOC bound);
JET_DECL JET_ERR esent_bind_abort_retry_fail_a(esent_abort_retry_fail_a_fn function, void *context,
                                               JET_ABORTRETRYFAILCALLBACK_A *bound);
JET_DECL JET_ERR esent_unbind_abort_retry_fail_a(JET_ABORTRETRYFAILCALLBACK_A bound);
JET_DECL JET_ERR esent_bind_abort_retry_fail_w(esent_abort_retry_fail_w_fn function, void *context,
                                               JET_ABORTRETRYFAILCALLBACK_W *bound);
JET_DECL JET_ERR esent_unbind_abort_retry_fail_w(JET_ABORTRETRYFAILCALLBACK_W bound);

#if JET_VERSION >= 0x0600
typedef void (*esent_trace_emit_fn)(void *context, JET_TRACETAG tag, JET_PCSTR szPrefix, JET_PCSTR szTrace,
                                    JET_API_PTR ul);
typedef void (*esent_trace_register_fn)(void *context, JET_TRACETAG tag, JET_PCSTR szDesc, JET_API_PTR *pul);

JET_DECL JET_ERR esent_bind_trace_emit(esent_trace_emit_fn function, void *context, JET_PFNTRACEEMIT *bound);
JET_DECL JET_ERR esent_unbind_trace_emit(JET_PFNTRACEEMIT bound);
JET_DECL JET_ERR esent_bind_trace_register(esent_trace_register_fn function, void *context,
                                           JET_PFNTRACEREGISTER *bound);
JET_DECL JET_ERR esent_unbind_trace_register(JET_PFNTRACEREGISTER bound);
#endif

#if JET_VERSION >= 0x0601
typedef JET_ERR (*esent_emit_log_data_fn)(void *context, JET_INSTANCE instance, JET_EMITDATACTX *pEmitLogDataCtx,
                                          void *pvLogData, JET_ULONG cbLogData, void *callbackCtx);
typedef JET_ERR (*esent_space_data_fn)(void *context, BTREE_STATS *pBTreeStats, JET_API_PTR pvContext);

JET_DECL JET_ERR esent_bind_emit_log_data(esent_emit_log_data_fn function, void *context, JET_PFNEMITLOGDATA *bound);
JET_DECL JET_ERR esent_unbind_emit_log_data(JET_PFNEMITLOGDATA bound);
JET_DECL JET_ERR esent_bind_space_data(esent_space_data_fn function, void *context, JET_PFNSPACEDATA *bound);
JET_DECL JET_ERR esent_unbind_space_data(JET_PFNSPACEDATA bound);
#endif

#if JET_VERSION >= 0x0602
typedef JET_ERR (*esent_durable_commit_fn)(void *context, JET_INSTANCE instance, JET_COMMIT_ID *pCommitIdSeen,
                                           JET_GRBIT grbit);

JET_DECL JET_ERR esent_bind_durable_commit(esent_durable_commit_fn function, void *context,
                                           JET_PFNDURABLECOMMITCALLBACK *bound);
JET_DECL JET_ERR esent_unbind_durable_commit(JET_PFNDURABLECOMMITCALLBACK bound);
#endif

#if JET_VERSION >= 0x0a01
typedef void (*esent_space_category_fn)(void *context, JET_ULONG pgno, JET_ULONG objid, SpaceCategoryFlags spcatf,
                                        void *pvContext);

JET_DECL JET_ERR esent_bind_space_category(esent_space_category_fn function, void *context, JET_SPCATCALLBACK *bound);
JET_DECL JET_ERR esent_unbind_space_category(JET_SPCATCALLBACK bound);
#endif

/* ---------------------------------------------------------------------------------------------------------------
 * Status
 *
 * By default the engine reports progress exactly as Windows does, which for some operations means almost nothing
 * (a backup reports 0 % and 100 %) and no way to cancel. Under ESENT_STATUS_RICH every operation of the native engine
 * reports Begin, Progress that never goes back, at least every 1 % or 100 ms, and Complete or Fail; and an error
 * returned by the callback ends any of them cleanly with that error.
 */
enum {
    ESENT_STATUS_WINDOWS = 0,
    ESENT_STATUS_RICH = 1,
};

/* Chooses the policy for operations that start from now on, in the whole process. */
JET_DECL JET_ERR esent_set_status_policy(uint32_t policy);

/* ---------------------------------------------------------------------------------------------------------------
 * Attaching what Windows refuses
 *
 * Bits for JetAttachDatabase(2) of the native engine, beside JET_bitDbReadOnly, without which they give
 * JET_errInvalidGrbit. What is read may contradict itself; nothing is written.
 */
#define ESENT_bitDbAsIs 0x40000000       /* read a database that was not shut down cleanly, is in use by another program, or is
                                            of a newer format, as its pages are now */
#define ESENT_bitDbUnverified 0x20000000 /* read pages whose checksum does not hold */

/* ---------------------------------------------------------------------------------------------------------------
 * Files
 *
 * These functions work on the file itself, read-only: nothing is written, no engine and no instance is needed, and a
 * database that is dirty or in use by another program can be looked at.
 */

/* What is wrong with a page. */
enum {
    ESENT_PAGE_BAD_CHECKSUM = 1,   /* content does not match its checksum */
    ESENT_PAGE_CORRECTABLE = 2,    /* one bit is wrong; the checksum says which */
    ESENT_PAGE_WRONG_NUMBER = 3,   /* the checksum of another page number: its image, or damage in the checksum itself */
    ESENT_PAGE_UNREADABLE = 4,     /* the file system could not read it */
};

struct esent_verify_page {
    uint32_t pgno;            /* page number; 0xFFFFFFFF and 0 are the two header copies */
    uint32_t problem;         /* ESENT_PAGE_* */
    uint32_t found_pgno;      /* WRONG_NUMBER: the page that is really here */
    uint32_t bit;             /* CORRECTABLE: position of the wrong bit in the page */
    uint64_t expected;        /* checksum stored in the page, of the first block that does not match */
    uint64_t actual;          /* checksum of what was read */
    const char *text;         /* the same as a sentence, naming file and page */
};

/*
 * Called for each damaged page, in ascending order of pages, on the thread that called esent_verify_file(). An error
 * that it returns ends the verification with that error.
 */
typedef JET_ERR (*esent_verify_fn)(void *context, const struct esent_verify_page *page);

enum {
    ESENT_HEADER_PRIMARY_GOOD = 1,
    ESENT_HEADER_SHADOW_GOOD = 2,
    ESENT_HEADER_IDENTICAL = 4, /* both copies are good and the same */
};

struct esent_verify_result {
    uint32_t cbStruct;         /* in: sizeof(struct esent_verify_result) */
    uint32_t page_size;        /* bytes */
    uint32_t header_state;     /* dbstate of the header: 2 dirty shutdown, 3 clean shutdown, ... */
    uint32_t header_copies;    /* ESENT_HEADER_* */
    uint64_t pages;            /* seen, the two header copies included */
    uint64_t bad;              /* bad checksum or unreadable */
    uint64_t wrong_number;     /* the image of another page */
    uint64_t correctable;      /* one wrong bit */
    uint64_t uninitialised;    /* all zero */
    uint64_t highest_dbtime;   /* highest update counter found in a good page */
    uint32_t highest_dbtime_pgno;
    uint32_t trailing_bytes;   /* bytes after the last whole page */
    uint64_t bytes;            /* read */
    uint64_t reads;            /* read calls */
    uint64_t elapsed_ns;
    uint64_t read_ns;          /* sum over all reads, of all threads */
    uint64_t slowest_read_ns;
    uint64_t fastest_read_ns;
};

/*
 * Checks both header copies and the checksum of every page of the database file `path`.
 *
 * `status` (may be NULL) gets Begin, Progress in pages (at most every 1 %, at least every 100 ms), then Complete or Fail,
 * with snp ESENT_SNP_VERIFY and JET_sesidNil, always on the calling thread; an error that it returns ends the work with
 * that error. `report` (may be NULL) gets each damaged page. All processors are used; the file is read once, front to
 * back, and never locked or written.
 *
 * Returns JET_errSuccess when nothing is damaged; pages never written and pages with one correctable bit do not count, as
 * in Windows' tool. JET_errDatabaseCorrupted when a page is damaged, the file ends inside a page, or neither header copy
 * can be used; JET_errFileInvalidType, JET_errInvalidDatabaseVersion as esent_dump_header(); JET_errFileNotFound and other
 * file errors. `*result` (may be NULL) is filled in as far as the work came.
 */
JET_DECL JET_ERR esent_verify_file(const char *path, JET_PFNSTATUS status, esent_verify_fn report, void *context,
                                   struct esent_verify_result *result);

enum { ESENT_SNP_VERIFY = 0x4553 }; /* JET_SNP of esent_verify_file: no number of Windows' */

/* How a dump is written: one of the first two, with the others added where a function says so. */
enum {
    ESENT_DUMP_TEXT = 0,           /* as Windows' tool prints it */
    ESENT_DUMP_JSON = 1,           /* one object with everything */
    ESENT_DUMP_AS_IS = 0x100,      /* as ESENT_bitDbAsIs */
    ESENT_DUMP_UNVERIFIED = 0x200, /* as ESENT_bitDbUnverified */
    ESENT_DUMP_SMALL = 0x400,      /* small trees too, which the text leaves out */
};

/* Receives a piece of output, `size` bytes of UTF-8 at `text`. A negative result ends the dump with that error. */
typedef JET_ERR (*esent_write_fn)(void *context, const char *text, size_t size);

/*
 * Writes the header of the database file `path` through `write`. When only one of the two copies can be used, that one is
 * shown, with a warning, and JET_errSuccess returned. JET_errDatabaseCorrupted when neither can: damaged, cut off, or no
 * database; JET_errFileInvalidType for another file of the engine; JET_errInvalidDatabaseVersion for a format that is not
 * known at all.
 */
JET_DECL JET_ERR esent_dump_header(const char *path, uint32_t format, esent_write_fn write, void *context);

/*
 * Writes what trees the database file `path` has: name, object id and root page of every table, its long values and its
 * indexes. Takes ESENT_DUMP_AS_IS and _UNVERIFIED; without AS_IS a database that was not shut down cleanly gives
 * JET_errDatabaseDirtyShutdown, one that an engine may write JET_errFileAccessDenied. A table whose schema cannot be read
 * is listed with its error, which is returned when the rest has been written; JSON is complete then too.
 */
JET_DECL JET_ERR esent_dump_metadata(const char *path, uint32_t format, esent_write_fn write, void *context);

/*
 * Writes how many pages each tree of the database file `path` owns, and how many of them are free. Takes ESENT_DUMP_AS_IS,
 * _UNVERIFIED, _SMALL (the text leaves out trees below half a percent of the database). Errors as esent_dump_metadata().
 */
JET_DECL JET_ERR esent_dump_space(const char *path, uint32_t format, esent_write_fn write, void *context);

/*
 * Writes a picture (SVG) of the database file `path`: whose each page is, in order of the file. A database of any size
 * gives at most 2 MB. `format` is ESENT_DUMP_TEXT with ESENT_DUMP_AS_IS, _UNVERIFIED. Trees whose space cannot be read
 * are left out, and the first error returned when the picture is complete.
 */
JET_DECL JET_ERR esent_space_map_svg(const char *path, uint32_t format, esent_write_fn write, void *context);

#ifdef __cplusplus
}
#endif

#endif
