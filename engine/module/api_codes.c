/* The API's error codes: which may pass by themselves, and what helps against the others. */
#include "module/api.h"

#include <string.h>

/* The same code for something else: known by its details. */
static const struct {
    const char *details;
    wp_api_code code;
} special[] = {
    { "Already exist", { 1014, false, "Internal error", "ask for it first, with `unless`" } },
    { "getaddrinfo",
      { 1014, true, "Internal error",
        "the Webapp's host doesn't know that name: give it to all hosts, by DNS or /etc/hosts" } },
};

static const wp_api_code codes[] = {
    { 1000, true, "Generic error", NULL },
    { 1001, false, "Message too long", NULL },
    { 1002, false, "Invalid recipient type", NULL },
    { 1003, false, "Not a group participant", NULL },
    { 1004, false, "Resource already exists", NULL },
    { 1005, false, "Access denied",
      "check the user and its role, the certificate of the number, whether the media directory is writable, and whether "
      "the build has expired" },
    { 1006, false, "Resource not found", NULL },
    { 1007, false, "Recipient blocked", NULL },
    { 1008, false, "Required parameter is missing", NULL },
    { 1009, false, "Parameter value is not valid", NULL },
    { 1010, false, "Parameter is not required", NULL },
    { 1011, true, "Service not ready", "wait; when it stays so, read the log of that container" },
    { 1012, false, "Group is unknown", NULL },
    { 1013, false, "User is not valid", NULL },
    { 1014, true, "Internal error",
      "see whether the Master and Coreapp containers run, and whether the Webapp's host reaches their ports by name" },
    { 1015, true, "Too many requests", "ask less often" },
    { 1016, true, "System overloaded", "see whether the webhook answers 200: its queue may be full" },
    { 1017, true, "Not Primary Master", "the Masters may be electing; ask again" },
    { 1018, true, "Not Primary Coreapp", "a shard may be moving; ask again" },
    { 1019, false, "Not a group admin", NULL },
    { 1020, false, "Bad group", NULL },
    { 1021, false, "Bad user", NULL },
    { 1022, false, "Webhooks URL is not configured", "set webhooks.url in the application settings first" },
    { 1023, true, "Database error occurred", "see whether the database answers, and the credentials in db.env" },
    { 1024, false, "Password change required", "log in with new_password: api_call without a path does it" },
    { 1025, false, "Request is not valid", NULL },
    { 1026, false, "Receiver incapable", NULL },
    { 1028, false, "user_identity_changed needs acknowledgement", NULL },
    { 1031, false, "Sender account locked", "the number was locked for a violation of the policies" },
};

const wp_api_code *wp_api_code_find(int code, const char *details)
{
    for (size_t i = 0; details && i < sizeof special / sizeof *special; i++)
        if (special[i].code.code == code && strstr(details, special[i].details))
            return &special[i].code;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code)
            return &codes[i];
    return NULL;
}

const char *wp_api_advice(int code, const char *details)
{
    const wp_api_code *row = wp_api_code_find(code, details);
    return row ? row->advice : NULL;
}
