/*
 * consumer.c - a program of somebody else: one JetCompact with a status callback, compiled unchanged for Windows and
 * POSIX against the installed library.
 */
#include <esent.h>
#include <esent_compat.h>

#include <stdio.h>

static JET_ERR JET_API on_status(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    (void)sesid;
    (void)snp;
    if (snt == JET_sntProgress && pv != NULL) {
        const JET_SNPROG *progress = pv;
        printf("%lu of %lu\n", (unsigned long)progress->cunitDone, (unsigned long)progress->cunitTotal);
    }
    return JET_errSuccess;
}

int main(void)
{
    struct esent_provider_info info = {.cbStruct = sizeof info};
    JET_ERR err = JetCompact(JET_sesidNil, "a.edb", "b.edb", on_status, NULL, 0);

    printf("JetCompact: %ld (%s)\n", (long)err, esent_error_name(err));
    if (err >= JET_errSuccess) {
        return 1;
    }
    if (esent_provider_info(&info) < JET_errSuccess) {
        printf("no provider: %s\n", esent_provider_error());
    } else {
        printf("provider: %s\n", info.kind == ESENT_PROVIDER_NATIVE ? "native" : info.path);
    }
    return 0;
}
