#include "api_server.h"

TestSuite(api_call, .init = set_up_server, .fini = tear_down_server);

#define ADMIN "password: Good-Pass1, retry_for: 0"
#define REFUSED "{\"errors\":[{\"code\":1005,\"title\":\"Access denied\"}]}"
#define MUST_CHANGE "{\"errors\":[{\"code\":1024,\"title\":\"Password change required\"}]}"

/* A cluster on which nobody ever logged in: the first login changes the password. */
static void serve_new_installation(void)
{
    serve_to(BASIC_GOOD, "POST", "/v1/users/login", 401, REFUSED);
    serve_to(BASIC_FIRST, "POST", "/v1/users/login", 401, MUST_CHANGE);
}

Test(api_call, logs_in_with_basic_and_asks_with_bearer)
{
    serve_login();
    serve("GET", "/v1/support", 200, "{\"support\":{\"a\":1}}");
    run("api_call", at_server(ADMIN ", path: /v1/support"));
    expect_unchanged(0);
    expect_got("status", "200");
    expect_got("json.support.a", "1");
    cr_expect_str_eq(asked[0].authorization, BASIC_GOOD);
    cr_expect_str_eq(asked[1].authorization, "Bearer tok.en.1");
}

Test(api_call, one_token_serves_all_jobs_of_a_run)
{
    serve_login();
    serve("GET", "/v1/support", 200, "{}");
    run("api_call", at_server(ADMIN ", path: /v1/support"));
    run("api_call", at_server(ADMIN ", path: /v1/support"));
    cr_expect_eq(times("POST /v1/users/login"), 1);
    cr_expect_eq(times("GET /v1/support"), 2);
}

Test(api_call, a_token_that_is_refused_is_renewed)
{
    serve_login();
    serve("GET", "/v1/support", 401, REFUSED);
    serve("GET", "/v1/support", 200, "{}");
    run("api_call", at_server(ADMIN ", path: /v1/support"));
    expect_unchanged(0);
    cr_expect_eq(times("POST /v1/users/login"), 2);
}

Test(api_call, a_wrong_password_is_told_and_not_tried_again)
{
    serve("POST", "/v1/users/login", 401, REFUSED);
    run("api_call", at_server("password: Good-Pass1, retry_for: 60, path: /v1/support"));
    expect_failed("does not let admin in with this password, nor with the first one");
    cr_expect_eq(times("POST /v1/users/login"), 2);
    cr_expect(!says("Good-Pass1"));
}

Test(api_call, without_a_path_the_first_password_is_changed)
{
    serve_new_installation();
    serve_to(BASIC_FIRST, "POST", "/v1/users/login", 200, TOKEN_ANSWER);
    run("api_call", at_server(ADMIN));
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect_str_eq(asked[asked_count - 1].body, "{\"new_password\": \"Good-Pass1\"}");
}

Test(api_call, without_a_path_a_password_that_is_right_is_left)
{
    serve_login();
    run("api_call", at_server(ADMIN));
    expect_unchanged(0);
    cr_expect_eq(times(NULL), 1);
}

Test(api_call, check_mode_tells_of_the_first_password_and_leaves_it)
{
    serve_new_installation();
    check("api_call", at_server(ADMIN));
    cr_expect(outcome.changed && outcome.predicted, "%s", all());
    for (size_t i = 0; i < asked_count; i++)
        cr_expect_str_eq(asked[i].body, "{}");
}

Test(api_call, a_password_that_the_api_would_not_take_is_told_before_it_is_sent)
{
    serve_new_installation();
    serve_to("Basic YWRtaW46c2hvcnQ=", "POST", "/v1/users/login", 401, REFUSED); /* admin:short */
    run("api_call", at_server("password: short, retry_for: 0"));
    expect_failed("8 to 64 characters");
}

Test(api_call, calls_and_counts_it_as_a_change)
{
    serve_login();
    serve("PATCH", "/v1/settings/application", 200, "{\"meta\":{}}");
    run("api_call", at_server(ADMIN ", method: PATCH, path: /v1/settings/application, body: {a: {b: [1, x]}}"));
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect_str_eq(asked[1].body, "{\"a\": {\"b\": [1, \"x\"]}}");
    cr_expect_str_eq(asked[1].type, "application/json");
}

Test(api_call, check_mode_calls_nothing)
{
    serve_login();
    check("api_call", at_server(ADMIN ", method: PATCH, path: /v1/settings/application, body: {a: 1}"));
    cr_expect(outcome.changed && outcome.predicted, "%s", all());
    cr_expect_eq(times("PATCH /v1/settings/application"), 0);
}

#define SHARDS ADMIN ", method: POST, path: /v1/account/shards, body: {shards: 2}, " \
                     "unless: {path: /v1/account/shards, json: {account: {shards: 2}}}"

Test(api_call, a_guard_that_shows_what_is_wanted_saves_the_call)
{
    serve_login();
    serve("GET", "/v1/account/shards", 200, "{\"account\":{\"shards\":2},\"meta\":{}}");
    run("api_call", at_server(SHARDS));
    expect_unchanged(0);
    expect_got("already", "True");
    cr_expect_eq(times("POST /v1/account/shards"), 0);
}

Test(api_call, a_guard_that_shows_something_else_does_not)
{
    serve_login();
    serve("GET", "/v1/account/shards", 200, "{\"account\":{\"shards\":1}}");
    serve("POST", "/v1/account/shards", 201, "{}");
    check("api_call", at_server(SHARDS));
    cr_expect(outcome.changed, "%s", all());
    cr_expect_eq(times("POST /v1/account/shards"), 0);
    run("api_call", at_server(SHARDS));
    cr_expect(outcome.changed, "%s", all());
    cr_expect_eq(times("POST /v1/account/shards"), 1);
}

Test(api_call, guards_look_for_any_key_for_items_and_for_numbers_as_texts)
{
    static const struct {
        const char *wanted;
        bool is_shown;
    } cases[] = {
        { "{health: {'*': {gateway_status: connected}}}", true },
        { "{health: {'*': {gateway_status: unregistered}}}", false },
        { "{health: {'*': {role: coreapp, gateway_status: connected}}}", true },
        { "{health: {'*': {role: primary_master, gateway_status: connected}}}", false },
        { "{list: [2, {k: v}]}", true },
        { "{list: [4]}", false },
        { "{number: '7'}", true },
        { "{truth: 1}", true },
        { "{number: 8}", false },
        { "{nothing: 1}", false },
        { "{list: {a: 1}}", false },
    };
    serve_login();
    serve("GET", "/g", 200,
          "{\"health\":{\"m\":{\"role\":\"primary_master\",\"gateway_status\":\"disconnected\"},"
          "\"c\":{\"role\":\"coreapp\",\"gateway_status\":\"connected\"}},\"list\":[1,2,{\"k\":\"v\",\"w\":1}],"
          "\"number\":7,\"truth\":true}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check("api_call", at_server(wp_printf(arena, ADMIN ", method: POST, path: /p, unless: {path: /g, json: %s}",
                                              cases[i].wanted)));
        cr_expect_eq(outcome.changed, !cases[i].is_shown, "%s: %s", cases[i].wanted, all());
    }
}

Test(api_call, a_guard_may_be_a_status)
{
    serve_login();
    serve("GET", "/v1/users/u", 404, REFUSED);
    run("api_call", at_server(ADMIN ", method: DELETE, path: /v1/users/u, unless: {path: /v1/users/u, status_code: 404}"));
    expect_unchanged(0);
}

Test(api_call, a_status_may_tell_that_there_was_nothing_to_do)
{
    serve_login();
    serve("POST", "/v1/account", 201, "{}");
    run("api_call", at_server(ADMIN ", method: POST, path: /v1/account, status_code: [201, 202], unchanged_status: [201]"));
    expect_unchanged(0);
    expect_got("status", "201");
}

Test(api_call, an_unexpected_status_is_told_with_code_and_advice)
{
    serve_login();
    serve("POST", "/v1/account", 403,
          "{\"errors\":[{\"code\":1005,\"title\":\"Access denied\",\"details\":\"Build expired, upgrade needed\"}]}");
    run("api_call", at_server("password: Good-Pass1, retry_for: 60, method: POST, path: /v1/account"));
    expect_failed("403: 1005 Access denied, Build expired, upgrade needed");
    cr_expect(says("whether the build has expired"));
    expect_got("code", "1005");
    cr_expect_eq(times("POST /v1/account"), 1);
}

Test(api_call, what_may_pass_is_tried_again)
{
    serve_login();
    serve("GET", "/v1/support", 500, "{\"errors\":[{\"code\":1017,\"title\":\"Not Primary Master\"}]}");
    serve("GET", "/v1/support", 200, "{}");
    run("api_call", at_server("password: Good-Pass1, retry_for: 10, path: /v1/support"));
    expect_unchanged(0);
    expect_got("tries", "2");
}

Test(api_call, a_reset_connection_is_tried_again)
{
    serve_login();
    serve("GET", "/v1/support", 0, "");
    serve("GET", "/v1/support", 200, "{}");
    run("api_call", at_server("password: Good-Pass1, retry_for: 10, path: /v1/support"));
    expect_got("tries", "2");
}

Test(api_call, a_code_request_is_never_sent_twice)
{
    serve_login();
    serve("POST", "/v1/account", 500, "{\"errors\":[{\"code\":1014,\"title\":\"Internal error\"}]}");
    run("api_call", at_server("password: Good-Pass1, retry_for: 60, method: POST, path: /v1/account"));
    expect_failed("1014");
    cr_expect_eq(times("POST /v1/account"), 1);
}

Test(api_call, only_of_shards_403_is_tried_again)
{
    serve_login();
    serve("POST", "/v1/account/shards", 403, REFUSED);
    serve("POST", "/v1/account/shards", 201, "{}");
    run("api_call", at_server("password: Good-Pass1, retry_for: 10, method: POST, path: /v1/account/shards, body: {}"));
    expect_got("tries", "2");
}

Test(api_call, in_check_mode_a_cluster_that_is_not_there_yet_is_no_failure)
{
    stop_server();
    check("api_call", at_server("password: Good-Pass1"));
    cr_expect(outcome.changed && outcome.predicted, "%s", all());
    check("api_call", at_server("password: Good-Pass1, method: POST, path: /p, unless: {path: /g}"));
    cr_expect(outcome.changed && outcome.predicted, "%s", all());
    check("api_call", at_server("password: Good-Pass1, path: /g"));
    cr_expect(outcome.skipped, "%s", all());
    check("api_call", at_server("password: Good-Pass1, if_silent: skip"));
    cr_expect(outcome.skipped && !outcome.changed, "%s", all());
    check("api_call", at_server("password: Good-Pass1, method: POST, path: /p, unless: {path: /g}, if_silent: skip"));
    cr_expect(outcome.skipped && !outcome.changed, "%s", all());
    run("api_call", at_server(ADMIN ", path: /g"));
    expect_failed("no answer");
}

Test(api_call, a_user_that_is_there_already_is_told_and_not_tried_again)
{
    serve_login();
    serve("POST", "/v1/users", 500,
          "{\"errors\":[{\"code\":1014,\"title\":\"Internal error\",\"details\":\"Unable to create user. Already exist?\"}]}");
    run("api_call", at_server(ADMIN ", retry_for: 20, method: POST, path: /v1/users, body: {username: u}"));
    expect_failed("Already exist?; ask for it first");
    cr_expect_eq(times("POST /v1/users"), 1);
}

Test(api_call, what_goes_wrong_with_tls_is_told_in_plain_words)
{
    const char *plain = strchr(base, ':');
    const char *tls = wp_printf(
        arena, "{url: 'https%s', path: /g, api_key: '1', validate_certs: false, retry_for: 1}", plain);
    run("api_call", tls);
    expect_failed("does not speak TLS");
    serve("TLS", "hello", 0, "");
    run("api_call", tls);
    expect_failed("no answer: the connection was closed before TLS was agreed on");
}

static char heard[4096];

static void hear(void *data, wp_str text)
{
    (void)data;
    snprintf(heard + strlen(heard), sizeof heard - strlen(heard), "[%.*s]", (int)text.len, text.ptr);
}

Test(api_call, secrets_are_told_to_the_redactor)
{
    wp_bench_free(bench);
    bench = wp_bench_new(&(wp_bench_options){
        .registry = wp_registry_new(arena, wp_builtin_modules, wp_remote_halves), .secret = hear });
    serve_login();
    serve("POST", "/v1/settings/backup", 200, "{\"settings\":{\"data\":\"blobblob\"}}");
    run("api_call", at_server(ADMIN ", method: POST, path: /v1/settings/backup, body: {password: backup-pw, pin: '123456'}"));
    static const char *const secrets[] = { "[Good-Pass1]", "[tok.en.1]", "[blobblob]", "[backup-pw]", "[123456]" };
    for (size_t i = 0; i < 5; i++)
        cr_expect(strstr(heard, secrets[i]), "%s not in %s", secrets[i], heard);
    const wp_value *json = wp_dict_find(outcome.result, "json");
    cr_assert(json);
    cr_expect(wp_dict_find(*wp_dict_find(*json, "settings"), "data")->marks & WP_SECRET);
}

Test(api_call, an_api_key_needs_no_login)
{
    serve("GET", "/v1/health", 200, "{\"health\":{}}");
    run("api_call", at_server("api_key: 123456789012, path: /v1/health"));
    expect_unchanged(0);
    cr_expect_str_eq(asked[0].authorization, "Apikey 123456789012");
}

Test(api_call, an_answer_that_is_no_json_is_content)
{
    serve_login();
    serve("GET", "/v1/certificates/external/ca", 200, "-----BEGIN CERTIFICATE-----");
    run("api_call", at_server(ADMIN ", path: /v1/certificates/external/ca"));
    expect_got("content", "-----BEGIN CERTIFICATE-----");
    serve("PUT", "/n", 200, "null");
    run("api_call", at_server(ADMIN ", path: /n, method: PUT"));
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
}

Test(api_call, may_go_through_the_host)
{
    serve_login();
    serve("GET", "/v1/support", 200, "{\"support\":{\"a\":1}}");
    run("api_call", at_server(ADMIN ", path: /v1/support, through: host"));
    cr_expect(!outcome.failed, "%s", all());
    expect_got("json.support.a", "1");
    stop_server();
    run("api_call", at_server(ADMIN ", path: /v1/support, through: host"));
    expect_failed("no answer");
}
