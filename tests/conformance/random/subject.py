"""What waplay says: values of many templates by one run."""
import json
import os
import subprocess

import conflib

PLAY = """- hosts: localhost
  gather_facts: false
  vars_files: [vars.json, cases.json]
  tasks:
"""
TASK = """    - debug: {msg: "{{ {'v': case%d} }}"}
      ignore_errors: true
"""


class Crash(Exception):
    """It ended as no program should."""


def values(program, folder, variables, cases):
    """What {{ CASE }} gives for each template, seen as a variable of its own; ("!", why) where it fails."""
    for name, content in (("vars.json", variables), ("cases.json", dict(("case%d" % i, case) for i, case in enumerate(cases)))):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(content, file)
    with open(os.path.join(folder, "play.yml"), "w", encoding="utf-8") as file:
        file.write(PLAY + "".join(TASK % i for i in range(len(cases))))
    env = dict(os.environ, WAPLAY_STDOUT_CALLBACK="jsonl", ANSIBLE_JINJA2_EXTENSIONS="jinja2.ext.do,jinja2.ext.loopcontrols")
    done = subprocess.run([program, "play.yml", "-i", "localhost,", "-c", "local"], cwd=folder, env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600, check=False)
    answers = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "result":
            result = event["result"]
            answers.append(("!", str(result.get("msg"))[:300]) if event["status"] in ("failed", "ignored") else result["msg"])
    if done.returncode not in (0, 2) or len(answers) != len(cases):
        raise Crash("exit code %d after %d of %d: %s" % (done.returncode, len(answers), len(cases), done.stderr.decode("utf-8", "replace")[-1500:]))
    return answers


def playbook(program, folder, home, arguments):
    """(exit code, output, what it says of errors)"""
    env = conflib.clean_env(home, {"WAPLAY_STDOUT_CALLBACK": "jsonl", "ANSIBLE_JINJA2_EXTENSIONS": os.environ["ANSIBLE_JINJA2_EXTENSIONS"]})
    return conflib.run_cmd([program] + arguments, folder, env, 120)
