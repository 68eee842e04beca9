"""A host for one case: an sshd on loopback, with a proxy in front, and what is checked afterwards."""
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from proxy import Proxy

END_LIMIT = 25  # seconds: no run may take longer after its fault
QUIET_LIMIT = 8  # and until nothing of it is left on the host


class Ended:
    def __init__(self, code, out, seconds):
        self.code, self.out, self.seconds = code, out, seconds


class Lab:
    def __init__(self, waplay, wrap, rng, cuts):
        self.waplay, self.wrap, self.random, self.cuts = waplay, wrap, rng, cuts
        self.dir = tempfile.mkdtemp(prefix="waplay-faults-")
        os.chmod(self.dir, 0o755)
        self.keep, self.sshds, self.mounts, self.proxies, self.problems, self.notes = False, [], [], [], [], []
        self.mark = os.path.basename(self.dir)
        self.slowness = 10 if wrap else 1  # what limits of time are multiplied by
        for name in ("control/.ssh", "home", "tmp", "site"):
            os.makedirs(os.path.join(self.dir, name))
        os.chmod(self.path("tmp"), 0o1777)
        for key in ("host", "control/.ssh/id_ed25519"):
            subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", self.path(key)])
        shutil.copy(self.path("control/.ssh/id_ed25519.pub"), self.path("authorized_keys"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for proxy in self.proxies:
            proxy.close()
        for sshd in self.sshds:
            self.stop(sshd)
        for place in reversed(self.mounts):
            subprocess.call(["umount", "-l", place])
        if not self.keep:
            shutil.rmtree(self.dir, ignore_errors=True)

    # ---- what there is ----

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w" if isinstance(text, str) else "wb") as file:
            file.write(text)
        return self.path(name)

    def mount(self, name, options):
        os.makedirs(self.path(name), exist_ok=True)
        subprocess.check_call(["mount", "-t", "tmpfs", "-o", options, "none", self.path(name)])
        self.mounts.append(self.path(name))
        return self.path(name)

    def sshd(self, settings="", port=None, home=None, address="127.0.0.1", largest_file=resource.RLIM_INFINITY):
        """Starts one; gives (process, port). No file of its host may grow beyond largest_file."""
        if port is None:
            with socket.socket() as probe:
                probe.bind((address, 0))
                port = probe.getsockname()[1]
        config = self.write("sshd_config.%d" % port, "%s\nListenAddress %s:%d\nHostKey %s\nPidFile none\n" % (
            settings, address, port, self.path("host")) +
            "AuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n" % self.path("authorized_keys") +
            "KbdInteractiveAuthentication no\nPrintMotd no\nPrintLastLog no\nUseDNS no\nLogLevel ERROR\n" +
            "PermitRootLogin prohibit-password\nSetEnv HOME=%s TMPDIR=%s WAPLAY_FAULTS=%s\n" % (
                home or self.path("home"), self.path("tmp"), self.mark))
        os.makedirs("/run/sshd", exist_ok=True)
        process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", config], stderr=open(self.path("sshd.log"), "a"),
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file)))
        self.sshds.append(process)
        self.know(port, address)
        for _ in range(200):
            try:
                socket.create_connection((address, port), timeout=1).close()
                return process, port
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("sshd does not start: " + open(self.path("sshd.log")).read())

    def stop(self, sshd):
        for child in open("/proc/%d/task/%d/children" % (sshd.pid, sshd.pid)).read().split() if sshd.poll() is None else []:
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass
        sshd.kill()
        sshd.wait()

    def proxy(self, port):
        proxy = Proxy(("127.0.0.1", port))
        self.proxies.append(proxy)
        self.know(proxy.port)
        return proxy

    def know(self, port, address="127.0.0.1"):
        with open(self.path("control/.ssh/known_hosts"), "a") as file:
            file.write("[%s]:%d %s" % (address, port, open(self.path("host.pub")).read()))

    # ---- runs ----

    def inventory(self, **ports):
        """Host name -> port, or a whole line of variables."""
        lines = [name + " " + (vars if isinstance(vars, str) else "ansible_host=127.0.0.1 ansible_port=%d" % vars)
                 for name, vars in ports.items()]
        return self.write("site/hosts", "\n".join(lines) + "\n")

    def start(self, playbook, *args):
        self.write("site/play.yml", playbook)
        env = {"HOME": self.path("control"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        self.began = time.monotonic()
        return subprocess.Popen(self.wrap + [self.waplay, "play.yml", "-i", "hosts", *args], cwd=self.path("site"), env=env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # ours may be ignored

    def end(self, process, limit=END_LIMIT):
        try:
            out, _ = process.communicate(timeout=limit * self.slowness)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            self.fault("it hangs: not ended %d s after the fault\n%s" % (limit, out.decode(errors="replace")[-1500:]))
        text = out.decode(errors="replace")
        for word in ("AddressSanitizer", "ThreadSanitizer", "runtime error:", "LeakSanitizer", "ERROR SUMMARY"):
            if word in text and "ERROR SUMMARY: 0" not in text:
                self.fault("%s:\n%s" % (word, text[-3000:]))
        return Ended(process.returncode, text, time.monotonic() - self.began)

    def run(self, playbook, *args, limit=END_LIMIT):
        return self.end(self.start(playbook, *args), limit)

    def wait_until(self, is_so, limit=END_LIMIT):
        until = time.monotonic() + limit * self.slowness
        while not is_so() and time.monotonic() < until:
            time.sleep(0.02)
        self.expect(is_so(), "what the fault is for has not begun")

    def wait_for(self, *names):
        self.wait_until(lambda: all(os.path.exists(self.path(name)) for name in names))

    # ---- checks ----

    def fault(self, text):
        self.problems.append(text)

    def expect(self, truth, text):
        if not truth:
            self.fault(text)

    def expect_end(self, ended, code, *sayings):
        shown = "\n" + (ended.out if len(ended.out) < 3000 else ended.out[:1500] + "\n...\n" + ended.out[-1500:])
        self.expect(ended.code == code, "exit code %s instead of %s%s" % (ended.code, code, shown))
        for saying in sayings:
            self.expect(saying in " ".join(ended.out.split()), "it does not say '%s'%s" % (saying, shown))

    def expect_within(self, ended, seconds):
        self.expect(ended.seconds < seconds * self.slowness, "it took %.1f s" % ended.seconds)

    def expect_nothing_left(self, *folders):
        """No process of the host's, no temporary file: soon."""
        until = time.monotonic() + QUIET_LIMIT * self.slowness
        while self.processes() and time.monotonic() < until:
            time.sleep(0.05)
        left = self.processes()
        self.expect(not left, "processes are left: %s" % ", ".join(left))
        files = [name for folder in folders + (self.path("tmp"),) for name in os.listdir(folder)
                 if "waplay" in name]
        self.expect(not files, "temporary files are left: %s" % ", ".join(files))

    def processes(self):
        """Of the host: they have its mark in their environment, or its folder among their words."""
        ours = {os.getpid()} | {sshd.pid for sshd in self.sshds}
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = open("/proc/%s/cmdline" % pid, "rb").read().replace(b"\0", b" ").decode(errors="replace")
                environment = open("/proc/%s/environ" % pid, "rb").read()
            except OSError:
                continue
            is_ours = int(pid) in ours or words.startswith("sshd:") or not words
            if not is_ours and (("WAPLAY_FAULTS=" + self.mark).encode() in environment or self.dir in words):
                found.append("%s (%s)" % (pid, words.strip()[:80]))
        return found

    def note(self, text):
        self.notes.append(text)

    def figures(self):
        return " (%s)" % ", ".join(self.notes) if self.notes else ""

    def faults(self):
        return self.problems
