/*
 * The Webapp's certificate.
 *
 * The first Webapp of a cluster makes a private CA and a certificate by it and
 * puts both in the store; the others take them from there. A certificate that
 * was uploaded takes their place, and one that can't be read keeps the Webapp
 * from starting.
 */
#include "store.h"
#include "web.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { YEARS = 10 };

typedef struct identity {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
} identity;

static char *to_text(gnutls_datum_t *pem)
{
    char *text = strndup((char *)pem->data, pem->size);
    gnutls_free(pem->data);
    return text;
}

static char *key_pem(gnutls_x509_privkey_t key)
{
    gnutls_datum_t pem;
    gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem);
    return to_text(&pem);
}

static char *certificate_pem(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t pem;
    gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem);
    return to_text(&pem);
}

static identity make_identity(const char *name)
{
    identity one;
    unsigned char serial[8], key_id[20];
    size_t key_id_size = sizeof key_id;
    time_t now = time(NULL);
    gnutls_x509_privkey_init(&one.key);
    gnutls_x509_privkey_generate(one.key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    gnutls_x509_crt_init(&one.certificate);
    gnutls_x509_crt_set_version(one.certificate, 3);
    gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
    serial[0] = serial[0] & 0x7f ? serial[0] & 0x7f : 1;
    gnutls_x509_crt_set_serial(one.certificate, serial, sizeof serial);
    gnutls_x509_crt_set_activation_time(one.certificate, now - 3600);
    gnutls_x509_crt_set_expiration_time(one.certificate, now + YEARS * 365 * 86400L);
    gnutls_x509_crt_set_dn_by_oid(one.certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
    gnutls_x509_crt_set_key(one.certificate, one.key);
    gnutls_x509_crt_get_key_id(one.certificate, 0, key_id, &key_id_size);
    gnutls_x509_crt_set_subject_key_id(one.certificate, key_id, key_id_size);
    return one;
}

static void free_identity(identity *one)
{
    gnutls_x509_crt_deinit(one->certificate);
    gnutls_x509_privkey_deinit(one->key);
}

/* Names of a comma list, as far as a certificate is concerned. */
static void add_names(gnutls_x509_crt_t certificate, const char *list)
{
    char names[SIM_NAME_MAX], *rest = NULL;
    snprintf(names, sizeof names, "%s", list);
    for (char *name = strtok_r(names, ", ", &rest); name; name = strtok_r(NULL, ", ", &rest))
        gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name),
                                             GNUTLS_FSAN_APPEND);
}

static cJSON *make_tls(const char *names)
{
    char first[SIM_NAME_MAX];
    snprintf(first, sizeof first, "%.*s", (int)strcspn(names, ", "), names);
    identity ca = make_identity("WhatsApp Business Private CA"), server = make_identity(first);
    gnutls_x509_crt_set_basic_constraints(ca.certificate, 1, -1);
    gnutls_x509_crt_set_key_usage(ca.certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
    gnutls_x509_crt_sign2(ca.certificate, ca.certificate, ca.key, GNUTLS_DIG_SHA256, 0);
    add_names(server.certificate, names);
    gnutls_x509_crt_set_key_usage(server.certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
    gnutls_x509_crt_set_key_purpose_oid(server.certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
    gnutls_x509_crt_sign2(server.certificate, ca.certificate, ca.key, GNUTLS_DIG_SHA256, 0);

    char *texts[] = { certificate_pem(server.certificate), key_pem(server.key), certificate_pem(ca.certificate) };
    static const char *const keys[] = { "certificate", "key", "ca" };
    cJSON *tls = cJSON_CreateObject();
    for (int i = 0; i < 3; i++) {
        cJSON_AddStringToObject(tls, keys[i], texts[i]);
        free(texts[i]);
    }
    free_identity(&ca);
    free_identity(&server);
    return tls;
}

static bool pair_is_usable(const char *certificate, const char *key)
{
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t chain = { (unsigned char *)certificate, (unsigned)strlen(certificate) };
    gnutls_datum_t secret = { (unsigned char *)key, (unsigned)strlen(key) };
    gnutls_certificate_allocate_credentials(&credentials);
    int status = gnutls_certificate_set_x509_key_mem(credentials, &chain, &secret, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(credentials);
    return status >= 0;
}

/* A PEM bundle: key, certificate, CAs. The last certificate is taken for the CA. */
static bool use_external(sim_web *web, char *bundle)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----";
    char *chain = strstr(bundle, begin), *last = chain;
    for (char *next = last; next; next = strstr(next + 1, begin))
        last = next;
    if (!chain || !pair_is_usable(chain, bundle)) {
        sim_say(&web->app, 'E', "External certificate can't be used, the web server can't start");
        return false;
    }
    web->certificate = strdup(chain);
    web->key = strdup(bundle);
    web->ca = strdup(last);
    return true;
}

static bool use_own(sim_web *web, sim_db *db)
{
    char *kept = NULL;
    cJSON *tls = make_tls(web->app.config.server_names);
    char *fresh = cJSON_PrintUnformatted(tls);
    cJSON_Delete(tls);
    bool done = sim_store_claim(db, "web_tls", fresh, &kept);
    tls = done ? cJSON_Parse(kept) : NULL;
    web->certificate = strdup(sim_json_text(tls, "certificate", ""));
    web->key = strdup(sim_json_text(tls, "key", ""));
    web->ca = strdup(sim_json_text(tls, "ca", ""));
    cJSON_Delete(tls);
    free(fresh);
    free(kept);
    return done;
}

static void write_file(const sim_web *web, const char *name, const char *text, const char *more)
{
    char path[SIM_PATH_MAX];
    snprintf(path, sizeof path, "%s/var/lib/whatsapp/%s", web->app.config.root, name);
    sim_make_parents(path);
    FILE *file = fopen(path, "we");
    if (!file)
        return;
    fputs(text, file);
    fputs(more, file);
    fclose(file);
}

bool sim_web_tls_load(sim_web *web)
{
    char *bundle = NULL;
    sim_db *db = sim_db_borrow(web->app.pool, NULL);
    bool done = db && sim_store_text(db, "external_certificate", &bundle);
    if (done)
        done = bundle ? use_external(web, bundle) : use_own(web, db);
    sim_db_return(web->app.pool, db);
    free(bundle);
    if (done) {
        write_file(web, "ca.pem", web->ca, "");
        write_file(web, "www.cert", web->certificate, "");
        write_file(web, "server.cert", web->key, web->certificate);
    }
    return done;
}
