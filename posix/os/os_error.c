/*
 * os_error.c - errno becomes a JET error, here and nowhere else.
 */
#include "os.h"

#include <errno.h>
#include <string.h>

#include "diag.h"

static JET_ERR error_of(int number)
{
    switch (number) {
    case ENOENT:
        return JET_errFileNotFound;
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case EINVAL:
        return JET_errInvalidPath;
    case EACCES:
    case EPERM:
    case EISDIR:
    case EBUSY:
    case ETXTBSY:
    case EAGAIN:
    case ENOTEMPTY:
    case ENXIO:
        return JET_errFileAccessDenied;
    case EROFS:
        return JET_errPermissionDenied;
    case EEXIST:
        return JET_errFileAlreadyExists;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return JET_errDiskFull;
    case ENOMEM:
        return JET_errOutOfMemory;
    case EMFILE:
    case ENFILE:
        return JET_errOutOfFileHandles;
    case EOPNOTSUPP:
    case ENOSYS:
        return JET_errFeatureNotAvailable;
    default:
        return JET_errDiskIO;
    }
}

JET_ERR os_error_translate(unsigned long system_error, const char *verb, const char *path)
{
    char reason[128];

    /* The GNU form, which returns the text and need not use the buffer. */
    return diag_fail(error_of((int)system_error), "cannot %s '%s': %s", verb, path,
                     strerror_r((int)system_error, reason, sizeof reason));
}
