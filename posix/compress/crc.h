/*
 * crc.h - the two checksums in the headers of compressed values.
 */
#ifndef ESENT_CRC_H
#define ESENT_CRC_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32C (Castagnoli) of `size` bytes that follow bytes whose CRC is `crc`; 0 to begin with. */
uint32_t crc_32c(uint32_t crc, const void *bytes, size_t size);

/* CRC-64 as NVMe defines it, of `size` bytes. */
uint64_t crc_64_nvme(const void *bytes, size_t size);

#endif
