# Commands of the user's: looked over beforehand, then run in the frame's place.

# run_say nonce word: the verdict; nothing else is written, and the frame ends.
run_say() {
    printf '%s %s\n' "$1" "$2"
    exit 0
}

# run_any pattern: is there anything of that name? Patterns as the shell has them,
# blanks in names included.
run_any() {
    case $1 in
    *[*?[]*) ;;
    *)
        [ -e "$1" ] || [ -L "$1" ]
        return
        ;;
    esac
    IFS=
    # shellcheck disable=SC2086 # to be expanded, and with an empty IFS not to be split
    set -- $1
    unset IFS
    [ -e "$1" ] || [ -L "$1" ]
}

# run_look nonce only-look dir creates removes
run_look() {
    if [ -n "$3" ]; then
        case $3 in
        /*) run_dir=$3 ;;
        *) run_dir=./$3 ;;
        esac
        cd "$run_dir" 2>/dev/null || run_say "$1" no-directory
    fi
    if [ -n "$4" ] && run_any "$4"; then
        run_say "$1" creates-exists
    fi
    if [ -n "$5" ] && ! run_any "$5"; then
        run_say "$1" removes-absent
    fi
    [ -z "$2" ] || run_say "$1" would-run
}

# run_found program: 0 when exec would find it, 1 when there is none, 2 when what is
# there can't be run. Without forks, and past builtins and functions.
run_found() {
    case $1 in
    */*)
        [ -e "$1" ] || return 1
        [ -f "$1" ] && [ -x "$1" ] && return 0
        return 2
        ;;
    '') return 1 ;;
    esac
    run_left=$PATH:
    run_seen=1
    while [ -n "$run_left" ]; do
        run_dir=${run_left%%:*}
        run_left=${run_left#*:}
        run_dir=${run_dir:-.}
        [ -f "$run_dir/$1" ] || continue
        [ -x "$run_dir/$1" ] && return 0
        run_seen=2
    done
    return $run_seen
}

# run_exec nonce program argument ...
run_exec() {
    run_nonce=$1
    shift
    run_found "$1"
    case $? in
    1) run_say "$run_nonce" no-program ;;
    2) run_say "$run_nonce" not-executable ;;
    esac
    exec "$@"
}

# run_upload name shell -c text: standard input is kept as a program of that name, in a
# directory that only this user can enter, while the text runs; $0 in it is its path.
run_upload() {
    run_dir=$(umask 077 && mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    trap 'rm -rf -- "$run_dir"; exit 129' HUP INT TERM
    if ! (umask 077 && cat >"$run_dir/$1" && chmod 700 "$run_dir/$1"); then
        rm -rf -- "$run_dir"
        common_fail "the script can't be kept in $run_dir: is the disk full?"
    fi
    run_program=$run_dir/$1
    shift
    "$@" "$run_program" </dev/null
    run_status=$?
    rm -rf -- "$run_dir"
    return $run_status
}
