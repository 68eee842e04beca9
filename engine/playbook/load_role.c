/*
 * Roles: a directory with tasks/, handlers/, defaults/, vars/, meta/.
 *
 * Dependencies (meta/main.yml) come before the role that names them. All are loaded and
 * listed each time they are named: which runs once only is known when it runs.
 */
#include "playbook/loader.h"
#include "base/file.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

static const char *const suffixes[] = { ".yml", ".yaml", ".json", "" };

/* dir/name, dir/name.yml, ...: NULL when there is none. */
static const char *find_main(wp_loader *loader, const char *dir, const char *name)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        const char *path = wp_path_join(loader->arena, dir, wp_printf(loader->arena, "%s%s", name, suffixes[i]));
        if (wp_path_exists(path))
            return path;
    }
    return NULL;
}

static void merge_file(wp_loader *loader, const char *path, wp_value into)
{
    wp_value dict;
    if (!wp_loader_read(loader, path, &dict))
        return;
    if (!wp_is(dict, WP_DICT) && !wp_is(dict, WP_NULL)) {
        wp_loader_fault(loader, (wp_mark){ path, 1, 1 }, "write `name: value` lines",
                        "variables are a dictionary, not %s", wp_type_name(dict));
        return;
    }
    wp_dict_put_all(loader->arena, into, dict);
}

static void merge_dir(wp_loader *loader, const char *dir, wp_value into)
{
    const char **names;
    size_t count;
    wp_error err = { 0 };
    if (!wp_dir_list(loader->arena, dir, &names, &count, &err)) {
        wp_loader_tell(loader, &err);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const char *path = wp_path_join(loader->arena, dir, names[i]);
        wp_str name = wp_str_of(names[i]);
        if (wp_path_is_dir(path))
            merge_dir(loader, path, into);
        else if (wp_str_ends(name, ".yml") || wp_str_ends(name, ".yaml") || wp_str_ends(name, ".json") ||
                 strchr(names[i], '.') == NULL)
            merge_file(loader, path, into);
    }
}

/* vars/main.yml or vars/main/: a dict, empty when there is none. `from`: the file asked for; NULL: main. */
static wp_value load_vars(wp_loader *loader, const wp_role *role, const char *folder, const char *from, wp_mark asked)
{
    wp_value vars = wp_dict_new(loader->arena, 8);
    const char *dir = wp_path_join(loader->arena, role->path, folder);
    const char *path = find_main(loader, dir, from != NULL ? from : "main");
    if (path == NULL && from != NULL)
        wp_loader_fault(loader, asked, NULL, "role '%s' has no %s/%s", role->name, folder, from);
    else if (path != NULL && wp_path_is_dir(path))
        merge_dir(loader, path, vars);
    else if (path != NULL)
        merge_file(loader, path, vars);
    return vars;
}

static const char *find_role_dir(wp_loader *loader, const wp_place *place, const char *name, wp_mark asked)
{
    wp_arena *arena = loader->arena;
    const char *dirs[16] = { 0 };
    size_t count = 0;

    if (strncmp(name, "ansible.builtin.", 16) == 0)
        name += 16;
    if (name[0] == '/' && wp_path_is_dir(name))
        return name;
    if (place->play != NULL)
        dirs[count++] = wp_path_join(arena, place->play->dir, "roles");
    for (size_t i = 0; loader->options.roles_path != NULL && loader->options.roles_path[i] != NULL && count < 12; i++)
        dirs[count++] = loader->options.roles_path[i];
    if (place->role != NULL)
        dirs[count++] = wp_path_dirname(arena, place->role->path);
    if (place->play != NULL)
        dirs[count++] = place->play->dir;
    for (size_t i = 0; i < count; i++) {
        const char *path = wp_path_join(arena, dirs[i], name);
        if (wp_path_is_dir(path))
            return path;
    }
    wp_error fault = { 0 };
    wp_fail(&fault, WP_E_NOT_FOUND, asked, "there is no role '%s'", name);
    if (count > 0)
        wp_hint(&fault, "roles are looked for in %s and the roles path", dirs[0]);
    wp_loader_tell(loader, &fault);
    return NULL;
}

/* ---- meta --------------------------------------------------------------------- */

static bool any_param(wp_loader *loader, void *data, wp_value key, wp_value value)
{
    wp_role_request *request = data;
    wp_str name = wp_text(key);
    if (wp_str_is(name, "role") || wp_str_is(name, "name"))
        return true;
    static const struct {
        const char *name;
        size_t offset;
    } froms[] = { { "tasks_from", offsetof(wp_role_request, tasks_from) },
                  { "vars_from", offsetof(wp_role_request, vars_from) },
                  { "defaults_from", offsetof(wp_role_request, defaults_from) },
                  { "handlers_from", offsetof(wp_role_request, handlers_from) } };
    for (size_t i = 0; i < sizeof froms / sizeof *froms; i++)
        if (wp_str_is(name, froms[i].name) && wp_is(value, WP_STRING)) {
            *(const char **)(void *)((char *)request + froms[i].offset) = value.as.text;
            return true;
        }
    wp_dict_put(loader->arena, request->params, key, value);
    return true;
}

static wp_role *load_entry(wp_loader *loader, const wp_place *place, wp_value entry, wp_mark where);

static void load_dependencies(wp_loader *loader, wp_role *role, const wp_place *inside, const char *path, wp_value list)
{
    wp_mark mark = { path, 1, 1 };
    if (!wp_is(list, WP_LIST) && !wp_is(list, WP_NULL)) {
        wp_loader_fault(loader, wp_value_mark(list).file != NULL ? wp_value_mark(list) : mark,
                        "begin each with a dash", "'dependencies' is a list of roles, not %s", wp_type_name(list));
        return;
    }
    wp_place place = *inside;
    place.file = path;
    role->dependencies = wp_new_array(loader->arena, wp_role *, wp_len(list) + 1);
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_role *dependency = load_entry(loader, &place, wp_list_at(list, i), mark);
        if (dependency != NULL)
            role->dependencies[role->dependency_count++] = dependency;
    }
}

static void load_meta(wp_loader *loader, wp_role *role, const wp_place *inside)
{
    const char *dir = wp_path_join(loader->arena, role->path, "meta"), *path = find_main(loader, dir, "main");
    const char *specs = find_main(loader, dir, "argument_specs");
    wp_value meta = wp_dict_new(loader->arena, 4), separate = wp_dict_new(loader->arena, 2);
    if (path != NULL && wp_path_is_file(path)) {
        merge_file(loader, path, meta);
        wp_check_names(loader, meta, (wp_mark){ path, 1, 1 },
                       "allow_duplicates dependencies galaxy_info argument_specs collections", "the meta of a role");
        const wp_value *duplicates = wp_dict_find(meta, "allow_duplicates");
        role->allow_duplicates = duplicates != NULL && wp_truth(*duplicates);
        const wp_value *list = wp_dict_find(meta, "dependencies");
        if (list != NULL)
            load_dependencies(loader, role, inside, path, *list);
    }
    if (specs != NULL)
        merge_file(loader, specs, separate);
    const wp_value *known = wp_dict_find(specs != NULL ? separate : meta, "argument_specs");
    role->argument_specs = known != NULL ? *known : wp_null();
}

/* ---- one role ------------------------------------------------------------------- */

/* What meta says of the arguments of an entry point becomes the first task: it checks them before any other runs. */
static void add_validation(wp_loader *loader, wp_role *role, const char *tasks_from)
{
    wp_arena *arena = loader->arena;
    wp_str entry = wp_str_of(tasks_from != NULL ? tasks_from : "main");
    if (wp_str_ends(entry, ".yml") || wp_str_ends(entry, ".yaml"))
        entry.len = (size_t)(strrchr(entry.ptr, '.') - entry.ptr);
    const wp_value *spec = wp_is(role->argument_specs, WP_DICT)
                               ? wp_dict_find_n(role->argument_specs, entry.ptr, entry.len) : NULL;
    const wp_value *options = spec != NULL ? wp_dict_find(*spec, "options") : NULL;
    if (options == NULL || !wp_is(*options, WP_DICT) || role->tasks == NULL)
        return;
    const wp_value *about = wp_dict_find(*spec, "short_description");
    wp_str summary = about != NULL ? wp_to_text(arena, *about) : (wp_str){ 0 };
    wp_place place = { .parent = &role->tasks->node, .role = role, .file = role->tasks->node.file };
    wp_task *task = wp_new(arena, wp_task);
    wp_value tags = wp_list_new(arena, 1);
    wp_node_init(loader, &task->node, WP_NODE_TASK, &place, role->node.mark);
    wp_list_push(arena, tags, wp_string_static("always"));
    wp_node_set(&task->node, WP_K_TAGS, tags);
    wp_node_set(&task->node, WP_K_NAME,
                wp_string_printf(arena, "Validating arguments against arg spec '%.*s'%s%.*s", (int)entry.len, entry.ptr,
                                 summary.len > 0 ? " - " : "", (int)summary.len, summary.ptr));
    task->action = "ansible.builtin.validate_argument_spec";
    task->name = "validate_argument_spec";
    task->is_directive = true;
    task->loop = wp_undefined(arena, NULL);
    task->id = ++loader->next_id;
    task->args = wp_dict_new(arena, 1);
    wp_dict_set(arena, task->args, "argument_spec", wp_value_mark_all(arena, *options, WP_UNSAFE));
    wp_steps all = { 0 };
    wp_steps_add(arena, &all, (wp_step){ .task = task });
    for (size_t i = 0; i < role->tasks->tasks.count; i++)
        wp_steps_add(arena, &all, role->tasks->tasks.at[i]);
    role->tasks->tasks = all;
}

/* Fills a role whose node has its keywords already. */
static bool fill_role(wp_loader *loader, wp_role *role, const wp_place *place, const wp_role_request *request,
                      wp_mark asked)
{
    const char *dir = find_role_dir(loader, place, request->name, asked);
    if (dir == NULL)
        return false;
    size_t faults = loader->faults;
    role->name = wp_strdup(loader->arena, request->name[0] == '/' ? wp_path_basename(request->name) : request->name);
    role->path = wp_path_absolute(loader->arena, dir);
    role->node.role = role;
    role->parent_role = place->role;
    role->params = request->params;
    role->argument_specs = wp_null();
    if (++loader->depth > WP_IMPORT_DEPTH) {
        loader->depth--;
        return wp_loader_fault(loader, asked, NULL, "role '%s' depends on itself", role->name);
    }
    wp_place inside = { .play = place->play, .parent = &role->node, .role = role, .file = NULL };
    role->defaults = load_vars(loader, role, "defaults", request->defaults_from, asked);
    role->vars = load_vars(loader, role, "vars", request->vars_from, asked);
    load_meta(loader, role, &inside);

    for (int part = 0; part < 2; part++) {
        const char *from = part == 0 ? request->handlers_from : request->tasks_from;
        const char *folder = wp_path_join(loader->arena, role->path, part == 0 ? "handlers" : "tasks");
        const char *path = find_main(loader, folder, from != NULL ? from : "main");
        inside.as_handlers = part == 0;
        if (path != NULL && wp_path_is_dir(path))
            path = NULL;
        if (path == NULL && from != NULL)
            wp_loader_fault(loader, asked, NULL, "role '%s' has no %s/%s", role->name,
                            part == 0 ? "handlers" : "tasks", from);
        wp_block *block = path != NULL ? wp_load_task_file(loader, path, &inside, asked)
                                       : wp_implicit_block(loader, &inside, asked);
        if (part == 0 && block != NULL)
            wp_steps_add(loader->arena, &role->handlers, (wp_step){ .block = block });
        else if (part == 1)
            role->tasks = block;
    }
    add_validation(loader, role, request->tasks_from);
    loader->depth--;
    return loader->faults == faults;
}

/* A role's tasks behind those of its dependencies, as one block; the same for handlers. */
static void with_dependencies(wp_loader *loader, wp_role *role, const wp_place *place)
{
    if (role->dependency_count == 0)
        return;
    wp_block *all = wp_implicit_block(loader, place, role->node.mark);
    wp_steps handlers = { 0 };
    for (size_t i = 0; i < role->dependency_count; i++) {
        const wp_role *dependency = role->dependencies[i];
        wp_steps_add(loader->arena, &all->tasks, (wp_step){ .block = dependency->tasks });
        for (size_t j = 0; j < dependency->handlers.count; j++)
            wp_steps_add(loader->arena, &handlers, dependency->handlers.at[j]);
    }
    wp_steps_add(loader->arena, &all->tasks, (wp_step){ .block = role->tasks });
    for (size_t j = 0; j < role->handlers.count; j++)
        wp_steps_add(loader->arena, &handlers, role->handlers.at[j]);
    role->tasks = all;
    role->handlers = handlers;
}

/* Two of one identity are the same role with the same parameters, brought in the same way. */
static const char *identity_of(wp_loader *loader, const wp_role *role, const wp_role_request *request)
{
    const char *const from[] = { request->tasks_from, request->vars_from, request->defaults_from,
                                 request->handlers_from };
    static const wp_keyword keywords[] = { WP_K_VARS, WP_K_WHEN, WP_K_TAGS };
    wp_value parts = wp_list_new(loader->arena, 5);
    wp_list_push(loader->arena, parts, wp_string_static(role->path));
    wp_list_push(loader->arena, parts, wp_len(role->params) > 0 ? role->params : wp_null());
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        wp_list_push(loader->arena, parts, wp_node_own(&role->node, keywords[i]));
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        wp_list_push(loader->arena, parts, from[i] != NULL ? wp_string_static(from[i]) : wp_null());
    wp_list_push(loader->arena, parts, wp_bool(role->is_included));
    wp_str text = wp_to_json(loader->arena, parts, (wp_json_style){ .sort_keys = true });
    return wp_strndup(loader->arena, text.ptr, text.len);
}

/* Whether roles of one identity allow duplicates, the last that came says for all. True: there are others. */
static bool speak_for_others(const wp_play *play, const wp_role *role)
{
    bool are_there = false;
    for (size_t i = 0; i < play->role_count; i++) {
        wp_role *other = play->role_list[i];
        if (strcmp(other->identity, role->identity) != 0)
            continue;
        other->allow_duplicates = role->allow_duplicates;
        are_there = true;
    }
    return are_there;
}

/* Remembers the role in its play, where the same one isn't there already: it is run once all the same. */
static void remember(wp_loader *loader, wp_play *play, wp_role *role)
{
    if (speak_for_others(play, role) && !role->allow_duplicates)
        return;
    play->role_list = wp_grow(loader->arena, play->role_list, play->role_count * sizeof(wp_role *),
                              (play->role_count + 1) * sizeof(wp_role *));
    play->role_list[play->role_count++] = role;
}

wp_role *wp_load_role(wp_loader *loader, const wp_place *place, const wp_role_request *request, wp_mark asked)
{
    wp_role *role = wp_new(loader->arena, wp_role);
    wp_node_init(loader, &role->node, WP_NODE_ROLE, place, asked);
    role->is_included = true;
    wp_node_set(&role->node, WP_K_VARS, request->vars);
    if (!fill_role(loader, role, place, request, asked))
        return NULL;
    role->allow_duplicates = request->allow_duplicates;
    role->identity = identity_of(loader, role, request);
    if (place->play != NULL && request->is_public && loader->capture == NULL)
        remember(loader, place->play, role);
    with_dependencies(loader, role, place);
    return role;
}

/* An entry of `roles:` or `dependencies:`: a name, or a dict with keywords and parameters. */
static wp_role *load_entry(wp_loader *loader, const wp_place *place, wp_value entry, wp_mark where)
{
    wp_role *role = wp_new(loader->arena, wp_role);
    wp_role_request request = { .params = wp_dict_new(loader->arena, 4), .apply = wp_null() };
    wp_value name = entry;
    wp_mark mark = wp_value_mark(entry).file != NULL ? wp_value_mark(entry) : where;

    if (wp_is(entry, WP_DICT)) {
        const wp_value *given = wp_dict_find(entry, "role");
        if (given == NULL)
            given = wp_dict_find(entry, "name");
        name = given != NULL ? *given : wp_null();
        wp_load_node(loader, &role->node, WP_NODE_ROLE, place, entry, WP_ON_ROLE, any_param, &request);
    } else {
        wp_node_init(loader, &role->node, WP_NODE_ROLE, place, mark);
    }
    if (!wp_is(name, WP_STRING)) {
        wp_loader_fault(loader, mark, "write `- role: name`", "an entry of roles names no role");
        return NULL;
    }
    request.name = wp_loader_text(loader, place->parent, name);
    if (request.name == NULL || !fill_role(loader, role, place, &request, mark))
        return NULL;
    role->identity = identity_of(loader, role, &request);
    if (place->play != NULL && loader->capture == NULL)
        remember(loader, place->play, role);
    with_dependencies(loader, role, place);
    return role;
}

void wp_load_play_roles(wp_loader *loader, wp_play *play, wp_value list, wp_mark where)
{
    wp_place place = { .play = play, .parent = &play->node, .file = play->node.file };
    for (size_t i = 0; wp_is(list, WP_LIST) && i < wp_len(list); i++) {
        wp_role *role = load_entry(loader, &place, wp_list_at(list, i), where);
        if (role == NULL)
            continue;
        wp_steps_add(loader->arena, &play->roles, (wp_step){ .block = role->tasks });
        for (size_t j = 0; j < role->handlers.count; j++)
            wp_steps_add(loader->arena, &play->handlers, role->handlers.at[j]);
    }
}

bool wp_role_load(wp_loader *loader, const wp_role_request *request, const wp_task *include, wp_value vars,
                  wp_role **out, wp_error *err)
{
    wp_error fault = { 0 };
    wp_place place = { .play = (wp_play *)wp_node_play(&include->node), .parent = include->node.parent,
                       .role = include->node.role, .file = include->node.file };
    loader->capture = &fault;
    wp_block *applied = wp_new(loader->arena, wp_block);
    if (wp_is(request->apply, WP_DICT))
        wp_load_node(loader, &applied->node, WP_NODE_BLOCK, &place, request->apply, WP_ON_BLOCK, NULL, NULL);
    else
        wp_node_init(loader, &applied->node, WP_NODE_BLOCK, &place, include->node.mark);
    applied->node.include_vars = vars;
    place.parent = &applied->node;
    wp_role_request own = *request;
    own.vars = wp_node_own(&include->node, WP_K_VARS);
    wp_role *role = wp_load_role(loader, &place, &own, include->node.mark);
    loader->capture = NULL;
    if (role == NULL || fault.kind != WP_E_NONE) {
        *err = fault;
        return false;
    }
    if (wp_is(vars, WP_DICT) && wp_len(vars) > 0) /* the item of a loop, for one */
        role->identity = wp_printf(loader->arena, "%s %s", role->identity,
                                   wp_to_json(loader->arena, vars, (wp_json_style){ .sort_keys = true }).ptr);
    speak_for_others(place.play, role);
    *out = role;
    return true;
}
