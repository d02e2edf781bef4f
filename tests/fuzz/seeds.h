/*
 * seeds.h - what the fuzz targets start from.
 */
#ifndef ESENT_SEEDS_H
#define ESENT_SEEDS_H

#include <stddef.h>
#include <stdint.h>

/* The target: takes any bytes, returns 0, crashes only when the code under test does. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/*
 * Fills `bytes` (SEED_MAX) with a good input of this target, chosen by `choice`, and returns its size. Each target has its
 * own; seeds.c lets libFuzzer mutate them too.
 */
enum { SEED_MAX = 65536 };
size_t fuzz_seed(uint8_t *bytes, uint32_t choice);

#endif
