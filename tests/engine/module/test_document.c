#include "local_bench.h"

#include "module/document.h"

TestSuite(document, .init = set_up, .fini = tear_down);

static const wp_param fields[] = {
    { .name = "inner", .type = WP_PARAM_INT, .help = "a number" },
    { 0 },
};
static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true, .aliases = (const char *const[]){ "dest", NULL }, .help = "the file" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "on", .choices = (const char *const[]){ "on", "off", NULL }, .help = "how" },
    { .name = "many", .type = WP_PARAM_LIST, .fields = fields, .help = "several" },
    { .name = "old", .type = WP_PARAM_STR, .refused = "it is gone" },
    { 0 },
};
static const wp_module module = {
    .name = "thing", .summary = "A thing", .params = params, .examples = "- thing:\n    path: .x\n", .note = "Long enough to be "
    "broken at the width of the page that it is written on, which is narrow.",
    .rules = { .required_if = (const char *const[]){ "state off path", NULL } },
};

static bool has(wp_str text, const char *part)
{
    return strstr(wp_strndup(arena, text.ptr, text.len), part) != NULL;
}

Test(document, a_page_has_all_that_the_table_says)
{
    wp_str page = wp_document_page(arena, &module, 72);
    cr_expect(has(page, "= path (path; also dest)\n      the file\n"), "%s", page.ptr);
    cr_expect(has(page, "- state (str; one of on, off; default: on)\n"), "%s", page.ptr);
    cr_expect(has(page, "      - inner (int)\n            a number\n"));
    cr_expect(has(page, "refused: it is gone"));
    cr_expect(has(page, "    - thing:\n        path: .x\n"));
    cr_expect(has(wp_document_page(arena, &module, 200), "is required: state off path"));
    for (wp_str rest = page, line; wp_str_split(&rest, '\n', &line);)
        cr_expect_leq(line.len, 72, "%.*s", (int)line.len, line.ptr);
}

Test(document, a_man_page_has_no_line_that_troff_takes_for_its_own)
{
    wp_str page = wp_document_man(arena, &module);
    cr_expect(has(page, ".TH WAPLAY\\-thing 7"));
    cr_expect(has(page, ".TP\n.B path\n(path; also dest) required\n.br\nthe file\n"), "%s", page.ptr);
}

Test(document, a_value_has_names_and_types)
{
    wp_str json = wp_to_json(arena, wp_document_value(arena, &module), (wp_json_style){ 0 });
    cr_expect(has(json, "\"path\": {\"description\": \"the file\", \"type\": \"path\", \"aliases\": [\"dest\"], \"required\": true}"),
              "%s", json.ptr);
    cr_expect(has(json, "\"suboptions\": {\"inner\""));
}

Test(document, a_schema_takes_templates_and_refuses_what_is_refused)
{
    wp_str json = wp_to_json(arena, wp_document_schema(arena, &module), (wp_json_style){ 0 });
    cr_expect(has(json, "\"dest\""));
    cr_expect(has(json, "{\"enum\": [\"on\", \"off\"]}, {\"type\": \"string\", \"pattern\": \"\\\\{\\\\{\"}"), "%s", json.ptr);
    cr_expect(!has(json, "\"old\""));
    cr_expect(has(json, "\"additionalProperties\": false"));
}
