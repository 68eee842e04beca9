/* Look-ups of variables: those of the task, and those of the environment. */
#include "template/families.h"
#include "template/lookups.h"

#include "base/regex.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool want_default(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "default", NULL };
    return wp_lookup_options(call, names, out, err);
}

/* A variable of the task, or of its host. */
static bool find_variable(wp_call *call, wp_str name, wp_value *out, wp_error *err)
{
    wp_scope *scope = call->context->scope;
    bool found = false;
    if (scope && !scope->find(scope, call->arena, name, out, &found, err))
        return false;
    if (!found)
        *out = wp_undefined(call->arena, wp_strndup(call->arena, name.ptr, name.len));
    return true;
}

static bool run_vars(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value fallback, value, list = wp_list_new(call->arena, call->count);
    wp_str name;
    if (!want_default(call, &fallback, err))
        return false;
    for (size_t i = 0; i < call->count; i++) {
        wp_error failure = { 0 };
        if (!wp_want_string(call, "a name", call->args[i], &name, err))
            return false;
        bool done = find_variable(call, name, &value, &failure);
        bool missing = done ? value.type == WP_UNDEFINED : failure.kind == WP_E_UNDEFINED;
        if (missing && wp_is_given(fallback)) {
            value = fallback;
        } else if (!done) {
            if (err)
                *err = failure;
            return false;
        } else if (missing) {
            return wp_fail_undefined(value, call->mark, err);
        }
        wp_list_push(call->arena, list, value);
    }
    *out = list;
    return true;
}

static bool run_varnames(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const none[] = { NULL };
    wp_scope *scope = call->context->scope;
    wp_value names = scope ? scope->names(scope, call->arena) : wp_list_new(call->arena, 0);
    wp_value list = wp_list_new(call->arena, 8);
    if (!wp_lookup_options(call, none, NULL, err))
        return false;
    for (size_t i = 0; i < call->count; i++) {
        wp_str pattern;
        wp_regex *regex;
        if (!wp_want_string(call, "a pattern", call->args[i], &pattern, err))
            return false;
        if (!wp_regex_compile(call->arena, pattern, 0, &regex, err))
            return wp_while(err, "%s", call->name);
        for (size_t at = 0; at < wp_len(names); at++)
            if (wp_regex_search(call->arena, regex, wp_text(wp_list_at(names, at)), 0, NULL))
                wp_list_push(call->arena, list, wp_list_at(names, at));
    }
    *out = list;
    return true;
}

static bool run_env(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value fallback, list = wp_list_new(call->arena, call->count);
    if (!want_default(call, &fallback, err))
        return false;
    for (size_t i = 0; i < call->count; i++) {
        wp_str term, name;
        if (!wp_lookup_term(call, i, &term, err))
            return false;
        wp_str rest = wp_str_trim(term);
        if (!wp_str_split(&rest, ' ', &name) || !name.len)
            return wp_fail_call(call, err, "needs the name of a variable");
        const char *plain = wp_strndup(call->arena, name.ptr, name.len), *text = getenv(plain);
        if (!text && fallback.type == WP_UNDEFINED)
            return wp_fail(err, WP_E_UNDEFINED, call->mark, "the environment has no variable '%s'", plain);
        wp_value value = text ? wp_string(call->arena, text)
                              : fallback.type == WP_OMIT ? wp_string_static("") : fallback;
        wp_list_push(call->arena, list, value);
    }
    *out = list;
    return true;
}

const wp_builtin wp_lookups_vars[] = {
    { .name = "vars", .run = run_vars, .usage = "lookup('vars', name, ..., default=none)",
      .summary = "The value of a variable whose name is known at run time only." },
    { .name = "varnames", .run = run_varnames, .usage = "query('varnames', regex, ...)",
      .summary = "The names of the variables that a regular expression fits." },
    { .name = "env", .run = run_env, .usage = "lookup('env', name, default='')",
      .summary = "A variable of the environment; nothing, or a default, where there is none." },
    { 0 },
};
