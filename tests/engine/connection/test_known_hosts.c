/* known_hosts: what is found for a host, and what is written. */
#include "connection/known_hosts.h"

#include "base/file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static wp_arena *arena;
static wp_ssh_settings settings;
static char path[] = "/tmp/wp-known-XXXXXX";
static wp_error err;

static void begin(void)
{
    arena = wp_arena_new();
    close(mkstemp(path));
    settings = (wp_ssh_settings){ .arena = arena, .host = "Web1.example", .port = 22 };
    wp_words_add(arena, &settings.user_known_hosts, path);
}

static void finish(void)
{
    unlink(path);
    wp_arena_free(arena);
}

TestSuite(known_hosts, .init = begin, .fini = finish);

/* The keys that are found, as "type=key@line" with blanks between. */
static const char *found(const char *text)
{
    wp_known_keys keys;
    static char list[500];
    cr_assert(wp_file_write(path, wp_str_of(text), 0600, &err));
    cr_assert(wp_known_hosts_find(arena, &settings, &keys, &err), "%s", err.text);
    list[0] = '\0';
    for (size_t i = 0; i < keys.count; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s%s=%.*s@%u", i ? " " : "",
                 keys.key[i].is_revoked ? "!" : "", keys.key[i].type, (int)keys.key[i].key.len, keys.key[i].key.ptr,
                 (unsigned)keys.key[i].line);
    return list;
}

Test(known_hosts, names_and_lists_of_names)
{
    cr_expect_str_eq(
        found("other ssh-rsa A\nweb1.example ssh-rsa B comment here\n10.0.0.1,web1.EXAMPLE ssh-ed25519 C\n"),
        "ssh-rsa=B@2 ssh-ed25519=C@3");
}

Test(known_hosts, patterns_and_what_they_exclude)
{
    cr_expect_str_eq(found("*.example ssh-rsa A\nweb? ssh-rsa B\n*.example,!web1.* ssh-rsa C\nweb?.example ssh-rsa D"),
                     "ssh-rsa=A@1 ssh-rsa=D@4");
}

Test(known_hosts, another_port_is_another_name)
{
    const char *text = "web1.example ssh-rsa A\n[web1.example]:2222 ssh-rsa B\n";
    cr_expect_str_eq(found(text), "ssh-rsa=A@1");
    settings.port = 2222;
    cr_expect_str_eq(found(text), "ssh-rsa=B@2");
}

Test(known_hosts, marks)
{
    cr_expect_str_eq(
        found("@revoked web1.example ssh-rsa A\n@cert-authority *.example ssh-rsa B\n@else web1.example ssh-rsa C\n"),
        "!ssh-rsa=A@1");
}

Test(known_hosts, lines_that_are_none)
{
    cr_expect_str_eq(found("\n# web1.example ssh-rsa A\n\t\nweb1.example\nweb1.example ssh-rsa\n|1|broken ssh-rsa A\n"
                           "|1|AAAA|BBBB ssh-rsa A\n  web1.example\tssh-rsa   B\n"),
                     "ssh-rsa=B@8");
}

Test(known_hosts, what_was_added_is_found_in_plain_and_hidden)
{
    found("first ssh-rsa A"); /* no line feed at its end */
    cr_assert(wp_known_hosts_add(arena, &settings, "ssh-ed25519", "KEY", &err));
    settings.hash_known_hosts = WP_YES;
    cr_assert(wp_known_hosts_add(arena, &settings, "ssh-rsa", "KEY2", &err));
    wp_known_keys keys;
    cr_assert(wp_known_hosts_find(arena, &settings, &keys, &err));
    cr_assert_eq(keys.count, 2);
    cr_expect_eq(keys.key[0].line, 2);
    cr_expect_str_eq(keys.key[1].type, "ssh-rsa");
    wp_str text;
    cr_assert(wp_file_read(arena, path, &text, &err));
    cr_expect(strstr(text.ptr, "\nweb1.example ssh-ed25519 KEY\n|1|"), "%s", text.ptr);
}

Test(known_hosts, a_file_that_is_not_there_is_made)
{
    unlink(path);
    wp_known_keys keys;
    cr_assert(wp_known_hosts_find(arena, &settings, &keys, &err));
    cr_expect_eq(keys.count, 0);
    cr_assert(wp_known_hosts_add(arena, &settings, "ssh-ed25519", "KEY", &err));
    cr_expect_eq(access(path, R_OK), 0);
}

Test(known_hosts, a_certificate_authority_is_no_key_of_the_host_but_is_noted)
{
    wp_known_keys keys;
    cr_expect_str_eq(found("@cert-authority *.other ssh-rsa A\n@cert-authority *.example ssh-rsa B\nweb1.example ssh-rsa C\n"),
                     "ssh-rsa=C@3");
    cr_assert(wp_known_hosts_find(arena, &settings, &keys, &err));
    cr_expect_str_eq(keys.authority_file, path);
    cr_expect_eq(keys.authority_line, 2);
    cr_expect_str_eq(found("@cert-authority *.other ssh-rsa A\n@unknown *.example ssh-rsa B\n"), "");
    cr_assert(wp_known_hosts_find(arena, &settings, &keys, &err));
    cr_expect_null(keys.authority_file);
}
