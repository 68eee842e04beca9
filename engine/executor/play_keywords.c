/*
 * The keywords that a play has for itself, evaluated before it begins.
 *
 * What is wrong with them is told before any of its hosts is touched: by a run, and by
 * --syntax-check and the lists, too.
 */
#include "executor/play.h"

#include "base/text.h"

#include <stdlib.h>

typedef struct reader {
    wp_run *run;
    const wp_node *node;
    wp_vars_scope *scope;
    wp_error *err;
} reader;

static bool read_value(reader *r, wp_keyword keyword, wp_value *out)
{
    return wp_keyword_value(r->run->arena, r->scope, r->node, keyword, out, r->err);
}

static bool read_bool(reader *r, wp_keyword keyword, bool fallback, bool *out)
{
    return wp_keyword_bool(r->run->arena, r->scope, r->node, keyword, fallback, out, r->err);
}

static bool read_choice(reader *r, wp_keyword keyword, const char *fallback, const char **out)
{
    wp_arena *arena = r->run->arena;
    wp_value value;
    wp_str word;
    *out = fallback;
    if (!read_value(r, keyword, &value))
        return false;
    if (wp_is(value, WP_UNDEFINED))
        return true;
    if (!wp_keyword_choice(arena, wp_keyword_row_of(keyword), wp_to_text(arena, value), &word, r->err))
        return false;
    *out = wp_strndup(arena, word.ptr, word.len);
    return true;
}

/* "30", "30%", 30.5; < 0: none was given. */
static double percentage(wp_value value)
{
    if (wp_is(value, WP_INT))
        return (double)value.as.integer;
    if (wp_is(value, WP_FLOAT))
        return value.as.number;
    return wp_is(value, WP_STRING) ? strtod(value.as.text, NULL) : -1;
}

static bool read_max_fail(reader *r, double *out)
{
    wp_value value;
    if (!read_value(r, WP_K_MAX_FAIL_PERCENTAGE, &value))
        return false;
    *out = percentage(value);
    return true;
}

/* What collecting facts is told is evaluated again for each host; that it can be is found here. */
static bool check_gathering(reader *r)
{
    wp_value subset;
    int64_t timeout_s;
    return read_value(r, WP_K_GATHER_SUBSET, &subset) &&
           wp_keyword_int(r->run->arena, r->scope, r->node, WP_K_GATHER_TIMEOUT, 0, &timeout_s, r->err);
}

bool wp_play_read_keywords(wp_run *run, wp_error *err)
{
    wp_play_run *play = &run->play;
    const wp_node *node = &play->play->node;
    reader r = { .run = run, .node = node, .scope = wp_run_scope(run, run->arena, NULL, node), .err = err };
    return (read_value(&r, WP_K_SERIAL, &play->serial) && read_max_fail(&r, &play->max_fail) &&
            read_bool(&r, WP_K_FORCE_HANDLERS, run->options.force_handlers, &play->force_handlers) &&
            read_bool(&r, WP_K_GATHER_FACTS, true, &play->gathers_facts) && check_gathering(&r) &&
            read_choice(&r, WP_K_STRATEGY, "linear", &play->strategy) &&
            read_choice(&r, WP_K_ORDER, "inventory", &play->order)) ||
           wp_at(err, node->mark);
}
