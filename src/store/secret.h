/*
 * secret: the keys of a site, and what is done with them: sealing a column's value so that the
 * database alone does not give it away, finding a sealed value by a keyed hash, and signing the
 * audit chain. The keys stand in a file of their own (0600) outside the database; without it the
 * sealed values are lost.
 *
 * Two suites (商用密码 requirement, domain.md F): AES-256-GCM with HMAC-SHA-256, and SM4-CTR with
 * HMAC-SM3 (encrypt, then authenticate). A sealed value names its suite and key, so keys can be
 * added: new values take the newest key, old ones open with theirs. Hashes and the chain keep the
 * keys that the file began with.
 *
 *     sealed: suite 1 | key 1 | nonce 12 | ciphertext n | tag 16   (SECRET_OVERHEAD = 30 bytes
 * more)
 *
 * A secret may be used by many threads at once. Every value is bound to its place: bytes copied to
 * another row or column do not open.
 */
#ifndef STORE_SECRET_H
#define STORE_SECRET_H

#include "base/arena.h"
#include "base/error.h"

enum secret_suite { SECRET_AES = 1, SECRET_GM = 2 };
enum { SECRET_OVERHEAD = 30, SECRET_DIGEST = 32 };

struct secret;

/* Where a value is kept. */
struct secret_place {
    struct text ledger, field;
    int64_t row;
};

/* Makes a key file with new random keys. CONFLICT: there is one already; UNAVAILABLE: cannot be
 * written. */
MUST_CHECK enum status secret_create(const char *path, enum secret_suite suite, struct arena *arena,
                                     struct error *error);
/* Adds a key, of either suite, with which new values are sealed from the next load on. */
MUST_CHECK enum status secret_add_key(const char *path, enum secret_suite suite,
                                      struct arena *arena, struct error *error);
/* NOT_FOUND: no such file; INVALID: not a key file, or others may read it. */
MUST_CHECK enum status secret_load(const char *path, struct secret **out, struct arena *arena,
                                   struct error *error);
void secret_close(struct secret *secret);
/* Sixteen hex digits that differ for different keys and say nothing about them: kept in the
 * database and in backups to see whether a key file belongs to them. In `arena`. */
struct text secret_fingerprint(struct secret *secret, struct arena *arena);

struct text secret_seal(struct secret *secret, struct arena *arena, struct secret_place place,
                        struct text plain);
/* INTERNAL: altered, moved from another place, or sealed with a key that is not in the file. */
MUST_CHECK enum status secret_open(struct secret *secret, struct arena *arena,
                                   struct secret_place place, struct text sealed,
                                   struct text *plain, struct error *error);

/*
 * Keyed hash of a value, to find it without opening all, as a number for integer columns and tables
 * in memory. Values are comparable within one domain ("citizen_id"): the caller names it.
 */
int64_t secret_key64(struct secret *secret, struct text domain, struct text value);
/* secret_key64 of the last four characters, in a domain of its own; of fewer, of all. */
int64_t secret_tail64(struct secret *secret, struct text domain, struct text value);

/* A keyed digest over several pieces: the audit chain. */
struct secret_digest;
struct secret_digest *secret_digest_new(struct secret *secret);
void secret_digest_add(struct secret_digest *digest, struct text bytes);
/* Gives the digest of what was added and starts anew. */
void secret_digest_take(struct secret_digest *digest, uint8_t out[SECRET_DIGEST]);
void secret_digest_free(struct secret_digest *digest);

#endif
