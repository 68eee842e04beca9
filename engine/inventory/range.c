/*
 * Ranges of hosts: web[01:03] is web01, web02, web03; [a:c]db is adb, bdb, cdb.
 *
 * The first range is expanded, then those behind it, so that the last one runs
 * fastest. A bound that begins with 0 tells how many digits there are.
 */
#include "inventory/address.h"

#include <string.h>

#include "base/text.h"

#define HOSTS_LIMIT 1000000
#define NAME_LIMIT  4096

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

typedef struct names {
    wp_arena *arena;
    wp_str whole; /* as it was written */
    wp_mark mark;
    wp_str *list;
    size_t count, room;
    wp_error *err;
} names;

/* One range, ready to be counted through. */
typedef struct range {
    wp_str head, tail;
    bool by_letter;
    int64_t from, to, step;
    int digits; /* 0: as many as the number has */
} range;

static bool fail_range(names *all, const char *what)
{
    return wp_fail(all->err, WP_E_SYNTAX, all->mark, "the range in '%.*s' %s", (int)all->whole.len, all->whole.ptr,
                   what);
}

static void add_name(names *all, wp_str name)
{
    if (all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 8;
        all->list = wp_grow(all->arena, all->list, all->room * sizeof *all->list, room * sizeof *all->list);
        all->room = room;
    }
    all->list[all->count++] = name;
}

static bool read_bounds(names *all, wp_str bounds, range *out)
{
    wp_str from = wp_str_of(NULL), to = wp_str_of(NULL), step = wp_str_of("1");
    wp_str_split(&bounds, ':', &from);
    bool has_two = bounds.ptr[-1] == ':';
    wp_str_split(&bounds, ':', &to);
    if (bounds.len > 0)
        step = bounds;
    if (!has_two)
        return fail_range(all, "must be first:last or first:last:step");
    if (to.len == 0)
        return fail_range(all, "has no last value");
    if (from.len == 0)
        from = wp_str_of("0");
    if (!wp_str_int(step, &out->step) || out->step < 1 || step.len > 15)
        return fail_range(all, "has a step that is no number above 0");

    const char *first = from.len == 1 ? strchr(letters, from.ptr[0]) : NULL;
    const char *last = to.len == 1 ? strchr(letters, to.ptr[0]) : NULL;
    out->by_letter = first && last;
    if (out->by_letter) {
        out->from = first - letters;
        out->to = last - letters;
        return out->from <= out->to || fail_range(all, "begins after its end");
    }
    if (!wp_str_int(from, &out->from) || !wp_str_int(to, &out->to))
        return fail_range(all, "must be between two numbers or two letters");
    if (from.len > 15 || to.len > 15)
        return fail_range(all, "has a number that is too large");
    if (from.ptr[0] == '0' && from.len > 1) {
        if (from.len != to.len)
            return fail_range(all, "has a first and a last value of different lengths");
        out->digits = (int)from.len;
    }
    return true;
}

static bool split_range(names *all, wp_str text, range *out)
{
    const char *open = memchr(text.ptr, '[', text.len);
    const char *close = memchr(text.ptr, ']', text.len);
    if (!close || close < open)
        return fail_range(all, "has no ']' after its '['");
    size_t from = (size_t)(open - text.ptr), to = (size_t)(close - text.ptr);
    *out = (range){ .head = wp_str_slice(text, 0, from), .tail = wp_str_slice(text, to + 1, text.len) };
    return read_bounds(all, wp_str_slice(text, from + 1, to), out);
}

static wp_str nth_name(wp_arena *arena, const range *of, int64_t number)
{
    int head = (int)of->head.len, tail = (int)of->tail.len;
    const char *name =
        of->by_letter
            ? wp_printf(arena, "%.*s%c%.*s", head, of->head.ptr, letters[number], tail, of->tail.ptr)
            : wp_printf(arena, "%.*s%0*lld%.*s", head, of->head.ptr, of->digits, (long long)number, tail, of->tail.ptr);
    return wp_str_of(name);
}

/* Before any name is made: how many there will be. */
static bool check_count(names *all, wp_str text)
{
    int64_t count = 1;
    range of;
    for (; memchr(text.ptr, '[', text.len); text = of.tail) {
        if (!split_range(all, text, &of))
            return false;
        if (of.from > of.to)
            return true;
        int64_t steps = (of.to - of.from) / of.step + 1;
        if (steps > HOSTS_LIMIT / count)
            return fail_range(all, "stands for more than 1000000 hosts");
        count *= steps;
    }
    return true;
}

static bool expand(names *all, wp_str text)
{
    if (!memchr(text.ptr, '[', text.len)) {
        add_name(all, text);
        return true;
    }
    range of;
    if (!split_range(all, text, &of))
        return false;
    for (int64_t number = of.from; number <= of.to; number += of.step)
        if (!expand(all, nth_name(all->arena, &of, number)))
            return false;
    return true;
}

bool wp_address_expand(wp_arena *arena, wp_str text, wp_mark mark, wp_str **list, size_t *count, int64_t *port,
                       wp_error *err)
{
    wp_str host;
    if (!wp_address_parse(text, &host, port)) {
        host = text;
        *port = -1;
    }
    if (text.len > NAME_LIMIT)
        return wp_fail(err, WP_E_SYNTAX, mark, "a name of %zu bytes is no host", text.len);
    names all = { .arena = arena, .whole = text, .mark = mark, .err = err };
    if (!check_count(&all, host) || !expand(&all, host))
        return false;
    *list = all.list;
    *count = all.count;
    return true;
}
