/*
 * test.h - what every test program includes: cmocka in the order it wants, and the helpers of this tree.
 */
#ifndef ESENT_TEST_H
#define ESENT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * The folder with the unpacked real files (corpus/ and oracle/ below it), or NULL where they are absent; a
 * test that needs them then says so and calls skip().
 */
const char *test_fixture_root(void);

/* test_fixture_root() joined with `relative`, in a static buffer; skips the running test, visibly, where the
 * file is absent. */
const char *test_fixture(const char *relative);

/* Reads a whole file into memory of its own (free() it); fails the test when it cannot. */
void *test_read_file(const char *path, size_t *size);

/* Writes a whole file; fails the test when it cannot. */
void test_write_file(const char *path, const void *bytes, size_t size);

/* A fresh, empty folder of this test process; removed with its content at the end. The string stays valid
 * until then. */
const char *test_folder(void);

/* `test_folder()/name`, in one of eight static buffers used in turn. */
const char *test_path(const char *name);

/*
 * Calls `visit` for every database file below the fixture root (corpus and oracle), by path relative to the
 * root. Returns how many there were.
 */
unsigned test_for_each_database(void (*visit)(const char *relative, const char *path, void *context),
                                void *context);

/* Runs `run(context)` on a thread of its own and returns when that has ended. It must not assert: it leaves
 * its findings in the context. */
void test_on_thread(void (*run)(void *context), void *context);

#endif
