/*
 * wait_for: until a port answers, or no longer does; until a file is there, or says
 * something; or just for a while.
 *
 *   delay -> look -> sleep -> look -> ... -> done, or the time is up
 *
 * Ports are looked at from the host, through its connection: no tool is needed there.
 */
#include <waplay/module.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct waiting {
    const char *host, *path, *state;
    int port;
    wp_pattern *pattern;
    wp_match match;
    wp_stat stat;
    double began, until;
} waiting;

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9;
}

static bool is_state(const waiting *at, const char *a, const char *b)
{
    return strcmp(at->state, a) == 0 || (b && strcmp(at->state, b) == 0);
}

/* ---- one look -------------------------------------------------------------------- */

static bool look_at_port(wp_job *job, waiting *at, bool *done, wp_error *err)
{
    bool is_open;
    wp_str said = { 0 };
    double left = at->until - now();
    int limit = (int)wp_job_int(job, "connect_timeout") * 1000;
    bool wants_open = is_state(at, "started", "present");
    int listen = at->pattern && wants_open ? (int)((left > 0 ? left : 0) * 1000) : 0;
    if (!wp_job_connect(job, at->host, at->port, true, limit, listen, at->pattern, &is_open,
                        listen ? &said : NULL, err))
        return false;
    *done = is_open == wants_open;
    if (*done && wants_open && at->pattern)
        *done = wp_pattern_search(job, at->pattern, said, 0, &at->match);
    return true;
}

static bool look_at_path(wp_job *job, waiting *at, bool *done, wp_error *err)
{
    wp_reply reply;
    bool wants_it = is_state(at, "started", "present");
    if (!WP_CALL(job, "wait_for_path", &reply, err, at->path, at->pattern ? "1" : ""))
        return false;
    wp_stat_read(wp_job_arena(job), reply.out, &at->stat);
    wp_str content = wp_field_tail(reply.out, "content");
    bool there = at->stat.exists;
    if (there && at->pattern)
        there = content.ptr && wp_pattern_search(job, at->pattern, content, 0, &at->match);
    *done = there == wants_it;
    return true;
}

/* Connections of the port, in /proc/net/tcp and tcp6:
 *   sl local_address rem_address st ...      "0100007F:1F90", in hex, words of the machine's own order */
static const char *const states[] = { NULL, "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
                                      "TIME_WAIT" };

static bool is_active(wp_job *job, unsigned state)
{
    wp_value wanted = wp_job_value(job, "active_connection_states");
    for (size_t i = 0; state < sizeof states / sizeof *states && states[state] && i < wp_len(wanted); i++)
        if (wp_text_is(wp_list_at(wanted, i), states[state]))
            return true;
    return false;
}

/* An IPv4 address as it stands in /proc/net/tcp, or at the end of one in tcp6. */
static bool is_address(const char *hex, const char *text)
{
    struct in_addr address;
    char wanted[16];
    size_t len = strlen(hex);
    if (inet_pton(AF_INET, text, &address) != 1 || len < 8)
        return false;
    snprintf(wanted, sizeof wanted, "%08X", (unsigned)address.s_addr);
    return strcmp(hex + len - 8, wanted) == 0;
}

static bool is_excluded(wp_job *job, const char *hex)
{
    wp_value hosts = wp_job_value(job, "exclude_hosts");
    for (size_t i = 0; i < wp_len(hosts); i++)
        if (is_address(hex, wp_list_at(hosts, i).as.text))
            return true;
    return false;
}

static bool counts(wp_job *job, const waiting *at, const char *line)
{
    char local[40], remote[40];
    unsigned local_port, remote_port, state;
    if (sscanf(line, " %*d: %39[0-9A-F]:%x %39[0-9A-F]:%x %x", local, &local_port, remote, &remote_port, &state) != 5)
        return false;
    bool any = strcmp(at->host, "0.0.0.0") == 0 || strcmp(at->host, "::") == 0;
    return local_port == (unsigned)at->port && is_active(job, state) && !is_excluded(job, remote) &&
           (any || is_address(local, at->host));
}

static bool look_at_connections(wp_job *job, waiting *at, bool *done, wp_error *err)
{
    wp_reply reply;
    if (!WP_CALL(job, "wait_for_connections", &reply, err, ""))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    wp_lines lines = wp_lines_split(job, reply.out, false);
    *done = true;
    for (size_t i = 0; i < lines.count && *done; i++)
        *done = !counts(job, at, wp_strndup(wp_job_arena(job), lines.at[i].ptr, lines.at[i].len));
    return true;
}

static bool look(wp_job *job, waiting *at, bool *done, wp_error *err)
{
    *done = false;
    if (at->path)
        return look_at_path(job, at, done, err);
    if (!at->port)
        return true; /* just the time */
    return is_state(at, "drained", NULL) ? look_at_connections(job, at, done, err) : look_at_port(job, at, done, err);
}

/* ---- the wait ------------------------------------------------------------------------- */

static bool prepare(wp_job *job, waiting *at, wp_error *err)
{
    const char *regex = wp_job_str(job, "search_regex");
    at->host = wp_job_str(job, "host");
    at->path = wp_job_str(job, "path");
    at->state = wp_job_str(job, "state");
    at->port = (int)wp_job_int(job, "port");
    at->began = now();
    at->until = at->began + (double)wp_job_int(job, "timeout");
    if (at->port && at->path)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "port and path exclude one another");
    if (at->path && (is_state(at, "stopped", "drained")))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "state=%s is for a port; a path has present and absent",
                       at->state);
    if (is_state(at, "drained", NULL) && !at->port)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "state=drained needs the parameter 'port'");
    if (at->port < 0 || at->port > 65535)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "port %d is none", at->port);
    return !regex || wp_pattern_compile(job, regex, WP_PATTERN_MULTILINE, &at->pattern, err);
}

static bool give_up(wp_job *job, const waiting *at, wp_error *err)
{
    const char *custom = wp_job_str(job, "msg");
    wp_job_set_int(job, "elapsed", (int64_t)(now() - at->began));
    if (custom)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", custom);
    const char *what = at->path ? at->path : wp_printf(wp_job_arena(job), "%s:%d", at->host, at->port);
    if (at->pattern)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Timeout when waiting for search string %s in %s",
                       wp_job_str(job, "search_regex"), what);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Timeout when waiting for %s%s", what,
                   is_state(at, "started", "present") ? "" : wp_printf(wp_job_arena(job), " to be %s", at->state));
}

static bool wait(wp_job *job, waiting *at, wp_error *err)
{
    bool done = false;
    bool has_thing = at->path || at->port;
    if (!wp_job_sleep(job, wp_job_int(job, "delay") * 1000, err))
        return false;
    for (;;) {
        if (has_thing && !look(job, at, &done, err))
            return false;
        double left = at->until - now();
        if (done || (!has_thing && left <= 0))
            return true;
        if (left <= 0)
            return give_up(job, at, err);
        double step = has_thing ? (double)wp_job_int(job, "sleep") : left;
        wp_job_progress(job, "waiting for %s, %d s left",
                        at->path    ? at->path
                        : has_thing ? at->host
                                    : "a while",
                        (int)left);
        if (!wp_job_sleep(job, (int64_t)((step < left ? step : left) * 1000) + 1, err))
            return false;
    }
}

static void set_results(wp_job *job, const waiting *at)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value groups = wp_list_new(arena, 2), named = wp_dict_new(arena, 2);
    wp_value names = at->pattern ? wp_pattern_names(job, at->pattern) : wp_list_new(arena, 0);
    for (size_t i = 1; i < at->match.count; i++)
        wp_list_push(arena, groups, at->match.group[i].ptr ? wp_string_of(arena, at->match.group[i]) : wp_null());
    for (size_t i = 0; at->match.count && i < wp_len(names); i++) {
        wp_value name = wp_list_at(names, i);
        wp_str group = at->match.group[wp_pattern_group(at->pattern, name.as.text)];
        wp_dict_put(arena, named, name, group.ptr ? wp_string_of(arena, group) : wp_null());
    }
    wp_job_set_str(job, "state", at->state);
    wp_job_set(job, "port", at->port ? wp_int(at->port) : wp_null());
    wp_job_set_str(job, "search_regex", wp_job_str(job, "search_regex"));
    wp_job_set(job, "match_groups", groups);
    wp_job_set(job, "match_groupdict", named);
    wp_job_set_str(job, "path", at->path);
    wp_job_set_int(job, "elapsed", (int64_t)(now() - at->began));
    if (at->path)
        wp_job_set_stat(job, &at->stat);
}

static bool probe(wp_job *job, wp_error *err)
{
    waiting *at = wp_job_state(job, sizeof *at);
    if (!prepare(job, at, err))
        return false;
    if (wp_job_check_mode(job)) {
        wp_job_skip(job, "nothing is waited for in check mode");
        return true;
    }
    if (!wait(job, at, err))
        return false;
    set_results(job, at);
    return true;
}

static const wp_param params[] = {
    { .name = "host", .type = WP_PARAM_STR, .fallback = "127.0.0.1", .help = "name or address, as the host knows it" },
    { .name = "port", .type = WP_PARAM_INT, .help = "port to look at" },
    { .name = "path", .type = WP_PARAM_PATH, .help = "file to look at, on the host" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "started",
      .choices = (const char *const[]){ "absent", "drained", "present", "started", "stopped", NULL },
      .help = "open or there (started, present), closed or gone (stopped, absent), without connections (drained)" },
    { .name = "search_regex", .type = WP_PARAM_STR, .help = "what the file, or the other side of the port, must say" },
    { .name = "timeout", .type = WP_PARAM_INT, .fallback = "300", .help = "seconds to wait at most" },
    { .name = "connect_timeout", .type = WP_PARAM_INT, .fallback = "5", .help = "seconds for one try at the port" },
    { .name = "delay", .type = WP_PARAM_INT, .fallback = "0", .help = "seconds before the first look" },
    { .name = "sleep", .type = WP_PARAM_INT, .fallback = "1", .help = "seconds between looks" },
    { .name = "exclude_hosts", .type = WP_PARAM_LIST, .help = "addresses whose connections do not count (drained)" },
    { .name = "active_connection_states", .type = WP_PARAM_LIST,
      .fallback = "ESTABLISHED,FIN_WAIT1,FIN_WAIT2,SYN_RECV,SYN_SENT,TIME_WAIT",
      .help = "states of connections that count (drained)" },
    { .name = "msg", .type = WP_PARAM_STR, .help = "what to say when the time is up" },
    { 0 },
};

const wp_module wp_module_wait_for = {
    .name = "wait_for",
    .summary = "Waits for a port, a file, or a while",
    .params = params,
    .probe = probe,
    .remote = "wait_for",
    .examples = "- ansible.builtin.wait_for:\n"
                "    path: /etc/passwd\n"
                "    search_regex: '^root:(?P<password>[^:]*)'\n"
                "    timeout: 5\n",
    .returns = "elapsed: seconds it took\nmatch_groups: groups of search_regex\nmatch_groupdict: named ones\n"
               "state: what was waited for\n",
};
