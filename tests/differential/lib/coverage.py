"""Which arguments of a module the cases use, which it refuses by name, and which are left."""

import json
import os
import re
import subprocess
import tempfile

import yaml

import cases as C


def used(cases):
    out = set()
    for case in cases:
        for task in flat(case["tasks"]):
            found = C.module_of(task)
            if not found or found[0] != case["module"]:
                continue
            args = found[1]
            if isinstance(args, dict):
                out.update(args)
            elif isinstance(args, str):
                out.update(["free_form"] if "=" not in args else ["free_form"] + [w.split("=")[0] for w in args.split() if "=" in w])
            out.update(task.get("args", {}))
    return out


def flat(tasks):
    for task in tasks:
        if "block" in task:
            yield from flat(task["block"] + task.get("rescue", []) + task.get("always", []))
        else:
            yield task


def ask_oracle(module):
    """-> {option: [aliases]} by ansible-doc."""
    for name in (module, "ansible.posix." + module, "community.general." + module, "community.docker." + module):
        done = subprocess.run(["ansible-doc", "-t", "module", "-j", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            doc = list(json.loads(done.stdout).values())[0]["doc"]
        except (ValueError, LookupError):
            continue
        return dict((k, v.get("aliases", [])) for k, v in (doc.get("options") or {}).items())
    return {}


def refused(program, module, options):
    """-> {option: reason} of those that the program knows and refuses: it tells so before a host is touched."""
    with tempfile.TemporaryDirectory(prefix="df-", dir="/tmp") as folder:
        path = os.path.join(folder, "play.yml")
        tasks = [{module: {option: "1"}} for option in options] + [{module: {"no_such_argument": "1"}}]
        with open(path, "w") as f:
            yaml.safe_dump([{"hosts": "all", "tasks": tasks}], f)
        done = subprocess.run([program, path, "-i", "host,"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return dict(re.findall(r"parameter '(\w+)' of module \w+ is not taken here: (.*)", done.stdout))


def table(rows):
    """rows: [(module, cases, options, used, reasons)]"""
    print("| module | cases | arguments | used | refused | left |")
    print("|---|---|---|---|---|---|")
    missing = 0
    for module, cases, options, names, reasons in rows:
        here = [o for o, aliases in options.items() if names.intersection([o] + aliases)]
        left = [o for o in options if o not in here and o not in reasons]
        missing += len(left)
        print("| %s | %d | %d | %d | %s | %s |" % (module, len(cases), len(options), len(here), ", ".join(
            o for o in reasons if o not in here) or "-", ", ".join(left) or "-"))
    return missing
