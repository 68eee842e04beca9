/* What the variables say of the play: who is in it, which roles, what the user was asked. */
#include "executor/play.h"

static bool counts(const wp_run_host *host)
{
    return !host->has_failed && !host->failed_in_play && !host->is_removed && wp_host_is_in_play(host);
}

static void add_once(wp_run *run, wp_value list, const char *name)
{
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_text_is(wp_list_at(list, i), name))
            return;
    wp_list_push(run->arena, list, wp_string_static(name));
}

/* Hosts of the batch that are still in the play. */
static wp_value batch_names(wp_run *run)
{
    wp_value list = wp_list_new(run->arena, run->play.host_count);
    for (size_t i = 0; i < run->play.host_count; i++)
        if (counts(run->play.hosts[i]))
            wp_list_push(run->arena, list, wp_string_static(run->play.hosts[i]->host->name));
    return list;
}

/* The same of all batches. */
static wp_value active_names(wp_run *run, wp_value all)
{
    wp_value list = wp_list_new(run->arena, wp_len(all));
    for (size_t i = 0; i < wp_len(all); i++) {
        const wp_run_host *host = wp_map_get(run->hosts, wp_text(wp_list_at(all, i)));
        if (host == NULL || counts(host))
            wp_list_push(run->arena, list, wp_list_at(all, i));
    }
    return list;
}

/* Roles of `roles:` and imports, or, of those, the dependencies, each once. */
static wp_value role_names(wp_run *run, bool dependencies)
{
    const wp_play *play = run->play.play;
    wp_value list = wp_list_new(run->arena, play->role_count);
    for (size_t i = 0; i < play->role_count; i++) {
        const wp_role *role = play->role_list[i];
        bool is_dependency = role->parent_role != NULL && !role->is_included;
        if (dependencies && is_dependency)
            add_once(run, list, role->name);
        else if (!dependencies && !is_dependency)
            wp_list_push(run->arena, list, wp_string_static(role->name));
    }
    return list;
}

static void publish(wp_run *run, wp_value magic)
{
    wp_play_run *play = &run->play;
    wp_play_vars *vars = wp_new(run->arena, wp_play_vars);
    *vars = (wp_play_vars){ .play = play->play, .prompted = play->prompted, .magic = magic,
                            .public_roles = play->public_roles };
    atomic_store(&play->vars, vars);
}

/* Hosts that the play's pattern finds, in the order of the inventory. */
static wp_value all_names(wp_run *run)
{
    wp_value list = wp_list_new(run->arena, 8);
    wp_run_host **hosts;
    size_t count;
    wp_error ignored = { 0 };
    if (wp_play_hosts_quietly(run, run->play.play, &hosts, &count, &ignored))
        for (size_t i = 0; i < count; i++)
            wp_list_push(run->arena, list, wp_string_static(hosts[i]->host->name));
    return list;
}

static void renew(wp_run *run, wp_value all)
{
    const wp_play_vars *old = atomic_load(&run->play.vars);
    wp_value magic = wp_dict_new(run->arena, 12), batch = batch_names(run);
    wp_dict_put_all(run->arena, magic, old->magic);
    wp_dict_set(run->arena, magic, "ansible_play_hosts_all", all);
    wp_dict_set(run->arena, magic, "ansible_play_hosts", active_names(run, all));
    wp_dict_set(run->arena, magic, "play_hosts", batch);
    wp_dict_set(run->arena, magic, "ansible_play_batch", batch);
    publish(run, magic);
}

void wp_play_vars_add_host(wp_run *run, const char *name)
{
    const wp_value *all = wp_dict_find(atomic_load(&run->play.vars)->magic, "ansible_play_hosts_all");
    wp_value more = wp_value_copy(run->arena, *all);
    add_once(run, more, name);
    renew(run, more);
}

void wp_play_vars_find_hosts(wp_run *run)
{
    renew(run, all_names(run));
}

void wp_play_vars_refresh(wp_run *run)
{
    const wp_play_vars *old = atomic_load(&run->play.vars);
    const wp_value *all = old == NULL ? NULL : wp_dict_find(old->magic, "ansible_play_hosts_all");
    if (all != NULL)
        renew(run, *all);
}

void wp_play_vars_prepare(wp_run *run)
{
    publish(run, wp_dict_new(run->arena, 1));
}

void wp_play_vars_begin(wp_run *run)
{
    wp_value magic = wp_dict_new(run->arena, 12);
    wp_value names = role_names(run, false), dependencies = role_names(run, true);
    wp_value both = wp_list_new(run->arena, wp_len(names) + wp_len(dependencies));
    for (size_t i = 0; i < run->play.play->role_count; i++)
        add_once(run, both, run->play.play->role_list[i]->name);
    wp_dict_set(run->arena, magic, "ansible_play_name", wp_string(run->arena, run->play.name));
    wp_dict_set(run->arena, magic, "ansible_play_role_names", names);
    wp_dict_set(run->arena, magic, "ansible_dependent_role_names", dependencies);
    wp_dict_set(run->arena, magic, "ansible_role_names", both);
    wp_dict_set(run->arena, magic, "role_names", names);
    publish(run, magic);
    renew(run, all_names(run));
}

/* ---- vars_prompt ------------------------------------------------------------------------- */

static const char *text_of(wp_run *run, wp_value row, const char *key)
{
    const wp_value *value = wp_dict_find(row, key);
    if (value == NULL || wp_is(*value, WP_NULL))
        return NULL;
    wp_str text = wp_to_text(run->arena, *value);
    return wp_strndup(run->arena, text.ptr, text.len);
}

static bool is_set(wp_value row, const char *key, bool fallback)
{
    const wp_value *value = wp_dict_find(row, key);
    bool truth = fallback;
    if (value != NULL)
        wp_as_bool(*value, &truth);
    return truth;
}

/* NULL: nobody answered. With `confirm`, both answers have to be the same. */
static const char *ask(wp_run *run, const char *question, bool is_private, bool confirm)
{
    const wp_run_options *options = &run->options;
    const char *answer = NULL, *again = NULL;
    while (options->prompt != NULL && options->prompt(options->prompt_data, question, is_private, run->arena, &answer)) {
        if (!confirm)
            return answer;
        if (!options->prompt(options->prompt_data, wp_printf(run->arena, "confirm %s", question), is_private, run->arena,
                             &again))
            return NULL;
        if (wp_str_is(wp_str_of(answer), again))
            return answer;
        wp_run_warn(run, "the two answers differ: once more");
    }
    return NULL;
}

static void ask_one(wp_run *run, wp_value row)
{
    const char *name = text_of(run, row, "name"), *text = text_of(run, row, "prompt");
    const char *fallback = text_of(run, row, "default");
    const wp_value *given = wp_dict_find(row, "default");
    bool is_private = is_set(row, "private", true);
    if (name == NULL || wp_dict_find(run->options.extra_vars, name) != NULL)
        return;
    const char *question = text != NULL ? text : name;
    if (fallback != NULL)
        question = wp_printf(run->arena, "%s [%s]", question, fallback);
    const char *answer = ask(run, question, is_private, is_set(row, "confirm", false));
    wp_value value = given != NULL ? *given : wp_null();
    if (answer != NULL && answer[0] != '\0')
        value = wp_string(run->arena, answer);
    value = wp_value_mark_all(run->arena, value, WP_UNSAFE);
    wp_dict_set(run->arena, run->play.prompted, name, value);
    if (is_private && answer != NULL)
        wp_output_secret(run->options.output, wp_str_of(answer));
}

void wp_play_ask(wp_run *run)
{
    wp_value rows = run->play.play->vars_prompt;
    run->play.prompted = wp_dict_new(run->arena, 4);
    for (size_t i = 0; wp_is(rows, WP_LIST) && i < wp_len(rows); i++)
        ask_one(run, wp_list_at(rows, i));
}
