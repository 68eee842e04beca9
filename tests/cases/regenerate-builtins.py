#!/usr/bin/python3
"""Fills in what filters-*, integers, methods, tests and lookups .cases expect, by asking ansible-core 2.14.

Each line is EXPRESSION<TAB>EXPECTED, EXPRESSION being JSON; a line may be added without
EXPECTED. The line `# vars: {...}` gives the variables, `# search: DIR` a folder here in
which files are found. EXPECTED is

    1, 'a', [1, 2]    the value as Python's repr
    !undefined        a variable or attribute is missing
    !error            any other error
    ~...              where waplay means to differ: kept as it is
"""
import glob
import json
import os
import sys

os.environ["ANSIBLE_JINJA2_NATIVE"] = "true"

import jinja2  # noqa: E402
import markupsafe  # noqa: E402
from ansible.errors import AnsibleUndefinedVariable  # noqa: E402
from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.template import Templar  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def plain(value):
    """The value without classes of Ansible's and Jinja2's own; what can be looped over as a list."""
    if isinstance(value, (bool, int, float, type(None), jinja2.Undefined)):
        return value
    if isinstance(value, (str, markupsafe.Markup)):
        return "".join(str.__str__(value))
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return [plain(item) for item in value] if hasattr(value, "__iter__") else value


def expected(expression, variables):
    try:
        # in a list, so that no text is taken for another type
        return repr(plain(Templar(DataLoader(), variables=variables).template("{{ [" + expression + "] }}"))[0])
    except AnsibleUndefinedVariable as problem:
        return "!undefined" if "is undefined" in str(problem) or "has no" in str(problem) else "!error"
    except Exception as problem:  # of any class: that is what is asked
        return "!undefined" if "is undefined" in str(problem) else "!error"


def main():
    for name in ("filters-*", "integers", "methods", "tests", "lookups*"):
        for path in glob.glob(os.path.join(HERE, name + ".cases")):
            lines, variables = [], {}
            with open(path, encoding="utf-8") as file:
                for line in file.read().split("\n"):
                    if line.startswith("# vars: "):
                        variables = json.loads(line[len("# vars: "):])
                    if line.startswith("# search: "):
                        variables["ansible_search_path"] = [os.path.join(HERE, line[len("# search: "):])]
                    fields = line.split("\t")
                    if line and line[0] != "#" and not (len(fields) > 1 and fields[1].startswith("~")):
                        line = fields[0] + "\t" + expected(json.loads(fields[0]), variables)
                    lines.append(line)
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
