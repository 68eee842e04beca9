# package_facts: which packages the host has, a line each, by each of its managers.

# package_facts_list all manager ...: the first that is there, or all of them. Fields:
# manager= its name, then lines= name|version|... as that manager has it.
package_facts_list() {
    package_facts_all=$1
    export LC_ALL=C
    shift
    for package_facts_manager; do
        case $package_facts_manager in
        rpm) package_facts_tell rpm rpm -qa --qf '%{name}|%{version}|%{release}|%{epoch}|%{arch}\n' ;;
        apt) package_facts_dpkg ;;
        apk) package_facts_tell apk apk info -v ;;
        pacman) package_facts_tell pacman pacman -Q ;;
        portage) package_facts_tell qlist qlist -Iv ;;
        pkg) package_facts_tell pkg pkg query '%n|%v|%q|%o' ;;
        pkg_info) package_facts_tell pkg_info pkg_info -a ;;
        esac
        [ -z "${package_facts_found-}" ] || [ -n "$package_facts_all" ] || return 0
    done
    return 0
}

package_facts_tell() {
    command -v "$1" >/dev/null 2>&1 || return 0
    shift
    package_facts_lines=$("$@" 2>/dev/null) || return 0
    [ -n "$package_facts_lines" ] || return 0
    package_facts_found=1
    common_field manager "$package_facts_manager"
    common_field lines "$package_facts_lines"
}

# shellcheck disable=SC2016 # dpkg-query's
package_facts_dpkg() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    package_facts_tell dpkg-query dpkg-query -W -f '${Package}|${Version}|${Architecture}|${Section}|${db:Status-Status}\n'
    [ -z "${package_facts_found-}" ] || common_field native "$(dpkg --print-architecture)"
}
