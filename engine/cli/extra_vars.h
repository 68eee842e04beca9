/* -e: variables from k=v, YAML, JSON, or @file, later ones winning. */
#ifndef WP_CLI_EXTRA_VARS_H
#define WP_CLI_EXTRA_VARS_H

#include "crypto/vault.h"
#include <waplay/value.h>

bool wp_extra_vars_load(wp_arena *arena, wp_value given, wp_vault *vault, wp_value *out, wp_error *err);

#endif
