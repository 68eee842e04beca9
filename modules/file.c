/*
 * file: what is at a path: a file, a directory, a link, nothing; and its owner, group
 * and mode. Contents are other modules' (copy, template).
 *
 * Each state is a row of a table: how it is planned, how it is made. What both need
 * to know is read in one round trip.
 */
#include "file/found.h"

#include <string.h>

static wp_found *state_of(wp_job *job)
{
    return wp_job_state(job, sizeof(wp_found));
}

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

static const char *copy_of(wp_job *job, wp_str text)
{
    return wp_strndup(wp_job_arena(job), text.ptr, text.len);
}

/* ---- probe -------------------------------------------------------------------- */

static void read_answer(wp_job *job, wp_found *at, wp_str fields)
{
    at->below = wp_field_tail(fields, "below");
    if (at->below.ptr)
        fields.len = (size_t)(at->below.ptr - fields.ptr);
    wp_str target = wp_field_tail(fields, "target"), source = wp_field_tail(fields, "source");
    at->fields = fields;
    wp_stat_read(wp_job_arena(job), fields, &at->now);
    /* Nothing at the path: the first stat= is that of the source. */
    if (source.ptr && !wp_field_has((wp_str){ fields.ptr, (size_t)(source.ptr - fields.ptr) }, "stat"))
        memset(&at->now, 0, sizeof at->now);
    if (target.ptr && source.ptr)
        target.len = (size_t)(source.ptr - target.ptr);
    if (target.ptr)
        wp_stat_read(wp_job_arena(job), target, &at->target);
    if (source.ptr)
        wp_stat_read(wp_job_arena(job), source, &at->source);
}

static void make_directory(wp_calls *calls, const wp_found *at);

/* A directory that is not there is made by the frame that looks; NULL: that is for apply. */
static bool calls_of_new(wp_job *job, wp_found *at, wp_calls **out, wp_error *err)
{
    const char *mode = wp_job_str(job, "mode");
    wp_stat nothing = { 0 };
    *out = NULL;
    if (wp_job_check_mode(job) || !is(wp_job_str(job, "state"), "directory") || at->src ||
        wp_job_bool(job, "recurse") || wp_job_has(job, "access_time") || wp_job_has(job, "modification_time") ||
        (mode && !wp_mode_is_number(mode)))
        return true;
    if (!wp_job_dress(job, at->path, &nothing, true, NULL, (wp_str){ 0 }, wp_null(), wp_null(), &at->dress, err))
        return false;
    *out = wp_calls_new(job);
    make_directory(*out, at);
    WP_ADD_CALL(*out, "common_stat", at->path, "follow");
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_found *at = state_of(job);
    wp_reply reply;
    const char *path = wp_job_str(job, "path");
    bool lists = wp_job_diff_mode(job) && is(wp_job_str(job, "state"), "absent");
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    at->path = wp_strndup(wp_job_arena(job), path, len);
    at->shown = path;
    at->src = wp_job_str(job, "src");
    if (at->path[0] != '/')
        at->path = wp_printf(wp_job_arena(job), "./%s", at->path);
    if (wp_job_bool(job, "recurse"))
        at->nonce = wp_job_nonce(job);
    const char *const args[] = { at->path,         at->src, wp_job_str(job, "owner"), wp_job_str(job, "group"),
                                 lists ? "1" : "", wp_job_str(job, "mode"), at->nonce };
    wp_calls *calls;
    if (!calls_of_new(job, at, &calls, err) ||
        !wp_host_probe(job, "file_probe", args, sizeof args / sizeof *args, calls, &at->ride, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    read_answer(job, at, reply.out);
    return true;
}

/* ---- plan: the states ---------------------------------------------------------------- */

/* Where a file or a directory is wanted by name, a link stands for what it leads to. */
static void follow_link(wp_job *job, wp_found *at)
{
    const char *state = wp_job_str(job, "state");
    if (at->now.kind != 'l' || !at->target.exists || !wp_job_bool(job, "follow") ||
        !(is(state, "file") || is(state, "directory")))
        return;
    at->path = at->shown = copy_of(job, wp_field(at->fields, "real"));
    at->now = at->target;
}

static bool plan_file(wp_job *job, wp_found *at, wp_error *err)
{
    if (!at->now.exists && wp_job_is_foreseen(job, at->path)) {
        /* A task of this preview would have made it; whether it has this owner and mode then, who knows. */
        if (wp_job_has(job, "mode") || wp_job_has(job, "owner") || wp_job_has(job, "group"))
            wp_job_change(job, "set owner, group or mode of %s", at->path);
        return true;
    }
    if (!at->now.exists) {
        wp_job_set_str(job, "state", "absent");
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is not there", at->path);
        return wp_hint(err, "state=touch makes an empty file, module copy one with content");
    }
    if (at->now.kind == 'd' || at->now.kind == 'l')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is a %s, not a file", at->path, wp_found_prior(at));
    return wp_found_plan_times(job, at, err) && wp_found_plan_dress(job, at, false, err);
}

static bool plan_directory(wp_job *job, wp_found *at, wp_error *err)
{
    if (at->now.exists && at->now.kind != 'd')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is there already, as a %s", at->path, wp_found_prior(at));
    if (!at->now.exists) {
        if (!wp_job_may_make(job, at->path, at->fields, err))
            return false;
        wp_found_makes(job, at, "directory");
    }
    return wp_found_plan_times(job, at, err) && wp_found_plan_dress(job, at, true, err) &&
           (!at->below.len || wp_found_plan_below(job, at, err));
}

static bool plan_touch(wp_job *job, wp_found *at, wp_error *err)
{
    if (!at->now.exists) {
        if (!wp_found_needs_parent(job, at, err))
            return false;
        wp_found_makes(job, at, "touch");
    }
    return wp_found_plan_times(job, at, err) && wp_found_plan_dress(job, at, at->now.kind == 'd', err);
}

static bool plan_absent(wp_job *job, wp_found *at, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    if (!at->now.exists) {
        wp_job_set_str(job, "state", "absent");
        return true;
    }
    if (wp_field_has(at->fields, "readonly"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be removed: %s may not change the directory it is in",
                       at->path, wp_job_user(job));
    wp_job_change(job, "remove %s", at->path);
    wp_found_differs(job, at, "state", wp_found_prior(at), "absent");
    if (at->now.kind != 'd' || !wp_job_diff_mode(job))
        return true;
    wp_value content = wp_dict_new(arena, 2), dirs = wp_list_new(arena, 4), files = wp_list_new(arena, 4);
    wp_str rest = at->fields, key, value;
    while (wp_field_next(&rest, &key, &value)) {
        bool is_dir = key.len == 3 && memcmp(key.ptr, "dir", 3) == 0;
        if (is_dir || (key.len == 4 && memcmp(key.ptr, "file", 4) == 0))
            wp_list_push(arena, is_dir ? dirs : files, wp_string_of(arena, value));
    }
    wp_dict_set(arena, content, "directories", dirs);
    wp_dict_set(arena, content, "files", files);
    wp_dict_set(arena, at->before, "path_content", content);
    return true;
}

/* ---- apply: calls that go in one round trip ---------------------------------------------- */

static void make_directory(wp_calls *calls, const wp_found *at)
{
    WP_ADD_CALL(calls, "common_mkdirs", at->path, at->dress.mode, at->dress.owner, at->dress.group);
}

static void make_touch(wp_calls *calls, const wp_found *at)
{
    WP_ADD_CALL(calls, "file_touch", at->path, "", "");
}

static void make_absent(wp_calls *calls, const wp_found *at)
{
    WP_ADD_CALL(calls, "file_remove", at->path);
}

static const struct {
    const char *name;
    bool (*plan)(wp_job *job, wp_found *at, wp_error *err);
    void (*make)(wp_calls *calls, const wp_found *at);
} states[] = {
    { "file", plan_file, NULL },
    { "directory", plan_directory, make_directory },
    { "touch", plan_touch, make_touch },
    { "absent", plan_absent, make_absent },
    { "link", wp_found_plan_link, wp_found_make_link },
    { "hard", wp_found_plan_hard, wp_found_make_hard },
    { NULL, NULL, NULL },
};

static size_t row_of(const char *state)
{
    size_t i = 0;
    while (states[i].name && strcmp(states[i].name, state) != 0)
        i++;
    return i;
}

/* What state means when nobody says: what is there; else what the other parameters need. */
static const char *state_meant(wp_job *job, const wp_found *at)
{
    if (wp_job_has(job, "state"))
        return wp_job_str(job, "state");
    if (at->now.exists)
        return wp_found_prior(at);
    return wp_job_bool(job, "recurse") ? "directory" : "file";
}

/* Links and times are told with `dest`, the others with `path`, as Ansible does. */
static void set_results(wp_job *job, const wp_found *at, const wp_stat *stat)
{
    bool is_link = is(at->state, "link") || is(at->state, "hard");
    wp_job_set_str(job, is_link || is(at->state, "touch") ? "dest" : "path", at->shown);
    if (is_link)
        wp_job_set_str(job, "src", at->src ? at->src : stat->target);
    wp_job_set_stat(job, stat);
}

static void forget_stat(wp_job *job)
{
    static const char *const keys[] = { "uid", "gid", "owner", "group", "mode", "size" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        wp_job_unset(job, keys[i]);
}

static bool check_together(wp_job *job, const wp_found *at, wp_error *err)
{
    if (wp_job_bool(job, "recurse") && !is(at->state, "directory"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "recurse goes with state=directory only; %s is to be: %s",
                       at->path, at->state);
    if (at->src && !is(at->state, "link") && !is(at->state, "hard"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src goes with state=link and state=hard only; %s is to be: %s",
                       at->path, at->state);
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    wp_found *at = state_of(job);
    wp_arena *arena = wp_job_arena(job);
    follow_link(job, at);
    wp_stat was = at->now;
    at->state = state_meant(job, at);
    at->before = wp_dict_new(arena, 4);
    at->after = wp_dict_new(arena, 4);
    at->accessed = at->modified = "";
    set_results(job, at, &at->now); /* what a failure tells */
    wp_job_set_str(job, "path", at->shown);
    if (!check_together(job, at, err) || !states[row_of(at->state)].plan(job, at, err))
        return false;
    wp_dict_set(arena, at->before, "path", wp_string(arena, at->shown));
    wp_dict_set(arena, at->after, "path", wp_string(arena, at->shown));
    if (wp_job_diff_mode(job) || wp_len(at->before) > 1)
        wp_job_diff_state(job, NULL, at->before, NULL, at->after);
    wp_job_unset(job, "path");
    set_results(job, at, &was);
    return true;
}

static bool run_calls(wp_job *job, const wp_found *at, wp_calls *calls, wp_reply *reply, wp_error *err)
{
    if (!at->ride.done)
        return wp_calls_run(calls, reply, err);
    *reply = at->ride.reply;
    return reply->status == 0 || wp_reply_fail(job, reply, err);
}

static bool needs_making(const wp_found *at)
{
    return at->makes || is(at->state, "absent");
}

static bool apply(wp_job *job, wp_error *err)
{
    wp_found *at = state_of(job);
    wp_calls *calls = wp_calls_new(job);
    wp_reply reply;
    wp_stat after;
    void (*make)(wp_calls *, const wp_found *) = states[row_of(at->state)].make;
    if (make && needs_making(at))
        make(calls, at);
    if (*at->accessed || *at->modified)
        WP_ADD_CALL(calls, "file_touch", at->path, at->accessed, at->modified);
    wp_found_dress_below(job, calls, at);
    if (is(at->state, "absent")) {
        if (!wp_calls_run(calls, &reply, err))
            return false;
        forget_stat(job);
        wp_job_set_str(job, "state", "absent");
        return true;
    }
    bool dresses = at->dress.differs || (at->makes && !is(at->state, "directory"));
    bool leads_nowhere = at->through_link && !at->target.exists;
    if (dresses && !leads_nowhere)
        WP_ADD_CALL(calls, "common_dress >/dev/null", at->path, at->dress.mode, at->dress.owner, at->dress.group,
                    at->through_link || at->now.kind != 'l' ? "follow" : "");
    WP_ADD_CALL(calls, "common_stat", at->path, at->now.kind == 'l' || is(at->state, "link") ? "" : "follow");
    if (!run_calls(job, at, calls, &reply, err))
        return false;
    wp_stat_read(wp_job_arena(job), reply.out, &after);
    set_results(job, at, &after);
    return true;
}

static const wp_param params[] = {
    { .name = "path",
      .type = WP_PARAM_PATH,
      .required = true,
      .aliases = (const char *const[]){ "dest", "name", NULL },
      .help = "the path it is about" },
    { .name = "state",
      .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "absent", "directory", "file", "hard", "link", "touch", NULL },
      .help = "what it is to be; left out, what it is" },
    { .name = "src", .type = WP_PARAM_PATH, .help = "where a link leads" },
    { .name = "recurse",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "owner, group and mode for all below a directory too; links below are not followed" },
    { .name = "force",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "make a link though its target is not there, or a file is in its place" },
    { .name = "follow",
      .type = WP_PARAM_BOOL,
      .fallback = "yes",
      .help = "where the path is a link, mean what it leads to" },
    { .name = "access_time", .type = WP_PARAM_STR, .help = "now, preserve, or a time" },
    { .name = "access_time_format",
      .type = WP_PARAM_STR,
      .fallback = "%Y%m%d%H%M.%S",
      .help = "the form of access_time" },
    { .name = "modification_time", .type = WP_PARAM_STR, .help = "now, preserve, or a time" },
    { .name = "modification_time_format",
      .type = WP_PARAM_STR,
      .fallback = "%Y%m%d%H%M.%S",
      .help = "the form of modification_time" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_file = {
    .name = "file",
    .summary = "Files, directories and links: whether they are there, and whose",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "file",
    .note = "state=directory makes the directories above too. With recurse nothing that a link leads to is touched, so "
            "that nobody can lead a task elsewhere.",
    .examples = "- ansible.builtin.file:\n"
                "    path: /etc/app/conf.d\n"
                "    state: directory\n"
                "    owner: root\n"
                "    mode: '0750'\n"
                "- ansible.builtin.file:\n"
                "    src: /opt/app-2\n"
                "    path: /opt/app\n"
                "    state: link\n"
                "- ansible.builtin.file:\n"
                "    path: /etc/app/old.conf\n"
                "    state: absent\n",
    .returns = "path: what it is about (state file, directory, absent)\ndest: the same (state link, hard, touch)\n"
               "src: where the link leads\nstate: what it is now\nuid: number of the owner\ngid: number of the group\n"
               "owner: name of the owner\ngroup: name of the group\nmode: permissions\nsize: in bytes\n",
};
