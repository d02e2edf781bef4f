/*
 * json.h - reads a JSON text into a tree, for the dumps of Microsoft's engine.
 */
#ifndef ESENT_TEST_JSON_H
#define ESENT_TEST_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT };

struct json {
    enum json_kind kind;
    const char *name;         /* of a member of an object, else NULL */
    const char *text;         /* of a string (escapes undone) or number, NUL-terminated */
    const struct json *first; /* of a list or object */
    const struct json *next;  /* in the list or object this stands in */
    unsigned count;           /* of a list or object */
};

/*
 * Reads `text` (which is changed, and must live as long as the tree) of `size` bytes and a NUL behind them. Strings keep
 * their encoding. Fails the test when it is not JSON of these dumps (no escapes but of quotes and backslashes). Free with
 * json_free().
 */
struct json *json_parse(char *text, size_t size);
void json_free(struct json *root);

/* The member `name` of an object; NULL when there is none. */
const struct json *json_get(const struct json *object, const char *name);

/* Its text or number; the test fails when it is absent. */
const char *json_text(const struct json *object, const char *name);
int64_t json_number(const struct json *object, const char *name);

/* Elements and members one after the other: `for (const struct json *item = list->first; item != NULL; item = item->next)`. */

#endif
