/*
 * Registration: POST account sends a code (202) or finds the number registered
 * (201), POST verify takes the code. And the pin of two-step verification.
 *
 * In the store: `pending` while a code is out, `registration` afterwards.
 */
#include "crypto.h"
#include "node.h"
#include "store.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TRIES = 5 };

/* The longest run of printable bytes: a real certificate has the name in the clear. */
char *sim_certificate_name(const char *certificate)
{
    size_t len, best = 0, best_len = 0, start = 0;
    unsigned char *bytes = sim_base64_decode(certificate, &len);
    if (!bytes)
        return NULL;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && (isprint(bytes[i]) || bytes[i] >= 0xC3))
            continue;
        if (i - start > best_len) {
            best = start;
            best_len = i - start;
        }
        start = i + 1;
    }
    char *name = best_len ? strndup((char *)bytes + best, best_len) : strdup("Unnamed Business");
    free(bytes);
    return name;
}

static bool are_digits(const char *text, size_t min, size_t max)
{
    size_t len = strspn(text, "0123456789");
    return text[len] == '\0' && len >= min && len <= max;
}

bool sim_two_step_passes(sim_call *call)
{
    char *pin;
    if (!sim_store_text(call->db, "pin", &pin)) {
        sim_reply_db_error(call);
        return false;
    }
    if (!pin)
        return true;
    const char *given = sim_call_text(call, "pin");
    bool passes = given && strcmp(given, pin) == 0;
    if (given && !passes)
        sim_reply_error(call, 403, 1005, "Wrong two-step verification pin");
    free(pin);
    return passes;
}

typedef struct request {
    const char *cc, *phone, *method, *certificate;
} request;

static bool read_request(sim_call *call, request *asked)
{
    if (!(asked->cc = sim_call_text(call, "cc")) || !(asked->phone = sim_call_text(call, "phone_number")) ||
        !(asked->method = sim_call_text(call, "method")) || !(asked->certificate = sim_call_text(call, "cert")))
        return false;
    if (!are_digits(asked->cc, 1, 3))
        sim_reply_error(call, 400, 1009, "cc has to be digits without plus");
    else if (!are_digits(asked->phone, 4, 15))
        sim_reply_error(call, 400, 1009, "phone_number has to be digits without country code or plus");
    else if (strcasecmp(asked->method, "sms") != 0 && strcasecmp(asked->method, "voice") != 0)
        sim_reply_error(call, 400, 1009, "method has to be sms or voice");
    return call->status == 0;
}

static bool is_refused(sim_call *call)
{
    if (sim_fault_take(call->app->faults, "reg_blocked"))
        sim_reply_error(call, 403, 1005, "Unknown error: biz_link_on_prem_reg_blocked");
    else if (sim_fault_take(call->app->faults, "bad_cert"))
        sim_reply_error(call, 403, 1005, "Verified name certificate is not valid");
    else if (sim_config_is_expired(&call->app->config) || sim_fault_take(call->app->faults, "expired_build"))
        sim_reply_error(call, 403, 1005, "Build expired, upgrade needed");
    return call->status != 0;
}

static void send_code(sim_call *call, const request *asked, const char *name)
{
    cJSON *pending = cJSON_CreateObject();
    cJSON_AddStringToObject(pending, "cc", asked->cc);
    cJSON_AddStringToObject(pending, "phone_number", asked->phone);
    cJSON_AddStringToObject(pending, "cert", asked->certificate);
    cJSON_AddStringToObject(pending, "vname", name);
    cJSON_AddNumberToObject(pending, "tries", 0);
    bool kept = sim_store_put_json(call->db, "pending", pending);
    cJSON_Delete(pending);
    if (!kept) {
        sim_reply_db_error(call);
        return;
    }
    sim_say(call->app, 'I', "Registration code requested by %s for %s%s", asked->method, asked->cc, asked->phone);
    cJSON *answer = cJSON_CreateObject(), *account = cJSON_CreateObject();
    cJSON_AddStringToObject(account, "vname", name);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(answer, "account"), account);
    sim_reply(call, 202, answer);
}

void sim_account_post(sim_call *call)
{
    request asked;
    cJSON *registration;
    if (!read_request(call, &asked) || is_refused(call))
        return;
    char *name = sim_certificate_name(asked.certificate);
    if (!name) {
        sim_reply_error(call, 400, 1009, "cert has to be base64");
        return;
    }
    if (!sim_store_json(call->db, "registration", &registration))
        sim_reply_db_error(call);
    else if (registration && strcmp(sim_json_text(registration, "cc", ""), asked.cc) == 0 &&
             strcmp(sim_json_text(registration, "phone_number", ""), asked.phone) == 0)
        sim_reply(call, 201, NULL);
    else if (sim_two_step_passes(call))
        send_code(call, &asked, name);
    cJSON_Delete(registration);
    free(name);
}

static bool keep_registration(sim_call *call, cJSON *pending)
{
    long long now;
    if (!sim_store_clock(call->db, &now))
        return false;
    cJSON_DeleteItemFromObject(pending, "tries");
    cJSON_AddNumberToObject(pending, "registered_ms", (double)now);
    return sim_store_put_json(call->db, "registration", pending) && sim_store_put(call->db, "pending", NULL);
}

static void take_code(sim_call *call, cJSON *pending, const char *code)
{
    double tries = sim_json_number(pending, "tries", 0) + 1;
    if (tries > TRIES) {
        sim_reply_error(call, 403, 1005, "Too many attempts, request a new code");
    } else if (strcmp(code, call->app->config.code) != 0) {
        cJSON_SetNumberValue(cJSON_GetObjectItem(pending, "tries"), tries);
        sim_store_put_json(call->db, "pending", pending);
        sim_reply_error(call, 400, 1009, "The code is not valid");
    } else if (!keep_registration(call, pending)) {
        sim_reply_db_error(call);
    } else {
        sim_say(call->app, 'I', "Registered");
        sim_reply(call, 201, NULL);
    }
}

void sim_account_verify(sim_call *call)
{
    cJSON *pending;
    const char *code = sim_call_text(call, "code");
    if (!code)
        return;
    if (!sim_store_json(call->db, "pending", &pending))
        sim_reply_db_error(call);
    else if (!pending)
        sim_reply_error(call, 400, 1025, "No code was requested");
    else
        take_code(call, pending, code);
    cJSON_Delete(pending);
}

void sim_two_step_post(sim_call *call)
{
    const char *pin = sim_call_text(call, "pin");
    if (!pin)
        return;
    if (!are_digits(pin, 6, 6))
        sim_reply_error(call, 400, 1009, "pin has to be 6 digits");
    else if (!sim_store_put(call->db, "pin", pin))
        sim_reply_db_error(call);
    else
        sim_reply(call, 200, NULL);
}

void sim_two_step_delete(sim_call *call)
{
    if (!sim_store_put(call->db, "pin", NULL))
        sim_reply_db_error(call);
    else
        sim_reply(call, 200, NULL);
}
