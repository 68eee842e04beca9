/* vault create and edit: an editor between two texts. */
#include "fixture.h"

#include "base/text.h"

static void begin(void)
{
    set_up();
    write_file("pw", "word\n");
    write_file("editor", "#!/bin/sh\nprintf 'more\\n' >>\"$1\"\nstat -c %a \"$1\" >mode\necho \"$1\" >where\n");
    setenv("EDITOR", wp_path_join(arena, root, "editor"), 1);
    unsetenv("VISUAL");
}

TestSuite(cmd_vault_edit, .init = begin, .fini = tear_down);

static const char *view(void)
{
    cr_assert_eq(RUN("vault", "view", "--vault-password-file", "pw", "secret"), 0, "%s", complained.ptr);
    return wp_strndup(arena, printed.ptr, printed.len);
}

Test(cmd_vault_edit, what_the_editor_wrote_is_encrypted_and_its_plain_text_is_gone)
{
    cr_expect_eq(RUN("vault", "create", "--vault-password-file", "pw", "secret"), 0, "%s", complained.ptr);
    cr_expect_str_eq(view(), "more\n");
    cr_expect_str_eq(read_back("mode"), "600\n");
    wp_str where = wp_str_trim(wp_str_of(read_back("where")));
    cr_expect_neq(access(wp_strndup(arena, where.ptr, where.len), F_OK), 0);
    cr_expect_eq(RUN("vault", "edit", "--vault-password-file", "pw", "secret"), 0, "%s", complained.ptr);
    cr_expect_str_eq(view(), "more\nmore\n");
}

Test(cmd_vault_edit, a_file_that_is_there_is_not_made_anew)
{
    write_file("secret", "mine\n");
    cr_expect_neq(RUN("vault", "create", "--vault-password-file", "pw", "secret"), 0);
    cr_expect_str_eq(read_back("secret"), "mine\n");
}

Test(cmd_vault_edit, where_the_editor_fails_all_stays_as_it_was)
{
    cr_assert_eq(RUN("vault", "create", "--vault-password-file", "pw", "secret"), 0);
    const char *before = read_back("secret");
    write_file("editor", "#!/bin/sh\necho spoilt >\"$1\"\nexit 3\n");
    cr_expect_neq(RUN("vault", "edit", "--vault-password-file", "pw", "secret"), 0);
    cr_expect_str_eq(read_back("secret"), before);
}
