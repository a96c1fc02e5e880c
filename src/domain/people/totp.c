#include "domain/people/totp.h"

#include <ctype.h>
#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum { STEP = 30, DIGITS = 6 };

void totp_secret(unsigned char out[TOTP_SECRET_SIZE])
{
    random_bytes(out, TOTP_SECRET_SIZE);
}

struct text totp_text(struct arena *arena, const unsigned char secret[TOTP_SECRET_SIZE])
{
    char *text = NULL;
    size_t n = 0;
    if (oath_base32_encode((const char *)secret, TOTP_SECRET_SIZE, &text, &n) != OATH_OK) {
        bug("base32 failed");
    }
    struct text kept = arena_text(arena, (struct text){text, n});
    free(text);
    return kept;
}

static void add_escaped(char **at, struct text t)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.s[i];
        if (isalnum(c)) {
            *(*at)++ = (char)c;
        } else {
            *(*at)++ = '%';
            *(*at)++ = digits[c >> 4];
            *(*at)++ = digits[c & 15];
        }
    }
}

struct text totp_uri(struct arena *arena, const unsigned char secret[TOTP_SECRET_SIZE],
                     struct text issuer, struct text account)
{
    char *who = arena_alloc(arena, 3 * (issuer.n + account.n) + 3);
    char *at = who;
    add_escaped(&at, issuer);
    size_t issuer_n = (size_t)(at - who);
    *at++ = ':';
    add_escaped(&at, account);
    struct text text = totp_text(arena, secret);
    return arena_printf(arena, "otpauth://totp/%.*s?secret=%.*s&issuer=%.*s&period=30&digits=6",
                        (int)(at - who), who, TEXT_ARG(text), (int)issuer_n, who);
}

bool totp_check(const unsigned char secret[TOTP_SECRET_SIZE], struct text code, int64_t now_ms,
                int64_t *step)
{
    char typed[DIGITS + 1] = "";
    if (code.n != DIGITS) {
        return false;
    }
    for (size_t i = 0; i < DIGITS; i++) {
        if (!isdigit((unsigned char)code.s[i])) {
            return false;
        }
        typed[i] = code.s[i];
    }
    int away = 0;
    time_t now = (time_t)(now_ms / 1000);
    if (oath_totp_validate2((const char *)secret, TOTP_SECRET_SIZE, now, STEP, 0, 1, &away, typed) <
        0) {
        return false;
    }
    *step = now / STEP + away;
    return true;
}
