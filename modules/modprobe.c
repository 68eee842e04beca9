/*
 * modprobe: a module of the kernel, now and after the next boot.
 *
 * After the next boot: a line in /etc/modules-load.d/NAME.conf, its parameters in
 * /etc/modprobe.d/NAME.conf. A line of any file there counts; one that must go
 * becomes a comment, as somebody else may have written it.
 */
#include <waplay/module.h>

#include <string.h>

typedef struct kernel_module {
    bool is_loaded, is_builtin;
    bool is_listed, has_params; /* in the two directories, as wanted */
    bool is_configured;         /* some line there is about it */
    wp_calls *calls;
} kernel_module;

static bool is_word(wp_job *job, const char *param, const char *word)
{
    return strcmp(wp_job_str(job, param), word) == 0;
}

static bool probe(wp_job *job, wp_error *err)
{
    kernel_module *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    const char *name = wp_job_str(job, "name");
    if (!*name || strpbrk(name, "/ \t\n") || strpbrk(wp_job_str(job, "params"), "\n"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be a kernel module with its parameters", name);
    wp_job_set(job, "name", wp_job_value(job, "name"));
    wp_job_set(job, "params", wp_job_value(job, "params"));
    wp_job_set(job, "state", wp_job_value(job, "state"));
    if (!WP_CALL(job, "modprobe_probe", &reply, err, name, wp_job_str(job, "params"), wp_job_str(job, "state")))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    wp_str refused = wp_field(reply.out, "refused");
    if (refused.len)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%.*s", (int)refused.len, refused.ptr);
    at->is_loaded = wp_field_has(reply.out, "loaded");
    at->is_builtin = wp_field_has(reply.out, "builtin");
    at->is_listed = wp_field_has(reply.out, "listed");
    at->has_params = wp_field_has(reply.out, "params");
    at->is_configured = wp_field_has(reply.out, "configured");
    return true;
}

static void plan_now(wp_job *job, kernel_module *at)
{
    const char *name = wp_job_str(job, "name"), *given = wp_job_str(job, "params");
    if (is_word(job, "state", "present") && !at->is_loaded && !at->is_builtin) {
        wp_job_change(job, "load the kernel module %s", name);
        WP_ADD_CALL(at->calls, "modprobe_load", name, given);
    } else if (is_word(job, "state", "absent") && at->is_loaded) {
        wp_job_change(job, "unload the kernel module %s", name);
        WP_ADD_CALL(at->calls, "modprobe_unload", name);
    }
}

static void plan_boot(wp_job *job, kernel_module *at)
{
    const char *name = wp_job_str(job, "name"), *given = wp_job_str(job, "params");
    bool is_complete = at->is_listed && (!*given || at->has_params);
    if (is_word(job, "persistent", "present") && !is_complete) {
        wp_job_change(job, "load %s at each boot", name);
        WP_ADD_CALL(at->calls, "modprobe_persist", name, at->is_listed ? "" : "1", at->has_params ? "" : given);
    } else if (is_word(job, "persistent", "absent") && at->is_configured) {
        wp_job_change(job, "no longer load %s at each boot", name);
        WP_ADD_CALL(at->calls, "modprobe_forget", name);
    }
}

static bool plan(wp_job *job, wp_error *err)
{
    kernel_module *at = wp_job_state(job, sizeof *at);
    (void)err;
    at->calls = wp_calls_new(job);
    plan_now(job, at);
    plan_boot(job, at);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    kernel_module *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    return wp_calls_run(at->calls, &reply, err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .help = "the kernel module" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it is loaded now" },
    { .name = "params", .type = WP_PARAM_STR, .fallback = "", .help = "its parameters, as NAME=VALUE split by blanks" },
    { .name = "persistent", .type = WP_PARAM_STR, .fallback = "disabled",
      .choices = (const char *const[]){ "disabled", "absent", "present", NULL },
      .help = "whether it is loaded at each boot; disabled: that is left alone" },
    { 0 },
};

const wp_module wp_module_modprobe = {
    .name = "modprobe",
    .summary = "A module of the kernel",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "modprobe",
    .examples = "- community.general.modprobe:\n"
                "    name: br_netfilter\n"
                "    persistent: present\n",
    .returns = "name: the module\nparams: its parameters\nstate: present or absent\n",
};
