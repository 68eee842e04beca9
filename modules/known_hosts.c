/*
 * known_hosts: the key of a host that SSH may trust.
 *
 * Names may be hashed, so ssh-keygen finds the lines of a host. Of each kind of key
 * there is one: another of the same kind takes its place. A line of many hosts, by a
 * pattern or a marker, is nobody's own: it stays when one host goes.
 */
#include <waplay/module.h>

#include <stdlib.h>
#include <string.h>

typedef struct known {
    const char *path;
    wp_stat now;
    wp_str fields, old, content;
    const char *key; /* as it is to stand there; NULL: none was given */
} known;

typedef struct entry {
    wp_str marker, names, type, key;
} entry;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static wp_str next_word(wp_str *rest)
{
    size_t from = 0, to;
    while (from < rest->len && strchr(" \t\r\n", rest->ptr[from]))
        from++;
    for (to = from; to < rest->len && !strchr(" \t\r\n", rest->ptr[to]);)
        to++;
    wp_str word = { rest->ptr + from, to - from };
    *rest = (wp_str){ rest->ptr + to, rest->len - to };
    return word;
}

static entry read_entry(wp_str line)
{
    entry found = { .names = next_word(&line) };
    if (found.names.len && *found.names.ptr == '@') {
        found.marker = found.names;
        found.names = next_word(&line);
    }
    found.type = next_word(&line);
    found.key = next_word(&line);
    return found;
}

static bool is_hashed(entry line)
{
    return line.names.len > 3 && memcmp(line.names.ptr, "|1|", 3) == 0;
}

static bool is_of_many(entry line)
{
    return line.marker.len || memchr(line.names.ptr, '*', line.names.len) || memchr(line.names.ptr, '?', line.names.len);
}

/* ---- probe ------------------------------------------------------------------------------- */

static const char *host_of(wp_job *job)
{
    char *name = wp_strdup(wp_job_arena(job), wp_job_str(job, "name"));
    for (char *at = name; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return name;
}

static const char *wanted_line(wp_job *job)
{
    if (!wp_job_has(job, "key"))
        return NULL;
    wp_str text = wp_line_bare(wp_str_of(wp_job_str(job, "key")));
    return wp_printf(wp_job_arena(job), "%.*s\n", (int)text.len, text.ptr);
}

static bool check_answer(wp_job *job, const known *at, wp_error *err)
{
    if (at->key && (wp_field_has(at->fields, "other") || !read_entry(wp_str_of(at->key)).key.len)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the key is none of the host '%s'", wp_job_str(job, "name"));
        return wp_hint(err, "it must read as in known_hosts: NAME TYPE KEY");
    }
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    known *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    at->path = wp_job_str(job, "path");
    at->key = wanted_line(job);
    wp_str input = wp_str_of(at->key ? at->key : "");
    const char *const args[] = { host_of(job), at->path, wp_job_bool(job, "hash_host") ? "1" : "" };
    if (is_present(job) && !at->key)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "state=present needs the parameter 'key'");
    if (!wp_host_call(job, "known_hosts_probe", args, 3, &input, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->fields = reply.out;
    at->old = wp_field_tail(reply.out, "content");
    wp_stat_read(wp_job_arena(job), reply.out, &at->now);
    if (!at->old.ptr)
        at->old = wp_job_foreseen_content(job, at->path);
    if (!at->old.ptr)
        at->old = wp_str_of("");
    return check_answer(job, at, err);
}

/* ---- plan ----------------------------------------------------------------------------------- */

/* Does a line of this host make place for the one that is wanted, or go with it? */
static bool goes(wp_job *job, entry line, entry wanted)
{
    bool same_kind = wp_str_eq(line.type, wanted.type), same_key = wp_str_eq(line.key, wanted.key);
    if (is_of_many(line) || (is_present(job) && memchr(line.names.ptr, ',', line.names.len)))
        return false;
    if (is_present(job))
        return same_kind && !(same_key && is_hashed(line) == wp_job_bool(job, "hash_host"));
    return wanted.key.len == 0 || same_kind;
}

static bool is_in(wp_job *job, wp_str numbers, size_t number)
{
    for (wp_str word; (word = next_word(&numbers)).len;)
        if (strtoul(wp_strndup(wp_job_arena(job), word.ptr, word.len), NULL, 10) == number)
            return true;
    return false;
}

static wp_str new_content(wp_job *job, const known *at)
{
    entry wanted = read_entry(wp_str_of(at->key ? at->key : ""));
    wp_lines lines = wp_lines_split(job, at->old, false);
    wp_str numbers = wp_field(at->fields, "lines");
    bool is_there = false;
    size_t kept = 0;
    for (size_t i = 0; i < lines.count; i++) {
        entry line = read_entry(lines.at[i]);
        bool ours = is_in(job, numbers, i + 1);
        if (ours && goes(job, line, wanted))
            continue;
        is_there |= ours && wp_str_eq(line.type, wanted.type) && wp_str_eq(line.key, wanted.key);
        lines.at[kept++] = lines.at[i];
    }
    lines.count = kept;
    if (is_present(job) && !is_there) {
        wp_str line = wp_field_has(at->fields, "hashed") ? wp_field(at->fields, "hashed") : wp_str_of(at->key);
        wp_lines_insert(job, &lines, lines.count, &line, 1);
    }
    return wp_lines_join(job, &lines);
}

static void set_results(wp_job *job, const known *at)
{
    static const char *const told[] = { "name", "key", "path", "hash_host", "state", NULL };
    for (const char *const *name = told; *name; name++)
        wp_job_set(job, *name, wp_job_value(job, *name));
    if (at->now.exists)
        wp_job_set_stat(job, &at->now);
}

static bool plan(wp_job *job, wp_error *err)
{
    known *at = wp_job_state(job, sizeof *at);
    at->content = new_content(job, at);
    set_results(job, at);
    if (wp_str_eq(at->content, at->old))
        return true;
    if (!wp_job_may_make(job, at->path, at->fields, err))
        return false;
    wp_job_change(job, is_present(job) ? "put the key of %s into %s" : "take the keys of %s out of %s",
                  wp_job_str(job, "name"), at->path);
    wp_job_diff(job, at->now.exists ? at->path : "/dev/null", at->old, at->path, at->content);
    wp_job_foresee(job, at->path, at->content);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    known *at = wp_job_state(job, sizeof *at);
    wp_put put = { .path = at->path, .content = at->content, .after = &at->now };
    if (!wp_host_put(job, &put, err))
        return false;
    set_results(job, at);
    return true;
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "host", NULL },
      .help = "the host, as in the key: NAME, or [NAME]:PORT" },
    { .name = "key", .type = WP_PARAM_STR, .help = "its line: NAME TYPE KEY; without one all keys of the host go" },
    { .name = "path", .type = WP_PARAM_PATH, .fallback = "~/.ssh/known_hosts", .help = "the file" },
    { .name = "hash_host", .type = WP_PARAM_BOOL, .fallback = "no", .help = "hash the name" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    { 0 },
};

const wp_module wp_module_known_hosts = {
    .name = "known_hosts",
    .summary = "The key of a host that SSH may trust",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "known_hosts",
    .note = "The host needs ssh-keygen.",
    .examples = "- ansible.builtin.known_hosts:\n"
                "    path: /etc/ssh/ssh_known_hosts\n"
                "    name: git.example.com\n"
                "    key: git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0+hGQ9kBqO1GFJZbeqFWJVsGmIK3BVaf0UGpmkRhWJ\n",
    .returns = "name: the host\nkey: its line\npath: the file\nhash_host: whether the name is hashed\n",
};
