/*
 * synchronize: a tree between the control machine and the host, by rsync on both.
 *
 *   probe   rsync --dry-run: what would be transferred
 *   plan    is it anything?
 *   apply   the same without --dry-run
 *
 * rsync reaches the host by ssh, with what the task's connection knows of it. Whatever it transfers it names in a
 * line with a mark in front.
 */
#include <waplay/module.h>

#include <string.h>

#define MARK "<<CHANGED>>"

typedef struct synchronize {
    const char **argv; /* ends in NULL; [1] is --dry-run */
    size_t count, room;
    wp_str out;
} synchronize;

static void add(wp_job *job, synchronize *at, const char *word)
{
    if (at->count + 1 >= at->room) {
        size_t more = at->room ? at->room * 2 : 32;
        const char **argv = wp_new_array(wp_job_arena(job), const char *, more);
        if (at->count)
            memcpy(argv, at->argv, at->count * sizeof *argv);
        at->argv = argv;
        at->room = more;
    }
    at->argv[at->count++] = word;
}

/* ---- what is asked of rsync -------------------------------------------------------------- */

/* Those of archive that are given win over it. */
static void add_choices(wp_job *job, synchronize *at)
{
    static const char *const names[] = { "recursive", "links", "perms", "times", "owner", "group" };
    bool archive = wp_job_bool(job, "archive");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!wp_job_has(job, names[i]) || wp_job_bool(job, names[i]) == archive)
            continue;
        add(job, at, wp_printf(wp_job_arena(job), "--%s%s", archive ? "no-" : "", names[i]));
    }
}

static void add_options(wp_job *job, synchronize *at)
{
    /* -F belongs to delay_updates in Ansible, and so here. */
    static const struct {
        const char *param, *option;
    } flags[] = {
        { "delay_updates", "--delay-updates" },
        { "delay_updates", "-F" },
        { "compress", "--compress" },
        { "archive", "--archive" },
        { "checksum", "--checksum" },
        { "partial", "--partial" },
        { "dirs", "--dirs" },
        { "delete", "--delete-after" },
        { "existing_only", "--existing" },
        { "copy_links", "--copy-links" },
    };
    wp_value links = wp_job_value(job, "link_dest"), more = wp_job_value(job, "rsync_opts");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (wp_job_bool(job, flags[i].param))
            add(job, at, flags[i].option);
    add_choices(job, at);
    if (wp_job_int(job, "rsync_timeout") > 0)
        add(job, at, wp_printf(wp_job_arena(job), "--timeout=%d", (int)wp_job_int(job, "rsync_timeout")));
    if (wp_is(links, WP_LIST) && wp_len(links) > 0)
        add(job, at, "-ii"); /* else files that become links would not be named */
    for (size_t i = 0; wp_is(links, WP_LIST) && i < wp_len(links); i++)
        add(job, at, wp_printf(wp_job_arena(job), "--link-dest=%s", wp_list_at(links, i).as.text));
    for (size_t i = 0; wp_is(more, WP_LIST) && i < wp_len(more); i++)
        add(job, at, wp_list_at(more, i).as.text);
}

/* ---- how it gets there ------------------------------------------------------------------- */

static const char *more(wp_job *job, const char *text, const char *option, const char *value)
{
    return wp_printf(wp_job_arena(job), "%s %s%s", text, option, wp_job_quote(job, value));
}

static const char *shell_of(wp_job *job, const wp_address *address)
{
    int64_t port = wp_job_has(job, "dest_port") ? wp_job_int(job, "dest_port") : address->port;
    const char *key = wp_job_has(job, "private_key") ? wp_job_str(job, "private_key") : address->private_key_file;
    const char *text = wp_job_bool(job, "ssh_connection_multiplexing") ? "ssh" : "ssh -S none";
    if (port)
        text = wp_printf(wp_job_arena(job), "%s -o Port=%d", text, (int)port);
    if (key)
        text = more(job, text, "-i ", key);
    if (address->known_hosts_file)
        text = more(job, text, "-o UserKnownHostsFile=", address->known_hosts_file);
    if ((wp_job_has(job, "verify_host") && !wp_job_bool(job, "verify_host")) || !address->checks_host_key)
        text = wp_printf(wp_job_arena(job), "%s -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null", text);
    text = wp_printf(wp_job_arena(job), "%s -o BatchMode=yes", text);
    if (address->ssh_args)
        text = wp_printf(wp_job_arena(job), "%s %s", text, address->ssh_args);
    return text;
}

static bool add_way(wp_job *job, synchronize *at, const wp_address *address, wp_error *err)
{
    const char *path = wp_job_has(job, "rsync_path") ? wp_job_str(job, "rsync_path") : "rsync";
    bool becomes = address->become_method != NULL;
    if (address->is_local)
        return true;
    if (address->has_password) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the connection to %s needs a password, which rsync can't be given",
                wp_job_host(job));
        return wp_hint(err, "let it connect with a key (ansible_ssh_private_key_file)");
    }
    if (address->become_has_password)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "becoming %s on %s needs a password, which rsync can't be given",
                       address->become_user, wp_job_host(job));
    add(job, at, wp_printf(wp_job_arena(job), "--rsh=%s", shell_of(job, address)));
    if (becomes && strcmp(address->become_method, "sudo") == 0)
        path = wp_printf(wp_job_arena(job), "sudo -n -u %s %s", wp_job_quote(job, address->become_user), path);
    else if (becomes)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "rsync can become another user by sudo only, not by %s",
                       address->become_method);
    if (becomes || wp_job_has(job, "rsync_path"))
        add(job, at, wp_printf(wp_job_arena(job), "--rsync-path=%s", path));
    return true;
}

static const char *there(wp_job *job, const wp_address *address, const char *path)
{
    if (address->is_local)
        return path;
    const char *user = wp_job_bool(job, "set_remote_user") ? address->user : NULL;
    return wp_printf(wp_job_arena(job), "%s%s%s:%s", user ? user : "", user ? "@" : "", address->host, path);
}

/* A slash at the end says that what is in it is meant. */
static const char *here(wp_job *job, const char *path)
{
    size_t len = strlen(path);
    const char *found;
    wp_error ignored = { 0 };
    if (!wp_job_find_file(job, "files", path, &found, &ignored))
        found = wp_job_local_path(job, path);
    bool slash = len && path[len - 1] == '/' && found[strlen(found) - 1] != '/';
    return slash ? wp_printf(wp_job_arena(job), "%s/", found) : found;
}

/* ---- the story ----------------------------------------------------------------------------- */

static bool run(wp_job *job, synchronize *at, const char *const *argv, wp_error *err)
{
    wp_reply reply;
    if (!wp_job_run_here(job, argv, &reply, err))
        return wp_hint(err, "synchronize needs rsync on the control machine, and on the host");
    wp_job_set_int(job, "rc", reply.status);
    at->out = reply.out;
    return reply.status == 0 ||
           wp_fail(err, WP_E_FAILED, WP_NO_MARK, "rsync ended with %d: %s", reply.status, wp_reply_reason(job, &reply));
}

static const char *joined(wp_job *job, const synchronize *at)
{
    const char *text = at->argv[0];
    for (size_t i = 2; i < at->count; i++)
        text = wp_printf(wp_job_arena(job), "%s %s", text,
                         strpbrk(at->argv[i], " \t'\"$\\<>*?") ? wp_job_quote(job, at->argv[i]) : at->argv[i]);
    return text;
}

static bool probe(wp_job *job, wp_error *err)
{
    synchronize *at = wp_job_state(job, sizeof *at);
    const char *src = wp_job_str(job, "src"), *dest = wp_job_str(job, "dest");
    bool pulls = strcmp(wp_job_str(job, "mode"), "pull") == 0;
    wp_address address;
    wp_host_address(job, &address);
    add(job, at, "rsync");
    add(job, at, "--dry-run");
    add_options(job, at);
    if (!add_way(job, at, &address, err))
        return false;
    add(job, at, "--out-format=" MARK "%i %n%L");
    add(job, at, "--");
    add(job, at, pulls ? there(job, &address, src) : here(job, src));
    add(job, at, pulls ? wp_job_local_path(job, dest) : there(job, &address, dest));
    at->argv[at->count] = NULL;
    wp_job_set_str(job, "cmd", joined(job, at));
    return run(job, at, at->argv, err);
}

static void set_results(wp_job *job, const synchronize *at)
{
    wp_lines lines = wp_lines_split(job, at->out, false);
    wp_value list = wp_list_new(wp_job_arena(job), lines.count);
    size_t mark = strlen(MARK);
    for (size_t i = 0; i < lines.count; i++) {
        wp_str line = lines.at[i];
        if (line.len >= mark && memcmp(line.ptr, MARK, mark) == 0)
            line = lines.at[i] = (wp_str){ line.ptr + mark, line.len - mark };
        wp_list_push(wp_job_arena(job), list, wp_string_of(wp_job_arena(job), wp_line_bare(line)));
    }
    wp_job_set(job, "msg", wp_string_of(wp_job_arena(job), wp_lines_join(job, &lines)));
    wp_job_set(job, "stdout_lines", list);
}

/* ".f          a" behind the mark: named, and nothing about it differs. */
static bool is_change(wp_str line)
{
    size_t mark = strlen(MARK);
    if (line.len < mark + 11 || memcmp(line.ptr, MARK, mark) != 0)
        return false;
    const char *item = line.ptr + mark;
    return item[0] != '.' || strspn(item + 2, " ") < 9;
}

static bool plan(wp_job *job, wp_error *err)
{
    synchronize *at = wp_job_state(job, sizeof *at);
    wp_lines lines = wp_lines_split(job, at->out, false);
    bool differs = false;
    (void)err;
    for (size_t i = 0; i < lines.count; i++)
        differs = differs || is_change(lines.at[i]);
    set_results(job, at);
    if (!differs)
        return true;
    wp_job_change(job, "synchronize %s and %s", wp_job_str(job, "src"), wp_job_str(job, "dest"));
    if (wp_job_diff_mode(job))
        wp_job_diff_text(job, wp_dict_find(wp_job_result(job), "msg")->as.text);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    synchronize *at = wp_job_state(job, sizeof *at);
    const char **argv = wp_new_array(wp_job_arena(job), const char *, at->count);
    argv[0] = at->argv[0];
    memcpy(argv + 1, at->argv + 2, (at->count - 1) * sizeof *argv);
    if (!run(job, at, argv, err))
        return false;
    set_results(job, at);
    return true;
}

static const wp_param params[] = {
    { .name = "src",
      .type = WP_PARAM_STR,
      .required = true,
      .help = "what is transferred: here, with mode=pull there" },
    { .name = "dest", .type = WP_PARAM_STR, .required = true, .help = "where it goes: there, with mode=pull here" },
    { .name = "mode",
      .type = WP_PARAM_STR,
      .fallback = "push",
      .choices = (const char *const[]){ "push", "pull", NULL },
      .help = "to the host, or from it" },
    { .name = "archive",
      .type = WP_PARAM_BOOL,
      .fallback = "yes",
      .help = "recursive, with links, permissions, times, owner and group" },
    { .name = "recursive", .type = WP_PARAM_BOOL, .help = "directories with all in them" },
    { .name = "links", .type = WP_PARAM_BOOL, .help = "links as links" },
    { .name = "copy_links", .type = WP_PARAM_BOOL, .fallback = "no", .help = "what links lead to, in their place" },
    { .name = "perms", .type = WP_PARAM_BOOL, .help = "keep permissions" },
    { .name = "times", .type = WP_PARAM_BOOL, .help = "keep times" },
    { .name = "owner", .type = WP_PARAM_BOOL, .help = "keep owners (root only)" },
    { .name = "group", .type = WP_PARAM_BOOL, .help = "keep groups" },
    { .name = "dirs", .type = WP_PARAM_BOOL, .fallback = "no", .help = "directories without what is in them" },
    { .name = "checksum", .type = WP_PARAM_BOOL, .fallback = "no", .help = "compare digests, not times and sizes" },
    { .name = "compress", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "compress on the way" },
    { .name = "delete", .type = WP_PARAM_BOOL, .fallback = "no", .help = "remove what is in dest and not in src" },
    { .name = "existing_only", .type = WP_PARAM_BOOL, .fallback = "no", .help = "make no new files" },
    { .name = "partial", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep files that came in part" },
    { .name = "delay_updates", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "rename files once all are there" },
    { .name = "link_dest",
      .type = WP_PARAM_LIST,
      .help = "hard links to files of these directories where they are alike" },
    { .name = "rsync_opts", .type = WP_PARAM_LIST, .help = "further options of rsync" },
    { .name = "rsync_path", .type = WP_PARAM_STR, .help = "rsync on the host" },
    { .name = "rsync_timeout", .type = WP_PARAM_INT, .fallback = "0", .help = "limit of silence, in seconds" },
    { .name = "dest_port", .type = WP_PARAM_INT, .help = "port of ssh, if not that of the connection" },
    { .name = "private_key", .type = WP_PARAM_STR, .help = "the key to connect with, if not that of the connection" },
    { .name = "set_remote_user",
      .type = WP_PARAM_BOOL,
      .fallback = "yes",
      .help = "name the connection's user to ssh" },
    { .name = "use_ssh_args",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "taken for the sake of playbooks; ssh always gets the connection's arguments" },
    { .name = "ssh_connection_multiplexing",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "let ssh share connections, where it is set up to" },
    { .name = "verify_host",
      .type = WP_PARAM_BOOL,
      .help = "no: don't check the host's key; unless given, as the connection does" },
    { 0 },
};

const wp_module wp_module_synchronize = {
    .name = "synchronize",
    .summary = "A tree between the control machine and the host, by rsync",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .note =
        "Needs rsync on both sides, and a connection with a key. The host's key is checked as the connection does it, "
        "unless verify_host is off.",
    .examples = "- ansible.posix.synchronize:\n"
                "    src: site/\n"
                "    dest: /var/www\n"
                "    delete: yes\n"
                "    rsync_opts: ['--exclude=.git']\n"
                "  ignore_errors: yes\n",
    .returns = "cmd: the command\nrc: its exit code\nmsg: what it transferred\nstdout_lines: the same, in lines\n",
};
