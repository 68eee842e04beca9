/*
 * deb822_repository: a repository in apt's newer form, a file of its own with a field a
 * line, and its key beside it.
 *
 *   X-Repolib-Name: docker
 *   Types: deb
 *   URIs: https://download.docker.com/linux/debian
 *   Signed-By: /etc/apt/keyrings/docker.asc
 *
 * The fields stand in the order of their parameters' names, as Ansible writes them.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <string.h>

typedef struct repository {
    const char *slug, *path, *key_path;
    wp_str key;          /* its bytes; ptr is NULL: none is to be written */
    const char *signed_by; /* the field */
    const char *text;
    wp_str fields;
    wp_stat now;
    const char *mode;
    bool writes, writes_key;
} repository;

/* ---- text -------------------------------------------------------------------------------- */

/* Parameters that become fields, in the order they are written in. */
static const struct {
    const char *param, *field;
} rows[] = {
    { "allow_downgrade_to_insecure", "Allow-Downgrade-To-Insecure" },
    { "allow_insecure", "Allow-Insecure" },
    { "allow_weak", "Allow-Weak" },
    { "architectures", "Architectures" },
    { "by_hash", "By-Hash" },
    { "check_date", "Check-Date" },
    { "check_valid_until", "Check-Valid-Until" },
    { "components", "Components" },
    { "date_max_future", "Date-Max-Future" },
    { "enabled", "Enabled" },
    { "exclude", "Exclude" },
    { "include", "Include" },
    { "inrelease_path", "InRelease-Path" },
    { "languages", "Languages" },
    { "name", "X-Repolib-Name" },
    { "pdiffs", "PDiffs" },
    { "signed_by", "Signed-By" },
    { "suites", "Suites" },
    { "targets", "Targets" },
    { "trusted", "Trusted" },
    { "types", "Types" },
    { "uris", "URIs" },
};

static const char *value_text(wp_job *job, const char *param)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value value = wp_job_value(job, param);
    const char *out = "";
    if (wp_is(value, WP_BOOL))
        return wp_job_bool(job, param) ? "yes" : "no";
    if (!wp_is(value, WP_LIST))
        return wp_to_text(arena, value).ptr;
    for (size_t i = 0; i < wp_len(value); i++)
        out = wp_printf(arena, "%s%s%s", out, i ? " " : "", wp_to_text(arena, wp_list_at(value, i)).ptr);
    return out;
}

/* A text of several lines goes on in lines that begin with a blank; an empty one has a dot. */
static const char *folded(wp_job *job, const char *text)
{
    wp_lines lines = wp_lines_split(job, (wp_str){ text, strlen(text) }, false);
    const char *out = "";
    if (lines.count < 2)
        return wp_printf(wp_job_arena(job), " %s", text);
    for (size_t i = 0; i < lines.count; i++) {
        wp_str line = wp_line_bare(lines.at[i]);
        out = wp_printf(wp_job_arena(job), "%s\n %.*s", out, line.len ? (int)line.len : 1, line.len ? line.ptr : ".");
    }
    return out;
}

static const char *file_text(wp_job *job, const repository *at)
{
    const char *out = "";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool is_key = strcmp(rows[i].param, "signed_by") == 0;
        if (!wp_job_has(job, rows[i].param))
            continue;
        const char *value = is_key ? at->signed_by : value_text(job, rows[i].param);
        if (!*value)
            continue;
        out = wp_printf(wp_job_arena(job), "%s%s:%s\n", out, rows[i].field, folded(job, value));
    }
    return out;
}

/* "Docker CE_stable" becomes docker-ce-stable. */
static const char *slug_of(wp_job *job, const char *name)
{
    char *out = wp_strdup(wp_job_arena(job), name), *to = out;
    for (; *name; name++) {
        char byte = (char)tolower((unsigned char)*name);
        if (byte == '_' || isspace((unsigned char)byte)) {
            if (name[1] != '_' && !isspace((unsigned char)name[1]))
                *to++ = '-';
        } else if (isalnum((unsigned char)byte) || byte == '-') {
            *to++ = byte;
        }
    }
    *to = '\0';
    return out;
}

/* ---- probe -------------------------------------------------------------------------------- */

/* A key by its URL is fetched by the host; one that is given whole, or by its path or fingerprint, stands in the file. */
static bool fetch_key(wp_job *job, repository *at, wp_error *err)
{
    const char *given = wp_job_str(job, "signed_by");
    at->signed_by = given ? given : "";
    if (!given || !strstr(given, "://") || strchr(given, '\n'))
        return true;
    wp_http_reply reply;
    wp_http_request request = { .url = given, .headers = wp_null(), .unredirected = wp_null(), .verify = true,
                                .through_host = true, .follow = true };
    if (!wp_job_http(job, &request, &reply, err))
        return false;
    if (reply.fault != WP_HTTP_OK || reply.status != 200)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the key %s can't be fetched: %s", given,
                       reply.fault != WP_HTTP_OK ? reply.fault_text
                                                 : wp_printf(wp_job_arena(job), "HTTP status %d", reply.status));
    bool armored = false;
    for (size_t i = 0; i + 10 < reply.body.len && !armored; i++)
        armored = memcmp(reply.body.ptr + i, "-----BEGIN", 10) == 0;
    at->key = reply.body;
    at->key_path = wp_printf(wp_job_arena(job), "/etc/apt/keyrings/%s.%s", at->slug, armored ? "asc" : "gpg");
    at->signed_by = at->key_path;
    return true;
}

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static bool probe(wp_job *job, wp_error *err)
{
    repository *at = wp_job_state(job, sizeof *at);
    const char *digest = "";
    wp_reply reply;
    at->slug = slug_of(job, wp_job_str(job, "name"));
    at->path = wp_printf(wp_job_arena(job), "/etc/apt/sources.list.d/%s.sources", at->slug);
    if (is_present(job) && !fetch_key(job, at, err))
        return false;
    if ((at->key.ptr && !wp_job_digest(job, "sha256", at->key, &digest, err)) ||
        !WP_CALL(job, "deb822_repository_probe", &reply, err, at->slug, digest))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->fields = reply.out;
    wp_stat_read(wp_job_arena(job), reply.out, &at->now);
    return true;
}

/* ---- plan ----------------------------------------------------------------------------------- */

static bool same_key(const repository *at)
{
    wp_str there = wp_field(at->fields, "same");
    return there.len == strlen(at->key_path) && memcmp(there.ptr, at->key_path, there.len) == 0;
}

static void tell(wp_job *job, const repository *at, const char *after)
{
    wp_str before = wp_field(at->fields, "text");
    if (!wp_job_diff_mode(job))
        return;
    wp_job_diff(job, at->now.exists ? at->path : "/dev/null", before, *after ? at->path : "/dev/null",
                (wp_str){ after, strlen(after) });
}

static bool plan_present(wp_job *job, repository *at, wp_error *err)
{
    wp_str before = wp_field(at->fields, "text");
    at->text = file_text(job, at);
    at->writes_key = at->key.ptr && !same_key(at);
    at->writes = !at->now.exists || before.len != strlen(at->text) || memcmp(before.ptr, at->text, before.len) != 0;
    uint32_t mode = 0644;
    if (!wp_mode_compute(wp_job_str(job, "mode"), at->now.exists ? at->now.mode : 0644, 022, false, &mode, err))
        return false;
    at->mode = wp_printf(wp_job_arena(job), "%04o", mode);
    if (at->writes_key) {
        wp_job_change(job, "write the key %s", at->key_path);
        wp_job_foresee(job, at->key_path, at->key);
    }
    if (at->writes) {
        wp_job_change(job, "write %s", at->path);
        wp_job_foresee(job, at->path, (wp_str){ at->text, strlen(at->text) });
        tell(job, at, at->text);
    } else if (at->now.mode != mode) {
        wp_job_change(job, "give %s the mode %s", at->path, at->mode);
    }
    return true;
}

static void plan_absent(wp_job *job, repository *at)
{
    wp_str rest = at->fields, key, value;
    at->text = "";
    if (at->now.exists) {
        wp_job_change(job, "remove %s", at->path);
        tell(job, at, "");
    }
    while (wp_field_next(&rest, &key, &value))
        if (key.len == 3 && memcmp(key.ptr, "key", 3) == 0)
            wp_job_change(job, "remove %.*s", (int)value.len, value.ptr);
}

static bool plan(wp_job *job, wp_error *err)
{
    repository *at = wp_job_state(job, sizeof *at);
    if (is_present(job) && !plan_present(job, at, err))
        return false;
    if (!is_present(job))
        plan_absent(job, at);
    wp_job_set(job, "repo", is_present(job) ? wp_string(wp_job_arena(job), at->text) : wp_null());
    wp_job_set_str(job, "dest", is_present(job) ? at->path : NULL);
    wp_job_set_str(job, "key_filename", at->key_path);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    repository *at = wp_job_state(job, sizeof *at);
    wp_put puts[3] = { { 0 } };
    size_t count = 0;
    wp_reply reply;
    if (!is_present(job)) {
        const char *key = wp_printf(wp_job_arena(job), "/etc/apt/keyrings/%s", at->slug);
        if (!WP_CALL(job, "rm", &reply, err, "-f", at->path, wp_printf(wp_job_arena(job), "%s.asc", key),
                     wp_printf(wp_job_arena(job), "%s.gpg", key)))
            return false;
        return reply.status == 0 || wp_reply_fail(job, &reply, err);
    }
    if (at->writes_key && !wp_field_has(at->fields, "keyrings"))
        puts[count++] = (wp_put){ .path = "/etc/apt/keyrings", .kind = WP_PUT_DIR, .mode = "0755" };
    if (at->writes_key)
        puts[count++] = (wp_put){ .path = at->key_path, .mode = "0644", .content = at->key };
    puts[count++] = at->writes ? (wp_put){ .path = at->path, .mode = at->mode, .content = { at->text, strlen(at->text) } }
                               : (wp_put){ .path = at->path, .kind = WP_PUT_DRESS, .mode = at->mode };
    return wp_host_put_all(job, puts, count, err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .help = "its name, from which its file gets its own" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "absent", "present", NULL }, .help = "whether it must be there" },
    { .name = "types", .type = WP_PARAM_LIST, .fallback = "deb", .choices = (const char *const[]){ "deb", "deb-src", NULL },
      .help = "packages, sources, or both" },
    { .name = "uris", .type = WP_PARAM_LIST, .help = "where it is" },
    { .name = "suites", .type = WP_PARAM_LIST, .help = "releases, or an exact path that ends in a slash" },
    { .name = "components", .type = WP_PARAM_LIST, .help = "parts of them: main" },
    { .name = "architectures", .type = WP_PARAM_LIST, .help = "only these" },
    { .name = "signed_by", .type = WP_PARAM_STR,
      .help = "its key: a URL that the host can reach, a path, a fingerprint, or the key itself" },
    { .name = "enabled", .type = WP_PARAM_BOOL, .help = "whether apt reads it" },
    { .name = "trusted", .type = WP_PARAM_BOOL, .help = "yes: without a signature; no: never" },
    { .name = "languages", .type = WP_PARAM_LIST, .help = "translations to fetch; none: none" },
    { .name = "targets", .type = WP_PARAM_LIST, .help = "what to fetch of it" },
    { .name = "include", .type = WP_PARAM_LIST, .help = "only these packages" },
    { .name = "exclude", .type = WP_PARAM_LIST, .help = "all but these packages" },
    { .name = "allow_downgrade_to_insecure", .type = WP_PARAM_BOOL, .help = "it may lose its signature" },
    { .name = "allow_insecure", .type = WP_PARAM_BOOL, .help = "it need not be signed" },
    { .name = "allow_weak", .type = WP_PARAM_BOOL, .help = "weak digests will do" },
    { .name = "by_hash", .type = WP_PARAM_BOOL, .help = "fetch files by their digest" },
    { .name = "check_date", .type = WP_PARAM_BOOL, .help = "whether its date may lie in the future" },
    { .name = "check_valid_until", .type = WP_PARAM_BOOL, .help = "whether it may be out of date" },
    { .name = "date_max_future", .type = WP_PARAM_INT, .help = "how far, in seconds, its date may lie in the future" },
    { .name = "inrelease_path", .type = WP_PARAM_STR, .help = "where its InRelease is, from its suite on" },
    { .name = "pdiffs", .type = WP_PARAM_BOOL, .help = "fetch differences of lists" },
    { .name = "mode", .type = WP_PARAM_MODE, .fallback = "0644", .help = "permissions of its file" },
    { .name = "install_python_debian", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "taken for the sake of playbooks: no Python is needed" },
    { 0 },
};

const wp_module wp_module_deb822_repository = {
    .name = "deb822_repository",
    .summary = "A repository of apt's, in a file of its own",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "deb822_repository",
    .note = "The package lists are not read: do that with apt: update_cache.",
    .examples = "- ansible.builtin.deb822_repository:\n"
                "    name: docker\n"
                "    uris: https://download.docker.com/linux/debian\n"
                "    suites: bookworm\n"
                "    components: stable\n"
                "    signed_by: https://download.docker.com/linux/debian/gpg\n",
    .returns = "repo: the text of its file\ndest: the file\nkey_filename: the file of a key that was fetched\n",
};
