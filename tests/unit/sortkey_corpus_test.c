/*
 * sortkey_corpus_test.c - every key with Unicode text that Windows stored in the corpus, made again from the
 * row's text.
 *
 * expected/SET/FILE/mse/schema.tsv lists the indexes with locale, flags and sort version; the dumps beside it
 * hold the rows and, for each secondary index, the stored keys with the bookmark of their row. A key is
 * compared up to the end of its text column; indexes with other than integer columns before that are left
 * out.
 */
#include "test.h"

#include "esent.h"
#include "esent_compat.h"
#include "key/sortkey.h"
#include "os.h"

enum {
    FIELDS = 17, /* of a line of schema.tsv that describes an index */
    VERSION_VISTA = 0x50000,
    TEXT_UNITS = 4096,
    KEY_ROOM = 4096,
    UNICODE = 1200,
    KEY_MOST_OLD = 255, /* with it, no more than 255 bytes of the text count: reference database-file 14.3 */
};

/* A file of lines of fields between tabs; each line can be split once. */
struct dump {
    char *bytes;
    char **lines;
    size_t count;
};

struct totals {
    unsigned keys, wrong, keys_of_vista, wrong_of_vista;
};

static char *copy_of(const char *text)
{
    char *copy = malloc(strlen(text) + 1);

    assert_non_null(copy);
    return strcpy(copy, text);
}

static char *cut_at(char **rest, char end)
{
    char *start = *rest, *found = strchr(start, end);

    *rest = found != NULL ? found + 1 : start + strlen(start);
    if (found != NULL) {
        *found = '\0';
    }
    return start;
}

static unsigned split(char *line, char **fields, unsigned room)
{
    unsigned count = 0;

    while (*line != '\0' && count < room) {
        fields[count++] = cut_at(&line, '\t');
    }
    return count;
}

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool open_dump(struct dump *dump, const char *path)
{
    size_t size, lines = 0;
    char *bytes;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return false;
    }
    (void)fclose(file);
    bytes = test_read_file(path, &size);
    assert_true(size == 0 || bytes[size - 1] == '\n');
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            bytes[i] = '\0';
            lines++;
        }
    }
    dump->bytes = bytes;
    dump->lines = malloc((lines + 1) * sizeof *dump->lines);
    assert_non_null(dump->lines);
    for (dump->count = 0; dump->count < lines; bytes += strlen(bytes) + 1) {
        dump->lines[dump->count++] = bytes;
    }
    return true;
}

static void close_dump(struct dump *dump)
{
    free(dump->lines);
    free(dump->bytes);
}

static JET_ERR take_name(void *context, const char *name, bool is_folder)
{
    (void)is_folder;
    (void)snprintf(context, 256, "%s", name);
    return JET_errSuccess;
}

/* Opens FOLDER/SUBFOLDER/NNN_NAME. */
static bool open_numbered(struct dump *dump, const char *folder, const char *subfolder, const char *name)
{
    char path[1024], pattern[256], found[256] = "";

    (void)snprintf(path, sizeof path, "%s/%s", folder, subfolder);
    (void)snprintf(pattern, sizeof pattern, "\?\?\?_%s", name);
    assert_int_equal(os_dir_list(path, pattern, take_name, found), JET_errSuccess);
    (void)snprintf(path, sizeof path, "%s/%s/%s", folder, subfolder, found);
    return found[0] != '\0' && open_dump(dump, path);
}

/* One index of the schema, and where its columns are in the rows. */
struct index {
    const char *table, *name, *locale;
    char columns[4][128];
    unsigned column_count;
    uint32_t flags, version;
    size_t key_most;
    struct dump rows;
    int at[4];
    unsigned types[4], code_pages[4];
};

static void find_columns(struct index *index, const struct dump *schema)
{
    char *header = copy_of(index->rows.lines[0]), *rest = header;

    for (int at = 0; *rest != '\0'; at++) {
        char *title = cut_at(&rest, '\t');
        char *name = cut_at(&title, ':');

        for (unsigned i = 0; i < index->column_count; i++) {
            if (strcmp(name, index->columns[i]) == 0) {
                index->at[i] = at;
            }
        }
    }
    free(header);
    for (size_t line = 0; line < schema->count; line++) {
        char *copy = copy_of(schema->lines[line]), *fields[FIELDS];

        if (split(copy, fields, FIELDS) > 5 && strcmp(fields[0], "column") == 0 &&
            strcmp(fields[1], index->table) == 0) {
            for (unsigned i = 0; i < index->column_count; i++) {
                if (strcmp(fields[2], index->columns[i]) == 0) {
                    index->types[i] = (unsigned)strtoul(fields[4], NULL, 10);
                    index->code_pages[i] = (unsigned)strtoul(fields[5], NULL, 10);
                }
            }
        }
        free(copy);
    }
}

static unsigned hex_digits(const char *text, unsigned count)
{
    char digits[5] = "";

    memcpy(digits, text, count);
    return (unsigned)strtoul(digits, NULL, 16);
}

/* The units of a text of the dumps, with its escapes undone. */
static size_t text_units(const char *text, WCHAR *units)
{
    size_t count = 0;

    while (*text != '\0') {
        size_t plain = strcspn(text, "\\"), made;

        assert_true(count + plain + 1 < TEXT_UNITS);
        if (plain > 0) {
            assert_int_equal(esent_utf8_to_utf16(text, plain, units + count, TEXT_UNITS - count, &made),
                             JET_errSuccess);
            count += made - 1;
            text += plain;
            continue;
        }
        switch (text[1]) {
        case 'x':
            units[count++] = (WCHAR)hex_digits(text + 2, 2);
            text += 4;
            break;
        case 'u':
            units[count++] = (WCHAR)hex_digits(text + 2, 4);
            text += 6;
            break;
        default:
            units[count++] = (WCHAR)(text[1] == 't'   ? '\t'
                                     : text[1] == 'n' ? '\n'
                                     : text[1] == 'r' ? '\r'
                                                      : text[1]);
            text += 2;
        }
    }
    return count;
}

static size_t text_segment(const struct index *index, const char *text, uint8_t *key, size_t room)
{
    static WCHAR units[TEXT_UNITS];
    const struct sort_locale *locale;
    size_t size, count = text_units(text, units);

    if (count == 0) {
        key[0] = 0x40;
        return 1;
    }
    if (index->key_most == KEY_MOST_OLD && count > KEY_MOST_OLD / 2) {
        count = KEY_MOST_OLD / 2;
    }
    assert_int_equal(sort_locale_find(index->locale, &locale), JET_errSuccess);
    assert_int_equal(sort_key(locale, index->flags, units, count, key + 1, room - 1, &size), JET_errSuccess);
    key[0] = 0x7F;
    return size < room ? size + 1 : room;
}

/* The key of a row up to its text column; 0 when that is not reached. */
static size_t key_of_row(const struct index *index, char **fields, uint8_t *key)
{
    size_t size = 0;

    for (unsigned i = 0; i < index->column_count; i++) {
        const char *value = fields[index->at[i]];

        if (strcmp(value, "\\N") == 0) {
            key[size++] = 0;
        } else if (index->types[i] == JET_coltypLong || index->types[i] == JET_coltypUnsignedLong) {
            uint32_t number =
                (uint32_t)strtoll(value, NULL, 10) ^ (index->types[i] == JET_coltypLong ? 0x80000000u : 0);

            key[size++] = 0x7F;
            for (int shift = 24; shift >= 0; shift -= 8) {
                key[size++] = (uint8_t)(number >> shift);
            }
        } else if ((index->types[i] == JET_coltypText || index->types[i] == JET_coltypLongText) &&
                   index->code_pages[i] == UNICODE && value[0] != '[') {
            return size + text_segment(index, value, key + size, index->key_most - size);
        } else {
            return 0;
        }
    }
    return 0;
}

static void compare_key(const struct index *index, const char *stored, char **fields, struct totals *totals)
{
    uint8_t key[KEY_ROOM];
    char hex[2 * KEY_ROOM + 1];
    size_t size = key_of_row(index, fields, key);
    bool wrong;

    if (size == 0) {
        return;
    }
    for (size_t i = 0; i < size; i++) {
        (void)snprintf(hex + 2 * i, 3, "%02x", key[i]);
    }
    wrong = strncmp(hex, stored, 2 * size) != 0;
    if (index->version == VERSION_VISTA) {
        totals->keys_of_vista++;
        totals->wrong_of_vista += wrong;
        return;
    }
    if (wrong) {
        print_error("%s %s: stored %s\n  made %s\n", index->table, index->name, stored, hex);
    }
    totals->keys++;
    totals->wrong += wrong;
}

static void compare_entry(const struct index *index, const char *stored, const char *bookmark,
                          struct totals *totals)
{
    char **rows = index->rows.lines + 1, *fields[2048];
    size_t low = 0, high = index->rows.count - 1, length = strlen(bookmark);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(rows[middle], bookmark, length);

        if (order == 0 && rows[middle][length] == '\t') {
            char *copy = copy_of(rows[middle]);

            (void)split(copy, fields, sizeof fields / sizeof fields[0]);
            compare_key(index, stored != NULL ? stored : fields[0], fields, totals);
            free(copy);
            return;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
}

static void compare_index(struct index *index, const char *folder, const struct dump *schema,
                          struct totals *totals)
{
    struct dump entries;
    char name[300];

    (void)snprintf(name, sizeof name, "%s.tsv", index->table);
    if (!open_numbered(&index->rows, folder, "mse", name) &&
        !open_numbered(&index->rows, folder, "dissect", name)) {
        return;
    }
    find_columns(index, schema);
    qsort(index->rows.lines + 1, index->rows.count - 1, sizeof index->rows.lines[0], compare_lines);
    (void)snprintf(name, sizeof name, "%s.idx_%s.tsv", index->table, index->name);
    if (open_numbered(&entries, folder, "dissect", name)) {
        for (size_t i = 0; i < entries.count; i++) {
            char *bookmark = entries.lines[i], *stored = cut_at(&bookmark, '\t');

            compare_entry(index, stored, bookmark, totals);
        }
        close_dump(&entries);
    } else { /* the primary index: its keys are in the rows */
        for (size_t i = 1; i < index->rows.count; i++) {
            char *row = copy_of(index->rows.lines[i]), *rest = row;

            compare_entry(index, NULL, cut_at(&rest, '\t'), totals);
            free(row);
        }
    }
    close_dump(&index->rows);
}

/* index TABLE NAME GRBIT KEY LCID LOCALE FLAGS KEYMOST VARSEGMAC DENSITY GRBIT3 CONDITIONAL TUPLE VERSION
 * DEFINED SORTID */
static void compare_database(const char *relative, const char *path, void *context)
{
    char folder[1024], schema_path[1100];
    struct dump schema;

    (void)path;
    if (strncmp(relative, "corpus/", 7) != 0) {
        return;
    }
    (void)snprintf(folder, sizeof folder, "%s/corpus/expected/%s", test_fixture_root(), relative + 7);
    (void)snprintf(schema_path, sizeof schema_path, "%s/mse/schema.tsv", folder);
    if (!open_dump(&schema, schema_path)) {
        return;
    }
    for (size_t i = 0; i < schema.count; i++) {
        char *line = copy_of(schema.lines[i]), *fields[FIELDS], *rest;
        struct index index = {0};

        if (split(line, fields, FIELDS) == FIELDS && strcmp(fields[0], "index") == 0 &&
            strcmp(fields[14], "0x0") != 0) {
            index.table = fields[1];
            index.name = fields[2];
            index.locale = fields[6];
            index.flags = (uint32_t)strtoul(fields[7], NULL, 16);
            index.key_most = strtoul(fields[8], NULL, 10);
            index.version = (uint32_t)strtoul(fields[14], NULL, 16);
            for (rest = fields[4]; *rest == '+' && index.column_count < 4;) {
                (void)snprintf(index.columns[index.column_count++], sizeof index.columns[0], "%s",
                               cut_at(&rest, ',') + 1);
            }
            compare_index(&index, folder, &schema, context);
        }
        free(line);
    }
    close_dump(&schema);
}

static void keys_made_from_rows_equal_those_windows_stored(void **state)
{
    struct totals totals = {0};

    (void)state;
    if (sort_version() == 0) {
        print_message("skipped: this build has no sort weights\n");
        skip();
    }
    (void)test_for_each_database(compare_database, &totals);
    print_message("%u keys, %u of them of Windows Vista's version, whose digits 1 and 2 weigh less\n",
                  totals.keys + totals.keys_of_vista, totals.keys_of_vista);
    assert_int_equal(totals.wrong, 0);
    assert_true(totals.keys > 2500 &&
                totals.keys_of_vista > 1200); /* of 12334 with the files that are not here */
    assert_int_equal(totals.wrong_of_vista, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_made_from_rows_equal_those_windows_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
