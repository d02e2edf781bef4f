/*
 * version_double.c - a version store that keeps no versions, for tests of trees alone.
 */
#include "version/version.h"

JET_ERR version_check(struct session *session, const struct tree *tree, struct bytes key, struct bytes data,
                      enum version_operation operation)
{
    (void)session, (void)tree, (void)key, (void)data, (void)operation;
    return JET_errSuccess;
}

JET_ERR version_add(struct session *session, const struct tree *tree, struct bytes key, struct bytes data,
                    enum version_operation operation, struct bytes before, uint32_t offset, uint32_t *id,
                    struct version **version)
{
    (void)session, (void)tree, (void)key, (void)data, (void)operation, (void)before, (void)offset;
    *id = 1;
    *version = NULL;
    return JET_errSuccess;
}

void version_cancel(struct session *session, struct version *version)
{
    (void)session, (void)version;
}

enum version_view version_see(struct session *session, const struct tree *tree, const struct page_node *node,
                              struct bytes *before, uint8_t *scratch, uint32_t capacity)
{
    (void)session, (void)tree, (void)node, (void)before, (void)scratch, (void)capacity;
    return VERSION_AS_ON_PAGE;
}

uint32_t version_reserve(const struct tree *tree, struct bytes key, struct bytes data, uint32_t data_size)
{
    (void)tree, (void)key, (void)data, (void)data_size;
    return 0;
}

bool version_is_active(const struct tree *tree, struct bytes key, struct bytes data)
{
    (void)tree, (void)key, (void)data;
    return false;
}
