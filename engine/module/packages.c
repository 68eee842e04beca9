/* The story of packages, the same for every manager. */
#include "module/packages.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const wp_package_manager *const managers[] = {
    &wp_packages_apt,
    &wp_packages_dnf,
    &wp_packages_yum,
    &wp_packages_apk,
};
enum { MANAGERS = sizeof managers / sizeof *managers };

/* ---- parameters ---------------------------------------------------------------------- */

const char *wp_packages_text(wp_job *job, const char *param)
{
    const wp_value *value = wp_dict_find(job->params, param);
    return value && wp_is(*value, WP_STRING) && wp_text(*value).len ? value->as.text : NULL;
}

bool wp_packages_flag(wp_job *job, const char *param)
{
    const wp_value *value = wp_dict_find(job->params, param);
    return value && wp_truth(*value);
}

int64_t wp_packages_number(wp_job *job, const char *param, int64_t otherwise)
{
    const wp_value *value = wp_dict_find(job->params, param);
    return value && wp_is(*value, WP_INT) ? value->as.integer : otherwise;
}

void wp_packages_names(wp_job *job, wp_packages *at)
{
    const wp_value *given = wp_dict_find(job->params, "name");
    at->names = wp_list_new(job->arena, 4);
    for (size_t i = 0; given && wp_is(*given, WP_LIST) && i < wp_len(*given); i++) {
        wp_str rest = wp_to_text(job->arena, wp_list_at(*given, i)), name;
        while (wp_str_split(&rest, ',', &name)) {
            name = wp_str_trim(name);
            if (name.len)
                wp_list_push(job->arena, at->names, wp_string_of(job->arena, name));
        }
    }
}

/* ---- words ------------------------------------------------------------------------------- */

static void add_each(wp_buf *out, wp_arena *arena, const char *format, wp_value value)
{
    const char *mark = strstr(format, "%s");
    wp_str text = wp_to_text(arena, value), item;
    if (wp_is(value, WP_LIST)) {
        for (size_t i = 0; i < wp_len(value); i++)
            add_each(out, arena, format, wp_list_at(value, i));
        return;
    }
    while (wp_str_split(&text, ',', &item))
        if (item.len)
            wp_buf_printf(out, "%.*s%.*s%s\n", (int)(mark - format), format, (int)item.len, item.ptr, mark + 2);
}

static const char *options_of(wp_job *job, const wp_package_manager *by, const char *first)
{
    wp_buf out = wp_buf_new(job->arena);
    wp_buf_add(&out, first ? first : "");
    for (const wp_package_option *row = by->options; row->param; row++) {
        const wp_value *value = wp_dict_find(job->params, row->param);
        if (!value || wp_is(*value, WP_NULL))
            continue;
        const char *words = wp_truth(*value) ? row->when_true : row->when_false;
        if (row->each)
            add_each(&out, job->arena, row->each, *value);
        else if (words)
            wp_buf_printf(&out, "%s\n", words);
    }
    return wp_buf_str(&out).ptr;
}

static const char *lines_of(wp_job *job, wp_value list)
{
    wp_buf out = wp_buf_new(job->arena);
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_buf_str_add(&out, wp_text(wp_list_at(list, i)));
        wp_buf_char(&out, '\n');
    }
    return wp_buf_str(&out).ptr;
}

/* Names and options go to the half as lines, so none may hold one. */
static bool check_lines(wp_job *job, const wp_packages *at, wp_error *err)
{
    for (size_t i = 0; i < wp_len(at->names); i++) {
        wp_str name = wp_text(wp_list_at(at->names, i));
        if (memchr(name.ptr, '\n', name.len) || name.ptr[0] == '-')
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' is no name of a package", name.ptr);
    }
    (void)job;
    return true;
}

/* ---- the call ----------------------------------------------------------------------------- */

static const wp_package_manager *find(const char *name)
{
    for (size_t i = 0; name && i < MANAGERS; i++)
        if (strcmp(managers[i]->name, name) == 0)
            return managers[i];
    return NULL;
}

static bool choose(wp_job *job, wp_packages *at, const wp_package_manager *by, wp_error *err)
{
    *at = (wp_packages){ .arena = job->arena, .by = by };
    return by->choose(job, at, err) && check_lines(job, at, err);
}

/* The half of one manager, by its own function. */
static bool call_one(wp_job *job, wp_packages *at, const char *verb, wp_reply *reply, wp_error *err)
{
    const char *args[9] = { at->mode, at->refreshes ? "1" : "", at->third, options_of(job, at->by, at->first),
                            lines_of(job, at->names) };
    size_t count = 5;
    for (size_t i = 0; i < at->rest_count; i++)
        args[count++] = at->rest[i];
    return wp_host_call(job, wp_printf(job->arena, "%s_%s", at->by->half, verb), args, count, NULL, reply, err);
}

/* Whichever the host has: it gets the words of all, and takes its own. */
static bool call_any(wp_job *job, wp_packages *at, const char *manager, wp_reply *reply, wp_error *err)
{
    static const wp_package_manager *const halves[] = { &wp_packages_apt, &wp_packages_dnf, &wp_packages_apk };
    const char *args[14] = { "probe", manager };
    size_t count = 5;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        wp_buf rest = wp_buf_new(job->arena);
        if (!choose(job, at, halves[i], err))
            return false;
        for (size_t k = 0; k < at->rest_count; k++)
            wp_buf_printf(&rest, "%s\n", at->rest[k] ? at->rest[k] : "");
        args[count++] = at->third;
        args[count++] = options_of(job, at->by, at->first);
        args[count++] = wp_buf_str(&rest).ptr;
    }
    args[2] = at->mode;
    args[3] = at->refreshes ? "1" : "";
    args[4] = lines_of(job, at->names);
    return wp_host_call(job, "package_call", args, count, NULL, reply, err);
}

/* ---- probe -------------------------------------------------------------------------------- */

static void read_answer(wp_packages *at, wp_str fields)
{
    at->fields = fields;
    at->said = wp_field(fields, "said");
    at->status = strtoll(wp_strndup(at->arena, wp_field(fields, "status").ptr, wp_field(fields, "status").len), NULL, 10);
    at->is_stale = wp_field_has(fields, "stale");
}

bool wp_packages_probe(wp_job *job, const char *manager, wp_error *err)
{
    wp_packages *at = wp_job_state(job, sizeof *at);
    const wp_package_manager *by = find(manager);
    wp_reply reply;
    if (!by && strcmp(manager, "auto") != 0) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the package manager '%s' is not known here", manager);
        return wp_hint(err, "apt, dnf, yum and apk are");
    }
    if (by ? !choose(job, at, by, err) || !call_one(job, at, "probe", &reply, err)
           : !call_any(job, at, manager, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    if (!by) {
        wp_str found = wp_field(reply.out, "manager");
        if (!choose(job, at, find(wp_strndup(job->arena, found.ptr, found.len)), err))
            return false;
    }
    read_answer(at, reply.out);
    return true;
}

/* ---- plan ---------------------------------------------------------------------------------- */

bool wp_packages_next_line(wp_str *rest, bool (*read)(wp_str line, wp_package_step *out), wp_package_step *out)
{
    wp_str line;
    while (wp_str_split(rest, '\n', &line))
        if (read(line, out))
            return true;
    return false;
}

static const char *step_text(wp_arena *arena, const wp_package_step *step)
{
    const wp_str *version = step->becomes.ptr ? &step->becomes : &step->was;
    if (step->was.ptr && step->becomes.ptr)
        return wp_printf(arena, "%s %.*s %.*s -> %.*s", step->verb, (int)step->name.len, step->name.ptr,
                         (int)step->was.len, step->was.ptr, (int)step->becomes.len, step->becomes.ptr);
    return wp_printf(arena, "%s %.*s%s%.*s", step->verb, (int)step->name.len, step->name.ptr,
                     version->ptr ? " " : "", (int)version->len, version->ptr ? version->ptr : "");
}

static void plan_steps(wp_job *job, wp_packages *at)
{
    wp_str rest = at->said;
    wp_package_step step;
    wp_buf diff = wp_buf_new(job->arena);
    at->steps = wp_list_new(job->arena, 8);
    while (at->by->next_step(at, &rest, &step)) {
        const char *text = step_text(job->arena, &step);
        wp_list_push(job->arena, at->steps, wp_string(job->arena, text));
        wp_buf_printf(&diff, "%s\n", text);
        wp_job_change(job, "%s", text);
    }
    if (wp_job_diff_mode(job) && diff.len) {
        wp_value prepared = wp_dict_new(job->arena, 1);
        wp_dict_set(job->arena, prepared, "prepared", wp_string_of(job->arena, wp_buf_str(&diff)));
        wp_job_set(job, "diff", prepared);
    }
}

/* What could not be simulated may still be known once the lists are new. */
static void plan_unknown(wp_job *job, wp_packages *at)
{
    wp_str rest = at->fields, key, value;
    while (wp_field_next(&rest, &key, &value))
        if (wp_str_is(key, "act"))
            wp_job_change(job, "install or update %.*s", (int)value.len, value.ptr);
}

static bool installs(const wp_packages *at)
{
    for (size_t i = 0; i < wp_len(at->steps); i++)
        if (strncmp(wp_list_at(at->steps, i).as.text, "install ", 8) == 0)
            return true;
    return false;
}

bool wp_packages_plan(wp_job *job, wp_error *err)
{
    wp_packages *at = wp_job_state(job, sizeof *at);
    plan_steps(job, at);
    bool is_unknown = at->is_stale && at->status != 0 && wp_len(at->steps) == 0;
    if (is_unknown)
        plan_unknown(job, at);
    else if (!at->by->judge(job, at, err))
        return false;
    if (is_unknown || installs(at))
        wp_job_foresee(job, WP_FORESEEN_PACKAGES, (wp_str){ 0 });
    return at->by->show(job, at, NULL, err);
}

/* The lines in which a manager tells its errors; where there are none, the last line. */
static const char *complaint(wp_arena *arena, wp_str text)
{
    wp_buf out = wp_buf_new(arena);
    wp_str line, last = wp_str_of("");
    while (wp_str_split(&text, '\n', &line)) {
        bool complains = wp_str_starts(line, "E: ") || wp_str_starts(line, "Error: ") || wp_str_starts(line, "ERROR: ");
        if (complains)
            wp_buf_printf(&out, "%s%.*s", out.len ? " " : "", (int)line.len, line.ptr);
        if (wp_str_trim(line).len)
            last = wp_str_trim(line);
    }
    return out.len ? wp_buf_str(&out).ptr : wp_strndup(arena, last.ptr, last.len);
}

bool wp_packages_said(wp_job *job, wp_str did, const char *what, wp_error *err)
{
    wp_str rc = wp_field(did, "rc"), out = wp_field(did, "out"), said = wp_field(did, "err");
    int64_t status = strtoll(wp_strndup(job->arena, rc.ptr, rc.len), NULL, 10);
    if (!rc.len)
        return true;
    wp_job_set(job, "stdout", wp_string_of(job->arena, out));
    wp_job_set(job, "stderr", wp_string_of(job->arena, said));
    if (status == 0)
        return true;
    wp_job_set_int(job, "rc", status);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' failed: %s", what, complaint(job->arena, said.len ? said : out));
}

/* ---- apply --------------------------------------------------------------------------------- */

bool wp_packages_apply(wp_job *job, wp_error *err)
{
    wp_packages *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!call_one(job, at, "apply", &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    return at->by->show(job, at, &reply.out, err);
}
