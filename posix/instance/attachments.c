/*
 * attachments.c - see attachments.h.
 */
#include "instance/attachments.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "instance/database.h"
#include "log/log.h"
#include "try.h"

struct attachment {
    struct attachments *all;
    struct attachment *next;
    const struct database *database; /* NULL once it is detached */
    uint64_t attach, detach;         /* positions of the records; 0: not yet */
    struct log_attachment entry;
    uint16_t path[]; /* UTF-16 with its NUL */
};

void attachments_init(struct attachments *attachments)
{
    *attachments = (struct attachments){0};
    os_mutex_init(&attachments->lock);
}

void attachments_destroy(struct attachments *attachments)
{
    for (struct attachment *entry = attachments->first, *next; entry != NULL; entry = next) {
        next = entry->next;
        free(entry);
    }
    os_mutex_destroy(&attachments->lock);
}

/* What the database's header says of its last clean state counts only in the stream that it belongs to. */
static struct lgpos consistent_in_stream(const struct database *database)
{
    const struct signature stream = log_signature(database->log);

    return signature_equal(&stream, &database->header.sign_log) ? database->header.lgpos_consistent
                                                                : (struct lgpos){0};
}

JET_ERR attachment_prepare(struct attachments *attachments, const struct database *database,
                           struct attachment **attachment)
{
    const size_t capacity =
        strlen(database->path) + 1; /* no text has more units in UTF-16 than bytes in UTF-8 */
    struct attachment *entry = calloc(1, sizeof *entry + capacity * sizeof entry->path[0]);
    size_t units;
    JET_ERR err;

    *attachment = NULL;
    if (entry == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to attach '%s'", database->path);
    }
    err = esent_utf8_to_utf16(database->path, (size_t)-1, (WCHAR *)entry->path, capacity, &units);
    if (err < 0) {
        free(entry);
        return diag_fail(JET_errDatabaseInvalidPath, "'%s' cannot be written in UTF-16", database->path);
    }
    entry->all = attachments;
    entry->database = database;
    entry->entry = (struct log_attachment){
        .dbid = (uint8_t)database->dbid,
        .flags = LOG_ATTACHMENT_WIDE,
        .pages_max = database->most_pages,
        .consistent = consistent_in_stream(database),
        .signature = database->header.sign_db,
        .path = {(const uint8_t *)entry->path, (uint32_t)(units * sizeof entry->path[0])},
    };
    *attachment = entry;
    return JET_errSuccess;
}

void attachment_discard(struct attachment *attachment)
{
    free(attachment);
}

/* The numbers that the database has reached. */
static void take_counts(struct attachment *entry)
{
    entry->entry.dbtime = atomic_load(&entry->database->dbtime);
    entry->entry.objid_last = atomic_load(&entry->database->objid_last);
}

void attachment_begins(void *attachment, uint64_t lgpos)
{
    struct attachment *entry = attachment;

    os_mutex_lock(&entry->all->lock);
    entry->attach = lgpos;
    entry->entry.attach = lgpos_of(lgpos);
    entry->next = entry->all->first;
    entry->all->first = entry;
    os_mutex_unlock(&entry->all->lock);
}

void attachment_ends(void *attachment, uint64_t lgpos)
{
    struct attachment *entry = attachment;

    os_mutex_lock(&entry->all->lock);
    if (entry->database != NULL) {
        take_counts(entry);
        entry->database = NULL;
        entry->detach = lgpos;
    }
    os_mutex_unlock(&entry->all->lock);
}

void attachments_list(struct attachments *attachments, uint64_t lgpos, uint8_t *list, uint32_t capacity)
{
    uint32_t used = 0;

    os_mutex_lock(&attachments->lock);
    for (struct attachment *entry = attachments->first; entry != NULL; entry = entry->next) {
        if (entry->attach < lgpos && (entry->detach == 0 || entry->detach >= lgpos)) {
            if (entry->database != NULL) {
                take_counts(entry);
            }
            (void)log_attachment_add(list, capacity, &used, &entry->entry);
        }
    }
    os_mutex_unlock(&attachments->lock);
}

void attachments_forget(struct attachments *attachments, uint64_t lgpos)
{
    os_mutex_lock(&attachments->lock);
    for (struct attachment **link = &attachments->first; *link != NULL;) {
        struct attachment *entry = *link;

        if (entry->detach != 0 && entry->detach < lgpos) {
            *link = entry->next;
            free(entry);
        } else {
            link = &entry->next;
        }
    }
    os_mutex_unlock(&attachments->lock);
}
