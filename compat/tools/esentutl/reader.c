/*
 * reader.c - opening a database through the API.
 */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esent_compat.h"
#include "json.h"
#include "os.h"

/* What a walk over a file gains by is pages that are wanted again soon; a larger cache only fills the machine. */
enum { CACHE_BYTES = 64 * 1024 * 1024 };

/* ------------------------------------------------------------------------------------------------ opening */

static JET_ERR to_units(const char *utf8, WCHAR **units)
{
    size_t needed;
    JET_ERR err = esent_utf8_to_utf16(utf8, (size_t)-1, NULL, 0, &needed);

    *units = NULL;
    if (err != JET_errBufferTooSmall) {
        return err;
    }
    *units = malloc(needed * sizeof **units);
    if (*units == NULL) {
        return JET_errOutOfMemory;
    }
    return esent_utf8_to_utf16(utf8, (size_t)-1, *units, needed, NULL);
}

/* A place of its own for what a foreign engine may want to keep in a temporary database; ours writes none. */
static JET_ERR set_temporary_path(JET_INSTANCE *instance)
{
    char folder[OS_PATH_MAX], name[64], path[OS_PATH_MAX];
    WCHAR *units;
    JET_ERR err = os_dir_temporary(folder, sizeof folder);

    (void)snprintf(name, sizeof name, "esentutl-%lu.tmp", (unsigned long)os_process_id());
    if (err >= JET_errSuccess) {
        err = path_join(folder, name, path, sizeof path);
    }
    if (err < JET_errSuccess) {
        return err;
    }
    err = to_units(path, &units);
    if (err >= JET_errSuccess) {
        err = JetSetSystemParameterW(instance, JET_sesidNil, JET_paramTempPath, 0, units);
    }
    free(units);
    return err;
}

static JET_ERR set_parameters(struct reader *reader)
{
    JET_ERR err = JetSetSystemParameterA(&reader->instance, JET_sesidNil, JET_paramRecovery, 0, "off");

    if (err >= JET_errSuccess) {
        err = JetSetSystemParameterW(&reader->instance, JET_sesidNil, JET_paramNoInformationEvent, 1, NULL);
    }
    if (err >= JET_errSuccess) {
        err = JetSetSystemParameterW(&reader->instance, JET_sesidNil, JET_paramEnableIndexChecking, 0, NULL);
    }
    return err >= JET_errSuccess ? set_temporary_path(&reader->instance) : err;
}

static JET_ERR start_engine(struct reader *reader)
{
    JET_ERR err = JetGetDatabaseFileInfoW(reader->path, &reader->page_size, sizeof reader->page_size,
                                          JET_DbInfoPageSize);

    if (err >= JET_errSuccess) {
        err = JetSetSystemParameterW(NULL, JET_sesidNil, JET_paramDatabasePageSize, reader->page_size, NULL);
    }
    if (err >= JET_errSuccess) {
        err = JetSetSystemParameterW(NULL, JET_sesidNil, JET_paramCacheSizeMax,
                                     CACHE_BYTES / reader->page_size, NULL);
    }
    if (err >= JET_errSuccess) {
        err = JetCreateInstanceA(&reader->instance, "esentutl");
    }
    if (err >= JET_errSuccess) {
        err = set_parameters(reader);
    }
    return err >= JET_errSuccess ? JetInit(&reader->instance) : err;
}

static JET_ERR open_database(struct reader *reader, const struct options *options)
{
    const JET_GRBIT grbit = JET_bitDbReadOnly | (options->as_is ? ESENT_bitDbAsIs : 0) |
                            (options->unverified ? ESENT_bitDbUnverified : 0);
    JET_ERR err = JetBeginSessionW(reader->instance, &reader->sesid, NULL, NULL);

    if (err >= JET_errSuccess) {
        err = JetAttachDatabaseW(reader->sesid, reader->path, grbit);
    }
    reader->is_attached = err >= JET_errSuccess;
    return err >= JET_errSuccess
               ? JetOpenDatabaseW(reader->sesid, reader->path, NULL, &reader->dbid, JET_bitDbReadOnly)
               : err;
}

JET_ERR reader_open(struct reader *reader, const struct options *options)
{
    JET_ERR err;

    *reader = (struct reader){.instance = JET_instanceNil, .sesid = JET_sesidNil};
    err = to_units(options->file, &reader->path);
    if (err >= JET_errSuccess) {
        err = start_engine(reader);
    }
    if (err >= JET_errSuccess) {
        err = open_database(reader, options);
    }
    if (err < JET_errSuccess) {
        reader_complain(options->file, err);
    }
    return err < JET_errSuccess ? err : JET_errSuccess;
}

void reader_close(struct reader *reader)
{
    if (reader->is_attached) {
        (void)JetCloseDatabase(reader->sesid, reader->dbid, 0);
        (void)JetDetachDatabaseW(reader->sesid, reader->path);
    }
    if (reader->sesid != JET_sesidNil) {
        (void)JetEndSession(reader->sesid, 0);
    }
    if (reader->instance != JET_instanceNil && reader->instance != 0) {
        (void)JetTerm(reader->instance);
    }
    free(reader->path);
}

/* ------------------------------------------------------------------------------------------ single values */

JET_ERR reader_name(const char *utf8, WCHAR name[JET_cbNameMost + 1])
{
    JET_ERR err = esent_utf8_to_utf16(utf8, (size_t)-1, name, JET_cbNameMost + 1, NULL);

    return err < JET_errSuccess ? JET_errInvalidName : err;
}

void reader_complain(const char *context, JET_ERR err)
{
    const char *detail = esent_error_detail();
    const char *name = esent_error_name(err);

    if (detail[0] == '\0' && esent_error_text(err) != NULL) {
        detail = esent_error_text(err);
    }
    (void)fflush(stdout);
    (void)fprintf(stderr, "ERROR: %s: %s (%ld, %s).\n", context, detail, (long)err,
                  name != NULL ? name : "unknown");
}

uint64_t reader_number(struct reader *reader, JET_TABLEID tableid, JET_COLUMNID columnid)
{
    uint64_t number = 0;
    JET_ERR err = JetRetrieveColumn(reader->sesid, tableid, columnid, &number, sizeof number, NULL, 0, NULL);

    return err == JET_errSuccess ? number : 0;
}

void reader_text(struct reader *reader, JET_TABLEID tableid, JET_COLUMNID columnid, char *utf8,
                 size_t capacity)
{
    WCHAR units[JET_cbNameMost + 1];
    JET_ULONG size = 0;
    JET_ERR err = JetRetrieveColumn(reader->sesid, tableid, columnid, units, sizeof units, &size, 0, NULL);

    utf8[0] = '\0';
    if (err == JET_errSuccess) {
        (void)esent_utf16_to_utf8(units, size / sizeof units[0], utf8, capacity, NULL);
    }
}

/* ------------------------------------------------------------------------------------------------- tables */

static JET_ERR read_list(struct reader *reader, const JET_OBJECTLIST *list, struct table_names *names)
{
    JET_ERR err = JetMove(reader->sesid, list->tableid, JET_MoveFirst, 0);

    while (err >= JET_errSuccess && names->count < list->cRecord) {
        struct table_entry *entry = &names->entries[names->count++];

        reader_text(reader, list->tableid, list->columnidobjectname, entry->name, sizeof entry->name);
        entry->flags = (JET_GRBIT)reader_number(reader, list->tableid, list->columnidflags);
        err = JetMove(reader->sesid, list->tableid, JET_MoveNext, 0);
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

JET_ERR reader_tables(struct reader *reader, struct table_names *names)
{
    JET_OBJECTLIST list = {.cbStruct = sizeof list};
    JET_ERR err = JetGetObjectInfoW(reader->sesid, reader->dbid, JET_objtypTable, NULL, NULL, &list,
                                    sizeof list, JET_ObjInfoListNoStats);

    *names = (struct table_names){NULL, 0};
    if (err < JET_errSuccess) {
        return err;
    }
    names->entries = calloc(list.cRecord + (size_t)1, sizeof *names->entries);
    err = names->entries != NULL ? read_list(reader, &list, names) : JET_errOutOfMemory;
    (void)JetCloseTable(reader->sesid, list.tableid);
    return err;
}

bool reader_is_same_name(const char *left, const char *right)
{
    for (;; left++, right++) {
        const char l = (char)(*left >= 'A' && *left <= 'Z' ? *left + 'a' - 'A' : *left);
        const char r = (char)(*right >= 'A' && *right <= 'Z' ? *right + 'a' - 'A' : *right);

        if (l != r || l == '\0') {
            return l == r;
        }
    }
}

static bool is_chosen(const struct table_entry *entry, const struct options *options, bool system)
{
    for (unsigned i = 0; i < options->table_count; i++) {
        if (reader_is_same_name(entry->name, options->tables[i])) {
            return true;
        }
    }
    return options->table_count == 0 && (system || !(entry->flags & JET_bitObjectSystem));
}

static bool is_there(const struct table_names *names, const char *name)
{
    for (unsigned i = 0; i < names->count; i++) {
        if (reader_is_same_name(names->entries[i].name, name)) {
            return true;
        }
    }
    return false;
}

JET_ERR reader_chosen_tables(struct reader *reader, const struct options *options, bool system,
                             struct table_names *names)
{
    unsigned kept = 0;
    JET_ERR err = reader_tables(reader, names);

    if (err < JET_errSuccess) {
        reader_complain(options->file, err);
        return err;
    }
    for (unsigned i = 0; i < options->table_count; i++) {
        if (!is_there(names, options->tables[i])) {
            (void)fprintf(stderr, "ERROR: %s: there is no table '%s'.\n", options->file, options->tables[i]);
            return JET_errObjectNotFound;
        }
    }
    for (unsigned i = 0; i < names->count; i++) {
        if (is_chosen(&names->entries[i], options, system)) {
            names->entries[kept++] = names->entries[i];
        }
    }
    names->count = kept;
    return JET_errSuccess;
}

JET_ERR reader_report(const struct options *options, bool system, reader_print print)
{
    struct reader reader;
    struct table_names names = {NULL, 0};
    JET_ERR err = reader_open(&reader, options);

    if (options->json) {
        (void)printf("{\n  \"tables\": [");
    }
    if (err >= JET_errSuccess) {
        err = reader_chosen_tables(&reader, options, system, &names);
    }
    if (err >= JET_errSuccess) {
        err = print(&reader, options, &names);
    }
    if (options->json) {
        (void)printf("%s],\n  ", names.count > 0 ? "\n  " : "");
        json_error(err);
        (void)printf("\n}\n");
    }
    free(names.entries);
    reader_close(&reader);
    return err;
}

JET_ERR reader_open_table(struct reader *reader, const char *name, JET_TABLEID *tableid)
{
    WCHAR units[JET_cbNameMost + 1];
    JET_ERR err = reader_name(name, units);

    *tableid = JET_tableidNil;
    return err < JET_errSuccess ? err
                                : JetOpenTableW(reader->sesid, reader->dbid, units, NULL, 0,
                                                JET_bitTableReadOnly | JET_bitTableSequential, tableid);
}
