"""What ansible-core says: values of templates, in this process; playbooks, each in a process forked from this one."""
import copy
import json
import os

os.environ["ANSIBLE_JINJA2_NATIVE"] = "true"
os.environ.setdefault("ANSIBLE_JINJA2_EXTENSIONS", "jinja2.ext.do,jinja2.ext.loopcontrols")
os.environ["ANSIBLE_DEPRECATION_WARNINGS"] = os.environ["ANSIBLE_DEVEL_WARNING"] = "0"

from ansible.module_utils.common.text.converters import to_text  # noqa: E402
from ansible.parsing.ajson import AnsibleJSONEncoder  # noqa: E402
from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.template import Templar  # noqa: E402
from ansible.utils.display import Display  # noqa: E402


def outcome(templar, text):
    """The value as debug shows it, or ("!", why)."""
    try:
        return json.loads(json.dumps(templar.template(text), cls=AnsibleJSONEncoder, ensure_ascii=True))
    except Exception as problem:  # of any class: that is what is asked
        return ("!", to_text(problem).rpartition("original message: ")[2].replace("\n", " ")[:300])


def values(folder, variables, cases):
    """What {{ CASE }} gives for each template, seen as a variable of its own."""
    Display().warning = lambda *args, **kwargs: None
    loader = DataLoader()
    loader.set_basedir(folder)
    os.chdir(folder)
    answers = []
    for case in cases:
        mine = dict(copy.deepcopy(variables), case=case, ansible_search_path=[folder])
        answers.append(outcome(Templar(loader=loader, variables=mine), "{{ {'v': case} }}"))
    return answers
