#include "ledger/settings.h"

struct text settings_text(const struct settings *settings, const char *key, struct text otherwise)
{
    for (size_t i = settings == NULL ? 0 : settings->n; i-- > 0;) {
        if (text_is(settings->at[i].key, key) && settings->at[i].value.n > 0) {
            return settings->at[i].value;
        }
    }
    return otherwise;
}

int64_t settings_int(const struct settings *settings, const char *key, int64_t otherwise)
{
    int64_t value;
    return text_to_int(settings_text(settings, key, TEXT_EMPTY), &value) ? value : otherwise;
}
