/* SSH against a real server: what runs, who is let in, what a user is told when it fails. */
#include "connection/connection.h"
#include "support/sshd.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static wp_arena *arena;
static wp_test_sshd sshd;
static wp_connection_options options;
static wp_error err;

static void begin(void)
{
    arena = wp_arena_new();
    wp_test_sshd_start(&sshd, NULL);
    options = wp_test_sshd_options(&sshd);
}

static void finish(void)
{
    wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(ssh_session, .init = begin, .fini = finish, .timeout = 180);

/* Runs one script over a connection of its own. */
static bool run_once(const char *script, wp_shell_reply *reply)
{
    wp_connection *connection = wp_connection_new(&options);
    bool done = wp_connection_run(arena, connection, &(wp_frame){ .script = script }, reply, &err);
    wp_connection_free(connection);
    return done;
}

static void expect_works(void)
{
    wp_shell_reply reply;
    cr_assert(run_once("echo works", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "works\n"));
}

static void expect_unreachable(const char *part)
{
    wp_shell_reply reply;
    cr_assert_not(run_once(":", &reply));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE, "kind %d: %s", err.kind, err.text);
    cr_expect(strstr(err.text, part), "'%s' is not in: %s", part, err.text);
}

/* ---- what runs --------------------------------------------------------------------------- */

Test(ssh_session, streams_and_exit_code_come_back_apart)
{
    wp_shell_reply reply;
    cr_assert(run_once("echo out; echo err >&2; exit 3", &reply), "%s", err.text);
    cr_expect_eq(reply.status, 3);
    cr_expect(wp_str_is(reply.out, "out\n"));
    cr_expect(wp_str_is(reply.err, "err\n"));
}

Test(ssh_session, a_frame_on_a_started_shell_is_one_round_trip)
{
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(wp_connection_open(connection, &err), "%s", err.text);
    uint64_t before = wp_connection_statistics(connection).round_trips;
    for (int i = 0; i < 20; i++)
        cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = "/bin/true" }, &reply, &err));
    wp_connection_stats stats = wp_connection_statistics(connection);
    cr_expect_eq(stats.round_trips - before, 20);
    cr_expect_eq(stats.shells, 1);
    cr_expect_gt(stats.bytes_in, 1000);
    cr_expect_gt(stats.bytes_out, 1000);
    wp_connection_free(connection);
}

Test(ssh_session, large_outputs_of_both_streams_arrive_whole)
{
    wp_shell_reply reply;
    const char *script = "i=0; while [ $i -lt 20000 ]; do echo \"$i on the first stream\"; "
                         "echo \"$i on the second stream\" >&2; i=$((i+1)); done";
    cr_assert(run_once(script, &reply), "%s", err.text);
    cr_expect_eq(reply.out.len, 508890, "%zu", reply.out.len);
    cr_expect_eq(reply.err.len, 528890, "%zu", reply.err.len);
}

Test(ssh_session, any_bytes_pass_in_both_directions)
{
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    size_t sizes[] = { 0, 1, 1000, 32768, 32769, 3 << 20 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        wp_str bytes = { wp_alloc(arena, sizes[i]), sizes[i] };
        wp_random_bytes((char *)bytes.ptr, bytes.len);
        wp_frame frame = { .script = "cat; echo x >&2; exit 4", .input = bytes };
        cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
        cr_expect(wp_str_eq(reply.out, bytes), "%zu bytes", sizes[i]);
        cr_expect(wp_str_is(reply.err, "x\n"));
        cr_expect_eq(reply.status, 4);
    }
    wp_connection_free(connection);
}

Test(ssh_session, what_a_login_script_prints_is_not_the_commands)
{
    wp_test_command("echo 'echo noise; echo noise >&2' >%s/home/.bashrc", sshd.dir);
    wp_shell_reply reply;
    cr_assert(run_once("echo mine", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "mine\n"));
    cr_expect_eq(reply.err.len, 0);
}

Test(ssh_session, at_the_time_limit_the_command_is_killed_and_the_shell_goes_on)
{
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    wp_frame frame = { .script = "echo begun; sleep 600", .timeout_ms = 300 };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect(reply.timed_out);
    cr_expect(wp_str_is(reply.out, "begun\n"));
    cr_expect_lt(reply.seconds, 3);
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = "echo on" }, &reply, &err), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "on\n"));
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    wp_connection_free(connection);
}

Test(ssh_session, a_gigabyte_of_output_is_survived_in_little_memory)
{
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    wp_frame frame = { .script = "head -c 200000000 /dev/zero; echo end >&2", .output_limit = 1000 };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect(reply.cut);
    cr_expect(wp_str_ends(reply.out, "\n[199999000 more bytes of output were left out]\n"));
    cr_expect(wp_str_is(reply.err, "end\n"));
    wp_connection_free(connection);
}

/* ---- host keys ------------------------------------------------------------------------------ */

Test(ssh_session, an_unknown_host_key_is_refused_with_the_command_that_accepts_it)
{
    unlink(sshd.known_hosts);
    expect_unreachable("the host key of [127.0.0.1]:");
    cr_expect(strstr(err.text, "SHA256:"), "%s", err.text);
    const char *command = strstr(err.hint, "echo ");
    cr_assert(command, "%s", err.hint);
    cr_expect_eq(wp_test_command("%s", command), 0);
    expect_works();
}

Test(ssh_session, accept_new_records_an_unknown_key_and_refuses_a_changed_one)
{
    unlink(sshd.known_hosts);
    options.ssh_args = "-F none"; /* some systems hash names by default */
    options.host_key_policy = WP_HOST_KEY_ACCEPT_NEW;
    expect_works();
    cr_expect_eq(wp_test_command("grep -q '^\\[127.0.0.1\\]:%d ssh-ed25519 ' %s", sshd.port, sshd.known_hosts), 0);
    cr_expect_eq(wp_test_command("test $(wc -l <%s) = 1", sshd.known_hosts), 0);
    options.host_key_policy = WP_HOST_KEY_STRICT;
    expect_works();
    wp_test_command("ssh-keygen -q -t ed25519 -N '' -f %s/other; "
                    "printf '[127.0.0.1]:%d ' >%s; cut -d' ' -f1,2 %s/other.pub >>%s",
                    sshd.dir, sshd.port, sshd.known_hosts, sshd.dir, sshd.known_hosts);
    options.host_key_policy = WP_HOST_KEY_ACCEPT_NEW;
    expect_unreachable("HAS CHANGED");
}

Test(ssh_session, hashed_names_are_found)
{
    cr_expect_eq(wp_test_command("ssh-keygen -q -H -f %s 2>/dev/null >&2 && grep -q '^|1|' %s", sshd.known_hosts,
                                 sshd.known_hosts),
                 0);
    expect_works();
}

Test(ssh_session, names_are_hashed_where_the_configuration_says_so)
{
    unlink(sshd.known_hosts);
    options.ssh_args = "-o HashKnownHosts=yes -o StrictHostKeyChecking=accept-new";
    expect_works();
    cr_expect_eq(wp_test_command("grep -q '^|1|' %s && ssh-keygen -F '[127.0.0.1]:%d' -f %s >/dev/null",
                                 sshd.known_hosts, sshd.port, sshd.known_hosts),
                 0);
    options.ssh_args = NULL;
    expect_works();
}

Test(ssh_session, a_revoked_key_is_refused)
{
    wp_test_command("sed -i 's/^/@revoked /' %s", sshd.known_hosts);
    expect_unreachable("is revoked by");
}

Test(ssh_session, an_alias_for_the_host_key_is_looked_up_instead_of_the_name)
{
    wp_test_command("sed -i 's/^[^ ]*/cluster/' %s", sshd.known_hosts);
    expect_unreachable("is not known");
    options.ssh_args = "-o HostKeyAlias=cluster";
    expect_works();
}

/* ---- who is let in ------------------------------------------------------------------------------ */

Test(ssh_session, a_refused_key_is_told_with_what_was_tried_and_what_is_taken)
{
    wp_test_command("rm %s/home/.ssh/id_*; ssh-keygen -q -t ed25519 -N '' -f %s/stranger", sshd.dir, sshd.dir);
    options.private_key_file = wp_printf(arena, "%s/stranger", sshd.dir);
    expect_unreachable("permission denied for ");
    cr_expect(strstr(err.text, "stranger; the host takes publickey"), "%s", err.text);
}

Test(ssh_session, a_key_file_that_is_not_there_is_told)
{
    wp_test_command("rm %s/home/.ssh/id_*", sshd.dir);
    options.private_key_file = "/nowhere/key";
    expect_unreachable("/nowhere/key can't be read");
}

Test(ssh_session, every_kind_of_key_works)
{
    static const char *const kinds[] = { "ed25519", "ecdsa", "rsa" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        wp_test_command("cd %s && ssh-keygen -q -t %s -N '' -f k_%s && cat k_%s.pub >>authorized_keys", sshd.dir,
                        kinds[i], kinds[i], kinds[i]);
        options.private_key_file = wp_printf(arena, "%s/k_%s", sshd.dir, kinds[i]);
        options.ssh_args = "-o IdentitiesOnly=yes";
        expect_works();
    }
}

static int asked;

static bool ask(void *data, const char *prompt, char *out, size_t size)
{
    asked++;
    cr_expect(strstr(prompt, "passphrase of "), "%s", prompt);
    snprintf(out, size, "%s", (const char *)data);
    return true;
}

Test(ssh_session, a_passphrase_comes_from_the_options_or_is_asked_for)
{
    wp_test_command("ssh-keygen -q -p -P '' -N 'open sesame' -f %s >/dev/null", sshd.key);
    options.private_key_passphrase = "open sesame";
    expect_works();
    options.private_key_passphrase = NULL;
    expect_unreachable("needs a passphrase");
    options.ask = ask;
    options.ask_data = "open sesame";
    expect_works();
    cr_expect_eq(asked, 1);
    options.ask_data = "wrong";
    expect_unreachable("the passphrase of ");
}

Test(ssh_session, nobody_is_asked_for_a_passphrase_that_would_not_help)
{
    wp_test_command("ssh-keygen -q -p -P '' -N 'open sesame' -f %s >/dev/null; : >%s/authorized_keys", sshd.key,
                    sshd.dir);
    options.ask = ask;
    options.ask_data = "open sesame";
    expect_unreachable("permission denied");
    cr_expect_eq(asked, 0);
}

Test(ssh_session, the_agents_keys_are_used)
{
    const char *socket = wp_printf(arena, "%s/agent", sshd.dir);
    cr_assert_eq(wp_test_command("ssh-agent -a %s >%s/agent.env && SSH_AUTH_SOCK=%s ssh-add -q %s && rm %s*", socket,
                                 sshd.dir, socket, sshd.key, sshd.key),
                 0);
    expect_unreachable("permission denied");
    setenv("SSH_AUTH_SOCK", socket, 1);
    expect_works();
    options.ssh_args = "-o IdentitiesOnly=yes";
    expect_unreachable("permission denied");
    wp_test_command(". %s/agent.env >/dev/null; kill $SSH_AGENT_PID", sshd.dir);
}

Test(ssh_session, a_certificate_beside_the_key_is_used)
{
    wp_test_command("cd %s && ssh-keygen -q -t ed25519 -N '' -f ca && "
                    "ssh-keygen -q -s ca -I test -n $(id -un) home/.ssh/id_ed25519.pub && "
                    "(printf 'cert-authority '; cat ca.pub) >authorized_keys",
                    sshd.dir);
    expect_works();
}

/* ---- how it is reached ------------------------------------------------------------------------------ */

Test(ssh_session, the_configuration_is_read)
{
    wp_test_command(
        "mkdir -p %s/home/.ssh/conf.d; cd %s/home/.ssh; printf '%%s\\n' 'Include conf.d/*' 'Host *' '  Port 1' "
        ">config; "
        "printf '%%s\\n' 'Host web? !web9' '  HostName=127.0.0.1' '  Port %d' '  IdentityFile ~/.ssh/id_ed25519' "
        "'Match originalhost web9 exec \"test %%n = web9\"' 'HostName 127.0.0.1' 'Port \"%d\"' >conf.d/a",
        sshd.dir, sshd.dir, sshd.port, sshd.port);
    options.host = "web1";
    options.port = 0;
    expect_works();
    options.host = "web9";
    expect_works();
    options.host = "127.0.0.1";
    expect_unreachable("127.0.0.1 port 1: connection refused");
    options.port = sshd.port;
    expect_works();
}

Test(ssh_session, arguments_are_translated_and_unknown_ones_are_named)
{
    options.port = 0;
    options.ssh_args = wp_printf(arena, "-C -o ControlMaster=auto -o ControlPersist=60s -p %d -o 'IdentityFile \"%s\"'",
                                 sshd.port, sshd.key);
    expect_works();
    options.ssh_args = "-o Prot=22";
    expect_unreachable("the SSH option 'Prot' is not known");
    cr_expect_str_eq(err.hint, "did you mean 'port'?");
    options.ssh_args = "-Z";
    expect_unreachable("'-Z'");
    options.ssh_args = "-o Port=many";
    expect_unreachable("'many' is no value for port");
}

Test(ssh_session, a_proxy_command_is_the_way)
{
    options.ssh_args =
        wp_printf(arena, "-o 'ProxyCommand=ssh -q -F none -i %s -o UserKnownHostsFile=%s -p %d -W %%h:%%p 127.0.0.1'",
                  sshd.key, sshd.known_hosts, sshd.port);
    expect_works();
    options.ssh_args = "-o ProxyCommand=/bin/false";
    expect_unreachable("127.0.0.1 port ");
}

Test(ssh_session, jump_hosts_are_the_way)
{
    wp_test_sshd second, third;
    wp_test_sshd_start_beside(&second, &sshd, NULL);
    wp_test_sshd_start_beside(&third, &sshd, NULL);
    options.ssh_args = wp_printf(arena, "-J localhost:%d,127.0.0.1:%d", second.port, third.port);
    expect_unreachable("through the jump host 127.0.0.1: through the jump host localhost: the host key of [localhost]");
    wp_test_command("sed -i '2s/^.127.0.0.1/[127.0.0.1]:%d,[localhost/' %s", second.port, sshd.known_hosts);
    expect_works();
    third.dir[0] = second.dir[0] = '\0';
    wp_test_sshd_stop(&second);
    wp_test_sshd_stop(&third);
    expect_unreachable("through the jump host 127.0.0.1: through the jump host localhost: localhost port ");
}

/* ---- what is told ---------------------------------------------------------------------------------------- */

Test(ssh_session, nobody_listens)
{
    kill(sshd.pid, SIGTERM);
    waitpid(sshd.pid, NULL, 0);
    sshd.pid = 0;
    expect_unreachable(": connection refused");
}

Test(ssh_session, a_name_that_is_not_known)
{
    options.host = "no-such-host.invalid";
    options.connect_timeout_ms = 3000;
    expect_unreachable("the name no-such-host.invalid ");
}

Test(ssh_session, a_server_that_never_greets_costs_the_time_limit)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    bind(fd, (struct sockaddr *)&address, size);
    listen(fd, 5);
    getsockname(fd, (struct sockaddr *)&address, &size);
    options.port = ntohs(address.sin_port);
    options.connect_timeout_ms = 500;
    int64_t before = wp_clock_ms();
    expect_unreachable("did not answer in time");
    cr_expect_lt(wp_clock_ms() - before, 1500);
    close(fd);
}

Test(ssh_session, names_that_are_none_are_refused_before_anything_is_done)
{
    static const char *const hosts[] = { "-oProxyCommand=x", "a b", "a;b", "$(x)", "a`b`", "", "a'b", "a\nb", "a/b" };
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        options.host = hosts[i];
        expect_unreachable("is no name of a host");
    }
    options.host = "127.0.0.1";
    options.user = "a$b";
    expect_unreachable("is no name of a user");
}

/* ---- faults ---------------------------------------------------------------------------------------------------- */

Test(ssh_session, a_connection_that_is_cut_is_unreachable_until_it_is_reset)
{
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = "echo $PPID" }, &reply, &err), "%s",
              err.text);
    cr_assert_not(
        wp_connection_run(arena, connection, &(wp_frame){ .script = "kill -9 $PPID; sleep 5" }, &reply, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE, "%s", err.text);
    cr_expect(strstr(err.text, "the connection was lost"), "%s", err.text);
    cr_assert_not(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    wp_connection_reset(connection);
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err), "%s", err.text);
    wp_connection_free(connection);
}

Test(ssh_session, a_host_that_froze_is_noticed)
{
    options.ssh_args = "-o ServerAliveInterval=1 -o ServerAliveCountMax=1";
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(wp_connection_open(connection, &err), "%s", err.text);
    int64_t before = wp_clock_ms();
    cr_assert_not(
        wp_connection_run(arena, connection, &(wp_frame){ .script = "kill -STOP $PPID; sleep 60" }, &reply, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect(strstr(err.text, "the host has not answered for 2 s"), "%s", err.text);
    wp_connection_free(connection);
    cr_expect_lt(wp_clock_ms() - before, 4000);
    wp_test_command("for p in $(pgrep -P %d); do kill -CONT $p; kill -9 $(pgrep -P $p) 2>/dev/null; kill $p; done",
                    sshd.pid);
}

Test(ssh_session, a_long_silence_is_no_fault)
{
    options.ssh_args = "-o ServerAliveInterval=1 -o ServerAliveCountMax=1";
    wp_shell_reply reply;
    cr_assert(run_once("sleep 4.5; echo there", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "there\n"));
}

static void *cancel_soon(void *data)
{
    wp_sleep_ms(300);
    wp_cancel_request(data);
    return NULL;
}

Test(ssh_session, cancelling_kills_what_runs_on_the_host)
{
    wp_cancel cancel;
    pthread_t thread;
    cr_assert(wp_cancel_open(&cancel));
    options.cancel = &cancel;
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(wp_connection_open(connection, &err), "%s", err.text);
    pthread_create(&thread, NULL, cancel_soon, &cancel);
    const char *script = wp_printf(arena, "sleep 4711.%d", getpid());
    int64_t before = wp_clock_ms();
    cr_assert_not(wp_connection_run(arena, connection, &(wp_frame){ .script = script }, &reply, &err));
    cr_expect_eq(err.kind, WP_E_CANCELLED);
    cr_expect_lt(wp_clock_ms() - before, 2500);
    pthread_join(thread, NULL);
    wp_connection_free(connection);
    cr_expect_neq(wp_test_command("pgrep -f '[s]leep 4711.%d' >/dev/null", getpid()), 0);
    wp_cancel_close(&cancel);
}

static void *open_aside(void *data)
{
    wp_error why = { 0 };
    if (!wp_connection_open(data, &why))
        fprintf(stderr, "%s\n", why.text);
    return NULL;
}

Test(ssh_session, cancelling_ends_a_connection_that_is_being_made)
{
    wp_cancel cancel;
    pthread_t thread;
    wp_shell_reply reply;
    kill(sshd.pid, SIGSTOP); /* it takes connections, but does not greet */
    cr_assert(wp_cancel_open(&cancel));
    options.cancel = &cancel;
    pthread_create(&thread, NULL, cancel_soon, &cancel);
    int64_t before = wp_clock_ms();
    cr_assert_not(run_once(":", &reply));
    cr_expect_eq(err.kind, WP_E_CANCELLED, "%s", err.text);
    cr_expect_lt(wp_clock_ms() - before, 1000);
    pthread_join(thread, NULL);
    kill(sshd.pid, SIGCONT);
    wp_cancel_close(&cancel);
}

Test(ssh_session, many_connections_at_once_come_through_a_narrow_door)
{
    enum { COUNT = 12 };
    kill(sshd.pid, SIGTERM);
    waitpid(sshd.pid, NULL, 0);
    wp_test_command("echo 'MaxStartups 2' >>%s/sshd_config.%d", sshd.dir, sshd.port);
    wp_test_sshd_again(&sshd);
    pthread_t threads[COUNT];
    wp_connection *connections[COUNT];
    for (int i = 0; i < COUNT; i++) {
        connections[i] = wp_connection_new(&options);
        pthread_create(&threads[i], NULL, open_aside, connections[i]);
    }
    for (int i = 0; i < COUNT; i++) {
        pthread_join(threads[i], NULL);
        cr_expect(wp_connection_is_open(connections[i]), "connection %d", i);
        wp_connection_free(connections[i]);
    }
}
