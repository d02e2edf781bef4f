/*
 * verify.h - checks the checksum of every page of a database file. esent_verify_file() is its public form.
 */
#ifndef ESENT_VERIFY_H
#define ESENT_VERIFY_H

#include "esent_compat.h"

/*
 * As esent_verify_file(), on `threads` threads (0: one per processor; 1: the calling thread alone).
 */
JET_ERR verify_file(const char *path, JET_PFNSTATUS status, esent_verify_fn report, void *context,
                    struct esent_verify_result *result, unsigned threads);

#endif
