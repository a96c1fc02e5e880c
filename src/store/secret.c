#include "store/secret.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/random.h"
#include "store/disk.h"

enum {
    KEYS_MOST = 16,
    MASTER = 32, /* bytes of each key in the file */
    NONCE = 12,
    TAG = 16,
    HEADER = 2 + NONCE,    /* suite, key, nonce */
    NONCES = 21,           /* taken from the system at once: up to 256 bytes come in one piece */
    PLACE_MOST = 2 + 160,  /* suite, key, ledger, field, row */
    KEY_FILE_MOST = 16384, /* bytes */
};
_Static_assert(SECRET_OVERHEAD == HEADER + TAG, "what a sealed value adds");

struct key {
    enum secret_suite suite;
    uint8_t id; /* 1 … KEYS_MOST */
    uint8_t master[MASTER];
};

struct secret {
    struct key keys[KEYS_MOST]; /* the newest last */
    size_t count;
    struct key lookup, chain;
    pthread_key_t lane; /* each thread's contexts */
};

/* OpenSSL's contexts are not to be shared and slow to make: each thread keeps its own. */
struct lane {
    EVP_CIPHER_CTX *seal[KEYS_MOST], *open[KEYS_MOST];
    EVP_MAC_CTX *mac[KEYS_MOST]; /* of SECRET_GM keys */
    EVP_MAC_CTX *lookup;
    uint8_t nonces[NONCES * NONCE];
    size_t nonce; /* next to use */
};

static void need(int result)
{
    if (result <= 0) {
        bug("OpenSSL refuses");
    }
}

/* ---- contexts ---- */

static EVP_MAC_CTX *mac_new(enum secret_suite suite, const uint8_t key[MASTER])
{
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *mac = EVP_MAC_CTX_new(hmac);
    if (mac == NULL) {
        bug("OpenSSL has no HMAC");
    }
    EVP_MAC_free(hmac);
    char digest[8] = "SHA256";
    if (suite == SECRET_GM) {
        memcpy(digest, "SM3", 4);
    }
    OSSL_PARAM how[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                        OSSL_PARAM_construct_end()};
    need(EVP_MAC_init(mac, key, MASTER, how));
    return mac;
}

static void mac_begin(EVP_MAC_CTX *mac)
{
    need(EVP_MAC_init(mac, NULL, 0, NULL));
}

static void mac_add(EVP_MAC_CTX *mac, struct text bytes)
{
    need(EVP_MAC_update(mac, (const uint8_t *)bytes.s, bytes.n));
}

static void mac_end(EVP_MAC_CTX *mac, uint8_t out[SECRET_DIGEST])
{
    size_t n;
    need(EVP_MAC_final(mac, out, &n, SECRET_DIGEST));
}

/* A key of its own for each purpose of a master key. */
static void derive(const struct key *key, const char *purpose, uint8_t out[SECRET_DIGEST])
{
    EVP_MAC_CTX *mac = mac_new(key->suite, key->master);
    mac_add(mac, text_of(purpose));
    mac_end(mac, out);
    EVP_MAC_CTX_free(mac);
}

static EVP_CIPHER_CTX *cipher_new(const struct key *key, int encrypts)
{
    uint8_t derived[SECRET_DIGEST];
    derive(key, "cipher", derived);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    if (cipher == NULL) {
        bug("out of memory");
    }
    const EVP_CIPHER *kind = key->suite == SECRET_GM ? EVP_sm4_ctr() : EVP_aes_256_gcm();
    need(EVP_CipherInit_ex(cipher, kind, NULL, derived, NULL, encrypts));
    OPENSSL_cleanse(derived, sizeof(derived));
    return cipher;
}

static void lane_free(void *context)
{
    struct lane *lane = context;
    for (size_t i = 0; i < KEYS_MOST; i++) {
        EVP_CIPHER_CTX_free(lane->seal[i]);
        EVP_CIPHER_CTX_free(lane->open[i]);
        EVP_MAC_CTX_free(lane->mac[i]);
    }
    EVP_MAC_CTX_free(lane->lookup);
    free(lane);
}

static struct lane *lane_of(struct secret *secret)
{
    struct lane *lane = pthread_getspecific(secret->lane);
    if (lane != NULL) {
        return lane;
    }
    lane = memory_get_zeroed(sizeof(*lane));
    for (size_t i = 0; i < secret->count; i++) {
        const struct key *key = &secret->keys[i];
        lane->seal[i] = cipher_new(key, 1);
        lane->open[i] = cipher_new(key, 0);
        if (key->suite == SECRET_GM) {
            uint8_t derived[SECRET_DIGEST];
            derive(key, "mac", derived);
            lane->mac[i] = mac_new(SECRET_GM, derived);
            OPENSSL_cleanse(derived, sizeof(derived));
        }
    }
    lane->lookup = mac_new(secret->lookup.suite, secret->lookup.master);
    lane->nonce = NONCES;
    if (pthread_setspecific(secret->lane, lane) != 0) {
        bug("out of memory");
    }
    return lane;
}

/* ---- the key file ---- */

static const struct {
    enum secret_suite suite;
    const char *name;
} suites[] = {{SECRET_AES, "aes"}, {SECRET_GM, "gm"}};

static void add_hex(struct buf *out, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_addf(out, "%02x", bytes[i]);
    }
}

static void add_key_line(struct buf *out, const char *word, enum secret_suite suite)
{
    uint8_t master[MASTER];
    random_bytes(master, sizeof(master));
    buf_addf(out, "%s %s ", word, suites[suite - 1].name);
    add_hex(out, master, sizeof(master));
    buf_addc(out, '\n');
    OPENSSL_cleanse(master, sizeof(master));
}

/* Keys must not stay behind in freed memory. */
static void forget(struct buf *buf)
{
    if (buf->s != NULL) {
        OPENSSL_cleanse(buf->s, buf->n);
    }
    buf_release(buf);
}

enum status secret_create(const char *path, enum secret_suite suite, struct arena *arena,
                          struct error *error)
{
    struct buf file;
    buf_init(&file, KEY_FILE_MOST);
    buf_adds(&file,
             "# 本站密钥。丢失后加密的数据无法恢复，泄露后加密失去意义：请另行备份，勿与数据库备份"
             "放在一起。\n");
    add_key_line(&file, "lookup", suite);
    add_key_line(&file, "chain", suite);
    add_key_line(&file, "key", suite);
    enum status status = disk_put(path, buf_text(&file), 0600, false, arena, error);
    forget(&file);
    return status;
}

static bool hex_digit(char c, uint8_t *out)
{
    if (c >= '0' && c <= '9') {
        *out = (uint8_t)(c - '0');
    } else if (c >= 'a' && c <= 'f') {
        *out = (uint8_t)(c - 'a' + 10);
    } else {
        return false;
    }
    return true;
}

static bool read_key(struct text suite, struct text hex, struct key *out)
{
    out->suite = 0;
    for (size_t i = 0; i < COUNT(suites); i++) {
        if (text_is(suite, suites[i].name)) {
            out->suite = suites[i].suite;
        }
    }
    if (out->suite == 0 || hex.n != 2 * sizeof(out->master)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(out->master); i++) {
        uint8_t high, low;
        if (!hex_digit(hex.s[2 * i], &high) || !hex_digit(hex.s[2 * i + 1], &low)) {
            return false;
        }
        out->master[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool read_line(struct secret *secret, struct text line)
{
    line = text_trim(line);
    if (line.n == 0 || line.s[0] == '#') {
        return true;
    }
    struct text word, suite, hex;
    struct key key;
    if (!text_split(&line, ' ', &word) || !text_split(&line, ' ', &suite) ||
        !text_split(&line, ' ', &hex) || !read_key(suite, hex, &key)) {
        return false;
    }
    if (text_is(word, "lookup")) {
        secret->lookup = key;
    } else if (text_is(word, "chain")) {
        secret->chain = key;
    } else if (text_is(word, "key") && secret->count < KEYS_MOST) {
        key.id = (uint8_t)(secret->count + 1);
        secret->keys[secret->count++] = key;
    } else {
        return false;
    }
    return true;
}

static enum status key_file_read(const char *path, struct buf *file, struct arena *arena,
                                 struct error *error)
{
    struct stat rights;
    enum status status = disk_read(path, file, arena, error);
    if (status == OK && stat(path, &rights) == 0 && (rights.st_mode & 077) != 0) {
        error_set(error, arena, INVALID, "密钥文件可被其他用户读取");
        error_hint(error, arena, "请执行 chmod 600 %s，并考虑更换密钥", path);
        return INVALID;
    }
    return status;
}

enum status secret_load(const char *path, struct secret **out, struct arena *arena,
                        struct error *error)
{
    struct buf file;
    buf_init(&file, KEY_FILE_MOST);
    enum status status = key_file_read(path, &file, arena, error);
    if (status != OK) {
        forget(&file);
        return status;
    }
    struct secret *secret = memory_get_zeroed(sizeof(*secret));
    struct text rest = buf_text(&file), line;
    bool good = true;
    for (int number = 1; good && text_split(&rest, '\n', &line); number++) {
        good = read_line(secret, line);
        if (!good) {
            error_set(error, arena, INVALID, "密钥文件第 %d 行无法识别", number);
        }
    }
    forget(&file);
    if (good && (secret->count == 0 || secret->lookup.suite == 0 || secret->chain.suite == 0)) {
        good = false;
        error_set(error, arena, INVALID, "密钥文件不完整");
    }
    if (!good) {
        OPENSSL_cleanse(secret, sizeof(*secret));
        free(secret);
        error_hint(error, arena, "请从备份取回密钥文件");
        return INVALID;
    }
    if (pthread_key_create(&secret->lane, lane_free) != 0) {
        bug("too many secrets");
    }
    *out = secret;
    return OK;
}

enum status secret_add_key(const char *path, enum secret_suite suite, struct arena *arena,
                           struct error *error)
{
    struct secret *secret;
    enum status status = secret_load(path, &secret, arena, error);
    if (status != OK) {
        return status;
    }
    size_t count = secret->count;
    secret_close(secret);
    if (count == KEYS_MOST) {
        return error_set(error, arena, INVALID, "密钥已有 %d 个，不能再加", KEYS_MOST);
    }
    struct buf file;
    buf_init(&file, KEY_FILE_MOST);
    status = key_file_read(path, &file, arena, error);
    if (status == OK) {
        add_key_line(&file, "key", suite);
        status = disk_put(path, buf_text(&file), 0600, true, arena, error);
    }
    forget(&file);
    return status;
}

void secret_close(struct secret *secret)
{
    /* the contexts of other threads went with them */
    struct lane *lane = pthread_getspecific(secret->lane);
    if (lane != NULL) {
        lane_free(lane);
    }
    pthread_key_delete(secret->lane);
    OPENSSL_cleanse(secret, sizeof(*secret));
    free(secret);
}

struct text secret_fingerprint(struct secret *secret, struct arena *arena)
{
    uint8_t digest[SECRET_DIGEST];
    derive(&secret->lookup, "fingerprint", digest);
    struct buf hex;
    buf_init(&hex, 64);
    add_hex(&hex, digest, 8);
    struct text out = arena_text(arena, buf_text(&hex));
    buf_release(&hex);
    return out;
}

/* ---- sealing ---- */

/* What a sealed value is bound to: its suite and key, and its place. */
static struct text place_bytes(uint8_t out[PLACE_MOST], uint8_t suite, uint8_t key,
                               struct secret_place place)
{
    if (place.ledger.n + place.field.n + 12 > PLACE_MOST) {
        bug("place %.*s.%.*s is too long", TEXT_ARG(place.ledger), TEXT_ARG(place.field));
    }
    size_t n = 0;
    out[n++] = suite;
    out[n++] = key;
    memcpy(out + n, place.ledger.s, place.ledger.n);
    n += place.ledger.n;
    out[n++] = 0;
    memcpy(out + n, place.field.s, place.field.n);
    n += place.field.n;
    out[n++] = 0;
    for (int i = 0; i < 8; i++) {
        out[n++] = (uint8_t)((uint64_t)place.row >> 8 * i);
    }
    return (struct text){(const char *)out, n};
}

static void next_nonce(struct lane *lane, uint8_t out[NONCE])
{
    if (lane->nonce == NONCES) {
        random_bytes(lane->nonces, sizeof(lane->nonces));
        lane->nonce = 0;
    }
    memcpy(out, lane->nonces + NONCE * lane->nonce++, NONCE);
}

static void cipher_run(EVP_CIPHER_CTX *cipher, const char *in, size_t n, uint8_t *out)
{
    if (n > INT32_MAX) {
        bug("sealing %zu bytes at once", n);
    }
    int written;
    need(EVP_CipherUpdate(cipher, out, &written, (const uint8_t *)in, (int)n));
}

static void gm_start(EVP_CIPHER_CTX *cipher, const uint8_t nonce[NONCE])
{
    uint8_t counter[16] = {0};
    memcpy(counter, nonce, NONCE);
    need(EVP_CipherInit_ex(cipher, NULL, NULL, NULL, counter, -1));
}

static void gm_tag(EVP_MAC_CTX *mac, struct text place, const uint8_t nonce[NONCE],
                   struct text ciphertext, uint8_t tag[TAG])
{
    uint8_t whole[SECRET_DIGEST];
    mac_begin(mac);
    mac_add(mac, (struct text){(const char *)nonce, NONCE}); /* of fixed length: no ambiguity */
    mac_add(mac, ciphertext);
    mac_add(mac, place);
    uint8_t length = (uint8_t)place.n;
    mac_add(mac, (struct text){(const char *)&length, 1});
    mac_end(mac, whole);
    memcpy(tag, whole, TAG);
}

struct text secret_seal(struct secret *secret, struct arena *arena, struct secret_place place,
                        struct text plain)
{
    struct lane *lane = lane_of(secret);
    size_t newest = secret->count - 1;
    const struct key *key = &secret->keys[newest];
    uint8_t bound[PLACE_MOST];
    struct text aad = place_bytes(bound, (uint8_t)key->suite, key->id, place);

    uint8_t *out = arena_alloc(arena, plain.n + SECRET_OVERHEAD);
    out[0] = (uint8_t)key->suite;
    out[1] = key->id;
    uint8_t *nonce = out + 2, *body = out + HEADER, *tag = body + plain.n;
    next_nonce(lane, nonce);
    EVP_CIPHER_CTX *cipher = lane->seal[newest];
    if (key->suite == SECRET_GM) {
        gm_start(cipher, nonce);
        cipher_run(cipher, plain.s, plain.n, body);
        gm_tag(lane->mac[newest], aad, nonce, (struct text){(const char *)body, plain.n}, tag);
    } else {
        int n;
        need(EVP_EncryptInit_ex(cipher, NULL, NULL, NULL, nonce));
        need(EVP_EncryptUpdate(cipher, NULL, &n, (const uint8_t *)aad.s, (int)aad.n));
        cipher_run(cipher, plain.s, plain.n, body);
        need(EVP_EncryptFinal_ex(cipher, tag, &n));
        need(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG, tag));
    }
    return (struct text){(const char *)out, plain.n + SECRET_OVERHEAD};
}

static const struct key *key_of(const struct secret *secret, struct text sealed)
{
    if (sealed.n < SECRET_OVERHEAD) {
        return NULL;
    }
    uint8_t suite = (uint8_t)sealed.s[0], id = (uint8_t)sealed.s[1];
    if (id < 1 || id > secret->count || (uint8_t)secret->keys[id - 1].suite != suite) {
        return NULL;
    }
    return &secret->keys[id - 1];
}

static bool opened(struct lane *lane, const struct key *key, struct text aad, struct text sealed,
                   uint8_t *out)
{
    EVP_CIPHER_CTX *cipher = lane->open[key->id - 1];
    const uint8_t *nonce = (const uint8_t *)sealed.s + 2;
    struct text body = text_slice(sealed, HEADER, sealed.n - TAG);
    uint8_t tag[TAG];
    memcpy(tag, sealed.s + sealed.n - TAG, TAG);
    int n;
    if (key->suite == SECRET_GM) {
        uint8_t computed[TAG];
        gm_tag(lane->mac[key->id - 1], aad, nonce, body, computed);
        if (CRYPTO_memcmp(tag, computed, TAG) != 0) {
            return false;
        }
        gm_start(cipher, nonce);
        cipher_run(cipher, body.s, body.n, out);
        return true;
    }
    need(EVP_DecryptInit_ex(cipher, NULL, NULL, NULL, nonce));
    need(EVP_DecryptUpdate(cipher, NULL, &n, (const uint8_t *)aad.s, (int)aad.n));
    cipher_run(cipher, body.s, body.n, out);
    need(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG, tag));
    return EVP_DecryptFinal_ex(cipher, out + body.n, &n) > 0;
}

enum status secret_open(struct secret *secret, struct arena *arena, struct secret_place place,
                        struct text sealed, struct text *plain, struct error *error)
{
    const struct key *key = key_of(secret, sealed);
    if (key != NULL) {
        uint8_t bound[PLACE_MOST];
        struct text aad = place_bytes(bound, (uint8_t)key->suite, key->id, place);
        size_t n = sealed.n - SECRET_OVERHEAD;
        uint8_t *out = arena_alloc(arena, n + 1);
        if (opened(lane_of(secret), key, aad, sealed, out)) {
            *plain = (struct text){(const char *)out, n};
            return OK;
        }
    }
    error_set(error, arena, INTERNAL, "加密的数据打不开");
    error->detail =
        arena_printf(arena, "%.*s.%.*s of row %lld: %s", TEXT_ARG(place.ledger),
                     TEXT_ARG(place.field), (long long)place.row,
                     key == NULL ? "sealed with a key that is not in the key file" : "altered");
    return error_hint(error, arena, "请联系系统管理员核对密钥文件");
}

/* ---- keyed hashes ---- */

static void lookup(struct secret *secret, struct text purpose, struct text domain,
                   struct text value, uint8_t digest[SECRET_DIGEST])
{
    EVP_MAC_CTX *mac = lane_of(secret)->lookup;
    char head[PLACE_MOST];
    if (purpose.n + domain.n + 1 > sizeof(head)) {
        bug("domain %.*s is too long", TEXT_ARG(domain));
    }
    memcpy(head, purpose.s, purpose.n);
    memcpy(head + purpose.n, domain.s, domain.n);
    head[purpose.n + domain.n] = '\0'; /* ends the domain */
    mac_begin(mac);
    mac_add(mac, (struct text){head, purpose.n + domain.n + 1});
    mac_add(mac, value);
    mac_end(mac, digest);
}

static int64_t as_number(const uint8_t digest[SECRET_DIGEST])
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++) {
        number |= (uint64_t)digest[i] << 8 * i;
    }
    return (int64_t)number;
}

int64_t secret_key64(struct secret *secret, struct text domain, struct text value)
{
    uint8_t digest[SECRET_DIGEST];
    lookup(secret, TEXT("key:"), domain, value, digest);
    return as_number(digest);
}

int64_t secret_tail64(struct secret *secret, struct text domain, struct text value)
{
    size_t at = value.n;
    for (int characters = 0; characters < 4 && at > 0; characters++) {
        at--;
        while (at > 0 && ((uint8_t)value.s[at] & 0xc0) == 0x80) {
            at--;
        }
    }
    uint8_t digest[SECRET_DIGEST];
    lookup(secret, TEXT("tail:"), domain, text_slice(value, at, value.n), digest);
    return as_number(digest);
}

/* ---- the chain's digest ---- */

struct secret_digest {
    EVP_MAC_CTX *mac;
};

struct secret_digest *secret_digest_new(struct secret *secret)
{
    struct secret_digest *digest = memory_get_zeroed(sizeof(*digest));
    digest->mac = mac_new(secret->chain.suite, secret->chain.master);
    return digest;
}

void secret_digest_add(struct secret_digest *digest, struct text bytes)
{
    mac_add(digest->mac, bytes);
}

void secret_digest_take(struct secret_digest *digest, uint8_t out[SECRET_DIGEST])
{
    mac_end(digest->mac, out);
    mac_begin(digest->mac);
}

void secret_digest_free(struct secret_digest *digest)
{
    EVP_MAC_CTX_free(digest->mac);
    free(digest);
}
