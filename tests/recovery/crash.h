/*
 * crash.h - scenarios for the crash tests: programs in steps, each of which is one transaction or one call.
 *
 * A step does the same each time it is run after the same steps. So the state of the database after each step is known from a run
 * without a crash; and after one, the state must be that after the steps that were done, or one more: the one under way.
 */
#ifndef ESENT_CRASH_H
#define ESENT_CRASH_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"

enum { CRASH_STEPS_MAX = 200, CRASH_DATA_MAX = 70000 };

/* An instance that runs a scenario. */
struct crash_run {
    JET_INSTANCE instance;
    JET_SESID session, other; /* `other` has a transaction of its own, which never commits */
    JET_DBID database, other_database;
    uint64_t random;
};

struct scenario {
    const char *name;
    unsigned steps;
    JET_ERR (*step)(struct crash_run *run, unsigned number);
    bool from_creation; /* the crash may come in the middle of JetInit and JetCreateDatabase too */
    bool circular;
};

extern const struct scenario crash_scenarios[];
extern const unsigned crash_scenario_count;

/* Starts an instance on the files in folder `folder`; recovers when that is needed. */
JET_ERR crash_start(struct crash_run *run, const char *folder, bool circular);

/* Creates the database with its tables, or opens it. */
JET_ERR crash_create(struct crash_run *run);
JET_ERR crash_open(struct crash_run *run);

/* Everything in the database that a program can see, as a number. */
JET_ERR crash_digest(struct crash_run *run, uint64_t *digest);

/* Numbers that follow from `seed`. */
void crash_seed(struct crash_run *run, uint64_t seed);
uint32_t crash_random(struct crash_run *run, uint32_t below);

#endif
