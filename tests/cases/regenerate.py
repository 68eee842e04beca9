#!/usr/bin/python3
"""Fills in what template-*.cases expect, by asking ansible-core 2.14.

Each line of those files is TEXT<TAB>EXPECTED, TEXT being JSON. A line may be added
without EXPECTED; run this, look at the difference, commit both. EXPECTED is

    template-value.cases   the value as Python's repr       native types, as in playbooks
    template-when.cases    True or False                    as a condition of `when`
    template-file.cases    the text, as JSON                rendered as the template module does
    !undefined             a variable or attribute is missing
    !error                 any other error
    ~...                   where waplay means to differ: kept as it is

The variables are those of template-vars.json; {"__unsafe": "text"} there is a text that
came from a host. Included files lie in templates/.
"""
import json
import os
import sys

os.environ["ANSIBLE_JINJA2_NATIVE"] = "true"
os.environ["ANSIBLE_JINJA2_EXTENSIONS"] = "jinja2.ext.do,jinja2.ext.loopcontrols"

from ansible.errors import AnsibleUndefinedVariable  # noqa: E402
from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.playbook.conditional import Conditional  # noqa: E402
from ansible.template import AnsibleEnvironment, Templar  # noqa: E402
from ansible.utils.unsafe_proxy import wrap_var  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def real(value):
    """The value, with what is meant to be unsafe made so."""
    if isinstance(value, dict):
        if list(value) == ["__unsafe"]:
            return wrap_var(value["__unsafe"])
        return {key: real(item) for key, item in value.items()}
    if isinstance(value, list):
        return [real(item) for item in value]
    return value


def plain(value):
    """The value without the classes of its own that Ansible gives to texts."""
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, (list, set)):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return str.__str__(value)
    return value


def variables():
    with open(os.path.join(HERE, "template-vars.json"), encoding="utf-8") as file:
        return real(json.load(file))


def evaluate(text):
    templar = Templar(loader=DataLoader(), variables=variables())
    return repr(plain(templar.template(text)))


def condition(text):
    values = variables()
    check = Conditional(loader=DataLoader())
    check.when = [text]
    return str(bool(check.evaluate_conditional(Templar(loader=DataLoader(), variables=values), values)))


def render(text):
    templar = Templar(loader=DataLoader(), variables=variables())
    templar = templar.copy_with_new_env(
        environment_class=AnsibleEnvironment, searchpath=[os.path.join(HERE, "templates")]
    )
    return json.dumps(str(templar.do_template(text, preserve_trailing_newlines=True, escape_backslashes=False)))


def expected(how, text):
    try:
        return how(text)
    except AnsibleUndefinedVariable:
        return "!undefined"
    except Exception as problem:  # of any class: that is what is asked
        return "!undefined" if "is undefined" in str(problem) or "has no attribute" in str(problem) else "!error"


def main():
    for name, how in (("value", evaluate), ("when", condition), ("file", render)):
        path = os.path.join(HERE, f"template-{name}.cases")
        lines = []
        with open(path, encoding="utf-8") as file:
            for line in file.read().splitlines():
                fields = line.split("\t")
                if line and line[0] != "#" and not (len(fields) > 1 and fields[1].startswith("~")):
                    line = fields[0] + "\t" + expected(how, json.loads(fields[0]))
                lines.append(line)
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
