/*
 * A container that only upgrades the schema (WA_DB_UPGRADE=1).
 *
 * It exits 0 when the schema is this version's, at once if it was so already;
 * with EXIT_ON_SUCCESS=FALSE it then stays. A failure exits 1, and Docker's
 * `restart: on-failure` starts it again.
 */
#include "node.h"
#include "store.h"

#include <unistd.h>

static int fail(sim_app *app, const char *why)
{
    sim_say(app, 'E', "Database upgrade failed: %s", why);
    return 1;
}

static int finish(sim_app *app, int schema)
{
    sim_say(app, 'I', "Database upgrade completed, schema %d", schema);
    while (!app->config.exit_on_success)
        pause();
    return 0;
}

int sim_dbupgrade_run(sim_app *app)
{
    int wanted = sim_version_schema(app->config.version);
    long long schema = 0;
    sim_db *db = sim_db_borrow(app->pool, NULL);
    if (!db || !sim_store_number(db, "schema", &schema))
        return fail(app, "database error");
    if (sim_fault_take(app->faults, "dbupgrade_fails")) {
        sim_sleep_ms(sim_duration_ms(&app->config, SIM_MIGRATION) / 4);
        return fail(app, "Lock wait timeout exceeded; try restarting transaction");
    }
    if (schema > wanted)
        return fail(app, "schema is newer than this version supports");
    if (schema == wanted)
        return finish(app, wanted);
    sim_say(app, 'I', "Database schema %lld, upgrading to %d", schema, wanted);
    sim_sleep_ms(sim_duration_ms(&app->config, SIM_MIGRATION));
    if (!sim_store_put_number(db, "schema", wanted))
        return fail(app, db->error);
    sim_db_return(app->pool, db);
    return finish(app, wanted);
}
