/*
 * wa-core: a Coreapp, a Master (WA_MASTER_NODE=1), both in one without
 * WA_APP_MULTICONNECT, or a schema upgrade (WA_DB_UPGRADE=1).
 *
 * `wa-core --tables` prints the tables of the README.
 * Order: database, ports, media, then the threads of cluster.c and heartbeat.c.
 */
#include "media.h"
#include "node.h"
#include "tables.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_stop(int signal)
{
    (void)signal;
    _exit(0);
}

static bool serve(sim_app *app, sim_server *servers)
{
    for (int i = 0; i < SIM_PORTS; i++) {
        int port = app->config.listen_ports[i];
        int fd = sim_listen(app->config.listen_address, port);
        if (fd < 0 || !sim_server_start(&servers[i], fd)) {
            sim_say(app, 'E', "Cannot listen on port %d: %s", port, strerror(errno));
            return false;
        }
    }
    return true;
}

static void start_thread(void *(*run)(void *), void *closure)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, closure) != 0)
        abort();
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--tables") == 0) {
        sim_tables_print(stdout);
        return 0;
    }
    sim_app app = { 0 };
    sim_node node = { .app = &app };
    sim_server servers[SIM_PORTS];
    signal(SIGTERM, on_stop);
    signal(SIGINT, on_stop);
    signal(SIGPIPE, SIG_IGN);

    sim_app_start(&app, false, "/var/log/whatsapp/wacore.log");
    sim_app_wait_for_store(&app);
    if (app.config.db_upgrade)
        return sim_dbupgrade_run(&app);

    pthread_mutex_init(&node.lock, NULL);
    node.ready_at = sim_now_ms() + sim_duration_ms(&app.config, SIM_BOOT_CORE);
    for (int i = 0; i < SIM_PORTS; i++)
        servers[i] = (sim_server){ .app = &app, .owner = &node, .routes = sim_core_routes,
                                   .admit = sim_core_admit, .unknown = sim_core_unknown };
    if (!serve(&app, servers))
        return 1;
    sim_media_prepare(&app);
    start_thread(sim_cluster_run, &node);
    start_thread(sim_heartbeat_run, &node);
    for (;;)
        pause();
}
