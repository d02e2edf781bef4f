/*
 * json.c - a JSON text as a tree. All nodes lie in one array, which is made large enough before.
 */
#include "json.h"

#include "test.h"

struct parser {
    char *at, *end;
    char *word_end; /* of a number whose NUL waits until the character there is read; NULL without */
    struct json *nodes;
    size_t used, capacity;
};

enum { DEPTH_MAX = 32 };

static struct json *parse_value(struct parser *parser, unsigned depth);

static void skip_blanks(struct parser *parser)
{
    while (parser->at < parser->end && strchr(" \t\r\n", *parser->at) != NULL) {
        parser->at++;
    }
}

static struct json *new_node(struct parser *parser, enum json_kind kind)
{
    struct json *node;

    assert_true(parser->used < parser->capacity);
    node = &parser->nodes[parser->used++];
    memset(node, 0, sizeof *node);
    node->kind = kind;
    return node;
}

/* A string behind its opening quote, in place. */
static const char *parse_string(struct parser *parser)
{
    char *start = parser->at, *to = start;

    while (*parser->at != '"') {
        assert_true(parser->at < parser->end);
        if (*parser->at == '\\') {
            parser->at++;
            assert_true(*parser->at == '"' || *parser->at == '\\' || *parser->at == '/');
        }
        *to++ = *parser->at++;
    }
    parser->at++;
    *to = '\0';
    return start;
}

/* Reads the character that separates or closes. */
static char next_mark(struct parser *parser)
{
    char mark = *parser->at++;

    if (parser->word_end != NULL) {
        *parser->word_end = '\0';
        parser->word_end = NULL;
    }
    return mark;
}

static struct json *parse_members(struct parser *parser, bool object, unsigned depth)
{
    struct json *node = new_node(parser, object ? JSON_OBJECT : JSON_LIST);
    const struct json **link = &node->first;
    const char closing = object ? '}' : ']';

    assert_true(depth < DEPTH_MAX);
    for (skip_blanks(parser); *parser->at != closing; skip_blanks(parser)) {
        const char *name = NULL;
        struct json *member;

        if (node->count > 0) {
            assert_int_equal(next_mark(parser), ',');
            skip_blanks(parser);
        }
        if (object) {
            assert_int_equal(*parser->at++, '"');
            name = parse_string(parser);
            skip_blanks(parser);
            assert_int_equal(*parser->at++, ':');
        }
        member = parse_value(parser, depth + 1);
        member->name = name;
        *link = member;
        link = &member->next;
        node->count++;
    }
    (void)next_mark(parser);
    return node;
}

/* true, false, null and numbers: up to the next character that ends them. */
static struct json *parse_word(struct parser *parser)
{
    char *start = parser->at;
    struct json *node;

    while (strchr(",]} \t\r\n", *parser->at) == NULL) {
        parser->at++;
    }
    if (strncmp(start, "null", 4) == 0) {
        return new_node(parser, JSON_NULL);
    }
    node = new_node(parser, *start == 't' || *start == 'f' ? JSON_BOOL : JSON_NUMBER);
    node->text = start;
    parser->word_end = parser->at;
    return node;
}

static struct json *parse_value(struct parser *parser, unsigned depth)
{
    skip_blanks(parser);
    assert_true(parser->at < parser->end);
    if (*parser->at == '{' || *parser->at == '[') {
        return parse_members(parser, *parser->at++ == '{', depth);
    }
    if (*parser->at == '"') {
        struct json *node = new_node(parser, JSON_STRING);

        parser->at++;
        node->text = parse_string(parser);
        return node;
    }
    return parse_word(parser);
}

struct json *json_parse(char *text, size_t size)
{
    struct parser parser = {.at = text, .end = text + size, .capacity = 2};
    struct json *root;

    for (size_t i = 0; i < size; i++) { /* a node follows one of these */
        parser.capacity += strchr("[{,", text[i]) != NULL;
    }
    parser.nodes = malloc(parser.capacity * sizeof *parser.nodes);
    assert_non_null(parser.nodes);
    root = parse_value(&parser, 0);
    assert_ptr_equal(root, parser.nodes);
    return root;
}

void json_free(struct json *root)
{
    free(root);
}

const struct json *json_get(const struct json *object, const char *name)
{
    const struct json *member = object->first;

    while (member != NULL && (member->name == NULL || strcmp(member->name, name) != 0)) {
        member = member->next;
    }
    return member;
}

const char *json_text(const struct json *object, const char *name)
{
    const struct json *member = json_get(object, name);

    if (member == NULL || member->text == NULL) {
        fail_msg("the dump has no %s", name);
    }
    return member->text;
}

int64_t json_number(const struct json *object, const char *name)
{
    return strtoll(json_text(object, name), NULL, 10);
}
