/*
 * The environment from the inside: what of it the rest of the room asks for.
 */
#ifndef WP_TEMPLATE_ENV_H
#define WP_TEMPLATE_ENV_H

#include "template/patterns.h"
#include "template/template.h"

/* The one empty dict that calls without named arguments share. */
wp_value wp_env_empty_dict(const wp_template_env *env);
wp_patterns *wp_env_patterns(const wp_template_env *env);
const wp_template_hooks *wp_env_hooks(const wp_template_env *env);
struct wp_vault *wp_env_vault(const wp_template_env *env); /* NULL: none */
void wp_env_warn(const wp_template_env *env, const char *text);

#endif
