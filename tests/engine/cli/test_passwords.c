/* Where passwords come from. */
#include "fixture.h"

#include "cli/passwords.h"

static wp_vault *vault;
static wp_options options;

static void begin(void)
{
    set_up();
    options = (wp_options){ .vault_files = wp_list_new(arena, 1), .vault_identities = wp_list_new(arena, 1) };
    vault = wp_vault_new(arena);
}

TestSuite(passwords, .init = begin, .fini = tear_down);

static const char *password(size_t index)
{
    const wp_vault_password *one = wp_vault_password_at(vault, index);
    return one == NULL ? "(none)" : wp_printf(arena, "%s=%.*s", one->id, (int)one->bytes.len, one->bytes.ptr);
}

static bool add(const char *source)
{
    return wp_passwords_add(arena, source, WP_VAULT_TO_READ, NULL, vault, &err);
}

Test(passwords, a_file_gives_what_is_in_it_without_the_white_space_about_it)
{
    write_file("pw", "  two words\n\n");
    cr_expect(add("pw"), "%s", err.text);
    cr_expect_str_eq(password(0), "default=two words");
    cr_expect(add("dev@pw"), "%s", err.text);
    cr_expect_str_eq(password(1), "dev=two words");
}

Test(passwords, a_file_whose_name_has_an_at_is_that_file)
{
    write_file("me@home", "word\n");
    cr_expect(add("me@home"), "%s", err.text);
    cr_expect_str_eq(password(0), "default=word");
}

Test(passwords, a_program_is_asked_and_a_client_is_told_the_id)
{
    write_file("give", "#!/bin/sh\necho \"given $#\"\n");
    write_file("pass-client.sh", "#!/bin/sh\necho \"$1 $2\"\n");
    cr_expect(add("give"), "%s", err.text);
    cr_expect_str_eq(password(0), "default=given 0");
    cr_expect(add("dev@pass-client.sh"), "%s", err.text);
    cr_expect_str_eq(password(1), "dev=--vault-id dev");
}

Test(passwords, a_program_that_fails_and_a_file_that_is_not_there_are_errors)
{
    write_file("fail", "#!/bin/sh\necho half; exit 4\n");
    cr_expect_not(add("fail"));
    cr_expect_not_null(strstr(err.text, "ended with 4"), "%s", err.text);
    cr_expect_null(strstr(err.text, "half"));
    err = (wp_error){ 0 };
    cr_expect_not(add("nowhere"));
    cr_expect_str_eq(password(0), "(none)");
}

Test(passwords, options_and_settings_are_used_together)
{
    write_file("one", "1");
    write_file("two", "2");
    wp_list_push(arena, options.vault_files, wp_string_static("a@one"));
    wp_list_push(arena, options.vault_identities, wp_string_static("b@two"));
    cr_assert(wp_passwords_vault(arena, &options, WP_VAULT_IF_GIVEN, NULL, &vault, &err), "%s", err.text);
    cr_expect_str_eq(password(0), "b=2");
    cr_expect_str_eq(password(1), "a=1");
}

Test(passwords, those_of_hosts_are_read_from_files_and_shown_nowhere)
{
    wp_output *output;
    const char *connection, *become;
    write_file("ssh", "open-ssh\n");
    options.connection_password_file = "ssh";
    cr_assert(wp_output_new(NULL, &output, &err));
    cr_assert(wp_passwords_connection(arena, &options, output, &connection, &err), "%s", err.text);
    cr_assert(wp_passwords_become(arena, &options, output, &become, &err), "%s", err.text);
    cr_expect_str_eq(connection, "open-ssh");
    cr_expect_null(become);
    cr_expect_null(strstr(wp_output_redact(arena, output, wp_str_of("it was open-ssh")).ptr, "open-ssh"));
    wp_output_free(output);
}
