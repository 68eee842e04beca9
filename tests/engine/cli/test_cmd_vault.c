/* vault view, encrypt, decrypt, rekey. */
#include "fixture.h"

static void begin(void)
{
    set_up();
    write_file("pw", "word one\n");
    write_file("pw2", "word two\n");
    write_file("plain", "a: secret thing\n");
}

TestSuite(cmd_vault, .init = begin, .fini = tear_down);

static unsigned mode_of(const char *name)
{
    struct stat info;
    cr_assert_eq(stat(name, &info), 0);
    return info.st_mode & 07777;
}

Test(cmd_vault, encrypts_in_place_and_back)
{
    cr_assert_eq(chmod("plain", 0640), 0);
    cr_expect_eq(RUN("vault", "encrypt", "--vault-password-file", "pw", "plain"), 0, "%s", complained.ptr);
    cr_expect_eq(strncmp(read_back("plain"), "$ANSIBLE_VAULT;1.1;AES256\n", 26), 0);
    cr_expect_eq(mode_of("plain"), 0600, "nobody else needs it");
    cr_expect_eq(RUN("vault", "view", "--vault-password-file", "pw", "plain"), 0);
    cr_expect(says(printed, "a: secret thing\n"));
    cr_expect_eq(RUN("vault", "decrypt", "--vault-password-file", "pw", "plain"), 0);
    cr_expect_str_eq(read_back("plain"), "a: secret thing\n");
}

Test(cmd_vault, what_is_encrypted_already_or_not_at_all_is_an_error_and_stays)
{
    cr_expect_eq(RUN("vault", "decrypt", "--vault-password-file", "pw", "plain"), 1);
    cr_expect(says(complained, "plain is not encrypted"), "%s", complained.ptr);
    cr_assert_eq(RUN("vault", "encrypt", "--vault-password-file", "pw", "plain"), 0);
    const char *before = read_back("plain");
    cr_expect_neq(RUN("vault", "encrypt", "--vault-password-file", "pw", "plain"), 0);
    cr_expect_str_eq(read_back("plain"), before);
}

Test(cmd_vault, another_password_opens_nothing_and_is_not_shown)
{
    cr_assert_eq(RUN("vault", "encrypt", "--vault-password-file", "pw", "plain"), 0);
    const char *before = read_back("plain");
    cr_expect_eq(RUN("vault", "decrypt", "--vault-password-file", "pw2", "plain"), 1);
    cr_expect(says(complained, "no vault password that was given opens this text"), "%s", complained.ptr);
    cr_expect_not(says(complained, "word two"));
    cr_expect_str_eq(read_back("plain"), before);
}

Test(cmd_vault, rekey_changes_the_password_and_nothing_else)
{
    cr_assert_eq(RUN("vault", "encrypt", "--vault-password-file", "pw", "plain"), 0);
    cr_assert_eq(chmod("plain", 0640), 0);
    cr_expect_eq(RUN("vault", "rekey", "--vault-password-file", "pw", "--new-vault-password-file", "pw2", "plain"), 0, "%s",
                 complained.ptr);
    cr_expect_eq(mode_of("plain"), 0640);
    cr_expect_eq(RUN("vault", "view", "--vault-password-file", "pw", "plain"), 1);
    cr_expect_eq(RUN("vault", "view", "--vault-password-file", "pw2", "plain"), 0);
    cr_expect(says(printed, "a: secret thing\n"));
}

Test(cmd_vault, the_output_is_another_file_that_only_its_owner_reads)
{
    cr_expect_eq(RUN("vault", "encrypt", "--vault-password-file", "pw", "--output", "other", "plain"), 0);
    cr_expect_str_eq(read_back("plain"), "a: secret thing\n");
    cr_expect_eq(mode_of("other"), 0600);
    cr_expect_eq(RUN("vault", "decrypt", "--vault-password-file", "pw", "--output", "-", "other"), 0);
    cr_expect(says(printed, "a: secret thing\n"));
    cr_expect_neq(RUN("vault", "encrypt", "--vault-password-file", "pw", "--output", "x", "plain", "other"), 0);
    cr_expect(says(complained, "--output takes what one file becomes"), "%s", complained.ptr);
}

Test(cmd_vault, without_a_file_it_is_a_filter)
{
    write_file("in", "from standard input\n");
    cr_expect_eq(RUN("vault", "encrypt", "--vault-password-file", "pw"), 0, "%s", complained.ptr);
    cr_expect(says(printed, "$ANSIBLE_VAULT;1.1;AES256\n"), "%s", printed.ptr);
    write_file("in", wp_strndup(arena, printed.ptr, printed.len));
    cr_expect_eq(RUN("vault", "decrypt", "--vault-password-file", "pw"), 0, "%s", complained.ptr);
    cr_expect(says(printed, "from standard input\n"), "%s", printed.ptr);
}

Test(cmd_vault, of_several_ids_one_is_chosen_to_encrypt_with)
{
    cr_expect_neq(RUN("vault", "encrypt", "--vault-id", "a@pw", "--vault-id", "b@pw2", "plain"), 0);
    cr_expect(says(complained, "--encrypt-vault-id"), "%s", complained.ptr);
    cr_expect_eq(RUN("vault", "encrypt", "--vault-id", "a@pw", "--vault-id", "b@pw2", "--encrypt-vault-id", "b", "plain"), 0, "%s", complained.ptr);
    cr_expect_eq(strncmp(read_back("plain"), "$ANSIBLE_VAULT;1.2;AES256;b\n", 28), 0);
}
