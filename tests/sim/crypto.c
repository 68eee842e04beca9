/* What the simulator needs of cryptography; nothing here guards a real secret. */
#include "crypto.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HASH = 32, SALT = 16, NONCE = 12, TAG = 16, ROUNDS = 2000 };

static const char magic[] = "WASIM1";

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory)
        abort();
    return memory;
}

static void to_hex(const unsigned char *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++)
        sprintf(out + 2 * i, "%02x", bytes[i]);
}

void sim_random_hex(char *out, size_t digits)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < digits; i++) {
        unsigned char byte;
        gnutls_rnd(GNUTLS_RND_NONCE, &byte, 1);
        out[i] = hex[byte % 16];
    }
    out[digits] = '\0';
}

void sim_sha256_hex(const char *text, char out[65])
{
    unsigned char hash[HASH];
    gnutls_hash_fast(GNUTLS_DIG_SHA256, text, strlen(text), hash);
    to_hex(hash, HASH, out);
}

char *sim_base64(const void *data, size_t len)
{
    gnutls_datum_t in = { .data = (unsigned char *)data, .size = (unsigned)len }, out;
    if (gnutls_base64_encode2(&in, &out) < 0)
        abort();
    char *text = allocate(out.size + 1);
    memcpy(text, out.data, out.size);
    gnutls_free(out.data);
    return text;
}

static bool is_base64(const char *text)
{
    size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");
    size_t padding = strspn(text + len, "=");
    return len > 0 && padding <= 2 && text[len + padding] == '\0';
}

unsigned char *sim_base64_decode(const char *text, size_t *len)
{
    if (!is_base64(text))
        return NULL;
    char *plain = allocate(strlen(text) + 5);
    size_t size = 0;
    for (; *text && *text != '='; text++)
        plain[size++] = *text == '-' ? '+' : *text == '_' ? '/' : *text;
    while (size % 4)
        plain[size++] = '=';

    gnutls_datum_t in = { .data = (unsigned char *)plain, .size = (unsigned)size }, out;
    int status = gnutls_base64_decode2(&in, &out);
    free(plain);
    if (status < 0)
        return NULL;
    unsigned char *data = allocate(out.size + 1);
    memcpy(data, out.data, out.size);
    *len = out.size;
    gnutls_free(out.data);
    return data;
}

static void derive(const char *password, const unsigned char *salt, unsigned char out[HASH])
{
    gnutls_datum_t key = { .data = (unsigned char *)password, .size = (unsigned)strlen(password) };
    gnutls_datum_t grain = { .data = (unsigned char *)salt, .size = SALT };
    gnutls_pbkdf2(GNUTLS_MAC_SHA256, &key, &grain, ROUNDS, out, HASH);
}

char *sim_password_hash(const char *password)
{
    unsigned char salt[SALT], hash[HASH];
    gnutls_rnd(GNUTLS_RND_NONCE, salt, SALT);
    derive(password, salt, hash);
    char *stored = allocate(2 * SALT + 1 + 2 * HASH + 1);
    to_hex(salt, SALT, stored);
    stored[2 * SALT] = '$';
    to_hex(hash, HASH, stored + 2 * SALT + 1);
    return stored;
}

bool sim_password_is(const char *password, const char *stored)
{
    unsigned char salt[SALT] = { 0 }, hash[HASH];
    char text[2 * HASH + 1];
    if (strlen(stored) != 2 * SALT + 1 + 2 * HASH)
        return false;
    for (size_t i = 0; i < SALT; i++) {
        unsigned byte = 0;
        sscanf(stored + 2 * i, "%2x", &byte);
        salt[i] = (unsigned char)byte;
    }
    derive(password, salt, hash);
    to_hex(hash, HASH, text);
    return gnutls_memcmp(text, stored + 2 * SALT + 1, 2 * HASH) == 0;
}

static char *base64url(const void *data, size_t len)
{
    char *text = sim_base64(data, len);
    for (char *c = text; *c; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c == '=' ? '\0' : *c;
    return text;
}

static char *sign(const char *key, const char *text, size_t len)
{
    unsigned char mac[HASH];
    gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, strlen(key), text, len, mac);
    return base64url(mac, HASH);
}

char *sim_token_make(const char *key, const char *username, long long expires_s)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    char claims[256], nonce[33];
    sim_random_hex(nonce, 32);
    snprintf(claims, sizeof claims, "{\"user\":\"%.64s\",\"exp\":%lld,\"wa:rand\":\"%s\"}", username, expires_s, nonce);
    char *first = base64url(header, sizeof header - 1), *second = base64url(claims, strlen(claims));
    size_t size = strlen(first) + strlen(second) + 80;
    char *token = allocate(size);
    int len = snprintf(token, size, "%s.%s", first, second);
    char *third = sign(key, token, (size_t)len);
    snprintf(token + len, size - (size_t)len, ".%s", third);
    free(first);
    free(second);
    free(third);
    return token;
}

bool sim_token_is_signed(const char *key, const char *token)
{
    const char *last = strrchr(token, '.');
    if (!last)
        return false;
    char *right = sign(key, token, (size_t)(last - token));
    bool same = strcmp(right, last + 1) == 0;
    free(right);
    return same;
}

char *sim_seal(const char *password, const char *text)
{
    size_t len = strlen(text), head = sizeof magic - 1;
    size_t sealed_len = len + TAG;
    unsigned char *blob = allocate(head + SALT + NONCE + sealed_len);
    unsigned char *salt = blob + head, *nonce = salt + SALT, *body = nonce + NONCE, key[HASH];
    memcpy(blob, magic, head);
    gnutls_rnd(GNUTLS_RND_NONCE, salt, SALT + NONCE);
    derive(password, salt, key);

    gnutls_aead_cipher_hd_t cipher;
    gnutls_datum_t secret = { .data = key, .size = HASH };
    if (gnutls_aead_cipher_init(&cipher, GNUTLS_CIPHER_AES_256_GCM, &secret) < 0)
        abort();
    gnutls_aead_cipher_encrypt(cipher, nonce, NONCE, NULL, 0, TAG, text, len, body, &sealed_len);
    gnutls_aead_cipher_deinit(cipher);
    char *sealed = sim_base64(blob, head + SALT + NONCE + sealed_len);
    free(blob);
    return sealed;
}

sim_unsealed sim_unseal(const char *password, const char *sealed, char **text)
{
    size_t size, head = sizeof magic - 1;
    unsigned char *blob = sim_base64_decode(sealed, &size), key[HASH];
    if (!blob || size < head + SALT + NONCE + TAG || memcmp(blob, magic, head) != 0) {
        free(blob);
        return SIM_SEAL_MALFORMED;
    }
    unsigned char *salt = blob + head, *nonce = salt + SALT, *body = nonce + NONCE;
    size_t body_len = size - head - SALT - NONCE, len = body_len;
    derive(password, salt, key);

    gnutls_aead_cipher_hd_t cipher;
    gnutls_datum_t secret = { .data = key, .size = HASH };
    if (gnutls_aead_cipher_init(&cipher, GNUTLS_CIPHER_AES_256_GCM, &secret) < 0)
        abort();
    char *plain = allocate(body_len + 1);
    int status = gnutls_aead_cipher_decrypt(cipher, nonce, NONCE, NULL, 0, TAG, body, body_len, plain, &len);
    gnutls_aead_cipher_deinit(cipher);
    free(blob);
    if (status < 0) {
        free(plain);
        return SIM_SEAL_WRONG_PASSWORD;
    }
    plain[len] = '\0';
    *text = plain;
    return SIM_UNSEALED;
}
