/*
 * os_error.c - GetLastError() becomes a JET error, here and nowhere else.
 */
#include "os.h"

#include <string.h>

#include "diag.h"

static JET_ERR error_of(unsigned long number)
{
    switch (number) {
    case ERROR_FILE_NOT_FOUND:
        return JET_errFileNotFound;
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_DIRECTORY:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_INVALID_DRIVE:
    case ERROR_FILENAME_EXCED_RANGE:
        return JET_errInvalidPath;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_DIR_NOT_EMPTY:
    case ERROR_CURRENT_DIRECTORY:
    case ERROR_USER_MAPPED_FILE:
        return JET_errFileAccessDenied;
    case ERROR_WRITE_PROTECT:
        return JET_errPermissionDenied;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return JET_errFileAlreadyExists;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return JET_errDiskFull;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_NO_SYSTEM_RESOURCES:
    case ERROR_WORKING_SET_QUOTA:
        return JET_errOutOfMemory;
    case ERROR_TOO_MANY_OPEN_FILES:
        return JET_errOutOfFileHandles;
    case ERROR_NOT_SUPPORTED:
    case ERROR_INVALID_FUNCTION:
    case ERROR_CALL_NOT_IMPLEMENTED:
        return JET_errFeatureNotAvailable;
    case ERROR_CRC:
        return JET_errDiskReadVerificationFailure;
    default:
        return JET_errDiskIO;
    }
}

JET_ERR os_error_translate(unsigned long system_error, const char *verb, const char *path)
{
    char reason[256];
    DWORD size = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, system_error,
                                MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), reason, sizeof reason, NULL);

    while (size > 0 && strchr(". \r\n", reason[size - 1]) != NULL) {
        size--;
    }
    reason[size] = '\0';
    return size > 0 ? diag_fail(error_of(system_error), "cannot %s '%s': %s", verb, path, reason)
                    : diag_fail(error_of(system_error), "cannot %s '%s': system error %lu", verb, path, system_error);
}
