/*
 * quick_esent.c - an esent.dll that does nothing, so that bench_forward measures the way there and no more.
 */
#define JET_NO_PLAIN_NAMES
#include "esent.h"

__declspec(dllexport) JET_ERR JET_API JetInit(JET_INSTANCE *pinstance)
{
    (void)pinstance;
    return JET_errSuccess;
}

__declspec(dllexport) JET_ERR JET_API JetBeginTransaction(JET_SESID sesid)
{
    (void)sesid;
    return JET_errSuccess;
}
