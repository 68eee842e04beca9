/*
 * A web server of a few fixed answers, in a thread of the test:
 *
 *   /text  /json  /echo (what was asked, as JSON)  /status/N  /redirect  /loop  /auth  /sums  /slow
 */
#ifndef TESTS_MODULES_HTTP_SERVER_H
#define TESTS_MODULES_HTTP_SERVER_H

#include "on_local.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

static int server_fd, server_port;
static pthread_t server_thread;
static const char text_body[] = "hello from a server\n";

static void answer(int fd, const char *status, const char *headers, const char *body, bool with_body)
{
    char text[8192];
    int len = snprintf(text, sizeof text, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s", status,
                       strlen(body), headers, with_body ? body : "");
    if (write(fd, text, (size_t)len) != len)
        return;
}

static void header_of(const char *request, const char *name, char *out, size_t size)
{
    const char *at = strcasestr(request, name);
    snprintf(out, size, "%.*s", at ? (int)strcspn(at + strlen(name), "\r\n") : 0, at ? at + strlen(name) : "");
}

static void echo(int fd, const char *request, const char *method, const char *path)
{
    char body[4096], type[256], test[256], agent[256], escaped[2048] = "";
    const char *content = strstr(request, "\r\n\r\n");
    header_of(request, "\r\ncontent-type: ", type, sizeof type);
    header_of(request, "\r\nx-test: ", test, sizeof test);
    header_of(request, "\r\nuser-agent: ", agent, sizeof agent);
    size_t to = 0;
    for (const char *at = content ? content + 4 : ""; *at && to + 3 < sizeof escaped; at++) {
        if (*at == '"' || *at == '\\')
            escaped[to++] = '\\';
        escaped[to++] = *at == '\r' || *at == '\n' ? ' ' : *at;
    }
    char plain[512];
    snprintf(plain, sizeof plain, "%s", type);
    for (char *at = plain; *at; at++)
        *at = *at == '"' ? '\'' : *at;
    snprintf(body, sizeof body,
             "{\"method\": \"%s\", \"path\": \"%s\", \"body\": \"%s\", \"type\": \"%s\", \"test\": \"%s\", \"agent\": \"%s\"}",
             method, path, escaped, plain, test, agent);
    answer(fd, "200 OK",
           "Content-Type: application/json\r\nX-Reply: yes\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n", body,
           strcmp(method, "HEAD") != 0);
}

static void serve(int fd)
{
    char request[8192] = "", method[16] = "", path[256] = "", headers[512], auth[256];
    size_t len = 0;
    for (;;) {
        ssize_t got = read(fd, request + len, sizeof request - 1 - len);
        if (got <= 0)
            break;
        request[len += (size_t)got] = '\0';
        const char *end = strstr(request, "\r\n\r\n"), *length = strcasestr(request, "\r\ncontent-length: ");
        if (end && (!length || strlen(end + 4) >= (size_t)atoi(length + 18)))
            break;
    }
    if (sscanf(request, "%15s %255s", method, path) != 2)
        return;
    header_of(request, "\r\nauthorization: ", auth, sizeof auth);
    bool with_body = strcmp(method, "HEAD") != 0;
    if (strncmp(path, "/status/", 8) == 0) {
        snprintf(headers, sizeof headers, "%s Some Words", path + 8);
        answer(fd, headers, "Content-Type: text/plain\r\n", "status\n", with_body);
    } else if (strncmp(path, "/text", 5) == 0) {
        answer(fd, "200 OK", "Content-Type: text/plain\r\n", text_body, with_body);
    } else if (strcmp(path, "/json") == 0) {
        answer(fd, "200 OK", "Content-Type: application/json; charset=utf-8\r\n",
               "{\"name\": \"test\", \"list\": [1, 2]}", with_body);
    } else if (strncmp(path, "/echo", 5) == 0) {
        echo(fd, request, method, path);
    } else if (strcmp(path, "/redirect") == 0) {
        answer(fd, "302 Found", "Location: /echo\r\n", "", with_body);
    } else if (strcmp(path, "/again") == 0) {
        answer(fd, "307 Temporary Redirect", "Location: /echo\r\n", "", with_body);
    } else if (strcmp(path, "/loop") == 0) {
        answer(fd, "302 Found", "Location: /loop\r\n", "", with_body);
    } else if (strcmp(path, "/auth") == 0) {
        bool known = strcmp(auth, "Basic dXNlcjpwYXNz") == 0;
        answer(fd, known ? "200 OK" : "401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n",
               known ? "welcome\n" : "no\n", with_body);
    } else if (strcmp(path, "/sums") == 0) {
        answer(fd, "200 OK", "", "0000000000000000000000000000000000000000000000000000000000000000  other\n"
                                 "c4644a9da84020d942f9dc30b5d4a3e77407ab97f20547ed7954d100def77b95 *./text\n", with_body);
    } else if (strcmp(path, "/slow") == 0) {
        usleep(3000000);
    } else {
        answer(fd, "404 Not Found", "", "not found\n", with_body);
    }
}

static void *serve_all(void *data)
{
    (void)data;
    int fd;
    while ((fd = accept(server_fd, NULL, NULL)) >= 0) {
        serve(fd);
        shutdown(fd, SHUT_WR);
        char rest[256];
        while (read(fd, rest, sizeof rest) > 0)
            ;
        close(fd);
    }
    return NULL;
}

static void set_up_server(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    set_up();
    server_fd = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert(bind(server_fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(server_fd, 16) == 0);
    getsockname(server_fd, (struct sockaddr *)&address, &len);
    server_port = ntohs(address.sin_port);
    pthread_create(&server_thread, NULL, serve_all, NULL);
}

static void tear_down_server(void)
{
    shutdown(server_fd, SHUT_RDWR);
    close(server_fd);
    pthread_join(server_thread, NULL);
    tear_down();
}

/* `!` in a text as the server's URL. */
static const char *with_url(const char *text)
{
    wp_buf out = wp_buf_new(arena);
    for (; *text; text++) {
        if (*text == '!')
            wp_buf_printf(&out, "http://127.0.0.1:%d", server_port);
        else
            wp_buf_char(&out, *text);
    }
    return wp_buf_str(&out).ptr;
}

#endif
