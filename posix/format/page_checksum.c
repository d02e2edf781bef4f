/*
 * page_checksum.c - checksums of pages at the speed of memory.
 *
 * The error-correcting code of a block is the XOR of the addresses of all its one bits, stored twice: as it is (low
 * half) and complemented (high half). A wrong bit changes both halves by its own address, plain and complemented.
 *
 *   address of a bit in a block of 8 KiB, 16 bits:
 *   15            7 6   5 4       0
 *   +--------------+-----+---------+
 *   | row 0..511   | col | bit     |      a row is 16 bytes, a column 4 bytes
 *   +--------------+-----+---------+
 *
 * The usual way to compute it asks for the parity of every row. But bit k of the XOR of the rows of all one bits is
 * the parity of everything that lies in rows whose number has bit k set. So it is enough to know the XOR of those rows, for
 * each k, and a tree of XORs over eight rows at a time gives three such sums at once:
 *
 *   rows 0..7 -> one sum + the sums for bits 0, 1, 2
 *   the sums of eight such groups -> one sum + the sums for bits 3, 4, 5
 *   and once more for bits 6, 7, 8
 *
 * That is less than two XORs of 16 bytes per row, no parity inside the loop, and the XOR checksum falls out of the top.
 *
 * Format: reference database-file 5; verified there and in tests/format on every page of the real files.
 */
#include "format/page_checksum.h"

#include <stddef.h>
#include <string.h>

#include "format/bytes.h"

enum {
    ROW_SIZE = 16,
    GROUP_ROWS = 8,
    ROWS_MAX = SMALL_PAGE_MAX / ROW_SIZE,
    LEVELS = 3,

    OFFSET_FLAGS = 36,
    OFFSET_MORE_CHECKSUMS = 40, /* large pages: of blocks 1 to 3 */
    FLAG_NEW_CHECKSUM = 0x2000,
    LARGE_BLOCKS = 4,
};

#define HEADER_SEED 0x89ABCDEFu

typedef uint32_t row __attribute__((vector_size(ROW_SIZE)));

bool page_size_is_valid(uint32_t size)
{
    return size >= PAGE_SIZE_MIN && size <= PAGE_SIZE_MAX && (size & (size - 1)) == 0;
}

static inline row load_row(const uint8_t *at)
{
    row value;

    memcpy(&value, at, sizeof value);
    return value;
}

/* Folds eight rows: adds to sums[k] those whose number has bit k set, and returns the XOR of all. */
static inline row fold_rows(row r0, row r1, row r2, row r3, row r4, row r5, row r6, row r7, row sums[3])
{
    row r01 = r0 ^ r1, r23 = r2 ^ r3, r45 = r4 ^ r5, r67 = r6 ^ r7;
    row r47 = r45 ^ r67;

    sums[0] ^= (r1 ^ r3) ^ (r5 ^ r7);
    sums[1] ^= r23 ^ r67;
    sums[2] ^= r47;
    return (r01 ^ r23) ^ r47;
}

static inline uint32_t parity(uint32_t x)
{
    return (uint32_t)__builtin_parity(x);
}

static inline uint32_t row_parity(row r)
{
    return parity(r[0] ^ r[1] ^ r[2] ^ r[3]);
}

/* The XOR of the numbers 0..31 of the one bits of x, and in the upper half the XOR of their complements. */
static uint32_t bit_address(uint32_t x)
{
    uint32_t plain = parity(x & 0xAAAAAAAA) | parity(x & 0xCCCCCCCC) << 1 | parity(x & 0xF0F0F0F0) << 2 |
                     parity(x & 0xFF00FF00) << 3 | parity(x & 0xFFFF0000) << 4;

    return plain | (parity(x) ? plain ^ 0x1F : plain) << 16;
}

/* Folds `count` rows (a multiple of eight) into count / 8 sums, and into the sums of three bits of their numbers. */
static inline void fold_level(const row *rows, size_t count, row *groups, row sums[3])
{
    for (size_t i = 0; i < count; i += GROUP_ROWS) {
        const row *r = rows + i;

        groups[i / GROUP_ROWS] = fold_rows(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], sums);
    }
}

uint64_t block_checksum(const void *block, uint32_t size, bool holds_header, uint32_t pgno)
{
    const uint8_t *bytes = block;
    const size_t rows = size / ROW_SIZE;
    row first[ROWS_MAX / GROUP_ROWS];
    row second[GROUP_ROWS] = {{0}};
    row all;
    row sums[LEVELS * 3] = {{0}};
    uint32_t row_address = 0;
    uint32_t code, odd, x;

    for (size_t i = 0; i < rows; i += GROUP_ROWS) {
        const uint8_t *at = bytes + i * ROW_SIZE;

        first[i / GROUP_ROWS] =
            fold_rows(load_row(at), load_row(at + 16), load_row(at + 32), load_row(at + 48), load_row(at + 64),
                      load_row(at + 80), load_row(at + 96), load_row(at + 112), sums);
    }
    fold_level(first, rows / GROUP_ROWS, second, sums + 3);
    fold_level(second, GROUP_ROWS, &all, sums + 6);

    if (holds_header) { /* row 0 is in no sum but the total */
        all[0] ^= get_u32(bytes);
        all[1] ^= get_u32(bytes + 4);
    }
    for (unsigned k = 0; k < LEVELS * 3; k++) {
        row_address |= row_parity(sums[k]) << k;
    }
    x = all[0] ^ all[1] ^ all[2] ^ all[3];
    odd = parity(x);
    code = row_address << 7 | (odd ? row_address ^ 0x1FF : row_address) << 23;
    code |= parity(all[0] ^ all[1]) << 22 | parity(all[2] ^ all[3]) << 6;
    code |= parity(all[0] ^ all[2]) << 21 | parity(all[1] ^ all[3]) << 5;
    code &= (size << 19) - 1; /* fewer rows, fewer bits in the upper half */
    code |= bit_address(x);
    return (uint64_t)code << 32 | (x ^ pgno);
}

uint32_t header_checksum(const void *image, uint32_t size)
{
    const uint8_t *bytes = image;
    row sum = {HEADER_SEED ^ get_u32(bytes), 0, 0, 0};

    for (uint32_t i = 0; i < size; i += ROW_SIZE) {
        sum ^= load_row(bytes + i);
    }
    return sum[0] ^ sum[1] ^ sum[2] ^ sum[3];
}

static bool is_zero(const uint8_t *bytes, uint32_t size)
{
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

/* The blocks of a page: one, or four of a quarter each. */
static uint32_t block_count(uint32_t size)
{
    return size > SMALL_PAGE_MAX ? LARGE_BLOCKS : 1;
}

/* Where the checksum of block `i` is stored. */
static uint32_t checksum_offset(uint32_t i)
{
    return i == 0 ? 0 : OFFSET_MORE_CHECKSUMS + 8 * (i - 1);
}

static uint64_t block_actual(const uint8_t *image, uint32_t size, uint32_t pgno, uint32_t i)
{
    uint32_t block_size = size / block_count(size);

    return block_checksum(image + (size_t)i * block_size, block_size, i == 0, pgno);
}

/*
 * Finds the bit of a block whose flip turns `actual` into `expected`. The codes differ by the address and its complement,
 * the XOR words by one bit.
 */
static bool locate_bit(uint64_t expected, uint64_t actual, uint32_t block_size, uint32_t *bit)
{
    uint32_t code = (uint32_t)(expected >> 32) ^ (uint32_t)(actual >> 32);
    uint32_t x = (uint32_t)expected ^ (uint32_t)actual;
    uint32_t mask = block_size * 8 - 1;

    *bit = code & mask;
    return ((code >> 16 ^ code) & mask) == mask && x != 0 && (x & (x - 1)) == 0 && x == 1u << (*bit % 32);
}

static void flip(uint8_t *image, uint32_t bit)
{
    image[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* All blocks match. */
static bool blocks_match(const uint8_t *image, uint32_t size, uint32_t pgno)
{
    for (uint32_t i = 0; i < block_count(size); i++) {
        if (get_u64(image + checksum_offset(i)) != block_actual(image, size, pgno, i)) {
            return false;
        }
    }
    return true;
}

/* The same page number, other than `pgno`, would make every block match. */
static bool other_number(const uint8_t *image, uint32_t size, uint32_t pgno, uint32_t *found)
{
    uint64_t difference = get_u64(image) ^ block_actual(image, size, pgno, 0);

    *found = pgno ^ (uint32_t)difference;
    return difference >> 32 == 0 && difference != 0 && blocks_match(image, size, *found);
}

/*
 * Mends one bit of `image`, which is a copy or the caller's own: each block that does not match must have one wrong bit
 * that can be located. A wrong bit among the stored checksums of blocks 1 to 3 lies in block 0 and shows in two places;
 * mending block 0 first makes the other match. The bits that may not be mended are those of the first checksum, which
 * no code covers, and the flag that says which kind of checksum this is.
 */
static bool mend(uint8_t *image, uint32_t size, uint32_t pgno, uint32_t *bit)
{
    uint32_t block_size = size / block_count(size);
    bool mended = false;

    for (uint32_t i = 0; i < block_count(size); i++) {
        uint64_t expected = get_u64(image + checksum_offset(i));
        uint64_t actual = block_actual(image, size, pgno, i);
        uint32_t position;

        if (expected == actual) {
            continue;
        }
        if (!locate_bit(expected, actual, block_size, &position)) {
            return false;
        }
        if (i == 0 && (position < 64 || position == OFFSET_FLAGS * 8 + 13)) {
            return false;
        }
        position += i * block_size * 8;
        flip(image, position);
        if (!mended) {
            *bit = position;
        }
        mended = true;
    }
    return mended && blocks_match(image, size, pgno);
}

static void verify_new(const uint8_t *image, uint32_t size, uint32_t pgno, struct page_verification *result,
                       uint8_t *mended)
{
    uint8_t copy[PAGE_SIZE_MAX];
    uint8_t *target = mended != NULL ? mended : copy;
    uint32_t i = 0;

    for (; i < block_count(size); i++) {
        result->expected = get_u64(image + checksum_offset(i));
        result->actual = block_actual(image, size, pgno, i);
        if (result->expected != result->actual) {
            break;
        }
    }
    if (i == block_count(size)) {
        result->verdict = PAGE_GOOD;
        result->expected = result->actual = get_u64(image);
        return;
    }
    memcpy(copy, image, size);
    if (mend(target, size, pgno, &result->bit)) {
        result->verdict = PAGE_CORRECTABLE;
        return;
    }
    if (mended != NULL) {
        memcpy(mended, copy, size);
    }
    result->verdict = other_number(copy, size, pgno, &result->found_pgno) ? PAGE_WRONG_NUMBER : PAGE_BAD;
}

static void verify_old(const uint8_t *image, uint32_t size, uint32_t pgno, struct page_verification *result)
{
    uint32_t x = header_checksum(image, size);
    uint32_t stored_pgno = get_u32(image + 4);

    result->expected = get_u64(image);
    result->actual = (uint64_t)pgno << 32 | x;
    if (get_u32(image) != x) {
        result->verdict = PAGE_BAD;
    } else if (stored_pgno != pgno) {
        result->verdict = PAGE_WRONG_NUMBER;
        result->found_pgno = stored_pgno;
    } else {
        result->verdict = PAGE_GOOD;
    }
}

static void verify(const uint8_t *image, uint32_t size, uint32_t pgno, struct page_verification *result,
                   uint8_t *mended)
{
    *result = (struct page_verification){.verdict = PAGE_BAD};
    if (size > SMALL_PAGE_MAX || (get_u32(image + OFFSET_FLAGS) & FLAG_NEW_CHECKSUM)) {
        verify_new(image, size, pgno, result, mended);
    } else {
        verify_old(image, size, pgno, result);
    }
    /* An empty page fails every checksum but that of page 0; looking for it here keeps good pages fast. */
    if (result->verdict != PAGE_GOOD && is_zero(image, size)) {
        *result = (struct page_verification){.verdict = PAGE_UNINITIALISED};
    }
}

void page_verify(const void *image, uint32_t size, uint32_t pgno, struct page_verification *result)
{
    verify(image, size, pgno, result, NULL);
}

void page_verify_and_correct(void *image, uint32_t size, uint32_t pgno, struct page_verification *result)
{
    verify(image, size, pgno, result, image);
}

void page_seal(void *image, uint32_t size, uint32_t pgno)
{
    uint8_t *bytes = image;

    if (size <= SMALL_PAGE_MAX && !(get_u32(bytes + OFFSET_FLAGS) & FLAG_NEW_CHECKSUM)) {
        put_u32(bytes + 4, pgno);
        put_u32(bytes, header_checksum(bytes, size));
        return;
    }
    /* Block 0 last: it covers the checksums of the others. */
    for (uint32_t i = block_count(size); i-- > 0;) {
        put_u64(bytes + checksum_offset(i), block_actual(bytes, size, pgno, i));
    }
}
