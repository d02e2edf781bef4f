/*
 * os_file.c - files over POSIX.
 *
 * Sharing is that of Windows: an open fails when it wants what another open of the file denies, or denies
 * what another one does. Each open file holds its claims as read locks on bytes far behind every possible
 * content:
 *
 *   LOCK_BYTE +0 reads   +1 writes   +2 denies reading (OS_SHARE_NONE)   +3 denies writing (NONE and READ)
 *
 * The locks belong to the open description (F_OFD_SETLK): two opens in one process conflict as those of two
 * processes do, and closing the file or the death of its process gives them up. Claims are made first and
 * compared then, so of two opens that conflict never both succeed.
 */
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "diag.h"
#include "os/os_path_native.h"
#include "try.h"

#define LOCK_BYTE ((off_t)0x7FFFFFFFFFFFFFF0)

static _Atomic(const struct os_file_hooks *) active_hooks;

void os_file_set_hooks(const struct os_file_hooks *hooks)
{
    atomic_store(&active_hooks, hooks);
}

static const struct os_file_hooks *hooks(void)
{
    return atomic_load_explicit(&active_hooks, memory_order_acquire);
}

static int open_flags(unsigned access)
{
    int flags = (access & OS_WRITE) ? O_RDWR : O_RDONLY;

    if (access & OS_CREATE) {
        flags |= O_CREAT;
    }
    if (access & OS_EXCLUSIVE) {
        flags |= O_EXCL;
    }
    return flags | O_CLOEXEC | O_NOCTTY;
}

enum claim { READS, WRITES, DENIES_READING, DENIES_WRITING, CLAIMS };

static int claim_lock(int descriptor, int command, short type, enum claim claim, short *found)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = LOCK_BYTE + claim, .l_len = 1};
    int result = fcntl(descriptor, command, &lock);

    *found = lock.l_type;
    return result;
}

/* A file system without such locks shares everything: better than not to open the file at all. */
static bool another_has(int descriptor, enum claim claim)
{
    short found;

    return claim_lock(descriptor, F_OFD_GETLK, F_WRLCK, claim, &found) == 0 && found != F_UNLCK;
}

static bool claim_once(int descriptor, const bool wanted[CLAIMS])
{
    static const enum claim opposite[CLAIMS] = {DENIES_READING, DENIES_WRITING, READS, WRITES};
    bool granted = true;
    short found;

    for (int claim = 0; claim < CLAIMS; claim++) {
        if (wanted[claim]) {
            (void)claim_lock(descriptor, F_OFD_SETLK, F_RDLCK, (enum claim)claim, &found);
        }
    }
    for (int claim = 0; claim < CLAIMS && granted; claim++) {
        granted = !wanted[claim] || !another_has(descriptor, opposite[claim]);
    }
    for (int claim = 0; claim < CLAIMS && !granted; claim++) {
        (void)claim_lock(descriptor, F_OFD_SETLK, F_UNLCK, (enum claim)claim, &found);
    }
    return granted;
}

/* Two opens at the same moment can refuse each other; trying again after waits of different length lets one
 * win. */
static bool claim_file(int descriptor, unsigned access, enum os_share share)
{
    const bool wanted[CLAIMS] = {
        [READS] = true,
        [WRITES] = (access & OS_WRITE) != 0,
        [DENIES_READING] = share == OS_SHARE_NONE,
        [DENIES_WRITING] = share != OS_SHARE_ALL,
    };
    bool granted = claim_once(descriptor, wanted);

    for (unsigned attempt = 0; attempt < 3 && !granted; attempt++) {
        uint8_t wait;

        os_random_bytes(&wait, sizeof wait);
        os_time_sleep_ms(1u + wait % 8u);
        granted = claim_once(descriptor, wanted);
    }
    return granted;
}

/* A folder on the way that is absent is another error on Windows than an absent file. */
static JET_ERR open_failed(int number, const char *path, unsigned access)
{
    char folder[OS_PATH_MAX];
    struct stat status;

    if (number == ENOENT && path_folder(path, folder, sizeof folder) == JET_errSuccess &&
        stat(folder, &status) != 0) {
        return diag_fail(JET_errInvalidPath, "cannot open '%s': the folder '%s' does not exist", path,
                         folder);
    }
    return os_error_translate((unsigned long)number, (access & OS_CREATE) ? "create" : "open", path);
}

JET_ERR os_file_open(struct os_file *file, const char *path, unsigned access, enum os_share share)
{
    char native[OS_PATH_MAX];
    struct stat status;
    int descriptor;

    *file = os_file_none();
    JET_TRY(os_path_native(path, native));
    do {
        descriptor = open(native, open_flags(access) | O_NONBLOCK, 0666);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0) {
        return open_failed(errno, native, access);
    }
    /* O_NONBLOCK kept a pipe or a device from blocking the open; only files and block devices serve. */
    if (fstat(descriptor, &status) != 0 || !(S_ISREG(status.st_mode) || S_ISBLK(status.st_mode))) {
        bool folder = S_ISDIR(status.st_mode);

        (void)close(descriptor);
        return diag_fail(JET_errFileAccessDenied, "cannot open '%s': it is %s, not a file", path,
                         folder ? "a folder" : "a device or a pipe");
    }
    if (!claim_file(descriptor, access, share)) {
        (void)close(descriptor);
        return diag_fail(JET_errFileAccessDenied, "cannot open '%s': it is in use", path);
    }
    if (access & OS_SEQUENTIAL) {
        (void)posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    file->descriptor = descriptor;
    file->writable = (access & OS_WRITE) != 0;
    if (access & OS_TRUNCATE) {
        JET_ERR err = os_file_set_size(file, 0);

        if (err < JET_errSuccess) {
            os_file_close(file);
            return err;
        }
    }
    return JET_errSuccess;
}

void os_file_close(struct os_file *file)
{
    if (file->descriptor >= 0) {
        (void)close(file->descriptor);
        file->descriptor = -1;
    }
}

struct os_file os_file_none(void)
{
    return (struct os_file){.descriptor = -1};
}

bool os_file_is_open(const struct os_file *file)
{
    return file->descriptor >= 0;
}

/* Failures on an open file name it through the system: handles carry no path. */
static JET_ERR failed(const struct os_file *file, const char *verb)
{
    int number = errno;
    char link[64];
    char path[OS_PATH_MAX];
    ssize_t size;

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", file->descriptor);
    size = readlink(link, path, sizeof path - 1);
    path[size > 0 ? size : 0] = '\0';
    return os_error_translate((unsigned long)number, verb, path);
}

JET_ERR os_file_read(struct os_file *file, uint64_t offset, void *buffer, size_t size, size_t *got)
{
    size_t done = 0;

    while (done < size) {
        ssize_t step = pread(file->descriptor, (char *)buffer + done, size - done, (off_t)(offset + done));

        if (step > 0) {
            done += (size_t)step;
        } else if (step == 0) {
            break;
        } else if (errno != EINTR) {
            *got = done;
            return failed(file, "read");
        }
    }
    *got = done;
    return JET_errSuccess;
}

JET_ERR os_file_read_parts(struct os_file *file, uint64_t offset, const struct os_part *parts, unsigned count, size_t *got)
{
    struct iovec vector[OS_PARTS_MAX];
    struct iovec *left = vector;
    int lefts = (int)count;

    *got = 0;
    for (unsigned i = 0; i < count; i++) {
        vector[i] = (struct iovec){.iov_base = parts[i].at, .iov_len = parts[i].size};
    }
    while (lefts > 0) {
        ssize_t step = preadv(file->descriptor, left, lefts, (off_t)(offset + *got));

        if (step == 0) {
            break;
        }
        if (step < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failed(file, "read");
        }
        *got += (size_t)step;
        for (; lefts > 0 && (size_t)step >= left->iov_len; left++, lefts--) {
            step -= (ssize_t)left->iov_len;
        }
        if (lefts > 0) {
            left->iov_base = (char *)left->iov_base + step;
            left->iov_len -= (size_t)step;
        }
    }
    return JET_errSuccess;
}

JET_ERR os_file_write(struct os_file *file, uint64_t offset, const void *buffer, size_t size)
{
    const struct os_file_hooks *hook = hooks();
    JET_ERR injected = JET_errSuccess;
    size_t done = 0;

    if (hook != NULL) {
        injected = hook->before_write(hook->context, file, offset, &size);
    }
    while (done < size) {
        ssize_t step =
            pwrite(file->descriptor, (const char *)buffer + done, size - done, (off_t)(offset + done));

        if (step >= 0) {
            done += (size_t)step;
        } else if (errno != EINTR) {
            return failed(file, "write");
        }
    }
    return injected;
}

JET_ERR os_file_sync(struct os_file *file)
{
    const struct os_file_hooks *hook = hooks();

    if (hook != NULL) {
        JET_TRY(hook->before_sync(hook->context, file));
    }
    while (fdatasync(file->descriptor) != 0) {
        if (errno != EINTR) {
            return failed(file, "sync");
        }
    }
    return JET_errSuccess;
}

JET_ERR os_file_size(struct os_file *file, uint64_t *size)
{
    off_t end = lseek(file->descriptor, 0, SEEK_END); /* also right for block devices, unlike fstat() */

    if (end < 0) {
        return failed(file, "find the size of");
    }
    *size = (uint64_t)end;
    return JET_errSuccess;
}

static JET_ERR before_resize(uint64_t size)
{
    const struct os_file_hooks *hook = hooks();

    return hook != NULL ? hook->before_resize(hook->context, size) : JET_errSuccess;
}

JET_ERR os_file_set_size(struct os_file *file, uint64_t size)
{
    JET_TRY(before_resize(size));
    while (ftruncate(file->descriptor, (off_t)size) != 0) {
        if (errno != EINTR) {
            return failed(file, "change the size of");
        }
    }
    return JET_errSuccess;
}

JET_ERR os_file_allocate(struct os_file *file, uint64_t size)
{
    uint64_t old = 0;
    int number;

    JET_TRY(os_file_size(file, &old));
    if (size <= old) {
        return JET_errSuccess;
    }
    JET_TRY(before_resize(size));
    do {
        number = posix_fallocate(file->descriptor, (off_t)old, (off_t)(size - old));
    } while (number == EINTR);
    if (number != 0) {
        (void)ftruncate(file->descriptor, (off_t)old);
        errno = number;
        return failed(file, "extend");
    }
    return JET_errSuccess;
}

JET_ERR os_file_punch_hole(struct os_file *file, uint64_t offset, uint64_t size)
{
    while (fallocate(file->descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset,
                     (off_t)size) != 0) {
        if (errno != EINTR) {
            return failed(file, "punch a hole into");
        }
    }
    return JET_errSuccess;
}

void os_file_prefetch(struct os_file *file, uint64_t offset, uint64_t size)
{
    (void)posix_fadvise(file->descriptor, (off_t)offset, (off_t)size, POSIX_FADV_WILLNEED);
}

JET_ERR os_file_stat(const char *path, struct os_file_info *info)
{
    char native[OS_PATH_MAX];
    struct stat status;

    JET_TRY(os_path_native(path, native));
    if (stat(native, &status) != 0) {
        return os_error_translate((unsigned long)errno, "look at", path);
    }
    info->size = (uint64_t)status.st_size;
    info->is_folder = S_ISDIR(status.st_mode);
    info->is_read_only = access(native, W_OK) != 0;
    return JET_errSuccess;
}

bool os_file_exists(const char *path)
{
    char native[OS_PATH_MAX];
    struct stat status;

    return os_path_native(path, native) == JET_errSuccess && stat(native, &status) == 0;
}

JET_ERR os_file_delete(const char *path)
{
    char native[OS_PATH_MAX];

    JET_TRY(os_path_native(path, native));
    return unlink(native) == 0 ? JET_errSuccess : os_error_translate((unsigned long)errno, "delete", path);
}

JET_ERR os_file_rename(const char *from, const char *to, bool replace)
{
    char native_from[OS_PATH_MAX];
    char native_to[OS_PATH_MAX];
    int result;

    JET_TRY(os_path_native(from, native_from));
    JET_TRY(os_path_native(to, native_to));
    result = renameat2(AT_FDCWD, native_from, AT_FDCWD, native_to, replace ? 0 : RENAME_NOREPLACE);
    if (result != 0 && errno == EINVAL && !replace) {
        /* The file system cannot refuse to replace; a hard link can. */
        result = link(native_from, native_to);
        if (result == 0) {
            result = unlink(native_from);
        }
    }
    return result == 0 ? JET_errSuccess : os_error_translate((unsigned long)errno, "rename", from);
}

bool os_file_same(const char *left, const char *right)
{
    char native_left[OS_PATH_MAX];
    char native_right[OS_PATH_MAX];
    struct stat a, b;

    return os_path_native(left, native_left) == JET_errSuccess &&
           os_path_native(right, native_right) == JET_errSuccess && stat(native_left, &a) == 0 &&
           stat(native_right, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
