/*
 * schema_change.c - see schema_change.h.
 *
 * A change is noted as an action of the session's transaction (version/version.h). Changes of one table by one session at
 * one level of its transaction are one note: its `before` is from before the first of them, its `after` from the last.
 *
 * The notes of a table, of all sessions, are a list with the newest first, under one lock for all tables.
 */
#include "cursor/schema_change.h"

#include <stdlib.h>

#include "catalog/schema_version.h"
#include "cursor/new_index.h"
#include "cursor/table_cursor_parts.h"
#include "diag.h"
#include "instance/database.h"
#include "space/space_change.h"
#include "try.h"
#include "version/version.h"

struct schema_note {
    struct table *before,
        *after; /* a reference of each; `before` NULL for a new table; both NULL: part of an earlier note */
    const struct session *session;
    uint32_t level;  /* of the transaction it was made in; the present one, when that is lower */
    bool is_deleted; /* the table is; `after` is `before` */
    struct schema_note *next;
};

static struct os_mutex notes_lock = OS_MUTEX_INIT;

/* ------------------------------------------------------------------------------------------ transactions */

JET_ERR ddl_begin(struct ddl *ddl, struct session *session, struct database *database)
{
    if (session->level > 0 && session->read_only) {
        return diag_fail(JET_errTransReadOnly, "the transaction was begun to read only");
    }
    *ddl = (struct ddl){.session = session, .database = database};
    ddl->change = (struct change){.session = session, .database = database, .flags = CHANGE_VERSIONED};
    return session_work_begin(session); /* one level more than programs have */
}

/* -------------------------------------------------------------------------------------------- list of notes */

static void add_note(struct table_group *group, struct schema_note *note)
{
    os_mutex_lock(&notes_lock);
    note->next = group->notes;
    group->notes = note;
    os_mutex_unlock(&notes_lock);
}

static void remove_note(struct table_group *group, const struct schema_note *note)
{
    struct schema_note **at;

    os_mutex_lock(&notes_lock);
    for (at = &group->notes; *at != note; at = &(*at)->next) {
    }
    *at = note->next;
    os_mutex_unlock(&notes_lock);
}

/* The newest note of the session from `note` on. */
static struct schema_note *note_of(struct schema_note *note, const struct session *session)
{
    while (note != NULL && note->session != session) {
        note = note->next;
    }
    return note;
}

/* The newest note of the session, and the one before it. */
static struct schema_note *latest_notes(const struct table_group *group, const struct session *session,
                                        struct schema_note **previous)
{
    struct schema_note *latest;

    os_mutex_lock(&notes_lock);
    latest = note_of(group->notes, session);
    *previous = latest != NULL ? note_of(latest->next, session) : NULL;
    os_mutex_unlock(&notes_lock);
    return latest;
}

bool schema_is_changed_by_others(const struct session *session, const struct table *table)
{
    bool changed = false;

    os_mutex_lock(&notes_lock);
    for (const struct schema_note *note = table->group->notes; note != NULL && !changed; note = note->next) {
        changed = note->session != session;
    }
    os_mutex_unlock(&notes_lock);
    return changed;
}

bool schema_is_new(const struct table *table)
{
    bool is_new = false;

    os_mutex_lock(&notes_lock);
    for (const struct schema_note *note = table->group->notes; note != NULL && !is_new; note = note->next) {
        is_new = note->before == NULL && note->after != NULL && !note->is_deleted;
    }
    os_mutex_unlock(&notes_lock);
    return is_new;
}

static void release_note(struct schema_note *note)
{
    if (note->before != NULL) {
        table_release(note->before);
    }
    if (note->after != NULL) {
        table_release(note->after);
    }
    note->before = note->after = NULL;
}

/* Makes the session's latest note one with its note before, when both are of the same level now. */
static void join_notes(struct table_group *group, const struct session *session)
{
    struct schema_note *previous, *note = latest_notes(group, session, &previous);

    if (note != NULL && note->level > session->level) {
        note->level = session->level;
    }
    if (previous == NULL || previous->level < session->level || note->is_deleted) {
        return;
    }
    remove_note(group, note);
    if (previous->after != NULL) {
        table_release(previous->after);
    }
    previous->after = note->after;
    note->after = NULL;
    release_note(note);
}

JET_ERR ddl_end(struct ddl *ddl, JET_ERR err)
{
    struct session *session = ddl->session;
    struct table *table = ddl->changed;

    if (err < 0) {
        const JET_ERR rolled_back = session_transaction_rollback(session, 0);

        return rolled_back < 0 ? rolled_back : err;
    }
    if (session->level == 1) {
        const JET_ERR committed = session_transaction_commit(session, 0, 0);

        if (committed < 0) {
            (void)session_transaction_rollback(session, 0);
        }
        return committed < 0 ? committed : err;
    }
    JET_TRY(session_transaction_commit(session, 0, 0));
    if (table != NULL) {
        join_notes(table->group, session);
    }
    return err;
}

/* ---------------------------------------------------------------------------------------------- the notes */

static void undo_change(void *context, struct session *session)
{
    struct schema_note *note = context;

    if (note->after != NULL) {
        remove_note(note->after->group, note);
        if (note->is_deleted) {
            table_mark_deleted(session, note->after, false);
        } else {
            table_version_undo(note->after, note->before);
            if (note->before != NULL) {
                cursors_follow(session, note->before);
                if (!table_is_current(session, note->before)) {
                    cursors_are_outdated(NULL, note->before);
                }
            }
        }
    }
    release_note(note);
    free(note);
}

static void commit_change(void *context, struct session *session)
{
    struct schema_note *note = context;

    if (note->after != NULL) {
        remove_note(note->after->group, note);
        if (note->is_deleted) {
            table_forget(note->after);
        } else {
            table_version_commit(session, note->after);
            cursors_are_outdated(note->after->owner == NULL ? session : NULL, note->after);
            new_indexes_settle(session, note->after);
        }
    }
    release_note(note);
}

static void finish_change(void *context, struct session *session)
{
    (void)session;
    free(context);
}

static JET_ERR note_change(struct ddl *ddl, const struct schema_note *what)
{
    struct schema_note *note = malloc(sizeof *note);
    const struct version_action action = {.database = ddl->database,
                                          .undo = undo_change,
                                          .commit = commit_change,
                                          .finish = finish_change,
                                          .context = note};
    JET_ERR err;

    if (note == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to note a change of table '%s'", what->after->name);
    }
    *note = *what;
    note->session = ddl->session;
    note->level = ddl->session->level;
    err = version_add_action(ddl->session, &action);
    if (err < 0) {
        free(note);
        return err;
    }
    add_note(what->after->group, note);
    ddl->changed = what->after;
    return JET_errSuccess;
}

JET_ERR schema_changed(struct ddl *ddl, struct table *table, uint32_t objid, struct table **after)
{
    struct schema_note note = {.before = table};
    JET_ERR err;

    JET_TRY(table_load_version(ddl->session, ddl->database, objid, table, &note.after));
    if (table != NULL) {
        table_take(table);
    }
    err = note_change(ddl, &note);
    if (err < 0) {
        table_version_undo(note.after, table);
        release_note(&note);
        return err;
    }
    if (after != NULL) {
        table_take(note.after);
        *after = note.after;
    }
    cursors_follow(ddl->session, note.after);
    return JET_errSuccess;
}

JET_ERR schema_deleted(struct ddl *ddl, struct table *table)
{
    const struct schema_note note = {.after = table, .is_deleted = true};
    JET_ERR err;

    table_take(table);
    table_mark_deleted(ddl->session, table, true);
    err = note_change(ddl, &note);
    if (err < 0) {
        table_mark_deleted(ddl->session, table, false);
        table_release(table);
    }
    return err;
}

/* ------------------------------------------------------------------------------------------------- trees */

struct tree_note {
    struct database *database;
    struct tree parent, tree;
};

/*
 * Others may still have kept up an index that is deleted: their versions go first. A tree that cannot be freed stays as lost space,
 * which a repair or an offline defragmentation gains back.
 */
static void free_tree(const struct tree_note *note, struct session *session, bool cleaning)
{
    const struct change change = {.session = session, .database = note->database};

    version_forget_tree(session->instance, &note->tree, cleaning);
    (void)space_free_tree(&change, &note->parent, &note->tree);
}

static void undo_made(void *context, struct session *session)
{
    free_tree(context, session, false);
    free(context);
}

static void finish_deleted(void *context, struct session *session)
{
    free_tree(context, session, true);
    free(context);
}

static void forget_tree(void *context, struct session *session)
{
    (void)session;
    free(context);
}

static JET_ERR note_tree(struct ddl *ddl, const struct tree *parent, const struct tree *tree, bool is_made)
{
    struct tree_note *note = malloc(sizeof *note);
    const struct version_action action = {.database = ddl->database,
                                          .undo = is_made ? undo_made : forget_tree,
                                          .finish = is_made ? forget_tree : finish_deleted,
                                          .context = note};
    JET_ERR err;

    if (note == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to note a tree");
    }
    *note = (struct tree_note){ddl->database, *parent, *tree};
    err = version_add_action(ddl->session, &action);
    if (err < 0) {
        free(note);
    }
    return err;
}

JET_ERR tree_made(struct ddl *ddl, const struct tree *parent, const struct tree *tree)
{
    const struct change change = {.session = ddl->session, .database = ddl->database};
    JET_ERR err = note_tree(ddl, parent, tree, true);

    if (err < 0) {
        (void)space_free_tree(&change, parent, tree);
    }
    return err;
}

JET_ERR tree_deleted(struct ddl *ddl, const struct tree *parent, const struct tree *tree)
{
    return note_tree(ddl, parent, tree, false);
}
