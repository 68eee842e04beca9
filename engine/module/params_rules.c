/*
 * Rules between parameters: "a b" exclude one another, one of "a b" must be given,
 * "a b" go together, "state link src": when state is link, src is required, "state
 * name": when state is given, name is required.
 * A rule that hangs on a value that is not known yet (a template) is left alone.
 */
#include "module/params.h"

#include "base/buf.h"
#include "base/text.h"

typedef struct check {
    wp_arena *arena;
    const wp_module *module;
    const wp_rules_view *view;
    wp_mark where;
    void (*fault)(void *data, const wp_error *fault);
    void *data;
    size_t faults;
} check;

static const char *next_word(check *at, wp_str *rule)
{
    wp_str word;
    return wp_str_split(rule, ' ', &word) ? wp_strndup(at->arena, word.ptr, word.len) : NULL;
}

static wp_given given(check *at, const char *name)
{
    return at->view->state(at->view->data, name);
}

/* Parameters of a rule that are in a state, as "'a' and 'b'". */
static const char *listed(check *at, const char *rule, wp_given state, const char *joint, size_t *count)
{
    wp_buf names = wp_buf_new(at->arena);
    wp_str rest = wp_str_of(rule);
    *count = 0;
    for (const char *name; (name = next_word(at, &rest));) {
        if (given(at, name) != state)
            continue;
        wp_buf_printf(&names, "%s'%s'", *count ? joint : "", name);
        ++*count;
    }
    return wp_buf_str(&names).ptr;
}

static size_t count_in(check *at, const char *rule, wp_given state)
{
    size_t count;
    listed(at, rule, state, "", &count);
    return count;
}

WP_PRINTF(2, 3) static void tell(check *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = wp_vprintf(at->arena, format, args);
    va_end(args);
    wp_error fault = { 0 };
    wp_fail(&fault, WP_E_INVALID, at->where, "module %s: %s", at->module->name, text);
    at->fault(at->data, &fault);
    at->faults++;
}

static void check_exclusive(check *at, const char *rule)
{
    size_t count;
    const char *names = listed(at, rule, WP_GIVEN, " and ", &count);
    if (count > 1)
        tell(at, "parameters %s exclude one another", names);
}

static void check_one_of(check *at, const char *rule)
{
    size_t missing;
    if (count_in(at, rule, WP_GIVEN) + count_in(at, rule, WP_GIVEN_MAYBE))
        return;
    const char *names = listed(at, rule, WP_GIVEN_NOT, " or ", &missing);
    tell(at, missing == 1 ? "parameter %s is required" : "one of %s is required", names);
}

static void check_together(check *at, const char *rule)
{
    size_t present, missing;
    const char *there = listed(at, rule, WP_GIVEN, ", ", &present);
    const char *absent = listed(at, rule, WP_GIVEN_NOT, ", ", &missing);
    if (present && missing)
        tell(at, "parameter %s needs %s as well", there, absent);
}

static void check_if(check *at, const char *rule)
{
    wp_str rest = wp_str_of(rule);
    const char *name = next_word(at, &rest), *value = next_word(at, &rest);
    wp_value is = at->view->value(at->view->data, name);
    if (wp_is(is, WP_NULL) || !wp_str_is(wp_to_text(at->arena, is), value))
        return;
    for (const char *needed; (needed = next_word(at, &rest));)
        if (given(at, needed) == WP_GIVEN_NOT)
            tell(at, "parameter '%s' is required when %s is %s", needed, name, value);
}

static void check_by(check *at, const char *rule)
{
    wp_str rest = wp_str_of(rule);
    const char *name = next_word(at, &rest);
    if (given(at, name) != WP_GIVEN)
        return;
    for (const char *needed; (needed = next_word(at, &rest));)
        if (given(at, needed) == WP_GIVEN_NOT)
            tell(at, "parameter '%s' is required where %s is given", needed, name);
}

static void each(check *at, const char *const *rules, void (*one)(check *, const char *))
{
    for (; rules && *rules; rules++)
        one(at, *rules);
}

size_t wp_rules_check(wp_arena *arena, const wp_module *module, const wp_rules_view *view, wp_mark where,
                      void (*fault)(void *data, const wp_error *fault), void *data)
{
    check at = { .arena = arena, .module = module, .view = view, .where = where, .fault = fault, .data = data };
    each(&at, module->rules.mutually_exclusive, check_exclusive);
    each(&at, module->rules.required_one_of, check_one_of);
    each(&at, module->rules.required_together, check_together);
    each(&at, module->rules.required_if, check_if);
    each(&at, module->rules.required_by, check_by);
    return at.faults;
}
