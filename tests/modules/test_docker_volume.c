#include "docker.h"

TestSuite(docker_volume, .init = set_up, .fini = tear_down);

#define THERE "[{\"Name\": \"v\", \"Driver\": \"local\", \"Options\": {\"o\": \"1\"}, \"Labels\": {\"a\": \"1\", \"b\": \"2\"}}]"

Test(docker_volume, is_made_with_its_options_and_removed)
{
    if (!with_docker())
        return;
    write_file("@/made.json", THERE, 0644);
    check("docker_volume", "{name: v, driver_options: {o: 1}, labels: {a: 1}}");
    expect_changed(1);
    run("docker_volume", "{name: v, driver_options: {o: 1}, labels: {a: 1}}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "volume create --driver local --opt o=1 --label a=1 -- v\n");
    expect_got("volume.Driver", "local");
    run("docker_volume", "{name: v, driver_options: {o: 1}, labels: {a: 1}}");
    expect_unchanged(1);
    run("docker_volume", "{name: v, state: absent}");
    expect_changed(2);
    run("docker_volume", "{name: v, state: absent}");
    expect_unchanged(1);
}

Test(docker_volume, that_differs_is_made_anew_only_where_that_is_asked_for)
{
    if (!with_docker())
        return;
    write_file("@/volume.json", THERE, 0644);
    run("docker_volume", "{name: v, labels: {a: 7}}");
    expect_unchanged(1);
    run("docker_volume", "{name: v, labels: {a: 7}, recreate: options-changed}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "volume rm -- v\nvolume create --driver local --label a=7 -- v\n");
}

Test(docker_volume, a_host_without_docker_is_told_so)
{
    if (!with_programs())
        return;
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("docker_volume", "{name: v}");
    expect_failed("no docker command");
    run("docker_volume", "{name: v, ssl_version: 3}");
    expect_failed("chooses the version of TLS");
}
