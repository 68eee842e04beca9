/*
 * The look-up `url`: what a web server answers to the control machine, as lines or as a
 * whole. An answer that tells of a failure is one.
 */
#include "executor/lookups.h"

#include "base/text.h"
#include "template/lookups.h"

#include <string.h>

typedef enum url_option {
    VALIDATE_CERTS, SPLIT_LINES, USE_PROXY, USERNAME, PASSWORD, HEADERS, FORCE, TIMEOUT, HTTP_AGENT, FORCE_BASIC_AUTH,
    FOLLOW_REDIRECTS, UNIX_SOCKET, CA_PATH, UNREDIRECTED_HEADERS, CIPHERS, USE_NETRC, USE_GSSAPI, OPTION_COUNT
} url_option;

static const char *const option_names[OPTION_COUNT] = {
    [VALIDATE_CERTS] = "validate_certs",
    [SPLIT_LINES] = "split_lines",
    [USE_PROXY] = "use_proxy",
    [USERNAME] = "username",
    [PASSWORD] = "password",
    [HEADERS] = "headers",
    [FORCE] = "force",
    [TIMEOUT] = "timeout",
    [HTTP_AGENT] = "http_agent",
    [FORCE_BASIC_AUTH] = "force_basic_auth",
    [FOLLOW_REDIRECTS] = "follow_redirects",
    [UNIX_SOCKET] = "unix_socket",
    [CA_PATH] = "ca_path",
    [UNREDIRECTED_HEADERS] = "unredirected_headers",
    [CIPHERS] = "ciphers",
    [USE_NETRC] = "use_netrc", /* taken for the sake of playbooks: no .netrc is ever read */
    [USE_GSSAPI] = "use_gssapi",
};

static const char *text_of(const wp_value *options, url_option option)
{
    wp_value value = options[option];
    return wp_is(value, WP_STRING) && value.len > 0 ? value.as.text : NULL;
}

static bool truth_of(const wp_value *options, url_option option, bool fallback)
{
    bool truth;
    return !wp_is(options[option], WP_NULL) && wp_as_bool(options[option], &truth) ? truth : fallback;
}

static bool read_options(wp_value given, wp_value *options, wp_error *err)
{
    wp_value key, item;
    for (size_t i = 0; i < OPTION_COUNT; i++)
        options[i] = wp_null();
    for (size_t i = 0; wp_dict_pair(given, i, &key, &item); i++) {
        size_t at = 0;
        while (at < OPTION_COUNT && !wp_str_is(wp_text(key), option_names[at]))
            at++;
        if (at < OPTION_COUNT)
            options[at] = item;
        else if (!wp_lookup_is_common(wp_text(key)))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "there is no option '%s'", wp_text(key).ptr);
    }
    if (truth_of(options, USE_GSSAPI, false))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "Kerberos is not spoken (use_gssapi)");
    return true;
}

static bool follows(const wp_value *options)
{
    const char *how = text_of(options, FOLLOW_REDIRECTS);
    return how != NULL ? strcmp(how, "none") != 0 && strcmp(how, "no") != 0 : truth_of(options, FOLLOW_REDIRECTS, true);
}

static wp_http_request request_of(wp_arena *arena, const char *url, const wp_value *options)
{
    int64_t seconds = wp_is(options[TIMEOUT], WP_INT) ? options[TIMEOUT].as.integer : 10;
    wp_http_request request = {
        .url = url,
        .headers = wp_is(options[HEADERS], WP_DICT) ? wp_value_copy(arena, options[HEADERS]) : wp_dict_new(arena, 1),
        .verify = truth_of(options, VALIDATE_CERTS, true),
        .ca_file = text_of(options, CA_PATH),
        .follow = follows(options),
        .use_proxy = truth_of(options, USE_PROXY, true),
        .decompress = true,
        .agent = text_of(options, HTTP_AGENT),
        .unix_socket = text_of(options, UNIX_SOCKET),
        .unredirected = options[UNREDIRECTED_HEADERS],
        .ciphers = text_of(options, CIPHERS),
        .connect_timeout_ms = (int)seconds * 1000,
        .stall_ms = (int)seconds * 1000,
    };
    if (request.agent == NULL)
        request.agent = "ansible-httpget";
    if (truth_of(options, FORCE, false))
        wp_dict_set(arena, request.headers, "cache-control", wp_string_static("no-cache"));
    return request;
}

/* The name and password go along only where they are asked for, or are to go always. */
static bool ask(const wp_asked *by, wp_http_request *request, const wp_value *options, wp_http_reply *reply,
                wp_error *err)
{
    bool always = truth_of(options, FORCE_BASIC_AUTH, false);
    for (bool with_user = always;; with_user = true) {
        if (with_user) {
            request->user = text_of(options, USERNAME);
            request->password = text_of(options, PASSWORD);
        }
        if (!wp_bench_http(by->arena, by->run->bench, request, reply, err))
            return false;
        if (reply->status != 401 || with_user || text_of(options, USERNAME) == NULL)
            return true;
    }
}

static void add_lines(wp_arena *arena, wp_str body, wp_value list)
{
    wp_str line;
    while (wp_str_split(&body, '\n', &line)) {
        if (wp_str_ends(line, "\r"))
            line.len--;
        wp_list_push(arena, list, wp_string_of(arena, line));
    }
}

bool wp_lookup_url(const wp_asked *by, wp_value *out, wp_error *err)
{
    wp_arena *arena = by->arena;
    wp_value options[OPTION_COUNT], list = wp_list_new(arena, 8);
    if (!read_options(by->options, options, err))
        return false;
    for (size_t i = 0; i < wp_len(by->terms); i++) {
        const char *url = wp_to_text(arena, wp_list_at(by->terms, i)).ptr;
        wp_http_request request = request_of(arena, url, options);
        wp_http_reply reply;
        if (!ask(by, &request, options, &reply, err))
            return wp_while(err, "asking %s", url);
        if (reply.fault != WP_HTTP_OK)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s did not answer: %s", url, reply.fault_text);
        if (reply.status >= 300)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s answered %d %s", url, reply.status, reply.reason);
        if (truth_of(options, SPLIT_LINES, true))
            add_lines(arena, reply.body, list);
        else
            wp_list_push(arena, list, wp_string_of(arena, reply.body));
    }
    *out = list;
    return true;
}
