/*
 * Host patterns: `web:&prod:!web03` and friends.
 *
 * A pattern is a list of terms, parted by ',' or, where there is none and the
 * whole is no address, by ':'. Plain terms are united first, then '&' terms
 * intersect, then '!' terms remove, whatever order they were written in.
 *
 *   term := [&!]? ( ~regex | glob subscript? )      subscript := [n] | [from:to?]
 *
 * A term that names groups gives their hosts. It is tried on hosts where it names
 * no group, and always where it is a glob, a regex or has a dot. A subscript
 * takes of what its term gave, with both ends.
 */
#include "inventory/inventory.h"

#include <string.h>

#include "base/file.h"
#include "base/nearest.h"
#include "base/regex.h"
#include "base/text.h"
#include "inventory/address.h"
#include "inventory/data.h"

typedef struct host_list {
    wp_host **items;
    size_t count;
} host_list;

typedef struct matcher {
    wp_arena *arena;
    wp_inventory *inventory;
    wp_value *warnings;
    wp_error *err;
} matcher;

/* ---- from text to terms -------------------------------------------------- */

static void add_term(matcher *with, wp_value terms, wp_str term)
{
    term = wp_str_trim(term);
    if (term.len > 0)
        wp_list_push(with->arena, terms, wp_string_of(with->arena, term));
}

/* Parts at ':', except within brackets, and at blanks. */
static void split_at_colons(matcher *with, wp_value terms, wp_str text)
{
    size_t from = 0;
    for (size_t at = 0; at <= text.len; at++) {
        if (at < text.len && text.ptr[at] == '[') {
            const char *end = memchr(text.ptr + at, ']', text.len - at);
            if (end) {
                at = (size_t)(end - text.ptr);
                continue;
            }
        }
        if (at == text.len || strchr(": \t\r\n[]", text.ptr[at])) {
            add_term(with, terms, wp_str_slice(text, from, at));
            from = at + 1;
        }
    }
}

static void split_pattern(matcher *with, wp_value terms, wp_str pattern)
{
    wp_str host, term;
    int64_t port;
    if (memchr(pattern.ptr, ',', pattern.len)) {
        while (wp_str_split(&pattern, ',', &term))
            add_term(with, terms, term);
    } else if (wp_address_parse(pattern, &host, &port)) {
        add_term(with, terms, pattern);
    } else {
        split_at_colons(with, terms, pattern);
    }
}

/* ---- one term ------------------------------------------------------------ */

typedef struct subscript {
    bool is_there, is_range;
    int64_t from, to;
} subscript;

/* Takes it off the end of the term. */
static subscript take_subscript(wp_str *term)
{
    subscript none = { 0 }, found = { .is_there = true };
    const char *open = memrchr(term->ptr, '[', term->len);
    if (!open || open == term->ptr || !wp_str_ends(*term, "]"))
        return none;
    size_t from = (size_t)(open - term->ptr);
    wp_str inside = wp_str_slice(*term, from + 1, term->len - 1);
    size_t sign = wp_str_starts(inside, "-") ? 1 : 0, digits = sign;
    while (digits < inside.len && inside.ptr[digits] >= '0' && inside.ptr[digits] <= '9')
        digits++;
    if (digits == sign || !wp_str_int(wp_str_slice(inside, 0, digits), &found.from))
        return none;
    if (digits < inside.len) {
        wp_str to = wp_str_slice(inside, digits + 1, inside.len);
        found.is_range = true;
        found.to = -1; /* up to the end */
        if (sign > 0 || !strchr(":-", inside.ptr[digits]) || wp_str_starts(to, "-") || wp_str_starts(to, "+") ||
            (to.len > 0 && !wp_str_int(to, &found.to)))
            return none;
    }
    *term = wp_str_slice(*term, 0, from);
    return found;
}

static bool apply_subscript(matcher *with, wp_value term, subscript which, host_list *hosts)
{
    int64_t count = (int64_t)hosts->count;
    if (!which.is_there || count == 0)
        return true;
    int64_t from = which.from < 0 ? which.from + count : which.from;
    int64_t to = !which.is_range ? from : which.to < 0 || which.to >= count ? count - 1 : which.to;
    if (!which.is_range && (from < 0 || from >= count))
        return wp_fail(with->err, WP_E_INVALID, wp_value_mark(term),
                       "'%s' asks for a host that is not there: it has %zu", wp_text(term).ptr, hosts->count);
    if (from > to)
        hosts->count = 0;
    else
        *hosts = (host_list){ hosts->items + from, (size_t)(to - from + 1) };
    return true;
}

static void add_host(matcher *with, host_list *to, wp_host *host)
{
    wp_data_push(with->arena, to->items, to->count, host);
}

static void add_group(matcher *with, host_list *to, const wp_group *group)
{
    host_list members;
    wp_group_hosts(with->arena, group, &members.items, &members.count);
    for (size_t i = 0; i < members.count; i++)
        add_host(with, to, members.items[i]);
}

/* How a term is compared with a name. */
typedef struct comparison {
    wp_arena *arena;
    wp_str text;
    const wp_regex *regex;
} comparison;

static bool fits(const comparison *as, const char *name)
{
    wp_span *unused;
    if (as->regex)
        return wp_regex_match(as->arena, as->regex, wp_str_of(name), &unused);
    return wp_glob_match(as->text, wp_str_of(name));
}

/* A term without special characters means one group, or else one host. */
static bool find_by_name(matcher *with, wp_str term, host_list *to)
{
    const wp_group *group = wp_map_get(with->inventory->group_names, term);
    wp_host *host = wp_map_get(with->inventory->host_names, term);
    if (group)
        add_group(with, to, group);
    if (host && (!group || memchr(term.ptr, '.', term.len)))
        add_host(with, to, host);
    return group != NULL;
}

static bool find_by_comparison(matcher *with, const comparison *as, host_list *to)
{
    bool found_group = false;
    for (size_t i = 0; i < with->inventory->group_count; i++)
        if (fits(as, with->inventory->groups[i]->name)) {
            found_group = true;
            add_group(with, to, with->inventory->groups[i]);
        }
    for (size_t i = 0; i < with->inventory->host_count; i++)
        if (fits(as, with->inventory->hosts[i]->name))
            add_host(with, to, with->inventory->hosts[i]);
    return found_group;
}

static void warn_of_none(matcher *with, wp_str term)
{
    if (!with->warnings || wp_str_is(term, "all"))
        return;
    wp_nearest nearest = wp_nearest_to(term);
    for (size_t i = 0; i < with->inventory->group_count; i++)
        wp_nearest_try(&nearest, with->inventory->groups[i]->name);
    for (size_t i = 0; i < with->inventory->host_count; i++)
        wp_nearest_try(&nearest, with->inventory->hosts[i]->name);
    wp_list_push(with->arena, *with->warnings,
                 wp_string_printf(with->arena, "no host or group matches '%.*s': it is passed over%s%s%s",
                                  (int)term.len, term.ptr, nearest.best ? " (did you mean '" : "",
                                  nearest.best ? nearest.best : "", nearest.best ? "'?)" : ""));
}

static bool compile(matcher *with, wp_str term, comparison *out)
{
    *out = (comparison){ .arena = with->arena, .text = term };
    if (!wp_str_starts(term, "~"))
        return true;
    wp_regex *regex;
    if (!wp_regex_compile(with->arena, wp_str_slice(term, 1, term.len), 0, &regex, with->err))
        return wp_while(with->err, "reading the host pattern '%.*s'", (int)term.len, term.ptr);
    out->regex = regex;
    return true;
}

static bool is_special(wp_str term)
{
    return wp_str_starts(term, "~") || memchr(term.ptr, '*', term.len) || memchr(term.ptr, '?', term.len) ||
           memchr(term.ptr, '[', term.len);
}

static bool find(matcher *with, wp_str term, host_list *out)
{
    bool found_group;
    comparison as;
    *out = (host_list){ 0 };
    if (!is_special(term)) {
        found_group = find_by_name(with, term, out);
    } else {
        if (!compile(with, term, &as))
            return false;
        found_group = find_by_comparison(with, &as, out);
    }
    if (out->count == 0 && wp_data_is_localhost(term))
        add_host(with, out, wp_data_localhost(with->inventory, wp_strndup(with->arena, term.ptr, term.len)));
    if (out->count == 0 && !found_group)
        warn_of_none(with, term);
    return true;
}

/* Without its '&' or '!'. */
static bool match_term(matcher *with, wp_value whole, host_list *out)
{
    wp_str term = wp_text(whole);
    if (term.ptr[0] == '&' || term.ptr[0] == '!')
        term = wp_str_slice(term, 1, term.len);
    subscript which = { 0 };
    if (!wp_str_starts(term, "~"))
        which = take_subscript(&term);
    return find(with, term, out) && apply_subscript(with, whole, which, out);
}

/* ---- all terms ----------------------------------------------------------- */

/* Which hosts are in a list, by their index; the implicit localhost comes last. */
typedef struct host_set {
    bool *has;
    size_t size;
} host_set;

static host_set set_of(matcher *with, const host_list *hosts)
{
    host_set set = { NULL, with->inventory->host_count };
    set.has = wp_new_array(with->arena, bool, set.size + 1);
    for (size_t i = 0; hosts && i < hosts->count; i++)
        set.has[hosts->items[i]->is_implicit ? set.size : hosts->items[i]->index] = true;
    return set;
}

static bool *place_in(host_set set, const wp_host *host)
{
    return &set.has[host->is_implicit ? set.size : host->index];
}

static void unite(matcher *with, host_list *all, host_set taken, const host_list *more)
{
    for (size_t i = 0; i < more->count; i++) {
        bool *is_taken = place_in(taken, more->items[i]);
        if (!*is_taken)
            add_host(with, all, more->items[i]);
        *is_taken = true;
    }
}

static void keep(matcher *with, host_list *all, const host_list *others, bool those_within)
{
    host_set set = set_of(with, others);
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++)
        if (*place_in(set, all->items[i]) == those_within)
            all->items[kept++] = all->items[i];
    all->count = kept;
}

static char kind_of(wp_value term)
{
    char first = wp_text(term).ptr[0];
    return first == '&' || first == '!' ? first : ' ';
}

static bool unite_terms(matcher *with, wp_value terms, host_list *all)
{
    host_set taken = set_of(with, NULL);
    bool has_plain = false;
    for (size_t i = 0; i < wp_len(terms); i++) {
        host_list hosts = { 0 };
        wp_value term = wp_list_at(terms, i);
        if (kind_of(term) != ' ')
            continue;
        has_plain = true;
        wp_host *host = wp_map_get(with->inventory->host_names, wp_text(term));
        if (host)
            add_host(with, &hosts, host); /* a host of that very name comes before a group */
        else if (!match_term(with, term, &hosts))
            return false;
        unite(with, all, taken, &hosts);
    }
    if (!has_plain) /* "!web1" alone means all but web1 */
        add_group(with, all, with->inventory->all);
    return true;
}

static bool apply_terms(matcher *with, wp_value terms, char kind, host_list *all)
{
    for (size_t i = 0; i < wp_len(terms); i++) {
        host_list hosts;
        wp_value term = wp_list_at(terms, i);
        if (kind_of(term) != kind)
            continue;
        if (!match_term(with, term, &hosts))
            return false;
        keep(with, all, &hosts, kind == '&');
    }
    return true;
}

static bool evaluate(matcher *with, wp_value terms, wp_host ***out, size_t *count)
{
    host_list all = { 0 };
    if (!unite_terms(with, terms, &all) || !apply_terms(with, terms, '&', &all) || !apply_terms(with, terms, '!', &all))
        return false;
    *out = all.items;
    *count = all.count;
    return true;
}

bool wp_inventory_match(wp_arena *arena, wp_inventory *inventory, const char *pattern, wp_value *warnings,
                        wp_host ***out, size_t *count, wp_error *err)
{
    return wp_inventory_match_value(arena, inventory, wp_string_static(pattern), warnings, out, count, err);
}

bool wp_inventory_match_value(wp_arena *arena, wp_inventory *inventory, wp_value patterns, wp_value *warnings,
                              wp_host ***out, size_t *count, wp_error *err)
{
    matcher with = { arena, inventory, warnings, err };
    wp_value terms = wp_list_new(arena, 0);
    if (!wp_is(patterns, WP_LIST))
        split_pattern(&with, terms, wp_to_text(arena, patterns));
    for (size_t i = 0; wp_is(patterns, WP_LIST) && i < wp_len(patterns); i++)
        split_pattern(&with, terms, wp_to_text(arena, wp_list_at(patterns, i)));
    return evaluate(&with, terms, out, count);
}

/* ---- --limit ------------------------------------------------------------- */

static bool add_lines_of(matcher *with, wp_value terms, const char *path)
{
    wp_str text, line;
    if (!wp_file_read(with->arena, wp_path_expand(with->arena, path), &text, with->err))
        return wp_while(with->err, "reading the hosts to limit the run to");
    while (wp_str_split(&text, '\n', &line))
        add_term(with, terms, line);
    return true;
}

bool wp_inventory_limit(wp_arena *arena, wp_inventory *inventory, const char *pattern, wp_value *warnings,
                        wp_host ***out, size_t *count, wp_error *err)
{
    matcher with = { arena, inventory, warnings, err };
    wp_value given = wp_list_new(arena, 0), terms = wp_list_new(arena, 0);
    split_pattern(&with, given, wp_str_of(pattern));
    for (size_t i = 0; i < wp_len(given); i++) {
        wp_str term = wp_text(wp_list_at(given, i));
        if (term.ptr[0] != '@')
            add_term(&with, terms, term);
        else if (!add_lines_of(&with, terms, term.ptr + 1))
            return false;
    }
    return evaluate(&with, terms, out, count);
}
