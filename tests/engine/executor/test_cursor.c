/* Where a host is in a play: blocks, rescue and always sections, includes, order. */
#include <criterion/criterion.h>

#include "executor/cursor.h"

typedef struct fixture {
    wp_arena *arena;
    wp_cursor cursor;
} fixture;

static wp_task tasks[10];

static void add_task(wp_arena *arena, wp_steps *steps, int number)
{
    tasks[number].id = (size_t)number;
    wp_steps_add(arena, steps, (wp_step){ .task = &tasks[number] });
}

static wp_block *block_of(wp_arena *arena, int in_tasks, int in_rescue, int in_always)
{
    wp_block *block = wp_new(arena, wp_block);
    if (in_tasks)
        add_task(arena, &block->tasks, in_tasks);
    if (in_rescue)
        add_task(arena, &block->rescue, in_rescue);
    if (in_always)
        add_task(arena, &block->always, in_always);
    return block;
}

static int at(wp_cursor *cursor)
{
    bool died;
    const wp_task *task = wp_cursor_task(cursor, &died);
    return task != NULL ? (int)task->id : died ? -1 : 0;
}

static fixture begin(void)
{
    return (fixture){ .arena = wp_arena_new() };
}

Test(cursor, goes_through_tasks_and_always_and_past_rescue)
{
    wp_steps steps = { 0 };
    fixture f = begin();
    wp_steps_add(f.arena, &steps, (wp_step){ .block = block_of(f.arena, 1, 2, 3) });
    add_task(f.arena, &steps, 4);
    wp_cursor_begin(&f.cursor, f.arena, &steps);
    cr_assert_eq(at(&f.cursor), 1);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), 3);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), 4);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), 0);
    wp_arena_free(f.arena);
}

Test(cursor, a_failure_goes_to_the_rescue_and_then_on)
{
    wp_steps steps = { 0 };
    fixture f = begin();
    wp_steps_add(f.arena, &steps, (wp_step){ .block = block_of(f.arena, 1, 2, 3) });
    add_task(f.arena, &steps, 4);
    wp_cursor_begin(&f.cursor, f.arena, &steps);
    cr_assert_eq(at(&f.cursor), 1);
    cr_assert_eq(wp_cursor_fail(&f.cursor), WP_FAILURE_RESCUED);
    cr_assert_eq(at(&f.cursor), 2);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), 3);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), 4);
    wp_arena_free(f.arena);
}

Test(cursor, a_failure_in_the_rescue_runs_always_and_ends_the_host)
{
    wp_steps steps = { 0 };
    fixture f = begin();
    wp_steps_add(f.arena, &steps, (wp_step){ .block = block_of(f.arena, 1, 2, 3) });
    add_task(f.arena, &steps, 4);
    wp_cursor_begin(&f.cursor, f.arena, &steps);
    at(&f.cursor);
    wp_cursor_fail(&f.cursor);
    cr_assert_eq(at(&f.cursor), 2);
    cr_assert_eq(wp_cursor_fail(&f.cursor), WP_FAILURE_STANDS);
    cr_assert_eq(at(&f.cursor), 3);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), -1);
    wp_arena_free(f.arena);
}

Test(cursor, an_inner_failure_is_rescued_by_the_outer_block_after_the_inner_always)
{
    wp_steps steps = { 0 };
    fixture f = begin();
    wp_block *outer = wp_new(f.arena, wp_block);
    wp_steps_add(f.arena, &outer->tasks, (wp_step){ .block = block_of(f.arena, 1, 0, 2) });
    add_task(f.arena, &outer->rescue, 3);
    wp_steps_add(f.arena, &steps, (wp_step){ .block = outer });
    wp_cursor_begin(&f.cursor, f.arena, &steps);
    cr_assert_eq(at(&f.cursor), 1);
    cr_assert_eq(wp_cursor_fail(&f.cursor), WP_FAILURE_RESCUED);
    cr_assert_eq(at(&f.cursor), 2);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), 3);
    wp_arena_free(f.arena);
}

Test(cursor, what_an_include_brought_in_comes_before_the_next_task)
{
    wp_steps steps = { 0 };
    fixture f = begin();
    add_task(f.arena, &steps, 1);
    add_task(f.arena, &steps, 4);
    wp_cursor_begin(&f.cursor, f.arena, &steps);
    cr_assert_eq(at(&f.cursor), 1);
    wp_cursor_enter(&f.cursor, block_of(f.arena, 2, 0, 0), 1);
    cr_assert_eq(at(&f.cursor), 2);
    wp_cursor_next(&f.cursor);
    cr_assert_eq(at(&f.cursor), 4);
    wp_arena_free(f.arena);
}

Test(cursor, a_rescue_comes_after_the_tasks_of_the_others)
{
    wp_steps steps = { 0 };
    fixture f = begin();
    wp_block *block = block_of(f.arena, 1, 3, 0);
    add_task(f.arena, &block->tasks, 2);
    wp_steps_add(f.arena, &steps, (wp_step){ .block = block });
    wp_cursor other;
    wp_cursor_begin(&f.cursor, f.arena, &steps);
    wp_cursor_begin(&other, f.arena, &steps);
    at(&f.cursor);
    at(&other);
    wp_cursor_fail(&f.cursor);
    wp_cursor_next(&other);
    cr_assert_eq(at(&f.cursor), 3);
    cr_assert_eq(at(&other), 2);
    cr_assert_gt(wp_cursor_compare(&f.cursor, &other), 0);
    wp_arena_free(f.arena);
}

Test(cursor, a_handler_that_fails_ends_the_handlers)
{
    wp_steps steps = { 0 };
    fixture f = begin();
    wp_task *handlers[] = { &tasks[5], &tasks[6] };
    tasks[5].id = 5;
    tasks[6].id = 6;
    add_task(f.arena, &steps, 1);
    wp_cursor_begin(&f.cursor, f.arena, &steps);
    at(&f.cursor);
    wp_cursor_enter_handlers(&f.cursor, handlers, 2);
    cr_assert_eq(at(&f.cursor), 5);
    cr_assert(wp_cursor_in_handlers(&f.cursor));
    cr_assert_eq(wp_cursor_fail(&f.cursor), WP_FAILURE_STANDS);
    cr_assert_eq(at(&f.cursor), -1);
    wp_arena_free(f.arena);
}
