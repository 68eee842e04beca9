/*
 * authorized_key: keys that may log in as a user.
 *
 * A line of the file is [OPTIONS] TYPE KEY [COMMENT]; a key is known by KEY alone.
 * Lines that are none of that (comments, empty ones) stay as they are, but for exclusive.
 * A key that changes goes to the end, as Ansible puts it.
 */
#include <waplay/module.h>

#include <string.h>

typedef struct line {
    const char *options, *type, *key, *comment; /* key is NULL: not a key */
    wp_str text;                                /* as it stands there; ptr is NULL: made from the others */
} line;

typedef struct lines {
    line *at;
    size_t count;
} lines;

typedef struct login {
    const char *uid, *gid, *file, *dir;
    bool has_file, has_dir;
    wp_stat now;
    wp_str old, content;
} login;

static bool is_state(wp_job *job, const char *state)
{
    return strcmp(wp_job_str(job, "state"), state) == 0;
}

/* ---- lines ------------------------------------------------------------------------------ */

/* The next word: a blank within double quotes does not end it. */
static const char *take_word(wp_arena *arena, const char **rest)
{
    bool quoted = false;
    const char *from = *rest + strspn(*rest, " \t"), *to = from;
    for (; *to && (quoted || !strchr(" \t", *to)); to++) {
        if (*to == '\\' && to[1] == '"')
            to++;
        else if (*to == '"')
            quoted = !quoted;
    }
    *rest = to + strspn(to, " \t");
    return wp_strndup(arena, from, (size_t)(to - from));
}

static bool is_key_type(const char *word)
{
    static const char *const beginnings[] = { "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", NULL };
    for (const char *const *beginning = beginnings; *beginning; beginning++)
        if (strncmp(word, *beginning, strlen(*beginning)) == 0)
            return true;
    return false;
}

static line read_line(wp_arena *arena, wp_str text)
{
    line found = { .options = "", .text = text };
    const char *rest = wp_strndup(arena, text.ptr, wp_line_bare(text).len);
    rest += strspn(rest, " \t");
    if (!*rest || *rest == '#')
        return found;
    const char *type = take_word(arena, &rest);
    if (!is_key_type(type)) {
        found.options = type;
        type = take_word(arena, &rest);
    }
    const char *key = take_word(arena, &rest);
    if (!is_key_type(type) || !*key)
        return found;
    size_t len = strlen(rest);
    while (len && strchr(" \t", rest[len - 1]))
        len--;
    found.type = type;
    found.key = key;
    found.comment = wp_strndup(arena, rest, len);
    return found;
}

static lines read_lines(wp_job *job, wp_str text, size_t room)
{
    wp_lines split = wp_lines_split(job, text, false);
    lines all = { .at = wp_new_array(wp_job_arena(job), line, split.count + room) };
    for (size_t i = 0; i < split.count; i++)
        all.at[all.count++] = read_line(wp_job_arena(job), split.at[i]);
    return all;
}

static wp_str text_of(wp_job *job, const lines *all)
{
    wp_arena *arena = wp_job_arena(job);
    wp_lines out = { .at = wp_new_array(arena, wp_str, all->count + 1), .room = all->count + 1 };
    for (size_t i = 0; i < all->count; i++) {
        const line *at = &all->at[i];
        out.at[out.count++] =
            at->text.ptr ? wp_line_ended(job, at->text)
                         : wp_str_of(wp_printf(arena, "%s%s%s %s %s\n", at->options, *at->options ? " " : "",
                                               at->type, at->key, at->comment));
    }
    return wp_lines_join(job, &out);
}

/* ---- what is wanted ------------------------------------------------------------------------- */

/* The keys: the parameter itself, or what a web server has at that address. */
static bool fetch_keys(wp_job *job, wp_str *out, wp_error *err)
{
    const char *given = wp_job_str(job, "key");
    wp_http_reply reply;
    *out = wp_str_of(given);
    if (strncmp(given, "http", 4) != 0)
        return true;
    wp_http_request request = { .url = given, .headers = wp_null(), .unredirected = wp_null(), .follow = true,
                                .through_host = true, .verify = wp_job_bool(job, "validate_certs") };
    if (!wp_job_http(job, &request, &reply, err))
        return wp_while(err, "keys of %s", given);
    if (reply.fault != WP_HTTP_OK || reply.status != 200)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the keys can't be read from %s: %s", given,
                       reply.fault != WP_HTTP_OK ? reply.fault_text
                                                 : wp_printf(wp_job_arena(job), "status %d", reply.status));
    *out = reply.body;
    return true;
}

static bool read_wanted(wp_job *job, lines *wanted, wp_error *err)
{
    wp_str text;
    if (!fetch_keys(job, &text, err))
        return false;
    lines all = read_lines(job, text, 0);
    *wanted = (lines){ .at = all.at };
    for (size_t i = 0; i < all.count; i++) {
        line key = all.at[i];
        wp_str bare = wp_line_bare(key.text);
        while (bare.len && strchr(" \t", *bare.ptr))
            bare.ptr++, bare.len--;
        if (!bare.len || *bare.ptr == '#')
            continue;
        if (!key.key)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%.*s' is no SSH key", (int)bare.len, bare.ptr);
        key.text = (wp_str){ 0 };
        if (wp_job_has(job, "key_options"))
            key.options = wp_job_str(job, "key_options");
        if (wp_job_has(job, "comment"))
            key.comment = wp_job_str(job, "comment");
        wanted->at[wanted->count++] = key;
    }
    return true;
}

static line *find(const lines *all, const char *key)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i].key && strcmp(all->at[i].key, key) == 0)
            return &all->at[i];
    return NULL;
}

static void drop(lines *all, line *gone)
{
    memmove(gone, gone + 1, (size_t)(all->at + all->count - gone - 1) * sizeof *gone);
    all->count--;
}

static bool is_same(const line *a, const line *b)
{
    return strcmp(a->type, b->type) == 0 && strcmp(a->options, b->options) == 0 && strcmp(a->comment, b->comment) == 0;
}

static void put(lines *all, const line *key)
{
    line *found = find(all, key->key);
    if (found && is_same(found, key))
        return;
    if (found)
        drop(all, found);
    all->at[all->count++] = *key;
}

static bool make_content(wp_job *job, login *at, wp_error *err)
{
    lines wanted;
    if (!read_wanted(job, &wanted, err))
        return false;
    lines all = read_lines(job, at->old, wanted.count);
    for (size_t i = 0; i < wanted.count; i++) {
        line *found = find(&all, wanted.at[i].key);
        if (is_state(job, "present"))
            put(&all, &wanted.at[i]);
        else if (found && (!wp_job_has(job, "key_options") || strcmp(found->options, wanted.at[i].options) == 0))
            drop(&all, found);
    }
    for (size_t i = all.count; wp_job_bool(job, "exclusive") && is_state(job, "present") && i-- > 0;)
        if (!all.at[i].key || !find(&wanted, all.at[i].key))
            drop(&all, &all.at[i]);
    at->content = text_of(job, &all);
    return true;
}

/* ---- the story ---------------------------------------------------------------------------------- */

static const char *field(wp_job *job, wp_str fields, const char *name)
{
    wp_str value = wp_field(fields, name);
    return wp_strndup(wp_job_arena(job), value.ptr, value.len);
}

static bool probe(wp_job *job, wp_error *err)
{
    login *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    const char *user = wp_job_str(job, "user"), *path = wp_job_has(job, "path") ? wp_job_str(job, "path") : "";
    if (!WP_CALL(job, "authorized_key_probe", &reply, err, user, path, wp_job_bool(job, "follow") ? "1" : ""))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->uid = field(job, reply.out, "uid");
    at->gid = field(job, reply.out, "gid");
    at->file = field(job, reply.out, "file");
    at->dir = field(job, reply.out, "dir");
    at->has_dir = wp_field_has(reply.out, "dirthere");
    at->old = wp_field_tail(reply.out, "content");
    wp_stat_read(wp_job_arena(job), reply.out, &at->now);
    at->has_file = at->now.exists;
    if (!at->old.ptr)
        at->old = wp_str_of("");
    if (!at->has_file && wp_job_is_foreseen(job, at->file) && wp_job_foreseen_content(job, at->file).ptr)
        at->old = wp_job_foreseen_content(job, at->file);
    return true;
}

/* A user that an earlier task of this preview makes: its home is where homes are. */
static bool check_user(wp_job *job, login *at, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    const char *user = wp_job_str(job, "user");
    if (*at->uid)
        return true;
    if (!wp_job_is_foreseen(job, wp_printf(arena, "user:/%s", user))) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "there is no user '%s' on this host", user);
        return wp_hint(err, "make it first, with module user");
    }
    if (!*at->file)
        at->file = wp_printf(arena, "/home/%s/.ssh/authorized_keys", user);
    return true;
}

static void set_results(wp_job *job, const login *at)
{
    static const char *const told[] = { "user", "key", "path", "manage_dir", "state", "key_options", "exclusive",
                                        "comment", "validate_certs", "follow", NULL };
    for (const char *const *name = told; *name; name++)
        wp_job_set(job, *name, wp_job_value(job, *name));
    wp_job_set_str(job, "keyfile", wp_job_has(job, "path") ? wp_job_str(job, "path") : at->file);
    if (wp_job_has(job, "path") && at->now.exists)
        wp_job_set_stat(job, &at->now);
}

static bool plan(wp_job *job, wp_error *err)
{
    login *at = wp_job_state(job, sizeof *at);
    if (!check_user(job, at, err) || !make_content(job, at, err))
        return false;
    set_results(job, at);
    if (wp_str_eq(at->content, at->old))
        return true;
    const char *given = wp_job_has(job, "path") ? wp_job_str(job, "path") : at->file;
    wp_job_change(job, "change the keys of %s in %s", wp_job_str(job, "user"), at->file);
    wp_job_diff(job, given, at->old, at->file, at->content);
    wp_job_foresee(job, at->file, at->content);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    login *at = wp_job_state(job, sizeof *at);
    wp_put file = { .path = at->file, .content = at->content, .mode = "0600", .owner = at->uid, .group = at->gid,
                    .after = &at->now };
    bool manages = wp_job_bool(job, "manage_dir");
    file.first = wp_calls_new(job);
    if (manages)
        WP_ADD_CALL(file.first, "authorized_key_dir", at->dir, at->uid, at->gid);
    else if (!at->has_dir)
        WP_ADD_CALL(file.first, "mkdir", "-p", "--", at->dir);
    else
        file.first = NULL;
    if (!wp_host_put(job, &file, err))
        return false;
    set_results(job, at);
    return true;
}

static const wp_param params[] = {
    { .name = "user", .type = WP_PARAM_STR, .required = true, .help = "whose keys they are" },
    { .name = "key", .type = WP_PARAM_STR, .required = true,
      .help = "the public keys, one a line; or the URL of such a text" },
    { .name = "path", .type = WP_PARAM_PATH, .help = "the file, instead of ~/.ssh/authorized_keys" },
    { .name = "manage_dir", .type = WP_PARAM_BOOL, .fallback = "yes",
      .help = "make its directory, with the right owner and mode" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether they must be there" },
    { .name = "key_options", .type = WP_PARAM_STR, .help = "options in front of the key" },
    { .name = "exclusive", .type = WP_PARAM_BOOL, .fallback = "no", .help = "all other keys go" },
    { .name = "comment", .type = WP_PARAM_STR, .help = "comment instead of the key's own" },
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "check the certificate of the URL" },
    { .name = "follow", .type = WP_PARAM_BOOL, .fallback = "no", .help = "write to what a link leads to" },
    { 0 },
};

const wp_module wp_module_authorized_key = {
    .name = "authorized_key",
    .summary = "SSH keys that may log in as a user",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "authorized_key",
    .examples = "- ansible.posix.authorized_key:\n"
                "    user: deploy\n"
                "    key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0+hGQ9kBqO1GFJZbeqFWJVsGmIK3BVaf0UGpmkRhWJ ops\n"
                "    key_options: from=\"10.0.0.0/8\",no-pty\n",
    .returns = "keyfile: the file\nkey: the keys of the task\nuser: whose they are\nstate: present or absent\n"
               "exclusive: whether all others go\nkey_options: options of the key\nmanage_dir: whether its directory was "
               "looked after\n",
};
