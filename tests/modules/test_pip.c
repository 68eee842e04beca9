#include "own_etc.h"

TestSuite(pip, .init = set_up, .fini = tear_down, .timeout = 300);

/* Real pip and venv, with wheels of our own instead of an index. */
static bool python(void)
{
    if (access("/usr/bin/python3", X_OK) || getenv("WAPLAY_TEST_SHELL"))
        return false;
    shell("mkdir @/wheels; cd @/wheels\n"
          "python3 - <<'END'\n"
          "import zipfile\n"
          "def wheel(name, version, needs=''):\n"
          "    info = f'{name}-{version}.dist-info'\n"
          "    with zipfile.ZipFile(f'{name}-{version}-py3-none-any.whl', 'w') as z:\n"
          "        z.writestr(f'{name}/__init__.py', '')\n"
          "        z.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{needs}')\n"
          "        z.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n"
          "        z.writestr(f'{info}/RECORD', '')\n"
          "wheel('wp_one', '1.0'); wheel('wp_one', '2.0'); wheel('wp_two', '1.0', 'Requires-Dist: wp-one\\n')\n"
          "END\n"
          "printf 'wp-one==1.0\\n' >@/req.txt\n");
    with.environment = parse("{PATH: '/usr/bin:/bin', PIP_NO_INDEX: '1', PIP_FIND_LINKS: '@/wheels', HOME: '@'}");
    return true;
}

static void changes_once(const char *args)
{
    check("pip", args);
    expect_changed(1);
    run("pip", args);
    expect_changed(2);
    run("pip", args);
    expect_unchanged(1);
}

Test(pip, packages_come_and_go_in_an_environment_that_is_made)
{
    if (!python())
        return;
    changes_once("{name: 'WP.one<2', virtualenv: '@/v', virtualenv_command: python3 -m venv}");
    run("pip", "{name: [wp-one, '>=1.0', '<1.5'], virtualenv: '@/v'}");
    expect_unchanged(1);
    check("pip", "{name: wp_one, version: '2.0', virtualenv: '@/v'}");
    expect_changed(1);
    run("pip", "{name: wp-one, state: latest, virtualenv: '@/v'}");
    expect_changed(2);
    run("pip", "{name: wp-one, state: latest, virtualenv: '@/v'}");
    expect_unchanged(1);
    run("pip", "{requirements: '@/req.txt', virtualenv: '@/v'}");
    expect_changed(2);
    check("pip", "{name: no-such-thing, state: latest, virtualenv: '@/v'}");
    expect_failed("no-such-thing");
    check("pip", "{name: wp-one, state: forcereinstall, virtualenv: '@/v'}");
    expect_changed(1);
    run("pip", "{name: wp-one, state: absent, virtualenv: '@/v'}");
    expect_changed(2);
    run("pip", "{name: wp-one, state: absent, virtualenv: '@/v'}");
    expect_unchanged(1);
}

Test(pip, bad_combinations_are_errors)
{
    run("pip", "{name: a, version: '1', state: latest}");
    expect_failed("version is incompatible with state=latest");
    run("pip", "{name: [a, b], version: '1'}");
    expect_failed("ambiguous");
    run("pip", "{name: 'a==1', version: '1'}");
    expect_failed("conflicts");
    run("pip", "{}");
    expect_failed("'name' or 'requirements'");
    cr_expect_eq(round_trips, 0);
}

Test(pip, what_makes_environments_must_be_there)
{
    mkdir(in_dir("@/bin"), 0755);
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("pip", "{name: a, virtualenv: '@/v'}");
    expect_failed("this host has no virtualenv");
    run("pip", "{name: a}");
    expect_failed("pip needs to be installed");
}
