/* What is there and what is wanted: the answers of the half on the host, as services and containers. */
#include "project.h"

#include <stdlib.h>
#include <string.h>

project *compose_project(wp_job *job)
{
    return wp_job_state(job, sizeof(project));
}

/* The next part up to `end`, as a text; false when nothing is left. */
bool compose_cut(wp_arena *arena, wp_str *rest, char end, const char **out)
{
    if (rest->len == 0)
        return false;
    const char *found = memchr(rest->ptr, end, rest->len);
    size_t len = found ? (size_t)(found - rest->ptr) : rest->len;
    *out = wp_strndup(arena, rest->ptr, len);
    size_t used = found ? len + 1 : len;
    rest->ptr += used;
    rest->len -= used;
    return true;
}

static size_t lines_in(wp_str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

static size_t columns(wp_arena *arena, const char *line, const char **column, size_t room)
{
    wp_str rest = wp_str_of(line);
    size_t count = 0;
    for (size_t i = 0; i < room; i++)
        column[i] = "";
    while (count < room && compose_cut(arena, &rest, '|', &column[count]))
        count++;
    return count;
}

static const char *unquoted(wp_arena *arena, const char *text)
{
    size_t len = strlen(text);
    if (len >= 2 && (*text == '"' || *text == '\'') && text[len - 1] == *text)
        return wp_strndup(arena, text + 1, len - 2);
    return text;
}

service *compose_find(const project *seen, const char *name)
{
    for (size_t i = 0; i < seen->service_count; i++)
        if (strcmp(seen->services[i].name, name) == 0)
            return &seen->services[i];
    return NULL;
}

bool compose_is_up(const container *found)
{
    return strcmp(found->state, "running") == 0 || strcmp(found->state, "restarting") == 0 ||
           strcmp(found->state, "paused") == 0;
}

void compose_read_services(wp_arena *arena, project *seen, wp_str text)
{
    const char *line, *column[4];
    seen->services = wp_new_array(arena, service, lines_in(text));
    while (compose_cut(arena, &text, '\n', &line)) {
        if (columns(arena, line, column, 4) < 3)
            continue;
        seen->services[seen->service_count++] = (service){
            .name = unquoted(arena, column[0]),
            .image = unquoted(arena, column[1]),
            .image_id = column[3],
            .hashes = { "", "" },
            .count = (size_t)strtoul(column[2], NULL, 10),
        };
    }
}

void compose_read_hashes(wp_arena *arena, project *seen, wp_str text)
{
    const char *line, *name;
    while (compose_cut(arena, &text, '\n', &line)) {
        wp_str rest = wp_str_of(line);
        service *known = compose_cut(arena, &rest, ' ', &name) ? compose_find(seen, name) : NULL;
        if (known)
            known->hashes[*known->hashes[0] ? 1 : 0] = wp_strndup(arena, rest.ptr, rest.len);
    }
}

void compose_read_containers(wp_arena *arena, project *seen, wp_str text)
{
    const char *line, *column[12];
    seen->containers = wp_new_array(arena, container, lines_in(text));
    seen->container_count = 0;
    while (compose_cut(arena, &text, '\n', &line)) {
        if (columns(arena, line, column, 12) < 12)
            continue;
        seen->containers[seen->container_count++] = (container){
            .id = column[0],
            .name = *column[1] == '/' ? column[1] + 1 : column[1],
            .service = column[2],
            .is_one_off = strcmp(column[3], "True") == 0,
            .hash = column[4],
            .image_id = column[5],
            .state = column[6],
            .exit_code = column[7],
            .restarts = strtol(column[8], NULL, 10),
            .started = column[9],
            .number = strtol(column[10], NULL, 10),
            .image = column[11],
        };
    }
}

void compose_tell(wp_job *job)
{
    const project *seen = compose_project(job);
    wp_arena *arena = wp_job_arena(job);
    wp_value list = wp_list_new(arena, seen->container_count);
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        wp_value item = wp_dict_new(arena, 6);
        wp_dict_set(arena, item, "service", wp_string(arena, found->service));
        wp_dict_set(arena, item, "name", wp_string(arena, found->name));
        wp_dict_set(arena, item, "id", wp_string(arena, found->id));
        wp_dict_set(arena, item, "image", wp_string(arena, found->image));
        wp_dict_set(arena, item, "state", wp_string(arena, found->state));
        wp_dict_set(arena, item, "restarts", wp_int(found->restarts));
        wp_list_push(arena, list, item);
    }
    wp_job_set(job, "containers", list);
    wp_job_set_str(job, "project", seen->name);
}
