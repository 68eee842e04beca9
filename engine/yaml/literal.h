/*
 * Python literals: `12`, `'text'`, `[1, {'a': None}]`. Values of INI inventories
 * are read by these rules, and so is what native templates put together.
 */
#ifndef WP_YAML_LITERAL_H
#define WP_YAML_LITERAL_H

#include <waplay/value.h>

/* As Python's ast.literal_eval. False: it is no literal, so it is a text as it
 * stands. So are complex numbers, which no value can hold. Sets become lists, and b'bytes' texts. Blanks at the start are passed
 * over, which ast.parse would not do. */
bool wp_literal_parse(wp_arena *arena, wp_str text, wp_value *out);

#endif
