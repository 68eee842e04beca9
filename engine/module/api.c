/*
 * One call of the API, with what it takes to have it answered:
 *
 *   authorize -> send -> 401? once more with a new token
 *      ^                  something that passes? wait 2, 4, 8, ... 30 s
 *      +------------------+   until it is expected, can't pass, or the time is up
 *
 * Some calls must not arrive twice (a code was sent, a backup restored): they are
 * sent again only where nothing had been sent.
 */
#include "module/api.h"

#include <string.h>

#include "base/clock.h"

enum { FIRST_WAIT_MS = 2000, LONGEST_WAIT_MS = 30000, USUAL_TIMEOUT_MS = 60000 };

/* What is special about some calls. */
static const struct {
    const char *method, *path;
    bool once;      /* must not arrive twice */
    bool retry_403; /* "temporarily unavailable" */
    int timeout_ms;
} calls[] = {
    { "POST", "/v1/account", .once = true },
    { "POST", "/v1/account/verify", .once = true },
    { "POST", "/v1/users", .once = true },
    { "POST", "/v1/account/shards", .retry_403 = true, .timeout_ms = 120000 },
    { "POST", "/v1/settings/backup", .timeout_ms = 120000 },
    { "POST", "/v1/settings/restore", .once = true, .timeout_ms = 120000 },
};

enum { CALLS = sizeof calls / sizeof *calls };

static size_t row_of(const wp_api_request *request)
{
    const char *method = request->method ? request->method : "GET";
    for (size_t i = 0; request->path && i < CALLS; i++)
        if (strcmp(calls[i].method, method) == 0 && strcmp(calls[i].path, request->path) == 0)
            return i;
    return CALLS;
}

static bool is_in(wp_value list, int status)
{
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_list_at(list, i).as.integer == status)
            return true;
    return false;
}

static bool is_expected(const wp_api_request *request, int status)
{
    if (wp_is(request->expect, WP_LIST))
        return is_in(request->expect, status);
    return status >= 200 && status < 300;
}

static bool may_pass(const wp_api_request *request, size_t row, const wp_api_reply *reply)
{
    bool once = row < CALLS && calls[row].once;
    if (reply->first_password)
        return false;
    if (reply->fault != WP_HTTP_OK)
        return !once || reply->fault == WP_HTTP_NO_CONNECT;
    if (once)
        return false;
    const wp_api_code *code = wp_api_code_find(reply->code, reply->details);
    if (wp_is(request->retry_on, WP_LIST))
        return is_in(request->retry_on, reply->status);
    if (reply->status == 403)
        return row < CALLS && calls[row].retry_403;
    bool passes = reply->status == 429 || reply->status == 500 || (reply->status >= 502 && reply->status <= 504);
    return passes && (!code || code->retry);
}

static int timeout_of(wp_job *job, size_t row)
{
    if (wp_job_has(job, "request_timeout"))
        return (int)wp_job_int(job, "request_timeout") * 1000;
    return row < CALLS && calls[row].timeout_ms ? calls[row].timeout_ms : USUAL_TIMEOUT_MS;
}

static bool send_once(wp_job *job, const wp_api_request *request, size_t row, const char *authorization,
                      wp_api_reply *reply, wp_error *err)
{
    wp_api_exchange exchange = {
        .method = request->method,
        .path = request->path,
        .authorization = authorization,
        .content_type = request->content_type,
        .headers = request->headers,
        .body = request->body,
        .timeout_ms = timeout_of(job, row),
    };
    return wp_api_send(job, &exchange, reply, err);
}

/* A login that did not come about leaves its own answer in the reply. */
static bool try_once(wp_job *job, const wp_api_request *request, size_t row, wp_api_reply *reply, wp_error *err)
{
    const char *authorization, *renewed;
    bool has_login = wp_job_str(job, "password") != NULL;
    wp_api_reply answer = { .json = wp_null() };
    if (!wp_api_authorize(job, request, NULL, &authorization, &answer, err))
        return false;
    bool waits = has_login && !authorization;
    bool changed = answer.changed_password;
    if (!waits && request->path && !send_once(job, request, row, authorization, &answer, err))
        return false;
    if (!waits && request->path && answer.status == 401 && has_login) {
        if (!wp_api_authorize(job, request, authorization, &renewed, &answer, err))
            return false;
        changed |= answer.changed_password;
        waits = !renewed;
        if (renewed && !send_once(job, request, row, renewed, &answer, err))
            return false;
    }
    answer.changed_password = changed;
    answer.expected = !waits && (!request->path || (answer.fault == WP_HTTP_OK && is_expected(request, answer.status)));
    if (answer.first_password)
        answer.problem = wp_printf(job->arena, "%s still has the first password, which must be changed",
                                   wp_job_str(job, "username"));
    *reply = answer;
    return true;
}

static int64_t next_wait(int64_t wait, const wp_api_reply *reply)
{
    return reply->retry_after * 1000 > wait ? reply->retry_after * 1000 : wait;
}

bool wp_api_call(wp_job *job, const wp_api_request *request, wp_api_reply *out, wp_error *err)
{
    size_t row = row_of(request);
    int64_t until = wp_clock_ms() + request->retry_ms, wait = FIRST_WAIT_MS;
    bool changed_password = false;
    for (int tries = 1;; tries++) {
        if (!try_once(job, request, row, out, err))
            return false;
        changed_password |= out->changed_password;
        out->changed_password = changed_password;
        out->tries = tries;
        int64_t pause = next_wait(wait, out);
        if (out->expected || !may_pass(request, row, out) || wp_clock_ms() + pause > until)
            return true;
        wp_job_progress(job, "%s%s: %s; once more in %lld s", wp_job_str(job, "url"),
                        request->path ? request->path : "", out->problem, (long long)(pause / 1000));
        if (!wp_job_sleep(job, pause, err))
            return false;
        wait = wait * 2 < LONGEST_WAIT_MS ? wait * 2 : LONGEST_WAIT_MS;
    }
}
