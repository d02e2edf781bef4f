/*
 * model.c - values, rows, versions and transactions of the model.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL) {
        abort();
    }
    return memory;
}

/* ------------------------------------------------------------------------------------------------------- values */

struct blob *blob_new(const void *bytes, uint32_t size)
{
    struct blob *blob = allocate(sizeof *blob + size);

    blob->references = 1;
    blob->size = size;
    if (bytes != NULL && size > 0) {
        memcpy(blob->bytes, bytes, size);
    }
    return blob;
}

struct blob *blob_take(struct blob *blob)
{
    blob->references++;
    return blob;
}

void blob_release(struct blob *blob)
{
    if (--blob->references == 0) {
        free(blob);
    }
}

void cell_clear(struct cell *cell)
{
    for (unsigned i = 0; i < cell->count; i++) {
        blob_release(cell->value[i]);
    }
    memset(cell, 0, sizeof *cell);
}

void cell_put(struct cell *cell, unsigned number, struct blob *blob)
{
    if (number < cell->count) {
        blob_release(cell->value[number]);
    } else {
        number = cell->count++;
    }
    cell->value[number] = blob;
    cell->state = CELL_VALUES;
}

void cell_remove(struct cell *cell, unsigned number)
{
    if (number >= cell->count) {
        return;
    }
    blob_release(cell->value[number]);
    memmove(&cell->value[number], &cell->value[number + 1],
            (cell->count - number - 1) * sizeof cell->value[0]);
    cell->count--;
    if (cell->count == 0) {
        cell->state = CELL_ABSENT;
    }
}

struct content *content_copy(const struct content *content)
{
    struct content *copy = allocate(sizeof *copy);

    if (content != NULL) {
        *copy = *content;
        for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
            for (unsigned k = 0; k < copy->cell[i].count; k++) {
                (void)blob_take(copy->cell[i].value[k]);
            }
        }
    }
    copy->references = 1;
    return copy;
}

void content_release(struct content *content)
{
    if (content != NULL && --content->references == 0) {
        for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
            cell_clear(&content->cell[i]);
        }
        free(content);
    }
}

/* ------------------------------------------------------------------------------------------------------ visible */

static uint64_t snapshot_of(const struct model *model, int session)
{
    return model->session[session].level > 0 ? model->session[session].began : model->clock;
}

bool stamp_visible(const struct model *model, int session, const struct stamp *stamp)
{
    return stamp->is_set &&
           (stamp->writer == session || (stamp->writer < 0 && stamp->time <= snapshot_of(model, session)));
}

bool column_visible(const struct model *model, int session, const struct model_column *column)
{
    return column->shape != NULL && stamp_visible(model, session, &column->made) &&
           !stamp_visible(model, session, &column->gone);
}

bool index_visible(const struct model *model, int session, const struct model_index *index)
{
    return index->shape != NULL && stamp_visible(model, session, &index->made) &&
           !stamp_visible(model, session, &index->gone);
}

bool table_visible(const struct model *model, int session, const struct model_table *table)
{
    return stamp_visible(model, session, &table->made) && !stamp_visible(model, session, &table->gone);
}

unsigned column_find(const struct model_table *table, const char *name)
{
    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        const struct model_column *column = &table->column[i];

        if (column->shape != NULL && !column->gone.is_set && strcmp(column->shape->name, name) == 0) {
            return i;
        }
    }
    return MODEL_COLUMNS;
}

struct version *row_visible(const struct model *model, int session, const struct row *row)
{
    for (struct version *version = row->newest; version != NULL; version = version->older) {
        if (stamp_visible(model, session, &version->stamp)) {
            return version->content != NULL ? version : NULL;
        }
    }
    return NULL;
}

int32_t row_count_of(const struct model *model, int session, const struct row *row,
                     const struct version *version)
{
    uint32_t sum = 0;

    for (const struct amount *amount = row->amounts; amount != NULL; amount = amount->next) {
        if (amount->life == version->life && stamp_visible(model, session, &amount->stamp)) {
            sum += (uint32_t)amount->plus;
        }
    }
    return (int32_t)sum;
}

int32_t row_count_of_all(const struct row *row, const struct version *version)
{
    uint32_t sum = 0;

    for (const struct amount *amount = row->amounts; amount != NULL; amount = amount->next) {
        sum += amount->life == version->life ? (uint32_t)amount->plus : 0;
    }
    return (int32_t)sum;
}

/* --------------------------------------------------------------------------------------------------------- rows */

static unsigned row_position(const struct model_table *table, const uint8_t *bookmark, unsigned size)
{
    unsigned low = 0, high = table->row_count;

    while (low < high) {
        const unsigned middle = (low + high) / 2;
        const struct row *row = table->rows[middle];

        if (key_compare(row->bookmark, row->size, bookmark, size) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct row *row_find(const struct model_table *table, const uint8_t *bookmark, unsigned size)
{
    const unsigned at = row_position(table, bookmark, size);

    return at < table->row_count &&
                   key_compare(table->rows[at]->bookmark, table->rows[at]->size, bookmark, size) == 0
               ? table->rows[at]
               : NULL;
}

struct row *row_make(struct model_table *table, const uint8_t *bookmark, unsigned size)
{
    const unsigned at = row_position(table, bookmark, size);
    struct row *row = row_find(table, bookmark, size);

    if (row != NULL) {
        return row;
    }
    if (table->row_count == table->row_room) {
        table->row_room = table->row_room == 0 ? 64 : 2 * table->row_room;
        table->rows = realloc(table->rows, table->row_room * sizeof table->rows[0]);
        if (table->rows == NULL) {
            abort();
        }
    }
    row = allocate(sizeof *row);
    row->size = (uint16_t)size;
    memcpy(row->bookmark, bookmark, size);
    memmove(&table->rows[at + 1], &table->rows[at], (table->row_count - at) * sizeof table->rows[0]);
    table->rows[at] = row;
    table->row_count++;
    return row;
}

struct version *version_new(struct content *content)
{
    struct version *version = allocate(sizeof *version);

    version->content = content;
    return version;
}

void version_free(struct version *version)
{
    for (unsigned i = 0; i < MODEL_INDEXES; i++) {
        free(version->keys[i]);
    }
    content_release(version->content);
    free(version);
}

void stamp_set(struct model *model, int session, struct stamp *stamp)
{
    const int level = model->session[session].level;

    *stamp = (struct stamp){true, session, level, 0};
    if (level == 0) {
        *stamp = (struct stamp){true, -1, 0, ++model->clock};
    }
}

struct version *row_change(struct model *model, int session, struct row *row, struct content *content,
                           bool is_lock, bool new_life)
{
    struct version *version = version_new(content);

    stamp_set(model, session, &version->stamp);
    version->is_lock = is_lock;
    version->serial = ++model->serial;
    row->lives += new_life;
    version->life = new_life ? row->lives : row->newest != NULL ? row->newest->life : 0;
    version->older = row->newest;
    row->newest = version;
    return version;
}

void row_add_amount(struct model *model, int session, struct row *row, int32_t plus)
{
    struct amount *amount = allocate(sizeof *amount);

    stamp_set(model, session, &amount->stamp);
    amount->life = row->newest->life;
    amount->plus = plus;
    amount->next = row->amounts;
    row->amounts = amount;
}

/* ---------------------------------------------------------------------------------------------------- conflicts */

static bool is_foreign(const struct model *model, int session, const struct stamp *stamp)
{
    return stamp->writer >= 0 ? stamp->writer != session : stamp->time > snapshot_of(model, session);
}

enum conflict row_escrow_conflict(const struct model *model, int session, const struct row *row)
{
    enum conflict worst = CONFLICT_NONE;

    for (const struct version *version = row->newest; version != NULL; version = version->older) {
        if (is_foreign(model, session, &version->stamp)) {
            if (!version->is_lock || version->stamp.writer >= 0) {
                return CONFLICT_SURE;
            }
            worst = CONFLICT_LOCK;
        }
    }
    return worst;
}

enum conflict row_conflict(const struct model *model, int session, const struct row *row)
{
    enum conflict worst = row_escrow_conflict(model, session, row);

    for (const struct amount *amount = row->amounts; amount != NULL; amount = amount->next) {
        if (amount->life == row->newest->life && is_foreign(model, session, &amount->stamp)) {
            if (amount->plus != 0) {
                return CONFLICT_SURE;
            }
            worst = worst == CONFLICT_NONE ? CONFLICT_LOCK : worst; /* whether 0 is a change is not said */
        }
    }
    return worst;
}

static bool has_key(const struct model_table *table, unsigned index, struct version *version,
                    const struct model_key *key)
{
    const struct key_list *list;

    if (version == NULL) {
        return false;
    }
    list = version_keys(table, index, version);
    for (unsigned i = 0; i < list->count; i++) {
        if (key_compare(list->key[i].bytes, list->key[i].size, key->bytes, key->size) == 0) {
            return true;
        }
    }
    return false;
}

/* Who has the key, in the newest state of all rows, or changed lately whether a row has it. */
static enum conflict key_conflict(struct model *model, int session, struct model_table *table, unsigned index,
                                  const struct row *except, const struct model_key *key)
{
    for (unsigned i = 0; i < table->row_count; i++) {
        const struct row *row = table->rows[i];

        if (row->newest == NULL) {
            continue;
        }
        if (row != except && has_key(table, index, row->newest, key)) {
            return CONFLICT_SURE;
        }
        for (struct version *version = row->newest; version != NULL; version = version->older) {
            if (has_key(table, index, version, key) != has_key(table, index, version->older, key) &&
                is_foreign(model, session, &version->stamp)) {
                return CONFLICT_SURE;
            }
        }
    }
    return CONFLICT_NONE;
}

enum conflict unique_conflict(struct model *model, int session, struct model_table *table,
                              const struct row *except, const struct version *old,
                              const struct version *version)
{
    for (unsigned index = 1; index < MODEL_INDEXES; index++) {
        const struct model_index *of = &table->index[index];
        const struct key_list *list;

        if (!index_visible(model, session, of) || !of->shape->is_unique) {
            continue;
        }
        list = version_keys(table, index, (struct version *)(uintptr_t)version);
        for (unsigned i = 0; i < list->count; i++) {
            if (!has_key(table, index, (struct version *)(uintptr_t)old, &list->key[i]) &&
                key_conflict(model, session, table, index, except, &list->key[i]) != CONFLICT_NONE) {
                return CONFLICT_SURE;
            }
        }
    }
    return CONFLICT_NONE;
}

static bool has_blob(const struct row *row, const struct blob *blob)
{
    for (const struct version *version = row->newest; version != NULL; version = version->older) {
        for (unsigned i = 0; i < MODEL_COLUMNS && version->content != NULL; i++) {
            for (unsigned k = 0; k < version->content->cell[i].count; k++) {
                if (version->content->cell[i].value[k] == blob) {
                    return true;
                }
            }
        }
    }
    return false;
}

static bool is_shared(const struct model_table *table, const struct row *row, const struct blob *blob)
{
    for (unsigned i = 0; i < table->row_count; i++) {
        if (table->rows[i] != row && has_blob(table->rows[i], blob)) {
            return true;
        }
    }
    return false;
}

bool row_shares_values(const struct model_table *table, const struct row *row)
{
    for (const struct version *version = row->newest; version != NULL; version = version->older) {
        for (unsigned i = 0; i < MODEL_COLUMNS && version->content != NULL; i++) {
            for (unsigned k = 0; k < version->content->cell[i].count; k++) {
                if (version->content->cell[i].value[k]->references > 1 &&
                    is_shared(table, row, version->content->cell[i].value[k])) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------------- places */

static int place_order(const struct place *from, enum side side, bool key_alone, const uint8_t *key,
                       unsigned size, const struct row *row)
{
    int order = key_compare(key, size, from->key, from->size);

    if (order == 0 && side != SIDE_EXACT) {
        return side == SIDE_BELOW ? 1 : -1;
    }
    if (order == 0 && !key_alone) {
        order = key_compare(row->bookmark, row->size, from->bookmark, from->bookmark_size);
    }
    return order;
}

struct search {
    const struct place *from;
    enum side side;
    bool forward, key_alone;
    const uint8_t *best; /* key */
    unsigned best_size;
    struct row *row;
};

static void consider(struct search *search, const uint8_t *key, unsigned size, struct row *row)
{
    int order;

    if (search->from != NULL) {
        order = place_order(search->from, search->side, search->key_alone, key, size, row);
        if (search->forward ? order <= 0 : order >= 0) {
            return;
        }
    }
    if (search->row != NULL) {
        order = key_compare(key, size, search->best, search->best_size);
        if (order == 0) {
            order = key_compare(row->bookmark, row->size, search->row->bookmark, search->row->size);
        }
        if (search->forward ? order >= 0 : order <= 0) {
            return;
        }
    }
    search->best = key;
    search->best_size = size;
    search->row = row;
}

struct row *entry_next(const struct model *model, int session, struct model_table *table, unsigned index,
                       const struct place *from, enum side side, bool forward, struct place *found)
{
    struct search search = {.from = from, .side = side, .forward = forward};

    search.key_alone = index == 0 || table->index[index].shape->is_unique;
    for (unsigned i = 0; i < table->row_count; i++) {
        struct row *row = table->rows[i];
        struct version *version = row_visible(model, session, row);

        if (version == NULL) {
            continue;
        }
        if (index == 0) {
            consider(&search, row->bookmark, row->size, row);
        } else {
            const struct key_list *list = version_keys(table, index, version);

            for (unsigned k = 0; k < list->count; k++) {
                consider(&search, list->key[k].bytes, list->key[k].size, row);
            }
        }
    }
    if (search.row != NULL) {
        memcpy(found->key, search.best, search.best_size);
        found->size = (uint16_t)search.best_size;
        memcpy(found->bookmark, search.row->bookmark, search.row->size);
        found->bookmark_size = search.row->size;
    }
    return search.row;
}

/* ------------------------------------------------------------------------------------------------- transactions */

void model_begin(struct model *model, int session)
{
    if (model->session[session].level++ == 0) {
        model->session[session].began = model->clock;
    }
}

/* The stamps of everything in a table, one after the other. */
static void each_schema_stamp(struct model_table *table, void (*visit)(struct stamp *stamp, void *context),
                              void *context)
{
    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        visit(&table->column[i].made, context);
        visit(&table->column[i].gone, context);
    }
    for (unsigned i = 0; i < MODEL_INDEXES; i++) {
        visit(&table->index[i].made, context);
        visit(&table->index[i].gone, context);
    }
    visit(&table->made, context);
    visit(&table->gone, context);
}

struct ending {
    int session, level;
    uint64_t time; /* 0: to the level above */
    bool any;
};

static void commit_stamp(struct stamp *stamp, void *context)
{
    struct ending *ending = context;

    if (stamp->is_set && stamp->writer == ending->session && stamp->level == ending->level) {
        stamp->level--;
        if (ending->time != 0) {
            *stamp = (struct stamp){true, -1, 0, ending->time};
        }
        ending->any = true;
    }
}

static uint64_t oldest_snapshot(const struct model *model)
{
    uint64_t oldest = model->clock;

    for (unsigned i = 0; i < MODEL_SESSIONS; i++) {
        if (model->session[i].level > 0 && model->session[i].began < oldest) {
            oldest = model->session[i].began;
        }
    }
    return oldest;
}

/* Drops what no session can see or meet any more. */
static void row_trim(struct row *row, uint64_t oldest)
{
    struct version **link = &row->newest, *version;
    struct amount *amount, *base = NULL;

    while (*link != NULL && ((*link)->stamp.writer >= 0 || (*link)->stamp.time > oldest)) {
        link = &(*link)->older;
    }
    if (*link != NULL) {
        struct version **rest = (*link)->content == NULL ? link : &(*link)->older;

        for (version = *rest, *rest = NULL; version != NULL;) {
            struct version *older = version->older;

            version_free(version);
            version = older;
        }
    }
    for (struct amount **at = &row->amounts; (amount = *at) != NULL;) {
        if (amount->stamp.writer < 0 && amount->stamp.time <= oldest && base != NULL &&
            base->life == amount->life) {
            base->plus = (int32_t)((uint32_t)base->plus + (uint32_t)amount->plus);
            *at = amount->next;
            free(amount);
            continue;
        }
        if (amount->stamp.writer < 0 && amount->stamp.time <= oldest) {
            base = amount;
        }
        at = &amount->next;
    }
}

static void row_free(struct row *row)
{
    for (struct version *version = row->newest; version != NULL;) {
        struct version *older = version->older;

        version_free(version);
        version = older;
    }
    for (struct amount *amount = row->amounts; amount != NULL;) {
        struct amount *next = amount->next;

        free(amount);
        amount = next;
    }
    free(row);
}

static void table_trim(struct model_table *table, uint64_t oldest)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < table->row_count; i++) {
        row_trim(table->rows[i], oldest);
        if (table->rows[i]->newest == NULL) {
            row_free(table->rows[i]);
        } else {
            table->rows[kept++] = table->rows[i];
        }
    }
    table->row_count = kept;
}

void model_trim(struct model *model)
{
    const uint64_t oldest = oldest_snapshot(model);

    for (unsigned i = 0; i < MODEL_TABLES; i++) {
        table_trim(&model->table[i], oldest);
    }
}

void table_clear(struct model_table *table)
{
    for (unsigned i = 0; i < table->row_count; i++) {
        row_free(table->rows[i]);
    }
    free(table->rows);
    memset(table, 0, sizeof *table);
}

void model_clear(struct model *model)
{
    for (unsigned i = 0; i < MODEL_TABLES; i++) {
        table_clear(&model->table[i]);
    }
    memset(model, 0, sizeof *model);
}

/* Frees the places of what is gone for all; sessions with an older snapshot do not use the table. */
static void free_gone(struct model_table *table)
{
    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        if (table->column[i].gone.is_set && table->column[i].gone.writer < 0) {
            memset(&table->column[i], 0, sizeof table->column[i]);
            for (unsigned k = 0; k < table->row_count; k++) {
                for (struct version *version = table->rows[k]->newest; version != NULL;
                     version = version->older) {
                    if (version->content != NULL) {
                        cell_clear(&version->content->cell[i]);
                    }
                }
            }
        }
    }
    for (unsigned i = 0; i < MODEL_INDEXES; i++) {
        if (table->index[i].gone.is_set && table->index[i].gone.writer < 0) {
            index_forget_keys(table, i);
            memset(&table->index[i], 0, sizeof table->index[i]);
        }
    }
    if (table->gone.is_set && table->gone.writer < 0) {
        table_clear(table);
    }
}

void model_commit(struct model *model, int session)
{
    struct ending ending = {.session = session, .level = model->session[session].level};

    if (ending.level == 1) {
        ending.time = ++model->clock;
    }
    model->session[session].level--;
    for (unsigned i = 0; i < MODEL_TABLES; i++) {
        struct model_table *table = &model->table[i];

        for (unsigned k = 0; k < table->row_count; k++) {
            for (struct version *version = table->rows[k]->newest; version != NULL;
                 version = version->older) {
                commit_stamp(&version->stamp, &ending);
            }
            for (struct amount *amount = table->rows[k]->amounts; amount != NULL; amount = amount->next) {
                commit_stamp(&amount->stamp, &ending);
            }
        }
        ending.any = false;
        each_schema_stamp(table, commit_stamp, &ending);
        if (ending.time != 0) {
            if (ending.any) {
                table->schema_time = ending.time;
            }
            free_gone(table);
        }
    }
    model_trim(model);
}

static void undo_stamp(struct stamp *stamp, void *context)
{
    const struct ending *ending = context;

    if (stamp->is_set && stamp->writer == ending->session && stamp->level == ending->level) {
        memset(stamp, 0, sizeof *stamp);
    }
}

static void undo_row(struct row *row, int session, int level)
{
    struct amount *amount;

    while (row->newest != NULL && row->newest->stamp.writer == session && row->newest->stamp.level == level) {
        struct version *older = row->newest->older;

        version_free(row->newest);
        row->newest = older;
    }
    for (struct amount **at = &row->amounts; (amount = *at) != NULL;) {
        if (amount->stamp.writer == session && amount->stamp.level == level) {
            *at = amount->next;
            free(amount);
        } else {
            at = &amount->next;
        }
    }
}

static void free_unmade(struct model_table *table)
{
    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        if (table->column[i].shape != NULL && !table->column[i].made.is_set) {
            memset(&table->column[i], 0, sizeof table->column[i]);
        }
    }
    for (unsigned i = 0; i < MODEL_INDEXES; i++) {
        if (table->index[i].shape != NULL && !table->index[i].made.is_set) {
            index_forget_keys(table, i);
            memset(&table->index[i], 0, sizeof table->index[i]);
        }
    }
    if (table->name[0] != '\0' && !table->made.is_set) {
        table_clear(table);
    }
}

void model_roll_back(struct model *model, int session)
{
    struct ending ending = {.session = session, .level = model->session[session].level};

    for (unsigned i = 0; i < MODEL_TABLES; i++) {
        struct model_table *table = &model->table[i];

        for (unsigned k = 0; k < table->row_count; k++) {
            undo_row(table->rows[k], session, ending.level);
        }
        each_schema_stamp(table, undo_stamp, &ending);
        free_unmade(table);
    }
    model->session[session].level--;
    model_trim(model);
}
