/*
 * os_thread.c - threads and locks over Win32: slim locks, which need no destruction, and condition variables.
 */
#include "os.h"

#include <process.h>

#include "diag.h"

void os_mutex_init(struct os_mutex *mutex)
{
    InitializeSRWLock(&mutex->lock);
}

void os_mutex_destroy(struct os_mutex *mutex)
{
    (void)mutex;
}

void os_mutex_lock(struct os_mutex *mutex)
{
    AcquireSRWLockExclusive(&mutex->lock);
}

bool os_mutex_try_lock(struct os_mutex *mutex)
{
    return TryAcquireSRWLockExclusive(&mutex->lock);
}

void os_mutex_unlock(struct os_mutex *mutex)
{
    ReleaseSRWLockExclusive(&mutex->lock);
}

void os_rwlock_init(struct os_rwlock *rwlock)
{
    InitializeSRWLock(&rwlock->lock);
}

void os_rwlock_destroy(struct os_rwlock *rwlock)
{
    (void)rwlock;
}

void os_rwlock_lock_shared(struct os_rwlock *rwlock)
{
    AcquireSRWLockShared(&rwlock->lock);
}

void os_rwlock_unlock_shared(struct os_rwlock *rwlock)
{
    ReleaseSRWLockShared(&rwlock->lock);
}

void os_rwlock_lock_exclusive(struct os_rwlock *rwlock)
{
    AcquireSRWLockExclusive(&rwlock->lock);
}

void os_rwlock_unlock_exclusive(struct os_rwlock *rwlock)
{
    ReleaseSRWLockExclusive(&rwlock->lock);
}

void os_condition_init(struct os_condition *condition)
{
    InitializeConditionVariable(&condition->variable);
}

void os_condition_destroy(struct os_condition *condition)
{
    (void)condition;
}

void os_condition_wait(struct os_condition *condition, struct os_mutex *mutex)
{
    (void)SleepConditionVariableSRW(&condition->variable, &mutex->lock, INFINITE, 0);
}

bool os_condition_wait_for(struct os_condition *condition, struct os_mutex *mutex, uint32_t milliseconds)
{
    return SleepConditionVariableSRW(&condition->variable, &mutex->lock, milliseconds, 0);
}

void os_condition_signal(struct os_condition *condition)
{
    WakeConditionVariable(&condition->variable);
}

void os_condition_broadcast(struct os_condition *condition)
{
    WakeAllConditionVariable(&condition->variable);
}

static unsigned __stdcall thread_main(void *argument)
{
    struct os_thread *thread = argument;

    thread->run(thread->context);
    return 0;
}

JET_ERR os_thread_start(struct os_thread *thread, const char *name, void (*run)(void *context), void *context)
{
    uintptr_t handle;

    thread->run = run;
    thread->context = context;
    handle = _beginthreadex(NULL, 0, thread_main, thread, 0, NULL);
    if (handle == 0) {
        return diag_fail(JET_errOutOfThreads, "cannot start the thread '%s'", name);
    }
    thread->handle = (HANDLE)handle;
    return JET_errSuccess;
}

void os_thread_join(struct os_thread *thread)
{
    (void)WaitForSingleObject(thread->handle, INFINITE);
    (void)CloseHandle(thread->handle);
}

uint64_t os_thread_id(void)
{
    return GetCurrentThreadId();
}

static INIT_ONCE exit_once = INIT_ONCE_STATIC_INIT;
static DWORD exit_index = FLS_OUT_OF_INDEXES;

static void WINAPI run_exits(void *first)
{
    for (struct os_thread_exit *exit = first, *next; exit != NULL; exit = next) {
        next = exit->next; /* what runs may give the memory to another thread */
        exit->run(exit->context);
    }
}

static BOOL CALLBACK make_exit_index(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once;
    (void)parameter;
    (void)context;
    exit_index = FlsAlloc(run_exits);
    return TRUE;
}

/* Threads may outlive the library (FreeLibrary): they must not come back to code that is gone. */
__attribute__((destructor)) static void forget_exit_index(void)
{
    if (exit_index != FLS_OUT_OF_INDEXES) {
        (void)FlsFree(exit_index);
    }
}

bool os_thread_at_exit(struct os_thread_exit *exit)
{
    (void)InitOnceExecuteOnce(&exit_once, make_exit_index, NULL, NULL);
    if (exit_index == FLS_OUT_OF_INDEXES) {
        return false;
    }
    exit->next = FlsGetValue(exit_index);
    return FlsSetValue(exit_index, exit);
}
