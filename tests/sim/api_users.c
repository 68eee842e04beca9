/* /v1/users: accounts, managed by an administrator. */
#include "crypto.h"
#include "store.h"
#include "web.h"

#include <stdlib.h>
#include <string.h>

static void reply_user(sim_call *call, int status, const char *name, const char *role)
{
    cJSON *answer = cJSON_CreateObject(), *user = cJSON_CreateObject();
    cJSON_AddStringToObject(user, "username", name);
    if (role)
        cJSON_AddStringToObject(user, "ROLES", role);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(answer, "users"), user);
    sim_reply(call, status, answer);
}

static const char *strong_password(sim_call *call)
{
    const char *password = sim_call_text(call, "password");
    if (!password || sim_password_is_strong(password))
        return password;
    sim_reply_error(call, 400, 1009, "password has to be 8 to 64 characters long with at least one digit,"
                                     " one upper case, one lower case and one special character");
    return NULL;
}

void sim_api_user_create(sim_call *call)
{
    const char *name = sim_call_text(call, "username"), *password = name ? strong_password(call) : NULL;
    if (!password)
        return;
    if (strlen(name) < 4 || strlen(name) > 32 || strchr(name, ':')) {
        sim_reply_error(call, 400, 1009, "username has to be 4 to 32 characters long");
        return;
    }
    char *secret = sim_password_hash(password);
    if (sim_db_do(call->db, "INSERT INTO sim_users (name, role, secret, must_change) VALUES (?s, 'ROLE_USER', ?s, 0)",
                  name, secret) >= 0)
        reply_user(call, 201, name, NULL);
    else if (call->db->is_broken)
        sim_reply_db_error(call);
    else
        sim_reply_error(call, 500, 1014, "Unable to create user. Already exist?");
    free(secret);
}

void sim_api_user_get(sim_call *call)
{
    sim_rows rows;
    if (!sim_db_ask(call->db, &rows, "SELECT name, role FROM sim_users WHERE name = ?s", call->part))
        sim_reply_db_error(call);
    else if (rows.rows == 0)
        sim_reply_error(call, 404, 1006, "No user %s", call->part);
    else
        reply_user(call, 200, sim_cell(&rows, 0, 0), sim_cell(&rows, 0, 1));
    sim_rows_free(&rows);
}

static void reply_changed(sim_call *call, long matched)
{
    if (matched < 0)
        sim_reply_db_error(call);
    else if (matched == 0)
        sim_reply_error(call, 404, 1006, "No user %s", call->part);
    else
        reply_user(call, 200, call->part, NULL);
}

void sim_api_user_put(sim_call *call)
{
    const char *password = strong_password(call);
    if (!password)
        return;
    char *secret = sim_password_hash(password);
    reply_changed(call, sim_db_do(call->db, "UPDATE sim_users SET secret = ?s, must_change = 0 WHERE name = ?s",
                                  secret, call->part));
    free(secret);
}

void sim_api_user_delete(sim_call *call)
{
    if (strcmp(call->part, "admin") == 0) {
        sim_reply_error(call, 403, 1005, "The default account can't be deleted");
        return;
    }
    sim_db_do(call->db, "DELETE FROM sim_tokens WHERE username = ?s", call->part);
    reply_changed(call, sim_db_do(call->db, "DELETE FROM sim_users WHERE name = ?s", call->part));
}
