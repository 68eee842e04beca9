#include "own_etc.h"

TestSuite(deb822_repository, .init = set_up, .fini = tear_down);

static void changes_once(const char *args)
{
    check("deb822_repository", args);
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    run("deb822_repository", args);
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    run("deb822_repository", args);
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());
}

Test(deb822_repository, fields_stand_in_the_order_of_their_names)
{
    if (!own_etc())
        return;
    with.diff_mode = true;
    changes_once("{name: Docker CE_x, uris: 'https://x/y', suites: [a, b], components: [main], architectures: [amd64, arm64], "
                 "enabled: yes, signed_by: /usr/share/keyrings/x.gpg, by_hash: no, date_max_future: 5, pdiffs: no}");
    cr_expect_str_eq(read_back("/etc/apt/sources.list.d/docker-ce-x.sources"),
                     "Architectures: amd64 arm64\nBy-Hash: no\nComponents: main\nDate-Max-Future: 5\nEnabled: yes\n"
                     "X-Repolib-Name: Docker CE_x\nPDiffs: no\nSigned-By: /usr/share/keyrings/x.gpg\nSuites: a b\n"
                     "Types: deb\nURIs: https://x/y\n");
    expect_got("dest", "/etc/apt/sources.list.d/docker-ce-x.sources");
    cr_expect_eq(mode_of("/etc/apt/sources.list.d/docker-ce-x.sources"), 0644);
    changes_once("{name: Docker CE_x, state: absent}");
    cr_expect(!exists("/etc/apt/sources.list.d/docker-ce-x.sources"));
}

Test(deb822_repository, a_key_of_several_lines_is_folded)
{
    if (!own_etc())
        return;
    changes_once("{name: k, uris: 'http://x', suites: ./, signed_by: \"-----BEGIN\\n\\nabc\\n-----END\\n\"}");
    cr_expect(strstr(read_back("/etc/apt/sources.list.d/k.sources"), "Signed-By:\n -----BEGIN\n .\n abc\n -----END\nSuites: ./\n"));
}

Test(deb822_repository, one_trip_to_look_and_one_to_write)
{
    if (!own_etc())
        return;
    run("deb822_repository", "{name: t, uris: 'http://x', suites: a, mode: '0640'}");
    expect_changed(2);
    cr_expect_eq(mode_of("/etc/apt/sources.list.d/t.sources"), 0640);
    run("deb822_repository", "{name: t, uris: 'http://x', suites: a, mode: '0600'}");
    expect_changed(2);
    cr_expect_eq(mode_of("/etc/apt/sources.list.d/t.sources"), 0600);
}
