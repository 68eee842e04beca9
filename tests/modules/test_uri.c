#include "http_server.h"

TestSuite(uri, .init = set_up_server, .fini = tear_down_server);

static void ask(const char *args)
{
    run("uri", with_url(args));
}

#define expect_answer(code)                                                                                            \
    cr_expect(!outcome.failed && !outcome.changed, "%s", all());                                                       \
    expect_got("status", code)

Test(uri, tells_what_the_server_says)
{
    ask("{url: !/text, return_content: yes}");
    expect_answer("200");
    expect_got("content", text_body);
    expect_got("content_type", "text/plain");
    expect_got("content_length", "20");
    expect_got("msg", "OK (20 bytes)");
    expect_got("url", with_url("!/text"));
    expect_got("redirected", "False");
    ask("{url: !/json}");
    expect_got("json.name", "test");
    expect_got("json.list", "[1, 2]");
    expect_got("content", "(none)");
}

Test(uri, sends_bodies_of_every_kind)
{
    ask("{url: '!/echo?a=1', method: post, body: {k: v, n: 1}, body_format: json, headers: {X-Test: 'yes it is'}}");
    expect_answer("200");
    expect_got("json.method", "POST");
    expect_got("json.path", "/echo?a=1");
    expect_got("json.body", "{\"k\": \"v\", \"n\": 1}");
    expect_got("json.type", "application/json");
    expect_got("json.test", "yes it is");
    expect_got("json.agent", "ansible-httpget");
    expect_got("x_reply", "yes");
    expect_got("cookies", "{'a': '1', 'b': '2'}");
    expect_got("cookies_string", "a=1; b=2");
    ask("{url: !/echo, method: PUT, body: 'raw text'}");
    expect_got("json.body", "raw text");
    ask("{url: !/echo, method: POST, body: {a: '1 2', b: \"x&\\u00fc\", c: [1, 2]}, body_format: form-urlencoded}");
    expect_got("json.body", "a=1+2&b=x%26%C3%BC&c=1&c=2");
    expect_got("json.type", "application/x-www-form-urlencoded");
    write_file("@/part.txt", "from a file", 0644);
    ask("{url: !/echo, method: POST, body_format: form-multipart, body: {a: 1, f: {filename: part.txt}, g: {content: "
        "c, "
        "filename: n, mime_type: text/x}}}");
    cr_expect(strstr(got("json.body"), "name=\"f\"; filename=\"part.txt\"    from a file"), "%s", all());
    cr_expect(strstr(got("json.body"), "Content-Type: text/x"), "%s", all());
    cr_expect(strstr(got("json.type"), "multipart/form-data; boundary="));
    ask("{url: !/echo, method: POST, src: '@/part.txt', remote_src: yes}");
    expect_got("json.body", "from a file");
}

Test(uri, other_codes_fail_unless_they_are_wanted)
{
    ask("{url: !/status/500}");
    expect_failed("Status code was 500 and not [200]: HTTP Error 500: Some Words");
    expect_got("status", "500");
    ask("{url: !/status/404, status_code: 404}");
    expect_answer("404");
    ask("{url: !/status/201, status_code: [200, 201], method: POST}");
    expect_answer("201");
}

Test(uri, follows_redirects_as_told)
{
    ask("{url: !/redirect}");
    expect_answer("200");
    expect_got("redirected", "True");
    expect_got("url", with_url("!/echo"));
    ask("{url: !/redirect, follow_redirects: none, status_code: 302}");
    expect_answer("302");
    expect_got("location", with_url("!/echo"));
    ask("{url: !/redirect, method: POST, body: x}");
    expect_failed("Status code was 302");
    ask("{url: !/redirect, method: POST, body: x, follow_redirects: all}");
    expect_got("json.method", "GET");
    ask("{url: !/again, method: POST, body: x, follow_redirects: all}");
    expect_got("json.method", "POST");
    expect_got("json.body", "x");
    ask("{url: !/loop}");
    expect_failed("more than 10 times");
}

Test(uri, passwords_go_where_they_are_asked_for)
{
    ask("{url: !/auth, user: user, password: pass, return_content: yes}");
    expect_answer("200");
    expect_got("content", "welcome\n");
    ask("{url: !/auth, user: user, password: pass, force_basic_auth: yes}");
    expect_answer("200");
    ask("{url: !/auth}");
    expect_failed("401");
}

Test(uri, no_answer_is_status_minus_one)
{
    ask("{url: 'http://127.0.0.1:1/', timeout: 2}");
    cr_expect(outcome.failed);
    expect_got("status", "-1");
    ask("{url: !/slow, timeout: 1}");
    cr_expect(outcome.failed);
    expect_got("status", "-1");
    ask("{url: 'nonsense'}");
    expect_failed("no URL");
}

Test(uri, writes_what_came_to_a_file)
{
    ask("{url: !/text, dest: '@/dl', mode: '0600'}");
    cr_expect(outcome.changed, "%s", all());
    cr_expect_str_eq(read_back("@/dl"), text_body);
    cr_expect_eq(mode_of("@/dl"), 0600);
    expect_got("path", "@/dl");
    ask("{url: !/text, dest: '@/dl', mode: '0600'}");
    cr_expect(!outcome.changed);
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    ask("{url: '!/text?x=/y', dest: '@/d'}");
    cr_expect_str_eq(read_back("@/d/text"), text_body);
}

Test(uri, asks_nothing_when_creates_decides_or_in_check_mode)
{
    ask("{url: 'http://127.0.0.1:1/', creates: '@'}");
    expect_unchanged(1);
    expect_got("stdout", "skipped, since '@' exists");
    check("uri", "{url: 'http://127.0.0.1:1/'}");
    cr_expect(outcome.skipped);
}

Test(uri, without_a_body)
{
    ask("{url: !/echo, method: HEAD}");
    expect_answer("200");
    ask("{url: !/text, unix_socket: /x}");
    expect_failed("--unix-socket");
}
