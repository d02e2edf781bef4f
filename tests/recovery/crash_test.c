/*
 * crash_test.c - whatever write a crash comes before or in the middle of: what was committed is there, and nothing else.
 *
 *   child    runs a scenario; at its n-th write, sync or change of a file's size it is gone (the write being torn, or those
 *            that were not synced being lost), or the device fails
 *   child    opens the database, which recovers it, and compares with the states of a run without a crash
 *   parent   checks the file: trees, space, indexes, long values
 *
 * Some recoveries are broken off in the same way before the last one. n goes up in steps, so that a scenario takes seconds; with
 * ESENT_CRASH_ALL=1 every n is tried. All of the engine runs in children, because a crash leaves nothing behind but files.
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "check_rows.h"
#include "crash.h"
#include "esent_compat.h"
#include "os.h"
#include "test.h"

enum kind { KIND_KILL, KIND_TEAR, KIND_FAIL, KIND_POWER, KINDS };
enum { GONE = 9, POINTS = 60, SECONDS_MAX = 60 };

/* What the processes share. */
static struct {
    unsigned done;    /* steps whose calls have returned */
    unsigned created; /* the same of the creation */
    uint64_t count;   /* writes, syncs, changes of size */
    uint64_t digest[CRASH_STEPS_MAX + 1];
    uint64_t found; /* digest after a crash */
    JET_ERR err;
    char message[400];
} * shared;

/* ------------------------------------------------------------------------------------------------- crashes */

enum { SECTOR = 512, DATABASE_SECTOR = 4096, UNSYNCED_MAX = 20000 };

static _Atomic(uint64_t) counted;
static _Atomic(uint64_t) crash_at; /* 0: never */
static enum kind crash_kind;

/* What a write has overwritten that was not synced since: it may be there again when the power fails. */
struct unsynced {
    dev_t device;
    ino_t number;
    int descriptor; /* a copy, which outlives the file's own */
    uint64_t offset;
    size_t size, old; /* bytes; those that were there before */
    uint8_t *bytes;
};

static struct {
    struct os_mutex lock;
    struct unsynced write[UNSYNCED_MAX];
    unsigned count;
} power = {.lock = OS_MUTEX_INIT};

static bool is_same_file(const struct unsynced *write, const struct stat *file)
{
    return write->device == file->st_dev && write->number == file->st_ino;
}

static void drop_unsynced(unsigned index)
{
    free(power.write[index].bytes);
    (void)close(power.write[index].descriptor);
    memmove(&power.write[index], &power.write[index + 1], (power.count - index - 1) * sizeof power.write[0]);
    power.count--;
}

static void note_write(const struct os_file *file, uint64_t offset, size_t size)
{
    struct unsynced *write = &power.write[power.count];
    struct stat status;
    ssize_t got;

    if (crash_kind != KIND_POWER || power.count == UNSYNCED_MAX || fstat(file->descriptor, &status) != 0) {
        return;
    }
    *write = (struct unsynced){.device = status.st_dev,
                               .number = status.st_ino,
                               .descriptor = dup(file->descriptor),
                               .offset = offset,
                               .size = size,
                               .bytes = malloc(size)};
    got = pread(file->descriptor, write->bytes, size, (off_t)offset);
    write->old = got > 0 ? (size_t)got : 0;
    power.count++;
}

static void note_sync(const struct os_file *file)
{
    struct stat status;

    if (crash_kind != KIND_POWER || fstat(file->descriptor, &status) != 0) {
        return;
    }
    for (unsigned i = power.count; i-- > 0;) {
        if (is_same_file(&power.write[i], &status)) {
            drop_unsynced(i);
        }
    }
}

/* Puts back what was there before writes that were not synced: all of them, or some. Files without a name do not matter. */
static void lose_power(void)
{
    uint64_t random = crash_at * UINT64_C(0x9E3779B97F4A7C15);
    const bool all = crash_at % 2 == 0;

    for (unsigned i = power.count; i-- > 0;) {
        const struct unsynced *write = &power.write[i];
        bool covered = false;

        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        for (unsigned later = i + 1; later < power.count; later++) {
            const struct unsynced *other = &power.write[later];

            covered |= other->bytes == NULL && other->device == write->device &&
                       other->number == write->number && other->offset < write->offset + write->size &&
                       write->offset < other->offset + other->size;
        }
        if (covered || (!all && random >> 40 & 1)) { /* stays: marked by having no bytes */
            power.write[i].bytes = NULL;
            continue;
        }
        (void)!pwrite(write->descriptor, write->bytes, write->old, (off_t)write->offset);
    }
}

/* Sectors of logs are smaller than those of databases here: the log is made for that, pages rely on their device. */
static size_t torn_size(const struct os_file *file, size_t size)
{
    struct stat database, status;
    const bool is_database = stat(test_path("crash/a.edb"), &database) == 0 &&
                             fstat(file->descriptor, &status) == 0 && database.st_ino == status.st_ino;
    const size_t sector = is_database ? DATABASE_SECTOR : SECTOR;

    return size / 2 / sector * sector;
}

/* The device's answer to a write (`size`), sync or change of size. */
static JET_ERR event(struct os_file *file, size_t *size)
{
    const uint64_t now = atomic_fetch_add(&counted, 1) + 1;

    if (crash_at == 0 || now < crash_at) {
        return JET_errSuccess;
    }
    if (crash_kind == KIND_FAIL) {
        if (size != NULL) {
            *size = 0;
        }
        return JET_errDiskIO;
    }
    if (crash_kind == KIND_TEAR && now == crash_at && size != NULL) {
        *size = torn_size(file, *size);
        return JET_errDiskIO;
    }
    if (crash_kind == KIND_POWER) {
        lose_power();
    }
    _exit(GONE);
}

static JET_ERR before_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    JET_ERR err;

    (void)context;
    os_mutex_lock(&power.lock);
    err = event(file, size);
    note_write(file, offset, *size);
    os_mutex_unlock(&power.lock);
    return err;
}

static JET_ERR before_sync(void *context, struct os_file *file)
{
    JET_ERR err;

    (void)context;
    os_mutex_lock(&power.lock);
    err = event(file, NULL);
    if (err >= 0) {
        note_sync(file);
    }
    os_mutex_unlock(&power.lock);
    return err;
}

static JET_ERR before_resize(void *context, uint64_t size)
{
    JET_ERR err;

    (void)context;
    (void)size;
    os_mutex_lock(&power.lock);
    err = event(NULL, NULL);
    os_mutex_unlock(&power.lock);
    return err;
}

static const struct os_file_hooks hooks = {
    .before_write = before_write, .before_sync = before_sync, .before_resize = before_resize};

static void arm(uint64_t at, enum kind kind)
{
    crash_at = at;
    crash_kind = kind;
    atomic_store(&counted, 0);
    os_file_set_hooks(&hooks);
}

/* ------------------------------------------------------------------------------------------------ children */

static const char *folder(void)
{
    return test_path("crash");
}

static JET_ERR run_steps(const struct scenario *scenario, struct crash_run *run, bool keeps_digests)
{
    JET_ERR err = JET_errSuccess;

    for (unsigned i = 0; i < scenario->steps && err >= 0; i++) {
        err = scenario->step(run, i);
        if (err >= 0) {
            shared->done = i + 1;
        }
        if (err >= 0 && keeps_digests) {
            err = crash_digest(run, &shared->digest[i + 1]);
        }
    }
    return err;
}

/* A run: without a crash, `at` is 0, and then it is ended in an orderly way. */
static JET_ERR run_scenario(const struct scenario *scenario, uint64_t at, enum kind kind)
{
    struct crash_run run;
    JET_ERR err;

    if (scenario->from_creation) {
        arm(at, kind);
    }
    err = crash_start(&run, folder(), scenario->circular);
    err = err >= 0 ? crash_create(&run) : err;
    if (err >= 0) {
        shared->created = 1;
        err = at == 0 ? crash_digest(&run, &shared->digest[0]) : JET_errSuccess;
    }
    if (!scenario->from_creation) {
        arm(at, kind);
    }
    err = err >= 0 ? run_steps(scenario, &run, at == 0) : err;
    shared->count = atomic_load(&counted);
    if (at == 0 && err >= 0) {
        while (JetRollback(run.other, 0) >= 0) {
        }
        err = JetTerm(run.instance);
    } else if (kind == KIND_FAIL) {
        (void)JetTerm2(run.instance, JET_bitTermDirty);
    }
    return err;
}

static JET_ERR recover(const struct scenario *scenario, uint64_t at, enum kind kind)
{
    struct crash_run run;
    JET_ERR err;

    arm(at, kind);
    err = crash_start(&run, folder(), scenario->circular);
    shared->count = atomic_load(&counted);
    crash_at = 0;
    if (err >= 0 && shared->created == 0) { /* nobody was told that there is a database */
        err = JetCreateDatabaseA(run.session, test_path("crash/a.edb"), NULL, &run.database,
                                 JET_bitDbOverwriteExisting);
    } else if (err >= 0) {
        err = crash_open(&run);
    }
    err = err >= 0 ? crash_digest(&run, &shared->found) : err;
    return err >= 0 ? JetTerm(run.instance) : err;
}

/* What a child does. */
struct task {
    JET_ERR (*run)(const struct scenario *scenario, uint64_t at, enum kind kind);
    const struct scenario *scenario;
    uint64_t at;
    enum kind kind;
};

static void keep_sentence(void)
{
    const char *sentence = esent_error_detail();

    (void)snprintf(shared->message, sizeof shared->message, "%s", sentence != NULL ? sentence : "");
}

/* Runs a task in a child; false when it was gone in the middle. */
static bool in_child(const struct task *task)
{
    int status;
    pid_t child;

    shared->err = JET_errSuccess;
    shared->message[0] = '\0';
    fflush(stdout);
    fflush(stderr);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(SECONDS_MAX);
        shared->err = task->run(task->scenario, task->at, task->kind);
        keep_sentence();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
        fail_msg("%s: signal %d in a child (crash at %llu, kind %d)", task->scenario->name, WTERMSIG(status),
                 (unsigned long long)task->at, task->kind);
    }
    if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != GONE) {
        fail_msg("%s: status %d of a child (crash at %llu, kind %d)", task->scenario->name,
                 WEXITSTATUS(status), (unsigned long long)task->at, task->kind);
    }
    return WEXITSTATUS(status) != GONE;
}

/* ------------------------------------------------------------------------------------------------- the test */

static void clear_folder(void)
{
    char command[1100];

    (void)snprintf(command, sizeof command, "rm -rf '%s' && mkdir '%s'", folder(), folder());
    assert_int_equal(system(command), 0);
}

/* Copies what the crash has left behind, for whoever looks for the cause of a failure. */
static void keep_files(unsigned number)
{
    const char *to = getenv("ESENT_CRASH_KEEP");
    char command[2200];

    if (to != NULL) {
        (void)snprintf(command, sizeof command, "rm -rf '%s.%u' && cp -r '%s' '%s.%u'", to, number, folder(),
                       to, number);
        assert_int_equal(system(command), 0);
    }
}

/* Breaks off up to `times` recoveries, at ever later events. */
static void break_recoveries(const struct scenario *scenario, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        const struct task broken = {recover, scenario, 1 + i * i * 5, i % 2 == 0 ? KIND_KILL : KIND_TEAR};

        (void)in_child(&broken);
        keep_files(i + 1);
    }
}

static void check_state(const struct scenario *scenario, uint64_t at, enum kind kind)
{
    const unsigned done = shared->done;
    const struct task last = {recover, scenario, 0, KIND_KILL};

    assert_true(in_child(&last));
    if (shared->err < 0) {
        fail_msg("%s: crash at %llu, kind %d, after %u steps: recovery gives %d (%s)", scenario->name,
                 (unsigned long long)at, kind, done, (int)shared->err, shared->message);
    }
    if (shared->created != 0 && shared->found != shared->digest[done] &&
        (done == scenario->steps || shared->found != shared->digest[done + 1])) {
        fail_msg("%s: crash at %llu, kind %d, after %u steps: another state than after %u or %u",
                 scenario->name, (unsigned long long)at, kind, done, done, done + 1);
    }
    (void)check_rows_after_crash(test_path("crash/a.edb"));
}

static void crash_once(const struct scenario *scenario, uint64_t at, enum kind kind, unsigned broken)
{
    const struct task crash = {run_scenario, scenario, at, kind};

    clear_folder();
    shared->done = shared->created = 0;
    (void)in_child(&crash);
    keep_files(0);
    break_recoveries(scenario, broken);
    check_state(scenario, at, kind);
}

static unsigned run_points(const struct scenario *scenario)
{
    const char *all = getenv("ESENT_CRASH_ALL"), *only = getenv("ESENT_CRASH_AT");
    const struct task whole = {run_scenario, scenario, 0, KIND_KILL};
    uint64_t count, step;
    unsigned points = 0;

    clear_folder();
    shared->done = 0;
    assert_true(in_child(&whole));
    if (shared->err < 0) {
        fail_msg("%s: step %u gives %d (%s)", scenario->name, shared->done, (int)shared->err,
                 shared->message);
    }
    clear_folder();
    assert_true(in_child(&(struct task){run_scenario, scenario, UINT64_MAX, KIND_KILL}));
    count = shared->count; /* without the looking at the database between */
    step = all != NULL ? 1 : 1 + count / POINTS;
    for (uint64_t at = only != NULL ? strtoull(only, NULL, 10) : 1; at <= count; at += step) {
        const enum kind kind = (enum kind)((at / step) % KINDS);

        if (all != NULL) {
            for (unsigned each = 0; each < KINDS; each++) {
                crash_once(scenario, at, (enum kind)each, at % 4 == 0 ? 4 : 0);
                points++;
            }
        } else {
            crash_once(scenario, at, kind, points % 3 == 0 ? 3 : 0);
            points++;
        }
        if (only != NULL) {
            break;
        }
    }
    print_message("%s: %llu writes, syncs and changes of size; %u crashes\n", scenario->name,
                  (unsigned long long)count, points);
    return points;
}

static void after_a_crash_committed_transactions_are_there_and_no_others(void **state)
{
    const char *only = getenv("ESENT_CRASH_SCENARIO");
    unsigned points = 0;

    (void)state;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    for (unsigned i = 0; i < crash_scenario_count; i++) {
        if (only == NULL || strcmp(only, crash_scenarios[i].name) == 0) {
            points += run_points(&crash_scenarios[i]);
        }
    }
    assert_true(points > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_a_crash_committed_transactions_are_there_and_no_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
