#!/usr/bin/python3
"""Makes the bench's data: `gen.py workloads DIR` (W1, W2, and the block scripts of the
limit, beside copies of the others) or `gen.py data DIR` (large files, W5)."""
import hashlib
import os
import shutil
import sys

here = os.path.dirname(os.path.abspath(__file__))
HEAD = "# Made by gen.py; plain Ansible syntax.\n"


def copy_text(i):
    return "# file %02d\nname = host-setting-%02d\n" % (i, i) + "".join(
        "key_%02d_%d = value %d\n" % (i, k, i * k) for k in range(8))


TEMPLATE = """# {{ conf_name }} on {{ inventory_hostname }}
workers = {{ conf_index | int + 2 }}
{% for p in ports %}
listen {{ p }}{{ ' default' if loop.first else '' }}
{% endfor %}
{% if conf_index | int % 2 == 0 %}
mode = {{ 'even' | upper }}
{% else %}
mode = odd
{% endif %}
"""


def template_text(i, host):
    s = "# conf%02d on %s\nworkers = %d\n" % (i, host, i + 2)
    for k, p in enumerate((8080, 8443, 9090)):
        s += "listen %d%s\n" % (p, " default" if k == 0 else "")
    return s + ("mode = EVEN\n" if i % 2 == 0 else "mode = odd\n")


def workloads(W):
    shutil.copytree(os.path.join(here, "workloads"), W, dirs_exist_ok=True)
    os.makedirs(os.path.join(W, "templates"), exist_ok=True)
    with open(os.path.join(W, "w1_noop.yml"), "w") as f:
        f.write(HEAD + "- hosts: all\n  gather_facts: no\n  tasks:\n")
        for i in range(1, 21):
            f.write("    - name: noop %d\n      command: /bin/true\n" % i)
    with open(os.path.join(W, "w2_files.yml"), "w") as f:
        f.write(HEAD + "- hosts: all\n  gather_facts: no\n  vars:\n    ports: [8080, 8443, 9090]\n  tasks:\n")
        for i in range(1, 11):
            f.write("    - name: dir %d\n      file:\n        path: \"{{ lab_dir }}/w2/d%02d\"\n        state: directory\n        mode: \"0755\"\n" % (i, i))
        for i in range(1, 31):
            f.write("    - name: copy %d\n      copy:\n        dest: \"{{ lab_dir }}/w2/d%02d/f%02d\"\n        mode: \"0644\"\n        content: |\n" % (i, (i - 1) % 10 + 1, i))
            for l in copy_text(i).splitlines():
                f.write("          " + l + "\n")
        for i in range(1, 11):
            f.write("    - name: template %d\n      template:\n        src: w2.conf.j2\n        dest: \"{{ lab_dir }}/w2/d%02d/t%02d\"\n        mode: \"0644\"\n      vars:\n        conf_name: conf%02d\n        conf_index: %d\n" % (i, i, i, i, i))
    with open(os.path.join(W, "templates", "w2.conf.j2"), "w") as f:
        f.write(TEMPLATE)
    with open(os.path.join(W, "w1.blk"), "w") as f:
        f.write("/bin/true\n%%\n" * 20)

    def put(path, text, mode="644"):
        h = hashlib.sha1(text.encode()).hexdigest()
        return ("d=%s\ns=$(sha1sum \"$d\" 2>/dev/null);m=$(stat -c '%%a %%u %%g' \"$d\" 2>/dev/null)\n"
                "if [ \"${s%%%% *}\" = %s ] && [ \"$m\" = '%s 0 0' ];then echo ok;else\n"
                "umask 077;printf '%%s' '%s' >\"$d.$$\" && chmod %s \"$d.$$\" && mv -f \"$d.$$\" \"$d\" && echo changed;fi\n%%%%\n"
                % (path, h, mode, text.replace("'", "'\\''"), mode))
    with open(os.path.join(W, "w2.blk"), "w") as f:
        for i in range(1, 11):
            f.write("d=@DIR@/w2/d%02d\nm=$(stat -c '%%F %%a' \"$d\" 2>/dev/null)\n"
                    "if [ \"$m\" = 'directory 755' ];then echo ok;else mkdir -p \"$d\" && chmod 755 \"$d\" && echo changed;fi\n%%%%\n" % i)
        for i in range(1, 31):
            f.write(put("@DIR@/w2/d%02d/f%02d" % ((i - 1) % 10 + 1, i), copy_text(i)))
        for i in range(1, 11):     # the host's name is left out of the limit's text
            f.write(put("@DIR@/w2/d%02d/t%02d" % (i, i), template_text(i, "h")))
    with open(os.path.join(W, "w4.blk"), "w") as f:
        for name in ("docker-compose.yml", "app.env"):
            f.write("[ -d @DIR@/app ] || mkdir -p @DIR@/app\n" + put("@DIR@/app/" + name, open(os.path.join(W, "files", name)).read()))
        f.write("@DIR@/../bin/docker-compose -f @DIR@/app/docker-compose.yml up -d\n%%\n")
        f.write("test -e @DIR@/up\n%%\n")      # stands for the health check


def data(d):
    os.makedirs(d, exist_ok=True)
    big = os.path.join(d, "big.bin")
    if not os.path.exists(big) or os.path.getsize(big) != 64 << 20:
        with open(big, "wb") as f:
            for _ in range(64):
                f.write(os.urandom(1 << 20))
    many = os.path.join(d, "many")
    if not os.path.exists(os.path.join(many, "d9", "f99")):
        for i in range(10):
            os.makedirs(os.path.join(many, "d%d" % i), exist_ok=True)
            for k in range(100):
                with open(os.path.join(many, "d%d" % i, "f%02d" % k), "w") as f:
                    f.write("file %d %d\n" % (i, k) * 70)
    with open(os.path.join(d, "w5_tasks.yml"), "w") as f:
        f.write("- hosts: all\n  gather_facts: no\n  tasks:\n")
        for i in range(1000):
            if i % 4 == 0:
                f.write("    - name: task %d command\n      command: /bin/echo {{ inventory_hostname }} %d\n      register: r%d\n      changed_when: false\n" % (i, i, i))
            elif i % 4 == 1:
                f.write("    - name: task %d copy\n      copy:\n        dest: /tmp/w5/f%d\n        content: \"value {{ base_%d | default('x') }}\"\n        mode: \"0644\"\n      when: run_copy | default(true) | bool\n      tags: [files, t%d]\n" % (i, i, i, i % 10))
            elif i % 4 == 2:
                f.write("    - name: task %d file\n      file:\n        path: /tmp/w5/d%d\n        state: directory\n        owner: root\n      notify: restart\n" % (i, i))
            else:
                f.write("    - name: task %d debug\n      debug:\n        msg: \"{{ ['a', 'b', %d] | join(',') }}\"\n      loop: [1, 2, 3]\n" % (i, i))
        f.write("  handlers:\n    - name: restart\n      command: /bin/true\n")
    with open(os.path.join(d, "w5_one.yml"), "w") as f:
        f.write("- hosts: all\n  gather_facts: no\n  tasks:\n    - name: one\n      command: /bin/true\n")
    with open(os.path.join(d, "w5_hosts.ini"), "w") as f:
        for g in range(100):
            f.write("[group%d]\n" % g)
            for k in range(100):
                i = g * 100 + k
                f.write("node%05d ansible_host=127.%d.%d.%d rack=r%d zone=z%d\n" % (i, 16 + i // 65536, i // 256 % 256, i % 256, k % 40, g % 5))
        for s in range(10):
            f.write("[site%d:children]\n" % s + "".join("group%d\n" % g for g in range(s * 10, s * 10 + 10)))
            f.write("[site%d:vars]\nsite_name=s%d\nntp=127.0.0.%d\n" % (s, s, s + 1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["workloads"] and len(sys.argv) == 3:
        workloads(sys.argv[2])
    elif sys.argv[1:2] == ["data"] and len(sys.argv) == 3:
        data(sys.argv[2])
    else:
        sys.exit(__doc__)
