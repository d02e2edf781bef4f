/*
 * mode_checksum.c - /k: verifies every page of a database.
 */
#include <stdio.h>
#include <string.h>

#include "esent_compat.h"
#include "json.h"
#include "modes.h"
#include "os.h"
#include "progress_bar.h"

enum { NAMED_MAX = 1000 }; /* damaged pages that are named one by one */

struct damage {
    const struct options *options;
    uint64_t named;
};

static const char *problem_name(uint32_t problem)
{
    static const char *const names[] = {
        [ESENT_PAGE_BAD_CHECKSUM] = "bad checksum",
        [ESENT_PAGE_CORRECTABLE] = "correctable",
        [ESENT_PAGE_WRONG_NUMBER] = "wrong page number",
        [ESENT_PAGE_UNREADABLE] = "unreadable",
    };

    return names[problem];
}

static void damage_as_json(const struct damage *damage, const struct esent_verify_page *page)
{
    (void)printf("%s    {\"page\": %d, \"problem\": \"%s\"", damage->named > 0 ? ",\n" : "\n",
                 (int32_t)page->pgno, problem_name(page->problem));
    if (page->problem == ESENT_PAGE_CORRECTABLE) {
        (void)printf(", \"bit\": %u", page->bit);
    }
    if (page->problem == ESENT_PAGE_WRONG_NUMBER) {
        (void)printf(", \"found\": %u", page->found_pgno);
    }
    (void)printf("}");
}

static void damage_as_text(const struct damage *damage, const struct esent_verify_page *page)
{
    char line[OS_PATH_MAX + 256];

    if (damage->named < NAMED_MAX) {
        (void)snprintf(line, sizeof line, "%s: %s",
                       page->problem == ESENT_PAGE_CORRECTABLE ? "WARNING" : "ERROR", page->text);
        progress_bar_say(line);
    } else if (damage->named == NAMED_MAX) {
        progress_bar_say("... more damaged pages are counted below but not named; --json names all.");
    }
}

static JET_ERR on_damage(void *context, const struct esent_verify_page *page)
{
    struct damage *damage = context;

    if (damage->options->json) {
        damage_as_json(damage, page);
    } else {
        damage_as_text(damage, page);
    }
    damage->named++;
    return JET_errSuccess;
}

static uint64_t per(uint64_t amount, uint64_t count)
{
    return count > 0 ? amount / count : 0;
}

static void print_text(const struct esent_verify_result *r)
{
    const uint64_t ms = 1000000;
    uint64_t seconds = r->elapsed_ns / (1000 * ms);
    uint64_t megabytes = r->bytes >> 20;

    (void)printf("%llu pages seen\n", (unsigned long long)r->pages);
    (void)printf("%llu bad checksums\n", (unsigned long long)r->bad);
    (void)printf("%llu correctable checksums\n", (unsigned long long)r->correctable);
    (void)printf("%llu uninitialized pages\n", (unsigned long long)r->uninitialised);
    (void)printf("%llu wrong page numbers\n", (unsigned long long)r->wrong_number);
    (void)printf("0x%llx highest dbtime (pgno 0x%x)\n\n", (unsigned long long)r->highest_dbtime,
                 r->highest_dbtime_pgno);
    (void)printf("%llu reads performed\n", (unsigned long long)r->reads);
    (void)printf("%llu MB read\n", (unsigned long long)megabytes);
    (void)printf("%llu seconds taken\n", (unsigned long long)(seconds > 0 ? seconds : 1));
    (void)printf("%llu MB/second\n",
                 (unsigned long long)(r->elapsed_ns > 0 ? megabytes * 1000 * ms / r->elapsed_ns : 0));
    (void)printf("%llu milliseconds used\n", (unsigned long long)(r->read_ns / ms));
    (void)printf("%llu milliseconds per read\n", (unsigned long long)per(r->read_ns / ms, r->reads));
    (void)printf("%llu milliseconds for the slowest read\n", (unsigned long long)(r->slowest_read_ns / ms));
    (void)printf("%llu milliseconds for the fastest read\n",
                 (unsigned long long)(r->reads > 0 ? r->fastest_read_ns / ms : 0));
}

static void print_json(const struct options *options, const struct esent_verify_result *r, JET_ERR err,
                       bool any)
{
    (void)printf("%s],\n  \"file\": ", any ? "\n  " : "");
    json_string(options->file);
    (void)printf(",\n  \"page_size\": %u,\n  \"state\": %u,\n  \"pages\": %llu,\n  \"bad\": %llu,\n",
                 r->page_size, r->header_state, (unsigned long long)r->pages, (unsigned long long)r->bad);
    (void)printf("  \"wrong_number\": %llu,\n  \"correctable\": %llu,\n  \"uninitialised\": %llu,\n",
                 (unsigned long long)r->wrong_number, (unsigned long long)r->correctable,
                 (unsigned long long)r->uninitialised);
    (void)printf("  \"trailing_bytes\": %u,\n  \"highest_dbtime\": %llu,\n  \"highest_dbtime_page\": %u,\n",
                 r->trailing_bytes, (unsigned long long)r->highest_dbtime, r->highest_dbtime_pgno);
    (void)printf("  \"bytes\": %llu,\n  \"reads\": %llu,\n  \"elapsed_ns\": %llu,\n  ",
                 (unsigned long long)r->bytes, (unsigned long long)r->reads,
                 (unsigned long long)r->elapsed_ns);
    json_error(err);
    (void)printf("\n}\n");
}

JET_ERR mode_checksum(const struct options *options)
{
    struct esent_verify_result result = {.cbStruct = sizeof result};
    struct damage damage = {.options = options};
    struct os_file_info info = {0};
    JET_ERR err;

    (void)os_file_stat(options->file, &info); /* for the rate; the verification says what is wrong */
    progress_bar_set("Checksum", info.size, !options->json && !options->no_progress);
    if (options->json) {
        (void)printf("{\n  \"damaged\": [");
    }
    err = esent_verify_file(options->file, progress_bar_status, on_damage, &damage, &result);
    if (options->json) {
        print_json(options, &result, err, damage.named > 0);
    } else if (result.pages > 0) {
        print_text(&result);
    }
    if (progress_bar_interrupted()) {
        (void)fprintf(stderr, "Interrupted. The file was only read; nothing was changed.\n");
    }
    return err;
}
