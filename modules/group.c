/* group: a group of the host's, and its number. */
#include <waplay/module.h>

#include <stdlib.h>
#include <string.h>

typedef struct group {
    bool exists;
    int64_t gid;
    wp_calls *calls;
} group;

static bool wants(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

/* name:x:gid:members */
static void read_group(wp_job *job, group *at, wp_str answer)
{
    wp_str line = wp_field(answer, "group");
    const char *text = wp_strndup(wp_job_arena(job), line.ptr, line.len);
    const char *second = strchr(text, ':'), *third = second ? strchr(second + 1, ':') : NULL;
    at->exists = third != NULL;
    at->gid = third ? strtoll(third + 1, NULL, 10) : 0;
}

static bool probe(wp_job *job, wp_error *err)
{
    group *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!WP_CALL(job, "group_probe", &reply, err, wp_job_str(job, "name"), wp_job_bool(job, "local") ? "1" : ""))
        return false;
    read_group(job, at, reply.out);
    return true;
}

static const char *gid_text(wp_job *job)
{
    return wp_job_has(job, "gid") ? wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, "gid")) : "";
}

static void show(wp_job *job, const group *at, const char *after)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value was = wp_dict_new(arena, 3), becomes = wp_dict_new(arena, 3);
    wp_dict_set(arena, was, "state", wp_string_static(at->exists ? "present" : "absent"));
    wp_dict_set(arena, becomes, "state", wp_string(arena, after));
    if (at->exists)
        wp_dict_set(arena, was, "gid", wp_int(at->gid));
    if (wp_job_has(job, "gid") && wants(job))
        wp_dict_set(arena, becomes, "gid", wp_job_value(job, "gid"));
    if (wp_job_diff_mode(job))
        wp_job_diff_state(job, wp_job_str(job, "name"), was, wp_job_str(job, "name"), becomes);
}

static void set_results(wp_job *job, bool exists, int64_t gid)
{
    wp_job_set_str(job, "name", wp_job_str(job, "name"));
    wp_job_set_str(job, "state", wp_job_str(job, "state"));
    if (!exists)
        return;
    wp_job_set_int(job, "gid", gid);
    wp_job_set_bool(job, "system", wp_job_bool(job, "system"));
}

static bool plan(wp_job *job, wp_error *err)
{
    group *at = wp_job_state(job, sizeof *at);
    const char *name = wp_job_str(job, "name"), *unique = wp_job_bool(job, "non_unique") ? "1" : "";
    (void)err;
    at->calls = wp_calls_new(job);
    set_results(job, at->exists && wants(job), at->gid);
    if (wants(job) && !at->exists) {
        wp_job_change(job, "make the group %s", name);
        wp_job_foresee(job, wp_printf(wp_job_arena(job), "group:/%s", name), (wp_str){ 0 });
        WP_ADD_CALL(at->calls, "group_add", name, gid_text(job), wp_job_bool(job, "system") ? "1" : "", unique);
    } else if (wants(job) && wp_job_has(job, "gid") && wp_job_int(job, "gid") != at->gid) {
        wp_job_change(job, "give the group %s the number %s", name, gid_text(job));
        WP_ADD_CALL(at->calls, "group_renumber", name, gid_text(job), unique);
    } else if (!wants(job) && at->exists) {
        wp_job_change(job, "remove the group %s", name);
        WP_ADD_CALL(at->calls, "group_remove", name);
    } else {
        return true;
    }
    show(job, at, wp_job_str(job, "state"));
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    group *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    WP_ADD_CALL(at->calls, "group_probe", wp_job_str(job, "name"), wp_job_bool(job, "local") ? "1" : "");
    if (!wp_calls_run(at->calls, &reply, err))
        return wp_while(err, "the group %s", wp_job_str(job, "name"));
    read_group(job, at, reply.out);
    set_results(job, at->exists && wants(job), at->gid);
    return true;
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .help = "its name" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    { .name = "gid", .type = WP_PARAM_INT, .help = "its number" },
    { .name = "system", .type = WP_PARAM_BOOL, .fallback = "no", .help = "a new one gets a number of the system's" },
    { .name = "non_unique", .type = WP_PARAM_BOOL, .fallback = "no", .help = "the number may be another group's too" },
    { .name = "local", .type = WP_PARAM_BOOL, .fallback = "no", .help = "look at the host's own file only" },
    { 0 },
};

const wp_module wp_module_group = {
    .name = "group",
    .summary = "A group of the host",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "group",
    .examples = "- ansible.builtin.group:\n"
                "    name: app\n"
                "    system: yes\n",
    .returns = "name: its name\nstate: present or absent\ngid: its number\n",
};
