/*
 * schema_change.c - see schema_change.h.
 *
 * A change is noted as an action of the session's transaction (version/version.h). Changes of one table at one level of
 * the transaction are one note: its `before` is from before the first of them, its `after` from the last.
 */
#include "cursor/schema_change.h"

#include <stdlib.h>

#include "catalog/schema_version.h"
#include "cursor/table_cursor_parts.h"
#include "diag.h"
#include "instance/database.h"
#include "space/space_change.h"
#include "try.h"
#include "version/version.h"

struct schema_note {
    struct table *before,
        *after; /* a reference of each; `before` NULL for a new table; both NULL: part of an earlier note */
    uint32_t level;               /* of the transaction it was made in; the present one, when that is lower */
    bool is_deleted;              /* the table is; `after` is `before` */
    struct schema_note *previous; /* of the same table and transaction */
};

/* ------------------------------------------------------------------------------------------ transactions */

JET_ERR ddl_begin(struct ddl *ddl, struct session *session, struct database *database)
{
    if (session->level > 0 && session->read_only) {
        return diag_fail(JET_errTransReadOnly, "the transaction was begun to read only");
    }
    *ddl = (struct ddl){.session = session, .database = database};
    ddl->change = (struct change){.session = session, .database = database, .flags = CHANGE_VERSIONED};
    return session_transaction_begin(session, 0);
}

JET_ERR schema_reserve(struct ddl *ddl, struct table *table)
{
    JET_TRY(table_change_begin(ddl->session, table));
    ddl->table = table;
    ddl->is_reserved = true;
    return JET_errSuccess;
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

/* Makes the latest note of a group one with the note before it, when both are of the same level now. */
static void join_notes(struct table_group *group, uint32_t level)
{
    struct schema_note *note = group->latest, *previous = note != NULL ? note->previous : NULL;

    if (previous == NULL || previous->level < level || note->is_deleted) {
        return;
    }
    group->latest = previous;
    if (previous->after != NULL) {
        table_change_end(previous->after);
        table_release(previous->after);
    }
    previous->after = note->after;
    previous->level = level;
    note->after = NULL;
    release_note(note);
}

JET_ERR ddl_end(struct ddl *ddl, JET_ERR err)
{
    struct session *session = ddl->session;
    struct table_group *group = ddl->is_changed ? ddl->table->group : NULL;

    if (err < 0) {
        const JET_ERR rolled_back = session_transaction_rollback(session, 0);

        if (ddl->is_reserved && !ddl->is_changed) {
            table_change_end(ddl->table);
        }
        return rolled_back < 0 ? rolled_back : err;
    }
    if (ddl->is_reserved && !ddl->is_changed) {
        table_change_end(ddl->table);
    }
    if (session->level > 1) {
        JET_TRY(session_transaction_commit(session, 0, 0));
        if (group != NULL) {
            join_notes(group, session->level);
        }
        return err;
    }
    JET_TRY(session_transaction_commit(session, 0, 0));
    return err;
}

/* ---------------------------------------------------------------------------------------------- the notes */

static void undo_change(void *context, struct session *session)
{
    struct schema_note *note = context;

    if (note->after != NULL) {
        note->after->group->latest = note->previous;
        if (note->is_deleted) {
            table_mark_deleted(note->after, false);
        } else {
            table_version_undo(note->after, note->before);
            if (note->before != NULL) {
                cursors_follow(session, note->before);
            }
        }
        table_change_end(note->after);
    }
    release_note(note);
    free(note);
}

static void commit_change(void *context, struct session *session)
{
    struct schema_note *note = context;

    if (note->after != NULL) {
        note->after->group->latest = NULL;
        if (note->is_deleted) {
            table_forget(note->after);
        } else {
            table_version_commit(note->after);
            cursors_are_outdated(session, note->after);
        }
        table_change_end(note->after);
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
    const struct version_action action = {
        .undo = undo_change, .commit = commit_change, .finish = finish_change, .context = note};
    JET_ERR err;

    if (note == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to note a change of table '%s'", what->after->name);
    }
    *note = *what;
    note->level = ddl->session->level;
    note->previous = what->after->group->latest;
    err = version_add_action(ddl->session, &action);
    if (err < 0) {
        free(note);
        return err;
    }
    what->after->group->latest = note;
    ddl->table = what->after;
    ddl->is_changed = true;
    return JET_errSuccess;
}

JET_ERR schema_changed(struct ddl *ddl, struct table *table, uint32_t objid, struct table **after)
{
    struct schema_note note = {.before = table};
    JET_ERR err;

    JET_TRY(table_load_version(ddl->session, ddl->database, objid, table, &note.after));
    if (table == NULL) { /* nobody else knows the table: this does not fail */
        (void)table_change_begin(ddl->session, note.after);
    }
    if (table != NULL) {
        table_take(table);
    }
    err = note_change(ddl, &note);
    if (err < 0) {
        table_version_undo(note.after, table);
        if (table == NULL) {
            table_change_end(note.after);
        }
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

bool schema_is_new(const struct table *table)
{
    const struct schema_note *note = table->group->latest;

    while (note != NULL && note->previous != NULL) {
        note = note->previous;
    }
    return note != NULL && note->before == NULL && note->after != NULL;
}

JET_ERR schema_deleted(struct ddl *ddl)
{
    const struct schema_note note = {.after = ddl->table, .is_deleted = true};
    JET_ERR err;

    table_take(ddl->table);
    table_mark_deleted(ddl->table, true);
    err = note_change(ddl, &note);
    if (err < 0) {
        table_mark_deleted(ddl->table, false);
        table_release(ddl->table);
    }
    return err;
}

/* ------------------------------------------------------------------------------------------------- trees */

struct tree_note {
    struct database *database;
    struct tree parent, tree;
};

/* A tree that cannot be freed stays as lost space, which a repair or an offline defragmentation gains back. */
static void free_tree(void *context, struct session *session)
{
    struct tree_note *note = context;
    const struct change change = {.session = session, .database = note->database};

    (void)space_free_tree(&change, &note->parent, &note->tree);
    free(note);
}

static void forget_tree(void *context, struct session *session)
{
    (void)session;
    free(context);
}

static JET_ERR note_tree(struct ddl *ddl, const struct tree *parent, const struct tree *tree, bool is_made)
{
    struct tree_note *note = malloc(sizeof *note);
    const struct version_action action = {.undo = is_made ? free_tree : forget_tree,
                                          .finish = is_made ? forget_tree : free_tree,
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
