# authorized_key: the file with the keys of a user.

# authorized_key_probe user path follow: uid, gid (where there is such a user), file,
# dir, dirthere, stat, content.
authorized_key_probe() {
    authorized_key_line=$(common_passwd "$1")
    authorized_key_file=$2
    if [ -n "$authorized_key_line" ]; then
        authorized_key_rest=${authorized_key_line#*:*:}
        common_field uid "${authorized_key_rest%%:*}"
        authorized_key_rest=${authorized_key_rest#*:}
        common_field gid "${authorized_key_rest%%:*}"
        authorized_key_rest=${authorized_key_rest#*:*:}
        [ -n "$2" ] || authorized_key_file=${authorized_key_rest%%:*}/.ssh/authorized_keys
    fi
    [ -n "$authorized_key_file" ] || return 0
    if [ -n "$3" ] && [ -L "$authorized_key_file" ]; then
        authorized_key_file=$(readlink -f -- "$authorized_key_file")
    fi
    common_field file "$authorized_key_file"
    common_field dir "${authorized_key_file%/*}"
    [ ! -d "${authorized_key_file%/*}" ] || common_field dirthere 1
    common_stat "$authorized_key_file" || return 0
    [ -f "$authorized_key_file" ] || common_fail "$authorized_key_file is there, and no file"
    printf 'content='
    cat -- "$authorized_key_file" || common_fail "$authorized_key_file can't be read: permission denied"
}

# authorized_key_dir dir uid gid: sshd wants it to be its user's alone.
authorized_key_dir() {
    if ! { mkdir -p -- "$1" && chown -- "$2:$3" "$1" && chmod 0700 "$1"; }; then
        common_fail "the directory $1 can't be made, or not be given to $2"
    fi
}
