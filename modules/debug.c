/* debug: shows a text or a value. */
#include <waplay/module.h>

/* With -v the reason is told as well: it may be a variable further down. */
static wp_value undefined_text(wp_job *job, const char *why)
{
    static const char text[] = "VARIABLE IS NOT DEFINED!";
    if (!*why || wp_job_verbosity(job) == 0)
        return wp_string_static(text);
    return wp_string_printf(wp_job_arena(job), "%s: %s", text, why);
}

/* `var` is an expression: a name, `groups.web[0]`. One that has no value is shown as such. */
static bool show_variable(wp_job *job, wp_value var, wp_error *err)
{
    wp_value value;
    const char *key = wp_to_text(wp_job_arena(job), var).ptr;
    if (!wp_is(var, WP_STRING)) { /* a template gave it: it is the value itself */
        wp_job_set(job, wp_is(var, WP_DICT) ? "<class 'dict'>" : wp_is(var, WP_LIST) ? "<class 'list'>" : key, var);
        return true;
    }
    wp_error fault = { 0 };
    bool evaluated = wp_job_evaluate(job, wp_text(var), &value, &fault);
    if (!evaluated && fault.kind != WP_E_UNDEFINED) {
        *err = fault;
        return wp_while(err, "debug var=%s", key);
    }
    if (!evaluated || wp_is(value, WP_UNDEFINED))
        value = undefined_text(job, fault.text);
    wp_job_set(job, key, value);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    int64_t wanted = wp_job_int(job, "verbosity");
    if (wanted > wp_job_verbosity(job)) {
        wp_job_skip_silently(job);
        wp_job_set_str(job, "skipped_reason", "Verbosity threshold not met.");
        return true;
    }
    if (wp_job_has(job, "var"))
        return show_variable(job, wp_job_value(job, "var"), err);
    wp_job_set(job, "msg", wp_job_has(job, "msg") ? wp_job_value(job, "msg") : wp_string_static("Hello world!"));
    return true;
}

static const wp_param params[] = {
    { .name = "msg", .type = WP_PARAM_RAW, .keeps_null = true, .help = "what to show; a text, or any value" },
    { .name = "var", .type = WP_PARAM_RAW, .help = "the name of a variable, or an expression, to show the value of" },
    { .name = "verbosity", .type = WP_PARAM_INT, .fallback = "0", .help = "show it only from this number of -v on" },
    { 0 },
};

const wp_module wp_module_debug = {
    .name = "debug",
    .summary = "Shows a text or a value",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "msg var", NULL } },
    .probe = probe,
    .on_control = true,
    .examples = "- ansible.builtin.debug:\n"
                "    msg: the version is {{ wa_version }}\n"
                "- ansible.builtin.debug:\n"
                "    var: groups.all\n",
    .returns = "msg: what was shown\n",
};
