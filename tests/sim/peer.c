/* A small HTTP client for the conversation between nodes. */
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool sim_peers_load(sim_db *db, sim_peers *peers)
{
    sim_rows rows;
    *peers = (sim_peers){ 0 };
    bool done = sim_db_ask(db, &rows, "SELECT id, host, kind, version, api_port, health_port, started_ms, seen_ms"
                                      " FROM sim_nodes ORDER BY id");
    if (done) {
        peers->list = calloc((size_t)rows.rows + 1, sizeof *peers->list);
        if (!peers->list)
            abort();
        peers->count = rows.rows;
    }
    for (int i = 0; done && i < rows.rows; i++) {
        sim_peer *peer = &peers->list[i];
        snprintf(peer->id, sizeof peer->id, "%s", sim_cell(&rows, i, 0));
        snprintf(peer->host, sizeof peer->host, "%s", sim_cell(&rows, i, 1));
        snprintf(peer->kind, sizeof peer->kind, "%s", sim_cell(&rows, i, 2));
        snprintf(peer->version, sizeof peer->version, "%s", sim_cell(&rows, i, 3));
        peer->api_port = (int)sim_cell_number(&rows, i, 4);
        peer->health_port = (int)sim_cell_number(&rows, i, 5);
        peer->started_ms = sim_cell_number(&rows, i, 6);
        peer->seen_ms = sim_cell_number(&rows, i, 7);
    }
    sim_rows_free(&rows);
    return done;
}

void sim_peers_free(sim_peers *peers)
{
    for (int i = 0; i < peers->count; i++)
        cJSON_Delete(peers->list[i].answer);
    free(peers->list);
    *peers = (sim_peers){ 0 };
}

sim_peer *sim_peers_find(const sim_peers *peers, const char *id)
{
    for (int i = 0; i < peers->count; i++)
        if (strcmp(peers->list[i].id, id) == 0)
            return &peers->list[i];
    return NULL;
}

static bool wait_for(int fd, short events, long long deadline)
{
    long long left = deadline - sim_now_ms();
    struct pollfd one = { .fd = fd, .events = events };
    return left > 0 && poll(&one, 1, (int)left) == 1;
}

static int connect_within(const struct addrinfo *address, long long deadline)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int error = 0;
    socklen_t size = sizeof error;
    if (fd < 0)
        return -1;
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    if (errno == EINPROGRESS && wait_for(fd, POLLOUT, deadline) &&
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)
        return fd;
    close(fd);
    return -1;
}

static sim_reached dial(const char *host, int port, long long deadline, int *fd)
{
    char service[16];
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found = NULL;
    snprintf(service, sizeof service, "%d", port);
    if (getaddrinfo(host, service, &hints, &found) != 0)
        return SIM_NO_NAME;
    *fd = connect_within(found, deadline);
    freeaddrinfo(found);
    return *fd < 0 ? SIM_NO_ANSWER : SIM_REACHED;
}

static bool send_all(int fd, const char *text, size_t len, long long deadline)
{
    while (len > 0) {
        ssize_t sent = send(fd, text, len, MSG_NOSIGNAL);
        if (sent > 0) {
            text += sent;
            len -= (size_t)sent;
        } else if (errno != EAGAIN || !wait_for(fd, POLLOUT, deadline)) {
            return false;
        }
    }
    return true;
}

/* Everything until the other side closes, as one text; NULL when it takes too long. */
static char *receive_all(int fd, long long deadline)
{
    size_t len = 0, size = 4096;
    char *text = malloc(size);
    while (text && wait_for(fd, POLLIN, deadline)) {
        ssize_t got = recv(fd, text + len, size - len - 1, 0);
        if (got == 0) {
            text[len] = '\0';
            return text;
        }
        if (got < 0 && errno != EAGAIN)
            break;
        len += got > 0 ? (size_t)got : 0;
        if (size - len < 1024)
            text = realloc(text, size *= 2);
    }
    free(text);
    return NULL;
}

static bool converse(int fd, sim_peer *peer, const char *method, const char *path, const char *body,
                     long long deadline)
{
    char head[512];
    size_t body_len = body ? strlen(body) : 0;
    int head_len = snprintf(head, sizeof head,
                            "%s %s HTTP/1.1\r\nHost: %.100s\r\nConnection: close\r\n"
                            "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                            method, path, peer->host, body_len);
    if (!send_all(fd, head, (size_t)head_len, deadline) || (body && !send_all(fd, body, body_len, deadline)))
        return false;
    char *text = receive_all(fd, deadline);
    char *content = text ? strstr(text, "\r\n\r\n") : NULL;
    bool done = content && sscanf(text, "HTTP/1.1 %d", &peer->status) == 1;
    if (done)
        peer->answer = cJSON_Parse(content + 4);
    free(text);
    return done;
}

void sim_peer_ask(sim_app *app, sim_peer *peer, int port, const char *method, const char *path, const char *body)
{
    long long deadline = sim_now_ms() + sim_duration_ms(&app->config, SIM_PEER_WAIT);
    int fd = -1;
    cJSON_Delete(peer->answer);
    peer->answer = NULL;
    peer->reached = dial(peer->host, port, deadline, &fd);
    if (fd >= 0 && !converse(fd, peer, method, path, body, deadline))
        peer->reached = SIM_NO_ANSWER;
    if (fd >= 0)
        close(fd);
}

typedef struct question {
    sim_app *app;
    sim_peer *peer;
    bool use_health_port;
    const char *path;
} question;

static void *ask_one(void *closure)
{
    const question *q = closure;
    sim_peer_ask(q->app, q->peer, q->use_health_port ? q->peer->health_port : q->peer->api_port, "GET", q->path, NULL);
    return NULL;
}

void sim_peers_ask(sim_app *app, sim_peers *peers, bool use_health_port, const char *path)
{
    size_t count = (size_t)peers->count;
    pthread_t *threads = calloc(count + 1, sizeof *threads);
    question *questions = calloc(count + 1, sizeof *questions);
    if (!threads || !questions)
        abort();
    for (size_t i = 0; i < count; i++) {
        questions[i] = (question){ app, &peers->list[i], use_health_port, path };
        if (pthread_create(&threads[i], NULL, ask_one, &questions[i]) != 0)
            abort();
    }
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    free(questions);
}

void sim_peer_trouble(const sim_peer *peer, int port, char *text, size_t size)
{
    const char *what = peer->reached == SIM_NO_NAME
                           ? "php_network_getaddresses: getaddrinfo failed: Name or service not known."
                           : "Connection timed out.";
    snprintf(text, size, "%s Please check if wacore is running: %s:%d", what, peer->host, port);
}
