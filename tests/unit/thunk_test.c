/*
 * thunk_test.c - bound callbacks: arguments and results pass bit for bit, contexts do not mix, slots run out, come back,
 * and are guarded against double use.
 */
#include "test.h"

#include <stdatomic.h>

#include "esent_compat.h"
#include "os.h"

/* Every argument gets a pattern of its own: pointers, 64-bit and 32-bit numbers alike. */
#define P(n) ((void *)(uintptr_t)(0x1111111111111111u * (n)))
#define N(n) ((JET_ULONG)(0xA5A50000u + (n)))
#define W(n) ((JET_API_PTR)(uintptr_t)(0x0123456789ABCDEFu + (n)))

static const void *seen_context;

static JET_ERR status(void *context, JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    seen_context = context;
    assert_true(sesid == W(1) && snp == N(2) && snt == N(3) && pv == P(4));
    return -2101;
}

static JET_ERR init_callback(void *context, JET_SNP snp, JET_SNT snt, void *pv, void *pvContext)
{
    seen_context = context;
    assert_true(snp == N(1) && snt == N(2) && pv == P(3) && pvContext == P(4));
    return -2102;
}

static JET_ERR callback(void *context, JET_SESID sesid, JET_DBID dbid, JET_TABLEID tableid, JET_CBTYP cbtyp, void *pvArg1,
                        void *pvArg2, void *pvContext, JET_API_PTR ulUnused)
{
    seen_context = context;
    assert_true(sesid == W(1) && dbid == N(2) && tableid == W(3) && cbtyp == N(4) && pvArg1 == P(5) &&
                pvArg2 == P(6) && pvContext == P(7) && ulUnused == W(8));
    return 2103;
}

static void *reallocate(void *context, void *pvContext, void *pv, JET_ULONG cb)
{
    seen_context = context;
    assert_true(pvContext == P(1) && pv == P(2) && cb == N(3));
    return P(9);
}

static JET_ERR durable_commit(void *context, JET_INSTANCE instance, JET_COMMIT_ID *pCommitIdSeen, JET_GRBIT grbit)
{
    seen_context = context;
    assert_true(instance == W(1) && (void *)pCommitIdSeen == P(2) && grbit == N(3));
    return -2104;
}

static JET_ERR emit_log_data(void *context, JET_INSTANCE instance, JET_EMITDATACTX *pEmitLogDataCtx, void *pvLogData,
                             JET_ULONG cbLogData, void *callbackCtx)
{
    seen_context = context;
    assert_true(instance == W(1) && (void *)pEmitLogDataCtx == P(2) && pvLogData == P(3) && cbLogData == N(4) &&
                callbackCtx == P(5));
    return -2105;
}

static JET_ERR space_data(void *context, BTREE_STATS *pBTreeStats, JET_API_PTR pvContext)
{
    seen_context = context;
    assert_true((void *)pBTreeStats == P(1) && pvContext == W(2));
    return -2106;
}

static void space_category(void *context, JET_ULONG pgno, JET_ULONG objid, SpaceCategoryFlags spcatf, void *pvContext)
{
    seen_context = context;
    assert_true(pgno == N(1) && objid == N(2) && spcatf == N(3) && pvContext == P(4));
}

static void trace_emit(void *context, JET_TRACETAG tag, JET_PCSTR szPrefix, JET_PCSTR szTrace, JET_API_PTR ul)
{
    seen_context = context;
    assert_true((int)tag == 1 && szPrefix == P(2) && szTrace == P(3) && ul == W(4));
}

static void trace_register(void *context, JET_TRACETAG tag, JET_PCSTR szDesc, JET_API_PTR *pul)
{
    seen_context = context;
    assert_true((int)tag == 1 && szDesc == P(2) && pul == P(3));
}

static JET_ERR abort_retry_fail_a(void *context, char *szFile, JET_ULONG Offset, JET_ULONG OffsetHigh, JET_ULONG Length,
                                  JET_ERR err)
{
    seen_context = context;
    assert_true(szFile == P(1) && Offset == N(2) && OffsetHigh == N(3) && Length == N(4) && err == -5);
    return -2107;
}

static JET_ERR abort_retry_fail_w(void *context, WCHAR *szFile, JET_ULONG Offset, JET_ULONG OffsetHigh, JET_ULONG Length,
                                  JET_ERR err)
{
    seen_context = context;
    assert_true((void *)szFile == P(1) && Offset == N(2) && OffsetHigh == N(3) && Length == N(4) && err == -5);
    return -2108;
}

/*
 * For one type: 64 pointers at once, all different, each with its own context; the 65th is refused; a freed one comes back;
 * freeing twice, and freeing what was never bound, is an error; a call after freeing is harmless.
 */
#define CHECK_TYPE(x, pointer, function, call, check_unbound)                                                \
    static void x##_thunks_keep_the_rules(void **state)                                                      \
    {                                                                                                        \
        static int contexts[ESENT_THUNK_SLOTS + 1];                                                          \
        pointer bound[ESENT_THUNK_SLOTS + 1];                                                                \
                                                                                                             \
        (void)state;                                                                                         \
        for (unsigned i = 0; i < ESENT_THUNK_SLOTS; i++) {                                                   \
            assert_int_equal(esent_bind_##x(function, &contexts[i], &bound[i]), JET_errSuccess);             \
            for (unsigned j = 0; j < i; j++) {                                                               \
                assert_true(bound[j] != bound[i]);                                                           \
            }                                                                                                \
        }                                                                                                    \
        assert_int_equal(esent_bind_##x(function, NULL, &bound[ESENT_THUNK_SLOTS]), JET_errOutOfMemory);     \
        assert_non_null(strstr(esent_error_detail(), "64"));                                                 \
        for (unsigned i = 0; i < ESENT_THUNK_SLOTS; i++) {                                                   \
            pointer f = bound[i];                                                                            \
                                                                                                             \
            call;                                                                                            \
            assert_ptr_equal(seen_context, &contexts[i]);                                                    \
        }                                                                                                    \
        assert_int_equal(esent_unbind_##x(bound[7]), JET_errSuccess);                                        \
        assert_int_equal(esent_unbind_##x(bound[7]), JET_errInvalidParameter);                               \
        seen_context = NULL;                                                                                 \
        {                                                                                                    \
            pointer f = bound[7];                                                                            \
                                                                                                             \
            check_unbound;                                                                                   \
        }                                                                                                    \
        assert_null(seen_context);                                                                           \
        assert_int_equal(esent_bind_##x(function, &contexts[64], &bound[64]), JET_errSuccess);               \
        assert_true(bound[64] == bound[7]);                                                                  \
        assert_int_equal(esent_unbind_##x(NULL), JET_errInvalidParameter);                                   \
        assert_int_equal(esent_bind_##x(NULL, NULL, &bound[64]), JET_errInvalidParameter);                   \
        assert_int_equal(esent_bind_##x(function, NULL, NULL), JET_errInvalidParameter);                     \
        for (unsigned i = 0; i < ESENT_THUNK_SLOTS; i++) {                                                   \
            assert_int_equal(esent_unbind_##x(bound[i]), JET_errSuccess);                                    \
        }                                                                                                    \
    }

#define ANSWERS(expression, value) assert_int_equal(expression, value)
#define CALL_STATUS f(W(1), N(2), N(3), P(4))
#define CALL_INIT f(N(1), N(2), P(3), P(4))
#define CALL_CALLBACK f(W(1), N(2), W(3), N(4), P(5), P(6), P(7), W(8))
#define CALL_REALLOC f(P(1), P(2), N(3))
#define CALL_DURABLE f(W(1), P(2), N(3))
#define CALL_EMIT f(W(1), P(2), P(3), N(4), P(5))
#define CALL_SPACE f(P(1), W(2))
#define CALL_CATEGORY f(N(1), N(2), N(3), P(4))
#define CALL_TRACE f((JET_TRACETAG)1, P(2), P(3), W(4))
#define CALL_REGISTER f((JET_TRACETAG)1, P(2), P(3))
#define CALL_ABORT f(P(1), N(2), N(3), N(4), -5)
#define UNBOUND JET_errCallbackNotResolved

CHECK_TYPE(status, JET_PFNSTATUS, status, ANSWERS(CALL_STATUS, -2101), ANSWERS(CALL_STATUS, UNBOUND))
CHECK_TYPE(init_callback, JET_PFNINITCALLBACK, init_callback, ANSWERS(CALL_INIT, -2102), ANSWERS(CALL_INIT, UNBOUND))
CHECK_TYPE(callback, JET_CALLBACK, callback, ANSWERS(CALL_CALLBACK, 2103), ANSWERS(CALL_CALLBACK, UNBOUND))
CHECK_TYPE(realloc, JET_PFNREALLOC, reallocate, assert_ptr_equal(CALL_REALLOC, P(9)), assert_null(CALL_REALLOC))
CHECK_TYPE(durable_commit, JET_PFNDURABLECOMMITCALLBACK, durable_commit, ANSWERS(CALL_DURABLE, -2104),
           ANSWERS(CALL_DURABLE, UNBOUND))
CHECK_TYPE(emit_log_data, JET_PFNEMITLOGDATA, emit_log_data, ANSWERS(CALL_EMIT, -2105), ANSWERS(CALL_EMIT, UNBOUND))
CHECK_TYPE(space_data, JET_PFNSPACEDATA, space_data, ANSWERS(CALL_SPACE, -2106), ANSWERS(CALL_SPACE, UNBOUND))
CHECK_TYPE(space_category, JET_SPCATCALLBACK, space_category, CALL_CATEGORY, CALL_CATEGORY)
CHECK_TYPE(trace_emit, JET_PFNTRACEEMIT, trace_emit, CALL_TRACE, CALL_TRACE)
CHECK_TYPE(trace_register, JET_PFNTRACEREGISTER, trace_register, CALL_REGISTER, CALL_REGISTER)
CHECK_TYPE(abort_retry_fail_a, JET_ABORTRETRYFAILCALLBACK_A, abort_retry_fail_a, ANSWERS(CALL_ABORT, -2107),
           ANSWERS(CALL_ABORT, UNBOUND))
CHECK_TYPE(abort_retry_fail_w, JET_ABORTRETRYFAILCALLBACK_W, abort_retry_fail_w, ANSWERS(CALL_ABORT, -2108),
           ANSWERS(CALL_ABORT, UNBOUND))

/* ------------------------------------------------------------------------------------------------ threads */

enum { THREADS = 8, ROUNDS = 2000 };

static atomic_uint mistakes;

static JET_ERR count_up(void *context, JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    unsigned *own = context;

    (void)sesid;
    (void)snp;
    (void)snt;
    if (pv != own) { /* somebody else's slot */
        atomic_fetch_add(&mistakes, 1);
    }
    (*own)++;
    return JET_errSuccess;
}

static void bind_call_unbind(void *context)
{
    (void)context;
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned own = 0;
        JET_PFNSTATUS bound;

        if (esent_bind_status(count_up, &own, &bound) != JET_errSuccess) {
            atomic_fetch_add(&mistakes, 1);
            continue;
        }
        (void)bound(1, 2, 3, &own);
        (void)bound(1, 2, 3, &own);
        if (own != 2 || esent_unbind_status(bound) != JET_errSuccess) {
            atomic_fetch_add(&mistakes, 1);
        }
    }
}

static void threads_do_not_disturb_each_other(void **state)
{
    struct os_thread threads[THREADS];

    (void)state;
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(os_thread_start(&threads[i], "thunks", bind_call_unbind, NULL), JET_errSuccess);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        os_thread_join(&threads[i]);
    }
    assert_int_equal(atomic_load(&mistakes), 0);
}

/* -------------------------------------------------------------------------------------- the stack on i686 */

#if defined(__i386__)

static JET_ERR quiet_status(void *context, JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    (void)context;
    return (JET_ERR)(sesid + snp + snt + (JET_ULONG)(uintptr_t)pv);
}

static JET_ERR quiet_callback(void *context, JET_SESID sesid, JET_DBID dbid, JET_TABLEID tableid, JET_CBTYP cbtyp,
                              void *pvArg1, void *pvArg2, void *pvContext, JET_API_PTR ulUnused)
{
    (void)context;
    return (JET_ERR)(sesid + dbid + tableid + cbtyp + (JET_ULONG)(uintptr_t)pvArg1 + (JET_ULONG)(uintptr_t)pvArg2 +
                     (JET_ULONG)(uintptr_t)pvContext + ulUnused);
}

/*
 * Pushes `count` words, the last argument first as i686 wants it, calls, and tells how many bytes the callee took off the
 * stack: all of them for stdcall, none for cdecl. The stack pointer is put right afterwards in any case.
 */
static int call_counting(void (*function)(void), const uint32_t *words, unsigned count, uint32_t *answer)
{
    static uint32_t before, after; /* addressed without the stack pointer, which is what changes here */
    const unsigned total = count;

    __asm__ volatile("movl %%esp, %[before]\n\t"
                     "1: testl %%ecx, %%ecx\n\t"
                     "jz 2f\n\t"
                     "decl %%ecx\n\t"
                     "pushl (%%esi,%%ecx,4)\n\t"
                     "jmp 1b\n\t"
                     "2: call *%%edi\n\t"
                     "movl %%esp, %[after]\n\t"
                     "movl %[before], %%esp\n\t"
                     : [before] "=m"(before), [after] "=m"(after), "=a"(*answer), "+c"(count)
                     : "S"(words), "D"(function)
                     : "edx", "memory", "cc");
    return (int)(4 * total) - (int)(before - after);
}

static JET_ERR __attribute__((cdecl)) plain_cdecl(JET_ULONG a, JET_ULONG b)
{
    return (JET_ERR)(a + b);
}

static void the_callee_takes_its_arguments_off_the_stack(void **state)
{
    static const uint32_t words[8] = {1, 20, 300, 4000, 50000, 600000, 7000000, 80000000};
    JET_PFNSTATUS status_bound;
    JET_CALLBACK callback_bound;
    uint32_t answer;

    (void)state;
    assert_int_equal(esent_bind_status(quiet_status, NULL, &status_bound), JET_errSuccess);
    assert_int_equal(esent_bind_callback(quiet_callback, NULL, &callback_bound), JET_errSuccess);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(call_counting((void (*)(void))status_bound, words, 4, &answer), 16);
        assert_int_equal(answer, 4321);
        assert_int_equal(call_counting((void (*)(void))callback_bound, words, 8, &answer), 32);
        assert_int_equal(answer, 87654321);
        assert_int_equal(call_counting((void (*)(void))plain_cdecl, words, 2, &answer), 0); /* the check itself can fail */
        assert_int_equal(answer, 21);
    }
    assert_int_equal(esent_unbind_status(status_bound), JET_errSuccess);
    assert_int_equal(esent_unbind_callback(callback_bound), JET_errSuccess);
}

#else

static void the_callee_takes_its_arguments_off_the_stack(void **state)
{
    (void)state;
    print_message("skipped: only i686 has two calling conventions that differ\n");
    skip();
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_thunks_keep_the_rules),
        cmocka_unit_test(init_callback_thunks_keep_the_rules),
        cmocka_unit_test(callback_thunks_keep_the_rules),
        cmocka_unit_test(realloc_thunks_keep_the_rules),
        cmocka_unit_test(durable_commit_thunks_keep_the_rules),
        cmocka_unit_test(emit_log_data_thunks_keep_the_rules),
        cmocka_unit_test(space_data_thunks_keep_the_rules),
        cmocka_unit_test(space_category_thunks_keep_the_rules),
        cmocka_unit_test(trace_emit_thunks_keep_the_rules),
        cmocka_unit_test(trace_register_thunks_keep_the_rules),
        cmocka_unit_test(abort_retry_fail_a_thunks_keep_the_rules),
        cmocka_unit_test(abort_retry_fail_w_thunks_keep_the_rules),
        cmocka_unit_test(threads_do_not_disturb_each_other),
        cmocka_unit_test(the_callee_takes_its_arguments_off_the_stack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
