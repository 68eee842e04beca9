/*
 * assemble: a file made of pieces that lie in a directory, in the order of their names.
 *
 * Pieces of the host are read in the same round trip that looks at the file.
 */
#include <waplay/module.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct piece {
    const char *name;
    wp_str content;
} piece;

typedef struct assemble {
    wp_install install;
    piece *pieces;
    size_t count, room;
} assemble;

static void add(wp_job *job, assemble *at, const char *name, wp_str content)
{
    if (at->count == at->room) {
        size_t more = at->room ? at->room * 2 : 16;
        piece *pieces = wp_new_array(wp_job_arena(job), piece, more);
        if (at->count)
            memcpy(pieces, at->pieces, at->count * sizeof *pieces);
        at->pieces = pieces;
        at->room = more;
    }
    at->pieces[at->count++] = (piece){ name, content };
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const piece *)a)->name, ((const piece *)b)->name);
}

/* ---- probe ------------------------------------------------------------------------- */

static bool read_here(wp_job *job, assemble *at, wp_error *err)
{
    const char *dir;
    if (!wp_job_find_file(job, "files", wp_job_str(job, "src"), &dir, err))
        return wp_hint(err, "with remote_src, which is the default, src is the host's");
    DIR *open = opendir(dir);
    if (!open)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is no directory", dir);
    bool done = true;
    for (struct dirent *entry; done && (entry = readdir(open));) {
        const char *path = wp_printf(wp_job_arena(job), "%s/%s", dir, entry->d_name);
        struct stat info;
        wp_str content;
        if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        done = wp_job_read_file(job, path, &content, err);
        if (done)
            add(job, at, wp_strdup(wp_job_arena(job), entry->d_name), content);
    }
    closedir(open);
    return done && wp_install_probe(job, &at->install, err);
}

static bool read_there(wp_job *job, assemble *at, wp_error *err)
{
    const char *const args[] = { wp_job_str(job, "src") };
    at->install.first = wp_host_call_text(job, "assemble_read", args, 1);
    if (!wp_install_probe(job, &at->install, err))
        return false;
    wp_str rest = at->install.said, key, name, size;
    while (wp_field_next(&rest, &key, &name) && wp_field_next(&rest, &key, &size)) {
        size_t bytes = (size_t)strtoull(wp_strndup(wp_job_arena(job), size.ptr, size.len), NULL, 10);
        if (bytes > rest.len)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%.*s changed while it was read", (int)name.len, name.ptr);
        add(job, at, wp_strndup(wp_job_arena(job), name.ptr, name.len), (wp_str){ rest.ptr, bytes });
        rest = (wp_str){ rest.ptr + bytes, rest.len - bytes };
    }
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    assemble *at = wp_job_state(job, sizeof *at);
    const char *src = wp_job_str(job, "src"), *slash = strrchr(src, '/');
    at->install.dest = wp_job_str(job, "dest");
    at->install.name = slash && slash[1] ? slash + 1 : src;
    at->install.source = src;
    return wp_job_bool(job, "remote_src") ? read_there(job, at, err) : read_here(job, at, err);
}

/* ---- plan ---------------------------------------------------------------------------- */

/* \n, \t and the like, as in a text of a program. */
static wp_str unescaped(wp_job *job, const char *text)
{
    static const char codes[] = "n\nt\tr\ra\ab\bf\fv\v\\\\'\'\"\"";
    char *out = wp_strdup(wp_job_arena(job), text), *to = out;
    for (; *text; text++) {
        const char *code = NULL;
        if (*text == '\\' && text[1])
            for (code = codes; *code && *code != text[1]; code += 2)
                ;
        if (code && *code) {
            *to++ = code[1];
            text++;
        } else {
            *to++ = *text;
        }
    }
    return (wp_str){ out, (size_t)(to - out) };
}

static bool ends_line(wp_str text)
{
    return text.len && text.ptr[text.len - 1] == '\n';
}

static char *append(char *to, wp_str text)
{
    if (text.len)
        memcpy(to, text.ptr, text.len);
    return to + text.len;
}

/* Pieces begin on a line of their own, and so does what stands between them. */
static wp_str joined(wp_job *job, const assemble *at)
{
    const char *given = wp_job_str(job, "delimiter");
    wp_str between = given ? unescaped(job, given) : (wp_str){ 0 };
    size_t room = 1;
    for (size_t i = 0; i < at->count; i++)
        room += at->pieces[i].content.len + between.len + 2;
    char *text = wp_alloc(wp_job_arena(job), room), *to = text;
    for (size_t i = 0; i < at->count; i++) {
        if (i > 0) {
            if (!ends_line(at->pieces[i - 1].content))
                *to++ = '\n';
            to = append(to, between);
            if (between.len && !ends_line(between))
                *to++ = '\n';
        }
        to = append(to, at->pieces[i].content);
    }
    return (wp_str){ text, (size_t)(to - text) };
}

static bool choose(wp_job *job, assemble *at, wp_error *err)
{
    wp_pattern *pattern = NULL;
    const char *regexp = wp_job_str(job, "regexp");
    size_t kept = 0;
    if (regexp && !wp_pattern_compile(job, regexp, 0, &pattern, err))
        return wp_while(err, "regexp");
    for (size_t i = 0; i < at->count; i++) {
        const char *name = at->pieces[i].name;
        bool hides = wp_job_bool(job, "ignore_hidden") && name[0] == '.';
        if (!hides && (!pattern || wp_pattern_search(job, pattern, wp_str_of(name), 0, NULL)))
            at->pieces[kept++] = at->pieces[i];
    }
    at->count = kept;
    if (kept)
        qsort(at->pieces, kept, sizeof *at->pieces, by_name);
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    assemble *at = wp_job_state(job, sizeof *at);
    const char *md5;
    if (!choose(job, at, err))
        return false;
    at->install.content = joined(job, at);
    if (!wp_install_plan(job, &at->install, err) || !wp_job_digest(job, "md5", at->install.content, &md5, err))
        return false;
    wp_job_set_str(job, "src", wp_job_str(job, "src"));
    wp_job_set_str(job, "md5sum", md5);
    wp_job_set_str(job, "msg", "OK");
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    assemble *at = wp_job_state(job, sizeof *at);
    return wp_install_apply(job, &at->install, err);
}

static const wp_param params[] = {
    { .name = "src", .type = WP_PARAM_PATH, .required = true, .help = "the directory with the pieces" },
    { .name = "dest", .type = WP_PARAM_PATH, .required = true, .help = "the file that is made of them" },
    { .name = "delimiter", .type = WP_PARAM_STR, .help = "what stands between them, on a line of its own" },
    { .name = "regexp", .type = WP_PARAM_STR, .help = "only pieces whose names it finds" },
    { .name = "ignore_hidden",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "no pieces whose names begin with a dot" },
    { .name = "remote_src", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "src is on the host; else it is here" },
    { .name = "decrypt", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "decrypt pieces of ours that are vaulted" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    { .name = "validate",
      .type = WP_PARAM_STR,
      .help = "command that must succeed on the new file, named by %s in it" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_assemble = {
    .name = "assemble",
    .summary = "A file made of the pieces in a directory",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "assemble",
    .note = "Pieces are taken in the order of their names. One that does not end in a line feed gets one.",
    .examples = "- ansible.builtin.assemble:\n"
                "    src: /etc/app/conf.d\n"
                "    dest: /etc/app.conf\n"
                "    regexp: '\\.conf$'\n"
                "    delimiter: '# ----'\n",
    .returns = "dest: where it is\nsrc: the directory\nchecksum: SHA-1 of the file\nmd5sum: its MD5\n"
               "backup_file: where the old file is kept\nmsg: OK\n",
};
