# deb822_repository: one file of sources.list.d, and the key it is signed by.

# deb822_repository_probe name key-digest: the files there are: stat= and text= of the
# .sources, and for each of its keys key=, its path, and same, where its digest is that.
deb822_repository_probe() {
    deb822_file=/etc/apt/sources.list.d/$1.sources
    common_umask
    if common_stat "$deb822_file" follow; then
        deb822_text=$(cat -- "$deb822_file" && printf .) || common_fail "$deb822_file can't be read: permission denied"
        common_field text "${deb822_text%.}"
    fi
    [ ! -d /etc/apt/keyrings ] || common_field keyrings 1
    for deb822_key in "/etc/apt/keyrings/$1.asc" "/etc/apt/keyrings/$1.gpg"; do
        [ -f "$deb822_key" ] || continue
        common_field key "$deb822_key"
        common_sum sha256 "$deb822_key"
        # shellcheck disable=SC2154 # common_sum sets it
        [ "$common_sum" != "$2" ] || common_field same "$deb822_key"
    done
}
