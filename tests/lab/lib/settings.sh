# shellcheck shell=sh disable=SC2034 # used by the other parts
#
# What can be set from outside, and the table of hosts. The credentials are
# read from the inventory, so that the lab and the playbooks can't disagree.

LAB_CACHE=${WAPLAY_LAB_CACHE:-/var/cache/waplay-lab} # made once, shared by labs
LAB_STATE=${WAPLAY_LAB_STATE:-/var/lib/waplay-lab}   # this lab, while it is up
LAB_PREFIX=${WAPLAY_LAB_PREFIX:-waplab}              # of all names the machine sees
LAB_NET=${WAPLAY_LAB_NET:-10.213.77}                 # first three bytes of the /24
LAB_HOSTS=${WAPLAY_LAB_HOSTS:-$LAB_HOME/hosts}      # the table of hosts
# A lab that was made with a table of its own keeps it: the next command need not be told.
[ -n "${WAPLAY_LAB_HOSTS-}" ] || [ ! -f "$LAB_STATE/table" ] || LAB_HOSTS=$LAB_STATE/table
LAB_INVENTORY=$LAB_HOME/../../inventories/lab
LAB_SIM=$LAB_HOME/../sim

CONTROL_ADDRESS=$LAB_NET.1
CONTROL_DIR=$LAB_STATE/control

for folder in "$LAB_CACHE" "$LAB_STATE"; do
    case $folder in
        *[:,\ ]*) fail "$folder: the lab's folders must have no colon, comma or space in their names" ;;
        /?*) ;;
        *) fail "$folder: the lab's folders must be absolute paths" ;;
    esac
done

all_hosts() { awk '$1 ~ /^[a-z]/ { print $1 }' "$LAB_HOSTS"; }
usual_hosts() { awk '$1 ~ /^[a-z]/ && $4 != "extra" { print $1 }' "$LAB_HOSTS"; }
made_hosts() { for host in $(all_hosts); do [ ! -d "$(host_dir "$host")" ] || echo "$host"; done; }

# host_address NAME, host_kind NAME: a row of the table.
host_address() { awk -v name="$1" -v net="$LAB_NET" '$1 == name { print net "." $2 }' "$LAB_HOSTS"; }
host_kind() { awk -v name="$1" '$1 == name { print $3 }' "$LAB_HOSTS"; }
host_dir() { echo "$LAB_STATE/hosts/$1"; }

need_host() {
    [ -n "$(host_kind "$1")" ] ||
        fail "there is no host '$1'" "hosts of the lab: $(all_hosts | tr '\n' ' ')"
}

# inventory_value NAME: a plain variable of the lab's inventory.
inventory_value() {
    sed -n "s/^$1: *//p" "$LAB_INVENTORY/group_vars/all/lab.yml" | tr -d "\"'"
}
