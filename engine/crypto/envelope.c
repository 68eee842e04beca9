/*
 * AES-256-CTR over text padded to whole blocks, an HMAC-SHA256 over the result,
 * and both written as hex of hex in lines of 80 (see vault.c for the drawing).
 */
#include "crypto/envelope.h"

#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/buf.h"
#include "base/text.h"
#include "crypto/digest.h"

#define BLOCK    16
#define LINE     80
#define HMAC_LEN 32

static bool fail_damaged(wp_error *err, const char *what)
{
    wp_fail(err, WP_E_SYNTAX, WP_NO_MARK, "this vault text is damaged: %s", what);
    return wp_hint(err, "encrypt it anew, or restore it from a copy");
}

/* $ANSIBLE_VAULT;VERSION;CIPHER[;LABEL] */
static bool parse_header(wp_str line, wp_envelope *envelope, wp_error *err)
{
    wp_str magic, version, cipher, label = wp_str_of(NULL);
    if (!wp_str_split(&line, ';', &magic) || !wp_str_split(&line, ';', &version) || !wp_str_split(&line, ';', &cipher))
        return fail_damaged(err, "its first line is not $ANSIBLE_VAULT;1.1;AES256");
    if (wp_str_is(version, "1.2"))
        wp_str_split(&line, ';', &label);
    else if (!wp_str_is(version, "1.1"))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "vault format '%.*s' is not known: 1.1 and 1.2 are",
                       (int)version.len, version.ptr);
    if (!wp_str_is(cipher, "AES256"))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "vault cipher '%.*s' is not known: AES256 is", (int)cipher.len,
                       cipher.ptr);
    envelope->label = wp_str_trim(label);
    return true;
}

/* The lines of the body, run together. */
static wp_str join_lines(wp_arena *arena, wp_str body)
{
    wp_buf joined = wp_buf_new(arena);
    wp_str line;
    while (wp_str_split(&body, '\n', &line))
        wp_buf_str_add(&joined, wp_str_trim(line));
    return wp_buf_str(&joined);
}

bool wp_envelope_parse(wp_arena *arena, wp_str text, wp_envelope *out, wp_error *err)
{
    wp_envelope envelope;
    wp_str header = wp_str_of(NULL);
    wp_str_split(&text, '\n', &header);
    if (!parse_header(wp_str_trim(header), &envelope, err))
        return false;

    wp_str inner, salt = wp_str_of(NULL), hmac = wp_str_of(NULL);
    if (!wp_hex_decode(arena, join_lines(arena, text), &inner))
        return fail_damaged(err, "its body is not hexadecimal");
    wp_str_split(&inner, '\n', &salt);
    wp_str_split(&inner, '\n', &hmac);
    if (!wp_hex_decode(arena, salt, &envelope.salt) || !wp_hex_decode(arena, hmac, &envelope.hmac) ||
        !wp_hex_decode(arena, inner, &envelope.ciphertext) || envelope.salt.len == 0 || envelope.hmac.len != HMAC_LEN ||
        envelope.ciphertext.len == 0)
        return fail_damaged(err, "a part of its body is missing");
    *out = envelope;
    return true;
}

static bool sign(const wp_vault_keys *keys, wp_str ciphertext, unsigned char out[HMAC_LEN])
{
    unsigned int len = HMAC_LEN;
    return HMAC(EVP_sha256(), keys->hmac, sizeof keys->hmac, (const unsigned char *)ciphertext.ptr, ciphertext.len, out,
                &len) != NULL;
}

bool wp_envelope_fits(const wp_envelope *envelope, const wp_vault_keys *keys)
{
    unsigned char hmac[HMAC_LEN];
    return sign(keys, envelope->ciphertext, hmac) && CRYPTO_memcmp(hmac, envelope->hmac.ptr, HMAC_LEN) == 0;
}

/* CTR is its own inverse: this both encrypts and decrypts. */
static bool run_cipher(const wp_vault_keys *keys, const char *from, size_t len, char *to)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int made = 0;
    bool done = context && EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), NULL, keys->cipher, keys->counter) &&
                EVP_EncryptUpdate(context, (unsigned char *)to, &made, (const unsigned char *)from, (int)len) &&
                (size_t)made == len;
    EVP_CIPHER_CTX_free(context);
    return done;
}

/* PKCS#7: the last byte says how many like it there are. */
static size_t padding_of(const char *text, size_t len)
{
    unsigned char count = (unsigned char)text[len - 1];
    if (count == 0 || count > BLOCK || count > len)
        return 0;
    for (size_t i = len - count; i < len; i++)
        if ((unsigned char)text[i] != count)
            return 0;
    return count;
}

bool wp_envelope_decrypt(wp_arena *arena, const wp_envelope *envelope, const wp_vault_keys *keys, wp_str *out)
{
    size_t len = envelope->ciphertext.len;
    if (len > INT_MAX)
        return false;
    char *plain = wp_alloc(arena, len + 1);
    if (!run_cipher(keys, envelope->ciphertext.ptr, len, plain))
        return false;
    size_t padding = padding_of(plain, len);
    if (padding == 0)
        return false;
    plain[len - padding] = '\0';
    *out = (wp_str){ plain, len - padding };
    return true;
}

static wp_str write_text(wp_arena *arena, const char *label, wp_str inner)
{
    wp_buf text = wp_buf_new(arena);
    if (label)
        wp_buf_printf(&text, "$ANSIBLE_VAULT;1.2;AES256;%s\n", label);
    else
        wp_buf_add(&text, "$ANSIBLE_VAULT;1.1;AES256\n");
    wp_str hex = wp_hex_encode(arena, inner);
    for (size_t i = 0; i < hex.len; i += LINE) {
        wp_buf_str_add(&text, wp_str_slice(hex, i, i + LINE));
        wp_buf_char(&text, '\n');
    }
    return wp_buf_str(&text);
}

bool wp_envelope_seal(wp_arena *arena, wp_str salt, const wp_vault_keys *keys, const char *label, wp_str plain,
                      wp_str *out, wp_error *err)
{
    size_t padding = BLOCK - plain.len % BLOCK;
    wp_str ciphertext = { NULL, plain.len + padding };
    if (ciphertext.len > INT_MAX)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "too long to be encrypted: %zu bytes", plain.len);

    char *padded = wp_alloc(arena, ciphertext.len);
    char *sealed = wp_alloc(arena, ciphertext.len);
    if (plain.len > 0)
        memcpy(padded, plain.ptr, plain.len);
    memset(padded + plain.len, (int)padding, padding);
    ciphertext.ptr = sealed;

    unsigned char hmac[HMAC_LEN];
    bool done = run_cipher(keys, padded, ciphertext.len, sealed) && sign(keys, ciphertext, hmac);
    OPENSSL_cleanse(padded, ciphertext.len);
    if (!done)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the crypto library of this machine refuses to encrypt");

    wp_buf inner = wp_buf_new(arena);
    wp_buf_str_add(&inner, wp_hex_encode(arena, salt));
    wp_buf_char(&inner, '\n');
    wp_buf_str_add(&inner, wp_hex_encode(arena, (wp_str){ (const char *)hmac, sizeof hmac }));
    wp_buf_char(&inner, '\n');
    wp_buf_str_add(&inner, wp_hex_encode(arena, ciphertext));
    *out = write_text(arena, label, wp_buf_str(&inner));
    return true;
}
