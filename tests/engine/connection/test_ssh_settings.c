/* Settings from options, arguments and files: which one counts, and what is refused. */
#include "connection/ssh_settings.h"

#include "base/file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static wp_arena *arena;
static wp_connection_options options;
static wp_ssh_settings *settings;
static wp_error err;
static char home[] = "/tmp/wp-home-XXXXXX";

static void write_config(const char *name, const char *text)
{
    cr_assert(wp_file_write(wp_printf(arena, "%s/.ssh/%s", home, name), wp_str_of(text), 0600, &err), "%s", err.text);
}

static void begin(void)
{
    arena = wp_arena_new();
    cr_assert(mkdtemp(home));
    setenv("HOME", home, 1);
    mkdir(wp_printf(arena, "%s/.ssh", home), 0700);
    options = (wp_connection_options){ .host = "web1", .name = "web1" };
}

static void finish(void)
{
    cr_expect_eq(system(wp_printf(arena, "rm -rf %s", home)), 0);
    wp_arena_free(arena);
}

TestSuite(ssh_settings, .init = begin, .fini = finish);

static void load(void)
{
    cr_assert(wp_ssh_settings_load(arena, &options, &settings, &err), "%s", err.text);
}

static void expect_refused(const char *text)
{
    cr_assert_not(wp_ssh_settings_load(arena, &options, &settings, &err), "not refused: %s", text);
    cr_expect_str_eq(err.text, text);
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
}

Test(ssh_settings, without_anything_there_are_defaults)
{
    load();
    cr_expect_str_eq(settings->host, "web1");
    cr_expect_eq(settings->port, 22);
    cr_expect_eq(settings->connect_timeout, 10);
    cr_expect_eq(settings->alive_interval, 15);
    cr_expect_str_eq(settings->user_known_hosts.word[0], wp_printf(arena, "%s/.ssh/known_hosts", home));
}

Test(ssh_settings, options_go_before_arguments_and_those_before_files)
{
    write_config("config", "Host *\n  Port 1\n  User file\n  ConnectTimeout 1m\n");
    options.port = 3;
    options.ssh_args = "-p 2 -l args";
    load();
    cr_expect_eq(settings->port, 3);
    cr_expect_str_eq(settings->user, "args");
    cr_expect_eq(settings->connect_timeout, 60);
}

Test(ssh_settings, the_first_value_counts_and_key_files_collect)
{
    write_config(
        "config",
        "Host web1\nPort 5\nIdentityFile a\nHost *\nPort 6\nIdentityFile ~/.ssh/b\nIdentityFile %d/%h.%r\nUser u\n");
    options.private_key_file = "own";
    load();
    cr_expect_eq(settings->port, 5);
    cr_assert_eq(settings->identities.count, 4);
    cr_expect_str_eq(settings->identities.word[0], "own");
    cr_expect_str_eq(settings->identities.word[1], "a");
    cr_expect_str_eq(settings->identities.word[2], wp_printf(arena, "%s/.ssh/b", home));
    cr_expect_str_eq(settings->identities.word[3], wp_printf(arena, "%s/web1.u", home));
}

Test(ssh_settings, blocks_for_hosts)
{
    write_config("config", "Host web* !web1 db\n  Port 1\nHost WEB? other\n  Port 2\n");
    load();
    cr_expect_eq(settings->port, 2);
    options.host = "web2";
    load();
    cr_expect_eq(settings->port, 1);
    options.host = "app";
    load();
    cr_expect_eq(settings->port, 22);
}

Test(ssh_settings, blocks_by_match)
{
    write_config("config",
                 "HostName 10.1.1.1\nMatch host 10.* user deploy\n  Port 1\nMatch originalhost web1 !user deploy exec "
                 "\"test %h = 10.1.1.1\"\n"
                 "  Port 2\nMatch exec false\n Port 3\nMatch all\n Compression yes\nMatch canonical\n Port 4\n");
    load();
    cr_expect_eq(settings->port, 2);
    cr_expect_eq(settings->compression, WP_YES);
    options.user = "deploy";
    load();
    cr_expect_eq(settings->port, 1);
}

Test(ssh_settings, files_include_others)
{
    write_config("config", "Include more.*\nHost *\n Port 9\n");
    write_config("more.1", "Host web1\n  User one\n");
    write_config("more.2", "Host other\n  Port 1\n");
    load();
    cr_expect_str_eq(settings->user, "one");
    cr_expect_eq(settings->port, 9);
    write_config("config", "Include config\n");
    expect_refused("files include each other");
}

Test(ssh_settings, the_forms_of_a_line)
{
    write_config(
        "config",
        "port=7 # comment\n  USER = \"jo\"\n\tProxyCommand nc -x \"a b\" %h %p # not a comment\nSomethingNew yes\n");
    load();
    cr_expect_eq(settings->port, 7);
    cr_expect_str_eq(settings->user, "jo");
    cr_expect_str_eq(settings->proxy_command, "nc -x \"a b\" %h %p # not a comment");
}

Test(ssh_settings, a_bad_value_in_a_file_has_its_line)
{
    write_config("config", "Host *\nPort many\n");
    expect_refused("'many' is no value for port: it wants a number");
    cr_expect_eq(err.mark.line, 2);
    cr_expect(strstr(err.mark.file, "/.ssh/config"));
}

Test(ssh_settings, another_file_or_none)
{
    write_config("config", "Port 1\n");
    write_config("other", "Port 2\n");
    options.ssh_args = wp_printf(arena, "-F %s/.ssh/other", home);
    load();
    cr_expect_eq(settings->port, 2);
    options.ssh_args = "-F none";
    load();
    cr_expect_eq(settings->port, 22);
}

Test(ssh_settings, arguments_in_all_their_forms)
{
    options.ssh_args =
        "-C -oPort=5 -o 'User joe' -qvi key -o \"UserKnownHostsFile=/a /b\" -o StrictHostKeyChecking=accept-new "
        "-o ServerAliveInterval=0 -J jump -o ControlPath=%h-%p";
    load();
    cr_expect_eq(settings->port, 5);
    cr_expect_str_eq(settings->user, "joe");
    cr_expect_str_eq(settings->identities.word[0], "key");
    cr_expect_eq(settings->user_known_hosts.count, 2);
    cr_expect_eq(settings->strict, WP_ACCEPT_NEW);
    cr_expect_eq(settings->alive_interval, 0);
    cr_expect_str_eq(settings->proxy_jump, "jump");
}

Test(ssh_settings, of_two_proxies_the_first_counts)
{
    write_config("config", "ProxyJump bastion\n");
    options.ssh_args = "-o ProxyCommand=none";
    load();
    cr_expect_str_eq(settings->proxy_command, "none");
    cr_expect_null(settings->proxy_jump);
}

Test(ssh_settings, arguments_that_can_not_be)
{
    static const struct {
        const char *args, *text;
    } cases[] = {
        { "-o", "the SSH argument '-o' has no value" },
        { "-o Port", "the SSH option 'Port' has no value" },
        { "-p", "the SSH argument '-p' has no value" },
        { "-L 1:a:2", "the SSH argument '-L' is not possible here" },
        { "host", "'host' among the SSH arguments is no option" },
        { "-o 'Port=1", "an open quote in the SSH arguments '-o 'Port=1'" },
        { "-o LocalForward=x", "the SSH option localforward is not possible here" },
        { "-o Compression=maybe", "'maybe' is no value for compression: it wants yes or no" },
        { "-o StrictHostKeyChecking=perhaps",
          "'perhaps' is no value for stricthostkeychecking: it wants yes, no or accept-new" },
        { "-o ConnectTimeout=1x", "'1x' is no value for connecttimeout: it wants a time, as 30 or 2m" },
        { "-p 70000", "70000 is no port" },
        { "-o HostName=a;b", "'a;b' is no name of a host" },
        { "-o HostName=%z", "'%z' in '%z' is not known" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        options.ssh_args = cases[i].args;
        expect_refused(cases[i].text);
    }
}

Test(ssh_settings, patterns)
{
    cr_expect(wp_ssh_pattern_match("a*c", ',', "abc"));
    cr_expect(wp_ssh_pattern_match("x,A?C", ',', "abc"));
    cr_expect(wp_ssh_pattern_match("*", ',', ""));
    cr_expect_not(wp_ssh_pattern_match("a*d", ',', "abc"));
    cr_expect_not(wp_ssh_pattern_match("*,!abc", ',', "abc"));
    cr_expect_not(wp_ssh_pattern_match("", ',', "abc"));
    cr_expect(wp_ssh_pattern_match("*b*b*", ',', "aabbab"));
}
