/*
 * database_parameters.h - JET_SETDBPARAM, which JetCreateDatabase3 and JetAttachDatabase3 take.
 */
#ifndef ESENT_JET_DATABASE_PARAMETERS_H
#define ESENT_JET_DATABASE_PARAMETERS_H

#include <stdint.h>

#include "esent.h"

/*
 * Checks the parameters and gives the pages that the database may grow to (0: no limit); the others, which steer cache
 * priority and background work, have no effect here. JET_errInvalidParameter, JET_errInvalidDbparamId,
 * JET_errInvalidBufferSize, JET_errInvalidGrbit.
 */
JET_ERR database_parameters(const JET_SETDBPARAM *parameters, uint32_t count, uint32_t *most_pages);

#endif
