/* URLs as Python's urllib.parse takes them apart and quotes them. */
#ifndef WP_TEMPLATE_URLS_H
#define WP_TEMPLATE_URLS_H

#include <waplay/error.h>

/* Parts that are not there are empty; hostname, username, password and port may be absent (ptr NULL, -1). */
typedef struct wp_url {
    wp_str scheme, netloc, path, query, fragment;
    wp_str username, password, hostname;
    int port;
} wp_url;

bool wp_url_split(wp_arena *arena, wp_str text, wp_url *out, wp_error *err);
/* %XX for what is not a letter, digit, one of "_.-~" or of `safe`. */
wp_str wp_url_quote(wp_arena *arena, wp_str text, const char *safe);
/* '+' is a blank; what is then no UTF-8 becomes U+FFFD. */
wp_str wp_url_unquote(wp_arena *arena, wp_str text);

#endif
