/* vault encrypt_string: values as they stand in YAML. */
#include "fixture.h"

static void begin(void)
{
    set_up();
    write_file("pw", "word\n");
}

TestSuite(cmd_vault_string, .init = begin, .fini = tear_down);

/* What a playbook reads from what was printed. */
static void expect_opens(const char *name, const char *wanted)
{
    write_file("v.yml", wp_strndup(arena, printed.ptr, printed.len));
    write_file("p.yml", wp_printf(arena, "- hosts: all\n  gather_facts: no\n  vars_files: [v.yml]\n  tasks: [{say: {msg: yes}, "
                                         "when: %s == '%s'}]\n", name, wanted));
    cr_expect_eq(RUN("p.yml", "-i", "a,", "--vault-password-file", "pw"), 0, "%s", complained.ptr);
    cr_expect(says(printed, "ok: [a]"), "%s", printed.ptr);
}

Test(cmd_vault_string, a_value_has_its_name_before_it)
{
    cr_expect_eq(RUN("vault", "encrypt_string", "--vault-password-file", "pw", "--name", "key", "hid den"), 0, "%s", complained.ptr);
    cr_expect_eq(strncmp(printed.ptr, "key: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n", 50), 0, "%s", printed.ptr);
    cr_expect_not(says(printed, "hid den"));
    expect_opens("key", "hid den");
}

Test(cmd_vault_string, it_may_come_from_standard_input)
{
    write_file("in", "piped");
    cr_expect_eq(RUN("vault", "encrypt_string", "--vault-password-file", "pw", "--stdin-name", "key"), 0, "%s", complained.ptr);
    expect_opens("key", "piped");
}

Test(cmd_vault_string, without_a_terminal_nothing_is_asked)
{
    cr_expect_neq(RUN("vault", "encrypt_string", "--vault-password-file", "pw", "--prompt", "--name", "key"), 0);
    cr_expect_not(says(printed, "!vault"));
}
