/* A connection from inside: what its life (connection.c) and its use (connection_use.c) share. */
#ifndef WP_CONNECTION_CONNECTION_INSIDE_H
#define WP_CONNECTION_CONNECTION_INSIDE_H

#include "connection/shell.h"
#include "connection/transport.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct wp_kept_shell {
    wp_shell *shell;
    struct wp_kept_shell *next;
} wp_kept_shell;

struct wp_connection {
    wp_arena *arena;
    wp_connection_options options;
    pthread_mutex_t mutex;
    pthread_cond_t given_back;
    bool is_taken;
    atomic_bool is_open; /* asked without taking the connection */
    wp_link link;
    wp_error why_lost;
    wp_kept_shell *shells;
    wp_connection_stats stats;
    wp_fake_answer answer; /* of a fake: it takes the place of link and shells */
    void *answer_data;
};

/* Takes the connection, waiting for whoever has it, and opens it. True: use it, and give it back. */
bool wp_connection_enter(wp_connection *connection, wp_error *err);
/* Gives it back after a use that worked (`done`) or did not. Returns `done`. */
bool wp_connection_leave(wp_connection *connection, bool done, wp_error *err);
void wp_connection_give_back(wp_connection *connection);

/* The user's shell, started or not. */
wp_shell *wp_connection_shell(wp_connection *connection, const wp_become *become);
/* Lets all shells go, so that another session can be had. */
void wp_connection_end_shells(wp_connection *connection);

#endif
