#include "template/template.h"

#include <stdio.h>

#include "fixture.h"

TestSuite(header, .init = setup, .fini = teardown);

static const char *rendered(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"i\": 7}");
    const wp_template *tmpl;
    wp_str out;
    err = (wp_error){ 0 };
    if (!wp_template_compile_file(env, wp_str_of(text), "t.j2", NULL, &tmpl, &err) ||
        !wp_template_render(&scope->context, tmpl, &out, &err))
        return err.text;
    return wp_strndup(arena, out.ptr, out.len);
}

Test(header, changes_delimiters)
{
    cr_expect_str_eq(rendered("#jinja2: variable_start_string:'[[', variable_end_string:']]'\n[[ i ]]{{ i }}"),
                     "7{{ i }}");
}

Test(header, changes_white_space)
{
    cr_expect_str_eq(rendered("#jinja2: trim_blocks:False\n{% if i %}\nx{% endif %}"), "\nx");
}

Test(header, is_no_part_of_the_lines_that_errors_count)
{
    rendered("#jinja2: trim_blocks:True\n{{ nope }}");
    cr_expect_eq(err.mark.line, 2);
}

Test(header, wants_names_and_literals)
{
    cr_expect_str_eq(rendered("#jinja2: trim_blocks\nx"), "#jinja2: ' trim_blocks' should read name:value");
    cr_expect_str_eq(rendered("#jinja2: trim_blocks: maybe\nx"),
                     "#jinja2: the value of trim_blocks is no literal: texts need quotes");
    cr_expect_str_eq(rendered("#jinja2: newline_sequence: 'x'\nx"),
                     "#jinja2: newline_sequence must be '\\n', '\\r\\n' or '\\r'");
    cr_expect_str_eq(rendered("#jinja2: variable_start_string: ''\nx"),
                     "#jinja2: variable_start_string must be a text in quotes");
}

static void remember(void *data, const char *text)
{
    snprintf(data, 200, "%s", text);
}

Test(header, an_unknown_setting_is_a_warning)
{
    char said[200] = "";
    wp_template_hooks hooks = { .data = said, .warn = remember };
    wp_template_env *warned = wp_template_env_new(&hooks);
    const wp_template *tmpl;
    cr_assert(wp_template_compile_file(warned, wp_str_of("#jinja2: trim_block: True\nx"), "t.j2", NULL, &tmpl, &err));
    cr_expect_str_eq(said, "#jinja2: there is no setting 'trim_block': did you mean 'trim_blocks'?");
    wp_template_env_free(warned);
}
