/* compose_up: what its files share, the project as it is found and as the compose file wants it. */
#ifndef WAPLAY_MODULES_COMPOSE_UP_H
#define WAPLAY_MODULES_COMPOSE_UP_H

#include <waplay/module.h>

typedef struct service {
    const char *name, *image, *image_id; /* image_id "": not pulled yet */
    const char *hashes[2];
    size_t count;
} service;

typedef struct container {
    const char *id, *name, *service, *hash, *image_id, *state, *exit_code, *started, *image;
    bool is_one_off;
    long restarts, number;
} container;

typedef struct project {
    const char *name;
    bool has_file;
    bool is_pending; /* this very run writes what the file stands on, and has not yet */
    service *services;
    size_t service_count;
    container *containers;
    size_t container_count;
    const char *now;                /* on the host */
    const char *networks, *volumes; /* of state absent: names */
    wp_value actions;               /* list of dicts: what plan decided */
    const char *targets;            /* ids of containers to stop or to remove */
    const char *orphans;
    const char *pulls; /* images, split by blanks */
    bool calls_compose;
} project;

/* project.c: the answers of the half on the host. */
project *compose_project(wp_job *job);
/* The next part up to `end`, as a text; false when nothing is left. */
bool compose_cut(wp_arena *arena, wp_str *rest, char end, const char **out);
service *compose_find(const project *seen, const char *name);
bool compose_is_up(const container *found);
void compose_read_services(wp_arena *arena, project *seen, wp_str text);
void compose_read_hashes(wp_arena *arena, project *seen, wp_str text);
void compose_read_containers(wp_arena *arena, project *seen, wp_str text);
void compose_tell(wp_job *job); /* the result's `containers` and `project` */

/* calls.c: what the task asks for, and calls of the half. */
typedef struct words {
    const char **list;
    size_t count;
} words;
bool compose_is_state(wp_job *job, const char *state);
bool compose_goes_away(wp_job *job); /* stopped, absent */
/* Whether a service is one of those that the task is about: all, unless it names some. */
bool compose_is_meant(wp_job *job, const char *name);
const char *compose_named(wp_job *job); /* the services that it names, split by blanks */
/* file project NAME=value... --, as each function of the half begins; there is room for so many more words. */
words compose_begin(wp_job *job, size_t room);
void compose_add(words *call, const char *word);
const char *compose_number(wp_job *job, const char *param);
bool compose_call(wp_job *job, const char *function, const words *call, wp_reply *reply, wp_error *err);
void compose_append(wp_arena *arena, const char **list, const char *word); /* to a list split by blanks */

/* env_files.c: in check mode, whether those will differ; a reason given is why the file can't be used as it stands. */
bool compose_look_ahead(wp_job *job, wp_str fields, wp_error *err);

/* decide.c, act.c */
bool compose_plan(wp_job *job, wp_error *err);
bool compose_apply(wp_job *job, wp_error *err);

/* steady.c: whether containers keep running. `fields` may hold trouble= and log=. */
bool compose_check_trouble(wp_job *job, wp_str fields, wp_error *err);
/* One that should stay as it is, but is being restarted again and again, or was a moment ago. */
bool compose_check_steady(wp_job *job, wp_error *err);

#endif
