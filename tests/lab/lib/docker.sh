# shellcheck shell=sh
#
# The images: a host without a network runs an engine, `tests/sim/build-images`
# fills it, and what then lies in its /var/lib/docker is the template that each
# host begins with. It is made anew when the simulator's sources changed, and
# every two weeks, since the builds it simulates expire.

images_wanted() { [ -x "$LAB_SIM/build-images" ]; }

docker_template() {
    echo "$LAB_CACHE/docker-$(
        {
            root_dir
            echo "$(($(date +%s) / 1209600))"
            echo "${WAPLAY_SIM_VERSIONS-} ${WAPLAY_SIM_TIME_FACTOR-}"
            ! images_wanted || (cd "$LAB_SIM" && find . -type f ! -name 'test_*' ! -name README.md -print0 | sort -z | xargs -0 sha256sum)
        } | hash_of
    )"
}

build_docker_template() {
    template=$(docker_template)
    [ ! -d "$template" ] || return 0
    builder=$LAB_CACHE/builder
    drop_builder
    fresh_host "$builder" docker

    if images_wanted; then
        command -v docker >/dev/null || fail "the images are built with docker's client, which is missing" "apt-get install docker.io"
        trap 'process_end "$builder/process"' EXIT
        boot_host "$builder" "$LAB_PREFIX-builder" docker
        await 60 "the image builder's Docker engine" docker_answers "$builder" ||
            fail "the image builder's engine did not start" "see $builder/boot.log and $builder/upper/var/log/dockerd.log"
        long_step "building the simulator's images" "$LAB_CACHE/images.log" \
            env DOCKER_HOST="unix://$(docker_socket "$builder")" WAPLAY_SIM_BUILD="$LAB_CACHE/sim" "$LAB_SIM/build-images"
        # The engine must write down what it has before it goes.
        # shellcheck disable=SC2016 # for the host's shell
        in_host_dir "$builder" sh -c 'kill "$(cat /run/docker.pid)"; while [ -e /run/docker.pid ]; do sleep 0.1; done'
        process_end "$builder/process"
        trap - EXIT
        remove_cgroups "$LAB_PREFIX-builder"
    else
        say "tests/sim/build-images is not there: the hosts begin without images"
    fi
    rm -rf "$LAB_CACHE"/docker-*
    mv "$builder/docker" "$template"
    rm -rf "$builder"
}

# drop_builder: the one that a build left which was broken off.
drop_builder() {
    process_end "$LAB_CACHE/builder/process"
    remove_cgroups "$LAB_PREFIX-builder"
}

docker_socket() { echo "/proc/$(process_pid "$1/process")/root/run/docker.sock"; }

engine_answers() { docker_answers "$1"; }
client_answers() { sshd_answers "$1"; }

docker_answers() {
    in_host_dir "$1" curl -fs -m 5 --unix-socket /run/docker.sock http://localhost/_ping >/dev/null 2>&1
}

# remove_cgroups NAME: what the containers of a dead host left in the cgroups,
# of one hierarchy or of many.
remove_cgroups() {
    for cgroup in /sys/fs/cgroup/"$1" /sys/fs/cgroup/*/"$1"; do
        [ ! -d "$cgroup" ] || find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
}
