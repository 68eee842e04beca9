/*
 * file: what is at a path: a file, a directory, a link, nothing; and its owner, group
 * and mode. Contents are other modules' (copy, template).
 *
 * Each state is a row of a table: how it is planned, how it is made. What both need
 * to know is read in one round trip.
 */
#include <waplay/module.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct found {
    const char *path;   /* as asked, or what a link leads to */
    const char *src;    /* as asked */
    const char *state;  /* as asked, or as it is */
    wp_str fields;
    wp_stat now;        /* at path; of a link, the link */
    wp_stat target;     /* what the link at path leads to */
    wp_stat source;     /* what src would lead to */
    bool through_link;  /* owner and mode are those of the link's target */
    wp_dress dress;
    wp_str below;       /* recurse: what differs, as lines */
    const char *nonce;
    wp_value modes;     /* recurse: dict, mode -> list of paths */
    wp_value owners;    /* recurse: list of paths */
    bool makes;         /* the thing itself, not only its owner or mode */
    const char *accessed, *modified; /* touch: for file_touch */
    wp_value before, after;
} found;

static found *state_of(wp_job *job)
{
    return wp_job_state(job, sizeof(found));
}

static const char *prior(const found *at)
{
    if (!at->now.exists)
        return "absent";
    if (at->now.kind == 'l')
        return "link";
    if (at->now.kind == 'd')
        return "directory";
    return at->now.links > 1 ? "hard" : "file";
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

static void read_answer(wp_job *job, found *at, wp_str fields)
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

static bool probe(wp_job *job, wp_error *err)
{
    found *at = state_of(job);
    wp_reply reply;
    const char *path = wp_job_str(job, "path");
    bool lists = wp_job_diff_mode(job) && is(wp_job_str(job, "state"), "absent");
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    at->path = wp_strndup(wp_job_arena(job), path, len);
    at->src = wp_job_str(job, "src");
    if (at->path[0] != '/')
        at->path = wp_printf(wp_job_arena(job), "./%s", at->path);
    if (wp_job_bool(job, "recurse"))
        at->nonce = wp_job_nonce(job);
    if (!WP_CALL(job, "file_probe", &reply, err, at->path, at->src, wp_job_str(job, "owner"),
                 wp_job_str(job, "group"), lists ? "1" : "", wp_job_str(job, "mode"), at->nonce))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    read_answer(job, at, reply.out);
    return true;
}

/* ---- plan: what states have in common -------------------------------------------- */

static void differs(wp_job *job, found *at, const char *key, const char *was, const char *becomes)
{
    wp_arena *arena = wp_job_arena(job);
    wp_dict_set(arena, at->before, key, was ? wp_string(arena, was) : wp_null());
    wp_dict_set(arena, at->after, key, becomes ? wp_string(arena, becomes) : wp_null());
}

static void makes(wp_job *job, found *at, const char *state)
{
    differs(job, at, "state", prior(at), state);
    wp_job_change(job, at->now.exists ? "turn %s into %s" : "make %s: %s", at->path, state);
    wp_job_foresee(job, at->path, (wp_str){ 0 });
    at->makes = true;
}

/* What owner and mode are compared with: the file behind a link, unless follow is off. */
static const wp_stat *dressed(const found *at)
{
    return at->through_link ? &at->target : &at->now;
}

static bool plan_dress(wp_job *job, found *at, bool is_dir, wp_error *err)
{
    wp_stat nothing = { 0 };
    bool fresh = at->makes && !(at->now.exists && at->now.kind == 'd' && is_dir);
    if (!wp_job_dress(job, at->path, fresh ? &nothing : dressed(at), is_dir, NULL, at->fields, at->before, at->after,
                      &at->dress, err))
        return false;
    if (at->dress.differs)
        wp_job_change(job, "set owner, group or mode of %s", at->path);
    return true;
}

static bool needs_parent(wp_job *job, const found *at, wp_error *err)
{
    wp_str dir = wp_field(at->fields, "nodir");
    if (!dir.len || wp_job_is_foreseen(job, copy_of(job, dir)))
        return wp_job_may_make(job, at->path, at->fields, err);
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be made: the directory %.*s is not there", at->path, (int)dir.len,
            dir.ptr);
    return wp_hint(err, "make it first, with module file and state=directory");
}

/* ---- plan: the states ---------------------------------------------------------------- */

/* Where a file or a directory is wanted by name, a link stands for what it leads to. */
static void follow_link(wp_job *job, found *at)
{
    const char *state = wp_job_str(job, "state");
    if (at->now.kind != 'l' || !at->target.exists || !wp_job_bool(job, "follow") ||
        !(is(state, "file") || is(state, "directory")))
        return;
    at->path = copy_of(job, wp_field(at->fields, "real"));
    at->now = at->target;
}

static bool plan_file(wp_job *job, found *at, wp_error *err)
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
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is a %s, not a file", at->path, prior(at));
    return plan_dress(job, at, false, err);
}

static bool note_below(wp_job *job, found *at, wp_str line, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_stat now = { .exists = true };
    wp_dress dress;
    unsigned mode;
    long long uid, gid;
    int name = 0;
    char *text = wp_strndup(arena, line.ptr, line.len);
    if (sscanf(text, "%x:%lld:%lld:%n", &mode, &uid, &gid, &name) < 3 || !name)
        return true;
    now.kind = (mode & 0170000) == 0040000 ? 'd' : (mode & 0170000) == 0120000 ? 'l' : '-';
    now.mode = mode & 07777;
    now.uid = uid;
    now.gid = gid;
    wp_value was = wp_dict_new(arena, 2), becomes = wp_dict_new(arena, 2);
    if (!wp_job_dress(job, text + name, &now, now.kind == 'd', NULL, at->fields, was, becomes, &dress, err))
        return false;
    wp_value path = wp_string(arena, text + name);
    if (wp_dict_find(was, "owner") || wp_dict_find(was, "group"))
        wp_list_push(arena, at->owners, path);
    if (wp_dict_find(was, "mode")) {
        if (!wp_dict_find(at->modes, dress.mode))
            wp_dict_set(arena, at->modes, dress.mode, wp_list_new(arena, 8));
        wp_list_push(arena, *wp_dict_find(at->modes, dress.mode), path);
    }
    if (dress.differs)
        wp_job_change(job, "set owner, group or mode of %s", text + name);
    return true;
}

static bool plan_below(wp_job *job, found *at, wp_error *err)
{
    wp_str rest = at->below, record;
    at->owners = wp_list_new(wp_job_arena(job), 8);
    at->modes = wp_dict_new(wp_job_arena(job), 4);
    while (wp_record_next(&rest, at->nonce, &record))
        if (!note_below(job, at, record, err))
            return false;
    return true;
}

static bool plan_directory(wp_job *job, found *at, wp_error *err)
{
    if (at->now.exists && at->now.kind != 'd')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is there already, as a %s", at->path, prior(at));
    if (!at->now.exists) {
        if (!wp_job_may_make(job, at->path, at->fields, err))
            return false;
        makes(job, at, "directory");
    }
    return plan_dress(job, at, true, err) && (!at->below.len || plan_below(job, at, err));
}

/* A stamp for touch -t, from a text in the format of the user. */
static bool stamp_of(wp_job *job, const char *param, const char *there, const char **out, wp_error *err)
{
    const char *given = wp_job_str(job, param),
               *format = wp_job_str(job, wp_printf(wp_job_arena(job), "%s_format", param));
    struct tm moment = { .tm_mday = 1 };
    char stamp[32], shown[32];
    *out = "";
    if (!given && is(wp_job_str(job, "state"), "touch"))
        given = "now";
    if (!given || is(given, "preserve"))
        return true;
    if (is(given, "now")) {
        *out = "now";
        return true;
    }
    const char *end = strptime(given, format, &moment);
    if (!end || *end) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s '%s' does not have the form %s", param, given, format);
        return wp_hint(err, "write it so, or as now or preserve; %s_format sets another form", param);
    }
    strftime(stamp, sizeof stamp, "%Y%m%d%H%M.%S", &moment);
    strftime(shown, sizeof shown, "%Y-%m-%d %H:%M:%S", &moment);
    *out = there && is(there, shown) ? "" : wp_strdup(wp_job_arena(job), stamp);
    return true;
}

static bool plan_times(wp_job *job, found *at, wp_error *err)
{
    const wp_stat *now = at->through_link || (at->now.kind == 'l' && at->target.exists) ? &at->target : &at->now;
    if (!stamp_of(job, "access_time", now->exists ? now->accessed_there : NULL, &at->accessed, err) ||
        !stamp_of(job, "modification_time", now->exists ? now->modified_there : NULL, &at->modified, err))
        return false;
    if (!*at->accessed && !*at->modified)
        return true;
    if (*at->accessed && now->exists)
        differs(job, at, "atime", now->accessed_there, at->accessed);
    if (*at->modified && now->exists)
        differs(job, at, "mtime", now->modified_there, at->modified);
    if (now->exists)
        wp_job_change(job, "set the times of %s", at->path);
    return true;
}

static bool plan_touch(wp_job *job, found *at, wp_error *err)
{
    if (!at->now.exists) {
        if (!needs_parent(job, at, err))
            return false;
        makes(job, at, "touch");
    }
    return plan_times(job, at, err) && plan_dress(job, at, at->now.kind == 'd', err);
}

static bool plan_absent(wp_job *job, found *at, wp_error *err)
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
    differs(job, at, "state", prior(at), "absent");
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

/* May what is there make way for a link? */
static bool may_replace(wp_job *job, const found *at, wp_error *err)
{
    bool force = wp_job_bool(job, "force");
    if (!at->now.exists || at->now.kind == 'l')
        return true;
    if (!force) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is a %s, and is not replaced by a link", at->path, prior(at));
        return wp_hint(err, "force=yes does it");
    }
    if (at->now.kind == 'd' && !wp_field_has(at->fields, "empty"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the directory %s is not empty, and is not replaced by a link",
                       at->path);
    return true;
}

static bool plan_link(wp_job *job, found *at, wp_error *err)
{
    if (!at->src && at->now.kind != 'l')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src is needed to make the link %s", at->path);
    if (at->src) {
        if (!at->source.exists && !wp_job_bool(job, "force")) {
            wp_str src = wp_field(at->fields, "srcpath");
            wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%.*s, where the link %s would lead, is not there", (int)src.len,
                    src.ptr, at->path);
            return wp_hint(err, "force=yes makes the link all the same");
        }
        if (!may_replace(job, at, err) || !needs_parent(job, at, err))
            return false;
        if (at->now.kind != 'l') {
            makes(job, at, "link");
        } else if (strcmp(at->now.target, at->src) != 0) {
            differs(job, at, "src", at->now.target, at->src);
            wp_job_change(job, "lead the link %s to %s", at->path, at->src);
            at->makes = true;
        }
    }
    at->through_link = wp_job_bool(job, "follow");
    if (at->makes && at->through_link)
        at->target = at->source;
    if (at->through_link && !at->target.exists) {
        if (wp_job_has(job, "mode") || wp_job_has(job, "owner") || wp_job_has(job, "group"))
            wp_job_warn(job, "%s leads nowhere: owner, group and mode were left alone", at->path);
        return true;
    }
    bool made = at->makes;
    at->makes = made && !at->through_link;
    bool done = plan_dress(job, at, at->through_link && at->target.kind == 'd', err);
    at->makes = made;
    return done;
}

static bool plan_hard(wp_job *job, found *at, wp_error *err)
{
    bool same = at->source.exists && at->now.exists && at->source.inode == at->now.inode &&
                at->source.device == at->now.device;
    if (!at->src && at->now.exists)
        return plan_dress(job, at, false, err);
    if (!at->src)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src is needed to make the hard link %s", at->path);
    if (at->src[0] != '/' || !at->source.exists)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src %s of the hard link %s is not there%s", at->src, at->path,
                       at->src[0] == '/' ? "" : ", or is not the whole path");
    if (!same) {
        if (at->now.exists && !wp_job_bool(job, "force")) {
            wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is there already, and is not the same file as %s", at->path,
                    at->src);
            return wp_hint(err, "force=yes replaces it");
        }
        if (!may_replace(job, at, err) || !needs_parent(job, at, err))
            return false;
        makes(job, at, "hard");
        at->now = at->source; /* it has the owner and mode of the other name */
        at->makes = false;
    }
    bool done = plan_dress(job, at, false, err);
    at->makes = !same;
    return done;
}

/* ---- apply: calls that go in one round trip ---------------------------------------------- */

static void make_directory(wp_calls *calls, const found *at)
{
    WP_ADD_CALL(calls, "common_mkdirs", at->path, at->dress.mode, at->dress.owner, at->dress.group);
}

static void make_touch(wp_calls *calls, const found *at)
{
    WP_ADD_CALL(calls, "file_touch", at->path, at->accessed, at->modified);
}

static void make_absent(wp_calls *calls, const found *at)
{
    WP_ADD_CALL(calls, "file_remove", at->path);
}

static void make_link(wp_calls *calls, const found *at)
{
    WP_ADD_CALL(calls, "file_link", at->path, at->src, "s");
}

static void make_hard(wp_calls *calls, const found *at)
{
    WP_ADD_CALL(calls, "file_link", at->path, at->src, "");
}

enum { AT_ONCE = 500 }; /* paths in one command line */

/* `command what -- path ...`, the last paths first: what lies in a directory before its mode closes it. */
static void add_many(wp_job *job, wp_calls *calls, const char *command, const char *option, const char *what,
                     wp_value paths)
{
    const char *args[AT_ONCE + 3];
    (void)job;
    for (size_t left = wp_len(paths); left > 0;) {
        size_t count = 0;
        if (option)
            args[count++] = option;
        args[count++] = what;
        args[count++] = "--";
        while (left > 0 && count < AT_ONCE + 3)
            args[count++] = wp_list_at(paths, --left).as.text;
        wp_calls_add(calls, command, args, count);
    }
}

static void dress_below(wp_job *job, wp_calls *calls, const found *at)
{
    wp_value mode, paths;
    if (!at->below.len)
        return;
    const char *owner = wp_printf(wp_job_arena(job), "%s%s%s", at->dress.owner ? at->dress.owner : "",
                                  at->dress.group ? ":" : "", at->dress.group ? at->dress.group : "");
    add_many(job, calls, "chown", "-h", owner, at->owners);
    for (size_t i = 0; wp_dict_pair(at->modes, i, &mode, &paths); i++)
        add_many(job, calls, "chmod", NULL, mode.as.text, paths);
}

static const struct {
    const char *name;
    bool (*plan)(wp_job *job, found *at, wp_error *err);
    void (*make)(wp_calls *calls, const found *at);
} states[] = {
    { "file", plan_file, NULL },
    { "directory", plan_directory, make_directory },
    { "touch", plan_touch, make_touch },
    { "absent", plan_absent, make_absent },
    { "link", plan_link, make_link },
    { "hard", plan_hard, make_hard },
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
static const char *state_meant(wp_job *job, const found *at)
{
    if (wp_job_has(job, "state"))
        return wp_job_str(job, "state");
    if (at->now.exists)
        return prior(at);
    return wp_job_bool(job, "recurse") ? "directory" : "file";
}

/* Links and times are told with `dest`, the others with `path`, as Ansible does. */
static void set_results(wp_job *job, const found *at, const wp_stat *stat)
{
    bool is_dest = is(at->state, "link") || is(at->state, "hard") || is(at->state, "touch");
    wp_job_set_str(job, is_dest ? "dest" : "path", at->path);
    if (is(at->state, "link") || is(at->state, "hard"))
        wp_job_set_str(job, "src", at->src ? at->src : stat->target);
    wp_job_set_stat(job, stat);
}

static void forget_stat(wp_job *job)
{
    static const char *const keys[] = { "uid", "gid", "owner", "group", "mode", "size" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        wp_job_unset(job, keys[i]);
}

static bool check_together(wp_job *job, const found *at, wp_error *err)
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
    found *at = state_of(job);
    wp_arena *arena = wp_job_arena(job);
    follow_link(job, at);
    wp_stat was = at->now;
    at->state = state_meant(job, at);
    at->before = wp_dict_new(arena, 4);
    at->after = wp_dict_new(arena, 4);
    at->accessed = at->modified = "";
    wp_job_set_str(job, "path", at->path); /* what a failure tells */
    wp_job_set_stat(job, &at->now);
    if (!check_together(job, at, err) || !states[row_of(at->state)].plan(job, at, err))
        return false;
    wp_dict_set(arena, at->before, "path", wp_string(arena, at->path));
    wp_dict_set(arena, at->after, "path", wp_string(arena, at->path));
    if (wp_job_diff_mode(job) || wp_len(at->before) > 1)
        wp_job_diff_state(job, NULL, at->before, NULL, at->after);
    wp_job_unset(job, "path");
    set_results(job, at, &was);
    return true;
}

static bool needs_making(const found *at)
{
    return at->makes || is(at->state, "absent") || *at->accessed || *at->modified;
}

static bool apply(wp_job *job, wp_error *err)
{
    found *at = state_of(job);
    wp_calls *calls = wp_calls_new(job);
    wp_reply reply;
    wp_stat after;
    void (*make)(wp_calls *, const found *) = states[row_of(at->state)].make;
    if (make && needs_making(at))
        make(calls, at);
    dress_below(job, calls, at);
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
    if (!wp_calls_run(calls, &reply, err))
        return false;
    wp_stat_read(wp_job_arena(job), reply.out, &after);
    set_results(job, at, &after);
    return true;
}

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true, .aliases = (const char *const[]){ "dest", "name", NULL },
      .help = "the path it is about" },
    { .name = "state", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "absent", "directory", "file", "hard", "link", "touch", NULL },
      .help = "what it is to be; left out, what it is" },
    { .name = "src", .type = WP_PARAM_PATH, .help = "where a link leads" },
    { .name = "recurse", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "owner, group and mode for all below a directory too; links below are not followed" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "make a link though its target is not there, or a file is in its place" },
    { .name = "follow", .type = WP_PARAM_BOOL, .fallback = "yes",
      .help = "where the path is a link, mean what it leads to" },
    { .name = "access_time", .type = WP_PARAM_STR, .help = "now, preserve, or a time" },
    { .name = "access_time_format", .type = WP_PARAM_STR, .fallback = "%Y%m%d%H%M.%S",
      .help = "the form of access_time" },
    { .name = "modification_time", .type = WP_PARAM_STR, .help = "now, preserve, or a time" },
    { .name = "modification_time_format", .type = WP_PARAM_STR, .fallback = "%Y%m%d%H%M.%S",
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
