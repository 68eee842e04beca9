/*
 * Who we are to the API: one token for all jobs of a run.
 *
 *   kept token --ask--> 401 --> log in:
 *       with the password         200: a token
 *       401, with the first one   1024: it is still in place; change it in the same call, or say so
 *       401 again                 refused: only the vendor's support resets it
 *
 * The key is held while one job logs in, so that the others find its token.
 */
#include "module/api.h"

#include <ctype.h>
#include <string.h>

static const char *token_key(wp_job *job)
{
    return wp_printf(job->arena, "api token %s %s", wp_job_str(job, "url"), wp_job_str(job, "username"));
}

/* The password that a new installation gave the user; NULL: not known. */
static const char *first_password(wp_job *job)
{
    const char *given = wp_job_str(job, "initial_password");
    if (given)
        return given;
    return strcmp(wp_job_str(job, "username"), "admin") == 0 ? "secret" : NULL;
}

/* The rules of the API, checked here so that the message can say which one is broken. */
static bool is_good_password(const char *password, wp_error *err)
{
    bool digit = false, upper = false, lower = false, special = false;
    size_t len = strlen(password);
    for (const char *at = password; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        digit |= isdigit(byte) != 0;
        upper |= isupper(byte) != 0;
        lower |= islower(byte) != 0;
        special |= ispunct(byte) != 0;
    }
    if (len >= 8 && len <= 64 && digit && upper && lower && special)
        return true;
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                   "the API would not take this password: it wants 8 to 64 characters, and among them%s%s%s%s",
                   digit ? "" : " a digit,", upper ? "" : " an upper case letter,",
                   lower ? "" : " a lower case letter,", special ? " what is there already" : " a special character");
}

static bool log_in(wp_job *job, const char *password, const char *new_password, wp_api_reply *reply, wp_error *err)
{
    wp_str body = wp_str_of("{}");
    if (new_password) {
        wp_value dict = wp_dict_new(job->arena, 1);
        wp_dict_set(job->arena, dict, "new_password", wp_string(job->arena, new_password));
        body = wp_to_json(job->arena, dict, (wp_json_style){ 0 });
    }
    wp_api_exchange exchange = {
        .method = "POST",
        .path = "/v1/users/login",
        .user = wp_job_str(job, "username"),
        .password = password,
        .headers = wp_null(),
        .body = body,
        .timeout_ms = (int)wp_job_int(job, "request_timeout") * 1000,
    };
    return wp_api_send(job, &exchange, reply, err);
}

static wp_str token_of(const wp_api_reply *reply)
{
    const wp_value *users = wp_dict_find(reply->json, "users");
    const wp_value *token = users && wp_is(*users, WP_LIST) ? wp_dict_find(wp_list_at(*users, 0), "token") : NULL;
    return token ? wp_text(*token) : wp_str_of("");
}

static bool refuse(wp_job *job, const wp_api_reply *reply, wp_error *err)
{
    const char *user = wp_job_str(job, "username");
    if (reply->status != 401 && reply->status != 403)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "login of %s at %s: %s", user, wp_job_str(job, "url"),
                       reply->problem);
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s does not let %s in with this password%s (%s)", wp_job_str(job, "url"),
            user, first_password(job) ? ", nor with the first one" : "", reply->problem);
    return wp_hint(err, "check it; a password of admin that nobody knows is reset by the vendor's support only");
}

static bool may_pass(const wp_api_reply *reply)
{
    return reply->fault != WP_HTTP_OK || reply->status == 429 || reply->status >= 500;
}

/* 401 with the wanted password: is it that the first one was never changed? */
static bool try_first_password(wp_job *job, const wp_api_request *request, wp_api_reply *reply, wp_error *err)
{
    const char *password = wp_job_str(job, "password"), *first = first_password(job);
    if (!first || strcmp(first, password) == 0 || reply->code == 1024)
        return refuse(job, reply, err);
    if (!request->may_change_password) {
        if (!log_in(job, first, NULL, reply, err))
            return false;
        reply->first_password = reply->code == 1024 || reply->status == 200;
        if (reply->first_password && !is_good_password(password, err))
            return false;
        return reply->first_password || may_pass(reply) || refuse(job, reply, err);
    }
    if (!is_good_password(password, err) || !log_in(job, first, password, reply, err))
        return false;
    reply->changed_password = reply->status == 200;
    return reply->changed_password || may_pass(reply) || refuse(job, reply, err);
}

/* The token stays empty where the reply tells why. */
static bool get_token(wp_job *job, const wp_api_request *request, wp_str *token, wp_api_reply *reply, wp_error *err)
{
    if (!log_in(job, wp_job_str(job, "password"), NULL, reply, err))
        return false;
    if (reply->status == 401 && !try_first_password(job, request, reply, err))
        return false;
    if (reply->status == 200 && !reply->first_password) {
        *token = token_of(reply);
        if (token->len == 0)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s let %s in, but gave no token", wp_job_str(job, "url"),
                           wp_job_str(job, "username"));
        wp_job_secret(job, *token);
        return true;
    }
    return reply->first_password || may_pass(reply) || refuse(job, reply, err);
}

static bool bearer(wp_job *job, const wp_api_request *request, const char *stale, const char **out, wp_api_reply *reply,
                   wp_error *err)
{
    const char *key = token_key(job);
    wp_str kept = wp_job_share_begin(job, key), token = kept;
    const char *value = wp_printf(job->arena, "Bearer %s", kept.ptr ? kept.ptr : "");
    bool done = true;
    if (kept.len == 0 || (stale && strcmp(stale, value) == 0)) {
        token = wp_str_of("");
        done = get_token(job, request, &token, reply, err);
        value = wp_printf(job->arena, "Bearer %.*s", (int)token.len, token.ptr);
    }
    wp_job_share_end(job, key, token);
    if (done && token.len)
        *out = value;
    return done;
}

bool wp_api_authorize(wp_job *job, const wp_api_request *request, const char *stale, const char **out,
                      wp_api_reply *reply, wp_error *err)
{
    const char *api_key = wp_job_str(job, "api_key");
    *out = NULL;
    if (api_key && request->path && !stale)
        *out = wp_printf(job->arena, "Apikey %s", api_key);
    else if (wp_job_str(job, "password"))
        return bearer(job, request, stale, out, reply, err);
    return true;
}
