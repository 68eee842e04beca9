"""What differs between the oracle and us, and between what a preview said and what the run did.

A difference has a place: (module, case, phase, task's number, key). `exceptions.yml` says which are meant to be, and why:

  - key: diff.before_header     a glob over the dotted key; needed, as is `reason`
    module: copy                a glob or a list of them; also `case`, `phase`, `status` (of ours), `oracle` (its msg)
    differs: value              `missing` here, `extra` here, or the `value` (of both there)
"""

import fnmatch
import os

import cases as C
import conflib

FIELDS = ("module", "case", "phase", "status", "key", "differs", "oracle")


class Exceptions:
    def __init__(self):
        self.rows = C.read(os.path.join(C.HERE, "exceptions.yml")) or []
        for row in self.rows:
            row["used"] = 0
            if not row.get("key") or not row.get("reason"):
                raise C.Bad("exceptions.yml: an exception has a key and a reason: %s" % row)

    def allow(self, place):
        for row in self.rows:
            if all(matches(place.get(field), row[field]) for field in FIELDS
                   if field in row):
                row["used"] += 1
                return True
        return False

    def unused(self, modules):
        """Of the modules that were looked at."""
        return [row for row in self.rows if not row["used"] and
                all(name in modules for name in C.listed(row.get("module", "*")))]


def matches(text, globs):
    return any(fnmatch.fnmatchcase(str(text), glob) for glob in C.listed(globs))


def value_differences(want, got, key=""):
    """-> [(key, differs, want, got)]"""
    if isinstance(want, dict) and isinstance(got, dict):
        out = []
        for name in list(want) + [k for k in got if k not in want]:
            inner = "%s.%s" % (key, name) if key else name
            if name not in got:
                out.append((inner, "missing", want[name], None))
            elif name not in want:
                out.append((inner, "extra", None, got[name]))
            else:
                out += value_differences(want[name], got[name], inner)
        return out
    if key == "diff" and isinstance(want, list) and isinstance(got, list):
        return value_differences(dict(enumerate(want)), dict(enumerate(got)), key)
    if isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        return [d for i, (a, b) in enumerate(zip(want, got)) for d in value_differences(a, b, "%s.%d" % (key, i))]
    return [] if conflib.same(want, got) else [(key, "value", want, got)]


def show(value):
    return conflib.jd(value, 300)


class Judge:
    """Collects the differences of a case that no exception allows: (phase, sentence)."""

    def __init__(self, case, exceptions):
        self.case, self.exceptions, self.found, self.oracle_says = case, exceptions, [], None

    def difference(self, phase, number, key, differs, text, status=None):
        place = {"module": self.case["module"], "case": self.case["id"], "phase": phase, "task": number, "key": key,
                 "differs": differs, "status": status, "oracle": self.oracle_says}
        if not self.exceptions.allow(place):
            self.found.append((phase, ("" if number is None else "task %d: " % number) + key + ": " + text))

    def values(self, phase, number, want, got, status, words=("the oracle has", "we have")):
        for key, differs, a, b in value_differences(want, got):
            text = {"missing": "%s %s, %s nothing" % (words[0], show(a), words[1]),
                    "extra": "%s nothing, %s %s" % (words[0], words[1], show(b)),
                    "value": "%s %s, %s %s" % (words[0], show(a), words[1], show(b))}[differs]
            self.difference(phase, number, key, differs, text, status)

    def oracle(self, want, got):
        for phase in C.PHASES:
            a, b = want[phase]["told"], got[phase]["told"]
            if len(a) != len(b):
                self.difference(phase, None, "tasks", "value", "the oracle did %d, we did %d" % (len(a), len(b)))
            for i, (x, y) in enumerate(zip(a, b)):
                self.oracle_says = x["result"].get("msg", "")
                if x["status"] != y["status"]:
                    self.difference(phase, i, "status", "value", "the oracle says %s, we say %s: %s" %
                                    (x["status"], y["status"], show(y["result"].get("msg"))), y["status"])
                self.values(phase, i, x["result"], y["result"], y["status"])
            self.oracle_says = None
            if phase != "check":
                files = want[phase].get("files") or want["run"]["files"]
                self.values(phase, None, {"files": files}, {"files": got[phase]["files"]}, None)

    def preview(self, got):
        """What check mode said is what the run did, and check mode did nothing."""
        self.values("check", None, {"files": got["before"]}, {"files": got["check"]["files"]}, None,
                    ("before there was", "after the preview there is"))
        for i, (said, done) in enumerate(zip(got["check"]["told"], got["run"]["told"])):
            if said["status"] != done["status"]:
                self.difference("preview", i, "status", "value", "it said %s, the run was %s: %s" %
                                (said["status"], done["status"], show(done["result"].get("msg"))), done["status"])
            elif done["status"] != "failed":
                self.values("preview", i, {"diff": said["result"].get("diff")}, {"diff": done["result"].get("diff")},
                            done["status"], ("it showed", "the run shows"))

    def trips(self, got):
        for phase in C.PHASES:
            for i, one in enumerate(got[phase]["told"]):
                most = 1 if one["status"] in ("ok", "skipped") else 2
                most += one.get("seconds", 0) >= 0.2 # what takes long gets a guard on its host, by a trip of its own
                if one.get("round_trips", 0) > most:
                    self.difference(phase, i, "round_trips", "value", "%d, and %d are enough for a task that is %s" %
                                    (one["round_trips"], most, one["status"]), one["status"])
