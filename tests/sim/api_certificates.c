/*
 * /v1/certificates: the Webapp's own certificate, which counts from its next
 * start on, and the CA of webhooks. Kept in the store as they came.
 */
#include "store.h"
#include "web.h"

#include <stdlib.h>
#include <string.h>

static void keep(sim_call *call, const char *name)
{
    if (sim_store_put(call->db, name, call->body))
        sim_reply(call, 200, NULL);
    else
        sim_reply_db_error(call);
}

static void give(sim_call *call, const char *name)
{
    char *pem;
    if (!sim_store_text(call->db, name, &pem))
        sim_reply_db_error(call);
    else if (pem)
        sim_reply_text(call, 200, "text/plain", pem);
    else
        sim_reply_text(call, 404, "text/plain", "");
    free(pem);
}

/* Only the order is looked at; what is inside shows when the Webapp starts with it. */
static bool has_key_then_certificates(const char *pem)
{
    const char *key = strstr(pem, "PRIVATE KEY-----"), *first = strstr(pem, "-----BEGIN CERTIFICATE-----");
    return key && first && key < first && strstr(first + 1, "-----BEGIN CERTIFICATE-----");
}

void sim_api_external_post(sim_call *call)
{
    if (!strstr(call->body, "-----BEGIN "))
        sim_reply_error(call, 400, 1009, "The body has to be PEM");
    else if (!has_key_then_certificates(call->body))
        sim_reply_error(call, 400, 1009, "Expected a private key, a certificate and at least one CA, in this order");
    else
        keep(call, "external_certificate");
    if (call->status == 200)
        sim_reply_text(call, 200, "application/json", "null");
}

void sim_api_external_ca(sim_call *call)
{
    const sim_web *web = call->owner;
    sim_reply_text(call, web->ca ? 200 : 404, "text/plain", web->ca ? web->ca : "");
}

void sim_api_webhooks_post(sim_call *call)
{
    if (strstr(call->body, "-----BEGIN CERTIFICATE-----"))
        keep(call, "webhooks_ca");
    else
        sim_reply_error(call, 400, 1009, "The body has to be a PEM certificate");
}

void sim_api_webhooks_get(sim_call *call)
{
    give(call, "webhooks_ca");
}

void sim_api_webhooks_delete(sim_call *call)
{
    if (sim_store_put(call->db, "webhooks_ca", NULL))
        sim_reply(call, 200, NULL);
    else
        sim_reply_db_error(call);
}
