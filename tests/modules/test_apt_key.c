#include "own_etc.h"

TestSuite(apt_key, .init = set_up, .fini = tear_down);

/* The real gpg and apt-key, with a keyring of the test's own and a key made for it. */
static bool key_tools(void)
{
    if (geteuid() != 0 || access("/usr/bin/apt-key", X_OK) || access("/usr/bin/gpg", X_OK))
        return false;
    shell("export GNUPGHOME=@/gnupg; mkdir -m 700 @/gnupg\n"
          "gpg --batch --quiet --passphrase '' --quick-gen-key 'x <x@y.z>' rsa2048 sign never 2>/dev/null\n"
          "gpg --armor --export >@/key.asc; gpg --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }' >@/fpr\n"
          "gpgconf --kill all\n");
    with.environment = parse("{PATH: '/usr/sbin:/usr/bin:/sbin:/bin', GNUPGHOME: '@/gnupg'}");
    return true;
}

static const char *fingerprint(void)
{
    const char *text = read_back("@/fpr");
    return wp_strndup(arena, text, strcspn(text, "\n"));
}

Test(apt_key, a_key_is_trusted_and_no_longer)
{
    if (!key_tools())
        return;
    const char *add = "{file: '@/key.asc', keyring: '@/ring.gpg'}";
    const char *id = fingerprint();
    check("apt_key", add);
    expect_changed(1);
    expect_got("fp", id + 24);
    run("apt_key", add);
    expect_changed(2);
    expect_got("after.0", id + 24);
    run("apt_key", add);
    expect_unchanged(1);
    run("apt_key", wp_printf(arena, "{id: '0x%s', state: absent, keyring: '@/ring.gpg'}", id));
    expect_changed(2);
    expect_got("short_id", id + 32);
    run("apt_key", wp_printf(arena, "{id: '%s', state: absent, keyring: '@/ring.gpg'}", id + 32));
    expect_unchanged(1);
}

Test(apt_key, the_key_may_be_given_itself)
{
    if (getenv("WAPLAY_TEST_SHELL") || !key_tools())
        return;
    const char *data = read_back("@/key.asc");
    wp_buf yaml = wp_buf_new(arena);
    wp_buf_add(&yaml, "keyring: '@/ring.gpg'\ndata: |\n");
    for (wp_str rest = wp_str_of(data), line; wp_str_split(&rest, '\n', &line);)
        wp_buf_printf(&yaml, "  %.*s\n", (int)line.len, line.ptr);
    run("apt_key", wp_buf_str(&yaml).ptr);
    expect_changed(2);
    run("apt_key", wp_buf_str(&yaml).ptr);
    expect_unchanged(1);
}

Test(apt_key, what_is_no_id_is_an_error)
{
    run("apt_key", "{id: xyz}");
    expect_failed("Invalid key_id");
    run("apt_key", "{keyserver: x}");
    expect_failed("Missing key_id");
    run("apt_key", "{data: a, url: b}");
    expect_failed("exclude one another");
}
