#include "crypto/key_cache.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"

static wp_arena *arena;
static wp_key_cache *cache;

static void setup(void)
{
    arena = wp_arena_new();
    cache = wp_key_cache_new(arena);
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(key_cache, .init = setup, .fini = teardown);

static bool same(const wp_vault_keys *a, const wp_vault_keys *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

Test(key_cache, a_kept_key_is_the_derived_one)
{
    wp_vault_keys derived, first, again;
    cr_assert(wp_vault_keys_derive(wp_str_of("pw"), wp_str_of("salt"), &derived));
    cr_assert(wp_key_cache_get(cache, wp_str_of("pw"), wp_str_of("salt"), &first));
    cr_assert(wp_key_cache_get(cache, wp_str_of("pw"), wp_str_of("salt"), &again));
    cr_expect(same(&derived, &first));
    cr_expect(same(&derived, &again));
}

Test(key_cache, password_and_salt_do_not_run_together)
{
    wp_vault_keys one, two;
    cr_assert(wp_key_cache_get(cache, wp_str_of("ab"), wp_str_of("c"), &one));
    cr_assert(wp_key_cache_get(cache, wp_str_of("a"), wp_str_of("bc"), &two));
    cr_expect_not(same(&one, &two));
}

Test(key_cache, the_second_time_costs_nothing)
{
    wp_vault_keys keys;
    cr_assert(wp_key_cache_get(cache, wp_str_of("pw"), wp_str_of("salt"), &keys));
    int64_t start = wp_clock_ms();
    for (int i = 0; i < 1000; i++)
        cr_assert(wp_key_cache_get(cache, wp_str_of("pw"), wp_str_of("salt"), &keys));
    cr_expect_lt(wp_clock_ms() - start, 500);
}

Test(key_cache, more_pairs_than_it_holds_are_still_right)
{
    wp_vault_keys first, again;
    cr_assert(wp_key_cache_get(cache, wp_str_of("pw"), wp_str_of("0"), &first));
    for (int i = 1; i < 260; i++) {
        wp_vault_keys keys;
        cr_assert(wp_key_cache_get(cache, wp_str_of("pw"), wp_str_of(wp_printf(arena, "%d", i)), &keys));
    }
    cr_assert(wp_key_cache_get(cache, wp_str_of("pw"), wp_str_of("0"), &again));
    cr_expect(same(&first, &again));
}
