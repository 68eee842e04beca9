/* Who calls: tokens, the API key, and the faults that come before any answer. */
#include "crypto.h"
#include "store.h"
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static bool make_default_account(sim_db *db)
{
    sim_rows rows;
    bool done = sim_db_ask(db, &rows, "SELECT name FROM sim_users WHERE name = 'admin'");
    if (done && rows.rows == 0) { /* another Webapp may be faster: the failure of the INSERT is ignored */
        char *secret = sim_password_hash("secret");
        sim_db_do(db, "INSERT INTO sim_users (name, role, secret, must_change) VALUES ('admin', 'ROLE_ADMIN', ?s, 1)",
                  secret);
        free(secret);
    }
    sim_rows_free(&rows);
    return done;
}

bool sim_web_users_prepare(sim_web *web)
{
    char fresh[65];
    sim_random_hex(fresh, 64);
    sim_db *db = sim_db_borrow(web->app.pool, NULL);
    bool done = db && make_default_account(db);
    if (done && *web->app.config.jwt_key)
        web->jwt_key = strdup(web->app.config.jwt_key);
    else if (done)
        done = sim_store_claim(db, "jwt_key", fresh, &web->jwt_key);
    sim_db_return(web->app.pool, db);
    return done;
}

bool sim_token_issue(sim_call *call, const char *username, char **token, char expires_after[40])
{
    sim_web *web = call->owner;
    char hash[65];
    struct tm utc;
    time_t expires = time(NULL) + call->app->config.token_life_s;
    strftime(expires_after, 40, "%Y-%m-%d %H:%M:%S+00:00", gmtime_r(&expires, &utc));
    *token = sim_token_make(web->jwt_key, username, (long long)expires);
    sim_sha256_hex(*token, hash);
    return sim_db_do(call->db, "INSERT INTO sim_tokens (hash, username, expires_ms) VALUES (?s, ?s, NOW_MS() + ?l)",
                     hash, username, call->app->config.token_life_s * 1000LL) >= 0;
}

static void admit_token(sim_call *call, const char *token)
{
    sim_web *web = call->owner;
    sim_rows rows = { 0 };
    sim_sha256_hex(token, call->token_hash);
    bool is_signed = sim_token_is_signed(web->jwt_key, token);
    if (!sim_db_ask(call->db, &rows, "SELECT u.name, u.role FROM sim_tokens t JOIN sim_users u ON u.name = t.username"
                                     " WHERE t.hash = ?s AND t.expires_ms > NOW_MS()", call->token_hash)) {
        sim_reply_db_error(call);
    } else if (!is_signed || rows.rows == 0 || sim_fault_take(call->app->faults, "token_invalid")) {
        sim_reply_error(call, 401, 1005, "Invalid or expired token");
    } else {
        snprintf(call->user, sizeof call->user, "%s", sim_cell(&rows, 0, 0));
        call->is_admin = strcmp(sim_cell(&rows, 0, 1), "ROLE_ADMIN") == 0;
        if (call->route->access == SIM_ADMIN && !call->is_admin)
            sim_reply_error(call, 403, 1005, "Only an administrator may do this");
    }
    sim_rows_free(&rows);
}

static void admit_caller(sim_call *call)
{
    const char *header = sim_call_header(call, "Authorization");
    const char *key = call->app->config.api_key;
    if (call->route->access == SIM_OPEN)
        return;
    if (strncasecmp(header, "Bearer ", 7) == 0)
        admit_token(call, header + 7);
    else if (strncasecmp(header, "Apikey ", 7) != 0)
        sim_reply_error(call, 401, 1005, "Missing or invalid Authorization header");
    else if (call->route->access != SIM_KEY || strlen(key) < 12 || strcmp(header + 7, key) != 0)
        sim_reply_error(call, 401, 1005, "Invalid API key");
}

typedef struct early_fault {
    const char *name;
    int status, code;
    bool (*concerns)(const sim_call *call);
} early_fault;

static bool any(const sim_call *call)
{
    return call->route;
}

static bool all_but_login(const sim_call *call)
{
    return call->route && call->route->access != SIM_OPEN;
}

static bool health(const sim_call *call)
{
    return strcmp(call->path, "/v1/health") == 0;
}

static bool to_core(const sim_call *call)
{
    return call->route && call->route->place != SIM_HERE;
}

static bool to_primary(const sim_call *call)
{
    return call->route && call->route->place == SIM_PRIMARY;
}

static bool send_message(const sim_call *call)
{
    return strcmp(call->path, "/v1/messages") == 0;
}

static bool set_shards(const sim_call *call)
{
    return to_primary(call) && strcmp(call->path, "/v1/account/shards") == 0;
}

static const early_fault early_faults[] = {
    { "throttle", 429, 1015, all_but_login },
    { "overload", 503, 1016, all_but_login },
    { "error_500", 500, 1000, any },
    { "db_error", 500, 1023, any },
    { "health_500", 500, 1014, health },
    { "not_ready", 500, 1011, to_core },
    { "not_primary", 500, 1017, to_primary },
    { "not_primary_core", 500, 1018, send_message },
    { "shards_busy", 403, 1017, set_shards },
};

static void delay(sim_call *call)
{
    enum { HANG_MS = 600000 };
    long ms = sim_fault_number(call->app->faults, "slow", 0);
    if (ms > 0)
        sim_sleep_ms(ms);
    if (sim_fault_take(call->app->faults, "hang"))
        sim_sleep_ms(HANG_MS);
}

void sim_web_admit(sim_call *call)
{
    sim_faults_read(call->app->faults, call->db);
    if (!call->route)
        return;
    delay(call);
    admit_caller(call);
    for (size_t i = 0; i < sizeof early_faults / sizeof *early_faults && call->status == 0; i++) {
        const early_fault *fault = &early_faults[i];
        if (fault->concerns(call) && sim_fault_take(call->app->faults, fault->name))
            sim_reply_error(call, fault->status, fault->code, NULL);
    }
}
