# shellcheck shell=sh disable=SC2034,SC2154 # shared with run and the other parts
#
# A host from bare Debian to done: packages, accounts, keys, sshd, a service, a cron job, a
# mount, a compose project. The packages are made here, since nothing leads out of the lab.

site_packages=$scratch/packages
mkdir -p "$scratch/tool/DEBIAN" "$scratch/tool/usr/bin" "$site_packages"
printf '#!/bin/sh\necho site\n' >"$scratch/tool/usr/bin/site-tool"
chmod 755 "$scratch/tool/usr/bin/site-tool"
printf '%s\n' 'Package: site-tool' 'Version: 1.0' 'Architecture: all' 'Maintainer: x <x@example.com>' 'Description: x' \
    >"$scratch/tool/DEBIAN/control"
dpkg-deb -b "$scratch/tool" "$site_packages/site-tool_1.0_all.deb" >/dev/null
{
    dpkg-deb -f "$site_packages/site-tool_1.0_all.deb"
    echo "Filename: ./site-tool_1.0_all.deb"
    echo "Size: $(stat -c %s "$site_packages/site-tool_1.0_all.deb")"
    echo "SHA256: $(sha256sum <"$site_packages/site-tool_1.0_all.deb" | cut -d ' ' -f 1)"
} >"$site_packages/Packages"
# Only this repository: others are out of reach in the lab.
printf '%s\n' 'Dir::Etc::sourcelist "/etc/apt/sources.list.d/site.list";' 'Dir::Etc::sourceparts "-";' >"$site_packages/apt.conf"

host_playbook=tests/e2e/playbooks/host.yml
host_image=$("$lab" exec spare1 docker images --format '{{.Repository}}:{{.Tag}}' | grep -v '<none>' | head -n 1)
host_to() { # FILE ARGS...
    host_log=$1
    shift
    play_to "$host_log" "$host_playbook" -e "packages=$site_packages" -e "image=$host_image" "$@"
}

"$lab" snapshot bare
check "a preview of the host's set-up succeeds" host_to "$scratch/host-preview" --check --diff
check "and changes nothing" "$lab" changed bare
check "the set-up succeeds" host_to "$scratch/host-first"
check "what it changed is what the preview said" "$here/same-changes" "$scratch/host-preview" "$scratch/host-first"
check "the tool is there" says site "$lab" exec spare1 site-tool
check "the service runs" "$lab" exec spare1 /etc/init.d/app status
check "the place in memory is mounted" says tmpfs "$lab" exec spare1 stat -f -c %T /srv/app/tmp
check "the project runs" says site "$lab" exec spare1 docker ps --format '{{.Names}}'
check "a second run succeeds" host_to "$scratch/host-second"
check "and changes nothing" nothing_changed "$scratch/host-second"
