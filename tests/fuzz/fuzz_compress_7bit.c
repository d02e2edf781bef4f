/*
 * fuzz_compress_7bit.c - 7-bit values, and what compress_value() makes of any bytes.
 */
#include "fuzz_compress.h"

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    struct sample_plan plan = fuzz_plan(bytes, choice, 4, 60000);
    const bool wide = choice % 2 == 1;
    size_t size = FUZZ_PREFIX + sample_7bit(plan.plain, plan.plain_size, wide, bytes + FUZZ_PREFIX);

    sample_plan_free(&plan);
    return size;
}

static void compress_and_expand(const uint8_t *bytes, size_t size)
{
    uint8_t *value = fuzz_memory(NULL, size), *plain = fuzz_memory(NULL, size);
    size_t got, total, written = compress_value(bytes, size, COMPRESS_7BIT | COMPRESS_XPRESS, value, size);

    if (written > 0 &&
        (written >= size || decompress_value(value, written, 0, plain, size, size, &got, &total) != 0 ||
         total != size || memcmp(plain, bytes, size) != 0)) {
        abort();
    }
    free(value);
    free(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_value(bytes, size, 1, true);
    fuzz_value(bytes, size, 2, true);
    compress_and_expand(bytes, size);
    return 0;
}
