/* A directory with a file for each host: its last result as JSON. Beside whatever else shows the run. */
#include "output/shown.h"

#include "base/file.h"

static void tell_tree(wp_output *output, wp_arena *arena, const wp_event *event)
{
    const char *dir = wp_output_settings(output)->tree;
    wp_error err = { 0 };
    if (event->kind != WP_EVENT_RESULT)
        return;
    wp_str json = wp_to_json(arena, wp_shown_fields(arena, event, 0), (wp_json_style){ .sort_keys = true });
    if (!wp_path_make_dirs(dir, 0777, &err) ||
        !wp_file_write(wp_path_join(arena, dir, wp_path_basename(event->host)), json, 0644, &err))
        wp_output_put_error(output, arena, &err);
}

const wp_writer wp_writer_tree = { "tree", tell_tree, "a file for each host" };
