/*
 * model_test.c - random calls of the API in several sessions, compared with a model of what a database should hold: every read as it
 * comes, whole tables by all their indexes now and then, and the file itself after every detach.
 *
 * A failure names the seed, the page size and the step. In the environment:
 *   ESENT_MODEL_SEED, ESENT_MODEL_PAGE   the run of a failure instead of one for each page size
 *   ESENT_MODEL_STEPS, ESENT_MODEL_SEEDS how many steps, and how many seeds from the first on
 *   ESENT_MODEL_SKIP=A-B,C-D...                             steps that are left out (tests/model/shrink.py finds them)
 *   ESENT_MODEL_TRACE=1                                     every step on stderr
 */
#include "test.h"

#include <inttypes.h>

#include "api_writer.h"
#include "check_rows.h"
#include "diag.h"
#include "world.h"

enum { STEPS = 12000, STEPS_BETWEEN_COMPARES = 2500, STEPS_BETWEEN_CHECKS = 6000, SKIPS_MAX = 4096 };

static struct world world;

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL && *text != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

/* ------------------------------------------------------------------------------------------------ steps left out */

static struct {
    uint64_t from, to;
} skips[SKIPS_MAX];
static unsigned skip_count;

static void read_skips(void)
{
    const char *text = getenv("ESENT_MODEL_SKIP");

    for (skip_count = 0; text != NULL && *text != '\0' && skip_count < SKIPS_MAX; skip_count++) {
        char *end;

        skips[skip_count].from = strtoull(text, &end, 10);
        skips[skip_count].to = *end == '-' ? strtoull(end + 1, &end, 10) : skips[skip_count].from;
        text = *end == ',' ? end + 1 : end;
    }
}

static bool is_skipped(uint64_t step)
{
    for (unsigned i = 0; i < skip_count; i++) {
        if (step >= skips[i].from && step <= skips[i].to) {
            return true;
        }
    }
    return false;
}

/* -------------------------------------------------------------------------------------------------- the database */

static void attach(void)
{
    JET_SESID session;

    GOOD(&world, JetBeginSessionA(world.instance, &session, NULL, NULL));
    GOOD(&world, JetAttachDatabaseA(session, world.path, 0));
    GOOD(&world, JetEndSession(session, 0));
}

static void create(void)
{
    JET_SESID session;
    JET_DBID dbid;

    GOOD(&world, JetBeginSessionA(world.instance, &session, NULL, NULL));
    GOOD(&world, JetCreateDatabaseA(session, world.path, NULL, &dbid, JET_bitDbOverwriteExisting));
    GOOD(&world, JetEndSession(session, 0));
}

static void make_tables(void)
{
    world.draw = draw_for_step(world.seed, 0);
    for (unsigned i = 0; i < MODEL_TABLES; i++) {
        struct turn turn = {.world = &world, .table = i, .of = &world.model.table[i], .id = world.seat[0].id};

        world_make_table(&turn, true);
    }
}

static void check_file(void)
{
    const struct row_counts counts = check_rows(world.path);

    if (world.trace) {
        print_message("file: %" PRIu64 " rows, %" PRIu64 " entries, %" PRIu64 " long values\n", counts.rows,
                      counts.entries, counts.long_values);
    }
}

/* Everything is closed, the file checked, and opened again: by the same instance or another one. */
static void reopen(bool goes_on)
{
    (void)snprintf(world.doing, sizeof world.doing, "reopen");
    world_settle(&world);
    world_compare(&world);
    (void)snprintf(world.doing, sizeof world.doing, "reopen");
    world_stand(&world);
    if (goes_on && draw_once_in(&world.draw, 2)) {
        JET_SESID session;

        GOOD(&world, JetBeginSessionA(world.instance, &session, NULL, NULL));
        GOOD(&world, JetDetachDatabaseA(session, world.path));
        GOOD(&world, JetEndSession(session, 0));
        check_file();
    } else {
        const JET_INSTANCE instance = world.instance;

        world.instance = 0;
        GOOD(&world, JetTerm(instance));
        check_file();
        if (!goes_on) {
            return;
        }
        GOOD(&world, api_writer_start(&world.instance, "model", world.page_size));
    }
    attach();
    world_sit(&world, MODEL_SESSIONS);
    for (unsigned i = 0; i < MODEL_TABLES; i++) {
        world.model.table[i].last_count = world.model.table[i].last_row =
            0; /* found again from the rows that are left */
    }
}

static void run_steps(uint64_t steps)
{
    GOOD(&world, api_writer_start(&world.instance, "model", world.page_size));
    create();
    world_sit(&world, MODEL_SESSIONS);
    make_tables();
    for (uint64_t step = 1; step <= steps; step++) {
        if (!is_skipped(step)) {
            world_step(&world, step);
        }
        if (step % STEPS_BETWEEN_CHECKS == 0) {
            world.draw = draw_for_step(~world.seed, step);
            reopen(step < steps);
        } else if (step % STEPS_BETWEEN_COMPARES == 0) {
            world_compare(&world);
        }
    }
    if (steps % STEPS_BETWEEN_CHECKS != 0) {
        reopen(false);
    }
}

static void run(uint32_t page_size, uint64_t seed, uint64_t steps)
{
    memset(&world, 0, sizeof world);
    world.page_size = page_size;
    world.seed = seed;
    world.trace = number_of("ESENT_MODEL_TRACE", 0) != 0;
    (void)snprintf(world.path, sizeof world.path, "%s", test_path("model.edb"));
    print_message("seed %" PRIu64 ", pages of %u bytes, %" PRIu64 " steps\n", seed, (unsigned)page_size,
                  steps);
    if (setjmp(world.end) != 0) {
        fail_msg("%s; %s", world.message, diag_sentence());
    }
    run_steps(steps);
    print_message("  %" PRIu64 " rows compared, %" PRIu64 " changes (%" PRIu64 " conflicts, %" PRIu64
                  " duplicates), %" PRIu64 " scans\n",
                  world.reads, world.changes, world.conflicts, world.duplicates, world.scans);
    model_clear(&world.model);
}

/* ---------------------------------------------------------------------------------------------------------- tests */

enum { SIZES = 5 };

static const uint32_t page_sizes[SIZES] = {4096, 2048, 8192, 16384, 32768};

static void random_calls_do_what_the_model_says(void **state)
{
    const uint64_t steps = number_of("ESENT_MODEL_STEPS", STEPS), seed = number_of("ESENT_MODEL_SEED", 1);
    const uint32_t page = (uint32_t)number_of("ESENT_MODEL_PAGE", 0);

    (void)state;
    read_skips();
    for (unsigned i = 0; i < SIZES * number_of("ESENT_MODEL_SEEDS", 1); i++) {
        if (page == 0 || page == page_sizes[i % SIZES]) {
            run(page_sizes[i % SIZES], page == 0 ? seed + i : seed + i / SIZES, steps);
        }
    }
}

static int tear_down(void **state)
{
    (void)state;
    if (world.instance != 0) {
        for (unsigned i = 0; i < world.seats; i++) {
            (void)JetEndSession(world.seat[i].id, 0);
        }
        (void)JetTerm2(world.instance, JET_bitTermAbrupt);
        world.instance = 0;
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(random_calls_do_what_the_model_says, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
