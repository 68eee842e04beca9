/* Regular expressions for modules: those of base/regex.h, with groups as texts. */
#include "module/job.h"

#include "base/buf.h"
#include "base/regex.h"
#include "base/text.h"

struct wp_pattern {
    wp_regex *regex;
    const char *text;
};

bool wp_pattern_compile(wp_job *job, const char *pattern, int flags, wp_pattern **out, wp_error *err)
{
    wp_pattern *compiled = wp_new(job->arena, wp_pattern);
    int wanted = (flags & WP_PATTERN_MULTILINE ? WP_REGEX_MULTILINE : 0) |
                 (flags & WP_PATTERN_DOTALL ? WP_REGEX_DOTALL : 0) |
                 (flags & WP_PATTERN_IGNORE_CASE ? WP_REGEX_IGNORE_CASE : 0) |
                 (flags & WP_PATTERN_BYTES ? WP_REGEX_BYTES : 0);
    if (!wp_regex_compile(job->arena, wp_str_of(pattern), wanted, &compiled->regex, err))
        return false;
    compiled->text = wp_strdup(job->arena, pattern);
    *out = compiled;
    return true;
}

bool wp_pattern_search(wp_job *job, const wp_pattern *pattern, wp_str text, size_t from, wp_match *out)
{
    wp_span *spans;
    if (!wp_regex_search(job->arena, pattern->regex, text, from, &spans))
        return false;
    if (!out)
        return true;
    size_t count = wp_regex_groups(pattern->regex) + 1;
    wp_str *groups = wp_new_array(job->arena, wp_str, count);
    for (size_t i = 0; i < count; i++)
        if (spans[i].from != SIZE_MAX)
            groups[i] = wp_str_slice(text, spans[i].from, spans[i].to);
    *out = (wp_match){ .count = count, .group = groups, .from = spans[0].from, .to = spans[0].to };
    return true;
}

bool wp_pattern_replace(wp_job *job, const wp_pattern *pattern, wp_str text, wp_str replacement, wp_str *out,
                        size_t *count, wp_error *err)
{
    wp_span *spans;
    size_t from = 0;
    *count = 0;
    while (from <= text.len && wp_regex_search(job->arena, pattern->regex, text, from, &spans)) {
        ++*count;
        from = spans[0].to > spans[0].from ? spans[0].to : spans[0].to + 1;
    }
    return wp_regex_replace(job->arena, pattern->regex, text, replacement, 0, out, err);
}

bool wp_pattern_expand(wp_job *job, const wp_pattern *pattern, wp_str text, const wp_match *match, wp_str replacement,
                       wp_str *out, wp_error *err)
{
    /* The text with this match replaced, without what stands around it. Where an earlier match is possible, what lies
     * before this one is hidden from the pattern by cutting it off; look-behinds see no further then. */
    wp_span *spans;
    size_t cut =
        wp_regex_search(job->arena, pattern->regex, text, 0, &spans) && spans[0].from == match->from ? 0 : match->from;
    wp_str seen = wp_str_slice(text, cut, text.len), replaced;
    if (!wp_regex_replace(job->arena, pattern->regex, seen, replacement, 1, &replaced, err))
        return false;
    *out = wp_str_slice(replaced, match->from - cut, replaced.len - (text.len - match->to));
    return true;
}

wp_value wp_pattern_names(wp_job *job, const wp_pattern *pattern)
{
    wp_value names = wp_list_new(job->arena, 2);
    wp_str text = wp_str_of(pattern->text);
    for (size_t at = 0; (at = wp_str_find(text, wp_str_of("(?P<"), at)) != SIZE_MAX; at++) {
        size_t end = wp_str_find(text, wp_str_of(">"), at);
        wp_str name = wp_str_slice(text, at + 4, end);
        if (wp_regex_named(pattern->regex, name))
            wp_list_push(job->arena, names, wp_string_of(job->arena, name));
    }
    return names;
}

size_t wp_pattern_group(const wp_pattern *pattern, const char *name)
{
    return wp_regex_named(pattern->regex, wp_str_of(name));
}

bool wp_job_glob(const char *pattern, const char *name)
{
    return wp_glob_match(wp_str_of(pattern), wp_str_of(name));
}
