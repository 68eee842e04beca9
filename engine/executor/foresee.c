/*
 * Foresight: failures that are certain, told before a host is touched.
 *
 * Ansible finds an undefined variable, a template that can't be parsed, an argument
 * that a module does not have or a file that is not there when it comes to the task,
 * with half of the work done. Where such a task is certain to fail (no `when`, no
 * ignore_errors, no rescue, no loop that may be empty) and something would have been
 * done on hosts by then, the run does not begin. Where nothing would have been done,
 * it begins, and fails at that task as it does in Ansible; so does a task that may yet
 * be passed over.
 */
#include "executor/play.h"

#include "base/file.h"
#include "base/nearest.h"

#include <string.h>

typedef struct foresight {
    wp_run *run;
    wp_arena *arena;
    const wp_play *play;
    wp_run_host **hosts;
    size_t host_count;
    wp_map *later;       /* names that tasks give a value while the run goes on */
    bool is_blind;       /* include_vars and the like: any name may have a value from here on */
    bool has_touched;    /* a task before this one does something on hosts */
    size_t faults;       /* told */
} foresight;

/* ---- what the run itself defines ---------------------------------------------------- */

static void define(foresight *f, wp_value name)
{
    if (wp_is(name, WP_STRING))
        wp_map_put(f->later, wp_text(name), f);
}

static void define_by(foresight *f, const wp_task *task)
{
    wp_value key, item, control = task->node.keywords[WP_K_LOOP_CONTROL];
    const wp_module *module = wp_registry_find(f->run->options.registry, wp_str_of(task->name));
    f->is_blind = f->is_blind || task->is_named_late || (module != NULL && module->gives_facts);
    define(f, task->node.keywords[WP_K_REGISTER]);
    for (size_t i = 0; wp_directive_of(task) == WP_DO_SET_FACT && wp_dict_pair(task->args, i, &key, &item); i++) {
        define(f, key);
        f->is_blind = f->is_blind || wp_value_is_template(key) || wp_text_is(key, "");
    }
    for (size_t i = 0; wp_is(control, WP_DICT) && wp_dict_pair(control, i, &key, &item); i++)
        define(f, item);
    switch (wp_directive_of(task)) {
    case WP_DO_INCLUDE_VARS:
    case WP_DO_INCLUDE_ROLE:
    case WP_DO_INCLUDE_TASKS:
    case WP_DO_ADD_HOST:
    case WP_DO_GROUP_BY:
        f->is_blind = true;
        break;
    default:
        break;
    }
}

static void define_steps(foresight *f, const wp_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const wp_block *block = steps->at[i].block;
        if (block == NULL) {
            define_by(f, steps->at[i].task);
            continue;
        }
        define_steps(f, &block->tasks);
        define_steps(f, &block->rescue);
        define_steps(f, &block->always);
    }
}

static bool is_known(foresight *f, const wp_node *node, wp_str name)
{
    /* what only a play that is running has; names that begin so */
    static const char *const from_runs[] = { "item", "ansible_", "__", "play_hosts", "role_names" };
    if (wp_map_get(f->later, name) != NULL)
        return true;
    for (size_t i = 0; i < sizeof from_runs / sizeof *from_runs; i++)
        if (name.len >= strlen(from_runs[i]) && memcmp(name.ptr, from_runs[i], strlen(from_runs[i])) == 0)
            return true;
    for (size_t i = 0; i < f->host_count; i++) {
        wp_vars_scope *scope = wp_run_scope(f->run, f->arena, f->hosts[i]->host, node);
        if (wp_vars_has(scope, name))
            return true;
    }
    return false;
}

/* ---- one task -------------------------------------------------------------------------- */

typedef struct found {
    foresight *f;
    const wp_task *task;
    wp_error first;      /* the first fault of the task */
} found;

static void note(void *data, const wp_error *fault)
{
    found *all = data;
    if (all->first.kind != WP_E_NONE)
        return;
    all->first = *fault;
    wp_at(&all->first, all->task->node.mark);
}

static void look_at_names(found *all, const wp_template *tmpl, wp_mark mark)
{
    foresight *f = all->f;
    wp_value names = wp_template_names(f->arena, tmpl);
    for (size_t i = 0; !f->is_blind && i < wp_len(names); i++) {
        wp_value name = wp_list_at(names, i);
        if (is_known(f, &all->task->node, wp_text(name)))
            continue;
        wp_error fault = { 0 };
        wp_mark place = wp_value_mark(name).file != NULL ? wp_value_mark(name) : mark;
        wp_fail(&fault, WP_E_UNDEFINED, place, "'%s' is undefined", name.as.text);
        wp_vars_scope *scope = wp_run_scope(f->run, f->arena, f->hosts[0]->host, &all->task->node);
        wp_nearest nearest = wp_nearest_to(wp_text(name));
        wp_value known = wp_vars_names(scope, f->arena);
        for (size_t j = 0; j < wp_len(known); j++)
            wp_nearest_try(&nearest, wp_list_at(known, j).as.text);
        wp_str later;
        void *ignored;
        for (size_t j = 0; wp_map_at(f->later, j, &later, &ignored); j++)
            wp_nearest_try(&nearest, wp_strndup(f->arena, later.ptr, later.len));
        if (nearest.best != NULL)
            wp_hint(&fault, "did you mean '%s'?", nearest.best);
        else
            wp_hint(&fault, "give it a value in the inventory, in group_vars, in the play, or by -e");
        note(all, &fault);
        return;
    }
}

static void look_at_value(found *all, wp_value value)
{
    wp_value key, item;
    wp_error err = { 0 };
    const wp_template *tmpl;
    switch (value.type) {
    case WP_STRING:
        if (!wp_value_is_template(value))
            return;
        if (wp_template_compile(all->f->run->env, wp_text(value), wp_value_mark(value), &tmpl, &err))
            look_at_names(all, tmpl, wp_value_mark(value));
        else
            note(all, &err);
        return;
    case WP_LIST:
        for (size_t i = 0; i < wp_len(value); i++)
            look_at_value(all, wp_list_at(value, i));
        return;
    case WP_DICT:
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            look_at_value(all, item);
        return;
    default:
        return;
    }
}

/* A file of the control machine that the task names outright. */
static void look_for_file(found *all, const wp_module *module)
{
    static const struct {
        const char *module, *param, *folder;
    } sources[] = { { "copy", "src", "files" }, { "template", "src", "templates" } };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const wp_value *src = wp_dict_find(all->task->args, sources[i].param);
        if (strcmp(module->name, sources[i].module) != 0 || src == NULL || !wp_is(*src, WP_STRING) ||
            wp_value_is_template(*src) || wp_dict_find(all->task->args, "remote_src") != NULL)
            continue;
        const char *const *dirs = wp_node_search_path(all->f->arena, &all->task->node);
        bool is_there = src->as.text[0] == '~' || (src->as.text[0] == '/' && wp_path_exists(src->as.text));
        for (size_t j = 0; !is_there && dirs[j] != NULL; j++) {
            const char *both[] = { wp_path_join(all->f->arena, dirs[j], sources[i].folder), dirs[j] };
            is_there = wp_path_search(all->f->arena, both, 2, src->as.text) != NULL;
        }
        if (is_there)
            continue;
        wp_error fault = { 0 };
        wp_fail(&fault, WP_E_NOT_FOUND, wp_value_mark(*src), "there is no file '%s'", src->as.text);
        wp_hint(&fault, "it is looked for in %s/ and beside the playbook; first in %s", sources[i].folder, dirs[0]);
        note(all, &fault);
    }
}

static bool is_given(wp_value value)
{
    bool truth;
    return !wp_is(value, WP_UNDEFINED) && !wp_is(value, WP_NULL) && !(wp_as_bool(value, &truth) && !truth);
}

/* May it be passed over, or its failure be caught? */
static bool is_guarded(foresight *f, const wp_task *task)
{
    const wp_node *node = &task->node;
    wp_value when = wp_node_keyword_all(f->arena, node, WP_K_WHEN);
    bool loops = !wp_is(task->loop, WP_UNDEFINED) && !(wp_is(task->loop, WP_LIST) && wp_len(task->loop) > 0);
    return wp_len(when) > 0 || wp_len(f->play->import_when) > 0 || loops || task->loop_with != NULL ||
           is_given(wp_node_keyword(node, WP_K_IGNORE_ERRORS)) || is_given(node->keywords[WP_K_FAILED_WHEN]) ||
           is_given(node->keywords[WP_K_UNTIL]);
}

static bool acts_on_hosts(const wp_task *task, const wp_module *module)
{
    return task->is_named_late ||
           (module != NULL && !module->on_control && wp_directive_of(task) == WP_NO_DIRECTIVE);
}

/* The task's arguments with its module_defaults; false where a template makes them. */
static bool known_arguments(foresight *f, const wp_task *task, wp_value *out)
{
    wp_value all = wp_node_keyword_all(f->arena, &task->node, WP_K_MODULE_DEFAULTS), key, item;
    wp_value args = wp_dict_new(f->arena, 8);
    for (size_t i = 0; i < wp_len(all); i++) {
        const char *nearest;
        wp_action_info info;
        for (size_t j = 0; wp_dict_pair(wp_list_at(all, i), j, &key, &item); j++) {
            if (!wp_is(key, WP_STRING) || !wp_action_find(f->run, wp_text(key), &info, &nearest) ||
                strcmp(info.name, task->name) != 0)
                continue; /* another module's */
            if (!wp_is(item, WP_DICT))
                return false;
            wp_dict_put_all(f->arena, args, item);
        }
    }
    wp_dict_put_all(f->arena, args, task->args);
    wp_container_set_mark(args, wp_value_mark(task->args));
    *out = args;
    return wp_dict_find(task->args, "") == NULL;
}

static void tell(foresight *f, const wp_error *fault)
{
    f->faults++;
    wp_run_tell_error(f->run, fault);
}

static void look_at_task(foresight *f, const wp_task *task, bool is_caught)
{
    const wp_module *module = wp_registry_find(f->run->options.registry, wp_str_of(task->name));
    found all = { .f = f, .task = task };
    if (!wp_task_is_chosen(f->run, task))
        return;
    if (!is_caught && !is_guarded(f, task)) {
        look_at_value(&all, task->args);
        if (module != NULL) {
            wp_value args;
            if (known_arguments(f, task, &args))
                wp_params_check(module, args, task->node.mark, note, &all);
            look_for_file(&all, module);
        }
    }
    if (all.first.kind != WP_E_NONE && f->has_touched)
        tell(f, &all.first);
    f->has_touched = f->has_touched || acts_on_hosts(task, module);
}

static void look_at_steps(foresight *f, const wp_steps *steps, bool is_caught)
{
    for (size_t i = 0; i < steps->count; i++) {
        const wp_block *block = steps->at[i].block;
        if (block == NULL) {
            look_at_task(f, steps->at[i].task, is_caught);
            continue;
        }
        look_at_steps(f, &block->tasks, is_caught || block->rescue.count > 0);
        look_at_steps(f, &block->always, is_caught);
    }
}

/* ---- a run --------------------------------------------------------------------------------- */

static void look_at_play(foresight *f, const wp_play *play)
{
    wp_error ignored = { 0 };
    wp_play_vars *vars = wp_new(f->run->arena, wp_play_vars);
    const wp_role **roles = wp_new_array(f->run->arena, const wp_role *, play->role_count + 1);
    const wp_steps *sections[] = { &play->pre_tasks, &play->roles, &play->tasks, &play->post_tasks };
    wp_value prompts = play->vars_prompt;

    for (size_t i = 0; i < play->role_count; i++)
        roles[i] = play->role_list[i];
    *vars = (wp_play_vars){ .play = play, .prompted = wp_null(), .magic = wp_null(), .public_roles = roles };
    f->play = play;
    f->run->play.play = play;
    atomic_store(&f->run->play.vars, vars);
    for (size_t i = 0; wp_is(prompts, WP_LIST) && i < wp_len(prompts); i++) {
        const wp_value *name = wp_dict_find(wp_list_at(prompts, i), "name");
        if (name != NULL)
            define(f, *name);
    }
    for (size_t i = 0; i < 4; i++)
        define_steps(f, sections[i]);
    define_steps(f, &play->handlers);
    if (!wp_play_hosts_quietly(f->run, play, &f->hosts, &f->host_count, &ignored) || f->host_count == 0)
        return;
    wp_value gathers = play->node.keywords[WP_K_GATHER_FACTS];
    bool truth = true;
    if (wp_is(gathers, WP_UNDEFINED) || !wp_as_bool(gathers, &truth) || truth)
        f->has_touched = true;
    for (size_t i = 0; i < 4; i++)
        look_at_steps(f, sections[i], false);
}

size_t wp_foresee(wp_run *run)
{
    wp_arena *arena = wp_arena_new();
    foresight f = { .run = run, .arena = arena, .later = wp_map_new(arena) };
    for (size_t i = 0; i < run->playbook_count; i++)
        for (size_t j = 0; j < run->playbooks[i]->play_count; j++)
            look_at_play(&f, run->playbooks[i]->plays[j]);
    run->play = (wp_play_run){ 0 };
    wp_arena_free(arena);
    return f.faults;
}
