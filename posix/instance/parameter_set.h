/*
 * parameter_set.h - what the files of the parameters share: a row of parameters.def, and the values of one
 * target.
 */
#ifndef ESENT_INSTANCE_PARAMETER_SET_H
#define ESENT_INSTANCE_PARAMETER_SET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instance/parameter.h"

enum parameter_type {
    PARAMETER_NONE, /* no parameter has this number */
    PARAMETER_INTEGER,
    PARAMETER_GRBIT,
    PARAMETER_BOOLEAN,
    PARAMETER_POWER_OF_TWO,
    PARAMETER_POINTER,
    PARAMETER_STRING, /* strings from here on */
    PARAMETER_FOLDER,
    PARAMETER_PATH,
};

enum parameter_when {
    PARAMETER_ANY_TIME,
    PARAMETER_BEFORE_INIT,  /* of the instance */
    PARAMETER_BEFORE_FIRST, /* instance of the process exists */
    PARAMETER_NEVER,
};

struct parameter_info {
    uint8_t type;  /* enum parameter_type */
    uint8_t when;  /* enum parameter_when */
    bool process;  /* belongs to the process */
    bool advanced; /* ignored while JET_paramEnableAdvanced is 0 */
    const char *name;
    const char *text;      /* default of a string */
    JET_API_PTR number;    /* default of a number */
    JET_API_PTR small;     /* its default in the small configuration */
    JET_API_PTR low, high; /* limits: of a number, of a string's length */
};

extern const struct parameter_info parameter_table[PARAMETER_COUNT];

struct parameter_set {
    _Atomic(JET_API_PTR) number[PARAMETER_COUNT];
    char *text[PARAMETER_COUNT];   /* owned; NULL for the default */
    bool written[PARAMETER_COUNT]; /* somebody set it: JetEnableMultiInstance compares those */
    JET_UNICODEINDEX unicode;
    uint32_t configuration; /* JET_config* in force */
};

/* The values a parameter of `instance` (may be NULL) lives in. */
struct parameter_set *parameter_target(const struct instance *instance, uint32_t id);

/* Stores without any check; a string is copied. JET_errOutOfMemory. */
void parameter_store_number(struct parameter_set *set, uint32_t id, JET_API_PTR number);
JET_ERR parameter_store_text(struct parameter_set *set, uint32_t id, const char *text);

/* Back to the default for a string and a structure, to `number` for a number, as if nobody had set it. */
void parameter_reset(struct parameter_set *set, uint32_t id, JET_API_PTR number);

/* JET_errAlreadyInitialized when the parameter cannot change now. */
JET_ERR parameter_check_frozen(const struct instance *instance, uint32_t id);

/* JET_paramConfiguration: resets parameters to presets. Errors as parameter_set(). */
JET_ERR parameter_set_configuration(struct instance *instance, JET_API_PTR configuration);

#endif
