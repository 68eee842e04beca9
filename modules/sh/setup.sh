# setup: what a host is, in one go. Files of the kernel are told as they are, and read
# on the other side; programs are asked only for what no file tells.

# setup_facts subsets fact-path: subsets are words (min hardware network virtual local).
setup_facts() {
    case " $1 " in *' min '*) setup_min ;; esac
    case " $1 " in *' hardware '*) setup_hardware ;; esac
    case " $1 " in *' network '*) setup_network ;; esac
    case " $1 " in *' virtual '*) setup_virtual ;; esac
    case " $1 " in *' local '*) setup_local "$2" ;; esac
    return 0
}

# setup_say key command ...: a field with what the command writes, without the last line end.
setup_say() {
    setup_key=$1
    shift
    setup_value=$(LC_ALL=C "$@" 2>/dev/null) && common_field "$setup_key" "$setup_value"
}

# setup_line key file: a field with the first line of a file, without a fork.
setup_line() {
    [ -r "$2" ] || return 0
    setup_value=
    { IFS= read -r setup_value || [ -n "$setup_value" ]; } <"$2" 2>/dev/null && common_field "$1" "$setup_value"
}

# setup_file key file: a field with all of a file.
setup_file() {
    [ -f "$2" ] && [ -r "$2" ] || return 0
    printf '%s=' "$1"
    cat -- "$2" 2>/dev/null
    printf '\0'
}

# setup_first key path ...: a field with the first of these that is there.
setup_first() {
    setup_key=$1
    shift
    for setup_path; do
        if [ -e "$setup_path" ]; then
            common_field "$setup_key" "$setup_path"
            return 0
        fi
    done
}

setup_min() {
    setup_say system uname -s
    setup_say nodename uname -n
    setup_say kernel uname -r
    setup_say kernel_version uname -v
    setup_say machine uname -m
    setup_say bits getconf LONG_BIT
    setup_say fqdn hostname -f
    setup_say id id
    setup_say ruid id -ru
    setup_say rgid id -rg
    setup_user
    setup_say date date '+%Y|%m|%d|%H|%M|%S|%s|%Z|%z|%A|%w|%W|%V|%j|%N'
    setup_say utc date -u '+%Y-%m-%dT%H:%M:%S'
    setup_environment
    setup_file os_release /etc/os-release
    setup_line debian_version /etc/debian_version
    setup_line redhat_release /etc/redhat-release
    setup_line alpine_release /etc/alpine-release
    setup_line suse_release /etc/SuSE-release
    [ -f /etc/os-release ] && common_field os_path /etc/os-release
    setup_line machine_id /etc/machine-id
    setup_line proc1 /proc/1/comm
    setup_first systemd /run/systemd/system
    setup_first openrc /sbin/openrc /sbin/openrc-run
    setup_packages
    setup_line cmdline /proc/cmdline
    setup_line fips /proc/sys/crypto/fips_enabled
    setup_line loadavg /proc/loadavg
    setup_first apparmor /sys/kernel/security/apparmor
    setup_line selinux /sys/fs/selinux/enforce
    setup_file resolv /etc/resolv.conf
    setup_say root_here stat -L -c %d:%i /
    setup_say root_there stat -L -c %d:%i /proc/1/root/.
    for setup_path in /etc/ssh/ssh_host_*_key.pub; do
        setup_line ssh_key "$setup_path"
    done
}

setup_user() {
    setup_me=$(id -un)
    while IFS= read -r setup_value; do
        case $setup_value in
        "$setup_me":*)
            common_field passwd "$setup_value"
            return 0
            ;;
        esac
    done </etc/passwd
    setup_say passwd getent passwd "$setup_me"
}

setup_environment() {
    printf 'environ='
    if env -0 >/dev/null 2>&1; then
        env -0 | tr '\0' '\1'
    else
        env | tr '\n' '\1'
    fi
    printf '\0'
}

setup_packages() {
    for setup_pair in apt:/usr/bin/apt-get dnf:/usr/bin/dnf yum:/usr/bin/yum zypper:/usr/bin/zypper \
        apk:/sbin/apk pacman:/usr/bin/pacman xbps:/usr/bin/xbps-install portage:/usr/bin/emerge opkg:/bin/opkg \
        swupd:/usr/bin/swupd urpmi:/usr/sbin/urpmi pkgng:/usr/local/sbin/pkg; do
        if [ -x "${setup_pair#*:}" ]; then
            common_field pkg_mgr "${setup_pair%%:*}"
            return 0
        fi
    done
}

setup_hardware() {
    setup_file meminfo /proc/meminfo
    setup_file cpuinfo /proc/cpuinfo
    setup_line uptime /proc/uptime
    setup_say nproc nproc
    for setup_path in bios_date bios_vendor bios_version board_asset_tag board_name board_serial board_vendor \
        board_version chassis_asset_tag chassis_serial chassis_vendor chassis_version chassis_type product_name \
        product_serial product_uuid product_version sys_vendor; do
        setup_line "dmi_$setup_path" "/sys/class/dmi/id/$setup_path"
    done
    setup_mounts
    for setup_path in /sys/block/*; do
        case $setup_path in
        */loop* | */ram* | */'*') ;;
        *) setup_disk "$setup_path" ;;
        esac
    done
}

setup_disk() {
    common_field disk "${1##*/}"
    setup_line disk_size "$1/size"
    setup_line disk_model "$1/device/model"
    setup_line disk_vendor "$1/device/vendor"
    setup_line disk_rotational "$1/queue/rotational"
    setup_line disk_removable "$1/removable"
    setup_line disk_ro "$1/ro"
}

# Sizes of what is mounted. A server that is gone must not hold us: network file
# systems are measured only where `timeout` can end that.
setup_mounts() {
    setup_limit=
    command -v timeout >/dev/null 2>&1 && setup_limit='timeout 3'
    setup_file mounts /proc/mounts
    while read -r setup_device setup_point setup_type _; do
        case $setup_type in
        nfs* | cifs | smb* | fuse.* | ceph | glusterfs) [ -n "$setup_limit" ] || continue ;;
        *)
            case $setup_device in
            /*) ;;
            *) continue ;;
            esac
            ;;
        esac
        setup_point=$(printf "%b." "$(printf %s "$setup_point" | sed 's/\\\([0-7]\)/\\0\1/g')")
        # shellcheck disable=SC2086 # a command in front, or nothing
        setup_value=$($setup_limit stat -f -c '%S:%b:%a:%c:%d' -- "${setup_point%.}" 2>/dev/null) || continue
        common_field mount_point "${setup_point%.}"
        common_field mount_size "$setup_value"
    done </proc/mounts
}

setup_network() {
    setup_say addresses ip -o addr show
    setup_say route4 ip -4 route get 8.8.8.8
    setup_say route6 ip -6 route get 2001:4860:4860::8888
    for setup_path in /sys/class/net/*; do
        [ -d "$setup_path" ] || continue
        common_field link "${setup_path##*/}"
        setup_line link_address "$setup_path/address"
        setup_line link_mtu "$setup_path/mtu"
        setup_line link_flags "$setup_path/flags"
        setup_line link_type "$setup_path/type"
        setup_line link_state "$setup_path/operstate"
        setup_line link_speed "$setup_path/speed"
        [ ! -d "$setup_path/bridge" ] || common_field link_bridge 1
        [ ! -d "$setup_path/bonding" ] || common_field link_bonding 1
    done
}

setup_virtual() {
    setup_first dockerenv /.dockerenv /.dockerinit
    setup_first containerenv /run/.containerenv /.containerenv
    setup_file cgroup /proc/1/cgroup
    setup_line virt_vendor /sys/class/dmi/id/sys_vendor
    setup_line virt_product /sys/class/dmi/id/product_name
    setup_line virt_bios /sys/class/dmi/id/bios_vendor
    setup_line hypervisor /sys/hypervisor/type
    setup_first kvm /dev/kvm
    setup_first xen /proc/xen
    setup_first openvz /proc/vz
    setup_file virt_cpu /proc/cpuinfo
    setup_say virt_init cat /run/systemd/container
}

# Facts of the site: *.fact files, run where they can be.
setup_local() {
    for setup_path in "$1"/*.fact; do
        [ -f "$setup_path" ] || continue
        setup_name=${setup_path##*/}
        common_field fact "${setup_name%.fact}"
        if [ -x "$setup_path" ]; then
            setup_value=$("$setup_path" 2>&1 </dev/null)
            setup_status=$?
            common_field fact_status "$setup_status"
            common_field fact_text "$setup_value"
        else
            setup_file fact_text "$setup_path"
        fi
    done
}
