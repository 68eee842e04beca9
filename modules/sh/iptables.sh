# iptables: what a chain has.

# iptables_probe program table chain word ...: chain (there is one), policy, rule (the
# one of these words is there).
iptables_probe() {
    iptables_program=$1
    iptables_table=$2
    iptables_chain=$3
    shift 3
    command -v "$iptables_program" >/dev/null 2>&1 || common_fail "this host has no $iptables_program: install iptables"
    [ -n "$iptables_chain" ] || return 0
    if ! iptables_said=$(LC_ALL=C "$iptables_program" -t "$iptables_table" -S "$iptables_chain" 2>/dev/null); then
        iptables_said=$(LC_ALL=C "$iptables_program" -t "$iptables_table" -S "$iptables_chain" 2>&1)
        case $iptables_said in
        *'No chain'* | *'does not exist'* | *'is incompatible'*) return 0 ;;
        *) common_fail "$iptables_said" ;;
        esac
    fi
    common_field chain "$iptables_chain"
    iptables_first=${iptables_said%%'
'*}
    case $iptables_first in
    "-P $iptables_chain "*) common_field policy "${iptables_first##* }" ;;
    esac
    [ $# -gt 0 ] || return 0
    if LC_ALL=C "$iptables_program" -t "$iptables_table" -C "$iptables_chain" "$@" >/dev/null 2>&1; then
        common_field rule 1
    fi
}
