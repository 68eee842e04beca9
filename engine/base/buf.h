/* A text that grows: bytes in an arena, always followed by a NUL that is not counted. */
#ifndef WP_BASE_BUF_H
#define WP_BASE_BUF_H

#include <waplay/arena.h>

typedef struct wp_buf {
    wp_arena *arena;
    char *ptr; /* NULL until something was added: use wp_buf_str */
    size_t len;
    size_t cap;
} wp_buf;

wp_buf wp_buf_new(wp_arena *arena);
void wp_buf_char(wp_buf *buf, char byte);
void wp_buf_add(wp_buf *buf, const char *text);
void wp_buf_add_n(wp_buf *buf, const char *bytes, size_t len);
void wp_buf_str_add(wp_buf *buf, wp_str text);
void wp_buf_printf(wp_buf *buf, const char *format, ...) WP_PRINTF(2, 3);
void wp_buf_repeat(wp_buf *buf, char byte, size_t times);
void wp_buf_clear(wp_buf *buf); /* empties, keeps the room */
wp_str wp_buf_str(const wp_buf *buf); /* never a NULL ptr; valid until the next addition */

#endif
