/*
 * lineinfile: one line that must be in a file, or must not.
 *
 * Where it goes, in this order: the line that regexp or search_string finds (the last
 * such, or with firstmatch the first) is replaced; the same line somewhere is enough;
 * behind insertafter, before insertbefore; at the end.
 */
#include <waplay/module.h>

#include <string.h>

enum { NOWHERE = -1 };

typedef struct edit {
    wp_install install;
    wp_lines lines;
    const char *said;
    bool gone; /* the file is not there, and need not be */
} edit;

/* ---- present ------------------------------------------------------------------------ */

typedef struct outlook {
    wp_pattern *regexp; /* or NULL */
    wp_pattern *place;  /* of insertafter or insertbefore, or NULL */
    long found;         /* the line that is meant */
    long beside;        /* where a new one goes */
    wp_match match;     /* of regexp */
} outlook;

static bool contains(wp_str text, const char *what)
{
    return memmem(text.ptr, text.len, what, strlen(what)) != NULL;
}

static void add(wp_job *job, edit *at, size_t place, wp_str line)
{
    wp_lines_insert(job, &at->lines, place, &line, 1);
    at->said = "line added";
}

static void find_line(wp_job *job, const edit *at, outlook *finding)
{
    const char *search = wp_job_str(job, "search_string");
    bool first = wp_job_bool(job, "firstmatch");
    for (size_t i = 0; i < at->lines.count && !(first && finding->found != NOWHERE); i++) {
        wp_match match = { 0 };
        if (finding->regexp ? wp_pattern_search(job, finding->regexp, at->lines.at[i], 0, &match)
                            : search && contains(at->lines.at[i], search)) {
            finding->found = (long)i;
            finding->match = match;
        }
    }
}

/* Not found: the line itself may be there; else a place for it. */
static void find_place(wp_job *job, const edit *at, wp_str line, outlook *finding)
{
    bool first = wp_job_bool(job, "firstmatch"), after = wp_job_has(job, "insertafter");
    for (size_t i = 0; i < at->lines.count; i++) {
        if (wp_str_eq(wp_line_bare(at->lines.at[i]), line))
            finding->found = (long)i;
        else if (finding->place && !(first && finding->beside != NOWHERE) &&
                 wp_pattern_search(job, finding->place, at->lines.at[i], 0, NULL))
            finding->beside = (long)i + after;
    }
}

static bool replace_found(wp_job *job, edit *at, const outlook *finding, wp_str line, wp_error *err)
{
    wp_str made = line, old = at->lines.at[finding->found];
    if (wp_job_bool(job, "backrefs") && finding->regexp && finding->match.count &&
        !wp_pattern_expand(job, finding->regexp, old, &finding->match, line, &made, err))
        return wp_while(err, "line with backrefs");
    made = wp_line_ended(job, made);
    if (wp_str_eq(old, made))
        return true;
    at->lines.at[finding->found] = made;
    at->said = "line replaced";
    return true;
}

static bool is_word(wp_job *job, const char *param, const char *word)
{
    const char *given = wp_job_str(job, param);
    return given && strcmp(given, word) == 0;
}

static bool compile_places(wp_job *job, outlook *finding, wp_error *err)
{
    const char *regexp = wp_job_str(job, "regexp");
    const char *after = wp_job_str(job, "insertafter"), *before = wp_job_str(job, "insertbefore");
    const char *place = after ? after : before;
    bool is_named = is_word(job, "insertafter", "EOF") || is_word(job, "insertafter", "BOF") ||
                    is_word(job, "insertbefore", "BOF");
    return (!regexp || wp_pattern_compile(job, regexp, WP_PATTERN_BYTES, &finding->regexp, err)) &&
           (!place || is_named || wp_pattern_compile(job, place, WP_PATTERN_BYTES, &finding->place, err));
}

static bool make_present(wp_job *job, edit *at, wp_error *err)
{
    outlook finding = { .found = NOWHERE, .beside = NOWHERE };
    wp_str line = wp_text(wp_job_value(job, "line"));
    if (!compile_places(job, &finding, err))
        return false;
    find_line(job, at, &finding);
    if (finding.found == NOWHERE)
        find_place(job, at, line, &finding);
    if (finding.found != NOWHERE)
        return replace_found(job, at, &finding, line, err);
    if (wp_job_bool(job, "backrefs"))
        return true; /* nothing matched that could be referred to */
    if (is_word(job, "insertbefore", "BOF") || is_word(job, "insertafter", "BOF"))
        add(job, at, 0, line);
    else
        add(job, at, finding.beside == NOWHERE ? at->lines.count : (size_t)finding.beside, line);
    return true;
}

/* ---- absent --------------------------------------------------------------------------- */

static bool make_absent(wp_job *job, edit *at, wp_error *err)
{
    wp_pattern *regexp = NULL;
    const char *pattern = wp_job_str(job, "regexp"), *search = wp_job_str(job, "search_string");
    size_t kept = 0, removed = 0;
    if (pattern && !wp_pattern_compile(job, pattern, WP_PATTERN_BYTES, &regexp, err))
        return false;
    for (size_t i = 0; i < at->lines.count; i++) {
        wp_str line = at->lines.at[i];
        bool goes = regexp   ? wp_pattern_search(job, regexp, line, 0, NULL)
                    : search ? contains(line, search)
                             : wp_str_eq(wp_line_bare(line), wp_text(wp_job_value(job, "line")));
        removed += goes;
        if (!goes)
            at->lines.at[kept++] = line;
    }
    at->lines.count = kept;
    wp_job_set_int(job, "found", (int64_t)removed);
    if (removed)
        at->said = wp_printf(wp_job_arena(job), "%zu line(s) removed", removed);
    return true;
}

/* ---- the story --------------------------------------------------------------------------- */

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static bool check_params(wp_job *job, wp_error *err)
{
    bool searches = wp_job_has(job, "regexp") || wp_job_has(job, "search_string");
    if (is_present(job) && !wp_job_has(job, "line"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "state=present needs the parameter 'line'");
    if (is_present(job) && wp_job_bool(job, "backrefs") && !wp_job_has(job, "regexp"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "backrefs needs the parameter 'regexp'");
    if (!is_present(job) && !searches && !wp_job_has(job, "line"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "state=absent needs one of 'line', 'regexp' and 'search_string'");
    const char *regexp = wp_job_str(job, "regexp"), *search = wp_job_str(job, "search_string");
    if ((regexp && !*regexp) || (search && !*search))
        wp_job_warn(job, "an empty %s matches every line", regexp ? "regexp" : "search_string");
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
    return check_params(job, err) && wp_install_probe(job, &at->install, err);
}

static bool plan(wp_job *job, wp_error *err)
{
    edit *at = wp_job_state(job, sizeof *at);
    wp_install *install = &at->install;
    at->said = "";
    if (!is_present(job) && !install->now.exists) {
        wp_job_set_str(job, "msg", "file not present");
        return true;
    }
    at->lines = wp_lines_split(job, install->old_content, false);
    if (is_present(job) ? !make_present(job, at, err) : !make_absent(job, at, err))
        return false;
    install->content = *at->said ? wp_lines_join(job, &at->lines)
                       : install->old_content.ptr ? install->old_content : wp_str_of("");
    install->must_exist = install->must_exist || !*at->said;
    if (!wp_install_plan(job, install, err))
        return false;
    wp_job_set_str(job, "backup", "");
    wp_job_set_str(job, "msg", wp_printf(wp_job_arena(job), "%s%s%s", at->said,
                                         *at->said && install->dress.differs ? " and " : "",
                                         install->dress.differs ? "owner, group or mode changed" : ""));
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    edit *at = wp_job_state(job, sizeof *at);
    if (!wp_install_apply(job, &at->install, err))
        return false;
    if (at->install.backup)
        wp_job_set_str(job, "backup", at->install.backup);
    return true;
}

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true,
      .aliases = (const char *const[]){ "dest", "destfile", "name", NULL }, .help = "the file" },
    { .name = "line", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "value", NULL }, .help = "the line" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    { .name = "regexp", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "regex", NULL },
      .help = "finds the line that is to be replaced, or the lines that must go" },
    { .name = "search_string", .type = WP_PARAM_STR, .help = "the same, as plain text" },
    { .name = "backrefs", .type = WP_PARAM_BOOL, .fallback = "no", .help = "line refers to groups of regexp, as \\1" },
    { .name = "insertafter", .type = WP_PARAM_STR, .help = "regular expression (or EOF) of the line it goes behind" },
    { .name = "insertbefore", .type = WP_PARAM_STR, .help = "regular expression (or BOF) of the line it goes before" },
    { .name = "firstmatch", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "take the first line that matches, not the last" },
    { .name = "create", .type = WP_PARAM_BOOL, .fallback = "no", .help = "make the file where it is not there" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    { .name = "validate", .type = WP_PARAM_STR,
      .help = "command that must succeed on the new file, named by %s in it" },
    { .name = "others", .type = WP_PARAM_STR, .refused = "it never had a meaning of its own" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_lineinfile = {
    .name = "lineinfile",
    .summary = "A line that must be in a file, or must not",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "insertbefore insertafter", "regexp search_string",
                                                            "backrefs search_string", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .examples = "- ansible.builtin.lineinfile:\n"
                "    path: /etc/app.conf\n"
                "    regexp: '^port='\n"
                "    line: port=8443\n"
                "    create: yes\n"
                "- ansible.builtin.lineinfile:\n"
                "    path: /etc/app.conf\n"
                "    regexp: '^debug'\n"
                "    state: absent\n",
    .returns = "msg: what was done\nbackup: where the old file is kept\nfound: how many lines went\n",
};
