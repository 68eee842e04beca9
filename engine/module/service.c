/*
 * Services: what service, systemd and sysvinit have in common.
 *
 *   probe   which manager, is it there, does it run, does it start at boot
 *   plan    the verbs that lead to what is wanted, in order: reload of the manager
 *           itself, mask, enable, start
 *   apply   all of them in one round trip
 *
 * Each manager has its form of the result, which is that of Ansible's module for it.
 */
#include "module/job.h"

#include <string.h>

#include "base/text.h"

typedef struct service service;

typedef struct manager {
    const char *name;
    bool has_units;                          /* masked, static, ...: systemd */
    bool reloads_what_stands;                /* `reloaded` of what does not run is still a reload */
    void (*show)(wp_job *job, service *at);  /* its form of the result */
} manager;

enum { VERBS = 8 };

struct service {
    const manager *by;
    const char *name;
    wp_str fields;
    bool exists, runs, ends, enabled, masked;
    bool is_state_unknown;
    const char *verbs[VERBS];
    size_t count;
    wp_calls *calls;
    wp_str did; /* what apply's calls told */
};

static const char *text_param(wp_job *job, const char *name)
{
    const wp_value *value = wp_dict_find(job->params, name);
    return value && wp_is(*value, WP_STRING) ? value->as.text : NULL;
}

static bool is_set(wp_job *job, const char *name)
{
    const wp_value *value = wp_dict_find(job->params, name);
    return value && wp_truth(*value);
}

static bool is_given(wp_job *job, const char *name)
{
    return wp_dict_find(job->params, name) != NULL;
}

/* ---- results, a form for each manager ---------------------------------------------- */

/* `systemctl show`: key=value lines; values of Exec* that begin with { go on to a line that ends with }. */
static wp_value properties(wp_arena *arena, wp_str text)
{
    wp_value dict = wp_dict_new(arena, 64);
    wp_str line;
    while (wp_str_split(&text, '\n', &line)) {
        const char *equals = memchr(line.ptr, '=', line.len);
        if (!equals)
            continue;
        wp_str key = { line.ptr, (size_t)(equals - line.ptr) };
        wp_str value = { equals + 1, line.len - key.len - 1 };
        bool spans = wp_str_starts(key, "Exec") && value.len && value.ptr[0] == '{';
        while (spans && value.ptr[value.len - 1] != '}' && wp_str_split(&text, '\n', &line))
            value.len = (size_t)(line.ptr + line.len - value.ptr);
        wp_dict_put(arena, dict, wp_string_of(arena, key), wp_string_of(arena, wp_str_trim(value)));
    }
    return dict;
}

static void show_plain(wp_job *job, service *at)
{
    const char *state = text_param(job, "state");
    if (is_given(job, "enabled"))
        wp_job_set_bool(job, "enabled", is_set(job, "enabled"));
    if (state)
        wp_job_set_str(job, "state", strcmp(state, "stopped") == 0 ? "stopped" : "started");
    (void)at;
}

static void show_systemd(wp_job *job, service *at)
{
    wp_job_set(job, "status", properties(job->arena, wp_field(at->fields, "show")));
    show_plain(job, at);
}

static wp_value step_dict(wp_job *job, service *at, const char *verb)
{
    static const char *const outputs[][2] = { { "stdout", "out" }, { "stderr", "err" } };
    wp_value dict = wp_dict_new(job->arena, 4);
    wp_str rest = at->did, key, value;
    bool is_planned = false, is_ours = false;
    for (size_t i = 0; i < at->count; i++)
        is_planned = is_planned || (verb && strcmp(at->verbs[i], verb) == 0);
    wp_dict_set(job->arena, dict, "changed", wp_bool(is_planned));
    wp_dict_set(job->arena, dict, "rc", wp_null());
    for (size_t i = 0; i < 2; i++)
        wp_dict_set(job->arena, dict, outputs[i][0], wp_null());
    while (wp_field_next(&rest, &key, &value)) {
        if (wp_str_is(key, "did"))
            is_ours = verb && wp_str_is(value, verb);
        if (is_ours && wp_str_is(key, "rc"))
            wp_dict_set(job->arena, dict, "rc", wp_int(0));
        for (size_t i = 0; is_ours && i < 2; i++)
            if (wp_str_is(key, outputs[i][1]))
                wp_dict_set(job->arena, dict, outputs[i][0], wp_string_of(job->arena, value));
    }
    return dict;
}

static const char *verb_of_state(wp_job *job);

static void show_sysvinit(wp_job *job, service *at)
{
    const char *state = text_param(job, "state");
    wp_value status = wp_dict_new(job->arena, 2);
    const char *enables = is_given(job, "enabled") ? is_set(job, "enabled") ? "enable" : "disable" : NULL;
    wp_value enabled = step_dict(job, at, enables);
    if (is_given(job, "runlevels"))
        wp_dict_set(job->arena, enabled, "runlevels", *wp_dict_find(job->params, "runlevels"));
    wp_dict_set(job->arena, status, "enabled", enabled);
    if (state)
        wp_dict_set(job->arena, status, state, step_dict(job, at, verb_of_state(job)));
    wp_job_set(job, "status", status);
}

static const manager managers[] = {
    { .name = "systemd", .has_units = true, .show = show_systemd },
    { .name = "openrc", .show = show_plain },
    { .name = "sysvinit", .reloads_what_stands = true, .show = show_sysvinit },
    { .name = "service", .show = show_plain },
};

static bool find_manager(wp_str name, const manager **out, wp_error *err)
{
    for (size_t i = 0; i < sizeof managers / sizeof *managers; i++) {
        if (!wp_str_is(name, managers[i].name))
            continue;
        *out = &managers[i];
        return true;
    }
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "services of '%.*s' are not known here", (int)name.len, name.ptr);
}

/* ---- probe --------------------------------------------------------------------------- */

/* Options of systemctl, by the parameters that ask for them. */
static const char *systemctl_words(wp_job *job)
{
    const char *scope = text_param(job, "scope");
    bool is_scoped = scope && strcmp(scope, "system") != 0;
    return wp_printf(job->arena, "%s%s%s%s", is_scoped ? "--" : "", is_scoped ? scope : "",
                     is_set(job, "no_block") ? " --no-block" : "", is_set(job, "force") ? " --force" : "");
}

static wp_value runlevels(wp_job *job)
{
    const wp_value *list = wp_dict_find(job->params, "runlevels");
    const char *one = text_param(job, "runlevel");
    wp_value levels = wp_list_new(job->arena, 1);
    if (list)
        return *list;
    if (one && strcmp(one, "default") != 0)
        wp_list_push(job->arena, levels, wp_string(job->arena, one));
    return levels;
}

static size_t add_levels(wp_job *job, const char **args, size_t count)
{
    wp_value levels = runlevels(job);
    for (size_t i = 0; i < wp_len(levels); i++)
        args[count++] = wp_to_text(job->arena, wp_list_at(levels, i)).ptr;
    return count;
}

static bool check_name(const char *name, wp_error *err)
{
    if (!name || !strpbrk(name, "*?["))
        return true;
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the name of a service is no pattern: %s", name);
}

static void read_answer(service *at)
{
    wp_str running = wp_field(at->fields, "running");
    at->exists = wp_field_has(at->fields, "exists");
    at->runs = wp_str_is(running, "yes");
    at->ends = wp_str_is(running, "ends");
    at->is_state_unknown = wp_str_is(running, "unknown");
    at->enabled = wp_str_is(wp_field(at->fields, "enabled"), "yes");
    at->masked = wp_field_has(at->fields, "masked");
}

bool wp_service_probe(wp_job *job, const char *who, wp_error *err)
{
    service *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    const char **args = wp_new_array(job->arena, const char *, 4 + wp_len(runlevels(job)));
    at->name = text_param(job, "name");
    args[0] = who;
    args[1] = at->name;
    args[2] = systemctl_words(job);
    args[3] = text_param(job, "pattern");
    if (!check_name(at->name, err) ||
        !wp_host_call(job, "service_probe", args, add_levels(job, args, 4), NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->fields = reply.out;
    read_answer(at);
    return find_manager(wp_field(reply.out, "manager"), &at->by, err);
}

/* ---- plan ---------------------------------------------------------------------------- */

static void add_verb(wp_job *job, service *at, const char *verb)
{
    bool is_manager = at->by->has_units;
    const wp_value *pause = wp_dict_find(job->params, "sleep");
    const char **args = wp_new_array(job->arena, const char *, 5 + wp_len(runlevels(job)));
    args[0] = at->by->name;
    args[1] = verb;
    args[2] = at->name;
    args[3] = is_manager ? systemctl_words(job) : text_param(job, "arguments");
    args[4] = pause ? wp_to_text(job->arena, *pause).ptr : NULL;
    wp_calls_add(at->calls, "service_do", args, add_levels(job, args, 5));
    at->verbs[at->count++] = verb;
}

/* In check mode an earlier task may have brought it: its unit, its script, or packages that are not there yet. */
static bool is_foreseen(wp_job *job, const service *at)
{
    static const char *const places[] = { "/etc/systemd/system/%s.service", "/etc/systemd/system/%s",
                                          "/lib/systemd/system/%s.service", "/usr/lib/systemd/system/%s.service",
                                          "/etc/init.d/%s" };
    if (wp_job_is_foreseen(job, WP_FORESEEN_PACKAGES))
        return true;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *mark = strstr(places[i], "%s");
        if (wp_job_is_foreseen(job, wp_printf(job->arena, "%.*s%s%s", (int)(mark - places[i]), places[i], at->name,
                                              mark + 2)))
            return true;
    }
    return false;
}

static bool check_there(wp_job *job, const service *at, wp_error *err)
{
    wp_str broken = wp_field(at->fields, "broken");
    if (broken.len)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Error loading unit file '%s': %.*s", at->name, (int)broken.len,
                       broken.ptr);
    if (at->exists || is_foreseen(job, at))
        return true;
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Could not find the requested service %s: host", at->name);
    if (at->by->has_units)
        return wp_hint(err, "systemd knows no unit of that name");
    return wp_hint(err, "there is no /etc/init.d/%s", at->name);
}

static void plan_mask(wp_job *job, service *at)
{
    bool wanted = is_set(job, "masked");
    if (!is_given(job, "masked") || wanted == at->masked)
        return;
    wp_job_change(job, "%s the service %s", wanted ? "mask" : "unmask", at->name);
    add_verb(job, at, wanted ? "mask" : "unmask");
}

static bool enabled_differs(wp_job *job, const service *at)
{
    const wp_value *levels = wp_dict_find(job->params, "runlevels");
    bool wanted = is_set(job, "enabled");
    if (!levels || !wp_len(*levels))
        return wanted != at->enabled;
    wp_str rest = at->fields, key, value;
    size_t on = 0;
    while (wp_field_next(&rest, &key, &value))
        on += wp_str_is(key, "level");
    return wanted ? on < wp_len(*levels) : on > 0;
}

static void plan_enabled(wp_job *job, service *at)
{
    bool wanted = is_set(job, "enabled");
    if (!is_given(job, "enabled") || !enabled_differs(job, at))
        return;
    wp_job_change(job, wanted ? "start the service %s at boot" : "no longer start the service %s at boot", at->name);
    add_verb(job, at, wanted ? "enable" : "disable");
}

static const char *verb_of_state(wp_job *job)
{
    static const char *const verbs[][2] = {
        { "started", "start" }, { "stopped", "stop" }, { "restarted", "restart" }, { "reloaded", "reload" } };
    const char *state = text_param(job, "state");
    for (size_t i = 0; state && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(state, verbs[i][0]) == 0)
            return verbs[i][1];
    return NULL;
}

/* What leads from the state there is to the one that is wanted; NULL: nothing. */
static const char *verb_wanted(wp_job *job, const service *at)
{
    const char *verb = verb_of_state(job);
    if (!verb)
        return NULL;
    if (strcmp(verb, "start") == 0)
        return at->runs ? NULL : verb;
    if (strcmp(verb, "stop") == 0)
        return at->runs || at->ends ? verb : NULL;
    if (at->runs || at->by->reloads_what_stands)
        return verb;
    return strcmp(verb, "restart") == 0 && !at->by->has_units ? verb : "start";
}

static void plan_state(wp_job *job, service *at)
{
    const char *verb = verb_wanted(job, at);
    if (at->is_state_unknown && at->by->has_units) {
        wp_job_warn(job, "systemd is not at work here (a chroot?): the state of %s can't be known", at->name);
        return;
    }
    if (!verb)
        return;
    wp_job_change(job, "%s the service %s", verb, at->name);
    add_verb(job, at, verb);
}

/* The manager reads its files anew: no change of the host's, but to be done. */
static void plan_manager(wp_job *job, service *at)
{
    static const char *const rows[][2] = { { "daemon_reload", "daemon-reload" }, { "daemon_reexec", "daemon-reexec" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_set(job, rows[i][0]))
            add_verb(job, at, rows[i][1]);
}

static wp_value state_dict(wp_job *job, bool runs, bool enabled)
{
    wp_value dict = wp_dict_new(job->arena, 2);
    if (text_param(job, "state"))
        wp_dict_set(job->arena, dict, "state", wp_string_static(runs ? "started" : "stopped"));
    if (is_given(job, "enabled"))
        wp_dict_set(job->arena, dict, "enabled", wp_bool(enabled));
    return dict;
}

static void show_diff(wp_job *job, const service *at)
{
    const char *state = text_param(job, "state");
    if (!wp_job_diff_mode(job) || !wp_job_has_change(job))
        return;
    wp_value after = state_dict(job, state && strcmp(state, "stopped") != 0, is_set(job, "enabled"));
    wp_job_diff_state(job, at->name, state_dict(job, at->runs, at->enabled), at->name, after);
}

bool wp_service_plan(wp_job *job, wp_error *err)
{
    service *at = wp_job_state(job, sizeof *at);
    at->calls = wp_calls_new(job);
    wp_job_set_str(job, "name", at->name);
    if (at->by->has_units)
        plan_manager(job, at);
    size_t manager_only = at->count;
    if (at->name) {
        plan_mask(job, at);
        bool asks = is_given(job, "enabled") || text_param(job, "state");
        if (asks && !check_there(job, at, err))
            return false;
        if (at->by->has_units && at->exists && wp_field_has(at->fields, "script") &&
            !wp_field(at->fields, "show").len)
            wp_job_warn(job, "%s is an init script, on a host that systemd manages", at->name);
        plan_enabled(job, at);
        plan_state(job, at);
    }
    show_diff(job, at);
    bool changes = wp_job_has_change(job);
    at->by->show(job, at);
    if (manager_only && !changes) {
        wp_job_change(job, "have systemd read its units anew");
        wp_job_set_changed(job, false);
    }
    return true;
}

bool wp_service_apply(wp_job *job, wp_error *err)
{
    service *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!wp_calls_run(at->calls, &reply, err))
        return false;
    at->did = reply.out;
    at->by->show(job, at);
    return true;
}
