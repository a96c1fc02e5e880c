#include "domain/people/password.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

#include "base/random.h"

enum {
    PARALLEL = 4,      /* hashes at once */
    MEMORY = 32 << 20, /* bytes a hash works through */
    PASSES = 3,
};
_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash fits");

/* Passwords of three classes that stand on every list of tried ones, and the one that every demo
 * has; compared in lower case. */
static const char *const common[] = {
    "abc12345",     "abcd1234",    "abcd1234!",  "aa123456",   "aa123456.",  "aa123456!",
    "a12345678",    "a123456789",  "admin123",   "admin@123",  "admin123!",  "administrator1",
    "asd123456",    "asdf1234",    "changeme1",  "huawei@123", "iloveyou1",  "jiangxi@123",
    "letmein1!",    "p@ssw0rd",    "p@ssword1",  "passw0rd",   "passw0rd!",  "password1",
    "password1!",   "password123", "password@1", "qaz12345",   "qwe123456",  "qwer1234",
    "qwer@1234",    "qwerty123",   "qwerty123!", "test1234",   "test@1234",  "test@123",
    "wang1234",     "welcome1",    "welcome1!",  "welcome123", "woaini1314", "woaini520!",
    "xinfeng123",   "xinfeng@123", "zaq12wsx",   "1q2w3e4r",   "1q2w3e4r!",  "1qaz2wsx",
    "1qaz@wsx",     "1qaz2wsx!",   "12345678a",  "123456aa!",  "123456abc!", "123qweasd",
    "123qwe!@#",    "123qweasd!",  "a1b2c3d4",   "a1b2c3d4!",  "root@123",   "user@123",
    "nuanxin-2022",
};

static bool is_common(struct text password)
{
    for (size_t i = 0; i < COUNT(common); i++) {
        if (text_equal_nocase(password, text_of(common[i]))) {
            return true;
        }
    }
    return false;
}

static int classes(struct text password)
{
    unsigned seen = 0;
    for (size_t i = 0; i < password.n; i++) {
        unsigned char c = (unsigned char)password.s[i];
        seen |= islower(c) ? 1u : isupper(c) ? 2u : isdigit(c) ? 4u : 8u;
    }
    return __builtin_popcount(seen);
}

static bool contains_account(struct text password, struct text account)
{
    for (size_t i = 0; account.n >= 4 && i + account.n <= password.n; i++) {
        if (text_equal_nocase(text_slice(password, i, i + account.n), account)) {
            return true;
        }
    }
    return false;
}

void password_check(struct text password, struct text account, const char *field,
                    struct errors *errors, struct arena *arena)
{
    struct text hint = TEXT("请用至少 8 位，含大写字母、小写字母、数字、符号中的三种");
    if (!utf8_valid(password) || utf8_length(password) < PASSWORD_SHORTEST) {
        errors_add(errors, arena, field, TEXT("密码太短"), hint);
    } else if (password.n > PASSWORD_LONGEST) {
        errors_add(errors, arena, field, TEXT("密码太长"), TEXT("最多 128 个字节"));
    } else if (classes(password) < PASSWORD_CLASSES) {
        errors_add(errors, arena, field, TEXT("密码太简单"), hint);
    } else if (is_common(password)) {
        errors_add(errors, arena, field, TEXT("这个密码太常见，容易被猜中"), hint);
    } else if (contains_account(password, account)) {
        errors_add(errors, arena, field, TEXT("密码中不能含有账号"), hint);
    }
}

/* ---- keeping ---- */

void password_gate_init(struct password_gate *gate)
{
    if (sodium_init() < 0) {
        bug("the cryptographic library does not start");
    }
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->open, NULL);
    gate->inside = 0;
}

void password_gate_release(struct password_gate *gate)
{
    pthread_mutex_destroy(&gate->lock);
    pthread_cond_destroy(&gate->open);
}

static void enter(struct password_gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    while (gate->inside == PARALLEL) {
        pthread_cond_wait(&gate->open, &gate->lock);
    }
    gate->inside++;
    pthread_mutex_unlock(&gate->lock);
}

static void leave(struct password_gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->inside--;
    pthread_cond_signal(&gate->open);
    pthread_mutex_unlock(&gate->lock);
}

void password_hash(struct password_gate *gate, struct text password, char out[PASSWORD_HASH_SIZE])
{
    enter(gate);
    int failed = crypto_pwhash_str_alg(out, password.s, password.n, PASSES, MEMORY,
                                       crypto_pwhash_ALG_ARGON2ID13);
    leave(gate);
    if (failed != 0) {
        bug("no memory to hash a password");
    }
}

bool password_is(struct password_gate *gate, struct text password, struct text hash)
{
    /* The hash of nothing in particular: an unknown account answers as slowly as a known one. */
    static const char decoy[] = "$argon2id$v=19$m=32768,t=3,p=1$MTIzNDU2Nzg5MDEyMzQ1Ng$"
                                "8G1vPbsAvSM4mYsWl5OQ2Yd2oJxWtrlnTf6BQ4ZbHxM";
    char kept[PASSWORD_HASH_SIZE] = "";
    bool known = hash.n > 0 && hash.n < sizeof(kept);
    if (known) {
        memcpy(kept, hash.s, hash.n);
    } else {
        memcpy(kept, decoy, sizeof(decoy));
    }
    if (password.n > PASSWORD_LONGEST) {
        return false;
    }
    enter(gate);
    bool right = crypto_pwhash_str_verify(kept, password.s, password.n) == 0;
    leave(gate);
    return right && known;
}

struct text password_once(struct arena *arena)
{
    /* Without 0 O o, 1 l I: read over the telephone. */
    static const char *const sets[] = {"abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ",
                                       "23456789", "@#%+=?"};
    enum { LENGTH = 12 };
    char *out = arena_alloc(arena, LENGTH);
    for (size_t i = 0; i < LENGTH; i++) {
        /* The classes take turns, so all of them are there. */
        const char *set = sets[i % COUNT(sets)];
        uint64_t draw;
        random_bytes(&draw, sizeof(draw));
        out[i] = set[draw % strlen(set)];
    }
    return (struct text){out, LENGTH};
}
