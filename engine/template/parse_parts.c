/*
 * Tags that make parts of a text callable or bring in other texts: macro, call,
 * filter, block, extends, include, import, from.
 */
#include "template/parser.h"

#include "base/text.h"

/* ---- macros and call blocks --------------------------------------------------------- */

static bool parse_signature(wp_parser *parser, wp_macro *macro, wp_error *err)
{
    size_t cap = 0;
    if (!wp_parse_expect(parser, WP_T_LPAREN, err))
        return false;
    while (!wp_parse_is(parser, WP_T_RPAREN)) {
        if (macro->count && !wp_parse_expect(parser, WP_T_COMMA, err))
            return false;
        if (macro->count && wp_parse_is(parser, WP_T_RPAREN))
            break;
        if (macro->count == cap) {
            size_t wider = cap ? cap * 2 : 4;
            macro->parameters =
                wp_grow(parser->arena, macro->parameters, cap * sizeof(wp_parameter), wider * sizeof(wp_parameter));
            cap = wider;
        }
        wp_parameter *parameter = &macro->parameters[macro->count++];
        *parameter = (wp_parameter){ 0 };
        if (!wp_parse_name(parser, &parameter->name, err))
            return false;
        if (wp_parse_skip(parser, WP_T_ASSIGN)) {
            if (!wp_parse_expression(parser, &parameter->fallback, err))
                return false;
        } else if (macro->count > 1 && macro->parameters[macro->count - 2].fallback) {
            return wp_parse_fail(parser, err, "a parameter without a default can't follow those with one");
        }
    }
    return wp_parse_expect(parser, WP_T_RPAREN, err);
}

/* What a macro within asks for may come from the macro around it. */
static void hand_outwards(wp_macro *outer, const wp_macro *inner)
{
    if (!outer)
        return;
    outer->uses_caller = outer->uses_caller || inner->uses_caller;
    outer->uses_varargs = outer->uses_varargs || inner->uses_varargs;
    outer->uses_kwargs = outer->uses_kwargs || inner->uses_kwargs;
}

static bool parse_macro_body(wp_parser *parser, wp_macro *macro, const char *tag, const char *end, wp_mark mark,
                             wp_error *err)
{
    wp_macro *outer = parser->macro;
    int loops = parser->loops;
    parser->macro = macro;
    parser->loops = 0;
    bool done = wp_parse_tag_body(parser, tag, mark, end, &macro->body, err);
    parser->macro = outer;
    parser->loops = loops;
    hand_outwards(outer, macro);
    return done;
}

bool wp_parse_macro(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    wp_macro *macro = wp_new(parser->arena, wp_macro);
    stmt->as.macro = macro;
    return wp_parse_name(parser, &macro->name, err) && parse_signature(parser, macro, err) &&
           parse_macro_body(parser, macro, "macro", "endmacro", stmt->mark, err);
}

bool wp_parse_call_block(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    wp_macro *caller = wp_new(parser->arena, wp_macro);
    stmt->as.wrap.caller = caller;
    caller->name = wp_parse_intern(parser, wp_str_of("caller"));
    if (wp_parse_is(parser, WP_T_LPAREN) && !parse_signature(parser, caller, err))
        return false;
    if (!wp_parse_expression(parser, &stmt->as.wrap.call, err))
        return false;
    if (stmt->as.wrap.call->kind != WP_X_CALL)
        return wp_fail(err, WP_E_SYNTAX, stmt->as.wrap.call->mark,
                       "a call block needs a call, such as {%% call name() %%}");
    return parse_macro_body(parser, caller, "call", "endcall", stmt->mark, err);
}

bool wp_parse_filter_block(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    return wp_parse_filter_chain(parser, &stmt->as.wrap.call, err) &&
           wp_parse_tag_body(parser, "filter", stmt->mark, "endfilter", &stmt->as.wrap.body, err);
}

/* ---- blocks and their parents --------------------------------------------------------- */

static bool is_blank_body(const wp_stmt *body)
{
    for (; body; body = body->next)
        if (body->kind != WP_S_DATA || wp_str_trim(body->as.data).len)
            return false;
    return true;
}

static bool add_block(wp_parser *parser, wp_block *block, wp_error *err)
{
    wp_template *tmpl = parser->tmpl;
    for (size_t i = 0; i < tmpl->block_count; i++)
        if (wp_name_eq(&tmpl->blocks[i]->name, &block->name))
            return wp_fail(err, WP_E_SYNTAX, block->mark, "block '%s' is already in line %u", block->name.ptr,
                           tmpl->blocks[i]->mark.line);
    if (tmpl->block_count == parser->block_cap) {
        size_t wider = parser->block_cap ? parser->block_cap * 2 : 4;
        tmpl->blocks =
            wp_grow(parser->arena, tmpl->blocks, parser->block_cap * sizeof(wp_block *), wider * sizeof(wp_block *));
        parser->block_cap = wider;
    }
    tmpl->blocks[tmpl->block_count++] = block;
    return true;
}

bool wp_parse_block(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    wp_block *block = wp_new(parser->arena, wp_block);
    int loops = parser->loops;
    stmt->as.block = block;
    block->mark = stmt->mark;
    if (!wp_parse_name(parser, &block->name, err) || !add_block(parser, block, err))
        return false;
    block->is_scoped = wp_parse_skip_word(parser, "scoped");
    block->is_required = wp_parse_skip_word(parser, "required");
    parser->loops = 0;
    bool done = wp_parse_tag_body(parser, "block", stmt->mark, "endblock", &block->body, err);
    parser->loops = loops;
    if (!done)
        return false;
    if (block->is_required && !is_blank_body(block->body))
        return wp_fail(err, WP_E_SYNTAX, stmt->mark, "a required block must be empty: whoever extends this fills it");
    wp_parse_skip_word(parser, block->name.ptr);
    return true;
}

bool wp_parse_extends(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    parser->tmpl->may_change = true;
    return wp_parse_expression(parser, &stmt->as.expr, err);
}

/* ---- other templates ---------------------------------------------------------------------- */

static bool is_context_next(const wp_parser *parser)
{
    return (wp_parse_is_word(parser, "with") || wp_parse_is_word(parser, "without")) &&
           parser->at[1].kind == WP_T_NAME && wp_str_is(parser->at[1].text, "context");
}

static bool parse_context(wp_parser *parser, bool *with_context)
{
    if (!is_context_next(parser))
        return false;
    *with_context = wp_parse_is_word(parser, "with");
    parser->at += 2;
    return true;
}

bool wp_parse_include(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    parser->tmpl->may_change = true;
    stmt->as.include.with_context = true;
    if (!wp_parse_expression(parser, &stmt->as.include.name, err))
        return false;
    if (wp_parse_skip_word(parser, "ignore")) {
        if (!wp_parse_skip_word(parser, "missing"))
            return wp_parse_unexpected(parser, "'missing'", err);
        stmt->as.include.ignores_missing = true;
    }
    parse_context(parser, &stmt->as.include.with_context);
    return true;
}

bool wp_parse_import(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    parser->tmpl->may_change = true;
    if (!wp_parse_expression(parser, &stmt->as.include.name, err))
        return false;
    if (!wp_parse_skip_word(parser, "as"))
        return wp_parse_unexpected(parser, "'as'", err);
    if (!wp_parse_name(parser, &stmt->as.include.as, err))
        return false;
    parse_context(parser, &stmt->as.include.with_context);
    return true;
}

static bool parse_imported_name(wp_parser *parser, wp_import_name *out, wp_error *err)
{
    if (wp_parse_is(parser, WP_T_NAME) && parser->at->text.ptr[0] == '_')
        return wp_parse_fail(parser, err, "a name that begins with an underscore can't be imported");
    if (!wp_parse_name(parser, &out->name, err))
        return false;
    out->as = out->name;
    return !wp_parse_skip_word(parser, "as") || wp_parse_name(parser, &out->as, err);
}

bool wp_parse_from(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    size_t cap = 0;
    parser->tmpl->may_change = true;
    if (!wp_parse_expression(parser, &stmt->as.include.name, err))
        return false;
    if (!wp_parse_skip_word(parser, "import"))
        return wp_parse_unexpected(parser, "'import'", err);
    do {
        if (parse_context(parser, &stmt->as.include.with_context))
            return true;
        if (stmt->as.include.count == cap) {
            size_t wider = cap ? cap * 2 : 4;
            stmt->as.include.names = wp_grow(parser->arena, stmt->as.include.names, cap * sizeof(wp_import_name),
                                             wider * sizeof(wp_import_name));
            cap = wider;
        }
        if (!parse_imported_name(parser, &stmt->as.include.names[stmt->as.include.count], err))
            return false;
        stmt->as.include.count++;
    } while (!is_context_next(parser) && wp_parse_skip(parser, WP_T_COMMA));
    parse_context(parser, &stmt->as.include.with_context);
    return true;
}
