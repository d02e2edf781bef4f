/*
 * table_use.c - who has a table open, and what they deny to others.
 *
 *   asked for      refused when                                                    with
 *   anything       another session denies reading                                  JET_errTableLocked
 *   Updatable      another session denies writing                                  JET_errTableLocked
 *   DenyWrite      somebody denies writing, or another session may write           JET_errTableInUse
 *   DenyRead       somebody denies reading, or another session has it open         JET_errTableInUse
 *
 * One lock serves all tables: it is held for a few instructions, longer only by those who deny something to others
 * or change a schema.
 *
 * Source: reference api-semantics 5.3.
 */
#include "btree/page_search.h"
#include "cursor/table_cursor_parts.h"
#include "cursor/update.h"
#include "diag.h"

static struct os_mutex lock = OS_MUTEX_INIT;

static bool same_session(const struct table_cursor *left, const struct table_cursor *right)
{
    return cursor_session(&left->head) == cursor_session(&right->head);
}

static JET_ERR locked(const struct table *table)
{
    return diag_fail(JET_errTableLocked, "table '%s' is denied to others by a session", table->name);
}

static JET_ERR in_use(const struct table *table)
{
    return diag_fail(JET_errTableInUse, "table '%s' is open elsewhere, and cannot be denied to others",
                     table->name);
}

static JET_ERR check(const struct table_cursor *cursor, JET_GRBIT grbit)
{
    const struct table *table = cursor->head.table;

    for (const struct table_cursor *other = table->group->cursors; other != NULL; other = other->next) {
        const bool own = same_session(cursor, other);

        if (other->denies_read && !own) {
            return locked(table);
        }
        if (other->denies_write && !own && grbit & JET_bitTableUpdatable) {
            return locked(table);
        }
        if (other->denies_write && grbit & JET_bitTableDenyWrite) {
            return in_use(table);
        }
        if (grbit & JET_bitTableDenyRead && (other->denies_read || !own)) {
            return in_use(table);
        }
    }
    if (grbit & JET_bitTablePermitDDL && table->flags & TABLE_TEMPLATE) {
        return in_use(table);
    }
    return JET_errSuccess;
}

JET_ERR table_use_begin(struct table_cursor *cursor, JET_GRBIT grbit)
{
    struct table *table = cursor->head.table;
    const bool denies = (grbit & (JET_bitTableDenyRead | JET_bitTableDenyWrite)) != 0;
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&lock);
    if (denies || table->group->denied > 0) {
        err = check(cursor, grbit);
    }
    if (err >= 0) {
        cursor->denies_read = (grbit & JET_bitTableDenyRead) != 0;
        cursor->denies_write = (grbit & JET_bitTableDenyWrite) != 0;
        table->group->denied += denies;
        cursor->previous = NULL;
        cursor->next = table->group->cursors;
        if (cursor->next != NULL) {
            cursor->next->previous = cursor;
        }
        table->group->cursors = cursor;
    }
    os_mutex_unlock(&lock);
    return err;
}

void table_use_end(struct table_cursor *cursor)
{
    struct table *table = cursor->head.table;

    os_mutex_lock(&lock);
    table->group->denied -= cursor->denies_read || cursor->denies_write;
    *(cursor->previous != NULL ? &cursor->previous->next : &table->group->cursors) = cursor->next;
    if (cursor->next != NULL) {
        cursor->next->previous = cursor->previous;
    }
    os_mutex_unlock(&lock);
}

bool table_use_is_exclusive(const struct session *session, const struct table *table)
{
    bool found = false;

    os_mutex_lock(&lock);
    for (const struct table_cursor *other = table->group->cursors; other != NULL && !found;
         other = other->next) {
        found = other->denies_read && cursor_session(&other->head) == session;
    }
    os_mutex_unlock(&lock);
    return found;
}

uint32_t table_use_count(const struct table *table, const struct index *index)
{
    uint32_t count = 0;

    os_mutex_lock(&lock);
    for (const struct table_cursor *other = table->group->cursors; other != NULL; other = other->next) {
        count += index == NULL || (other->index != NULL && other->index->objid == index->objid);
    }
    os_mutex_unlock(&lock);
    return count;
}

static bool is_replacing(const struct table_cursor *other, struct bytes key)
{
    return other->update != NULL && other->update->kind == UPDATE_REPLACE && place_on_entry(&other->primary) &&
           bytes_compare(place_key(&other->primary), key) == 0;
}

bool table_use_is_replacing(const struct table_cursor *cursor)
{
    bool found = false;

    if (!place_on_entry(&cursor->primary)) {
        return false;
    }
    os_mutex_lock(&lock);
    for (const struct table_cursor *other = cursor->head.table->group->cursors; other != NULL && !found;
         other = other->next) {
        found =
            other != cursor && same_session(cursor, other) && is_replacing(other, place_key(&cursor->primary));
    }
    os_mutex_unlock(&lock);
    return found;
}

void cursors_follow(struct session *session, struct table *table)
{
    os_mutex_lock(&lock);
    for (struct table_cursor *cursor = table->group->cursors; cursor != NULL; cursor = cursor->next) {
        if (cursor_session(&cursor->head) == session && cursor->head.table != table) {
            table_take(table);
            table_cursor_follow(cursor, table);
        }
    }
    os_mutex_unlock(&lock);
}

void cursors_are_outdated(const struct session *session, const struct table *table)
{
    os_mutex_lock(&lock);
    for (struct table_cursor *cursor = table->group->cursors; cursor != NULL; cursor = cursor->next) {
        if (session == NULL || cursor_session(&cursor->head) != session) {
            atomic_store(&cursor->head.outdated, true);
        }
    }
    os_mutex_unlock(&lock);
}
