/*
 * What uri and get_url have in common: the request that their parameters ask for, and
 * the password that goes only where it is asked for.
 */
#include "module/job.h"

#include <string.h>

static const wp_value *param(wp_job *job, const char *name)
{
    return wp_dict_find(job->params, name);
}

static const char *text_param(wp_job *job, const char *name)
{
    const wp_value *value = param(job, name);
    return value && wp_is(*value, WP_STRING) ? value->as.text : NULL;
}

static bool bool_param(wp_job *job, const char *name)
{
    const wp_value *value = param(job, name);
    return value && wp_truth(*value);
}

static bool file_of_host(wp_job *job, const char *name, wp_str *out, wp_error *err)
{
    const char *path = text_param(job, name);
    return !path || wp_host_get(job, path, out, err) || wp_while(err, "%s", name);
}

static const char *ciphers_of(wp_job *job)
{
    const wp_value *list = param(job, "ciphers");
    const char *text = NULL;
    for (size_t i = 0; list && i < wp_len(*list); i++)
        text = wp_printf(job->arena, "%s%s%s", text ? text : "", text ? ":" : "", wp_list_at(*list, i).as.text);
    return text;
}

static void set_credentials(wp_job *job, wp_http_request *request)
{
    request->user = text_param(job, "url_username");
    request->password = text_param(job, "url_password");
}

bool wp_web_request(wp_job *job, const char *url, wp_http_request *out, wp_error *err)
{
    const wp_value *headers = param(job, "headers"), *timeout = param(job, "timeout");
    const wp_value *unredirected = param(job, "unredirected_headers");
    int limit = timeout ? (int)timeout->as.integer * 1000 : 0;
    wp_http_request request = {
        .url = url,
        .headers = headers ? wp_value_copy(job->arena, *headers) : wp_dict_new(job->arena, 2),
        .verify = bool_param(job, "validate_certs"),
        .through_host = true,
        .follow = true,
        .use_proxy = bool_param(job, "use_proxy"),
        .decompress = bool_param(job, "decompress"),
        .agent = text_param(job, "http_agent"),
        .unredirected = unredirected ? *unredirected : wp_null(),
        .ciphers = ciphers_of(job),
        .connect_timeout_ms = limit,
        .stall_ms = limit,
    };
    if (bool_param(job, "force"))
        wp_dict_set(job->arena, request.headers, "cache-control", wp_string_static("no-cache"));
    if (bool_param(job, "force_basic_auth"))
        set_credentials(job, &request);
    if (!file_of_host(job, "ca_path", &request.ca, err) || !file_of_host(job, "client_cert", &request.cert, err) ||
        !file_of_host(job, "client_key", &request.key, err))
        return false;
    *out = request;
    return true;
}

bool wp_web_ask(wp_job *job, wp_http_request *request, wp_http_reply *out, wp_error *err)
{
    if (!wp_job_http(job, request, out, err))
        return false;
    if (out->status != 401 || request->user || !text_param(job, "url_username"))
        return true;
    set_credentials(job, request);
    return wp_job_http(job, request, out, err);
}

const char *wp_web_file_name(wp_job *job, const char *url)
{
    const char *path = strstr(url, "://");
    path = path ? strchr(path + 3, '/') : NULL;
    char *text = wp_strdup(job->arena, path ? path : "");
    text[strcspn(text, "?#")] = '\0';
    const char *name = strrchr(text, '/');
    return name && name[1] ? name + 1 : "index.html";
}
