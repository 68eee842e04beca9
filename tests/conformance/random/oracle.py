"""What ansible-core says: values of templates, in this process; playbooks, each in a process forked from this one."""
import copy
import json
import os
import signal
import sys
import time

os.environ["ANSIBLE_JINJA2_NATIVE"] = "true"
os.environ.setdefault("ANSIBLE_JINJA2_EXTENSIONS", "jinja2.ext.do,jinja2.ext.loopcontrols")
HERE = os.path.dirname(os.path.abspath(__file__))
SETTINGS = {
    "ANSIBLE_NOCOLOR": "1", "ANSIBLE_RETRY_FILES_ENABLED": "0", "ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
    "ANSIBLE_STDOUT_CALLBACK": "waplay_jsonl", "ANSIBLE_CALLBACK_PLUGINS": os.path.join(HERE, "callback"),
}
os.environ.update(SETTINGS)
os.environ["ANSIBLE_DEPRECATION_WARNINGS"] = os.environ["ANSIBLE_DEVEL_WARNING"] = "0"

from ansible.cli.playbook import PlaybookCLI  # noqa: E402
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
        return ("!", to_text(problem).rpartition("original message: ")[2].replace("\n", " "))


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


def playbook(folder, home, arguments, limit=120):
    """(exit code, output) of ansible-playbook with these arguments in the folder; its process is a copy of this one."""
    path = os.path.join(home, "oracle.out")
    child = os.fork()
    if child == 0:
        code = 250
        try:
            os.setsid()
            os.chdir(folder)
            out = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out, 1)
            os.dup2(out, 2)
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
            sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
            os.environ.update(HOME=home)
            sys.argv = ["ansible-playbook"] + arguments
            PlaybookCLI.cli_executor(sys.argv)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stdout.flush()
            os._exit(code or 0)
    deadline = time.time() + limit
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
        if time.time() > deadline:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "timeout", ""
        time.sleep(0.02)
    with open(path, encoding="utf-8", errors="replace") as file:
        return os.waitstatus_to_exitcode(status), file.read()
