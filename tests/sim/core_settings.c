/*
 * Application settings: defaults that depend on the version, and what was
 * changed, which is all that the store keeps. The type of a default is the type
 * that a change must have.
 */
#include "node.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

static const char common_defaults[] =
    "{\"callback_persist\":true,\"callback_backoff_delay_ms\":3000,\"max_callback_backoff_delay_ms\":900000,"
    "\"heartbeat_interval\":5,\"unhealthy_interval\":30,\"media\":{\"auto_download\":[]},"
    "\"webhooks\":{\"url\":\"\",\"max_concurrent_requests\":6},\"notify_user_change_number\":false,"
    "\"show_security_notifications\":false,\"axolotl_context_striping_disabled\":false,"
    "\"log_level\":\"info\",\"verbose_logging\":false}";

static cJSON *make_defaults(const char *version)
{
    cJSON *settings = cJSON_Parse(common_defaults);
    cJSON_AddBoolToObject(settings, "pass_through", sim_version_compare(version, "2.35") < 0);
    if (sim_version_compare(version, "2.41.2") < 0) {
        cJSON_AddBoolToObject(settings, "sent_status", false);
        cJSON_AddStringToObject(settings, "on_call_pager", "");
        cJSON_AddBoolToObject(settings, "db_garbagecollector_enable", true);
    } else {
        cJSON *webhooks = cJSON_GetObjectItem(settings, "webhooks");
        cJSON_AddItemToObject(webhooks, "message", cJSON_Parse("{\"sent\":false,\"delivered\":true,\"read\":true}"));
        cJSON_AddItemToObject(settings, "garbagecollector_enable", cJSON_Parse("{\"messages\":true,\"media\":true}"));
    }
    return settings;
}

/* Objects are merged, everything else is replaced. */
static void merge(cJSON *into, const cJSON *changes)
{
    const cJSON *change;
    cJSON_ArrayForEach(change, changes) {
        cJSON *old = cJSON_GetObjectItemCaseSensitive(into, change->string);
        if (cJSON_IsObject(old) && cJSON_IsObject(change)) {
            merge(old, change);
        } else {
            cJSON_DeleteItemFromObjectCaseSensitive(into, change->string);
            cJSON_AddItemToObject(into, change->string, cJSON_Duplicate(change, true));
        }
    }
}

bool sim_settings_load(sim_app *app, sim_db *db, cJSON **settings)
{
    cJSON *changes;
    if (!sim_store_json(db, "settings", &changes))
        return false;
    *settings = make_defaults(app->config.version);
    merge(*settings, changes);
    cJSON_Delete(changes);
    return true;
}

/* The two delays are documented as texts and answered as numbers: both are taken. */
static void turn_into_number(cJSON *change)
{
    char *end;
    double number = cJSON_IsString(change) ? strtod(change->valuestring, &end) : 0;
    if (!cJSON_IsString(change) || end == change->valuestring || *end)
        return;
    cJSON_free(change->valuestring);
    change->valuestring = NULL;
    change->type = (change->type & ~0xFF) | cJSON_Number;
    cJSON_SetNumberValue(change, number);
}

static bool is_same_type(const cJSON *a, const cJSON *b)
{
    return (a->type & 0xFF) == (b->type & 0xFF) || (cJSON_IsBool(a) && cJSON_IsBool(b));
}

static bool value_is_right(const cJSON *change)
{
    const char *key = change->string;
    double number = change->valuedouble;
    if (strcmp(key, "max_concurrent_requests") == 0)
        return number == 6 || number == 12 || number == 18 || number == 24;
    if (strcmp(key, "url") == 0)
        return !*change->valuestring || strncmp(change->valuestring, "https://", 8) == 0;
    if (cJSON_IsNumber(change))
        return number > 0 && number == (double)(long)number;
    return true;
}

static bool changes_are_right(sim_call *call, const cJSON *known, cJSON *changes)
{
    cJSON *change;
    cJSON_ArrayForEach(change, changes) {
        const cJSON *old = cJSON_GetObjectItemCaseSensitive(known, change->string);
        if (old && cJSON_IsNumber(old))
            turn_into_number(change);
        if (!old)
            sim_reply_error(call, 400, 1010, "%s is no setting", change->string);
        else if (!is_same_type(old, change) || !value_is_right(change))
            sim_reply_error(call, 400, 1009, "%s has a value that is not valid", change->string);
        else if (cJSON_IsObject(change))
            changes_are_right(call, old, change);
        if (call->status)
            return false;
    }
    return true;
}

void sim_settings_get(sim_call *call)
{
    cJSON *settings;
    sim_node *node = call->owner;
    if (!sim_settings_load(call->app, call->db, &settings)) {
        sim_reply_db_error(call);
        return;
    }
    pthread_mutex_lock(&node->lock);
    if (node->view.is_registered)
        cJSON_AddStringToObject(settings, "wa_id", node->view.number);
    pthread_mutex_unlock(&node->lock);
    cJSON *answer = cJSON_CreateObject();
    cJSON_AddItemToObject(cJSON_AddObjectToObject(answer, "settings"), "application", settings);
    sim_reply(call, 200, answer);
}

static void keep_changes(sim_call *call)
{
    cJSON *kept;
    if (!sim_store_json(call->db, "settings", &kept)) {
        sim_reply_db_error(call);
        return;
    }
    if (!kept)
        kept = cJSON_CreateObject();
    merge(kept, call->json);
    if (sim_store_put_json(call->db, "settings", kept))
        sim_reply(call, 200, NULL);
    else
        sim_reply_db_error(call);
    cJSON_Delete(kept);
}

void sim_settings_patch(sim_call *call)
{
    if (!cJSON_IsObject(call->json)) {
        sim_reply_error(call, 400, 1025, "The body has to be a JSON object");
        return;
    }
    cJSON *known = make_defaults(call->app->config.version);
    if (changes_are_right(call, known, call->json))
        keep_changes(call);
    cJSON_Delete(known);
}

void sim_settings_delete(sim_call *call)
{
    if (sim_store_put(call->db, "settings", NULL))
        sim_reply(call, 200, NULL);
    else
        sim_reply_db_error(call);
}
