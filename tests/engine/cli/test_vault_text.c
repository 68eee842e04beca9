/* Texts of the vault, from where they are to where they go. */
#include "fixture.h"

#include "cli/vault_text.h"

static wp_vault *vault;
static const wp_vault_password *key;

static void begin(void)
{
    set_up();
    vault = wp_vault_new(arena);
}

TestSuite(vault_text, .init = begin, .fini = tear_down);

Test(vault_text, the_only_password_is_the_one_to_encrypt_with)
{
    wp_vault_add_password(vault, "a", wp_str_of("1"));
    cr_assert(wp_vault_text_key(vault, NULL, &key, &err), "%s", err.text);
    cr_expect_str_eq(key->id, "a");
    wp_vault_add_password(vault, "b", wp_str_of("2"));
    cr_expect_not(wp_vault_text_key(vault, NULL, &key, &err));
    cr_expect_str_eq(err.hint, "choose one by --encrypt-vault-id ID");
    cr_assert(wp_vault_text_key(vault, "b", &key, &err));
    cr_expect_str_eq(key->id, "b");
    cr_expect_not(wp_vault_text_key(vault, "c", &key, &err));
    cr_expect_str_eq(err.hint, "give it by --vault-id c@FILE");
}

Test(vault_text, the_id_default_is_not_written)
{
    const wp_vault_password *used;
    wp_str text, plain;
    wp_vault_add_password(vault, "default", wp_str_of("1"));
    wp_vault_add_password(vault, "dev", wp_str_of("2"));
    cr_assert(wp_vault_text_encrypt(arena, wp_vault_password_at(vault, 0), wp_str_of("x"), &text, &err));
    cr_expect_eq(strncmp(text.ptr, "$ANSIBLE_VAULT;1.1;AES256\n", 26), 0);
    cr_assert(wp_vault_text_encrypt(arena, wp_vault_password_at(vault, 1), wp_str_of("x"), &text, &err));
    cr_expect_eq(strncmp(text.ptr, "$ANSIBLE_VAULT;1.2;AES256;dev\n", 30), 0);
    cr_assert(wp_vault_text_decrypt(arena, vault, "f", text, &plain, &used, &err), "%s", err.text);
    cr_expect(wp_str_is(plain, "x"));
    cr_expect_str_eq(used->id, "dev");
    cr_expect_not(wp_vault_text_decrypt(arena, vault, "f", wp_str_of("plain"), &plain, &used, &err));
    cr_expect_str_eq(err.text, "f is not encrypted");
}

Test(vault_text, what_is_replaced_keeps_its_mode_and_what_is_new_is_its_owners)
{
    struct stat info;
    write_file("old", "1");
    cr_assert_eq(chmod("old", 0644), 0);
    cr_assert(wp_vault_text_replace("old", wp_str_of("2"), &err), "%s", err.text);
    cr_expect_str_eq(read_back("old"), "2");
    cr_expect(stat("old", &info) == 0 && (info.st_mode & 07777) == 0644);
    cr_assert(wp_vault_text_write("new", wp_str_of("3"), &err), "%s", err.text);
    cr_expect(stat("new", &info) == 0 && (info.st_mode & 07777) == 0600);
    cr_expect_not(wp_vault_text_replace("nowhere", wp_str_of("4"), &err));
}
