#include "yaml/yaml.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static wp_arena *arena;
static char path[64];

static void setup(void)
{
    arena = wp_arena_new();
    strcpy(path, "/tmp/waplay_yaml_XXXXXX");
    close(mkstemp(path));
}

static void teardown(void)
{
    unlink(path);
    wp_arena_free(arena);
}

TestSuite(load, .init = setup, .fini = teardown);

static bool load(wp_str text, wp_vault *vault, wp_value *out, wp_error *err)
{
    wp_yaml_options options = { .file = "not this", .vault = vault };
    cr_assert(wp_file_write(path, text, 0600, NULL));
    return wp_yaml_load_file(arena, path, &options, out, err);
}

Test(load, places_are_in_the_file)
{
    wp_value value;
    cr_assert(load(wp_str_of("a: b\n"), NULL, &value, NULL));
    cr_expect_str_eq(wp_value_mark(*wp_dict_find(value, "a")).file, path);
}

Test(load, json_is_read_by_the_rules_of_json)
{
    wp_value value;
    cr_assert(load(wp_str_of("{\n\t\"a\": 1e3,\n\t\"b\": \"yes\"\n}\n"), NULL, &value, NULL));
    cr_expect_str_eq(wp_to_repr(arena, value).ptr, "{'a': 1000.0, 'b': 'yes'}");
}

Test(load, what_only_begins_like_json_is_yaml)
{
    wp_value value;
    cr_assert(load(wp_str_of("{a: 1e3}"), NULL, &value, NULL));
    cr_expect_str_eq(wp_to_repr(arena, value).ptr, "{'a': '1e3'}");
}

Test(load, a_vaulted_file_is_decrypted_and_its_texts_are_secret_but_not_its_keys)
{
    wp_vault *vault = wp_vault_new(arena);
    wp_vault_add_password(vault, NULL, wp_str_of("pw"));
    wp_str envelope;
    cr_assert(wp_vault_encrypt(arena, wp_str_of("pw"), NULL, wp_str_of("a: [{b: c}]\n"), &envelope, NULL));
    wp_value value, key, item;
    cr_assert(load(envelope, vault, &value, NULL));
    wp_dict_pair(wp_list_at(*wp_dict_find(value, "a"), 0), 0, &key, &item);
    cr_expect(wp_text_is(item, "c"));
    cr_expect(item.marks & WP_SECRET);
    cr_expect_not(key.marks & WP_SECRET);
}

Test(load, a_vaulted_file_without_a_password_names_the_file_and_the_way_out)
{
    wp_value value;
    wp_error err = { 0 };
    cr_assert_not(load(wp_str_of("$ANSIBLE_VAULT;1.1;AES256\n"
                                 "33313061333133323061333133320a\n"),
                       NULL, &value, &err));
    cr_expect_str_eq(err.mark.file, path);
}

Test(load, a_file_that_is_not_there_is_an_error)
{
    wp_value value;
    wp_error err = { 0 };
    cr_assert_not(wp_yaml_load_file(arena, "/nowhere/x.yml", NULL, &value, &err));
    cr_expect(strstr(err.text, "/nowhere/x.yml"));
}
