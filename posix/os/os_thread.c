/*
 * os_thread.c - threads and locks over pthreads. Conditions wait on the monotonic clock.
 */
#include "os.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "diag.h"

/* A lock that fails is a bug of ours, not a state to go on from. */
static void must(int result)
{
    if (result != 0) {
        abort();
    }
}

void os_mutex_init(struct os_mutex *mutex)
{
    must(pthread_mutex_init(&mutex->lock, NULL));
}

void os_mutex_destroy(struct os_mutex *mutex)
{
    must(pthread_mutex_destroy(&mutex->lock));
}

void os_mutex_lock(struct os_mutex *mutex)
{
    must(pthread_mutex_lock(&mutex->lock));
}

bool os_mutex_try_lock(struct os_mutex *mutex)
{
    return pthread_mutex_trylock(&mutex->lock) == 0;
}

void os_mutex_unlock(struct os_mutex *mutex)
{
    must(pthread_mutex_unlock(&mutex->lock));
}

void os_rwlock_init(struct os_rwlock *rwlock)
{
    must(pthread_rwlock_init(&rwlock->lock, NULL));
}

void os_rwlock_destroy(struct os_rwlock *rwlock)
{
    must(pthread_rwlock_destroy(&rwlock->lock));
}

void os_rwlock_lock_shared(struct os_rwlock *rwlock)
{
    must(pthread_rwlock_rdlock(&rwlock->lock));
}

void os_rwlock_unlock_shared(struct os_rwlock *rwlock)
{
    must(pthread_rwlock_unlock(&rwlock->lock));
}

void os_rwlock_lock_exclusive(struct os_rwlock *rwlock)
{
    must(pthread_rwlock_wrlock(&rwlock->lock));
}

void os_rwlock_unlock_exclusive(struct os_rwlock *rwlock)
{
    must(pthread_rwlock_unlock(&rwlock->lock));
}

void os_condition_init(struct os_condition *condition)
{
    pthread_condattr_t attributes;

    must(pthread_condattr_init(&attributes));
    must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
    must(pthread_cond_init(&condition->variable, &attributes));
    must(pthread_condattr_destroy(&attributes));
}

void os_condition_destroy(struct os_condition *condition)
{
    must(pthread_cond_destroy(&condition->variable));
}

void os_condition_wait(struct os_condition *condition, struct os_mutex *mutex)
{
    must(pthread_cond_wait(&condition->variable, &mutex->lock));
}

bool os_condition_wait_for(struct os_condition *condition, struct os_mutex *mutex, uint32_t milliseconds)
{
    struct timespec until;
    int result;

    must(clock_gettime(CLOCK_MONOTONIC, &until));
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    result = pthread_cond_timedwait(&condition->variable, &mutex->lock, &until);
    if (result != 0 && result != ETIMEDOUT) {
        abort();
    }
    return result == 0;
}

void os_condition_signal(struct os_condition *condition)
{
    must(pthread_cond_signal(&condition->variable));
}

void os_condition_broadcast(struct os_condition *condition)
{
    must(pthread_cond_broadcast(&condition->variable));
}

static void *thread_main(void *argument)
{
    struct os_thread *thread = argument;

    thread->run(thread->context);
    return NULL;
}

JET_ERR os_thread_start(struct os_thread *thread, const char *name, void (*run)(void *context), void *context)
{
    char short_name[16];
    int result;

    thread->run = run;
    thread->context = context;
    result = pthread_create(&thread->handle, NULL, thread_main, thread);
    if (result != 0) {
        return diag_fail(JET_errOutOfThreads, "cannot start the thread '%s': %s", name, strerror(result));
    }
    (void)strncpy(short_name, name, sizeof short_name - 1);
    short_name[sizeof short_name - 1] = '\0';
    (void)pthread_setname_np(thread->handle, short_name);
    return JET_errSuccess;
}

void os_thread_join(struct os_thread *thread)
{
    must(pthread_join(thread->handle, NULL));
}

uint64_t os_thread_id(void)
{
    return (uint64_t)syscall(SYS_gettid);
}

static pthread_once_t exit_once = PTHREAD_ONCE_INIT;
static pthread_key_t exit_key;
static bool has_exit_key;

static void run_exits(void *first)
{
    for (struct os_thread_exit *exit = first, *next; exit != NULL; exit = next) {
        next = exit->next; /* what runs may give the memory to another thread */
        exit->run(exit->context);
    }
}

static void make_exit_key(void)
{
    has_exit_key = pthread_key_create(&exit_key, run_exits) == 0;
}

/* Threads may outlive the library (dlclose): they must not come back to code that is gone. */
__attribute__((destructor)) static void forget_exit_key(void)
{
    if (has_exit_key) {
        (void)pthread_key_delete(exit_key);
    }
}

bool os_thread_at_exit(struct os_thread_exit *exit)
{
    must(pthread_once(&exit_once, make_exit_key));
    if (!has_exit_key) {
        return false;
    }
    exit->next = pthread_getspecific(exit_key);
    return pthread_setspecific(exit_key, exit) == 0;
}
