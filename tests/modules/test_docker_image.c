#include "docker.h"

TestSuite(docker_image, .init = set_up, .fini = tear_down);

Test(docker_image, that_is_there_is_left)
{
    if (!with_docker())
        return;
    write_file("@/image.json", "[{\"Id\": \"sha256:1\"}]", 0644);
    run("docker_image", "{name: app, source: pull}");
    expect_unchanged(1);
    expect_got("image.Id", "sha256:1");
    run("docker_image", "{name: app, source: pull, force_source: yes}");
    expect_unchanged(2); /* pulled, and the same as before */
    cr_expect_str_eq(read_back("@/called"), "pull -- app:latest\n");
    run("docker_image", "{name: app, state: absent}");
    expect_changed(2);
}

Test(docker_image, is_built_with_its_options)
{
    if (!with_docker())
        return;
    check("docker_image", "{name: 'app:1', source: build, build: {path: /src, dockerfile: D, args: {A: b c}, nocache: yes, target: t}}");
    expect_changed(1);
    run("docker_image", "{name: 'app:1', source: build, build: {path: /src, dockerfile: D, args: {A: b c}, nocache: yes, target: t}}");
    expect_failed("still no image app:1");
    cr_expect_str_eq(read_back("@/called"), "build --tag app:1 --target t --file /src/D --build-arg A=b c --no-cache -- /src\n");
}

Test(docker_image, where_it_comes_from_must_be_said)
{
    if (!with_docker())
        return;
    run("docker_image", "{name: app, source: local}");
    expect_failed("the image app:latest is not there");
    run("docker_image", "{name: app, source: load}");
    expect_failed("load_path");
    run("docker_image", "{name: app, source: build}");
    expect_failed("'build'");
}
