# package: packages by whichever manager the host has.

# package_which manager: $package_by.
package_which() {
    package_by=$1
    if [ "$1" = auto ]; then
        package_by=
        for package_pair in apt:apt-get dnf:dnf yum:yum apk:apk; do
            if command -v "${package_pair#*:}" >/dev/null 2>&1; then
                package_by=${package_pair%%:*}
                break
            fi
        done
    fi
    [ -n "$package_by" ] || common_fail "this host has none of the package managers apt, dnf, yum and apk"
    package_half=$package_by
    [ "$package_by" != yum ] || package_half=dnf
}

# package_call probe|apply manager mode refresh names, then of apt, dnf and apk: the
# third argument of their functions, their options, and what follows the names, in lines.
package_call() {
    package_verb=$1
    package_mode=$3
    package_refresh=$4
    package_names=$5
    package_which "$2"
    shift 5
    case $package_half in
    dnf) shift 3 ;;
    apk) shift 6 ;;
    esac
    common_field manager "$package_by"
    package_third=$1
    package_options=$2
    package_rest=$3
    IFS='
'
    set -f
    # shellcheck disable=SC2086 # lines are split
    set -- $package_rest
    set +f
    unset IFS
    "${package_half}_$package_verb" "$package_mode" "$package_refresh" "$package_third" "$package_options" "$package_names" "$@"
}
