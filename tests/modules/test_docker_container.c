#include "docker.h"

TestSuite(docker_container, .init = set_up, .fini = tear_down);

#define IMAGE "[{\"Id\": \"sha256:1\"}]"
#define RUNNING                                                                                                        \
    "[{\"Image\": \"sha256:1\", \"State\": {\"Running\": true, \"Paused\": false}, "                                     \
    "\"Config\": {\"Image\": \"app\", \"Env\": [\"A=1\", \"PATH=/bin\"], \"Cmd\": [\"a\", \"b c\"], \"Entrypoint\": [\"/e\"]}, " \
    "\"HostConfig\": {\"Memory\": 67108864, \"PortBindings\": {\"80/tcp\": [{\"HostIp\": \"\", \"HostPort\": \"8080\"}]}, "   \
    "\"Binds\": [\"/a:/b\"], \"Ulimits\": [{\"Name\": \"nofile\", \"Soft\": 1, \"Hard\": 2}], \"NanoCpus\": 500000000, "      \
    "\"RestartPolicy\": {\"Name\": \"always\", \"MaximumRetryCount\": 0}}}]"

Test(docker_container, is_made_and_started_with_its_options)
{
    if (!with_docker())
        return;
    write_file("@/image.json", IMAGE, 0644);
    write_file("@/made.json", RUNNING, 0644);
    check("docker_container", "{name: c, image: app}");
    expect_changed(1);
    run("docker_container", "{name: c, image: app, env: {A: 1, SECRET: hidden}, memory: 64m, published_ports: ['8080:80'], volumes: ['/a:/b'], "
                            "restart_policy: always, command: [a, b c], privileged: no, ulimits: ['nofile:1:2'], cpus: 0.5, "
                            "healthcheck: {test: [CMD, 'true'], interval: 1m}, labels: {l: x}}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"),
                     "container create --name c --cpus 0.5 --label l=x --memory 67108864 --privileged=false --publish 8080:80 "
                     "--ulimit nofile=1:2 --volume /a:/b --restart always --health-interval 1m --health-cmd true "
                     "--env-file /dev/stdin -- app a b c\ncontainer start c\n");
    cr_expect_str_eq(read_back("@/input"), "A=1\nSECRET=hidden\n");
}

Test(docker_container, that_is_as_wanted_is_left)
{
    if (!with_docker())
        return;
    write_file("@/image.json", IMAGE, 0644);
    write_file("@/container.json", RUNNING, 0644);
    run("docker_container", "{name: c, image: app, env: {A: 1}, memory: 0.0625g, published_ports: ['0.0.0.0:8080:80'], volumes: ['/a:/b:rw'], "
                            "restart_policy: always, entrypoint: /e, command: a 'b c', ulimits: ['nofile:1:2'], cpus: 0.5}");
    expect_unchanged(1);
    run("docker_container", "{name: c, image: app, env: {A: 1}, comparisons: {env: strict}}");
    expect_changed(2);
    run("docker_container", "{name: c, image: app, env: {A: 2}, comparisons: {'*': ignore}}");
    cr_expect(!outcome.failed, "%s", all());
}

Test(docker_container, what_can_be_updated_is_and_the_rest_needs_a_new_one)
{
    if (!with_docker())
        return;
    write_file("@/image.json", IMAGE, 0644);
    write_file("@/container.json", RUNNING, 0644);
    run("docker_container", "{name: c, image: app, memory: 128m}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "container update --memory 134217728 c\n");
    check("docker_container", "{name: c, memory: 64m, env: {A: 2}}");
    expect_failed("'image'");
    with.diff_mode = true;
    check("docker_container", "{name: c, image: app, published_ports: ['81:80']}");
    expect_changed(1);
    expect_got("diff.after.published_ports", "[':81:80/tcp']");
}

Test(docker_container, is_stopped_and_removed)
{
    if (!with_docker())
        return;
    write_file("@/container.json", RUNNING, 0644);
    run("docker_container", "{name: c, state: stopped, stop_timeout: 3}");
    expect_changed(2);
    run("docker_container", "{name: c, state: absent, force_kill: yes, keep_volumes: no}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "container stop --time 3 c\ncontainer kill --signal KILL c\ncontainer rm --force --volumes c\n");
    run("docker_container", "{name: c, state: absent}");
    expect_unchanged(1);
}

Test(docker_container, that_runs_to_its_end_gives_its_exit_code)
{
    if (!with_docker())
        return;
    write_file("@/image.json", IMAGE, 0644);
    run("docker_container", "{name: c, image: app, detach: no}");
    expect_failed("out");
    expect_got("status", "3");
    expect_got("container.Output", "out\n");
}

Test(docker_container, what_can_not_be_read_is_told)
{
    if (!with_docker())
        return;
    write_file("@/image.json", IMAGE, 0644);
    run("docker_container", "{name: c, image: app, memory: lots}");
    expect_failed("memory 'lots'");
    run("docker_container", "{name: c, image: app, published_ports: ['a:b']}");
    expect_failed("'a:b'");
    run("docker_container", "{name: c, image: app, env: {A: \"1\\n2\"}}");
    expect_failed("line breaks");
    run("docker_container", "{name: c, device_requests: []}");
    expect_failed("GPUs");
}
