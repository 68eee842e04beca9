/*
 * Options of containers: what a task wants and what inspect tells, in one form, so
 * that they can be compared.
 *
 *   ports    address:host:container/protocol, one for each port of a range
 *   binds    source:target:mode          mounts   type:source:target:ro|rw
 *   devices  host:container:rwm          ulimits  name=soft:hard
 *   sizes    bytes                       spans    nanoseconds
 */
#include <waplay/docker.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(wp_arena *arena, wp_value value)
{
    return wp_is(value, WP_NULL) ? "" : wp_is(value, WP_BOOL) ? (wp_truth(value) ? "true" : "false")
                                                              : wp_to_text(arena, value).ptr;
}

static const char *field(wp_arena *arena, wp_value dict, const char *key)
{
    return text_of(arena, wp_value_within(dict, key));
}

static void push(wp_arena *arena, wp_value list, const char *text)
{
    wp_list_push(arena, list, wp_string(arena, text));
}

static bool is_a_list(wp_docker_form form)
{
    return form == WP_DOCKER_ORDERED || form == WP_DOCKER_WORDS || form >= WP_DOCKER_PORTS || form == WP_DOCKER_SET;
}

/* ---- numbers with units ------------------------------------------------------------------- */

static bool bad(const wp_docker_option *option, const char *text, const char *right, wp_error *err)
{
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s '%s' can't be read: it must be %s", option->param, text, right);
}

static bool read_bytes(wp_arena *arena, const wp_docker_option *option, const char *text, const char **out,
                       wp_error *err)
{
    static const char units[] = "bkmgtp";
    char *end;
    double number = strtod(text, &end);
    if (strcmp(text, "unlimited") == 0 || strcmp(text, "-1") == 0) {
        *out = "-1";
        return true;
    }
    const char *unit = *end ? strchr(units, *end | 0x20) : units;
    if (end == text || !unit || number < 0 || (*end && end[1] && strspn(end + 1, "iIbB") != strlen(end + 1)))
        return bad(option, text, "a number and a unit, as 512m", err);
    for (; unit > units; unit--)
        number *= 1024;
    *out = wp_printf(arena, "%.0f", number);
    return true;
}

static bool read_span(wp_arena *arena, const wp_docker_option *option, const char *text, const char **out,
                      wp_error *err)
{
    static const struct {
        const char *unit;
        double ns;
    } units[] = { { "ms", 1e6 }, { "us", 1e3 }, { "ns", 1 }, { "h", 3600e9 }, { "m", 60e9 }, { "s", 1e9 } };
    double sum = 0;
    for (const char *at = text; *at;) {
        char *end;
        double number = strtod(at, &end);
        size_t i = 0, count = sizeof units / sizeof *units;
        while (i < count && strncmp(end, units[i].unit, strlen(units[i].unit)) != 0)
            i++;
        if (end == at || i == count)
            return bad(option, text, "a time, as 1m30s", err);
        sum += number * units[i].ns;
        at = end + strlen(units[i].unit);
    }
    *out = wp_printf(arena, "%.0f", sum);
    return true;
}

/* ---- one text of a list --------------------------------------------------------------------- */

static const char *default_mode(wp_arena *arena, const char *text, const char *mode)
{
    const char *first = strchr(text, ':'), *second = first ? strchr(first + 1, ':') : NULL;
    return !first ? wp_printf(arena, "%s:%s:%s", text, text, mode)
           : second ? text : wp_printf(arena, "%s:%s", text, mode);
}

/* Binds of a container's own directory are volumes without a name: nothing to compare them with. */
static const char *bind_of(wp_arena *arena, const char *text)
{
    return strchr(text, ':') ? default_mode(arena, text, "rw") : NULL;
}

static const char *exposed_of(wp_arena *arena, const char *text)
{
    return strchr(text, '/') ? text : wp_printf(arena, "%s/tcp", text);
}

/* Newer engines tell CAP_NET_ADMIN of NET_ADMIN. */
static const char *right_of(wp_arena *arena, const char *text)
{
    char *upper = wp_strdup(arena, text);
    for (char *at = upper; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    return strncmp(upper, "CAP_", 4) == 0 ? upper + 4 : upper;
}

static const char *ulimit_of(wp_arena *arena, const char *text)
{
    char *copy = wp_strdup(arena, text), *first = strpbrk(copy, ":="), *second = first ? strchr(first + 1, ':') : NULL;
    if (!first)
        return text;
    *first = '\0';
    return second ? wp_printf(arena, "%s=%s", copy, first + 1) : wp_printf(arena, "%s=%s:%s", copy, first + 1, first + 1);
}

static bool read_range(const char *text, long *from, long *to)
{
    char *end;
    *from = *to = strtol(text, &end, 10);
    if (end != text && *end == '-')
        *to = strtol(end + 1, &end, 10);
    return *end == '\0' && *to >= *from && *to <= 65535;
}

/* [[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]: one text for each port. */
static bool add_ports(wp_job *job, const wp_docker_option *option, const char *given, wp_value list, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    char *text = wp_strdup(arena, given), *slash = strchr(text, '/'), *last, *middle = NULL;
    const char *protocol = slash ? slash + 1 : "tcp", *address = "", *host = "";
    long from = 0, to = 0, host_from = 0, host_to = 0;
    if (slash)
        *slash = '\0';
    last = strrchr(text, ':');
    if (last) {
        *last = '\0';
        middle = strrchr(text, ':');
        host = middle ? middle + 1 : text;
        if (middle) {
            *middle = '\0';
            address = strcmp(text, "0.0.0.0") == 0 ? "" : text;
        }
    }
    if (!read_range(last ? last + 1 : text, &from, &to) || (*host && !read_range(host, &host_from, &host_to)))
        return bad(option, given, "[[ADDRESS:]PORT:]PORT[/PROTOCOL]", err);
    for (long i = 0; i <= to - from; i++)
        push(arena, list, wp_printf(arena, "%s:%s:%ld/%s", address,
                                    *host ? wp_printf(arena, "%ld", host_from == host_to ? host_from : host_from + i) : "",
                                    from + i, protocol));
    return true;
}

static bool add_mount(wp_job *job, const wp_docker_option *option, wp_value mount, wp_value list, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    const char *type = field(arena, mount, "type");
    (void)option, (void)err;
    push(arena, list, wp_printf(arena, "%s:%s:%s:%s", *type ? type : "volume", field(arena, mount, "source"),
                                field(arena, mount, "target"),
                                wp_truth(wp_value_within(mount, "read_only")) ? "ro" : "rw"));
    return true;
}

static bool add_rate(wp_job *job, const wp_docker_option *option, wp_value rate, wp_value list, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    const char *bytes;
    if (!read_bytes(arena, option, field(arena, rate, "rate"), &bytes, err))
        return false;
    push(arena, list, wp_printf(arena, "%s:%s", field(arena, rate, "path"), bytes));
    return true;
}

static bool add_item(wp_job *job, const wp_docker_option *option, wp_value item, wp_value list, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    const char *text = text_of(arena, item);
    switch (option->form) {
    case WP_DOCKER_PORTS: return add_ports(job, option, text, list, err);
    case WP_DOCKER_MOUNTS: return add_mount(job, option, item, list, err);
    case WP_DOCKER_RATES: return add_rate(job, option, item, list, err);
    case WP_DOCKER_EXPOSED: text = exposed_of(arena, text); break;
    case WP_DOCKER_RIGHTS: text = right_of(arena, text); break;
    case WP_DOCKER_BINDS: text = bind_of(arena, text); break;
    case WP_DOCKER_ULIMITS: text = ulimit_of(arena, text); break;
    case WP_DOCKER_DEVICES: text = default_mode(arena, text, "rwm"); break;
    case WP_DOCKER_TMPFS: text = strchr(text, ':') ? text : wp_printf(arena, "%s:", text); break;
    case WP_DOCKER_LINKS: text = strchr(text, ':') ? text : wp_printf(arena, "%s:%s", text, text); break;
    default: break;
    }
    if (text)
        push(arena, list, text);
    return true;
}

/* ---- what is wanted ----------------------------------------------------------------------------- */

static bool one_text(wp_job *job, const wp_docker_option *option, wp_value given, wp_value list, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    const char *text = text_of(arena, given);
    if (option->form == WP_DOCKER_BYTES && !read_bytes(arena, option, text, &text, err))
        return false;
    if (option->form == WP_DOCKER_SPAN && !read_span(arena, option, text, &text, err))
        return false;
    if (option->form == WP_DOCKER_CPUS)
        text = wp_printf(arena, "%.0f", strtod(text, NULL) * 1e9);
    push(arena, list, text);
    return true;
}

static void add_pairs(wp_arena *arena, wp_value dict, char between, wp_value list)
{
    wp_value key, item;
    for (size_t i = 0; wp_is(dict, WP_DICT) && wp_dict_pair(dict, i, &key, &item); i++)
        push(arena, list, wp_printf(arena, "%s%c%s", text_of(arena, key), between, text_of(arena, item)));
}

bool wp_docker_wanted(wp_job *job, const wp_docker_option *option, wp_value given, wp_value *out, wp_error *err)
{
    wp_value list = wp_list_new(wp_job_arena(job), 4);
    *out = wp_null();
    if (wp_is(given, WP_NULL))
        return true;
    if (option->form == WP_DOCKER_PAIRS || option->form == WP_DOCKER_HOSTS) {
        add_pairs(wp_job_arena(job), given, option->form == WP_DOCKER_PAIRS ? '=' : ':', list);
    } else if (option->form == WP_DOCKER_WORDS && wp_is(given, WP_STRING)) {
        if (!wp_job_split_words(job, given.as.text, &list, err))
            return wp_while(err, "%s", option->param);
    } else if (is_a_list(option->form)) {
        for (size_t i = 0; wp_is(given, WP_LIST) && i < wp_len(given); i++)
            if (!add_item(job, option, wp_list_at(given, i), list, err))
                return false;
    } else if (!one_text(job, option, given, list, err)) {
        return false;
    }
    *out = list;
    return true;
}

/* ---- what is there -------------------------------------------------------------------------------- */

static void tell_ports(wp_arena *arena, wp_value bindings, wp_value list)
{
    wp_value port, places;
    for (size_t i = 0; wp_is(bindings, WP_DICT) && wp_dict_pair(bindings, i, &port, &places); i++)
        for (size_t j = 0; wp_is(places, WP_LIST) && j < wp_len(places); j++) {
            const char *address = field(arena, wp_list_at(places, j), "HostIp");
            push(arena, list, wp_printf(arena, "%s:%s:%s", strcmp(address, "0.0.0.0") == 0 ? "" : address,
                                        field(arena, wp_list_at(places, j), "HostPort"), text_of(arena, port)));
        }
}

static const char *link_there(wp_arena *arena, const char *text)
{
    const char *colon = strchr(text, ':'), *alias = strrchr(text, '/');
    return colon && alias ? wp_printf(arena, "%.*s:%s", (int)(colon - text - 1), text + 1, alias + 1) : text;
}

static const char *item_there(wp_arena *arena, wp_docker_form form, wp_value item)
{
    switch (form) {
    case WP_DOCKER_BINDS: return bind_of(arena, text_of(arena, item));
    case WP_DOCKER_RIGHTS: return right_of(arena, text_of(arena, item));
    case WP_DOCKER_LINKS: return link_there(arena, text_of(arena, item));
    case WP_DOCKER_RATES: return wp_printf(arena, "%s:%s", field(arena, item, "Path"), field(arena, item, "Rate"));
    case WP_DOCKER_ULIMITS:
        return wp_printf(arena, "%s=%s:%s", field(arena, item, "Name"), field(arena, item, "Soft"),
                         field(arena, item, "Hard"));
    case WP_DOCKER_DEVICES:
        return wp_printf(arena, "%s:%s:%s", field(arena, item, "PathOnHost"), field(arena, item, "PathInContainer"),
                         field(arena, item, "CgroupPermissions"));
    case WP_DOCKER_MOUNTS:
        return wp_printf(arena, "%s:%s:%s:%s", field(arena, item, "Type"), field(arena, item, "Source"),
                         field(arena, item, "Target"), wp_truth(wp_value_within(item, "ReadOnly")) ? "ro" : "rw");
    default: return text_of(arena, item);
    }
}

wp_value wp_docker_there(wp_job *job, const wp_docker_option *option, wp_value inspected)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value list = wp_list_new(arena, 4), found = wp_value_within(inspected, option->where), key, item;
    if (option->form == WP_DOCKER_PORTS) {
        tell_ports(arena, found, list);
    } else if (option->form == WP_DOCKER_PAIRS || option->form == WP_DOCKER_TMPFS) {
        add_pairs(arena, found, option->form == WP_DOCKER_PAIRS ? '=' : ':', list);
        for (size_t i = 0; wp_is(found, WP_LIST) && i < wp_len(found); i++)
            wp_list_push(arena, list, wp_list_at(found, i)); /* Env is a list of such */
    } else if (option->form == WP_DOCKER_EXPOSED) {
        for (size_t i = 0; wp_is(found, WP_DICT) && wp_dict_pair(found, i, &key, &item); i++)
            wp_list_push(arena, list, key);
    } else if (is_a_list(option->form) || option->form == WP_DOCKER_HOSTS) {
        for (size_t i = 0; wp_is(found, WP_LIST) && i < wp_len(found); i++) {
            const char *text = item_there(arena, option->form, wp_list_at(found, i));
            if (text)
                push(arena, list, text);
        }
    } else {
        bool is_switch = option->form == WP_DOCKER_SWITCH && wp_is(found, WP_NULL);
        push(arena, list, is_switch ? "false" : text_of(arena, found));
    }
    return list;
}

static bool has(wp_value list, wp_value text)
{
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_equal(wp_list_at(list, i), text))
            return true;
    return false;
}

bool wp_docker_same(const wp_docker_option *option, wp_value wanted, wp_value there, bool exactly)
{
    bool in_order = option->form == WP_DOCKER_ORDERED || option->form == WP_DOCKER_WORDS || !is_a_list(option->form);
    if (option->form == WP_DOCKER_PAIRS || option->form == WP_DOCKER_HOSTS)
        in_order = false;
    if (in_order)
        return wp_equal(wanted, there);
    for (size_t i = 0; i < wp_len(wanted); i++)
        if (!has(there, wp_list_at(wanted, i)))
            return false;
    return !exactly || wp_len(wanted) == wp_len(there);
}
