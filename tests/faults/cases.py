"""The faults: a function each, whose name is the sentence that must be true."""
import os
import shutil
import signal
import socket
import subprocess
import time

ALL = []


def case(function):
    ALL.append(function)
    return function


# ---- cut ---------------------------------------------------------------------------------

def new_contents(lab):
    large = bytes(lab.random.randrange(256) for _ in range(5000)) * 120
    return {"small": b"new small\n" * 40, "from-template": b"new of h\n" * 30, "large": large, "become": b"new become\n" * 20}


def site_of_cuts(lab):
    """Tasks of all kinds, and what their files must be in the end."""
    new = new_contents(lab)
    lab.write("site/files/small", new["small"])
    lab.write("site/files/large", new["large"])
    lab.write("site/templates/t.j2", "{% for i in range(30) %}new of {{ inventory_hostname }}\n{% endfor %}")
    os.makedirs(lab.path("target"), exist_ok=True)
    os.chmod(lab.path("target"), 0o1777)
    playbook = """
- hosts: all
  gather_facts: no
  tasks:
    - copy: {src: small, dest: DIR/small, mode: "0640"}
    - template: {src: t.j2, dest: DIR/from-template}
    - command: sleep 0.05
    - copy: {src: large, dest: DIR/large}
    - shell: sleep 0.6; sleep 0.05
    - copy: {content: "{{ 'new become\\n' * 20 }}", dest: DIR/become}
      become: yes
      become_user: nobody
    - command: sleep 0.03
      become: yes
      become_user: nobody
""".replace("DIR", lab.path("target"))
    return playbook, new


def make_old(lab, new):
    shutil.rmtree(lab.path("target"))
    os.makedirs(lab.path("target"))
    os.chmod(lab.path("target"), 0o1777)
    old = {name: b"old " + name.encode() + b"\n" for name in new}
    for name, text in old.items():
        lab.write("target/" + name, text)
    shutil.chown(lab.path("target/become"), "nobody")
    return old


def expect_whole(lab, old, new, when):
    for name in new:
        text = open(lab.path("target/" + name), "rb").read()
        lab.expect(text in (old[name], new[name]), "%s is torn: %d bytes (%s)" % (name, len(text), when))
    extra = set(os.listdir(lab.path("target"))) - set(new)
    lab.expect(not extra, "left beside the files: %s (%s)" % (", ".join(extra), when))


def is_new(lab, new):
    return all(open(lab.path("target/" + name), "rb").read() == text for name, text in new.items())


def full_time(lab, playbook, new):
    make_old(lab, new)
    ended = lab.run(playbook)
    lab.expect_end(ended, 0)
    lab.expect(is_new(lab, new), "without a fault not all files are new")
    return ended.seconds


@case
def a_connection_cut_at_any_moment_is_unreachable_and_leaves_every_file_whole(lab):
    _, port = lab.sshd()
    proxy = lab.proxy(port)
    lab.inventory(h=proxy.port)
    playbook, new = site_of_cuts(lab)
    whole = full_time(lab, playbook, new)
    hit = 0
    for number in range(lab.cuts):
        after = lab.random.uniform(0, whole * 1.05)
        when = "cut %d after %.3f s" % (number, after)
        old = make_old(lab, new)
        process = lab.start(playbook)
        time.sleep(after)
        proxy.refusing = True
        proxy.cut()
        ended = lab.end(process)
        hit += ended.code == 4
        lab.expect(ended.code in (0, 4), "exit code %s, %s\n%s" % (ended.code, when, ended.out[-1500:]))
        lab.expect(ended.code == 0 or "unreachable=1" in ended.out, "no recap, %s\n%s" % (when, ended.out[-1500:]))
        lab.expect(ended.code == 4 or is_new(lab, new), "it ended well without its work done, %s" % when)
        lab.expect_nothing_left()
        expect_whole(lab, old, new, when)
        proxy.refusing = False
        if len(lab.problems) > 5:
            return
    full_time(lab, playbook, new)
    lab.note("%d cuts, %d of them hit" % (lab.cuts, hit))


@case
def a_run_that_is_killed_at_any_moment_leaves_every_file_whole_and_nothing_running(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    playbook, new = site_of_cuts(lab)
    whole = full_time(lab, playbook, new)
    for number in range(max(4, lab.cuts // 4)):
        after = lab.random.uniform(0, whole)
        old = make_old(lab, new)
        process = lab.start(playbook)
        time.sleep(after)
        process.kill()
        lab.end(process)
        when = "killed after %.3f s" % after
        lab.expect_nothing_left()
        expect_whole(lab, old, new, when)
    full_time(lab, playbook, new)


@case
def a_long_command_of_a_killed_run_is_killed_on_its_host(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    process = lab.start("- hosts: all\n  gather_facts: no\n  tasks:\n"
                        "    - shell: sleep 4321 & sleep 4322; true\n")
    lab.wait_until(lambda: any("sleep 4322" in each for each in lab.processes()))
    time.sleep(1.5)
    lab.expect(any("sleep 4322" in each for each in lab.processes()), "it does not run yet")
    process.kill()
    lab.end(process)
    lab.expect_nothing_left()


# ---- frozen, refused, unknown ---------------------------------------------------------------

TWO = """
- hosts: all
  gather_facts: no
  tasks:
    - command: sleep 0.2
    - command: sleep 0.2
    - command: sleep 0.2
    - copy: {content: done, dest: "DIR/{{ inventory_hostname }}"}
"""


@case
def a_host_that_freezes_is_unreachable_after_its_limit_and_the_others_go_on(lab):
    _, port = lab.sshd()
    proxy = lab.proxy(port)
    lab.inventory(good=port, bad="ansible_host=127.0.0.1 ansible_port=%d "
                  "ansible_ssh_common_args='-o ServerAliveInterval=1 -o ServerAliveCountMax=2'" % proxy.port)
    process = lab.start("""
- hosts: all
  gather_facts: no
  tasks:
    - shell: "touch DIR/begun-{{ inventory_hostname }}; sleep 0.7"
    - command: 'true'
    - copy: {content: done, dest: "DIR/{{ inventory_hostname }}"}
""".replace("DIR", lab.path("home")))
    lab.wait_for("home/begun-good", "home/begun-bad")
    proxy.frozen = True
    ended = lab.end(process)
    proxy.frozen = False
    lab.expect_end(ended, 4, "has not answered for")
    lab.expect(os.path.exists(lab.path("home/good")), "the other host was held up")
    lab.expect_within(ended, 12)
    proxy.cut()
    lab.expect_nothing_left()


@case
def an_address_that_does_not_answer_costs_its_time_limit_and_no_more(lab):
    _, port = lab.sshd()
    lab.inventory(good=port, away="ansible_host=192.0.2.77")
    ended = lab.run(TWO.replace("DIR", lab.path("home")), "--timeout", str(2 * lab.slowness))
    lab.expect_end(ended, 4, "192.0.2.77 port 22:")
    lab.expect(os.path.exists(lab.path("home/good")), "the other host was held up")
    lab.expect_within(ended, 9)


@case
def a_name_service_that_does_not_answer_costs_the_time_limit_and_no_more(lab):
    _, port = lab.sshd()
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.94", 53))
    resolver = lab.write("resolv.conf", "nameserver 127.0.0.94\noptions timeout:30 attempts:1\n")
    lab.inventory(good=port, named="ansible_host=somewhere.example")
    lab.wrap = ["unshare", "-m", "sh", "-c", "mount --bind %s /etc/resolv.conf && exec \"$@\"" % resolver, "sh"] + lab.wrap
    ended = lab.run(TWO.replace("DIR", lab.path("home")), "--timeout", str(2 * lab.slowness))
    lab.expect_end(ended, 4, "the name somewhere.example")
    lab.expect(os.path.exists(lab.path("home/good")), "the other host was held up")
    lab.expect_within(ended, 9)
    silent.close()


@case
def a_host_key_that_has_changed_is_refused(lab):
    _, port = lab.sshd()
    subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", lab.path("other")])
    lab.write("control/.ssh/known_hosts", "[127.0.0.1]:%d %s" % (port, open(lab.path("other.pub")).read()))
    lab.inventory(h=port)
    lab.expect_end(lab.run(TWO.replace("DIR", lab.path("home"))), 4, "HAS CHANGED", "ssh-keygen -R")


@case
def a_host_that_allows_one_session_is_enough_for_all_kinds_of_tasks(lab):
    _, port = lab.sshd("MaxSessions 1")
    lab.inventory(h=port)
    playbook, new = site_of_cuts(lab)
    full_time(lab, playbook, new)


@case
def a_host_that_lets_few_in_at_once_lets_all_in_in_the_end(lab):
    _, port = lab.sshd("MaxStartups 2:100:4")
    lab.inventory(**{"h%02d" % i: port for i in range(20)})
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - command: 'true'\n", limit=40)
    lab.expect_end(ended, 0)


@case
def a_host_that_restarts_is_waited_for(lab):
    sshd, port = lab.sshd()
    lab.inventory(h=port)
    process = lab.start("""
- hosts: all
  gather_facts: no
  tasks:
    - command: sleep 0.1
    - wait_for_connection: {delay: 2, timeout: 20, sleep: 1}
    - copy: {content: back, dest: DIR/back}
""".replace("DIR", lab.path("home")))
    time.sleep(1.5)
    lab.stop(sshd)
    time.sleep(2)
    lab.sshd(port=port)
    lab.expect_end(lab.end(process), 0)
    lab.expect(os.path.exists(lab.path("home/back")), "it is not back")


# ---- disks ----------------------------------------------------------------------------------

@case
def a_full_disk_is_told_and_the_old_file_stays_whole(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    small = lab.mount("small", "size=256k,mode=777")
    lab.write("small/file", "old\n")
    lab.write("site/files/one", b"x" * 1000000)
    lab.write("site/files/tree/a", b"x" * 400000)
    lab.write("site/files/tree/b", b"y" * 1000)
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - copy: {src: one, dest: %s/file}\n" % small)
    lab.expect_end(ended, 2, "is the disk full?")
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - copy: {src: tree/, dest: %s/}\n" % small)
    lab.expect_end(ended, 2, "disk full")
    lab.expect(open(lab.path("small/file")).read() == "old\n", "the old file is not whole")
    lab.expect(sorted(os.listdir(small)) == ["file"], "left: %s" % os.listdir(small))
    lab.expect_nothing_left(small)


@case
def a_file_that_may_not_grow_is_told_and_the_old_one_stays_whole(lab):
    """What a quota does, by a limit that every kernel has: the write fails, or its writer is killed."""
    _, port = lab.sshd(largest_file=300000)
    lab.inventory(h=port)
    lab.write("home/file", "old\n")
    lab.write("site/files/one", b"x" * 1000000)
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - copy: {src: one, dest: %s}\n      ignore_errors: yes\n"
                    "    - copy: {content: fits, dest: %s}\n" % (lab.path("home/file"), lab.path("home/other")))
    lab.expect_end(ended, 0, "is the disk full?")
    lab.expect(open(lab.path("home/file")).read() == "old\n", "the old file is not whole")
    lab.expect(sorted(os.listdir(lab.path("home"))) == ["file", "other"], "left: %s" % os.listdir(lab.path("home")))
    lab.expect_nothing_left(lab.path("home"))


@case
def a_read_only_file_system_is_told(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    place = lab.mount("fixed", "size=256k,mode=755")
    subprocess.check_call(["mount", "-o", "remount,ro", place])
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - copy: {content: x, dest: %s/file}\n" % place)
    lab.expect_end(ended, 2, place)


@case
def a_host_without_a_home_and_with_a_tmp_that_runs_nothing_is_enough(lab):
    _, port = lab.sshd(home="/nowhere/at/all")
    lab.inventory(h=port)
    lab.mount("tmp", "size=4m,mode=1777,noexec,nosuid,nodev")
    lab.write("site/files/prog", "#!/bin/sh\necho it ran\n")
    playbook, new = site_of_cuts(lab)
    full_time(lab, playbook, new)
    ended = lab.run("- hosts: all\n  gather_facts: yes\n  tasks:\n    - shell: echo $((40 + 2))\n      register: sum\n"
                    "    - assert: {that: sum.stdout == '42'}\n")
    lab.expect_end(ended, 0)


# ---- interrupted --------------------------------------------------------------------------------

LONG = "- hosts: all\n  gather_facts: no\n  tasks:\n    - shell: sleep 4323 & sleep 4324; true\n    - command: 'true'\n"


def interrupted(lab, first, second=None):
    _, port = lab.sshd()
    lab.inventory(a=port, b=port)
    process = lab.start(LONG)
    lab.wait_until(lambda: sum("sleep 4324" in each for each in lab.processes()) >= 2)
    time.sleep(1)  # by then they are guarded
    process.send_signal(first)
    if second:
        time.sleep(0.05)
        process.send_signal(second)
    lab.began = time.monotonic()
    return lab.end(process)


@case
def the_first_interrupt_kills_the_commands_and_prints_the_recap(lab):
    ended = interrupted(lab, signal.SIGINT)
    lab.expect_end(ended, 99, "PLAY RECAP")
    lab.expect_within(ended, 6)
    lab.expect_nothing_left()


@case
def the_second_interrupt_leaves_at_once(lab):
    ended = interrupted(lab, signal.SIGINT, signal.SIGINT)
    lab.expect_within(ended, 2)
    lab.expect(ended.code not in (0, 2, 4), "exit code %s" % ended.code)
    lab.expect_nothing_left()


@case
def a_request_to_terminate_is_as_the_first_interrupt(lab):
    ended = interrupted(lab, signal.SIGTERM)
    lab.expect("PLAY RECAP" in ended.out, "no recap\n" + ended.out[-800:])
    lab.expect(ended.code not in (0, 2, 4), "exit code %s" % ended.code)
    lab.expect_within(ended, 6)
    lab.expect_nothing_left()


# ---- commands that misbehave ------------------------------------------------------------------------

@case
def a_command_that_floods_is_cut_short_and_told(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - shell: yes | head -c 150000000; echo end\n"
                    "      register: flood\n    - debug: {msg: \"{{ flood.stdout[-60:] }}\"}\n", limit=90)
    lab.expect_end(ended, 0, "more bytes of output were left out")


@case
def a_child_in_the_background_holds_nothing_up(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - shell: sleep 3 & echo begun\n"
                    "      register: said\n    - assert: {that: said.stdout == 'begun'}\n    - command: 'true'\n")
    lab.expect_end(ended, 0)
    lab.expect_within(ended, 3)


@case
def a_command_that_kills_its_shell_fails_and_the_next_has_a_new_one(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - shell: kill -9 $PPID; sleep 1\n"
                    "      ignore_errors: yes\n    - shell: echo fine\n      register: said\n"
                    "    - assert: {that: said.stdout == 'fine'}\n")
    lab.expect_end(ended, 0)


@case
def a_command_that_reads_has_nothing_to_read(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - shell: cat; read x; echo \"[$x]\"\n"
                    "      register: said\n    - assert: {that: \"said.stdout == '[]'\"}\n")
    lab.expect_end(ended, 0)


@case
def a_command_over_its_limit_is_killed_with_all_it_started(lab):
    _, port = lab.sshd()
    lab.inventory(h=port)
    ended = lab.run("- hosts: all\n  gather_facts: no\n  tasks:\n    - shell: (sleep 4325 &) ; sleep 4326 & sleep 4327\n"
                    "      timeout: 1\n      ignore_errors: yes\n    - command: 'true'\n")
    lab.expect_end(ended, 0)
    lab.expect_within(ended, 8)
    lab.expect_nothing_left()
