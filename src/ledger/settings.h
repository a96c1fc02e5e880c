/*
 * settings: what the county decides and the program must not invent: days of public notice, months
 * of validity, the hour a report locks. The notice gives the defaults, the administrators change
 * them; read-only while a request runs.
 */
#ifndef LEDGER_SETTINGS_H
#define LEDGER_SETTINGS_H

#include "base/text.h"

struct setting {
    struct text key, value;
};

struct settings {
    const struct setting *at; /* later entries win */
    size_t n;
};

/* The setting's text, or `otherwise` when the county has not filled it. NULL settings hold nothing.
 */
struct text settings_text(const struct settings *settings, const char *key, struct text otherwise);
/* The same as a whole number. */
int64_t settings_int(const struct settings *settings, const char *key, int64_t otherwise);

#endif
