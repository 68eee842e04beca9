/* One text, lexed and parsed. The tokens die here; the tree stays. */
#include "template/compile.h"

#include "base/text.h"
#include "template/parser.h"

const wp_template_settings wp_usual_settings = { .trim_blocks = true, .newline = "\n" };

static wp_str or_usual(const char *text, wp_str usual)
{
    return text && *text ? wp_str_of(text) : usual;
}

static wp_delimiters delimiters_of(const wp_template_settings *settings)
{
    const wp_delimiters *usual = &wp_usual_delimiters;
    return (wp_delimiters){
        .block_start = or_usual(settings->block_start, usual->block_start),
        .block_end = or_usual(settings->block_end, usual->block_end),
        .variable_start = or_usual(settings->variable_start, usual->variable_start),
        .variable_end = or_usual(settings->variable_end, usual->variable_end),
        .comment_start = or_usual(settings->comment_start, usual->comment_start),
        .comment_end = or_usual(settings->comment_end, usual->comment_end),
        .line_statement = or_usual(settings->line_statement, usual->line_statement),
        .line_comment = or_usual(settings->line_comment, usual->line_comment),
    };
}

static const char *copy_or_null(wp_arena *arena, const char *text)
{
    return text ? wp_strdup(arena, text) : NULL;
}

wp_template_settings wp_settings_copy(wp_arena *arena, const wp_template_settings *from)
{
    wp_template_settings copy = *from;
    copy.newline = copy_or_null(arena, from->newline);
    copy.block_start = copy_or_null(arena, from->block_start);
    copy.block_end = copy_or_null(arena, from->block_end);
    copy.variable_start = copy_or_null(arena, from->variable_start);
    copy.variable_end = copy_or_null(arena, from->variable_end);
    copy.comment_start = copy_or_null(arena, from->comment_start);
    copy.comment_end = copy_or_null(arena, from->comment_end);
    copy.line_statement = copy_or_null(arena, from->line_statement);
    copy.line_comment = copy_or_null(arena, from->line_comment);
    return copy;
}

static size_t count_newlines_at_end(wp_str text)
{
    size_t count = 0;
    while (count < text.len && text.ptr[text.len - 1 - count] == '\n')
        count++;
    return count;
}

/* Jinja2 leaves out the last line break; the evaluator puts back what is missing. */
static wp_str without_last_newline(wp_str text)
{
    if (text.len && text.ptr[text.len - 1] == '\n')
        text.len--;
    if (text.len && text.ptr[text.len - 1] == '\r')
        text.len--;
    return text;
}

static bool parse(wp_parser *parser, wp_str text, const wp_lex_options *options, wp_mark mark, wp_error *err)
{
    wp_token *tokens;
    if (!wp_lex(parser->scratch, text, options, mark, &tokens, err))
        return false;
    parser->at = tokens;
    if (!options->expression) {
        if (!wp_parse_template(parser, err))
            return false;
        wp_mark_own_names(parser->scratch, parser->tmpl);
        return true;
    }
    if (!wp_parse_expression(parser, &parser->tmpl->expr, err))
        return false;
    return wp_parse_is(parser, WP_T_END) || wp_parse_unexpected(parser, "the end of the expression", err);
}

bool wp_compile(wp_arena *arena, const wp_template_env *env, const wp_source *source, wp_template **out, wp_error *err)
{
    wp_str text = source->text;
    wp_mark mark = source->mark;
    wp_template *tmpl = wp_new(arena, wp_template);
    bool is_file = source->kind == WP_SOURCE_FILE || source->kind == WP_SOURCE_INCLUDE;
    if (is_file) /* of other texts, the file is the playbook, whose name lives as long as the run */
        mark.file = copy_or_null(arena, mark.file);
    tmpl->arena = arena;
    tmpl->file = mark.file;
    tmpl->settings = wp_settings_copy(arena, &source->settings);
    bool has_header = source->kind == WP_SOURCE_TEXT || source->kind == WP_SOURCE_FILE;
    if (has_header && !wp_header_read(arena, env, &text, &mark, &tmpl->settings, err))
        return false;
    tmpl->newlines_at_end = count_newlines_at_end(text);
    tmpl->keeps_newlines_at_end =
        source->kind == WP_SOURCE_TEXT || (source->kind == WP_SOURCE_FILE && tmpl->settings.keep_trailing_newline);

    wp_lex_options options = {
        .delimiters = delimiters_of(&tmpl->settings),
        .trim_blocks = tmpl->settings.trim_blocks,
        .lstrip_blocks = tmpl->settings.lstrip_blocks,
        .newline = tmpl->settings.newline,
        .literal_backslash = source->kind == WP_SOURCE_TEXT,
        .expression = source->kind == WP_SOURCE_EXPRESSION,
    };
    wp_parser parser = { .arena = arena, .scratch = wp_arena_new(), .tmpl = tmpl };
    bool done = parse(&parser, options.expression ? text : without_last_newline(text), &options, mark, err);
    wp_arena_free(parser.scratch);
    if (done)
        *out = tmpl;
    return done;
}
