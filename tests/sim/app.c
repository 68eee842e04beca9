/* The start of a process: config, log, database. */
#include "app.h"
#include "store.h"

#include <string.h>

void sim_app_start(sim_app *app, bool is_web, const char *log_path)
{
    sim_config_read(&app->config, is_web);
    app->log = sim_log_open(&app->config, log_path);
    app->pool = sim_db_pool_new(&app->config.db);
    app->faults = sim_faults_new(&app->config, app->pool);
    sim_faults_read(app->faults, NULL);
    sim_say(app, 'I', "Starting %s %s as %s", is_web ? "web" : "coreapp", app->config.version, app->config.id);
}

static bool try_store(sim_app *app, char *error)
{
    sim_db *db = sim_db_borrow(app->pool, error);
    if (!db)
        return false;
    bool done = sim_store_prepare(db);
    if (!done)
        memcpy(error, db->error, sizeof db->error);
    else
        sim_faults_read(app->faults, db);
    sim_db_return(app->pool, db);
    return done;
}

void sim_app_wait_for_store(sim_app *app)
{
    enum { LONGEST_MS = 8000 };
    char error[sizeof((sim_db *)0)->error] = "";
    long said_ms = 1000, wait_ms = sim_duration_ms(&app->config, SIM_DB_RETRY);
    while (!try_store(app, error)) {
        sim_say(app, 'E', "Failed to initialize cluster store: %s, will retry after %ld ms", error, said_ms);
        sim_sleep_ms(wait_ms);
        if (said_ms < LONGEST_MS) {
            said_ms *= 2;
            wait_ms *= 2;
        }
    }
    sim_say(app, 'I', "Cluster store initialized");
    sim_faults_follow(app->faults);
}
