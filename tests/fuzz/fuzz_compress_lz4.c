/*
 * fuzz_compress_lz4.c - LZ4 values, and under the same bytes the schemes that are not decoded.
 */
#include "fuzz_compress.h"

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    struct sample_plan plan = fuzz_plan(bytes, choice, 4, 65535);
    size_t size = FUZZ_PREFIX + sample_lz4(&plan, bytes + FUZZ_PREFIX);

    sample_plan_free(&plan);
    return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_value(bytes, size, 7, false);
    if (size > FUZZ_PREFIX) {
        fuzz_value(bytes, size, bytes[FUZZ_PREFIX] >> 3, false); /* in the end every scheme */
    }
    return 0;
}
