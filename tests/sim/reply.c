/* Answers: the envelopes and the table of error codes. */
#include "server.h"
#include "store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    int code;
    const char *title;
} titles[] = {
    { 1000, "Generic error" },
    { 1004, "Resource already exists" },
    { 1005, "Access denied" },
    { 1006, "Resource not found" },
    { 1008, "Required parameter is missing" },
    { 1009, "Parameter value is not valid" },
    { 1010, "Parameter is not required" },
    { 1011, "Service not ready" },
    { 1014, "Internal error" },
    { 1015, "Too many requests" },
    { 1016, "System overloaded" },
    { 1017, "Not Primary Master" },
    { 1018, "Not Primary Coreapp" },
    { 1022, "Webhooks URL is not configured" },
    { 1023, "Database error occurred" },
    { 1024, "Password change required" },
    { 1025, "Request is not valid" },
    { 1031, "Sender account locked" },
};

const char *sim_error_title(int code)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].code == code)
            return titles[i].title;
    return titles[0].title;
}

cJSON *sim_error_object(int code, const char *details)
{
    cJSON *object = cJSON_CreateObject(), *error = cJSON_CreateObject();
    cJSON_AddItemToArray(cJSON_AddArrayToObject(object, "errors"), error);
    cJSON_AddNumberToObject(error, "code", code);
    cJSON_AddStringToObject(error, "title", sim_error_title(code));
    if (details)
        cJSON_AddStringToObject(error, "details", details);
    return object;
}

static void forget_answer(sim_call *call)
{
    cJSON_Delete(call->answer);
    free(call->answer_text);
    call->answer = NULL;
    call->answer_text = NULL;
}

void sim_reply(sim_call *call, int status, cJSON *payload)
{
    forget_answer(call);
    call->status = status;
    call->answer = payload ? payload : cJSON_CreateObject();
}

void sim_reply_text(sim_call *call, int status, const char *type, const char *text)
{
    forget_answer(call);
    call->status = status;
    call->answer_type = type;
    call->answer_text = strdup(text);
}

void sim_reply_error(sim_call *call, int status, int code, const char *details, ...)
{
    char text[700];
    if (details) {
        va_list args;
        va_start(args, details);
        vsnprintf(text, sizeof text, details, args);
        va_end(args);
    }
    sim_reply(call, status, sim_error_object(code, details ? text : NULL));
}

void sim_reply_db_error(sim_call *call)
{
    sim_reply_error(call, 500, 1023, "%s", call->db ? "Query failed" : "Unable to connect to the database");
}

const char *sim_call_text(sim_call *call, const char *field)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(call->json, field);
    if (!item)
        sim_reply_error(call, 400, 1008, "%s is missing", field);
    else if (!cJSON_IsString(item) || !*item->valuestring)
        sim_reply_error(call, 400, 1009, "%s has to be a non-empty string", field);
    else
        return item->valuestring;
    return NULL;
}
