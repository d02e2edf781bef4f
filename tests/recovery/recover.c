/*
 * recover.c - recover FOLDER PAGESIZE [names]: runs JetInit3 on the logs in a folder, whose databases are there too, and prints what
 * the callback hears. "names": files have Microsoft's names of today (eight digits) instead of Windows'.
 *
 * The lines are those of the recorded recoveries (oracle/dirty_*, recovery_callbacks.txt), reduced to what has to be equal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esent.h"
#include "esent_compat.h"

static void print_name(const WCHAR *path)
{
    size_t length = 0, name = 0;

    while (path[length] != 0) {
        length++;
        if (path[length - 1] == '/' || path[length - 1] == '\\') {
            name = length;
        }
    }
    while (path[name] != 0) {
        putchar((char)path[name++]);
    }
}

static void print_control(const JET_RECOVERYCONTROL *control)
{
    switch (control->sntUnion) {
    case JET_sntOpenLog:
        printf(" OpenLog gen=%u cur=%u eReason=%u file=", (unsigned)control->OpenLog.lGenNext,
               control->OpenLog.fCurrentLog, control->OpenLog.eReason);
        print_name(control->OpenLog.wszLogFile);
        printf(" cdb=%u", (unsigned)control->OpenLog.cdbinfomisc);
        break;
    case JET_sntBeginUndo:
        printf(" BeginUndo cdb=%u", (unsigned)control->BeginUndo.cdbinfomisc);
        break;
    case JET_sntNotificationEvent:
        printf(" Event id=%u", (unsigned)control->NotificationEvent.EventID);
        break;
    default:
        break;
    }
}

static JET_ERR JET_API on_status(JET_SESID session, JET_SNP family, JET_SNT type, void *data)
{
    const JET_SNPROG *progress = data;
    const JET_RECOVERYCONTROL *control = data;

    (void)session;
    printf("snp=%u snt=%u", (unsigned)family, (unsigned)type);
    if (family == JET_snpRestore) {
        printf(" done=%u total=%u\n", (unsigned)progress->cunitDone, (unsigned)progress->cunitTotal);
        return JET_errSuccess;
    }
    printf(" cbStruct=%u errDefault=%d", (unsigned)control->cbStruct, (int)control->errDefault);
    print_control(control);
    printf("\n");
    return control->errDefault;
}

static JET_ERR set_up(JET_INSTANCE *instance, char **arguments, int count)
{
    const unsigned folders[] = {JET_paramLogFilePath, JET_paramSystemPath, JET_paramTempPath,
                                JET_paramAlternateDatabaseRecoveryPath};
    JET_ERR err =
        JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, strtoul(arguments[2], NULL, 10), NULL);

    err = err >= 0 ? JetCreateInstanceA(instance, "recover") : err;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && err >= 0; i++) {
        err = JetSetSystemParameterA(instance, 0, folders[i], 0, arguments[1]);
    }
    if (count > 3 && err >= 0) {
        err = JetSetSystemParameterA(instance, 0, JET_paramLegacyFileNames, JET_bitESE98FileNames, NULL);
    }
    return err;
}

int main(int count, char **arguments)
{
    JET_RSTINFO_A info = {.cbStruct = sizeof info, .pfnStatus = on_status};
    JET_INSTANCE instance = 0;
    JET_ERR err;

    if (count < 3) {
        return 2;
    }
    memset(&info.lgposStop, 0xFF, sizeof info.lgposStop);
    err = set_up(&instance, arguments, count);
    err = err >= 0 ? JetInit3A(&instance, &info, JET_bitReplayMissingMapEntryDB) : err;
    printf("JetInit3 = %d\n", (int)err);
    if (err < 0) {
        fprintf(stderr, "%s\n", esent_error_detail());
    }
    return err >= 0 && JetTerm(instance) >= 0 ? 0 : 1;
}
