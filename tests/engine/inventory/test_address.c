#include "inventory/address.h"

#include <criterion/criterion.h>

Test(address, names_and_addresses_may_have_a_port)
{
    static const struct {
        const char *text, *host;
        int64_t port;
    } cases[] = {
        { "web", "web", -1 },
        { "web:22", "web", 22 },
        { "a.b-c_d.example.com:2222", "a.b-c_d.example.com", 2222 },
        { "10.0.0.1:22", "10.0.0.1", 22 },
        { "::1", "::1", -1 },
        { "fe80::1%eth0", "fe80::1%eth0", -1 },
        { "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", -1 },
        { "::ffff:10.0.0.1", "::ffff:10.0.0.1", -1 },
        { "[fe80::1]:22", "fe80::1", 22 },
        { "[web]:22", "web", 22 },
        { "web[1:3]:22", "web[1:3]", 22 },
        { "[a:c]z", "[a:c]z", -1 },
        { "x[1:9:2].y", "x[1:9:2].y", -1 },
        { "\xc3\xa9", "\xc3\xa9", -1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_str host = wp_str_of("");
        int64_t port = 0;
        cr_expect(wp_address_parse(wp_str_of(cases[i].text), &host, &port), "%s", cases[i].text);
        cr_expect(wp_str_is(host, cases[i].host), "%s: %.*s", cases[i].text, (int)host.len, host.ptr);
        cr_expect_eq(port, cases[i].port, "%s: %lld", cases[i].text, (long long)port);
    }
}

Test(address, what_is_none_is_refused)
{
    static const char *const cases[] = { "",      "-web",   "web-", "web_", "a..b",     ".a",     "a.",      "web:db",
                                         "web:",  "web db", "web*", "~web", "web[1]",   "web[1:", "web[:3]", "web[1:x]",
                                         "[web]", "&web",   "!web", "a-.b", "12345::1", ":1",     "1:2:3" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_str host;
        int64_t port;
        cr_expect_not(wp_address_parse(wp_str_of(cases[i]), &host, &port), "%s", cases[i]);
    }
}
