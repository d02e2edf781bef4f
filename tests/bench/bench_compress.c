/*
 * bench_compress.c - expanding and compressing values of one chunk, beside memcpy() of the plain bytes.
 *
 * The text is of made-up words, some more frequent than others. Xpress, LZ4 and Xpress9 values are made from
 * the same matches, found the simple way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "compress/compress.h"
#include "compress/crc.h"
#include "os.h"
#include "sample_compressed.h"

enum { REPEATS = 200, CHUNK_MAX = 32768, HASHES = 4096 };

struct work {
    uint8_t value[2 * CHUNK_MAX + 8192];
    size_t size;
};

static uint8_t plain[CHUNK_MAX], out[CHUNK_MAX];
static size_t chunk;
static volatile uint32_t sink;

static void make_text(uint8_t *text, size_t size, bool wide)
{
    struct sample_random random = sample_random(1);
    size_t at = 0;

    memset(text, 0, size);
    while (at < size) {
        uint32_t word = sample_below(&random, 1 + sample_below(&random, 500));

        for (unsigned letters = 2 + word % 7; letters > 0 && at < size; letters--, at += wide ? 2 : 1) {
            text[at] = (uint8_t)('a' + (word + letters * letters) % 26);
        }
        if (at < size) {
            text[at] = ' ';
            at += wide ? 2 : 1;
        }
    }
}

/* Takes the last place with the same four bytes in sight of Xpress for a match. */
static struct sample_plan find_matches(const uint8_t *bytes, size_t size)
{
    static uint32_t last[HASHES]; /* positions + 1 */
    struct sample_plan plan = sample_plan(0, size, 4, 1);

    memset(last, 0, sizeof last);
    memcpy(plan.plain, bytes, size);
    plan.count = 0;
    for (size_t at = 0; at < size;) {
        struct sample_op op = {1, 0, bytes[at]};
        uint32_t next = 0;

        if (at + 4 <= size) {
            memcpy(&next, bytes + at, 4);
        }
        next = next * 2654435761u >> 20;
        if (last[next] > 0 && at + 1 - last[next] <= 8192) {
            const size_t from = last[next] - 1;
            uint32_t length = 0;

            while (at + length < size && bytes[from + length] == bytes[at + length]) {
                length++;
            }
            if (length >= 4) {
                op = (struct sample_op){length, (uint32_t)(at - from), 0};
            }
        }
        last[next] = (uint32_t)at + 1;
        plan.ops[plan.count++] = op;
        at += op.length;
    }
    return plan;
}

static uint64_t expand(void *context)
{
    const struct work *work = context;
    uint64_t start = os_time_monotonic_ns();
    size_t got, total;

    for (unsigned i = 0; i < REPEATS; i++) {
        if (decompress_value(work->value, work->size, 0, out, chunk, chunk, &got, &total) != JET_errSuccess) {
            abort();
        }
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t compress_with(unsigned schemes, struct work *work)
{
    uint64_t start = os_time_monotonic_ns();

    for (unsigned i = 0; i < REPEATS; i++) {
        work->size = compress_value(plain, chunk, schemes, work->value, chunk);
        if (work->size == 0) {
            abort();
        }
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t compress_7bit(void *context)
{
    return compress_with(COMPRESS_7BIT, context);
}

static uint64_t compress_xpress(void *context)
{
    return compress_with(COMPRESS_XPRESS, context);
}

static uint64_t checksum(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (unsigned i = 0; i < REPEATS; i++) {
        sink = crc_32c(i, plain, chunk);
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t copy(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (unsigned i = 0; i < REPEATS; i++) {
        memcpy(out, plain, chunk);
        sink = out[i];
    }
    return os_time_monotonic_ns() - start;
}

static void print(const struct bench_case *cases, unsigned count, const struct work *works)
{
    const double bytes = (double)chunk * REPEATS, copied = (double)cases[count - 1].median;

    for (unsigned i = 0; i < count; i++) {
        (void)printf("%6zu %-24s %9.0f MB/s %8.3f of memcpy", chunk, cases[i].name,
                     bytes * 1e3 / (double)cases[i].median, copied / (double)cases[i].median);
        if (cases[i].context != NULL) {
            (void)printf(" %8.1f %% of the size", 100.0 * (double)works[i].size / (double)chunk);
        }
        (void)printf("\n");
    }
}

static void expanding(unsigned rounds)
{
    static struct work works[6];
    const struct sample_xpress9 shape = {16, 4, 4, 2, true, CHUNK_MAX}; /* codes of 9 and 10 bits */
    struct bench_case cases[] = {
        {"expand 7-bit ASCII", expand, &works[0], 0},
        {"expand 7-bit Unicode", expand, &works[1], 0},
        {"expand Xpress", expand, &works[2], 0},
        {"expand Xpress, ours", expand, &works[3], 0},
        {"expand LZ4", expand, &works[4], 0},
        {"expand Xpress9", expand, &works[5], 0},
        {"CRC-32C", checksum, NULL, 0},
        {"memcpy", copy, NULL, 0},
    };
    struct sample_plan plan;

    make_text(plain, chunk, true);
    works[1].size = sample_7bit(plain, chunk, true, works[1].value);
    make_text(plain, chunk, false);
    works[0].size = sample_7bit(plain, chunk, false, works[0].value);
    works[3].size = compress_value(plain, chunk, COMPRESS_XPRESS, works[3].value, chunk);
    plan = find_matches(plain, chunk);
    works[2].size = sample_xpress(&plan, works[2].value);
    works[4].size = sample_lz4(&plan, works[4].value);
    works[5].size = sample_xpress9(&plan, &shape, 1, works[5].value);
    bench_run(cases, 8, rounds);
    print(cases, 8, works);
    sample_plan_free(&plan);
}

static void compressing(unsigned rounds)
{
    static struct work works[2];
    struct bench_case cases[] = {
        {"compress 7-bit ASCII", compress_7bit, &works[0], 0},
        {"compress Xpress", compress_xpress, &works[1], 0},
        {"memcpy", copy, NULL, 0},
    };

    make_text(plain, chunk, false);
    bench_run(cases, 3, rounds);
    print(cases, 3, works);
}

int main(int count, char **arguments)
{
    static const size_t chunks[] = {4014, 8150, 32000};
    unsigned rounds = bench_is_short(count, arguments) ? 1 : 31;

    for (unsigned i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        chunk = chunks[i];
        expanding(rounds);
        compressing(rounds);
    }
    return 0;
}
