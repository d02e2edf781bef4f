/*
 * api_writer.h - an instance that writes databases, for the tests of the write half: one place says how it is set up, and so
 * whether it logs.
 *
 * ESENT_TEST_RECOVERY=on in the environment runs all these tests with logs, =off without; the default is in api_writer.c.
 */
#ifndef ESENT_API_WRITER_H
#define ESENT_API_WRITER_H

#include "esent.h"

/*
 * Starts an instance for databases with pages of `page_size` bytes; its logs and temporary files go below the test's folder
 * under `name`. The first error, with no instance left.
 */
JET_ERR api_writer_start(JET_INSTANCE *instance, const char *name, JET_ULONG page_size);

/* True when api_writer_start() turns logging on. */
int api_writer_logs(void);

#endif
