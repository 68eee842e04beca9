/*
 * sysctl: a setting of the kernel, in a file that is read at boot, and now.
 *
 * In the file each key stands once: of those that come twice, the last is meant, as it
 * is for sysctl itself. Lines that are no setting stay as they are.
 */
#include <waplay/module.h>

#include <string.h>
#include <strings.h>

typedef struct setting {
    wp_install install;
    const char *name, *value; /* wanted; value is "" with state=absent */
    const char *live;         /* what the kernel has; NULL: it knows no such key */
    bool sets, loads;
} setting;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasecmp(text, *words) == 0)
            return true;
    return false;
}

static wp_str trimmed(wp_str text)
{
    while (text.len && strchr(" \t\r\n", *text.ptr))
        text.ptr++, text.len--;
    while (text.len && strchr(" \t\r\n", text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* yes and no are 1 and 0 to the kernel. */
static const char *wanted_value(wp_job *job)
{
    static const char *const yes[] = { "yes", "on", "true", "y", "t", "1", "1.0", NULL };
    static const char *const no[] = { "no", "off", "false", "n", "f", "0", "0.0", NULL };
    wp_str text = trimmed(wp_str_of(wp_job_str(job, "value")));
    const char *value = wp_strndup(wp_job_arena(job), text.ptr ? text.ptr : "", text.len);
    return is_one_of(value, yes) ? "1" : is_one_of(value, no) ? "0" : value;
}

/* ---- the file ------------------------------------------------------------------------------ */

/* "key = value"; false for comments, empty lines and what is no setting. */
static bool read_setting(wp_str line, wp_str *key, wp_str *value)
{
    line = trimmed(line);
    const char *equals = line.len ? memchr(line.ptr, '=', line.len) : NULL;
    if (!equals || strchr("#;", *line.ptr))
        return false;
    *key = trimmed((wp_str){ line.ptr, (size_t)(equals - line.ptr) });
    *value = trimmed((wp_str){ equals + 1, line.len - (size_t)(equals + 1 - line.ptr) });
    return true;
}

/* The value that the file gives a key; ptr is NULL: none. */
static wp_str value_in(const wp_lines *lines, wp_str name)
{
    wp_str found = { 0 }, key, value;
    for (size_t i = 0; i < lines->count; i++)
        if (read_setting(lines->at[i], &key, &value) && wp_str_eq(key, name))
            found = value;
    return found;
}

static bool came_before(const wp_lines *lines, size_t index, wp_str name)
{
    wp_str key, value;
    for (size_t i = 0; i < index; i++)
        if (read_setting(lines->at[i], &key, &value) && wp_str_eq(key, name))
            return true;
    return false;
}

static wp_str new_content(wp_job *job, const setting *at, const wp_lines *old)
{
    wp_arena *arena = wp_job_arena(job);
    wp_lines out = { .at = wp_new_array(arena, wp_str, old->count + 1), .room = old->count + 1 };
    wp_str key, value;
    bool written = false;
    for (size_t i = 0; i < old->count; i++) {
        if (!read_setting(old->at[i], &key, &value)) {
            out.at[out.count++] = wp_line_ended(job, old->at[i]);
            continue;
        }
        bool ours = wp_str_is(key, at->name);
        if (came_before(old, i, key) || (ours && !is_present(job)))
            continue;
        value = ours ? wp_str_of(at->value) : value_in(old, key);
        out.at[out.count++] = wp_str_of(
            wp_printf(arena, "%.*s=%.*s\n", (int)key.len, key.ptr, (int)value.len, value.len ? value.ptr : ""));
        written |= ours;
    }
    if (is_present(job) && !written)
        out.at[out.count++] = wp_str_of(wp_printf(arena, "%s=%s\n", at->name, at->value));
    return wp_lines_join(job, &out);
}

/* ---- the story -------------------------------------------------------------------------------- */

static bool check_params(wp_job *job, setting *at, wp_error *err)
{
    at->name = wp_job_str(job, "name");
    at->value = is_present(job) ? wanted_value(job) : "";
    if (!*at->name || strpbrk(at->name, " \t\r\n="))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be the name of a setting", at->name);
    if (is_present(job) && !*at->value)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the value of %s can't be empty", at->name);
    if (strpbrk(at->value, "\r\n"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the value of %s must be one line", at->name);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    setting *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!check_params(job, at, err))
        return false;
    at->install.dest = at->install.path = wp_job_str(job, "sysctl_file");
    if (!WP_CALL(job, "sysctl_probe", &reply, err, at->install.dest, at->name))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    if (wp_field_has(reply.out, "live"))
        at->live = wp_strndup(wp_job_arena(job), wp_field(reply.out, "live").ptr, wp_field(reply.out, "live").len);
    at->install.fields = reply.out;
    at->install.old_content = wp_field_tail(reply.out, "content");
    wp_stat_read(wp_job_arena(job), reply.out, &at->install.now);
    if (!at->install.old_content.ptr)
        at->install.old_content = wp_job_foreseen_content(job, at->install.dest);
    return true;
}

/* As the kernel shows them: any blanks between numbers are one. */
static bool is_same_value(const char *a, const char *b)
{
    while (*a || *b) {
        size_t blanks = strspn(a, " \t");
        if ((blanks > 0) != (strspn(b, " \t") > 0))
            return false;
        a += blanks;
        b += strspn(b, " \t");
        if (*a != *b)
            return false;
        if (*a)
            a++, b++;
    }
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    setting *at = wp_job_state(job, sizeof *at);
    wp_install *file = &at->install;
    wp_str old = file->old_content.ptr ? file->old_content : wp_str_of("");
    wp_lines lines = wp_lines_split(job, old, false);
    wp_str there = value_in(&lines, wp_str_of(at->name));
    file->writes = is_present(job) ? !there.ptr || !wp_str_is(there, at->value) : there.ptr != NULL;
    bool is_other = is_present(job) && (!at->live || !is_same_value(at->live, at->value));
    at->sets = is_other && wp_job_bool(job, "sysctl_set");
    at->loads = (is_other || file->writes) && wp_job_bool(job, "reload");
    if (at->sets || (is_other && at->loads))
        wp_job_change(job, "set %s to %s (it is %s)", at->name, at->value, at->live ? at->live : "not known here");
    if (!file->writes)
        return true;
    file->content = new_content(job, at, &lines);
    if (!wp_job_may_make(job, file->path, file->fields, err))
        return false;
    wp_job_change(job, is_present(job) ? "set %s in %s" : "take %s out of %s", at->name, file->path);
    wp_job_diff(job, file->path, old, file->path, file->content);
    wp_job_foresee(job, file->path, file->content);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    setting *at = wp_job_state(job, sizeof *at);
    const char *ignores = wp_job_bool(job, "ignoreerrors") ? "1" : "";
    wp_calls *calls = wp_calls_new(job);
    wp_reply reply;
    if (at->sets)
        WP_ADD_CALL(calls, "sysctl_set", at->name, at->value, ignores);
    if (at->loads)
        WP_ADD_CALL(calls, "sysctl_load", at->install.path, ignores);
    if (!at->install.writes)
        return wp_calls_run(calls, &reply, err);
    wp_put put = { .path = at->install.path, .content = at->install.content, .then = calls };
    return wp_host_put(job, &put, err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "key", NULL },
      .help = "the setting, as net.ipv4.ip_forward" },
    { .name = "value", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "val", NULL }, .help = "its value" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether the file has it" },
    { .name = "sysctl_file", .type = WP_PARAM_PATH, .fallback = "/etc/sysctl.conf", .help = "the file" },
    { .name = "reload", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "load the file once it is changed" },
    { .name = "sysctl_set", .type = WP_PARAM_BOOL, .fallback = "no", .help = "see that the kernel has the value now" },
    { .name = "ignoreerrors", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keys that the kernel has not are no error" },
    { 0 },
};

const wp_module wp_module_sysctl = {
    .name = "sysctl",
    .summary = "A setting of the kernel",
    .params = params,
    .rules = { .required_if = (const char *const[]){ "state present value", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "sysctl",
    .examples = "- ansible.posix.sysctl:\n"
                "    name: net.ipv4.ip_forward\n"
                "    value: 1\n"
                "    sysctl_set: yes\n"
                "    sysctl_file: /etc/sysctl.d/90-router.conf\n",
    .returns = "changed: whether the file or the kernel got another value\n",
};
