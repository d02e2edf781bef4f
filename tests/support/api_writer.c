/*
 * api_writer.c - see api_writer.h.
 */
#include "api_writer.h"

#include "test.h"

static const char *recovery(void)
{
    const char *chosen = getenv("ESENT_TEST_RECOVERY");

    return chosen != NULL && *chosen != '\0' ? chosen : "off";
}

int api_writer_logs(void)
{
    return strcmp(recovery(), "on") == 0;
}

/* Logs are of one page size. */
static JET_ERR set_up(JET_INSTANCE *instance, const char *name, JET_ULONG page_size)
{
    char folder[64];
    JET_ERR err;

    (void)snprintf(folder, sizeof folder, "%s.%u/", name, (unsigned)page_size);
    if ((err = JetSetSystemParameterA(instance, 0, JET_paramRecovery, 0, recovery())) < 0 ||
        (err = JetSetSystemParameterA(instance, 0, JET_paramTempPath, 0, test_path(folder))) < 0 ||
        (err = JetSetSystemParameterA(instance, 0, JET_paramCreatePathIfNotExist, 1, NULL)) < 0 ||
        (err = JetSetSystemParameterA(instance, 0, JET_paramMaxVerPages, 16384, NULL)) < 0) {
        return err;
    }
    if (api_writer_logs()) {
        if ((err = JetSetSystemParameterA(instance, 0, JET_paramLogFilePath, 0, test_path(folder))) < 0 ||
            (err = JetSetSystemParameterA(instance, 0, JET_paramSystemPath, 0, test_path(folder))) < 0 ||
            (err = JetSetSystemParameterA(instance, 0, JET_paramCircularLog, 1, NULL)) < 0) {
            return err;
        }
    }
    return JET_errSuccess;
}

JET_ERR api_writer_start(JET_INSTANCE *instance, const char *name, JET_ULONG page_size)
{
    JET_ERR err;

    *instance = JET_instanceNil;
    if ((err = JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, page_size, NULL)) < 0 ||
        (err = JetCreateInstanceA(instance, name)) < 0) {
        return err;
    }
    err = set_up(instance, name, page_size);
    if (err < 0) {
        (void)JetTerm(*instance);
        *instance = JET_instanceNil;
        return err;
    }
    return JetInit(instance);
}
