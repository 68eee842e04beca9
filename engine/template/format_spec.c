/*
 * Python's format mini-language: how one value is written.
 *
 *   [[fill]align][sign][z][#][0][width][grouping][.precision][type]
 *
 * A number is written in three parts, each made apart and put together at the end:
 * sign and prefix ("-0x"), the digits before the point (which grouping and zero
 * padding change), and the rest.
 */
#include "template/families.h"
#include "template/object.h"

#include "base/text.h"
#include "crypto/big.h"
#include "template/letters.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Wider than any screen, smaller than memory. */
#define WIDEST 1000000

typedef struct spec {
    wp_str fill;     /* one character */
    char align;      /* < > ^ = or 0 */
    char sign;       /* + - blank or 0 */
    bool no_minus_zero;
    bool alternate;  /* # */
    bool zero;
    int64_t width;
    char grouping;   /* , _ or 0 */
    int64_t precision; /* -1: none */
    char type;       /* 0: none */
} spec;

static bool is_align(char byte)
{
    return byte && strchr("<>^=", byte);
}

static bool read_number(wp_str text, size_t *at, int64_t *out)
{
    size_t from = *at;
    *out = 0;
    while (*at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9' && *out <= WIDEST)
        *out = *out * 10 + (text.ptr[(*at)++] - '0');
    return *at > from;
}

static bool take(wp_str text, size_t *at, char byte)
{
    if (*at >= text.len || text.ptr[*at] != byte)
        return false;
    (*at)++;
    return true;
}

static bool parse_spec(wp_str text, spec *out, wp_error *err)
{
    *out = (spec){ .fill = wp_str_of(" "), .precision = -1 };
    size_t at = 0, first = 0;
    if (text.len)
        wp_utf8_next(text, &first);
    bool has_fill = first && first < text.len && is_align(text.ptr[first]);
    if (has_fill) {
        out->fill = wp_str_slice(text, 0, first);
        out->align = text.ptr[first];
        at = first + 1;
    } else if (text.len && is_align(text.ptr[0])) {
        out->align = text.ptr[at++];
    }
    if (at < text.len && strchr("+- ", text.ptr[at]))
        out->sign = text.ptr[at++];
    out->no_minus_zero = take(text, &at, 'z');
    out->alternate = take(text, &at, '#');
    if (take(text, &at, '0')) {
        out->zero = !out->align;
        if (!has_fill)
            out->fill = wp_str_of("0");
        if (!out->align)
            out->align = '=';
    }
    read_number(text, &at, &out->width);
    if (at < text.len && (text.ptr[at] == ',' || text.ptr[at] == '_'))
        out->grouping = text.ptr[at++];
    if (take(text, &at, '.') && !read_number(text, &at, &out->precision))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "format '%.*s' has no digits after its point", (int)text.len,
                       text.ptr);
    if (out->width > WIDEST || out->precision > WIDEST)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "format '%.*s' is wider than %d", (int)text.len, text.ptr,
                       WIDEST);
    if (at < text.len)
        out->type = text.ptr[at++];
    if (at < text.len)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is not a format", (int)text.len, text.ptr);
    const char *groupable = out->grouping == ',' ? "deEfFgG%" : "deEfFgG%boxX";
    if (out->grouping && out->type && !strchr(groupable, out->type))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%c' does not go together with '%c'", out->grouping,
                       out->type);
    return true;
}

static void repeat(wp_buf *buf, wp_str what, int64_t times)
{
    for (int64_t i = 0; i < times; i++)
        wp_buf_str_add(buf, what);
}

static wp_str pad(wp_arena *arena, const spec *how, wp_str body, char usual)
{
    int64_t missing = how->width - (int64_t)wp_utf8_len(body);
    char align = how->align ? how->align : usual;
    int64_t left = align == '>' ? missing : align == '^' ? missing / 2 : 0;
    wp_buf buf = wp_buf_new(arena);
    if (missing <= 0)
        return body;
    repeat(&buf, how->fill, left);
    wp_buf_str_add(&buf, body);
    repeat(&buf, how->fill, missing - left);
    return wp_buf_str(&buf);
}

/* Digits with a separator every `every` of them, and as many zeros in front as fill `width`. */
static wp_str group(wp_arena *arena, wp_str digits, char separator, int every, int64_t width)
{
    size_t count = digits.len;
    if (separator)
        while ((int64_t)(count + (count - 1) / (size_t)every) < width)
            count++;
    else if ((int64_t)count < width)
        count = (size_t)width;
    wp_buf buf = wp_buf_new(arena);
    for (size_t left = count; left > 0; left--) {
        wp_buf_char(&buf, left > digits.len ? '0' : digits.ptr[digits.len - left]);
        if (separator && left > 1 && (left - 1) % (size_t)every == 0)
            wp_buf_char(&buf, separator);
    }
    return wp_buf_str(&buf);
}

static wp_str put_number(wp_arena *arena, const spec *how, bool negative, const char *prefix, wp_str digits,
                         wp_str rest, int every)
{
    wp_buf head = wp_buf_new(arena);
    if (negative)
        wp_buf_char(&head, '-');
    else if (how->sign == '+' || how->sign == ' ')
        wp_buf_char(&head, how->sign);
    wp_buf_add(&head, prefix);

    bool by_zeros = how->align == '=' && wp_str_is(how->fill, "0");
    int64_t room = how->width - (int64_t)head.len - (int64_t)rest.len;
    if (digits.len)
        digits = group(arena, digits, how->grouping, every, by_zeros ? room : 0);
    wp_buf body = wp_buf_new(arena);
    wp_buf_str_add(&body, wp_buf_str(&head));
    if (how->align == '=')
        repeat(&body, how->fill, room - (int64_t)digits.len);
    wp_buf_str_add(&body, digits);
    wp_buf_str_add(&body, rest);
    return pad(arena, how, wp_buf_str(&body), '>');
}

static bool unknown_type(const spec *how, wp_value value, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format code '%c' can't write %s", how->type,
                   wp_type_name(value));
}

/* ---- numbers ------------------------------------------------------------------ */

static bool write_int(wp_arena *arena, const spec *how, wp_value number, wp_str *out, wp_error *err)
{
    int base = how->type == 'b' ? 2 : how->type == 'o' ? 8 : how->type == 'x' || how->type == 'X' ? 16 : 10;
    wp_str digits = wp_to_text(arena, number);
    if (base != 10 && !wp_big_write(arena, digits, base, &digits))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the number is too large for '%c'", how->type);
    bool negative = digits.ptr[0] == '-';
    digits = wp_str_slice(digits, negative, digits.len);
    if (how->type == 'X')
        digits = wp_letters_upper(arena, digits);
    const char *prefix = how->alternate && base != 10 ? wp_printf(arena, "0%c", how->type) : "";
    *out = put_number(arena, how, negative, prefix, digits, wp_str_of(""), base == 10 ? 3 : 4);
    return true;
}

static const char *write_c(wp_arena *arena, const spec *how, char type, int precision, double number)
{
    char format[16];
    snprintf(format, sizeof format, "%%%s.*%c", how->alternate ? "#" : "", type);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int needed = snprintf(NULL, 0, format, precision, number);
    char *text = wp_alloc(arena, (size_t)needed + 1);
    snprintf(text, (size_t)needed + 1, format, precision, number);
#pragma GCC diagnostic pop
    return text;
}

/* Without a type a float is written as repr() does, or like 'g' but always as a float ("3.0"). */
static const char *write_plain_float(wp_arena *arena, const spec *how, double number)
{
    if (how->precision < 0)
        return wp_strndup(arena, wp_to_repr(arena, wp_float(number)).ptr, wp_to_repr(arena, wp_float(number)).len);
    int precision = how->precision ? (int)how->precision : 1;
    const char *text = write_c(arena, how, 'g', precision, number);
    if (strchr(text, 'e'))
        return text;
    int before_point = number != 0 && text[0] == '0' ? 0 : (int)strspn(text, "0123456789");
    if (before_point >= precision) /* with all digits used up there is no room for ".0" */
        return write_c(arena, how, 'e', precision - 1, number);
    return strchr(text, '.') ? text : wp_printf(arena, "%s.0", text);
}

static bool write_float(wp_arena *arena, const spec *how, double number, wp_str *out)
{
    bool percent = how->type == '%';
    double size = fabs(percent ? number * 100 : number);
    int precision = how->precision < 0 ? 6 : (int)how->precision;
    const char *text = NULL;
    if (isnan(number) || isinf(number))
        text = isnan(number) ? "nan" : "inf";
    else if (!how->type)
        text = write_plain_float(arena, how, size);
    else if (how->type == 'n')
        text = write_c(arena, how, 'g', precision, size);
    else
        text = write_c(arena, how, percent ? 'f' : how->type, precision, size);
    if (how->type == 'F' || how->type == 'E' || how->type == 'G')
        text = isnan(number) ? "NAN" : isinf(number) ? "INF" : text;

    size_t digits = strspn(text, "0123456789");
    bool negative = signbit(number) && !isnan(number);
    if (how->no_minus_zero && !strpbrk(text, "123456789in"))
        negative = false;
    const char *rest = wp_printf(arena, "%s%s", text + digits, percent ? "%" : "");
    *out = put_number(arena, how, negative, "", (wp_str){ text, digits }, wp_str_of(rest), 3);
    return true;
}

static bool format_int(wp_arena *arena, const spec *how, wp_value value, wp_str *out, wp_error *err)
{
    value = wp_as_integer(value);
    if (how->type && strchr("eEfFgG%", how->type)) {
        double number = wp_number(value);
        return isfinite(number) ? write_float(arena, how, number, out)
                                : wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the number is too large for '%c'", how->type);
    }
    if (how->precision >= 0 || how->no_minus_zero)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a precision or 'z' can't be given for an integer");
    if (how->type == 'c') {
        char bytes[4];
        if (how->sign || how->alternate)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a sign or '#' can't be given with 'c'");
        if (value.type == WP_BIG || value.as.integer < 0 || value.as.integer > 0x10FFFF)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s is no character", wp_to_text(arena, value).ptr);
        wp_str character = { bytes, wp_utf8_put(bytes, (uint32_t)value.as.integer) };
        *out = pad(arena, how, wp_str_dup(arena, character), '<');
        return true;
    }
    if (how->type && !strchr("bdnoxX", how->type))
        return unknown_type(how, value, err);
    return write_int(arena, how, value, out, err);
}

static bool format_text(wp_arena *arena, const spec *how, wp_value value, wp_str *out, wp_error *err)
{
    if (how->type && how->type != 's')
        return unknown_type(how, value, err);
    if (how->sign || how->alternate || how->no_minus_zero || how->grouping || (how->align == '=' && !how->zero))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK,
                       "sign, '=', '#', 'z' and grouping are formats of numbers, not of %s", wp_type_name(value));
    wp_str text = wp_to_text(arena, value);
    if (how->precision >= 0)
        text = wp_str_slice(text, 0, wp_utf8_offset(text, (size_t)how->precision));
    spec as_text = *how;
    if (as_text.align == '=')
        as_text.align = '<';
    *out = pad(arena, &as_text, text, '<');
    return true;
}

wp_str wp_to_ascii(wp_arena *arena, wp_value value)
{
    wp_str text = wp_to_repr(arena, value);
    wp_buf buf = wp_buf_new(arena);
    for (size_t at = 0; at < text.len;) {
        uint32_t character = wp_utf8_next(text, &at);
        if (character < 0x80)
            wp_buf_char(&buf, (char)character);
        else if (character < 0x100)
            wp_buf_printf(&buf, "\\x%02x", (unsigned)character);
        else
            wp_buf_printf(&buf, "\\%c%0*x", character < 0x10000 ? 'u' : 'U', character < 0x10000 ? 4 : 8,
                          (unsigned)character);
    }
    return wp_buf_str(&buf);
}

bool wp_format_spec(wp_arena *arena, wp_value value, wp_str spec_text, wp_str *out, wp_error *err)
{
    spec how;
    if (value.type == WP_UNDEFINED)
        return wp_fail_undefined(value, WP_NO_MARK, err);
    if (spec_text.len == 0) {
        *out = wp_to_text(arena, value);
        return true;
    }
    if (value.type == WP_OBJECT && value.as.object->class_->format)
        return value.as.object->class_->format(arena, value.as.object, spec_text, out, err);
    if (!parse_spec(spec_text, &how, err))
        return false;
    switch (value.type) {
    case WP_BOOL:
    case WP_INT:
    case WP_BIG:
        return format_int(arena, &how, value, out, err);
    case WP_FLOAT:
        if (how.type && !strchr("eEfFgGn%", how.type))
            return unknown_type(&how, value, err);
        return write_float(arena, &how, value.as.number, out);
    case WP_STRING:
        return format_text(arena, &how, value, out, err);
    default:
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format '%.*s' can't be used for %s", (int)spec_text.len,
                       spec_text.ptr, wp_type_name(value));
    }
}
