/* What is made from all tables together: the schema of playbooks, completion for shells, and man pages. */
#ifndef WP_CLI_DOC_SCHEMA_H
#define WP_CLI_DOC_SCHEMA_H

#include "cli/commands.h"

/* JSON schema of a playbook: keywords, modules and their arguments. For editors. */
wp_value wp_doc_schema(wp_arena *arena, const wp_registry *registry);
/* A script for a shell (bash, zsh, fish) that completes commands, options and modules; false: no such shell is known. */
bool wp_doc_completion(wp_arena *arena, const char *shell, const wp_registry *registry, wp_str *out, wp_error *err);
/* waplay(1): commands and options, as troff. */
wp_str wp_doc_man(wp_arena *arena);

#endif
