"""For the oracle: one JSON object a result, as `waplay` gives them with the callback jsonl."""

import json

from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: differential
type: stdout
short_description: one JSON object a result
description: what tests/differential compares
"""


def without_internals(value):
    if isinstance(value, dict):
        return dict((k, without_internals(v)) for k, v in value.items() if not str(k).startswith("_ansible"))
    return [without_internals(v) for v in value] if isinstance(value, list) else value


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "differential"
    play = None

    def v2_playbook_on_play_start(self, play):
        self.play = play.get_name()

    def tell(self, status, result):
        kept = without_internals(result._result)
        print(json.dumps({"event": "result", "play": self.play, "task": result._task.get_name(), "status": status,
                          "result": kept}, cls=AnsibleJSONEncoder), flush=True)

    def v2_runner_on_ok(self, result):
        self.tell("changed" if result._result.get("changed") else "ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.tell("ignored" if ignore_errors else "failed", result)

    def v2_runner_on_skipped(self, result):
        self.tell("skipped", result)

    def v2_runner_on_unreachable(self, result):
        self.tell("unreachable", result)
