# ufw: what the firewall has, and what its rules would be with one more or less.

# ufw_rules: standard input as two fields, rules and rules6: the tuples of a rule file
# or of a dry run, one a line. A family that is not spoken of has no field.
ufw_rules() {
    ufw_text=$(sed -n -e 's/^:ufw\(6*\)-user-input .*/@\1/p' -e 's/^### tuple ### //p')
    for ufw_family in '' 6; do
        case "
$ufw_text
" in
        *"
@$ufw_family
"*) common_field "$1$ufw_family" "$(printf '%s\n' "$ufw_text" | sed -n "/^@$ufw_family\$/,/^@/{/^@/!p;}")" ;;
        esac
    done
}

# ufw_count file: how many numbers its rules have: those of one application have one.
ufw_count() {
    sed -n 's/^### tuple ### //p' "$1" 2>/dev/null | sed 's/ comment=.*//' |
        awk '{ key = NF > 7 ? $4 " " $6 " " $7 " " $8 " " $9 : NR } !(key in seen) { seen[key]; n++ } END { print n + 0 }'
}

# ufw_number relative offset: the number that a rule is inserted at, or nothing where
# that is behind all there are.
ufw_number() {
    ufw_four=$(ufw_count /etc/ufw/user.rules)
    ufw_all=$((ufw_four + $(ufw_count /etc/ufw/user6.rules)))
    case $1 in
    zero) printf '%s' "$2" && return ;;
    first-ipv4) ufw_base=1 ;;
    last-ipv4) ufw_base=$((ufw_four > 0 ? ufw_four : 1)) ;;
    first-ipv6) ufw_base=$((ufw_four + 1)) ;;
    *) ufw_base=$((ufw_all > ufw_four ? ufw_all : ufw_four + 1)) ;;
    esac
    ufw_base=$((ufw_base + $2))
    [ "$ufw_base" -gt "$ufw_all" ] || printf '%s' "$ufw_base"
}

# ufw_setting file name: the value of NAME=value in a file of settings.
ufw_setting() {
    sed -n "s/^$2=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" "$1" 2>/dev/null | tail -n 1
}

# ufw_is_edited: some file of rules is not as ufw was installed.
ufw_is_edited() {
    for ufw_file in user before after user6 before6 after6; do
        cmp -s "/etc/ufw/$ufw_file.rules" "/usr/share/ufw/iptables/$ufw_file.rules" || return 0
    done
    return 1
}

# ufw_probe relative insert route delete word ...: status (verbose), enabled, level,
# incoming, outgoing, routed, rules, rules6, edited (reset
# would do something); with words, of a rule: number, would and
# would6 (the rules behind it). Only rules are tried with --dry-run: ufw writes with it
# what it enables, disables, resets and logs.
ufw_probe() {
    command -v ufw >/dev/null 2>&1 || common_fail 'this host has no ufw: install the package ufw'
    ufw_status=$(LC_ALL=C ufw status verbose 2>&1) || common_fail "$ufw_status"
    common_field status "$ufw_status"
    common_field enabled "$(ufw_setting /etc/ufw/ufw.conf ENABLED)"
    common_field level "$(ufw_setting /etc/ufw/ufw.conf LOGLEVEL)"
    common_field incoming "$(ufw_setting /etc/default/ufw DEFAULT_INPUT_POLICY)"
    common_field outgoing "$(ufw_setting /etc/default/ufw DEFAULT_OUTPUT_POLICY)"
    common_field routed "$(ufw_setting /etc/default/ufw DEFAULT_FORWARD_POLICY)"
    cat /etc/ufw/user.rules /etc/ufw/user6.rules 2>/dev/null | ufw_rules rules
    ufw_is_edited && common_field edited 1
    [ $# -gt 4 ] || return 0
    ufw_number=
    [ -z "$2" ] || ufw_number=$(ufw_number "$1" "$2")
    common_field number "$ufw_number"
    ufw_route=$3 ufw_delete=$4
    shift 4
    ufw_said=$(LC_ALL=C ufw --dry-run ${ufw_route:+route} ${ufw_delete:+delete} ${ufw_number:+insert "$ufw_number"} "$@" 2>&1) ||
        common_fail "$(printf '%s\n' "$ufw_said" | sed -n '/^ERROR/{p;q;}')"
    printf '%s\n' "$ufw_said" | ufw_rules would
}

# ufw_apply argument ...: one command; what it complains of goes to standard error.
ufw_apply() {
    LC_ALL=C ufw "$@" >/dev/null </dev/null
}

# ufw_status: what ufw says of its state.
ufw_status() {
    printf '%s' "$(LC_ALL=C ufw status verbose)"
}
