/*
 * fuzz_compress_xpress.c - Xpress values, compared with the slow decoder.
 */
#include "fuzz_compress.h"

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    struct sample_plan plan = fuzz_plan(bytes, choice, 3, 8192);
    size_t size = FUZZ_PREFIX + sample_xpress(&plan, bytes + FUZZ_PREFIX);

    sample_plan_free(&plan);
    return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_value(bytes, size, 3, true);
    return 0;
}
