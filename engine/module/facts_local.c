/*
 * Facts of the site: /etc/ansible/facts.d/NAME.fact, as ansible_local.NAME. A file that
 * can be run is run; what it says, or what is in it, is JSON or INI.
 */
#include "module/facts.h"

#include <ctype.h>

#include "base/text.h"

static wp_str lower(wp_facts *facts, wp_str text)
{
    char *copy = wp_strndup(facts->arena, text.ptr, text.len);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = (char)tolower((unsigned char)copy[i]);
    return (wp_str){ copy, text.len };
}

static size_t find_separator(wp_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '=' || line.ptr[i] == ':')
            return i;
    return SIZE_MAX;
}

/* False where it is none: a line before the first section, or one that is no pair. */
static bool read_ini(wp_facts *facts, wp_str text, wp_value *out)
{
    wp_value sections = wp_dict_new(facts->arena, 4), section = wp_null();
    wp_str line;
    while (wp_str_split(&text, '\n', &line)) {
        line = wp_str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';')
            continue;
        if (line.ptr[0] == '[' && line.ptr[line.len - 1] == ']') {
            section = wp_dict_new(facts->arena, 4);
            wp_dict_put(facts->arena, sections, wp_string_of(facts->arena, wp_str_slice(line, 1, line.len - 1)),
                        section);
            continue;
        }
        size_t at = find_separator(line);
        if (at == SIZE_MAX || !wp_is(section, WP_DICT))
            return false;
        wp_str key = lower(facts, wp_str_trim(wp_str_slice(line, 0, at)));
        wp_dict_put(facts->arena, section, wp_string_of(facts->arena, key),
                    wp_string_of(facts->arena, wp_str_trim(wp_str_slice(line, at + 1, line.len))));
    }
    *out = sections;
    return true;
}

static wp_value read_fact(wp_facts *facts, wp_str name, wp_str text, int64_t status)
{
    wp_value value;
    if (status != 0)
        return wp_string_printf(facts->arena, "Failure executing fact script: exit code %lld, %.*s", (long long)status,
                                (int)text.len, text.ptr);
    if (wp_from_json(facts->arena, text, &value, NULL) || read_ini(facts, text, &value))
        return value;
    wp_job_warn(facts->job, "the fact %.*s is neither JSON nor INI", (int)name.len, name.ptr);
    return wp_string_printf(facts->arena, "error loading facts as JSON or ini: %.*s", (int)name.len, name.ptr);
}

void wp_facts_local(wp_facts *facts)
{
    wp_value local = wp_dict_new(facts->arena, 2);
    wp_str rest = facts->fields, key, value, name = { 0 };
    int64_t status = 0;
    while (wp_field_next(&rest, &key, &value)) {
        if (wp_str_is(key, "fact")) {
            name = value;
            status = 0;
        } else if (wp_str_is(key, "fact_status")) {
            status = wp_facts_number(facts, value);
        } else if (wp_str_is(key, "fact_text")) {
            wp_dict_put(facts->arena, local, wp_string_of(facts->arena, name), read_fact(facts, name, value, status));
        }
    }
    wp_facts_put(facts, "local", local);
}
