/* The HTTP server: libmicrohttpd, one thread a connection. */
#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MAX = 32 * 1024 * 1024, IDLE_S = 60 };

/* libmicrohttpd keeps one of these for us while the body comes in. */
typedef struct incoming {
    char *body;
    size_t len, size;
} incoming;

int sim_listen(const char *address, int port)
{
    struct sockaddr_in where = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };
    int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (inet_pton(AF_INET, address, &where.sin_addr) != 1 ||
        bind(fd, (struct sockaddr *)&where, sizeof where) != 0 || listen(fd, 128) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

const char *sim_call_header(const sim_call *call, const char *name)
{
    const char *value = MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

const char *sim_call_query(const sim_call *call, const char *name)
{
    const char *value = MHD_lookup_connection_value(call->connection, MHD_GET_ARGUMENT_KIND, name);
    return value ? value : "";
}

/* Compares part by part; "{}" takes one whole part. */
static bool matches(const char *pattern, const char *path, char *part, size_t size)
{
    while (*pattern) {
        if (strncmp(pattern, "{}", 2) == 0) {
            size_t len = strcspn(path, "/");
            if (len == 0 || len >= size)
                return false;
            snprintf(part, size, "%.*s", (int)len, path);
            pattern += 2;
            path += len;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0' || strcmp(path, "/") == 0;
}

static const sim_route *find_route(const sim_server *server, sim_call *call)
{
    for (const sim_route *route = server->routes; route->method; route++)
        if (strcmp(route->method, call->method) == 0 && matches(route->path, call->path, call->part, sizeof call->part))
            return route;
    return NULL;
}

static void answer(sim_server *server, sim_call *call)
{
    call->route = find_route(server, call);
    if (server->borrows_db) {
        call->db = sim_db_borrow(server->app->pool, NULL);
        if (!call->db) {
            sim_reply_db_error(call);
            return;
        }
    }
    if (server->admit)
        server->admit(call);
    if (call->status == 0 && !call->route)
        server->unknown(call);
    if (call->status == 0)
        call->route->run(call);
    if (call->status == 0)
        sim_reply_error(call, 500, 1000, NULL);
}

static enum MHD_Result send_answer(sim_call *call)
{
    char *text = call->answer_text ? call->answer_text : cJSON_PrintUnformatted(call->answer);
    if (!text)
        abort();
    struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(response, "Content-Type", call->answer_type ? call->answer_type : "application/json");
    if (call->retry_after > 0) {
        char seconds[16];
        snprintf(seconds, sizeof seconds, "%d", call->retry_after);
        MHD_add_response_header(response, "Retry-After", seconds);
    }
    enum MHD_Result result = MHD_queue_response(call->connection, (unsigned)call->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_whole_request(sim_server *server, struct MHD_Connection *connection, const char *method,
                                        const char *path, incoming *in)
{
    static char nothing[1];
    sim_call call = {
        .app = server->app, .owner = server->owner, .method = method, .connection = connection,
        .body = in->body ? in->body : nothing, .body_len = in->len,
    };
    snprintf(call.path, sizeof call.path, "%s", path);
    call.json = in->body ? cJSON_Parse(in->body) : NULL;
    answer(server, &call);
    if (server->finish)
        server->finish(&call);
    sim_db_return(server->app->pool, call.db);
    enum MHD_Result result = send_answer(&call);
    cJSON_Delete(call.json);
    cJSON_Delete(call.answer);
    return result;
}

static bool keep(incoming *in, const char *data, size_t len)
{
    if (in->len + len > BODY_MAX)
        return false;
    if (in->len + len + 1 > in->size) {
        in->size = (in->len + len + 1) * 2;
        in->body = realloc(in->body, in->size);
        if (!in->body)
            abort();
    }
    memcpy(in->body + in->len, data, len);
    in->len += len;
    in->body[in->len] = '\0';
    return true;
}

static enum MHD_Result on_request(void *closure, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *data, size_t *len, void **state)
{
    (void)version;
    incoming *in = *state;
    if (!in) {
        *state = calloc(1, sizeof *in);
        return *state ? MHD_YES : MHD_NO;
    }
    if (*len > 0) {
        bool kept = keep(in, data, *len);
        *len = 0;
        return kept ? MHD_YES : MHD_NO;
    }
    return on_whole_request(closure, connection, method, path, in);
}

static void on_end(void *closure, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
    (void)closure, (void)connection, (void)why;
    incoming *in = *state;
    if (in)
        free(in->body);
    free(in);
    *state = NULL;
}

bool sim_server_start(sim_server *server, int listening)
{
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)server->certificate },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)server->key },
        { MHD_OPTION_END, 0, NULL },
    };
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
    if (server->certificate)
        flags |= MHD_USE_TLS;
    else
        tls[0].option = MHD_OPTION_END;
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, server,
                                      MHD_OPTION_LISTEN_SOCKET, listening,
                                      MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
                                      MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
                                      MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    return server->daemon;
}
