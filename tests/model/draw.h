/*
 * draw.h - random numbers of one step: they depend on the seed and the number of the step alone, so that a step that is left out
 * changes nothing of what the others draw.
 */
#ifndef ESENT_MODEL_DRAW_H
#define ESENT_MODEL_DRAW_H

#include <stdbool.h>
#include <stdint.h>

struct draw {
    uint64_t state;
};

static inline uint32_t draw_bits(struct draw *draw)
{
    uint64_t mixed = draw->state += 0x9e3779b97f4a7c15u;

    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((mixed ^ (mixed >> 31)) >> 32);
}

static inline struct draw draw_for_step(uint64_t seed, uint64_t step)
{
    struct draw draw = {seed * 0xd1342543de82ef95u + step};

    (void)draw_bits(&draw);
    draw.state ^= (uint64_t)draw_bits(&draw) << 32;
    return draw;
}

/* 0 to limit - 1. */
static inline uint32_t draw_below(struct draw *draw, uint32_t limit)
{
    return (uint32_t)(((uint64_t)draw_bits(draw) * limit) >> 32);
}

/* True once in `times`. */
static inline bool draw_once_in(struct draw *draw, uint32_t times)
{
    return draw_below(draw, times) == 0;
}

#endif
