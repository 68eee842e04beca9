/*
 * blockinfile: some lines in a file between two markers, which are ours.
 *
 * Where the markers are, the block is; else it goes behind insertafter, before
 * insertbefore, or at the end.
 */
#include <waplay/module.h>

#include <string.h>

typedef struct edit {
    wp_install install;
    wp_lines lines;
    wp_lines block; /* markers included; none: it is to be removed */
    wp_str begin, end;
} edit;

/* The marker with {mark} as the word; a line. */
static wp_str marker(wp_job *job, const char *word)
{
    char *text = wp_strdup(wp_job_arena(job), "");
    const char *rest = wp_job_str(job, "marker"), *mark;
    while ((mark = strstr(rest, "{mark}"))) {
        text = wp_printf(wp_job_arena(job), "%s%.*s%s", text, (int)(mark - rest), rest, word);
        rest = mark + strlen("{mark}");
    }
    return wp_str_of(wp_printf(wp_job_arena(job), "%s%s\n", text, rest));
}

static void make_block(wp_job *job, edit *at)
{
    wp_str text = wp_text(wp_job_value(job, "block"));
    at->begin = marker(job, wp_job_str(job, "marker_begin"));
    at->end = marker(job, wp_job_str(job, "marker_end"));
    if (text.len == 0 || strcmp(wp_job_str(job, "state"), "present") != 0)
        return;
    at->block = wp_lines_split(job, wp_line_ended(job, text), true);
    wp_lines_insert(job, &at->block, 0, &at->begin, 1);
    wp_lines_insert(job, &at->block, at->block.count, &at->end, 1);
}

static long last_line(const edit *at, wp_str line)
{
    for (size_t i = at->lines.count; i-- > 0;)
        if (wp_str_eq(at->lines.at[i], line))
            return (long)i;
    return -1;
}

/* `(?m)` in front: looked for in the whole text, not line by line. */
static bool is_multiline(const char *pattern)
{
    size_t flags = strncmp(pattern, "(?", 2) == 0 ? strspn(pattern + 2, "aiLmsux") : 0;
    return flags && pattern[2 + flags] == ')' && memchr(pattern + 2, 'm', flags);
}

static long line_of(const edit *at, size_t offset)
{
    size_t seen = 0;
    for (size_t i = 0; i < at->lines.count; i++) {
        seen += at->lines.at[i].len;
        if (offset < seen)
            return (long)i;
    }
    return (long)at->lines.count;
}

/* A place for a block that is not there yet. */
static bool find_place(wp_job *job, const edit *at, size_t *out, wp_error *err)
{
    const char *after = wp_job_str(job, "insertafter"), *before = wp_job_str(job, "insertbefore");
    wp_pattern *pattern;
    wp_match match;
    long found = -1;
    *out = before && strcmp(before, "BOF") == 0 && !after ? 0 : at->lines.count;
    if ((!after || strcmp(after, "EOF") == 0) && (!before || strcmp(before, "BOF") == 0))
        return true;
    const char *text = after ? after : before;
    if (!wp_pattern_compile(job, text, WP_PATTERN_BYTES, &pattern, err))
        return false;
    if (is_multiline(text)) {
        if (wp_pattern_search(job, pattern, at->install.old_content, 0, &match))
            found = line_of(at, after ? match.to : match.from);
    } else {
        for (size_t i = 0; i < at->lines.count; i++)
            if (wp_pattern_search(job, pattern, at->lines.at[i], 0, NULL))
                found = (long)i;
    }
    if (found >= 0)
        *out = (size_t)found + (after != NULL);
    if (*out > at->lines.count)
        *out = at->lines.count;
    return true;
}

static bool change_lines(wp_job *job, edit *at, wp_error *err)
{
    long begin = last_line(at, at->begin), end = last_line(at, at->end);
    size_t place;
    if (begin >= 0 && end >= 0) {
        place = (size_t)(begin < end ? begin : end);
        wp_lines_remove(&at->lines, place, (size_t)(begin < end ? end : begin) + 1);
    } else if (!find_place(job, at, &place, err)) {
        return false;
    }
    wp_lines_insert(job, &at->lines, place, at->block.at, at->block.count);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    edit *at = wp_job_state(job, sizeof *at);
    at->install.dest = wp_job_str(job, "path");
    at->install.want_content = true;
    at->install.is_edited = true;
    at->install.follow = true;
    at->install.make_parents = wp_job_bool(job, "create");
    at->install.must_exist = !at->install.make_parents;
    return wp_install_probe(job, &at->install, err);
}

static const char *said(const edit *at)
{
    if (!at->install.writes)
        return "";
    if (!at->install.now.exists)
        return "File created";
    return at->block.count ? "Block inserted" : "Block removed";
}

static bool plan(wp_job *job, wp_error *err)
{
    edit *at = wp_job_state(job, sizeof *at);
    wp_install *install = &at->install;
    make_block(job, at);
    if (!at->block.count && !install->now.exists && !install->must_exist) {
        wp_job_set_str(job, "msg", wp_printf(wp_job_arena(job), "file %s is not there", install->path));
        return true;
    }
    at->lines = wp_lines_split(job, install->old_content, true);
    if (!change_lines(job, at, err))
        return false;
    install->content = wp_lines_join(job, &at->lines);
    if (!wp_install_plan(job, install, err))
        return false;
    wp_job_set_str(job, "msg", wp_printf(wp_job_arena(job), "%s%s%s", said(at),
                                         install->writes && install->dress.differs ? " and " : "",
                                         install->dress.differs ? "owner, group or mode changed" : ""));
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    edit *at = wp_job_state(job, sizeof *at);
    return wp_install_apply(job, &at->install, err);
}

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true,
      .aliases = (const char *const[]){ "dest", "destfile", "name", NULL }, .help = "the file" },
    { .name = "block", .type = WP_PARAM_STR, .fallback = "", .aliases = (const char *const[]){ "content", NULL },
      .help = "the lines; none remove the block" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    { .name = "marker", .type = WP_PARAM_STR, .fallback = "# {mark} ANSIBLE MANAGED BLOCK",
      .help = "the lines around it; {mark} becomes marker_begin and marker_end" },
    { .name = "marker_begin", .type = WP_PARAM_STR, .fallback = "BEGIN", .help = "the word in the first marker" },
    { .name = "marker_end", .type = WP_PARAM_STR, .fallback = "END", .help = "the word in the last marker" },
    { .name = "insertafter", .type = WP_PARAM_STR, .help = "regular expression (or EOF) of the line it goes behind" },
    { .name = "insertbefore", .type = WP_PARAM_STR, .help = "regular expression (or BOF) of the line it goes before" },
    { .name = "create", .type = WP_PARAM_BOOL, .fallback = "no", .help = "make the file where it is not there" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    { .name = "validate", .type = WP_PARAM_STR,
      .help = "command that must succeed on the new file, named by %s in it" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_blockinfile = {
    .name = "blockinfile",
    .summary = "Lines in a file, between markers",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "insertbefore insertafter", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .note = "Two blocks in one file need markers of their own.",
    .examples = "- ansible.builtin.blockinfile:\n"
                "    path: /etc/hosts\n"
                "    marker: '# {mark} cluster'\n"
                "    block: |\n"
                "      10.0.0.5 wacore1\n"
                "      10.0.0.6 wacore2\n",
    .returns = "msg: what was done\nbackup_file: where the old file is kept\n",
};
