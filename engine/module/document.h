/*
 * What a module's table says, for people and programs: `waplay doc NAME`, its JSON, its
 * man page, its JSON schema. All are made from the row that also checks arguments.
 */
#ifndef WP_MODULE_DOCUMENT_H
#define WP_MODULE_DOCUMENT_H

#include <waplay/module.h>

const char *wp_param_type_name(wp_param_type type); /* as Ansible calls it: str, list, ... */
/* A page of text, `width` columns wide. */
wp_str wp_document_page(wp_arena *arena, const wp_module *module, size_t width);
/* name, summary, note, options (by name: type, elements, default, choices, aliases, required, ...), examples, returns. */
wp_value wp_document_value(wp_arena *arena, const wp_module *module);
/* troff, for man: the page waplay-NAME(7). */
wp_str wp_document_man(wp_arena *arena, const wp_module *module);
/* A JSON schema of its arguments. */
wp_value wp_document_schema(wp_arena *arena, const wp_module *module);

#endif
