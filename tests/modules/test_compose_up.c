/* With a docker and a docker-compose of the tests' own: scripts that answer from files, and note how they were called. */
#include "on_local.h"

#include <time.h>

#define HASH_A "aaaa1111"
#define HASH_B "bbbb2222"

static const char fake_docker[] =
    "#!/bin/sh\n"
    "echo \"docker $*\" >>@/calls\n"
    "case \"$1 $2\" in\n"
    "'compose version') [ -f @/plugin ] ;;\n"
    "'compose '*) shift; exec docker-compose $* ;;\n"
    "'ps -aq') cut -d'|' -f1 @/containers ;;\n"
    "'image inspect') shift 4; grep \"^$1 \" @/images | cut -d' ' -f2 | grep . ;;\n"
    "'inspect -f')\n"
    "  case $3 in\n"
    "  *config-hash*) cat @/containers ;;\n"
    "  *State.Status*) cat @/watched ;;\n"
    "  *) cut -d' ' -f1,4 @/watched ;;\n"
    "  esac ;;\n"
    "'logs '*) echo 'line one'; echo 'line two' >&2 ;;\n"
    "'network ls') echo wa_default ;;\n"
    "'volume ls') echo wa_media ;;\n"
    "'pull '*) shift 2; echo \"$1 sha256:pulled\" >>@/images ;;\n"
    "'stop '* | 'rm '* | 'network rm' | 'volume rm') ;;\n"
    "*) echo \"unexpected: docker $*\" >&2; exit 9 ;;\n"
    "esac\n";

static const char fake_compose[] =
    "#!/bin/sh\n"
    "echo \"compose V=$V $*\" >>@/calls\n"
    "case \"$*\" in\n"
    "*'config --hash=*')\n"
    "  case $2 in - | */waplay.*) cat @/hashes2 ;; *) cat @/hashes ;; esac ;;\n"
    "*'config -q') echo 'ERROR: Missing mandatory value for \"image\": Set V' >&2; exit 1 ;;\n"
    "*config) [ -n \"$V\" ] || exit 1; cat @/config ;;\n"
    "*' up -d '*) [ ! -f @/up-fails ] || { echo 'Creating x'; echo 'ERROR: for x port is already allocated'; exit 1; }\n"
    "  cp @/containers.after @/containers ;;\n"
    "*) exit 9 ;;\n"
    "esac >&1\n";

static const char config[] =
    "services:\n"
    "  web:\n"
    "    environment:\n"
    "      scale: '7'\n"
    "    image: img/web:v1\n"
    "  worker:\n"
    "    image: \"img/worker:v1\"\n"
    "    scale: 2\n"
    "volumes:\n"
    "  media: {}\n";

static void set_up_docker(void)
{
    set_up();
    cr_assert_eq(mkdir(in_dir("@/bin"), 0755), 0);
    write_file("@/bin/docker", in_dir(fake_docker), 0755);
    write_file("@/bin/docker-compose", in_dir(fake_compose), 0755);
    write_file("@/config", config, 0644);
    write_file("@/hashes", "web " HASH_A "\nworker " HASH_B "\n", 0644);
    write_file("@/images", "img/web:v1 sha256:1\nimg/worker:v1 sha256:2\n", 0644);
    write_file("@/containers", "", 0644);
    write_file("@/watched", "", 0644);
    write_file("@/calls", "", 0644);
    write_file("@/c.yml", "services: {}\n", 0644);
    with.environment = wp_dict_new(arena, 1);
    wp_dict_set(arena, with.environment, "PATH",
                wp_string_printf(arena, "%s:%s", in_dir("@/bin"), getenv("PATH")));
    with.diff_mode = true;
}

TestSuite(compose_up, .init = set_up_docker, .fini = tear_down);

/* id|name|service|one-off|hash|image id|state|exit code|restarts|started|number|image */
#define WEB(hash, image_id, state) "id1|/wa_web_1|web|False|" hash "|" image_id "|" state "|0|0|t1|1|img/web:v1\n"
#define WEB_UP WEB(HASH_A, "sha256:1", "running")

static const char *web(const char *more)
{
    return wp_printf(arena, "{file: '@/c.yml', project_name: wa, services: [web], environment: {V: 1}, settle: 0%s}", more);
}

static bool was_called(const char *part)
{
    return strstr(read_back("@/calls"), part) != NULL;
}

Test(compose_up, a_service_without_a_container_is_created)
{
    write_file("@/containers.after", WEB_UP, 0644);
    write_file("@/watched", "id1 running 0 0\n", 0644);
    run("compose_up", web(""));
    expect_changed(2);
    expect_got("actions.0.action", "create");
    expect_got("actions.0.name", "web");
    expect_got("containers.0.name", "wa_web_1");
    expect_got("containers.0.state", "running");
    expect_got("diff.before.web", "absent");
    cr_expect(was_called("compose V=1 -f "), "%s", read_back("@/calls"));
    cr_expect(was_called("-p wa up -d --no-deps -t 10 web"), "%s", read_back("@/calls"));
}

Test(compose_up, a_service_that_runs_as_the_file_says_is_left)
{
    write_file("@/containers", WEB_UP, 0644);
    run("compose_up", web(""));
    expect_unchanged(1);
    expect_got("actions", "[]");
    expect_got("containers.0.id", "id1");
    cr_expect(!was_called(" up -d"));
}

Test(compose_up, check_mode_tells_the_same_and_starts_nothing)
{
    check("compose_up", web(""));
    expect_changed(1);
    expect_got("actions.0.action", "create");
    cr_expect(!was_called(" up -d"));
}

Test(compose_up, another_hash_image_or_state_is_told_with_its_reason)
{
    static const struct {
        const char *container, *action, *reason;
    } cases[] = {
        { WEB("old", "sha256:1", "running"), "recreate", "its configuration is another" },
        { WEB(HASH_A, "sha256:0", "running"), "recreate", "img/web:v1 is another image now" },
        { "id1|/wa_web_1|web|False|old|sha256:0|running|0|0|t1|1|img/web:v0\n", "recreate",
          "its image is img/web:v0, not img/web:v1" },
        { WEB(HASH_A, "sha256:1", "exited"), "start", "it is exited (0)" },
        { WEB(HASH_A, "sha256:1", "created"), "start", "it is created (0)" },
        { "id2|/wa_web_run_1|web|True|x|sha256:1|running|0|0|t1|1|img/web:v1\n", "create", "there is none" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file("@/containers", cases[i].container, 0644);
        check("compose_up", web(""));
        expect_got("actions.0.action", cases[i].action);
        expect_got("actions.0.reason", cases[i].reason);
    }
}

Test(compose_up, the_plug_in_is_asked_twice_as_its_label_has_env_files_read)
{
    write_file("@/plugin", "", 0644);
    write_file("@/hashes", "web unresolved\n", 0644);
    write_file("@/hashes2", "web " HASH_A "\n", 0644);
    write_file("@/containers", WEB_UP, 0644);
    run("compose_up", web(""));
    expect_unchanged(1);
}

Test(compose_up, several_containers_of_a_service_are_counted)
{
    write_file("@/containers",
               "id1|/wa_worker_1|worker|False|" HASH_B "|sha256:2|running|0|0|t1|1|img/worker:v1\n", 0644);
    check("compose_up", "{file: '@/c.yml', services: worker, environment: {V: 1}}");
    expect_got("actions.0.action", "create");
    expect_got("actions.0.name", "worker 2");
    write_file("@/containers",
               "id1|/wa_worker_1|worker|False|" HASH_B "|sha256:2|running|0|0|t1|1|img/worker:v1\n"
               "id2|/wa_worker_2|worker|False|" HASH_B "|sha256:2|running|0|0|t1|2|img/worker:v1\n"
               "id3|/wa_worker_3|worker|False|" HASH_B "|sha256:2|running|0|0|t1|3|img/worker:v1\n", 0644);
    check("compose_up", "{file: '@/c.yml', services: worker, environment: {V: 1}}");
    expect_got("actions.0.action", "remove");
    expect_got("actions.0.name", "wa_worker_3");
}

Test(compose_up, without_names_all_services_are_meant)
{
    write_file("@/containers", WEB_UP, 0644);
    check("compose_up", "{file: '@/c.yml', environment: {V: 1}}");
    expect_got("actions.0.name", "worker 1");
    expect_got("actions.1.name", "worker 2");
    expect_got("actions.2", "");
}

Test(compose_up, an_image_that_is_missing_will_be_pulled)
{
    write_file("@/images", "", 0644);
    check("compose_up", web(""));
    expect_got("actions.0.action", "pull");
    expect_got("actions.0.name", "img/web:v1");
    expect_got("actions.1.action", "create");
    write_file("@/calls", "", 0644);
    run("compose_up", web(", state: pulled"));
    cr_expect(!was_called("--hash"), "%s", read_back("@/calls"));
    expect_changed(2);
    cr_expect(was_called("docker pull -q img/web:v1"));
    run("compose_up", web(", state: pulled"));
    expect_unchanged(1);
}

Test(compose_up, a_container_that_is_restarted_meanwhile_is_a_failure_with_its_log)
{
    write_file("@/containers.after", WEB_UP, 0644);
    write_file("@/watched", "id1 restarting 1 4\n", 0644);
    run("compose_up", web(""));
    expect_failed("container wa_web_1 is restarted again and again: it ends with 1");
    cr_expect(says("line one\nline two"));
    expect_got("changed", "True");
    expect_got("log", "line one\nline two");
    write_file("@/watched", "id1 exited 3 0\n", 0644);
    write_file("@/containers", "", 0644);
    run("compose_up", web(""));
    expect_failed("container wa_web_1 is exited, with 3");
}

Test(compose_up, a_container_in_a_restart_loop_is_a_failure_though_nothing_differs)
{
    write_file("@/containers", WEB(HASH_A, "sha256:1", "restarting"), 0644);
    write_file("@/watched", "id1 restarting 1 4\n", 0644);
    run("compose_up", web(""));
    expect_failed("restarted again and again");
}

/* A line of docker inspect for a container that was restarted, and started so many seconds ago. */
static const char *restarted(int64_t ago)
{
    time_t then = time(NULL) - ago;
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.5Z", gmtime(&then));
    return wp_printf(arena, "id1|/wa_web_1|web|False|" HASH_A "|sha256:1|running|0|4|%s|1|img/web:v1\n", text);
}

Test(compose_up, one_that_was_restarted_a_moment_ago_is_watched_and_one_long_ago_is_not)
{
    write_file("@/watched", "id1 restarting 1 5\n", 0644);
    write_file("@/containers", restarted(5), 0644);
    run("compose_up", web(""));
    expect_failed("restarted again and again");
    write_file("@/containers", restarted(600), 0644);
    run("compose_up", web(""));
    expect_unchanged(1);
}

Test(compose_up, what_compose_says_when_it_fails_is_told)
{
    write_file("@/up-fails", "", 0644);
    run("compose_up", web(""));
    expect_failed("compose up failed: ERROR: for x port is already allocated");
}

Test(compose_up, a_file_that_can_not_be_used_is_told)
{
    run("compose_up", "{file: '@/c.yml', services: [web]}");
    expect_failed("c.yml can't be used: ERROR: Missing mandatory value for \"image\": Set V");
}

Test(compose_up, an_unknown_service_is_told_with_those_there_are)
{
    run("compose_up", "{file: '@/c.yml', services: [wbe], environment: {V: 1}}");
    expect_failed("has no service 'wbe'; its services are web, worker");
}

Test(compose_up, a_file_that_is_not_there_is_a_failure_but_in_check_mode)
{
    run("compose_up", "{file: '@/none.yml', services: [web], environment: {V: 1}}");
    expect_failed("none.yml is not there; put it on the host first");
}

Test(compose_up, in_check_mode_a_file_to_come_means_that_its_services_are_created)
{
    check("compose_up", "{file: '@/none.yml', project_name: wa, services: [web, other], environment: {V: 1}}");
    expect_changed(1);
    expect_got("actions.0.name", "web");
    expect_got("actions.0.reason", "there is none, and its files are still to come");
    expect_got("actions.1.name", "other");
    write_file("@/containers", WEB_UP, 0644);
    check("compose_up", "{file: '@/none.yml', project_name: wa, services: [web], environment: {V: 1}}");
    expect_got("actions.0.action", "recreate");
}

Test(compose_up, in_check_mode_an_env_file_that_will_say_something_else_means_that_what_runs_will_differ)
{
    static const char *const forms[] = { "env_file: db.env", "env_file: [none.env, \"db.env\"]",
                                         "env_file:\n      - db.env # comment\n    image: x",
                                         "env_file:\n    - path: ./db.env\n      required: true\n    - db.env" };
    write_file("@/containers", WEB_UP, 0644);
    write_file("@/db.env", "A=1\nB=two\n", 0600);
    check("copy", "{dest: '@/db.env', content: \"A=1\\nB=2\\n\"}");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        write_file("@/c.yml", wp_printf(arena, "services:\n  web:\n    %s\n", forms[i]), 0644);
        check("compose_up", web(""));
        expect_changed(2);
        expect_got("actions.0.reason", "what its env_file says will be another");
    }
    write_file("@/c.yml", "services:\n  web:\n    image: db.env\n", 0644);
    check("compose_up", web(""));
    expect_unchanged(1);
}

Test(compose_up, in_check_mode_an_env_file_that_will_say_the_same_in_other_words_changes_nothing)
{
    write_file("@/c.yml", "services:\n  web:\n    env_file:\n      - db.env\n", 0644);
    write_file("@/containers", WEB_UP, 0644);
    write_file("@/db.env", "# by hand\n\nB='a b'\nA=1\nC=\"x\"\n", 0600);
    check("copy", "{dest: '@/db.env', content: \"A=1\\nC=x\\nB='a b'\\n\"}");
    check("compose_up", web(""));
    expect_unchanged(2);
}

Test(compose_up, in_check_mode_a_file_whose_env_file_is_still_to_come_is_as_good_as_none)
{
    write_file("@/c.yml", "services:\n  web:\n    env_file: db.env\n", 0644);
    write_file("@/containers", WEB_UP, 0644);
    check("compose_up", "{file: '@/c.yml', project_name: wa, services: [web]}"); /* config fails */
    expect_failed("can't be used: ERROR: Missing mandatory value");
    check("copy", "{dest: '@/db.env', content: 'A=1'}");
    check("compose_up", "{file: '@/c.yml', project_name: wa, services: [web]}");
    expect_changed(2);
    expect_got("actions.0.action", "recreate");
}

Test(compose_up, in_check_mode_a_content_that_is_foreseen_counts_instead_of_the_file)
{
    write_file("@/containers", WEB_UP, 0644);
    write_file("@/hashes2", "web other\n", 0644); /* what compose says of a file that is not there yet */
    check("copy", "{dest: '@/c.yml', content: 'services: {web: {}}'}");
    check("compose_up", web(""));
    expect_changed(1);
    expect_got("actions.0.reason", "its configuration is another");
    write_file("@/hashes2", "web " HASH_A "\n", 0644);
    check("compose_up", web(""));
    expect_unchanged(1);
    check("copy", "{dest: '@/new.yml', content: 'services: {web: {}}'}");
    check("compose_up", "{file: '@/new.yml', project_name: wa, services: [web], environment: {V: 1}}");
    expect_unchanged(1);
    cr_expect(was_called("-f - --project-directory "), "%s", read_back("@/calls"));
    write_file("@/plugin", "", 0644);
    check("compose_up", web(""));
    expect_unchanged(1);
}

Test(compose_up, recreated_is_made_anew_each_time)
{
    write_file("@/containers", WEB_UP, 0644);
    write_file("@/containers.after", "id9|/wa_web_1|web|False|" HASH_A "|sha256:1|running|0|0|t2|1|img/web:v1\n", 0644);
    run("compose_up", web(", state: recreated"));
    expect_changed(2);
    expect_got("actions.0.action", "recreate");
    cr_expect(was_called("--force-recreate"));
}

Test(compose_up, is_unchanged_where_compose_found_nothing_to_do)
{
    write_file("@/containers", WEB("other", "sha256:1", "running"), 0644);
    write_file("@/containers.after", WEB("other", "sha256:1", "running"), 0644);
    run("compose_up", web(""));
    expect_unchanged(2);
    cr_expect(strstr(got("warnings"), "compose left the containers as they are"), "%s", all());
}

Test(compose_up, stops_what_runs)
{
    write_file("@/containers", WEB_UP, 0644);
    run("compose_up", web(", state: stopped"));
    expect_changed(2);
    expect_got("actions.0.action", "stop");
    cr_expect(was_called("docker stop -t 10 id1"), "%s", read_back("@/calls"));
    cr_expect(!was_called("docker rm"));
    write_file("@/containers", WEB(HASH_A, "sha256:1", "exited"), 0644);
    run("compose_up", web(", state: stopped"));
    expect_unchanged(1);
}

Test(compose_up, removes_services_by_name_and_leaves_the_network)
{
    write_file("@/containers", WEB_UP, 0644);
    run("compose_up", "{file: '@/gone.yml', project_name: wa, services: [web], state: absent}");
    expect_changed(2);
    cr_expect(was_called("docker rm -f id1"), "%s", read_back("@/calls"));
    cr_expect(!was_called("network rm"));
}

Test(compose_up, removes_the_whole_with_its_network_and_volumes_when_asked)
{
    write_file("@/containers", WEB_UP, 0644);
    run("compose_up", "{file: '@/c.yml', project_name: wa, state: absent}");
    expect_changed(2);
    cr_expect(was_called("docker network rm wa_default"));
    cr_expect(!was_called("volume rm"));
    run("compose_up", "{file: '@/c.yml', project_name: wa, state: absent, remove_volumes: true}");
    cr_expect(was_called("docker volume rm wa_media"));
}

Test(compose_up, orphans_go_only_when_asked)
{
    write_file("@/containers", WEB_UP "id7|/wa_old_1|old|False|x|sha256:1|running|0|0|t1|1|img/old:v1\n", 0644);
    run("compose_up", web(""));
    expect_unchanged(1);
    check("compose_up", web(", remove_orphans: true"));
    expect_got("actions.0.name", "wa_old_1");
    run("compose_up", web(", remove_orphans: true"));
    cr_expect(was_called("docker rm -f id7"), "%s", read_back("@/calls"));
    cr_expect(!was_called(" up -d"));
}

Test(compose_up, the_project_is_named_as_compose_does)
{
    static const struct {
        const char *file, *content, *name;
    } cases[] = {
        { "@/My.Dir_2/c.yml", "services: {}\n", "mydir_2" },
        { "@/My.Dir_2/c.yml", "name: \"given\"\nservices: {}\n", "given" },
    };
    cr_assert_eq(mkdir(in_dir("@/My.Dir_2"), 0755), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file(cases[i].file, cases[i].content, 0644);
        check("compose_up", wp_printf(arena, "{file: '%s', services: [web], environment: {V: 1}}", cases[i].file));
        expect_got("project", cases[i].name);
    }
    write_file("@/My.Dir_2/.env", "A=1\nCOMPOSE_PROJECT_NAME=from-env\n", 0644);
    check("compose_up", "{file: '@/My.Dir_2/c.yml', services: [web], environment: {V: 1}}");
    expect_got("project", "from-env");
    check("compose_up", "{file: '@/My.Dir_2/c.yml', services: [web], environment: {V: 1, COMPOSE_PROJECT_NAME: mine}}");
    expect_got("project", "mine");
}

Test(compose_up, odd_names_are_refused_before_the_host_sees_them)
{
    run("compose_up", "{file: '@/c.yml', services: ['web; reboot'], environment: {V: 1}}");
    expect_failed("can't be the name of a service");
    run("compose_up", "{file: '@/c.yml', environment: {'V W': 1}}");
    expect_failed("can't be the name of an environment variable");
    cr_expect_str_eq(read_back("@/calls"), "");
}
