/* joiner(sep): called for the first time it gives nothing, then the separator. */
#include "template/functions.h"
#include "template/families.h"

typedef struct joining {
    wp_value separator;
    bool used;
} joining;

static bool join(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err)
{
    joining *data = object->data;
    (void)context;
    if (!wp_bind_nothing(call, err))
        return false;
    *out = data->used ? data->separator : wp_string_static("");
    data->used = true;
    return true;
}

static const wp_object_class joiner_class = {
    .name = "Joiner",
    .call = join,
};

bool wp_joiner_run(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "sep", NULL };
    wp_value slots[1];
    if (!wp_bind(call, names, slots, err))
        return false;
    joining *data = wp_new(call->arena, joining);
    data->separator = slots[0].type == WP_OMIT ? wp_string_static(", ") : slots[0];
    *out = wp_object_new(call->arena, &joiner_class, data);
    return true;
}
