#include "expressions.h"

#include "crypto/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

Test(lookups, find_what_ansible_finds)
{
    check_expressions("lookups.cases");
}

Test(lookups, find_in_files_what_ansible_finds)
{
    check_expressions("lookups-files.cases");
}

/* ---- what a look-up leaves behind, and how it fails --------------------------------- */

static wp_arena *arena;
static char dir[] = "/tmp/waplay-lookups-XXXXXX";
static const char *search[] = { dir, NULL };

static bool find_anything(void *data, wp_template_context *context, const char *name, wp_value terms,
                          wp_value options, wp_value *out, wp_error *err)
{
    (void)data;
    (void)err;
    *out = wp_list_new(context->arena, 1);
    wp_list_push(context->arena, *out,
                 wp_string_printf(context->arena, "%s %zu %zu", name, wp_len(terms), wp_len(options)));
    return true;
}

static void remember(void *data, const char *text)
{
    snprintf(data, 200, "%s", text);
}

static char warning[200];
static const wp_template_hooks hooks = { .data = warning, .lookup = find_anything, .warn = remember };

static void setup(void)
{
    arena = wp_arena_new();
    cr_assert(mkdtemp(dir));
    warning[0] = 0;
}

static void teardown(void)
{
    const char *argv = wp_printf(arena, "rm -rf %s", dir);
    cr_assert_eq(system(argv), 0);
    wp_arena_free(arena);
}

TestSuite(lookup, .init = setup, .fini = teardown);

static test_scope *new_scope(wp_template_env *env)
{
    test_scope *scope = test_scope_new(arena, env, "{\"x\": 1}");
    scope->context.search = search;
    return scope;
}

static wp_value get(const char *expression)
{
    wp_template_env *env = wp_template_env_new(&hooks);
    wp_value value;
    wp_error err = { 0 };
    cr_assert(evaluate(new_scope(env), expression, &value, &err), "%s: %s", expression, err.text);
    value = wp_value_copy(arena, value);
    wp_template_env_free(env);
    return value;
}

static const char *failure_of(const char *expression)
{
    wp_template_env *env = wp_template_env_new(&hooks);
    wp_value value;
    wp_error err = { 0 };
    cr_assert_not(evaluate(new_scope(env), expression, &value, &err), "%s", expression);
    wp_template_env_free(env);
    return wp_strdup(arena, err.text);
}

static void write_file(const char *name, const char *text)
{
    wp_error err = { 0 };
    cr_assert(wp_file_write(wp_path_join(arena, dir, name), wp_str_of(text), 0644, &err), "%s", err.text);
}

Test(lookup, what_it_finds_is_unsafe_and_no_template)
{
    write_file("t.txt", "{{ x }}");
    wp_value text = get("lookup('file', 't.txt')");
    cr_expect(text.marks & WP_UNSAFE);
    cr_expect_str_eq(text.as.text, "{{ x }}");
    cr_expect(get("lookup('pipe', 'echo hi')").marks & WP_UNSAFE);
    cr_expect(get("lookup('env', 'PATH')").marks & WP_UNSAFE);
}

Test(lookup, what_is_allowed_to_be_unsafe_is_not_marked)
{
    write_file("t.txt", "plain");
    cr_expect_eq(get("lookup('file', 't.txt', allow_unsafe=true)").marks & WP_UNSAFE, 0);
}

Test(lookup, a_password_is_made_once)
{
    wp_value first = get("lookup('password', 'sub/pw length=12 chars=digits')");
    wp_value second = get("lookup('password', 'sub/pw', length=30)");
    struct stat is;
    cr_expect_eq(first.len, 12);
    cr_expect(wp_equal(first, second));
    cr_expect(first.marks & WP_SECRET);
    cr_assert_eq(stat(wp_path_join(arena, dir, "sub/pw"), &is), 0);
    cr_expect_eq(is.st_mode & 0777, 0600);
}

Test(lookup, the_hash_of_a_password_stays_the_same)
{
    wp_value first = get("lookup('password', 'pw', encrypt='sha256_crypt')");
    wp_value second = get("lookup('password', 'pw', encrypt='sha256_crypt')");
    wp_str kept;
    wp_error err = { 0 };
    cr_expect(wp_str_starts(wp_text(first), "$5$"));
    cr_expect(wp_equal(first, second));
    cr_assert(wp_file_read(arena, wp_path_join(arena, dir, "pw"), &kept, &err));
    cr_expect_neq(wp_str_find(kept, wp_str_of(" salt="), 0), SIZE_MAX);
}

Test(lookup, dev_null_gives_another_password_each_time)
{
    cr_expect_not(wp_equal(get("lookup('password', '/dev/null')"), get("lookup('password', '/dev/null')")));
}

Test(lookup, a_failure_names_the_lookup_and_the_file)
{
    cr_expect_str_eq(failure_of("lookup('file', 'nope.txt')"), "look-up file: there is no file 'nope.txt'");
    cr_expect_str_eq(failure_of("lookup('pipe', 'echo no >&2; exit 3')"),
                     "look-up pipe: 'echo no >&2; exit 3' ended with 3: no");
    cr_expect_str_eq(failure_of("lookup('dict', [1])"), "look-up dict: a term must be a dict, not a list");
}

Test(lookup, errors_can_be_passed_over_or_told)
{
    cr_expect_eq(get("lookup('file', 'nope', errors='ignore')").type, WP_NULL);
    cr_expect_str_eq(warning, "");
    cr_expect_eq(wp_len(get("query('file', 'nope', errors='warn')")), 0);
    cr_expect_str_eq(warning, "look-up file: there is no file 'nope'");
}

Test(lookup, an_option_it_has_not_got_is_told_and_passed_over)
{
    write_file("t.txt", "plain");
    cr_expect_str_eq(get("lookup('file', 't.txt', rstip=false)").as.text, "plain");
    cr_expect_str_eq(warning, "look-up file has no option 'rstip': did you mean 'rstrip'?");
}

Test(lookup, names_it_does_not_know_go_to_the_hook)
{
    cr_expect_str_eq(get("lookup('url', 'http://x', split_lines=false)").as.text, "url 1 1");
    cr_expect_str_eq(get("lookup('ansible.builtin.config', 'a', 'b')").as.text, "config 2 0");
    cr_expect_str_eq(get("lookup('my_own', 'a', wantlist=false)").as.text, "my_own 1 0");
}

Test(lookup, without_a_hook_an_unknown_name_is_told_with_the_one_that_was_meant)
{
    wp_template_env *env = wp_template_env_new(NULL);
    wp_value value;
    wp_error err = { 0 };
    cr_expect_not(evaluate(new_scope(env), "lookup('fil', 'x')", &value, &err));
    cr_expect_str_eq(err.text, "look-up fil: there is no look-up 'fil'");
    cr_expect_str_eq(err.hint, "did you mean 'file'?");
    wp_template_env_free(env);
}

Test(lookup, commands_run_where_the_playbook_is)
{
    write_file("here", "");
    cr_expect_str_eq(get("lookup('pipe', 'ls')").as.text, "here");
}

Test(lookup, a_vaulted_file_is_opened_and_secret)
{
    wp_template_env *env = wp_template_env_new(NULL);
    wp_vault *vault = wp_vault_new(arena);
    wp_str envelope;
    wp_value value;
    wp_error err = { 0 };
    wp_vault_add_password(vault, "default", wp_str_of("pw"));
    cr_assert(wp_vault_encrypt(arena, wp_str_of("pw"), NULL, wp_str_of("hidden\n"), &envelope, &err));
    write_file("v.txt", envelope.ptr);
    wp_template_env_set_vault(env, vault);
    cr_assert(evaluate(new_scope(env), "lookup('file', 'v.txt')", &value, &err), "%s", err.text);
    cr_expect_str_eq(value.as.text, "hidden");
    cr_expect(value.marks & WP_SECRET);
    wp_template_env_free(env);
}
