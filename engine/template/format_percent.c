/*
 * Python's `text % args`: "%-10s|%05.1f|%(name)s".
 *
 *   %[(key)][#0- +][width or *][.precision or *][type]
 *
 * What a piece says is put in the words of the format mini-language wherever the two
 * agree, so that numbers are written in one place only (format_spec.c).
 */
#include "template/families.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

typedef struct source {
    wp_arena *arena;
    wp_value args;
    size_t next;     /* of a tuple */
    bool used_key;
} source;

typedef struct piece {
    bool left, zero, plus, blank, alternate;
    int64_t width, precision; /* -1: none */
    char type;
} piece;

static bool next_argument(source *from, wp_value *out, wp_error *err)
{
    bool is_tuple = from->args.type == WP_LIST && (from->args.marks & WP_TUPLE);
    size_t count = is_tuple ? wp_len(from->args) : 1;
    if (from->next >= count)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format asks for more values than the %zu given", count);
    *out = is_tuple ? wp_list_at(from->args, from->next) : from->args;
    from->next++;
    return true;
}

static bool keyed_argument(source *from, wp_str key, wp_value *out, wp_error *err)
{
    if (from->args.type != WP_DICT)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format names '%.*s': it needs a dict", (int)key.len,
                       key.ptr);
    const wp_value *found = wp_dict_find_n(from->args, key.ptr, key.len);
    if (!found)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format names '%.*s', which is not among the values",
                       (int)key.len, key.ptr);
    from->used_key = true;
    *out = *found;
    return true;
}

static bool size_of(source *from, wp_str text, size_t *at, int64_t *out, wp_error *err)
{
    if (*at < text.len && text.ptr[*at] == '*') {
        wp_value value;
        (*at)++;
        if (!next_argument(from, &value, err))
            return false;
        if (value.type != WP_INT || value.as.integer > 1000000 || value.as.integer < -1000000)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'*' in a format needs an integer");
        *out = value.as.integer;
        return true;
    }
    for (*out = 0; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9' && *out < 1000000; (*at)++)
        *out = *out * 10 + (text.ptr[*at] - '0');
    return true;
}

static bool parse_piece(source *from, wp_str text, size_t *at, piece *out, wp_error *err)
{
    *out = (piece){ .width = 0, .precision = -1 };
    for (; *at < text.len && strchr("#0- +", text.ptr[*at]); (*at)++) {
        out->left |= text.ptr[*at] == '-';
        out->zero |= text.ptr[*at] == '0';
        out->plus |= text.ptr[*at] == '+';
        out->blank |= text.ptr[*at] == ' ';
        out->alternate |= text.ptr[*at] == '#';
    }
    if (!size_of(from, text, at, &out->width, err))
        return false;
    if (out->width < 0) {
        out->left = true;
        out->width = -out->width;
    }
    if (*at < text.len && text.ptr[*at] == '.') {
        (*at)++;
        if (!size_of(from, text, at, &out->precision, err))
            return false;
        if (out->precision < 0)
            out->precision = 0;
    }
    while (*at < text.len && strchr("hlL", text.ptr[*at]))
        (*at)++;
    if (*at >= text.len)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format ends within a '%%'");
    out->type = text.ptr[(*at)++];
    return true;
}

/* The same wish in the words of the format mini-language. */
static wp_str as_spec(wp_arena *arena, const piece *how, const char *type, int64_t precision, bool number)
{
    wp_buf spec = wp_buf_new(arena);
    bool zero = how->zero && !how->left && number;
    wp_buf_char(&spec, how->left ? '<' : zero ? '=' : '>');
    if (number && (how->plus || how->blank))
        wp_buf_char(&spec, how->plus ? '+' : ' ');
    if (number && how->alternate)
        wp_buf_char(&spec, '#');
    if (how->width)
        wp_buf_printf(&spec, "%s%lld", zero ? "0" : "", (long long)how->width);
    if (precision >= 0)
        wp_buf_printf(&spec, ".%lld", (long long)precision);
    wp_buf_add(&spec, type);
    return wp_buf_str(&spec);
}

static bool bad_argument(const piece *how, wp_value value, wp_error *err)
{
    if (value.type == WP_UNDEFINED)
        return wp_fail_undefined(value, WP_NO_MARK, err);
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%%%c' needs a number, not %s", how->type, wp_type_name(value));
}

static bool put_text(wp_arena *arena, wp_buf *buf, const piece *how, wp_str text, wp_error *err)
{
    wp_str spec = as_spec(arena, how, "s", how->precision, false), made;
    if (!wp_format_spec(arena, wp_string_of(arena, text), spec, &made, err))
        return false;
    wp_buf_str_add(buf, made);
    return true;
}

static bool put_int(wp_arena *arena, wp_buf *buf, const piece *how, wp_value value, wp_error *err)
{
    bool decimal = strchr("diu", how->type);
    if (decimal && value.type == WP_FLOAT && isfinite(value.as.number))
        value = wp_whole_part(arena, value.as.number);
    if (!wp_is_integer(value))
        return bad_argument(how, value, err);
    const char type[2] = { decimal ? 'd' : how->type, 0 };
    wp_str made;
    piece wish = *how;
    if (how->precision >= 0) { /* a least number of digits: zeros inside, blanks outside */
        wish = (piece){ .zero = true, .plus = how->plus, .blank = how->blank, .alternate = how->alternate };
        wish.width = how->precision + (wp_number(value) < 0 || how->plus || how->blank) + (how->alternate && !decimal ? 2 : 0);
        if (how->zero && !how->left && how->width > wish.width)
            wish.width = how->width;
    }
    if (!wp_format_spec(arena, value, as_spec(arena, &wish, type, -1, true), &made, err))
        return false;
    if (how->precision < 0) {
        wp_buf_str_add(buf, made);
        return true;
    }
    piece around = { .left = how->left, .width = how->width, .precision = -1 };
    return put_text(arena, buf, &around, made, err);
}

static bool put_float(wp_arena *arena, wp_buf *buf, const piece *how, wp_value value, wp_error *err)
{
    if (!wp_is_number(value))
        return bad_argument(how, value, err);
    const char type[2] = { how->type, 0 };
    wp_str made;
    if (!wp_format_spec(arena, value, as_spec(arena, how, type, how->precision, true), &made, err))
        return false;
    wp_buf_str_add(buf, made);
    return true;
}

static bool put_char(wp_arena *arena, wp_buf *buf, const piece *how, wp_value value, wp_error *err)
{
    char bytes[4];
    piece plain = *how;
    plain.precision = -1;
    if (value.type == WP_STRING && wp_len(value) == 1)
        return put_text(arena, buf, &plain, wp_text(value), err);
    int64_t number = value.type == WP_INT ? value.as.integer : value.type == WP_BOOL ? value.as.boolean : -1;
    if (number < 0 || number > 0x10FFFF)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%%c' needs an integer or one character");
    return put_text(arena, buf, &plain, (wp_str){ bytes, wp_utf8_put(bytes, (uint32_t)number) }, err);
}

static bool put_piece(wp_arena *arena, wp_buf *buf, const piece *how, wp_value value, wp_error *err)
{
    if (strchr("diuoxX", how->type))
        return put_int(arena, buf, how, value, err);
    if (strchr("eEfFgG", how->type))
        return put_float(arena, buf, how, value, err);
    if (how->type == 'c')
        return put_char(arena, buf, how, value, err);
    if (!strchr("sra", how->type))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%%%c' is no format", how->type);
    if (value.type == WP_UNDEFINED)
        return wp_fail_undefined(value, WP_NO_MARK, err);
    wp_str text = how->type == 's'   ? wp_to_text(arena, value)
                  : how->type == 'r' ? wp_to_repr(arena, value)
                                     : wp_to_ascii(arena, value);
    return put_text(arena, buf, how, text, err);
}

static bool read_key(wp_str text, size_t *at, wp_str *key, wp_error *err)
{
    size_t from = ++*at, depth = 1;
    for (; *at < text.len; (*at)++) {
        depth += text.ptr[*at] == '(';
        depth -= text.ptr[*at] == ')';
        if (depth == 0) {
            *key = wp_str_slice(text, from, (*at)++);
            return true;
        }
    }
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format has a '%%(' without its ')'");
}

bool wp_format_percent(wp_arena *arena, wp_str format, wp_value args, wp_str *out, wp_error *err)
{
    source from = { .arena = arena, .args = args };
    wp_buf buf = wp_buf_new(arena);
    for (size_t at = 0; at < format.len;) {
        if (format.ptr[at] != '%') {
            wp_buf_char(&buf, format.ptr[at++]);
            continue;
        }
        at++;
        wp_str key = { 0 };
        piece how;
        wp_value value;
        if (at < format.len && format.ptr[at] == '(' && !read_key(format, &at, &key, err))
            return false;
        if (!parse_piece(&from, format, &at, &how, err))
            return false;
        if (how.type == '%') {
            wp_buf_char(&buf, '%');
            continue;
        }
        if (key.ptr ? !keyed_argument(&from, key, &value, err) : !next_argument(&from, &value, err))
            return false;
        if (!put_piece(arena, &buf, &how, value, err))
            return false;
    }
    bool is_tuple = args.type == WP_LIST && (args.marks & WP_TUPLE);
    bool is_container = args.type == WP_DICT || args.type == WP_LIST; /* Python lets these go unused */
    size_t given = is_tuple ? wp_len(args) : is_container ? 0 : 1;
    if (!from.used_key && from.next < given)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "not all values were used by the format '%.*s'",
                       (int)format.len, format.ptr);
    *out = wp_buf_str(&buf);
    return true;
}
