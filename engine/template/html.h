/* Texts for HTML: escaped, and bare again. */
#ifndef WP_TEMPLATE_HTML_H
#define WP_TEMPLATE_HTML_H

#include <waplay/arena.h>

wp_str wp_html_escape(wp_arena *arena, wp_str text);
/* Without comments and tags, white space made single, entities as their characters. */
wp_str wp_html_strip(wp_arena *arena, wp_str text);
/* Web and mail addresses of an escaped text become links. */
typedef struct wp_html_links {
    int64_t longest;             /* of the text that is shown; -1: any */
    const char *attributes;      /* of each link: ` rel="noopener" target="_blank"` */
    const wp_str *extra_schemes; /* "tel:", ... */
    size_t extra_count;
} wp_html_links;
wp_str wp_html_link(wp_arena *arena, wp_str escaped, const wp_html_links *how);

#endif
