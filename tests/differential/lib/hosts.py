"""The hosts that cases run on: this machine, over the local connection or through an SSH server of our own; and this
machine's root under an overlay, which is thrown away."""

import getpass
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time

CONNECTIONS = ("local", "ssh")


def free_port():
    """Below those that the system gives to connections, which other tests make meanwhile."""
    while True:
        port = random.randrange(10000, 30000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class Sshd:
    """An SSH server on loopback, with keys made for it."""

    def __init__(self, folder, home):
        self.folder, self.port = folder, free_port()
        os.makedirs(folder)
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path(name)], check=True)
        shutil.copy(self.path("user.pub"), self.path("authorized_keys"))
        with open(self.path("host.pub")) as f:
            key = " ".join(f.read().split()[:2])
        with open(self.path("known_hosts"), "w") as f:
            f.write("[127.0.0.1]:%d %s\n" % (self.port, key))
        with open(self.path("config"), "w") as f:
            f.write("Subsystem sftp internal-sftp\nListenAddress 127.0.0.1:%d\nHostKey %s\nPidFile none\n"
                    "AuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
                    "KbdInteractiveAuthentication no\nPrintMotd no\nPrintLastLog no\nUseDNS no\nLogLevel ERROR\n"
                    "PermitRootLogin prohibit-password\nSetEnv HOME=%s LANG=C.UTF-8 LC_ALL=C.UTF-8\n"
                    % (self.port, self.path("host"), self.path("authorized_keys"), home))
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", 0o755, exist_ok=True)
        with open(self.path("log"), "w") as log:
            self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", self.path("config")], stderr=log)
        for _ in range(500):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("sshd does not answer: " + open(self.path("log")).read())

    def path(self, name):
        return os.path.join(self.folder, name)

    def variables(self):
        return {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": self.port,
                "ansible_user": getpass.getuser(), "ansible_ssh_private_key_file": self.path("user"),
                "ansible_ssh_common_args": "-o UserKnownHostsFile=%s -o IdentitiesOnly=yes" % self.path("known_hosts")}

    def close(self):
        self.process.terminate()
        self.process.wait()


def can_throw_away():
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "--pid", "--uts", "--net", "--fork", "true"],
                                                stderr=subprocess.DEVNULL).returncode == 0


# What is written goes to memory. The folders given as arguments stay those of the machine.
THROW_AWAY = r"""
set -eu
top=$1 shared=$2
shift 2
ip link set lo up
mount -t tmpfs tmpfs "$top"
mkdir "$top/upper" "$top/work" "$top/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$top/root"
for name in proc sys dev; do
    mount --rbind "/$name" "$top/root/$name"
done
mount -t proc proc "$top/root/proc"
mount -t tmpfs tmpfs "$top/root/run"
mount -t tmpfs tmpfs "$top/root/tmp"
chmod 1777 "$top/root/tmp"
for folder in $shared; do
    mkdir -p "$top/root$folder"
    mount --rbind "$folder" "$top/root$folder"
done
exec chroot "$top/root" "$@"
"""


def throw_away(argv, shared, top):
    """Runs a command with the machine's root under an overlay; processes, host name and network (loopback) of its own."""
    os.makedirs(top)
    return subprocess.run(["unshare", "--mount", "--pid", "--uts", "--ipc", "--net", "--fork", "--kill-child",
                           "--propagation", "private", "sh", "-c", THROW_AWAY, "sh", top, " ".join(shared)] + argv,
                          stdin=subprocess.DEVNULL)
