/*
 * An SSH server for one test: on 127.0.0.1, at a port of its own, with keys made
 * for it, all in a temporary folder that is also our HOME from then on.
 *
 *   DIR/home/.ssh/id_ed25519     the key that the server takes
 *   DIR/home/.ssh/known_hosts    has the server's key (rewrite it to test what happens then)
 *   DIR/host_ed25519             the server's key
 *   DIR/sshd_config, DIR/log
 *
 * It ends with the test's process, whatever ends that.
 */
#ifndef WP_TESTS_SUPPORT_SSHD_H
#define WP_TESTS_SUPPORT_SSHD_H

#include "connection/connection.h"

#include <sys/types.h>

typedef struct wp_test_sshd {
    char dir[256];
    char known_hosts[300];
    char key[300];
    int port;
    pid_t pid;
} wp_test_sshd;

/* `settings` are further lines of its configuration; NULL: none. Ends the test where it does not work. */
void wp_test_sshd_start(wp_test_sshd *sshd, const char *settings);
/* A second one in the same folder, with the same keys, at another port. */
void wp_test_sshd_start_beside(wp_test_sshd *sshd, const wp_test_sshd *first, const char *settings);
void wp_test_sshd_stop(wp_test_sshd *sshd);
/* The same port again, after a stop. */
void wp_test_sshd_again(wp_test_sshd *sshd);
/* Options that reach it. */
wp_connection_options wp_test_sshd_options(const wp_test_sshd *sshd);
/* Runs a command on this machine; its exit code. */
int wp_test_command(const char *format, ...) WP_PRINTF(1, 2);

#endif
