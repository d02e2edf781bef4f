/*
 * provider.c - finds the esent.dll that answers the calls: once per process, by any thread.
 *
 * The search, first hit wins:
 *   1. the path given to esent_provider_load();
 *   2. the environment variable ESENT_DLL;
 *   3. esent.dll in the folder of the program, then in the system folder: where Windows itself would look first, and
 *      nowhere else, so that a DLL in the current folder is never picked up.
 *
 * Wine's builtin esent.dll has an entry for each function, most of which end the process. Its files and its loaded image
 * carry a signature behind the DOS header; it is refused before anything of it runs.
 *
 * State: NONE -> LOADED, and it stays. A failed search is tried again by the next call, because the reason may be gone.
 */
#include "provider.h"

#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "os.h"
#include "os/os_wide.h"
#include "try.h"

enum { SIGNATURE_OFFSET = 0x40, SIGNATURE_MAX = 32 };

static struct {
    struct os_mutex lock;
    HMODULE module; /* NULL while there is none */
    char path[OS_PATH_MAX];
    char error[DIAG_SENTENCE_MAX];
} provider = {.lock = OS_MUTEX_INIT};

static const char *const all_names[] = {
#define API_PLAIN(name, bytes, state, parameters, arguments) #name,
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments) #name "A", #name "W",
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments) #name "A", #name "W", #name,
#include "api.def"
};

enum { NAME_COUNT = sizeof all_names / sizeof all_names[0] };

static bool is_wine_builtin(const char *dos_header)
{
    const char *signature = dos_header + SIGNATURE_OFFSET;

    return strncmp(signature, "Wine builtin DLL", 16) == 0 || strncmp(signature, "Wine placeholder DLL", 20) == 0;
}

static JET_ERR refuse_builtin(const char *path)
{
    return diag_fail(JET_errUnloadableOSFunctionality,
                     "'%s' is Wine's builtin esent.dll, which has only stubs; put a real one, or the esent.dll of "
                     "libesent, beside the program or name it in ESENT_DLL",
                     path);
}

/* Looks at the file before the loader does: loading the wrong one cannot be taken back. */
static JET_ERR check_file(const char *path)
{
    char header[SIGNATURE_OFFSET + SIGNATURE_MAX] = {0};
    struct os_file file;
    size_t got = 0;
    JET_ERR err;

    JET_TRY(os_file_open(&file, path, OS_READ, OS_SHARE_ALL));
    err = os_file_read(&file, 0, header, sizeof header, &got);
    os_file_close(&file);
    JET_TRY(err);
    if (got < sizeof header || header[0] != 'M' || header[1] != 'Z') {
        return diag_fail(JET_errUnloadableOSFunctionality, "'%s' is not a DLL", path);
    }
    return is_wine_builtin(header) ? refuse_builtin(path) : JET_errSuccess;
}

static JET_ERR load_failed(const char *path)
{
    DWORD number = GetLastError();

    if (number == ERROR_BAD_EXE_FORMAT) {
        return diag_fail(JET_errUnloadableOSFunctionality, "'%s' is damaged or for another processor than this program",
                         path);
    }
    (void)os_error_translate(number, "load", path);
    return JET_errUnloadableOSFunctionality;
}

/* True when `module` is the one this code is linked into: then every call would come back to us. */
static bool is_ourselves(HMODULE module)
{
    HMODULE own = NULL;

    return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                              (LPCWSTR)(const void *)&provider, &own) &&
           own == module;
}

/* Loads the DLL at `given`, which may be relative to the current folder. */
static JET_ERR load(const char *given)
{
    char path[OS_PATH_MAX];
    wchar_t wide[OS_PATH_MAX];
    HMODULE module;

    JET_TRY(os_path_absolute(given, path, sizeof path));
    JET_TRY(check_file(path));
    JET_TRY(os_wide_path(path, wide));
    module = LoadLibraryExW(wide, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (module == NULL) {
        return load_failed(path);
    }
    /* Wine may load its own in place of the file that was asked for. */
    if (is_wine_builtin((const char *)module)) {
        (void)FreeLibrary(module);
        return refuse_builtin(path);
    }
    if (is_ourselves(module)) {
        (void)FreeLibrary(module);
        return diag_fail(JET_errUnloadableOSFunctionality, "'%s' is this library itself, which only forwards", path);
    }
    if (GetProcAddress(module, "JetInit") == NULL) {
        (void)FreeLibrary(module);
        return diag_fail(JET_errUnloadableOSFunctionality, "'%s' has no function JetInit: it is no esent.dll", path);
    }
    (void)snprintf(provider.path, sizeof provider.path, "%s", path);
    provider.module = module;
    return JET_errSuccess;
}

/* The folder of the program when it holds an esent.dll, else the system folder. */
static JET_ERR default_path(char path[OS_PATH_MAX])
{
    wchar_t wide[OS_PATH_MAX];
    char folder[OS_PATH_MAX];
    DWORD size = GetModuleFileNameW(NULL, wide, OS_PATH_MAX);

    if (size > 0 && size < OS_PATH_MAX && os_from_wide(wide, path, OS_PATH_MAX)) {
        JET_TRY(path_folder(path, folder, sizeof folder));
        JET_TRY(path_join(folder, "esent.dll", path, OS_PATH_MAX));
        if (os_file_exists(path)) {
            return JET_errSuccess;
        }
    }
    size = GetSystemDirectoryW(wide, OS_PATH_MAX);
    if (size == 0 || size >= OS_PATH_MAX || !os_from_wide(wide, folder, sizeof folder)) {
        return diag_fail(JET_errUnloadableOSFunctionality, "the system folder cannot be found");
    }
    return path_join(folder, "esent.dll", path, OS_PATH_MAX);
}

/* Loads the provider if there is none. The lock is held. */
static JET_ERR ensure_loaded(void)
{
    char path[OS_PATH_MAX];
    JET_ERR err;

    if (provider.module != NULL) {
        return JET_errSuccess;
    }
    if (GetEnvironmentVariableW(L"ESENT_DLL", NULL, 0) == 0) {
        JET_TRY_OR(default_path(path), failed);
    } else if (!os_environment("ESENT_DLL", path, sizeof path)) {
        err = diag_fail(JET_errInvalidPath, "the path in ESENT_DLL is too long or not valid");
        goto failed;
    }
    JET_TRY_OR(load(path), failed);
    provider.error[0] = '\0';
    return JET_errSuccess;
failed:
    (void)snprintf(provider.error, sizeof provider.error, "%s", diag_sentence());
    return err;
}

JET_ERR provider_resolve(const char *name, provider_function *function)
{
    JET_ERR err;

    os_mutex_lock(&provider.lock);
    err = ensure_loaded();
    if (err >= JET_errSuccess) {
        *function = (provider_function)(void (*)(void))GetProcAddress(provider.module, name);
        if (*function == NULL) {
            err = diag_fail(JET_errFeatureNotAvailable, "'%s' does not export %s", provider.path, name);
            (void)snprintf(provider.error, sizeof provider.error, "%s", diag_sentence());
        }
    }
    os_mutex_unlock(&provider.lock);
    return err;
}

provider_function provider_find(const char *name)
{
    provider_function function = NULL;

    os_mutex_lock(&provider.lock);
    if (provider.module != NULL) {
        function = (provider_function)(void (*)(void))GetProcAddress(provider.module, name);
    }
    os_mutex_unlock(&provider.lock);
    return function;
}

JET_ERR esent_provider_load(const char *path)
{
    JET_ERR err = JET_errSuccess;

    if (path == NULL) {
        return diag_fail(JET_errInvalidParameter, "esent_provider_load: the path is NULL");
    }
    os_mutex_lock(&provider.lock);
    if (provider.module == NULL) {
        err = load(path);
        (void)snprintf(provider.error, sizeof provider.error, "%s", err >= JET_errSuccess ? "" : diag_sentence());
    } else if (!os_file_same(path, provider.path)) {
        err = diag_fail(JET_errAlreadyInitialized, "'%s' is already in use; '%s' cannot replace it", provider.path,
                        path);
    }
    os_mutex_unlock(&provider.lock);
    return err;
}

JET_ERR esent_provider_info(struct esent_provider_info *info)
{
    static const char *missing[NAME_COUNT];
    static uint32_t missing_count;
    static bool known;
    JET_ERR err;

    if (info == NULL || info->cbStruct != sizeof *info) {
        return diag_fail(JET_errInvalidParameter, "esent_provider_info: the pointer is NULL or cbStruct is wrong");
    }
    os_mutex_lock(&provider.lock);
    err = ensure_loaded();
    if (err >= JET_errSuccess && !known) {
        for (unsigned i = 0; i < NAME_COUNT; i++) {
            if (GetProcAddress(provider.module, all_names[i]) == NULL) {
                missing[missing_count++] = all_names[i];
            }
        }
        known = true;
    }
    if (err >= JET_errSuccess) {
        info->kind = ESENT_PROVIDER_DLL;
        info->path = provider.path;
        info->version = ESENT_VERSION;
        info->missing = missing;
        info->missing_count = missing_count;
    }
    os_mutex_unlock(&provider.lock);
    return err;
}

const char *esent_provider_error(void)
{
    static _Thread_local char copy[DIAG_SENTENCE_MAX];

    os_mutex_lock(&provider.lock);
    memcpy(copy, provider.error, sizeof copy);
    os_mutex_unlock(&provider.lock);
    return copy;
}
