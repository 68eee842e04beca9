#include "inventory/source.h"

#include "fixture.h"

TestSuite(source_script, .init = setup, .fini = teardown);

static wp_inventory *load_script(const char *text)
{
    write_file("inv.sh", text);
    return load("./inv.sh");
}

Test(source_script, groups_are_dicts_lists_or_hosts_with_variables)
{
    wp_inventory *inventory = load_script(
        "#!/bin/sh\n"
        "echo '{\"web\": {\"hosts\": [\"w1\"], \"vars\": {\"a\": 1}, \"children\": [\"db\"]},'\n"
        "echo ' \"db\": [\"d1\", \"d2\"], \"solo\": {\"k\": 2}, \"_meta\": {\"hostvars\": {\"d1\": {\"n\": [1]}}}}'\n");
    cr_expect_str_eq(members(inventory, "web"), "w1 d1 d2");
    cr_expect_str_eq(members(inventory, "solo"), "solo");
    cr_expect_str_eq(repr(wp_inventory_group(inventory, "web")->vars), "{'a': 1}");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "d1")->vars), "{'n': [1]}");
}

Test(source_script, without_meta_it_is_asked_for_each_host)
{
    wp_inventory *inventory = load_script("#!/bin/sh\n"
                                          "[ \"$1\" = --list ] && echo '{\"g\": [\"a\", \"b\"]}'\n"
                                          "[ \"$1\" = --host ] && [ \"$2\" = a ] && echo '{\"v\": \"a\"}'\n"
                                          "exit 0\n");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "a")->vars), "{'v': 'a'}");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "b")->vars), "{}");
}

static wp_error failed(const char *text)
{
    write_file("inv.sh", text);
    return refused("./inv.sh");
}

Test(source_script, failures_are_told_with_what_the_program_said)
{
    wp_error err = failed("#!/bin/sh\necho first >&2\necho no token >&2\nexit 3\n");
    cr_expect(strstr(err.text, "status 3"), "%s", err.text);
    cr_expect_str_eq(err.hint, "it said: no token");
}

Test(source_script, what_is_no_inventory_is_refused)
{
    cr_expect(strstr(failed("#!/bin/sh\necho hello\n").text, "no JSON"));
    cr_expect(strstr(failed("#!/bin/sh\necho '[1]'\n").text, "must print a dict"));
    cr_expect(strstr(failed("#!/bin/sh\necho '{\"g\": 1}'\n").text, "must be a list"));
    cr_expect(strstr(failed("#!/bin/sh\necho '{\"g\": [1]}'\n").text, "not a name"));
    cr_expect(strstr(failed("#!/bin/sh\necho '{\"g\": {\"vars\": []}}'\n").text, "must be a dict"));
    cr_expect(strstr(failed("#!/bin/sh\necho '{\"_meta\": {\"hostvars\": []}}'\n").text, "no dict"));
}

Test(source_script, a_program_that_may_not_be_run_is_told_the_way)
{
    write_file("inv.sh", "#!/bin/sh\n");
    cr_assert_eq(chmod("inv.sh", 0600), 0);
    cr_expect(strstr(refused("inv.sh").hint, "chmod +x"));
}
