/*
 * Each directory is listed once, into a map of names: finding out that ten
 * thousand hosts have no file costs no system call.
 *
 * Later directories win over earlier ones, and later files of one directory
 * (sorted by name) over earlier ones, key by key.
 */
#include "inventory/vars_files.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

static const char *const extensions[] = { "", ".yml", ".yaml", ".json" };

struct wp_vars_dir {
    const char *path;
    wp_vars_place place;
    wp_map *groups, *hosts; /* names in group_vars/ and host_vars/; NULL: no such directory */
    bool is_loaded;
    wp_vars_dir *next;
};

/* Whose variables are being read. */
typedef struct owner {
    const char *name;
    bool is_host;
    wp_value *files; /* by place */
} owner;

static wp_map *list_names(wp_inventory *inventory, const char *dir, const char *sub)
{
    const char *path = wp_path_join(inventory->arena, dir, sub);
    const char **names;
    size_t count;
    if (!wp_path_exists(path))
        return NULL;
    if (!wp_path_is_dir(path)) {
        wp_data_warn(inventory, "%s is passed over: it is no directory", path);
        return NULL;
    }
    wp_error err = { 0 };
    if (!wp_dir_list(inventory->arena, path, &names, &count, &err)) {
        wp_data_warn(inventory, "%s is passed over: %s", path, err.text);
        return NULL;
    }
    wp_map *map = wp_map_new(inventory->arena);
    for (size_t i = 0; i < count; i++)
        wp_map_put(map, wp_str_of(names[i]), (void *)(uintptr_t)wp_path_join(inventory->arena, path, names[i]));
    return map;
}

void wp_vars_dir_add(wp_inventory *inventory, const char *dir, wp_vars_place place)
{
    wp_vars_dir **end = &inventory->vars_dirs;
    for (; *end; end = &(*end)->next)
        if ((*end)->place == place && strcmp((*end)->path, dir) == 0)
            return;
    *end = wp_new(inventory->arena, wp_vars_dir);
    **end = (wp_vars_dir){ .path = wp_strdup(inventory->arena, dir), .place = place };
    (*end)->groups = list_names(inventory, dir, "group_vars");
    (*end)->hosts = list_names(inventory, dir, "host_vars");
}

void wp_vars_dirs_renew(wp_inventory *inventory)
{
    const wp_vars_dir *dir = inventory->vars_dirs;
    inventory->vars_dirs = NULL;
    for (; dir != NULL; dir = dir->next)
        if (dir->place == WP_VARS_BESIDE_PLAYBOOK)
            wp_vars_dir_add(inventory, dir->path, dir->place);
}

/* ---- files --------------------------------------------------------------- */

static bool read_file(wp_inventory *inventory, const char *path, wp_value *vars, wp_error *err)
{
    wp_yaml_options options = { .vault = inventory->options.vault, .warnings = inventory->options.warnings,
                                .double_keys = inventory->options.double_keys,
                                .keep_envelopes = inventory->options.keep_envelopes };
    wp_value value;
    if (!wp_yaml_load_file(inventory->arena, path, &options, &value, err))
        return false;
    if (!wp_truth(value))
        return true;
    if (!wp_is(value, WP_DICT)) {
        wp_fail(err, WP_E_INVALID, (wp_mark){ path, 1, 1 }, "variables must be a dict, not %s", wp_type_name(value));
        return wp_hint(err, "write them as 'name: value'");
    }
    if (wp_len(*vars) == 0) {
        *vars = value;
        return true;
    }
    wp_value both = wp_dict_new(inventory->arena, wp_len(*vars) + wp_len(value));
    wp_dict_put_all(inventory->arena, both, *vars);
    wp_data_put_vars(inventory, both, value);
    *vars = both;
    return true;
}

static const char *extension(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot > name ? dot : "";
}

static bool has_known_extension(const char *name)
{
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (strcmp(extension(name), extensions[i]) == 0)
            return true;
    return false;
}

/* All files below, but for hidden ones, copies and those of other kinds. */
static bool read_dir(wp_inventory *inventory, const char *dir, wp_value *vars, wp_error *err)
{
    const char **names;
    size_t count;
    if (!wp_dir_list(inventory->arena, dir, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *path = wp_path_join(inventory->arena, dir, names[i]);
        if (names[i][0] == '.' || wp_str_ends(wp_str_of(names[i]), "~") || !has_known_extension(names[i]))
            continue;
        bool is_dir = wp_path_is_dir(path);
        if (is_dir && *extension(names[i]))
            continue;
        if (is_dir ? !read_dir(inventory, path, vars, err)
                   : wp_path_is_file(path) && !read_file(inventory, path, vars, err))
            return false;
    }
    return true;
}

static const char *find_path(wp_inventory *inventory, const wp_map *names, const char *name)
{
    for (size_t i = 0; names && name[0] != '/' && i < sizeof extensions / sizeof *extensions; i++) {
        wp_str wanted = wp_str_of(i ? wp_printf(inventory->arena, "%s%s", name, extensions[i]) : name);
        const char *path = wp_map_get(names, wanted);
        if (path)
            return path;
    }
    return NULL;
}

static bool load_from(wp_inventory *inventory, const wp_vars_dir *dir, const owner *whose, wp_error *err)
{
    const char *path = find_path(inventory, whose->is_host ? dir->hosts : dir->groups, whose->name);
    if (!path)
        return true;
    wp_value *vars = &whose->files[dir->place - 1];
    bool done = wp_path_is_dir(path) ? read_dir(inventory, path, vars, err) : read_file(inventory, path, vars, err);
    return done || wp_while(err, "reading the variables of %s '%s'", whose->is_host ? "host" : "group", whose->name);
}

/* ---- all of them, or one ------------------------------------------------- */

static owner of_host(wp_host *host)
{
    return (owner){ host->name, true, ((wp_host_entry *)host)->files };
}

static owner of_group(wp_group *group)
{
    return (owner){ group->name, false, ((wp_group_entry *)group)->files };
}

static bool load_all(wp_inventory *inventory, const wp_vars_dir *dir, wp_error *err)
{
    for (size_t i = 0; dir->groups && i < inventory->group_count; i++) {
        owner whose = of_group(inventory->groups[i]);
        if (!load_from(inventory, dir, &whose, err))
            return false;
    }
    for (size_t i = 0; dir->hosts && i < inventory->host_count; i++) {
        owner whose = of_host(inventory->hosts[i]);
        if (!load_from(inventory, dir, &whose, err))
            return false;
    }
    return true;
}

bool wp_vars_files_load(wp_inventory *inventory, wp_vars_place place, wp_error *err)
{
    for (wp_vars_dir *dir = inventory->vars_dirs; dir; dir = dir->next) {
        if (dir->place != place || dir->is_loaded)
            continue;
        if (!load_all(inventory, dir, err))
            return false;
        dir->is_loaded = true;
    }
    return true;
}

static void load_late(wp_inventory *inventory, const owner *whose)
{
    for (wp_vars_dir *dir = inventory->vars_dirs; dir; dir = dir->next) {
        wp_error err = { 0 };
        if (!load_from(inventory, dir, whose, &err))
            wp_data_warn(inventory, "%s:%u: %s", err.mark.file ? err.mark.file : dir->path, err.mark.line, err.text);
    }
}

void wp_vars_files_load_host(wp_inventory *inventory, wp_host *host)
{
    owner whose = of_host(host);
    load_late(inventory, &whose);
}

void wp_vars_files_load_group(wp_inventory *inventory, wp_group *group)
{
    owner whose = of_group(group);
    load_late(inventory, &whose);
}
