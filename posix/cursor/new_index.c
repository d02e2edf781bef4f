/*
 * new_index.c - see new_index.h.
 */
#include "cursor/new_index.h"

#include <stdlib.h>

#include "cursor/update_index.h"
#include "diag.h"
#include "instance/database.h"
#include "instance/instance.h"
#include "try.h"
#include "version/version.h"

struct new_index {
    struct table *table; /* a reference of the version that the index is made from */
    struct index index;
    char name[NAME_SIZE];
    struct os_mutex work; /* held while the index is built or caught up */
    bool is_dropped;      /* under `work`: its tree is nobody's any more */

    /* Under the lock of the list. */
    uint64_t number;             /* later ones have greater numbers, and come first */
    uint32_t users;              /* the list, and who works on it */
    uint32_t epoch;              /* earlier commits do not keep the index up: its building waits for them */
    const struct session *maker; /* NULL: committed */
    uint32_t settled;            /* then, who began later knows the index */
    struct new_index *next;
};

static struct os_mutex lock = OS_MUTEX_INIT;
static struct new_index *list;
static uint64_t last_number;
static _Atomic(uint32_t) primary_count; /* of those in the list */

/* ---------------------------------------------------------------------------------------------------- list */

static struct instance *instance_of(const struct new_index *new_index)
{
    return new_index->table->database->instance;
}

static void release(struct new_index *new_index)
{
    bool last;

    os_mutex_lock(&lock);
    last = --new_index->users == 0;
    os_mutex_unlock(&lock);
    if (last) {
        table_release(new_index->table);
        os_mutex_destroy(&new_index->work);
        free(new_index);
    }
}

/* Does the session neither see the index nor maintain it by itself? Under the lock. */
static bool is_unknown_to(const struct new_index *new_index, const struct session *session)
{
    return new_index->maker != NULL ? new_index->maker != session
                                    : session->level > 0 && !stamp_before(new_index->settled, session->begin);
}

static JET_ERR catch_up_all(struct session *session);

static void add_to_list(struct new_index *new_index)
{
    os_mutex_lock(&lock);
    new_index->number = ++last_number;
    new_index->next = list;
    list = new_index;
    new_index->epoch = transaction_ask_before_commit(instance_of(new_index), catch_up_all);
    os_mutex_unlock(&lock);
    if (new_index->index.is_primary) {
        (void)atomic_fetch_add(&primary_count, 1);
    }
    transaction_await_commits_before(instance_of(new_index), new_index->epoch);
}

/* Commits are told of new indexes while the instance has some. */
static void take_off_list(struct new_index *new_index)
{
    struct instance *instance = instance_of(new_index);
    struct new_index **at;
    bool others = false;

    os_mutex_lock(&lock);
    for (at = &list; *at != new_index; at = &(*at)->next) {
    }
    *at = new_index->next;
    for (const struct new_index *other = list; other != NULL && !others; other = other->next) {
        others = instance_of(other) == instance;
    }
    if (!others) {
        (void)transaction_ask_before_commit(instance, NULL);
    }
    os_mutex_unlock(&lock);
    if (new_index->index.is_primary) {
        (void)atomic_fetch_sub(&primary_count, 1);
    }
}

/* ---------------------------------------------------------------------------------------------- catching up */

struct catch_up {
    struct session *session;
    struct session committed; /* sees what is committed, without the session's changes */
    struct table *table;
    struct tree_cursor old_row, row, entries;
    struct long_value_reader old_values, values;
    uint8_t *old_copy, *copy; /* of records: a page's size each */
    struct catching_up index;
};

/* The record under a key, copied, its page let go; `*found`: there is one. */
static JET_ERR read_row(const struct table *table, struct tree_cursor *cursor, struct bytes key,
                        uint8_t *copy, struct record *record, bool *found)
{
    const uint32_t page_size = table->database->page_size;
    const struct bytes none = {(const uint8_t *)"", 0};
    struct bytes data;
    int order;
    JET_ERR err = tree_seek(cursor, key, none, &order);

    *found = false;
    if (err == JET_errRecordNotFound) {
        return JET_errSuccess;
    }
    JET_TRY(err);
    if (order != 0) {
        tree_to_before_first(cursor);
        return JET_errSuccess;
    }
    JET_TRY(tree_data(cursor, &data));
    memcpy(copy, data.at, data.size);
    tree_to_before_first(cursor);
    *found = true;
    return record_open(record, table, (struct bytes){copy, data.size}, page_size);
}

static JET_ERR catch_row_up(void *context, struct bytes key, struct bytes data)
{
    struct catch_up *catch_up = context;
    struct record old, now;
    bool had, has;
    struct row_change change = {.session = catch_up->session,
                                .values = &catch_up->values,
                                .bookmark = key,
                                .flags = CHANGE_VERSIONED};

    (void)data; /* rows have none in their names */
    JET_TRY(read_row(catch_up->table, &catch_up->old_row, key, catch_up->old_copy, &old, &had));
    JET_TRY(read_row(catch_up->table, &catch_up->row, key, catch_up->copy, &now, &has));
    change.old = had ? &old : NULL;
    change.now = has ? &now : NULL;
    return index_catch_up(&catch_up->index, &change);
}

static JET_ERR catch_up_rows(struct new_index *new_index, struct session *session)
{
    struct table *table = new_index->table;
    const uint32_t page_size = table->database->page_size;
    struct catch_up *catch_up = calloc(1, sizeof *catch_up);
    JET_ERR err;

    if (catch_up == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to keep index '%s' up", new_index->name);
    }
    catch_up->session = session;
    catch_up->committed.instance = session->instance;
    catch_up->table = table;
    tree_cursor_init(&catch_up->old_row, &table->tree);
    tree_cursor_init(&catch_up->row, &table->tree);
    tree_cursor_init(&catch_up->entries, &new_index->index.tree);
    long_value_reader_init(&catch_up->old_values, table);
    long_value_reader_init(&catch_up->values, table);
    catch_up->old_row.reader = catch_up->old_values.cursor.reader = &catch_up->committed;
    catch_up->row.reader = catch_up->values.cursor.reader = session;
    catch_up->index = (struct catching_up){.database = table->database,
                                           .index = &new_index->index,
                                           .cursor = &catch_up->entries,
                                           .old_values = &catch_up->old_values};
    catch_up->old_copy = malloc(page_size);
    catch_up->copy = malloc(page_size);
    err = catch_up->old_copy != NULL && catch_up->copy != NULL
              ? version_each_changed(session, &table->tree, catch_row_up, catch_up)
              : diag_fail(JET_errOutOfMemory, "no memory to keep index '%s' up", new_index->name);
    tree_cursor_free(&catch_up->old_row);
    tree_cursor_free(&catch_up->row);
    tree_cursor_free(&catch_up->entries);
    long_value_reader_free(&catch_up->old_values);
    long_value_reader_free(&catch_up->values);
    key_sets_free(&catch_up->index.old, &catch_up->index.now);
    free(catch_up->old_copy);
    free(catch_up->copy);
    free(catch_up);
    return err;
}

/* The next one before `number` that the session has to keep up, with a use of it; NULL for none. */
static struct new_index *next_to_catch_up(uint64_t number, const struct session *session)
{
    struct new_index *new_index;

    os_mutex_lock(&lock);
    new_index = list;
    while (new_index != NULL && (new_index->number >= number || instance_of(new_index) != session->instance ||
                                 new_index->index.is_primary || !is_unknown_to(new_index, session) ||
                                 atomic_load(&session->committing) < new_index->epoch)) {
        new_index = new_index->next;
    }
    if (new_index != NULL) {
        new_index->users++;
    }
    os_mutex_unlock(&lock);
    return new_index;
}

/* A session_before_commit. */
static JET_ERR catch_up_all(struct session *session)
{
    struct new_index *new_index;
    uint64_t number = UINT64_MAX;
    JET_ERR err = JET_errSuccess;

    while (err >= 0 && (new_index = next_to_catch_up(number, session)) != NULL) {
        number = new_index->number;
        os_mutex_lock(&new_index->work);
        if (!new_index->is_dropped) {
            err = catch_up_rows(new_index, session);
        }
        os_mutex_unlock(&new_index->work);
        release(new_index);
    }
    return err;
}

/* --------------------------------------------------------------------------------------------------- its life */

static void undo(void *context, struct session *session)
{
    struct new_index *new_index = context;

    take_off_list(new_index);
    os_mutex_lock(&new_index->work);
    new_index->is_dropped = true;
    os_mutex_unlock(&new_index->work);
    if (!new_index->index.is_primary) {
        version_forget_tree(session->instance, &new_index->index.tree, false);
    }
    release(new_index);
}

/* Every snapshot knows it. */
static void finish(void *context, struct session *session)
{
    struct new_index *new_index = context;

    (void)session;
    take_off_list(new_index);
    release(new_index);
}

JET_ERR new_index_add(struct ddl *ddl, struct table *table, const struct index *index,
                      struct new_index **made)
{
    struct new_index *new_index = calloc(1, sizeof *new_index);
    const struct version_action action = {
        .database = ddl->database, .undo = undo, .finish = finish, .context = new_index};
    JET_ERR err;

    if (new_index == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for index '%s'", index->name);
    }
    new_index->table = table;
    new_index->index = *index;
    (void)strcpy(new_index->name, index->name);
    new_index->index.name = new_index->name;
    new_index->maker = ddl->session;
    new_index->users = 1;
    err = version_add_action(ddl->session, &action);
    if (err < 0) {
        free(new_index);
        return err;
    }
    table_take(table);
    os_mutex_init(&new_index->work);
    os_mutex_lock(&new_index->work);
    add_to_list(new_index);
    *made = new_index;
    return JET_errSuccess;
}

void new_index_built(struct new_index *new_index)
{
    os_mutex_unlock(&new_index->work);
}

void new_indexes_settle(struct session *session, const struct table *table)
{
    os_mutex_lock(&lock);
    for (struct new_index *new_index = list; new_index != NULL; new_index = new_index->next) {
        if (new_index->maker == session && new_index->table->objid == table->objid &&
            new_index->table->database == table->database) {
            new_index->maker = NULL;
            new_index->settled = transaction_stamp(session->instance);
        }
    }
    os_mutex_unlock(&lock);
}

JET_ERR new_index_check_primary(const struct session *session, const struct table *table)
{
    bool found = false;

    if (atomic_load_explicit(&primary_count, memory_order_acquire) == 0 || table->primary != NULL) {
        return JET_errSuccess;
    }
    os_mutex_lock(&lock);
    for (const struct new_index *new_index = list; new_index != NULL && !found; new_index = new_index->next) {
        found = new_index->index.is_primary && new_index->table->objid == table->objid &&
                new_index->table->database == table->database && is_unknown_to(new_index, session);
    }
    os_mutex_unlock(&lock);
    return found ? diag_fail(JET_errWriteConflictPrimaryIndex,
                             "table '%s' has got a primary index that the transaction does not see",
                             table->name)
                 : JET_errSuccess;
}
