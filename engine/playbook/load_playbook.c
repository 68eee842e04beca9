/*
 * Files of plays: a list whose entries are plays, or import_playbook and its
 * keywords (vars, when, tags), which apply to all of the plays it brings in.
 */
#include "playbook/loader.h"
#include "base/file.h"
#include "base/text.h"
#include "yaml/yaml.h"

#include <string.h>

typedef struct import {
    wp_value vars, when, tags; /* of all the imports above, dict and lists */
} import;

static void load_file(wp_loader *loader, const char *path, const import *above, wp_mark asked, wp_playbook *out);

wp_loader *wp_loader_new(wp_arena *arena, const wp_loader_options *options)
{
    wp_loader *loader = wp_new(arena, wp_loader);
    loader->arena = arena;
    loader->options = *options;
    return loader;
}

/* ---- plays -------------------------------------------------------------------- */

/* `user` is the old name of remote_user; what came before `become` is gone. */
static bool old_play_key(wp_loader *loader, void *data, wp_value key, wp_value value)
{
    wp_play *play = data;
    if (wp_text_is(key, "user")) {
        wp_node_set(&play->node, WP_K_REMOTE_USER, value);
        return true;
    }
    if (!wp_text_is(key, "sudo") && !wp_text_is(key, "sudo_user"))
        return false;
    wp_loader_fault(loader, wp_value_mark(key), "write 'become' and 'become_user'",
                    "'%s' is no longer a keyword of a play", wp_text(key).ptr);
    return true;
}

static void load_section(wp_loader *loader, wp_play *play, wp_keyword keyword, bool as_handlers, wp_steps *out)
{
    wp_value list = wp_node_own(&play->node, keyword);
    wp_place place = { .play = play, .parent = &play->node, .file = play->node.file, .as_handlers = as_handlers };
    if (wp_is(list, WP_UNDEFINED) || wp_is(list, WP_NULL))
        return;
    if (as_handlers) {
        wp_load_steps(loader, &place, list, play->node.mark, out);
        return;
    }
    wp_block *section = wp_implicit_block(loader, &place, play->node.mark);
    place.parent = &section->node;
    wp_load_steps(loader, &place, list, play->node.mark, &section->tasks);
    wp_steps_add(loader->arena, out, (wp_step){ .block = section });
}

static bool is_hosts(wp_loader *loader, wp_value hosts, wp_mark mark)
{
    bool is_empty = wp_is(hosts, WP_NULL) || (wp_is(hosts, WP_STRING) && hosts.len == 0) ||
                    (wp_is(hosts, WP_LIST) && wp_len(hosts) == 0);
    if (is_empty)
        return wp_loader_fault(loader, mark, "name a host, a group, or `all`", "'hosts' is empty");
    for (size_t i = 0; wp_is(hosts, WP_LIST) && i < wp_len(hosts); i++) {
        wp_value one = wp_list_at(hosts, i);
        if (!wp_is(one, WP_STRING))
            return wp_loader_fault(loader, mark, NULL, "'hosts' is a pattern or a list of patterns; one of them is %s",
                                   wp_type_name(one));
    }
    return true;
}

static void load_play(wp_loader *loader, const char *file, wp_value dict, const import *above, wp_playbook *out)
{
    size_t faults = loader->faults;
    wp_play *play = wp_new(loader->arena, wp_play);
    wp_place place = { .play = play, .file = file };
    wp_load_node(loader, &play->node, WP_NODE_PLAY, &place, dict, WP_ON_PLAY, old_play_key, play);
    play->dir = wp_path_dirname(loader->arena, wp_path_absolute(loader->arena, file));
    play->import_vars = above->vars;
    play->import_when = above->when;
    play->vars_files = wp_node_own(&play->node, WP_K_VARS_FILES);
    play->vars_prompt = wp_node_own(&play->node, WP_K_VARS_PROMPT);
    play->hosts = wp_node_own(&play->node, WP_K_HOSTS);
    if (wp_is(play->hosts, WP_UNDEFINED))
        wp_loader_fault(loader, wp_value_mark(dict), "add `hosts:` with a host, a group, or `all`",
                        "this play does not say which hosts it is for");
    else
        is_hosts(loader, play->hosts, play->node.mark);

    if (wp_len(above->tags) > 0) {
        wp_value tags = wp_list_new(loader->arena, 4), own = wp_node_own(&play->node, WP_K_TAGS);
        for (size_t i = 0; i < wp_len(above->tags); i++)
            wp_list_push(loader->arena, tags, wp_list_at(above->tags, i));
        for (size_t i = 0; wp_is(own, WP_LIST) && i < wp_len(own); i++)
            wp_list_push(loader->arena, tags, wp_list_at(own, i));
        wp_node_set(&play->node, WP_K_TAGS, tags);
    }
    load_section(loader, play, WP_K_PRE_TASKS, false, &play->pre_tasks);
    wp_load_play_roles(loader, play, wp_node_own(&play->node, WP_K_ROLES), play->node.mark);
    load_section(loader, play, WP_K_TASKS, false, &play->tasks);
    load_section(loader, play, WP_K_POST_TASKS, false, &play->post_tasks);
    load_section(loader, play, WP_K_HANDLERS, true, &play->handlers);
    for (size_t i = 0; i < play->imported_handlers.count; i++)
        wp_steps_add(loader->arena, &play->handlers, play->imported_handlers.at[i]);
    if (loader->faults != faults)
        return;
    out->plays = wp_grow(loader->arena, out->plays, out->play_count * sizeof(wp_play *),
                         (out->play_count + 1) * sizeof(wp_play *));
    out->plays[out->play_count++] = play;
}

/* ---- import_playbook ------------------------------------------------------------ */

static void add_all(wp_loader *loader, wp_value list, wp_value more)
{
    if (!wp_is(more, WP_LIST)) {
        if (!wp_is(more, WP_UNDEFINED) && !wp_is(more, WP_NULL))
            wp_list_push(loader->arena, list, more);
        return;
    }
    for (size_t i = 0; i < wp_len(more); i++)
        wp_list_push(loader->arena, list, wp_list_at(more, i));
}

static bool import_key(wp_loader *loader, void *data, wp_value key, wp_value value)
{
    (void)loader;
    (void)data;
    (void)value;
    return wp_text_is(key, "import_playbook") || wp_text_is(key, "ansible.builtin.import_playbook");
}

static void load_import(wp_loader *loader, const char *file, wp_value dict, wp_value name, const import *above,
                        wp_playbook *out)
{
    wp_node node;
    wp_place place = { .file = file };
    wp_load_node(loader, &node, WP_NODE_TASK, &place, dict, WP_ON_TASK, import_key, NULL);
    import below = { .vars = wp_dict_new(loader->arena, 4),
                     .when = wp_list_new(loader->arena, 2),
                     .tags = wp_list_new(loader->arena, 2) };
    wp_value key, item, own_vars = wp_node_own(&node, WP_K_VARS);
    wp_dict_put_all(loader->arena, below.vars, own_vars);
    for (size_t i = 0; wp_dict_pair(above->vars, i, &key, &item); i++) /* the outermost import has the last word */
        wp_dict_put(loader->arena, below.vars, key, item);
    add_all(loader, below.when, above->when);
    add_all(loader, below.when, wp_node_own(&node, WP_K_WHEN));
    add_all(loader, below.tags, above->tags);
    add_all(loader, below.tags, wp_node_own(&node, WP_K_TAGS));

    wp_mark mark = wp_value_mark(name).file != NULL ? wp_value_mark(name) : wp_value_mark(dict);
    if (!wp_is(name, WP_STRING) || name.len == 0) {
        wp_loader_fault(loader, mark, "write `import_playbook: other.yml`", "no playbook is named");
        return;
    }
    const char *text = wp_loader_text(loader, NULL, name);
    if (text == NULL)
        return;
    const char *path = wp_path_join(loader->arena, wp_path_dirname(loader->arena, file), text);
    load_file(loader, path, &below, mark, out);
}

/* ---- files ------------------------------------------------------------------------ */

bool wp_loader_read(wp_loader *loader, const char *path, wp_value *out)
{
    const wp_loader_hooks *hooks = &loader->options.hooks;
    wp_value warnings = wp_list_new(loader->arena, 0);
    wp_yaml_options yaml = { .file = path, .vault = loader->options.vault, .warnings = &warnings,
                             .double_keys = loader->options.double_keys };
    wp_error err = { 0 };
    if (!wp_yaml_load_file(loader->arena, path, &yaml, out, &err))
        return wp_loader_tell(loader, &err);
    for (size_t i = 0; hooks->warn != NULL && i < wp_len(warnings); i++)
        hooks->warn(hooks->data, wp_list_at(warnings, i).as.text);
    return true;
}

static void load_plays(wp_loader *loader, const char *file, wp_value list, const import *above, wp_mark asked,
                       wp_playbook *out);

static void load_file(wp_loader *loader, const char *path, const import *above, wp_mark asked, wp_playbook *out)
{
    wp_error err = { 0 };
    wp_value list;
    const char *file = wp_strdup(loader->arena, path);

    if (!wp_path_exists(path)) {
        wp_fail(&err, WP_E_NOT_FOUND, asked, "there is no playbook '%s'", path);
        wp_loader_tell(loader, &err);
        return;
    }
    if (wp_loader_read(loader, file, &list))
        load_plays(loader, file, list, above, asked, out);
}

static void load_plays(wp_loader *loader, const char *file, wp_value list, const import *above, wp_mark asked,
                       wp_playbook *out)
{
    if (!wp_is(list, WP_LIST)) {
        wp_loader_fault(loader, (wp_mark){ file, 1, 1 }, "begin each play with `- hosts:`",
                        "a playbook is a list of plays, not %s", wp_type_name(list));
        return;
    }
    if (wp_len(list) == 0)
        wp_loader_fault(loader, (wp_mark){ file, 1, 1 }, "begin each play with `- hosts:`", "there is no play in it");
    if (++loader->depth > WP_IMPORT_DEPTH)
        wp_loader_fault(loader, asked, NULL, "'%s' imports itself, or imports are nested more than %d deep", file,
                        WP_IMPORT_DEPTH);
    for (size_t i = 0; loader->depth <= WP_IMPORT_DEPTH && i < wp_len(list); i++) {
        wp_value dict = wp_list_at(list, i);
        if (!wp_is(dict, WP_DICT)) {
            wp_loader_fault(loader, wp_value_mark(list), "begin each play with `- hosts:`",
                            "a play is a dictionary, not %s", wp_type_name(dict));
            continue;
        }
        const wp_value *name = wp_dict_find(dict, "import_playbook");
        if (name == NULL)
            name = wp_dict_find(dict, "ansible.builtin.import_playbook");
        if (name != NULL)
            load_import(loader, file, dict, *name, above, out);
        else
            load_play(loader, file, dict, above, out);
    }
    loader->depth--;
}

static bool load(wp_loader *loader, const char *path, const wp_value *plays, wp_playbook **out, wp_error *err)
{
    size_t faults = loader->faults;
    wp_playbook *playbook = wp_new(loader->arena, wp_playbook);
    import nothing = { .vars = wp_dict_new(loader->arena, 1),
                       .when = wp_list_new(loader->arena, 1),
                       .tags = wp_list_new(loader->arena, 1) };
    playbook->file = wp_strdup(loader->arena, path);
    if (plays != NULL)
        load_plays(loader, playbook->file, *plays, &nothing, WP_NO_MARK, playbook);
    else
        load_file(loader, path, &nothing, WP_NO_MARK, playbook);
    if (loader->faults != faults)
        return wp_fail(err, loader->first, WP_NO_MARK, "the playbook can't be run as it is");
    *out = playbook;
    return true;
}

bool wp_playbook_load(wp_loader *loader, const char *path, wp_playbook **out, wp_error *err)
{
    return load(loader, path, NULL, out, err);
}

bool wp_playbook_of(wp_loader *loader, const char *path, wp_value plays, wp_playbook **out, wp_error *err)
{
    return load(loader, path, &plays, out, err);
}
