/*
 * Running a look-up: the row or the hook, the options that all of them take, and the
 * marks of what comes out.
 *
 * Files are looked for as Ansible does: in each directory of the search, first in its
 * folder of the kind ("files", "templates"), then in itself.
 */
#include "template/lookups.h"
#include "template/encodings.h"
#include "template/env.h"
#include "template/families.h"
#include "template/object.h"

#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"
#include "crypto/vault.h"

#include <string.h>

static const char *const common_options[] = { "wantlist", "errors", "allow_unsafe", NULL };

bool wp_lookup_is_common(wp_str option)
{
    for (int i = 0; common_options[i]; i++)
        if (wp_str_is(option, common_options[i]))
            return true;
    return false;
}

/* ---- run ---------------------------------------------------------------------------- */

static bool check_terms(wp_value terms, wp_mark mark, wp_error *err)
{
    for (size_t i = 0; i < wp_len(terms); i++)
        if (wp_list_at(terms, i).type == WP_UNDEFINED)
            return wp_fail_undefined(wp_list_at(terms, i), mark, err);
    return true;
}

static wp_value own_options(wp_arena *arena, wp_value options)
{
    wp_value own = wp_dict_new(arena, wp_len(options)), key, item;
    for (size_t i = 0; wp_dict_pair(options, i, &key, &item); i++)
        if (!wp_lookup_is_common(wp_text(key)))
            wp_dict_put(arena, own, key, item);
    return own;
}

static bool fail_unknown(wp_str name, wp_mark mark, wp_error *err)
{
    const char *nearest = wp_builtin_nearest("lookup", name);
    wp_fail(err, WP_E_NOT_FOUND, mark, "there is no look-up '%.*s'", (int)name.len, name.ptr);
    return nearest ? wp_hint(err, "did you mean '%s'?", nearest) : false;
}

static bool run_hook(wp_template_context *context, wp_str name, wp_value terms, wp_value options, wp_mark mark,
                     wp_value *list, wp_error *err)
{
    const wp_template_hooks *hooks = context->env ? wp_env_hooks(context->env) : NULL;
    if (!hooks || !hooks->lookup)
        return fail_unknown(name, mark, err);
    const char *plain = wp_strndup(context->arena, name.ptr, name.len);
    return hooks->lookup(hooks->data, context, plain, terms, options, list, err);
}

static bool run(wp_template_context *context, wp_str name, wp_value terms, wp_value options, wp_mark mark,
                wp_value *list, wp_error *err)
{
    const wp_builtin *row = wp_lookup_find(name);
    if ((!row || !row->takes_undefined) && !check_terms(terms, mark, err))
        return false;
    if (!row)
        return run_hook(context, name, terms, options, mark, list, err);
    wp_value *args = wp_new_array(context->arena, wp_value, wp_len(terms));
    for (size_t i = 0; i < wp_len(terms); i++)
        args[i] = wp_value_as_lists(context->arena, wp_list_at(terms, i));
    wp_call call = {
        .context = context,
        .arena = context->arena,
        .name = wp_printf(context->arena, "look-up %s", row->name),
        .subject = wp_undefined(context->arena, NULL),
        .args = args,
        .count = wp_len(terms),
        .named = options,
        .mark = mark,
    };
    return row->run(&call, list, err);
}

bool wp_lookup_run_hook(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value terms = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++)
        wp_list_push(call->arena, terms, call->args[i]);
    wp_str name = wp_str_of(call->name);
    if (wp_str_starts(name, "look-up "))
        name = wp_str_slice(name, strlen("look-up "), name.len);
    return run_hook(call->context, name, terms, call->named, call->mark, out, err);
}

/* strict: the failure is one. warn: it is told. ignore: it is passed over. */
static bool want_errors(wp_value options, wp_mark mark, wp_str *out, wp_error *err)
{
    const wp_value *errors = wp_dict_find(options, "errors");
    *out = errors && errors->type == WP_STRING ? wp_text(*errors) : wp_str_of("strict");
    if (wp_str_is(*out, "strict") || wp_str_is(*out, "warn") || wp_str_is(*out, "ignore"))
        return true;
    return wp_fail(err, WP_E_INVALID, mark, "errors must be strict, warn or ignore, not '%.*s'", (int)out->len,
                   out->ptr);
}

bool wp_lookup_run(wp_template_context *context, wp_str name, wp_value terms, wp_value options, wp_mark mark,
                   wp_value *list, wp_error *err)
{
    wp_error failure = { 0 };
    wp_str errors;
    wp_value found;
    if (options.type != WP_DICT)
        options = wp_dict_new(context->arena, 0);
    if (!want_errors(options, mark, &errors, err))
        return false;
    const wp_value *allow_unsafe = wp_dict_find(options, "allow_unsafe");
    if (!run(context, name, terms, own_options(context->arena, options), mark, &found, &failure)) {
        wp_at(&failure, mark);
        bool is_strict = wp_str_is(errors, "strict") || failure.kind == WP_E_CANCELLED ||
                         failure.kind == WP_E_UNDEFINED; /* so that default() still sees it */
        if (is_strict && err)
            *err = failure;
        if (is_strict)
            return wp_str_starts(wp_str_of(failure.text), "look-up ") ||
                           failure.kind == WP_E_UNDEFINED /* the name that is missing says enough */
                       ? false
                       : wp_while(err, "look-up %.*s", (int)name.len, name.ptr);
        if (wp_str_is(errors, "warn") && context->env)
            wp_env_warn(context->env, wp_printf(context->arena, "look-up %.*s: %s", (int)name.len, name.ptr,
                                                failure.text));
        *list = wp_list_new(context->arena, 0);
        return true;
    }
    *list = allow_unsafe && wp_truth(*allow_unsafe) ? found : wp_value_mark_all(context->arena, found, WP_UNSAFE);
    return true;
}

wp_value wp_lookup_join(wp_arena *arena, wp_value list, wp_value options)
{
    const wp_value *errors = wp_dict_find(options, "errors");
    size_t count = wp_len(list);
    wp_buf buf = wp_buf_new(arena);
    uint8_t marks = 0;
    if (!count && errors && !wp_text_is(*errors, "strict"))
        return wp_null();
    for (size_t i = 0; i < count; i++) {
        wp_value item = wp_list_at(list, i);
        if (item.type != WP_STRING)
            return count == 1 ? item : list;
        if (i)
            wp_buf_char(&buf, ',');
        wp_buf_str_add(&buf, wp_text(item));
        marks |= item.marks & (WP_UNSAFE | WP_SECRET | WP_PLAIN | WP_BYTES);
    }
    if (count == 1)
        return wp_list_at(list, 0);
    wp_value joined = wp_string_borrow(wp_buf_str(&buf));
    joined.marks |= marks;
    return count ? joined : list;
}

/* ---- options and terms ----------------------------------------------------------------- */

/* Ansible passes over an option that a look-up has not got; so do we, and say so. */
static wp_value known_options(wp_call *call, const char *const *names)
{
    wp_value known = wp_dict_new(call->arena, wp_len(call->named)), key, item;
    for (size_t i = 0; wp_dict_pair(call->named, i, &key, &item); i++) {
        wp_str name = wp_text(key);
        wp_nearest nearest = wp_nearest_to(name);
        size_t at = 0;
        for (; names[at] && !wp_str_is(name, names[at]); at++)
            wp_nearest_try(&nearest, names[at]);
        if (names[at])
            wp_dict_put(call->arena, known, key, item);
        else if (call->context->env)
            wp_env_warn(call->context->env,
                        wp_printf(call->arena, "%s has no option '%.*s'%s%s%s", call->name, (int)name.len, name.ptr,
                                  nearest.best ? ": did you mean '" : "", nearest.best ? nearest.best : "",
                                  nearest.best ? "'?" : ""));
    }
    return known;
}

bool wp_lookup_options(wp_call *call, const char *const *names, wp_value *slots, wp_error *err)
{
    wp_call by_name = *call;
    by_name.count = 0;
    by_name.named = known_options(call, names);
    return wp_bind(&by_name, names, slots, err);
}

bool wp_lookup_term(wp_call *call, size_t index, wp_str *out, wp_error *err)
{
    return wp_want_text(call, wp_printf(call->arena, "term %zu", index + 1), call->args[index], out, err);
}

bool wp_lookup_inline(wp_call *call, wp_str term, const char *const *names, wp_value *slots, wp_str *rest,
                      wp_error *err)
{
    wp_str *words;
    size_t count;
    wp_buf plain = wp_buf_new(call->arena);
    if (!wp_shell_split(call->arena, term, &words, &count))
        return wp_fail_call(call, err, "a quote in '%.*s' is not closed", (int)term.len, term.ptr);
    for (size_t i = 0; i < count; i++) {
        size_t equals = wp_str_find(words[i], wp_str_of("="), 0), at = 0;
        wp_str name = wp_str_slice(words[i], 0, equals);
        while (equals != SIZE_MAX && names[at] && !wp_str_is(name, names[at]))
            at++;
        if (equals == SIZE_MAX) {
            if (plain.len)
                wp_buf_char(&plain, ' ');
            wp_buf_str_add(&plain, words[i]);
        } else if (names[at]) {
            slots[at] = wp_string_of(call->arena, wp_str_slice(words[i], equals + 1, words[i].len));
        } else {
            return wp_fail_call(call, err, "there is no option '%.*s'", (int)name.len, name.ptr);
        }
    }
    *rest = wp_buf_str(&plain);
    return true;
}

const char *wp_lookup_directory(const wp_call *call)
{
    const char *const *dir = call->context->search;
    while (dir && *dir && dir[1])
        dir++;
    return dir ? *dir : NULL;
}

/* ---- files ---------------------------------------------------------------------------------- */

const char *wp_lookup_find_file(wp_call *call, const char *kind, wp_str name)
{
    static const char *const here[] = { ".", NULL };
    const char *const *dirs = call->context->search ? call->context->search : here;
    if (memchr(name.ptr, 0, name.len))
        return NULL;
    const char *plain = wp_path_expand(call->arena, wp_strndup(call->arena, name.ptr, name.len));
    if (plain[0] == '/')
        return wp_path_exists(plain) ? plain : NULL;
    for (; *dirs; dirs++) {
        const char *found = wp_path_join(call->arena, wp_path_join(call->arena, *dirs, kind), plain);
        if (!wp_path_exists(found))
            found = wp_path_join(call->arena, *dirs, plain);
        if (wp_path_exists(found))
            return found;
    }
    return NULL;
}

bool wp_lookup_read_file(wp_call *call, const char *kind, wp_str name, wp_str *out, bool *secret, wp_error *err)
{
    const char *path = wp_lookup_find_file(call, kind, name);
    if (!path)
        return wp_fail(err, WP_E_NOT_FOUND, call->mark, "there is no file '%.*s'", (int)name.len, name.ptr);
    if (!wp_file_read(call->arena, path, out, err))
        return false;
    *secret = wp_is_vaulted(*out);
    if (!*secret)
        return true;
    wp_vault *vault = call->context->env ? wp_env_vault(call->context->env) : NULL;
    return wp_vault_decrypt(call->arena, vault, *out, out, err) || wp_while(err, "opening %s", path);
}

bool wp_lookup_read_text(wp_call *call, wp_str name, wp_str encoding, wp_str *out, bool *secret, wp_error *err)
{
    wp_str bytes;
    return wp_lookup_read_file(call, "files", name, &bytes, secret, err) &&
           wp_decode(call->arena, bytes, encoding, out, err);
}
