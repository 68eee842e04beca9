/*
 * --list-hosts, --list-tasks, --list-tags: what a run would do, without doing it;
 * --syntax-check: that its plays could begin.
 */
#include "executor/play.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

typedef struct listing {
    wp_run *run;
    wp_arena *arena;
    wp_buf *out;
    bool with_tasks;
    wp_value tags; /* dict: a set of all names */
} listing;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* [a, b] sorted, each once. Those of plays stand without blanks, as in Ansible. */
static void add_tags(listing *l, wp_value tags, const char *between)
{
    size_t count = 0;
    const char **names = wp_new_array(l->arena, const char *, wp_len(tags) + 1);
    for (size_t i = 0; i < wp_len(tags); i++) {
        wp_str text = wp_to_text(l->arena, wp_list_at(tags, i));
        const char *name = wp_strndup(l->arena, text.ptr, text.len);
        bool is_known = false;
        for (size_t j = 0; j < count; j++)
            is_known = is_known || strcmp(names[j], name) == 0;
        if (!is_known)
            names[count++] = name;
    }
    qsort(names, count, sizeof *names, by_text);
    wp_buf_add(l->out, "[");
    for (size_t i = 0; i < count; i++)
        wp_buf_printf(l->out, "%s%s", i > 0 ? between : "", names[i]);
    wp_buf_add(l->out, "]");
}

static void list_steps(listing *l, const wp_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const wp_block *block = steps->at[i].block;
        const wp_task *task = steps->at[i].task;
        if (block != NULL) {
            list_steps(l, &block->tasks);
            continue;
        }
        wp_value tags = wp_tags_of(l->run, l->arena, &task->node);
        if (!wp_tags_allow(l->arena, &l->run->options.tags, tags))
            continue;
        for (size_t j = 0; j < wp_len(tags); j++)
            wp_dict_put(l->arena, l->tags, wp_list_at(tags, j), wp_null());
        if (!l->with_tasks)
            continue;
        bool is_named = wp_is(task->node.keywords[WP_K_NAME], WP_STRING);
        wp_buf_printf(l->out, "      %s\tTAGS: ", is_named ? wp_task_title(l->arena, task) : task->action);
        add_tags(l, tags, ", ");
        wp_buf_char(l->out, '\n');
    }
}

/* "pattern: ['web', 'db']" and the hosts. */
static void list_hosts(listing *l, wp_value patterns, wp_run_host *const *hosts, size_t count)
{
    wp_buf_printf(l->out, "    pattern: %s\n    hosts (%zu):\n", wp_to_repr(l->arena, patterns).ptr, count);
    for (size_t i = 0; i < count; i++)
        wp_buf_printf(l->out, "      %s\n", hosts[i]->host->name);
}

static void list_tasks(listing *l, const wp_play *play, unsigned what)
{
    const wp_steps *sections[] = { &play->pre_tasks, &play->roles, &play->tasks, &play->post_tasks };
    l->tags = wp_dict_new(l->arena, 8);
    l->with_tasks = (what & WP_LIST_TASKS) != 0;
    if (l->with_tasks)
        wp_buf_add(l->out, "    tasks:\n");
    for (size_t i = 0; i < 4; i++)
        list_steps(l, sections[i]);
    if (!(what & WP_LIST_TAGS))
        return;
    wp_value key, ignored, all = wp_list_new(l->arena, 8);
    for (size_t i = 0; wp_dict_pair(l->tags, i, &key, &ignored); i++)
        wp_list_push(l->arena, all, key);
    wp_buf_add(l->out, "      TASK TAGS: ");
    add_tags(l, all, ", ");
    wp_buf_char(l->out, '\n');
}

static bool list_play(listing *l, const wp_play *play, size_t number, unsigned what, wp_error *err)
{
    wp_run_host **hosts;
    size_t count;
    const char *name, *pattern;
    wp_value patterns;
    wp_play_enter(l->run, play);
    if (!wp_play_patterns(l->run, play, &patterns, err) || !wp_play_pattern(l->run, play, &pattern, err) ||
        !wp_play_name(l->run, play, &name, err) || !wp_play_read_keywords(l->run, err))
        return wp_at(err, play->node.mark);
    if (what == 0)
        return true;
    if (!wp_play_hosts(l->run, play, &hosts, &count, err))
        return false;
    wp_buf_printf(l->out, "\n  play #%zu (%s): %s\tTAGS: ", number, pattern, name);
    add_tags(l, wp_tags_of(l->run, l->arena, &play->node), ",");
    wp_buf_char(l->out, '\n');
    if (what & WP_LIST_HOSTS)
        list_hosts(l, patterns, hosts, count);
    if (what & (WP_LIST_TASKS | WP_LIST_TAGS))
        list_tasks(l, play, what);
    return true;
}

bool wp_run_list(wp_run *run, unsigned what, wp_str *out, wp_arena *arena, wp_error *err)
{
    wp_buf text = wp_buf_new(arena);
    listing l = { .run = run, .arena = arena, .out = &text };
    bool done = true;
    run->options.prompt = NULL; /* nobody is asked: what vars_prompt has by default counts */
    for (size_t i = 0; i < run->playbook_count; i++) {
        wp_buf_printf(&text, "\nplaybook: %s\n", run->playbooks[i]->file);
        for (size_t j = 0; done && j < run->playbooks[i]->play_count; j++)
            done = list_play(&l, run->playbooks[i]->plays[j], j + 1, what, err);
    }
    *out = wp_buf_str(&text);
    return done;
}
