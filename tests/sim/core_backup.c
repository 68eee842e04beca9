/*
 * Backup and restore of registration and settings, sealed by a password.
 *
 * Restoring a cluster that isn't registered initialises it. Restoring a
 * registered one stops its nodes: they are 1011 until each was restarted, for
 * which `stop_epoch` grows in the store.
 */
#include "crypto.h"
#include "node.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

static bool add_document(sim_db *db, cJSON *backup, const char *name)
{
    cJSON *document;
    if (!sim_store_json(db, name, &document))
        return false;
    if (document)
        cJSON_AddItemToObject(backup, name, document);
    return true;
}

static cJSON *collect(sim_call *call)
{
    sim_node *node = call->owner;
    cJSON *backup = cJSON_CreateObject();
    char *pin = NULL;
    cJSON_AddStringToObject(backup, "version", call->app->config.version);
    pthread_mutex_lock(&node->lock);
    cJSON_AddNumberToObject(backup, "shards", node->view.shard_count);
    pthread_mutex_unlock(&node->lock);
    bool done = add_document(call->db, backup, "registration") && add_document(call->db, backup, "settings") &&
                sim_store_text(call->db, "pin", &pin);
    if (pin)
        cJSON_AddStringToObject(backup, "pin", pin);
    free(pin);
    if (done)
        return backup;
    cJSON_Delete(backup);
    return NULL;
}

void sim_backup_post(sim_call *call)
{
    sim_node *node = call->owner;
    const char *password = sim_call_text(call, "password");
    if (!password)
        return;
    if (sim_node_ask(node).state < SIM_DISCONNECTED) {
        sim_reply_error(call, 500, 1011, "The client is not registered");
        return;
    }
    cJSON *backup = collect(call);
    if (!backup) {
        sim_reply_db_error(call);
        return;
    }
    char *text = cJSON_PrintUnformatted(backup), *sealed = sim_seal(password, text);
    cJSON *answer = cJSON_CreateObject();
    cJSON_AddStringToObject(cJSON_AddObjectToObject(answer, "settings"), "data", sealed);
    sim_reply(call, 200, answer);
    free(sealed);
    free(text);
    cJSON_Delete(backup);
}

/* The same number of shards; a fresh cluster takes it over if it has the Coreapps. */
static bool fits(sim_call *call, int shards, bool is_registered)
{
    sim_node *node = call->owner;
    if (is_registered) {
        pthread_mutex_lock(&node->lock);
        int have = node->view.shard_count;
        pthread_mutex_unlock(&node->lock);
        return have == shards;
    }
    sim_rows rows;
    bool enough = call->app->config.kind == SIM_SINGLE ||
                  (sim_db_ask(call->db, &rows, "SELECT COUNT(*) FROM sim_nodes WHERE kind = 'coreapp'") &&
                   sim_cell_number(&rows, 0, 0) >= shards);
    if (call->app->config.kind != SIM_SINGLE)
        sim_rows_free(&rows);
    return enough;
}

static bool put_back(sim_call *call, const cJSON *backup, bool is_registered)
{
    long long now, epoch;
    cJSON *shards = cJSON_CreateObject();
    cJSON *registration = cJSON_GetObjectItem(backup, "registration"), *settings = cJSON_GetObjectItem(backup, "settings");
    cJSON_AddNumberToObject(shards, "count", sim_json_number(backup, "shards", 1));
    bool done = sim_store_clock(call->db, &now) && sim_store_number(call->db, "stop_epoch", &epoch);
    cJSON_DeleteItemFromObject(registration, "registered_ms");
    cJSON_AddNumberToObject(registration, "registered_ms", (double)now);
    if (is_registered)
        done = done && sim_store_put_number(call->db, "stop_epoch", epoch + 1);
    if (settings)
        done = done && sim_store_put_json(call->db, "settings", settings);
    else
        done = done && sim_store_put(call->db, "settings", NULL);
    done = done && sim_store_put_json(call->db, "shards", shards) &&
           sim_store_put(call->db, "pin", sim_json_text(backup, "pin", NULL)) &&
           sim_db_do(call->db, "DELETE FROM sim_shards") >= 0 &&
           sim_store_put_json(call->db, "registration", registration);
    cJSON_Delete(shards);
    return done;
}

static void restore(sim_call *call, cJSON *backup)
{
    cJSON *old;
    if (!sim_store_json(call->db, "registration", &old)) {
        sim_reply_db_error(call);
        return;
    }
    int shards = (int)sim_json_number(backup, "shards", 1);
    if (!cJSON_GetObjectItem(backup, "registration"))
        sim_reply_error(call, 400, 1009, "data is not a backup");
    else if (!fits(call, shards, old))
        sim_reply_error(call, 400, 1009, "The backup is of a cluster with %d shards", shards);
    else if (!put_back(call, backup, old))
        sim_reply_db_error(call);
    else
        sim_reply(call, 200, NULL);
    cJSON_Delete(old);
}

void sim_restore_post(sim_call *call)
{
    char *text = NULL;
    const char *password = sim_call_text(call, "password"), *data = password ? sim_call_text(call, "data") : NULL;
    if (!data)
        return;
    switch (sim_unseal(password, data, &text)) {
    case SIM_SEAL_MALFORMED:
        sim_reply_error(call, 400, 1009, "data is not a backup");
        return;
    case SIM_SEAL_WRONG_PASSWORD:
        sim_reply_error(call, 403, 1005, "Unable to decrypt data, wrong password?");
        return;
    case SIM_UNSEALED:
        break;
    }
    cJSON *backup = cJSON_Parse(text);
    restore(call, backup);
    cJSON_Delete(backup);
    free(text);
}
