/*
 * mutate.c - TARGET RUNS: runs a fuzz target without libFuzzer, on deterministic mutations of its seeds.
 */
#include <stdio.h>
#include <stdlib.h>

#include "seeds.h"

static uint64_t random_state = 88172645463325252ull;

static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 16);
}

static size_t mutate(uint8_t *bytes, size_t size)
{
    static const uint8_t interesting[] = {0x00, 0x01, 0x7F, 0x80, 0xFF, 0x1F, 0x20, 0x40};

    for (unsigned changes = 1 + next_random() % 8; changes > 0 && size > 0; changes--) {
        /* Half of the changes go where headers and tags are. */
        size_t at = next_random() % 4 == 0   ? next_random() % (size < 96 ? size : 96)
                    : next_random() % 3 == 0 ? size - 1 - next_random() % (size < 96 ? size : 96)
                                             : next_random() % size;

        switch (next_random() % 4) {
        case 0:
            bytes[at] ^= (uint8_t)(1u << next_random() % 8);
            break;
        case 1:
            bytes[at] = interesting[next_random() % sizeof interesting];
            break;
        case 2:
            bytes[at] = (uint8_t)next_random();
            break;
        default:
            if (next_random() % 16 == 0) {
                size = at;
            }
            break;
        }
    }
    return size;
}

int main(int count, char **arguments)
{
    static uint8_t seed[SEED_MAX], bytes[SEED_MAX];
    unsigned long runs = count > 1 ? strtoul(arguments[1], NULL, 10) : 1000;
    size_t seed_size = 0;

    for (unsigned long run = 0; run < runs; run++) {
        size_t size;

        if (run % 64 == 0) { /* making a seed costs more than running the target */
            seed_size = fuzz_seed(seed, next_random());
        }
        for (size_t i = 0; i < seed_size; i++) {
            bytes[i] = seed[i];
        }
        size = mutate(bytes, seed_size);
        (void)LLVMFuzzerTestOneInput(bytes, size);
    }
    (void)printf("%lu mutations: no crash\n", runs);
    return 0;
}
