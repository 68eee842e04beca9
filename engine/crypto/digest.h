/* Digests, encodings of bytes, and random bytes (libcrypto). */
#ifndef WP_CRYPTO_DIGEST_H
#define WP_CRYPTO_DIGEST_H

#include <waplay/error.h>

/* By its usual name (md5, sha1, sha256, sha512, sha3_256, blake2b, ...), as lower-case hex. */
bool wp_digest_hex(wp_arena *arena, const char *algorithm, wp_str bytes, wp_str *out, wp_error *err);
/* Of a file, without holding it in memory. */
bool wp_digest_file(wp_arena *arena, const char *algorithm, const char *path, wp_str *out, wp_error *err);
/* By pieces, for streams. Free it with wp_digest_end, which may give the hex. */
typedef struct wp_digest wp_digest;
bool wp_digest_begin(const char *algorithm, wp_digest **out, wp_error *err);
void wp_digest_add(wp_digest *digest, const void *bytes, size_t len);
/* What an open file holds from where it is; `path` is for the message. */
bool wp_digest_add_rest(wp_digest *digest, int fd, const char *path, wp_error *err);
wp_str wp_digest_end(wp_arena *arena, wp_digest *digest);
void wp_hmac_sha1(wp_str key, wp_str bytes, unsigned char out[20]);

wp_str wp_base64_encode(wp_arena *arena, wp_str bytes);
bool wp_base64_decode(wp_arena *arena, wp_str text, wp_str *out); /* false: not base64 */
wp_str wp_hex_encode(wp_arena *arena, wp_str bytes);
bool wp_hex_decode(wp_arena *arena, wp_str text, wp_str *out);
void wp_random_bytes(void *out, size_t len);
/* `count` random letters and digits: nonces, names of temporary files. */
const char *wp_random_name(wp_arena *arena, size_t count);

#endif
