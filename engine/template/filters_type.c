/*
 * Filters on what a value is: whether there is one, what it is taken for, what it is
 * made of.
 */
#include "template/families.h"
#include "template/object.h"

#include "base/text.h"

static bool run_default(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "default_value", "boolean", NULL };
    wp_value slots[2];
    if (!wp_bind(call, names, slots, err))
        return false;
    if (call->subject.type != WP_UNDEFINED && slots[1].type == WP_UNDEFINED)
        return wp_fail_undefined(slots[1], call->mark, err);
    bool missing = call->subject.type == WP_UNDEFINED || (wp_arg_bool(slots[1], false) && !wp_truth(call->subject));
    bool given = call->count > 0 || wp_dict_find(call->named, names[0]);
    *out = !missing ? call->subject : given ? slots[0] : wp_string_static("");
    return true;
}

static bool run_mandatory(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "msg", NULL };
    wp_value slots[1];
    wp_str text;
    if (!wp_bind(call, names, slots, err))
        return false;
    *out = call->subject;
    if (call->subject.type != WP_UNDEFINED)
        return true;
    if (wp_is_given(slots[0])) {
        return wp_want_text(call, names[0], slots[0], &text, err) &&
               wp_fail(err, WP_E_INVALID, call->mark, "%.*s", (int)text.len, text.ptr);
    }
    wp_fail_undefined(call->subject, call->mark, err);
    if (err)
        err->kind = WP_E_INVALID; /* no default() further right can help */
    return wp_while(err, "mandatory");
}

static bool run_ternary(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "true_val", "false_val", "none_val", NULL };
    wp_value slots[3];
    if (!wp_bind(call, names, slots, err))
        return false;
    size_t given = call->count;
    for (size_t i = given; i < 2; i++)
        given += wp_dict_find(call->named, names[i]) != NULL;
    if (given < 2)
        return wp_fail_call(call, err, "needs a value for true and one for false");
    if (call->subject.type == WP_NULL && wp_is_given(slots[2]))
        *out = slots[2];
    else
        *out = slots[wp_truth(call->subject) ? 0 : 1];
    return true;
}

static bool run_bool(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const true_words[] = { "yes", "on", "1", "true" };
    wp_value value = call->subject;
    if (!wp_bind_nothing(call, err))
        return false;
    if (value.type == WP_NULL || value.type == WP_BOOL) {
        *out = value;
        return true;
    }
    bool truth = wp_equal(value, wp_int(1));
    for (int i = 0; i < 4; i++)
        truth = truth || (value.type == WP_STRING && wp_str_ieq(wp_text(value), true_words[i]));
    return wp_give_bool(truth, out);
}

static bool run_type_debug(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    bool is_bytes = call->subject.type == WP_STRING && (call->subject.marks & WP_BYTES);
    *out = wp_string(call->arena, is_bytes ? "bytes" : wp_python_type(call->subject));
    return true;
}

/* Attributes only, never items: that is what tells attr() from a dot. */
static bool run_attr(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "name", NULL };
    wp_value slots[1];
    wp_str name;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, names[0], slots[0], &name, err))
        return false;
    const wp_builtin *method = wp_method_find(call->subject, name);
    wp_object *object = call->subject.type == WP_OBJECT ? call->subject.as.object : NULL;
    if (object && object->class_->attribute && object->class_->attribute(call->arena, object, name, out))
        return true;
    *out = method ? wp_object_method(call->arena, method, call->subject)
                  : wp_undefined(call->arena, wp_printf(call->arena, "'%s object' has no attribute '%.*s'",
                                                        wp_python_type(call->subject), (int)name.len, name.ptr));
    return true;
}

const wp_builtin wp_filters_type[] = {
    { .name = "default", .run = run_default, .usage = "value | default(default_value='', boolean=false)",
      .summary = "Another value where there is none; with `boolean`, also where it is false or empty.",
      .takes_undefined = true },
    { .name = "d", .run = run_default, .usage = "value | d(default_value='', boolean=false)",
      .summary = "Short for default.", .takes_undefined = true },
    { .name = "mandatory", .run = run_mandatory, .usage = "value | mandatory(msg=none)",
      .summary = "Fails where there is no value.", .takes_undefined = true },
    { .name = "ternary", .run = run_ternary, .usage = "value | ternary(true_val, false_val, none_val=none)",
      .summary = "The first where the value is true, else the second; a third for null." },
    { .name = "bool", .run = run_bool, .usage = "value | bool",
      .summary = "True for yes, on, true and 1; false for all else." },
    { .name = "type_debug", .run = run_type_debug, .usage = "value | type_debug",
      .summary = "The name of the value's type in Python.", .takes_undefined = true },
    { .name = "attr", .run = run_attr, .usage = "value | attr(name)",
      .summary = "An attribute of the value, never an item." },
    { 0 },
};
