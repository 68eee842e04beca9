/*
 * What --tags and --skip-tags leave of a play, or of what was included.
 *
 * Steps are chosen before any host is among them: a block of which nothing is left is not
 * there at all, and a rescue section of which nothing is left rescues nobody.
 */
#include "executor/play.h"

bool wp_task_is_chosen(wp_run *run, const wp_task *task)
{
    if (task->id == 0)
        return true; /* implicit ones are tagged always */
    if (task->id >= run->tag_choice_count) {
        size_t count = (task->id + 1) * 2;
        run->tag_choices = wp_grow(run->arena, run->tag_choices, run->tag_choice_count, count);
        run->tag_choice_count = count;
    }
    if (run->tag_choices[task->id] == 0) {
        wp_arena *arena = wp_arena_new();
        bool is_allowed = wp_tags_allow(arena, &run->options.tags, wp_tags_of(run, arena, &task->node));
        run->tag_choices[task->id] = is_allowed ? 1 : 2;
        wp_arena_free(arena);
    }
    return run->tag_choices[task->id] == 1;
}

wp_block *wp_block_chosen(wp_run *run, const wp_block *block)
{
    wp_block *left = wp_new(run->arena, wp_block);
    *left = *block;
    left->tasks = left->rescue = left->always = (wp_steps){ 0 };
    wp_steps_add_chosen(run, &left->tasks, &block->tasks);
    wp_steps_add_chosen(run, &left->rescue, &block->rescue);
    wp_steps_add_chosen(run, &left->always, &block->always);
    return left;
}

static bool is_empty(const wp_block *block)
{
    return block->tasks.count + block->rescue.count + block->always.count == 0;
}

void wp_steps_add_chosen(wp_run *run, wp_steps *out, const wp_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        wp_step step = steps->at[i];
        if (step.block != NULL)
            step.block = wp_block_chosen(run, step.block);
        if (step.block != NULL ? !is_empty(step.block) : wp_task_is_chosen(run, step.task))
            wp_steps_add(run->arena, out, step);
    }
}
