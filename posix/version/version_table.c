/*
 * version_table.c - which nodes have versions: what a session sees of them, and whether it may change them.
 *
 * A node's first version appears while its page is latched EXCLUSIVE. So a reader, who has the page latched, may look at the slot of
 * the node without a lock: when that is empty, the node has no version and gets none before the latch is released. Versions go without
 * a latch, which does not matter for the same reason: what has gone was not needed.
 *
 * What readers are given is copied under the lock. Nothing in here waits for anything but that lock.
 */
#include <string.h>

#include "btree/page_search.h"
#include "diag.h"
#include "version/version_parts.h"

enum {
    TABLE_SLOTS = 1 << 18, /* 2 MiB of addresses, of memory what is used */
    TABLE_NEIGHBOURS =
        8, /* slots of a cache line: for names that differ in the lowest bits of their last byte only */
    TABLE_LOCKS = 1 << 8,
};

/* Each TABLE_LOCKSth group of neighbours; a cache line of its own. */
struct stripe {
    _Alignas(64) struct os_mutex lock;
    _Atomic(uint32_t) versions; /* in its slots */
};

static struct {
    _Alignas(64) _Atomic(struct version *) slot[TABLE_SLOTS];
    struct stripe stripe[TABLE_LOCKS];
    _Atomic(uint32_t) transactions; /* that have changes in the table */
    struct os_mutex preparing;
    bool prepared;
} table = {.preparing = OS_MUTEX_INIT};

/* A node by what identifies it. */
struct node_name {
    const struct tree *tree;
    struct bytes key, data;
    uint32_t hash;
};

void table_prepare(void)
{
    os_mutex_lock(&table.preparing);
    if (!table.prepared) {
        for (unsigned i = 0; i < TABLE_LOCKS; i++) {
            os_mutex_init(&table.stripe[i].lock);
        }
        table.prepared = true;
    }
    os_mutex_unlock(&table.preparing);
}

void table_count(int transactions)
{
    (void)atomic_fetch_add_explicit(&table.transactions, (uint32_t)transactions, memory_order_relaxed);
}

/* ------------------------------------------------------------------------------------------------ look-up */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static uint64_t mix_bytes(uint64_t hash, struct bytes bytes)
{
    uint64_t rest = 0;

    for (; bytes.size >= sizeof rest; bytes.at += sizeof rest, bytes.size -= (uint32_t)sizeof rest) {
        hash = mix(hash, get_u64(bytes.at));
    }
    memcpy(&rest, bytes.at, bytes.size);
    return mix(hash, rest ^ (uint64_t)bytes.size << 56);
}

/* Rows that are changed one after the other are neighbours mostly: so are their slots then. */
uint32_t table_hash(const struct tree *tree, struct bytes key, struct bytes data)
{
    struct bytes *last = data.size > 0 ? &data : &key;
    uint64_t hash = mix((uintptr_t)tree->file, tree->objid);
    uint8_t end = 0;

    if (last->size > 0) {
        end = last->at[--last->size];
        hash = mix(hash, end / TABLE_NEIGHBOURS);
    }
    hash = mix_bytes(hash, key);
    hash = data.size > 0 ? mix_bytes(hash, data) : hash;
    return ((uint32_t)(hash >> 32) & ~(TABLE_NEIGHBOURS - 1u)) | end % TABLE_NEIGHBOURS;
}

static struct node_name name_of(const struct tree *tree, struct bytes key, struct bytes data)
{
    return (struct node_name){tree, key, data, table_hash(tree, key, data)};
}

static _Atomic(struct version *) *slot_of(uint32_t hash)
{
    return &table.slot[hash % TABLE_SLOTS];
}

static struct stripe *stripe_of(uint32_t hash)
{
    return &table.stripe[hash / TABLE_NEIGHBOURS % TABLE_LOCKS];
}

static struct os_mutex *lock_of(uint32_t hash)
{
    return &stripe_of(hash)->lock;
}

void table_prefetch(uint32_t hash)
{
    __builtin_prefetch((const void *)slot_of(hash), 1);
}

/* False when the node has no version for certain; its page is latched. */
static bool may_have_versions(uint32_t hash)
{
    return atomic_load_explicit(&stripe_of(hash)->versions, memory_order_acquire) != 0 &&
           atomic_load_explicit(slot_of(hash), memory_order_acquire) != NULL;
}

/* Under the lock. */
static void count_version(uint32_t hash, uint32_t more)
{
    _Atomic(uint32_t) *versions = &stripe_of(hash)->versions;

    atomic_store_explicit(versions, atomic_load_explicit(versions, memory_order_relaxed) + more,
                          memory_order_release);
}

static bool are_versions_of(const struct version *version, const struct node_name *name)
{
    return version->hash == name->hash && version->tree.file == name->tree->file &&
           version->tree.objid == name->tree->objid && bytes_compare(version_key(version), name->key) == 0 &&
           bytes_compare(version_data(version), name->data) == 0;
}

/* The newest version of a node, NULL for none; under the lock. */
static struct version *find(const struct node_name *name)
{
    struct version *version = atomic_load_explicit(slot_of(name->hash), memory_order_relaxed);

    while (version != NULL && !are_versions_of(version, name)) {
        version = version->hash_next;
    }
    return version;
}

/* Puts `to` in the place of `from`, the newest of its node; NULL for `to` takes the node out of the slot. */
static void put_in_place(struct version *from, struct version *to)
{
    _Atomic(struct version *) *slot = slot_of(from->hash);
    struct version *before = atomic_load_explicit(slot, memory_order_relaxed);
    struct version *behind = from->hash_next;

    if (to != NULL) {
        to->hash_next = behind;
        behind = to;
    }
    if (before == from) {
        atomic_store_explicit(slot, behind, memory_order_release);
        return;
    }
    while (before->hash_next != from) {
        before = before->hash_next;
    }
    before->hash_next = behind;
}

void table_link(struct version *version)
{
    const struct node_name name = {&version->tree, version_key(version), version_data(version),
                                   version->hash};
    _Atomic(struct version *) *slot = slot_of(version->hash);

    os_mutex_lock(lock_of(version->hash));
    version->older = find(&name);
    if (version->older != NULL) {
        put_in_place(version->older, version);
    } else {
        version->hash_next = atomic_load_explicit(slot, memory_order_relaxed);
        atomic_store_explicit(slot, version, memory_order_release);
    }
    version->linked = true;
    count_version(version->hash, 1);
    os_mutex_unlock(lock_of(version->hash));
}

void table_sort(struct version *version)
{
    struct version *above;

    os_mutex_lock(lock_of(version->hash));
    if (version->older != NULL && version->older->transaction == version->transaction &&
        (int32_t)(version->id - version->older->id) < 0) {
        above = version->older;
        put_in_place(version, above);
        while (above->older != NULL && above->older->transaction == version->transaction &&
               (int32_t)(version->id - above->older->id) < 0) {
            above = above->older;
        }
        version->older = above->older;
        above->older = version;
    }
    os_mutex_unlock(lock_of(version->hash));
}

bool table_unlink(struct version *version)
{
    const struct node_name name = {&version->tree, version_key(version), version_data(version),
                                   version->hash};
    struct version *newest;
    bool last;

    os_mutex_lock(lock_of(version->hash));
    newest = find(&name);
    last = newest == version && version->older == NULL;
    if (newest == version) {
        put_in_place(version, version->older);
    } else {
        while (newest->older != version) {
            newest = newest->older;
        }
        newest->older = version->older;
    }
    version->linked = false;
    count_version(version->hash, (uint32_t)-1);
    os_mutex_unlock(lock_of(version->hash));
    return last;
}

/* --------------------------------------------------------------------------------------------- visibility */

static uint32_t commit_of(const struct version *version)
{
    return atomic_load(&version->transaction->head.commit);
}

static bool is_own(const struct version *version, const struct session *session)
{
    return &version->transaction->head == session->changes;
}

/* Is the change part of what the session sees? */
static bool is_visible(const struct version *version, const struct session *session)
{
    uint32_t commit;

    if (is_own(version, session)) {
        return true;
    }
    commit = commit_of(version);
    return commit != STAMP_OPEN && (session->level == 0 || stamp_before(commit, session->begin));
}

static bool is_delta(unsigned operation)
{
    return operation == VERSION_DELTA || operation == VERSION_DELTA64;
}

static bool is_lock(unsigned operation)
{
    return operation == VERSION_READ_LOCK || operation == VERSION_WRITE_LOCK;
}

/* What the changes that a session does not see have done to a node. */
struct past {
    const struct version *base; /* the oldest replace: its before-image is what the data was */
    unsigned first;             /* the oldest operation that is neither lock nor delta, 0 for none */
    bool deltas;                /* some delta is older than `base` */
};

static struct past look_back(const struct version *newest, const struct session *session)
{
    struct past past = {0};

    for (const struct version *version = newest; version != NULL; version = version->older) {
        if (is_visible(version, session) || is_lock(version->operation)) {
            continue;
        }
        if (is_delta(version->operation)) {
            past.deltas = true;
            continue;
        }
        past.first = version->operation;
        if (version->operation == VERSION_REPLACE) {
            past.base = version;
            past.deltas = false; /* those were added to the data behind it */
        }
    }
    return past;
}

/* Takes a delta off data that it was added to. */
static void take_delta_off(const struct version *version, uint8_t *data, uint32_t size)
{
    uint8_t *at = data + version->offset;

    if (version->offset > size || version->before_size > size - version->offset) {
        return;
    }
    if (version->operation == VERSION_DELTA) {
        put_u32(at, get_u32(at) - (uint32_t)version_delta(version));
    } else {
        put_u64(at, get_u64(at) - (uint64_t)version_delta(version));
    }
}

/* Makes the data of a node as it was for the session. */
static struct bytes rebuild(const struct version *newest, const struct past *past,
                            const struct session *session, struct bytes on_page, uint8_t *scratch,
                            uint32_t capacity)
{
    struct bytes data = past->base != NULL ? version_before(past->base) : on_page;

    if (past->base == NULL && !past->deltas) {
        return data;
    }
    data.size = data.size < capacity ? data.size : capacity;
    memcpy(scratch, data.at, data.size);
    for (const struct version *version = past->base != NULL ? past->base->older : newest; version != NULL;
         version = version->older) {
        if (is_delta(version->operation) && !is_visible(version, session)) {
            take_delta_off(version, scratch, data.size);
        }
    }
    return (struct bytes){scratch, data.size};
}

/* The name of a node on a page, its key put together in `key`; false for one that no key can be as long as. */
static bool name_node(const struct tree *tree, const struct page_node *node, uint8_t key[TREE_BOOKMARK_MAX],
                      struct node_name *name)
{
    const uint32_t size = node->prefix.size + node->suffix.size;

    if (size > TREE_BOOKMARK_MAX) {
        return false;
    }
    memcpy(key, node->prefix.at, node->prefix.size);
    memcpy(key + node->prefix.size, node->suffix.at, node->suffix.size);
    *name = name_of(tree, (struct bytes){key, size},
                    (struct bytes){node->data.at, tree->unique ? 0 : node->data.size});
    return true;
}

enum version_view version_see(const struct session *session, const struct tree *tree,
                              const struct page_node *node, struct bytes *before, uint8_t *scratch,
                              uint32_t capacity)
{
    enum version_view view = VERSION_AS_ON_PAGE;
    uint8_t key[TREE_BOOKMARK_MAX];
    const struct version *newest;
    struct node_name name;
    struct past past;

    if (atomic_load_explicit(&table.transactions, memory_order_relaxed) == 0 ||
        !name_node(tree, node, key, &name) || !may_have_versions(name.hash)) {
        return VERSION_AS_ON_PAGE;
    }
    os_mutex_lock(lock_of(name.hash));
    newest = find(&name);
    past = look_back(newest, session);
    if (past.first == VERSION_INSERT) {
        view = VERSION_ABSENT;
    } else if (past.first != 0 || (past.deltas && !(node->flags & NODE_DELETED))) {
        view = VERSION_BEFORE;
        if (before != NULL) {
            *before = rebuild(newest, &past, session, node->data, scratch, capacity);
        }
    }
    os_mutex_unlock(lock_of(name.hash));
    return view;
}

/* ---------------------------------------------------------------------------------------------- conflicts */

/* Do changes of this kind by several transactions at the same time agree with each other? */
static bool commutes(unsigned operation)
{
    return operation == VERSION_READ_LOCK || is_delta(operation);
}

/* Is everything that the session has not seen, or has done itself, of this kind? */
static bool all_new_are(const struct version *newest, const struct session *session, unsigned operation)
{
    for (const struct version *version = newest; version != NULL; version = version->older) {
        if ((is_own(version, session) || !is_visible(version, session)) && version->operation != operation) {
            return false;
        }
    }
    return true;
}

static bool conflicts(const struct version *newest, const struct session *session, unsigned operation)
{
    if (!is_visible(newest, session)) {
        return !commutes(operation) || !all_new_are(newest, session, operation);
    }
    if (newest->operation == operation || !commutes(newest->operation)) {
        return false; /* who made the newest change saw, or excluded, those before */
    }
    for (const struct version *version = newest->older; version != NULL; version = version->older) {
        if (!is_visible(version, session)) {
            return true;
        }
    }
    return false;
}

JET_ERR version_check(struct session *session, const struct tree *tree, struct bytes key, struct bytes data,
                      enum version_operation operation)
{
    const struct node_name name = name_of(tree, key, data);
    const struct version *newest;
    bool conflict;

    if (!may_have_versions(name.hash)) {
        return JET_errSuccess;
    }
    os_mutex_lock(lock_of(name.hash));
    newest = find(&name);
    conflict = newest != NULL && conflicts(newest, session, operation);
    os_mutex_unlock(lock_of(name.hash));
    return conflict ? diag_fail(JET_errWriteConflict,
                                "another session has changed the entry (object %u), and the transaction does "
                                "not see that",
                                tree->objid)
                    : JET_errSuccess;
}

uint32_t version_reserve(const struct tree *tree, struct bytes key, struct bytes data, uint32_t data_size)
{
    const struct node_name name = name_of(tree, key, data);
    uint32_t most = data_size;

    if (!may_have_versions(name.hash)) {
        return 0;
    }
    os_mutex_lock(lock_of(name.hash));
    for (const struct version *version = find(&name); version != NULL; version = version->older) {
        if (version->operation == VERSION_REPLACE && version->before_size > most &&
            commit_of(version) == STAMP_OPEN) {
            most = version->before_size;
        }
    }
    os_mutex_unlock(lock_of(name.hash));
    return most - data_size;
}

uint64_t version_open_gains(const struct session *session, const struct tree *tree, struct bytes key,
                            struct bytes data)
{
    const struct node_name name = name_of(tree, key, data);
    uint64_t gains = 0;

    if (!may_have_versions(name.hash)) {
        return 0;
    }
    os_mutex_lock(lock_of(name.hash));
    for (const struct version *version = find(&name); version != NULL; version = version->older) {
        if (is_delta(version->operation) && !is_own(version, session) && commit_of(version) == STAMP_OPEN &&
            version_delta(version) > 0) {
            gains += (uint64_t)version_delta(version);
        }
    }
    os_mutex_unlock(lock_of(name.hash));
    return gains;
}

bool version_is_active(const struct tree *tree, struct bytes key, struct bytes data)
{
    const struct node_name name = name_of(tree, key, data);
    bool active = false;

    if (may_have_versions(name.hash)) {
        os_mutex_lock(lock_of(name.hash));
        active = find(&name) != NULL;
        os_mutex_unlock(lock_of(name.hash));
    }
    return active;
}

uint32_t table_largest(const struct version *version)
{
    uint32_t most = version->before_size;

    os_mutex_lock(lock_of(version->hash));
    for (const struct version *older = version->older; older != NULL; older = older->older) {
        if (older->operation == VERSION_REPLACE && commit_of(older) == STAMP_OPEN) {
            most = older->size_max > most ? older->size_max : most;
            break;
        }
    }
    os_mutex_unlock(lock_of(version->hash));
    return most;
}

static bool is_change(const struct version *version)
{
    return !is_delta(version->operation) && !is_lock(version->operation);
}

bool table_is_first_change(const struct version *version)
{
    const struct version *older;

    if (!is_change(version)) {
        return false;
    }
    os_mutex_lock(lock_of(version->hash));
    older = version->older;
    while (older != NULL && (older->transaction != version->transaction || !is_change(older))) {
        older = older->older;
    }
    os_mutex_unlock(lock_of(version->hash));
    return older == NULL;
}
