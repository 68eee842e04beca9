/*
 * What one process of the simulator is told when it starts.
 *
 * Everything comes from environment variables: those of the real client
 * (WA_DB_*, COREAPP_HOSTNAME, WA_MASTER_NODE, ...), which the compose file
 * sets, and our own, which begin with WA_SIM_. The README lists them all.
 * A config never changes once read.
 */
#ifndef SIM_CONFIG_H
#define SIM_CONFIG_H

#include <stdbool.h>

enum { SIM_NAME_MAX = 192, SIM_ID_MAX = 400, SIM_PATH_MAX = 512 };

/* The four core ports, in the order COREAPP_EXTERNAL_PORTS gives them. */
enum { SIM_PORT_CONTROL, SIM_PORT_PEER, SIM_PORT_API, SIM_PORT_HEALTH, SIM_PORTS };

typedef enum sim_kind {
    SIM_COREAPP, /* holds connections; standby until promoted */
    SIM_MASTER,  /* competes for the master lease */
    SIM_SINGLE,  /* no multiconnect: master and coreapp in one, no role */
    SIM_WEBAPP,
} sim_kind;

typedef struct sim_config {
    sim_kind kind;
    bool multiconnect;
    char version[32];               /* "2.53.6" */
    char expires_on[16];            /* "YYYY-MM-DD", empty when unknown */
    char host[SIM_NAME_MAX];        /* the name others reach this machine by */
    char container[SIM_NAME_MAX];   /* the container's hostname: 12 hex digits under Docker */
    char id[SIM_ID_MAX];            /* host:container, the key in /v1/health */
    char listen_address[64];
    int listen_ports[SIM_PORTS];    /* where a core node listens */
    int external_ports[SIM_PORTS];  /* where others reach it */
    int web_port;
    char wacore_host[SIM_NAME_MAX]; /* WACORE_HOSTNAME, single instance only */
    char server_names[SIM_NAME_MAX];/* comma list: names in the Webapp's certificate */
    char api_key[129];
    char jwt_key[129];
    char code[32];                  /* the registration code that is right */
    char root[256];                 /* prefix of every path below; empty in a container */
    char media[SIM_PATH_MAX];
    double time_factor;
    long token_life_s;
    bool db_upgrade;
    bool exit_on_success;

    struct sim_db_config {
        bool is_pgsql;
        char host[SIM_NAME_MAX];
        int port;
        char user[128];
        char password[256];
        char name[128];
        char ca[SIM_PATH_MAX];
    } db;
} sim_config;

/* Reads the environment; whatever is absent gets the default of the README. */
void sim_config_read(sim_config *config, bool is_web);

const char *sim_kind_name(sim_kind kind);

/* "2.9" < "2.23" < "2.29.3": compares version numbers part by part. */
int sim_version_compare(const char *a, const char *b);

/*
 * The number of the database schema that a version works with. Two versions
 * with one number can follow each other, in either direction, without a
 * migration.
 */
int sim_version_schema(const char *version);

/* Whether this build is past the day in its EXPIRES_ON label. */
bool sim_config_is_expired(const sim_config *config);

#endif
