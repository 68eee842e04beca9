/*
 * Lists of tasks: blocks, tasks, and imports, which are replaced by what they name.
 */
#include "playbook/loader.h"
#include "base/file.h"
#include "base/text.h"

#include <string.h>

static bool is_block(wp_value dict)
{
    return wp_dict_find(dict, "block") != NULL || wp_dict_find(dict, "rescue") != NULL ||
           wp_dict_find(dict, "always") != NULL;
}

wp_block *wp_implicit_block(wp_loader *loader, const wp_place *place, wp_mark mark)
{
    wp_block *block = wp_new(loader->arena, wp_block);
    wp_node_init(loader, &block->node, WP_NODE_BLOCK, place, mark);
    block->is_implicit = true;
    return block;
}

static bool no_module_in_block(wp_loader *loader, void *data, wp_value key, wp_value value)
{
    wp_action_info info;
    const char *nearest;
    (void)data;
    (void)value;
    if (loader->options.hooks.action == NULL ||
        !loader->options.hooks.action(loader->options.hooks.data, wp_text(key), &info, &nearest))
        return false;
    wp_loader_fault(loader, wp_value_mark(key), "put it into a task of its own inside the block",
                    "a block has tasks, not a module of its own: '%s'", wp_text(key).ptr);
    return true;
}

static void load_block(wp_loader *loader, const wp_place *place, wp_value dict, wp_steps *out)
{
    wp_block *block = wp_new(loader->arena, wp_block);
    size_t faults = loader->faults;
    wp_load_node(loader, &block->node, WP_NODE_BLOCK, place, dict, WP_ON_BLOCK, no_module_in_block, NULL);
    static const struct {
        wp_keyword keyword;
        const char *name;
    } sections[] = { { WP_K_BLOCK, "block" }, { WP_K_RESCUE, "rescue" }, { WP_K_ALWAYS, "always" } };
    wp_steps *lists[] = { &block->tasks, &block->rescue, &block->always };
    wp_place inside = *place;
    inside.parent = &block->node;

    if (wp_dict_find(dict, "block") == NULL)
        wp_loader_fault(loader, wp_value_mark(dict), "put the tasks it looks after below `block:`",
                        "'%s' without a 'block'", wp_dict_find(dict, "rescue") ? "rescue" : "always");
    for (size_t i = 0; i < 3; i++)
        wp_load_steps(loader, &inside, wp_node_own(&block->node, sections[i].keyword), block->node.mark, lists[i]);
    if (loader->faults == faults)
        wp_steps_add(loader->arena, out, (wp_step){ .block = block });
}

static bool is_written_block(const wp_node *node)
{
    return node->kind == WP_NODE_BLOCK && !((const wp_block *)node)->is_implicit;
}

/* `include` is an import where it can be one: of one file, known by name, before the run. */
static bool is_import(const wp_loader *loader, wp_task *task)
{
    if (strcmp(task->name, "include") != 0)
        return strcmp(task->name, "import_tasks") == 0 || strcmp(task->name, "import_role") == 0;
    const wp_value *file = wp_dict_find(task->args, "file");
    return loader->capture == NULL && file != NULL && !wp_value_is_template(*file) && wp_is(task->loop, WP_UNDEFINED);
}

/* Handlers may stand in a block, for what they have in common. */
void wp_load_steps(wp_loader *loader, const wp_place *place, wp_value list, wp_mark where, wp_steps *out)
{
    if (wp_is(list, WP_NULL) || wp_is(list, WP_UNDEFINED))
        return;
    if (!wp_is(list, WP_LIST)) {
        wp_loader_fault(loader, where, "begin each task with a dash", "expected a list of tasks, not %s",
                        wp_type_name(list));
        return;
    }
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value dict = wp_list_at(list, i);
        if (wp_is(dict, WP_NULL))
            continue;
        if (!wp_is(dict, WP_DICT)) {
            wp_mark mark = wp_value_mark(dict);
            wp_loader_fault(loader, mark.file != NULL ? mark : where,
                            "begin it with `- ` and a module, such as `- debug:`", "a task is a dictionary, not %s",
                            wp_type_name(dict));
            continue;
        }
        if (is_block(dict) && place->as_handlers && is_written_block(place->parent)) {
            wp_loader_fault(loader, wp_value_mark(dict), "list its tasks in the outer one",
                            "a block of handlers can't have blocks in it: nothing can notify what is inside");
            continue;
        }
        if (is_block(dict)) {
            load_block(loader, place, dict, out);
            continue;
        }
        wp_task *task = wp_load_task(loader, place, dict);
        if (task == NULL)
            continue;
        if (is_import(loader, task))
            wp_load_import(loader, place, task, out);
        else
            wp_steps_add(loader->arena, out, (wp_step){ .task = task });
    }
}

/* ---- files of tasks ------------------------------------------------------- */

bool wp_include_find(wp_arena *arena, const wp_node *node, const char *name, bool as_handlers, const char **path,
                     wp_error *err)
{
    const char *dirs[8] = { 0 };
    size_t count = 0;
    const wp_play *play = wp_node_play(node);
    const wp_role *role = node->role;

    if (node->file != NULL)
        dirs[count++] = wp_path_dirname(arena, node->file);
    if (role != NULL) {
        if (as_handlers)
            dirs[count++] = wp_path_join(arena, role->path, "handlers");
        dirs[count++] = wp_path_join(arena, role->path, "tasks");
        dirs[count++] = role->path;
    }
    if (play != NULL && play->dir != NULL)
        dirs[count++] = play->dir;
    const char *found = wp_path_expand(arena, name);
    if (found[0] != '/')
        found = wp_path_search(arena, dirs, count, name);
    if (found == NULL || !wp_path_is_file(found)) {
        wp_fail(err, WP_E_NOT_FOUND, node->mark, "there is no file '%s'", name);
        if (count > 0 && name[0] != '/')
            wp_hint(err, "it is looked for beside the file that names it, in the role, and beside the playbook; "
                         "first: %s", wp_path_join(arena, dirs[0], name));
        return false;
    }
    *path = found;
    return true;
}

/* Ansible lets an include of such a file fail as a task does; other mistakes of a file end the run. */
static const wp_error *not_a_list(const char *path, wp_value found, wp_error *err)
{
    wp_fail(err, WP_E_FAILED, (wp_mark){ path, 1, 1 }, "a file of tasks is a list, not %s", wp_type_name(found));
    wp_hint(err, "begin each task with a dash");
    return err;
}

wp_block *wp_load_task_file(wp_loader *loader, const char *path, const wp_place *place, wp_mark asked)
{
    wp_value list;
    wp_error err = { 0 };
    size_t faults = loader->faults;
    wp_place inside = *place;

    inside.file = path;
    wp_block *block = wp_implicit_block(loader, &inside, asked);
    if (!wp_loader_read(loader, path, &list))
        return NULL;
    inside.parent = &block->node;
    block->is_empty_file = wp_is(list, WP_NULL);
    if (++loader->depth > WP_IMPORT_DEPTH)
        wp_loader_fault(loader, asked, NULL, "'%s' imports itself, or imports are nested more than %d deep", path,
                        WP_IMPORT_DEPTH);
    else if (!wp_is(list, WP_LIST) && !wp_is(list, WP_NULL))
        wp_loader_tell(loader, not_a_list(path, list, &err));
    else
        wp_load_steps(loader, &inside, list, (wp_mark){ path, 1, 1 }, &block->tasks);
    loader->depth--;
    return loader->faults == faults ? block : NULL;
}

/* ---- imports ---------------------------------------------------------------- */

const char *wp_loader_text(wp_loader *loader, const wp_node *node, wp_value text)
{
    wp_value value = text;
    wp_error err = { 0 };
    if (wp_value_is_template(text)) {
        wp_scope *scope = loader->options.scope_of != NULL
                              ? loader->options.scope_of(loader->options.hooks.data, loader->arena, node)
                              : NULL;
        wp_template_context context = { .arena = loader->arena, .env = loader->options.env, .scope = scope };
        if (!wp_template_value(&context, text, &value, &err)) {
            wp_hint(&err, "an import is done before the run: only extra vars, vars of the play and of the inventory's "
                          "group `all` are known then; include_tasks is done during the run");
            wp_loader_tell(loader, &err);
            return NULL;
        }
    }
    wp_str written = wp_to_text(loader->arena, value);
    return wp_strndup(loader->arena, written.ptr, written.len);
}

static const char *text_arg(wp_loader *loader, const wp_task *task, const char *name)
{
    const wp_value *value = wp_dict_find(task->args, name);
    return value == NULL || wp_is(*value, WP_NULL) ? NULL : wp_loader_text(loader, &task->node, *value);
}

/* What `include` has beside its file, the tasks see as variables. */
static void args_to_vars(wp_loader *loader, wp_task *task)
{
    wp_value own = wp_node_own(&task->node, WP_K_VARS), key, value, vars = wp_dict_new(loader->arena, 4);
    for (size_t i = 0; wp_is(own, WP_DICT) && wp_dict_pair(own, i, &key, &value); i++)
        wp_dict_put(loader->arena, vars, key, value);
    for (size_t i = 0; wp_dict_pair(task->args, i, &key, &value); i++)
        if (!wp_text_is(key, "file"))
            wp_dict_put(loader->arena, vars, key, value);
    wp_node_set(&task->node, WP_K_VARS, vars);
}

static wp_block *import_tasks(wp_loader *loader, const wp_place *inside, wp_task *task)
{
    const char *name = text_arg(loader, task, "file"), *path;
    wp_error err = { 0 };
    if (name == NULL)
        return NULL;
    if (strcmp(task->name, "include") == 0)
        args_to_vars(loader, task);
    if (!wp_include_find(loader->arena, &task->node, name, inside->as_handlers, &path, &err)) {
        wp_at(&err, task->node.mark);
        wp_loader_tell(loader, &err);
        return NULL;
    }
    return wp_load_task_file(loader, path, inside, task->node.mark);
}

static wp_block *import_role(wp_loader *loader, const wp_place *inside, wp_task *task)
{
    const char *name = text_arg(loader, task, "name");
    const wp_value *duplicates = wp_dict_find(task->args, "allow_duplicates");
    if (name == NULL)
        name = text_arg(loader, task, "role");
    if (name == NULL)
        return NULL;
    wp_role_request request = { .name = name,
                                .tasks_from = text_arg(loader, task, "tasks_from"),
                                .vars_from = text_arg(loader, task, "vars_from"),
                                .defaults_from = text_arg(loader, task, "defaults_from"),
                                .handlers_from = text_arg(loader, task, "handlers_from"),
                                .params = wp_null(),
                                .vars = wp_node_own(&task->node, WP_K_VARS),
                                .apply = wp_null(),
                                .allow_duplicates = duplicates == NULL || wp_truth(*duplicates),
                                .is_public = true };
    wp_role *role = wp_load_role(loader, inside, &request, task->node.mark);
    if (role == NULL)
        return NULL;
    for (size_t i = 0; inside->play != NULL && i < role->handlers.count; i++)
        wp_steps_add(loader->arena, &inside->play->imported_handlers, role->handlers.at[i]);
    return role->tasks;
}

bool wp_load_import(wp_loader *loader, const wp_place *place, wp_task *task, wp_steps *out)
{
    if (!wp_is(task->loop, WP_UNDEFINED))
        return wp_loader_fault(loader, task->node.mark, "use include_tasks or include_role",
                               "an import is done before the run and can't be in a loop");
    wp_place inside = *place;
    inside.parent = &task->node;
    bool is_role = strcmp(task->name, "import_role") == 0;
    wp_block *block = is_role ? import_role(loader, &inside, task) : import_tasks(loader, &inside, task);
    if (block != NULL)
        wp_steps_add(loader->arena, out, (wp_step){ .block = block });
    return block != NULL;
}

/* ---- at run time -------------------------------------------------------------- */

bool wp_tasks_load(wp_loader *loader, const char *path, const wp_task *include, wp_value apply, wp_value vars,
                   wp_block **out, wp_error *err)
{
    wp_error fault = { 0 };
    wp_place place = { .play = (wp_play *)wp_node_play(&include->node), .parent = include->node.parent,
                       .role = include->node.role, .file = include->node.file, .as_handlers = include->is_handler };
    loader->capture = &fault;
    wp_block *applied = wp_new(loader->arena, wp_block);
    if (wp_is(apply, WP_DICT))
        wp_load_node(loader, &applied->node, WP_NODE_BLOCK, &place, apply, WP_ON_BLOCK, NULL, NULL);
    else
        wp_node_init(loader, &applied->node, WP_NODE_BLOCK, &place, include->node.mark);
    applied->is_implicit = true;
    applied->node.include_vars = vars;
    place.parent = &applied->node;
    wp_block *block = wp_load_task_file(loader, path, &place, include->node.mark);
    loader->capture = NULL;
    if (block == NULL || fault.kind != WP_E_NONE) {
        *err = fault;
        return false;
    }
    wp_steps_add(loader->arena, &applied->tasks, (wp_step){ .block = block });
    *out = applied;
    return true;
}
