/*
 * Calls: a filter, a test, a method, a function or any other thing that can be
 * called, with the values it is given.
 *
 * All rows are run in one place (wp_call_builtin): that is where an undefined
 * subject is refused, where an error gets its place, and where the marks (unsafe,
 * secret) of what went in are put on a text that comes out, should the row have
 * forgotten to.
 */
#include "template/object.h"

#include "template/families.h"

static uint8_t marks_of(wp_value subject, const wp_value *args, size_t count)
{
    uint8_t marks = subject.type == WP_STRING ? subject.marks : 0;
    for (size_t i = 0; i < count; i++)
        if (args[i].type == WP_STRING)
            marks |= args[i].marks;
    return marks & (WP_UNSAFE | WP_SECRET);
}

bool wp_call_builtin(wp_template_context *context, const wp_builtin *row, wp_value subject, const wp_value *args,
                     size_t count, wp_value named, wp_mark mark, wp_value *out, wp_error *err)
{
    wp_call call = {
        .context = context,
        .arena = context->arena,
        .name = row->name,
        .subject = subject,
        .args = args,
        .count = count,
        .named = named,
        .mark = mark,
    };
    wp_value result;
    if (!row->run(&call, &result, err))
        return wp_at(err, mark);
    if (result.type == WP_STRING)
        result.marks |= marks_of(subject, args, count);
    *out = result;
    return true;
}

static bool fail_no_such(const char *family, wp_str name, wp_mark mark, wp_error *err)
{
    const char *nearest = wp_builtin_nearest(family, name);
    wp_fail(err, WP_E_NOT_FOUND, mark, "there is no %s '%.*s'", family, (int)name.len, name.ptr);
    return nearest ? wp_hint(err, "did you mean '%s'?", nearest) : false;
}

bool wp_call_filter(wp_call *call, wp_str name, wp_value subject, const wp_value *args, size_t count, wp_value named,
                    wp_value *out, wp_error *err)
{
    const wp_builtin *row = wp_filter_find(name);
    if (!row)
        return fail_no_such("filter", name, call->mark, err);
    if (subject.type == WP_UNDEFINED && !row->takes_undefined)
        return wp_fail_undefined(subject, call->mark, err);
    return wp_call_builtin(call->context, row, subject, args, count, named, call->mark, out, err);
}

bool wp_call_test(wp_call *call, wp_str name, wp_value subject, const wp_value *args, size_t count, wp_value named,
                  bool *out, wp_error *err)
{
    const wp_builtin *row = wp_test_find(name);
    if (!row)
        return fail_no_such("test", name, call->mark, err);
    if (subject.type == WP_UNDEFINED && !row->takes_undefined)
        return wp_fail_undefined(subject, call->mark, err);
    wp_value result;
    if (!wp_call_builtin(call->context, row, subject, args, count, named, call->mark, &result, err))
        return false;
    *out = wp_truth(result);
    return true;
}

bool wp_call_value(wp_template_context *context, wp_value callee, const wp_value *args, size_t count, wp_value named,
                   wp_mark mark, wp_value *out, wp_error *err)
{
    if (callee.type == WP_UNDEFINED)
        return wp_fail_undefined(callee, mark, err);
    if (callee.type != WP_OBJECT || !callee.as.object->class_->call)
        return wp_fail(err, WP_E_INVALID, mark, "%s can't be called", wp_type_name(callee));

    wp_object *object = callee.as.object;
    wp_call call = {
        .context = context,
        .arena = context->arena,
        .name = object->class_->name,
        .subject = wp_undefined(context->arena, NULL),
        .args = args,
        .count = count,
        .named = named,
        .mark = mark,
    };
    if (!object->class_->call(context, object, &call, out, err))
        return wp_at(err, mark);
    return true;
}
