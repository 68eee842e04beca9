/* timezone: the zone of the host, and what its clock of hardware goes by. */
#include <waplay/module.h>

#include <string.h>

typedef struct zone {
    wp_str fields;
    const char *by, *name, *clock; /* the last two: to be set; "" where they are as wanted */
} zone;

static const char *field(wp_job *job, wp_str fields, const char *key)
{
    wp_str text = wp_field(fields, key);
    return wp_strndup(wp_job_arena(job), text.ptr, text.len);
}

static bool probe(wp_job *job, wp_error *err)
{
    zone *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!WP_CALL(job, "timezone_probe", &reply, err, wp_job_str(job, "name")))
        return false;
    at->fields = reply.out;
    at->by = field(job, reply.out, "by");
    return reply.status == 0 || wp_reply_fail(job, &reply, err);
}

static void note(wp_job *job, wp_value before, wp_value after, const char *key, const char *is, const char *becomes)
{
    wp_dict_set(wp_job_arena(job), before, key, wp_string(wp_job_arena(job), *is ? is : "n/a"));
    wp_dict_set(wp_job_arena(job), after, key, wp_string(wp_job_arena(job), becomes));
}

static bool plan(wp_job *job, wp_error *err)
{
    zone *at = wp_job_state(job, sizeof *at);
    const char *name = wp_job_str(job, "name"), *clock = wp_job_str(job, "hwclock");
    const char *is = field(job, at->fields, "zone"), *goes_by = field(job, at->fields, "clock");
    const char *in_file = wp_field_has(at->fields, "file") ? field(job, at->fields, "file") : is;
    wp_value before = wp_dict_new(wp_job_arena(job), 2), after = wp_dict_new(wp_job_arena(job), 2);
    at->name = at->clock = "";
    if (name && (strcmp(name, is) != 0 || strcmp(name, in_file) != 0)) {
        if (!wp_field_has(at->fields, "known")) {
            wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the host knows no time zone '%s'", name);
            return wp_hint(err, "it is a file below /usr/share/zoneinfo, which the package tzdata brings");
        }
        at->name = name;
        wp_job_change(job, "set the time zone to %s", name);
        note(job, before, after, "name", is, name);
    }
    if (clock && strcmp(clock, goes_by) != 0) {
        at->clock = clock;
        wp_job_change(job, "have the clock of the hardware go by %s time", clock);
        note(job, before, after, "hwclock", goes_by, clock);
    }
    if (wp_job_has_change(job) && wp_job_diff_mode(job))
        wp_job_diff_state(job, NULL, before, NULL, after);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    zone *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!WP_CALL(job, "timezone_set", &reply, err, at->by, at->name, at->clock))
        return false;
    return reply.status == 0 || wp_reply_fail(job, &reply, err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .help = "the zone, as Europe/Berlin" },
    { .name = "hwclock", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "rtc", NULL },
      .choices = (const char *const[]){ "local", "UTC", NULL }, .help = "what the clock of the hardware goes by" },
    { 0 },
};

const wp_module wp_module_timezone = {
    .name = "timezone",
    .summary = "The time zone of the host",
    .params = params,
    .rules = { .required_one_of = (const char *const[]){ "name hwclock", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "timezone",
    .examples = "- community.general.timezone:\n"
                "    name: Europe/Berlin\n",
    .returns = "diff: the zone and the clock, before and after\n",
};
