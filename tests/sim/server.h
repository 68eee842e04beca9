/*
 * The HTTP server, for the Webapp (HTTPS) and for core nodes (HTTP).
 *
 * A request becomes a sim_call: method, path, body, and a connection to the
 * database that is borrowed for its time. The server finds the row of the
 * route table, lets `admit` look at the call, and runs the row's handler, which
 * answers with one of the sim_reply functions. A call that nobody answers gets
 * 500/1000. Calls run at the same time, each in a thread of its own.
 */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include "app.h"

#include <cjson/cJSON.h>
#include <microhttpd.h>
#include <stddef.h>

typedef enum sim_access {
    SIM_OPEN,    /* anybody */
    SIM_KEY,     /* a token, or the API key */
    SIM_USER,    /* a token */
    SIM_ADMIN,   /* a token of an administrator */
} sim_access;

typedef enum sim_place {
    SIM_HERE,    /* needs no core node */
    SIM_CORE,    /* some core node does it */
    SIM_PRIMARY, /* the primary Master does it */
} sim_place;

typedef struct sim_call sim_call;

typedef struct sim_route {
    const char *method;
    const char *path; /* a part "{}" matches anything and becomes call->part */
    sim_access access;
    sim_place place;
    void (*run)(sim_call *call);
} sim_route;

struct sim_call {
    sim_app *app;
    void *owner;           /* the sim_server's */
    sim_db *db;            /* NULL where the server borrows none */
    const sim_route *route;
    const char *method;
    char path[256];
    char part[128];
    char *body;            /* never NULL, ends in '\0' */
    size_t body_len;
    cJSON *json;           /* the body, when it is a JSON object */
    struct MHD_Connection *connection;

    char user[65];         /* who calls, once admitted */
    bool is_admin;
    char token_hash[65];

    int status;            /* 0: not answered yet */
    cJSON *answer;         /* an object, or */
    char *answer_text;     /* a text of this type */
    const char *answer_type;
    int retry_after;       /* seconds; 0: no such header */
};

typedef struct sim_server {
    sim_app *app;
    void *owner;
    const sim_route *routes; /* ends with a NULL method */
    bool borrows_db;
    void (*admit)(sim_call *call);   /* may answer, which ends the call; may be NULL */
    void (*unknown)(sim_call *call); /* no such route */
    void (*finish)(sim_call *call);  /* last word on the answer, may be NULL */
    const char *certificate, *key;   /* PEM; NULL: plain HTTP */
    struct MHD_Daemon *daemon;
} sim_server;

/* A socket that listens, or -1 with errno. */
int sim_listen(const char *address, int port);

/* Takes over the listening socket. */
bool sim_server_start(sim_server *server, int listening);

const char *sim_call_header(const sim_call *call, const char *name);
const char *sim_call_query(const sim_call *call, const char *name);

/* The payload (an object, now the server's; NULL: none) with this status. */
void sim_reply(sim_call *call, int status, cJSON *payload);
void sim_reply_text(sim_call *call, int status, const char *type, const char *text);

/* An error envelope. The title belongs to the code; details may be NULL. */
void sim_reply_error(sim_call *call, int status, int code, const char *details, ...)
    __attribute__((format(printf, 4, 5)));
void sim_reply_db_error(sim_call *call); /* 500/1023 */
const char *sim_error_title(int code);
cJSON *sim_error_object(int code, const char *details); /* {"errors": [...]} */

/*
 * The text of a required field; when it is missing, empty or no text: NULL, and
 * the call is answered with 400/1008 or 400/1009.
 */
const char *sim_call_text(sim_call *call, const char *field);

#endif
