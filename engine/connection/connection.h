/*
 * A connection to one host, kept for the run, and on it a persistent shell for
 * each user that tasks work as.
 *
 *   thread --wp_connection_run--> frame --> sh (kept) --> two streams, exit code
 *
 * A frame is one round trip: a script text, which may call functions of remote
 * halves (definitions sent once per shell, in the frame that first needs them), and
 * the bytes of its standard input. Any bytes may pass in both directions; streams
 * stay separate and end in markers with a random nonce. Environment, directory,
 * umask and shell options of one frame do not leak into the next.
 *
 * A frame ends when its script does, also where a process that it started keeps the
 * streams open: what such a process prints later is nobody's output. A script that
 * kills the shell itself fails with WP_E_FAILED, and the next frame has a new one.
 *
 * A connection is used by one thread at a time: calls lock it, so that a delegated
 * task waits for its turn. It opens itself at the first call, or ahead of time with
 * wp_connection_open. One that is lost while a call is under way fails it, and every
 * later one, with WP_E_UNREACHABLE until wp_connection_reset; one that was lost
 * between calls is made again.
 */
#ifndef WP_CONNECTION_CONNECTION_H
#define WP_CONNECTION_CONNECTION_H

#include <waplay/error.h>
#include "base/cancel.h"

typedef struct wp_connection wp_connection;

typedef enum wp_host_key_policy {
    WP_HOST_KEY_STRICT,     /* unknown: refused, with the line that would accept it */
    WP_HOST_KEY_ACCEPT_NEW, /* unknown: written to known_hosts; changed: refused */
    WP_HOST_KEY_IGNORE      /* host_key_checking=False: by the user's explicit wish only */
} wp_host_key_policy;

typedef struct wp_connection_options {
    const char *kind;     /* "ssh", "openssh", "local", "docker", "podman"; NULL: ssh */
    const char *name;     /* the host as the user knows it, for messages */
    const char *host;     /* address or name, an alias of ~/.ssh/config too */
    int port;             /* 0: by ~/.ssh/config, else 22 */
    const char *user;     /* NULL: by ~/.ssh/config, else who we are */
    const char *password; /* NULL: none */
    const char *private_key_file;
    const char *private_key_passphrase;
    const char *ssh_args;         /* as given to ssh: -o Name=value, -J, -p, -i, -F ..., as far as they translate */
    const char *known_hosts_file; /* NULL: ~/.ssh/known_hosts and the system's */
    wp_host_key_policy host_key_policy;
    const char *kind_args;   /* of docker and podman: more words for the program, before its `exec` */
    const char *shell;       /* NULL: /bin/sh */
    const char *dir;         /* of a local connection: where its commands start; NULL: here */
    int connect_timeout_ms;  /* 0: 10 s */
    int retries;             /* of connecting, before authentication only */
    const wp_cancel *cancel; /* may be NULL */
    /* Asked for a secret that is missing (passphrase, password); NULL: fail instead. Several connections may ask
     * at once, from their threads: who answers takes turns, and remembers what it was told. */
    bool (*ask)(void *data, const char *prompt, char *out, size_t size);
    void *ask_data;
    bool asks_for_no_password; /* which would be asked once for each host that refuses a key; still for what else a host
                                  wants that took the key */
    int jumps; /* how many hosts in a row this one is a jump for; 0 but for those that are made here */
} wp_connection_options;

/* False, with what there is, where there is no such kind. */
bool wp_connection_check_kind(const char *kind, wp_error *err);

typedef struct wp_become {
    const char *method;     /* "sudo", "su", "doas"; NULL: stay who we are */
    const char *user;       /* NULL: root */
    const char *password;   /* NULL: none needed */
    const char *executable; /* NULL: the method's name */
    const char *flags;      /* NULL: the method's usual ones */
} wp_become;

/* A remote half: shell functions by the name of their file. */
typedef struct wp_half {
    const char *name;
    const char *text;
} wp_half;

typedef struct wp_frame {
    const wp_become *become; /* NULL: the user of the connection */
    const char *script;      /* POSIX shell; every value in it is quoted by wp_shell_quote already */
    const wp_half *halves;   /* those it needs */
    size_t half_count;
    wp_str input;        /* standard input; none (/dev/null) when ptr is NULL */
    int timeout_ms;      /* 0: none. At the limit the command and its children are killed, the shell goes on */
    size_t output_limit; /* of each stream; 0: WP_OUTPUT_LIMIT */
} wp_frame;

#define WP_OUTPUT_LIMIT ((size_t)16 << 20)

typedef struct wp_shell_reply {
    int status; /* exit code; 128 + n for signal n */
    bool timed_out;
    bool cut; /* more than the limit came: the text ends with a line that tells how much was left out */
    wp_str out, err;
    double seconds;
} wp_shell_reply;

/* The options are copied. Nothing is sent yet. */
wp_connection *wp_connection_new(const wp_connection_options *options);
void wp_connection_free(wp_connection *connection); /* closes it; NULL is fine */
/* Connects and starts the user's shell; done already is fine. */
bool wp_connection_open(wp_connection *connection, wp_error *err);
/* The same ahead of time: unless somebody uses it now, and no longer than nobody cancels. What goes wrong is
 * forgotten: who needs the connection will see for himself. */
void wp_connection_open_ahead(wp_connection *connection, const wp_cancel *cancel);
/* Drops what there is, so that the next call connects anew (meta: reset_connection, reboot). */
void wp_connection_reset(wp_connection *connection);
/* How long connecting may take from now on, and how long that was until now. */
int wp_connection_set_patience(wp_connection *connection, int connect_timeout_ms);
const wp_connection_options *wp_connection_asked(const wp_connection *connection); /* as it was made with */
bool wp_connection_is_open(const wp_connection *connection);
const char *wp_connection_user(const wp_connection *connection); /* who we are there, once open */

bool wp_connection_run(wp_arena *arena, wp_connection *connection, const wp_frame *frame, wp_shell_reply *out,
                       wp_error *err);

/* ---- streams beside the shell: large contents ---------------------------------- */

/* Where bytes come from, and where they go. Return the number of bytes, 0 at the end, -1 on an error. */
typedef struct wp_source {
    void *data;
    long (*read)(void *data, char *bytes, size_t size, wp_error *err);
} wp_source;
typedef struct wp_sink {
    void *data;
    bool (*write)(void *data, const char *bytes, size_t len, wp_error *err);
} wp_sink;

/* Runs `script` on a channel of its own with `input` streamed into it; its standard output (up to the limit) in
 * the reply, or streamed to `output` when that is not NULL. Memory stays bounded. */
bool wp_connection_stream(wp_arena *arena, wp_connection *connection, const wp_frame *frame, const wp_source *input,
                          const wp_sink *output, wp_shell_reply *out, wp_error *err);

/* A TCP connection made by the host, as a descriptor on this side. The connection is taken until wp_tunnel_close. */
typedef struct wp_tunnel wp_tunnel;
bool wp_tunnel_open(wp_connection *connection, const char *host, int port, wp_tunnel **out, wp_error *err);
int wp_tunnel_fd(const wp_tunnel *tunnel);
void wp_tunnel_close(wp_tunnel *tunnel);

/* ---- what the run counts (tests and -vvv) ------------------------------------------ */

typedef struct wp_connection_stats {
    uint64_t round_trips; /* waits for the host, those of opening it too */
    uint64_t frames;      /* calls of wp_connection_run that went to the host */
    uint64_t streams;
    uint64_t shells; /* shells started: one a user, more where one was lost */
    uint64_t bytes_out, bytes_in;
    double connect_seconds;
} wp_connection_stats;
wp_connection_stats wp_connection_statistics(wp_connection *connection);

/* ---- the fake of the tests ----------------------------------------------------------- */

/* Answers each frame (and each stream, its input read whole into frame->input) in the host's place. */
typedef bool (*wp_fake_answer)(void *data, wp_arena *arena, const wp_frame *frame, wp_shell_reply *out, wp_error *err);
wp_connection *wp_connection_new_fake(const char *name, wp_fake_answer answer, void *data);

#endif
