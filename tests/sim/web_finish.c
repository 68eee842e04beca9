/* The last word on an answer: meta, the envelopes of old versions, the log. */
#include "web.h"

#include <stdio.h>

static void add_meta(sim_call *call)
{
    char version[40];
    snprintf(version, sizeof version, "v%s", call->app->config.version);
    cJSON_DeleteItemFromObject(call->answer, "meta");
    cJSON *meta = cJSON_AddObjectToObject(call->answer, "meta");
    cJSON_AddStringToObject(meta, "version", version);
    cJSON_AddStringToObject(meta, "api_status", "stable");
}

void sim_web_finish(sim_call *call)
{
    sim_web *web = call->owner;
    atomic_fetch_add(&web->requests, 1);
    bool is_empty = call->answer && !call->answer->child;
    if (is_empty && sim_fault_is_on(call->app->faults, "null_body"))
        sim_reply_text(call, call->status, "application/json", "null");
    if (call->answer)
        add_meta(call);
    if (call->status == 429 || call->status == 503)
        call->retry_after = (int)sim_fault_number(call->app->faults, "retry_after", 0);
    sim_say(call->app, 'D', "%s %s %d", call->method, call->path, call->status);
}

void sim_web_unknown(sim_call *call)
{
    sim_reply_error(call, 404, 1014, "Unknown endpoint %s %s", call->method, call->path);
}
