/*
 * Shards: the number of connections of a registered cluster.
 *
 * A POST that is accepted empties the map; the primary fills it again after the
 * time SIM_RESHARD, and until then another POST gets the 403 that means "retry".
 */
#include "node.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

static bool is_allowed(double shards)
{
    return shards == 1 || shards == 2 || shards == 4 || shards == 8 || shards == 16 || shards == 32;
}

/* Which of the two 403 cases is it: just elected, or just asked? */
static bool is_busy(sim_node *node)
{
    pthread_mutex_lock(&node->lock);
    long settle_ms = sim_duration_ms(&node->app->config, SIM_SETTLE);
    bool is_busy_now = node->view.is_resharding || sim_now_ms() - node->primary_since < settle_ms;
    pthread_mutex_unlock(&node->lock);
    return is_busy_now;
}

static bool fields_are_right(sim_call *call, const cJSON *registration)
{
    const char *cc = sim_call_text(call, "cc"), *phone = cc ? sim_call_text(call, "phone_number") : NULL;
    const cJSON *shards = cJSON_GetObjectItemCaseSensitive(call->json, "shards");
    if (!phone)
        return false;
    if (!shards)
        sim_reply_error(call, 400, 1008, "shards is missing");
    else if (!cJSON_IsNumber(shards) || !is_allowed(shards->valuedouble))
        sim_reply_error(call, 400, 1009, "shards has to be one of 1, 2, 4, 8, 16, 32");
    else if (!registration)
        sim_reply_error(call, 400, 1025, "The account is not registered");
    else if (strcmp(cc, sim_json_text(registration, "cc", "")) != 0 ||
             strcmp(phone, sim_json_text(registration, "phone_number", "")) != 0)
        sim_reply_error(call, 400, 1009, "cc and phone_number are not those of the registered account");
    return call->status == 0;
}

static void set_flag(cJSON *object, const char *key, bool is_on)
{
    cJSON_DeleteItemFromObject(object, key);
    cJSON_AddBoolToObject(object, key, is_on);
}

/*
 * What a certificate does to the account. A wrong one logs it off, an expired
 * one (its name has the word EXPIRED) bans it, none at all disconnects it when
 * registration is more than a week ago.
 */
static bool certificate_is_right(sim_call *call, cJSON *registration)
{
    const char *given = sim_json_text(call->json, "cert", NULL);
    char *name = given ? sim_certificate_name(given) : NULL;
    long long now = 0;
    sim_store_clock(call->db, &now);
    bool is_old = (double)now - sim_json_number(registration, "registered_ms", 0) > 7 * 86400e3;
    bool is_expired = name && strstr(name, "EXPIRED");
    bool is_wrong = given && (!name || strcmp(name, sim_json_text(registration, "vname", "")) != 0);

    set_flag(registration, "banned", is_expired);
    set_flag(registration, "logged_off", !is_expired && (is_wrong || (!given && is_old)));
    if (!given && sim_version_compare(call->app->config.version, "2.45") >= 0)
        sim_reply_error(call, 400, 1008, "cert is missing");
    else if (!sim_store_put_json(call->db, "registration", registration))
        sim_reply_db_error(call);
    else if (is_expired)
        sim_reply_error(call, 403, 1031, "The account is banned: its certificate has expired");
    else if (is_wrong)
        sim_reply_error(call, 400, 1009, "Certificate is not valid, the client was logged off");
    free(name);
    return call->status == 0;
}

static void rebuild_map(sim_call *call, int count)
{
    long long now;
    sim_node *node = call->owner;
    bool done = sim_store_clock(call->db, &now);
    cJSON *shards = cJSON_CreateObject();
    cJSON_AddNumberToObject(shards, "count", count);
    cJSON_AddNumberToObject(shards, "ready_ms", (double)(now + sim_duration_ms(&call->app->config, SIM_RESHARD)));
    pthread_mutex_lock(&node->lock); /* the cluster's thread must not write owners in between */
    done = done && sim_store_put_json(call->db, "shards", shards) &&
           sim_db_do(call->db, "DELETE FROM sim_shards") >= 0;
    if (done) {
        node->view.is_resharding = true;
        node->view.shard_count = count;
    }
    pthread_mutex_unlock(&node->lock);
    cJSON_Delete(shards);
    if (!done) {
        sim_reply_db_error(call);
        return;
    }
    sim_say(call->app, 'I', "Number of shards set to %d", count);
    sim_reply(call, 201, NULL);
}

void sim_shards_post(sim_call *call)
{
    cJSON *registration;
    if (!sim_store_json(call->db, "registration", &registration)) {
        sim_reply_db_error(call);
        return;
    }
    if (fields_are_right(call, registration) && sim_two_step_passes(call)) {
        if (is_busy(call->owner))
            sim_reply_error(call, 403, 1017, "Temporarily unavailable, please retry");
        else if (certificate_is_right(call, registration))
            rebuild_map(call, (int)sim_json_number(call->json, "shards", 1));
    }
    cJSON_Delete(registration);
}
