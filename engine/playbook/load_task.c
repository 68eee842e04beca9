/*
 * One task: which action it asks for, with what arguments, over which loop.
 *
 *   copy: {src: a, dest: b}            copy: src=a dest=b
 *   action: copy src=a dest=b          action: {module: copy, src: a}
 *   local_action: ...                  (as action, delegated to localhost)
 *   args: {dest: b}                    (added to any of them)
 *   with_items: [...]                  (a loop by the look-up `items`)
 */
#include "playbook/loader.h"
#include "playbook/free_text.h"
#include "base/text.h"
#include "template/builtin.h"

#include <string.h>

typedef struct draft {
    wp_task *task;
    wp_value action_key, action_value; /* undefined: none found yet */
    wp_action_info info;
    bool has_conflict;
} draft;

static bool find_action(wp_loader *loader, wp_str name, wp_action_info *out, const char **nearest)
{
    const wp_loader_hooks *hooks = &loader->options.hooks;
    *nearest = NULL;
    return hooks->action != NULL && hooks->action(hooks->data, name, out, nearest);
}

static void take_with(wp_loader *loader, wp_task *task, wp_value key, wp_value value)
{
    wp_str name = wp_str_slice(wp_text(key), strlen("with_"), key.len);
    task->loop_with = wp_strndup(loader->arena, name.ptr, name.len);
    task->loop = wp_is(value, WP_NULL) ? wp_list_new(loader->arena, 0) : value;
    if (wp_lookup_find(name) != NULL)
        return;
    const char *nearest = wp_builtin_nearest("lookup", name);
    wp_loader_fault(loader, wp_value_mark(key),
                    nearest ? wp_printf(loader->arena, "did you mean 'with_%s'?", nearest) : NULL,
                    "there is no look-up '%s' for 'with_%s'", task->loop_with, task->loop_with);
}

/* Modules of Ansible's that there are not, and what to take instead. */
static const struct {
    const char *name, *instead;
} absent[] = {
    { "expect", "it talks to programs through Python on the host; give them their answers by stdin of module command, "
                "or by options of their own" },
};

static const char *instead_of(wp_str name)
{
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (wp_str_ends(name, absent[i].name) && (name.len == strlen(absent[i].name) ||
                                                  name.ptr[name.len - strlen(absent[i].name) - 1] == '.'))
            return absent[i].instead;
    return NULL;
}

/* No such action, as the fault of a task: there, but not to be used, or not here, or written otherwise. */
static bool tell_no_action(wp_loader *loader, wp_mark mark, wp_str name, const wp_action_info *info, const char *nearest,
                           const char *otherwise)
{
    const char *instead = instead_of(name);
    if (info->refusal != NULL)
        return wp_loader_fault(loader, mark, "a program that reads JSON (WANT_JSON) and writes JSON needs none",
                               "module '%s' can't be used: %s", info->name, info->refusal);
    if (instead != NULL)
        return wp_loader_fault(loader, mark, instead, "module '%.*s' is not taken here", (int)name.len, name.ptr);
    return wp_loader_fault(loader, mark, nearest ? wp_printf(loader->arena, "did you mean '%s'?", nearest) : NULL, "%s",
                           otherwise);
}

/* A key that is no keyword: with_*, or an action. */
static bool take_other(wp_loader *loader, void *data, wp_value key, wp_value value)
{
    draft *d = data;
    wp_str name = wp_text(key);
    wp_action_info info = { 0 };
    const char *nearest;

    if (wp_str_starts(name, "with_")) {
        take_with(loader, d->task, key, value);
        return true;
    }
    if (!find_action(loader, name, &info, &nearest)) {
        const char *keyword = wp_keyword_nearest(name, d->task->is_handler ? WP_ON_HANDLER : WP_ON_TASK);
        tell_no_action(loader, wp_value_mark(key), name, &info, keyword != NULL ? keyword : nearest,
                       wp_printf(loader->arena, "'%.*s' is neither a module nor a keyword of a task", (int)name.len, name.ptr));
        d->has_conflict = true;
        return true;
    }
    if (!wp_is(d->action_key, WP_UNDEFINED)) {
        wp_loader_fault(loader, wp_value_mark(key), "give each its own task",
                        "a task has one action, and this one has two: '%s' and '%.*s'", wp_text(d->action_key).ptr,
                        (int)name.len, name.ptr);
        d->has_conflict = true;
        return true;
    }
    d->action_key = key;
    d->action_value = value;
    d->info = info;
    return true;
}

static void add_args(wp_loader *loader, wp_value args, wp_value more)
{
    wp_dict_put_all(loader->arena, args, more);
}

/* A template counts as one word, whatever blanks it has. */
static size_t first_word_end(wp_str text)
{
    wp_free_word word;
    wp_error ignored = { 0 };
    size_t at = 0;
    return wp_free_text_next(text, &at, &word, &ignored) ? word.to : text.len;
}

/* action: copy src=a   action: {module: copy, src: a} */
static bool resolve_action_keyword(wp_loader *loader, draft *d, wp_keyword keyword)
{
    wp_value value = wp_node_own(&d->task->node, keyword);
    const char *word = keyword == WP_K_ACTION ? "action" : "local_action";
    wp_value name = wp_undefined(loader->arena, NULL), rest = wp_null();
    wp_mark mark = d->task->node.mark;

    if (wp_is(value, WP_STRING)) {
        wp_str text = wp_str_trim(wp_text(value));
        size_t end = first_word_end(text);
        mark = wp_value_mark(value);
        name = wp_string_at(loader->arena, wp_str_slice(text, 0, end), mark);
        mark.column += (uint32_t)end + 1;
        rest = wp_string_at(loader->arena, wp_str_trim(wp_str_slice(text, end, text.len)), mark);
    } else if (wp_is(value, WP_DICT) && wp_dict_find(value, "module") != NULL) {
        name = *wp_dict_find(value, "module");
        rest = wp_dict_new(loader->arena, wp_len(value));
        add_args(loader, rest, value);
        wp_dict_remove(rest, wp_string_static("module"));
    }
    if (!wp_is(name, WP_STRING))
        return wp_loader_fault(loader, mark, "write `action: copy src=a dest=b`, or `module:` and arguments below it",
                               "'%s' does not name a module", word);
    if (keyword == WP_K_LOCAL_ACTION)
        wp_node_set(&d->task->node, WP_K_DELEGATE_TO, wp_string_static("localhost"));
    d->action_key = name;
    d->action_value = rest;
    if (wp_value_is_template(name)) {
        d->info = (wp_action_info){ .name = wp_strndup(loader->arena, wp_text(name).ptr, wp_text(name).len) };
        d->task->is_named_late = true;
        return true;
    }
    const char *nearest;
    /* `module: copy src=a`: arguments may follow the name there, too */
    wp_str text = wp_text(name);
    size_t blank = wp_str_find(text, wp_str_of(" "), 0);
    wp_str first = blank == SIZE_MAX ? text : wp_str_slice(text, 0, blank);
    if (!find_action(loader, first, &d->info, &nearest))
        return tell_no_action(loader, wp_value_mark(name), first, &d->info, nearest,
                              wp_printf(loader->arena, "there is no module '%.*s'", (int)first.len, first.ptr));
    d->action_key = wp_string_at(loader->arena, first, wp_value_mark(name));
    return true;
}

static bool find_the_action(wp_loader *loader, draft *d, wp_value dict)
{
    for (int i = 0; i < 2; i++) {
        wp_keyword keyword = i == 0 ? WP_K_ACTION : WP_K_LOCAL_ACTION;
        if (wp_is(wp_node_own(&d->task->node, keyword), WP_UNDEFINED))
            continue;
        if (!wp_is(d->action_key, WP_UNDEFINED))
            return wp_loader_fault(loader, d->task->node.mark, "give each its own task",
                                   "a task has one action, and this one has two: 'action' and '%s'",
                                   wp_text(d->action_key).ptr);
        if (!resolve_action_keyword(loader, d, keyword))
            return false;
    }
    if (wp_is(d->action_key, WP_UNDEFINED))
        return !d->has_conflict &&
               wp_loader_fault(loader, wp_value_mark(dict), "name a module, such as `copy:` with its arguments",
                               "this task names no module");
    return !d->has_conflict;
}

static bool fill_args(wp_loader *loader, draft *d)
{
    wp_task *task = d->task;
    wp_value given = d->action_value, extra = wp_node_own(&task->node, WP_K_ARGS);
    size_t faults = loader->faults;
    wp_error err = { 0 };

    task->args = wp_dict_new(loader->arena, 4);
    wp_container_set_mark(task->args, wp_value_mark(d->action_key));
    if (wp_is(extra, WP_DICT))
        add_args(loader, task->args, extra);
    else if (wp_is(extra, WP_STRING))
        wp_dict_set(loader->arena, task->args, "", extra); /* args: "{{ dict }}" is evaluated with the task */

    if (wp_is(given, WP_DICT)) {
        add_args(loader, task->args, given);
    } else if (wp_is(given, WP_STRING) && wp_value_is_template(given) && d->info.free_form == NULL &&
               memchr(given.as.text, '=', given.len) == NULL) {
        wp_dict_set(loader->arena, task->args, "", given); /* copy: "{{ dict }}" */
    } else if (wp_is(given, WP_STRING)) {
        if (!wp_parse_free_text(loader, &d->info, given, task->args, &err))
            wp_loader_tell(loader, &err);
    } else if (wp_is(given, WP_LIST) && d->info.free_form != NULL && strcmp(d->info.name, "command") == 0) {
        wp_dict_set(loader->arena, task->args, "argv", given);
    } else if (!wp_is(given, WP_NULL)) {
        wp_loader_fault(loader, wp_value_mark(d->action_key), "write its arguments below it, one a line",
                        "'%s' takes arguments, not %s", d->info.name, wp_type_name(given));
    }
    return loader->faults == faults;
}

/* ---- includes and imports ---------------------------------------------------------- */

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* What is included does not inherit from the include, so few keywords mean something on it. */
static void check_include_keywords(wp_loader *loader, const wp_task *task, wp_value dict)
{
    static const wp_keyword allowed[] = { WP_K_ACTION, WP_K_ARGS, WP_K_COLLECTIONS, WP_K_DEBUGGER, WP_K_IGNORE_ERRORS,
                                          WP_K_LISTEN, WP_K_LOCAL_ACTION, WP_K_LOOP, WP_K_LOOP_CONTROL, WP_K_NAME,
                                          WP_K_NO_LOG, WP_K_REGISTER, WP_K_RUN_ONCE, WP_K_TAGS, WP_K_TIMEOUT,
                                          WP_K_VARS, WP_K_WHEN };
    wp_value key, value;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &value); i++) {
        const wp_keyword_row *row = wp_keyword_find(wp_text(key), WP_ON_TASK | WP_ON_HANDLER);
        bool is_allowed = row == NULL;
        for (size_t j = 0; !is_allowed && j < sizeof allowed / sizeof *allowed; j++)
            is_allowed = allowed[j] == row->id;
        if (!is_allowed)
            wp_loader_fault(loader, wp_value_mark(key),
                            wp_printf(loader->arena, "what is included gets it by `apply: {%s: ...}`", row->name),
                            "'%s' is not a keyword of '%s'", row->name, task->name);
    }
}

static void check_include(wp_loader *loader, const draft *d, wp_value dict)
{
    static const char *const all[] = { "include_tasks", "include_role", "import_tasks", "import_role", "include",
                                       NULL };
    static const char *const dynamic[] = { "include_tasks", "include_role", NULL };
    static const char *const files[] = { "include_tasks", "import_tasks", "include", NULL };
    const wp_task *task = d->task;
    wp_mark mark = wp_value_mark(d->action_key);

    if (!is_one_of(task->name, all))
        return;
    if (is_one_of(task->name, dynamic))
        check_include_keywords(loader, task, dict);
    if (wp_dict_find(task->args, "") != NULL)
        return; /* what its arguments are is known when it runs */
    if (d->info.params != NULL)
        wp_check_names(loader, task->args, mark, d->info.params, task->name);
    if (is_one_of(task->name, files) && wp_dict_find(task->args, "file") == NULL)
        wp_loader_fault(loader, mark, wp_printf(loader->arena, "write `%s: file.yml`", task->name), "no file is named");
    if (!is_one_of(task->name, files) && wp_dict_find(task->args, "name") == NULL &&
        wp_dict_find(task->args, "role") == NULL)
        wp_loader_fault(loader, mark, "write `name:` and the role below it", "no role is named");
}

wp_task *wp_load_task(wp_loader *loader, const wp_place *place, wp_value dict)
{
    size_t faults = loader->faults;
    wp_task *task = wp_new(loader->arena, wp_task);
    draft d = { .task = task,
                .action_key = wp_undefined(loader->arena, NULL),
                .action_value = wp_undefined(loader->arena, NULL) };
    task->is_handler = place->as_handlers;
    task->loop = wp_undefined(loader->arena, NULL);
    task->id = ++loader->next_id;
    wp_load_node(loader, &task->node, WP_NODE_TASK, place, dict, place->as_handlers ? WP_ON_HANDLER : WP_ON_TASK,
                 take_other, &d);

    if (!find_the_action(loader, &d, dict))
        return NULL;
    task->action = wp_strdup(loader->arena, wp_text(d.action_key).ptr);
    task->name = d.info.name;
    task->is_directive = d.info.is_directive;

    wp_value loop = wp_node_own(&task->node, WP_K_LOOP);
    if (!wp_is(loop, WP_UNDEFINED) && task->loop_with != NULL)
        wp_loader_fault(loader, task->node.mark, NULL, "a task has one loop: 'loop' or 'with_%s'", task->loop_with);
    else if (!wp_is(loop, WP_UNDEFINED))
        task->loop = loop;
    fill_args(loader, &d);
    if (loader->faults == faults)
        check_include(loader, &d, dict);
    return loader->faults == faults ? task : NULL;
}
