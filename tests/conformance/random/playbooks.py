"""Random playbooks: a folder of files and the arguments to run them with."""
import yaml

HOSTS = ["h1", "h2", "h3", "h4"]
PATTERNS = ["all", "all", "all", "a", "b", "h1", "h1", "a:!h2", "all:&b", "h*", "a,b", "kids", "!b:all", "h1,h3", "all[0]", "all[1:2]", "localhost", "none_such", "~h[12]"]
CONDITIONS = ["true", "num > 1", "num == 2", "inventory_hostname == 'h1'", "inventory_hostname in groups['a']", "flag", "not flag", "word is defined", "nope is defined", "nope is not defined", "words | length > 1",
              "reg is defined", "reg is defined and reg is changed", "reg is not defined or reg is not failed", "fact | default(0) | int > 0", "'a' in group_names", "num is odd", "false", "word == 'w' or num > 2", "text | bool", "nope"]
EXPRESSIONS = ["{{ num }}", "{{ word }}-{{ num }}", "{{ inventory_hostname }}", "{{ words }}", "{{ words | join(',') }}", "{{ dct }}", "{{ fact | default('unset') }}", "{{ reg | default({}) | type_debug }}", "{{ groups['a'] }}", "{{ group_names }}", "{{ hostvars['h2']['num'] }}", "{{ hostvars[inventory_hostname].word }}",
               "{{ ansible_play_hosts }}", "{{ ansible_play_batch }}", "{{ ansible_play_hosts_all }}", "{{ play_hosts | length }}", "{{ ansible_check_mode }}", "{{ lazy }}", "{{ lazy2 }}", "{{ num + 1 }}", "{{ num | string }}", "{{ flag }}", "plain", "yes", 5, True, None, ["{{ num }}", "x"], {"k": "{{ word }}", "n": 1.5},
               "{{ (reg.stdout | default('none')) }}", "{{ reg.results | default([]) | map(attribute='item') | list }}", "{{ ansible_run_tags | sort }}", "{{ ansible_skip_tags | sort }}", "{{ role_name | default('no role') }}", "{{ ansible_parent_role_names | default([]) }}", "{{ ansible_role_names | default([]) | sort }}", "{{ inventory_hostname_short }}", "{{ level }}", "{{ text }}", "{{ prec }}",
               "{{ groups | dict2items | map(attribute='key') | sort | list }}", "{{ ansible_loop_var | default('-') }}", "{{ vars['word'] }}", "{{ lookup('vars', 'word') }}", "{{ query('inventory_hostnames', 'a') }}", "{{ playbook_dir | basename }}", "{{ role_path | default('x') | basename }}", "{{ ansible_play_name }}", "{{ omit is defined }}",
               "{{ ansible_failed_task.name | default('none') }}", "{{ ansible_failed_result.msg | default('none') }}", "{{ reg.failed | default('-') }} {{ reg.changed | default('-') }} {{ reg.skipped | default('-') }}", "{{ hostvars['h1'].fact | default('-') }}", "{{ shared | default('-') }}", "{{ added | default('-') }}", "{{ groups.made | default([]) }}", "{{ ansible_version.major }}", "{{ ansible_verbosity }}", "{{ ansible_diff_mode }}", "{{ '%s' | format(num) }}", "{% if num > 1 %}big{% else %}small{% endif %}", "{{ item | default('-') }}"]
LOOPS = [
    {"loop": [1, 2, 3]}, {"loop": ["a", "b"]}, {"loop": "{{ words }}"}, {"loop": []}, {"loop": "{{ range(num) | list }}"}, {"loop": [{"name": "n1", "v": 1}, {"name": "n2", "v": 2}]}, {"with_items": ["x", ["y", "z"]]}, {"with_items": "{{ words }}"}, {"with_list": ["x", ["y", "z"]]}, {"with_dict": "{{ dct }}"}, {"with_dict": {"p": 1, "q": [2]}},
    {"with_sequence": "start=1 end=3"}, {"with_sequence": "count=2 format=n%02x"}, {"with_nested": [[1, 2], ["a", "b"]]}, {"with_together": [[1, 2, 3], ["a", "b"]]}, {"with_indexed_items": ["a", "b"]}, {"with_subelements": ["{{ users }}", "keys"]}, {"with_random_choice": ["only"]}, {"loop": "{{ dct | dict2items }}"}, {"loop": "{{ users | subelements('keys') }}"},
    {"with_fileglob": ["files/*.txt"]}, {"with_file": ["files/one.txt"]}, {"with_lines": ["printf 'l1\\nl2\\n'"]}, {"with_first_found": ["files/none.txt", "files/one.txt"]}, {"with_inventory_hostnames": ["b"]}, {"with_vars": ["word", "num"]}, {"loop": "{{ nope }}"}, {"loop": "{{ word }}"}, {"loop": [True, None, 1.5]}, {"loop": "{{ groups['b'] }}"}, {"with_items": "{{ groups['all'] }}"}, {"with_env": ["NO_SUCH"]}, {"loop": "{{ query('sequence', 'end=2') }}"},
]
TAGS = ["t1", "t2", "always", "never", ["t1", "t3"], "t2,t3", ["never", "t1"]]
HANDLERS = ["hand one", "hand two", "topic", "in role", "group change"]


class Dumper(yaml.SafeDumper):
    """Without anchors."""

    def ignore_aliases(self, data):
        return True


def dump(content):
    return yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True)


class Playbooks:
    def __init__(self, random):
        self.random = random
        self.files = {}
        self.serial = 0
        self.unordered = False

    def some(self, probability):
        return self.random.random() < probability

    def choose(self, items):
        return self.random.choice(items)

    def name(self, prefix):
        self.serial += 1
        return "%s%d" % (prefix, self.serial)

    # ---- tasks ------------------------------------------------------------------------

    def action(self, depth):
        """What a task does, as a dict of one key and what belongs to it."""
        c = self.choose
        how = self.random.randrange(100)
        if how < 30:
            return {"debug": {"msg": c(EXPRESSIONS)}}
        if how < 36:
            return {"debug": {"var": c(["num", "word", "nope", "reg", "words[0]", "dct.a", "hostvars['h2'].num", "lazy", "fact", "num + 1", "item"])}} if not self.some(0.1) else {"debug": c(["msg=hello", "msg='{{ num }} and {{ word }}'", "var=word", None])}
        if how < 50:
            return {"set_fact": c([{"fact": c(EXPRESSIONS)}, {"fact": "{{ fact | default(0) | int + 1 }}"}, {"fact": 1, "word": "set"}, {"shared": "{{ inventory_hostname }}"}, {"fact": "{{ item | default('noitem') }}"}, {"fact": "{{ (fact | default([])) if (fact | default([])) is sequence else [] }}", "cacheable": c([True, False])}, "fact=kv num=7", {"fact": {"nested": "{{ num }}"}}])}
        if how < 57:
            return {"fail": c([{"msg": "no {{ num }}"}, {"msg": c(EXPRESSIONS)}, None, "msg=short"])}
        if how < 64:
            return {"assert": c([{"that": c(CONDITIONS)}, {"that": [c(CONDITIONS), c(CONDITIONS)]}, {"that": c(CONDITIONS), "fail_msg": "bad {{ num }}", "success_msg": "fine"}, {"that": c(CONDITIONS), "quiet": True}, {"that": c(CONDITIONS), "msg": c(["m", ["l1", "l2"]])}])}
        if how < 72:
            return c([{"command": "echo {{ num }}"}, {"shell": "echo out; exit {{ num }}"}, {"command": {"cmd": "true"}}, {"command": "false"}, {"shell": "echo $VAR"}, {"command": "echo {{ item | default('x') }}"}, {"action": "command echo acted"}, {"local_action": "command echo local"}, {"action": {"module": "debug", "msg": "by action"}}, {"ansible.builtin.command": {"argv": ["echo", "{{ word }}"]}}, {"raw": "echo raw"}, {"command": {"cmd": "echo made", "creates": "/"}}, {"stat": {"path": "/"}}])
        if how < 76:
            return c([{"copy": {"content": "{{ inventory_hostname }} {{ num }}\n", "dest": "{{ scratch }}/{{ inventory_hostname }}.txt"}}, {"copy": {"src": "one.txt", "dest": "{{ scratch }}/one-{{ inventory_hostname }}", "mode": "0600"}}, {"template": {"src": "t.j2", "dest": "{{ scratch }}/t-{{ inventory_hostname }}"}}, {"file": {"path": "{{ scratch }}/d-{{ inventory_hostname }}", "state": "directory", "mode": "0750"}}, {"lineinfile": {"path": "{{ scratch }}/l-{{ inventory_hostname }}", "line": "{{ word }}", "create": True}}])
        if how < 84:
            return {"meta": c(["flush_handlers", "flush_handlers", "noop", "end_host", "end_play", "clear_host_errors", "clear_facts", "end_batch", "reset_connection"])}
        if how < 87:
            return c([{"add_host": {"name": c(["new1", "new2"]), "groups": c([["made"], "made,more"]), "added": "{{ num }}"}}, {"add_host": "name=new3 groups=made num=9"}, {"group_by": {"key": "g_{{ num }}"}}, {"group_by": {"key": "even_{{ num is even }}", "parents": ["made"]}}, {"group_by": "key=k"}])
        if how < 89:
            return c([{"set_stats": {"data": {"s": "{{ num }}"}}}, {"include_vars": "extra.yml"}, {"include_vars": {"file": "extra.yml", "name": "inc"}}, {"include_vars": {"dir": "vdir"}}, {"include_vars": "none.yml"}, {"ansible.builtin.set_fact": {"fact": "fq"}}, {"pause": {"seconds": 0}}, {"slurp": {"src": "/etc/hostname"}}])
        if depth <= 0:
            return {"debug": {"msg": c(EXPRESSIONS)}}
        if how < 95:
            kind = c(["include_tasks", "include_tasks", "import_tasks"])
            path = self.name("inc") + ".yml"
            self.files[path] = self.tasks(depth - 1, self.random.randrange(0, 3))
            if kind == "include_tasks" and self.some(0.1):
                return {kind: c(["missing.yml", "{{ nope }}.yml", {"file": path, "apply": {"tags": ["t1"], "vars": {"word": "applied"}}}])}
            return {kind: path}
        kind = c(["include_role", "import_role"])
        arguments = {"name": self.role(depth - 1)}
        if self.some(0.3):
            arguments["tasks_from"] = c(["other", "other.yml"])
        if kind == "include_role" and self.some(0.3):
            arguments.update(c([{"public": True}, {"apply": {"tags": "t1"}}, {"rolespec_validate": False}]))
        return {kind: arguments}

    def keywords(self, task, action):
        """What else the task says."""
        c = self.choose
        some = self.some
        dynamic = action in ("include_tasks", "include_role")
        static = action in ("import_tasks", "import_role")
        if some(0.55):
            task["name"] = c(["task %d" % self.random.randrange(90), "t {{ num }}", "{{ word }} of {{ inventory_hostname }}", "same name", "n {{ nope }}"])
        if some(0.22):
            task["when"] = c([c(CONDITIONS), [c(CONDITIONS), c(CONDITIONS)], True, False])
        if action == "meta":
            return
        if not static and some(0.25):
            task.update(c(LOOPS))
            if some(0.35):
                task["loop_control"] = c([{"loop_var": "it"}, {"label": "L {{ item }}"}, {"index_var": "idx"}, {"extended": True}, {"loop_var": "item"}, {"index_var": "idx", "label": "{{ idx }}"}])
        if some(0.12):
            task["tags"] = c(TAGS)
        if some(0.1):
            task["vars"] = c([{"word": "taskvar"}, {"num": 42}, {"level": "task"}, {"word": "{{ num }}v"}, {"prec": "task"}])
        if static:
            return
        if some(0.25):
            task["register"] = c(["reg", "reg", "reg2"])
        if some(0.12):
            task["ignore_errors"] = c([True, True, False, "{{ num != 99 }}"])
        if some(0.07):
            task["run_once"] = c([True, True, "{{ flag }}"])
        if dynamic:
            return
        if some(0.1):
            task["failed_when"] = c(CONDITIONS + [False, [c(CONDITIONS), c(CONDITIONS)], "reg.rc | default(0) != 0"])
        if some(0.18):
            task["changed_when"] = c([True, True, False, c(CONDITIONS)])
        if some(0.2):
            task["notify"] = c([c(HANDLERS), [c(HANDLERS), c(HANDLERS)]])
            task.setdefault("changed_when", True)
        if some(0.06):
            task["delegate_to"] = c(["h1", "h4", "localhost", "{{ groups['b'][0] }}", "unlisted"])
            if some(0.4):
                task["delegate_facts"] = True
        if some(0.06):
            task.update(c([{"until": c(CONDITIONS), "retries": 2, "delay": 0, "register": "reg"}, {"until": "reg is not failed", "delay": 0, "retries": 1, "register": "reg"}, {"retries": 2, "delay": 0, "until": "reg.attempts | default(0) > 1", "register": "reg"}]))
        if some(0.05):
            task.update(c([{"no_log": True}, {"check_mode": True}, {"check_mode": False}, {"any_errors_fatal": True}, {"throttle": 1}, {"environment": {"VAR": "{{ word }}"}}, {"diff": False}, {"ignore_unreachable": True}, {"become": False}, {"module_defaults": {"debug": {"msg": "default"}}}, {"connection": "local"}, {"timeout": 30}, {"debugger": "never"}]))

    def task(self, depth):
        if depth > 0 and self.some(0.15):
            return self.block(depth - 1)
        action = self.action(depth)
        task = {}
        self.keywords(task, list(action)[0].rpartition(".")[2])
        if self.some(0.5):
            return dict(action, **task)
        return dict(task, **action)

    def block(self, depth):
        block = {"block": self.tasks(depth, self.random.randrange(1, 4))}
        if self.some(0.6):
            block["rescue"] = self.tasks(depth, self.random.randrange(1, 3))
        if self.some(0.4):
            block["always"] = self.tasks(depth, self.random.randrange(1, 3))
        for probability, keyword, values in ((0.2, "when", CONDITIONS), (0.3, "name", ["the block", "b {{ num }}"]), (0.15, "tags", TAGS), (0.15, "vars", [{"word": "blockvar"}, {"level": "block", "prec": "block"}]), (0.1, "ignore_errors", [True]), (0.05, "any_errors_fatal", [True]), (0.05, "run_once", [True]), (0.05, "delegate_to", ["h1"]), (0.05, "notify", HANDLERS), (0.03, "no_log", [True]), (0.04, "environment", [{"VAR": "b"}])):
            if self.some(probability):
                block[keyword] = self.choose(values)
        return block

    def tasks(self, depth, count):
        return [self.task(depth) for _ in range(count)]

    def handler(self, name):
        how = self.random.random()
        handler = {"name": name, "debug": {"msg": self.choose(EXPRESSIONS)}}
        if how < 0.1:
            handler = {"name": name, "fail": {"msg": "handler"}}
        elif how < 0.15:
            handler = {"name": name, "command": "echo handled"}
        if self.some(0.3):
            handler["listen"] = self.choose(["topic", ["topic", "hand two"]])
        if self.some(0.15):
            handler["when"] = self.choose(CONDITIONS)
        if self.some(0.1):
            handler["notify"] = self.choose([other for other in HANDLERS if other not in (name, "topic")])
            handler["changed_when"] = True
        if self.some(0.1):
            handler["loop"] = [1, 2]
        if self.some(0.06):
            handler.update(self.choose([{"run_once": True}, {"ignore_errors": True}, {"tags": "t1"}, {"register": "reg"}, {"delegate_to": "h1"}]))
        return handler

    def handlers(self):
        names = list(HANDLERS)
        self.random.shuffle(names)
        return [self.handler(name) for name in names[self.some(0.05):]]

    # ---- roles ------------------------------------------------------------------------

    def role(self, depth):
        made = sorted(set(path.split("/")[1] for path in self.files if path.startswith("roles/")))
        if made and self.some(0.5):
            return self.choose(made)
        name = self.name("role")
        base = "roles/%s/" % name
        self.files[base + "tasks/main.yml"] = [{"debug": {"msg": "{{ role_name }} {{ level }} {{ rvar | default('-') }}"}}]  # so that it is there for those inside
        self.files[base + "tasks/main.yml"] += self.tasks(max(depth - 1, 0), self.random.randrange(1, 3))
        self.files[base + "tasks/other.yml"] = self.tasks(0, 1)
        if self.some(0.5):
            self.files[base + "defaults/main.yml"] = {"level": "default", "rvar": "d_" + name, "prec": "default"}
        if self.some(0.3):
            self.files[base + "vars/main.yml"] = {"level": "rolevar", "rvar": "v_" + name}
        if self.some(0.4):
            self.files[base + "handlers/main.yml"] = [dict(self.handler("in role"), listen="topic")]
        if self.some(0.3) and made:
            self.files[base + "meta/main.yml"] = {"dependencies": [self.choose([{"role": made[0]}, made[0], {"role": made[0], "vars": {"rvar": "dep"}}])], "allow_duplicates": self.choose([True, False])}
        return name

    # ---- plays ------------------------------------------------------------------------

    def play(self):
        c, some = self.choose, self.some
        play = {"hosts": c(PATTERNS), "gather_facts": False}
        if some(0.6):
            play = dict({"name": c(["play %d" % self.random.randrange(9), "p {{ word | default('?') }}"])}, **play)
        for probability, keyword, values in (
                (0.2, "serial", [1, 2, "50%", [1, 2], "30%", ["1", "100%"], 3]), (0.1, "order", ["reverse_inventory", "sorted", "reverse_sorted", "inventory"]), (0.08, "any_errors_fatal", [True]), (0.1, "max_fail_percentage", [0, 25, 50, 100]), (0.1, "force_handlers", [True]), (0.08, "ignore_errors", [True]),
                (0.4, "vars", [{"word": "playvar"}, {"level": "play", "prec": "play"}, {"num": 5}, {"lazy": "play {{ num }}"}]), (0.12, "vars_files", [["extra.yml"], ["none.yml", "extra.yml"], [["none.yml", "extra.yml"]], ["{{ word }}.yml", "extra.yml"]]), (0.08, "tags", TAGS), (0.05, "module_defaults", [{"debug": {"msg": "by default"}}]), (0.04, "environment", [{"VAR": "play"}]),
                (0.05, "strategy", ["linear", "host_pinned", "free"]), (0.03, "check_mode", [True]), (0.03, "throttle", [1]), (0.03, "run_once", [True]), (0.03, "no_log", [True]), (0.03, "ignore_unreachable", [True])):
            if some(probability):
                play[keyword] = c(values)
        self.unordered = self.unordered or play.get("strategy") in ("host_pinned", "free")
        if some(0.3):
            play["roles"] = [c([name, {"role": name}, {"role": name, "vars": {"rvar": "given"}}, {"role": name, "tags": ["t1"]}, {"role": name, "when": c(CONDITIONS)}, {"role": name, "rvar": "direct"}]) for name in (self.role(1) for _ in range(c([1, 1, 2])))]
        for probability, section, most in ((0.15, "pre_tasks", 3), (0.92, "tasks", 7), (0.15, "post_tasks", 3)):
            if some(probability):
                play[section] = self.tasks(2, self.random.randrange(1, most))
        if some(0.95):
            play["handlers"] = self.handlers()
        return play

    def inventory(self):
        lines = ["h1 num=1", "h2 num=2 word=hostword", "h3 num=3", "h4 num=4 flag=False", "", "[a]", "h1", "h2", "", "[b]", "h2", "h3", "", "[kids:children]", "b", "", "[a:vars]", "level=inv_a", "prec=inv_a"]
        if self.some(0.3):
            lines += ["", "[b:vars]", "level=inv_b", "text=yes"]
        return "\n".join(lines) + "\n"

    def make(self):
        """(files, arguments)"""
        c, some = self.choose, self.some
        plays = [self.play() for _ in range(c([1, 1, 2, 2, 3]))]
        if some(0.08):
            self.files["second.yml"] = [self.play()]
            plays.insert(self.random.randrange(len(plays) + 1), c([{"import_playbook": "second.yml"}, {"import_playbook": "second.yml", "when": c(CONDITIONS)}, {"import_playbook": "second.yml", "vars": {"word": "imported"}}, {"import_playbook": "second.yml", "tags": "t1"}]))
        files = dict((path, dump(content)) for path, content in self.files.items())
        files["playbook.yml"] = dump(plays)
        files["inventory"] = self.inventory()
        files["group_vars/all.yml"] = yaml.safe_dump({"ansible_connection": "local", "word": "w", "num": 0, "flag": True, "words": ["x", "y"], "dct": {"a": 1, "b": "two"}, "lazy": "{{ word }}!", "lazy2": ["{{ lazy }}", "{{ num }}"], "level": "all", "text": "no", "prec": "all", "users": [{"n": "u1", "keys": [1, 2]}, {"n": "u2", "keys": []}]})
        if some(0.3):
            files["group_vars/b.yml"] = "level: group_b\nprec: group_b\n"
        if some(0.3):
            files["host_vars/h2.yml"] = "level: host_h2\nfromhost: '{{ num * 2 }}'\n"
        files["extra.yml"] = "word: extra\nlevel: extra\nefile: '{{ num }}'\n"
        files["vdir/v1.yml"] = "word: vdir\n"
        files["files/one.txt"] = "one\n"
        files["templates/t.j2"] = "{{ inventory_hostname }} {{ num }}\n{% for w in words %}\n- {{ w }}\n{% endfor %}\n"
        arguments = ["playbook.yml", "-i", "inventory"]
        if some(0.3):
            arguments += c([["--tags", "t1"], ["--skip-tags", "t2"], ["-t", "t1,t2"], ["--limit", "h1,h2"], ["-l", "a"], ["-e", "word=cli"], ["-e", '{"num": 8, "level": "cli"}'], ["--check"], ["--force-handlers"], ["--tags", "all,never"], ["--skip-tags", "always"], ["-e", "flag=false"], ["--limit", "!h3"], ["-e", "@extra.yml"], ["-t", "untagged"], ["-t", "tagged"], ["--diff"], ["-f", "1"]])
        return files, arguments
