"""Shared pieces of the conformance suite: running a playbook in a clean
environment, parsing both output formats, normalising, and comparing."""

import hashlib
import http.server
import json
import os
import re
import signal
import stat
import subprocess
import threading

COUNTERS = ("ok", "changed", "unreachable", "failed", "skipped", "rescued", "ignored")

STATUS = {
    "ok": "ok", "included": "ok", "changed": "changed",
    "skipped": "skipped", "skipping": "skipped",
    "failed": "failed", "fatal": "failed", "rescued": "failed",
    "ignored": "ignored", "unreachable": "unreachable",
}

# wording that ansible chose, never compared
WORDING = re.compile(r"undefined variable|The error was:|error was|is undefined|"
                     r"Unexpected templating|template error|conditional check", re.I)
# names of Python classes that only ansible can have
CLASSES = [(re.compile(r"\b(AnsibleUnsafeText|AnsibleUnicode|NativeJinjaText|NativeJinjaUnsafeText)\b"), "str"),
           (re.compile(r"\bAnsibleSequence\b"), "list"), (re.compile(r"\bAnsibleMapping\b"), "dict")]
BACKUP = re.compile(r"\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~")


# ---------------------------------------------------------------- running

def clean_env(home, extra=None):
    keep = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
    env = dict((k, os.environ[k]) for k in keep if k in os.environ)
    env.setdefault("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
    env.update(HOME=home, LANG="C.UTF-8", LC_ALL="C.UTF-8", TERM="dumb", TZ="UTC",
               USER=os.environ.get("USER", "root"), LOGNAME=os.environ.get("LOGNAME", "root"),
               SHELL="/bin/sh")
    env.update(extra or {})
    return env


def run_cmd(argv, cwd, env, timeout):
    """-> (rc, stdout, stderr); rc is 'timeout' or 'signal N' when it did not exit."""
    try:
        p = subprocess.Popen(argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             start_new_session=True, umask=0o022)
    except OSError as e:
        return "cannot start: %s" % e, "", ""
    try:
        out, err = p.communicate(timeout=timeout)
        rc = p.returncode
        if rc < 0:
            rc = "signal %d" % -rc
    except subprocess.TimeoutExpired:
        kill_session(p.pid)
        out, err = p.communicate()
        rc = "timeout"
    return rc, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def kill_session(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass


# ---------------------------------------------------------------- http

class _Handler(http.server.BaseHTTPRequestHandler):
    """A tiny deterministic server: /files/* from the case's www/, /status/N,
    /json, /echo (method, body, chosen headers), /redirect, /auth (user:pass),
    /v2/ (the same);
    over TLS /client: the name in the certificate of who asks, and the cipher."""
    protocol_version = "HTTP/1.1"
    server_version = "conf/1"
    sys_version = ""

    def log_message(self, *a):
        pass

    def _send(self, code, body=b"", ctype="text/plain", headers=()):
        self.send_response(code)
        self.send_header("Content-Type", ctype)
        self.send_header("Content-Length", str(len(body)))
        for k, v in headers:
            self.send_header(k, v)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _do(self):
        n = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(n) if n else b""
        path, _, query = self.path.partition("?")
        if path.startswith("/files/"):
            name = os.path.normpath(path[len("/files/"):])
            full = os.path.join(self.server.www, name)
            if name.startswith("..") or not os.path.isfile(full):
                return self._send(404, b"not found\n")
            with open(full, "rb") as f:
                return self._send(200, f.read(), headers=[("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")])
        if path.startswith("/status/"):
            return self._send(int(path.split("/")[2]), b"status\n")
        if path == "/json":
            return self._send(200, b'{"name": "conf", "list": [1, 2], "ok": true}', "application/json")
        if path == "/redirect":
            return self._send(302, b"", headers=[("Location", "/json")])
        if path in ("/auth", "/v2/"): # the second is what a registry is asked first
            if self.headers.get("Authorization") != "Basic dXNlcjpwYXNz":
                return self._send(401, b"no\n", headers=[("WWW-Authenticate", 'Basic realm="x"')])
            return self._send(200, b"welcome\n")
        if path == "/echo":
            out = {"method": self.command, "query": query, "body": body.decode("utf-8", "replace"),
                   "content_type": self.headers.get("Content-Type"),
                   "x_test": self.headers.get("X-Test")}
            return self._send(200, json.dumps(out, sort_keys=True).encode(), "application/json",
                              headers=[("X-Reply", "yes")])
        if path == "/client":
            names = dict(pair[0] for pair in (self.connection.getpeercert() or {}).get("subject", ()))
            out = {"client": names.get("commonName"), "cipher": self.connection.cipher()[0]}
            return self._send(200, json.dumps(out, sort_keys=True).encode(), "application/json")
        return self._send(404, b"not found\n")

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _do


class Http:
    """With a context of ssl: HTTPS."""

    def __init__(self, www, context=None):
        self.srv = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.srv.daemon_threads = True
        if context:
            self.srv.handle_error = lambda *about: None # who doesn't trust us goes away
            self.srv.socket = context.wrap_socket(self.srv.socket, server_side=True, do_handshake_on_connect=False)
        self.srv.www = www
        self.port = self.srv.server_address[1]
        self.thread = threading.Thread(target=self.srv.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self.thread.start()

    def close(self):
        self.srv.shutdown()
        self.srv.server_close()


# ---------------------------------------------------------------- normalising

class Norm:
    """Replaces run-dependent strings by tokens."""

    def __init__(self, pairs):
        self.pairs = sorted(pairs, key=lambda p: -len(p[0]))

    def text(self, s):
        for a, b in self.pairs:
            s = s.replace(a, b)
        if "Ansible" in s or "NativeJinja" in s:
            for rx, b in CLASSES:
                s = rx.sub(b, s)
        return BACKUP.sub(".<BACKUP>~", s)

    def value(self, v):
        if isinstance(v, str):
            return self.text(v)
        if isinstance(v, list):
            return [self.value(x) for x in v]
        if isinstance(v, dict):
            return dict((self.text(k) if isinstance(k, str) else k, self.value(x)) for k, x in v.items())
        return v


INCLUDES = ("include_tasks", "include_role", "include")


def parse_jsonl(text):
    """-> (events, other lines)"""
    events, other = [], []
    for line in text.splitlines():
        s = line.strip()
        if s.startswith("{"):
            try:
                o = json.loads(s)
            except ValueError:
                o = None
            if isinstance(o, dict) and isinstance(o.get("event"), str):
                events.append(o)
                continue
        if s:
            other.append(line.rstrip())
    return events, other


def short_action(a):
    a = a or ""
    for p in ("ansible.builtin.", "ansible.legacy."):
        if a.startswith(p):
            return a[len(p):]
    return a


DROP_KEYS = {"changed", "failed", "invocation", "warnings", "deprecations", "exception",
             "failed_when_result", "attempts", "ansible_facts"}
ITEM_KEYS = {"item", "ansible_loop_var", "ansible_index_var", "ansible_loop"}


def message(action, status, res, norm, item=False):
    """What of a module's result is compared: what the play's author wrote."""
    if not isinstance(res, dict):
        return None
    if "censored" in res:
        return "<censored>"
    if status == "skipped":
        return None
    if not item and "results" in res and str(res.get("msg", "")).startswith(("All items", "One or more items")):
        return None
    if action == "debug":
        if status in ("failed", "ignored", "unreachable"):
            return None
        drop = set(DROP_KEYS)
        if item:
            drop |= ITEM_KEYS | {res.get("ansible_loop_var"), res.get("ansible_index_var")}
        out = dict((k, v) for k, v in res.items() if k not in drop and not k.startswith("_ansible_"))
        return norm.value(out)
    if action in ("fail", "assert"):
        msg = res.get("msg")
        if isinstance(msg, str) and WORDING.search(msg):
            return "<wording>"
        return norm.value(msg)
    return None


def structure(events, norm, handlers_too=True):
    """events -> (plays, recap, order): plays is a list of {play, tasks:[{task,
    action, hosts:{h:{status,msg,items}}, order:[h...]}]}"""
    plays, recap = [], {}
    cur = None  # current task section

    def play(name):
        name = norm.text(str(name or ""))
        if not plays or plays[-1]["play"] != name:
            plays.append({"play": name, "tasks": []})
        return plays[-1]

    def section(ev, item):
        nonlocal cur
        name = norm.text(str(ev.get("task", "")))
        host = ev.get("host")
        if cur is not None and cur["task"] == name:
            h = cur["hosts"].get(host)
            if h is None or "status" not in h:
                return cur
        # free strategies interleave: look back for an open section of that name
        if plays:
            for t in reversed(plays[-1]["tasks"]):
                h = t["hosts"].get(host)
                if t["task"] == name and (h is None or "status" not in h):
                    return t
        p = play(ev.get("play"))
        cur = {"task": name, "action": short_action(ev.get("action")), "hosts": {}, "order": []}
        p["tasks"].append(cur)
        return cur

    for ev in events:
        kind = ev["event"]
        if kind == "play_start":
            plays.append({"play": norm.text(str(ev.get("play") or "")), "tasks": []})
            cur = None
        elif kind == "task_start":
            p = play(ev.get("play")) if not plays else plays[-1]
            cur = {"task": norm.text(str(ev.get("task", ""))), "action": short_action(ev.get("action")),
                   "hosts": {}, "order": []}
            p["tasks"].append(cur)
        elif kind in ("item", "result"):
            host = str(ev.get("host"))
            status = STATUS.get(str(ev.get("status")), str(ev.get("status")))
            here = cur is not None and cur["task"] == norm.text(str(ev.get("task", "")))
            if (short_action(ev.get("action")) or (cur["action"] if here else "")) in INCLUDES:
                if kind == "item":
                    continue    # ansible shows no items of includes
                if status == "failed" and here and cur["hosts"].get(host, {}).get("status") == "ok":
                    cur["hosts"][host]["status"] = "failed"     # the file could not be loaded
                    continue
            t = section(ev, kind == "item")
            if status == "unreachable" and ev.get("ignore"):
                status = "ignored"
            act = t["action"] or short_action(ev.get("action"))
            h = t["hosts"].setdefault(host, {})
            msg = message(act, status, ev.get("result"), norm, kind == "item")
            if kind == "item":
                label = "<censored>" if msg == "<censored>" else norm.value(ev.get("item"))
                it = {"item": label, "status": status}
                if msg is not None:
                    it["msg"] = msg
                h.setdefault("items", []).append(it)
            else:
                h["status"] = status
                if msg is not None and "items" not in h:
                    h["msg"] = msg
                t["order"].append(host)
        elif kind == "recap":
            recap[str(ev.get("host"))] = dict((c, ev.get(c, 0)) for c in COUNTERS)
    for p in plays:
        # meta banners are an accident of the version: never compared
        p["tasks"] = [t for t in p["tasks"] if t["action"] != "meta" and t["hosts"]]
        for t in p["tasks"]:
            del t["action"]
    return plays, recap


# ---------------------------------------------------------------- default format

BANNER = re.compile(r"^(PLAY RECAP|PLAY|TASK|RUNNING HANDLER|NO MORE HOSTS LEFT)(?: \[(.*)\])? \*{3,}\s*$", re.S)
RESULT = re.compile(r"^(ok|changed|skipping|failed|fatal|included|unreachable): ")
RECAP = re.compile(r"^(\S.*?)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)"
                   r"\s+skipped=(\d+)\s+rescued=(\d+)\s+ignored=(\d+)\s*$")


def parse_default(text, norm):
    """-> (sections, recap); sections: [[banner, [entries sorted]]...]"""
    sections, recap = [], {}
    cur = None
    entry = None
    for line in norm.text(text).splitlines():
        line = line.rstrip()
        m = BANNER.match(line)
        if m:
            entry = None
            cur = [m.group(1) + (" [%s]" % m.group(2) if m.group(2) is not None else ""), []]
            sections.append(cur)
            continue
        m = RECAP.match(line)
        if m and cur is not None and cur[0] == "PLAY RECAP":
            recap[m.group(1)] = dict(zip(COUNTERS, map(int, m.groups()[1:])))
            continue
        if cur is None:
            continue
        m = RESULT.match(line)
        if m:
            line = line.replace("(item=None)", "(item=(censored due to no_log))")
            head = line
            i = line.find(" => {")
            if i >= 0 and not line.endswith("=> {"):
                head = line[:i + 4] + "{...}"     # one-line dump: wording
            entry = [head]
            cur[1].append(entry)
        elif line == "...ignoring":
            entry = ["...ignoring"]
            cur[1].append(entry)
        elif line.startswith("skipping: no hosts matched"):
            cur[1].append([line])
        elif not line:
            entry = None
        elif entry is not None and entry[0].endswith("=> {"):
            entry.append(line)
    out = []
    for banner, entries in sections:
        if banner == "PLAY RECAP":
            out.append([banner, []])
            continue
        texts = []
        for e in entries:
            if e[0].startswith(("fatal", "failed")):
                texts.append(re.sub(r" => \{.*", " => {...}", e[0]))
            elif len(e) > 1 and any(WORDING.search(x) for x in e):
                texts.append(e[0])
            else:
                texts.append("\n".join(e))
        if not texts and not banner.startswith(("PLAY", "NO MORE")):
            continue
        out.append([banner, sorted(texts)])
    return out, recap


HEADER = re.compile(r"^(---|\+\+\+) (before|after).*$")


def stdout_lines(text, norm, sort=None):
    """Whole stdout, for --list-*, --diff and -v cases; runs of lines that
    match the pattern `sort` are sorted (ansible keeps those in a set)."""
    out = []
    for line in norm.text(text).splitlines():
        line = re.sub(r"\s*\*{3,}\s*$", " ***", line.rstrip())
        line = HEADER.sub(r"\1 \2", line)
        if line or (out and out[-1]):
            out.append(line)
    while out and not out[-1]:
        out.pop()
    if sort:
        rx, i = re.compile(sort), 0
        while i < len(out):
            j = i
            while j < len(out) and rx.match(out[j]):
                j += 1
            out[i:j] = sorted(out[i:j])
            i = j + 1
    return out


# ---------------------------------------------------------------- files

def scratch_state(root, norm, ignore=()):
    import fnmatch
    out = {}
    inodes = {}
    for d, dirs, files in os.walk(root):
        dirs.sort()
        for name in sorted(dirs + files):
            full = os.path.join(d, name)
            rel = norm.text(os.path.relpath(full, root))
            if any(fnmatch.fnmatch(rel, g) for g in ignore):
                continue
            st = os.lstat(full)
            mode = "%04o" % stat.S_IMODE(st.st_mode)
            if stat.S_ISLNK(st.st_mode):
                out[rel] = {"type": "link", "to": norm.text(os.readlink(full))}
            elif stat.S_ISDIR(st.st_mode):
                out[rel] = {"type": "dir", "mode": mode}
            elif stat.S_ISREG(st.st_mode):
                with open(full, "rb") as f:
                    data = f.read()
                for a, b in norm.pairs:
                    data = data.replace(a.encode(), b.encode())
                e = {"type": "file", "mode": mode, "sha256": hashlib.sha256(data).hexdigest()}
                if len(data) <= 1500:
                    try:
                        e["text"] = data.decode("utf-8")
                    except UnicodeDecodeError:
                        pass
                if st.st_nlink > 1:
                    inodes.setdefault((st.st_dev, st.st_ino), []).append(rel)
                    e["same_as"] = inodes[(st.st_dev, st.st_ino)][0]
                out[rel] = e
            else:
                out[rel] = {"type": "other", "mode": mode}
    return out


# ---------------------------------------------------------------- comparing

def jd(v, n=200):
    s = json.dumps(v, ensure_ascii=False, sort_keys=True)
    return s if len(s) <= n else s[:n - 3] + "..."


def same(a, b):
    """JSON equality that keeps true and 1, and 1 and 1.0, apart."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return a == b


def first_value_diff(want, got, path=""):
    if type(want) is type(got) and isinstance(want, dict):
        for k in want:
            if k not in got:
                return "%s.%s: expected %s, got nothing" % (path, k, jd(want[k]))
            if not same(want[k], got[k]):
                return first_value_diff(want[k], got[k], "%s.%s" % (path, k))
        extra = [k for k in got if k not in want]
        return "%s: unexpected key %s = %s" % (path, extra[0], jd(got[extra[0]])) if extra else path
    if type(want) is type(got) and isinstance(want, list):
        for i, (x, y) in enumerate(zip(want, got)):
            if not same(x, y):
                return first_value_diff(x, y, "%s[%d]" % (path, i))
        return "%s: expected %d elements, got %d: expected %s, got %s" % (
            path, len(want), len(got), jd(want), jd(got))
    return "%s: expected %s, got %s" % (path, jd(want), jd(got))


def diff_host(where, want, got):
    out = []
    if want.get("status") != got.get("status"):
        out.append("%s: status expected %s, got %s" % (where, want.get("status"), got.get("status")))
    if not same(want.get("msg"), got.get("msg")):
        out.append(first_value_diff(want.get("msg"), got.get("msg"), "%s: msg" % where))
    wi, gi = want.get("items", []), got.get("items", [])
    if len(wi) != len(gi):
        out.append("%s: expected %d loop items, got %d (expected items %s, got %s)" % (
            where, len(wi), len(gi), jd([x["item"] for x in wi]), jd([x["item"] for x in gi])))
    else:
        for i, (x, y) in enumerate(zip(wi, gi)):
            if not same(x, y):
                out.append(first_value_diff(x, y, "%s: item %d" % (where, i)))
    return out


def diff_plays(want, got, unordered=False, host_order=False):
    out = []
    if unordered:
        def flat(plays):
            r = {}
            for p in plays:
                for t in p["tasks"]:
                    for h, v in t["hosts"].items():
                        r.setdefault((p["play"], t["task"], h), []).append(json.dumps(v, sort_keys=True))
            return r
        a, b = flat(want), flat(got)
        for k in sorted(set(a) | set(b)):
            if sorted(a.get(k, [])) != sorted(b.get(k, [])):
                out.append("play [%s] task [%s] host %s: expected %s, got %s" % (
                    k + (jd(a.get(k)), jd(b.get(k)))))
        return out
    names_a, names_b = [p["play"] for p in want], [p["play"] for p in got]
    for i in range(max(len(want), len(got))):
        if i >= len(want):
            out.append("unexpected play #%d [%s] (plays expected %s, got %s)" % (
                i + 1, got[i]["play"], jd(names_a), jd(names_b)))
            break
        if i >= len(got):
            out.append("missing play #%d [%s]" % (i + 1, want[i]["play"]))
            break
        p, q = want[i], got[i]
        if p["play"] != q["play"]:
            out.append("play #%d: expected [%s], got [%s]" % (i + 1, p["play"], q["play"]))
            break
        for j in range(max(len(p["tasks"]), len(q["tasks"]))):
            w = "play [%s] task #%d" % (p["play"], j + 1)
            if j >= len(p["tasks"]):
                out.append("%s: unexpected task [%s] on %s" % (
                    w, q["tasks"][j]["task"], ",".join(sorted(q["tasks"][j]["hosts"]))))
                break
            t = p["tasks"][j]
            if j >= len(q["tasks"]):
                out.append("%s: missing task [%s] on %s" % (w, t["task"], ",".join(sorted(t["hosts"]))))
                break
            u = q["tasks"][j]
            if t["task"] != u["task"]:
                out.append("%s: expected [%s], got [%s]" % (w, t["task"], u["task"]))
                break
            for h in sorted(set(t["hosts"]) | set(u["hosts"])):
                wh = "%s [%s] %s" % (w, t["task"], h)
                if h not in u["hosts"]:
                    out.append("%s: expected %s, got no result" % (wh, t["hosts"][h].get("status")))
                elif h not in t["hosts"]:
                    out.append("%s: unexpected result %s" % (wh, u["hosts"][h].get("status")))
                else:
                    out += diff_host(wh, t["hosts"][h], u["hosts"][h])
            if host_order and t["order"] != u["order"]:
                out.append("%s [%s]: host order expected %s, got %s" % (w, t["task"], jd(t["order"]), jd(u["order"])))
    return out


def diff_recap(want, got, label="recap"):
    out = []
    for h in sorted(set(want) | set(got)):
        if h not in got:
            out.append("%s: %s missing (expected %s)" % (label, h, jd(want[h])))
        elif h not in want:
            out.append("%s: unexpected host %s" % (label, h))
        else:
            for c in COUNTERS:
                if want[h][c] != got[h].get(c):
                    out.append("%s: %s %s expected %s, got %s" % (label, h, c, want[h][c], got[h].get(c)))
    return out


def diff_scratch(want, got):
    out = []
    for k in sorted(set(want) | set(got)):
        if k not in got:
            out.append("scratch %s: missing (expected %s)" % (k, want[k]["type"]))
        elif k not in want:
            out.append("scratch %s: unexpected %s" % (k, got[k]["type"]))
        else:
            a, b = want[k], got[k]
            for key in ("type", "mode", "to", "same_as"):
                if a.get(key) != b.get(key):
                    out.append("scratch %s: %s expected %s, got %s" % (k, key, a.get(key), b.get(key)))
            if a.get("sha256") != b.get("sha256"):
                out.append("scratch %s: content expected %s, got %s" % (
                    k, jd(a.get("text", a.get("sha256")), 300), jd(b.get("text", b.get("sha256")), 300)))
    return out


def diff_lines(want, got, label="stdout"):
    for i in range(max(len(want), len(got))):
        a = want[i] if i < len(want) else None
        b = got[i] if i < len(got) else None
        if a != b:
            return ["%s line %d: expected %s, got %s" % (label, i + 1, jd(a), jd(b))]
    return []


def diff_sections(want, got, unordered=False):
    if unordered:
        def flat(s):
            return sorted(jd(["PLAY", x], 400) if b.startswith("PLAY") else x for b, xs in s for x in (xs or [b]))
        return diff_lines(flat(want), flat(got), "default format")
    for i in range(max(len(want), len(got))):
        a = want[i] if i < len(want) else None
        b = got[i] if i < len(got) else None
        if a != b:
            if a and b and a[0] == b[0]:
                return diff_lines(a[1], b[1], "default format, %s:" % a[0])
            return ["default format section %d: expected %s, got %s" % (i + 1, jd(a), jd(b))]
    return []
