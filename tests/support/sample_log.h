/*
 * sample_log.h - log files made for tests, and all layouts of records in one function.
 */
#ifndef ESENT_SAMPLE_LOG_H
#define ESENT_SAMPLE_LOG_H

#include <stdint.h>

#include "log/log_record.h"

enum { SAMPLE_LOG_SECTORS = 15, SAMPLE_LOG_SIZE = SAMPLE_LOG_SECTORS * 4096 };

/* Decodes a record and encodes it again; false for a type without a layout, or when it cannot be decoded. */
bool sample_log_again(struct bytes record, struct log_record *out);

/*
 * Makes a log file of SAMPLE_LOG_SIZE bytes whose segments hold `content`, of any kind, one after the other. Returns
 * its size.
 */
uint32_t sample_log_file(uint8_t *file, const uint8_t *content, uint32_t size);

/* Writes records for sample_log_file() into `content` (30000 bytes), fragments among them, and returns how many bytes. */
uint32_t sample_log_content(uint8_t *content, uint32_t choice);

#endif
