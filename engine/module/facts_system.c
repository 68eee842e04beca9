/* Facts of the system and of its user: the least that is always gathered. */
#include "module/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void put_kernel(wp_facts *facts)
{
    wp_str machine = wp_facts_field(facts, "machine"), node = wp_facts_field(facts, "nodename");
    bool is_arm = wp_str_starts(machine, "aarch64");
    bool is_intel_32 = machine.len == 4 && machine.ptr[0] == 'i' && wp_str_ends(machine, "86");
    wp_str bits = wp_facts_field(facts, "bits");
    wp_facts_put_text(facts, "system", wp_facts_field(facts, "system"));
    wp_facts_put_text(facts, "kernel", wp_facts_field(facts, "kernel"));
    wp_facts_put_text(facts, "kernel_version", wp_facts_field(facts, "kernel_version"));
    wp_facts_put_text(facts, "machine", machine);
    wp_facts_put_text(facts, "architecture", is_intel_32 ? wp_str_of("i386") : machine);
    wp_facts_put_text(facts, "nodename", node);
    wp_facts_put_text(facts, "userspace_bits", bits);
    wp_facts_put_text(facts, "userspace_architecture",
                      wp_str_is(bits, "32") && !is_arm ? wp_str_of("i386") : machine);
    wp_str rest = node, host = { 0 };
    wp_str_split(&rest, '.', &host);
    wp_facts_put_text(facts, "hostname", host);
    wp_str fqdn = wp_facts_field(facts, "fqdn");
    fqdn = fqdn.len ? fqdn : node;
    wp_facts_put_text(facts, "fqdn", fqdn);
    size_t dot = wp_str_find(fqdn, wp_str_of("."), 0);
    wp_facts_put_text(facts, "domain", dot == SIZE_MAX ? wp_str_of("") : wp_str_slice(fqdn, dot + 1, fqdn.len));
}

/* name:x:uid:gid:gecos:dir:shell */
static void put_user(wp_facts *facts)
{
    static const char *const names[] = { "user_id", NULL, "user_uid", "user_gid", "user_gecos", "user_dir",
                                         "user_shell" };
    wp_str line = wp_facts_field(facts, "passwd"), column;
    for (size_t i = 0; i < sizeof names / sizeof *names && wp_str_split(&line, ':', &column); i++) {
        if (i == 2 || i == 3)
            wp_facts_put(facts, names[i], wp_int(wp_facts_number(facts, column)));
        else if (names[i])
            wp_facts_put_text(facts, names[i], column);
    }
    long long uid = 0, gid = 0;
    wp_str id = wp_facts_field(facts, "id");
    const char *text = wp_strndup(facts->arena, id.ptr, id.len), *at;
    if ((at = strstr(text, "uid=")))
        uid = strtoll(at + 4, NULL, 10);
    if ((at = strstr(text, "gid=")))
        gid = strtoll(at + 4, NULL, 10);
    wp_facts_put(facts, "effective_user_id", wp_int(uid));
    wp_facts_put(facts, "effective_group_id", wp_int(gid));
    wp_facts_put(facts, "real_user_id", wp_int(wp_facts_number(facts, wp_facts_field(facts, "ruid"))));
    wp_facts_put(facts, "real_group_id", wp_int(wp_facts_number(facts, wp_facts_field(facts, "rgid"))));
}

static void put_environment(wp_facts *facts)
{
    wp_value env = wp_dict_new(facts->arena, 32);
    wp_str rest = wp_facts_field(facts, "environ"), entry;
    while (wp_str_split(&rest, '\1', &entry)) {
        size_t equals = wp_str_find(entry, wp_str_of("="), 0);
        if (equals == SIZE_MAX || equals == 0)
            continue;
        wp_dict_put(facts->arena, env, wp_string_of(facts->arena, wp_str_slice(entry, 0, equals)),
                    wp_string_of(facts->arena, wp_str_slice(entry, equals + 1, entry.len)));
    }
    wp_facts_put(facts, "env", env);
}

/* The words of the kernel's command line: flags are true; of those given twice the last wins. */
static void put_command_line(wp_facts *facts)
{
    wp_value once = wp_dict_new(facts->arena, 16), all = wp_dict_new(facts->arena, 16);
    wp_str rest = wp_facts_field(facts, "cmdline"), word;
    while (wp_facts_word(&rest, &word)) {
        size_t equals = wp_str_find(word, wp_str_of("="), 0);
        wp_value key = wp_string_of(facts->arena, wp_str_slice(word, 0, equals));
        wp_value value = equals == SIZE_MAX ? wp_bool(true)
                                            : wp_string_of(facts->arena, wp_str_slice(word, equals + 1, word.len));
        const wp_value *before = wp_dict_get(all, key);
        wp_dict_put(facts->arena, once, key, value);
        if (before && wp_is(*before, WP_LIST)) {
            wp_list_push(facts->arena, *before, value);
        } else if (before) {
            wp_value both = wp_list_new(facts->arena, 2);
            wp_list_push(facts->arena, both, *before);
            wp_list_push(facts->arena, both, value);
            wp_dict_put(facts->arena, all, key, both);
        } else {
            wp_dict_put(facts->arena, all, key, value);
        }
    }
    wp_facts_put(facts, "cmdline", once);
    wp_facts_put(facts, "proc_cmdline", all);
}

static void put_dns(wp_facts *facts)
{
    wp_value dns = wp_dict_new(facts->arena, 4), options = wp_dict_new(facts->arena, 2);
    wp_value servers = wp_list_new(facts->arena, 2), search = wp_list_new(facts->arena, 2);
    wp_str rest = wp_facts_field(facts, "resolv"), line, key, word;
    while (wp_str_split(&rest, '\n', &line)) {
        if (!wp_facts_word(&line, &key))
            continue;
        while (wp_facts_word(&line, &word)) {
            size_t colon = wp_str_find(word, wp_str_of(":"), 0);
            if (wp_str_is(key, "nameserver"))
                wp_list_push(facts->arena, servers, wp_string_of(facts->arena, word));
            else if (wp_str_is(key, "search"))
                wp_list_push(facts->arena, search, wp_string_of(facts->arena, word));
            else if (wp_str_is(key, "domain"))
                wp_facts_set_text(facts, dns, "domain", word);
            else if (wp_str_is(key, "options"))
                wp_dict_put(facts->arena, options, wp_string_of(facts->arena, wp_str_slice(word, 0, colon)),
                            colon == SIZE_MAX ? wp_bool(true)
                                              : wp_string_of(facts->arena, wp_str_slice(word, colon + 1, word.len)));
        }
    }
    if (wp_len(servers))
        wp_dict_set(facts->arena, dns, "nameservers", servers);
    if (wp_len(search))
        wp_dict_set(facts->arena, dns, "search", search);
    if (wp_len(options))
        wp_dict_set(facts->arena, dns, "options", options);
    wp_facts_put(facts, "dns", dns);
}

static void put_host_keys(wp_facts *facts)
{
    wp_str rest = facts->fields, key, value;
    while (wp_field_next(&rest, &key, &value)) {
        wp_str type, text;
        if (!wp_str_is(key, "ssh_key") || !wp_facts_word(&value, &type) || !wp_facts_word(&value, &text))
            continue;
        const char *name = wp_str_starts(type, "ecdsa") ? "ecdsa" : wp_str_is(type, "ssh-rsa") ? "rsa"
                           : wp_str_is(type, "ssh-ed25519") ? "ed25519" : "dsa";
        wp_facts_put_text(facts, wp_printf(facts->arena, "ssh_host_key_%s_public", name), text);
        wp_facts_put_text(facts, wp_printf(facts->arena, "ssh_host_key_%s_public_keytype", name), type);
    }
}

static const char *service_manager(wp_facts *facts)
{
    wp_str first = wp_facts_field(facts, "proc1");
    if (wp_facts_has(facts, "systemd") || wp_str_is(first, "systemd"))
        return "systemd";
    if (wp_facts_has(facts, "openrc"))
        return "openrc";
    if (wp_str_is(first, "init") || wp_str_is(first, "sh") || first.len == 0)
        return "sysvinit";
    return wp_strndup(facts->arena, first.ptr, first.len);
}

static wp_value one_of(wp_facts *facts, const char *key, wp_value value)
{
    wp_value dict = wp_dict_new(facts->arena, 3);
    wp_dict_set(facts->arena, dict, key, value);
    return dict;
}

static void put_security(wp_facts *facts)
{
    bool selinux = wp_facts_has(facts, "selinux");
    wp_value status = one_of(facts, "status", wp_string_static(selinux ? "enabled" : "disabled"));
    if (selinux)
        wp_dict_set(facts->arena, status, "mode",
                    wp_string_static(wp_str_is(wp_facts_field(facts, "selinux"), "1") ? "enforcing" : "permissive"));
    wp_facts_put(facts, "selinux", status);
    wp_facts_put(facts, "selinux_python_present", wp_bool(false));
    wp_facts_put(facts, "apparmor",
                 one_of(facts, "status", wp_string_static(wp_facts_has(facts, "apparmor") ? "enabled" : "disabled")));
    wp_facts_put(facts, "fips", wp_bool(wp_str_is(wp_facts_field(facts, "fips"), "1")));
    wp_str here = wp_facts_field(facts, "root_here"), there = wp_facts_field(facts, "root_there");
    wp_facts_put(facts, "is_chroot", wp_bool(here.len && there.len && !wp_str_eq(here, there)));
}

static void put_load(wp_facts *facts)
{
    static const char *const keys[] = { "1m", "5m", "15m" };
    wp_value load = wp_dict_new(facts->arena, 3);
    wp_str rest = wp_facts_field(facts, "loadavg"), word;
    for (size_t i = 0; i < 3 && wp_facts_word(&rest, &word); i++)
        wp_dict_set(facts->arena, load, keys[i],
                    wp_float(strtod(wp_strndup(facts->arena, word.ptr, word.len), NULL)));
    wp_facts_put(facts, "loadavg", load);
}

void wp_facts_system(wp_facts *facts)
{
    wp_str packages = wp_facts_field(facts, "pkg_mgr");
    put_kernel(facts);
    put_user(facts);
    put_environment(facts);
    put_command_line(facts);
    put_dns(facts);
    put_host_keys(facts);
    put_security(facts);
    put_load(facts);
    wp_facts_put_text(facts, "machine_id", wp_facts_field(facts, "machine_id"));
    wp_facts_put_text(facts, "pkg_mgr", packages.len ? packages : wp_str_of("unknown"));
    wp_facts_put_text(facts, "service_mgr", wp_str_of(service_manager(facts)));
}
