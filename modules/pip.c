/*
 * pip: packages of Python's.
 *
 *   name [extras] OPERATOR VERSION, ...     what can be looked up in pip's list
 *   git+https://..., ./dir, a URL           what only pip itself can judge
 *
 * What only pip can judge is simulated (pip install --dry-run, from pip 22.2 on); of an
 * older pip the preview says that it would change, as Ansible's does.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <string.h>

typedef struct packages {
    const char *env;
    wp_value words;  /* what pip is called with */
    wp_value wanted; /* texts: requirements as pip reads them */
    bool is_for_pip; /* only pip can tell */
    wp_str fields;
} packages;

static bool is_state(wp_job *job, const char *state)
{
    return strcmp(wp_job_str(job, "state"), state) == 0;
}

/* ---- requirements ------------------------------------------------------------------------ */

/* Of "Foo_Bar[x]>=1; python_version > '3'" the name, as packages are compared: foo-bar. */
static const char *name_of(wp_job *job, const char *requirement)
{
    size_t len = strcspn(requirement, "[<>=!~; @");
    char *out = wp_strndup(wp_job_arena(job), requirement, len), *to = out;
    for (size_t i = 0; i < len; i++) {
        char byte = (char)tolower((unsigned char)requirement[i]);
        byte = strchr("_.", byte) ? '-' : byte;
        if (byte != '-' || to == out || to[-1] != '-')
            *to++ = byte;
    }
    *to = '\0';
    return out;
}

static const char *specifier_of(wp_job *job, const char *requirement)
{
    const char *from = strpbrk(requirement, "<>=!~");
    return from ? wp_strndup(wp_job_arena(job), from, strcspn(from, ";")) : "";
}

static bool is_plain(const char *requirement)
{
    return !strpbrk(requirement, "/\\;@") && !strchr(requirement, ':') && *requirement != '.' && *requirement != '-';
}

/* "a>=1", "<2", as a list of the user's splits a requirement at its commas, is one. */
static wp_value requirements(wp_job *job)
{
    wp_value given = wp_job_value(job, "name"), out = wp_list_new(wp_job_arena(job), 4);
    const char *open = NULL;
    for (size_t i = 0; i < wp_len(given); i++) {
        const char *text = wp_to_text(wp_job_arena(job), wp_list_at(given, i)).ptr;
        while (isspace((unsigned char)*text))
            text++;
        if (open && strchr("<>=!~", *text)) {
            open = wp_printf(wp_job_arena(job), "%s%s%s", open, *specifier_of(job, open) ? "," : "", text);
            continue;
        }
        if (open)
            wp_list_push(wp_job_arena(job), out, wp_string(wp_job_arena(job), open));
        open = *text ? text : NULL;
    }
    if (open)
        wp_list_push(wp_job_arena(job), out, wp_string(wp_job_arena(job), open));
    return out;
}

static bool add_version(wp_job *job, packages *at, wp_error *err)
{
    const char *version = wp_job_str(job, "version");
    at->wanted = requirements(job);
    if (!version)
        return true;
    if (is_state(job, "latest"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "version is incompatible with state=latest");
    if (wp_len(at->wanted) > 1) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'version' is ambiguous for several packages");
        return wp_hint(err, "write the version behind each name");
    }
    const char *only = wp_len(at->wanted) ? wp_list_at(at->wanted, 0).as.text : "";
    if (*specifier_of(job, only))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'version' conflicts with the version that stands in name: %s", only);
    bool says_how = strpbrk(version, "<>=!~") == version;
    at->wanted = wp_list_new(wp_job_arena(job), 1);
    wp_list_push(wp_job_arena(job), at->wanted,
                 wp_string_printf(wp_job_arena(job), "%s%s%s", only, says_how ? "" : "==", version));
    return true;
}

/* ---- probe ---------------------------------------------------------------------------------- */

static void push(wp_job *job, wp_value list, const char *word)
{
    wp_list_push(wp_job_arena(job), list, wp_string(wp_job_arena(job), word));
}

static bool make_words(wp_job *job, packages *at, wp_error *err)
{
    static const struct {
        const char *state, *words[4];
    } rows[] = { { "present", { "install" } },
                 { "absent", { "uninstall", "-y" } },
                 { "latest", { "install", "-U" } },
                 { "forcereinstall", { "install", "-U", "--force-reinstall" } } };
    const char *extra = wp_job_str(job, "extra_args");
    wp_value more = wp_list_new(wp_job_arena(job), 2);
    at->words = wp_list_new(wp_job_arena(job), 8);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; is_state(job, rows[i].state) && rows[i].words[k]; k++)
            push(job, at->words, rows[i].words[k]);
    if (extra && !wp_job_split_words(job, extra, &more, err))
        return wp_while(err, "extra_args");
    bool has_editable = false;
    for (size_t i = 0; i < wp_len(more); i++) {
        has_editable = has_editable || wp_text_is(wp_list_at(more, i), "-e");
        wp_list_push(wp_job_arena(job), at->words, wp_list_at(more, i));
    }
    if (wp_job_bool(job, "editable") && !has_editable)
        push(job, at->words, "-e");
    if (wp_job_has(job, "requirements")) {
        push(job, at->words, "-r");
        push(job, at->words, wp_job_str(job, "requirements"));
    }
    for (size_t i = 0; i < wp_len(at->wanted); i++)
        wp_list_push(wp_job_arena(job), at->words, wp_list_at(at->wanted, i));
    return true;
}

static void judge_kind(wp_job *job, packages *at)
{
    at->is_for_pip = wp_job_has(job, "requirements") || wp_job_has(job, "extra_args") || wp_job_bool(job, "editable") ||
                     is_state(job, "latest");
    for (size_t i = 0; i < wp_len(at->wanted); i++)
        at->is_for_pip = at->is_for_pip || !is_plain(wp_list_at(at->wanted, i).as.text);
}

static const char **arguments(wp_job *job, const packages *at, const char *const *first, size_t *count)
{
    const char **args = wp_new_array(wp_job_arena(job), const char *, wp_len(at->words) + 8);
    for (*count = 0; first[*count]; ++*count)
        args[*count] = first[*count];
    for (size_t i = 0; i < wp_len(at->words); i++)
        args[(*count)++] = wp_list_at(at->words, i).as.text;
    return args;
}

static const char *text_or(wp_job *job, const char *param)
{
    return wp_job_has(job, param) ? wp_job_str(job, param) : "";
}

static bool probe(wp_job *job, wp_error *err)
{
    packages *at = wp_job_state(job, sizeof *at);
    size_t count;
    wp_reply reply;
    at->env = text_or(job, "virtualenv");
    if (*at->env && *at->env != '/' && wp_job_has(job, "chdir"))
        at->env = wp_printf(wp_job_arena(job), "%s/%s", wp_job_str(job, "chdir"), at->env);
    if (!add_version(job, at, err) || !make_words(job, at, err))
        return false;
    judge_kind(job, at);
    bool simulates = at->is_for_pip && !is_state(job, "absent");
    const char *const first[] = { at->env, text_or(job, "executable"), text_or(job, "chdir"), simulates ? "1" : "", NULL };
    const char **args = arguments(job, at, first, &count);
    if (!wp_host_call(job, "pip_probe", args, count, NULL, &reply, err))
        return false;
    at->fields = reply.out;
    return reply.status == 0 || wp_reply_fail(job, &reply, err);
}

/* ---- plan ------------------------------------------------------------------------------------ */

/* name==version lines: the version of a name, or NULL. */
static const char *installed(wp_job *job, const packages *at, const char *name)
{
    wp_lines lines = wp_lines_split(job, wp_field(at->fields, "list"), false);
    for (size_t i = 0; i < lines.count; i++) {
        wp_str line = wp_line_bare(lines.at[i]);
        const char *text = wp_strndup(wp_job_arena(job), line.ptr, line.len), *equals = strstr(text, "==");
        if (equals && strcmp(name_of(job, text), name) == 0)
            return equals + 2;
    }
    return NULL;
}

static void plan_names(wp_job *job, const packages *at)
{
    for (size_t i = 0; i < wp_len(at->wanted); i++) {
        const char *requirement = wp_list_at(at->wanted, i).as.text;
        const char *have = installed(job, at, name_of(job, requirement));
        bool is_there = have && wp_job_version_meets(job, have, specifier_of(job, requirement));
        if (is_state(job, "absent") && is_there)
            wp_job_change(job, "remove %s %s", requirement, have);
        else if (is_state(job, "forcereinstall"))
            wp_job_change(job, "install %s again", requirement);
        else if (is_state(job, "present") && !is_there)
            wp_job_change(job, "install %s", requirement);
    }
}

/* "Would install a-1.0 b-2.0" */
static bool plan_simulated(wp_job *job, packages *at, wp_error *err)
{
    wp_lines lines = wp_lines_split(job, wp_field(at->fields, "would"), false);
    wp_str status = wp_field(at->fields, "status");
    if (!status.len) {
        wp_job_change(job, "have pip install what it finds missing");
        return true;
    }
    wp_str last = { "", 0 };
    for (size_t i = 0; i < lines.count; i++) {
        wp_str line = wp_line_bare(lines.at[i]);
        if (line.len > 14 && memcmp(line.ptr, "Would install ", 14) == 0)
            wp_job_change(job, "install %.*s", (int)line.len - 14, line.ptr + 14);
        last = line.len > 6 && memcmp(line.ptr, "ERROR:", 6) == 0 ? line : last;
    }
    if (status.len == 1 && *status.ptr == '0')
        return true;
    wp_job_set(job, "stdout", wp_string_of(wp_job_arena(job), wp_field(at->fields, "would")));
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "pip can't do it: %.*s", (int)last.len, last.ptr);
}

static void set_given(wp_job *job, const packages *at)
{
    static const char *const params[] = { "name", "version", "state", "requirements" };
    for (size_t i = 0; i < sizeof params / sizeof *params; i++)
        wp_job_set(job, params[i], wp_job_value(job, params[i]));
    wp_job_set_str(job, "virtualenv", *at->env ? at->env : NULL);
}

static bool plan(wp_job *job, wp_error *err)
{
    packages *at = wp_job_state(job, sizeof *at);
    set_given(job, at);
    wp_job_set(job, "cmd", at->words);
    wp_job_set(job, "stdout", wp_string_of(wp_job_arena(job), wp_field(at->fields, "list")));
    wp_job_set_str(job, "stderr", "");
    if (wp_field_has(at->fields, "makes_env")) {
        wp_job_change(job, "make the virtual environment %s", at->env);
        if (!is_state(job, "absent"))
            plan_names(job, at);
        return true;
    }
    if (!at->is_for_pip || is_state(job, "absent")) {
        plan_names(job, at);
        if (is_state(job, "absent") && wp_job_has(job, "requirements"))
            wp_job_change(job, "remove what %s names", wp_job_str(job, "requirements"));
        return true;
    }
    return plan_simulated(job, at, err);
}

/* ---- apply ------------------------------------------------------------------------------------- */

static const char *as_lines(wp_job *job, wp_value words)
{
    const char *out = "";
    for (size_t i = 0; i < wp_len(words); i++)
        out = wp_printf(wp_job_arena(job), "%s%s%s", out, i ? "\n" : "", wp_list_at(words, i).as.text);
    return out;
}

static bool contains(wp_str text, const char *part)
{
    return strstr(text.ptr ? text.ptr : "", part) != NULL;
}

static bool apply(wp_job *job, wp_error *err)
{
    packages *at = wp_job_state(job, sizeof *at);
    bool makes_env = wp_field_has(at->fields, "makes_env");
    wp_value command, shown = wp_list_new(wp_job_arena(job), 8);
    size_t count;
    wp_reply reply;
    if (!wp_job_split_words(job, wp_job_str(job, "virtualenv_command"), &command, err))
        return wp_while(err, "virtualenv_command");
    const char *const first[] = {
        at->env, text_or(job, "executable"), text_or(job, "chdir"), text_or(job, "umask"), as_lines(job, command),
        text_or(job, "virtualenv_python"), wp_job_bool(job, "virtualenv_site_packages") ? "1" : "", NULL };
    const char **args = arguments(job, at, first, &count);
    if (!wp_host_call(job, "pip_apply", args, count, NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    wp_str out = wp_field(reply.out, "out"), said = wp_field(reply.out, "err"), rc = wp_field(reply.out, "rc");
    wp_lines pip = wp_lines_split(job, wp_field(reply.out, "pip"), false);
    for (size_t i = 0; i < pip.count; i++)
        wp_list_push(wp_job_arena(job), shown, wp_string_of(wp_job_arena(job), wp_line_bare(pip.at[i])));
    for (size_t i = 0; i < wp_len(at->words); i++)
        wp_list_push(wp_job_arena(job), shown, wp_list_at(at->words, i));
    wp_job_set(job, "cmd", shown);
    wp_job_set(job, "stdout", wp_string_of(wp_job_arena(job), out));
    wp_job_set(job, "stderr", wp_string_of(wp_job_arena(job), said));
    wp_job_set_changed(job, makes_env || contains(out, "Successfully installed") || contains(out, "Successfully uninstalled"));
    if (rc.len == 1 && *rc.ptr == '0')
        return true;
    wp_lines lines = wp_lines_split(job, said, false);
    wp_str last = lines.count ? wp_line_bare(lines.at[lines.count - 1]) : rc;
    for (size_t i = 0; i < lines.count; i++)
        if (lines.at[i].len > 6 && memcmp(lines.at[i].ptr, "ERROR:", 6) == 0)
            last = wp_line_bare(lines.at[i]);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "pip failed: %.*s", (int)last.len, last.ptr);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_LIST, .help = "packages, as pip reads them: name, name>=1.0, a URL, a path" },
    { .name = "version", .type = WP_PARAM_STR, .help = "the version of the one package" },
    { .name = "requirements", .type = WP_PARAM_STR, .help = "a file of requirements on the host, from chdir on" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "absent", "forcereinstall", "latest", "present", NULL },
      .help = "whether they must be there; latest: the newest; forcereinstall: installed again" },
    { .name = "virtualenv", .type = WP_PARAM_PATH, .help = "a virtual environment, made where it is missing" },
    { .name = "virtualenv_command", .type = WP_PARAM_PATH, .fallback = "virtualenv",
      .help = "what makes it: virtualenv, python3 -m venv" },
    { .name = "virtualenv_python", .type = WP_PARAM_STR, .help = "the Python in it, for virtualenv" },
    { .name = "virtualenv_site_packages", .type = WP_PARAM_BOOL, .fallback = "no", .help = "it sees the system's packages" },
    { .name = "extra_args", .type = WP_PARAM_STR, .help = "more words for pip" },
    { .name = "editable", .type = WP_PARAM_BOOL, .fallback = "no", .help = "install links to where the source is" },
    { .name = "chdir", .type = WP_PARAM_PATH, .help = "the directory to work in" },
    { .name = "executable", .type = WP_PARAM_PATH, .help = "which pip to call" },
    { .name = "umask", .type = WP_PARAM_STR, .help = "umask for what is written" },
    { 0 },
};

const wp_module wp_module_pip = {
    .name = "pip",
    .summary = "Packages of Python's",
    .params = params,
    .rules = { .required_one_of = (const char *const[]){ "name requirements", NULL },
               .mutually_exclusive = (const char *const[]){ "name requirements", "executable virtualenv", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "pip",
    .note = "The host needs pip, and what virtualenv_command names where an environment is to be made.",
    .examples = "- ansible.builtin.pip:\n"
                "    name: ['flask>=2,<3', gunicorn]\n"
                "    virtualenv: /opt/app/venv\n"
                "    virtualenv_command: python3 -m venv\n",
    .returns = "cmd: the words of the call\nname: the packages\nversion: as it was given\nrequirements: the file\n"
               "virtualenv: the environment\nstdout: what pip said\nstderr: what it complained of\n",
};
