/* Programs of this machine: each in a session of its own, with three streams and nothing else of ours. */
#ifndef WP_CONNECTION_SPAWN_H
#define WP_CONNECTION_SPAWN_H

#include <sys/types.h>

/* `argv` ends in NULL, argv[0] is looked up in PATH; `dir` may be NULL. With `terminal`, the name of one, that is
 * all three streams, and `streams` is not looked at. 0, or errno. */
int wp_spawn(pid_t *pid, const char *const *argv, const char *dir, const int streams[3], const char *terminal);
/* One that talks through a socket, which is its input and its output; our end in *fd, not blocking. 0, or errno. */
int wp_spawn_on_socket(pid_t *pid, const char *const *argv, int *fd);
/* Ends one whose streams are closed already, so that it should be going: it is not waited for long. *pid becomes 0. */
void wp_spawn_end(pid_t *pid);

#endif
