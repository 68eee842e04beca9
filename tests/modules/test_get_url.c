#include "http_server.h"

TestSuite(get_url, .init = set_up_server, .fini = tear_down_server);

static void get(const char *args)
{
    run("get_url", with_url(args));
}

Test(get_url, downloads_once)
{
    get("{url: !/text, dest: '@/f', mode: '0640'}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect_str_eq(read_back("@/f"), text_body);
    cr_expect_eq(mode_of("@/f"), 0640);
    expect_got("status_code", "200");
    expect_got("msg", "OK (20 bytes)");
    expect_got("checksum_dest", "None");
    get("{url: !/text, dest: '@/f', mode: '0640'}");
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());
    get("{url: !/text, dest: '@/f', force: yes}");
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());
}

Test(get_url, check_mode_knows_whether_it_would)
{
    with.diff_mode = true;
    check("get_url", with_url("{url: !/text, dest: '@/f'}"));
    cr_expect(outcome.changed, "%s", all());
    expect_got("diff.after", text_body);
    cr_expect(!exists("@/f"));
    write_file("@/f", text_body, 0644);
    check("get_url", with_url("{url: !/text, dest: '@/f'}"));
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());
}

Test(get_url, names_the_file_after_the_url)
{
    get("{url: '!/text?x=1', dest: '@/new/'}");
    cr_expect_str_eq(read_back("@/new/text"), text_body, "%s", all());
}

Test(get_url, a_digest_must_be_right)
{
    get("{url: !/text, dest: '@/f', checksum: 'sha1:0000000000000000000000000000000000000000'}");
    expect_failed("did not match");
    cr_expect(!exists("@/f"));
    get("{url: !/text, dest: '@/f', checksum: 'sha1:1f3c5d2b53a3b0b8a5a0e0fb2fb8d8bd9a0d4a7e'}");
    cr_expect(outcome.failed);
    get("{url: !/text, dest: '@/f', checksum: 'nonsense'}");
    expect_failed("no algorithm");
}

Test(get_url, digests_come_from_a_list_and_save_the_download)
{
    get("{url: !/text, dest: '@/f', checksum: 'sha256:!/sums'}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    get("{url: '!/text', dest: '@/f', checksum: 'sha256:!/sums'}");
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());
    cr_expect(says("there already"));
    get("{url: '!/echo', dest: '@/f', checksum: 'sha256:!/sums'}");
    expect_failed("no digest of echo");
}

Test(get_url, errors_name_the_answer)
{
    get("{url: !/status/404, dest: '@/x'}");
    expect_failed("HTTP Error 404");
    expect_got("status_code", "404");
    cr_expect(!exists("@/x"));
    get("{url: 'http://127.0.0.1:1/', dest: '@/x'}");
    expect_failed("Request failed");
    get("{url: !/text, dest: '@/nodir/x'}");
    expect_failed("state=directory");
    get("{url: !/auth, dest: '@/x', username: user, password: pass}");
    cr_expect_str_eq(read_back("@/x"), "welcome\n");
}
