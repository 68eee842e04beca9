/* docker_container: what its files share. */
#ifndef WAPLAY_MODULES_DOCKER_CONTAINER_H
#define WAPLAY_MODULES_DOCKER_CONTAINER_H

#include <waplay/docker.h>

typedef struct container {
    const char *name;
    wp_value now, image;
    bool is_running, is_paused, pulls, makes, removes, updates;
    wp_value before, after; /* for the diff */
    wp_calls *calls;
} container;

/* options.c: the options that are compared, and those of the health check. */
enum { CONTAINER_OPTIONS = 68, CONTAINER_HEALTH = 4 };
extern const wp_docker_option container_options[CONTAINER_OPTIONS];
extern const wp_docker_option container_health[CONTAINER_HEALTH];

/* words.c: the commands. A parameter's value, or null; what the health check runs, as inspect tells it
 * of one that docker's command made: by a shell, or not at all. */
wp_value container_given(wp_job *job, const char *param);
bool container_test_words(wp_job *job, wp_value *out);
/* The network it is made in: what comes first in `networks`, unless network_mode tells. */
wp_value container_first_network(wp_job *job);
void container_network_words(wp_job *job, wp_docker_words *words, wp_value network, bool creating);
bool container_create_words(wp_job *job, container *at, wp_error *err);
bool container_update_words(wp_job *job, container *at, wp_error *err);

/* params.c */
extern const wp_param container_params[];

#endif
