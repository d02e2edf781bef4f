/*
 * fuzz_compress_xpress9.c - Xpress9 values. Their block headers are sealed first, or nothing would get past
 * them.
 */
#include "fuzz_compress.h"

#include "compress/crc.h"

enum { BLOCK_HEADER = 32, VALUE_HEADER = 5 };

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    struct sample_plan plan = fuzz_plan(bytes, choice, 2 + choice % 3, 65535);
    const struct sample_xpress9 shape = {
        .window_bits = 16,
        .recent_count = choice / 3 % 3 * 2,
        .match_min = 3 + choice / 9 % 2,
        .recent_match_min = 2 + choice / 18 % 2,
        .flat = choice / 36 % 2 == 1,
        .block_size = choice / 72 % 4 == 0 ? 1000 : SAMPLE_PLAIN_MAX,
    };
    size_t size = FUZZ_PREFIX + sample_xpress9(&plan, &shape, choice, bytes + FUZZ_PREFIX);

    sample_plan_free(&plan);
    return size;
}

static void seal_blocks(uint8_t *data, size_t size)
{
    for (uint32_t number = 0; size > BLOCK_HEADER; number++) {
        uint32_t bits = get_u32(data + 8);

        if (bits / 8 > size || bits < BLOCK_HEADER * 8) { /* to the end, then */
            bits = (uint32_t)size * 8;
        }
        put_u32(data, 0x4E86D72A);
        put_u32(data + 8, bits);
        put_u32(data + 16, 0);
        put_u32(data + 24, number);
        put_u32(data + 28, crc_32c(0, data, 28));
        data += (bits + 7) / 8;
        size -= (bits + 7) / 8 < size ? (bits + 7) / 8 : size;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t *sealed = fuzz_memory(bytes, size);

    fuzz_value(bytes, size, 5, false);
    if (size > FUZZ_PREFIX + VALUE_HEADER) {
        seal_blocks(sealed + FUZZ_PREFIX + VALUE_HEADER, size - FUZZ_PREFIX - VALUE_HEADER);
        fuzz_value(sealed, size, 5, false);
    }
    free(sealed);
    return 0;
}
