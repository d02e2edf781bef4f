/*
 * os.h - the one platform seam: files, folders, paths, memory, threads, time, random numbers, the console.
 *
 * posix/os and win32/os implement it in files of the same names. Nothing else in the tree differs between platforms.
 *
 *   - Strings are UTF-8 on every platform. Paths may use '/' and '\'; win32/os converts at the edge.
 *   - Every failing call translates the system's error in one function per side (os_error.c) and records a sentence
 *     that names the file (diag.h).
 *   - Blocking calls are restarted when a signal interrupts them; no thread's signal mask is changed.
 *   - Handles are plain structures owned by the caller; nothing is allocated behind them unless it says so.
 */
#ifndef ESENT_OS_H
#define ESENT_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#endif

#include "esent.h"

/* -------------------------------------------------------------------------------------------------- files */

enum os_access {
    OS_READ = 0x01,       /* open for reading */
    OS_WRITE = 0x02,      /* open for writing too */
    OS_CREATE = 0x04,     /* create the file when it is absent */
    OS_EXCLUSIVE = 0x08,  /* with OS_CREATE: JET_errFileAlreadyExists when it is present */
    OS_TRUNCATE = 0x10,   /* empty it */
    OS_SEQUENTIAL = 0x20, /* it will be read front to back */
};

/* What others may do with the file while it is open, in this process or another. */
enum os_share {
    OS_SHARE_ALL,  /* everything */
    OS_SHARE_READ, /* read it */
    OS_SHARE_NONE, /* nothing */
};

struct os_file {
#ifdef _WIN32
    HANDLE handle;
#else
    int descriptor;
#endif
    bool writable;
};

/*
 * Opens `path`. JET_errFileAccessDenied when another open of the file denies what `access` wants or does what `share`
 * denies, when rights are missing, and for a folder; JET_errFileNotFound; JET_errInvalidPath when a folder of the path is
 * absent. On POSIX the sharing is advisory: it binds all users of this library. Opens in one process count like others.
 */
JET_ERR os_file_open(struct os_file *file, const char *path, unsigned access, enum os_share share);

/* Closes the file; harmless on a file that was closed or is zero from os_file_none(). */
void os_file_close(struct os_file *file);

/* A file that is not open. */
struct os_file os_file_none(void);
bool os_file_is_open(const struct os_file *file);

/*
 * Reads up to `size` bytes at `offset` into `buffer`, in as many steps as it takes. `*got` (bytes) is smaller than `size`
 * only at the end of the file. JET_errDiskReadVerificationFailure or JET_errDiskIO when the device fails. Thread-safe.
 */
JET_ERR os_file_read(struct os_file *file, uint64_t offset, void *buffer, size_t size, size_t *got);

/* A piece of memory that takes part in one transfer. */
struct os_part {
    void *at;
    size_t size;
};

enum { OS_PARTS_MAX = 64 };

/*
 * Reads consecutive bytes of the file at `offset` into up to OS_PARTS_MAX pieces of memory, one after the other, with as
 * few calls of the system as it has. `*got` (bytes of all) and errors as in os_file_read(). Thread-safe.
 */
JET_ERR os_file_read_parts(struct os_file *file, uint64_t offset, const struct os_part *parts, unsigned count, size_t *got);

/* Writes all `size` bytes at `offset`, or fails; JET_errDiskFull. Thread-safe for ranges that do not overlap. */
JET_ERR os_file_write(struct os_file *file, uint64_t offset, const void *buffer, size_t size);

/* Returns when everything written so far is on the device. */
JET_ERR os_file_sync(struct os_file *file);

JET_ERR os_file_size(struct os_file *file, uint64_t *size);

/* Cuts or extends the file to `size` bytes; what is added reads as zero and may be a hole. */
JET_ERR os_file_set_size(struct os_file *file, uint64_t size);

/* Extends the file to `size` bytes of which the device has room for all; JET_errDiskFull. Never shrinks. */
JET_ERR os_file_allocate(struct os_file *file, uint64_t size);

/*
 * Gives the room of a range back to the file system; it reads as zero from then on. JET_errFeatureNotAvailable where
 * the file system cannot.
 */
JET_ERR os_file_punch_hole(struct os_file *file, uint64_t offset, uint64_t size);

/* Tells the system that a range will be read soon. A hint: it cannot fail. */
void os_file_prefetch(struct os_file *file, uint64_t offset, uint64_t size);

struct os_file_info {
    uint64_t size;
    bool is_folder;
    bool is_read_only;
};

/* JET_errFileNotFound when there is nothing at `path`. */
JET_ERR os_file_stat(const char *path, struct os_file_info *info);
bool os_file_exists(const char *path);

/* Deletes a file. JET_errFileNotFound when there is none. */
JET_ERR os_file_delete(const char *path);

/* Renames within one file system, atomically. Unless `replace`, JET_errFileAlreadyExists when `to` exists. */
JET_ERR os_file_rename(const char *from, const char *to, bool replace);

/* True when both paths lead to the same file. */
bool os_file_same(const char *left, const char *right);

/*
 * Fault injection for the crash tests. While hooks are set, every write, sync and change of size asks them first; in
 * normal runs the cost is one load of a pointer that is NULL.
 */
struct os_file_hooks {
    /* May shorten `*size` (a torn write) and return an error that the write then fails with. */
    JET_ERR (*before_write)(void *context, struct os_file *file, uint64_t offset, size_t *size);
    JET_ERR (*before_sync)(void *context, struct os_file *file);
    JET_ERR (*before_resize)(void *context, uint64_t size);
    void *context;
};

/* Sets the hooks of the process, NULL for none. Only tests call it, while no file is being written. */
void os_file_set_hooks(const struct os_file_hooks *hooks);

/* ------------------------------------------------------------------------------------------------ folders */

/* Creates a folder and those above it; no error when it exists. */
JET_ERR os_dir_create(const char *path);

/* Removes an empty folder. */
JET_ERR os_dir_remove(const char *path);

/* Receives the name (not the path) of a file; a negative result ends the listing with that error. */
typedef JET_ERR (*os_dir_visit)(void *context, const char *name, bool is_folder);

/*
 * Lists the names in a folder that match `pattern` ('*' and '?', letters of any case), in no particular order.
 * JET_errInvalidPath when there is no such folder.
 */
JET_ERR os_dir_list(const char *path, const char *pattern, os_dir_visit visit, void *context);

/* Makes the creations, renames and deletions in a folder durable. */
JET_ERR os_dir_sync(const char *path);

/* The folder for temporary files, without a separator at the end. */
JET_ERR os_dir_temporary(char *path, size_t capacity);

/* -------------------------------------------------------------------------------------------------- paths */

enum { OS_PATH_MAX = 4096 }; /* bytes of a path including the NUL */

/*
 * The absolute form of `path`: the current folder in front when it is relative, "." and ".." and double separators
 * removed, symbolic links left alone, the system's own separator; a separator at the end stays. JET_errInvalidPath
 * for an empty path and when it does not fit into `capacity`.
 */
JET_ERR os_path_absolute(const char *path, char *absolute, size_t capacity);

/* The following work on text only and know both separators (path.c). */

bool path_is_separator(char c);

/* `folder` and `name` with one separator between them. JET_errInvalidPath when it does not fit. */
JET_ERR path_join(const char *folder, const char *name, char *joined, size_t capacity);

/* The part after the last separator; points into `path`. */
const char *path_file_name(const char *path);

/* The part before the file name, without the separator at its end (but "/" stays); "." when there is none. */
JET_ERR path_folder(const char *path, char *folder, size_t capacity);

/* `path` with the extension of its file name replaced by `extension` (".jfm") or added. */
JET_ERR path_with_extension(const char *path, const char *extension, char *changed, size_t capacity);

/* True when `name` matches `pattern` of '*' and '?'; ASCII letters match in any case. */
bool path_matches(const char *name, const char *pattern);

/* --------------------------------------------------------------------------------------------------- text */

/*
 * Converts between UTF-8 and the text of this system's A functions: UTF-8 on POSIX, the ANSI code page on Windows. Returns
 * the bytes that the result needs with its NUL, 0 when the text is malformed or memory is short; `out` is written, whole,
 * only when it has room for that many (`capacity` bytes).
 */
size_t os_text_from_ansi(const char *text, char *out, size_t capacity);
size_t os_text_to_ansi(const char *text, char *out, size_t capacity);

/* ------------------------------------------------------------------------------------------------- memory */

/* Memory for I/O, aligned to pages and zeroed; NULL when there is none. `size` must be given back to free it. */
void *os_memory_allocate(size_t size);
void os_memory_free(void *memory, size_t size);

unsigned os_cpu_count(void);          /* processors this process may use, at least 1 */
uint64_t os_physical_memory(void);    /* bytes */

/* ------------------------------------------------------------------------------------------------ threads */

struct os_mutex {
#ifdef _WIN32
    SRWLOCK lock;
#else
    pthread_mutex_t lock;
#endif
};

struct os_rwlock {
#ifdef _WIN32
    SRWLOCK lock;
#else
    pthread_rwlock_t lock;
#endif
};

struct os_condition {
#ifdef _WIN32
    CONDITION_VARIABLE variable;
#else
    pthread_cond_t variable;
#endif
};

struct os_thread {
#ifdef _WIN32
    HANDLE handle;
#else
    pthread_t handle;
#endif
    void (*run)(void *context);
    void *context;
};

#ifdef _WIN32
#define OS_MUTEX_INIT {SRWLOCK_INIT}
#else
#define OS_MUTEX_INIT {PTHREAD_MUTEX_INITIALIZER}
#endif

/* Not recursive. Destroying is needed on POSIX and does nothing on Windows. */
void os_mutex_init(struct os_mutex *mutex);
void os_mutex_destroy(struct os_mutex *mutex);
void os_mutex_lock(struct os_mutex *mutex);
bool os_mutex_try_lock(struct os_mutex *mutex);
void os_mutex_unlock(struct os_mutex *mutex);

void os_rwlock_init(struct os_rwlock *rwlock);
void os_rwlock_destroy(struct os_rwlock *rwlock);
void os_rwlock_lock_shared(struct os_rwlock *rwlock);
void os_rwlock_unlock_shared(struct os_rwlock *rwlock);
void os_rwlock_lock_exclusive(struct os_rwlock *rwlock);
void os_rwlock_unlock_exclusive(struct os_rwlock *rwlock);

void os_condition_init(struct os_condition *condition);
void os_condition_destroy(struct os_condition *condition);
void os_condition_wait(struct os_condition *condition, struct os_mutex *mutex);

/* False when `milliseconds` passed without a signal. May wake without one, as the other wait may. */
bool os_condition_wait_for(struct os_condition *condition, struct os_mutex *mutex, uint32_t milliseconds);
void os_condition_signal(struct os_condition *condition);
void os_condition_broadcast(struct os_condition *condition);

/*
 * Starts a thread that runs `run(context)`; `name` (15 bytes) is for debuggers. `*thread` must stay where it is until
 * os_thread_join(). JET_errOutOfThreads.
 */
JET_ERR os_thread_start(struct os_thread *thread, const char *name, void (*run)(void *context), void *context);
void os_thread_join(struct os_thread *thread);
uint64_t os_thread_id(void);

/* What is to be done when a thread ends; filled in and kept by the caller until it has run. */
struct os_thread_exit {
    void (*run)(void *context);
    void *context;
    struct os_thread_exit *next; /* os.h's own */
};

/* Has `exit->run(exit->context)` called by the calling thread when it ends; false when the system cannot. */
bool os_thread_at_exit(struct os_thread_exit *exit);

/* A number that no other living thread has, never 0; cheap enough for every call of the API. */
static inline uintptr_t os_thread_self(void)
{
#ifdef _WIN32
    return GetCurrentThreadId();
#else
    return (uintptr_t)pthread_self();
#endif
}

/* --------------------------------------------------------------------------------------------------- time */

uint64_t os_time_monotonic_ns(void);
uint64_t os_time_processor_ns(void); /* that the calling thread has used */
void os_time_sleep_ms(uint32_t milliseconds);

struct os_time_parts {
    int year, month, day; /* 2026, 1..12, 1..31 */
    int hour, minute, second, millisecond;
};

void os_time_utc(struct os_time_parts *parts);
void os_time_local(struct os_time_parts *parts);

/* ------------------------------------------------------------------------------------------------- random */

/* Fills a buffer with random bytes from the system. */
void os_random_bytes(void *buffer, size_t size);

/* ------------------------------------------------------------------------------------ process and console */

uint32_t os_process_id(void);

/* Copies an environment variable (UTF-8); false when it is not set, empty, or does not fit. */
bool os_environment(const char *name, char *value, size_t capacity);

/* Prepares the standard streams of a tool: UTF-8 text, line ends as written. */
void os_console_prepare(void);

/*
 * The arguments of a tool in UTF-8: those that main() was given, or what the system knows better. They live as long as the
 * process.
 */
char **os_console_arguments(int count, char **arguments);

/* True when standard output goes to a person. */
bool os_console_is_terminal(void);
unsigned os_console_width(void); /* columns, 80 when unknown */

/* From now on Ctrl-C does not end the process but is remembered: os_console_interrupted() tells. */
void os_console_catch_interrupt(void);
bool os_console_interrupted(void);

/* ------------------------------------------------------------------------------------------------- errors */

/*
 * Translates a system error (errno, GetLastError()) and records the sentence "cannot VERB 'PATH': REASON". The only place
 * of its platform that knows the system's error numbers.
 */
JET_ERR os_error_translate(unsigned long system_error, const char *verb, const char *path);

#endif
