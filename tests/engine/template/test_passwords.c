#include "template/passwords.h"

#include <criterion/criterion.h>

#include "base/text.h"

static wp_arena *arena;
static wp_error err;

static void setup(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(passwords, .init = setup, .fini = teardown);

static const char *hash(wp_password_rule rule)
{
    wp_str made;
    return wp_password_hash(arena, wp_str_of("secret"), &rule, &made, &err) ? made.ptr : "";
}

Test(passwords, blowfish_takes_the_logarithm_of_its_rounds)
{
    const char *made = hash((wp_password_rule){
        .scheme = wp_str_of("blowfish"), .salt = wp_str_of("abcdefghijklmnopqrstuu"), .rounds = 4 });
    cr_expect_str_eq(made, "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", "%s %s", made, err.text);
}

Test(passwords, a_salt_by_chance_fits_its_scheme)
{
    wp_str salt;
    cr_assert(wp_password_salt(arena, wp_str_of("md5"), 0, &salt, &err));
    cr_expect_eq(salt.len, 8);
    cr_assert(wp_password_salt(arena, wp_str_of("bcrypt"), 0, &salt, &err));
    cr_expect_eq(salt.len, 22);
    cr_expect(strchr(".Oeu", salt.ptr[21]));
    cr_assert(wp_password_salt(arena, wp_str_of("sha512_crypt"), 5, &salt, &err));
    cr_expect_eq(salt.len, 5);
}

Test(passwords, two_hashes_of_one_password_differ_by_their_salts)
{
    const char *first = hash((wp_password_rule){ .scheme = wp_str_of("sha512") });
    const char *second = hash((wp_password_rule){ .scheme = wp_str_of("sha512") });
    cr_expect(wp_str_starts(wp_str_of(first), "$6$"));
    cr_expect_str_neq(first, second);
}

Test(passwords, what_can_not_be_is_told)
{
    cr_expect_str_eq(hash((wp_password_rule){ .scheme = wp_str_of("rot13") }), "");
    cr_expect_str_eq(err.text, "there is no scheme 'rot13'; there are sha512, sha256, md5 and blowfish");
    cr_expect_str_eq(hash((wp_password_rule){ .scheme = wp_str_of("blowfish"), .salt = wp_str_of("abc") }), "");
    cr_expect_str_eq(err.text, "the salt of blowfish has 22 characters, not 3");
    cr_expect_str_eq(hash((wp_password_rule){ .scheme = wp_str_of("sha256"), .salt = wp_str_of("a$b") }), "");
    cr_expect_str_eq(err.text, "a salt has letters, digits, '.' and '/' only");
}

Test(passwords, random_ones_have_the_characters_that_are_asked_for)
{
    wp_chance chance;
    cr_assert(wp_chance_begin(arena, &chance, wp_null(), &err));
    wp_str made = wp_password_random(arena, &chance, wp_str_of("aé"), 50);
    cr_expect_eq(wp_utf8_len(made), 50);
    for (size_t at = 0; at < made.len;) {
        uint32_t character = wp_utf8_next(made, &at);
        cr_expect(character == 'a' || character == 0xE9);
    }
    cr_expect_eq(wp_password_random(arena, &chance, wp_str_of(""), 5).len, 0);
}
