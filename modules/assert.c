/* assert: fails unless all its conditions hold; names the first that does not. */
#include <waplay/module.h>

static const char *joined(wp_job *job, wp_value message)
{
    wp_arena *arena = wp_job_arena(job);
    if (!wp_is(message, WP_LIST))
        return wp_to_text(arena, message).ptr;
    char *text = wp_strdup(arena, "");
    for (size_t i = 0; i < wp_len(message); i++)
        text = wp_printf(arena, "%s%s%s", text, i ? "\n" : "", wp_to_text(arena, wp_list_at(message, i)).ptr);
    return text;
}

static bool check(wp_job *job, wp_value condition, wp_error *err)
{
    bool holds;
    if (!wp_job_condition(job, condition, &holds, err))
        return wp_while(err, "the conditional check '%s'", wp_to_text(wp_job_arena(job), condition).ptr);
    if (holds)
        return true;
    wp_job_set(job, "evaluated_to", wp_bool(false));
    wp_job_set(job, "assertion", condition);
    if (!wp_job_has(job, "fail_msg"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Assertion failed");
    wp_job_set(job, "msg", wp_job_value(job, "fail_msg"));
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", joined(job, wp_job_value(job, "fail_msg")));
}

static bool is_message(wp_job *job, const char *param, wp_error *err)
{
    wp_value value = wp_job_has(job, param) ? wp_job_value(job, param) : wp_string_static("");
    bool fits = wp_is(value, WP_STRING) || wp_is(value, WP_LIST);
    for (size_t i = 0; wp_is(value, WP_LIST) && i < wp_len(value); i++)
        fits = fits && wp_is(wp_list_at(value, i), WP_STRING);
    return fits || wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s takes a text or a list of texts", param);
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_value that = wp_job_value(job, "that");
    if (!is_message(job, "fail_msg", err) || !is_message(job, "success_msg", err))
        return false;
    if (!wp_job_bool(job, "quiet"))
        wp_job_set_bool(job, "_ansible_verbose_always", true); /* shown whole without -v, too */
    if (!wp_is(that, WP_LIST)) {
        if (!check(job, that, err))
            return false;
    }
    for (size_t i = 0; wp_is(that, WP_LIST) && i < wp_len(that); i++)
        if (!check(job, wp_list_at(that, i), err))
            return false;
    wp_job_set(job, "msg", wp_job_has(job, "success_msg") ? wp_job_value(job, "success_msg")
                                                          : wp_string_static("All assertions passed"));
    return true;
}

static const wp_param params[] = {
    { .name = "that", .type = WP_PARAM_RAW, .required = true, .help = "conditions, as for when" },
    { .name = "fail_msg", .type = WP_PARAM_RAW, .aliases = (const char *const[]){ "msg", NULL },
      .help = "what to say when one does not hold" },
    { .name = "success_msg", .type = WP_PARAM_RAW, .help = "what to say when all hold" },
    { .name = "quiet", .type = WP_PARAM_BOOL, .fallback = "no", .help = "say it only with -v" },
    { 0 },
};

const wp_module wp_module_assert = {
    .name = "assert",
    .summary = "Fails unless conditions hold",
    .params = params,
    .probe = probe,
    .on_control = true,
    .ends_loop = true,
    .examples = "- ansible.builtin.assert:\n"
                "    that:\n"
                "      - shards in [1, 2, 4, 8, 16, 32]\n"
                "      - groups.coreapps | length >= shards\n"
                "    fail_msg: too few coreapps for {{ shards }} shards\n"
                "  vars:\n"
                "    shards: 1\n"
                "    groups:\n"
                "      coreapps: [core1]\n",
    .returns = "assertion: the condition that did not hold\nevaluated_to: false\nmsg: what was said\n",
};
