/*
 * One evaluation from end to end: a world, a sink, the tree, and what came out.
 *
 * Line breaks at the end of a text are kept: where what came out ends in fewer than the
 * template did, those that are missing are added, whatever took them away.
 */
#include "template/render.h"

#include "base/text.h"
#include "template/families.h"
#include "template/finalise.h"

static wp_render *begin(wp_template_context *context, const wp_template *tmpl, bool is_native)
{
    wp_render *render = wp_new(context->arena, wp_render);
    *render = (wp_render){ .context = context, .arena = context->arena, .tmpl = tmpl, .is_native = is_native };
    wp_globals *globals = wp_globals_new(context->arena, context->scope);
    globals->copies = tmpl->may_change;
    render->world = wp_world_new(render, globals, NULL);
    wp_blocks_add(render, tmpl);
    return render;
}

static size_t newlines_at_end(wp_str text)
{
    size_t count = 0;
    while (count < text.len && text.ptr[text.len - 1 - count] == '\n')
        count++;
    return count;
}

static void restore_newlines(wp_arena *arena, const wp_template *tmpl, wp_value *text)
{
    if (!tmpl->keeps_newlines_at_end || text->type != WP_STRING)
        return;
    size_t have = newlines_at_end(wp_text(*text));
    if (have >= tmpl->newlines_at_end)
        return;
    wp_buf buf = wp_buf_new(arena);
    wp_buf_str_add(&buf, wp_text(*text));
    for (; have < tmpl->newlines_at_end; have++)
        wp_buf_add(&buf, tmpl->settings.newline ? tmpl->settings.newline : "\n");
    uint8_t marks = text->marks & (uint8_t)~WP_LOCATED;
    *text = wp_string_borrow(wp_buf_str(&buf));
    text->marks |= marks;
}

/* What the sink has in the end is taken by `take`. */
static bool run_into(wp_render *render, wp_value (*take)(wp_sink *), wp_value *out, wp_error *err)
{
    const wp_template *tmpl = render->tmpl;
    int depth = render->context->depth;
    bool done;
    if (!wp_render_enter(render->context, WP_NO_MARK, err))
        return false;
    if (tmpl->expr) {
        done = wp_eval(render, render->world->root, tmpl->expr, out, err);
    } else {
        wp_sink sink = wp_sink_new(render);
        sink.is_native = take != wp_sink_take_text;
        done = wp_render_root(render, &sink, err);
        if (done)
            *out = take(&sink);
    }
    render->context->depth = depth;
    if (!done)
        wp_hint_undefined(render->context, err);
    return done;
}

static bool run(wp_render *render, wp_value *out, wp_error *err)
{
    return run_into(render, render->is_native ? wp_sink_take : wp_sink_take_text, out, err);
}

bool wp_evaluate_raw(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err)
{
    return run(begin(context, tmpl, true), out, err);
}

static wp_mark mark_of(const wp_template *tmpl)
{
    if (tmpl->expr)
        return tmpl->expr->mark;
    return tmpl->body ? tmpl->body->mark : WP_NO_MARK;
}

static bool evaluate(wp_template_context *context, const wp_template *tmpl, bool lenient, wp_value *out, wp_error *err)
{
    wp_value value;
    if (!wp_evaluate_raw(context, tmpl, &value, err))
        return false;
    if (lenient && value.type == WP_UNDEFINED) {
        *out = value;
        return true;
    }
    if (value.type == WP_STRING && tmpl->expr)
        value = wp_sink_read(context->arena, value);
    restore_newlines(context->arena, tmpl, &value);
    if (wp_finalise(context->arena, value, !tmpl->is_plain, mark_of(tmpl), out, err))
        return true;
    wp_hint_undefined(context, err);
    return false;
}

bool wp_template_evaluate(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err)
{
    return evaluate(context, tmpl, false, out, err);
}

bool wp_template_evaluate_lenient(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err)
{
    wp_error failed = { 0 };
    if (evaluate(context, tmpl, true, out, &failed))
        return true;
    if (failed.kind == WP_E_UNDEFINED) {
        *out = wp_undefined(context->arena, failed.text);
        return true;
    }
    if (err)
        *err = failed;
    return false;
}

bool wp_template_render(wp_template_context *context, const wp_template *tmpl, wp_str *out, wp_error *err)
{
    wp_value text;
    if (tmpl->expr) {
        if (!evaluate(context, tmpl, false, &text, err))
            return false;
    } else {
        if (!run(begin(context, tmpl, false), &text, err))
            return false;
        restore_newlines(context->arena, tmpl, &text);
    }
    *out = wp_to_text(context->arena, text);
    return true;
}

bool wp_template_convert(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err)
{
    if (!run_into(begin(context, tmpl, false), wp_sink_take_converted, out, err))
        return false;
    restore_newlines(context->arena, tmpl, out);
    return true;
}
