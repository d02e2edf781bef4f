/*
 * key_script_test.c - the search keys of Microsoft's engine: every makekey line of the oracle's scripts, with the
 * result and the key that was recorded.
 *
 * Only as much of a script is followed as keys need: columns, indexes, which index is current, and when a key is
 * used up. Where that is not certain (temporary tables, schemas made in one call, keys made from bookmarks) lines are
 * counted as passed over, and the test says how many.
 */
#include "test.h"

#include <ctype.h>

#include "esent.h"
#include "format/bytes.h"
#include "key/key.h"

enum {
    WORDS_MAX = 64,
    WORD_ROOM = 8192,
    LINES_MAX = 4000,
    COLUMNS_MAX = 64,
    INDEXES_MAX = 80,
    TABLES_MAX = 40,
    CURSORS_MAX = 60,
    VALUE_ROOM = 200000,
    SHOWN_WHOLE = 40, /* longer keys are recorded as size and hash */
    INDEX_PRIMARY_ONE = -1,
    INDEX_UNKNOWN = -2,
};

static const struct {
    const char *name;
    int64_t value;
} constants[] = {
#define CONSTANT(name, value) {#name, (int64_t)(value)},
#define POINTER_NIL(name)
#include "constant_facts.def"
#undef CONSTANT
#undef POINTER_NIL
};

/* ------------------------------------------------------------------------------------------- the language */

struct line {
    char *word[WORDS_MAX];
    int count;
    char room[WORD_ROOM];
};

static bool is_option(const char *word)
{
    const char *at = word;

    while (islower((unsigned char)*at)) {
        at++;
    }
    return at > word && *at == '=';
}

static void split(struct line *line, const char *text)
{
    char *to = line->room;

    line->count = 0;
    for (;;) {
        bool quoted = false;

        while (isspace((unsigned char)*text)) {
            text++;
        }
        if (*text == '\0' || (*text == '#' && (line->count == 0 || text[1] == ' '))) {
            return;
        }
        assert_true(line->count < WORDS_MAX && strlen(text) < (size_t)(line->room + WORD_ROOM - to));
        line->word[line->count++] = to;
        while (*text != '\0' && (quoted || !isspace((unsigned char)*text))) {
            quoted ^= *text == '"';
            if (*text == '\\' && text[1] != '\0') {
                *to++ = *text++;
            }
            *to++ = *text++;
        }
        *to++ = '\0';
    }
}

/* Word number `wanted` behind the command, options not counted; "" without. */
static const char *argument(const struct line *line, int wanted)
{
    for (int i = 1; i < line->count; i++) {
        if (!is_option(line->word[i]) && --wanted == 0) {
            return line->word[i];
        }
    }
    return "";
}

static const char *option(const struct line *line, const char *name)
{
    const size_t size = strlen(name);

    for (int i = 1; i < line->count; i++) {
        if (strncmp(line->word[i], name, size) == 0 && line->word[i][size] == '=') {
            return line->word[i] + size + 1;
        }
    }
    return NULL;
}

/* Numbers and names of esent.h without JET_, joined with '|'. */
static int64_t number(const char *text)
{
    int64_t sum = 0;

    while (text != NULL && *text != '\0') {
        const size_t size = strcspn(text, "|");
        size_t i;

        if (isdigit((unsigned char)*text) || *text == '-') {
            sum |= *text == '-' ? strtoll(text, NULL, 0) : (int64_t)strtoull(text, NULL, 0);
        } else {
            for (i = 0; i < sizeof constants / sizeof *constants; i++) {
                if (strncmp(constants[i].name + strlen("JET_"), text, size) == 0 &&
                    constants[i].name[strlen("JET_") + size] == '\0') {
                    sum |= constants[i].value;
                    break;
                }
            }
            if (i == sizeof constants / sizeof *constants) {
                fail_msg("unknown name %s", text);
            }
        }
        text += size + (text[size] == '|');
    }
    return sum;
}

static uint32_t number_option(const struct line *line, const char *name, uint32_t otherwise)
{
    const char *text = option(line, name);

    return text == NULL ? otherwise : (uint32_t)number(text);
}

static uint8_t hex_byte(const char *text)
{
    const char pair[3] = {text[0], text[1], '\0'};

    return (uint8_t)strtoul(pair, NULL, 16);
}

/* "..." with \xNN, \n, \\ and \"; or a bare word. */
static uint32_t unquote(const char *text, uint8_t *out)
{
    const bool quoted = *text == '"';
    uint32_t size = 0;

    for (text += quoted; *text != '\0' && !(quoted && *text == '"'); text++) {
        if (*text == '\\' && text[1] == 'x') {
            out[size++] = hex_byte(text + 2);
            text += 3;
        } else if (*text == '\\' && text[1] != '\0') {
            text++;
            out[size++] = (uint8_t)(*text == 'n' ? '\n' : *text == 'r' ? '\r' : *text == 't' ? '\t' : *text);
        } else {
            out[size++] = (uint8_t)*text;
        }
    }
    out[size] = '\0';
    return size;
}

static uint32_t utf16_of(const uint8_t *utf8, uint32_t size, uint8_t *out)
{
    uint32_t to = 0;

    for (uint32_t i = 0; i < size;) {
        const uint32_t length = utf8[i] < 0x80 ? 1 : utf8[i] < 0xE0 ? 2 : utf8[i] < 0xF0 ? 3 : 4;
        uint32_t c = length == 1 ? utf8[i] : utf8[i] & (0x7Fu >> length);

        for (uint32_t k = 1; k < length; k++) {
            c = c << 6 | (utf8[i + k] & 0x3F);
        }
        i += length;
        if (c >= 0x10000) {
            put_u16(out + to, (uint16_t)(0xD800 + ((c - 0x10000) >> 10)));
            to += 2;
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        put_u16(out + to, (uint16_t)c);
        to += 2;
    }
    return to;
}

static uint64_t random_state;

static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 20);
}

/* r: random bytes, a: ASCII, w: UTF-16 letters, c: one byte repeated, z: zeros; LEN:SEED behind it. */
static uint32_t generate(const char *text, uint8_t *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789 -_";
    char *end;
    const uint32_t size = (uint32_t)strtoul(text + 2, &end, 0);
    const uint32_t seed = *end == ':' ? (uint32_t)strtoul(end + 1, NULL, 0) : 0;

    assert_true(size < VALUE_ROOM);
    random_state = seed * 0x9E3779B97F4A7C15ull + 88172645463325252ull;
    for (int i = 0; i < 4; i++) {
        (void)next_random();
    }
    for (uint32_t i = 0; i < size; i++) {
        switch (text[0]) {
        case 'r':
            out[i] = (uint8_t)next_random();
            break;
        case 'a':
            out[i] = (uint8_t)letters[next_random() % 49];
            break;
        case 'w':
            out[i] = (uint8_t)(i % 2 != 0 ? 0 : 'a' + next_random() % 26);
            break;
        default:
            out[i] = (uint8_t)(text[0] == 'c' ? seed : 0);
        }
    }
    return size;
}

/* A value of the language; false for what was saved before (b:NAME). */
static bool value_of(const char *text, uint8_t *out, const void **data, uint32_t *size)
{
    static uint8_t plain[VALUE_ROOM];

    *data = out;
    *size = 0;
    if (*text == '\0' || strcmp(text, "null") == 0) {
        *data = NULL;
    } else if (strncmp(text, "null:", 5) == 0) {
        *data = NULL;
        *size = (uint32_t)number(text + 5);
    } else if (*text == '"') {
        *size = unquote(text, out);
    } else if (strncmp(text, "x:", 2) == 0) {
        for (text += 2; isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1]); text += 2) {
            out[(*size)++] = hex_byte(text);
        }
    } else if (strncmp(text, "u:", 2) == 0) {
        *size = utf16_of(plain, unquote(text + 2, plain), out);
    } else if (text[0] == 'i') {
        put_u64(out, (uint64_t)number(strchr(text, ':') + 1));
        *size = (uint32_t)strtoul(text + 1, NULL, 10) / 8;
    } else if (strncmp(text, "f32:", 4) == 0) {
        const float single = (float)strtod(text + 4, NULL);

        memcpy(out, &single, *size = sizeof single);
    } else if (strncmp(text, "f64:", 4) == 0) {
        const double real = strtod(text + 4, NULL);

        memcpy(out, &real, *size = sizeof real);
    } else if (strcmp(text, "empty") != 0) {
        if (text[0] == 'b') {
            return false;
        }
        *size = generate(text, out);
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- the model */

struct script_table {
    char name[NAME_SIZE];
    bool uncertain;
    uint32_t column_count, index_count;
    struct column columns[COLUMNS_MAX];
    char column_names[COLUMNS_MAX][NAME_SIZE];
    struct index indexes[INDEXES_MAX];
    char index_names[INDEXES_MAX][NAME_SIZE];
};

struct script_cursor {
    char name[NAME_SIZE];
    struct script_table *table; /* NULL: not known */
    int index;                  /* of table->indexes, or INDEX_... */
    bool certain;               /* the key is as `key` says */
    bool shown;                 /* its bytes too */
    struct search_key key;
};

struct script {
    struct script_table tables[TABLES_MAX];
    struct script_cursor cursors[CURSORS_MAX];
    uint32_t table_count, cursor_count;
    char *recorded[LINES_MAX]; /* by line of the script, from the command on */
    char path[512];
    int line_number;
};

struct counts {
    uint32_t scripts, lines, keys, passed_over;
};

static struct script_cursor *cursor_of(struct script *script, const char *name)
{
    for (uint32_t i = 0; i < script->cursor_count; i++) {
        if (strcmp(script->cursors[i].name, name) == 0) {
            return &script->cursors[i];
        }
    }
    assert_true(script->cursor_count < CURSORS_MAX && strlen(name) < NAME_SIZE);
    (void)strcpy(script->cursors[script->cursor_count].name, name);
    return &script->cursors[script->cursor_count++];
}

static struct script_table *table_of(struct script *script, const char *name)
{
    for (uint32_t i = 0; i < script->table_count; i++) {
        if (strcmp(script->tables[i].name, name) == 0) {
            return &script->tables[i];
        }
    }
    return NULL;
}

static void open_cursor(struct script *script, const char *name, struct script_table *table)
{
    struct script_cursor *cursor = cursor_of(script, name);

    cursor->table = table;
    cursor->index = INDEX_PRIMARY_ONE;
    cursor->certain = cursor->shown = false;
    search_key_clear(&cursor->key);
}

static void make_table(struct script *script, const struct line *line)
{
    struct script_table *table = table_of(script, argument(line, 4));

    if (table == NULL) {
        assert_true(script->table_count < TABLES_MAX);
        table = &script->tables[script->table_count++];
        (void)snprintf(table->name, sizeof table->name, "%s", argument(line, 4));
    }
    table->column_count = table->index_count = 0;
    table->uncertain = option(line, "tmpl") != NULL;
    open_cursor(script, argument(line, 3), table);
}

static void add_column(struct script_table *table, const struct line *line, const char *recorded)
{
    const char *id = strstr(recorded, " id=");
    const uint32_t n = table->column_count;
    struct column *column = &table->columns[n];
    uint32_t code_page = number_option(line, "cp", 0);

    if (id == NULL || n == COLUMNS_MAX) {
        table->uncertain |= n == COLUMNS_MAX;
        return;
    }
    table->column_count++;
    (void)snprintf(table->column_names[n], NAME_SIZE, "%s", argument(line, 2));
    *column = (struct column){
        .name = table->column_names[n],
        .id = (JET_COLUMNID)strtoul(id + 4, NULL, 16),
        .type = (uint8_t)number(argument(line, 3)),
        .code_page = (uint16_t)(code_page == 0 ? 1252 : code_page),
        .max = number_option(line, "cb", 0),
        .flags = number_option(line, "grbit", 0) & JET_bitColumnMultiValued ? COLUMN_MULTI_VALUED : 0,
    };
    if (column->max == 0 && (column->type == JET_coltypText || column->type == JET_coltypBinary)) {
        column->max = 255;
    }
}

static const struct column *column_named(const struct script_table *table, const char *name, size_t size)
{
    for (uint32_t i = table->column_count; i-- > 0;) {
        if (strncmp(table->column_names[i], name, size) == 0 && table->column_names[i][size] == '\0') {
            return &table->columns[i];
        }
    }
    return NULL;
}

/* What a primary index of columns of known size needs, which is then its key size. */
static void set_key_most(struct index *index, const struct line *line)
{
    const uint32_t grbit = number_option(line, "grbit", 0);
    uint32_t sum = 0;

    index->key_most =
        (uint16_t)(grbit & JET_bitIndexKeyMost ? number_option(line, "keymost", KEY_MOST_DEFAULT)
                                               : KEY_MOST_DEFAULT);
    for (uint32_t i = 0; i < index->segment_count; i++) {
        const struct column *column = index->segments[i].column;

        if (!column_is_fixed(column) || column_is_text(column)) {
            sum = UINT16_MAX;
        } else {
            sum += 1 + column_fixed_size(column);
        }
    }
    if (index->is_primary && sum < index->key_most) {
        index->key_most = (uint16_t)sum;
    }
    index->segment_most = (uint16_t)number_option(line, "varseg", index->key_most);
}

static void set_tuple(struct index *index, const struct line *line)
{
    unsigned limits[5] = {0};

    index->is_tuple = true;
    (void)sscanf(option(line, "tuple"), "%u,%u,%u,%u,%u", &limits[0], &limits[1], &limits[2], &limits[3],
                 &limits[4]);
    index->tuple = (struct tuple_limits){limits[0] != 0 ? limits[0] : 3, limits[1] != 0 ? limits[1] : 10,
                                         limits[2] != 0 ? limits[2] : 0x7FFF, limits[3], limits[4]};
}

static void set_locale(struct index *index, const struct line *line)
{
    static uint8_t locale[VALUE_ROOM];

    index->has_locale = true;
    index->lcmap_flags = number_option(line, "map", 0x30401);
    (void)strcpy(index->locale, "en-US");
    if (option(line, "lcid") != NULL && number_option(line, "lcid", 0) == 0x407) {
        (void)strcpy(index->locale, "de-DE");
    }
    if (option(line, "locale") != NULL) {
        assert_true(unquote(option(line, "locale"), locale) < sizeof index->locale);
        (void)strcpy(index->locale, (const char *)locale);
    }
}

static void add_index(struct script_table *table, const struct line *line)
{
    const uint32_t grbit = number_option(line, "grbit", 0), n = table->index_count;
    struct index *index = &table->indexes[n];
    static uint8_t keys[VALUE_ROOM];
    char *at = (char *)keys;

    if (n == INDEXES_MAX || option(line, "rawkey") != NULL || option(line, "cbkey") != NULL) {
        table->uncertain = true;
        return;
    }
    (void)unquote(argument(line, 3), keys);
    *index = (struct index){.name = table->index_names[n], .is_primary = grbit & JET_bitIndexPrimary};
    (void)snprintf(table->index_names[n], NAME_SIZE, "%s", argument(line, 2));
    while (*at != '\0') {
        const size_t size = strcspn(at, " ");
        const struct column *column = column_named(table, at + 1, size - 1);

        if (column == NULL) {
            table->uncertain = true;
            return;
        }
        index->segments[index->segment_count++] = (struct key_segment){column, *at == '-'};
        at += size + strspn(at + size, " ");
    }
    index->flags = (grbit & JET_bitIndexSortNullsHigh ? INDEX_SORT_NULLS_HIGH : 0) |
                   (grbit & JET_bitIndexDotNetGuid ? INDEX_DOT_NET_GUID : 0);
    set_key_most(index, line);
    set_locale(index, line);
    if (option(line, "tuple") != NULL) {
        set_tuple(index, line);
    }
    table->index_count++;
}

static int index_named(const struct script_table *table, const char *name)
{
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (strcmp(table->index_names[i], name) == 0) {
            return table->indexes[i].is_primary ? INDEX_PRIMARY_ONE : (int)i;
        }
    }
    return INDEX_UNKNOWN;
}

static void set_index(struct script_cursor *cursor, const char *name)
{
    cursor->certain = false;
    cursor->index = *name == '\0' || strcmp(name, "NULL") == 0 || strcmp(name, "\"\"") == 0
                        ? INDEX_PRIMARY_ONE
                        : index_named(cursor->table, name);
}

static const struct index *current_index(const struct script_cursor *cursor)
{
    const struct script_table *table = cursor->table;

    if (cursor->index >= 0) {
        return &table->indexes[cursor->index];
    }
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (table->indexes[i].is_primary) {
            return &table->indexes[i];
        }
    }
    return NULL;
}

/* ----------------------------------------------------------------------------------------- a makekey line */

static void show(struct bytes key, char *out)
{
    uint64_t hash = 1469598103934665603ull;

    if (key.size == 0) {
        (void)strcpy(out, "!-1608");
        return;
    }
    if (key.size > SHOWN_WHOLE) {
        for (uint32_t i = 0; i < key.size; i++) {
            hash = (hash ^ key.at[i]) * 1099511628211ull;
        }
        (void)sprintf(out, "#%u:%08x", key.size, (unsigned)(uint32_t)(hash >> 16));
        return;
    }
    for (uint32_t i = 0; i < key.size; i++) {
        (void)sprintf(out + 2 * i, "%02x", key.at[i]);
    }
}

static void check_makekey(const struct script *script, struct script_cursor *cursor, const struct line *line,
                          const char *recorded, int result, struct counts *counts)
{
    static uint8_t value[VALUE_ROOM];
    const JET_GRBIT grbit = number_option(line, "grbit", 0);
    const char *shown = strstr(recorded, " key=");
    char expected[128], got[128];
    const void *data;
    uint32_t size;
    JET_ERR err;

    if (grbit & (JET_bitNewKey | JET_bitNormalizedKey) && cursor->table != NULL) {
        cursor->certain = cursor->shown = true;
    }
    if (cursor->table == NULL || cursor->table->uncertain || !cursor->certain ||
        cursor->index == INDEX_UNKNOWN || !value_of(argument(line, 2), value, &data, &size)) {
        cursor->certain = false;
        counts->passed_over++;
        return;
    }
    counts->lines++;
    err = search_key_add(&cursor->key, current_index(cursor), data, size, grbit);
    if (err != result) {
        fail_msg("%s:%d: %d instead of: %s", script->path, script->line_number, (int)err, recorded);
    }
    if (err >= 0) {
        cursor->shown = true;
    }
    if (shown != NULL && cursor->shown) {
        (void)sscanf(shown, " key=%127s", expected);
        show(key_bytes(&cursor->key.key), got);
        counts->keys++;
        if (strcmp(got, expected) != 0) {
            fail_msg("%s:%d: key %s instead of: %s", script->path, script->line_number, got, recorded);
        }
    }
}

/* -------------------------------------------------------------------------------------------- the scripts */

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(word, *list) == 0) {
            return true;
        }
    }
    return false;
}

static void follow(struct script *script, const struct line *line, const char *recorded,
                   struct counts *counts)
{
    static const char *const harmless[] = {
        "prep",    "set",     "+set",    "sets",    "update",   "update2",    "delete",
        "escrow",  "move",    "get",     "+get",    "gets",     "enum",       "retkey",
        "bm",      "sbm",     "recsize", "recpos",  "getindex", "cursorinfo", "reccount",
        "getlock", "colinfo", "collist", "idxlist", "idxinfo",  "tblinfo",    NULL};
    static const char *const reshaping[] = {"delcol",   "rencol",   "mindex",   "index1",
                                            "delindex", "rentable", "deltable", NULL};
    static const char *const elsewhere[] = {"ttemp", "tcreate", "dup", NULL};
    const char *command = line->word[0], *result_at = strstr(recorded, " = ");
    struct script_cursor *cursor;
    int result;

    for (const char *next = result_at; next != NULL; next = strstr(next + 1, " = ")) {
        if (isdigit((unsigned char)next[3]) || next[3] == '-') {
            result_at = next;
        }
    }
    if (result_at == NULL) {
        return; /* STALE, and commands without a result */
    }
    result = atoi(result_at + 3);
    if (strcmp(command, "mktable") == 0 && result >= 0) {
        make_table(script, line);
        return;
    }
    if (strcmp(command, "opentable") == 0 && result >= 0) {
        open_cursor(script, argument(line, 3), table_of(script, argument(line, 4)));
        return;
    }
    if (is_one_of(command, elsewhere)) {
        open_cursor(script, argument(line, strcmp(command, "tcreate") == 0 ? 3 : 2), NULL);
        return;
    }
    if (strcmp(command, "rollback") ==
        0) { /* an index that was set in the transaction is not current any more */
        for (uint32_t i = 0; i < script->cursor_count; i++) {
            script->cursors[i].index = INDEX_UNKNOWN;
        }
        return;
    }
    if (argument(line, 1)[0] == '\0' || is_one_of(command, harmless)) {
        return;
    }
    cursor = cursor_of(script, argument(line, 1));
    if (cursor->table == NULL) {
        counts->passed_over += strcmp(command, "makekey") == 0;
    } else if (strcmp(command, "makekey") == 0) {
        check_makekey(script, cursor, line, recorded, result, counts);
    } else if (strcmp(command, "addcol") == 0) {
        if (result >= 0) {
            add_column(cursor->table, line, recorded);
        }
    } else if (strcmp(command, "index") == 0) {
        if (result >= 0) {
            add_index(cursor->table, line);
        }
    } else if (strcmp(command, "setindex") == 0) { /* some failures change the index all the same */
        set_index(cursor, argument(line, 2));
        cursor->index = result >= 0 ? cursor->index : INDEX_UNKNOWN;
    } else if (strcmp(command, "dump") == 0 && option(line, "index") != NULL) {
        set_index(cursor, option(line, "index"));
    } else if (is_one_of(command, reshaping)) {
        cursor->table->uncertain = true;
    } else if ((strcmp(command, "seek") == 0 || strcmp(command, "range") == 0) &&
               (result >= 0 || result == JET_errRecordNotFound)) {
        search_key_clear(&cursor->key);
        cursor->shown = false;
    } else {
        cursor->certain = false;
    }
}

static void read_recorded(struct script *script, const char *path)
{
    char *text = test_read_file(path, NULL), *at = text;

    memset(script->recorded, 0, sizeof script->recorded);
    for (char *end = strchr(at, '\n'); end != NULL; at = end + 1, end = strchr(at, '\n')) {
        char *command;
        const long number_of_line = strtol(at, &command, 10);

        *end = '\0';
        if (*command == ' ' && number_of_line > 0 && number_of_line < LINES_MAX &&
            script->recorded[number_of_line] == NULL) {
            script->recorded[number_of_line] = strdup(command + 1);
        }
    }
    free(text);
}

/* One script against the output of one page size; false when there is none. */
static bool run(const char *name, unsigned page_size, struct counts *counts)
{
    static struct script script;
    static struct line line;
    char path[512], relative[128], *text, *at;
    FILE *probe;

    (void)snprintf(relative, sizeof relative, "oracle/jetscript/recorded/%s.%u.out", name, page_size);
    (void)snprintf(path, sizeof path, "%s/%s", test_fixture_root(), relative);
    probe = fopen(path, "rb");
    if (probe == NULL) {
        return false;
    }
    (void)fclose(probe);
    script.table_count = script.cursor_count = 0;
    read_recorded(&script, path);
    (void)snprintf(script.path, sizeof script.path, "%s/oracle/jetscript/scripts/%s.jet", test_fixture_root(),
                   name);
    text = at = test_read_file(script.path, NULL);
    script.line_number = 0;
    for (char *end = strchr(at, '\n'); end != NULL; at = end + 1, end = strchr(at, '\n')) {
        *end = '\0';
        script.line_number++;
        split(&line, at);
        assert_true(script.line_number < LINES_MAX);
        if (line.count > 0 && script.recorded[script.line_number] != NULL) {
            follow(&script, &line, script.recorded[script.line_number], counts);
        }
    }
    free(text);
    for (int i = 0; i < LINES_MAX; i++) {
        free(script.recorded[i]);
    }
    counts->scripts++;
    return true;
}

static void area_scripts_make_the_recorded_keys(void **state)
{
    static const char *const areas[] = {"keys_by_type",  "makekey_grbits",    "index_key_limits",
                                        "index_ranges",  "seek_matrix_multi", "seek_matrix_secondary",
                                        "unicode_en_us", "unicode_invariant", "unicode_sv_se",
                                        "bookmarks",     "multivalues"};
    static const unsigned page_sizes[] = {2048, 4096, 8192, 16384, 32768};
    struct counts counts = {0};

    (void)state;
    (void)test_fixture("oracle/jetscript/scripts/keys_by_type.jet");
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        for (size_t k = 0; k < sizeof page_sizes / sizeof *page_sizes; k++) {
            (void)run(areas[i], page_sizes[k], &counts);
        }
    }
    print_message("%u outputs, %u results and %u keys compared, %u lines passed over\n", counts.scripts,
                  counts.lines, counts.keys, counts.passed_over);
    assert_true(counts.keys > 1000);
}

static void random_scripts_make_the_recorded_keys(void **state)
{
    static const unsigned page_sizes[] = {2048, 4096, 8192, 16384, 32768};
    struct counts counts = {0};

    (void)state;
    (void)test_fixture("oracle/jetscript/scripts/keys_by_type.jet");
    for (unsigned i = 0; i < 1000; i++) {
        char name[16];

        (void)snprintf(name, sizeof name, "r%03u", i);
        for (size_t k = 0; k < sizeof page_sizes / sizeof *page_sizes; k++) {
            (void)run(name, page_sizes[k], &counts);
        }
    }
    print_message("%u outputs, %u results and %u keys compared, %u lines passed over\n", counts.scripts,
                  counts.lines, counts.keys, counts.passed_over);
    assert_true(counts.keys > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(area_scripts_make_the_recorded_keys),
        cmocka_unit_test(random_scripts_make_the_recorded_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
