/*
 * Templates inside of values: every text in a list or dict that is one, evaluated.
 *
 * A value without any is handed on as it is. `omit` takes the item it is given to with
 * it. Keys of dicts are left as they are, as Ansible leaves them.
 */
#include "template/template.h"

#include "template/render.h"

#define DEPTH 500

static bool needs_work(wp_value value, int depth)
{
    wp_value key, item;
    switch (value.type) {
    case WP_STRING:
        return wp_value_is_template(value);
    case WP_OMIT:
    case WP_OBJECT:
    case WP_UNDEFINED:
        return true;
    case WP_LIST:
        for (size_t i = 0; i < wp_len(value); i++)
            if (depth == 0 || needs_work(wp_list_at(value, i), depth - 1))
                return true;
        return false;
    case WP_DICT:
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            if (depth == 0 || needs_work(item, depth - 1))
                return true;
        return false;
    default:
        return false;
    }
}

/* ---- omit ------------------------------------------------------------------------- */

static bool has_omit(wp_value value)
{
    wp_value key, item;
    if (value.type == WP_OMIT)
        return true;
    for (size_t i = 0; value.type == WP_LIST && i < wp_len(value); i++)
        if (has_omit(wp_list_at(value, i)))
            return true;
    for (size_t i = 0; value.type == WP_DICT && wp_dict_pair(value, i, &key, &item); i++)
        if (has_omit(item))
            return true;
    return false;
}

static wp_value drop_omitted(wp_arena *arena, wp_value value)
{
    wp_value key, item;
    if (value.type == WP_LIST) {
        wp_value list = value.marks & WP_TUPLE ? wp_tuple_new(arena, wp_len(value)) : wp_list_new(arena, wp_len(value));
        for (size_t i = 0; i < wp_len(value); i++)
            if (wp_list_at(value, i).type != WP_OMIT)
                wp_list_push(arena, list, drop_omitted(arena, wp_list_at(value, i)));
        return list;
    }
    if (value.type == WP_DICT) {
        wp_value dict = wp_dict_new(arena, wp_len(value));
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            if (item.type != WP_OMIT)
                wp_dict_put(arena, dict, key, drop_omitted(arena, item));
        return dict;
    }
    return value;
}

/* ---- values --------------------------------------------------------------------------- */

static bool evaluate(wp_template_context *context, wp_value value, int depth, wp_value *out, wp_error *err);

static bool evaluate_text(wp_template_context *context, wp_value value, wp_value *out, wp_error *err)
{
    const wp_template *tmpl;
    if (!wp_template_compile(context->env, wp_text(value), wp_value_mark(value), &tmpl, err) ||
        !wp_template_evaluate(context, tmpl, out, err))
        return false;
    if (value.marks & WP_SECRET)
        *out = wp_value_mark_all(context->arena, *out, WP_SECRET);
    if ((out->type == WP_LIST || out->type == WP_DICT) && !tmpl->is_plain && has_omit(*out))
        *out = drop_omitted(context->arena, *out);
    return true;
}

static bool evaluate_list(wp_template_context *context, wp_value value, int depth, wp_value *out, wp_error *err)
{
    wp_value list = value.marks & WP_TUPLE ? wp_tuple_new(context->arena, wp_len(value))
                                           : wp_list_new(context->arena, wp_len(value));
    wp_container_set_mark(list, wp_value_mark(value));
    for (size_t i = 0; i < wp_len(value); i++) {
        wp_value item;
        if (!evaluate(context, wp_list_at(value, i), depth, &item, err))
            return false;
        if (item.type != WP_OMIT)
            wp_list_push(context->arena, list, item);
    }
    *out = list;
    return true;
}

static bool evaluate_dict(wp_template_context *context, wp_value value, int depth, wp_value *out, wp_error *err)
{
    wp_value dict = wp_dict_new(context->arena, wp_len(value)), key, item;
    wp_container_set_mark(dict, wp_value_mark(value));
    for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++) {
        if (!evaluate(context, item, depth, &item, err))
            return false;
        if (item.type != WP_OMIT)
            wp_dict_put(context->arena, dict, key, item);
    }
    *out = dict;
    return true;
}

static bool evaluate(wp_template_context *context, wp_value value, int depth, wp_value *out, wp_error *err)
{
    if (!needs_work(value, DEPTH)) {
        *out = value;
        return true;
    }
    if (depth == 0)
        return wp_fail(err, WP_E_INVALID, wp_value_mark(value), "this value is nested too deeply");
    switch (value.type) {
    case WP_STRING:
        return evaluate_text(context, value, out, err);
    case WP_LIST:
        return evaluate_list(context, value, depth - 1, out, err);
    case WP_DICT:
        return evaluate_dict(context, value, depth - 1, out, err);
    default:
        *out = value;
        return true;
    }
}

bool wp_template_value(wp_template_context *context, wp_value value, wp_value *out, wp_error *err)
{
    return evaluate(context, value, DEPTH, out, err);
}
