# shellcheck shell=sh
#
# The network: a bridge in the control machine's network namespace, and a veth
# from it into each host's. Nothing of it is in the machine's own namespace: no
# name can clash there, and all of it goes when the namespaces do.
#
#     control  $LAB_NET.1  bridge "lab" --- link-web1 ===== eth0  web1
#                               |  \------- link-core1 ==== eth0  core1 ...
#                            dnsmasq
#
# The control machine forwards, but knows no way out: whatever a host sends to
# the world is answered "unreachable" at once, as every name that isn't ours is.

in_control_net() { nsenter --target "$(process_pid "$CONTROL_DIR/process")" --net -- "$@"; }

# wire_host NAME PID: gives the network namespace of PID its eth0. A host keeps its
# hardware address when it loses power: what others remember of it stays true.
wire_host() {
    in_control_net ip link delete "link-$1" 2>/dev/null || true
    in_control_net ip link add "link-$1" type veth peer name eth0 address "$(hardware_address "$1")" netns "$2"
    in_control_net ip link set "link-$1" master lab up
}

# The builder of the images is no host of the table: it gets one of its own.
hardware_address() { host_address "$1" | awk -F . '{ printf "02:00:%02x:%02x:%02x:%02x\n", $1, $2, $3, $4 }'; }

# Cut where the switch would be: the host's own link stays up, and what it
# sends is lost without a word. Mended, it works at once.
unplug_host() { in_control_net ip link set "link-$1" nomaster; }
plug_host() { in_control_net ip link set "link-$1" master lab; }

start_names() {
    ! process_alive "$CONTROL_DIR/names" || return 0
    set --
    for host in $(all_hosts); do
        set -- "$@" "--host-record=$host,$(host_address "$host")" "--address=/$host/$(host_address "$host")"
    done
    setsid nsenter --target "$(process_pid "$CONTROL_DIR/process")" --net -- \
        chroot "$(root_dir)" dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= \
        --user=root --no-resolv --no-hosts --interface=lab --bind-interfaces --local=/#/ \
        --host-record="control,$CONTROL_ADDRESS" "$@" \
        </dev/null >"$CONTROL_DIR/names.log" 2>&1 9<&- &
    process_record $! "$CONTROL_DIR/names"
    sleep 0.2
    process_alive "$CONTROL_DIR/names" || fail "the lab's name server did not start" "see $CONTROL_DIR/names.log"
}
