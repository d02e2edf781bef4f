/*
 * dump_reader.c - tab-separated dumps: lines, cells, values.
 */
#include "dump_reader.h"

#include "test.h"

/* ---------------------------------------------------------------------------------------------------------------
 * Lines
 */

bool dump_open(struct dump *dump, const char *path)
{
    memset(dump, 0, sizeof *dump);
    dump->file = fopen(path, "rb");
    return dump->file != NULL;
}

void dump_close(struct dump *dump)
{
    if (dump->file != NULL) {
        (void)fclose(dump->file);
    }
    free(dump->text);
    free(dump->cells);
    memset(dump, 0, sizeof *dump);
}

/* The bytes of a line without its end; -1 at the end of the file. */
static long read_line(struct dump *dump)
{
    size_t used = 0;

    for (;;) {
        if (dump->capacity - used < 4096) {
            dump->capacity = dump->capacity == 0 ? 65536 : 2 * dump->capacity;
            dump->text = realloc(dump->text, dump->capacity);
            assert_non_null(dump->text);
        }
        if (fgets(dump->text + used, (int)(dump->capacity - used), dump->file) == NULL) {
            return used == 0 ? -1 : (long)used;
        }
        used += strlen(dump->text + used); /* dumps hold no NUL: they write \x00 */
        if (used > 0 && dump->text[used - 1] == '\n') {
            dump->text[--used] = '\0';
            return (long)used;
        }
    }
}

static void add_cell(struct dump *dump, char *cell)
{
    if (dump->cell_count == dump->cell_capacity) {
        dump->cell_capacity = dump->cell_capacity == 0 ? 64 : 2 * dump->cell_capacity;
        dump->cells = realloc(dump->cells, dump->cell_capacity * sizeof *dump->cells);
        assert_non_null(dump->cells);
    }
    dump->cells[dump->cell_count++] = cell;
}

bool dump_next(struct dump *dump)
{
    const long size = read_line(dump);
    char *tab;

    dump->cell_count = 0;
    if (size < 0) {
        return false;
    }
    dump->line++;
    add_cell(dump, dump->text);
    for (char *at = dump->text; (tab = memchr(at, '\t', (size_t)(dump->text + size - at))) != NULL;
         at = tab + 1) {
        *tab = '\0';
        add_cell(dump, tab + 1);
    }
    return true;
}

long dump_tell(struct dump *dump)
{
    return ftell(dump->file);
}

void dump_seek(struct dump *dump, long at)
{
    assert_int_equal(fseek(dump->file, at, SEEK_SET), 0);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Columns
 */

static const struct {
    const char *name;
    JET_COLTYP type;
    unsigned size; /* of a number, bytes; 0 for the others */
} types[] = {
    {"Bit", JET_coltypBit, 1},
    {"UnsignedByte", JET_coltypUnsignedByte, 1},
    {"Short", JET_coltypShort, 2},
    {"UnsignedShort", JET_coltypUnsignedShort, 2},
    {"Long", JET_coltypLong, 4},
    {"UnsignedLong", JET_coltypUnsignedLong, 4},
    {"Currency", JET_coltypCurrency, 8},
    {"LongLong", JET_coltypLongLong, 8},
    {"UnsignedLongLong", JET_coltypUnsignedLongLong, 8},
    {"DateTime", JET_coltypDateTime, 8},
    {"IEEESingle", JET_coltypIEEESingle, 0},
    {"IEEEDouble", JET_coltypIEEEDouble, 0},
    {"Binary", JET_coltypBinary, 0},
    {"LongBinary", JET_coltypLongBinary, 0},
    {"GUID", JET_coltypGUID, 0},
    {"Text", JET_coltypText, 0},
    {"LongText", JET_coltypLongText, 0},
};

enum { TYPES = sizeof types / sizeof types[0] };

/* Cuts the part behind the last colon off `text`. */
static const char *cut_part(char *text)
{
    char *colon = strrchr(text, ':');

    if (colon == NULL) {
        return NULL;
    }
    *colon = '\0';
    return colon + 1;
}

bool dump_column_parse(const char *cell, struct dump_column *column)
{
    char text[512];
    const char *id, *type;

    (void)snprintf(text, sizeof text, "%s", cell);
    id = cut_part(text);
    type = cut_part(text);
    column->code_page = 0;
    if (type != NULL && strncmp(type, "cp", 2) == 0) {
        column->code_page = (unsigned)strtoul(type + 2, NULL, 10);
        type = cut_part(text);
    }
    if (id == NULL || type == NULL) {
        return false;
    }
    column->id = (JET_COLUMNID)strtoul(id, NULL, 10);
    for (unsigned i = 0; i < TYPES; i++) {
        if (strcmp(types[i].name, type) == 0) {
            column->type = types[i].type;
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Values
 */

static bool add_hex(struct expected_row *row, const char *hex)
{
    size_t digits = strlen(hex);
    long size = hex_decode(hex, digits, expected_row_room(row, digits));

    row->used -= digits - (size < 0 ? 0 : (size_t)size);
    return size >= 0;
}

/* What stands behind a backslash: \t \n \r \\ \xNN \uNNNN. -1 for anything else. */
static long escaped_code_point(const char **text)
{
    static const char letters[] = "tnr\\xu";
    static const long points[] = {'\t', '\n', '\r', '\\'};
    const char *at = *text;
    const char *letter = *at == '\0' ? NULL : strchr(letters, *at);
    size_t digits = letter == NULL ? 0 : *letter == 'x' ? 2 : 4;
    uint8_t bytes[2] = {0, 0};

    if (letter == NULL) {
        return -1;
    }
    if (letter < letters + 4) {
        *text = at + 1;
        return points[letter - letters];
    }
    if (strlen(at) <= digits || hex_decode(at + 1, digits, bytes) < 0) {
        return -1;
    }
    *text = at + 1 + digits;
    return digits == 2 ? bytes[0] : bytes[0] << 8 | bytes[1];
}

/* The next code point of UTF-8 text, escapes undone; -1 where there is none. */
static long next_code_point(const char **text)
{
    const char *at = *text;
    unsigned char lead = (unsigned char)*at;
    unsigned more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    long point = lead < 0x80 ? lead : lead & (0x3F >> more);

    *text = at + 1 + more;
    if (lead == '\\') {
        return escaped_code_point(text);
    }
    for (unsigned i = 1; i <= more; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return -1;
        }
        point = point << 6 | (at[i] & 0x3F);
    }
    return point;
}

/* The byte of code page 1252 for a code point; -1 for none. Undefined bytes stand for the same number. */
static int to_1252(long point)
{
    static const uint16_t high[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
    };

    for (int i = 0; i < 32; i++) {
        if (high[i] == point) {
            return 0x80 + i;
        }
    }
    return point < 0x80 || (point >= 0xA0 && point < 0x100) ? (int)point : -1;
}

static void add_unit(struct expected_row *row, unsigned unit)
{
    uint8_t *at = expected_row_room(row, 2);

    at[0] = (uint8_t)unit;
    at[1] = (uint8_t)(unit >> 8);
}

static bool add_text(struct expected_row *row, const char *text, unsigned code_page)
{
    while (*text != '\0') {
        long point = next_code_point(&text);

        if (point < 0) {
            return false;
        }
        if (code_page != 1200) {
            int byte = to_1252(point);

            if (byte < 0) {
                return false;
            }
            *expected_row_room(row, 1) = (uint8_t)byte;
        } else if (point >= 0x10000) {
            add_unit(row, 0xD800u + (unsigned)(point - 0x10000) / 0x400);
            add_unit(row, 0xDC00u + (unsigned)(point - 0x10000) % 0x400);
        } else {
            add_unit(row, (unsigned)point);
        }
    }
    return true;
}

static bool add_number(struct expected_row *row, const char *text, unsigned size)
{
    char *end;
    uint64_t number = text[0] == '-' ? (uint64_t)strtoll(text, &end, 10) : strtoull(text, &end, 10);
    uint8_t *at = expected_row_room(row, size);

    for (unsigned i = 0; i < size; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
    return end != text && *end == '\0';
}

/* f32:HEX:... and f64:HEX:... */
static bool add_float(struct expected_row *row, const char *text)
{
    size_t digits = strncmp(text, "f32:", 4) == 0 ? 8 : strncmp(text, "f64:", 4) == 0 ? 16 : 0;
    uint8_t *at = expected_row_room(row, digits / 2);

    return digits != 0 && strlen(text) > 4 + digits && hex_decode(text + 4, digits, at) >= 0;
}

/* Bytes of a number; 0 for types that are no integers. */
static unsigned number_size(JET_COLTYP type)
{
    for (unsigned i = 0; i < TYPES; i++) {
        if (types[i].type == type) {
            return types[i].size;
        }
    }
    return 0;
}

static bool add_value(struct expected_row *row, const struct dump_column *column, const char *text)
{
    const unsigned size = number_size(column->type);
    bool good;

    if (strncmp(text, "raw:", 4) == 0 && add_hex(row, text + 4)) {
        good = true;
    } else if (column->type == JET_coltypText || column->type == JET_coltypLongText) {
        good = add_text(row, text, column->code_page);
    } else if (column->type == JET_coltypIEEESingle || column->type == JET_coltypIEEEDouble) {
        good = add_float(row, text);
    } else {
        good = size != 0 ? add_number(row, text, size) : add_hex(row, text);
        if (column->type == JET_coltypBit && good && row->bytes[row->used - 1] != 0) {
            row->bytes[row->used - 1] = 0xFF; /* the dump says 1 for true, the API FF */
        }
    }
    (void)expected_row_end_value(row);
    return good;
}

/* Undoes the escapes of a JSON string in place, from behind its opening quote; returns what follows it, or NULL. */
static char *json_string(char *at)
{
    char *to = at;

    while (*at != '"') {
        if (*at == '\\') {
            at++;
            if (*at != '"' && *at != '\\' && *at != '/') {
                return NULL; /* the text was escaped before, so that it holds nothing else to escape */
            }
        }
        if (*at == '\0') {
            return NULL;
        }
        *to++ = *at++;
    }
    *to = '\0';
    return at + 1;
}

static bool add_list(struct expected_row *row, const struct dump_column *column, const char *cell)
{
    char *copy = malloc(strlen(cell) + 1);
    char *at = copy;
    bool good = true;

    assert_non_null(copy);
    strcpy(copy, cell);
    do {
        char *value = at + 2;

        at = json_string(value);
        good = at != NULL && add_value(row, column, value);
    } while (good && at[0] == ',' && at[1] == '"');
    good = good && strcmp(at, "]") == 0;
    free(copy);
    return good;
}

bool dump_cell_parse(struct expected_row *row, const struct dump_column *column, const char *cell)
{
    expected_row_add_cell(row, column->id);
    if (strcmp(cell, "\\N") == 0) {
        return true;
    }
    if (strncmp(cell, "!ERR ", 5) == 0) {
        long number = strtol(cell + 5, NULL, 10);

        row->cells[row->cell_count - 1].error = number < 0 ? (JET_ERR)number : JET_errInternalError;
        return true;
    }
    if (strncmp(cell, "[\"", 2) == 0) {
        if (add_list(row, column, cell)) {
            return true;
        }
        expected_row_clear_cell(row); /* then it was a text that looks like a list */
    }
    return add_value(row, column, cell);
}
