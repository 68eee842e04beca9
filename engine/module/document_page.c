/*
 * A module's table as a page of text, and as a man page.
 *
 *   NAME - summary
 *
 *   OPTIONS (= is mandatory)
 *   = path (path; also dest, name)
 *         the file
 *
 * Both are the same story, told to two kinds of paper.
 */
#include "module/document.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

typedef struct paper {
    wp_buf out;
    size_t width;
    bool is_man;
} paper;

/* ---- text ----------------------------------------------------------------------------- */

/* Words, broken at the width; every line begins with `indent` blanks. */
static void flow(paper *at, size_t indent, const char *text)
{
    wp_str rest = wp_str_of(text), word;
    size_t column = 0;
    while (wp_str_split(&rest, ' ', &word)) {
        if (column && column + 1 + word.len > at->width) {
            wp_buf_add(&at->out, "\n");
            column = 0;
        }
        if (!column) {
            wp_buf_printf(&at->out, "%*s%.*s", (int)indent, "", (int)word.len, word.ptr);
            column = indent + word.len;
        } else {
            wp_buf_printf(&at->out, " %.*s", (int)word.len, word.ptr);
            column += 1 + word.len;
        }
    }
    wp_buf_add(&at->out, "\n");
}

/* As troff has it: backslashes and dashes escaped, no dot or quote at the beginning of a line. */
static void escape(paper *at, const char *text)
{
    for (const char *byte = text; *byte; byte++) {
        if ((byte == text || byte[-1] == '\n') && strchr(".'", *byte))
            wp_buf_add(&at->out, "\\&");
        if (*byte == '\\')
            wp_buf_add(&at->out, "\\e");
        else if (*byte == '-')
            wp_buf_add(&at->out, "\\-");
        else
            wp_buf_char(&at->out, *byte);
    }
}

static void heading(paper *at, const char *text)
{
    wp_buf_printf(&at->out, at->is_man ? ".SH %s\n" : "\n%s\n\n", text);
}

static void paragraph(paper *at, size_t indent, const char *text)
{
    if (!at->is_man) {
        flow(at, indent, text);
        return;
    }
    escape(at, text);
    wp_buf_add(&at->out, "\n");
}

static void verbatim(paper *at, const char *text)
{
    wp_str rest = wp_str_of(text), line;
    if (at->is_man) {
        wp_buf_add(&at->out, ".nf\n");
        escape(at, text);
        wp_buf_add(&at->out, ".fi\n");
        return;
    }
    while (wp_str_split(&rest, '\n', &line))
        wp_buf_printf(&at->out, line.len ? "    %.*s\n" : "%.*s\n", (int)line.len, line.ptr);
}

/* ---- options ---------------------------------------------------------------------------- */

static void add_names(wp_buf *out, const char *label, const char *const *names)
{
    for (size_t i = 0; names && names[i]; i++)
        wp_buf_printf(out, "%s%s", i ? ", " : label, names[i]);
}

/* "list of path; also dest, name; one of a, b; default: no" */
static const char *kind_of(wp_arena *arena, const wp_param *param)
{
    wp_buf out = wp_buf_new(arena);
    wp_buf_add(&out, wp_param_type_name(param->type));
    if (param->type == WP_PARAM_LIST)
        wp_buf_printf(&out, " of %s", wp_param_type_name(param->items));
    add_names(&out, "; also ", param->aliases);
    add_names(&out, "; one of ", param->choices);
    if (param->fallback && *param->fallback)
        wp_buf_printf(&out, "; default: %s", param->fallback);
    if (param->secret)
        wp_buf_add(&out, "; never shown");
    return wp_buf_str(&out).ptr;
}

static void option(paper *at, wp_arena *arena, const wp_param *param, size_t indent)
{
    const char *text = param->refused ? wp_printf(arena, "refused: %s", param->refused) : param->help;
    const char *kind = kind_of(arena, param);
    if (at->is_man) {
        wp_buf_printf(&at->out, ".TP\n.B %s\n(", param->name);
        escape(at, kind);
        wp_buf_printf(&at->out, ")%s\n.br\n", param->required ? " required" : "");
    } else {
        flow(at, indent, wp_printf(arena, "%s %s (%s)", param->required ? "=" : "-", param->name, kind));
    }
    paragraph(at, indent + 6, text ? text : "");
    for (const wp_param *field = param->fields; field && field->name; field++)
        option(at, arena, field, indent + 6);
}

static void rules(paper *at, wp_arena *arena, const char *before, const char *const *rule)
{
    for (; rule && *rule; rule++)
        paragraph(at, 0, wp_printf(arena, "%s: %s", before, *rule));
}

static void tell(paper *at, wp_arena *arena, const wp_module *module)
{
    if (module->note) {
        heading(at, "NOTE");
        paragraph(at, 0, module->note);
    }
    if (module->params->name) {
        heading(at, at->is_man ? "OPTIONS" : "OPTIONS (= is required)");
        for (const wp_param *param = module->params; param->name; param++)
            option(at, arena, param, 0);
    }
    const wp_param_rules *given = &module->rules;
    if (given->mutually_exclusive || given->required_one_of || given->required_together || given->required_if ||
        given->required_by) {
        heading(at, "RULES");
        rules(at, arena, "exclude one another", given->mutually_exclusive);
        rules(at, arena, "one of them is required", given->required_one_of);
        rules(at, arena, "go together", given->required_together);
        rules(at, arena, "where the first has the second as its value, the rest is required", given->required_if);
        rules(at, arena, "where the first is given, the rest is required", given->required_by);
    }
    if (module->examples) {
        heading(at, "EXAMPLES");
        verbatim(at, module->examples);
    }
    if (module->returns) {
        heading(at, "RETURNS");
        verbatim(at, module->returns);
    }
}

wp_str wp_document_page(wp_arena *arena, const wp_module *module, size_t width)
{
    paper at = { .out = wp_buf_new(arena), .width = width };
    wp_buf_printf(&at.out, "%s - %s\n", module->name, module->summary);
    add_names(&at.out, "also called ", module->other_names);
    if (module->other_names)
        wp_buf_add(&at.out, "\n");
    tell(&at, arena, module);
    return wp_buf_str(&at.out);
}

wp_str wp_document_man(wp_arena *arena, const wp_module *module)
{
    paper at = { .out = wp_buf_new(arena), .is_man = true };
    wp_buf_printf(&at.out, ".TH WAPLAY\\-%s 7 \"\" \"waplay\" \"waplay modules\"\n.SH NAME\nwaplay\\-%s \\- ", module->name,
                  module->name);
    escape(&at, module->summary);
    wp_buf_add(&at.out, "\n");
    tell(&at, arena, module);
    return wp_buf_str(&at.out);
}
