/*
 * site_settings: what a county may decide, each setting with its label, what it does and its value
 * now: the program's own and the parameters of the notice in force. Values are kept by
 * app_put_setting and read through struct settings.
 */
#ifndef DOMAIN_SITE_SETTINGS_H
#define DOMAIN_SITE_SETTINGS_H

#include "domain/app.h"

struct site_setting {
    struct text key, label, help;
    bool known;    /* it has a value */
    int64_t value; /* whole numbers are all there are so far */
    int64_t least, most;
    const char *const *words; /* what the values from `least` on are called; NULL: a number */
};

struct site_settings {
    struct site_setting *at; /* in the arena */
    size_t n;
};

struct site_settings site_settings_list(const struct app_books *books, struct arena *arena);

/* Checks and stores one; INVALID under the key when it is unknown or out of bounds. The caller
 * commits and calls app_refresh. */
MUST_CHECK enum status site_settings_put(struct work *work, const struct site_settings *settings,
                                         struct text key, int64_t value, struct errors *errors,
                                         struct error *error);

#endif
