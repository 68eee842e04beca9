/* Tags: what `!vault`, `!!int` and the others make of the node they stand before. */
#ifndef WP_YAML_TAG_H
#define WP_YAML_TAG_H

#include "yaml/yaml.h"

typedef struct wp_tagged {
    const char *tag; /* as written, or its long form for the standard ones */
    wp_mark mark;    /* of the content */
    wp_vault *vault;
    bool keep_envelopes;
} wp_tagged;

/* Is it known at all? */
bool wp_tag_is_known(const char *tag);
/* `text` is the content of the scalar. */
bool wp_tag_scalar(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err);
/* `built` is the list or dict as it would be without the tag. */
bool wp_tag_collection(wp_arena *arena, const wp_tagged *tagged, wp_value built, wp_value *out, wp_error *err);

#endif
