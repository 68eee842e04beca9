/* getent: entries of the host's databases (passwd, group, hosts, services, ...) as facts. */
#include <waplay/module.h>

#include <string.h>

enum { UNKNOWN_DATABASE = 1, UNKNOWN_KEY = 2, NO_ENUMERATION = 3 };

static bool is_colon_database(const char *database)
{
    static const char *const names[] = { "passwd", "shadow", "group", "gshadow", NULL };
    for (const char *const *name = names; *name; name++)
        if (strcmp(*name, database) == 0)
            return true;
    return false;
}

static const char *separator(wp_job *job)
{
    if (wp_job_has(job, "split") && *wp_job_str(job, "split"))
        return wp_job_str(job, "split");
    return is_colon_database(wp_job_str(job, "database")) ? ":" : NULL;
}

/* Parts between separators, or, without one, words. */
static wp_value split(wp_arena *arena, wp_str text, const char *between)
{
    wp_value parts = wp_list_new(arena, 8);
    if (between) {
        for (const char *at; (at = memmem(text.ptr, text.len, between, strlen(between)));) {
            wp_list_push(arena, parts, wp_string_n(arena, text.ptr, (size_t)(at - text.ptr)));
            text.len -= (size_t)(at - text.ptr) + strlen(between);
            text.ptr = at + strlen(between);
        }
        wp_list_push(arena, parts, wp_string_of(arena, text));
        return parts;
    }
    for (size_t from = 0, to = 0; to <= text.len; to++) {
        if (to < text.len && !strchr(" \t\r", text.ptr[to]))
            continue;
        if (to > from)
            wp_list_push(arena, parts, wp_string_n(arena, text.ptr + from, to - from));
        from = to + 1;
    }
    return parts;
}

/* A key that comes more than once has a list of its entries. */
static void add_entry(wp_arena *arena, wp_value entries, wp_value seen, wp_value parts)
{
    wp_value key = wp_list_at(parts, 0), rest = wp_list_new(arena, wp_len(parts));
    for (size_t i = 1; i < wp_len(parts); i++)
        wp_list_push(arena, rest, wp_list_at(parts, i));
    const wp_value *first = wp_dict_get(entries, key), *all = wp_dict_get(seen, key);
    if (!first) {
        wp_dict_put(arena, entries, key, rest);
    } else if (all) {
        wp_list_push(arena, *all, rest);
    } else {
        wp_value list = wp_list_new(arena, 2);
        wp_list_push(arena, list, *first);
        wp_list_push(arena, list, rest);
        wp_dict_put(arena, seen, key, list);
        wp_dict_put(arena, entries, key, list);
    }
}

static wp_value read_entries(wp_job *job, wp_str text)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value entries = wp_dict_new(arena, 8), seen = wp_dict_new(arena, 2);
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++) {
        wp_value parts = split(arena, wp_line_bare(lines.at[i]), separator(job));
        if (wp_len(parts))
            add_entry(arena, entries, seen, parts);
    }
    return entries;
}

static void tell(wp_job *job, wp_value entries)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value facts = wp_dict_new(arena, 1);
    wp_dict_set(arena, facts, wp_printf(arena, "getent_%s", wp_job_str(job, "database")), entries);
    wp_job_facts(job, facts);
}

static bool missing(wp_job *job, wp_error *err)
{
    static const char said[] = "One or more supplied key could not be found in the database.";
    wp_value entries = wp_dict_new(wp_job_arena(job), 1);
    if (wp_job_bool(job, "fail_key"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s has no entry '%s'", wp_job_str(job, "database"),
                       wp_job_str(job, "key"));
    wp_dict_set(wp_job_arena(job), entries, wp_job_str(job, "key"), wp_null());
    wp_job_set_str(job, "msg", said);
    tell(job, entries);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    const char *database = wp_job_str(job, "database"), *key = wp_job_str(job, "key");
    const char *args[5];
    size_t count = 0;
    wp_reply reply;
    if (wp_job_has(job, "service")) {
        args[count++] = "-s";
        args[count++] = wp_job_str(job, "service");
    }
    args[count++] = "--";
    args[count++] = database;
    if (key && *key)
        args[count++] = key;
    if (!wp_host_call(job, "LC_ALL=C getent", args, count, NULL, &reply, err))
        return false;
    switch (reply.status) {
    case 0: tell(job, read_entries(job, reply.out)); return true;
    case UNKNOWN_DATABASE:
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "this host has no database '%s'", database);
    case UNKNOWN_KEY: return missing(job, err);
    case NO_ENUMERATION:
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the database %s can't be listed: give a key", database);
    case 127: return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "this host has no getent (libc-bin, musl-utils)");
    }
    return wp_reply_fail(job, &reply, err);
}

static const wp_param params[] = {
    { .name = "database", .type = WP_PARAM_STR, .required = true, .help = "passwd, group, hosts, services, ..." },
    { .name = "key", .type = WP_PARAM_STR, .fallback = "", .help = "one entry; without it all are told" },
    { .name = "split", .type = WP_PARAM_STR, .help = "what stands between the parts of an entry" },
    { .name = "fail_key", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "whether a missing entry is an error" },
    { .name = "service", .type = WP_PARAM_STR, .help = "ask this service (files, dns, ...) only" },
    { 0 },
};

const wp_module wp_module_getent = {
    .name = "getent",
    .summary = "Entries of the host's databases as facts",
    .params = params,
    .probe = probe,
    .gives_facts = true,
    .examples = "- ansible.builtin.getent:\n"
                "    database: passwd\n"
                "    key: root\n"
                "- ansible.builtin.debug:\n"
                "    msg: \"{{ ansible_facts.getent_passwd.root[4] }}\"\n",
    .returns = "ansible_facts: getent_DATABASE, by key the list of its parts\n",
};
