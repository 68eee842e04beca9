/* The floor under reading YAML: libyaml's own events of a file, and nothing made of them. */
#include <stdio.h>
#include <yaml.h>

int main(int argc, char **argv)
{
    yaml_parser_t parser;
    yaml_event_t event;
    yaml_event_type_t type = YAML_NO_EVENT;
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL || !yaml_parser_initialize(&parser))
        return 1;
    yaml_parser_set_input_file(&parser, file);
    while (type != YAML_STREAM_END_EVENT) {
        if (!yaml_parser_parse(&parser, &event))
            return 1;
        type = event.type;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    fclose(file);
    return 0;
}
