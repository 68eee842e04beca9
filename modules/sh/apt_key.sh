# apt_key: keys that apt trusts, by apt-key and gpg.

apt_key_tools() {
    for apt_key_tool in apt-key gpg; do
        command -v "$apt_key_tool" >/dev/null 2>&1 ||
            common_fail "this host has no $apt_key_tool: install gnupg, or use deb822_repository with signed_by, which needs neither"
    done
    export LC_ALL=C APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE=1
}

apt_key_call() {
    if [ -n "$apt_key_ring" ]; then
        apt-key --keyring "$apt_key_ring" "$@"
    else
        apt-key "$@"
    fi
}

# apt_key_probe keyring file: standard input may be a key. Fields: keys= and given=,
# what gpg lists of the keys there are, and of the one that is given.
apt_key_probe() {
    apt_key_ring=$1
    apt_key_tools
    if [ -n "$2" ]; then
        [ -r "$2" ] || common_fail "the key file $2 is not there, or can't be read"
        apt_key_given=$(gpg --batch --with-colons "$2" 2>/dev/null) || apt_key_given=
    else
        apt_key_given=$(gpg --batch --with-colons - 2>/dev/null) || apt_key_given=
    fi
    common_field given "$apt_key_given"
    # apt-key makes a ring that is not there.
    if [ -z "$apt_key_ring" ] || [ -e "$apt_key_ring" ]; then
        apt_key_list
    fi
}

apt_key_list() {
    common_field keys "$(apt_key_call adv --list-public-keys --with-colons 2>/dev/null </dev/null)"
}

# apt_key_add keyring file: of standard input where file is empty.
apt_key_add() {
    apt_key_ring=$1
    apt_key_tools
    apt_key_said=$(apt_key_call add "${2:--}" 2>&1) || common_fail "Unable to add a key: $apt_key_said"
    apt_key_list
}

# apt_key_receive keyring server id
apt_key_receive() {
    apt_key_ring=$1
    apt_key_tools
    apt_key_proxy=${HTTPS_PROXY:-${https_proxy:-${HTTP_PROXY:-${http_proxy-}}}}
    apt_key_try=0
    until apt_key_said=$(apt_key_call adv --no-tty --keyserver "$2" ${apt_key_proxy:+--keyserver-options "http-proxy=$apt_key_proxy"} --recv "$3" 2>&1 </dev/null); do
        apt_key_try=$((apt_key_try + 1))
        [ "$apt_key_try" -lt 5 ] || common_fail "Error fetching key $3 from keyserver: $2: $apt_key_said"
    done
    apt_key_list
}

# apt_key_remove keyring id
apt_key_remove() {
    apt_key_ring=$1
    apt_key_tools
    apt_key_said=$(apt_key_call del "$2" 2>&1 </dev/null) || common_fail "Unable to remove the key $2: $apt_key_said"
    apt_key_list
}
