/*
 * attachments.h - which databases the log of an instance is about, by position: the attach list that log headers and checkpoints
 * carry.
 *
 *   position     attach          detach
 *   ------------+---------------+----------------->
 *   not named   |  named        |  not named
 *
 * A list may be asked for as of any position behind the checkpoint, so a database that is detached is remembered until the
 * checkpoint has passed that. The log asks under its lock: nothing here calls the log, and the lock here is taken last.
 *
 * Format: reference log-and-recovery 3.
 */
#ifndef ESENT_INSTANCE_ATTACHMENTS_H
#define ESENT_INSTANCE_ATTACHMENTS_H

#include <stdint.h>

#include "esent.h"
#include "os.h"

struct attachment;
struct database;

struct attachments {
    struct os_mutex lock;
    struct attachment *first;
};

void attachments_init(struct attachments *attachments);
void attachments_destroy(struct attachments *attachments);

/*
 * Prepares the entry of a database, whose header says what was before this attachment. It counts from attachment_begins() on,
 * which log_append_placed() calls with the record's position, as it does attachment_ends(); until then
 * attachment_discard() frees it. JET_errOutOfMemory.
 */
JET_ERR attachment_prepare(struct attachments *attachments, const struct database *database,
                           struct attachment **attachment);
void attachment_begins(void *attachment, uint64_t lgpos);

/* From `lgpos` on the database is not named, and its structure not looked at; UINT64_MAX: it goes, but the log says nothing of that. */
void attachment_ends(void *attachment, uint64_t lgpos);
void attachment_discard(struct attachment *attachment);

/* Writes the list as of `lgpos` (log_attachments), and forgets what nobody asks for when the log begins at `lgpos`. */
void attachments_list(struct attachments *attachments, uint64_t lgpos, uint8_t *list, uint32_t capacity);
void attachments_forget(struct attachments *attachments, uint64_t lgpos);

#endif
