/* Look-ups that need the run: the template room asks for them by name. */
#include "executor/lookups.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

/* inventory_hostnames: the hosts of a pattern. */
static bool find_hosts(const wp_asked *by, wp_value *out, wp_error *err)
{
    wp_buf pattern = wp_buf_new(by->arena);
    wp_host **hosts;
    size_t count;
    for (size_t i = 0; i < wp_len(by->terms); i++) {
        wp_buf_add(&pattern, i > 0 ? "," : "");
        wp_buf_str_add(&pattern, wp_to_text(by->arena, wp_list_at(by->terms, i)));
    }
    if (!wp_inventory_match(by->arena, by->run->options.inventory, wp_buf_str(&pattern).ptr, NULL, &hosts, &count, err))
        return false;
    *out = wp_list_new(by->arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(by->arena, *out, wp_string_static(hosts[i]->name));
    return true;
}

static bool miss_setting(const wp_asked *by, wp_str name, wp_error *err)
{
    const wp_value *on_missing = wp_dict_find(by->options, "on_missing");
    wp_nearest nearest = wp_nearest_to(name);
    wp_value known, value;
    if (on_missing != NULL && wp_text_is(*on_missing, "skip"))
        return true;
    if (on_missing != NULL && wp_text_is(*on_missing, "warn")) {
        wp_run_warn(by->run, wp_printf(by->arena, "there is no setting '%.*s'", (int)name.len, name.ptr));
        return true;
    }
    for (size_t i = 0; wp_dict_pair(by->run->options.settings, i, &known, &value); i++)
        wp_nearest_try(&nearest, known.as.text);
    wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "there is no setting '%.*s'", (int)name.len, name.ptr);
    return nearest.best != NULL ? wp_hint(err, "did you mean %s? waplay doc --settings lists them", nearest.best)
                                : wp_hint(err, "waplay doc --settings lists them");
}

/* config: the values of settings. */
static bool find_settings(const wp_asked *by, wp_value *out, wp_error *err)
{
    *out = wp_list_new(by->arena, wp_len(by->terms));
    for (size_t i = 0; i < wp_len(by->terms); i++) {
        wp_value name = wp_list_at(by->terms, i);
        const wp_value *value = wp_dict_get(by->run->options.settings, name);
        if (value != NULL)
            wp_list_push(by->arena, *out, *value);
        else if (!miss_setting(by, wp_to_text(by->arena, name), err))
            return false;
    }
    return true;
}

bool wp_run_lookup(void *data, wp_template_context *context, const char *name, wp_value terms, wp_value options,
                   wp_value *out, wp_error *err)
{
    static const struct {
        const char *name;
        bool (*find)(const wp_asked *by, wp_value *out, wp_error *err);
    } rows[] = { { "inventory_hostnames", find_hosts }, { "config", find_settings }, { "url", wp_lookup_url } };
    wp_asked by = { data, context->arena, terms, options };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].find(&by, out, err);
    return wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "the look-up '%s' can't be had here", name);
}
