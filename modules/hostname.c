/* hostname: the name of the host, now and after the next boot. */
#include <waplay/module.h>

#include <string.h>

typedef struct name {
    const char *by, *file, *current, *permanent, *fqdn;
} name;

static const char *field(wp_job *job, wp_str fields, const char *key)
{
    wp_str text = wp_field(fields, key);
    return wp_strndup(wp_job_arena(job), text.ptr, text.len);
}

/* The ways of a half (modules/sh/hostname.sh) by the names that users have for them. */
static bool way_of(wp_job *job, const char **out, wp_error *err)
{
    static const char *const not_ours[] = { "macos", "macosx", "darwin", "solaris", NULL };
    const char *use = wp_job_str(job, "use");
    for (const char *const *one = not_ours; use && *one; one++)
        if (strcmp(use, *one) == 0)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "use '%s' is not done here: hosts are Linux or BSD", use);
    *out = use ? use : "";
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    name *at = wp_job_state(job, sizeof *at);
    const char *way;
    wp_reply reply;
    if (!way_of(job, &way, err) || !WP_CALL(job, "hostname_probe", &reply, err, way))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    *at = (name){ .by = field(job, reply.out, "by"), .file = field(job, reply.out, "file"),
                  .current = field(job, reply.out, "current"), .permanent = field(job, reply.out, "permanent"),
                  .fqdn = field(job, reply.out, "fqdn") };
    return true;
}

static void set_facts(wp_job *job, const name *at, const char *wanted)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value facts = wp_dict_new(arena, 4);
    const char *fqdn = *at->fqdn ? at->fqdn : wanted, *dot = strchr(fqdn, '.');
    wp_dict_set(arena, facts, "ansible_hostname", wp_string_n(arena, wanted, strcspn(wanted, ".")));
    wp_dict_set(arena, facts, "ansible_nodename", wp_string(arena, wanted));
    wp_dict_set(arena, facts, "ansible_fqdn", wp_string(arena, fqdn));
    wp_dict_set(arena, facts, "ansible_domain", wp_string(arena, dot ? dot + 1 : ""));
    wp_job_facts(job, facts);
}

static bool plan(wp_job *job, wp_error *err)
{
    name *at = wp_job_state(job, sizeof *at);
    const char *wanted = wp_job_str(job, "name");
    bool now = strcmp(at->current, wanted) != 0, later = strcmp(at->permanent, wanted) != 0;
    if (!*wanted || strpbrk(wanted, " \t\n/"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' is no name of a host", wanted);
    if (now)
        wp_job_change(job, "call the host %s instead of %s", wanted, at->current);
    if (later)
        wp_job_change(job, "write the name into %s", at->file);
    wp_job_set_str(job, "name", wanted);
    set_facts(job, at, wanted);
    if (!now && !later)
        return true;
    const char *before = wp_printf(wp_job_arena(job), "hostname = %s\n", now ? at->current : at->permanent);
    const char *after = wp_printf(wp_job_arena(job), "hostname = %s\n", wanted);
    wp_job_diff(job, NULL, (wp_str){ before, strlen(before) }, NULL, (wp_str){ after, strlen(after) });
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    name *at = wp_job_state(job, sizeof *at);
    const char *wanted = wp_job_str(job, "name");
    wp_reply reply;
    if (!WP_CALL(job, "hostname_set", &reply, err, at->by, wanted, strcmp(at->current, wanted) != 0 ? "1" : "",
                 strcmp(at->permanent, wanted) != 0 ? "1" : ""))
        return false;
    return reply.status == 0 || wp_reply_fail(job, &reply, err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .help = "its name, with or without a domain" },
    { .name = "use", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "alpine", "debian", "freebsd", "generic", "macos", "macosx", "darwin", "openbsd",
                                        "openrc", "redhat", "sles", "solaris", "systemd", NULL },
      .help = "how it is kept, where that is not to be found out; macos and solaris are refused" },
    { 0 },
};

const wp_module wp_module_hostname = {
    .name = "hostname",
    .summary = "The name of the host",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "hostname",
    .note = "/etc/hosts is left alone.",
    .examples = "- ansible.builtin.hostname:\n"
                "    name: web1.example.com\n",
    .returns = "name: its name\nansible_facts: ansible_hostname, ansible_nodename, ansible_fqdn, ansible_domain\n",
};
