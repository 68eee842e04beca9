"""Random templates of many lines: statements, macros, loops, whitespace control, other files."""
from expressions import Expressions

# files that templates include, import and extend
FILES = {
    "part.j2": "[part {{ i }} {{ word | default('-') }}]\n",
    "loop.j2": "{% for x in ls %}{{ loop.index }}{{ x }},{% endfor %}\n",
    "macros.j2": "{% macro show(a, b='B', *rest, **more) %}<{{ a }}|{{ b }}|{{ rest }}|{{ more }}>{% endmacro %}\n{% macro wrap(tag) %}<{{ tag }}>{{ caller() }}</{{ tag }}>{% endmacro %}\n{% set shared = 42 %}\n",
    "base.j2": "head {% block a %}base a{% endblock %}\n{% block b %}base b {{ i }}{% block inner %}in{% endblock %}{% endblock %}\ntail {{ self.a() }}\n",
}

HEADERS = ["#jinja2: trim_blocks: False\n", "#jinja2: lstrip_blocks: True\n", "#jinja2: trim_blocks: True, lstrip_blocks: True\n", "#jinja2: variable_start_string: '[%', variable_end_string: '%]'\n",
           "#jinja2: block_start_string: '<%', block_end_string: '%>', trim_blocks: False\n", "#jinja2: line_statement_prefix: '#%'\n", "#jinja2: comment_start_string: '/*', comment_end_string: '*/'\n"]

TEXTS = ["x", " ", "\n", "  \n", "line\n", "\ttab", "{", "}}", "%", "#c\n", "é", "a b\n\n", "'q'", "{ {", "\\n"]


class Templates:
    def __init__(self, random):
        self.random = random
        self.expressions = Expressions(random)

    def expression(self, kind="any", depth=1):
        return self.expressions.make(kind, depth)

    def safe(self, kind="any", depth=1):
        """One that is seldom an error, so that the rest of the template is seen as well."""
        if self.random.random() < 0.6:
            return self.expressions.leaf(kind if kind != "any" else self.random.choice(["int", "str", "bool", "list", "dict", "float"]))
        return self.expression(kind, depth)

    def tag(self, inside):
        left, right = self.random.choice(["", "", "", "", "-", "+"]), self.random.choice(["", "", "", "", "-", "+"])
        return "{%" + left + " " + inside + " " + right + "%}"

    def output(self, names):
        left, right = self.random.choice(["", "", "", "-"]), self.random.choice(["", "", "", "-"])
        inner = self.random.choice(names) if names and self.random.random() < 0.6 else self.safe()
        if self.random.random() < 0.2:
            inner = "(%s) | %s" % (inner, self.random.choice(["upper", "default('D')", "string", "to_json", "length", "join(',')", "list", "e", "type_debug"]))
        return "{{" + left + " " + inner + " " + right + "}}"

    def body(self, depth, names):
        return "".join(self.piece(depth, names) for _ in range(self.random.choice([1, 2, 2, 3])))

    def piece(self, depth, names):
        choose = self.random.choice
        if depth <= 0 or self.random.random() < 0.4:
            return choose(TEXTS) if self.random.random() < 0.45 else self.output(names)
        return getattr(self, "make_" + choose(KINDS))(depth - 1, names)

    def make_if(self, depth, names):
        text = self.tag("if " + self.safe("bool", 2)) + self.body(depth, names)
        if self.random.random() < 0.4:
            text += self.tag("elif " + self.safe("bool")) + self.body(depth, names)
        if self.random.random() < 0.6:
            text += self.tag("else") + self.body(depth, names)
        return text + self.tag("endif")

    def make_for(self, depth, names):
        choose = self.random.choice
        target, source, new = choose([
            ("x", self.safe("list", 2), ["x"]), ("k, v", self.safe("dict") + ".items()", ["k", "v"]), ("u", "users", ["u.name", "u.uid", "u.tags", "u.extra.sh | default('-')"]),
            ("k, v", "ds | dictsort", ["k", "v"]), ("a, b", "[[1, 2], [3, 4]]", ["a", "b"]), ("(a, (b, c))", "[(1, (2, 3)), (4, (5, 6))]", ["a", "c"]), ("x", "range(3)", ["x"]), ("x", "s", ["x"]), ("x", self.safe("dict"), ["x"]),
            ("x", "ls | batch(2)", ["x"]), ("g, m", "users | groupby('on')", ["g", "m | length"]), ("a, b", "l", ["a"]),
        ])
        loop = ["loop.index", "loop.index0", "loop.revindex", "loop.revindex0", "loop.first", "loop.last", "loop.length", "loop.depth", "loop.depth0", "loop.cycle('o', 'e')", "loop.previtem | default('none')",
                "loop.nextitem | default('none')", "loop.changed(%s)" % new[0]]
        extra = choose(["", "", "", " if " + choose(["loop is defined", new[0], "%s is string" % new[0], "%s != 1" % new[0], self.safe("bool")])])
        text = self.tag("for %s in %s%s" % (target, source, extra)) + self.body(depth, new + new + loop + names)
        if self.random.random() < 0.25:
            text += self.tag("if " + choose([new[0] + " == 1", "loop.index > 1", "loop.first"])) + self.tag(choose(["break", "continue"])) + self.tag("endif") + self.body(0, new)
        if self.random.random() < 0.3:
            text += self.tag("else") + self.body(depth, names)
        return text + self.tag("endfor")

    def make_recursive(self, depth, names):
        return (self.tag("for x in nest recursive") + self.random.choice(["", "{{ loop.depth }}:", "{{ loop.depth0 }}/{{ loop.index }} "])
                + "{% if x is sequence and x is not string %}({{ loop(x) }}){% else %}{{ x }}{% endif %}" + self.random.choice(["", ",", "{{ '' if loop.last else ';' }}"]) + self.tag("endfor"))

    def make_set(self, depth, names):
        name = self.random.choice(["word", "i", "acc", "x"])
        if self.random.random() < 0.3:
            how = self.random.choice(["", "", " | upper", " | trim | length", " | replace('x', 'y')"])
            return self.tag("set " + name + how) + self.body(depth, names) + self.tag("endset") + "{{ " + name + " }}"
        if self.random.random() < 0.2:
            return self.tag("set p, q = " + self.random.choice(["1, 2", "l", "'ab'", "(s, d)"])) + "{{ p }}-{{ q }}"
        return self.tag("set %s = %s" % (name, self.safe("any", 2))) + self.body(depth, names + [name])

    def make_macro(self, depth, names):
        name = self.random.choice(["m", "show"])
        parameters = self.random.choice(["", "a", "a, b=2", "a, b=i, c=none", "a='A'"])
        inside = [p.split("=")[0].strip() for p in parameters.split(",") if p] + self.random.choice([[], ["varargs"], ["kwargs"], ["caller is defined"], ["varargs | length"], [name + ".name"]])
        text = self.tag("macro %s(%s)" % (name, parameters)) + self.body(depth, inside) + self.tag("endmacro")
        for _ in range(self.random.choice([1, 2])):
            arguments = self.random.choice(["", self.safe(), "1, 2", "b=3, a='k'", "1, 2, 3, 4", "a=1, zz=2", "*l", "**ds", "nope"])
            text += "{{ %s(%s) }}" % (name, arguments)
        return text

    def make_call(self, depth, names):
        text = "{% macro wrap(t, n=2) %}<{{ t }}>" + self.random.choice(["{{ caller() }}", "{% for _ in range(n) %}{{ caller() }}{% endfor %}"]) + "</{{ t }}>{% endmacro %}"
        if self.random.random() < 0.3:
            return "{% macro each(items) %}{% for it in items %}{{ caller(it) }}{% endfor %}{% endmacro %}" + self.tag("call(x) each(%s)" % self.safe("list")) + self.body(depth, ["x"]) + self.tag("endcall")
        return text + self.tag("call wrap(%s)" % self.random.choice(["'b'", "i", "'x', n=1"])) + self.body(depth, names) + self.tag("endcall")

    def make_filter(self, depth, names):
        return self.tag("filter " + self.random.choice(["upper", "replace('x', '-')", "indent(2)", "trim | title", "to_json", "wordcount", "center(20)", "comment", "b64encode", "regex_replace('[aeiou]', '*')"])) + self.body(depth, names) + self.tag("endfilter")

    def make_with(self, depth, names):
        return self.tag("with " + self.random.choice(["w = 1", "w = i, v = s", "w = " + self.safe(), ""])) + self.body(depth, names + ["w | default('-')", "v | default('-')"]) + self.tag("endwith") + self.random.choice(["", "{{ w | default('gone') }}"])

    def make_raw(self, depth, names):
        return self.tag("raw") + self.random.choice(["{{ i }}", "{% if %}", "{# c #}", " \n x"]) + self.tag("endraw")

    def make_comment(self, depth, names):
        return self.random.choice(["{# c #}", "{#- c -#}", "{# {{ i }}\n #}\n", "  {#- x #}", "{# a -#}  y"])

    def make_namespace(self, depth, names):
        return "{% set ns = namespace(n=0, t='') %}" + self.tag("for x in " + self.safe("list")) + self.random.choice(["{% set ns.n = ns.n + 1 %}", "{% set ns.t = ns.t ~ x %}", "{% set ns.new = x %}"]) + self.tag("endfor") + "{{ ns.n }} {{ ns.t }} {{ ns.new | default('-') }}"

    def make_cycler(self, depth, names):
        return self.random.choice([
            "{% set c = cycler('a', 'b', 'c') %}{{ c.next() }}{{ c.current }}{{ c.next() }}{% do c.reset() %}{{ c.next() }}", "{% set j2 = joiner(', ') %}{% for x in ls %}{{ j2() }}{{ x }}{% endfor %}", "{% set q = [] %}{% for x in l %}{% do q.append(x * 2) %}{% endfor %}{{ q }}",
            "{% set e = {} %}{% for x in ls %}{{ e.update({x: loop.index}) }}{% endfor %}{{ e }}", "{% do d.update({'new': 1}) %}{{ d }}", "{% autoescape true %}{{ html }}{% endautoescape %}", "{% set z = dict(ds, k=1) %}{{ z }}", "{{ lookup('template', 'part.j2') }}", "{{ lookup('file', 'part.j2') }}",
        ])

    def make_include(self, depth, names):
        return self.tag("include " + self.random.choice(["'part.j2'", "'loop.j2'", "'part.j2' without context", "'none.j2' ignore missing", "['none.j2', 'part.j2']", "'no' ~ 'ne.j2'", "'part.j2' with context", "'none.j2' ignore missing with context"]))

    def make_import(self, depth, names):
        if self.random.random() < 0.5:
            return self.tag("import 'macros.j2' as mac" + self.random.choice(["", " with context"])) + "{{ mac.show(%s) }}{{ mac.shared }}" % self.random.choice(["i", "1, 2, 3", "s, c=4", "a=d", ""])
        return self.tag("from 'macros.j2' import " + self.random.choice(["show", "show as view, wrap", "show, nothing"])) + self.random.choice(["{{ show(1) }}", "{% call wrap('w') %}in{{ i }}{% endcall %}", "{{ view(2, 3) }}"])

    def extending(self):
        text = self.tag("extends " + self.random.choice(["'base.j2'", "'base.j2'", "'no.j2'", "'ba' ~ 'se.j2'"]))
        for name in self.random.sample(["a", "b", "inner"], self.random.choice([1, 2])):
            text += self.random.choice(TEXTS) + self.tag("block " + name) + self.random.choice(["", "{{ super() }}", "{{ self.inner() }}"]) + self.body(1, []) + self.tag("endblock")
        return text

    def make(self):
        """A template's whole text."""
        how = self.random.random()
        if how < 0.08:
            return self.extending()
        text = "".join(self.piece(3, []) for _ in range(self.random.choice([2, 3, 4, 5])))
        if how > 0.85:
            header = self.random.choice(HEADERS)
            if "[%" in header:
                text = text.replace("{{", "[%").replace("}}", "%]")
            elif "<%" in header:
                text = text.replace("{%", "<%").replace("%}", "%>")
            elif "/*" in header:
                text = text.replace("{#", "/*").replace("#}", "*/")
            elif "#%" in header:
                text = "#% for y in l\ny={{ y }}\n#% endfor\n" + text
            text = header + text
        return text


KINDS = [name[len("make_"):] for name in dir(Templates) if name.startswith("make_")] + ["for", "if", "set", "for"]
