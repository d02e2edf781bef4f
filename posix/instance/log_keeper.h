/*
 * log_keeper.h - the thread beside an instance's log, and what the log asks. For instance_log.c.
 */
#ifndef ESENT_INSTANCE_LOG_KEEPER_H
#define ESENT_INSTANCE_LOG_KEEPER_H

#include <stdint.h>

#include "esent.h"
#include "instance/instance_log.h"

/* Answers for the log (log/log.h); `context` is the struct instance_log. */
void keeper_attachments(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity);
uint64_t keeper_oldest_needed(void *context);
void keeper_listen(void *context, uint64_t durable, JET_ERR failed);

/* Starts the thread, and ends it; the second twice does no harm. JET_errOutOfThreads. */
JET_ERR keeper_start(struct instance_log *logging);
void keeper_stop(struct instance_log *logging);

#endif
