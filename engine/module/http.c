/*
 * One HTTP exchange: the only place that knows curl.
 *
 *   redirects are followed here, hop by hop, since each may need a tunnel of its own:
 *   wp_job_http -> hop -> (tunnel of the host's connection) -> curl -> reply
 *
 * Through the host: curl connects to a bridge that leads into the tunnel, and never
 * looks the name up, as that is the host's to do. Credentials stay with the
 * first host: a redirect elsewhere does not get them.
 */
#include "module/job.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "module/bridge.h"

enum { MAX_HOPS = 10 };

typedef struct hop {
    wp_job *job;
    const wp_http_request *request;
    const char *url, *method, *host;
    int port;
    bool with_body, with_credentials, is_redirected;
    wp_tunnel *tunnel;
    wp_bridge *bridge;
    CURL *curl;
    struct curl_slist *headers;
    wp_buf body;
    FILE *file; /* where the body goes instead */
    wp_value reply_headers, cookies;
    const char *reason;
    char curl_text[CURL_ERROR_SIZE];
} hop;

/* ---- what curl calls ------------------------------------------------------- */

static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
    hop *at = data;
    if (at->file)
        return fwrite(bytes, size, count, at->file);
    wp_buf_add_n(&at->body, bytes, size * count);
    return size * count;
}

/* "HTTP/1.1 404 Not Found" */
static void begin_headers(hop *at, wp_str line)
{
    wp_str word, rest = line;
    wp_str_split(&rest, ' ', &word);
    wp_str_split(&rest, ' ', &word);
    at->reason = wp_strndup(at->job->arena, rest.ptr, rest.len);
    at->reply_headers = wp_dict_new(at->job->arena, 8);
}

/* "name=value; Path=/; ..." */
static void take_cookie(hop *at, wp_str text)
{
    wp_str pair;
    if (!wp_str_split(&text, ';', &pair))
        return;
    size_t equals = wp_str_find(pair, wp_str_of("="), 0);
    if (equals != SIZE_MAX)
        wp_dict_put(at->job->arena, at->cookies,
                    wp_string_of(at->job->arena, wp_str_trim(wp_str_slice(pair, 0, equals))),
                    wp_string_of(at->job->arena, wp_str_slice(pair, equals + 1, pair.len)));
}

static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
    hop *at = data;
    wp_arena *arena = at->job->arena;
    wp_str line = wp_str_trim((wp_str){ bytes, size * count });
    size_t colon = wp_str_find(line, wp_str_of(":"), 0);
    if (wp_str_starts(line, "HTTP/"))
        begin_headers(at, line); /* anew after a 100, and the like */
    if (colon == SIZE_MAX)
        return size * count;
    char *name = wp_strndup(arena, line.ptr, colon);
    for (char *byte = name; *byte; byte++)
        *byte = (char)tolower((unsigned char)*byte);
    wp_str value = wp_str_trim(wp_str_slice(line, colon + 1, line.len));
    if (strcmp(name, "set-cookie") == 0)
        take_cookie(at, value);
    const wp_value *known = wp_dict_find(at->reply_headers, name);
    if (known)
        value = wp_str_of(wp_printf(arena, "%s, %.*s", known->as.text, (int)value.len, value.ptr));
    wp_dict_set(arena, at->reply_headers, name, wp_string_of(arena, value));
    return size * count;
}

static int look_up_cancel(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    hop *at = data;
    return wp_cancelled(at->job->bench->options.cancel);
}

/* ---- one hop ------------------------------------------------------------------ */

static bool url_part(hop *at, CURLU *parsed, CURLUPart part, const char **out)
{
    char *text;
    if (curl_url_get(parsed, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK)
        return false;
    *out = wp_strdup(at->job->arena, text);
    curl_free(text);
    return true;
}

static bool parse_url(hop *at, wp_error *err)
{
    const char *port, *scheme;
    CURLU *parsed = curl_url();
    bool done = curl_url_set(parsed, CURLUPART_URL, at->url, 0) == CURLUE_OK &&
                url_part(at, parsed, CURLUPART_SCHEME, &scheme) && url_part(at, parsed, CURLUPART_HOST, &at->host) &&
                url_part(at, parsed, CURLUPART_PORT, &port);
    curl_url_cleanup(parsed);
    if (!done || (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
        wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%s' is no URL that can be asked", at->url);
        return wp_hint(err, "write it as https://host:port/path");
    }
    at->port = atoi(port);
    size_t len = strlen(at->host);
    if (at->host[0] == '[' && at->host[len - 1] == ']')
        at->host = wp_strndup(at->job->arena, at->host + 1, len - 2);
    return true;
}

/* False with err->kind WP_E_NONE: refused over there, which is an answer of a kind. */
static bool open_tunnel(hop *at, wp_error *err)
{
    wp_error fault = { 0 };
    if (wp_tunnel_open(at->job->options->connection, at->host, at->port, &at->tunnel, &fault))
        return wp_bridge_open(at->job->arena, wp_tunnel_fd(at->tunnel), &at->bridge, err);
    snprintf(at->curl_text, sizeof at->curl_text, "%.200s", fault.text);
    if (fault.kind == WP_E_UNREACHABLE || fault.kind == WP_E_CANCELLED)
        *err = fault;
    return false;
}

static void close_tunnel(hop *at)
{
    wp_bridge_close(at->bridge);
    if (at->tunnel)
        wp_tunnel_close(at->tunnel);
    at->bridge = NULL;
    at->tunnel = NULL;
}

static bool is_unredirected(const hop *at, wp_str name)
{
    wp_value list = at->request->unredirected;
    for (size_t i = 0; at->is_redirected && i < wp_len(list); i++)
        if (wp_str_ieq(name, wp_list_at(list, i).as.text))
            return true;
    return false;
}

static void add_headers(hop *at)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(at->request->headers, i, &key, &item); i++) {
        wp_str name = wp_to_text(at->job->arena, key), value = wp_to_text(at->job->arena, item);
        if (is_unredirected(at, name))
            continue;
        if (!at->with_credentials && (wp_str_ieq(name, "authorization") || wp_str_ieq(name, "cookie")))
            continue;
        if (!at->with_body && wp_str_ieq(name, "content-type") && at->request->body.len)
            continue;
        /* "Name;" is curl's way to send an empty one. */
        char *line = value.len ? wp_printf(at->job->arena, "%.*s: %.*s", (int)name.len, name.ptr, (int)value.len,
                                           value.ptr)
                               : wp_printf(at->job->arena, "%.*s;", (int)name.len, name.ptr);
        for (char *byte = line; *byte; byte++)
            if (*byte == '\r' || *byte == '\n')
                *byte = ' ';
        at->headers = curl_slist_append(at->headers, line);
    }
    at->headers = curl_slist_append(at->headers, "Expect:");
}

static void set_limits(hop *at)
{
    const wp_http_request *request = at->request;
    int whole = request->timeout_ms || request->stall_ms ? request->timeout_ms : 60000;
    curl_easy_setopt(at->curl, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(request->connect_timeout_ms ? request->connect_timeout_ms : 10000));
    curl_easy_setopt(at->curl, CURLOPT_TIMEOUT_MS, (long)whole);
    if (request->stall_ms) {
        curl_easy_setopt(at->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(at->curl, CURLOPT_LOW_SPEED_TIME, (long)((request->stall_ms + 999) / 1000));
    }
}

static void set_transfer(hop *at)
{
    CURL *curl = at->curl;
    const wp_http_request *request = at->request;
    curl_easy_setopt(curl, CURLOPT_URL, at->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, request->agent ? request->agent : "waplay/" WAPLAY_VERSION);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, at->curl_text);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, at->headers);
    set_limits(at);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, at);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, at);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_up_cancel);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, at);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    if (request->decompress)
        curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    if (!request->use_proxy || at->tunnel)
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (at->bridge)
        curl_easy_setopt(curl, CURLOPT_ABSTRACT_UNIX_SOCKET, wp_bridge_name(at->bridge));
    else if (request->unix_socket)
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, request->unix_socket);
}

static void set_method(hop *at)
{
    CURL *curl = at->curl;
    if (at->with_body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)at->request->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, at->request->body.ptr ? at->request->body.ptr : "");
    }
    if (strcmp(at->method, "HEAD") == 0)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, at->method);
}

static void set_blob(hop *at, CURLoption option, wp_str bytes)
{
    struct curl_blob blob = { .data = (void *)(uintptr_t)bytes.ptr, .len = bytes.len, .flags = CURL_BLOB_COPY };
    if (bytes.ptr)
        curl_easy_setopt(at->curl, option, &blob);
}

static void set_trust(hop *at)
{
    CURL *curl = at->curl;
    const wp_http_request *request = at->request;
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, request->verify ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, request->verify ? 2L : 0L);
    if (request->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, request->ca_file);
    if (request->pinned_key)
        curl_easy_setopt(curl, CURLOPT_PINNEDPUBLICKEY, request->pinned_key);
    if (request->client_cert)
        curl_easy_setopt(curl, CURLOPT_SSLCERT, request->client_cert);
    if (request->client_key)
        curl_easy_setopt(curl, CURLOPT_SSLKEY, request->client_key);
    set_blob(at, CURLOPT_CAINFO_BLOB, request->ca);
    set_blob(at, CURLOPT_SSLCERT_BLOB, request->cert);
    set_blob(at, CURLOPT_SSLKEY_BLOB, request->key);
    if (request->ciphers)
        curl_easy_setopt(curl, CURLOPT_SSL_CIPHER_LIST, request->ciphers);
    if (request->user && at->with_credentials) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, request->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request->password ? request->password : "");
    }
}

static const struct {
    CURLcode code;
    wp_http_fault fault;
} faults[] = {
    { CURLE_OK, WP_HTTP_OK },
    { CURLE_COULDNT_RESOLVE_HOST, WP_HTTP_NO_CONNECT },
    { CURLE_COULDNT_RESOLVE_PROXY, WP_HTTP_NO_CONNECT },
    { CURLE_COULDNT_CONNECT, WP_HTTP_NO_CONNECT },
    { CURLE_OPERATION_TIMEDOUT, WP_HTTP_TIMEOUT },
    { CURLE_SSL_CONNECT_ERROR, WP_HTTP_RESET },
    { CURLE_GOT_NOTHING, WP_HTTP_RESET },
    { CURLE_RECV_ERROR, WP_HTTP_RESET },
    { CURLE_SEND_ERROR, WP_HTTP_RESET },
    { CURLE_PARTIAL_FILE, WP_HTTP_RESET },
    { CURLE_PEER_FAILED_VERIFICATION, WP_HTTP_CERTIFICATE },
    { CURLE_SSL_ISSUER_ERROR, WP_HTTP_CERTIFICATE },
    { CURLE_SSL_PINNEDPUBKEYNOTMATCH, WP_HTTP_CERTIFICATE },
};

static wp_http_fault fault_of(CURLcode code)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (faults[i].code == code)
            return faults[i].fault;
    return WP_HTTP_OTHER;
}

/* Errors of ours, not of the exchange. */
static bool could_be_tried(hop *at, CURLcode code, wp_error *err)
{
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "stopped while asking %s", at->url);
    if (code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CERTPROBLEM || code == CURLE_BAD_FUNCTION_ARGUMENT ||
        code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WRITE_ERROR)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot ask %s: %s", at->url,
                       at->curl_text[0] ? at->curl_text : curl_easy_strerror(code));
    return true;
}

/* What curl tells in the words of its libraries, in plain ones. */
static const struct {
    const char *said, *plain;
} plain_words[] = {
    { "SSL_ERROR_SYSCALL", "the connection was closed before TLS was agreed on" },
    { "wrong version number", "what answers there does not speak TLS: is it http, not https?" },
    { "Empty reply from server", "the connection was closed before an answer came" },
};

static const char *fault_text_of(hop *at, CURLcode code)
{
    if (code == CURLE_OK)
        return "";
    const char *said = at->curl_text[0] ? at->curl_text : curl_easy_strerror(code);
    for (size_t i = 0; i < sizeof plain_words / sizeof *plain_words; i++)
        if (strstr(said, plain_words[i].said))
            return plain_words[i].plain;
    return wp_strdup(at->job->arena, said);
}

static void read_reply(hop *at, CURLcode code, wp_http_reply *out)
{
    long status = 0;
    double seconds = 0;
    curl_easy_getinfo(at->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(at->curl, CURLINFO_TOTAL_TIME, &seconds);
    out->fault = fault_of(code);
    out->fault_text = fault_text_of(at, code);
    out->status = (int)status;
    out->headers = at->reply_headers;
    out->reason = at->reason ? at->reason : "";
    out->cookies = at->cookies;
    out->body = wp_buf_str(&at->body);
    out->url = at->url;
    out->seconds += seconds;
}

static bool perform(hop *at, wp_http_reply *out, wp_error *err)
{
    bool through = at->request->through_host && at->job->options->connection && !at->request->unix_socket;
    if (through && !open_tunnel(at, err)) {
        out->fault = WP_HTTP_NO_CONNECT;
        out->fault_text = wp_strdup(at->job->arena, at->curl_text);
        out->url = at->url;
        close_tunnel(at);
        return err->kind == WP_E_NONE;
    }
    at->curl = curl_easy_init();
    add_headers(at);
    set_transfer(at);
    set_method(at);
    set_trust(at);
    CURLcode code = curl_easy_perform(at->curl);
    bool tried = could_be_tried(at, code, err);
    if (tried)
        read_reply(at, code, out);
    curl_easy_cleanup(at->curl);
    curl_slist_free_all(at->headers);
    close_tunnel(at);
    return tried;
}

/* ---- hop by hop ------------------------------------------------------------------ */

static const char *next_url(wp_job *job, const wp_http_reply *reply)
{
    const wp_value *location = wp_dict_find(reply->headers, "location");
    if (!location || reply->status < 301 || reply->status > 308 || (reply->status > 303 && reply->status < 307))
        return NULL;
    char *text = NULL;
    const char *next = NULL;
    CURLU *parsed = curl_url();
    if (curl_url_set(parsed, CURLUPART_URL, reply->url, 0) == CURLUE_OK &&
        curl_url_set(parsed, CURLUPART_URL, location->as.text, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_URL, &text, 0) == CURLUE_OK)
        next = wp_strdup(job->arena, text);
    curl_free(text);
    curl_url_cleanup(parsed);
    return next;
}

static bool prepare(hop *at, const char *url, wp_error *err)
{
    const char *first_host = at->host;
    int first_port = at->port;
    at->url = url;
    if (!parse_url(at, err))
        return false;
    if (first_host && (strcmp(first_host, at->host) != 0 || first_port != at->port))
        at->with_credentials = false;
    at->tunnel = NULL;
    at->bridge = NULL;
    at->headers = NULL;
    at->curl_text[0] = '\0';
    at->reply_headers = wp_dict_new(at->job->arena, 8);
    wp_buf_clear(&at->body);
    if (at->file && (fflush(at->file) != 0 || ftruncate(fileno(at->file), 0) != 0))
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write %s: %s", at->request->out_file, strerror(errno));
    if (at->file)
        rewind(at->file);
    return true;
}

/* Browsers and Python alike: a POST that is sent elsewhere by 301, 302 or 303 becomes a GET. */
static void turn_to_get(hop *at, int status)
{
    if (status >= 307 || strcmp(at->method, "HEAD") == 0)
        return;
    at->method = "GET";
    at->with_body = false;
}

static bool exchange(hop *at, wp_http_reply *out, wp_error *err)
{
    const char *url = at->request->url;
    for (int hops = 0; url; hops++) {
        if (hops > MAX_HOPS)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s sends from one place to the next more than %d times",
                           at->request->url, MAX_HOPS);
        if (!prepare(at, url, err) || !perform(at, out, err))
            return false;
        url = at->request->follow && out->fault == WP_HTTP_OK ? next_url(at->job, out) : NULL;
        at->is_redirected = url != NULL;
        if (url)
            turn_to_get(at, out->status);
    }
    return true;
}

static bool close_file(hop *at, bool done, wp_error *err)
{
    if (!at->file)
        return done;
    if (fclose(at->file) != 0 && done)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write %s: %s", at->request->out_file, strerror(errno));
    return done;
}

bool wp_job_http(wp_job *job, const wp_http_request *request, wp_http_reply *out, wp_error *err)
{
    hop at = { .job = job, .request = request, .with_credentials = true };
    wp_http_reply reply = { 0 };
    wp_error fault = { 0 };
    at.method = request->method ? request->method : "GET";
    at.with_body = request->body.ptr != NULL;
    at.body = wp_buf_new(job->arena);
    at.cookies = reply.cookies = wp_dict_new(job->arena, 0);
    reply.headers = wp_dict_new(job->arena, 0);
    reply.body = wp_str_of("");
    if (request->out_file && !(at.file = fopen(request->out_file, "we")))
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write %s: %s", request->out_file, strerror(errno));
    if (!close_file(&at, exchange(&at, &reply, &fault), &fault)) {
        if (err)
            *err = fault;
        return false;
    }
    *out = reply;
    return true;
}

bool wp_bench_http(wp_arena *arena, wp_bench *bench, const wp_http_request *request, wp_http_reply *out, wp_error *err)
{
    const wp_job_options options = { 0 };
    wp_job job = { .arena = arena, .bench = bench, .options = &options };
    return wp_job_http(&job, request, out, err);
}
