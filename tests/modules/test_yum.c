#include "own_etc.h"

TestSuite(yum, .init = set_up, .fini = tear_down);

/* yum 3, as it speaks on the hosts that have nothing else. */
static void yum(void)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file("@/bin/rpm", in_dir("#!/bin/sh\nfor last; do :; done\n[ -e @/has-$last ]\n"), 0755);
    write_file("@/bin/yum", in_dir(
        "#!/bin/sh\necho $* >>@/did\n"
        "case \"$*\" in\n"
        "*' none'*) echo 'No package none available.'; echo 'Error: Nothing to do'; exit 1;;\n"
        "*' install '*)\n"
        "cat <<END\nDependencies Resolved\n\n====\n Package       Arch     Version     Repository   Size\n====\n"
        "Installing:\n httpd         x86_64   2.4.6-99    base        2.7 M\nInstalling for dependencies:\n"
        " a-library-with-a-long-name\n               x86_64   1.4-1       base        103 k\n\n"
        "Transaction Summary\n====\nInstall  1 Package (+1 Dependent package)\nEND\n"
        "case \"$*\" in *assumeno*) echo 'Exiting on user command'; exit 1;; esac\n: >@/has-httpd;;\n"
        "*' remove '*) printf 'Removing:\\n httpd    x86_64   2.4.6-99    @base    9 M\\n\\nTransaction Summary\\n'\n"
        "case \"$*\" in *assumeno*) exit 1;; esac; rm @/has-httpd;;\n"
        "esac\n"), 0755);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
}

Test(yum, is_called_where_it_is_the_backend)
{
    if (shell_has_its_own_tools())
        return;
    yum();
    check("yum", "{name: httpd, use_backend: yum}");
    expect_changed(1);
    expect_got("results", "['Installed: httpd-2.4.6-99.x86_64', 'Installed: a-library-with-a-long-name-1.4-1.x86_64']");
    run("yum", "{name: httpd, use_backend: yum, enablerepo: 'x,y', exclude: [z], disable_gpg_check: yes}");
    expect_changed(2);
    cr_expect(strstr(read_back("@/did"), "--enablerepo=x --enablerepo=y --exclude=z --nogpgcheck "), "%s", read_back("@/did"));
    run("yum", "{name: httpd, use_backend: yum}");
    expect_unchanged(1);
    run("yum", "{name: httpd, state: absent, use_backend: yum}");
    expect_changed(2);
    expect_got("results", "['Removed: httpd-2.4.6-99.x86_64']");
    run("yum", "{name: none, use_backend: yum}");
    expect_failed("Failed to install some of the specified packages");
}
