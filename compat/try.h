/*
 * try.h - how a JET_ERR travels up: negative values are errors and leave the function, warnings are values.
 */
#ifndef ESENT_TRY_H
#define ESENT_TRY_H

/* Returns from the calling function when `expression` is an error. */
#define JET_TRY(expression)                                                                                  \
    do {                                                                                                     \
        JET_ERR try_error = (expression);                                                                    \
        if (try_error < 0) {                                                                                 \
            return try_error;                                                                                \
        }                                                                                                    \
    } while (0)

/* Stores the result in the local `err` and jumps to `label`, where what is held is released, when it is an error. */
#define JET_TRY_OR(expression, label)                                                                        \
    do {                                                                                                     \
        err = (expression);                                                                                  \
        if (err < 0) {                                                                                       \
            goto label;                                                                                      \
        }                                                                                                    \
    } while (0)

#endif
