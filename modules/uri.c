/*
 * uri: one HTTP exchange, as seen from the host.
 *
 * The exchange is made here, over a connection that the host makes: names are looked
 * up there, and nothing needs to be installed. What it does to the server nobody can
 * know beforehand, so check mode skips it.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

typedef struct uri {
    wp_http_request request;
    wp_http_reply reply;
    wp_verdict verdict; /* of creates and removes */
    wp_install install; /* of dest */
    bool through_job; /* the exchange took place */
} uri;

/* ---- the body ---------------------------------------------------------------------- */

static void add_escaped(char *to, size_t *at, wp_str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (isalnum(byte) || strchr("_.-~", byte)) {
            to[(*at)++] = (char)byte;
        } else if (byte == ' ') {
            to[(*at)++] = '+';
        } else {
            to[(*at)++] = '%';
            to[(*at)++] = digits[byte >> 4];
            to[(*at)++] = digits[byte & 15];
        }
    }
}

static const char *form_pair(wp_job *job, const char *before, wp_value key, wp_value value)
{
    wp_arena *arena = wp_job_arena(job);
    wp_str name = wp_to_text(arena, key), text = wp_to_text(arena, value);
    size_t at = strlen(before);
    char *out = wp_alloc(arena, at + 3 * (name.len + text.len) + 3);
    memcpy(out, before, at);
    if (at)
        out[at++] = '&';
    add_escaped(out, &at, name);
    out[at++] = '=';
    add_escaped(out, &at, text);
    return out;
}

/* A dict, or a list of pairs; a list as value gives the name several times. */
static bool form_body(wp_job *job, wp_value body, wp_str *out, wp_error *err)
{
    const char *text = "";
    wp_value key, value;
    if (wp_is(body, WP_LIST)) {
        for (size_t i = 0; i < wp_len(body); i++) {
            wp_value pair = wp_list_at(body, i);
            if (!wp_is(pair, WP_LIST) || wp_len(pair) != 2)
                return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "a list in body must be one of pairs, [name, value]");
            text = form_pair(job, text, wp_list_at(pair, 0), wp_list_at(pair, 1));
        }
    }
    for (size_t i = 0; wp_dict_pair(body, i, &key, &value); i++) {
        if (!wp_is(value, WP_LIST))
            text = form_pair(job, text, key, value);
        for (size_t j = 0; wp_is(value, WP_LIST) && j < wp_len(value); j++)
            text = form_pair(job, text, key, wp_list_at(value, j));
    }
    *out = wp_str_of(text);
    return true;
}

static const char *text_in(wp_value dict, const char *key)
{
    const wp_value *value = wp_dict_find(dict, key);
    return value && wp_is(*value, WP_STRING) ? value->as.text : NULL;
}

static wp_str joined(wp_job *job, wp_str a, const char *b, wp_str c)
{
    size_t middle = strlen(b);
    char *text = wp_alloc(wp_job_arena(job), a.len + middle + c.len + 1);
    memcpy(text, a.ptr, a.len);
    memcpy(text + a.len, b, middle);
    if (c.len)
        memcpy(text + a.len + middle, c.ptr, c.len);
    return (wp_str){ text, a.len + middle + c.len };
}

/* One part: a text, or { content, filename, mime_type }; a file name alone is a file of the control machine. */
static bool add_part(wp_job *job, const char *boundary, wp_value key, wp_value value, wp_str *body, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_str name = wp_to_text(arena, key), content;
    const char *file = wp_is(value, WP_DICT) ? text_in(value, "filename") : NULL, *type = "text/plain", *path;
    if (!wp_is(value, WP_DICT)) {
        content = wp_to_text(arena, value);
    } else {
        const wp_value *given = wp_dict_find(value, "content");
        if (given)
            content = wp_to_text(arena, *given);
        else if (!file)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the part '%.*s' of body needs content or filename",
                           (int)name.len, name.ptr);
        else if (!wp_job_find_file(job, "files", file, &path, err) || !wp_job_read_file(job, path, &content, err))
            return false;
        type = text_in(value, "mime_type") ? text_in(value, "mime_type") : file ? "application/octet-stream" : type;
    }
    const char *base = file && strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    const char *head =
        wp_printf(arena, "%s--%s\r\nContent-Type: %s\r\nContent-Disposition: form-data; name=\"%.*s\"%s%s%s\r\n\r\n",
                  body->len ? "\r\n" : "", boundary, type, (int)name.len, name.ptr, base ? "; filename=\"" : "",
                  base ? base : "", base ? "\"" : "");
    *body = joined(job, *body, head, content);
    return true;
}

static bool multipart_body(wp_job *job, wp_value body, wp_str *out, const char **type, wp_error *err)
{
    wp_value key, value;
    const char *boundary = wp_job_nonce(job);
    wp_str text = wp_str_of("");
    if (!wp_is(body, WP_DICT))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "body must be a dict with body_format form-multipart");
    for (size_t i = 0; wp_dict_pair(body, i, &key, &value); i++)
        if (!add_part(job, boundary, key, value, &text, err))
            return false;
    *out = joined(job, text, wp_printf(wp_job_arena(job), "\r\n--%s--\r\n", boundary), wp_str_of(""));
    *type = wp_printf(wp_job_arena(job), "multipart/form-data; boundary=\"%s\"", boundary);
    return true;
}

static bool body_of(wp_job *job, wp_str *out, const char **type, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value body = wp_job_value(job, "body");
    const char *format = wp_job_str(job, "body_format");
    bool is_text = wp_is(body, WP_STRING);
    if (strcmp(format, "json") == 0) {
        *type = "application/json";
        *out = is_text ? wp_text(body) : wp_to_json(arena, body, (wp_json_style){ .ascii = true });
        return true;
    }
    if (strcmp(format, "form-multipart") == 0)
        return multipart_body(job, body, out, type, err);
    if (strcmp(format, "form-urlencoded") == 0) {
        *type = "application/x-www-form-urlencoded";
        if (!is_text)
            return form_body(job, body, out, err);
    }
    *out = wp_is(body, WP_DICT) || wp_is(body, WP_LIST) ? wp_to_json(arena, body, (wp_json_style){ .ascii = true })
                                                         : wp_to_text(arena, body);
    return true;
}

static bool source_of(wp_job *job, wp_str *out, wp_error *err)
{
    const char *path = wp_job_str(job, "src");
    if (wp_job_bool(job, "remote_src"))
        return wp_host_expand(job, path, &path, err) && wp_host_get(job, path, out, err);
    return wp_job_find_file(job, "files", path, &path, err) && wp_job_read_file(job, path, out, err);
}

/* ---- the request --------------------------------------------------------------------- */

static bool has_header(wp_value headers, const char *name)
{
    wp_value key, value;
    for (size_t i = 0; wp_dict_pair(headers, i, &key, &value); i++)
        if (wp_is(key, WP_STRING) && strcasecmp(key.as.text, name) == 0)
            return true;
    return false;
}

static bool add_body(wp_job *job, uri *at, wp_error *err)
{
    wp_value headers = at->request.headers;
    const char *type = strcmp(wp_job_str(job, "body_format"), "json") == 0 ? "application/json" : NULL;
    if (wp_job_has(job, "src") ? !source_of(job, &at->request.body, err)
                               : wp_job_has(job, "body") && !body_of(job, &at->request.body, &type, err))
        return false;
    if (at->request.body.ptr && type && !has_header(headers, "content-type"))
        wp_dict_set(wp_job_arena(job), headers, "Content-Type", wp_string(wp_job_arena(job), type));
    return true;
}

/* safe: what only reads is sent on, as in Ansible. */
static bool follows(wp_job *job, const char *method)
{
    const char *given = wp_job_str(job, "follow_redirects");
    if (strcmp(given, "all") == 0 || strcmp(given, "yes") == 0 || strcmp(given, "urllib2") == 0)
        return true;
    bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    return strcmp(given, "safe") == 0 && reads;
}

static const char *upper(wp_job *job, const char *text)
{
    char *copy = wp_strdup(wp_job_arena(job), text);
    for (char *at = copy; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    return copy;
}

static bool ask(wp_job *job, uri *at, wp_error *err)
{
    wp_http_request *request = &at->request;
    if (!wp_web_request(job, wp_job_str(job, "url"), request, err))
        return false;
    request->method = upper(job, wp_job_str(job, "method"));
    request->follow = follows(job, request->method);
    return add_body(job, at, err) && wp_web_ask(job, request, &at->reply, err);
}

/* ---- the result ------------------------------------------------------------------------ */

static bool is_json(const wp_http_reply *reply)
{
    const char *type = text_in(reply->headers, "content-type");
    return type && (strncasecmp(type, "application/json", 16) == 0 || strcasestr(type, "+json") ||
                    strncasecmp(type, "text/json", 9) == 0 || strncasecmp(type, "application/javascript", 22) == 0);
}

static void set_headers(wp_job *job, const wp_http_reply *reply)
{
    wp_value key, value;
    for (size_t i = 0; wp_dict_pair(reply->headers, i, &key, &value); i++) {
        char *name = wp_strdup(wp_job_arena(job), key.as.text);
        for (char *at = name; *at; at++)
            *at = *at == '-' ? '_' : *at;
        wp_job_set(job, name, value);
    }
}

static void set_cookies(wp_job *job, const wp_http_reply *reply)
{
    wp_value key, value;
    const char *text = "";
    for (size_t i = 0; wp_dict_pair(reply->cookies, i, &key, &value); i++)
        text = wp_printf(wp_job_arena(job), "%s%s%s=%s", text, *text ? "; " : "", key.as.text, value.as.text);
    wp_job_set(job, "cookies", reply->cookies);
    wp_job_set_str(job, "cookies_string", text);
}

/* A relative one is told whole. */
static void set_location(wp_job *job, const wp_http_reply *reply)
{
    const char *location = text_in(reply->headers, "location");
    const char *host = strstr(reply->url, "://");
    if (!location || location[0] != '/' || !host)
        return;
    size_t len = (size_t)(host - reply->url) + 3;
    len += strcspn(reply->url + len, "/?#");
    wp_job_set_str(job, "location", wp_printf(wp_job_arena(job), "%.*s%s", (int)len, reply->url, location));
}

static const char *summary(wp_job *job, const wp_http_reply *reply)
{
    if (reply->fault != WP_HTTP_OK)
        return wp_printf(wp_job_arena(job), "Request failed: %s", reply->fault_text);
    if (reply->status >= 300)
        return wp_printf(wp_job_arena(job), "HTTP Error %d: %s", reply->status, reply->reason);
    const char *length = text_in(reply->headers, "content-length");
    return wp_printf(wp_job_arena(job), "%s (%s bytes)", *reply->reason ? reply->reason : "OK",
                     length ? length : "unknown");
}

static void set_content(wp_job *job, const wp_http_reply *reply)
{
    wp_value parsed, content = wp_string_of(wp_job_arena(job), reply->body);
    if (reply->fault != WP_HTTP_OK)
        return;
    if (is_json(reply) && reply->status < 300 && wp_from_json(wp_job_arena(job), reply->body, &parsed, NULL))
        wp_job_set(job, "json", parsed);
    if (reply->status >= 300)
        wp_job_set(job, "body", content);
    if (wp_job_bool(job, "return_content"))
        wp_job_set(job, "content", content);
}

static void set_results(wp_job *job, const uri *at)
{
    const wp_http_reply *reply = &at->reply;
    bool worked = reply->fault == WP_HTTP_OK;
    set_headers(job, reply);
    if (worked)
        set_location(job, reply);
    if (worked && reply->status < 300)
        set_cookies(job, reply);
    wp_job_set_int(job, "status", worked ? reply->status : -1);
    wp_job_set_str(job, "url", reply->url);
    wp_job_set_bool(job, "redirected", strcmp(reply->url, at->request.url) != 0);
    wp_job_set_int(job, "elapsed", (int64_t)reply->seconds);
    wp_job_set_str(job, "msg", summary(job, reply));
    set_content(job, reply);
}

static bool is_wanted_status(wp_job *job, const wp_http_reply *reply)
{
    wp_value wanted = wp_job_value(job, "status_code");
    for (size_t i = 0; i < wp_len(wanted); i++)
        if (reply->fault == WP_HTTP_OK && wp_list_at(wanted, i).as.integer == reply->status)
            return true;
    return false;
}

/* ---- the story ------------------------------------------------------------------------------- */

static bool look(wp_job *job, uri *at, wp_error *err)
{
    wp_reply reply;
    wp_command command = { .argv = (const char *const[]){ "true", NULL }, .environment = wp_null(), .only_look = true,
                           .creates = wp_job_str(job, "creates"), .removes = wp_job_str(job, "removes") };
    at->verdict = WP_WOULD_RUN;
    if (!command.creates && !command.removes)
        return true;
    if (!wp_host_run(job, &command, &reply, err))
        return false;
    at->verdict = reply.verdict;
    return true;
}

static bool stands_still(wp_job *job, const uri *at)
{
    if (at->verdict == WP_WOULD_RUN)
        return false;
    bool created = at->verdict == WP_CREATES_EXISTS;
    wp_job_set_str(job, "stdout", wp_printf(wp_job_arena(job), "skipped, since '%s' %s",
                                            wp_job_str(job, created ? "creates" : "removes"),
                                            created ? "exists" : "does not exist"));
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    uri *at = wp_job_state(job, sizeof *at);
    if (!look(job, at, err))
        return false;
    if (stands_still(job, at))
        return true;
    if (wp_job_check_mode(job)) {
        wp_job_skip(job, "%s %s would have been asked for if not in check mode",
                    upper(job, wp_job_str(job, "method")), wp_job_str(job, "url"));
        return true;
    }
    if (!ask(job, at, err))
        return false;
    at->through_job = true;
    set_results(job, at);
    if (!is_wanted_status(job, &at->reply)) {
        wp_value wanted = wp_job_value(job, "status_code");
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Status code was %d and not %s: %s",
                       at->reply.fault == WP_HTTP_OK ? at->reply.status : -1,
                       wp_to_text(wp_job_arena(job), wanted).ptr, summary(job, &at->reply));
    }
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    uri *at = wp_job_state(job, sizeof *at);
    if (!at->through_job || !wp_job_has(job, "dest"))
        return true;
    const char *said = summary(job, &at->reply);
    at->install.overwrites = true; /* force is about caches here */
    at->install.dest = wp_job_str(job, "dest");
    at->install.name = wp_web_file_name(job, at->reply.url);
    at->install.content = at->reply.body;
    at->install.source = at->reply.url;
    if (!wp_install_probe(job, &at->install, err) || !wp_install_plan(job, &at->install, err))
        return false;
    wp_job_set_str(job, "path", at->install.path);
    wp_job_set_str(job, "msg", said);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    uri *at = wp_job_state(job, sizeof *at);
    return wp_install_apply(job, &at->install, err);
}

static const wp_param params[] = {
    { .name = "url", .type = WP_PARAM_STR, .required = true, .help = "http:// or https://" },
    { .name = "method", .type = WP_PARAM_STR, .fallback = "GET", .help = "GET, POST, ..." },
    { .name = "body", .type = WP_PARAM_RAW, .help = "what is sent: a text, or a dict for body_format" },
    { .name = "src", .type = WP_PARAM_STR, .help = "a file that is sent instead" },
    { .name = "remote_src", .type = WP_PARAM_BOOL, .fallback = "no", .help = "src is on the host" },
    { .name = "body_format", .type = WP_PARAM_STR, .fallback = "raw",
      .choices = (const char *const[]){ "form-urlencoded", "json", "raw", "form-multipart", NULL },
      .help = "how body is written" },
    { .name = "status_code", .type = WP_PARAM_LIST, .items = WP_PARAM_INT, .fallback = "200",
      .help = "codes that are fine" },
    { .name = "return_content", .type = WP_PARAM_BOOL, .fallback = "no", .help = "put what came into the result" },
    { .name = "dest", .type = WP_PARAM_PATH, .help = "file (or directory) of the host that gets what came" },
    { .name = "creates", .type = WP_PARAM_PATH, .help = "a path of the host: when it is there, nothing is asked for" },
    { .name = "removes", .type = WP_PARAM_PATH,
      .help = "a path of the host: when it is not there, nothing is asked for" },
    { .name = "url_username", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "user", NULL },
      .help = "for Basic" },
    { .name = "follow_redirects", .type = WP_PARAM_STR, .fallback = "safe",
      .choices = (const char *const[]){ "all", "no", "none", "safe", "urllib2", "yes", NULL },
      .help = "which redirects; safe: of GET and HEAD" },
    { .name = "timeout", .type = WP_PARAM_INT, .fallback = "30", .help = "seconds without an answer" },
    { .name = "ca_path", .type = WP_PARAM_PATH, .help = "PEM file of the host with the authorities to trust" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "no", .help = "ask caches for a fresh answer" },
    { .name = "unix_socket", .type = WP_PARAM_PATH,
      .refused = "a socket file of the host can't be reached from here; run curl --unix-socket with module command" },
    WP_WEB_PARAMS,
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_uri = {
    .name = "uri",
    .summary = "An HTTP exchange, as seen from the host",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "body src", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .unpredictable = true,
    .note = "Headers of the answer are keys of the result, in lower case and with _ for -.",
    .examples = "- ansible.builtin.uri:\n"
                "    url: https://127.0.0.1:9090/v1/health\n"
                "    validate_certs: no\n"
                "    status_code: [200, 401]\n"
                "  register: health\n"
                "  ignore_errors: yes\n",
    .returns =
        "status: code of the answer; -1 where none came\nmsg: the same in words\nurl: the last one, after redirects\n"
        "redirected: whether there were any\ncontent: what came, with return_content\njson: the same as a value, "
        "where it is JSON\ncookies: those that were set\nelapsed: seconds\npath: the file, with dest\n",
};
