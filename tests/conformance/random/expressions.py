"""Random expressions, by type.

`Expressions.make(type, depth)` gives an expression that should have that type. Where the
grammar wants one type it is given another now and then, so that what Python, Jinja2 and
Ansible do with the wrong thing is compared too. FILTERS, TESTS and METHODS are the tables:
what a thing is for, what its arguments look like, what comes out.
"""

VARIABLES = {
    "i": 7, "j": -3, "z": 0, "big": 9007199254740993, "f": 2.5, "g": -0.125, "h": 1e20, "t": True, "no": False, "n": None,
    "s": "hello world", "empty": "", "num": "42", "fl": "3.14", "sp": "  pad\tded ", "uni": "Grüße, Ünïcode → 日本", "up": "ABC def",
    "nl": "one\ntwo\r\nthree\n", "csv": "a,b,,c", "yes": "yes", "off": "off", "path": "/etc/foo.d/bar.tar.gz", "rel": "a/../b//c.txt",
    "win": "C:\\Users\\x\\f.txt", "url": "http://bob:pw@ex.org:8080/p/a?q=1&r=%20#frag", "html": "<b>it's \"q\" & co</b>",
    "js": "{\"a\": [1, 2.5, null, true]}", "ym": "a: 1\nb: [x, yes, 0x1f]\n", "b64": "aGVsbG8=", "ver": "1.10.2", "size": "1.5K",
    "l": [3, 1, 2], "ls": ["b", "A", "c", "a", "B"], "lm": [1, "x", None, True, 2.5], "el": [], "ll": [[1, 2], [3], []], "lf": [0.5, 2.25, -1.0],
    "dup": [1, 2, 2, "a", "a", 1], "lb": [True, False, True], "nest": [1, [2, [3, [4, []]]], None],
    "d": {"a": 1, "b": 2}, "ds": {"x": "one", "y": "Two", "Z": "three"}, "ed": {}, "dn": {"k": {"m": [1, {"q": "v"}]}, "l": [1, 2]},
    "dm": {"one": 1, "two": "2", "three": None, "four": [4]}, "items": {"keys": 1, "get": 2},
    "users": [{"name": "ann", "uid": 3, "tags": ["a", "b"], "on": True}, {"name": "Bob", "uid": 1, "tags": [], "on": False},
              {"name": "cid", "uid": 2, "tags": ["b"], "on": True, "extra": {"sh": "/bin/sh"}}],
    "kv": [{"key": "a", "value": 1}, {"key": "b", "value": [2]}],
    "ok": {"changed": False, "failed": False, "rc": 0, "stdout": "out", "stdout_lines": ["out"]},
    "bad": {"changed": True, "failed": True, "rc": 2, "msg": "no"}, "skip": {"changed": False, "skipped": True},
    "tpl": "{{ i + 1 }}", "tpls": "<{{ s }}>", "tplc": ["{{ i }}", {"k": "{{ ls | first }}"}], "fmt": "%s-%s",
}

NAMES = {
    "int": ["i", "j", "z", "big"], "float": ["f", "g", "h"], "bool": ["t", "no"], "none": ["n"],
    "str": ["s", "empty", "num", "fl", "sp", "uni", "up", "nl", "csv", "yes", "off", "path", "rel", "win", "url", "html", "js", "ym",
            "b64", "ver", "size", "tpls", "fmt"],
    "list": ["l", "ls", "lm", "el", "ll", "lf", "dup", "lb", "nest", "tplc"], "dict": ["d", "ds", "ed", "dn", "dm", "ok", "bad", "skip", "items"],
    "users": ["users"], "kv": ["kv"], "undefined": ["nope", "d.nope", "users[7]", "dn.k.none.x"], "nums": ["l", "lf", "[1, 2, 3]", "range(5)", "[i, f]"],
    "strs": ["ls", "['x', 'yy', 'zzz']", "s.split()", "[s, up, uni]", "csv.split(',')"],
}

# name, type of the subject, arguments to choose from ({type} is an expression of that type), type of the result
FILTERS = [
    ("abs", "number", [""], "number"), ("attr", "any", ["'a'", "'upper'", "'nope'"], "any"), ("batch", "list", ["2", "3, 'x'", "{int}"], "any"),
    ("capitalize", "str", [""], "str"), ("center", "str", ["20", "{int}", ""], "str"), ("count", "sized", [""], "int"),
    ("default", "any", ["{any}", "{str}, true", "", "omitted, boolean={bool}"], "any"), ("d", "undefined", ["{any}", "'x', true"], "any"),
    ("dictsort", "dict", ["", "true", "by='value'", "false, 'key', true"], "any"), ("e", "any", [""], "str"), ("escape", "str", [""], "str"),
    ("filesizeformat", "number", ["", "true"], "str"), ("first", "list", [""], "any"), ("float", "any", ["", "{float}", "default=1"], "float"),
    ("forceescape", "str", [""], "str"), ("format", "fmtstr", ["{any}", "{int}, {str}", "{float}", ""], "str"),
    ("groupby", "users", ["'on'", "'name'", "attribute='uid'", "'nope', default=1", "'nope'"], "any"), ("indent", "str", ["", "2", "3, true", "width='> '", "2, blank=true", "first=true"], "str"),
    ("int", "any", ["", "{int}", "0, 16", "base=8", "default={any}"], "int"), ("items", "dict", [""], "any"), ("join", "list", ["", "','", "', '", "{any}", "attribute='name'"], "str"),
    ("join", "users", ["',', attribute='name'", "'-', 'uid'"], "str"), ("last", "list", [""], "any"), ("length", "sized", [""], "int"), ("list", "sized", [""], "list"), ("lower", "any", [""], "str"),
    ("map", "users", ["attribute='name'", "attribute='nope', default='D'", "attribute='extra.sh'", "attribute='tags.0', default=0"], "seq"),
    ("map", "strs", ["'upper'", "'length'", "'replace', 'a', 'x'", "'regex_replace', '(.)', '<\\\\1>'", "'nope'", "'int'", "'default', 1", "'extract', {dict}"], "seq"),
    ("map", "nums", ["'string'", "'abs'", "'pow', 2", "'float'", "'round', 1", "'extract', {list}"], "seq"),
    ("max", "nums", ["", "attribute='x'"], "any"), ("min", "nums", [""], "any"), ("max", "strs", ["", "true", "case_sensitive=true"], "str"), ("min", "users", ["attribute='uid'"], "any"), ("max", "list", [""], "any"),
    ("pprint", "any", [""], "str"), ("reject", "list", ["", "'odd'", "'none'", "'string'", "'defined'", "'in', {list}", "'gt', 1", "'nope'"], "seq"), ("select", "list", ["", "'even'", "'number'", "'equalto', 1", "'match', 'a'", "'mapping'", "'contains', 2"], "seq"),
    ("rejectattr", "users", ["'on'", "'name', 'equalto', 'ann'", "'extra', 'defined'", "'uid', 'gt', 1", "'tags', 'contains', 'a'"], "seq"),
    ("selectattr", "users", ["'on'", "'uid', 'lt', 3", "'name', 'match', '^[a-z]'", "'extra.sh', 'defined'", "'name', 'in', ['ann', 'cid']", "'nope'"], "seq"),
    ("replace", "str", ["'o', '0'", "'l', 'L', 1", "{str}, {str}", "'', '-'", "old='e', new={any}"], "str"), ("reverse", "sized", [""], "any"), ("round", "number", ["", "1", "2, 'ceil'", "0, 'floor'", "method='common'", "-1", "1, 'nope'"], "float"),
    ("safe", "str", [""], "str"), ("slice", "list", ["2", "3, 'x'"], "any"), ("sort", "list", ["", "true", "reverse=true", "case_sensitive=true"], "list"), ("sort", "users", ["attribute='uid'", "true, attribute='name'", "attribute='on,name'", "attribute='nope'"], "any"),
    ("sort", "strs", ["", "true", "false, true"], "list"), ("string", "any", [""], "str"), ("striptags", "str", [""], "str"), ("sum", "nums", ["", "start={number}"], "number"), ("sum", "users", ["attribute='uid'", "'uid', 10"], "number"), ("sum", "any", ["start=[]"], "any"),
    ("title", "str", [""], "str"), ("tojson", "any", ["", "2", "indent=1"], "str"), ("trim", "str", ["", "'h '", "chars={str}"], "str"), ("truncate", "str", ["5", "9, true", "9, false, '…'", "8, true, '', 0", "leeway=0", "3"], "str"),
    ("unique", "list", ["", "true", "case_sensitive=true", "attribute='x'"], "seq"), ("unique", "users", ["attribute='on'"], "seq"), ("upper", "any", [""], "str"), ("urlencode", "str", [""], "str"), ("urlencode", "dict", [""], "str"), ("urlize", "str", ["", "10", "20, true", "target='_blank'"], "str"),
    ("wordcount", "str", [""], "int"), ("wordwrap", "str", ["5", "8, false", "10, wrapstring='|'", "6, break_on_hyphens=false"], "str"), ("xmlattr", "dict", ["", "false"], "str"),
    ("b64decode", "b64", ["", "encoding='utf-16'"], "str"), ("b64encode", "str", ["", "encoding='utf-16-le'"], "str"), ("basename", "path", [""], "str"), ("bool", "any", [""], "bool"), ("checksum", "str", [""], "str"),
    ("combinations", "list", ["2", "0", "{int}"], "seq"), ("combine", "dict", ["{dict}", "{dict}, recursive=true", "{dict}, {dict}, list_merge='append'", "{any}", "{dict}, recursive=true, list_merge='prepend_rp'", "{dict}, list_merge='nope'", ""], "dict"),
    ("comment", "str", ["", "'c'", "'plain', prefix='x', postfix='y'", "decoration='// '", "'xml'", "'erlang'", "'cblock', newline='!'", "beginning='B', end='E'"], "str"),
    ("dict2items", "dict", ["", "key_name='k'", "'k', 'v'", "value_name='x'"], "kv"), ("difference", "list", ["{list}", "{any}"], "list"), ("dirname", "path", [""], "str"), ("expanduser", "path", [""], "str"),
    ("extract", "int", ["{list}", "{any}", "users, 'name'", "users, ['tags', 0]"], "any"), ("extract", "str", ["{dict}", "dn, 'm'", "dn, ['m', 1, 'q']"], "any"), ("flatten", "list", ["", "1", "levels=2", "skip_nulls=false", "levels=0"], "list"),
    ("from_json", "json", [""], "any"), ("from_yaml", "yaml", [""], "any"), ("from_yaml_all", "yaml", [""], "seq"), ("hash", "str", ["", "'md5'", "'sha256'", "'blowfish'", "hashtype='sha512'"], "str"), ("human_readable", "number", ["", "true", "unit='K'", "isbits=true, unit='M'"], "str"),
    ("human_to_bytes", "size", ["", "'M'", "isbits=true", "default_unit='K'"], "int"), ("intersect", "list", ["{list}", "{str}"], "list"), ("items2dict", "kv", ["", "key_name='value'", "'key', 'value'"], "dict"), ("items2dict", "users", ["key_name='name', value_name='uid'", "'name', 'nope'"], "dict"),
    ("log", "number", ["", "2", "10", "{number}"], "float"), ("mandatory", "any", ["", "msg='needed'", "'m'"], "any"), ("md5", "str", [""], "str"), ("path_join", "strs", [""], "str"), ("permutations", "small", ["", "2"], "seq"), ("pow", "number", ["2", "0.5", "{number}", "-1"], "number"),
    ("product", "list", ["{list}", "{small}, {small}", "repeat=2"], "seq"), ("quote", "any", [""], "str"), ("regex_escape", "str", ["", "'posix_basic'", "re_type='python'", "'posix_extended'"], "str"),
    ("regex_findall", "str", ["'[a-z]+'", "'(.)(.)'", "'(?i)B'", "'o', ignorecase=true", "'^t', multiline=true", "{str}"], "list"), ("regex_replace", "str", ["'o', '0'", "'(\\\\w+) (\\\\w+)', '\\\\2 \\\\1'", "'^', '>'", "'(?P<x>.)l', '\\\\g<x>!'", "'$', 'E', multiline=true", "'B', '', ignorecase=true", "'nope', {str}", "'[', 'x'", "'a*', '-'"], "str"),
    ("regex_search", "str", ["'[0-9]+'", "'(l+)o', '\\\\1'", "'(?P<v>w.)', '\\\\g<v>'", "'nope'", "'WORLD', ignorecase=true", "'(h)(e)', '\\\\1', '\\\\2'", "'^t\\\\w+', multiline=true"], "any"), ("rekey_on_member", "users", ["'name'", "'on'", "'on', duplicates='overwrite'", "'nope'"], "dict"),
    ("relpath", "path", ["'/etc'", "'/'", "'a'"], "str"), ("root", "number", ["", "3", "{number}"], "float"), ("sha1", "str", [""], "str"), ("split", "str", ["", "','", "'o'", "{str}"], "strs"), ("splitext", "path", [""], "any"),
    ("strftime", "strf", ["0", "86399", "{int}, true", "second=1.5, utc=true"], "str"), ("subelements", "users", ["'tags'", "'tags', skip_missing=true", "'extra'", "'extra.sh', true"], "any"), ("symmetric_difference", "list", ["{list}"], "list"), ("ternary", "any", ["{any}, {any}", "{str}, {str}, {any}", "'y', 'n'"], "any"),
    ("to_datetime", "date", ["", "'%Y-%m-%d'", "format='%d/%m/%Y'"], "date_object"), ("to_json", "any", ["", "indent=2", "sort_keys=true", "ensure_ascii=false", "separators=(',', ':')"], "str"), ("to_nice_json", "any", ["", "indent=2", "2, sort_keys=false"], "str"), ("to_nice_yaml", "any", ["", "indent=2", "width=20", "sort_keys=false", "explicit_start=true"], "str"), ("to_yaml", "any", ["", "default_flow_style=false", "sort_keys=false", "default_style='\"'", "explicit_end=true"], "str"),
    ("to_uuid", "str", ["", "namespace='6ba7b810-9dad-11d1-80b4-00c04fd430c8'"], "str"), ("type_debug", "any", [""], "str"), ("union", "list", ["{list}", "{any}"], "list"), ("urldecode", "str", [""], "str"), ("urlsplit", "url", ["", "'hostname'", "'port'", "'query'", "'nope'", "query='scheme'"], "any"),
    ("win_basename", "win", [""], "str"), ("win_dirname", "win", [""], "str"), ("win_splitdrive", "win", [""], "any"), ("zip", "list", ["{list}", "{list}, {list}", ""], "seq"), ("zip_longest", "list", ["{list}, fillvalue='F'", "{list}", "fillvalue={any}"], "seq"), ("random", "list", ["seed='a'"], "any"), ("random", "int", ["seed=1", "start=1, step=2, seed='x'"], "int"), ("shuffle", "list", ["seed='q'", "seed={seed}"], "list"),
    ("expandvars", "str", [""], "str"), ("realpath", "path", [""], "str"), ("nope_filter", "any", [""], "any"),
]

# those of Ansible's own, which may be called ansible.builtin.NAME
ANSIBLE_FILTERS = set(row[0] for row in FILTERS[[row[0] for row in FILTERS].index("b64decode"):]) - {"unique"}

# name, type of the subject, arguments
TESTS = [
    ("boolean", "any", [""]), ("callable", "any", [""]), ("defined", "any", [""]), ("undefined", "any", [""]), ("divisibleby", "int", ["(2)", " 3", "({int})"]), ("eq", "any", ["({any})"]), ("equalto", "any", ["({any})"]), ("==", "any", None), ("even", "int", [""]), ("odd", "int", [""]), ("escaped", "str", [""]),
    ("false", "any", [""]), ("true", "any", [""]), ("filter", "name", [""]), ("test", "name", [""]), ("float", "any", [""]), ("ge", "number", ["({number})"]), ("gt", "number", ["({number})"]), ("greaterthan", "number", [" {number}"]), ("le", "number", ["({number})"]), ("lt", "str", ["({str})"]), ("lessthan", "any", ["({any})"]), ("in", "any", ["({list})", "({any})"]), ("integer", "any", [""]), ("iterable", "any", [""]), ("lower", "str", [""]),
    ("mapping", "any", [""]), ("ne", "any", ["({any})"]), ("none", "any", [""]), ("number", "any", [""]), ("sameas", "any", ["(none)", " true", "({any})"]), ("sequence", "any", [""]), ("string", "any", [""]), ("upper", "str", [""]), ("all", "list", [""]), ("any", "list", [""]), ("contains", "list", ["({any})"]), ("contains", "str", ["({str})"]), ("contains", "dict", ["('a')"]),
    ("changed", "result", [""]), ("failed", "result", [""]), ("failure", "result", [""]), ("skipped", "result", [""]), ("skip", "result", [""]), ("success", "result", [""]), ("succeeded", "result", [""]), ("successful", "result", [""]), ("change", "result", [""]), ("unreachable", "result", [""]), ("reachable", "result", [""]), ("started", "result", [""]), ("finished", "result", [""]), ("falsy", "any", ["", "(convert_bool=true)", "(true)"]), ("truthy", "any", ["", "(convert_bool=true)"]), ("isnan", "any", [""]), ("nan", "number", [""]),
    ("match", "str", ["('h')", "('H', ignorecase=true)", "('^two', multiline=true)", "({str})"]), ("regex", "str", ["('o.w')", "('two$', multiline=true)", "('(')", "('W', match_type='fullmatch')", "('[0-9]+', match_type='match')"]), ("search", "str", ["('l+')", "('ONE', ignorecase=true)", " 'x'"]), ("subset", "list", ["({list})"]), ("superset", "list", ["({list})"]), ("issubset", "list", ["({list})"]), ("issuperset", "list", [" {list}"]),
    ("version", "ver", ["('1.9', '>')", "('1.10.2')", "('2.0', 'lt', strict=true)", "('1.10', 'ge', version_type='semver')", "('1.2', 'nope')", "({str}, '<')", "('1.10.2', operator='ne', version_type='loose')"]), ("version_compare", "ver", ["('1.0', 'gt')"]), ("uri", "url", ["", "(['http'])"]), ("url", "url", ["", "(schemes=['ftp'])"]), ("urn", "str", [""]), ("vault_encrypted", "str", [""]),
    ("abs", "path", [""]), ("directory", "path", [""]), ("exists", "path", [""]), ("file", "path", [""]), ("link", "path", [""]), ("link_exists", "path", [""]), ("is_file", "path", [""]), ("is_dir", "path", [""]), ("mount", "path", [""]), ("same_file", "path", ["('/etc')"]), ("nope_test", "any", [""]),
]

# name, type of the subject, arguments, type of the result
METHODS = [
    ("upper", "str", [""], "str"), ("lower", "str", [""], "str"), ("title", "str", [""], "str"), ("capitalize", "str", [""], "str"), ("swapcase", "str", [""], "str"), ("casefold", "str", [""], "str"), ("strip", "str", ["", "'h'", "{str}"], "str"), ("lstrip", "str", ["", "' p'"], "str"), ("rstrip", "str", ["", "'\\n'"], "str"),
    ("split", "str", ["", "','", "'o', 1", "sep='l'", "maxsplit=1", "''", "none, 1"], "strs"), ("rsplit", "str", ["", "'/', 1", "' ', 2"], "strs"), ("splitlines", "str", ["", "true", "keepends=true"], "strs"), ("partition", "str", ["'o'", "':'", "''"], "any"), ("rpartition", "str", ["'/'"], "any"), ("join", "str", ["{strs}", "{list}", "['a', 'b']"], "str"),
    ("replace", "str", ["'l', 'L'", "'l', 'L', 1", "'', '.'", "{str}, {str}"], "str"), ("startswith", "str", ["'h'", "('x', 'h')", "'l', 2", "{any}"], "bool"), ("endswith", "str", ["'d'", "('z', '\\n')", "'l', 0, 4"], "bool"), ("find", "str", ["'o'", "'o', 5", "{str}", "'z'"], "int"), ("rfind", "str", ["'o'", "'l', 0, 5"], "int"), ("index", "str", ["'l'", "'zz'"], "int"), ("rindex", "str", ["'l'"], "int"), ("count", "str", ["'l'", "''", "'o', 5"], "int"),
    ("zfill", "str", ["8", "{int}"], "str"), ("ljust", "str", ["15", "15, '.'", "5"], "str"), ("rjust", "str", ["15", "15, '*'"], "str"), ("center", "str", ["16", "17, '='"], "str"), ("expandtabs", "str", ["", "4"], "str"), ("isdigit", "str", [""], "bool"), ("isalpha", "str", [""], "bool"), ("isalnum", "str", [""], "bool"), ("isspace", "str", [""], "bool"), ("isupper", "str", [""], "bool"), ("islower", "str", [""], "bool"), ("istitle", "str", [""], "bool"), ("isnumeric", "str", [""], "bool"), ("isdecimal", "str", [""], "bool"), ("isidentifier", "str", [""], "bool"),
    ("encode", "str", [""], "any"), ("removeprefix", "str", ["'he'"], "str"), ("removesuffix", "str", ["'ld'"], "str"), ("format", "bracestr", ["{any}, {any}", "{int}", "1, 2, a={str}", "a={number}, b=[1, 2]"], "str"), ("format_map", "bracestr", ["{dict}"], "str"),
    ("items", "dict", [""], "seq"), ("keys", "dict", [""], "seq"), ("values", "dict", [""], "seq"), ("get", "dict", ["'a'", "'nope'", "'nope', {any}", "{any}"], "any"), ("copy", "dict", [""], "dict"), ("pop", "dict", ["'a'", "'nope', 1", "'nope'"], "any"), ("update", "dict", ["{dict}"], "any"), ("setdefault", "dict", ["'a', 5", "'new', 6"], "any"), ("popitem", "dict", [""], "any"), ("fromkeys", "dict", ["[1, 2]", "'ab', 0"], "any"),
    ("append", "freshlist", ["{any}"], "any"), ("index", "list", ["1", "{any}"], "int"), ("count", "list", ["1", "{any}"], "int"), ("copy", "list", [""], "list"), ("extend", "freshlist", ["{list}"], "any"), ("pop", "freshlist", ["", "0", "9"], "any"), ("insert", "freshlist", ["0, {any}"], "any"), ("remove", "freshlist", ["1", "'zz'"], "any"), ("sort", "freshlist", ["", "reverse=true"], "any"), ("reverse", "freshlist", [""], "any"),
    ("bit_length", "int", [""], "int"), ("is_integer", "float", [""], "bool"), ("nope_method", "any", [""], "any"), ("union", "list", ["{list}"], "any"),
]

LITERALS = {
    "int": ["0", "1", "2", "3", "5", "10", "-1", "-4", "255", "1_000", "0x1f", "0o17", "0b101"], "float": ["0.5", "1.0", "-2.75", "3.0e2", "1e-7", "100.0", "12345678.9"],
    "bool": ["true", "false", "True", "False"], "none": ["none", "None"],
    "str": ["'a'", "''", "'b c'", "\"it's\"", "'x' 'y'", "'é'", "'a\\nb'", "'1'", "'1.0'", "'[1]'", "'True'", "'None'", "'yes'", "'\\\\d'", "'{}'", "'%'", "'a b  c'", "'Ab-Cd_ef'"],
    "list": ["[]", "[1, 2]", "['a', 'b', 'c']", "[none, '', 0]", "(1, 2)", "(1,)", "['x', 1, 2.5]", "range(4) | list", "range(1, 9, 3) | list"], "dict": ["{}", "{'a': 1}", "{'k': [1], 'z': 'q'}", "{1: 'x', 'n': none}", "dict(a=1, b='c')", "dict([('x', 1)])"],
    "fmtstr": ["'%s'", "'%d items'", "'%5.2f|'", "'%s and %s'", "'%-6s|'", "'%x %o'", "'%05d'", "'%r'", "'%%'", "'%e'", "'%(a)s'", "'%c'", "'%+d'", "'%g'"],
    "bracestr": ["'{}'", "'{0}-{1}'", "'{a}'", "'{:>8}|'", "'{:05.1f}'", "'{0!r}'", "'{:,}'", "'{:x}'", "'{:^9}'", "'{{}}'", "'{b[0]}'", "'{:.3}'", "'{:+}'", "'{:e}'", "'{:%}'"],
    "path": ["path", "rel", "'/'", "''", "'a.b.c'", "'/x/y/'", "'~/z'", "'//a'", "'/etc/passwd'", "'..'", "'/tmp'"], "url": ["url", "'https://x.y/z?a=b'", "'ftp://h'", "'mailto:a@b'", "'x'", "'http://[::1]:80/'"], "win": ["win", "'D:/a/b'", "'\\\\\\\\srv\\\\share\\\\f'", "'x'"],
    "json": ["js", "'[1, \"a\"]'", "'3'", "'{\"a\": {\"b\": null}}'", "'[1,'", "'\"x\"'", "'true'"], "yaml": ["ym", "'a: b'", "'[1, yes, ~, 0o7, 1e3]'", "'- x\\n- y: 1\\n'", "'a: ['", "'2020-01-02'", "'0x1F'", "'007'", "'1_000'", "'null'", "'--- 1\\n--- 2\\n'", "'1:30'"],
    "size": ["size", "'10'", "'2 MB'", "'1Kb'", "'x'", "'3.5g'", "10", "'-1K'"], "ver": ["ver", "'1.9'", "'2.0.0-rc1'", "'1.10.2'", "'x'", "'1.a'"], "b64": ["b64", "'YQ=='", "'???'", "'4pyT'", "'YQ'"], "strf": ["'%Y-%m-%d'", "'%H:%M:%S'", "'%j %a %b %%'", "'%s'", "'%y%m'"], "date": ["'2020-01-02 03:04:05'", "'2021-12-31'", "'31/12/2021'", "'x'"],
    "seed": ["1", "255", "-4", "big", "true", "'x'"], "name": ["'upper'", "'defined'", "'nope'", "'bool'", "'version'", "'ansible.builtin.bool'"], "small": ["[1, 2]", "['a', 'b', 'c']", "[]", "'ab'"], "freshlist": ["[1, 2, 3]", "['b', 'a']", "[]", "l[:]"], "result": ["ok", "bad", "skip", "{}", "{'rc': 1}", "{'changed': 1}", "{'finished': 1}", "{'unreachable': true}", "'x'"],
}

LOOKUPS = [
    "lookup('vars', 's')", "lookup('vars', 'nope', default={any})", "query('vars', 'i', 'f')", "lookup('items', {list})", "query('items', {list}, {any})", "query('dict', {dict})", "query('indexed_items', {list})", "query('nested', {small}, {small})", "query('together', {list}, {list})", "lookup('sequence', 'start=1 end=4')", "query('sequence', 'count=3 format=x%02d')", "query('sequence', '0x0f-0x11')",
    "query('sequence', 'start=5 end=1 stride=-2')", "query('subelements', users, 'tags')", "query('list', {list})", "lookup('list', {any})", "lookup('varnames', '^us')", "lookup('env', 'NO_SUCH_VAR')", "lookup('nope_lookup')", "q('together', {small})", "lookup('items', {any}, wantlist=true)", "lookup('dict', {any})", "query('random_choice', ['a'])",
]

GROUPS = {
    "number": ["int", "float", "int", "bool"], "sized": ["list", "str", "dict", "list"], "seq": ["list"], "any": ["int", "float", "bool", "none", "str", "str", "list", "list", "dict", "users", "undefined"],
    "date_object": ["date"],
}

SCALARS = ["int", "str", "bool", "list", "dict"]


class Expressions:
    def __init__(self, random):
        self.random = random
        self.by_result = {}
        for row in FILTERS:
            self.by_result.setdefault(row[3], []).append(("filter",) + row)
        for row in METHODS:
            self.by_result.setdefault(row[3], []).append(("method",) + row)

    def fill(self, text, depth):
        """The text with each {type} an expression of that type."""
        out = []
        while True:
            start = text.find("{")
            if start < 0:
                return "".join(out) + text
            end = text.index("}", start)
            out.append(text[:start] + self.make(text[start + 1:end], depth - 1))
            text = text[end + 1:]

    def arguments(self, choices, depth):
        return self.fill(self.random.choice(choices), depth)

    def leaf(self, kind):
        choose = self.random.choice
        pools = [pool[kind] for pool in (NAMES, LITERALS) if kind in pool]
        return choose(choose(pools)) if pools else self.leaf(choose(GROUPS.get(kind, ["str"])))

    def subject(self, kind, depth):
        """An expression that something may be applied to."""
        text = self.make(kind, depth)
        return text if text.isidentifier() or text[0] == "[" and text[-1] == "]" and text.count("[") == 1 else "(" + text + ")"

    def make(self, kind, depth):
        choose, chance = self.random.choice, self.random.random
        if chance() < 0.05:
            kind = "any"
        if depth <= 0 or chance() < 0.2:
            return self.leaf(kind)
        while kind in GROUPS:
            if kind in self.by_result and chance() < 0.5:
                return self.apply(kind, depth)
            kind = choose(GROUPS[kind])
        how = chance()
        if kind in self.by_result and how < 0.45:
            return self.apply(kind, depth)
        if how < 0.55:
            return "%s if %s else %s" % (self.subject(kind, depth - 1), self.make("bool", depth - 1), self.subject(kind, depth - 1))
        return getattr(self, "make_" + kind, lambda depth: self.leaf(kind))(depth - 1)

    def apply(self, kind, depth):
        what, name, subject, arguments, _ = self.random.choice(self.by_result[kind])
        inner = self.subject(subject, depth - 1)
        if self.random.random() < 0.1 and subject != "any":
            inner = self.subject("any", depth - 1)
        call = self.arguments(arguments, depth - 1)
        if what == "method":
            return "%s.%s(%s)" % (inner, name, call)
        if self.random.random() < 0.1 and name in ANSIBLE_FILTERS:
            name = "ansible.builtin." + name
        return "%s | %s%s" % (inner, name, "(" + call + ")" if call else "")

    def make_int(self, depth):
        operator = self.random.choice(["+", "-", "*", "//", "%", "+", "-", "**", "/"])
        right = self.random.choice(["2", "3", "-1", "0"]) if operator == "**" else self.subject("number", depth)
        return "%s %s %s" % (self.subject("number", depth), operator, right)

    make_float = make_int

    def make_bool(self, depth):
        choose = self.random.choice
        how = self.random.randrange(8)
        if how < 2:
            kind = choose(["number", "str", "any", "list", "number"])
            chain = [self.subject(kind, depth) for _ in range(choose([2, 2, 3]))]
            return (" %s " % choose(["<", ">", "==", "!=", "<=", ">=", "=="])).join(chain)
        if how == 2:
            return "%s %s %s" % (self.subject("any", depth), choose(["in", "not in"]), self.subject("sized", depth))
        if how == 3:
            return "%s %s %s" % (self.subject("bool", depth), choose(["and", "or"]), self.subject(choose(["bool", "any"]), depth))
        if how == 4:
            return "not " + self.subject(choose(["bool", "any"]), depth)
        name, subject, arguments = choose(TESTS)
        if arguments is None:
            return "%s is %s %s" % (self.subject("any", depth), "eq", self.subject("any", depth))
        return "%s %s %s%s" % (self.subject(subject, depth), choose(["is", "is", "is not"]), name, self.arguments(arguments, depth))

    def make_str(self, depth):
        choose = self.random.choice
        how = self.random.randrange(7)
        if how < 2:
            return " ~ ".join(self.subject("any", depth) for _ in range(choose([2, 2, 3])))
        if how == 2:
            return "%s + %s" % (self.subject("str", depth), self.subject("str", depth))
        if how == 3:
            return "%s %% %s" % (self.leaf("fmtstr"), choose([self.subject("any", depth), "(%s, %s)" % (self.make("any", depth), self.make("any", depth))]))
        if how == 4:
            return "%s * %s" % (self.subject("str", depth), choose(["2", "0", "-1", "3"]))
        return self.slice("str", depth)

    def slice(self, kind, depth):
        part = lambda: self.random.choice(["", "", "0", "1", "2", "-1", "-2", "9", "z"])  # noqa: E731
        step = self.random.choice(["", "", ":", ":2", ":-1"])
        return "%s[%s:%s%s]" % (self.subject(kind, depth), part(), part(), step)

    def make_list(self, depth):
        choose = self.random.choice
        how = self.random.randrange(6)
        if how < 2:
            text = ", ".join(self.make("any", depth) for _ in range(choose([0, 1, 2, 3])))
            return "[" + text + "]"
        if how == 2:
            return "%s + %s" % (self.subject("list", depth), self.subject("list", depth))
        if how == 3:
            return "%s * %s" % (self.subject("list", depth), choose(["2", "0"]))
        if how == 4:
            return self.fill(choose(LOOKUPS), depth)
        return self.slice("list", depth)

    def make_dict(self, depth):
        pairs = ["%s: %s" % (self.random.choice(["'a'", "'b'", "s", "1", "'k' ~ i"]), self.make("any", depth)) for _ in range(self.random.randrange(3))]
        return "{" + ", ".join(pairs) + "}"

    def make_none(self, depth):
        return self.random.choice(["d.get('zz')", "none", "n", self.subject("dict", depth) + ".get('q')"])

    def make_undefined(self, depth):
        return self.random.choice(["%s.zz", "%s['zz']", "%s[99]"]) % self.subject("any", depth)

    def any_value(self, depth):
        """What stands between {{ and }}: a value of any kind, sometimes one of its parts."""
        text = self.make(self.random.choice(["any", "any", "str", "bool", "list", "dict", "number"]), depth)
        how = self.random.random()
        if how < 0.08:
            return "(%s)%s" % (text, self.random.choice([".a", "[0]", "['x']", "[-1]", ".0", ".k.m", ".items()", ".name"]))
        if how < 0.14:
            return "(%s) | default(%s)" % (text, self.leaf("any"))
        if how < 0.18:
            return "(%s) is %s" % (text, self.random.choice(["defined", "undefined", "none", "string"]))
        return text

    def native(self, depth):
        """A template of one expression or of several pieces, as in a task's argument."""
        if self.random.random() < 0.85:
            return "{{ " + self.any_value(depth) + " }}"
        pieces = []
        for _ in range(self.random.choice([2, 2, 3])):
            pieces.append(self.random.choice(["", " ", "x", "1", "-", "[", "]", "'", ", ", "\n", ".5", "true"]))
            pieces.append("{{ " + self.any_value(1) + " }}")
        return "".join(pieces) + self.random.choice(["", "", "]", "'", "0", "\n"])
