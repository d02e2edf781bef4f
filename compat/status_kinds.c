/*
 * status_kinds.c - what each long operation of Windows' engine tells its callback: the matrix of status-callbacks B.0.1
 * as a table. Rows were compared with the traces of Microsoft's engine.
 */
#include "status.h"

#include <stddef.h>

#include "esent_compat.h"

enum { SNPROG_SIZE = sizeof(JET_SNPROG) };

const struct status_kind status_compact = {
    .name = "compact",
    .snp = JET_snpCompact,
    .complete_snp = JET_snpCompact,
    .struct_size = SNPROG_SIZE,
    .pace = STATUS_EVERY_CALL,
    .edges_have_numbers = true,
    .fails = true,
    .aborts = true,
};

const struct status_kind status_backup = {
    .name = "backup",
    .snp = JET_snpBackup,
    .complete_snp = JET_snpBackup,
    .struct_size = SNPROG_SIZE,
    .pace = STATUS_NEVER,
    .edges_have_numbers = true,
    .percent = true,
    .ends_full = true,
    .sesid_nil = true,
};

const struct status_kind status_restore = {
    .name = "restore",
    .snp = JET_snpRestore,
    .complete_snp = JET_snpRestore,
    .struct_size = SNPROG_SIZE,
    .pace = STATUS_EVERY_PERCENT,
    .edges_have_numbers = true,
    .percent = true,
    .ends_full = true,
    .sesid_nil = true,
};

const struct status_kind status_recovery = {
    .name = "recovery",
    .snp = JET_snpRestore,
    .complete_snp = JET_snpRestore,
    .struct_size = SNPROG_SIZE,
    .pace = STATUS_EVERY_PERCENT,
    .edges_have_numbers = true,
    .percent = true,
    .ends_full = true,
    .fails = true,
    .sesid_nil = true,
};

const struct status_kind status_integrity = {
    .name = "integrity",
    .snp = JET_snpRepair,
    .complete_snp = JET_snpRepair,
    .struct_size = SNPROG_SIZE,
    .pace = STATUS_EVERY_STEP,
    .skips_when_busy = true,
};

const struct status_kind status_repair_phase = {
    .name = "repair",
    .snp = JET_snpRepair,
    .complete_snp = JET_snpRepair,
    .struct_size = SNPROG_SIZE,
    .pace = STATUS_EVERY_CALL,
};

const struct status_kind status_scrub = {
    .name = "scrub",
    .snp = JET_snpScrub,
    .complete_snp = JET_snpRepair,
    .struct_size = 0,
    .pace = STATUS_EVERY_CALL,
};

const struct status_kind status_verify = {
    .name = "verify",
    .snp = ESENT_SNP_VERIFY,
    .complete_snp = ESENT_SNP_VERIFY,
    .struct_size = SNPROG_SIZE,
    .pace = STATUS_LIVELY,
    .edges_have_numbers = true,
    .fails = true,
    .aborts = true,
};

const struct status_kind *const status_kinds[] = {
    &status_compact,   &status_backup,       &status_restore, &status_recovery,
    &status_integrity, &status_repair_phase, &status_scrub,   &status_verify,
    NULL,
};
