/*
 * The cluster store: what the nodes share, as tables and documents.
 *
 *   sim_nodes    id, host, container, kind, ports, version, when last seen
 *   sim_lease    who is primary Master, until when
 *   sim_shards   shard -> owner's id
 *   sim_users    name, role, password's hash
 *   sim_tokens   hash of a token, its user, its end
 *   sim_faults   name, value: switched by whoever tests (see faults.h)
 *   sim_kv       documents: registration, pending, settings, shards, ...
 *
 * Every process makes the tables it doesn't find. The schema of the real
 * client, which takes time to create, is only a number in sim_kv.
 */
#ifndef SIM_STORE_H
#define SIM_STORE_H

#include "db.h"

#include <cjson/cJSON.h>

bool sim_store_prepare(sim_db *db);

/* Absent: true, and *value is NULL. The caller frees. */
bool sim_store_text(sim_db *db, const char *name, char **value);
bool sim_store_json(sim_db *db, const char *name, cJSON **value);
bool sim_store_number(sim_db *db, const char *name, long long *value); /* absent: 0 */

bool sim_store_put(sim_db *db, const char *name, const char *value); /* NULL removes it */
bool sim_store_put_json(sim_db *db, const char *name, const cJSON *value);
bool sim_store_put_number(sim_db *db, const char *name, long long value);

/* Puts the value if there is none; in any case *kept is what is there now. */
bool sim_store_claim(sim_db *db, const char *name, const char *value, char **kept);

/* The server's clock. */
bool sim_store_clock(sim_db *db, long long *now_ms);

/* JSON helpers: the text or number of a key, or the fallback. */
const char *sim_json_text(const cJSON *object, const char *key, const char *fallback);
double sim_json_number(const cJSON *object, const char *key, double fallback);
bool sim_json_is_true(const cJSON *object, const char *key);

#endif
