# shellcheck shell=sh disable=SC2034,SC2154 # shared with run and the other parts
#
# Hosts are reached by SSH as users are, and a run leaves there what it says and
# nothing else.

reach=tests/e2e/playbooks/reach.yml

"$lab" snapshot before
check "a preview succeeds on all hosts" play_to "$scratch/preview" "$reach" --check --diff
check "and changes nothing on any" "$lab" changed before
check "the run succeeds" play_to "$scratch/first" "$reach"
check "what it changed is what the preview said" "$here/same-changes" "$scratch/preview" "$scratch/first"
check "the file is there, with its mode" says '640 root' "$lab" exec core1 stat -c '%a %U' /etc/waplay-was-here
check "a second run succeeds" play_to "$scratch/second" "$reach"
check "and changes nothing" nothing_changed "$scratch/second"

"$lab" snapshot after
check "many forks, one fork: no matter" play_to "$scratch/one-fork" "$reach" --forks 1
check "nothing changed" "$lab" changed after

# Users, and becoming root. The inventory names a user, which counts more than -u.
check "ops becomes root by sudo, without a password" play "$reach" --become -e ansible_user=ops
check "and left nothing there" "$lab" changed after
check "admin becomes root by sudo, with a password" play "$reach" --become \
    -e '{ansible_user: admin, ansible_become_password: "{{ lab_admin_password }}"}'
check "admin without it is told what is missing" says password play "$reach" --become -e ansible_user=admin -l core1
check "and fails" exits 2 play "$reach" --become -e ansible_user=admin -l core1
check "dock is dock, and may not write there" exits 2 play "$reach" -l web1 -e 'ansible_user=dock user_there=dock'

# Host keys.
"$lab" hostkey web1 forget
check "an unknown host key is refused: unreachable" exits 4 play "$reach" -l web1
check "and the line that would accept it is shown" says 'ssh-ed25519' play "$reach" -l web1
"$lab" hostkey web1 trust
check "a known one is not" play "$reach" -l web1
"$lab" hostkey web1 new
check "a changed one is refused" exits 4 play "$reach" -l web1
"$lab" hostkey web1 trust

# Hosts that can't be reached.
"$lab" kill spare1
check "a host without power: unreachable, the others go on" exits 4 play_to "$scratch/off" "$reach" --timeout 3
check "it is counted" [ "$(recap spare1 unreachable "$scratch/off")" = 1 ]
check "the others did all" [ "$(recap core1 ok "$scratch/off")" = 4 ]
"$lab" start spare1
check "with power again it is reached" play "$reach" -l spare1
