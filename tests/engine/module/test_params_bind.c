#include "module/registry.h"

#include "base/text.h"
#include "yaml/yaml.h"

#include <criterion/criterion.h>
#include <string.h>

static const wp_param fields[] = {
    { .name = "host", .type = WP_PARAM_STR, .required = true, .help = "h" },
    { .name = "port", .type = WP_PARAM_INT, .fallback = "80", .help = "p" },
    { 0 },
};
static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true, .aliases = (const char *const[]){ "dest", "name", NULL },
      .help = "p" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", "no", NULL }, .help = "s" },
    { .name = "text", .type = WP_PARAM_STR, .help = "t" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "no", .help = "f" },
    { .name = "count", .type = WP_PARAM_INT, .help = "c" },
    { .name = "ratio", .type = WP_PARAM_FLOAT, .help = "r" },
    { .name = "names", .type = WP_PARAM_LIST, .help = "n" },
    { .name = "codes", .type = WP_PARAM_LIST, .items = WP_PARAM_INT, .fallback = "200,201", .help = "c" },
    { .name = "env", .type = WP_PARAM_DICT, .help = "e" },
    { .name = "any", .type = WP_PARAM_RAW, .help = "a" },
    { .name = "mode", .type = WP_PARAM_MODE, .help = "m" },
    { .name = "servers", .type = WP_PARAM_LIST, .items = WP_PARAM_DICT, .fields = fields, .help = "s" },
    { .name = "password", .type = WP_PARAM_STR, .secret = true, .help = "p" },
    { .name = "gone", .type = WP_PARAM_STR, .refused = "it went" },
    { .name = "cert", .type = WP_PARAM_STR, .help = "c" },
    { .name = "key", .type = WP_PARAM_STR, .help = "k" },
    { 0 },
};
static const wp_module module = {
    .name = "thing",
    .params = params,
    .free_form = "text",
    .rules = { .mutually_exclusive = (const char *const[]){ "text count", NULL },
               .required_together = (const char *const[]){ "cert key", NULL },
               .required_if = (const char *const[]){ "state absent names", NULL } },
};

static wp_arena *arena;
static wp_value bound;
static wp_error err;

static void set_up(void)
{
    arena = wp_arena_new();
    bound = wp_null();
    memset(&err, 0, sizeof err);
}

static void tear_down(void)
{
    wp_arena_free(arena);
}

TestSuite(params_bind, .init = set_up, .fini = tear_down);

static bool bind(const char *yaml)
{
    wp_value args;
    cr_assert(wp_yaml_load(arena, wp_str_of(yaml), &(wp_yaml_options){ .file = "t" }, &args, NULL));
    err.kind = WP_E_NONE;
    return wp_params_bind(arena, &module, args, &bound, &err);
}

static const char *got(const char *name)
{
    const wp_value *value = wp_dict_find(bound, name);
    return value ? wp_to_repr(arena, *value).ptr : "(none)";
}

#define expect_bound(yaml, name, wanted)                                                                               \
    cr_assert(bind(yaml), "%s: %s", yaml, err.text);                                                                   \
    cr_expect_str_eq(got(name), wanted, "%s: %s is %s", yaml, name, got(name))
#define expect_fault(yaml, words)                                                                                      \
    cr_expect(!bind(yaml), "%s", yaml);                                                                                \
    cr_expect(strstr(err.text, words) || strstr(err.hint, words), "%s: %s; %s", yaml, err.text, err.hint)

Test(params_bind, types_are_what_their_row_says)
{
    expect_bound("{path: 5}", "path", "'5'");
    expect_bound("{path: x, text: true}", "text", "'True'");
    expect_bound("{path: x, text: [1, a]}", "text", "\"[1, 'a']\"");
    expect_bound("{path: x, force: 'YES'}", "force", "True");
    expect_bound("{path: x, force: 0}", "force", "False");
    expect_bound("{path: x, count: ' 12 '}", "count", "12");
    expect_bound("{path: x, ratio: '1.5'}", "ratio", "1.5");
    expect_bound("{path: x, ratio: 2}", "ratio", "2.0");
    expect_bound("{path: x, names: 'a,b'}", "names", "['a', 'b']");
    expect_bound("{path: x, names: [1, b]}", "names", "['1', 'b']");
    expect_bound("{path: x, names: 5}", "names", "['5']");
    expect_bound("{path: x, codes: 404}", "codes", "[404]");
    expect_bound("{path: x, env: \"a=1 b='two words'\"}", "env", "{'a': '1', 'b': 'two words'}");
    expect_bound("{path: x, env: '{\"a\": 1}'}", "env", "{'a': 1}");
    expect_bound("{path: x, env: 'a=1, b=2'}", "env", "{'a': '1', 'b': '2'}");
    expect_bound("{path: x, any: {a: [1]}}", "any", "{'a': [1]}");
    expect_bound("{path: x, mode: 0644}", "mode", "'0644'");
    expect_bound("{path: x, mode: '644'}", "mode", "'0644'");
    expect_bound("{path: x, mode: 'u=rw,g-w'}", "mode", "'u=rw,g-w'");
    expect_bound("{path: x, servers: [{host: a, port: '81'}, {host: b}]}", "servers",
                 "[{'host': 'a', 'port': 81}, {'host': 'b', 'port': 80}]");
}

Test(params_bind, what_can_not_be_meant_is_named)
{
    expect_fault("{path: x, force: maybe}", "'force' must be yes or no, not 'maybe'");
    expect_fault("{path: x, count: 1.5}", "'count' must be a whole number");
    expect_fault("{path: x, count: many}", "'many'");
    expect_fault("{path: x, ratio: [1]}", "'ratio' must be a number");
    expect_fault("{path: x, names: {a: b}}", "'names' must be a list");
    expect_fault("{path: x, codes: [a]}", "'codes'");
    expect_fault("{path: x, env: words}", "'env' must be a dict");
    expect_fault("{path: x, mode: 'u=q'}", "'u=q' is no mode");
    expect_fault("{path: x, mode: 1.5}", "is no mode");
    expect_fault("{path: x, state: presnt}", "did you mean 'present'?");
    expect_fault("{path: x, servers: [{port: 1}]}", "needs the key 'host'");
    expect_fault("{path: x, servers: [{host: a, prot: 1}]}", "did you mean 'port'?");
}

Test(params_bind, names_and_aliases)
{
    expect_bound("{dest: x}", "path", "'x'");
    expect_bound("{path: x, _raw_params: 'free text'}", "text", "'free text'");
    expect_fault("{}", "needs the parameter 'path'");
    expect_fault("{path: ~}", "needs the parameter 'path'");
    expect_fault("{path: x, froce: yes}", "did you mean 'force'?");
    expect_fault("{path: x, gone: y}", "it went");
    expect_bound("{path: x, gone: ~, text: ~}", "text", "(none)");
}

Test(params_bind, defaults_are_put_in)
{
    expect_bound("{path: x}", "state", "'present'");
    expect_bound("{path: x}", "codes", "[200, 201]");
    expect_bound("{path: x}", "count", "(none)");
}

Test(params_bind, a_choice_may_be_a_yaml_boolean)
{
    expect_bound("{path: x, state: no}", "state", "'no'");
    expect_fault("{path: x, state: yes}", "must be one of");
}

Test(params_bind, rules_between_parameters)
{
    expect_fault("{path: x, text: a, count: 1}", "'text' and 'count' exclude one another");
    expect_fault("{path: x, cert: a}", "'cert' needs 'key' as well");
    expect_fault("{path: x, state: absent}", "'names' is required when state is absent");
    expect_bound("{path: x, state: absent, names: a, cert: c, key: k}", "key", "'k'");
}

Test(params_bind, secrets_are_marked_and_never_shown)
{
    cr_assert(bind("{path: x, password: hidden}"));
    cr_expect(wp_dict_find(bound, "password")->marks & WP_SECRET);
}
