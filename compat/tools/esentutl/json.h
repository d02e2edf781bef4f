/*
 * json.h - the few pieces of JSON that modes print themselves.
 */
#ifndef ESENTUTL_JSON_H
#define ESENTUTL_JSON_H

#include "esent.h"

/* A string literal on standard output. */
void json_string(const char *text);

/* "error": {...} of a failed mode, or "error": null; the sentence is that of the calling thread. */
void json_error(JET_ERR err);

#endif
