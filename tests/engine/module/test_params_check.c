#include "module/registry.h"

#include "yaml/yaml.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true, .help = "where" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "s" },
    { .name = "src", .type = WP_PARAM_STR, .help = "s" },
    { .name = "content", .type = WP_PARAM_STR, .help = "c" },
    { .name = "count", .type = WP_PARAM_INT, .help = "c" },
    { 0 },
};
static const wp_module module = {
    .name = "thing",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "src content", NULL },
               .required_one_of = (const char *const[]){ "src content", NULL },
               .required_if = (const char *const[]){ "state absent count", NULL } },
};

static char faults[4096];
static wp_mark last_mark;

static void keep(void *data, const wp_error *fault)
{
    (void)data;
    size_t len = strlen(faults);
    snprintf(faults + len, sizeof faults - len, "%s %s\n", fault->text, fault->hint);
    last_mark = fault->mark;
}

static size_t check(const char *yaml)
{
    wp_arena *arena = wp_arena_new();
    wp_value args;
    faults[0] = '\0';
    cr_assert(wp_yaml_load(arena, wp_str_of(yaml), &(wp_yaml_options){ .file = "t.yml" }, &args, NULL));
    size_t count = wp_params_check(&module, args, (wp_mark){ "t.yml", 9, 1 }, keep, NULL);
    wp_arena_free(arena);
    return count;
}

#define expect_faults(yaml, number, words)                                                                             \
    cr_expect_eq(check(yaml), (size_t)(number), "%s: %s", yaml, faults);                                               \
    cr_expect(strstr(faults, words), "%s: %s", yaml, faults)

Test(params_check, right_arguments_have_no_faults)
{
    expect_faults("{path: x, src: a}", 0, "");
    expect_faults("{path: x, content: a, state: absent, count: 1}", 0, "");
}

Test(params_check, every_fault_is_told)
{
    expect_faults("{pth: x, src: a, count: many}", 3, "did you mean 'path'?");
    cr_expect(strstr(faults, "needs the parameter 'path'") && strstr(faults, "whole number"));
}

Test(params_check, faults_stand_where_they_are_written)
{
    expect_faults("path: x\nsrc: a\ncount: many\n", 1, "many");
    cr_expect_eq(last_mark.line, 3);
    expect_faults("{path: x}", 1, "one of 'src' or 'content' is required");
    cr_expect_eq(last_mark.line, 9);
}

Test(params_check, templates_are_left_for_the_run)
{
    expect_faults("{path: '{{ p }}', src: '{{ s }}', count: '{{ n }}', state: '{{ s }}'}", 0, "");
    expect_faults("{path: x, src: '{{ a | default(omit) }}', content: '{{ b | default(omit) }}'}", 0, "");
    expect_faults("{path: x, src: a, content: b}", 1, "exclude one another");
    expect_faults("{path: x, src: a, state: absent}", 1, "'count' is required when state is absent");
    expect_faults("{path: x, src: a, state: '{{ s }}'}", 0, "");
}

Test(params_check, free_text_is_not_for_every_module)
{
    expect_faults("{_raw_params: some text, path: x, src: y}", 1, "takes no free text");
}
