/*
 * What is in a value: `a.b`, `a["b"]`, `a[1]`, and dotted paths such as map(attribute='a.b') takes.
 *
 * As in Jinja2, a dot looks for a method first and for an item then, brackets the
 * other way round. What is not there is undefined, with a name that says of what it
 * was missing; anything asked of something undefined is that same undefined thing,
 * so that `a.b.c | default('x')` needs no care.
 */
#include "template/object.h"

#include "base/text.h"
#include "template/families.h"
#include "template/sorting.h"

const char *wp_python_type(wp_value value)
{
    switch (value.type) {
    case WP_NULL:
        return "NoneType";
    case WP_BOOL:
        return "bool";
    case WP_INT:
    case WP_BIG:
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

static bool find_item(wp_arena *arena, wp_value subject, wp_value key, wp_value *out, bool *found, wp_error *err)
{
    size_t index;
    *found = false;
    if (subject.type == WP_DICT && wp_is_hashable(key)) {
        const wp_value *item = wp_dict_get(subject, key);
        *found = item != NULL;
        if (item)
            *out = *item;
    } else if (subject.type == WP_LIST && index_of(key, wp_len(subject), &index)) {
        *found = true;
        *out = wp_list_at(subject, index);
    } else if (subject.type == WP_STRING && subject.marks & WP_BYTES && index_of(key, subject.len, &index)) {
        *found = true;
        *out = wp_int((unsigned char)subject.as.text[index]);
    } else if (subject.type == WP_STRING && !(subject.marks & WP_BYTES) && index_of(key, wp_len(subject), &index)) {
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
    if (subject.marks & WP_GROUP && subject.type == WP_LIST &&
        (wp_str_is(name, "grouper") || wp_str_is(name, "list"))) {
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
