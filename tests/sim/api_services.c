/* PUT /v1/services/message/gc and media/gc: accepted, and then nothing more happens. */
#include "web.h"

#include <string.h>

static cJSON *processing(void)
{
    cJSON *status = cJSON_CreateObject();
    cJSON_AddStringToObject(status, "status", "processing");
    return status;
}

static void reply_service(sim_call *call, const char *service, cJSON *gc)
{
    cJSON *answer = cJSON_CreateObject();
    cJSON *one = cJSON_AddObjectToObject(cJSON_AddObjectToObject(answer, "services"), service);
    cJSON_AddItemToObject(one, "gc", gc);
    sim_reply(call, 200, answer);
}

/* Every Coreapp cleans up its own messages. */
void sim_api_gc_message(sim_call *call)
{
    sim_peers peers = { 0 };
    if (!sim_web_peers(call, &peers))
        return;
    cJSON *gc = call->app->config.multiconnect ? cJSON_CreateObject() : processing();
    for (int i = 0; i < peers.count; i++)
        if (strcmp(peers.list[i].kind, "coreapp") == 0)
            cJSON_AddItemToObject(gc, peers.list[i].id, processing());
    if (peers.count == 0) {
        cJSON_Delete(gc);
        sim_reply_error(call, 500, 1014, "Connection timed out. Please check if wacore is running: wacore:6252");
    } else {
        reply_service(call, "message", gc);
    }
    sim_peers_free(&peers);
}

void sim_api_gc_media(sim_call *call)
{
    reply_service(call, "media", processing());
}
