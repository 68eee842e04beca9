/*
 * Facts: which ones are asked for, one round trip, and the dict they become.
 *
 *   gather_subset -> groups -> setup_facts of modules/sh/setup.sh -> facts_*.c
 *
 * Names have "ansible_" in front in the result, as registered by Ansible.
 */
#include "module/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* ---- help for the others ------------------------------------------------------ */

wp_str wp_facts_field(const wp_facts *facts, const char *key)
{
    return wp_field(facts->fields, key);
}

bool wp_facts_has(const wp_facts *facts, const char *key)
{
    return wp_field_has(facts->fields, key);
}

void wp_facts_put(wp_facts *facts, const char *name, wp_value value)
{
    wp_dict_set(facts->arena, facts->dict, name, value);
}

void wp_facts_put_text(wp_facts *facts, const char *name, wp_str text)
{
    wp_facts_set_text(facts, facts->dict, name, text);
}

void wp_facts_put_printf(wp_facts *facts, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    wp_facts_put(facts, name, wp_string(facts->arena, wp_vprintf(facts->arena, format, args)));
    va_end(args);
}

void wp_facts_set_text(const wp_facts *facts, wp_value dict, const char *key, wp_str text)
{
    wp_dict_set(facts->arena, dict, key, wp_string_of(facts->arena, text));
}

int64_t wp_facts_number(const wp_facts *facts, wp_str text)
{
    return strtoll(wp_strndup(facts->arena, text.ptr, text.len), NULL, 10);
}

bool wp_facts_word(wp_str *rest, wp_str *word)
{
    while (rest->len && strchr(" \t\\", rest->ptr[0]))
        *rest = wp_str_slice(*rest, 1, rest->len);
    size_t len = 0;
    while (len < rest->len && !strchr(" \t\\", rest->ptr[len]))
        len++;
    *word = wp_str_slice(*rest, 0, len);
    *rest = wp_str_slice(*rest, len, rest->len);
    return len > 0;
}

wp_str wp_facts_entry(wp_str file, char separator, const char *key)
{
    wp_str line;
    while (wp_str_split(&file, '\n', &line)) {
        const char *at = line.len ? memchr(line.ptr, separator, line.len) : NULL;
        if (!at)
            continue;
        size_t len = (size_t)(at - line.ptr);
        if (!wp_str_is(wp_str_trim(wp_str_slice(line, 0, len)), key))
            continue;
        wp_str value = wp_str_trim(wp_str_slice(line, len + 1, line.len));
        bool quoted = value.len >= 2 && (value.ptr[0] == '"' || value.ptr[0] == '\'') &&
                      value.ptr[value.len - 1] == value.ptr[0];
        return quoted ? wp_str_slice(value, 1, value.len - 1) : value;
    }
    return wp_str_of("");
}

/* ---- groups --------------------------------------------------------------------- */

enum { MIN = 1, HARDWARE = 2, NETWORK = 4, VIRTUAL = 8, LOCAL = 16, ALL = 31 };

/* Finer names of Ansible's belong to a group; nothing is gained by asking for less than a group. */
static const struct {
    const char *name;
    unsigned group;
} groups[] = {
    { "all", ALL },           { "min", MIN },          { "hardware", HARDWARE },    { "network", NETWORK },
    { "virtual", VIRTUAL },   { "local", LOCAL },      { "devices", HARDWARE },     { "dmi", HARDWARE },
    { "memory", HARDWARE },   { "mounts", HARDWARE },  { "processor", HARDWARE },   { "cpu", HARDWARE },
    { "interfaces", NETWORK }, { "all_ipv4_addresses", NETWORK }, { "all_ipv6_addresses", NETWORK },
    { "default_ipv4", NETWORK }, { "default_ipv6", NETWORK },     { "virtualization_role", VIRTUAL },
    { "virtualization_type", VIRTUAL }, { "virtualization_tech_guest", VIRTUAL },
    { "virtualization_tech_host", VIRTUAL },
    { "apparmor", MIN },      { "caps", MIN },         { "chroot", MIN },           { "cmdline", MIN },
    { "date_time", MIN },     { "distribution", MIN }, { "dns", MIN },              { "env", MIN },
    { "fips", MIN },          { "fqdn", MIN },         { "hostname", MIN },         { "loadavg", MIN },
    { "lsb", MIN },           { "machine", MIN },      { "machine_id", MIN },       { "nodename", MIN },
    { "os_family", MIN },     { "pkg_mgr", MIN },      { "platform", MIN },         { "python", MIN },
    { "selinux", MIN },       { "service_mgr", MIN },  { "ssh_host_pub_keys", MIN }, { "ssh_pub_keys", MIN },
    { "system", MIN },        { "user", MIN },         { "kernel", MIN },           { "architecture", MIN },
    { "fibre_channel_wwn", 0 }, { "iscsi", 0 },        { "ohai", 0 },               { "facter", 0 },
};

static bool group_of(const char *name, unsigned *out)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].name, name) == 0) {
            *out = groups[i].group;
            return true;
        }
    return false;
}

/* What is named, or all; without what is named with a '!'; a name wins over `!all`, and that of a part over its
 * group's. The least is always there, unless it is dropped by its own name. */
static bool choose(wp_job *job, unsigned *out, wp_error *err)
{
    wp_value subsets = *wp_dict_find(job->params, "gather_subset");
    unsigned named = 0, dropped = 0, parts = 0;
    bool drops_all = false, names_all = wp_len(subsets) == 0;
    for (size_t i = 0; i < wp_len(subsets); i++) {
        const char *name = wp_list_at(subsets, i).as.text;
        bool drops = *name == '!';
        unsigned group;
        if (!group_of(name + drops, &group))
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "gather_subset has no part '%s'", name + drops);
        bool is_part = strcmp(name + drops, "min") != 0 && group == MIN;
        if (is_part && !drops)
            parts |= group;
        if (group == ALL)
            *(drops ? &drops_all : &names_all) = true;
        else
            *(drops ? &dropped : &named) |= group;
    }
    if (names_all || (!named && !drops_all))
        named |= ALL;
    *out = (named & ~dropped) | parts | (dropped & MIN ? 0 : MIN);
    return true;
}

static const char *words_of(wp_arena *arena, unsigned chosen)
{
    return wp_printf(arena, "%s%s%s%s%s", chosen & MIN ? "min " : "", chosen & HARDWARE ? "hardware " : "",
                     chosen & NETWORK ? "network " : "", chosen & VIRTUAL ? "virtual " : "",
                     chosen & LOCAL ? "local " : "");
}

/* ---- the result -------------------------------------------------------------------- */

static bool passes_filter(wp_value filter, const char *name)
{
    bool passes = wp_len(filter) == 0;
    for (size_t i = 0; i < wp_len(filter); i++) {
        const char *pattern = wp_list_at(filter, i).as.text;
        passes = passes || !*pattern || wp_job_glob(pattern, name) || wp_job_glob(pattern, name + strlen("ansible_"));
    }
    return passes;
}

static void hand_out(wp_facts *facts)
{
    wp_arena *arena = facts->arena;
    const wp_value *filter = wp_dict_find(facts->job->params, "filter");
    wp_value out = wp_dict_new(arena, wp_len(facts->dict) + 2), key, item;
    for (size_t i = 0; wp_dict_pair(facts->dict, i, &key, &item); i++) {
        char *name = wp_printf(arena, "ansible_%s", key.as.text);
        for (char *at = name; *at; at++)
            *at = *at == '-' ? '_' : *at;
        if (!filter || passes_filter(*filter, name))
            wp_dict_set(arena, out, name, item);
    }
    if (!filter || passes_filter(*filter, "ansible_gather_subset"))
        wp_dict_set(arena, out, "gather_subset", *wp_dict_find(facts->job->params, "gather_subset"));
    if (!filter || passes_filter(*filter, "ansible_module_setup"))
        wp_dict_set(arena, out, "module_setup", wp_bool(true));
    wp_job_facts(facts->job, out);
}

bool wp_job_gather(wp_job *job, wp_error *err)
{
    unsigned chosen;
    wp_reply reply;
    const wp_value *path = wp_dict_find(job->params, "fact_path");
    if (!choose(job, &chosen, err))
        return false;
    const char *const args[] = { words_of(job->arena, chosen), path ? path->as.text : "" };
    wp_host_frame frame = {
        .script = wp_printf(job->arena, "setup_facts%s", wp_host_words(job, args, 2)),
        .half = "setup",
        .environment = wp_null(),
    };
    if (!wp_host_send(job, &frame, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the facts can't be gathered: %s", wp_reply_reason(job, &reply));
    wp_facts facts = { .job = job, .arena = job->arena, .fields = reply.out, .dict = wp_dict_new(job->arena, 128) };
    const struct {
        unsigned group;
        void (*put)(wp_facts *facts);
    } parts[] = { { MIN, wp_facts_system },        { MIN, wp_facts_distribution }, { MIN, wp_facts_moment },
                  { HARDWARE, wp_facts_hardware }, { HARDWARE, wp_facts_mounts },  { NETWORK, wp_facts_network },
                  { VIRTUAL, wp_facts_virtual },   { LOCAL, wp_facts_local } };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (chosen & parts[i].group)
            parts[i].put(&facts);
    hand_out(&facts);
    return true;
}
