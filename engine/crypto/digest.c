/*
 * Digests of bytes, files and streams.
 *
 * One piece of code does the work: a digest is begun, fed and ended; the other
 * two feed it a text or a file. Its state belongs to libcrypto, not to an
 * arena, since a stream may outlive the arena at hand.
 */
#include "crypto/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/nearest.h"

struct wp_digest {
    EVP_MD_CTX *context;
};

/* By the names that users know them by, and those of libcrypto. */
static const struct {
    const char *name, *of_library;
} algorithms[] = {
    { "md5", "MD5" },           { "sha1", "SHA1" },         { "sha224", "SHA224" },      { "sha256", "SHA256" },
    { "sha384", "SHA384" },     { "sha512", "SHA512" },     { "sha3_224", "SHA3-224" },  { "sha3_256", "SHA3-256" },
    { "sha3_384", "SHA3-384" }, { "sha3_512", "SHA3-512" }, { "blake2b", "BLAKE2b512" }, { "blake2s", "BLAKE2s256" },
};

static bool fail_unknown(const char *algorithm, wp_error *err)
{
    wp_nearest nearest = wp_nearest_to(wp_str_of(algorithm));
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        wp_nearest_try(&nearest, algorithms[i].name);
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "unknown checksum algorithm '%s'", algorithm);
    if (nearest.best)
        return wp_hint(err, "did you mean '%s'?", nearest.best);
    return wp_hint(err, "known are md5, sha1, sha224, sha256, sha384, sha512, sha3_256 and blake2b");
}

static const EVP_MD *find_algorithm(const char *algorithm)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (strcmp(algorithm, algorithms[i].name) == 0)
            return EVP_get_digestbyname(algorithms[i].of_library);
    return NULL;
}

bool wp_digest_begin(const char *algorithm, wp_digest **out, wp_error *err)
{
    const EVP_MD *kind = find_algorithm(algorithm);
    if (!kind)
        return fail_unknown(algorithm, err);

    wp_digest *digest = malloc(sizeof *digest);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!digest || !context)
        abort();
    if (!EVP_DigestInit_ex(context, kind, NULL)) {
        EVP_MD_CTX_free(context);
        free(digest);
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the crypto library of this machine refuses %s", algorithm);
    }
    digest->context = context;
    *out = digest;
    return true;
}

void wp_digest_add(wp_digest *digest, const void *bytes, size_t len)
{
    EVP_DigestUpdate(digest->context, bytes, len);
}

wp_str wp_digest_end(wp_arena *arena, wp_digest *digest)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    EVP_DigestFinal_ex(digest->context, sum, &len);
    EVP_MD_CTX_free(digest->context);
    free(digest);
    if (!arena)
        return wp_str_of(NULL);
    return wp_hex_encode(arena, (wp_str){ (const char *)sum, len });
}

bool wp_digest_hex(wp_arena *arena, const char *algorithm, wp_str bytes, wp_str *out, wp_error *err)
{
    wp_digest *digest;
    if (!wp_digest_begin(algorithm, &digest, err))
        return false;
    wp_digest_add(digest, bytes.ptr, bytes.len);
    *out = wp_digest_end(arena, digest);
    return true;
}

bool wp_digest_add_rest(wp_digest *digest, int fd, const char *path, wp_error *err)
{
    char piece[65536];
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got == 0)
            return true;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read %s: %s", path, strerror(errno));
        wp_digest_add(digest, piece, (size_t)got);
    }
}

bool wp_digest_file(wp_arena *arena, const char *algorithm, const char *path, wp_str *out, wp_error *err)
{
    wp_digest *digest;
    if (!wp_digest_begin(algorithm, &digest, err))
        return false;

    bool done = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        wp_error_kind kind = errno == ENOENT ? WP_E_NOT_FOUND : WP_E_IO;
        wp_fail(err, kind, WP_NO_MARK, "cannot open %s: %s", path, strerror(errno));
        goto out;
    }
    done = wp_digest_add_rest(digest, fd, path, err);
out:
    if (fd >= 0)
        close(fd);
    wp_str sum = wp_digest_end(arena, digest);
    if (done)
        *out = sum;
    return done;
}
