/*
 * callback.c - JetRegisterCallback, JetUnregisterCallback, JetSetLS, JetGetLS.
 */
#include "jet/dispatch.h"

JET_ERR JET_API JetRegisterCallback(JET_SESID sesid, JET_TABLEID tableid, JET_CBTYP cbtyp,
                                    JET_CALLBACK pCallback, void *pvContext, JET_HANDLE *phCallbackId)
{
    DISPATCH(sesid, tableid, register_callback, cbtyp, pCallback, pvContext, phCallbackId);
}

/* The type says nothing that the handle does not. */
JET_ERR JET_API JetUnregisterCallback(JET_SESID sesid, JET_TABLEID tableid, JET_CBTYP cbtyp,
                                      JET_HANDLE hCallbackId)
{
    (void)cbtyp;
    DISPATCH(sesid, tableid, unregister_callback, hCallbackId);
}

JET_ERR JET_API JetSetLS(JET_SESID sesid, JET_TABLEID tableid, JET_LS ls, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, set_storage, ls, grbit);
}

JET_ERR JET_API JetGetLS(JET_SESID sesid, JET_TABLEID tableid, JET_LS *pls, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, get_storage, pls, grbit);
}
