/*
 * package_facts: the packages of the host, as the fact `packages`: a dict by name of lists,
 * an entry for each version that is there.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <string.h>

enum { COLUMNS = 5 };

typedef struct source {
    const char *name;
    const char *columns[COLUMNS]; /* of its lines, split at bars; NULL: none */
    bool is_joined;               /* lines are name-version */
} source;

static const source sources[] = {
    { .name = "apt", .columns = { "name", "version", "arch", "category", "status" } },
    { .name = "rpm", .columns = { "name", "version", "release", "epoch", "arch" } },
    { .name = "apk", .is_joined = true },
    { .name = "pacman", .columns = { "name", "version" } },
    { .name = "portage", .is_joined = true },
    { .name = "pkg", .columns = { "name", "version", "arch", "origin" } },
    { .name = "pkg_info", .is_joined = true },
};
enum { SOURCES = sizeof sources / sizeof *sources };

/* ---- lines ------------------------------------------------------------------------------ */

static void set(wp_job *job, wp_value dict, const char *key, const char *text)
{
    bool is_number = strcmp(key, "epoch") == 0 && isdigit((unsigned char)*text);
    bool is_none = strcmp(key, "epoch") == 0 && !is_number;
    wp_dict_set(wp_job_arena(job), dict, key, is_none     ? wp_null()
                                              : is_number ? wp_int(*text - '0')
                                                          : wp_string(wp_job_arena(job), text));
}

/* curl-8.5.0-r0: the version begins behind the first dash that a digit follows. */
static void read_joined(wp_job *job, wp_value dict, char *line)
{
    char *dash = line;
    line[strcspn(line, " \t")] = '\0';
    do
        dash = strchr(dash + 1, '-');
    while (dash && !isdigit((unsigned char)dash[1]));
    if (dash)
        *dash = '\0';
    set(job, dict, "name", line);
    set(job, dict, "version", dash ? dash + 1 : "");
}

static wp_value read_entry(wp_job *job, const source *from, char *line)
{
    wp_value dict = wp_dict_new(wp_job_arena(job), 6);
    if (from->is_joined) {
        read_joined(job, dict, line);
    } else {
        for (size_t i = 0; i < COLUMNS && from->columns[i]; i++) {
            size_t len = strcspn(line, strcmp(from->name, "pacman") == 0 ? " " : "|");
            bool goes_on = line[len] != '\0';
            line[len] = '\0';
            set(job, dict, from->columns[i], line);
            line += len + goes_on;
        }
    }
    wp_dict_set(wp_job_arena(job), dict, "source", wp_string_static(from->name));
    return dict;
}

static void add(wp_job *job, wp_value packages, const char *name, wp_value entry)
{
    const wp_value *list = wp_dict_find(packages, name);
    wp_value fresh = list ? *list : wp_list_new(wp_job_arena(job), 1);
    wp_list_push(wp_job_arena(job), fresh, entry);
    if (!list)
        wp_dict_set(wp_job_arena(job), packages, name, fresh);
}

/* Of apt's, what is only configured or on hold does not count; a foreign architecture's stands as name:arch. */
static void add_line(wp_job *job, wp_value packages, const source *from, wp_str line, const char *native)
{
    wp_value entry = read_entry(job, from, wp_strndup(wp_job_arena(job), line.ptr, line.len));
    const wp_value *status = wp_dict_find(entry, "status"), *arch = wp_dict_find(entry, "arch");
    const char *name = wp_dict_find(entry, "name")->as.text;
    if (status && !wp_text_is(*status, "installed"))
        return;
    if (status) {
        wp_dict_remove(entry, wp_string_static("status"));
        if (!wp_text_is(*arch, "all") && !wp_text_is(*arch, native))
            name = wp_printf(wp_job_arena(job), "%s:%s", name, arch->as.text);
        wp_dict_set(wp_job_arena(job), entry, "name", wp_string(wp_job_arena(job), name));
    }
    add(job, packages, name, entry);
}

/* ---- the fact ------------------------------------------------------------------------------ */

static const source *find(wp_str name)
{
    for (size_t i = 0; i < SOURCES; i++)
        if (strlen(sources[i].name) == name.len && memcmp(sources[i].name, name.ptr, name.len) == 0)
            return &sources[i];
    return NULL;
}

static bool ask(wp_job *job, wp_reply *reply, wp_error *err)
{
    wp_value wanted = wp_job_value(job, "manager");
    const char *args[1 + SOURCES + 16] = { strcmp(wp_job_str(job, "strategy"), "all") == 0 ? "1" : "" };
    size_t count = 1;
    for (size_t i = 0; i < wp_len(wanted) && i < 16; i++) {
        if (!wp_text_is(wp_list_at(wanted, i), "auto")) {
            args[count++] = wp_list_at(wanted, i).as.text;
            continue;
        }
        for (size_t k = 0; k < SOURCES; k++)
            args[count++] = sources[k].name;
        break;
    }
    return wp_host_call(job, "package_facts_list", args, count, NULL, reply, err);
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_reply reply;
    if (!ask(job, &reply, err))
        return false;
    wp_value packages = wp_dict_new(wp_job_arena(job), 512), facts = wp_dict_new(wp_job_arena(job), 1);
    wp_str rest = reply.out, key, value, native = wp_field(reply.out, "native");
    const source *from = NULL;
    const char *native_name = wp_strndup(wp_job_arena(job), native.ptr, native.len);
    while (wp_field_next(&rest, &key, &value)) {
        if (key.len == 7 && memcmp(key.ptr, "manager", 7) == 0)
            from = find(value);
        if (key.len != 5 || memcmp(key.ptr, "lines", 5) != 0 || !from)
            continue;
        wp_lines lines = wp_lines_split(job, value, false);
        for (size_t i = 0; i < lines.count; i++)
            add_line(job, packages, from, wp_line_bare(lines.at[i]), native_name);
    }
    if (!from)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "Could not detect a supported package manager from the following list: apt, rpm, apk, pacman, portage, "
                       "pkg, pkg_info");
    wp_dict_set(wp_job_arena(job), facts, "packages", packages);
    wp_job_facts(job, facts);
    return true;
}

static const wp_param params[] = {
    { .name = "manager", .type = WP_PARAM_LIST, .fallback = "auto",
      .choices = (const char *const[]){ "auto", "rpm", "apt", "portage", "pkg", "pacman", "apk", "pkg_info", NULL },
      .help = "which to ask, in this order; auto: all that are known" },
    { .name = "strategy", .type = WP_PARAM_STR, .fallback = "first",
      .choices = (const char *const[]){ "first", "all", NULL }, .help = "the first that is there, or all" },
    { 0 },
};

const wp_module wp_module_package_facts = {
    .name = "package_facts",
    .summary = "The packages of the host, as facts",
    .params = params,
    .probe = probe,
    .remote = "package_facts",
    .gives_facts = true,
    .note = "Of apt's packages the origin is not told: it takes apt's whole cache to know it.",
    .examples = "- ansible.builtin.package_facts:\n"
                "    manager: auto\n",
    .returns = "ansible_facts: packages, a dict by name of lists of dicts with name, version, arch, source\n",
};
