/* What every part of a process is handed: its config and its tools. */
#ifndef SIM_APP_H
#define SIM_APP_H

#include "config.h"
#include "db.h"
#include "faults.h"
#include "log.h"
#include "timeline.h"

typedef struct sim_app {
    sim_config config;
    sim_log *log;
    sim_db_pool *pool;
    sim_faults *faults;
} sim_app;

void sim_app_start(sim_app *app, bool is_web, const char *log_path);

/*
 * Connects and makes the tables, however long it takes: it logs each failure
 * and tries again, so the container stays up and its server never answers.
 * From then on the faults of the store are followed.
 */
void sim_app_wait_for_store(sim_app *app);

#endif
