/* Rows of tables that lie in other rooms, all seen as name, usage and sentence. */
#include "cli/doc_tables.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "base/text.h"
#include "playbook/keyword.h"
#include "template/template.h"
#include "vars/special.h"

#include <string.h>

typedef struct row {
    const char *name, *usage, *summary;
} row;

/* ---- kinds ------------------------------------------------------------------------ */

static bool builtin_at(const char *kind, size_t index, wp_arena *arena, row *out)
{
    wp_template_doc doc;
    (void)arena;
    if (!wp_template_doc_at(kind, index, &doc))
        return false;
    *out = (row){ doc.name, doc.usage, doc.summary };
    return true;
}

/* "for a play, task": where a keyword may stand. */
static const char *places(wp_arena *arena, unsigned where)
{
    static const char *const names[] = { "play", "role", "block", "task", "handler" };
    wp_buf out = wp_buf_new(arena);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (where & (1U << i))
            wp_buf_printf(&out, "%s%s", wp_buf_str(&out).len > 0 ? ", " : "of a ", names[i]);
    return wp_buf_str(&out).ptr;
}

static bool keyword_at(const char *kind, size_t index, wp_arena *arena, row *out)
{
    (void)kind;
    if (index >= WP_KEYWORD_COUNT)
        return false;
    const wp_keyword_row *keyword = wp_keyword_row_of((wp_keyword)index);
    *out = (row){ keyword->name, places(arena, keyword->where), keyword->help };
    if (keyword->choices != NULL)
        out->usage = wp_printf(arena, "%s: one of %s", out->usage, keyword->choices);
    if (keyword->refused != NULL)
        out->summary = wp_printf(arena, "Not here: %s", keyword->refused);
    return true;
}

static bool variable_at(const char *kind, size_t index, wp_arena *arena, row *out)
{
    const wp_special_variable *variable = wp_special_variable_at(index);
    (void)kind, (void)arena;
    if (variable == NULL)
        return false;
    *out = (row){ variable->name, variable->where, variable->summary };
    return true;
}

static const struct {
    const char *name;
    bool (*at)(const char *kind, size_t index, wp_arena *arena, row *out);
} kinds[] = {
    { "filter", builtin_at },   { "test", builtin_at },   { "lookup", builtin_at },
    { "function", builtin_at }, { "method", builtin_at }, { "keyword", keyword_at },
    { "variable", variable_at },
};

wp_str wp_doc_kinds(wp_arena *arena)
{
    wp_buf out = wp_buf_new(arena);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        wp_buf_printf(&out, "%s%s", i > 0 ? " " : "", kinds[i].name);
    return wp_buf_str(&out);
}

static bool find_kind(wp_arena *arena, const char *name, size_t *out, wp_error *err)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        *out = i;
        return true;
    }
    wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is nothing of the kind '%s' to tell about", name);
    return wp_hint(err, "the kinds are: %s", wp_doc_kinds(arena).ptr);
}

/* ---- telling ------------------------------------------------------------------------ */

bool wp_doc_list(wp_arena *arena, const char *kind, wp_str *out, wp_error *err)
{
    wp_buf text = wp_buf_new(arena);
    size_t number;
    row one;
    if (!find_kind(arena, kind, &number, err))
        return false;
    for (size_t i = 0; kinds[number].at(kind, i, arena, &one); i++)
        wp_buf_printf(&text, "%-24s %s\n", one.name, one.summary);
    *out = wp_buf_str(&text);
    return true;
}

static bool tell_one(wp_arena *arena, size_t number, wp_str name, wp_buf *out, wp_error *err)
{
    wp_nearest nearest = wp_nearest_to(name);
    bool found = false;
    row one;
    for (size_t i = 0; kinds[number].at(kinds[number].name, i, arena, &one); i++) {
        wp_nearest_try(&nearest, one.name);
        if (!wp_str_is(name, one.name))
            continue;
        wp_buf_printf(out, "%s\n    %s\n    %s\n", one.name, one.usage, one.summary);
        found = true; /* several types may have a method of one name */
    }
    if (found)
        return true;
    wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "there is no %s '%.*s'", kinds[number].name, (int)name.len, name.ptr);
    return nearest.best != NULL ? wp_hint(err, "did you mean '%s'?", nearest.best)
                                : wp_hint(err, "waplay doc -t %s lists them", kinds[number].name);
}

bool wp_doc_tell(wp_arena *arena, const char *kind, wp_value names, wp_str *out, wp_error *err)
{
    wp_buf text = wp_buf_new(arena);
    size_t number;
    if (!find_kind(arena, kind, &number, err))
        return false;
    for (size_t i = 0; i < wp_len(names); i++)
        if (!tell_one(arena, number, wp_text(wp_list_at(names, i)), &text, err))
            return false;
    *out = wp_buf_str(&text);
    return true;
}
