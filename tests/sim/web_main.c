/*
 * wa-web: the Webapp.
 *
 * Docker publishes the port before anything answers behind it, so from the first
 * moment connections are taken and reset; after the database and the time of
 * booting the web server takes the socket over.
 */
#include "media.h"
#include "web.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct bouncer {
    int listening;
    atomic_bool is_over;
} bouncer;

static void on_stop(int signal)
{
    (void)signal;
    _exit(0);
}

static void reset(int fd)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static void *bounce(void *closure)
{
    bouncer *door = closure;
    while (!atomic_load(&door->is_over)) {
        struct pollfd one = { .fd = door->listening, .events = POLLIN };
        if (poll(&one, 1, 50) != 1)
            continue;
        int fd = accept(door->listening, NULL, NULL);
        if (fd >= 0)
            reset(fd);
    }
    return NULL;
}

static bool prepare(sim_web *web)
{
    sim_app_wait_for_store(&web->app);
    if (sim_fault_take(web->app.faults, "web_crash"))
        return false;
    sim_media_prepare(&web->app);
    if (!sim_web_tls_load(web) || !sim_web_users_prepare(web))
        return false;
    sim_sleep_ms(sim_duration_ms(&web->app.config, SIM_BOOT_WEB));
    while (sim_fault_is_on(web->app.faults, "tls_reset"))
        sim_sleep_ms(100);
    return true;
}

static void note_start(const sim_web *web)
{
    sim_log *log = sim_log_open(&web->app.config, "/var/log/lighttpd/error.log");
    sim_log_line(log, 'I', "server.c", 1464, "server started");
}

int main(void)
{
    sim_web web = { 0 };
    pthread_t thread;
    signal(SIGTERM, on_stop);
    signal(SIGINT, on_stop);
    signal(SIGPIPE, SIG_IGN);

    sim_app_start(&web.app, true, "/var/log/whatsapp/web.log");
    const sim_config *config = &web.app.config;
    bouncer door = { .listening = sim_listen(config->listen_address, config->web_port) };
    if (door.listening < 0) {
        sim_say(&web.app, 'E', "Cannot listen on port %d: %s", config->web_port, strerror(errno));
        return 1;
    }
    if (pthread_create(&thread, NULL, bounce, &door) != 0)
        abort();
    if (!prepare(&web))
        return 1;
    atomic_store(&door.is_over, true);
    pthread_join(thread, NULL);

    web.started_at = sim_now_ms();
    sim_server server = { .app = &web.app, .owner = &web, .routes = sim_web_routes, .borrows_db = true,
                          .admit = sim_web_admit, .unknown = sim_web_unknown, .finish = sim_web_finish,
                          .certificate = web.certificate, .key = web.key };
    if (!sim_server_start(&server, door.listening)) {
        sim_say(&web.app, 'E', "The web server can't start");
        return 1;
    }
    note_start(&web);
    sim_say(&web.app, 'I', "Web server is ready on port %d", config->web_port);
    for (;;) {
        if (sim_fault_take(web.app.faults, "web_crash"))
            return 1;
        sim_sleep_ms(200);
    }
}
