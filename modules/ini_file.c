/*
 * ini_file: one option of an INI file, or one section.
 *
 * The file is taken as lines; a section is the lines behind its [name], up to the next one. Options before the first
 * section belong to none. What is not touched stays as it is: comments, blanks, order.
 *
 *   present   a line with a wanted value stays, or is taken into use where it is commented out; then other lines of
 *             the option, commented out or not, get the values that are left; then lines are added at the section's end
 *   absent    the option's lines go (exclusive), or those with the values; without an option the whole section
 */
#include <waplay/module.h>

#include <string.h>

typedef struct ini {
    wp_install install;
    wp_lines lines;
    size_t from, to; /* the lines of the section, behind its name; of no section: up to the first */
    bool has_section;
    wp_value wanted; /* list of texts: values that are not in the file yet; null stands for none */
    bool *settled;   /* of each line: it is as it is to be */
    const char *said;
} ini;

/* An assignment, as a line has it. */
typedef struct assignment {
    bool is_active; /* not commented out */
    wp_str value;   /* ptr is NULL: it has none */
} assignment;

/* ---- reading ---------------------------------------------------------------------- */

static wp_str without_blanks(wp_str text)
{
    while (text.len && (*text.ptr == ' ' || *text.ptr == '\t'))
        text = (wp_str){ text.ptr + 1, text.len - 1 };
    return text;
}

/* Is the line one of the option's? Commented out means: # or ; is its first byte. */
static bool reads_as(wp_str line, const char *option, assignment *out)
{
    size_t len = strlen(option);
    wp_str rest = wp_line_bare(line);
    out->is_active = !(rest.len && (*rest.ptr == '#' || *rest.ptr == ';'));
    if (!out->is_active)
        rest = (wp_str){ rest.ptr + 1, rest.len - 1 };
    rest = without_blanks(rest);
    if (rest.len < len || memcmp(rest.ptr, option, len) != 0)
        return false;
    rest = without_blanks((wp_str){ rest.ptr + len, rest.len - len });
    out->value = (wp_str){ 0 };
    if (rest.len == 0)
        return true;
    if (*rest.ptr != '=')
        return false;
    out->value = without_blanks((wp_str){ rest.ptr + 1, rest.len - 1 });
    return true;
}

static bool is_active_line(const ini *at, size_t i, const char *option)
{
    assignment found;
    return reads_as(at->lines.at[i], option, &found) && found.is_active;
}

static bool is_blank_or_comment(wp_str line)
{
    wp_str rest = without_blanks(wp_line_bare(line));
    return rest.len == 0 || *rest.ptr == '#' || *rest.ptr == ';';
}

static bool begins_section(wp_str line, const char *name)
{
    size_t len = strlen(name);
    return line.len >= len + 2 && line.ptr[0] == '[' && memcmp(line.ptr + 1, name, len) == 0 &&
           line.ptr[len + 1] == ']';
}

static void find_section(ini *at, const char *section)
{
    size_t i = 0;
    at->has_section = !section;
    if (section) {
        while (i < at->lines.count && !begins_section(at->lines.at[i], section))
            i++;
        at->has_section = i < at->lines.count;
        i += at->has_section;
    }
    at->from = i;
    while (i < at->lines.count && !(at->lines.at[i].len && at->lines.at[i].ptr[0] == '['))
        i++;
    at->to = i;
}

/* Its place among those that are still wanted; SIZE_MAX: it is none of them. */
static size_t place_of(const ini *at, wp_str value)
{
    for (size_t i = 0; i < wp_len(at->wanted); i++)
        if (wp_str_eq(wp_text(wp_list_at(at->wanted, i)), value))
            return i;
    return SIZE_MAX;
}

static void strike(wp_job *job, ini *at, size_t place)
{
    wp_value left = wp_list_new(wp_job_arena(job), wp_len(at->wanted));
    for (size_t i = 0; i < wp_len(at->wanted); i++)
        if (i != place)
            wp_list_push(wp_job_arena(job), left, wp_list_at(at->wanted, i));
    at->wanted = left;
}

/* ---- present -------------------------------------------------------------------------- */

static wp_str line_of(wp_job *job, const char *option, wp_str value)
{
    const char *between = wp_job_bool(job, "no_extra_spaces") ? "=" : " = ";
    return wp_str_of(wp_printf(wp_job_arena(job), "%s%s%.*s\n", option, between, (int)value.len, value.ptr));
}

static wp_str bare_option(wp_job *job, const char *option)
{
    return wp_str_of(wp_printf(wp_job_arena(job), "%s\n", option));
}

static void set_line(ini *at, size_t i, wp_str line)
{
    at->settled[i] = true;
    if (wp_str_eq(at->lines.at[i], line))
        return;
    at->lines.at[i] = line;
    at->said = "option changed";
}

static void drop_line(ini *at, size_t i)
{
    wp_lines_remove(&at->lines, i, i + 1);
    memmove(at->settled + i, at->settled + i + 1, (at->lines.count - i) * sizeof *at->settled);
    at->to--;
    at->said = "option changed";
}

static void keep_wanted(wp_job *job, ini *at, const char *option)
{
    for (size_t i = at->from; i < at->to; i++) {
        assignment found;
        if (!reads_as(at->lines.at[i], option, &found))
            continue;
        size_t place = found.value.ptr ? place_of(at, found.value) : SIZE_MAX;
        if (place == SIZE_MAX)
            continue;
        set_line(at, i, line_of(job, option, found.value));
        strike(job, at, place);
    }
}

static void use_other_lines(wp_job *job, ini *at, const char *option)
{
    for (size_t i = at->from; i < at->to && wp_len(at->wanted); i++) {
        assignment found;
        if (at->settled[i] || !reads_as(at->lines.at[i], option, &found))
            continue;
        set_line(at, i, line_of(job, option, wp_text(wp_list_at(at->wanted, 0))));
        strike(job, at, 0);
    }
    for (size_t i = at->to; i-- > at->from;)
        if (!at->settled[i] && is_active_line(at, i, option))
            drop_line(at, i);
}

/* Behind the last line that says something. */
static size_t end_of_section(const ini *at)
{
    size_t i = at->to;
    while (i > at->from && is_blank_or_comment(at->lines.at[i - 1]))
        i--;
    return i;
}

static void add_lines(wp_job *job, ini *at, const char *option)
{
    size_t place = end_of_section(at);
    for (size_t i = 0; i < wp_len(at->wanted); i++) {
        wp_str line = line_of(job, option, wp_text(wp_list_at(at->wanted, i)));
        wp_lines_insert(job, &at->lines, place + i, &line, 1);
        at->said = "option added";
    }
}

/* The option alone, without a value: the first of its lines becomes so, or one is added. */
static void present_without_value(wp_job *job, ini *at, const char *option)
{
    wp_str line = bare_option(job, option);
    for (size_t i = at->from; i < at->to; i++) {
        assignment found;
        if (reads_as(at->lines.at[i], option, &found)) {
            set_line(at, i, line);
            return;
        }
    }
    wp_lines_insert(job, &at->lines, end_of_section(at), &line, 1);
    at->said = "option added";
}

static void add_section(wp_job *job, ini *at, const char *section, const char *option)
{
    wp_str line = wp_str_of(wp_printf(wp_job_arena(job), "[%s]\n", section));
    wp_lines_insert(job, &at->lines, at->lines.count, &line, 1);
    at->said = option ? "section and option added" : "only section added";
    for (size_t i = 0; option && i < wp_len(at->wanted); i++) {
        line = line_of(job, option, wp_text(wp_list_at(at->wanted, i)));
        wp_lines_insert(job, &at->lines, at->lines.count, &line, 1);
    }
    if (option && wp_len(at->wanted) == 0) {
        line = bare_option(job, option);
        wp_lines_insert(job, &at->lines, at->lines.count, &line, 1);
    }
}

static void make_present(wp_job *job, ini *at, const char *section, const char *option)
{
    if (!at->has_section) {
        add_section(job, at, section, option);
    } else if (option && wp_len(at->wanted) == 0) {
        present_without_value(job, at, option);
    } else if (option) {
        keep_wanted(job, at, option);
        if (wp_job_bool(job, "exclusive"))
            use_other_lines(job, at, option);
        add_lines(job, at, option);
    }
}

/* ---- absent ------------------------------------------------------------------------------ */

static void make_absent(wp_job *job, ini *at, const char *section, const char *option)
{
    bool exclusive = wp_job_bool(job, "exclusive");
    if (!at->has_section)
        return;
    if (!option && section) {
        wp_lines_remove(&at->lines, at->from - 1, at->to);
        at->said = "section removed";
        return;
    }
    for (size_t i = at->to; option && i-- > at->from;) {
        assignment found;
        if (reads_as(at->lines.at[i], option, &found) && found.is_active &&
            (exclusive || (found.value.ptr && place_of(at, found.value) != SIZE_MAX)))
            drop_line(at, i);
    }
}

/* ---- the story ----------------------------------------------------------------------------- */

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

/* Each value once. */
static wp_value values_of(wp_job *job)
{
    ini unique = { .wanted = wp_list_new(wp_job_arena(job), 4) };
    wp_value given = wp_job_value(job, "values");
    if (wp_job_has(job, "value"))
        wp_list_push(wp_job_arena(job), unique.wanted, wp_job_value(job, "value"));
    for (size_t i = 0; wp_is(given, WP_LIST) && i < wp_len(given); i++)
        if (place_of(&unique, wp_text(wp_list_at(given, i))) == SIZE_MAX)
            wp_list_push(wp_job_arena(job), unique.wanted, wp_list_at(given, i));
    return unique.wanted;
}

static bool probe(wp_job *job, wp_error *err)
{
    ini *at = wp_job_state(job, sizeof *at);
    at->wanted = values_of(job);
    if (is_present(job) && wp_job_has(job, "option") && wp_len(at->wanted) == 0 && !wp_job_bool(job, "allow_no_value"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "option '%s' has no value: give it value or values, or allow_no_value=yes",
                       wp_job_str(job, "option"));
    at->install.dest = wp_job_str(job, "path");
    at->install.want_content = true;
    at->install.is_edited = true;
    at->install.follow = true;
    at->install.make_parents = wp_job_bool(job, "create");
    at->install.must_exist = !at->install.make_parents;
    return wp_install_probe(job, &at->install, err);
}

static bool plan(wp_job *job, wp_error *err)
{
    ini *at = wp_job_state(job, sizeof *at);
    const char *section = wp_job_str(job, "section"), *option = wp_job_str(job, "option");
    wp_install *install = &at->install;
    at->said = "OK";
    /* A new file begins with an empty line, as in Ansible. */
    at->lines = wp_lines_split(job, install->old_content.len ? install->old_content : wp_str_of("\n"), false);
    at->settled = wp_new_array(wp_job_arena(job), bool, at->lines.count + 1);
    find_section(at, section && *section ? section : NULL);
    if (is_present(job))
        make_present(job, at, section, option);
    else
        make_absent(job, at, section, option);
    install->content = wp_lines_join(job, &at->lines);
    if (!wp_install_plan(job, install, err))
        return false;
    wp_job_unset(job, "dest");
    wp_job_unset(job, "checksum");
    wp_job_set_str(job, "path", wp_job_str(job, "path"));
    wp_job_set_str(job, "msg", at->said);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    ini *at = wp_job_state(job, sizeof *at);
    if (!wp_install_apply(job, &at->install, err))
        return false;
    wp_job_unset(job, "dest");
    wp_job_unset(job, "checksum");
    return true;
}

static const wp_param params[] = {
    { .name = "path",
      .type = WP_PARAM_PATH,
      .required = true,
      .aliases = (const char *const[]){ "dest", NULL },
      .help = "the file" },
    { .name = "section", .type = WP_PARAM_STR, .help = "the section; without one, what stands before the first" },
    { .name = "option", .type = WP_PARAM_STR, .help = "the option; without one it is about the whole section" },
    { .name = "value", .type = WP_PARAM_STR, .help = "its value" },
    { .name = "values", .type = WP_PARAM_LIST, .help = "several values, a line each" },
    { .name = "exclusive",
      .type = WP_PARAM_BOOL,
      .fallback = "yes",
      .help = "the option has these values only, or loses all of them" },
    { .name = "state",
      .type = WP_PARAM_STR,
      .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL },
      .help = "whether it must be there" },
    { .name = "allow_no_value",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "the option may stand without a value" },
    { .name = "no_extra_spaces", .type = WP_PARAM_BOOL, .fallback = "no", .help = "no blanks about the equals sign" },
    { .name = "create", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "make the file where it is not there" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_ini_file = {
    .name = "ini_file",
    .summary = "An option or a section of an INI file",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "value values", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .note =
        "Comments, blank lines and the order of what is there stay. A commented line with the wanted value is taken "
        "into use.",
    .examples = "- community.general.ini_file:\n"
                "    path: /etc/app.ini\n"
                "    section: server\n"
                "    option: port\n"
                "    value: '8443'\n"
                "    mode: '0640'\n"
                "- community.general.ini_file:\n"
                "    path: /etc/app.ini\n"
                "    section: debug\n"
                "    state: absent\n",
    .returns = "path: the file\nmsg: what was done\nbackup_file: where the old file is kept\n",
};
