# pip: Python's packages, in a virtual environment or not.
#
# pip_probe env executable dir simulate word ...: words are what pip is to be called
# with. Fields: pip (its command), list (what is installed, name==version lines), and,
# where it is to be simulated and pip can, would= what it would install.

pip_line='
'

# pip_find env executable: $pip_command, a line a word.
pip_find() {
    pip_command=
    if [ -n "$1" ]; then
        [ ! -x "$1/bin/pip" ] || pip_command=$1/bin/pip
        [ -n "$pip_command" ] || [ ! -x "$1/bin/python" ] || pip_command=$1/bin/python${pip_line}-m${pip_line}pip
        PATH=$1/bin:$PATH
        export PATH
    elif [ -n "$2" ]; then
        pip_command=$2
        command -v "$2" >/dev/null 2>&1 || common_fail "Unable to find $2 to use. pip needs to be installed."
    elif command -v pip3 >/dev/null 2>&1; then
        pip_command=pip3
    elif command -v pip >/dev/null 2>&1; then
        pip_command=pip
    elif python3 -m pip --version >/dev/null 2>&1; then
        pip_command=python3${pip_line}-m${pip_line}pip
    else
        common_fail "Unable to find any of pip3, pip to use. pip needs to be installed."
    fi
    export PIP_DISABLE_PIP_VERSION_CHECK=1 LC_ALL=C.UTF-8
}

pip_call() {
    IFS=$pip_line
    set -f
    # shellcheck disable=SC2086 # lines are words
    set -- $pip_command "$@"
    set +f
    unset IFS
    "$@"
}

pip_probe() {
    pip_env=$1
    cd -- "${3:-/}" 2>/dev/null || common_fail "the directory $3 can't be entered"
    if [ -n "$pip_env" ] && [ ! -e "$pip_env/bin/activate" ]; then
        common_field makes_env 1
        return 0
    fi
    pip_find "$pip_env" "$2"
    [ -n "$pip_command" ] || common_fail "the virtual environment $pip_env has no pip"
    pip_simulates=$4
    shift 4
    common_field pip "$pip_command"
    pip_said=$(pip_call list --format=freeze 2>&1 </dev/null) || common_fail "pip list failed: $pip_said"
    common_field list "$pip_said"
    [ -n "$pip_simulates" ] || return 0
    case $(pip_call install --help 2>/dev/null) in
    *--dry-run*)
        pip_verb=$1
        shift
        pip_said=$(pip_call "$pip_verb" --dry-run "$@" 2>&1 </dev/null)
        common_field status "$?"
        common_field would "$pip_said"
        ;;
    esac
}

# pip_apply env executable dir umask command python site-packages word ...
# Fields: pip, rc, out, err. The command makes a virtual environment that is missing; it
# comes as lines.
pip_apply() {
    pip_env=$1
    cd -- "${3:-/}" || exit
    [ -z "$4" ] || umask "$4" || common_fail "umask must be an octal integer"
    pip_made=
    [ -z "$pip_env" ] || [ -e "$pip_env/bin/activate" ] || pip_make_env "$5" "$6" "$7"
    pip_find "$pip_env" "$2"
    shift 7
    pip_files=$(mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    pip_call "$@" >"$pip_files/out" 2>"$pip_files/err" </dev/null
    common_field rc "$?"
    common_field pip "$pip_command"
    common_field out "$pip_made$(cat "$pip_files/out")"
    common_field err "$(cat "$pip_files/err")"
    rm -rf -- "$pip_files"
}

pip_make_env() {
    pip_python=$2
    pip_site=$3
    pip_command=$1
    pip_tool=${pip_command%%"$pip_line"*}
    command -v "$pip_tool" >/dev/null 2>&1 ||
        common_fail "this host has no $pip_tool to make the virtual environment: install it, or say virtualenv_command: python3 -m venv"
    set --
    [ -z "$pip_site" ] || set -- "$@" --system-site-packages
    [ -z "$pip_python" ] || set -- "$@" "-p$pip_python"
    pip_said=$(pip_call "$@" "$pip_env" 2>&1 </dev/null) || common_fail "the virtual environment $pip_env can't be made: $pip_said"
    pip_made=$pip_said$pip_line
}
