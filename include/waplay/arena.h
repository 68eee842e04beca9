/*
 * Arenas: memory that is made piece by piece and given back all at once.
 *
 * Whoever makes something is handed an arena as first argument; what is made
 * dies with it. Nothing made in an arena is freed alone. Running out of memory
 * ends the program in here, so no caller checks for it.
 *
 * Three lives are used: the run's (inventory, compiled playbook), the host's
 * (facts, registered results) and the task's (all else). An arena is used by
 * one thread at a time.
 */
#ifndef WAPLAY_ARENA_H
#define WAPLAY_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wp_arena wp_arena;

/* A piece of text somebody else owns: bytes and their number. `ptr` may hold
 * any byte, NUL too, and need not end in one unless the maker says so. */
typedef struct wp_str {
    const char *ptr;
    size_t len;
} wp_str;

#if defined(__GNUC__)
#define WP_PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#else
#define WP_PRINTF(format_at, args_at)
#endif

wp_arena *wp_arena_new(void);
/* Gives all pieces back, keeps the arena (and its first block) for more. */
void wp_arena_reset(wp_arena *arena);
void wp_arena_free(wp_arena *arena); /* NULL is fine */

/* Zeroed memory, aligned for any type. A size of 0 gives a valid pointer. */
void *wp_alloc(wp_arena *arena, size_t size);
/* A larger copy of a piece; grows in place where it was the last one made. */
void *wp_grow(wp_arena *arena, void *piece, size_t old_size, size_t new_size);

#define wp_new(arena, type) ((type *)wp_alloc((arena), sizeof(type)))
#define wp_new_array(arena, type, count) ((type *)wp_alloc((arena), sizeof(type) * (size_t)(count)))

/* Copies, always followed by a NUL that is not counted. */
char *wp_strdup(wp_arena *arena, const char *text);
char *wp_strndup(wp_arena *arena, const char *text, size_t len);
char *wp_printf(wp_arena *arena, const char *format, ...) WP_PRINTF(2, 3);
char *wp_vprintf(wp_arena *arena, const char *format, va_list args) WP_PRINTF(2, 0);
wp_str wp_str_dup(wp_arena *arena, wp_str text);

/* Text as a slice, without a copy. wp_str_of(NULL) is empty. */
wp_str wp_str_of(const char *text);
bool wp_str_eq(wp_str a, wp_str b);
bool wp_str_is(wp_str a, const char *b);

#ifdef __cplusplus
}
#endif
#endif
