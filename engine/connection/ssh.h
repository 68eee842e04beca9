/* The SSH kind from inside: one libssh session, never blocking, and what its parts share. */
#ifndef WP_CONNECTION_SSH_H
#define WP_CONNECTION_SSH_H

#include "connection/host_keys.h"
#include "connection/known_hosts.h"
#include "connection/ssh_settings.h"
#include "connection/transport.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <sys/types.h>

typedef struct wp_ssh_channel wp_ssh_channel;

typedef struct wp_ssh {
    const wp_connection_options *options;
    wp_connection_stats *stats;
    wp_arena *arena; /* of what belongs to one session; made anew with each */
    wp_ssh_settings *settings;
    ssh_session session; /* NULL: not connected */
    ssh_event event;
    struct ssh_counter_struct counter;
    uint64_t heard_bytes;
    int64_t heard_at, asked_at; /* when the host was heard last, and asked whether it is there */
    int unanswered;   /* how often it was asked since whether it is there */
    bool is_up;       /* authenticated */
    wp_ssh_channel *channels;
    pid_t proxy_pid;     /* a ProxyCommand; 0: none */
    wp_connection *jump; /* of a ProxyJump; NULL: none */
    wp_tunnel *jump_tunnel;
    wp_known_keys known;     /* what the files say of the host */
    bool password_forbidden; /* its key has changed, and the user wants it ignored */
} wp_ssh;

/* ---- waiting (ssh_session.c) ------------------------------------------------------------ */

/* One step of a libssh call that says `again` until it is done. */
typedef int (*wp_ssh_step)(void *data);
/* Repeats the step until it says something else. False: patience ended (WP_E_TIMEOUT), cancelled, or lost. */
bool wp_ssh_drive(wp_ssh *ssh, wp_ssh_step step, void *data, int again, const wp_patience *patience, int *result,
                  wp_error *err);
/* Sleeps until the socket, or `extra` (may be NULL), has something to do; then lets libssh do its part. */
struct pollfd;
bool wp_ssh_wait(wp_ssh *ssh, struct pollfd *extra, const wp_patience *patience, wp_error *err);
/* The connection is lost: why, as libssh tells it. Returns false. */
bool wp_ssh_fail_lost(wp_ssh *ssh, wp_error *err);
/* libssh's words for the last error, without what is of no use to a user. */
const char *wp_ssh_error(const wp_ssh *ssh);

/* ---- stages of connecting ------------------------------------------------------------------ */

/* All of it up to the point where the host has shown its key: no secret has been told. */
bool wp_ssh_meet(wp_ssh *ssh, wp_error *err);
void wp_ssh_part(wp_ssh *ssh);
/* A connected socket: straight, through a ProxyCommand, or through a ProxyJump (ssh_proxy.c). */
bool wp_ssh_reach(wp_ssh *ssh, const wp_patience *patience, int *fd, wp_error *err);
void wp_ssh_leave_proxy(wp_ssh *ssh);
/* Host key algorithms in the order to ask for, those of known keys first (ssh_hostkey.c). */
const char *wp_ssh_host_key_types(wp_ssh *ssh);
/* Is it the host it should be? */
bool wp_ssh_check_host_key(wp_ssh *ssh, wp_error *err);
/* The key that it has shown, with what the files say of it. */
bool wp_ssh_read_host_key(wp_arena *arena, wp_ssh *ssh, wp_host_key *out, wp_error *err);
/* Who we are (ssh_auth.c). */
bool wp_ssh_login(wp_ssh *ssh, const wp_patience *patience, wp_error *err);

/* ---- channels (ssh_channel.c) ------------------------------------------------------------------ */

bool wp_ssh_start(void *state, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                  wp_error *err);
long wp_ssh_write(void *state, wp_channel *channel, const char *bytes, size_t len);
void wp_ssh_send_eof(void *state, wp_channel *channel);
void wp_ssh_stop(void *state, wp_channel *channel);
void wp_ssh_kill(void *state, wp_channel *channel);
/* Answers to requests that were sent without waiting. */
void wp_ssh_collect_answers(wp_ssh *ssh);
/* What came before there was an on_bytes, given to it. True: there was something. */
bool wp_ssh_hand_over_early(wp_ssh *ssh);
void wp_ssh_forget_channels(wp_ssh *ssh);
/* Opens an ssh_channel by `step`, within a limit of time. */
bool wp_ssh_tunnel(void *state, const char *host, int port, wp_tunnel **out, wp_error *err);

#endif
