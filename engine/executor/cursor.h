/*
 * A cursor: where a host is in a play.
 *
 * A stack of levels, one for each list of steps that the host is inside of: the
 * play's sections, blocks, what an include brought in, the handlers. The place of a
 * host is the path of its levels; two hosts are at the same task when their paths are
 * equal, and the linear strategy always runs the least path. Failing moves a host to
 * the rescue section of the nearest block that has one, through the always sections
 * of those between.
 *
 * As in Ansible, the outermost block hears of a failure in a block inside of it when the
 * host goes on to another task: until then `meta` can forget it. So levels are kept as
 * they were before a failure left them.
 */
#ifndef WP_EXECUTOR_CURSOR_H
#define WP_EXECUTOR_CURSOR_H

#include "playbook/playbook.h"

typedef enum wp_section { WP_SECTION_TASKS, WP_SECTION_RESCUE, WP_SECTION_ALWAYS } wp_section;

typedef struct wp_level {
    const wp_block *block;  /* NULL: a list that is no block (the play, handlers) */
    const wp_steps *steps;  /* of the section it is in */
    wp_task *const *tasks;  /* of a list of handlers, instead of steps */
    size_t task_count;
    size_t index;
    wp_section section;
    unsigned include;       /* orders what different includes at one place brought in; 0: no include */
    bool has_failed;        /* and was not rescued */
    bool did_rescue;
    bool is_handlers;
} wp_level;

typedef struct wp_cursor {
    wp_arena *arena;
    wp_level *levels;
    size_t count, cap;
    wp_level *kept; /* as they were before a failure went outwards, until the host goes on; NULL: none did */
    size_t kept_count;
    bool handler_failed; /* and the outermost block has not rescued it: no more handlers run */
} wp_cursor;

void wp_cursor_copy(wp_cursor *to, const wp_cursor *from); /* its place only; `to` has an arena */
void wp_cursor_begin(wp_cursor *cursor, wp_arena *arena, const wp_steps *steps);
/* The task the host is at; NULL: at its end. Enters and leaves blocks as needed. *died: it came to its end by a
 * failure. */
const wp_task *wp_cursor_task(wp_cursor *cursor, bool *died);
void wp_cursor_go_on(wp_cursor *cursor); /* the task it is at is to be done */
void wp_cursor_next(wp_cursor *cursor); /* past the task it is at */
/* What an include brought in, to be done before going on. */
void wp_cursor_enter(wp_cursor *cursor, const wp_block *block, unsigned include);
void wp_cursor_enter_handlers(wp_cursor *cursor, wp_task *const *tasks, size_t count);
typedef enum wp_after_failure {
    WP_FAILURE_RESCUED, /* a rescue section takes over */
    WP_FAILURE_STANDS   /* nothing rescues it; always sections may still run */
} wp_after_failure;
wp_after_failure wp_cursor_fail(wp_cursor *cursor);
/* A block inside of the outermost one has a rescue, and is doing its tasks. */
bool wp_cursor_is_in_rescued_block(const wp_cursor *cursor);
/* Would a failure here be final at once? Not where the innermost block has something to do about it, nor where one
 * further out rescues; always sections further out do not count, as in Ansible. */
bool wp_cursor_would_fail(const wp_cursor *cursor);
/* The task it is at (wp_cursor_task was asked) stands in a rescue or always section itself, not in a block there. */
bool wp_cursor_is_cleaning(const wp_cursor *cursor);
/* Were the host to end here: as one that failed? */
bool wp_cursor_knows_failure(const wp_cursor *cursor);
/* As if nothing had failed: a failure that the outermost block has not heard of ends its own block only. */
void wp_cursor_forgive(wp_cursor *cursor);
bool wp_cursor_in_handlers(const wp_cursor *cursor);
/* It is at the last of so many handlers; 0: it is not. */
size_t wp_cursor_last_handler(const wp_cursor *cursor);
bool wp_cursor_has_ended(const wp_cursor *cursor); /* nothing is left, no always section either */
void wp_cursor_end(wp_cursor *cursor); /* at once, always sections and all */
/* <0, 0, >0: which is earlier in the play. */
int wp_cursor_compare(const wp_cursor *a, const wp_cursor *b);

#endif
