/* Hashes of passwords as crypt(3) writes them, and passwords by chance. */
#ifndef WP_TEMPLATE_PASSWORDS_H
#define WP_TEMPLATE_PASSWORDS_H

#include "template/chance.h"

typedef struct wp_password_rule {
    wp_str scheme;     /* sha512 (or sha512_crypt), sha256, md5, blowfish (or bcrypt) */
    wp_str salt;       /* ptr NULL: by chance */
    int64_t salt_size; /* 0: the scheme's own */
    int64_t rounds;    /* 0: the scheme's own */
    wp_str ident;      /* of bcrypt: 2, 2a, 2b, 2y; ptr NULL: 2b */
} wp_password_rule;

bool wp_password_hash(wp_arena *arena, wp_str password, const wp_password_rule *rule, wp_str *out, wp_error *err);
/* A salt as the scheme wants it. */
bool wp_password_salt(wp_arena *arena, wp_str scheme, int64_t size, wp_str *out, wp_error *err);
/* So many of the characters. */
wp_str wp_password_random(wp_arena *arena, wp_chance *chance, wp_str characters, int64_t length);

#endif
