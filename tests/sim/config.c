/* The environment of a container, read once into a struct. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *env(const char *name, const char *fallback)
{
    const char *value = getenv(name);
    return value && *value ? value : fallback;
}

static bool env_is_on(const char *name, bool fallback)
{
    const char *value = env(name, fallback ? "1" : "0");
    return strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "TRUE") == 0;
}

static void copy(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from);
}

static void read_ports(int ports[SIM_PORTS], const char *list)
{
    for (int i = 0; i < SIM_PORTS; i++) {
        ports[i] = (int)strtol(list, (char **)&list, 10);
        if (*list == ',')
            list++;
    }
}

static void read_identity(sim_config *config, bool is_web)
{
    char hostname[SIM_NAME_MAX] = "localhost";
    gethostname(hostname, sizeof hostname - 1);
    copy(config->container, sizeof config->container, env("WA_SIM_CONTAINER_ID", hostname));
    copy(config->host, sizeof config->host,
         env(is_web ? "WEBAPP_HOSTNAME" : "COREAPP_HOSTNAME", config->container));
    snprintf(config->id, sizeof config->id, "%s:%s", config->host, config->container);
    copy(config->wacore_host, sizeof config->wacore_host, env("WACORE_HOSTNAME", "wacore"));
    copy(config->server_names, sizeof config->server_names, env("WA_WEB_SERVERNAME", config->host));
}

static void read_database(struct sim_db_config *db)
{
    db->is_pgsql = strcmp(env("WA_DB_ENGINE", "MYSQL"), "PGSQL") == 0;
    copy(db->host, sizeof db->host, env("WA_DB_HOSTNAME", "db"));
    db->port = atoi(env("WA_DB_PORT", db->is_pgsql ? "5432" : "3306"));
    copy(db->user, sizeof db->user, env("WA_DB_USERNAME", "root"));
    copy(db->password, sizeof db->password, env("WA_DB_PASSWORD", ""));
    snprintf(db->name, sizeof db->name, "%.80swaent", env("WA_DB_NAME_PREFIX", ""));
    copy(db->ca, sizeof db->ca, env("WA_DB_SSL_CA", ""));
}

void sim_config_read(sim_config *config, bool is_web)
{
    *config = (sim_config){ 0 };
    config->multiconnect = env_is_on("WA_APP_MULTICONNECT", false);
    if (is_web)
        config->kind = SIM_WEBAPP;
    else if (!config->multiconnect)
        config->kind = SIM_SINGLE;
    else
        config->kind = env_is_on("WA_MASTER_NODE", false) ? SIM_MASTER : SIM_COREAPP;

    read_identity(config, is_web);
    read_database(&config->db);
    copy(config->version, sizeof config->version, env("WA_SIM_VERSION", "2.53.6"));
    copy(config->expires_on, sizeof config->expires_on, env("WA_SIM_EXPIRES_ON", ""));
    copy(config->listen_address, sizeof config->listen_address, env("WA_SIM_LISTEN_ADDRESS", "0.0.0.0"));
    read_ports(config->listen_ports, env("WA_SIM_LISTEN_PORTS", "6250,6251,6252,6253"));
    read_ports(config->external_ports, env("COREAPP_EXTERNAL_PORTS", "6250,6251,6252,6253"));
    config->web_port = atoi(env("WA_SIM_WEB_PORT", "443"));
    copy(config->api_key, sizeof config->api_key, env("WA_API_KEY", ""));
    copy(config->jwt_key, sizeof config->jwt_key, env("WA_WEB_JWT_CRYPTO_KEY", ""));
    copy(config->code, sizeof config->code, env("WA_SIM_CODE", "123456"));
    copy(config->root, sizeof config->root, env("WA_SIM_ROOT", ""));
    snprintf(config->media, sizeof config->media, "%s/usr/local/wamedia", config->root);
    config->time_factor = atof(env("WA_SIM_TIME_FACTOR", "1.0"));
    if (config->time_factor <= 0)
        config->time_factor = 1.0;
    config->token_life_s = atol(env("WA_SIM_TOKEN_LIFE", "604800"));
    config->db_upgrade = env_is_on("WA_DB_UPGRADE", false);
    config->exit_on_success = env_is_on("EXIT_ON_SUCCESS", true);
}

const char *sim_kind_name(sim_kind kind)
{
    static const char *const names[] = {
        [SIM_COREAPP] = "coreapp", [SIM_MASTER] = "master", [SIM_SINGLE] = "single", [SIM_WEBAPP] = "webapp",
    };
    return names[kind];
}

int sim_version_compare(const char *a, const char *b)
{
    for (int part = 0; part < 4; part++) {
        char *a_end, *b_end;
        long left = strtol(a, &a_end, 10), right = strtol(b, &b_end, 10);
        if (left != right)
            return left < right ? -1 : 1;
        a = *a_end == '.' ? a_end + 1 : a_end;
        b = *b_end == '.' ? b_end + 1 : b_end;
    }
    return 0;
}

int sim_version_schema(const char *version)
{
    static const char *const changes[] = { "2.23", "2.41.2", "2.41.3" };
    int schema = 1;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        if (sim_version_compare(version, changes[i]) >= 0)
            schema++;
    return schema;
}

bool sim_config_is_expired(const sim_config *config)
{
    char today[16];
    time_t now = time(NULL);
    struct tm utc;
    strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now, &utc));
    return *config->expires_on && strcmp(today, config->expires_on) > 0;
}
