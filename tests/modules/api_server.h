/*
 * A little HTTP server for the tests: answers by a script, and remembers what it
 * was asked.
 *
 *   serve("GET", "/v1/health", 200, "{...}")    may be given several times: the answers
 *                                               are used in turn, the last one again and again
 */
#ifndef TESTS_MODULES_API_SERVER_H
#define TESTS_MODULES_API_SERVER_H

#include "on_local.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

enum { RULES = 64, ASKED = 256 };

static struct rule {
    const char *method, *path, *credentials,
        *body; /* credentials: what Authorization must begin with; NULL: anything */
    int status;
    bool is_used;
} rules[RULES];
static struct asked {
    char line[128], authorization[256], type[64], body[1024];
} asked[ASKED];
static size_t rule_count, asked_count;
static int listener = -1, stop_pipe[2];
static pthread_t server_thread;
static pthread_mutex_t server_lock = PTHREAD_MUTEX_INITIALIZER;
static char base[64];

/* status 0: the connection is closed without an answer. */
HELPER void serve_to(const char *credentials, const char *method, const char *path, int status, const char *body)
{
    pthread_mutex_lock(&server_lock);
    cr_assert_lt(rule_count, RULES);
    rules[rule_count++] = (struct rule){ method, path, credentials, body, status, false };
    pthread_mutex_unlock(&server_lock);
}

HELPER void serve(const char *method, const char *path, int status, const char *body)
{
    serve_to(NULL, method, path, status, body);
}

static struct rule *rule_for(const struct asked *call)
{
    struct rule *last = NULL;
    for (size_t i = 0; i < rule_count; i++) {
        char line[128];
        snprintf(line, sizeof line, "%s %s", rules[i].method, rules[i].path);
        const char *wanted = rules[i].credentials;
        if (strcmp(line, call->line) != 0 || (wanted && strcmp(wanted, call->authorization) != 0))
            continue;
        if (!rules[i].is_used) {
            rules[i].is_used = true;
            return &rules[i];
        }
        last = &rules[i];
    }
    return last;
}

static void copy_header(const char *head, const char *name, char *out, size_t size)
{
    const char *at = strcasestr(head, name);
    snprintf(out, size, "%.*s", at ? (int)strcspn(at + strlen(name), "\r\n") : 0, at ? at + strlen(name) : "");
}

enum { TLS_HANDSHAKE = 0x16 };

static size_t read_request(int client, char *text, size_t size)
{
    size_t len = 0;
    char length[32];
    while (len + 1 < size) {
        ssize_t got = recv(client, text + len, size - len - 1, 0);
        if (got <= 0)
            break;
        len += (size_t)got;
        text[len] = '\0';
        if (*text == TLS_HANDSHAKE)
            break;
        char *end = strstr(text, "\r\n\r\n");
        copy_header(text, "content-length: ", length, sizeof length);
        if (end && len >= (size_t)(end + 4 - text) + strtoul(length, NULL, 10))
            break;
    }
    return len;
}

static void answer(int client)
{
    char text[8192] = "";
    struct asked call = { "", "", "", "" };
    read_request(client, text, sizeof text);
    snprintf(call.line, sizeof call.line, "%.*s", (int)strcspn(text, "\r\n"), text);
    char *version = strstr(call.line, " HTTP/");
    if (version)
        *version = '\0';
    if (*text == TLS_HANDSHAKE)
        strcpy(call.line, "TLS hello");
    copy_header(text, "authorization: ", call.authorization, sizeof call.authorization);
    copy_header(text, "content-type: ", call.type, sizeof call.type);
    const char *body = strstr(text, "\r\n\r\n");
    snprintf(call.body, sizeof call.body, "%s", body ? body + 4 : "");
    pthread_mutex_lock(&server_lock);
    struct rule *rule = rule_for(&call);
    if (asked_count < ASKED)
        asked[asked_count++] = call;
    pthread_mutex_unlock(&server_lock);
    if (rule && rule->status == 0)
        return;
    const char *said = rule ? rule->body : "{\"errors\":[{\"code\":1006,\"title\":\"Resource not found\"}]}";
    dprintf(client,
            "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
            rule ? rule->status : 404, strlen(said), said);
}

static void *run_server(void *unused)
{
    (void)unused;
    for (;;) {
        struct pollfd ready[2] = { { .fd = listener, .events = POLLIN }, { .fd = stop_pipe[0], .events = POLLIN } };
        if (poll(ready, 2, -1) < 1 || ready[1].revents)
            return NULL;
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            continue;
        answer(client);
        close(client);
    }
}

HELPER void set_up_server(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    set_up();
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(listener >= 0 && bind(listener, (struct sockaddr *)&address, len) == 0 && listen(listener, 16) == 0);
    getsockname(listener, (struct sockaddr *)&address, &len);
    snprintf(base, sizeof base, "http://127.0.0.1:%d", ntohs(address.sin_port));
    cr_assert_eq(pipe(stop_pipe), 0);
    cr_assert_eq(pthread_create(&server_thread, NULL, run_server, NULL), 0);
}

HELPER void stop_server(void)
{
    if (listener < 0)
        return;
    cr_assert_eq(write(stop_pipe[1], "x", 1), 1);
    pthread_join(server_thread, NULL);
    close(listener);
    listener = -1;
}

HELPER void tear_down_server(void)
{
    stop_server();
    tear_down();
}

/* How often a call was made; NULL: any. */
HELPER size_t times(const char *line)
{
    size_t count = 0;
    for (size_t i = 0; i < asked_count; i++)
        count += !line || strcmp(asked[i].line, line) == 0;
    return count;
}

/* Arguments with the server's address in them. */
HELPER const char *at_server(const char *more)
{
    return wp_printf(arena, "{url: '%s', %s}", base, more);
}

#define TOKEN_ANSWER                                                                                                   \
    "{\"users\":[{\"token\":\"tok.en.1\",\"expires_after\":\"2026-03-01 15:29:26+00:00\"}],\"meta\":{}}"
#define BASIC_GOOD  "Basic YWRtaW46R29vZC1QYXNzMQ==" /* admin:Good-Pass1 */
#define BASIC_FIRST "Basic YWRtaW46c2VjcmV0"         /* admin:secret */

/* The usual: admin has the password Good-Pass1. */
HELPER void serve_login(void)
{
    serve_to(BASIC_GOOD, "POST", "/v1/users/login", 200, TOKEN_ANSWER);
}

#endif
