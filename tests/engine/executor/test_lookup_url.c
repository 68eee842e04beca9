/* The look-up `url`, against a web server of a few fixed answers in a thread of the test. */
#include "fixture.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

static int server, port;
static pthread_t thread;

static void answer(int fd)
{
    char request[4096];
    ssize_t len = read(fd, request, sizeof request - 1);
    request[len > 0 ? len : 0] = '\0';
    const char *status = "200 OK", *headers = "", *body = "one\r\ntwo\n\nthree";
    if (strncmp(request, "GET /missing", 12) == 0)
        status = "404 Not Found";
    if (strncmp(request, "GET /moved", 10) == 0)
        status = "302 Found", headers = "Location: /text\r\n";
    if (strncmp(request, "GET /secret", 11) == 0 && !strstr(request, "Authorization: Basic dTpw"))
        status = "401 Unauthorized", headers = "WWW-Authenticate: Basic realm=\"x\"\r\n";
    dprintf(fd, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s", status, strlen(body), headers, body);
}

static void *serve(void *unused)
{
    for (int fd; (fd = accept(server, NULL, NULL)) >= 0; close(fd))
        answer(fd);
    return unused;
}

static void start(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    set_up();
    server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(server, (struct sockaddr *)&at, size), 0);
    cr_assert_eq(listen(server, 16), 0);
    cr_assert_eq(getsockname(server, (struct sockaddr *)&at, &size), 0);
    port = ntohs(at.sin_port);
    cr_assert_eq(pthread_create(&thread, NULL, serve, NULL), 0);
}

static void stop(void)
{
    shutdown(server, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(server);
    tear_down();
}

TestSuite(lookup_url, .init = start, .fini = stop);

static void look_up(const char *expression)
{
    run_on("a,", wp_printf(arena, "- hosts: all\n  gather_facts: no\n  vars: {at: 'http://127.0.0.1:%d'}\n  tasks:\n"
                                  "    - say: {msg: \"{{ %s }}\"}\n", port, expression));
}

Test(lookup_url, an_answer_is_its_lines)
{
    look_up("query('url', at + '/text') | to_json");
    expect_says("a ok: [\"one\", \"two\", \"\", \"three\"]\n");
}

Test(lookup_url, or_one_text)
{
    look_up("lookup('url', at + '/text', split_lines=false) | length");
    expect_says("a ok: 15\n");
}

Test(lookup_url, redirects_are_followed_unless_they_are_not_to_be)
{
    look_up("lookup('url', at + '/moved')");
    expect_says("a ok: one,two,,three\n");
    look_up("lookup('url', at + '/moved', follow_redirects='none')");
    expect_says("/moved answered 302 Found");
}

Test(lookup_url, who_asks_for_a_password_gets_it)
{
    look_up("lookup('url', at + '/secret', username='u', password='p')");
    expect_says("a ok: one,two,,three\n");
    look_up("lookup('url', at + '/secret')");
    expect_says("/secret answered 401 Unauthorized");
}

Test(lookup_url, failures_are_told)
{
    look_up("lookup('url', at + '/missing')");
    expect_says("/missing answered 404 Not Found");
    look_up("lookup('url', 'http://127.0.0.1:1/')");
    expect_says("http://127.0.0.1:1/ did not answer");
    look_up("lookup('url', at, tiemout=1)");
    expect_says("there is no option 'tiemout'");
}
