/* What most tests of templates begin with: an arena, an environment, a place for an error. */
#ifndef WP_TEST_TEMPLATE_FIXTURE_H
#define WP_TEST_TEMPLATE_FIXTURE_H

#include "scope.h"

static wp_arena *arena;
static wp_template_env *env;
static wp_error err;

static inline void setup(void)
{
    arena = wp_arena_new();
    env = wp_template_env_new(NULL);
    err = (wp_error){ 0 };
}

static inline void teardown(void)
{
    wp_template_env_free(env);
    wp_arena_free(arena);
}

#endif
