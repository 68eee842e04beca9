/*
 * Inventories in INI.
 *
 *   host1 name=value ...      hosts of no group
 *   [web]                     hosts of a group; a line may name many: web[01:10]
 *   [web:vars]                name = value
 *   [site:children]           groups of a group
 *
 * Groups may be named as children before they are declared: such names wait, and
 * are nested when their section comes (which gives the children their order).
 * Whatever still waits at the end is an error. Values are Python literals where
 * they are such, else texts.
 */
#include "inventory/source.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "inventory/words.h"
#include "yaml/literal.h"

typedef enum section { HOSTS, CHILDREN, VARS } section;

static const char *const section_names[] = { "hosts", "children", "vars" };

/* A group that was named, but not declared yet. */
typedef struct waiting {
    section section; /* VARS: its variables came first; CHILDREN: it was named as a child */
    wp_mark mark;
    wp_group **parents;
    size_t parent_count;
} waiting;

typedef struct reader {
    wp_inventory *inventory;
    wp_arena *arena;
    const char *path;
    uint32_t line_number;
    wp_str line; /* without the blanks at its ends */
    size_t indent;
    wp_group *group;
    section section;
    wp_map *waiting; /* name to waiting */
    wp_error *err;
} reader;

static wp_mark mark_at(const reader *from, size_t offset)
{
    size_t column = wp_utf8_len(wp_str_slice(from->line, 0, offset));
    return (wp_mark){ from->path, from->line_number, (uint32_t)(from->indent + column + 1) };
}

static wp_value read_value(reader *from, wp_str text, size_t offset)
{
    wp_value value;
    if (!wp_literal_parse(from->arena, text, &value))
        value = wp_string_at(from->arena, text, mark_at(from, offset));
    else if (wp_is(value, WP_STRING))
        value = wp_string_at(from->arena, wp_text(value), mark_at(from, offset + 1));
    return from->inventory->is_secret ? wp_value_mark_all(from->arena, value, WP_SECRET) : value;
}

/* ---- sections ------------------------------------------------------------ */

static bool is_name_byte(char byte)
{
    return byte != ':' && byte != ']' && byte != ' ' && byte != '\t' && byte != '\f' && byte != '\v' && byte != '\r';
}

static size_t name_len(wp_str text, size_t at)
{
    size_t from = at;
    while (at < text.len && is_name_byte(text.ptr[at]))
        at++;
    return at - from;
}

/* Nothing but a comment. */
static bool is_rest(wp_str text, size_t at)
{
    wp_str rest = wp_str_trim(wp_str_slice(text, at, text.len));
    return rest.len == 0 || rest.ptr[0] == '#';
}

/* [name] or [name:kind] */
static bool split_heading(wp_str line, wp_str *name, wp_str *kind)
{
    if (!wp_str_starts(line, "["))
        return false;
    size_t end = 1 + name_len(line, 1);
    *name = wp_str_slice(line, 1, end);
    *kind = wp_str_of(NULL);
    if (end < line.len && line.ptr[end] == ':') {
        size_t from = end + 1;
        end = from + name_len(line, from);
        *kind = wp_str_slice(line, from, end);
        if (kind->len == 0)
            return false;
    }
    return name->len > 0 && end < line.len && line.ptr[end] == ']' && is_rest(line, end + 1);
}

static bool read_kind(reader *from, wp_str kind, section *out)
{
    wp_nearest nearest = wp_nearest_to(kind);
    *out = HOSTS;
    if (kind.len == 0)
        return true;
    for (size_t i = 0; i < sizeof section_names / sizeof *section_names; i++) {
        wp_nearest_try(&nearest, section_names[i]);
        if (wp_str_is(kind, section_names[i])) {
            *out = (section)i;
            return true;
        }
    }
    wp_fail(from->err, WP_E_SYNTAX, mark_at(from, (size_t)(kind.ptr - from->line.ptr)),
            "a section can't be of the kind '%.*s'", (int)kind.len, kind.ptr);
    if (nearest.best)
        return wp_hint(from->err, "did you mean '%s'?", nearest.best);
    return wp_hint(from->err, "it can be 'hosts', 'children' or 'vars'");
}

/* The group is declared now: it goes below those that named it. */
static bool stop_waiting(reader *from, wp_group *group)
{
    waiting *one = wp_map_get(from->waiting, wp_str_of(group->name));
    if (!one)
        return true;
    for (size_t i = 0; i < one->parent_count; i++)
        if (!wp_data_nest(from->inventory, one->parents[i], group, NULL, one->mark, from->err))
            return false;
    wp_map_remove(from->waiting, wp_str_of(group->name));
    return true;
}

static waiting *wait_for(reader *from, wp_str name, section kind)
{
    waiting *one = wp_map_get(from->waiting, name);
    if (one)
        return one;
    one = wp_new(from->arena, waiting);
    *one = (waiting){ .section = kind, .mark = mark_at(from, kind == VARS ? 1 : 0) };
    wp_map_put(from->waiting, name, one);
    return one;
}

static bool begin_section(reader *from, wp_str name, wp_str kind)
{
    if (!read_kind(from, kind, &from->section))
        return false;
    if (from->section == VARS && !wp_map_get(from->inventory->group_names, name))
        wait_for(from, name, VARS);
    from->group = wp_data_group(from->inventory, name);
    return from->section == VARS || stop_waiting(from, from->group);
}

/* ---- lines --------------------------------------------------------------- */

static bool fail_line(reader *from, size_t offset, const char *text)
{
    return wp_fail(from->err, WP_E_SYNTAX, mark_at(from, offset), "%s", text);
}

static bool check_host_name(reader *from, const wp_word *word)
{
    if (wp_str_is(wp_str_trim(word->text), "---")) {
        fail_line(from, word->offset, "'---' is no host");
        return wp_hint(from->err, "it begins a YAML file: is this one, with a part that is not YAML?");
    }
    if (!wp_str_ends(wp_str_trim(word->text), ":"))
        return true;
    wp_fail(from->err, WP_E_SYNTAX, mark_at(from, word->offset), "a port is missing after '%.*s'", (int)word->text.len,
            word->text.ptr);
    return wp_hint(from->err, "write host:port, or host alone; if this file is meant to be YAML, it is not sound YAML");
}

/* The number of bytes before the '=' of name=value; false: there is none. */
static bool find_equals(wp_str text, size_t *out)
{
    const char *equals = memchr(text.ptr, '=', text.len);
    if (equals)
        *out = (size_t)(equals - text.ptr);
    return equals != NULL;
}

static bool set_host_vars(reader *from, const wp_word *words, size_t word_count, wp_host **hosts, size_t count)
{
    for (size_t i = 1; i < word_count; i++) {
        wp_str text = words[i].text;
        size_t equals;
        if (!find_equals(text, &equals)) {
            wp_fail(from->err, WP_E_SYNTAX, mark_at(from, words[i].offset),
                    "after a host come name=value pairs, and '%.*s' is none", (int)text.len, text.ptr);
            return wp_hint(from->err, "no blanks around the '=', and quotes around a value with blanks");
        }
        wp_value name = wp_string_at(from->arena, wp_str_slice(text, 0, equals), mark_at(from, words[i].offset));
        wp_value value = read_value(from, wp_str_slice(text, equals + 1, text.len), words[i].offset + equals + 1);
        for (size_t h = 0; h < count; h++)
            if (!wp_data_set_var(from->inventory, hosts[h], name, value, from->err))
                return wp_at(from->err, mark_at(from, words[i].offset));
    }
    return true;
}

static bool read_hosts(reader *from)
{
    wp_word *words;
    size_t word_count, count;
    wp_host **hosts;
    const char *wrong = wp_words_split(from->arena, from->line, &words, &word_count);
    if (wrong)
        return fail_line(from, 0, wrong);
    if (!wp_source_add_hosts(from->inventory, words[0].text, mark_at(from, words[0].offset), from->group, &hosts,
                             &count, from->err))
        return false;
    return check_host_name(from, &words[0]) && set_host_vars(from, words, word_count, hosts, count);
}

static bool read_variable(reader *from)
{
    size_t equals;
    if (!find_equals(from->line, &equals)) {
        wp_fail(from->err, WP_E_SYNTAX, mark_at(from, 0),
                "in a section of variables stands name = value, and not '%.*s'", (int)from->line.len, from->line.ptr);
        return wp_hint(from->err, "a group's hosts stand in [%s], its variables in [%s:vars]", from->group->name,
                       from->group->name);
    }
    wp_str rest = wp_str_slice(from->line, equals + 1, from->line.len), value = wp_str_trim(rest);
    wp_value name = wp_string_at(from->arena, wp_str_trim(wp_str_slice(from->line, 0, equals)), mark_at(from, 0));
    wp_value item = read_value(from, value, (size_t)(value.ptr - from->line.ptr));
    return wp_data_set_group_var(from->inventory, from->group, name, item, from->err) ||
           wp_at(from->err, mark_at(from, equals));
}

static bool read_child(reader *from)
{
    size_t len = name_len(from->line, 0);
    wp_str name = wp_str_slice(from->line, 0, len);
    if (len == 0 || !is_rest(from->line, len)) {
        wp_fail(from->err, WP_E_SYNTAX, mark_at(from, 0),
                "in a section of children stands the name of a group, not '%.*s'", (int)from->line.len, from->line.ptr);
        return wp_hint(from->err, "hosts stand in [%s], groups in [%s:children]", from->group->name, from->group->name);
    }
    wp_group *child = wp_map_get(from->inventory->group_names, name);
    if (child)
        return wp_data_nest(from->inventory, from->group, child, NULL, mark_at(from, 0), from->err);
    waiting *one = wait_for(from, name, CHILDREN);
    wp_data_push(from->arena, one->parents, one->parent_count, from->group);
    return true;
}

static bool read_line(reader *from)
{
    wp_str name, kind;
    if (split_heading(from->line, &name, &kind))
        return begin_section(from, name, kind);
    if (wp_str_starts(from->line, "[") && wp_str_ends(from->line, "]") &&
        !memchr(from->line.ptr, '=', from->line.len)) {
        fail_line(from, 0, "a section is headed [group] or [group:kind]");
        return wp_hint(from->err, "no blanks inside the brackets, and no other ':' or ']'");
    }
    switch (from->section) {
    case HOSTS:
        return read_hosts(from);
    case CHILDREN:
        return read_child(from);
    case VARS:
        return read_variable(from);
    }
    return false;
}

static bool fail_undeclared(reader *from)
{
    wp_str name = wp_str_of(NULL);
    void *item = NULL;
    wp_map_at(from->waiting, 0, &name, &item);
    const waiting *one = item;
    if (one->section == VARS)
        wp_fail(from->err, WP_E_INVALID, one->mark, "there are variables for a group '%.*s', but no such group",
                (int)name.len, name.ptr);
    else
        wp_fail(from->err, WP_E_INVALID, one->mark, "no group is called '%.*s'", (int)name.len, name.ptr);
    wp_nearest nearest = wp_nearest_to(name);
    for (size_t i = 0; i < from->inventory->group_count; i++)
        if (!wp_map_get(from->waiting, wp_str_of(from->inventory->groups[i]->name)))
            wp_nearest_try(&nearest, from->inventory->groups[i]->name);
    if (nearest.best)
        return wp_hint(from->err, "did you mean '%s'?", nearest.best);
    return wp_hint(from->err, "a group is declared by its section: [%.*s]", (int)name.len, name.ptr);
}

bool wp_source_ini(wp_inventory *inventory, const char *path, wp_str text, wp_error *err)
{
    reader from = { .inventory = inventory, .arena = inventory->arena, .path = path, .group = inventory->ungrouped };
    from.waiting = wp_map_new(from.arena);
    from.err = err;
    if (wp_str_starts(text, "\xef\xbb\xbf"))
        text = wp_str_slice(text, 3, text.len);
    wp_str line;
    while (wp_str_split(&text, '\n', &line)) {
        from.line_number++;
        from.line = wp_str_trim(line);
        from.indent = (size_t)(from.line.ptr - line.ptr);
        if (from.line.len == 0 || from.line.ptr[0] == '#' || from.line.ptr[0] == ';')
            continue;
        if (!wp_utf8_valid(from.line))
            return fail_line(&from, 0, "this line is not UTF-8");
        if (!read_line(&from))
            return false;
    }
    return wp_map_len(from.waiting) == 0 || fail_undeclared(&from);
}
