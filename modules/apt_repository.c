/*
 * apt_repository: a line of apt's sources.
 *
 *   deb [options] http://host/path suite component...  # comment
 *   # deb http://...                                    one that is switched off
 *
 * Lines are the same where their words are. What else stands in a file is left as it is.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FILES = 512 };

typedef struct source_file {
    const char *path;
    wp_str before;   /* ptr is NULL: it is not there */
    const char *after; /* NULL: unchanged; "": it goes */
} source_file;

typedef struct repository {
    const char *list, *parts;
    source_file files[FILES];
    size_t count;
    const char *source; /* what is wanted, its words with one blank between */
} repository;

typedef struct source_line {
    bool valid, enabled;
    const char *words;
} source_line;

/* ---- lines ---------------------------------------------------------------------------- */

static const char *joined_words(wp_arena *arena, const char *text)
{
    char *out = wp_strdup(arena, text), *to = out;
    for (const char *from = text; *from; from++) {
        if (isspace((unsigned char)*from)) {
            if (to > out && to[-1] != ' ')
                *to++ = ' ';
            continue;
        }
        *to++ = *from;
    }
    while (to > out && to[-1] == ' ')
        to--;
    *to = '\0';
    return out;
}

static source_line read_line(wp_job *job, wp_str line)
{
    wp_arena *arena = wp_job_arena(job);
    char *text = wp_strndup(arena, line.ptr, line.len);
    while (isspace((unsigned char)*text))
        text++;
    source_line read = { .enabled = *text != '#' };
    if (!read.enabled)
        text++;
    text[strcspn(text, "#")] = '\0';
    read.words = joined_words(arena, text);
    read.valid = strncmp(read.words, "deb ", 4) == 0 || strncmp(read.words, "deb-src ", 8) == 0;
    return read;
}

/* ---- probe ------------------------------------------------------------------------------ */

static const char *copy(wp_job *job, wp_str text)
{
    return wp_strndup(wp_job_arena(job), text.ptr, text.len);
}

static bool check_repo(wp_job *job, repository *at, wp_error *err)
{
    const char *repo = wp_job_str(job, "repo");
    if (strncmp(repo, "ppa:", 4) == 0) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' is a name that only launchpad.net can tell the meaning of", repo);
        return wp_hint(err, "write the archive's own line, and its key by deb822_repository or apt_key");
    }
    source_line read = read_line(job, (wp_str){ repo, strlen(repo) });
    at->source = read.words;
    if (!*repo || !read.valid || !read.enabled) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Invalid repository string: %s", repo);
        return wp_hint(err, "it is like: deb http://deb.debian.org/debian bookworm main");
    }
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    repository *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!check_repo(job, at, err) || !wp_host_call(job, "apt_repository_probe", NULL, 0, NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->list = copy(job, wp_field(reply.out, "list"));
    at->parts = copy(job, wp_field(reply.out, "parts"));
    wp_str rest = reply.out, key, value;
    while (wp_field_next(&rest, &key, &value)) {
        if (key.len != 4 || at->count == FILES)
            continue;
        if (memcmp(key.ptr, "file", 4) == 0)
            at->files[at->count++].path = copy(job, value);
        else if (memcmp(key.ptr, "text", 4) == 0 && at->count)
            at->files[at->count - 1].before = value;
    }
    return true;
}

/* ---- plan ---------------------------------------------------------------------------------- */

/* From the first address in the line: http://user:x@host/path/ becomes host_path. */
static const char *suggested_name(wp_job *job, const char *source)
{
    wp_arena *arena = wp_job_arena(job);
    char *text = wp_strdup(arena, source), *out, *to;
    char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;
    if (close)
        memset(open, ' ', (size_t)(close - open) + 1);
    char *save = NULL, *word = strtok_r(text, " ", &save);
    while (word && (strcmp(word, "deb") == 0 || strcmp(word, "deb-src") == 0))
        word = strtok_r(NULL, " ", &save);
    if (!word)
        return "waplay";
    char *scheme = strstr(word, "://"), *at_sign;
    word = scheme ? scheme + 3 : word;
    at_sign = strchr(word, '@');
    word = at_sign ? at_sign + 1 : word;
    out = to = wp_strdup(arena, word);
    for (; *word; word++) {
        if (isalnum((unsigned char)*word))
            *to++ = *word;
        else if (to > out && to[-1] != '_')
            *to++ = '_';
    }
    while (to > out && to[-1] == '_')
        to--;
    *to = '\0';
    return out;
}

static const char *new_path(wp_job *job, const repository *at)
{
    const char *given = wp_job_str(job, "filename");
    const char *name = wp_printf(wp_job_arena(job), "%s.list", given ? given : suggested_name(job, at->source));
    return strchr(name, '/') ? name : wp_printf(wp_job_arena(job), "%s/%s", at->parts, name);
}

/* Of one file: the lines as they are to be. True where one of them is the one that is wanted. */
static bool edit(wp_job *job, const repository *at, source_file *file, bool present)
{
    wp_lines lines = wp_lines_split(job, file->before, false);
    bool found = false, changed = false;
    size_t kept = 0;
    for (size_t i = 0; i < lines.count; i++) {
        source_line line = read_line(job, wp_line_bare(lines.at[i]));
        bool is_ours = line.valid && strcmp(line.words, at->source) == 0;
        found = found || is_ours;
        if (is_ours && !present && line.enabled) {
            changed = true;
            continue;
        }
        lines.at[kept] = lines.at[i];
        if (is_ours && present && !line.enabled) {
            const char *on = wp_printf(wp_job_arena(job), "%s\n", at->source);
            lines.at[kept] = (wp_str){ on, strlen(on) };
            changed = true;
        }
        kept++;
    }
    lines.count = kept;
    if (changed)
        file->after = copy(job, wp_lines_join(job, &lines));
    return found;
}

static source_file *file_at(repository *at, const char *path)
{
    for (size_t i = 0; i < at->count; i++)
        if (strcmp(at->files[i].path, path) == 0)
            return &at->files[i];
    if (at->count == FILES)
        return NULL;
    at->files[at->count].path = path;
    return &at->files[at->count++];
}

static bool add(wp_job *job, repository *at, wp_error *err)
{
    source_file *file = file_at(at, new_path(job, at));
    if (!file)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "there are more than %d files in %s", FILES, at->parts);
    wp_str old = file->before.len ? wp_line_ended(job, file->before) : (wp_str){ "", 0 };
    file->after = wp_printf(wp_job_arena(job), "%.*s%s\n", (int)old.len, old.ptr, at->source);
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    repository *at = wp_job_state(job, sizeof *at);
    bool present = strcmp(wp_job_str(job, "state"), "present") == 0, found = false;
    for (size_t i = 0; i < at->count; i++)
        found = edit(job, at, &at->files[i], present) || found;
    if (present && !found && !add(job, at, err))
        return false;
    for (size_t i = 0; i < at->count; i++) {
        source_file *file = &at->files[i];
        if (!file->after)
            continue;
        wp_job_change(job, "%s the repository in %s", present ? "add" : "remove", file->path);
        wp_job_foresee(job, file->path, (wp_str){ file->after, strlen(file->after) });
        if (wp_job_diff_mode(job))
            wp_job_diff(job, file->before.ptr ? file->path : "/dev/null", file->before.ptr ? file->before : (wp_str){ "", 0 },
                        *file->after ? file->path : "/dev/null", (wp_str){ file->after, strlen(file->after) });
    }
    wp_job_set_str(job, "repo", wp_job_str(job, "repo"));
    wp_job_set_str(job, "state", wp_job_str(job, "state"));
    return true;
}

static const char *number(wp_job *job, const char *param)
{
    return wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, param));
}

static bool apply(wp_job *job, wp_error *err)
{
    repository *at = wp_job_state(job, sizeof *at);
    const char **args = wp_new_array(wp_job_arena(job), const char *, 3 + 3 * at->count), *mode = wp_job_str(job, "mode");
    size_t count = 0;
    wp_reply reply;
    args[count++] = wp_job_bool(job, "update_cache") ? "1" : "";
    args[count++] = number(job, "update_cache_retries");
    args[count++] = number(job, "update_cache_retry_max_delay");
    for (size_t i = 0; i < at->count; i++) {
        if (!at->files[i].after)
            continue;
        args[count++] = at->files[i].path;
        args[count++] = mode ? mode : "0644";
        args[count++] = at->files[i].after;
    }
    if (!wp_host_call(job, "apt_repository_apply", args, count, NULL, &reply, err))
        return false;
    return reply.status == 0 || wp_reply_fail(job, &reply, err);
}

static const wp_param params[] = {
    { .name = "repo", .type = WP_PARAM_STR, .required = true, .help = "the line, as it stands in sources.list" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "absent", "present", NULL }, .help = "whether it must be there" },
    { .name = "filename", .type = WP_PARAM_STR,
      .help = "name, without .list, of the file for a new one; made from its address unless told" },
    { .name = "mode", .type = WP_PARAM_MODE, .help = "permissions of a file that is written; 0644 unless told" },
    { .name = "update_cache", .type = WP_PARAM_BOOL, .fallback = "yes",
      .aliases = (const char *const[]){ "update-cache", NULL },
      .help = "read the package lists after a change; where that fails, it is undone" },
    { .name = "update_cache_retries", .type = WP_PARAM_INT, .fallback = "5", .help = "how often to try that" },
    { .name = "update_cache_retry_max_delay", .type = WP_PARAM_INT, .fallback = "12",
      .help = "seconds to wait between two tries, at most" },
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "yes",
      .help = "taken for the sake of playbooks: launchpad.net is never asked" },
    { .name = "install_python_apt", .type = WP_PARAM_BOOL, .fallback = "yes",
      .help = "taken for the sake of playbooks: no Python is needed" },
    { .name = "codename", .type = WP_PARAM_STR, .refused = "it belongs to ppa: names, which only launchpad.net can resolve" },
    { 0 },
};

const wp_module wp_module_apt_repository = {
    .name = "apt_repository",
    .summary = "A line of apt's sources",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "apt apt_repository",
    .note = "Names like ppa:owner/archive are refused: write the archive's own line.",
    .examples = "- ansible.builtin.apt_repository:\n"
                "    repo: deb http://deb.debian.org/debian bookworm-backports main\n"
                "    filename: backports\n",
    .returns = "repo: the line\nstate: present or absent\n",
};
