# modprobe: modules of the kernel. In names, - and _ are one.

: "${MODPROBE_ETC:=/etc}"

# modprobe_plain name: with _ for -.
modprobe_plain() {
    printf '%s' "$1" | tr - _
}

# modprobe_probe name parameters state: loaded, builtin, refused (what modprobe says
# against loading it), listed (loaded at boot), params (the ones asked for are all set at
# boot), configured (a line is about it).
modprobe_probe() {
    command -v modprobe >/dev/null 2>&1 || common_fail "this host has no modprobe: install kmod"
    modprobe_name=$(modprobe_plain "$1")
    if [ -r /proc/modules ] && grep -q "^$modprobe_name " /proc/modules; then
        common_field loaded 1
        set -- "$1" "$2" ''
    fi
    modprobe_builtin=/lib/modules/$(uname -r)/modules.builtin
    if [ -r "$modprobe_builtin" ] && tr - _ <"$modprobe_builtin" | grep -q "/$modprobe_name\.ko"; then
        common_field builtin 1
        set -- "$1" "$2" ''
    fi
    if [ "$3" = present ]; then
        modprobe_said=$(modprobe_call -n "$1" "$2") || common_field refused "${modprobe_said:-$1 can not be loaded}"
    fi
    if modprobe_lines modules-load.d | grep -qx "$modprobe_name"; then
        common_field listed 1
        common_field configured 1
    fi
    modprobe_set=$(modprobe_lines modprobe.d | sed -n "s/^options $modprobe_name //p" | tr '\n' ' ')
    [ -z "$modprobe_set" ] || common_field configured 1
    for modprobe_param in $2; do
        case " $modprobe_set " in
        *" $modprobe_param "*) ;;
        *) return 0 ;;
        esac
    done
    common_field params 1
}

# modprobe_lines directory: all lines of its files, in the plain form, blanks made one.
modprobe_lines() {
    for modprobe_file in "$MODPROBE_ETC/$1"/*.conf; do
        [ -r "$modprobe_file" ] || continue
        while read -r modprobe_first modprobe_second modprobe_rest; do
            case $modprobe_first in
            options) printf 'options %s %s\n' "$(modprobe_plain "$modprobe_second")" "$modprobe_rest" ;;
            '' | '#'* | ';'*) ;;
            *) printf '%s\n' "$(modprobe_plain "$modprobe_first")" ;;
            esac
        done <"$modprobe_file"
    done
}

# modprobe_call option name parameters
modprobe_call() {
    # shellcheck disable=SC2086 # words
    modprobe $1 -- "$2" $3 2>&1
}

# modprobe_load name parameters
modprobe_load() {
    modprobe_said=$(modprobe_call '' "$1" "$2") || common_fail "${modprobe_said:-$1 can not be loaded}"
}

modprobe_unload() {
    modprobe_said=$(modprobe -r -- "$1" 2>&1) || common_fail "${modprobe_said:-$1 can not be unloaded}"
}

# modprobe_write file: standard input takes its place.
modprobe_write() {
    modprobe_dir=${1%/*}
    if ! { mkdir -p -- "$modprobe_dir" && modprobe_tmp=$(mktemp "$modprobe_dir/.waplay-XXXXXXXX"); }; then
        common_fail "no file can be made in $modprobe_dir"
    fi
    if ! { cat >"$modprobe_tmp" && chmod 0644 "$modprobe_tmp" && mv -f -- "$modprobe_tmp" "$1"; }; then
        rm -f -- "$modprobe_tmp"
        common_fail "$1 can't be written: is the disk full?"
    fi
}

# modprobe_persist name list parameters
modprobe_persist() {
    [ -z "$2" ] || printf '%s\n' "$1" | modprobe_write "$MODPROBE_ETC/modules-load.d/$1.conf" || exit
    [ -n "$3" ] || return 0
    for modprobe_param in $3; do
        printf 'options %s %s\n' "$1" "$modprobe_param"
    done | modprobe_write "$MODPROBE_ETC/modprobe.d/$1.conf" || exit
}

# modprobe_forget name: its lines become comments.
modprobe_forget() {
    modprobe_name=$(modprobe_plain "$1" | sed 's/_/[-_]/g')
    for modprobe_file in "$MODPROBE_ETC"/modules-load.d/*.conf "$MODPROBE_ETC"/modprobe.d/*.conf; do
        [ -f "$modprobe_file" ] || continue
        modprobe_text=$(cat -- "$modprobe_file" && printf .)
        modprobe_new=$(printf '%s' "${modprobe_text%.}" | sed -e "s/^[[:blank:]]*${modprobe_name}[[:blank:]]*\$/#&/" \
            -e "s/^[[:blank:]]*options[[:blank:]][[:blank:]]*${modprobe_name}[[:blank:]]/#&/" && printf .)
        [ "$modprobe_text" = "$modprobe_new" ] || printf '%s' "${modprobe_new%.}" | modprobe_write "$modprobe_file" || exit
    done
}
