/*
 * git: a copy of a repository, at a branch, a tag or a commit.
 *
 *   probe   what is there, and what the other side has of that name (ls-remote): one trip
 *   plan    another commit, another address, local changes, sub-modules behind?
 *   apply   clone; or fetch and switch
 *
 * Nothing is fetched where both sides have the same commit already.
 */
#include <waplay/module.h>

#include <string.h>

typedef struct copy {
    const char *repo;
    wp_str fields;
    const char *before, *head, *kind;
    bool is_there, moves_address, is_modified;
    const char *what; /* clone, update, or "" */
} copy;

static const char *field(wp_job *job, const copy *at, const char *key)
{
    wp_str text = wp_field(at->fields, key);
    return wp_strndup(wp_job_arena(job), text.ptr, text.len);
}

static bool field_is(const copy *at, const char *key, const char *wanted)
{
    wp_str text = wp_field(at->fields, key);
    return text.len == strlen(wanted) && memcmp(text.ptr, wanted, text.len) == 0;
}

/* ---- words for the half ------------------------------------------------------------------ */

enum { WORDS = 32 };

static const struct {
    const char *word, *param;
} texts[] = {
    { "dest", "dest" },             { "version", "version" },   { "remote", "remote" },
    { "refspec", "refspec" },       { "reference", "reference" }, { "executable", "executable" },
    { "key", "key_file" },          { "separate", "separate_git_dir" }, { "archive", "archive" },
    { "prefix", "archive_prefix" }, { "umask", "umask" },
};

static const struct {
    const char *word, *param;
} flags[] = {
    { "bare", "bare" },           { "force", "force" },         { "recursive", "recursive" },
    { "track", "track_submodules" }, { "single", "single_branch" }, { "verify", "verify_commit" },
};

static const char *ssh_options(wp_job *job)
{
    const char *given = wp_job_str(job, "ssh_opts");
    const char *accept = wp_job_bool(job, "accept_hostkey")      ? "-o StrictHostKeyChecking=no"
                         : wp_job_bool(job, "accept_newhostkey") ? "-o StrictHostKeyChecking=accept-new" : "";
    bool says = given && (strstr(given, "-o StrictHostKeyChecking=no") || strstr(given, "-o StrictHostKeyChecking=accept-new"));
    return wp_printf(wp_job_arena(job), "%s%s%s", given ? given : "", given && *accept && !says ? " " : "",
                     says ? "" : accept);
}

static const char *signers(wp_job *job)
{
    wp_value list = wp_job_value(job, "gpg_whitelist");
    const char *out = "";
    for (size_t i = 0; i < wp_len(list); i++)
        out = wp_printf(wp_job_arena(job), "%s%s%s", out, i ? " " : "", wp_to_text(wp_job_arena(job), wp_list_at(list, i)).ptr);
    return out;
}

static size_t words(wp_job *job, const copy *at, const char **out)
{
    wp_arena *arena = wp_job_arena(job);
    size_t count = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        wp_value value = wp_job_value(job, texts[i].param);
        out[count++] = wp_printf(arena, "%s=%s", texts[i].word,
                                 wp_is(value, WP_NULL) ? "" : wp_to_text(arena, value).ptr);
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        out[count++] = wp_printf(arena, "%s=%s", flags[i].word, wp_job_bool(job, flags[i].param) ? "1" : "");
    out[count++] = wp_printf(arena, "repo=%s", at->repo);
    out[count++] = wp_printf(arena, "ssh=%s", ssh_options(job));
    out[count++] = wp_printf(arena, "signers=%s", signers(job));
    out[count++] = wp_job_has(job, "depth") ? wp_printf(arena, "depth=%lld", (long long)wp_job_int(job, "depth")) : "depth=";
    return count;
}

/* ---- probe ---------------------------------------------------------------------------------- */

static bool probe(wp_job *job, wp_error *err)
{
    copy *at = wp_job_state(job, sizeof *at);
    const char *args[WORDS], *repo = wp_job_str(job, "repo");
    wp_reply reply;
    if (!wp_job_has(job, "dest") && wp_job_bool(job, "clone"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the destination directory must be specified unless clone=no");
    if (repo[0] == '~' && !wp_host_expand(job, repo, &repo, err))
        return false;
    at->repo = repo[0] == '/' ? wp_printf(wp_job_arena(job), "file://%s", repo) : repo; /* so that depth works */
    if (!wp_host_call(job, "git_probe", args, words(job, at, args), NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->fields = reply.out;
    at->is_there = wp_field_has(reply.out, "there");
    at->is_modified = wp_field_has(reply.out, "modified");
    at->before = field(job, at, "before");
    at->head = field(job, at, "head");
    at->kind = field(job, at, "kind");
    return true;
}

/* ---- plan ------------------------------------------------------------------------------------- */

static bool is_same_address(const char *a, const char *b)
{
    a = strncmp(a, "file://", 7) == 0 ? a + 7 : a;
    b = strncmp(b, "file://", 7) == 0 ? b + 7 : b;
    return strcmp(a, b) == 0;
}

/* A commit is told by its first digits as well. */
static bool is_at_wanted(wp_job *job, const copy *at)
{
    const char *version = wp_job_str(job, "version");
    if (*at->head)
        return strcmp(at->before, at->head) == 0;
    return strlen(version) >= 4 && strncmp(at->before, version, strlen(version)) == 0;
}

static const char *after_of(wp_job *job, const copy *at)
{
    if (*at->head)
        return at->head;
    return is_at_wanted(job, at) ? at->before : wp_job_str(job, "version");
}

static void prepare(wp_job *job, const char *format, const char *a, const char *b)
{
    wp_value diff = wp_dict_new(wp_job_arena(job), 1);
    const char *text = b ? wp_printf(wp_job_arena(job), ">> From %s to %s", a, b)
                         : wp_printf(wp_job_arena(job), ">> %s %s", format, a);
    wp_dict_set(wp_job_arena(job), diff, "prepared", wp_string(wp_job_arena(job), text));
    if (wp_job_diff_mode(job))
        wp_job_set(job, "diff", diff);
}

static void plan_clone(wp_job *job, copy *at)
{
    const char *after = after_of(job, at), *dest = wp_job_str(job, "dest");
    wp_job_set(job, "before", wp_null());
    wp_job_set_str(job, "after", after);
    prepare(job, "Newly checked out", after, NULL);
    if (!wp_job_bool(job, "clone")) { /* only asked for: nothing is done, though Ansible calls it a change */
        wp_job_set_changed(job, true);
        return;
    }
    at->what = "clone";
    wp_job_change(job, "clone %s into %s", at->repo, dest);
    wp_job_foresee(job, dest, (wp_str){ 0 });
}

static bool plan_update(wp_job *job, copy *at, wp_error *err)
{
    const char *dest = wp_job_str(job, "dest"), *version = wp_job_str(job, "version");
    bool is_at = is_at_wanted(job, at);
    wp_job_set_str(job, "before", at->before);
    if (at->is_modified && !wp_job_bool(job, "force")) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Local modifications exist in the destination: %s (force=no).", dest);
        return wp_hint(err, "commit them, or throw them away with force");
    }
    at->moves_address = !is_same_address(field(job, at, "url"), at->repo);
    wp_job_set_bool(job, "remote_url_changed", at->moves_address);
    wp_job_set_str(job, "after", after_of(job, at));
    if (at->is_modified) {
        wp_job_change(job, "throw away local changes in %s", dest);
        wp_job_set_str(job, "msg", wp_printf(wp_job_arena(job), "Local modifications exist in the destination: %s", dest));
    }
    if (at->moves_address)
        wp_job_change(job, "fetch %s from %s from now on", dest, at->repo);
    if (!is_at) {
        wp_job_change(job, "bring %s from %.12s to %.12s", dest, at->before, after_of(job, at));
        prepare(job, "", at->before, after_of(job, at));
    }
    if (wp_field_has(at->fields, "submodules"))
        wp_job_change(job, "bring the sub-modules of %s up to date", dest);
    at->what = wp_job_has_change(job) ? "update" : "";
    bool is_other_branch = strcmp(at->kind, "branch") == 0 && strcmp(version, "HEAD") != 0 && !field_is(at, "branch", version) &&
                           !wp_job_bool(job, "bare");
    if (!*at->what && is_other_branch) { /* another name for the same commit */
        at->what = "update";
        wp_job_change(job, "switch %s to branch %s", dest, version);
        wp_job_set_changed(job, false);
    }
    return true;
}

static void plan_rest(wp_job *job, copy *at)
{
    const char *moves = field(job, at, "moves");
    if (*moves) {
        wp_job_change(job, "move %s to %s", moves, wp_job_str(job, "separate_git_dir"));
        wp_job_set_str(job, "git_dir_before", moves);
        wp_job_set_str(job, "git_dir_now", wp_job_str(job, "separate_git_dir"));
    }
    if (!wp_job_has(job, "archive"))
        return;
    if (*at->what || field_is(at, "archive", "differs")) {
        wp_job_change(job, "write the archive %s", wp_job_str(job, "archive"));
        wp_job_foresee(job, wp_job_str(job, "archive"), (wp_str){ 0 });
        wp_job_set_changed(job, true);
    }
}

static bool plan(wp_job *job, wp_error *err)
{
    copy *at = wp_job_state(job, sizeof *at);
    at->what = "";
    if (!at->is_there) {
        plan_clone(job, at);
    } else if (!wp_job_bool(job, "update")) {
        wp_job_set_str(job, "before", at->before);
        wp_job_set_str(job, "after", at->before);
    } else if (!plan_update(job, at, err)) {
        return false;
    }
    if (wp_job_has(job, "depth") && *at->what && strcmp(at->kind, "commit") == 0 && !wp_job_has(job, "refspec"))
        wp_job_warn(job, "depth is of no use for a commit: only a branch or a tag can be fetched alone");
    if (at->is_there || *at->what)
        plan_rest(job, at);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    copy *at = wp_job_state(job, sizeof *at);
    const char *args[WORDS + 4];
    size_t count = words(job, at, args);
    wp_reply reply;
    args[count++] = wp_printf(wp_job_arena(job), "what=%s", at->what);
    args[count++] = wp_printf(wp_job_arena(job), "kind=%s", at->kind);
    args[count++] = wp_printf(wp_job_arena(job), "moves=%s", field(job, at, "moves"));
    if (!wp_host_call(job, "git_apply", args, count, NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->fields = reply.out;
    wp_job_set_str(job, "after", field(job, at, "after"));
    if (wp_field_has(reply.out, "submodules_changed"))
        wp_job_set_bool(job, "submodules_changed", true);
    return true;
}

static const wp_param params[] = {
    { .name = "repo", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "name", NULL },
      .help = "its address: git@, http(s)://, ssh://, or a path of the host" },
    { .name = "dest", .type = WP_PARAM_PATH, .help = "where the copy is; required unless clone=no" },
    { .name = "version", .type = WP_PARAM_STR, .fallback = "HEAD", .help = "a branch, a tag, or a commit" },
    { .name = "remote", .type = WP_PARAM_STR, .fallback = "origin", .help = "what the copy calls the other side" },
    { .name = "refspec", .type = WP_PARAM_STR, .help = "more to fetch, where version can't be had otherwise" },
    { .name = "reference", .type = WP_PARAM_STR, .help = "a copy on the host to borrow objects from" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "no", .help = "throw away local changes" },
    { .name = "depth", .type = WP_PARAM_INT, .help = "fetch only so many commits" },
    { .name = "clone", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "make the copy where there is none" },
    { .name = "update", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "bring one that is there up to date" },
    { .name = "single_branch", .type = WP_PARAM_BOOL, .fallback = "no", .help = "clone only what leads to version" },
    { .name = "recursive", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "sub-modules too" },
    { .name = "track_submodules", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "sub-modules at the newest commit of their branch, not at the one that is recorded" },
    { .name = "bare", .type = WP_PARAM_BOOL, .fallback = "no", .help = "without a working tree" },
    { .name = "separate_git_dir", .type = WP_PARAM_PATH, .help = "where its data are, instead of .git" },
    { .name = "verify_commit", .type = WP_PARAM_BOOL, .fallback = "no", .help = "check the signature of the version" },
    { .name = "gpg_whitelist", .type = WP_PARAM_LIST, .fallback = "", .help = "fingerprints of those who may have signed" },
    { .name = "accept_hostkey", .type = WP_PARAM_BOOL, .fallback = "no", .help = "take any host key (unsafe)" },
    { .name = "accept_newhostkey", .type = WP_PARAM_BOOL, .fallback = "no", .help = "take host keys that are not known yet" },
    { .name = "key_file", .type = WP_PARAM_PATH, .help = "the private key of the host's to log in with" },
    { .name = "ssh_opts", .type = WP_PARAM_STR, .help = "more options for ssh" },
    { .name = "executable", .type = WP_PARAM_PATH, .help = "which git to call" },
    { .name = "umask", .type = WP_PARAM_RAW, .help = "umask for what is written, as a text" },
    { .name = "archive", .type = WP_PARAM_PATH, .help = "an archive of the version: .zip, .tar, .tar.gz, .tgz" },
    { .name = "archive_prefix", .type = WP_PARAM_STR, .help = "what stands before each path in it" },
    { 0 },
};

const wp_module wp_module_git = {
    .name = "git",
    .summary = "A copy of a git repository",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "separate_git_dir bare", "accept_hostkey accept_newhostkey", NULL },
               .required_by = (const char *const[]){ "archive_prefix archive", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "git",
    .note = "The host needs git. Nothing is fetched where it has the commit already; the diff names commits, not lines.",
    .examples = "- ansible.builtin.git:\n"
                "    repo: https://example.com/site.git\n"
                "    dest: /srv/site\n"
                "    version: v1.2\n",
    .returns = "before: the commit that was there\nafter: the one that is there now\n"
               "remote_url_changed: whether its address is another one now\nsubmodules_changed: whether sub-modules changed\n"
               "git_dir_before: where its data were\ngit_dir_now: where they are\n",
};
