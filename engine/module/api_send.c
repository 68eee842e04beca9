/*
 * One exchange with the API, and how its answer is read:
 *
 *   { "errors": [{ "code": 1014, "title": "Internal error", "details": "..." }], "meta": {...} }
 *
 * The status decides first, then the code, never the title. An empty body, null
 * and {} are as good as an object. Tokens and the like are marked secret on the
 * way in, wherever in the answer they stand.
 */
#include "module/api.h"

#include <string.h>

#include "base/text.h"

static const char *const secret_keys[] = { "token", "password", "new_password", "pin", "code", "data", "cert" };

static bool is_secret_key(wp_value key)
{
    for (size_t i = 0; i < sizeof secret_keys / sizeof *secret_keys; i++)
        if (wp_text_is(key, secret_keys[i]))
            return true;
    return false;
}

wp_value wp_api_hidden(wp_job *job, wp_value value)
{
    wp_value key, item;
    if (wp_is(value, WP_LIST)) {
        wp_value list = wp_list_new(job->arena, wp_len(value));
        for (size_t i = 0; i < wp_len(value); i++)
            wp_list_push(job->arena, list, wp_api_hidden(job, wp_list_at(value, i)));
        return list;
    }
    if (!wp_is(value, WP_DICT))
        return value;
    wp_value dict = wp_dict_new(job->arena, wp_len(value));
    for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++) {
        if (wp_is(item, WP_STRING) && item.len && is_secret_key(key)) {
            wp_job_secret(job, wp_text(item));
            item = wp_value_mark_all(job->arena, item, WP_SECRET);
        }
        wp_dict_put(job->arena, dict, key, wp_api_hidden(job, item));
    }
    return dict;
}

/* The first of "errors": null where there is none. */
static wp_value first_error(wp_value json)
{
    const wp_value *errors = wp_dict_find(json, "errors");
    return errors && wp_is(*errors, WP_LIST) ? wp_list_at(*errors, 0) : wp_null();
}

static wp_str text_at(wp_value dict, const char *key)
{
    const wp_value *value = wp_dict_find(dict, key);
    return value ? wp_text(*value) : wp_str_of("");
}

/* "500: 1014 Internal error, Connection timed out. ..." */
static const char *describe(wp_job *job, wp_api_reply *reply)
{
    wp_value error = first_error(reply->json);
    if (!wp_is(error, WP_DICT))
        return wp_printf(job->arena, "%d", reply->status);
    const wp_value *code = wp_dict_find(error, "code");
    reply->code = code && wp_is(*code, WP_INT) ? (int)code->as.integer : 0;
    wp_str title = text_at(error, "title"), details = text_at(error, "details");
    reply->details = details.len ? wp_strndup(job->arena, details.ptr, details.len) : NULL;
    const wp_api_code *row = wp_api_code_find(reply->code, reply->details);
    reply->advice = row ? row->advice : NULL;
    if (!title.len && row)
        title = wp_str_of(row->title);
    return wp_printf(job->arena, "%d: %d %.*s%s%.*s", reply->status, reply->code, (int)title.len, title.ptr,
                     details.len ? ", " : "", (int)details.len, details.ptr);
}

static void read_answer(wp_job *job, const wp_http_reply *http, wp_api_reply *out)
{
    out->fault = http->fault;
    out->status = http->fault == WP_HTTP_OK ? http->status : 0;
    out->body = http->body;
    out->json = wp_null();
    out->code = 0;
    out->advice = out->details = NULL;
    if (http->fault != WP_HTTP_OK) {
        out->problem = wp_printf(job->arena, "no answer: %s", http->fault_text);
        return;
    }
    if (wp_from_json(job->arena, http->body, &out->json, NULL))
        out->json = wp_api_hidden(job, out->json);
    else
        out->json = wp_null();
    out->problem = wp_printf(job->arena, "the answer is %s", describe(job, out));
}

static wp_value headers_of(wp_job *job, const wp_api_exchange *exchange)
{
    wp_value headers = wp_dict_new(job->arena, 4);
    if (exchange->authorization)
        wp_dict_set(job->arena, headers, "Authorization", wp_string_static(exchange->authorization));
    if (exchange->body.ptr)
        wp_dict_set(job->arena, headers, "Content-Type",
                    wp_string(job->arena, exchange->content_type ? exchange->content_type : "application/json"));
    wp_dict_put_all(job->arena, headers, exchange->headers);
    return headers;
}

static const char *url_of(wp_job *job, const char *path)
{
    wp_str base = wp_str_of(wp_job_str(job, "url"));
    while (base.len && base.ptr[base.len - 1] == '/')
        base.len--;
    return wp_printf(job->arena, "%.*s%s%s", (int)base.len, base.ptr, *path == '/' ? "" : "/", path);
}

static bool refuse_certificate(wp_job *job, const wp_http_reply *http, wp_error *err)
{
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the certificate of %s is not trusted: %s", wp_job_str(job, "url"),
            http->fault_text);
    if (wp_job_str(job, "pinned_key"))
        return wp_hint(err, "its public key is not the one of pinned_key");
    if (strstr(http->fault_text, "subject name"))
        return wp_hint(err, "call it by a name that the certificate is for, or give it one that has this name");
    return wp_hint(err,
                   "a new installation signs its own: give ca_file (GET /v1/certificates/external/ca) or pinned_key, "
                   "or turn validate_certs off");
}

bool wp_api_send(wp_job *job, const wp_api_exchange *exchange, wp_api_reply *out, wp_error *err)
{
    const char *pin = wp_job_str(job, "pinned_key");
    wp_http_reply http;
    wp_http_request request = {
        .method = exchange->method,
        .url = url_of(job, exchange->path),
        .headers = headers_of(job, exchange),
        .body = exchange->body,
        .user = exchange->user,
        .password = exchange->password,
        .verify = wp_job_bool(job, "validate_certs") && !pin,
        .ca_file = wp_job_str(job, "ca_file"),
        .pinned_key = pin,
        .connect_timeout_ms = (int)wp_job_int(job, "connect_timeout") * 1000,
        .timeout_ms = exchange->timeout_ms,
        .through_host = strcmp(wp_job_str(job, "through"), "host") == 0,
    };
    if (!wp_job_http(job, &request, &http, err))
        return false;
    if (http.fault == WP_HTTP_CERTIFICATE)
        return refuse_certificate(job, &http, err);
    read_answer(job, &http, out);
    const wp_value *wait = wp_dict_find(http.headers, "retry-after");
    int64_t seconds;
    out->retry_after = wait && wp_str_int(wp_text(*wait), &seconds) && seconds > 0 ? seconds : 0;
    return true;
}
