#include "docker.h"

TestSuite(docker_network, .init = set_up, .fini = tear_down);

#define THERE                                                                                                          \
    "[{\"Name\": \"n\", \"Driver\": \"bridge\", \"Internal\": false, \"Labels\": {}, \"Options\": {}, "                  \
    "\"IPAM\": {\"Config\": [{\"Subnet\": \"10.1.0.0/24\"}]}, \"Containers\": {\"1f\": {\"Name\": \"web\"}}}]"

Test(docker_network, is_made_with_its_addresses)
{
    if (!with_docker())
        return;
    write_file("@/made.json", THERE, 0644);
    run("docker_network", "{name: n, internal: no, ipam_config: [{subnet: 10.1.0.0/24}], driver_options: {x: 1}}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "network create --driver bridge --opt x=1 --subnet 10.1.0.0/24 -- n\n");
    run("docker_network", "{name: n, internal: no, ipam_config: [{subnet: 10.1.0.0/24}]}");
    expect_unchanged(1);
}

Test(docker_network, that_differs_is_made_anew_and_its_containers_are_connected_again)
{
    if (!with_docker())
        return;
    write_file("@/network.json", THERE, 0644);
    run("docker_network", "{name: n, internal: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "network disconnect --force -- n 1f\nnetwork rm -- n\n"
                                            "network create --driver bridge --internal -- n\nnetwork connect -- n web\n");
}

Test(docker_network, containers_are_connected_and_others_taken_off)
{
    if (!with_docker())
        return;
    write_file("@/network.json", THERE, 0644);
    run("docker_network", "{name: n, connected: [web, db], appends: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "network connect -- n db\n");
    run("docker_network", "{name: n, connected: [db]}");
    cr_expect(strstr(read_back("@/called"), "network disconnect --force -- n web\n"), "%s", read_back("@/called"));
}
