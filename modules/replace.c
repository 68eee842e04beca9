/* replace: every match of a regular expression in a file, or in a section of it. */
#include <waplay/module.h>

#include <string.h>

static bool probe(wp_job *job, wp_error *err)
{
    wp_install *install = wp_job_state(job, sizeof *install);
    install->dest = wp_job_str(job, "path");
    install->want_content = true;
    install->follow = true;
    install->must_exist = true;
    return wp_install_probe(job, install, err);
}

/* The section between after and before: *found is false where the file has none. */
static bool find_section(wp_job *job, wp_str text, wp_str *section, bool *found, wp_error *err)
{
    const char *after = wp_job_str(job, "after"), *before = wp_job_str(job, "before");
    wp_pattern *pattern;
    wp_match match;
    *section = text;
    *found = true;
    after = after && *after ? after : NULL;
    before = before && *before ? before : NULL;
    if (!after && !before)
        return true;
    const char *expression = wp_printf(wp_job_arena(job), "%s(?P<subsection>.*%s)%s", after ? after : "",
                                       after && before ? "?" : "", before ? before : "");
    if (!wp_pattern_compile(job, expression, WP_PATTERN_DOTALL, &pattern, err))
        return wp_while(err, "after and before");
    *found = wp_pattern_search(job, pattern, text, 0, &match);
    if (*found)
        *section = match.group[wp_pattern_group(pattern, "subsection")];
    else
        wp_job_set_str(job, "msg", wp_printf(wp_job_arena(job),
                                             "Pattern for before/after params did not match the given file: %s", expression));
    return true;
}

static bool replace_in(wp_job *job, wp_str section, wp_str *out, size_t *count, wp_error *err)
{
    wp_pattern *pattern;
    return (wp_pattern_compile(job, wp_job_str(job, "regexp"), WP_PATTERN_MULTILINE, &pattern, err) &&
            wp_pattern_replace(job, pattern, section, wp_text(wp_job_value(job, "replace")), out, count, err)) ||
           wp_while(err, "regexp");
}

static wp_str put_back(wp_job *job, wp_str text, wp_str section, wp_str replaced)
{
    size_t before = (size_t)(section.ptr - text.ptr), after = text.len - before - section.len;
    char *whole = wp_alloc(wp_job_arena(job), before + replaced.len + after + 1);
    memcpy(whole, text.ptr, before);
    memcpy(whole + before, replaced.ptr, replaced.len);
    memcpy(whole + before + replaced.len, section.ptr + section.len, after);
    return (wp_str){ whole, before + replaced.len + after };
}

static bool plan(wp_job *job, wp_error *err)
{
    wp_install *install = wp_job_state(job, sizeof *install);
    const char *encoding = wp_job_str(job, "encoding");
    wp_str text = install->old_content, section, replaced;
    bool found;
    size_t count = 0;
    wp_job_set_int(job, "rc", 0);
    if (text.ptr) {
        if (!wp_job_recode(job, encoding, "utf-8", text, &text, err))
            return wp_while(err, "encoding of %s", install->path);
        if (!find_section(job, text, &section, &found, err))
            return false;
        if (!found)
            return true;
        if (!replace_in(job, section, &replaced, &count, err))
            return false;
        install->content = count ? put_back(job, text, section, replaced) : install->old_content;
        if (count && !wp_job_recode(job, "utf-8", encoding, install->content, &install->content, err))
            return wp_while(err, "encoding of %s", install->path);
    }
    if (!wp_install_plan(job, install, err))
        return false;
    const char *said = install->writes ? wp_printf(wp_job_arena(job), "%zu replacements made", count) : "";
    wp_job_set_str(job, "msg", wp_printf(wp_job_arena(job), "%s%s%s", said,
                                         *said && install->dress.differs ? " and " : "",
                                         install->dress.differs ? "owner, group or mode changed" : ""));
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    return wp_install_apply(job, wp_job_state(job, sizeof(wp_install)), err);
}

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true,
      .aliases = (const char *const[]){ "dest", "destfile", "name", NULL }, .help = "the file" },
    { .name = "regexp", .type = WP_PARAM_STR, .required = true, .help = "what is replaced; ^ and $ mean lines" },
    { .name = "replace", .type = WP_PARAM_STR, .fallback = "", .help = "by what; \\1 and \\g<name> are groups" },
    { .name = "after", .type = WP_PARAM_STR, .help = "only what stands behind a match of this" },
    { .name = "before", .type = WP_PARAM_STR, .help = "only what stands before a match of this" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    { .name = "validate", .type = WP_PARAM_STR,
      .help = "command that must succeed on the new file, named by %s in it" },
    { .name = "encoding", .type = WP_PARAM_STR, .fallback = "utf-8", .help = "encoding of the file: utf-8" },
    { .name = "others", .type = WP_PARAM_STR, .refused = "it never had a meaning of its own" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_replace = {
    .name = "replace",
    .summary = "Replaces text in a file",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .examples = "- ansible.builtin.replace:\n"
                "    path: /etc/app.conf\n"
                "    regexp: '^(port)=\\d+$'\n"
                "    replace: '\\1=8443'\n",
    .returns = "msg: how many there were\nrc: 0\nbackup_file: where the old file is kept\n",
};
