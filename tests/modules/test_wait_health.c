#include "api_server.h"

/* Nodes as /v1/health has them. */
#define PRIMARY(status) "\"m1:a1\":{\"gateway_status\":\"" status "\",\"role\":\"primary_master\"}"
#define SECONDARY "\"m2:a2\":{\"gateway_status\":\"disconnected\",\"role\":\"secondary_master\"}"
#define CORE(host, id, status) "\"" host ":" id "\":{\"gateway_status\":\"" status "\",\"role\":\"coreapp\"}"
#define DOWN(host, id, code, text)                                                                                     \
    "\"" host ":" id "\":{\"errors\":[{\"code\":" code ",\"title\":\"" text "\",\"details\":\"see the log\"}]}"
#define NOT_READY(host, id) DOWN(host, id, "1011", "Service not ready")
#define HEALTH(nodes) "{\"health\":{" nodes "},\"meta\":{\"version\":\"v2.53.6\",\"api_status\":\"stable\"}}"

#define ALL "masters: [m1, m2], coreapps: [c1, c2]"

static const char *at(const char *more)
{
    return at_server(wp_printf(arena, "password: Good-Pass1, timeout: 0, %s", more));
}

/* One answer, one look. */
static void look(const char *body, const char *more)
{
    serve("GET", "/v1/health", 200, body);
    run("wait_health", at(more));
}

static void expect_healthy(void)
{
    cr_expect(!outcome.failed && !outcome.changed, "%s", all());
    expect_got("healthy", "True");
    expect_got("missing", "[]");
}

#define GOOD_HA PRIMARY("disconnected") "," SECONDARY "," CORE("c1", "b1", "connected") "," CORE("c2", "b2", "disconnected")

static void set_up_login(void)
{
    set_up_server();
    serve_login();
}

TestSuite(wait_health, .init = set_up_login, .fini = tear_down_server);

Test(wait_health, one_connected_and_the_rest_standing_by_is_ha)
{
    look(HEALTH(GOOD_HA), ALL);
    expect_healthy();
    expect_got("nodes.2.host", "c1");
    expect_got("nodes.2.status", "connected");
}

Test(wait_health, nobody_connected_is_told_with_the_numbers)
{
    look(HEALTH(PRIMARY("disconnected") "," SECONDARY "," CORE("c1", "b1", "disconnected") "," CORE("c2", "b2", "disconnected")),
         ALL);
    expect_failed("0 of 1 Coreapps connected");
}

Test(wait_health, two_connected_are_no_ha)
{
    look(HEALTH(PRIMARY("connected") "," SECONDARY "," CORE("c1", "b1", "connected") "," CORE("c2", "b2", "connected")), ALL);
    expect_failed("2 of 1 Coreapps connected");
}

Test(wait_health, what_is_connecting_is_named)
{
    look(HEALTH(PRIMARY("disconnected") "," SECONDARY "," CORE("c1", "b1", "connecting") "," CORE("c2", "b2", "disconnected")), ALL);
    expect_failed("c1 is connecting");
}

Test(wait_health, a_host_that_is_not_there_is_named_with_its_role)
{
    look(HEALTH(PRIMARY("disconnected") "," CORE("c1", "b1", "connected")), ALL);
    expect_failed("m2 (Master) is not there");
    cr_expect(says("c2 (Coreapp) is not there"));
}

Test(wait_health, an_error_is_told_with_its_text_and_advice)
{
    look(HEALTH(PRIMARY("disconnected") "," SECONDARY "," CORE("c1", "b1", "connected") ","
                DOWN("c2", "b2", "1014", "Internal error")), ALL);
    expect_failed("c2 (Coreapp): 1014 Internal error, see the log");
    cr_expect(says("containers run"));
}

Test(wait_health, the_entry_of_a_replaced_container_is_ignored)
{
    look(HEALTH(GOOD_HA "," DOWN("c2", "old", "1014", "Internal error")), ALL);
    expect_healthy();
    expect_got("nodes.4.stale", "True");
}

Test(wait_health, on_a_host_with_two_roles_an_error_counts_until_both_are_well)
{
    static const char hosts[] = "masters: [m1, c1], coreapps: [c1, c2]";
    look(HEALTH(PRIMARY("disconnected") "," CORE("c1", "b1", "connected") "," CORE("c2", "b2", "disconnected") ","
                NOT_READY("c1", "x")), hosts);
    expect_failed("c1 (Master): 1011");
    look(HEALTH(PRIMARY("disconnected") "," CORE("c1", "b1", "connected") "," CORE("c2", "b2", "disconnected") ","
                "\"c1:y\":{\"gateway_status\":\"disconnected\",\"role\":\"secondary_master\"}," NOT_READY("c1", "x")), hosts);
    expect_healthy();
}

Test(wait_health, without_names_every_error_that_is_not_left_over_counts)
{
    look(HEALTH(GOOD_HA "," NOT_READY("c3", "b3")), "want: ha");
    expect_failed("c3: 1011");
}

Test(wait_health, before_registration_errors_of_the_others_are_right)
{
    look(HEALTH(PRIMARY("unregistered") "," NOT_READY("m2", "a2") "," NOT_READY("c1", "b1") "," NOT_READY("c2", "b2")),
         "want: unregistered, " ALL);
    expect_healthy();
}

Test(wait_health, a_registered_cluster_is_started_and_not_unregistered)
{
    serve("GET", "/v1/health", 200, HEALTH(GOOD_HA));
    run("wait_health", at("want: started, " ALL));
    expect_healthy();
    run("wait_health", at("want: unregistered, " ALL));
    expect_failed("m1 is disconnected, not unregistered");
}

Test(wait_health, with_a_number_a_cluster_is_started_when_all_masters_are_well)
{
    look(HEALTH(PRIMARY("connected") "," NOT_READY("m2", "a2") "," NOT_READY("c1", "b1") "," NOT_READY("c2", "b2")),
         "want: started, " ALL);
    expect_failed("m2 (Master): 1011");
    look(HEALTH(PRIMARY("connected") "," NOT_READY("c1", "b1")), "want: started, " ALL);
    expect_failed("after 0 s: c2 is not there; m2 (Master) is not there");
}

Test(wait_health, a_schema_in_the_making_is_not_started)
{
    look(HEALTH(PRIMARY("uninitialized") "," NOT_READY("m2", "a2")), "want: started");
    expect_failed("m1 is still making the database schema");
}

Test(wait_health, no_primary_and_two_are_told)
{
    look(HEALTH(NOT_READY("m1", "a1")), "want: started");
    expect_failed("no Master is primary yet");
}

Test(wait_health, while_nobody_is_primary_the_errors_are_told_those_that_are_the_same_once)
{
    look(HEALTH(DOWN("m1", "a1", "1014", "Internal error") "," NOT_READY("m2", "a2") ","
                DOWN("c1", "b1", "1014", "Internal error")), "want: started, " ALL);
    expect_failed("no Master is primary yet; m1, c1: 1014 Internal error, see the log; m2: 1011 Service not ready; "
                  "c2 is not there");
    cr_expect(says("containers run"));
}

Test(wait_health, counts_shards_and_leaves_the_master_alone_unless_asked)
{
    serve("GET", "/v1/health", 200,
          HEALTH(PRIMARY("disconnected") "," SECONDARY "," CORE("c1", "b1", "connected") "," CORE("c2", "b2", "connected") ","
                 CORE("c3", "b3", "disconnected")));
    run("wait_health", at("want: multiconnect, shards: 2, standby: 1"));
    expect_healthy();
    run("wait_health", at("want: multiconnect, shards: 2, require_master_connected: true"));
    expect_failed("m1, the primary Master, is disconnected");
    run("wait_health", at("want: multiconnect, shards: 4"));
    expect_failed("2 of 4 Coreapps connected");
    run("wait_health", at("want: multiconnect, shards: 2, standby: 2"));
    expect_failed("1 of 2 Coreapps standing by");
    run("wait_health", at("want: multiconnect"));
    expect_failed("shards");
}

Test(wait_health, a_single_instance_is_up)
{
    look("{\"health\":{\"gateway_status\":\"connected\"}}", "want: up");
    expect_healthy();
}

Test(wait_health, the_version_of_the_webapp_is_compared)
{
    serve("GET", "/v1/health", 200, HEALTH(GOOD_HA));
    run("wait_health", at("version: 2.53.6"));
    expect_healthy();
    run("wait_health", at("version: v2.53.5"));
    expect_failed("the Webapp has version 2.53.6, not 2.53.5");
}

static char progress[2048];

static void take_progress(void *data, const char *text)
{
    (void)data;
    snprintf(progress + strlen(progress), sizeof progress - strlen(progress), "%s\n", text);
}

Test(wait_health, waits_through_resets_and_errors_and_tells_what_is_missing)
{
    with.progress = take_progress;
    serve("GET", "/v1/health", 0, "");
    serve("GET", "/v1/health", 500, "{\"errors\":[{\"code\":1014,\"title\":\"Internal error\"}]}");
    serve("GET", "/v1/health", 200, "{\"health\":{}}");
    serve("GET", "/v1/health", 200, HEALTH(GOOD_HA));
    run("wait_health", at_server("password: Good-Pass1, timeout: 20, interval: 0.05, " ALL));
    expect_healthy();
    cr_expect(strstr(progress, "Webapp: no answer"), "%s", progress);
    cr_expect(strstr(progress, "Webapp: the answer is 500: 1014 Internal error"), "%s", progress);
    cr_expect(strstr(progress, "m1 (Master) is not there; m2 (Master) is not there; c1 (Coreapp) is not there"), "%s",
              progress);
}

Test(wait_health, may_want_several_good_looks_in_a_row)
{
    serve("GET", "/v1/health", 200, HEALTH(GOOD_HA));
    serve("GET", "/v1/health", 200, HEALTH(PRIMARY("disconnected")));
    serve("GET", "/v1/health", 200, HEALTH(GOOD_HA));
    run("wait_health", at_server("password: Good-Pass1, timeout: 20, interval: 0.05, reads: 2"));
    expect_healthy();
    cr_expect_eq(times("GET /v1/health"), 4);
}

Test(wait_health, gives_up_with_the_last_state)
{
    serve("GET", "/v1/health", 200, HEALTH(PRIMARY("disconnected")));
    run("wait_health", at_server("password: Good-Pass1, timeout: 1, interval: 0.3"));
    expect_failed("not as wanted (ha) after 1 s: 0 of 1 Coreapps connected");
    expect_got("health.m1:a1.role", "primary_master");
    cr_expect_gt(times("GET /v1/health"), 2);
}

Test(wait_health, check_mode_looks_once_and_never_fails)
{
    serve("GET", "/v1/health", 200, "{\"health\":{}}");
    check("wait_health", at_server("password: Good-Pass1, timeout: 20, " ALL));
    cr_expect(!outcome.failed && !outcome.changed, "%s", all());
    expect_got("healthy", "False");
    cr_expect_eq(times("GET /v1/health"), 1);
    stop_server();
    check("wait_health", at_server("password: Good-Pass1, timeout: 20, " ALL));
    cr_expect(!outcome.failed, "%s", all());
}

Test(wait_health, a_wrong_password_is_not_waited_for)
{
    rule_count = 0;
    serve("POST", "/v1/users/login", 401, "{\"errors\":[{\"code\":1005,\"title\":\"Access denied\"}]}");
    run("wait_health", at_server("password: Bad-Pass1, timeout: 60"));
    expect_failed("does not let admin in");
}
