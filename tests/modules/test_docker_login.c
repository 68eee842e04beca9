#include "docker.h"

TestSuite(docker_login, .init = set_up, .fini = tear_down);

Test(docker_login, the_password_goes_by_standard_input)
{
    if (!with_docker())
        return;
    run("docker_login", "{registry_url: r.example, username: me, password: 'top secret', config_path: '@/config.json'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "login --username me --password-stdin -- r.example\n");
    cr_expect_str_eq(read_back("@/input"), "top secret");
    cr_expect(!strstr(all(), "top secret"), "%s", all());
}

Test(docker_login, what_is_kept_is_not_done_again)
{
    if (!with_docker())
        return;
    write_file("@/config.json", "{\"auths\": {\"r.example\": {\"auth\": \"bWU6cHc=\"}}}", 0600);
    run("docker_login", "{registry_url: r.example, username: me, password: pw, config_path: '@/config.json'}");
    expect_unchanged(1);
    check("docker_login", "{registry_url: r.example, username: me, password: other, config_path: '@/config.json'}");
    expect_changed(1);
    check("docker_login", "{registry_url: r.example, username: me, password: pw, reauthorize: yes, config_path: '@/config.json'}");
    expect_changed(1);
    run("docker_login", "{registry_url: r.example, state: absent, config_path: '@/config.json'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "logout -- r.example\n");
    run("docker_login", "{registry_url: none.example, state: absent, config_path: '@/config.json'}");
    expect_unchanged(1);
    run("docker_login", "{username: me, config_path: '@/config.json'}");
    expect_failed("'password'");
}
