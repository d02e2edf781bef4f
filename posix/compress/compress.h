/*
 * compress.h - the values of long columns in compressed form.
 *
 *   0        1                        size of the value
 *   +--------+------------------------+
 *   | scheme | header, compressed data|      scheme byte = scheme << 3 | extra
 *   +--------+------------------------+
 *
 *   scheme            header behind the scheme byte                  reads   writes
 *   1  7-bit ASCII    - (extra = bits used in the last byte - 1)     yes     yes
 *   2  7-bit Unicode  - (the same)                                   yes     yes
 *   3  Xpress         u16 plain size                                 yes     yes
 *   4  scrubbed       - (the content was overwritten)                no      no
 *   5  Xpress9        u32 CRC-32C of the plain bytes                 yes     no
 *   6  Xpress10       u16 plain size, u32 CRC-32C, u64 CRC-64        checks  no
 *   7  LZ4            u16 plain size                                 yes     no
 *
 * A value says nowhere that it is compressed: its record or its long value does. All functions are
 * thread-safe, keep no state, and take any bytes for a value; what cannot be decoded gives an error with a
 * sentence. The two errors for damage are JET_errDecompressionFailed and, where a checksum over the content
 * fails, JET_errCompressionIntegrityCheckFailed. An Xpress10 value that is sound gives
 * JET_errFeatureNotAvailable: its codec is not published, and whoever repairs a database must not take such a
 * value for a damaged one.
 *
 * Format: reference database-file 13.
 */
#ifndef ESENT_COMPRESS_H
#define ESENT_COMPRESS_H

#include <stddef.h>

#include "esent.h"

enum {
    COMPRESS_XPRESS_MIN = 1024,  /* bytes; shorter values are not worth an attempt with Xpress */
    COMPRESS_XPRESS_MAX = 65535, /* bytes; the size field has 16 bits */
};

/* What compress_value() may use. */
enum compress_schemes {
    COMPRESS_7BIT = 1,
    COMPRESS_XPRESS = 2,
};

/*
 * Tells how many bytes (`*plain_size`) a compressed value of `size` bytes expands to. It reads headers only,
 * so decoding can still fail.
 */
JET_ERR decompress_value_size(const void *value, size_t size, size_t *plain_size);

/*
 * Expands the bytes [offset, offset + capacity) of a compressed value into `out`; `*got` bytes are written,
 * fewer than `capacity` only where the plain value ends, and `*total` is the size of the plain value. `limit`
 * is the largest plain size that the caller believes (the size of a chunk, 2 GiB for anything): a value that
 * claims more is refused before work is done. Beyond `out` it needs up to 64 KiB for the time of the call,
 * for Xpress9 up to twice the window in the value's header (128 KiB in practice, 8 MiB at most). After an
 * error the content of `out` is undefined.
 *
 * What is not asked for may go unchecked: damage behind the last byte wanted is found only where a checksum
 * covers the whole value, which is Xpress9. JET_errOutOfMemory.
 */
JET_ERR decompress_value(const void *value, size_t size, size_t offset, void *out, size_t capacity,
                         size_t limit, size_t *got, size_t *total);

/*
 * Compresses `size` bytes with the best of `schemes` (enum compress_schemes) into `out`. Returns the size of
 * the value, which is smaller than `size`; 0 when the bytes do not get smaller or do not fit into `capacity`,
 * and then `out` is undefined and the bytes are stored as they are. The choice is that of Microsoft's engine:
 * Xpress where it beats 7 bits a UTF-16 unit, else 7-bit Unicode, else what Xpress made, else 7-bit ASCII.
 */
size_t compress_value(const void *plain, size_t size, unsigned schemes, void *out, size_t capacity);

#endif
