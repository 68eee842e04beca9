#include "yaml/tag.h"

#include <criterion/criterion.h>
#include <string.h>

static wp_arena *arena;
static wp_vault *vault;

static void setup(void)
{
    arena = wp_arena_new();
    vault = wp_vault_new(arena);
    wp_vault_add_password(vault, NULL, wp_str_of("pw"));
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(tag, .init = setup, .fini = teardown);

static wp_value load(const char *text)
{
    wp_yaml_options options = { .file = "f", .vault = vault };
    wp_error err = { 0 };
    wp_value value = wp_null();
    cr_assert(wp_yaml_load(arena, wp_str_of(text), &options, &value, &err), "%s: %s", text, err.text);
    return value;
}

static const char *repr(const char *text)
{
    return wp_to_repr(arena, load(text)).ptr;
}

Test(tag, standard_tags_decide_over_the_form)
{
    cr_expect_str_eq(repr("!!str 12"), "'12'");
    cr_expect_str_eq(repr("!!int '0x10'"), "16");
    cr_expect_str_eq(repr("!!float 1e3"), "1000.0");
    cr_expect_str_eq(repr("!!bool 'yes'"), "True");
    cr_expect_str_eq(repr("!!null foo"), "None");
    cr_expect_str_eq(repr("!!timestamp '2001-01-01'"), "'2001-01-01'");
}

Test(tag, collections_without_a_value_of_their_own_become_lists)
{
    cr_expect_str_eq(repr("!!set {a, b}"), "['a', 'b']");
    cr_expect_str_eq(repr("!!omap [a: 1, b: 2]"), "[['a', 1], ['b', 2]]");
    cr_expect_str_eq(repr("!!pairs [a: 1, a: 2]"), "[['a', 1], ['a', 2]]");
}

Test(tag, binary_is_decoded_and_marked_where_it_is_no_text)
{
    cr_expect(wp_text_is(load("!!binary aGVsbG8="), "hello"));
    cr_expect_not(load("!!binary aGVsbG8=").marks & WP_BYTES);
    cr_expect(load("!!binary //4=").marks & WP_BYTES);
}

Test(tag, unsafe_reaches_all_texts_below)
{
    cr_expect(load("!unsafe '{{ x }}'").marks & WP_UNSAFE);
    wp_value list = load("!unsafe [a, {b: c}]");
    cr_expect(wp_list_at(list, 0).marks & WP_UNSAFE);
    cr_expect(wp_dict_find(wp_list_at(list, 1), "b")->marks & WP_UNSAFE);
}

Test(tag, vault_texts_are_decrypted_and_secret)
{
    wp_str envelope;
    cr_assert(wp_vault_encrypt(arena, wp_str_of("pw"), NULL, wp_str_of("s3cret"), &envelope, NULL));
    wp_str text = envelope;
    const char *yaml = "a: !vault |\n";
    for (const char *line = strtok((char *)text.ptr, "\n"); line; line = strtok(NULL, "\n"))
        yaml = wp_printf(arena, "%s  %s\n", yaml, line);
    wp_value secret = *wp_dict_find(load(yaml), "a");
    cr_expect(wp_text_is(secret, "s3cret"));
    cr_expect(secret.marks & WP_SECRET);
    cr_expect_eq(wp_value_mark(secret).line, 2);
}

Test(tag, a_vault_text_without_a_password_is_an_error_with_its_place)
{
    wp_error err = { 0 };
    wp_value value;
    wp_yaml_options options = { .file = "f" };
    const char *yaml = "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\n";
    cr_assert_not(wp_yaml_load(arena, wp_str_of(yaml), &options, &value, &err));
    cr_expect_eq(err.mark.line, 2);
}

Test(tag, a_vault_text_that_no_password_opens_becomes_a_template_that_says_so)
{
    wp_str envelope;
    cr_assert(wp_vault_encrypt(arena, wp_str_of("other"), NULL, wp_str_of("s3cret"), &envelope, NULL));
    const char *yaml = "a: !vault |\n";
    for (const char *line = strtok((char *)envelope.ptr, "\n"); line; line = strtok(NULL, "\n"))
        yaml = wp_printf(arena, "%s  %s\n", yaml, line);
    wp_value sealed = *wp_dict_find(load(yaml), "a");
    cr_expect_not_null(strstr(sealed.as.text, "mandatory('no vault password that was given opens this text"));
    cr_expect_eq(wp_value_mark(sealed).line, 2);
}

Test(tag, a_tag_that_does_not_fit_its_node_is_an_error)
{
    static const char *const cases[] = {
        "!!str [a]",  "!!seq a",    "!!seq {a: b}", "!!map [a]",  "!!omap {a: b}",
        "!!omap [a]", "!vault [a]", "!!set [a]",    "!!binary a", "!!python/object:os.x {}"
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_value value;
        wp_error err = { 0 };
        cr_expect_not(wp_yaml_load(arena, wp_str_of(cases[i]), NULL, &value, &err), "%s", cases[i]);
        cr_expect_eq(err.mark.line, 1);
    }
}
