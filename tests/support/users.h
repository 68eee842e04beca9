/*
 * Users for one test: they exist in a mount namespace of the test's process only,
 * over a copy of /etc in memory, and are gone with it. Wants root, sudo, su, and doas.
 *
 *   ops      sudo and doas without a password
 *   admin    sudo and doas with a password: "s3cret pass"
 *   plain    neither; password "plain pass"
 *   teller   sudo without a password, but on a terminal only (requiretty)
 *
 * All take the key of DIR/home/.ssh where an SSH server was started in DIR first.
 */
#ifndef WP_TESTS_SUPPORT_USERS_H
#define WP_TESTS_SUPPORT_USERS_H

#include <stdbool.h>

/* False: we are not root, so there is nothing to be had. Call it before threads and servers are started. */
bool wp_test_users_begin(void);

#endif
