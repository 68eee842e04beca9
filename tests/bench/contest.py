"""The bench's cases: workloads, what each contestant runs for them, and whether it was done right."""
import glob
import hashlib
import os
import shlex
import shutil
import subprocess

import gen

here = os.path.dirname(os.path.abspath(__file__))
LAB = os.environ.get("WAPLAB_DIR") or os.path.join(os.environ.get("TMPDIR") or "/tmp", "waplab")
BIN = LAB + ".bin"
DATA = os.path.join(LAB, "data")
WL = os.path.join(LAB, "workloads")


def hostdirs(n):
    return [os.path.join(LAB, "h%d" % i) for i in range(1, n + 1)]


def clean(n):
    for d in hostdirs(n):
        for e in os.listdir(d):
            p = os.path.join(d, e)
            if os.path.isdir(p) and not os.path.islink(p):
                shutil.rmtree(p, ignore_errors=True)
            else:
                os.unlink(p)


def clean_but_caches(n):
    clean(n)


def inv(n, rtt):
    return subprocess.check_output([os.path.join(here, "lab.sh"), "inventory", str(n), str(rtt)], text=True).strip()


def sshalias(i, rtt):
    return "127.0.1.%d" % i if rtt == 0 else "r%d-%d" % (rtt, i)


# ---------------------------------------------------------------- verification
def stamp(n, rel):
    out = []
    for d in hostdirs(n):
        for root, _, files in os.walk(os.path.join(d, rel)):
            for f in files:
                st = os.stat(os.path.join(root, f))
                out.append((root, f, st.st_ino, st.st_mtime_ns))
        p = os.path.join(d, rel)
        if os.path.isfile(p):
            st = os.stat(p)
            out.append((p, "", st.st_ino, st.st_mtime_ns))
    return sorted(out)


def v_w2(n, who):
    for i, d in enumerate(hostdirs(n), 1):
        for k in range(1, 31):
            if open(os.path.join(d, "w2/d%02d/f%02d" % ((k - 1) % 10 + 1, k))).read() != gen.copy_text(k):
                return "h%d: f%02d differs" % (i, k)
        for k in range(1, 11):
            want = gen.template_text(k, "h" if who == "limit" else "h%d" % i)
            if open(os.path.join(d, "w2/d%02d/t%02d" % (k, k))).read() != want:
                return "h%d: t%02d differs" % (i, k)
    return None


_big = None


def v_big(n, who):
    global _big
    name = "put.bin" if who.startswith("limit") else "big.bin"
    if _big is None:
        _big = hashlib.sha1(open(os.path.join(DATA, "big.bin"), "rb").read()).digest()
    for d in hostdirs(n)[:1] + hostdirs(n)[-1:]:
        if hashlib.sha1(open(os.path.join(d, name), "rb").read()).digest() != _big:
            return "big file differs"
    return None


def v_many(n, who):
    for d in hostdirs(n):
        c = sum(len(f) for _, _, f in os.walk(os.path.join(d, "many")))
        if c != 1000:
            return "%d files instead of 1000" % c
    return None


def v_seed(n, who):
    for d in hostdirs(n):
        if not os.path.exists(os.path.join(d, "up")):
            return "not up: " + os.path.basename(d)
        for f in ("docker-compose.yml", "app.env"):
            if open(os.path.join(d, "app", f)).read() != open(os.path.join(WL, "files", f)).read():
                return f + " differs"
    return None


def v_none(n, who):
    return None


# ------------------------------------------------------------------- workloads
class Case:
    def __init__(self, w, n, rtt=0, slow=False):
        self.w, self.n, self.rtt, self.slow = w, n, rtt, slow
        self.phases = {"W2": ["first", "again"], "W3": ["first", "again"], "W3m": ["first", "again"]}.get(w, [""])

    @property
    def name(self):
        s = self.w
        if self.w not in ("W5s", "W5l", "W5h", "W6"):
            s += "@%d" % self.n
        return s + ("/rtt%d" % self.rtt if self.rtt else "")


PB = {"W1": "w1_noop.yml", "W2": "w2_files.yml", "W3": "w3_big.yml", "W3m": "w3_many.yml", "W4": "w4_seed.yml",
      "W6": "w6_template.yml", "W7": "w7_facts.yml"}
VERIFY = {"W2": v_w2, "W3": v_big, "W3m": v_many, "W4": v_seed}
TRACK = {"W2": "w2", "W3": "big.bin", "W3m": "many"}
RECAP = {"W1": 20, "W2": 50, "W3": 1, "W3m": 1, "W4": 5, "W7": 2}

CASES = [Case("W1", 1), Case("W1", 5), Case("W1", 25), Case("W1", 100, 0, True),
         Case("W1", 5, 10), Case("W1", 5, 50), Case("W1", 25, 10), Case("W1", 25, 50), Case("W1", 100, 50, True),
         Case("W2", 1), Case("W2", 5), Case("W2", 25, 0, True), Case("W2", 5, 50, True),
         Case("W3", 1), Case("W3", 5), Case("W3", 1, 50), Case("W3m", 1), Case("W3m", 5), Case("W3m", 1, 50, True),
         Case("W4", 5), Case("W4", 5, 10), Case("W4", 5, 50),
         Case("W5s", 1), Case("W5l", 1), Case("W5h", 10000), Case("W6", 1, 0, True),
         Case("W7", 1), Case("W7", 5), Case("W7", 25), Case("W7", 100, 0, True), Case("W7", 5, 50)]


def playbook_args(c):
    if c.w == "W5s":
        return ["--syntax-check", os.path.join(DATA, "w5_tasks.yml"), "-i", inv(1, 0)]
    if c.w == "W5l":
        return ["--list-tasks", os.path.join(DATA, "w5_tasks.yml"), "-i", inv(1, 0)]
    if c.w == "W5h":
        return ["--list-hosts", os.path.join(DATA, "w5_one.yml"), "-i", os.path.join(DATA, "w5_hosts.ini")]
    return [os.path.join(WL, PB[c.w]), "-i", inv(c.n, c.rtt)]


def ansible_env(tuned):
    e = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_RETRY_FILES_ENABLED": "0", "ANSIBLE_DEPRECATION_WARNINGS": "0",
         "ANSIBLE_LOCALHOST_WARNING": "0"}
    if tuned:
        e.update(ANSIBLE_PIPELINING="1", ANSIBLE_PYTHON_INTERPRETER="/usr/bin/python3", ANSIBLE_SSH_ARGS="-o ControlMaster=auto -o ControlPersist=60s")
    return e


def mitogen_dir():
    for p in sorted(glob.glob("/usr/lib/python3*/dist-packages/ansible_mitogen/plugins/strategy")):
        return p
    return None


def sh(script):
    return ["sh", "-c", script]


def contestant(name, c, phase, bins):
    """(argv, extra environment) or None when it does not do this case."""
    f = str(max(c.n, 1) if c.w not in ("W5h",) else 5)
    if name in bins:
        a = shlex.split(bins[name]) + playbook_args(c)
        return (a + ["-f", f] if c.w[:2] not in ("W5", "W6") else a), {}
    if name == "ansible":
        return ["ansible-playbook"] + playbook_args(c), ansible_env(False)
    if name == "tuned":
        return ["ansible-playbook"] + playbook_args(c) + ["-f", f], ansible_env(True)
    if name == "mitogen":
        d = mitogen_dir()
        if not d or c.w[:2] == "W5":
            return None
        return ["ansible-playbook"] + playbook_args(c) + ["-f", f], dict(
            ansible_env(True), ANSIBLE_STRATEGY_PLUGINS=d, ANSIBLE_STRATEGY="mitogen_linear")
    al = [sshalias(i, c.rtt) for i in range(1, c.n + 1)]
    cfg = os.path.join(LAB, "ssh_config")
    if name == "pdsh" and c.w == "W1":
        return sh("export PDSH_SSH_ARGS_APPEND='-F %s'; for i in $(seq 20); do pdsh -R ssh -S -f %d -w %s /bin/true || exit 1; done"
                  % (cfg, c.n, ",".join(al))), {}
    if name == "pssh" and c.w == "W1":
        hf = os.path.join(LAB, "run", "pssh.hosts")
        open(hf, "w").write("\n".join(al) + "\n")
        return sh("for i in $(seq 20); do parallel-ssh -h %s -p %d -x '-F %s' /bin/true >/dev/null || exit 1; done" % (hf, c.n, cfg)), {}
    if name == "sshloop" and c.w == "W1":
        return sh("for h in %s; do for i in $(seq 20); do ssh -n -F %s $h /bin/true || exit 1; done; done" % (" ".join(al), cfg)), {}
    if name == "sshmux" and c.w == "W1":     # one ControlMaster a host
        return sh("d=$(mktemp -d %s/run/m.XXXX); for h in %s; do for i in $(seq 20); do ssh -n -F %s -o ControlMaster=auto -o ControlPersist=60 -o ControlPath=$d/%%C $h /bin/true || exit 1; done; done"
                  % (LAB, " ".join(al), cfg)), {}
    if name == "sshpar" and c.w == "W1":     # a background ssh a host, all tasks in one command
        return sh("for h in %s; do ssh -n -F %s $h 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do /bin/true; done' & done; wait" % (" ".join(al), cfg)), {}
    if name == "sshloop" and c.w == "W4":    # the seed's way
        s = "set -e; i=0; for h in %s; do i=$((i+1)); d=%s/h$i; ssh -n -F %s $h mkdir -p $d/app; scp -q -F %s %s/files/docker-compose.yml %s/files/app.env $h:$d/app/; ssh -n -F %s $h %s/bin/docker-compose -f $d/app/docker-compose.yml up -d; done; for i in $(seq %d); do curl -fsS --retry 20 --retry-delay 1 http://127.0.1.$i:9090/health >/dev/null; done" % (
            " ".join(al), LAB, cfg, cfg, WL, WL, cfg, LAB, c.n)
        return sh(s), {}
    src = {"W3": DATA + "/big.bin", "W3m": DATA + "/many"}.get(c.w)
    if name == "rsync" and src:
        return sh("i=0; for h in %s; do i=$((i+1)); rsync -a -e 'ssh -F %s' %s $h:%s/h$i/ & done; wait" % (" ".join(al), cfg, src, LAB)), {}
    if name == "scp" and src and phase == "first":
        return sh("i=0; for h in %s; do i=$((i+1)); scp -q -r -F %s %s $h:%s/h$i/ & done; wait" % (" ".join(al), cfg, src, LAB)), {}
    if name.startswith("limit"):
        hosts = inv(c.n, c.rtt)[:-4] + ".hosts"
        key = os.path.join(LAB, "keys", "id_ed25519")
        base = [BIN + "/limit"]
        opt = ["-H", hosts, "-k", key]
        ev = ["-E", "2"]
        if c.w in ("W1", "W2", "W7"):
            return base + ["tasks"] + opt + ev + ["-s", os.path.join(WL, c.w.lower() + ".blk")], {}
        if c.w == "W4":
            return base + ["tasks"] + opt + ev + ["-s", os.path.join(WL, "w4.blk")], {}
        if c.w == "W3" and phase == "first":
            # RTT 0: 8 requests in flight beat `cat` and 64 in flight (../reference/performance.md);
            # with a round trip they would cap the rate, so the plain stream there
            how = ["-m", "sftppipe", "-b", "32768", "-w", "8"] if c.rtt == 0 else ["-m", "cat", "-b", "131072"]
            return base + ["put"] + opt + how + ["-f", DATA + "/big.bin", "-c", "aes128-gcm@openssh.com"], {}
        if c.w == "W3":
            return base + ["tasks"] + opt + ev + ["-s", blk("w3b", "sha1sum @DIR@/put.bin; stat -c '%a %u %g' @DIR@/put.bin\n")], {}
        if c.w == "W3m" and phase == "first":
            return base + ["files"] + opt + ["-m", "tar", "-r", "1000", "-b", "1000"], {}
        if c.w == "W3m":
            return base + ["tasks"] + opt + ev + ["-s", blk("w3mb", "cd @DIR@/many && find . -type f -exec sha1sum {} + >/dev/null\n")], {}
        if c.w in ("W5s", "W5l"):
            return [BIN + "/yamlscan", DATA + "/w5_tasks.yml", "document"], {}
        if c.w == "W5h":
            return [BIN + "/yamlscan", DATA + "/w5_hosts.ini", "lines"], {}
        if c.w == "W6":
            return ["/usr/bin/python3", os.path.join(here, "jinja_floor.py")], {}
    return None


def auto_peers(c):
    """The peers worth their time in a case: Ansible only where it takes at most a
    few minutes on two idle cores, the fast peers everywhere."""
    p = {"W1": ["sshpar"], "W3": ["rsync"], "W3m": ["rsync"], "W4": ["sshloop"]}.get(c.w, [])
    if c.w[:2] in ("W5", "W6"):
        return ["tuned"]
    if c.n <= 5 and c.rtt == 0 and c.w != "W3m" and not c.slow:
        p = p + ["tuned", "mitogen"]
    return p


def blk(name, text):
    p = os.path.join(LAB, "run", name + ".blk")
    with open(p, "w") as f:
        f.write(text + "%%\n")
    return p
