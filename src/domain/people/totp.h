/*
 * totp: a second factor after RFC 6238 (SHA-1, 6 digits, 30 seconds), as the authenticator
 * programs on phones make it. The secret is kept sealed; a code counts once (its time step is
 * remembered), and the neighbouring step is accepted for phones whose clock is off.
 */
#ifndef DOMAIN_PEOPLE_TOTP_H
#define DOMAIN_PEOPLE_TOTP_H

#include "base/arena.h"
#include "base/clock.h"

enum { TOTP_SECRET_SIZE = 20 };

/* A new secret, and how it is typed in by hand (base32). */
void totp_secret(unsigned char out[TOTP_SECRET_SIZE]);
struct text totp_text(struct arena *arena, const unsigned char secret[TOTP_SECRET_SIZE]);
/* The otpauth: address that the QR code holds. */
struct text totp_uri(struct arena *arena, const unsigned char secret[TOTP_SECRET_SIZE],
                     struct text issuer, struct text account);
/* Whether the six digits are right at `now`; *step is the time step they belong to. */
bool totp_check(const unsigned char secret[TOTP_SECRET_SIZE], struct text code, int64_t now_ms,
                int64_t *step);

#endif
