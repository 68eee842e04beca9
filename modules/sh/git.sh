# git: a working copy, or a bare one.
#
# Both functions take words: dest= repo= version= remote= refspec= reference= depth=
# executable= umask= key= ssh= separate= archive= prefix= signers= (with blanks between),
# and, 1 or nothing, bare= force= recursive= track= single= verify=.

git_words() {
    git_program=git
    for git_word; do
        case $git_word in
        dest=*) git_dest=${git_word#*=} ;;
        repo=*) git_repo=${git_word#*=} ;;
        version=*) git_version=${git_word#*=} ;;
        remote=*) git_remote=${git_word#*=} ;;
        refspec=*) git_refspec=${git_word#*=} ;;
        reference=*) git_reference=${git_word#*=} ;;
        depth=*) git_depth=${git_word#*=} ;;
        executable=?*) git_program=${git_word#*=} ;;
        umask=?*) umask "${git_word#*=}" || common_fail "umask must be an octal integer" ;;
        key=*) git_key=${git_word#*=} ;;
        ssh=*) git_ssh=${git_word#*=} ;;
        separate=*) git_separate=${git_word#*=} ;;
        archive=*) git_archive=${git_word#*=} ;;
        prefix=*) git_prefix=${git_word#*=} ;;
        signers=*) git_signers=${git_word#*=} ;;
        bare=*) git_bare=${git_word#*=} ;;
        force=*) git_force=${git_word#*=} ;;
        recursive=*) git_recursive=${git_word#*=} ;;
        track=*) git_track=${git_word#*=} ;;
        single=*) git_single=${git_word#*=} ;;
        verify=*) git_verify=${git_word#*=} ;;
        esac
    done
    command -v "$git_program" >/dev/null 2>&1 || common_fail "this host has no $git_program"
    export LC_ALL=C LANGUAGE=C GIT_TERMINAL_PROMPT=0
    git_ssh_command="ssh $git_ssh"
    if [ -n "$git_key" ]; then
        git_quoted=$(printf %s "$git_key" | sed "s/'/'\\\\''/g")
        git_ssh_command="ssh -o IdentitiesOnly=yes -i '$git_quoted' $git_ssh"
    fi
    [ -z "$git_key$git_ssh" ] || export GIT_SSH_COMMAND="$git_ssh_command"
    git_dir=$git_dest/.git
    [ -z "$git_bare" ] || git_dir=$git_dest
    if [ -f "$git_dir" ]; then # a directory of its own, elsewhere
        IFS= read -r git_text <"$git_dir" || :
        git_text=${git_text#gitdir: }
        case $git_text in
        /*) git_dir=$git_text ;;
        *) git_dir=$git_dest/$git_text ;;
        esac
        [ -d "$git_dir" ] || common_fail "$git_dest/.git leads to $git_dir, which is no directory"
    fi
}

# In the working copy; what it says on standard error is told where it fails.
git_in() {
    (cd -- "$git_dest" && "$git_program" "$@")
}
git_must() {
    git_said=$(git_in "$@" 2>&1 </dev/null) || common_fail "git $1 failed: $git_said"
}

# ---- to look ------------------------------------------------------------------

# Fields: there, before (its commit), url, modified, branch (the one that is checked out),
# head and kind (what the other side has: branch, tag, or what can't be asked for),
# submodules (missing or behind), moves (its directory), archive (same, differs).
git_probe() {
    git_words "$@"
    if [ -n "$git_dest" ] && [ -e "$git_dir/config" ]; then
        common_field there 1
        git_probe_copy
    fi
    git_ask
    git_probe_archive
}

git_probe_copy() {
    git_sha=$(git_in rev-parse HEAD 2>/dev/null) || git_sha=
    common_field before "$git_sha"
    common_field url "$(git_in ls-remote --get-url "$git_remote" 2>/dev/null)"
    if [ -n "$git_separate" ] && [ "$git_dir" != "$git_separate" ]; then
        common_field moves "$git_dir"
    fi
    git_branch=$(git_in symbolic-ref -q --short HEAD 2>/dev/null) || git_branch=
    common_field branch "$git_branch"
    [ -z "$git_bare" ] || return 0
    git_text=$(git_in status --porcelain --untracked-files=no ${git_track:+--ignore-submodules=all} 2>&1) || common_fail "$git_dest can't be looked at: $git_text"
    [ -z "$git_text" ] || common_field modified 1
    [ -z "$git_recursive" ] || [ ! -f "$git_dest/.gitmodules" ] || git_probe_modules
}

git_probe_modules() {
    git_text=$(git_in submodule status --recursive 2>/dev/null)
    git_odd='+'
    [ -z "$git_track" ] || git_odd=U # they are ahead of what is recorded
    case "
$git_text" in
    *'
'[-U"$git_odd"]*) common_field submodules 1 ;;
    *)
        [ -n "$git_track" ] || return 0
        # shellcheck disable=SC2016 # for each of them
        git_text=$(git_in submodule foreach -q '[ "$(git ls-remote origin HEAD | cut -c 1-40)" = "$(git rev-parse HEAD)" ] || echo behind' 2>/dev/null)
        [ -z "$git_text" ] || common_field submodules 1
        ;;
    esac
}

# What has the other side of that name? One question. Where HEAD is wanted and a branch
# is checked out, it is that branch.
git_ask() {
    git_wanted=$git_version
    if [ "$git_version" = HEAD ] && [ -n "${git_branch-}" ]; then
        git_wanted=$git_branch
    fi
    git_text=$("$git_program" ls-remote "$git_repo" HEAD "refs/heads/$git_wanted" "refs/tags/$git_wanted" "refs/tags/$git_wanted^{}" 2>&1 </dev/null) ||
        common_fail "$git_repo can't be asked: $git_text"
    git_head=
    git_kind=commit
    while read -r git_sha git_ref; do
        case $git_ref in
        HEAD) [ "$git_wanted" != HEAD ] || git_kind=branch git_head=$git_sha ;;
        "refs/heads/$git_wanted") git_kind=branch git_head=$git_sha ;;
        "refs/tags/$git_wanted") [ "$git_kind" = branch ] || git_kind=tag git_head=$git_sha ;;
        "refs/tags/$git_wanted^{}") [ "$git_kind" = branch ] || git_head=$git_sha ;;
        esac
    done <<END
$git_text
END
    [ "$git_wanted" != HEAD ] || [ -n "$git_head" ] || [ -z "$git_text" ] || common_fail "Could not determine remote revision for HEAD"
    common_field head "$git_head"
    common_field kind "$git_kind"
}

git_archive_format() {
    case $git_archive in
    *.zip) git_format=zip ;;
    *.tar.gz | *.tgz | *.gz) git_format=tar.gz ;;
    *.tar) git_format=tar ;;
    *) common_fail "the archive's name says no format: $git_archive; it is to end in .zip, .tar.gz, .tgz or .tar" ;;
    esac
}

git_make_archive() {
    git_archive_format
    git_in archive --format "$git_format" ${git_prefix:+"--prefix=$git_prefix"} "$git_version"
}

git_probe_archive() {
    [ -n "$git_archive" ] || return 0
    git_archive_format
    if [ -e "$git_archive" ] && git_make_archive 2>/dev/null | cmp -s - "$git_archive"; then
        common_field archive same
    else
        common_field archive differs
    fi
}

# ---- to act --------------------------------------------------------------------

# git_apply word ...: what= says what: clone, update, or nothing but the archive; kind=
# as the probe told. Fields: after, submodules_changed.
git_apply() {
    git_words "$@"
    for git_word; do
        case $git_word in
        what=*) git_what=${git_word#*=} ;;
        kind=*) git_kind=${git_word#*=} ;;
        moves=?*) git_move "${git_word#*=}" ;;
        esac
    done
    case $git_what in
    clone) git_clone ;;
    update) git_update ;;
    esac
    if [ -n "$git_what" ]; then
        [ -n "$git_bare" ] || git_switch
        [ -z "$git_recursive" ] || [ -n "$git_bare" ] || git_modules
    fi
    common_field after "$(git_in rev-parse HEAD)"
    if [ -n "$git_archive" ]; then
        git_new=$(mktemp "$git_archive.XXXXXXXXXX") || common_fail "$git_archive can't be written"
        git_make_archive >"$git_new" || { rm -f -- "$git_new"; exit 1; }
        chmod "$(printf '%o' $((0666 & ~0$(umask))))" "$git_new"
        mv -f -- "$git_new" "$git_archive"
    fi
}

git_move() {
    if ! { mkdir -p -- "${git_separate%/*}" && mv -- "$1" "$git_separate"; }; then
        common_fail "$1 can't be moved to $git_separate"
    fi
    printf 'gitdir: %s\n' "$git_separate" >"$git_dest/.git" || exit
    git_dir=$git_separate
}

git_clone() {
    case $git_dest in
    */*) [ -d "${git_dest%/*}/" ] || mkdir -p -- "${git_dest%/*}" || exit ;;
    esac
    set --
    if [ -n "$git_bare" ]; then set -- --bare; else set -- --origin "$git_remote"; fi
    git_named=
    [ "$git_version" = HEAD ] || [ "$git_kind" = commit ] || git_named=$git_version
    if [ -n "$git_depth" ]; then
        if [ "$git_version" = HEAD ] || [ -n "$git_refspec" ]; then
            set -- "$@" --depth "$git_depth"
        elif [ -n "$git_named" ]; then
            set -- "$@" --depth "$git_depth" --branch "$git_named"
        fi
    fi
    if [ -n "$git_single" ]; then
        set -- "$@" --single-branch
        [ -z "$git_named" ] || set -- "$@" --branch "$git_named"
    fi
    [ -z "$git_reference" ] || set -- "$@" --reference "$git_reference"
    [ -z "$git_separate" ] || set -- "$@" "--separate-git-dir=$git_separate"
    git_said=$("$git_program" clone "$@" -- "$git_repo" "$git_dest" 2>&1 </dev/null) || common_fail "git clone failed: $git_said"
    if [ -n "$git_bare" ] && [ "$git_remote" != origin ]; then
        git_must remote add "$git_remote" "$git_repo"
    fi
    if [ -n "$git_refspec" ]; then
        git_must fetch ${git_depth:+"--depth=$git_depth"} "$git_remote" "$git_refspec"
    fi
}

git_update() {
    [ -z "$git_force" ] || [ -n "$git_bare" ] || git_must reset --hard HEAD
    git_url=$(git_in ls-remote --get-url "$git_remote" 2>/dev/null)
    if [ "$git_url" = "$git_remote" ] && ! git_in config "remote.$git_remote.url" >/dev/null; then
        git_must remote add "$git_remote" "$git_repo"
    elif [ "$git_url" != "$git_repo" ]; then
        git_must remote set-url "$git_remote" "$git_repo"
    fi
    set --
    git_branch=$(git_in symbolic-ref -q --short HEAD 2>/dev/null) || git_branch=
    if [ -n "$git_depth" ]; then
        if [ -n "$git_refspec" ]; then
            set -- "$git_refspec"
        elif [ "$git_version" = HEAD ]; then
            set -- "$git_branch"
        elif [ "$git_kind" = branch ]; then
            set -- "+refs/heads/$git_version:refs/remotes/$git_remote/$git_version"
            [ "$git_branch" = "$git_version" ] || set -- "+refs/heads/$git_version:refs/heads/$git_version" "$@"
        elif [ "$git_kind" = tag ]; then
            set -- "+refs/tags/$git_version:refs/tags/$git_version"
        fi
    fi
    if [ $# -gt 0 ]; then
        set -- "--depth=$git_depth" "$git_remote" "$@"
    elif [ -n "$git_bare" ]; then
        set -- "$git_remote" '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*' ${git_refspec:+"$git_refspec"}
    else
        set -- --tags "$git_remote" ${git_refspec:+"$git_refspec"}
    fi
    git_must fetch ${git_force:+--force} "$@"
}

git_switch() {
    if [ "$git_version" = HEAD ]; then
        git_branch=$(git_in symbolic-ref -q --short HEAD 2>/dev/null) || git_branch=
        if [ -z "$git_branch" ]; then
            git_branch=$(git_in symbolic-ref -q --short "refs/remotes/$git_remote/HEAD" 2>/dev/null) || common_fail "no branch is checked out in $git_dest, and $git_remote tells none"
            git_branch=${git_branch#"$git_remote/"}
        fi
        git_must checkout --force "$git_branch"
        git_must reset --hard "$git_remote/$git_branch" --
    elif [ "$git_kind" = branch ]; then
        if ! git_in rev-parse -q --verify "refs/remotes/$git_remote/$git_version" >/dev/null; then
            git_must fetch ${git_depth:+"--depth=$git_depth"} "$git_remote" "+refs/heads/$git_version:refs/remotes/$git_remote/$git_version"
        fi
        if git_in rev-parse -q --verify "refs/heads/$git_version" >/dev/null; then
            git_must checkout --force "$git_version"
            git_must reset --hard "$git_remote/$git_version" --
        else
            git_must checkout --force --track -b "$git_version" "$git_remote/$git_version"
        fi
    else
        git_must checkout --force "$git_version"
    fi
    [ -z "$git_verify" ] || git_check_signature
}

git_check_signature() {
    git_sub=verify-commit
    [ "$(git_in cat-file -t "$git_version" 2>/dev/null)" != tag ] || git_sub=verify-tag
    git_said=$(git_in "$git_sub" --raw "$git_version" 2>&1) || common_fail "Failed to verify GPG signature of commit/tag \"$git_version\": $git_said"
    [ -n "$git_signers" ] || return 0
    git_signer=
    while read -r git_tag git_key_word git_print git_more; do
        [ "$git_tag $git_key_word" != '[GNUPG:] VALIDSIG' ] || git_signer="$git_print ${git_more##* }"
    done <<END
$git_said
END
    for git_word in $git_signer; do
        case " $git_signers " in *" $git_word "*) return 0 ;; esac
    done
    common_fail "The gpg_whitelist does not include the public key \"${git_signer##* }\" for this commit"
}

git_modules() {
    [ -f "$git_dest/.gitmodules" ] || return 0
    git_text=$(git_in submodule status --recursive 2>/dev/null)
    git_must submodule sync --recursive
    git_must submodule update --init --recursive ${git_track:+--remote} ${git_force:+--force}
    [ "$git_text" = "$(git_in submodule status --recursive 2>/dev/null)" ] || common_field submodules_changed 1
}
