/*
 * What is in a value: `a.b`, `a["b"]`, `a[1]`, `a[1:2]`, `b in a`, and a whole loop over it.
 *
 * As in Jinja2, a dot looks for a method first and for an item then, brackets the
 * other way round. What is not there is undefined, with a name that says of what it
 * was missing; anything asked of something undefined is that same undefined thing,
 * so that `a.b.c | default('x')` needs no care.
 */
#include "template/object.h"

#include "base/buf.h"
#include "base/text.h"
#include "template/families.h"

const char *wp_python_type(wp_value value)
{
    switch (value.type) {
    case WP_NULL:
        return "NoneType";
    case WP_BOOL:
        return "bool";
    case WP_INT:
        return "int";
    case WP_FLOAT:
        return "float";
    case WP_STRING:
        return "str";
    case WP_LIST:
        return value.marks & WP_TUPLE ? "tuple" : "list";
    case WP_DICT:
        return "dict";
    case WP_OBJECT:
        return value.as.object->class_->name;
    case WP_OMIT:
        return "omit";
    default:
        return "Undefined";
    }
}

/* ---- what is not there ----------------------------------------------------- */

static wp_value no_attribute(wp_arena *arena, wp_value subject, wp_str name)
{
    if (subject.type == WP_NULL)
        return wp_undefined(arena, wp_printf(arena, "'None' has no attribute '%.*s'", (int)name.len, name.ptr));
    return wp_undefined(arena, wp_printf(arena, "'%s object' has no attribute '%.*s'", wp_python_type(subject),
                                         (int)name.len, name.ptr));
}

static wp_value no_item(wp_arena *arena, wp_value subject, wp_value key)
{
    if (key.type == WP_STRING)
        return no_attribute(arena, subject, wp_text(key));
    wp_str text = wp_to_repr(arena, key);
    return wp_undefined(
        arena, wp_printf(arena, "%s object has no element %.*s", wp_python_type(subject), (int)text.len, text.ptr));
}

/* ---- one step ---------------------------------------------------------------- */

static bool index_of(wp_value key, size_t len, size_t *out)
{
    if (key.type != WP_INT && key.type != WP_BOOL)
        return false;
    int64_t index = key.type == WP_BOOL ? key.as.boolean : key.as.integer;
    if (index < 0)
        index += (int64_t)len;
    if (index < 0 || index >= (int64_t)len)
        return false;
    *out = (size_t)index;
    return true;
}

static wp_value cut(wp_arena *arena, wp_value text, size_t from, size_t to)
{
    wp_value piece = wp_string_n(arena, text.as.text + from, to - from);
    piece.marks |= text.marks & (WP_UNSAFE | WP_SECRET);
    return piece;
}

static wp_value character_at(wp_arena *arena, wp_value text, size_t index)
{
    size_t from = wp_utf8_offset(wp_text(text), index);
    size_t to = from;
    wp_utf8_next(wp_text(text), &to);
    return cut(arena, text, from, to);
}

/* Can it be a key at all? A list or a dict can't. */
static bool is_hashable(wp_value key)
{
    return key.type != WP_DICT && (key.type != WP_LIST || key.marks & WP_TUPLE);
}

static bool find_item(wp_arena *arena, wp_value subject, wp_value key, wp_value *out, bool *found, wp_error *err)
{
    size_t index;
    *found = false;
    if (subject.type == WP_DICT && is_hashable(key)) {
        const wp_value *item = wp_dict_get(subject, key);
        *found = item != NULL;
        if (item)
            *out = *item;
    } else if (subject.type == WP_LIST && index_of(key, wp_len(subject), &index)) {
        *found = true;
        *out = wp_list_at(subject, index);
    } else if (subject.type == WP_STRING && index_of(key, wp_len(subject), &index)) {
        *found = true;
        *out = character_at(arena, subject, index);
    } else if (wp_object_is_mapping(subject)) {
        return subject.as.object->class_->item(arena, subject.as.object, key, out, found, err);
    }
    return true;
}

/* A method of a mapping object is that of the dict it stands for. */
static bool find_mapping_method(wp_arena *arena, wp_value subject, wp_str name, wp_value *out, bool *found,
                                wp_error *err)
{
    const wp_builtin *method = wp_method_find(wp_dict_new(arena, 0), name);
    if (!method)
        return true;
    wp_value dict;
    if (!wp_object_to_dict(arena, subject, &dict, err))
        return false;
    *found = true;
    *out = wp_object_method(arena, method, dict);
    return true;
}

static bool find_attribute(wp_arena *arena, wp_value subject, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    *found = false;
    if (subject.type == WP_OBJECT) {
        wp_object *object = subject.as.object;
        if (object->class_->attribute && object->class_->attribute(arena, object, name, out)) {
            *found = true;
            return true;
        }
        if (object->class_->item)
            return find_mapping_method(arena, subject, name, out, found, err);
    }
    if (subject.marks & WP_GROUP && subject.type == WP_LIST && (wp_str_is(name, "grouper") || wp_str_is(name, "list"))) {
        *found = true;
        *out = wp_list_at(subject, wp_str_is(name, "list"));
        return true;
    }
    const wp_builtin *method = wp_method_find(subject, name);
    if (method) {
        *found = true;
        *out = wp_object_method(arena, method, subject);
    }
    return true;
}

bool wp_attribute(wp_arena *arena, wp_value subject, wp_str name, wp_value *out, wp_error *err)
{
    bool found = false;
    if (subject.type == WP_UNDEFINED) {
        *out = subject;
        return true;
    }
    if (!find_attribute(arena, subject, name, out, &found, err))
        return false;
    if (!found && !find_item(arena, subject, wp_string_borrow(name), out, &found, err))
        return false;
    if (!found)
        *out = no_attribute(arena, subject, name);
    return true;
}

bool wp_item(wp_arena *arena, wp_value subject, wp_value key, wp_value *out, wp_error *err)
{
    bool found = false;
    if (subject.type == WP_UNDEFINED) {
        *out = subject;
        return true;
    }
    if (key.type == WP_UNDEFINED)
        return wp_fail_undefined(key, WP_NO_MARK, err);
    if (!find_item(arena, subject, key, out, &found, err))
        return false;
    if (!found && key.type == WP_STRING && !find_attribute(arena, subject, wp_text(key), out, &found, err))
        return false;
    if (!found)
        *out = no_item(arena, subject, key);
    return true;
}

/* ---- a dotted path ------------------------------------------------------------- */

bool wp_attribute_path(wp_arena *arena, wp_value subject, wp_value path, const wp_value *fallback, wp_value *out,
                       wp_error *err)
{
    wp_value at = subject;
    wp_str rest = wp_text(path), part;
    if (path.type != WP_STRING) {
        if (!wp_item(arena, at, path, &at, err))
            return false;
        if (at.type == WP_UNDEFINED && fallback)
            at = *fallback;
        *out = at;
        return true;
    }
    while (wp_str_split(&rest, '.', &part)) {
        int64_t index;
        wp_value key = wp_str_int(part, &index) ? wp_int(index) : wp_string_borrow(part);
        if (!wp_item(arena, at, key, &at, err))
            return false;
        if (at.type == WP_UNDEFINED && fallback)
            at = *fallback;
    }
    *out = at;
    return true;
}

/* ---- slices --------------------------------------------------------------------- */

static bool slice_bound(wp_value bound, int64_t fallback, int64_t *out, wp_error *err)
{
    switch (bound.type) {
    case WP_NULL:
        *out = fallback;
        return true;
    case WP_INT:
        *out = bound.as.integer;
        return true;
    case WP_BOOL:
        *out = bound.as.boolean;
        return true;
    case WP_UNDEFINED:
        return wp_fail_undefined(bound, WP_NO_MARK, err);
    default:
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the bound of a slice must be an integer, not %s",
                       wp_type_name(bound));
    }
}

/* Python's rule: negative bounds count from the end, those outside are pulled in. */
static int64_t clamp_bound(int64_t bound, int64_t len, int64_t lowest, int64_t highest)
{
    if (bound < 0)
        bound = bound < -len ? lowest : bound + len;
    return bound < lowest ? lowest : bound > highest ? highest : bound;
}

static void take_items(wp_arena *arena, wp_value subject, int64_t from, int64_t to, int64_t step, wp_value *out)
{
    wp_value list = subject.marks & WP_TUPLE ? wp_tuple_new(arena, 0) : wp_list_new(arena, 0);
    for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
        wp_list_push(arena, list, wp_list_at(subject, (size_t)i));
    *out = list;
}

static void take_characters(wp_arena *arena, wp_value subject, int64_t from, int64_t to, int64_t step, wp_value *out)
{
    wp_str text = wp_text(subject);
    if (step == 1) {
        size_t start = wp_utf8_offset(text, (size_t)from);
        size_t end = to > from ? wp_utf8_offset(text, (size_t)to) : start;
        *out = cut(arena, subject, start, end);
        return;
    }
    size_t count = 0;
    size_t *offsets = wp_new_array(arena, size_t, text.len + 1);
    for (size_t offset = 0; offset < text.len; count++) {
        offsets[count] = offset;
        wp_utf8_next(text, &offset);
    }
    offsets[count] = text.len;
    wp_buf buf = wp_buf_new(arena);
    for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
        wp_buf_add_n(&buf, text.ptr + offsets[i], offsets[i + 1] - offsets[i]);
    *out = wp_string_borrow(wp_buf_str(&buf));
    out->marks |= subject.marks & (WP_UNSAFE | WP_SECRET);
}

bool wp_slice(wp_arena *arena, wp_value subject, wp_value from, wp_value to, wp_value step, wp_value *out,
              wp_error *err)
{
    if (subject.type == WP_UNDEFINED) {
        *out = subject;
        return true;
    }
    if (subject.type == WP_OBJECT && !wp_iterate(arena, subject, &subject, err))
        return false;
    if (subject.type != WP_LIST && subject.type != WP_STRING)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be sliced", wp_type_name(subject));
    int64_t len = (int64_t)wp_len(subject), first, last, stride;
    if (!slice_bound(step, 1, &stride, err))
        return false;
    if (stride == 0)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the step of a slice can't be 0");
    if (stride > len + 1 || stride < -len - 1) /* one step leads outside anyway, and can't overflow */
        stride = stride > 0 ? len + 1 : -len - 1;
    if (!slice_bound(from, stride > 0 ? 0 : len, &first, err))
        return false;
    if (!slice_bound(to, stride > 0 ? len : -len - 1, &last, err))
        return false;
    int64_t lowest = stride > 0 ? 0 : -1, highest = stride > 0 ? len : len - 1;
    first = clamp_bound(first, len, lowest, highest);
    last = clamp_bound(last, len, lowest, highest);
    (subject.type == WP_LIST ? take_items : take_characters)(arena, subject, first, last, stride, out);
    return true;
}

/* ---- all of it -------------------------------------------------------------------- */

static wp_value keys_of(wp_arena *arena, wp_value dict)
{
    wp_value list = wp_list_new(arena, wp_len(dict)), key, item;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++)
        wp_list_push(arena, list, key);
    return list;
}

static wp_value characters_of(wp_arena *arena, wp_value text)
{
    wp_value list = wp_list_new(arena, text.len);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        wp_utf8_next(wp_text(text), &at);
        wp_list_push(arena, list, cut(arena, text, from, at));
    }
    return list;
}

bool wp_iterate(wp_arena *arena, wp_value subject, wp_value *list, wp_error *err)
{
    switch (subject.type) {
    case WP_LIST:
        *list = subject;
        return true;
    case WP_DICT:
        *list = keys_of(arena, subject);
        return true;
    case WP_STRING:
        *list = characters_of(arena, subject);
        return true;
    case WP_UNDEFINED:
        return wp_fail_undefined(subject, WP_NO_MARK, err);
    default:
        if (subject.type == WP_OBJECT && subject.as.object->class_->iterate)
            return subject.as.object->class_->iterate(arena, subject.as.object, list, err);
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be looped over", wp_type_name(subject));
    }
}

static bool list_contains(wp_value list, wp_value needle, bool *out, wp_error *err)
{
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item = wp_list_at(list, i);
        if (item.type == WP_UNDEFINED)
            return wp_fail_undefined(item, WP_NO_MARK, err);
        if (wp_equal(item, needle)) {
            *out = true;
            return true;
        }
    }
    *out = false;
    return true;
}

bool wp_contains(wp_arena *arena, wp_value haystack, wp_value needle, bool *out, wp_error *err)
{
    if (haystack.type == WP_UNDEFINED || needle.type == WP_UNDEFINED)
        return wp_fail_undefined(haystack.type == WP_UNDEFINED ? haystack : needle, WP_NO_MARK, err);
    switch (haystack.type) {
    case WP_LIST:
        return list_contains(haystack, needle, out, err);
    case WP_DICT:
        if (!is_hashable(needle))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be the key of a dict", wp_type_name(needle));
        *out = wp_dict_get(haystack, needle) != NULL;
        return true;
    case WP_STRING:
        if (needle.type != WP_STRING)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'in' looks for a string in a string, not for %s",
                           wp_type_name(needle));
        *out = wp_str_find(wp_text(haystack), wp_text(needle), 0) != SIZE_MAX;
        return true;
    default:
        if (haystack.type != WP_OBJECT || !haystack.as.object->class_->iterate)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'in' needs a list, a dict or a string on its right, not %s",
                           wp_type_name(haystack));
        wp_value list;
        return wp_iterate(arena, haystack, &list, err) && list_contains(list, needle, out, err);
    }
}

#define MARKS_DEPTH 200 /* a list that was appended to itself has no end */

static uint8_t marks_below(wp_value value, int depth)
{
    uint8_t marks = 0;
    wp_value key, item;
    if (value.type == WP_STRING)
        return value.marks & (WP_UNSAFE | WP_SECRET);
    if (depth == MARKS_DEPTH)
        return 0;
    if (value.type == WP_LIST)
        for (size_t i = 0; i < wp_len(value); i++)
            marks |= marks_below(wp_list_at(value, i), depth + 1);
    if (value.type == WP_DICT)
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            marks |= marks_below(key, depth + 1) | marks_below(item, depth + 1);
    return marks;
}

uint8_t wp_marks_below(wp_value value)
{
    return marks_below(value, 0);
}
