#include "crypto/envelope.h"

#include <criterion/criterion.h>
#include <string.h>

static wp_arena *arena;
static wp_vault_keys keys;
static const wp_str salt = { "0123456789abcdef", 16 };

static void setup(void)
{
    arena = wp_arena_new();
    cr_assert(wp_vault_keys_derive(wp_str_of("pw"), salt, &keys));
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(envelope, .init = setup, .fini = teardown);

static wp_envelope sealed(const char *label, const char *plain)
{
    wp_str text;
    wp_envelope envelope;
    wp_error err = { 0 };
    cr_assert(wp_envelope_seal(arena, salt, &keys, label, wp_str_of(plain), &text, &err), "%s", err.text);
    cr_assert(wp_envelope_parse(arena, text, &envelope, &err), "%s", err.text);
    return envelope;
}

Test(envelope, what_is_put_together_comes_apart_again)
{
    wp_envelope envelope = sealed("prod", "some text");
    wp_str plain;
    cr_expect(wp_str_is(envelope.label, "prod"));
    cr_expect(wp_str_eq(envelope.salt, salt));
    cr_expect_eq(envelope.ciphertext.len, 16);
    cr_expect(wp_envelope_fits(&envelope, &keys));
    cr_assert(wp_envelope_decrypt(arena, &envelope, &keys, &plain));
    cr_expect(wp_str_is(plain, "some text"));
}

Test(envelope, a_text_of_whole_blocks_gets_a_block_of_padding)
{
    cr_expect_eq(sealed(NULL, "0123456789abcdef").ciphertext.len, 32);
}

Test(envelope, without_a_label_there_is_none)
{
    cr_expect_eq(sealed(NULL, "x").label.len, 0);
}

Test(envelope, other_keys_do_not_fit)
{
    wp_envelope envelope = sealed(NULL, "x");
    wp_vault_keys others;
    cr_assert(wp_vault_keys_derive(wp_str_of("pW"), salt, &others));
    cr_expect_not(wp_envelope_fits(&envelope, &others));
}

Test(envelope, unsound_padding_is_refused)
{
    wp_envelope envelope = sealed(NULL, "some text");
    wp_vault_keys others;
    wp_str plain;
    int refused = 0;
    for (int i = 0; i < 8; i++) {
        cr_assert(wp_vault_keys_derive(wp_str_of("x"), (wp_str){ "abcdefghijklmnop" + i, 8 }, &others));
        refused += !wp_envelope_decrypt(arena, &envelope, &others, &plain);
    }
    cr_expect_geq(refused, 6); /* by chance, one text in 256 ends like a padded one */
}
