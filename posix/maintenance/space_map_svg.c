/*
 * space_map_svg.c - the picture of a database.
 *
 *   title
 *   bar: data | long values | indexes | extent trees | free | unowned
 *   page  +------------------------------+  MB    legend
 *      1  | one square for 2^n pages,    |  0     table     data LV index free   MB   %
 *    129  | row after row                |  1     ...
 *         +------------------------------+
 *
 * A square has the colour of what most of its pages are. The tables with the most pages have a colour each, shades of it
 * for their parts; the others share grey. There are at most CELLS_MAX squares, so the picture of any database is small.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "maintenance/space_map.h"
#include "os.h"
#include "try.h"

enum {
    CELLS_MAX = 12288,
    COLOURED = 12, /* tables with a colour of their own */
    GRID_LEFT = 100,
    GRID_TOP = 150,
    GRID_WIDTH = 1024,
    LEGEND_LEFT = GRID_LEFT + GRID_WIDTH + 100,
    LEGEND_LINE = 26,
    SWATCH_STEP = 38,
    WIDTH = LEGEND_LEFT + 560,
    BAR_TOP = 76,
    BAR_HEIGHT = 18,
    MARGIN = 40,
    LABEL_DISTANCE = 24,
    LEGEND_NAME = 5 * SWATCH_STEP + 10,
    LEGEND_NAME_MAX = 33, /* characters */
};

/* What a square can be: a slot for the root, one each for coloured tables, one for the others; then unowned. */
enum { SLOT_ROOT, SLOT_FIRST_TABLE, SLOT_OTHERS = SLOT_FIRST_TABLE + COLOURED, SLOT_UNOWNED, SLOTS };

struct square {
    uint8_t slot, part;
};

struct drawing {
    struct output *out;
    const struct space_map *map;
    const char *path;
    uint32_t page_size;
    uint8_t *slots;            /* of each table */
    uint32_t ranked[COLOURED]; /* table of each coloured slot */
    uint32_t ranked_count;
    struct square *squares;
    uint32_t square_count, pages_per_square, columns, rows, side;
};

/* ------------------------------------------------------------------------------------------------ colours */

struct hue {
    const char *shades[MAP_PARTS]; /* data, long values, index, extent tree, free */
};

static const struct hue hues[SLOTS] = {
    [SLOT_ROOT] = {{"#5c6670", "#5c6670", "#5c6670", "#30363c", "#e6e9ec"}},
    [SLOT_FIRST_TABLE + 0] = {{"#2f6fc4", "#1b4680", "#7fb0ec", "#0e2747", "#dbe8f8"}},
    [SLOT_FIRST_TABLE + 1] = {{"#e07b1f", "#9a4f0c", "#f5b67c", "#552b05", "#fbe7d5"}},
    [SLOT_FIRST_TABLE + 2] = {{"#2e9a4c", "#1a5f2d", "#84ce98", "#0d3518", "#dcf1e1"}},
    [SLOT_FIRST_TABLE + 3] = {{"#c93440", "#841d26", "#ec8d95", "#4a0f15", "#f9dfe1"}},
    [SLOT_FIRST_TABLE + 4] = {{"#7d4fc0", "#4d2c7c", "#b799e4", "#2a1745", "#eae0f7"}},
    [SLOT_FIRST_TABLE + 5] = {{"#c4a312", "#7d6709", "#ead36e", "#453905", "#f8f2d4"}},
    [SLOT_FIRST_TABLE + 6] = {{"#139a9d", "#0a5f61", "#74cfd1", "#053536", "#d6f1f1"}},
    [SLOT_FIRST_TABLE + 7] = {{"#cf4f9d", "#862c63", "#eca0cd", "#4b1737", "#f9e1ef"}},
    [SLOT_FIRST_TABLE + 8] = {{"#8a5a36", "#573720", "#c39c80", "#301e11", "#efe4dc"}},
    [SLOT_FIRST_TABLE + 9] = {{"#6f9c16", "#44610b", "#b3d46e", "#263606", "#ecf4d8"}},
    [SLOT_FIRST_TABLE + 10] = {{"#4a5fd0", "#2b3a8a", "#98a5ea", "#171f4d", "#e1e5f9"}},
    [SLOT_FIRST_TABLE + 11] = {{"#b0583e", "#6f3524", "#dc9a86", "#3e1d13", "#f5e2dc"}},
    [SLOT_OTHERS] = {{"#9aa3ab", "#707a83", "#c3c9ce", "#4b535a", "#eff1f3"}},
    [SLOT_UNOWNED] = {{"#ffffff", "#ffffff", "#ffffff", "#ffffff", "#ffffff"}},
};

static const char *const part_names[] = {"data", "long values", "indexes", "extent trees", "free"};

/* ------------------------------------------------------------------------------------------------- layout */

/* The tables with the most pages, largest first; a short list kept in order. */
static void rank_tables(struct drawing *drawing)
{
    const struct map_table *tables = drawing->map->tables;

    for (uint32_t i = MAP_NO_TABLE + 1; i < drawing->map->table_count; i++) {
        uint32_t at = drawing->ranked_count;

        while (at > 0 && tables[drawing->ranked[at - 1]].owned < tables[i].owned) {
            at--;
        }
        if (at == COLOURED || tables[i].owned == 0) {
            continue;
        }
        if (drawing->ranked_count < COLOURED) {
            drawing->ranked_count++;
        }
        memmove(&drawing->ranked[at + 1], &drawing->ranked[at],
                (drawing->ranked_count - 1 - at) * sizeof drawing->ranked[0]);
        drawing->ranked[at] = i;
    }
    memset(drawing->slots, SLOT_OTHERS, drawing->map->table_count);
    drawing->slots[MAP_NO_TABLE] = SLOT_ROOT;
    for (uint32_t i = 0; i < drawing->ranked_count; i++) {
        drawing->slots[drawing->ranked[i]] = (uint8_t)(SLOT_FIRST_TABLE + i);
    }
}

static void choose_scale(struct drawing *drawing)
{
    const uint32_t pages = drawing->map->pages;

    drawing->pages_per_square = 1;
    while ((pages - 1) / drawing->pages_per_square >= CELLS_MAX) {
        drawing->pages_per_square *= 2;
    }
    drawing->square_count = (pages - 1) / drawing->pages_per_square + 1;
    drawing->columns = 32;
    while (drawing->columns < 128 && drawing->square_count > drawing->columns * drawing->columns * 3 / 4) {
        drawing->columns *= 2;
    }
    drawing->side = GRID_WIDTH / drawing->columns;
    drawing->rows = (drawing->square_count - 1) / drawing->columns + 1;
}

static uint8_t slot_of(const struct drawing *drawing, const struct map_run *run)
{
    return run->table == MAP_UNOWNED ? (uint8_t)SLOT_UNOWNED : drawing->slots[run->table];
}

/* The most frequent of what lies on pages first..last; `*at` is the first run that may reach there. */
static struct square dominant(const struct drawing *drawing, uint32_t first, uint32_t last, uint32_t *at)
{
    uint32_t counts[SLOTS][MAP_PARTS] = {{0}};
    struct square best = {SLOT_UNOWNED, 0};

    for (uint32_t i = *at; i < drawing->map->run_count && drawing->map->runs[i].first <= last; i++) {
        const struct map_run *run = &drawing->map->runs[i];
        const uint32_t from = run->first > first ? run->first : first;
        const uint32_t to = run->last < last ? run->last : last;

        *at = i;
        if (to >= from) {
            counts[slot_of(drawing, run)][run->part] += to - from + 1;
        }
    }
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        for (unsigned part = 0; part < MAP_PARTS; part++) {
            if (counts[slot][part] > counts[best.slot][best.part]) {
                best = (struct square){(uint8_t)slot, (uint8_t)part};
            }
        }
    }
    return best;
}

static JET_ERR lay_out(struct drawing *drawing)
{
    uint32_t at = 0;

    drawing->slots = malloc(drawing->map->table_count);
    if (drawing->slots == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the picture");
    }
    rank_tables(drawing);
    choose_scale(drawing);
    drawing->squares = malloc(drawing->square_count * sizeof *drawing->squares);
    if (drawing->squares == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the picture");
    }
    for (uint32_t i = 0; i < drawing->square_count; i++) {
        const uint32_t first = 1 + i * drawing->pages_per_square;
        const uint32_t rest = drawing->map->pages - first;

        drawing->squares[i] = dominant(
            drawing, first,
            rest < drawing->pages_per_square ? drawing->map->pages : first + drawing->pages_per_square - 1,
            &at);
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------------- text */

/* "5.4 MB" */
static void print_size(struct output *out, const struct drawing *drawing, uint64_t pages)
{
    const double bytes = (double)pages * drawing->page_size;

    if (bytes >= 10e9) {
        output_print(out, "%.1f GB", bytes / (1 << 30));
    } else if (bytes >= 10 << 20) {
        output_print(out, "%.0f MB", bytes / (1 << 20));
    } else if (bytes >= 1 << 20) {
        output_print(out, "%.1f MB", bytes / (1 << 20));
    } else {
        output_print(out, "%.0f kB", bytes / 1024);
    }
}

static void print_percent(const struct drawing *drawing, uint64_t pages)
{
    output_print(drawing->out, "%.1f %%", 100.0 * (double)pages / drawing->map->pages);
}

static void begin_text(const struct drawing *drawing, uint32_t x, uint32_t y, const char *class)
{
    output_print(drawing->out, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y, class);
}

static void end_text(const struct drawing *drawing)
{
    output_print(drawing->out, "</text>\n");
}

static void print_head(const struct drawing *drawing, uint32_t height)
{
    struct output *out = drawing->out;

    output_print(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    output_print(
        out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%u\" viewBox=\"0 0 %d %u\">\n",
        WIDTH, height, WIDTH, height);
    output_print(out, "<title>Space of ");
    output_xml(out, path_file_name(drawing->path), UINT32_MAX);
    output_print(out, "</title>\n<style>\n"
                      "text{font-family:'DejaVu Sans',Verdana,Arial,sans-serif;font-size:13px;fill:#222}\n"
                      ".t{font-size:22px;font-weight:bold}.s{fill:#555}.h{font-weight:bold}\n"
                      ".a{font-size:11px;fill:#555;text-anchor:end}.l{font-size:11px;fill:#555}\n"
                      ".r{text-anchor:end}.c{text-anchor:middle;font-size:11px;fill:#555}\n</style>\n"
                      "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
    begin_text(drawing, GRID_LEFT, 34, "t");
    output_xml(out, path_file_name(drawing->path), 80);
    end_text(drawing);
    begin_text(drawing, GRID_LEFT, 56, "s");
    output_print(out, "%u pages of %u bytes, ", drawing->map->pages, drawing->page_size);
    print_size(out, drawing, drawing->map->pages);
    output_print(out, "; a square is %u page%s, in order of the file", drawing->pages_per_square,
                 drawing->pages_per_square == 1 ? "" : "s");
    if (drawing->pages_per_square > 1) {
        output_print(out, ", in the colour of most of them");
    }
    end_text(drawing);
}

/* ------------------------------------------------------------------------------------------------ the bar */

static uint64_t pages_of_part(const struct drawing *drawing, unsigned part)
{
    uint64_t pages = 0;

    for (uint32_t i = 0; i < drawing->map->table_count; i++) {
        pages += drawing->map->tables[i].pages[part];
    }
    return pages;
}

static void print_bar(const struct drawing *drawing)
{
    static const char *const colours[] = {"#4f5d6b", "#2b333b", "#8d9aa7", "#000000", "#dfe3e7", "#ffffff"};
    struct output *out = drawing->out;
    uint64_t before = 0;
    uint32_t label_x = GRID_LEFT;

    for (unsigned part = 0; part <= MAP_PARTS; part++) {
        const uint64_t pages = part < MAP_PARTS ? pages_of_part(drawing, part) : drawing->map->unowned;
        const double scale = (double)GRID_WIDTH / drawing->map->pages;

        if (pages == 0) {
            continue;
        }
        output_print(out, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                     GRID_LEFT + (double)before * scale, BAR_TOP, (double)pages * scale, BAR_HEIGHT,
                     colours[part]);
        output_print(out,
                     "<rect x=\"%u\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\" stroke=\"#888\"/>\n",
                     label_x, BAR_TOP + BAR_HEIGHT + 8, colours[part]);
        begin_text(drawing, label_x + 18, BAR_TOP + BAR_HEIGHT + 19, "s");
        output_print(out, "%s ", part < MAP_PARTS ? part_names[part] : "unowned");
        print_percent(drawing, pages);
        end_text(drawing);
        before += pages;
        label_x += GRID_WIDTH / (MAP_PARTS + 1);
    }
    output_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888\"/>\n",
                 GRID_LEFT, BAR_TOP, GRID_WIDTH, BAR_HEIGHT);
}

/* ----------------------------------------------------------------------------------------------- the grid */

static void print_axis(const struct drawing *drawing)
{
    const uint32_t every = (LABEL_DISTANCE + drawing->side - 1) / drawing->side;

    begin_text(drawing, GRID_LEFT - 8, GRID_TOP - 8, "a");
    output_print(drawing->out, "page");
    end_text(drawing);
    for (uint32_t row = 0; row < drawing->rows; row += every) {
        const uint32_t pages = row * drawing->columns * drawing->pages_per_square;
        const uint32_t y = GRID_TOP + row * drawing->side + (drawing->side > 16 ? drawing->side / 2 + 4 : 10);

        begin_text(drawing, GRID_LEFT - 8, y, "a");
        output_print(drawing->out, "%u", pages + 1);
        end_text(drawing);
        begin_text(drawing, GRID_LEFT + GRID_WIDTH + 8, y, "l");
        print_size(drawing->out, drawing, pages);
        end_text(drawing);
    }
}

/* One path for all squares of a kind; neighbours in a row are one rectangle. */
static void print_squares(const struct drawing *drawing, unsigned slot, unsigned part)
{
    struct output *out = drawing->out;
    bool any = false;

    for (uint32_t i = 0; i < drawing->square_count; i++) {
        const uint32_t column = i % drawing->columns, row = i / drawing->columns;
        uint32_t length = 0;

        while (i + length < drawing->square_count && column + length < drawing->columns &&
               drawing->squares[i + length].slot == slot && drawing->squares[i + length].part == part) {
            length++;
        }
        if (length == 0) {
            continue;
        }
        if (!any) {
            output_print(out, "<path fill=\"%s\" d=\"", hues[slot].shades[part]);
        }
        any = true;
        output_print(out, "M%u %uh%uv%uh-%uz", column * drawing->side, row * drawing->side,
                     length * drawing->side, drawing->side, length * drawing->side);
        i += length - 1;
    }
    if (!any) {
        return;
    }
    output_print(out, "\"><title>");
    if (slot == SLOT_UNOWNED) {
        output_print(out, "unowned");
    } else if (slot == SLOT_ROOT) {
        output_print(out, "database: %s", part == MAP_DATA ? "root" : part_names[part]);
    } else if (slot == SLOT_OTHERS) {
        output_print(out, "other tables: %s", part_names[part]);
    } else {
        output_xml(out, drawing->map->tables[drawing->ranked[slot - SLOT_FIRST_TABLE]].name, UINT32_MAX);
        output_print(out, ": %s", part_names[part]);
    }
    output_print(out, "</title></path>\n");
}

static void print_grid(const struct drawing *drawing)
{
    struct output *out = drawing->out;
    const uint32_t side = drawing->side;
    const uint32_t last_row = drawing->square_count - (drawing->rows - 1) * drawing->columns;

    output_print(out, "<g transform=\"translate(%d %d)\">\n", GRID_LEFT, GRID_TOP);
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        for (unsigned part = 0; part < MAP_PARTS; part++) {
            print_squares(drawing, slot, part);
        }
    }
    output_print(out,
                 "<pattern id=\"g\" width=\"%u\" height=\"%u\" patternUnits=\"userSpaceOnUse\">"
                 "<path d=\"M0 0H%uM0 0V%u\" stroke=\"#fff\" stroke-width=\"%s\"/></pattern>\n",
                 side, side, side, side, side > 8 ? "2" : "1");
    output_print(out, "<rect width=\"%d\" height=\"%u\" fill=\"url(#g)\"/>\n", GRID_WIDTH,
                 drawing->rows * side);
    output_print(out, "<path fill=\"none\" stroke=\"#888\" d=\"M0 0H%dV%uH%uV%uH0z\"/>\n</g>\n", GRID_WIDTH,
                 last_row == drawing->columns ? drawing->rows * side : (drawing->rows - 1) * side,
                 last_row * side, drawing->rows * side);
}

/* --------------------------------------------------------------------------------------------- the legend */

static void print_swatches(const struct drawing *drawing, unsigned slot, const uint64_t pages[MAP_PARTS],
                           uint32_t y)
{
    for (unsigned part = 0; part < MAP_PARTS; part++) {
        if (pages[part] > 0) {
            output_print(drawing->out,
                         "<rect x=\"%u\" y=\"%u\" width=\"30\" height=\"14\" fill=\"%s\" stroke=\"#888\" "
                         "stroke-width=\"0.5\"/>\n",
                         LEGEND_LEFT + SWATCH_STEP * part, y - 11, hues[slot].shades[part]);
        }
    }
}

static void print_legend_line(const struct drawing *drawing, unsigned slot, const char *name,
                              const uint64_t pages[MAP_PARTS], uint32_t *y)
{
    uint64_t owned = 0;

    for (unsigned part = 0; part < MAP_PARTS; part++) {
        owned += pages[part];
    }
    *y += LEGEND_LINE;
    print_swatches(drawing, slot, pages, *y);
    begin_text(drawing, LEGEND_LEFT + LEGEND_NAME, *y, "");
    output_xml(drawing->out, name, LEGEND_NAME_MAX);
    end_text(drawing);
    begin_text(drawing, LEGEND_LEFT + 480, *y, "r");
    print_size(drawing->out, drawing, owned);
    end_text(drawing);
    begin_text(drawing, LEGEND_LEFT + 540, *y, "r");
    print_percent(drawing, owned);
    end_text(drawing);
}

static void print_legend_head(const struct drawing *drawing)
{
    static const char *const columns[] = {"data", "LV", "index", "tree", "free"};

    for (unsigned part = 0; part < MAP_PARTS; part++) {
        begin_text(drawing, LEGEND_LEFT + SWATCH_STEP * part + SWATCH_STEP / 2 - 4, GRID_TOP - 8, "c");
        output_print(drawing->out, "%s", columns[part]);
        end_text(drawing);
    }
    begin_text(drawing, LEGEND_LEFT + LEGEND_NAME, GRID_TOP - 8, "h");
    output_print(drawing->out, "table");
    end_text(drawing);
    begin_text(drawing, LEGEND_LEFT + 480, GRID_TOP - 8, "h r");
    output_print(drawing->out, "size");
    end_text(drawing);
}

static void print_legend(const struct drawing *drawing)
{
    const struct space_map *map = drawing->map;
    uint64_t others[MAP_PARTS] = {0}, unowned[MAP_PARTS] = {map->unowned};
    uint32_t other_count = 0, y = GRID_TOP - 8;
    char name[64];

    print_legend_head(drawing);
    for (uint32_t i = 0; i < drawing->ranked_count; i++) {
        const struct map_table *table = &map->tables[drawing->ranked[i]];

        print_legend_line(drawing, SLOT_FIRST_TABLE + i, table->name, table->pages, &y);
    }
    for (uint32_t i = MAP_NO_TABLE + 1; i < map->table_count; i++) {
        for (unsigned part = 0; part < MAP_PARTS && drawing->slots[i] == SLOT_OTHERS; part++) {
            others[part] += map->tables[i].pages[part];
        }
        other_count += drawing->slots[i] == SLOT_OTHERS;
    }
    if (other_count > 0) {
        (void)snprintf(name, sizeof name, "%u other tables", other_count);
        print_legend_line(drawing, SLOT_OTHERS, name, others, &y);
    }
    print_legend_line(drawing, SLOT_ROOT, "the database itself", map->tables[MAP_NO_TABLE].pages, &y);
    if (map->unowned > 0) {
        print_legend_line(drawing, SLOT_UNOWNED, "unowned, behind the last extent", unowned, &y);
    }
    if (map->errors.first < 0) {
        begin_text(drawing, LEGEND_LEFT, y + 2 * LEGEND_LINE, "h");
        output_print(drawing->out, "The space of some trees cannot be read; they are missing here.");
        end_text(drawing);
    }
}

/* -------------------------------------------------------------------------------------------- the picture */

static JET_ERR draw(struct drawing *drawing)
{
    const uint32_t legend = (COLOURED + 6) * LEGEND_LINE;
    uint32_t height;

    JET_TRY(lay_out(drawing));
    height = drawing->rows * drawing->side;
    print_head(drawing, GRID_TOP + (height > legend ? height : legend) + MARGIN);
    print_bar(drawing);
    print_axis(drawing);
    print_grid(drawing);
    print_legend(drawing);
    output_print(drawing->out, "</svg>\n");
    return drawing->out->err;
}

static JET_ERR map_and_draw(struct offline *offline, const char *path, struct output *out)
{
    struct space_map map;
    struct drawing drawing = {
        .out = out, .map = &map, .path = path, .page_size = offline->database.page_size};
    JET_ERR err = space_map_make(&map, offline);

    if (err >= 0 && map.pages == 0) {
        err = diag_fail(JET_errDatabaseCorrupted, "'%s' has no pages", path);
    }
    if (err >= 0) {
        err = draw(&drawing);
    }
    if (err >= 0) {
        err = report_errors_result(&map.errors);
    }
    free(drawing.slots);
    free(drawing.squares);
    space_map_free(&map);
    return err;
}

JET_ERR esent_space_map_svg(const char *path, uint32_t format, esent_write_fn write, void *context)
{
    struct output out = {.write = write, .context = context};
    struct offline offline;
    JET_ERR err;

    diag_clear();
    if (path == NULL || write == NULL || format & ~(uint32_t)(ESENT_DUMP_AS_IS | ESENT_DUMP_UNVERIFIED)) {
        return diag_fail(JET_errInvalidParameter,
                         "esent_space_map_svg: a pointer is NULL or the format is unknown");
    }
    JET_TRY(offline_open(&offline, path, format));
    err = map_and_draw(&offline, path, &out);
    offline_close(&offline);
    return err;
}
