/* Tests on what a value is. Most of them can be asked of something undefined. */
#include "template/families.h"
#include "template/object.h"

#include "base/text.h"

static bool run_defined(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(call->subject.type != WP_UNDEFINED, out);
}

static bool run_undefined(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(call->subject.type == WP_UNDEFINED, out);
}

static bool run_none(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(call->subject.type == WP_NULL, out);
}

static bool run_boolean(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(call->subject.type == WP_BOOL, out);
}

static bool run_true(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) &&
           wp_give_bool(call->subject.type == WP_BOOL && call->subject.as.boolean, out);
}

static bool run_false(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) &&
           wp_give_bool(call->subject.type == WP_BOOL && !call->subject.as.boolean, out);
}

static bool run_integer(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(call->subject.type == WP_INT || call->subject.type == WP_BIG, out);
}

static bool run_float(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(call->subject.type == WP_FLOAT, out);
}

static bool run_number(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(wp_is_number(call->subject), out);
}

static bool run_string(wp_call *call, wp_value *out, wp_error *err)
{
    bool is_text = call->subject.type == WP_STRING && !(call->subject.marks & WP_BYTES);
    return wp_bind_nothing(call, err) && wp_give_bool(is_text, out);
}

static bool run_mapping(wp_call *call, wp_value *out, wp_error *err)
{
    bool is_mapping = call->subject.type == WP_DICT || wp_object_is_mapping(call->subject);
    return wp_bind_nothing(call, err) && wp_give_bool(is_mapping, out);
}

static bool can_loop(wp_value value)
{
    return value.type == WP_STRING || value.type == WP_LIST || value.type == WP_DICT ||
           (value.type == WP_OBJECT && value.as.object->class_->iterate);
}

static bool run_sequence(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(can_loop(call->subject), out);
}

static bool run_iterable(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(can_loop(call->subject), out);
}

static bool run_callable(wp_call *call, wp_value *out, wp_error *err)
{
    /* what is undefined says so when it is called, as any other thing that can be called might */
    bool can_call = call->subject.type == WP_UNDEFINED ||
                    (call->subject.type == WP_OBJECT && call->subject.as.object->class_->call);
    return wp_bind_nothing(call, err) && wp_give_bool(can_call, out);
}

/* Scalars that are equal and of one type count as the same; containers must be the very same one. */
static bool run_sameas(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "other", NULL };
    wp_value slots[1], a = call->subject;
    if (!wp_bind(call, names, slots, err))
        return false;
    bool same = a.type == slots[0].type && a.type != WP_UNDEFINED;
    if (same && a.type == WP_LIST)
        same = a.as.list == slots[0].as.list;
    else if (same && a.type == WP_DICT)
        same = a.as.dict == slots[0].as.dict;
    else
        same = same && wp_equal(a, slots[0]);
    return wp_give_bool(same, out);
}

static bool run_escaped(wp_call *call, wp_value *out, wp_error *err)
{
    bool escaped = call->subject.type == WP_STRING && (call->subject.marks & WP_MARKUP);
    return wp_bind_nothing(call, err) && wp_give_bool(escaped, out);
}

/* Decrypted as it was read: a secret that still knows its place. */
static bool run_vault_encrypted(wp_call *call, wp_value *out, wp_error *err)
{
    const uint8_t both = WP_SECRET | WP_LOCATED;
    bool encrypted = call->subject.type == WP_STRING && (call->subject.marks & both) == both;
    return wp_bind_nothing(call, err) && wp_give_bool(encrypted, out);
}

/* Asking for a name that is nobody's ends as using it would: Ansible loads what it is asked about. */
static bool fail_to_find(wp_call *call, const char *family, wp_str name, wp_error *err)
{
    return wp_fail_call(call, err, "there is no %s '%.*s'", family, (int)name.len, name.ptr);
}

static bool run_filter(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str name;
    if (!wp_bind_nothing(call, err) || !wp_want_string(call, NULL, call->subject, &name, err))
        return false;
    return wp_filter_find(name) ? wp_give_bool(true, out) : fail_to_find(call, "filter", name, err);
}

static bool run_test(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str name;
    if (!wp_bind_nothing(call, err) || !wp_want_string(call, NULL, call->subject, &name, err))
        return false;
    return wp_test_find(name) ? wp_give_bool(true, out) : fail_to_find(call, "test", name, err);
}

/* ---- truth ---------------------------------------------------------------------------- */

/* What `convert_bool` takes for true and false; all else keeps its own truth. */
static bool truth_of(wp_value value, bool convert)
{
    static const char *const words[2][7] = {
        { "no", "n", "off", "false", "f", "0", NULL },
        { "yes", "y", "on", "true", "t", "1", NULL },
    };
    for (int truth = 0; convert && value.type == WP_STRING && truth < 2; truth++)
        for (int i = 0; words[truth][i]; i++)
            if (wp_str_ieq(wp_text(value), words[truth][i]))
                return truth;
    return wp_truth(value);
}

static bool give_truth(wp_call *call, bool wanted, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "convert_bool", NULL };
    wp_value slots[1];
    return wp_bind(call, names, slots, err) &&
           wp_give_bool(truth_of(call->subject, wp_arg_bool(slots[0], false)) == wanted, out);
}

static bool run_truthy(wp_call *call, wp_value *out, wp_error *err)
{
    return give_truth(call, true, out, err);
}

static bool run_falsy(wp_call *call, wp_value *out, wp_error *err)
{
    return give_truth(call, false, out, err);
}

const wp_builtin wp_tests_type[] = {
    { .name = "defined", .run = run_defined, .usage = "value is defined", .summary = "There is a value.",
      .takes_undefined = true },
    { .name = "undefined", .run = run_undefined, .usage = "value is undefined", .summary = "There is no value.",
      .takes_undefined = true },
    { .name = "none", .run = run_none, .usage = "value is none", .summary = "It is null.", .takes_undefined = true },
    { .name = "boolean", .run = run_boolean, .usage = "value is boolean", .summary = "It is true or false.",
      .takes_undefined = true },
    { .name = "true", .run = run_true, .usage = "value is true", .summary = "It is the boolean true.",
      .takes_undefined = true },
    { .name = "false", .run = run_false, .usage = "value is false", .summary = "It is the boolean false.",
      .takes_undefined = true },
    { .name = "integer", .run = run_integer, .usage = "value is integer",
      .summary = "It is an integer, and no boolean.", .takes_undefined = true },
    { .name = "float", .run = run_float, .usage = "value is float", .summary = "It is a float.",
      .takes_undefined = true },
    { .name = "number", .run = run_number, .usage = "value is number",
      .summary = "It is an integer, a float or a boolean.", .takes_undefined = true },
    { .name = "string", .run = run_string, .usage = "value is string", .summary = "It is a text.",
      .takes_undefined = true },
    { .name = "mapping", .run = run_mapping, .usage = "value is mapping", .summary = "It is a dict.",
      .takes_undefined = true },
    { .name = "sequence", .run = run_sequence, .usage = "value is sequence",
      .summary = "It is a list, a dict or a text.", .takes_undefined = true },
    { .name = "iterable", .run = run_iterable, .usage = "value is iterable", .summary = "It can be looped over." },
    { .name = "callable", .run = run_callable, .usage = "value is callable", .summary = "It can be called.",
      .takes_undefined = true },
    { .name = "sameas", .run = run_sameas, .usage = "value is sameas(other)", .summary = "It is the very same value.",
      .takes_undefined = true },
    { .name = "escaped", .run = run_escaped, .usage = "text is escaped", .summary = "It was escaped for HTML.",
      .takes_undefined = true },
    { .name = "vault_encrypted", .run = run_vault_encrypted, .usage = "text is vault_encrypted",
      .summary = "It stands encrypted in its file." },
    { .name = "truthy", .run = run_truthy, .usage = "value is truthy(convert_bool=false)",
      .summary = "It counts as true; convert_bool reads words such as 'no'." },
    { .name = "falsy", .run = run_falsy, .usage = "value is falsy(convert_bool=false)",
      .summary = "It counts as false; convert_bool reads words such as 'no'." },
    { .name = "filter", .run = run_filter, .usage = "name is filter", .summary = "There is a filter of that name." },
    { .name = "test", .run = run_test, .usage = "name is test", .summary = "There is a test of that name." },
    { 0 },
};
