/*
 * test.c - helpers that every test program may use.
 */
#include "test.h"

#include <errno.h>

#ifdef _WIN32
#include <windows.h>
#include <direct.h>
#include <io.h>
#else
#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

const char *test_fixture_root(void)
{
    const char *root = getenv("ESENT_FIXTURES");
    char probe[1024];
    FILE *list;

    if (root == NULL) {
        root = ESENT_FIXTURES;
    }
    (void)snprintf(probe, sizeof probe, "%s/databases.txt", root);
    list = fopen(probe, "rb");
    if (list == NULL) {
        return NULL;
    }
    (void)fclose(list);
    return root;
}

const char *test_fixture(const char *relative)
{
    static char path[1024];
    const char *root = test_fixture_root();
    FILE *file;

    if (root == NULL) {
        print_message("skipped: the real files are absent\n");
        skip();
    }
    (void)snprintf(path, sizeof path, "%s/%s", root, relative);
    file = fopen(path, "rb");
    if (file == NULL) {
        print_message("skipped: %s is absent\n", path);
        skip();
    } else {
        (void)fclose(file);
    }
    return path;
}

void *test_read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    size_t capacity = 0, used = 0, got;

    if (file == NULL) {
        fail_msg("cannot open %s: %s", path, strerror(errno));
    }
    do {
        if (used == capacity) {
            capacity = capacity == 0 ? 1 << 20 : capacity * 2;
            bytes = realloc(bytes, capacity);
            assert_non_null(bytes);
        }
        got = fread(bytes + used, 1, capacity - used, file);
        used += got;
    } while (got > 0);
    assert_int_equal(ferror(file), 0);
    (void)fclose(file);
    if (size != NULL) {
        *size = used;
    }
    return bytes;
}

void test_write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL) {
        fail_msg("cannot create %s: %s", path, strerror(errno));
    }
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static char folder[512];

#ifdef _WIN32

static void remove_tree(const char *path)
{
    char pattern[1024];
    struct _finddata_t entry;
    intptr_t search;

    (void)snprintf(pattern, sizeof pattern, "%s\\*", path);
    search = _findfirst(pattern, &entry);
    if (search != -1) {
        do {
            char child[1024];

            if (strcmp(entry.name, ".") == 0 || strcmp(entry.name, "..") == 0) {
                continue;
            }
            (void)snprintf(child, sizeof child, "%s\\%s", path, entry.name);
            if (entry.attrib & _A_SUBDIR) {
                remove_tree(child);
            } else {
                (void)remove(child);
            }
        } while (_findnext(search, &entry) == 0);
        (void)_findclose(search);
    }
    (void)_rmdir(path);
}

static void create_folder(void)
{
    char base[260];
    unsigned attempt = 0;

    (void)GetTempPathA(sizeof base, base);
    do {
        (void)snprintf(folder, sizeof folder, "%sesent-test-%lu-%u", base, GetCurrentProcessId(), attempt++);
    } while (_mkdir(folder) != 0 && attempt < 100);
}

#else

static void remove_tree(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry;

    if (directory != NULL) {
        while ((entry = readdir(directory)) != NULL) {
            char child[1024];

            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
                continue;
            }
            (void)snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
            if (entry->d_type == DT_DIR) {
                remove_tree(child);
            } else {
                (void)unlink(child);
            }
        }
        (void)closedir(directory);
    }
    (void)rmdir(path);
}

static void create_folder(void)
{
    const char *base = getenv("TMPDIR");

    (void)snprintf(folder, sizeof folder, "%s/esent-test-XXXXXX", base != NULL ? base : "/tmp");
    if (mkdtemp(folder) == NULL) {
        fail_msg("cannot create %s: %s", folder, strerror(errno));
    }
}

#endif

static void remove_folder(void)
{
    remove_tree(folder);
}

const char *test_folder(void)
{
    if (folder[0] == '\0') {
        create_folder();
        (void)atexit(remove_folder);
    }
    return folder;
}

const char *test_path(const char *name)
{
    static char paths[8][1024];
    static unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof paths[0], "%s/%s", test_folder(), name);
    return path;
}

unsigned test_for_each_database(void (*visit)(const char *relative, const char *path, void *context),
                                void *context)
{
    char path[1024];
    char line[512];
    const char *root;
    unsigned count = 0;
    FILE *list;

    (void)test_fixture("databases.txt");
    root = test_fixture_root();
    (void)snprintf(path, sizeof path, "%s/databases.txt", root);
    list = fopen(path, "rb");
    assert_non_null(list);
    while (fgets(line, sizeof line, list) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        (void)snprintf(path, sizeof path, "%s/%s", root, line);
        visit(line, path, context);
        count++;
    }
    (void)fclose(list);
    return count;
}

struct thread_call {
    void (*run)(void *context);
    void *context;
};

#ifdef _WIN32
static DWORD WINAPI thread_main(void *argument)
{
    struct thread_call *call = argument;

    call->run(call->context);
    return 0;
}

void test_on_thread(void (*run)(void *context), void *context)
{
    struct thread_call call = {run, context};
    HANDLE thread = CreateThread(NULL, 0, thread_main, &call, 0, NULL);

    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    (void)CloseHandle(thread);
}
#else
static void *thread_main(void *argument)
{
    struct thread_call *call = argument;

    call->run(call->context);
    return NULL;
}

void test_on_thread(void (*run)(void *context), void *context)
{
    struct thread_call call = {run, context};
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, thread_main, &call), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}
#endif
