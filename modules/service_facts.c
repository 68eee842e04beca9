/*
 * service_facts: the services of the host, as the fact `services`: a dict by name.
 *
 *   ssh.service loaded active running OpenBSD Secure Shell      systemctl list-units
 *   ssh.service enabled enabled                                 systemctl list-unit-files
 *   [ + ]  ssh                                                  service --status-all
 *   crond  [started]                                            rc-status
 *   crond  0:off 1:off 2:on 3:on 4:on 5:on 6:off                chkconfig --list
 */
#include <waplay/module.h>

#include <ctype.h>
#include <string.h>

enum { WORDS = 12 };

/* The words of a line, at most WORDS; brackets are blanks where they are told to be. */
static size_t split(wp_job *job, wp_str line, const char *blanks, const char **words)
{
    char *save = NULL, *text = wp_strndup(wp_job_arena(job), line.ptr, line.len);
    size_t count = 0;
    for (char *word = strtok_r(text, blanks, &save); word && count < WORDS; word = strtok_r(NULL, blanks, &save))
        words[count++] = word;
    return count;
}

static wp_value put(wp_job *job, wp_value services, const char *name, const char *state, const char *status,
                    const char *source)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value dict = wp_dict_new(arena, 5);
    wp_dict_set(arena, dict, "name", wp_string(arena, name));
    wp_dict_set(arena, dict, "state", wp_string(arena, state));
    if (status)
        wp_dict_set(arena, dict, "status", wp_string(arena, status));
    wp_dict_set(arena, dict, "source", wp_string_static(source));
    wp_dict_set(arena, services, name, dict);
    return dict;
}

static bool is_service(const char *name)
{
    const char *end = strstr(name, ".service");
    return end && !end[8];
}

static const char *bad_state(const char *const *words, size_t count)
{
    static const char *const bad[] = { "not-found", "masked", "failed" };
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < count && k < 4; k++)
            if (strcmp(words[k], bad[i]) == 0)
                return bad[i];
    return NULL;
}

static void add_units(wp_job *job, wp_value services, wp_str text)
{
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++) {
        const char *words[WORDS];
        size_t count = split(job, wp_line_bare(lines.at[i]), " \t\xe2\x97\x8f*", words);
        if (count < 4 || !is_service(words[0]))
            continue;
        const char *bad = bad_state(words + 1, count - 1);
        put(job, services, words[0], strcmp(words[3], "running") == 0 ? "running" : "stopped", bad ? bad : words[2],
            "systemd");
    }
}

/* Files tell whether a unit starts at boot; one that was not loaded is known by its file only. */
static void add_files(wp_job *job, wp_value services, wp_str text)
{
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++) {
        const char *words[WORDS];
        if (split(job, wp_line_bare(lines.at[i]), " \t", words) < 2 || !is_service(words[0]))
            continue;
        const wp_value *there = wp_dict_find(services, words[0]);
        if (!there) {
            put(job, services, words[0], "inactive", words[1], "systemd");
            continue;
        }
        const char *status = wp_dict_find(*there, "status")->as.text;
        if (!bad_state(&status, 1))
            wp_dict_set(wp_job_arena(job), *there, "status", wp_string(wp_job_arena(job), words[1]));
    }
}

static void add_sysv(wp_job *job, wp_value services, wp_str text)
{
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++) {
        const char *words[WORDS];
        size_t count = split(job, wp_line_bare(lines.at[i]), " \t[]", words);
        if (count == 2 && (*words[0] == '+' || *words[0] == '-'))
            put(job, services, words[1], *words[0] == '+' ? "running" : "stopped", NULL, "sysv");
    }
}

static bool runs(wp_str fields, const char *name)
{
    wp_str rest = fields, key, value;
    while (wp_field_next(&rest, &key, &value))
        if (key.len == 4 && memcmp(key.ptr, "runs", 4) == 0 && value.len == strlen(name) &&
            memcmp(value.ptr, name, value.len) == 0)
            return true;
    return false;
}

static void add_chkconfig(wp_job *job, wp_value services, wp_str fields)
{
    wp_lines lines = wp_lines_split(job, wp_field(fields, "chkconfig"), false);
    for (size_t i = 0; i < lines.count; i++) {
        const char *words[WORDS];
        if (split(job, wp_line_bare(lines.at[i]), " \t", words) != 8 || strncmp(words[1], "0:", 2) != 0)
            continue;
        put(job, services, words[0], runs(fields, words[0]) ? "running" : "stopped",
            strcmp(words[4], "3:on") == 0 ? "enabled" : "disabled", "sysv");
    }
}

static wp_value levels_of(wp_job *job, wp_str text, const char *name)
{
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++) {
        const char *words[WORDS];
        size_t count = split(job, wp_line_bare(lines.at[i]), " \t|", words);
        if (!count || strcmp(words[0], name) != 0)
            continue;
        wp_value levels = wp_list_new(wp_job_arena(job), count);
        for (size_t k = 1; k < count; k++)
            wp_list_push(wp_job_arena(job), levels, wp_string(wp_job_arena(job), words[k]));
        return count > 1 ? levels : wp_null();
    }
    return wp_null();
}

static void add_openrc(wp_job *job, wp_value services, wp_str text, wp_str levels)
{
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++) {
        const char *words[WORDS];
        if (!isspace((unsigned char)*lines.at[i].ptr) ||
            split(job, wp_line_bare(lines.at[i]), " \t[]", words) < 2)
            continue;
        wp_value dict = put(job, services, words[0], words[1], NULL, "openrc");
        wp_dict_set(wp_job_arena(job), dict, "runlevels", levels_of(job, levels, words[0]));
    }
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_reply reply;
    wp_value facts = wp_dict_new(wp_job_arena(job), 1), services = wp_dict_new(wp_job_arena(job), 64);
    if (!wp_host_call(job, "service_facts_list", NULL, 0, NULL, &reply, err))
        return false;
    add_sysv(job, services, wp_field(reply.out, "sysv"));
    add_chkconfig(job, services, reply.out);
    add_openrc(job, services, wp_field(reply.out, "openrc"), wp_field(reply.out, "levels"));
    add_units(job, services, wp_field(reply.out, "units"));
    add_files(job, services, wp_field(reply.out, "files"));
    if (!wp_len(services)) {
        wp_job_skip(job, "Failed to find any services. This can be due to privileges or some other configuration issue.");
        return true;
    }
    wp_dict_set(wp_job_arena(job), facts, "services", services);
    wp_job_facts(job, facts);
    return true;
}

static const wp_param params[] = { { 0 } };

const wp_module wp_module_service_facts = {
    .name = "service_facts",
    .summary = "The services of the host, as facts",
    .params = params,
    .probe = probe,
    .remote = "service_facts",
    .gives_facts = true,
    .examples = "- ansible.builtin.service_facts:\n",
    .returns = "ansible_facts: services, a dict by name of dicts with name, state, status, source\n",
};
