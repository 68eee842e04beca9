"""One engine, one connection, some cases: set up, preview, run, run again; what each task told, and the files."""

import base64
import grp
import hashlib
import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
import tempfile

import yaml

import cases as C
import conflib
import hosts
import tls

COLLECTED = ("play.yml", "www", ".ansible")
# Each machine has other accounts: what counts is lines about those of the cases, which begin with wp-.
ACCOUNTS = ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow")


# ---- what lies where ---------------------------------------------------------------------------

def name_of(table, number):
    try:
        return table(number)[0]
    except KeyError:
        return str(number)


def describe(path, norm):
    info = os.lstat(path)
    kind = next(k for k, is_one in (("link", stat.S_ISLNK), ("directory", stat.S_ISDIR), ("file", stat.S_ISREG),
                                    ("fifo", stat.S_ISFIFO), ("socket", stat.S_ISSOCK), ("device", lambda m: True))
                if is_one(info.st_mode))
    out = {"kind": kind, "owner": norm.user(name_of(pwd.getpwuid, info.st_uid), info.st_uid) + ":" +
           norm.group(name_of(grp.getgrgid, info.st_gid), info.st_gid)}
    if kind == "link":
        out["target"] = norm.text(os.readlink(path))
        return out
    out["mode"] = "%04o" % stat.S_IMODE(info.st_mode)
    if kind == "file":
        with open(path, "rb") as f:
            content = f.read()
        try:
            text = norm.text(content.decode())
        except UnicodeDecodeError:
            text = "base64:" + base64.b64encode(content).decode()
        if path in ACCOUNTS:
            text = "".join(line for line in text.splitlines(True) if "wp-" in line)
        if len(text) > 1500:
            text = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        out["content"] = text
    return out


def snapshot(roots, norm):
    """-> {name: what it is} of all that lies below the roots, a dict of names and paths."""
    out = {}
    for label, root in roots.items():
        if not os.path.lexists(root):
            continue
        if label.startswith("/"):
            out[label] = describe(root, norm)
        if not os.path.isdir(root) or os.path.islink(root):
            continue
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(f for f in folders if f not in COLLECTED)
            for name in sorted(folders + [f for f in files if f not in COLLECTED]):
                path = os.path.join(folder, name)
                out[norm.text(label + "/" + os.path.relpath(path, root))] = describe(path, norm)
    return out


# Where Ansible keeps what it is about to use.
TEMPORARY = re.compile(r"(<HOME>|/root)/\.ansible/tmp/[^ \"']*")


class Norm(conflib.Norm):
    """Names of folders, ports, and of who runs the tests, are others each time."""

    def text(self, s):
        return TEMPORARY.sub("<TEMPORARY>", super().text(s))

    def user(self, name, uid):
        return "<user>" if uid == os.geteuid() else name

    def group(self, name, gid):
        return "<group>" if gid == os.getegid() else name

    def value(self, v):
        if isinstance(v, dict):
            out = {}
            for key, item in v.items():
                mine = {"owner": (name_of(pwd.getpwuid, os.geteuid()), "<user>"), "uid": (os.geteuid(), "<user>"),
                        "pw_name": (name_of(pwd.getpwuid, os.geteuid()), "<user>"),
                        "gr_name": (name_of(grp.getgrgid, os.getegid()), "<group>"),
                        "group": (name_of(grp.getgrgid, os.getegid()), "<group>"), "gid": (os.getegid(), "<group>")}
                is_mine = key in mine and type(item) is type(mine[key][0]) and item == mine[key][0]
                out[self.text(key)] = mine[key][1] if is_mine else self.value(item)
            return out
        return super().value(v)


def shown(diff):
    """What --diff shows, as a list without what is the same before and after."""
    diffs = diff if isinstance(diff, list) else [diff]
    return [d for d in diffs if d and not (isinstance(d, dict) and "prepared" not in d and d.get("before") == d.get("after"))]


# ---- running -----------------------------------------------------------------------------------

class Engine:
    """The program under test, or the oracle."""

    def __init__(self, program):
        self.program, self.is_oracle = program, program is None

    def run(self, folder, env, check):
        args = ["main.yml", "-i", "hosts.json", "--diff", "-T", "60"] + (["--check"] if check else [])
        if self.is_oracle:
            env = dict(env, ANSIBLE_STDOUT_CALLBACK="differential", ANSIBLE_JINJA2_NATIVE="true",
                       ANSIBLE_CALLBACK_PLUGINS=os.path.join(C.HERE, "lib", "callback"),
                       ANSIBLE_PIPELINING="true", ANSIBLE_LOCALHOST_WARNING="false", ANSIBLE_NOCOLOR="1", PYTHONDONTWRITEBYTECODE="1")
            argv = ["ansible-playbook"] + args
        else:
            env = dict(env, WAPLAY_STDOUT_CALLBACK="jsonl")
            argv = [self.program] + args
        return conflib.run_cmd(argv, folder, env, 900)


def told_by(text, norm):
    """-> {case: [what each task told]}"""
    out = {}
    for line in text.splitlines():
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        if event.get("event") != "result" or event["task"] in ("ready", "failed"):
            continue
        result = dict((k, v) for k, v in (event["result"] or {}).items()
                      if k not in ("invocation", "warnings", "deprecations", "exception", "failed", "skipped"))
        if not result.get("changed"):
            result.pop("changed", None)
        result["diff"] = shown(result.get("diff"))
        if isinstance(result.get("files"), list) and all(isinstance(f, dict) for f in result["files"]):
            result["files"] = sorted(result["files"], key=lambda f: f.get("path", ""))
        one = {"status": conflib.STATUS[event["status"]], "result": norm.value(result)}
        if "round_trips" in event:
            one["round_trips"], one["seconds"] = event["round_trips"], event["seconds"]
        out.setdefault(event["play"], []).append(one)
    return out


def prepare(case, part, folder, env):
    script = "\n".join(C.listed(case.get(part, ":")))
    done = subprocess.run(["sh", "-eu", "-c", script], cwd=folder, env=env, umask=0o022,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise C.Bad("%s: '%s': its %s ended with %d: %s" % (case["module"], case["name"], part, done.returncode, done.stdout))


def look(case, here, env, roots, norm):
    prepare(case, "look", here, env)
    return snapshot(roots, norm)


def drive(cases, program, connection):
    """-> {case: {"before": files, "check"/"run"/"again": {"told": [...], "files": {...}}, "said": text of an engine that
    stopped}}"""
    engine = Engine(program)
    base = tempfile.mkdtemp(prefix="df-", dir="/tmp")
    os.chmod(base, 0o755)
    home = os.path.join(base, "home")
    os.mkdir(home)
    server = conflib.Http(base)
    url = "http://127.0.0.1:%d" % server.port
    secure = conflib.Http(base, tls.make(os.path.join(base, "tls"))) if any("{{ https }}" in str(c) for c in cases) else None
    sshd = hosts.Sshd(os.path.join(base, "sshd"), home) if connection == "ssh" else None
    env = conflib.clean_env(home, {"LC_ALL": "C.UTF-8"})
    here = dict((c["id"], os.path.join(base, c["id"], "here")) for c in cases)
    control = dict((c["id"], os.path.join(base, c["id"], "control")) for c in cases)
    pairs = [(base, "<BASE>"), (home, "<HOME>"), ("127.0.0.1:%d" % server.port, "<HTTP>")]
    if secure:
        pairs.append(("127.0.0.1:%d" % secure.port, "<HTTPS>"))
    for c in cases:
        pairs += [(here[c["id"]], "<HERE>"), (control[c["id"]], "<CONTROL>")]
    norm = Norm(pairs)
    roots = {}
    out = {}
    try:
        for c in cases:
            name = c["id"]
            for folder in (here[name], control[name]):
                os.makedirs(folder)
            os.makedirs(os.path.join(control[name], "www"))
            prepare(c, "control", control[name], dict(env, here=here[name]))
            prepare(c, "setup", here[name], dict(env, control=control[name]))
            variables = {"here": here[name], "control": control[name], "home": home, "http": url,
                         "www": "%s/files/%s/control/www" % (url, name)}
            if secure:
                variables.update(https="https://127.0.0.1:%d" % secure.port, tls=os.path.join(base, "tls"))
            with open(os.path.join(control[name], "play.yml"), "w") as f:
                yaml.safe_dump([C.play_of(c, variables, engine.is_oracle)], f, sort_keys=False)
            roots[name] = {"here": here[name], "control": control[name]}
            roots[name].update((path, path) for path in c.get("watch", ()))
            out[name] = {"before": look(c, here[name], env, roots[name], norm)}
        with open(os.path.join(base, "main.yml"), "w") as f:
            yaml.safe_dump([{"import_playbook": c["id"] + "/control/play.yml"} for c in cases], f)
        host = dict({"ansible_python_interpreter": "/usr/bin/python3"},
                    **(sshd.variables() if sshd else {"ansible_connection": "local"}))
        with open(os.path.join(base, "hosts.json"), "w") as f:
            json.dump({"all": {"hosts": {"host": host}}}, f)
        for phase in C.PHASES:
            code, told, said = engine.run(base, env, phase == "check")
            results = told_by(told, norm)
            for c in cases:
                out[c["id"]][phase] = {"told": results.get(c["id"], []),
                                       "files": look(c, here[c["id"]], env, roots[c["id"]], norm)}
                if code not in (0, 2):
                    out[c["id"]]["said"] = "exit code %s: %s" % (code, norm.text(said[-2000:] + told[-300:]))
    finally:
        server.close()
        if secure:
            secure.close()
        if sshd:
            sshd.close()
        subprocess.run(["chmod", "-R", "u+rwX", base], stderr=subprocess.DEVNULL)
        shutil.rmtree(base, ignore_errors=True)
    return out


def drive_anywhere(cases, program, connection):
    """Each case of a throw-away host has one of its own."""
    common = [c for c in cases if c.get("host") != "throwaway"]
    out = drive(common, program, connection) if common else {}
    for case in cases:
        if case in common:
            continue
        with tempfile.TemporaryDirectory(prefix="df-job-", dir="/var/tmp") as folder:
            job = os.path.join(folder, "job.json")
            with open(job, "w") as f:
                json.dump({"cases": [case], "program": program, "connection": connection}, f)
            hosts.throw_away([sys.executable, os.path.join(C.HERE, "run"), "--worker", job],
                             [folder, os.path.dirname(C.HERE)] + ([os.path.dirname(program)] if program else []),
                             os.path.join(folder, "top"))
            with open(job + ".out") as f:
                out.update(json.load(f))
    return out


def worker(job):
    with open(job) as f:
        given = json.load(f)
    result = drive(given["cases"], given["program"], given["connection"])
    with open(job + ".out", "w") as f:
        json.dump(result, f)
