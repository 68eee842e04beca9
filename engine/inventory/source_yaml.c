/*
 * Inventories in YAML: a dict of groups, each with `hosts`, `vars`, `children`.
 *
 *   all:
 *     hosts: {bastion: {ansible_port: 2222}}
 *     children:
 *       web: {hosts: {"web[01:10]": }, vars: {tier: front}}
 *
 * A text in place of a dict (`hosts: web1`) stands for the one key it names.
 */
#include "inventory/source.h"

#include "base/nearest.h"
#include "base/text.h"

#define DEPTH_LIMIT 200

typedef struct reader {
    wp_inventory *inventory;
    int depth;
    wp_error *err;
} reader;

static bool read_group(reader *from, wp_value key, wp_value body, wp_group **out);

static bool fail_at(reader *from, wp_value place, wp_value or_place, const char *what, const char *whose,
                    wp_value instead)
{
    wp_mark mark = wp_value_mark(place);
    if (!mark.file)
        mark = wp_value_mark(or_place);
    return wp_fail(from->err, WP_E_INVALID, mark, "%s of group '%s' must be a dict, not %s", what, whose,
                   wp_type_name(instead));
}

static bool read_vars(reader *from, wp_group *group, wp_value vars)
{
    wp_value name, item;
    for (size_t i = 0; wp_dict_pair(vars, i, &name, &item); i++)
        if (!wp_data_set_group_var(from->inventory, group, name, item, from->err))
            return wp_at(from->err, wp_value_mark(name));
    return true;
}

static bool set_host_vars(reader *from, wp_host *host, wp_value vars)
{
    wp_value name, item;
    for (size_t i = 0; wp_dict_pair(vars, i, &name, &item); i++)
        if (!wp_data_set_var(from->inventory, host, name, item, from->err))
            return wp_at(from->err, wp_value_mark(name));
    return true;
}

static bool read_host(reader *from, wp_group *group, wp_value all, wp_value key, wp_value vars)
{
    wp_host **hosts;
    size_t count;
    if (!wp_is(key, WP_STRING)) {
        wp_fail(from->err, WP_E_INVALID, wp_value_mark(all), "a host of group '%s' has %s as its name", group->name,
                wp_type_name(key));
        return wp_hint(from->err, "put the name in quotes: \"%s\"", wp_to_text(from->inventory->arena, key).ptr);
    }
    if (wp_truth(vars) && !wp_is(vars, WP_DICT)) {
        wp_fail(from->err, WP_E_INVALID, wp_value_mark(key), "what stands below host '%s' must be a dict, not %s",
                wp_text(key).ptr, wp_type_name(vars));
        return wp_hint(from->err, "its variables stand there, as 'name: value'");
    }
    if (!wp_source_add_hosts(from->inventory, wp_text(key), wp_value_mark(key), group, &hosts, &count, from->err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!set_host_vars(from, hosts[i], vars))
            return false;
    return true;
}

static bool read_hosts(reader *from, wp_group *group, wp_value hosts)
{
    wp_value key, vars;
    for (size_t i = 0; wp_dict_pair(hosts, i, &key, &vars); i++)
        if (!read_host(from, group, hosts, key, vars))
            return false;
    return true;
}

static bool read_children(reader *from, wp_group *group, wp_value children)
{
    wp_value key, body;
    for (size_t i = 0; wp_dict_pair(children, i, &key, &body); i++) {
        wp_group *child;
        if (!read_group(from, key, body, &child) ||
            !wp_data_nest(from->inventory, group, child, NULL, wp_value_mark(key), from->err))
            return false;
    }
    return true;
}

static const struct {
    const char *name;
    bool (*read)(reader *, wp_group *, wp_value);
} parts[] = { { "hosts", read_hosts }, { "vars", read_vars }, { "children", read_children } };

static void warn_unknown(reader *from, const wp_group *group, wp_value key)
{
    wp_str name = wp_to_text(from->inventory->arena, key);
    wp_nearest nearest = wp_nearest_to(name);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        wp_nearest_try(&nearest, parts[i].name);
    wp_mark mark = wp_value_mark(key);
    wp_data_warn(from->inventory,
                 "%s:%u:%u: '%.*s' of group '%s' is passed over: a group has hosts, vars and children%s%s%s",
                 mark.file ? mark.file : "inventory", mark.line, mark.column, (int)name.len, name.ptr, group->name,
                 nearest.best ? " (did you mean '" : "", nearest.best ? nearest.best : "", nearest.best ? "'?)" : "");
}

static bool read_part(reader *from, wp_group *group, wp_value key, wp_value body)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!wp_text_is(key, parts[i].name))
            continue;
        if (wp_is(body, WP_STRING)) {
            wp_value one = wp_dict_new(from->inventory->arena, 1);
            wp_dict_put(from->inventory->arena, one, body, wp_null());
            body = one;
        }
        if (wp_is(body, WP_NULL))
            return true;
        if (!wp_is(body, WP_DICT)) {
            fail_at(from, body, key, parts[i].name, group->name, body);
            return wp_hint(from->err, "each entry is a key: 'name:', not '- name'");
        }
        return parts[i].read(from, group, body);
    }
    warn_unknown(from, group, key);
    return true;
}

static bool read_parts(reader *from, wp_group *group, wp_value body)
{
    wp_value key, part;
    for (size_t i = 0; wp_dict_pair(body, i, &key, &part); i++)
        if (!read_part(from, group, key, part))
            return false;
    return true;
}

static bool read_group(reader *from, wp_value key, wp_value body, wp_group **out)
{
    if (!wp_is(key, WP_STRING) || wp_text(key).len == 0) {
        wp_fail(from->err, WP_E_INVALID, wp_value_mark(body), "a group has %s as its name",
                wp_is(key, WP_STRING) ? "an empty text" : wp_type_name(key));
        return wp_hint(from->err, "put the name in quotes");
    }
    if (!wp_is(body, WP_DICT) && !wp_is(body, WP_NULL)) {
        wp_fail(from->err, WP_E_INVALID, wp_value_mark(key), "group '%s' must be a dict, not %s", wp_text(key).ptr,
                wp_type_name(body));
        return wp_hint(from->err, "it has 'hosts:', 'vars:' and 'children:' below it");
    }
    if (from->depth == DEPTH_LIMIT)
        return wp_fail(from->err, WP_E_INVALID, wp_value_mark(key), "groups lie more than %d deep in one another",
                       DEPTH_LIMIT);
    from->depth++;
    *out = wp_data_group(from->inventory, wp_text(key));
    bool done = read_parts(from, *out, body);
    from->depth--;
    return done;
}

bool wp_source_yaml(wp_inventory *inventory, wp_value root, wp_error *err)
{
    reader from = { .inventory = inventory, .err = err };
    wp_value key, body;
    wp_group *unused;
    for (size_t i = 0; wp_dict_pair(root, i, &key, &body); i++)
        if (!read_group(&from, key, body, &unused))
            return false;
    return true;
}
