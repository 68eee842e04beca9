/*
 * Filters between numbers of bytes and what people write: "1.5 GB", "10M".
 */
#include "template/families.h"
#include "template/numbers.h"

#include "base/regex.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>

typedef struct size_unit {
    char letter;
    int power; /* of 2 */
} size_unit;

static const size_unit units[] = {
    { 'Y', 80 }, { 'Z', 70 }, { 'E', 60 }, { 'P', 50 }, { 'T', 40 }, { 'G', 30 }, { 'M', 20 }, { 'K', 10 }, { 'B', 0 },
};
#define UNITS (sizeof units / sizeof units[0])

static const size_unit *find_unit(char letter)
{
    for (size_t i = 0; i < UNITS; i++)
        if (units[i].letter == (letter >= 'a' && letter <= 'z' ? letter - 32 : letter))
            return &units[i];
    return NULL;
}

static bool run_human_readable(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "isbits", "unit", NULL };
    wp_value slots[2];
    wp_str wanted = { 0 };
    double size;
    if (!wp_bind(call, names, slots, err) || !wp_want_number(call, NULL, call->subject, &size, err) ||
        (wp_is_given(slots[1]) && !wp_want_string(call, names[1], slots[1], &wanted, err)))
        return false;
    bool bits = wp_arg_bool(slots[0], false);
    const size_unit *fits = wanted.len == 1 ? find_unit(wanted.ptr[0]) : NULL;
    for (size_t i = 0; i < UNITS && !fits && !wanted.ptr; i++)
        if (size >= ldexp(1, units[i].power))
            fits = &units[i];
    if (!fits)
        fits = &units[UNITS - 1];
    const char *suffix = bits ? "bits" : "Bytes";
    if (fits->power)
        suffix = wp_printf(call->arena, "%c%c", fits->letter, bits ? 'b' : 'B');
    const char *text = wp_printf(call->arena, "%.2f %s", ldexp(size, -fits->power), suffix);
    return wp_give_text(call, wp_str_of(text), out);
}

/* ---- back -------------------------------------------------------------------------- */

static bool has_word(wp_arena *arena, wp_str text, const char *word)
{
    wp_regex *regex;
    return wp_regex_compile(arena, wp_str_of(word), WP_REGEX_IGNORE_CASE, &regex, NULL) &&
           wp_regex_search(arena, regex, text, 0, NULL);
}

static bool want_unit(wp_call *call, wp_str name, bool bits, int *power, wp_error *err)
{
    const size_unit *unit = find_unit(name.ptr[0]);
    char second = bits ? 'b' : 'B';
    if (!unit)
        return wp_fail_call(call, err, "'%.*s' begins with no unit: they are Y, Z, E, P, T, G, M, K and B",
                            (int)name.len, name.ptr);
    if (name.len > 1 && name.ptr[1] != second && !has_word(call->arena, name, bits ? "bit" : "byte"))
        return wp_fail_call(call, err, "'%.*s' is no unit of %s: write %c%c or %c", (int)name.len, name.ptr,
                            bits ? "bits" : "bytes", unit->letter, second, unit->letter);
    *power = unit->power;
    return true;
}

static bool run_human_to_bytes(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "default_unit", "isbits", NULL };
    wp_value slots[2];
    wp_str text, name = { 0 };
    wp_regex *form;
    wp_span *part;
    double number;
    int power = 0;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        (wp_is_given(slots[0]) && !wp_want_string(call, names[0], slots[0], &name, err)) ||
        !wp_regex_compile(call->arena, wp_str_of("^\\s*(\\d*\\.?\\d*)\\s*([A-Za-z]+)?"), 0, &form, err))
        return false;
    if (!wp_regex_match(call->arena, form, text, &part) ||
        !wp_number_float(call->arena, wp_str_slice(text, part[1].from, part[1].to), &number))
        return wp_fail_call(call, err, "'%.*s' does not begin with a number", (int)text.len, text.ptr);
    if (part[2].from != SIZE_MAX)
        name = wp_str_slice(text, part[2].from, part[2].to);
    if (name.len && !want_unit(call, name, wp_arg_bool(slots[1], false), &power, err))
        return false;
    double bytes = ldexp(number, power);
    if (!isfinite(bytes))
        return wp_fail_call(call, err, "'%.*s' is too large", (int)text.len, text.ptr);
    *out = wp_whole_part(call->arena, nearbyint(bytes));
    return true;
}

/* ---- file sizes ----------------------------------------------------------------------- */

static bool run_filesizeformat(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "binary", NULL };
    static const char letters[] = "kMGTPEZY";
    wp_value slots[1];
    double bytes;
    if (!wp_bind(call, names, slots, err))
        return false;
    if (call->subject.type == WP_STRING) {
        if (!wp_number_float(call->arena, wp_text(call->subject), &bytes))
            return wp_fail_type(call, NULL, "a number", call->subject, err);
    } else if (!wp_want_number(call, NULL, call->subject, &bytes, err)) {
        return false;
    }
    bool binary = wp_arg_bool(slots[0], false);
    double base = binary ? 1024 : 1000;
    if (bytes == 1)
        return wp_give_text(call, wp_str_of("1 Byte"), out);
    if (bytes < base) {
        if (!isfinite(bytes))
            return wp_fail_call(call, err, "an endless number is no size");
        return wp_give_text(call, wp_str_of(wp_printf(call->arena, "%.0f Bytes", trunc(bytes) + 0.0 /* no -0 */)), out);
    }
    double unit = base * base;
    size_t i = 0;
    for (; i + 1 < sizeof letters - 1 && bytes >= unit; i++)
        unit *= base;
    const char *text = wp_printf(call->arena, "%.1f %c%sB", base * bytes / unit,
                                 binary && i == 0 ? 'K' : letters[i], binary ? "i" : "");
    return wp_give_text(call, wp_str_of(text), out);
}

const wp_builtin wp_filters_size[] = {
    { .name = "human_readable", .run = run_human_readable,
      .usage = "number | human_readable(isbits=false, unit=none)",
      .summary = "A number of bytes as people write it: 1.50 GB." },
    { .name = "human_to_bytes", .run = run_human_to_bytes,
      .usage = "text | human_to_bytes(default_unit=none, isbits=false)",
      .summary = "The number of bytes that a text such as 10M stands for." },
    { .name = "filesizeformat", .run = run_filesizeformat, .usage = "number | filesizeformat(binary=false)",
      .summary = "The size of a file as people write it, by thousands or, with `binary`, by 1024." },
    { 0 },
};
