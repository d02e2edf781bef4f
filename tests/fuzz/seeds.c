/*
 * seeds.c - a mutator for libFuzzer that now and then starts again from a good input: checksums make good inputs hard to
 * find by chance.
 */
#include "seeds.h"

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t max_size);

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned seed)
{
    if ((size < 8 || seed % 16 == 0) && max_size >= SEED_MAX) { /* it begins with an input of one byte */
        size = fuzz_seed(bytes, seed / 16);
    }
    return LLVMFuzzerMutate(bytes, size, max_size);
}
