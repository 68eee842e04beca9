/*
 * Inventories that a program prints, as JSON.
 *
 *   --list   {"web": {"hosts": [..], "vars": {..}, "children": [..]}, "db": ["db1"],
 *             "_meta": {"hostvars": {"web1": {..}}}}
 *   --host H {..}     asked for each host, where --list gave no _meta
 *
 * A group that has none of the three keys is a host with its variables.
 */
#include "inventory/source.h"

#include <string.h>

#include "base/process.h"
#include "base/text.h"

typedef struct reader {
    wp_inventory *inventory;
    wp_arena *arena;
    const char *path;
    wp_map *hosts; /* those that this program named */
    wp_error *err;
} reader;

static bool fail(reader *from, const char *text)
{
    return wp_fail(from->err, WP_E_INVALID, (wp_mark){ .file = from->path }, "this inventory program %s", text);
}

/* Its last line of complaint, where there is one. */
static bool hint_complaint(reader *from, wp_str complaint)
{
    complaint = wp_str_trim(complaint);
    const char *newline = NULL;
    for (size_t i = 0; i < complaint.len; i++)
        if (complaint.ptr[i] == '\n')
            newline = complaint.ptr + i;
    if (newline)
        complaint = wp_str_slice(complaint, (size_t)(newline + 1 - complaint.ptr), complaint.len);
    return complaint.len > 0 ? wp_hint(from->err, "it said: %.*s", (int)complaint.len, complaint.ptr) : false;
}

static bool run(reader *from, const char *option, const char *host, wp_value *out)
{
    const char *const argv[] = { from->path, option, host, NULL };
    wp_process process = { .argv = argv };
    wp_process_result result;
    if (!wp_process_run(from->arena, &process, &result, from->err))
        return wp_while(from->err, "running the inventory program %s", from->path);
    if (result.status != 0) {
        wp_fail(from->err, WP_E_FAILED, (wp_mark){ .file = from->path },
                "this inventory program ended with status %d when called with %s", result.status, option);
        return hint_complaint(from, result.err);
    }
    *out = wp_dict_new(from->arena, 0);
    if (host && wp_str_trim(result.out).len == 0)
        return true;
    wp_error of_json = { 0 };
    if (!wp_from_json(from->arena, result.out, out, &of_json)) {
        wp_fail(from->err, WP_E_SYNTAX, (wp_mark){ .file = from->path },
                "what this inventory program prints for %s is no JSON: %s", option, of_json.text);
        return hint_complaint(from, result.err);
    }
    return wp_is(*out, WP_DICT) || fail(from, "must print a dict");
}

static bool read_hosts(reader *from, wp_group *group, wp_value hosts)
{
    if (!wp_is(hosts, WP_LIST))
        return wp_fail(from->err, WP_E_INVALID, (wp_mark){ .file = from->path },
                       "the hosts of group '%s' must be a list", group->name);
    for (size_t i = 0; i < wp_len(hosts); i++) {
        wp_value name = wp_list_at(hosts, i);
        if (!wp_is(name, WP_STRING) || name.len == 0)
            return wp_fail(from->err, WP_E_INVALID, (wp_mark){ .file = from->path },
                           "a host of group '%s' is %s, and not a name", group->name, wp_type_name(name));
        wp_host *host = wp_data_host(from->inventory, wp_text(name));
        wp_data_join(from->inventory, host, group);
        wp_map_put(from->hosts, wp_text(name), host);
    }
    return true;
}

static bool read_vars(reader *from, wp_group *group, wp_value vars)
{
    if (!wp_is(vars, WP_DICT))
        return wp_fail(from->err, WP_E_INVALID, (wp_mark){ .file = from->path },
                       "the vars of group '%s' must be a dict", group->name);
    wp_value name, item;
    for (size_t i = 0; wp_dict_pair(vars, i, &name, &item); i++)
        if (!wp_data_set_group_var(from->inventory, group, name, item, from->err))
            return false;
    return true;
}

static bool read_children(reader *from, wp_group *group, wp_value children)
{
    if (!wp_is(children, WP_LIST))
        return wp_fail(from->err, WP_E_INVALID, (wp_mark){ .file = from->path },
                       "the children of group '%s' must be a list", group->name);
    for (size_t i = 0; i < wp_len(children); i++) {
        wp_value name = wp_list_at(children, i);
        if (!wp_is(name, WP_STRING) || name.len == 0)
            return wp_fail(from->err, WP_E_INVALID, (wp_mark){ .file = from->path },
                           "a child of group '%s' is %s, and not a name", group->name, wp_type_name(name));
        if (!wp_data_nest(from->inventory, group, wp_data_group(from->inventory, wp_text(name)), NULL,
                          (wp_mark){ .file = from->path }, from->err))
            return false;
    }
    return true;
}

static bool read_group(reader *from, wp_value name, wp_value body)
{
    if (wp_text(name).len == 0)
        return fail(from, "names a group with an empty text");
    wp_group *group = wp_data_group(from->inventory, wp_text(name));
    if (!wp_is(body, WP_DICT))
        return read_hosts(from, group, body);

    const wp_value *hosts = wp_dict_find(body, "hosts"), *vars = wp_dict_find(body, "vars");
    const wp_value *children = wp_dict_find(body, "children");
    if (!hosts && !vars && !children) {
        wp_value itself = wp_list_new(from->arena, 1);
        wp_list_push(from->arena, itself, name);
        return read_hosts(from, group, itself) && read_vars(from, group, body);
    }
    return (!hosts || read_hosts(from, group, *hosts)) && (!vars || read_vars(from, group, *vars)) &&
           (!children || read_children(from, group, *children));
}

static bool read_host_vars(reader *from, wp_value hostvars)
{
    wp_str name;
    void *host;
    for (size_t i = 0; wp_map_at(from->hosts, i, &name, &host); i++) {
        const wp_value *known = wp_is(hostvars, WP_DICT) ? wp_dict_find_n(hostvars, name.ptr, name.len) : NULL;
        wp_value vars = known ? *known : wp_dict_new(from->arena, 0), key, item;
        if (wp_is(hostvars, WP_UNDEFINED) && !run(from, "--host", ((wp_host *)host)->name, &vars))
            return false;
        if (!wp_is(vars, WP_DICT))
            return wp_fail(from->err, WP_E_INVALID, (wp_mark){ .file = from->path },
                           "the variables of host '%.*s' must be a dict", (int)name.len, name.ptr);
        for (size_t k = 0; wp_dict_pair(vars, k, &key, &item); k++)
            if (!wp_data_set_var(from->inventory, host, key, item, from->err))
                return false;
    }
    return true;
}

bool wp_source_script(wp_inventory *inventory, const char *path, wp_error *err)
{
    reader from = { .inventory = inventory, .arena = inventory->arena, .path = path, .err = err };
    wp_value root, name, body, hostvars = wp_undefined(from.arena, NULL);
    from.hosts = wp_map_new(from.arena);
    if (!run(&from, "--list", NULL, &root))
        return false;
    for (size_t i = 0; wp_dict_pair(root, i, &name, &body); i++) {
        if (!wp_text_is(name, "_meta")) {
            if (!read_group(&from, name, body))
                return false;
            continue;
        }
        const wp_value *given = wp_is(body, WP_DICT) ? wp_dict_find(body, "hostvars") : NULL;
        if (given && !wp_is(*given, WP_DICT))
            return fail(&from, "gives 'hostvars' that are no dict");
        if (given)
            hostvars = *given;
    }
    return read_host_vars(&from, hostvars);
}
