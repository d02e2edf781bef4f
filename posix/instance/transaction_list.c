/*
 * transaction_list.c - stamps, and the transactions that are open.
 */
#include "instance/instance.h"
#include "instance/session.h"
#include "instance/transaction.h"

enum { STAMP_STEP = 4, STAMP_READ_ONLY_STEP = 2 };

void transactions_init(struct transactions *transactions)
{
    *transactions = (struct transactions){0};
    os_mutex_init(&transactions->lock);
    os_mutex_init(&transactions->log_lock);
}

void transactions_destroy(struct transactions *transactions)
{
    os_mutex_destroy(&transactions->log_lock);
    os_mutex_destroy(&transactions->lock);
}

void transaction_open(struct session *session)
{
    struct transactions *all = &session->instance->transactions;

    os_mutex_lock(&all->lock);
    if (session->read_only) {
        session->begin = all->newest + STAMP_READ_ONLY_STEP;
    } else {
        session->begin = all->newest += STAMP_STEP;
    }
    atomic_store(&session->begin_position, 0);
    session->open_next = NULL;
    session->open_previous = all->youngest;
    *(all->youngest != NULL ? &all->youngest->open_next : &all->oldest) = session;
    all->youngest = session;
    os_mutex_unlock(&all->lock);
}

/* Under the lock. */
static void note_stamp(struct transactions *all, uint32_t stamp)
{
    stamp &= ~(uint32_t)(STAMP_STEP - 1);
    if (stamp_before(all->newest, stamp)) {
        all->newest = stamp;
    }
}

void transaction_note_stamp(struct instance *instance, uint32_t stamp)
{
    struct transactions *all = &instance->transactions;

    os_mutex_lock(&all->lock);
    note_stamp(all, stamp);
    os_mutex_unlock(&all->lock);
}

void transaction_open_again(struct session *session, uint32_t begin, uint64_t position)
{
    struct transactions *all = &session->instance->transactions;
    struct session *before;

    os_mutex_lock(&all->lock);
    note_stamp(all, begin);
    session->begin = begin;
    atomic_store(&session->begin_position, position);
    before = all->youngest; /* begins are logged late: not in their order */
    while (before != NULL && stamp_before(begin, before->begin)) {
        before = before->open_previous;
    }
    session->open_previous = before;
    session->open_next = before != NULL ? before->open_next : all->oldest;
    *(before != NULL ? &before->open_next : &all->oldest) = session;
    *(session->open_next != NULL ? &session->open_next->open_previous : &all->youngest) = session;
    os_mutex_unlock(&all->lock);
}

static void take_off(struct transactions *all, struct session *session)
{
    *(session->open_previous != NULL ? &session->open_previous->open_next : &all->oldest) =
        session->open_next;
    *(session->open_next != NULL ? &session->open_next->open_previous : &all->youngest) =
        session->open_previous;
}

void transaction_close(struct session *session)
{
    struct transactions *all = &session->instance->transactions;

    os_mutex_lock(&all->lock);
    take_off(all, session);
    os_mutex_unlock(&all->lock);
}

void transaction_close_committed(struct session *session)
{
    struct transactions *all = &session->instance->transactions;

    os_mutex_lock(&all->lock);
    all->newest += STAMP_STEP;
    atomic_store(&session->changes->commit, all->newest);
    take_off(all, session);
    os_mutex_unlock(&all->lock);
}

uint32_t transaction_stamp(struct instance *instance)
{
    struct transactions *all = &instance->transactions;
    uint32_t stamp;

    os_mutex_lock(&all->lock);
    stamp = all->newest += STAMP_STEP;
    os_mutex_unlock(&all->lock);
    return stamp;
}

uint32_t transaction_oldest(struct instance *instance)
{
    struct transactions *all = &instance->transactions;
    uint32_t oldest;

    os_mutex_lock(&all->lock);
    oldest = all->oldest != NULL ? all->oldest->begin : all->newest + STAMP_READ_ONLY_STEP;
    os_mutex_unlock(&all->lock);
    return oldest;
}
