/*
 * create_table.c - new tables: the tree, the rows of the catalog, the indexes, then the cursor.
 */
#include "catalog/arena.h"
#include "catalog/catalog_write.h"
#include "catalog/object_ids.h"
#include "catalog/space_hints.h"
#include "cursor/schema_change.h"
#include "cursor/table_cursor.h"
#include "cursor/table_ddl.h"
#include "diag.h"
#include "instance/database.h"
#include "instance/parameter.h"
#include "record/record_build.h"
#include "space/space_change.h"
#include "try.h"

enum { CALLBACK_NAME_MAX = 255 };

struct creation {
    struct ddl *ddl;
    struct table_definition *definition;
    const struct table *parent; /* the template, NULL for none */
    JET_SPACEHINTS hints;       /* of the table's tree */
    uint32_t pages;             /* that it begins with */
    struct tree tree;
    struct arena *arena;
    struct column *columns; /* made so far */
    uint32_t column_count;
    bool has_primary;
};

/* ------------------------------------------------------------------------------------------------- checks */

static JET_ERR check_options(const struct table_definition *definition, const struct database *database)
{
    if (database->read_only) {
        return diag_fail(JET_errPermissionDenied, "'%s' is attached read-only: table '%s' cannot be created",
                         database->path, definition->name);
    }
    if (definition->grbit & JET_bitTableCreateTemplateTable && definition->is_derived) {
        return diag_fail(JET_errCannotNestDDL, "table '%s': a template is not derived from another",
                         definition->name);
    }
    if (definition->grbit &
        (JET_bitTableCreateNoFixedVarColumnsInDerivedTables | JET_bitTableCreateSystemTable)) {
        return diag_fail(JET_errInvalidGrbit, "table '%s': 0x%x has options that cannot be asked for",
                         definition->name, definition->grbit);
    }
    return JET_errSuccess;
}

static struct index_definition *primary_of(const struct table_definition *definition)
{
    struct index_definition *found = NULL;

    for (uint32_t i = 0; i < definition->index_count; i++) {
        if (definition->indexes[i].grbit & JET_bitIndexPrimary) {
            found = &definition->indexes[i];
        }
    }
    return found;
}

/* The hints of the table's tree: those of its primary index, its own, or a density. */
static JET_ERR choose_hints(const struct table_definition *definition, const struct index_definition *primary,
                            uint32_t page_size, JET_SPACEHINTS *hints)
{
    if (primary != NULL && definition->sequential_hints != NULL) {
        return diag_fail(JET_errSpaceHintsInvalid,
                         "table '%s': there are hints for no primary index, and one", definition->name);
    }
    if (primary != NULL && primary->has_hints) {
        *hints = primary->hints;
    } else if (primary == NULL && definition->sequential_hints != NULL) {
        *hints = *definition->sequential_hints;
    } else {
        const uint32_t density = primary != NULL ? primary->hints.ulInitialDensity : 0;

        *hints = space_hints_of_density(density != 0 ? density : definition->density);
    }
    return space_hints_check(hints, page_size);
}

/* A table begins with the pages that its indexes begin with, or those that were asked for, whatever is more. */
static JET_ERR plan_space(struct creation *creation, uint32_t page_size)
{
    const struct table_definition *definition = creation->definition;
    const struct index_definition *primary = primary_of(definition);
    uint64_t pages = 0;

    for (uint32_t i = 0; i < definition->index_count; i++) {
        JET_SPACEHINTS hints = definition->indexes[i].hints;

        if (definition->indexes[i].has_hints) {
            JET_TRY(space_hints_check(&hints, page_size));
        }
        pages += space_hints_pages(&hints, page_size);
    }
    JET_TRY(choose_hints(definition, primary, page_size, &creation->hints));
    pages += primary != NULL ? 0 : space_hints_pages(&creation->hints, page_size);
    if (definition->long_value_hints != NULL) {
        JET_SPACEHINTS hints = *definition->long_value_hints;

        JET_TRY(space_hints_check(&hints, page_size));
    }
    creation->pages = (uint32_t)(pages > definition->pages ? pages : definition->pages);
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- the table */

static uint32_t table_flags(const struct table_definition *definition)
{
    if (definition->grbit & JET_bitTableCreateTemplateTable) {
        return TABLE_TEMPLATE | TABLE_FIXED_DDL;
    }
    return (definition->is_derived ? TABLE_DERIVED : 0) |
           (definition->grbit & JET_bitTableCreateFixedDDL ? TABLE_FIXED_DDL : 0);
}

static JET_ERR add_table(struct creation *creation)
{
    const struct table_definition *definition = creation->definition;
    const struct ddl *ddl = creation->ddl;
    JET_SPACEHINTS long_value_hints;
    struct new_table row = {.name = definition->name,
                            .template_name = definition->is_derived ? definition->template_name : NULL,
                            .objid = creation->tree.objid,
                            .root = creation->tree.root,
                            .flags = table_flags(definition),
                            .pages = creation->pages > 1 ? creation->pages : 0,
                            .hints = creation->hints,
                            .separate_limit = definition->separate_limit,
                            .chunk_size = definition->chunk_size};

    if (definition->long_value_hints != NULL) {
        long_value_hints = *definition->long_value_hints;
        JET_TRY(space_hints_check(&long_value_hints, ddl->database->page_size));
        row.long_value_hints = &long_value_hints;
    }
    if (definition->chunk_size > parameter_integer(ddl->database->instance, JET_paramLVChunkSizeMost)) {
        return diag_fail(JET_errInvalidLVChunkSize, "table '%s': chunks of %u bytes do not fit on a page",
                         definition->name, definition->chunk_size);
    }
    JET_TRY(catalog_add_table(&ddl->change, &row));
    return object_ids_add(&ddl->change, row.objid, row.objid, CATALOG_TABLE);
}

/* Makes a tree in space of `parent`, which a rollback frees. */
static JET_ERR make_tree(struct ddl *ddl, const struct tree *parent, uint32_t page_flags, uint32_t pages,
                         struct tree *tree)
{
    const struct change change = {.session = ddl->session, .database = ddl->database};

    *tree = (struct tree){.file = ddl->database->pages, .unique = !(page_flags & PAGE_NON_UNIQUE_KEYS)};
    JET_TRY(catalog_next_objid(ddl->database, &tree->objid));
    JET_TRY(space_make_tree(&change, parent, tree->objid, page_flags, pages, false, &tree->root));
    return tree_made(ddl, parent, tree);
}

JET_ERR index_make_tree(struct ddl *ddl, const struct tree *table, const JET_SPACEHINTS *hints,
                        struct index *index)
{
    const uint32_t flags = PAGE_INDEX | (index->flags & INDEX_UNIQUE ? 0 : (uint32_t)PAGE_NON_UNIQUE_KEYS);

    if (index->is_primary) {
        index->tree = *table;
        index->objid = table->objid;
        return JET_errSuccess;
    }
    JET_TRY(make_tree(ddl, table, flags, space_hints_pages(hints, ddl->database->page_size), &index->tree));
    index->objid = index->tree.objid;
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ columns */

/* Bytes that a record may have, as far as the definition says it. */
static uint32_t record_most(const struct creation *creation)
{
    const struct index_definition *primary = primary_of(creation->definition);

    return record_limit(creation->ddl->database->page_size,
                        primary != NULL && primary->grbit & JET_bitIndexKeyMost ? primary->key_most
                                                                                : (uint32_t)KEY_MOST_DEFAULT);
}

static JET_ERR add_default(struct creation *creation, const struct column_definition *definition,
                           struct column *column)
{
    uint8_t *room;

    if (definition->default_value.size == 0 || column->flags & COLUMN_USER_DEFINED_DEFAULT) {
        return JET_errSuccess;
    }
    room = arena_allocate(creation->arena, COLUMN_DEFAULT_MOST);
    return room != NULL ? column_set_default(column, definition->default_value, room)
                        : diag_fail(JET_errOutOfMemory, "no memory for the default of a column");
}

static JET_ERR add_column(struct creation *creation, struct column_definition *definition,
                          struct column_numbers *numbers)
{
    const struct column_place place = {.database = creation->ddl->database,
                                       .parent = creation->parent,
                                       .is_template =
                                           creation->definition->grbit & JET_bitTableCreateTemplateTable,
                                       .is_exclusive = true};
    struct column *column = &creation->columns[creation->column_count];

    JET_TRY(column_definition_check(definition, &place, column));
    JET_TRY(column_number(numbers, definition, &place, record_most(creation), column));
    JET_TRY(add_default(creation, definition, column));
    definition->id = column->id;
    creation->column_count++;
    creation->definition->created++;
    return catalog_add_column(&creation->ddl->change, creation->tree.objid, column);
}

static JET_ERR add_columns(struct creation *creation)
{
    struct table_definition *definition = creation->definition;
    struct column_numbers numbers = column_numbers_first(creation->parent);

    if (definition->lacks_columns) {
        return diag_fail(JET_errInvalidParameter, "table '%s': its columns are missing", definition->name);
    }
    creation->columns =
        arena_allocate(creation->arena, (definition->column_count + 1) * sizeof *creation->columns);
    if (creation->columns == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the columns of table '%s'", definition->name);
    }
    for (uint32_t i = 0; i < definition->column_count; i++) {
        definition->columns[i].err = add_column(creation, &definition->columns[i], &numbers);
        JET_TRY(definition->columns[i].err);
        definition->columns[i].err = JET_errSuccess;
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ indexes */

/* The new columns, then those of the template. */
static const struct column *find_column(const void *context, const char *name)
{
    const struct creation *creation = context;

    for (uint32_t i = 0; i < creation->column_count; i++) {
        if (name_compare(creation->columns[i].name, name) == 0) {
            return &creation->columns[i];
        }
    }
    return creation->parent != NULL ? table_column_by_name(creation->parent, name) : NULL;
}

static JET_ERR add_index(struct creation *creation, struct index_definition *definition)
{
    struct ddl *ddl = creation->ddl;
    struct index_segments segments;
    JET_SPACEHINTS hints;
    struct index index;

    JET_TRY(definition->named);
    JET_TRY(index_definition_check(definition, ddl->database, &index, &segments));
    JET_TRY(index_definition_hints(definition, creation->hints.ulInitialDensity, ddl->database->page_size,
                                   &hints));
    JET_TRY(index_definition_resolve(definition, &segments, find_column, creation, &index));
    if (index.is_primary && creation->has_primary) {
        return diag_fail(JET_errIndexHasPrimary, "index '%s': the table has a primary index",
                         definition->name);
    }
    creation->has_primary |= index.is_primary;
    JET_TRY(index_make_tree(ddl, &creation->tree, &hints, &index));
    index.flags |=
        creation->definition->grbit & JET_bitTableCreateTemplateTable ? (uint32_t)INDEX_TEMPLATE : 0;
    creation->definition->created++;
    return catalog_add_index(&ddl->change, creation->tree.objid, &index, &hints);
}

static JET_ERR add_indexes(struct creation *creation)
{
    struct table_definition *definition = creation->definition;

    if (definition->lacks_indexes || (definition->index_count > 0 && definition->column_count == 0)) {
        return diag_fail(JET_errInvalidCreateIndex,
                         "table '%s': indexes need the lists of indexes and columns", definition->name);
    }
    creation->has_primary = creation->parent != NULL && creation->parent->primary != NULL;
    for (uint32_t i = 0; i < definition->index_count; i++) {
        definition->indexes[i].err = add_index(creation, &definition->indexes[i]);
        JET_TRY(definition->indexes[i].err);
    }
    return JET_errSuccess;
}

static const struct index *next_by_objid(const struct table *table, uint32_t after)
{
    const struct index *found = NULL;

    for (uint32_t i = 0; i < table->index_count; i++) {
        if (table->indexes[i]->objid > after && (found == NULL || table->indexes[i]->objid < found->objid)) {
            found = table->indexes[i];
        }
    }
    return found;
}

/* A derived table has an index of its own for each of the template. */
static JET_ERR inherit_indexes(struct creation *creation)
{
    const uint32_t page_size = creation->ddl->database->page_size;

    for (const struct index *from = next_by_objid(creation->parent, 0); from != NULL;
         from = next_by_objid(creation->parent, from->objid)) {
        struct index index = *from;
        JET_SPACEHINTS hints = space_hints_of_density(from->density);

        index.flags = (from->flags | INDEX_DERIVED) & ~(uint32_t)INDEX_TEMPLATE;
        JET_TRY(space_hints_check(&hints, page_size));
        JET_TRY(index_make_tree(creation->ddl, &creation->tree, &hints, &index));
        JET_TRY(catalog_add_index(&creation->ddl->change, creation->tree.objid, &index, &hints));
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- everything */

static JET_ERR add_callback(struct creation *creation)
{
    struct table_definition *definition = creation->definition;

    if (definition->callback_type == 0 || strlen(definition->callback) >= CALLBACK_NAME_MAX) {
        return diag_fail(JET_errInvalidParameter, "table '%s': its callback has no type, or no name",
                         definition->name);
    }
    definition->created++;
    return catalog_add_callback(&creation->ddl->change, creation->tree.objid, definition->callback_type,
                                definition->callback);
}

static JET_ERR create(struct creation *creation, struct table **table)
{
    struct table_definition *definition = creation->definition;
    struct ddl *ddl = creation->ddl;
    const struct tree root = space_root(ddl->database);

    JET_TRY(make_tree(ddl, &root, 0, creation->pages, &creation->tree));
    definition->created = 1;
    JET_TRY(add_table(creation));
    if (creation->parent != NULL) {
        JET_TRY(inherit_indexes(creation));
    }
    if (definition->column_count > 0) {
        JET_TRY(add_columns(creation));
    }
    if (definition->index_count > 0) {
        JET_TRY(add_indexes(creation));
    }
    if (definition->callback != NULL) {
        JET_TRY(add_callback(creation));
    }
    return schema_changed(ddl, NULL, creation->tree.objid, table);
}

static JET_ERR create_and_open(struct creation *creation, struct cursor **cursor)
{
    struct table *table;
    JET_ERR err;

    JET_TRY(create(creation, &table));
    err = table_cursor_open_new(creation->ddl->session, table, cursor);
    table_release(table);
    return err;
}

static JET_ERR in_transaction(struct session *session, struct database *database, struct creation *creation,
                              struct cursor **cursor)
{
    struct ddl ddl;
    JET_ERR err;

    JET_TRY(ddl_begin(&ddl, session, database));
    creation->ddl = &ddl;
    creation->arena = arena_create();
    err = creation->arena != NULL ? create_and_open(creation, cursor)
                                  : diag_fail(JET_errOutOfMemory, "no memory for a table");
    arena_destroy(creation->arena);
    return ddl_end(&ddl, err);
}

/* The template of the definition, with a reference. */
static JET_ERR open_template(struct session *session, struct database *database,
                             const struct table_definition *definition, struct table **parent)
{
    JET_TRY(definition->template_named);
    JET_TRY(table_open(session, database, definition->template_name, parent));
    if (!((*parent)->flags & TABLE_TEMPLATE)) {
        table_release(*parent);
        return diag_fail(JET_errDDLNotInheritable, "table '%s': '%s' is no template", definition->name,
                         definition->template_name);
    }
    return JET_errSuccess;
}

JET_ERR table_create(struct session *session, struct database *database, struct table_definition *definition,
                     struct cursor **cursor)
{
    struct creation creation = {.definition = definition};
    struct table *parent = NULL;
    JET_ERR err;

    *cursor = NULL;
    JET_TRY(check_options(definition, database));
    definition->began = true;
    JET_TRY(definition->named);
    if (definition->is_derived) {
        JET_TRY(open_template(session, database, definition, &parent));
    }
    creation.parent = parent;
    err = plan_space(&creation, database->page_size);
    if (err >= 0) {
        err = in_transaction(session, database, &creation, cursor);
    }
    if (parent != NULL) {
        table_release(parent);
    }
    if (err < 0) {
        *cursor = NULL;
    } else if (definition->grbit & JET_bitTableCreateImmutableStructure) {
        table_cursor_close(*cursor);
        *cursor = NULL;
    }
    return err;
}
