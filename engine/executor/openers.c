/*
 * A pool of its own takes the hosts in the order in which they will be wanted. How a
 * host is reached may depend on what only a play that runs knows (answers to
 * vars_prompt, facts): then the connection made here is not the one that is asked for,
 * or can't be made, and that is nobody's fault. So hosts with passwords are left out:
 * a wrong one, tried twice, may lock an account.
 */
#include "executor/openers.h"
#include "executor/job.h"
#include "executor/play.h"
#include "executor/pool.h"

#include <stdlib.h>
#include <sys/resource.h>

enum { THREADS_MOST = 32, HOSTS_MOST = 2000 };

struct wp_openers {
    wp_run *run;
    wp_pool *pool;
    wp_cancel no_more;
};

typedef struct opening {
    const wp_play *play;
    const wp_host *host;
} opening;

/* What is known of a play that does not run yet. */
static wp_play_vars *vars_of(wp_arena *arena, const wp_play *play)
{
    wp_play_vars *vars = wp_new(arena, wp_play_vars);
    *vars = (wp_play_vars){ .play = play, .prompted = wp_null(), .magic = wp_null() };
    return vars;
}

static wp_vars_scope *scope_of(wp_run *run, wp_arena *arena, const opening *of)
{
    wp_vars_scope_options options = {
        .vars = run->vars, .play = vars_of(arena, of->play), .host = of->host, .node = &of->play->node
    };
    return wp_vars_scope_new(arena, &options);
}

static void open_one(void *data, void *given)
{
    wp_openers *openers = data;
    const opening *of = given;
    wp_connection *connection = NULL;
    wp_error ignored = { 0 };
    if (wp_cancelled(&openers->no_more))
        return;
    wp_run *run = openers->run;
    wp_arena *arena = wp_arena_new();
    pthread_rwlock_rdlock(&run->inventory_lock);
    bool is_known = wp_run_connection_ahead(run, arena, scope_of(run, arena, of), of->host, &of->play->node, &connection,
                                            &ignored);
    pthread_rwlock_unlock(&run->inventory_lock);
    if (is_known && connection != NULL)
        wp_connection_open_ahead(connection, &openers->no_more);
    wp_arena_free(arena);
}

/* Each takes descriptors; those who need one now must not lack them. */
static size_t most_hosts(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    return limit.rlim_cur / 8 < HOSTS_MOST ? (size_t)limit.rlim_cur / 8 : HOSTS_MOST;
}

/* Hosts not seen before, the first `forks` of all left out: they connect by themselves, at once. */
static void give_hosts(wp_openers *openers, const wp_play *play, wp_map *seen, size_t *left)
{
    wp_run *run = openers->run;
    wp_run_host **hosts;
    size_t count, forks = run->options.forks > 0 ? (size_t)run->options.forks : 1;
    wp_error ignored = { 0 };
    atomic_store(&run->play.vars, vars_of(run->arena, play));
    if (!wp_play_hosts_quietly(run, play, &hosts, &count, &ignored))
        return;
    for (size_t i = 0; i < count && *left > 0; i++) {
        wp_str name = wp_str_of(hosts[i]->host->name);
        if (wp_map_get(seen, name) != NULL)
            continue;
        wp_map_put(seen, name, hosts[i]);
        bool is_first_play = play == run->playbooks[0]->plays[0];
        if (is_first_play && i < forks)
            continue;
        opening *next = wp_new(run->arena, opening);
        *next = (opening){ .play = play, .host = hosts[i]->host };
        wp_pool_give(openers->pool, next);
        (*left)--;
    }
}

wp_openers *wp_openers_begin(wp_run *run)
{
    wp_openers *openers = wp_new(run->arena, wp_openers);
    size_t threads = run->options.forks < THREADS_MOST ? (size_t)run->options.forks : THREADS_MOST;
    size_t left = most_hosts();
    if (!wp_cancel_open(&openers->no_more))
        return NULL;
    openers->run = run;
    openers->pool = wp_pool_new(threads, open_one, openers);
    wp_map *seen = wp_map_new(run->arena);
    for (size_t i = 0; i < run->playbook_count; i++)
        for (size_t k = 0; k < run->playbooks[i]->play_count; k++)
            give_hosts(openers, run->playbooks[i]->plays[k], seen, &left);
    run->play = (wp_play_run){ 0 };
    return openers;
}

void wp_openers_end(wp_openers *openers)
{
    if (openers == NULL)
        return;
    wp_cancel_request(&openers->no_more);
    wp_pool_free(openers->pool);
    wp_cancel_close(&openers->no_more);
}
