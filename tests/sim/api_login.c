/* POST /v1/users/login and logout. The default password opens nothing but its own change. */
#include "crypto.h"
#include "store.h"
#include "web.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* 8 to 64 characters with a digit, an upper and a lower case letter and one of these signs. */
bool sim_password_is_strong(const char *password)
{
    static const char signs[] = "!\"#$%&\\'()*+,-./:;<=>?@[]^_`{|}~";
    size_t len = strlen(password);
    return len >= 8 && len <= 64 && strpbrk(password, "0123456789") &&
           strpbrk(password, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && strpbrk(password, "abcdefghijklmnopqrstuvwxyz") &&
           strpbrk(password, signs);
}

/* "user:password" of the Basic header, to be freed; NULL: none. */
static char *credentials(const sim_call *call)
{
    size_t len;
    const char *header = sim_call_header(call, "Authorization");
    return strncasecmp(header, "Basic ", 6) == 0 ? (char *)sim_base64_decode(header + 6, &len) : NULL;
}

static bool change_password(sim_call *call, const char *username)
{
    const cJSON *wanted = cJSON_GetObjectItemCaseSensitive(call->json, "new_password");
    if (!cJSON_IsString(wanted) || !sim_password_is_strong(wanted->valuestring)) {
        sim_reply_error(call, 400, 1009, "new_password has to be 8 to 64 characters long with at least one digit,"
                                         " one upper case, one lower case and one special character");
        return false;
    }
    char *secret = sim_password_hash(wanted->valuestring);
    bool done = sim_db_do(call->db, "UPDATE sim_users SET secret = ?s, must_change = 0 WHERE name = ?s", secret,
                          username) > 0;
    free(secret);
    if (!done)
        sim_reply_db_error(call);
    return done;
}

static void give_token(sim_call *call, const char *username)
{
    char *token, expires_after[40];
    if (!sim_token_issue(call, username, &token, expires_after)) {
        sim_reply_db_error(call);
    } else {
        cJSON *answer = cJSON_CreateObject(), *user = cJSON_CreateObject();
        cJSON_AddStringToObject(user, "token", token);
        cJSON_AddStringToObject(user, "expires_after", expires_after);
        cJSON_AddItemToArray(cJSON_AddArrayToObject(answer, "users"), user);
        sim_reply(call, 200, answer);
    }
    free(token);
}

static void log_in(sim_call *call, const char *username, const char *password)
{
    sim_rows rows;
    bool wants_change = cJSON_GetObjectItemCaseSensitive(call->json, "new_password");
    if (!sim_db_ask(call->db, &rows, "SELECT secret, must_change FROM sim_users WHERE name = ?s", username))
        sim_reply_db_error(call);
    else if (rows.rows == 0 || !sim_password_is(password, sim_cell(&rows, 0, 0)))
        sim_reply_error(call, 401, 1005, "Invalid credentials");
    else if (sim_cell_number(&rows, 0, 1) && !wants_change)
        sim_reply_error(call, 401, 1024, "Please change the default password");
    else if (!wants_change || change_password(call, username))
        give_token(call, username);
    sim_rows_free(&rows);
}

void sim_api_login(sim_call *call)
{
    char *username = credentials(call), *colon = username ? strchr(username, ':') : NULL;
    if (!colon) {
        sim_reply_error(call, 401, 1005, "Missing or invalid Authorization header");
    } else {
        *colon = '\0';
        log_in(call, username, colon + 1);
    }
    free(username);
}

void sim_api_logout(sim_call *call)
{
    if (sim_db_do(call->db, "DELETE FROM sim_tokens WHERE hash = ?s", call->token_hash) < 0)
        sim_reply_db_error(call);
    else
        sim_reply(call, 200, NULL);
}
