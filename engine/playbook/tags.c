/*
 * Tags: --tags and --skip-tags against the tags of a task, with the special names
 * always, never, tagged, untagged and all.
 */
#include "playbook/playbook.h"

static bool has(wp_value list, const char *name)
{
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_text_is(wp_list_at(list, i), name))
            return true;
    return false;
}

static bool overlap(wp_value a, wp_value b)
{
    for (size_t i = 0; i < wp_len(a); i++)
        for (size_t j = 0; j < wp_len(b); j++)
            if (wp_equal(wp_list_at(a, i), wp_list_at(b, j)))
                return true;
    return false;
}

static bool is_chosen(wp_value only, wp_value tags, bool is_tagged)
{
    if (has(tags, "always") || overlap(only, tags))
        return true;
    if (has(only, "all"))
        return !has(tags, "never");
    if (has(only, "tagged"))
        return is_tagged && !has(tags, "never");
    return has(only, "untagged") && !is_tagged;
}

static bool is_skipped(wp_value skip, wp_value tags, bool is_tagged)
{
    if (has(skip, "all"))
        return !(has(tags, "always") && !has(skip, "always"));
    if (overlap(skip, tags))
        return true;
    return (has(skip, "tagged") && is_tagged) || (has(skip, "untagged") && !is_tagged);
}

bool wp_tags_allow(wp_arena *arena, const wp_tag_choice *choice, wp_value tags)
{
    bool is_tagged = wp_len(tags) > 0;
    wp_value only = choice->only;
    if (wp_len(only) == 0) {
        only = wp_list_new(arena, 1);
        wp_list_push(arena, only, wp_string_static("all"));
    }
    if (!is_chosen(only, tags, is_tagged))
        return false;
    return wp_len(choice->skip) == 0 || !is_skipped(choice->skip, tags, is_tagged);
}
