/*
 * os_file.c - files over Win32. Sharing is the system's own.
 */
#include "os.h"

#include <stdatomic.h>
#include <winioctl.h>

#include "diag.h"
#include "os/os_wide.h"
#include "try.h"

static _Atomic(const struct os_file_hooks *) active_hooks;

void os_file_set_hooks(const struct os_file_hooks *hooks)
{
    atomic_store(&active_hooks, hooks);
}

static const struct os_file_hooks *hooks(void)
{
    return atomic_load_explicit(&active_hooks, memory_order_acquire);
}

static DWORD share_mode(enum os_share share)
{
    switch (share) {
    case OS_SHARE_ALL:
        return FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    case OS_SHARE_READ:
        return FILE_SHARE_READ;
    default:
        return 0;
    }
}

static DWORD disposition(unsigned access)
{
    if (!(access & OS_CREATE)) {
        return OPEN_EXISTING;
    }
    return (access & OS_EXCLUSIVE) ? CREATE_NEW : OPEN_ALWAYS;
}

JET_ERR os_file_open(struct os_file *file, const char *path, unsigned access, enum os_share share)
{
    wchar_t wide[OS_PATH_MAX];
    DWORD rights = GENERIC_READ | ((access & OS_WRITE) ? GENERIC_WRITE : 0);
    DWORD flags = FILE_ATTRIBUTE_NORMAL | ((access & OS_SEQUENTIAL) ? FILE_FLAG_SEQUENTIAL_SCAN : 0);
    HANDLE handle;

    *file = os_file_none();
    JET_TRY(os_wide_path(path, wide));
    handle = CreateFileW(wide, rights, share_mode(share), NULL, disposition(access), flags, NULL);
    if (handle == INVALID_HANDLE_VALUE) {
        return os_error_translate(GetLastError(), (access & OS_CREATE) ? "create" : "open", path);
    }
    if (GetFileType(handle) != FILE_TYPE_DISK) {
        (void)CloseHandle(handle);
        return diag_fail(JET_errFileAccessDenied, "cannot open '%s': it is a device or a pipe, not a file", path);
    }
    file->handle = handle;
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
    if (file->handle != INVALID_HANDLE_VALUE) {
        (void)CloseHandle(file->handle);
        file->handle = INVALID_HANDLE_VALUE;
    }
}

struct os_file os_file_none(void)
{
    return (struct os_file){.handle = INVALID_HANDLE_VALUE};
}

bool os_file_is_open(const struct os_file *file)
{
    return file->handle != INVALID_HANDLE_VALUE;
}

/* Failures on an open file name it through the system: handles carry no path. */
static JET_ERR failed(const struct os_file *file, const char *verb)
{
    DWORD number = GetLastError();
    wchar_t wide[OS_PATH_MAX];
    char path[OS_PATH_MAX] = "";
    DWORD size = GetFinalPathNameByHandleW(file->handle, wide, OS_PATH_MAX, FILE_NAME_NORMALIZED);

    if (size > 0 && size < OS_PATH_MAX) {
        (void)os_from_wide(wide, path, sizeof path);
    }
    return os_error_translate(number, verb, path);
}

static OVERLAPPED position(uint64_t offset)
{
    OVERLAPPED at = {0};

    at.Offset = (DWORD)offset;
    at.OffsetHigh = (DWORD)(offset >> 32);
    return at;
}

enum { STEP_MAX = 1 << 30 };

JET_ERR os_file_read(struct os_file *file, uint64_t offset, void *buffer, size_t size, size_t *got)
{
    size_t done = 0;

    while (done < size) {
        OVERLAPPED at = position(offset + done);
        DWORD step = 0;
        DWORD wanted = (DWORD)(size - done < STEP_MAX ? size - done : STEP_MAX);

        if (!ReadFile(file->handle, (char *)buffer + done, wanted, &step, &at)) {
            if (GetLastError() == ERROR_HANDLE_EOF) {
                break;
            }
            *got = done;
            return failed(file, "read");
        }
        if (step == 0) {
            break;
        }
        done += step;
    }
    *got = done;
    return JET_errSuccess;
}

/* ReadFileScatter() needs files without buffering: one call per piece. */
JET_ERR os_file_read_parts(struct os_file *file, uint64_t offset, const struct os_part *parts, unsigned count, size_t *got)
{
    *got = 0;
    for (unsigned i = 0; i < count; i++) {
        size_t step = 0;
        JET_ERR err = os_file_read(file, offset + *got, parts[i].at, parts[i].size, &step);

        *got += step;
        if (err < JET_errSuccess || step < parts[i].size) {
            return err;
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
        OVERLAPPED at = position(offset + done);
        DWORD step = 0;
        DWORD wanted = (DWORD)(size - done < STEP_MAX ? size - done : STEP_MAX);

        if (!WriteFile(file->handle, (const char *)buffer + done, wanted, &step, &at)) {
            return failed(file, "write");
        }
        done += step;
    }
    return injected;
}

JET_ERR os_file_sync(struct os_file *file)
{
    const struct os_file_hooks *hook = hooks();

    if (hook != NULL) {
        JET_TRY(hook->before_sync(hook->context, file));
    }
    return FlushFileBuffers(file->handle) ? JET_errSuccess : failed(file, "sync");
}

JET_ERR os_file_size(struct os_file *file, uint64_t *size)
{
    LARGE_INTEGER end;

    if (!GetFileSizeEx(file->handle, &end)) {
        return failed(file, "find the size of");
    }
    *size = (uint64_t)end.QuadPart;
    return JET_errSuccess;
}

JET_ERR os_file_set_size(struct os_file *file, uint64_t size)
{
    const struct os_file_hooks *hook = hooks();
    FILE_END_OF_FILE_INFO end;

    if (hook != NULL) {
        JET_TRY(hook->before_resize(hook->context, size));
    }
    end.EndOfFile.QuadPart = (LONGLONG)size;
    return SetFileInformationByHandle(file->handle, FileEndOfFileInfo, &end, sizeof end)
               ? JET_errSuccess
               : failed(file, "change the size of");
}

/* NTFS takes the room for a file when its end is set. */
JET_ERR os_file_allocate(struct os_file *file, uint64_t size)
{
    uint64_t old = 0;

    JET_TRY(os_file_size(file, &old));
    return size <= old ? JET_errSuccess : os_file_set_size(file, size);
}

JET_ERR os_file_punch_hole(struct os_file *file, uint64_t offset, uint64_t size)
{
    FILE_ZERO_DATA_INFORMATION range;
    DWORD returned = 0;

    range.FileOffset.QuadPart = (LONGLONG)offset;
    range.BeyondFinalZero.QuadPart = (LONGLONG)(offset + size);
    if (!DeviceIoControl(file->handle, FSCTL_SET_SPARSE, NULL, 0, NULL, 0, &returned, NULL) ||
        !DeviceIoControl(file->handle, FSCTL_SET_ZERO_DATA, &range, sizeof range, NULL, 0, &returned, NULL)) {
        return failed(file, "punch a hole into");
    }
    return JET_errSuccess;
}

/* Windows reads ahead by itself where OS_SEQUENTIAL was given; it has no hint for a range. */
void os_file_prefetch(struct os_file *file, uint64_t offset, uint64_t size)
{
    (void)file;
    (void)offset;
    (void)size;
}

/* Where a folder of the path is absent, the file is too. */
static JET_ERR absent_or_failed(const char *verb, const char *path)
{
    DWORD number = GetLastError();

    return os_error_translate(number == ERROR_PATH_NOT_FOUND ? ERROR_FILE_NOT_FOUND : number, verb, path);
}

JET_ERR os_file_stat(const char *path, struct os_file_info *info)
{
    wchar_t wide[OS_PATH_MAX];
    WIN32_FILE_ATTRIBUTE_DATA data;

    JET_TRY(os_wide_path(path, wide));
    if (!GetFileAttributesExW(wide, GetFileExInfoStandard, &data)) {
        return absent_or_failed("look at", path);
    }
    info->size = ((uint64_t)data.nFileSizeHigh << 32) | data.nFileSizeLow;
    info->is_folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    info->is_read_only = (data.dwFileAttributes & FILE_ATTRIBUTE_READONLY) != 0;
    return JET_errSuccess;
}

bool os_file_exists(const char *path)
{
    wchar_t wide[OS_PATH_MAX];

    return os_wide_path(path, wide) == JET_errSuccess && GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

JET_ERR os_file_delete(const char *path)
{
    wchar_t wide[OS_PATH_MAX];

    JET_TRY(os_wide_path(path, wide));
    return DeleteFileW(wide) ? JET_errSuccess : absent_or_failed("delete", path);
}

JET_ERR os_file_rename(const char *from, const char *to, bool replace)
{
    wchar_t wide_from[OS_PATH_MAX];
    wchar_t wide_to[OS_PATH_MAX];

    JET_TRY(os_wide_path(from, wide_from));
    JET_TRY(os_wide_path(to, wide_to));
    return MoveFileExW(wide_from, wide_to, MOVEFILE_WRITE_THROUGH | (replace ? MOVEFILE_REPLACE_EXISTING : 0))
               ? JET_errSuccess
               : os_error_translate(GetLastError(), "rename", from);
}

static bool identity(const char *path, BY_HANDLE_FILE_INFORMATION *info)
{
    struct os_file file;
    bool known;

    if (os_file_open(&file, path, OS_READ, OS_SHARE_ALL) < JET_errSuccess) {
        return false;
    }
    known = GetFileInformationByHandle(file.handle, info);
    os_file_close(&file);
    return known;
}

bool os_file_same(const char *left, const char *right)
{
    BY_HANDLE_FILE_INFORMATION a, b;

    return identity(left, &a) && identity(right, &b) && a.dwVolumeSerialNumber == b.dwVolumeSerialNumber &&
           a.nFileIndexHigh == b.nFileIndexHigh && a.nFileIndexLow == b.nFileIndexLow;
}
