"""The cases: read from cases/MODULE.yml, written as playbooks."""

import fnmatch
import hashlib
import json
import os
import re

import yaml

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEYS = {"name", "setup", "look", "control", "tasks", "play", "host", "root", "watch", "needs", "oracle", "connections"}
PHASES = ("check", "run", "again")


class Bad(Exception):
    """A file of cases is wrong."""


def read(path):
    with open(path) as f:
        return yaml.safe_load(f)


def listed(one):
    return one if isinstance(one, list) else [one]


def modules():
    return sorted(f[:-4] for f in os.listdir(os.path.join(HERE, "cases")) if f.endswith(".yml"))


def load(module, only=()):
    """-> the cases of a module, each a dict with `id`, `module`, `digest` and `is_first`."""
    path = os.path.join(HERE, "cases", module + ".yml")
    cases, seen = [], set()
    for case in read(path) or []:
        unknown = set(case) - KEYS
        if unknown or "name" not in case or not case.get("tasks"):
            raise Bad("%s: a case has name and tasks, and of %s what it needs; not: %s"
                      % (path, ", ".join(sorted(KEYS)), ", ".join(sorted(unknown)) or "(name or tasks missing)"))
        case["module"] = module
        case["id"] = re.sub(r"[^a-z0-9]+", "-", case["name"].lower()).strip("-")
        if case["id"] in seen:
            raise Bad("%s: two cases are called '%s'" % (path, case["name"]))
        seen.add(case["id"])
        case["digest"] = hashlib.sha256(json.dumps(case, sort_keys=True).encode()).hexdigest()[:16]
        case["is_first"] = len(seen) == 1
        if not only or any(fnmatch.fnmatch(case["id"], "*%s*" % glob) for glob in only):
            cases.append(case)
    return cases


def module_of(task):
    """-> (name of the module, its arguments) of a task of module `name`, else None."""
    for key, value in task.items():
        short = key.rsplit(".", 1)[-1]
        if short in modules():
            return short, value
    return None


def play_of(case, variables, for_oracle):
    """A failed task ends its case and no other one. The first task brings the connection up, and isn't looked at."""
    tasks = []
    for number, task in enumerate(case["tasks"]):
        tasks.append(dict({"name": "task %d" % number}, **task))
    play = {"name": case["id"], "hosts": "host", "gather_facts": False, "vars": variables,
            "tasks": [{"name": "ready", "ping": None},
                      {"block": tasks, "rescue": [{"name": "failed", "debug": {"msg": "failed"}}]}]}
    if for_oracle:
        play["collections"] = ["ansible.builtin", "ansible.posix", "community.general", "community.docker"]
    more = dict(case.get("play", {}))
    play["vars"].update(more.pop("vars", {}))
    play.update(more)
    return play
