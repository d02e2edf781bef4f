/*
 * temp_table.c - JetOpenTempTable, 2, 3, JetOpenTemporaryTable, 2: one call with more and more to say.
 */
#include "cursor/temp_table.h"

#include "diag.h"
#include "esent_compat.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "jet/entry.h"
#include "key/locale.h"
#include "try.h"

/* A locale by number turned into one by name. */
struct named_locale {
    WCHAR name[LOCALE_NAME_SIZE];
    JET_UNICODEINDEX2 index;
};

static JET_ERR name_locale(uint32_t lcid, uint32_t flags, struct named_locale *named)
{
    const struct sort_locale *locale;

    JET_TRY(sort_locale_from_lcid(lcid, &locale));
    JET_TRY(esent_utf8_to_utf16(locale->name, (size_t)-1, named->name, LOCALE_NAME_SIZE, NULL));
    named->index = (JET_UNICODEINDEX2){.szLocaleName = named->name, .dwMapFlags = flags};
    return JET_errSuccess;
}

static JET_ERR open_in_session(struct session *session, const JET_COLUMNDEF *columns, JET_ULONG count,
                               const struct temp_table_options *options, JET_TABLEID *tableid,
                               JET_COLUMNID *ids)
{
    struct cursor *cursor;

    if (tableid == NULL || (count > 0 && (columns == NULL || ids == NULL))) {
        return diag_fail(JET_errInvalidParameter,
                         "a temporary table needs columns, and places for their ids");
    }
    *tableid = JET_tableidNil;
    JET_TRY(temp_table_open(session, columns, count, options, &cursor, ids));
    *tableid = cursor->object.tableid;
    return JET_errSuccess;
}

static JET_ERR open_table(JET_SESID sesid, const JET_COLUMNDEF *columns, JET_ULONG count,
                          const struct temp_table_options *options, JET_TABLEID *tableid, JET_COLUMNID *ids)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = open_in_session(session, columns, count, options, tableid, ids);
    session_leave(session);
    return err;
}

/* With a locale by number, or the default one where there is none. */
static JET_ERR open_with_number(JET_SESID sesid, const JET_COLUMNDEF *columns, JET_ULONG count,
                                const JET_UNICODEINDEX *unicode, struct temp_table_options *options,
                                JET_TABLEID *tableid, JET_COLUMNID *ids)
{
    struct named_locale named;
    struct session *session;
    JET_ERR err = JET_errSuccess;

    JET_TRY(session_enter(sesid, &session));
    if (unicode != NULL) {
        err = name_locale(unicode->lcid, unicode->dwMapFlags, &named);
        options->unicode = &named.index;
    }
    if (err >= 0) {
        err = open_in_session(session, columns, count, options, tableid, ids);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetOpenTempTable(JET_SESID sesid, const JET_COLUMNDEF *columns, JET_ULONG count,
                                 JET_GRBIT grbit, JET_TABLEID *tableid, JET_COLUMNID *ids)
{
    const struct temp_table_options options = {.grbit = grbit};

    return open_table(sesid, columns, count, &options, tableid, ids);
}

/* LCID 0 is the instance's default locale. */
JET_ERR JET_API JetOpenTempTable2(JET_SESID sesid, const JET_COLUMNDEF *columns, JET_ULONG count,
                                  JET_ULONG lcid, JET_GRBIT grbit, JET_TABLEID *tableid, JET_COLUMNID *ids)
{
    struct temp_table_options options = {.grbit = grbit};
    struct named_locale named;
    struct session *session;
    JET_ERR err = JET_errSuccess;

    JET_TRY(session_enter(sesid, &session));
    if (lcid != 0) {
        err = name_locale(lcid, parameter_unicode_default(session->instance).dwMapFlags, &named);
        options.unicode = &named.index;
    }
    if (err >= 0) {
        err = open_in_session(session, columns, count, &options, tableid, ids);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetOpenTempTable3(JET_SESID sesid, const JET_COLUMNDEF *columns, JET_ULONG count,
                                  JET_UNICODEINDEX *unicode, JET_GRBIT grbit, JET_TABLEID *tableid,
                                  JET_COLUMNID *ids)
{
    struct temp_table_options options = {.grbit = grbit};

    return open_with_number(sesid, columns, count, unicode, &options, tableid, ids);
}

static JET_ERR wrong_struct(void)
{
    return diag_fail(JET_errInvalidParameter,
                     "JetOpenTemporaryTable: the structure is absent or has a wrong cbStruct");
}

JET_ERR JET_API JetOpenTemporaryTable(JET_SESID sesid, JET_OPENTEMPORARYTABLE *table)
{
    struct temp_table_options options;

    if (table == NULL || table->cbStruct != sizeof *table) {
        return wrong_struct();
    }
    options = (struct temp_table_options){
        .grbit = table->grbit, .key_most = table->cbKeyMost, .segment_most = table->cbVarSegMac};
    return open_with_number(sesid, table->prgcolumndef, table->ccolumn, table->pidxunicode, &options,
                            &table->tableid, table->prgcolumnid);
}

JET_ERR JET_API JetOpenTemporaryTable2(JET_SESID sesid, JET_OPENTEMPORARYTABLE2 *table)
{
    struct temp_table_options options;

    if (table == NULL || table->cbStruct != sizeof *table) {
        return wrong_struct();
    }
    options = (struct temp_table_options){.unicode = table->pidxunicode,
                                          .grbit = table->grbit,
                                          .key_most = table->cbKeyMost,
                                          .segment_most = table->cbVarSegMac};
    return open_table(sesid, table->prgcolumndef, table->ccolumn, &options, &table->tableid,
                      table->prgcolumnid);
}
