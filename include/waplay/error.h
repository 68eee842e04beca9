/*
 * Errors: what went wrong, where, and what would be right.
 *
 * A function that can fail returns bool and takes `wp_error *err` last. False
 * means that `err` tells why and that its outputs are untouched. A text names
 * the thing, says what is wrong, begins in lower case and has no final stop.
 *
 * A wp_error holds its texts itself: it can be copied, and outlives arenas
 * (its mark's file name must live as long as the run does).
 */
#ifndef WAPLAY_ERROR_H
#define WAPLAY_ERROR_H

#include <waplay/arena.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A place in a file: line and column count from 1, 0 is unknown. */
typedef struct wp_mark {
    const char *file; /* NULL: nowhere */
    uint32_t line;
    uint32_t column;
} wp_mark;

#define WP_NO_MARK ((wp_mark){ 0 })

typedef enum wp_error_kind {
    WP_E_NONE,
    WP_E_USAGE,       /* the command line */
    WP_E_SYNTAX,      /* text that can't be parsed: YAML, a template, an inventory */
    WP_E_INVALID,     /* well formed, but not allowed: keyword, argument, type, choice */
    WP_E_NOT_FOUND,   /* a file, role, host or name that is not there */
    WP_E_UNDEFINED,   /* a variable without a value; default() and `is defined` tell it apart */
    WP_E_IO,          /* the system refused */
    WP_E_FAILED,      /* the task failed on its host */
    WP_E_UNREACHABLE, /* the host can't be reached, or the connection was lost */
    WP_E_TIMEOUT,     /* a limit of time ran out */
    WP_E_CANCELLED    /* the user stopped the run */
} wp_error_kind;

#define WP_ERROR_TEXT 2048
#define WP_ERROR_HINT 512

typedef struct wp_error {
    wp_error_kind kind;
    wp_mark mark;
    char text[WP_ERROR_TEXT];
    char hint[WP_ERROR_HINT]; /* what to do, or empty: "did you mean 'notify'?" */
} wp_error;

/* Fills `err` and returns false, so that it can be returned. Text that is too
 * long is cut with an ellipsis. `err` may be NULL: nobody wants to know. */
bool wp_fail(wp_error *err, wp_error_kind kind, wp_mark mark, const char *format, ...) WP_PRINTF(4, 5);
/* Adds what to do. Returns false. */
bool wp_hint(wp_error *err, const char *format, ...) WP_PRINTF(2, 3);
/* Puts what was being attempted in front ("reading the inventory: ..."). Returns false. */
bool wp_while(wp_error *err, const char *format, ...) WP_PRINTF(2, 3);
/* Gives the error a place if it has none yet. Returns false. */
bool wp_at(wp_error *err, wp_mark mark);

/* That all four return false is told to the compiler as well, so that it can see where outputs are set. */
static inline bool wp_false(void)
{
    return false;
}
#define wp_fail(...)  (wp_fail(__VA_ARGS__), wp_false())
#define wp_hint(...)  (wp_hint(__VA_ARGS__), wp_false())
#define wp_while(...) (wp_while(__VA_ARGS__), wp_false())
#define wp_at(...)    (wp_at(__VA_ARGS__), wp_false())

#ifdef __cplusplus
}
#endif
#endif
