/* Cursors: see the header. A level's index stands at the step that the host is at or inside of. */
#include "executor/cursor.h"

#include <string.h>

static wp_level *top(wp_cursor *cursor)
{
    return &cursor->levels[cursor->count - 1];
}

static wp_level *push(wp_cursor *cursor)
{
    if (cursor->count == cursor->cap) {
        size_t cap = cursor->cap ? cursor->cap * 2 : 8;
        cursor->levels = wp_grow(cursor->arena, cursor->levels, cursor->cap * sizeof(wp_level), cap * sizeof(wp_level));
        cursor->cap = cap;
    }
    cursor->levels[cursor->count] = (wp_level){ 0 };
    return &cursor->levels[cursor->count++];
}

void wp_cursor_begin(wp_cursor *cursor, wp_arena *arena, const wp_steps *steps)
{
    *cursor = (wp_cursor){ .arena = arena };
    push(cursor)->steps = steps;
}

void wp_cursor_copy(wp_cursor *to, const wp_cursor *from)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++)
        *push(to) = from->levels[i];
}

static void enter_block(wp_cursor *cursor, const wp_block *block, unsigned include)
{
    wp_level *level = push(cursor);
    level->block = block;
    level->steps = &block->tasks;
    level->include = include;
}

void wp_cursor_enter(wp_cursor *cursor, const wp_block *block, unsigned include)
{
    enter_block(cursor, block, include);
}

void wp_cursor_enter_handlers(wp_cursor *cursor, wp_task *const *tasks, size_t count)
{
    wp_level *level = push(cursor);
    level->tasks = tasks;
    level->task_count = count;
    level->is_handlers = true;
}

static void go_to(wp_level *level, wp_section section)
{
    const wp_steps *sections[] = { &level->block->tasks, &level->block->rescue, &level->block->always };
    level->section = section;
    level->steps = sections[section];
    level->index = 0;
}

/* The section failed: where the level goes on. True: in its rescue. */
static bool fail_level(wp_level *level)
{
    if (level->block == NULL)
        return false;
    bool can_rescue = level->section == WP_SECTION_TASKS && level->block->rescue.count > 0;
    if (can_rescue) {
        go_to(level, WP_SECTION_RESCUE);
        level->did_rescue = true;
        return true;
    }
    level->has_failed = true;
    if (level->section != WP_SECTION_ALWAYS && level->block->always.count > 0)
        go_to(level, WP_SECTION_ALWAYS);
    else
        level->index = SIZE_MAX; /* its end */
    return false;
}

/* ---- what the outermost block knows ---- */

/* The file of a role of `roles:`; what is in it stands in the play itself. */
static bool is_part_of_play(const wp_level *level)
{
    const wp_node *node = level->block != NULL && level->include == 0 && level->block->is_implicit
                              ? &level->block->node : NULL;
    while (node != NULL && node->kind != WP_NODE_TASK && node->kind != WP_NODE_PLAY)
        node = node->parent;
    return node != NULL && node->kind == WP_NODE_PLAY;
}

static size_t outermost(const wp_level *levels, size_t count)
{
    size_t at = 0;
    while (at + 1 < count && is_part_of_play(&levels[at + 1]))
        at++;
    const wp_level *next = at + 1 < count ? &levels[at + 1] : NULL;
    bool is_written = next != NULL && next->block != NULL && next->include == 0 && !next->block->is_implicit;
    return is_written ? at + 1 : at;
}

/* Before a failure leaves the level at the top for those outside of it. A failed handler is known at once. */
static void keep(wp_cursor *cursor)
{
    if (cursor->kept != NULL || cursor->handler_failed)
        return;
    cursor->kept = wp_new_array(cursor->arena, wp_level, cursor->count);
    cursor->kept_count = cursor->count;
    memcpy(cursor->kept, cursor->levels, cursor->count * sizeof(wp_level));
}

static bool is_in_section(const wp_cursor *cursor)
{
    const wp_level *level = cursor->count > 0 ? &cursor->levels[cursor->count - 1] : NULL;
    return level != NULL && level->block != NULL && level->block->is_section && level->section == WP_SECTION_TASKS;
}

static void leave(wp_cursor *cursor)
{
    if (outermost(cursor->levels, cursor->count) < cursor->count - 1)
        keep(cursor);
    cursor->count--;
}

void wp_cursor_go_on(wp_cursor *cursor)
{
    cursor->kept = NULL;
}

bool wp_cursor_knows_failure(const wp_cursor *cursor)
{
    const wp_level *levels = cursor->kept != NULL ? cursor->kept : cursor->levels;
    size_t count = cursor->kept != NULL ? cursor->kept_count : cursor->count;
    const wp_level *at = count > 0 ? &levels[outermost(levels, count)] : NULL;
    return at != NULL && (levels[0].has_failed || at->has_failed || at->section == WP_SECTION_RESCUE);
}

void wp_cursor_forgive(wp_cursor *cursor)
{
    if (cursor->kept != NULL) {
        cursor->levels = cursor->kept;
        cursor->count = cursor->cap = cursor->kept_count;
        cursor->kept = NULL;
        if (is_in_section(cursor))
            wp_cursor_next(cursor);
    }
    for (size_t i = 0; i < cursor->count; i++)
        cursor->levels[i].has_failed = false;
    cursor->handler_failed = false;
}

/* ---- failure ---- */

/* Would a failure that leaves this level be rescued further out? */
static bool is_rescued_above(const wp_cursor *cursor, size_t level)
{
    while (level-- > 0) {
        const wp_level *at = &cursor->levels[level];
        if (at->is_handlers)
            return false;
        if (at->block != NULL && at->section == WP_SECTION_TASKS && at->block->rescue.count > 0)
            return true;
    }
    return false;
}

/* A handler that fails is one of the outermost block, whatever blocks the flush stands in. */
static void leave_handlers(wp_cursor *cursor)
{
    if (!wp_cursor_in_handlers(cursor))
        return;
    size_t at = 0;
    while (!cursor->levels[at].is_handlers)
        at++;
    cursor->count = outermost(cursor->levels, at) + 1;
    cursor->handler_failed = true;
}

wp_after_failure wp_cursor_fail(wp_cursor *cursor)
{
    leave_handlers(cursor);
    if (is_in_section(cursor))
        keep(cursor); /* what stands in it is a block of its own, that nobody wrote */
    while (cursor->count > 0) {
        size_t depth = cursor->count - 1;
        if (fail_level(top(cursor)))
            return WP_FAILURE_RESCUED;
        bool has_always = top(cursor)->block != NULL && top(cursor)->index != SIZE_MAX;
        if (has_always)
            return is_rescued_above(cursor, depth) ? WP_FAILURE_RESCUED : WP_FAILURE_STANDS;
        if (cursor->count == 1)
            break;
        leave(cursor);
    }
    wp_cursor_end(cursor);
    if (cursor->count > 0)
        cursor->levels[0].has_failed = true;
    return WP_FAILURE_STANDS;
}

bool wp_cursor_is_in_rescued_block(const wp_cursor *cursor)
{
    for (size_t i = outermost(cursor->levels, cursor->count) + 1; i < cursor->count; i++) {
        const wp_level *level = &cursor->levels[i];
        if (level->block != NULL && level->section == WP_SECTION_TASKS && level->block->rescue.count > 0)
            return true;
    }
    return false;
}

bool wp_cursor_would_fail(const wp_cursor *cursor)
{
    const wp_level *last = cursor->count > 0 ? &cursor->levels[cursor->count - 1] : NULL;
    bool has_always = last != NULL && last->block != NULL && last->section != WP_SECTION_ALWAYS &&
                      last->block->always.count > 0;
    return !has_always && !is_rescued_above(cursor, cursor->count);
}

bool wp_cursor_is_cleaning(const wp_cursor *cursor)
{
    const wp_level *last = cursor->count > 0 ? &cursor->levels[cursor->count - 1] : NULL;
    return last != NULL && last->block != NULL && !last->block->is_section && last->section != WP_SECTION_TASKS;
}

static size_t steps_of(const wp_level *level)
{
    return level->tasks != NULL ? level->task_count : level->steps != NULL ? level->steps->count : 0;
}

/* The level has no more steps in its section. False: the host ended. */
static bool leave_section(wp_cursor *cursor, bool *died)
{
    wp_level *level = top(cursor);
    if (level->index != SIZE_MAX && level->block != NULL && level->section != WP_SECTION_ALWAYS &&
        level->block->always.count > 0) {
        go_to(level, WP_SECTION_ALWAYS);
        return true;
    }
    bool has_failed = level->has_failed;
    if (level->section == WP_SECTION_RESCUE && !has_failed && outermost(cursor->levels, cursor->count) == cursor->count - 1)
        cursor->handler_failed = false;
    if (cursor->count == 1) {
        *died = has_failed;
        return false;
    }
    if (!has_failed) {
        cursor->count--;
        top(cursor)->index++;
        return true;
    }
    leave(cursor);
    if (wp_cursor_fail(cursor) == WP_FAILURE_STANDS && top(cursor)->index == SIZE_MAX && cursor->count == 1)
        *died = true;
    return true;
}

const wp_task *wp_cursor_task(wp_cursor *cursor, bool *died)
{
    *died = false;
    while (cursor->count > 0) {
        wp_level *level = top(cursor);
        if (level->index >= steps_of(level)) {
            if (!leave_section(cursor, died))
                return NULL;
            continue;
        }
        if (level->tasks != NULL)
            return level->tasks[level->index];
        wp_step step = level->steps->at[level->index];
        if (step.task != NULL)
            return step.task;
        enter_block(cursor, step.block, 0);
    }
    return NULL;
}

void wp_cursor_next(wp_cursor *cursor)
{
    if (top(cursor)->index != SIZE_MAX)
        top(cursor)->index++;
}

bool wp_cursor_in_handlers(const wp_cursor *cursor)
{
    for (size_t i = 0; i < cursor->count; i++)
        if (cursor->levels[i].is_handlers)
            return true;
    return false;
}

size_t wp_cursor_last_handler(const wp_cursor *cursor)
{
    const wp_level *level = cursor->count > 0 ? &cursor->levels[cursor->count - 1] : NULL;
    return level != NULL && level->is_handlers && level->index + 1 == level->task_count ? level->task_count : 0;
}

void wp_cursor_end(wp_cursor *cursor)
{
    if (cursor->count == 0)
        return;
    cursor->count = 1;
    cursor->levels[0].index = SIZE_MAX;
}

bool wp_cursor_has_ended(const wp_cursor *cursor)
{
    return cursor->count == 0 || (cursor->count == 1 && cursor->levels[0].index == SIZE_MAX);
}

static int compare_numbers(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

int wp_cursor_compare(const wp_cursor *a, const wp_cursor *b)
{
    size_t both = a->count < b->count ? a->count : b->count;
    for (size_t i = 0; i < both; i++) {
        const wp_level *x = &a->levels[i], *y = &b->levels[i];
        int order = compare_numbers(x->include, y->include);
        if (order == 0)
            order = compare_numbers(x->section, y->section);
        if (order == 0)
            order = compare_numbers(x->index, y->index);
        if (order != 0)
            return order;
    }
    return compare_numbers(a->count, b->count);
}
