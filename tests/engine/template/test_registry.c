#include "template/families.h"

#include <criterion/criterion.h>
#include <string.h>

/* What Jinja2 3.1 and ansible-core 2.14 have, as they list it. */
static const char *const filters[] = {
    "abs", "attr", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape",
    "filesizeformat", "first", "float", "forceescape", "format", "groupby", "indent", "int", "items", "join", "last",
    "length", "list", "lower", "map", "max", "min", "pprint", "random", "reject", "rejectattr", "replace", "reverse",
    "round", "safe", "select", "selectattr", "slice", "sort", "string", "striptags", "sum", "title", "tojson", "trim",
    "truncate", "unique", "upper", "urlencode", "urlize", "wordcount", "wordwrap", "xmlattr", "b64decode", "b64encode",
    "basename", "bool", "checksum", "combinations", "combine", "comment", "dict2items", "difference", "dirname",
    "expanduser", "expandvars", "extract", "fileglob", "flatten", "from_json", "from_yaml", "from_yaml_all", "hash",
    "human_readable", "human_to_bytes", "intersect", "items2dict", "log", "mandatory", "md5", "password_hash",
    "path_join", "permutations", "pow", "product", "quote", "realpath", "regex_escape", "regex_findall",
    "regex_replace", "regex_search", "rekey_on_member", "relpath", "root", "sha1", "shuffle", "split", "splitext",
    "strftime", "subelements", "symmetric_difference", "ternary", "to_datetime", "to_json", "to_nice_json",
    "to_nice_yaml", "to_uuid", "to_yaml", "type_debug", "union", "unvault", "urldecode", "urlsplit", "vault",
    "win_basename", "win_dirname", "win_splitdrive", "zip", "zip_longest", NULL,
};
static const char *const tests[] = {
    "!=", "<", "<=", "==", ">", ">=", "abs", "all", "any", "boolean", "callable", "change", "changed", "contains",
    "defined", "directory", "divisibleby", "eq", "equalto", "escaped", "even", "exists", "failed", "failure", "false",
    "falsy", "file", "filter", "finished", "float", "ge", "greaterthan", "gt", "in", "integer", "is_abs", "is_dir",
    "is_file", "is_link", "is_mount", "is_same_file", "isnan", "issubset", "issuperset", "iterable", "le", "lessthan",
    "link", "link_exists", "lower", "lt", "mapping", "match", "mount", "nan", "ne", "none", "number", "odd",
    "reachable", "regex", "same_file", "sameas", "search", "sequence", "skip", "skipped", "started", "string",
    "subset", "succeeded", "success", "successful", "superset", "test", "true", "truthy", "undefined", "unreachable",
    "upper", "uri", "url", "urn", "vault_encrypted", "version", "version_compare", NULL,
};
static const char *const lookups[] = {
    "config", "csvfile", "dict", "env", "file", "fileglob", "first_found", "indexed_items", "ini",
    "inventory_hostnames", "items", "lines", "list", "nested", "password", "pipe", "random_choice", "sequence",
    "subelements", "template", "together", "unvault", "url", "varnames", "vars", NULL,
};
static const char *const families[] = { "filter", "test", "lookup", "function", "method", NULL };

Test(registry, knows_every_filter_of_jinja_and_ansible)
{
    for (size_t i = 0; filters[i]; i++)
        cr_expect(wp_filter_find(wp_str_of(filters[i])), "%s", filters[i]);
}

Test(registry, knows_every_test_of_jinja_and_ansible)
{
    for (size_t i = 0; tests[i]; i++)
        cr_expect(wp_test_find(wp_str_of(tests[i])), "%s", tests[i]);
}

Test(registry, knows_every_lookup_of_ansible)
{
    for (size_t i = 0; lookups[i]; i++)
        cr_expect(wp_lookup_find(wp_str_of(lookups[i])), "%s", lookups[i]);
}

Test(registry, finds_names_with_the_prefix_of_ansible)
{
    cr_expect_str_eq(wp_filter_find(wp_str_of("ansible.builtin.combine"))->name, "combine");
    cr_expect_str_eq(wp_test_find(wp_str_of("ansible.builtin.version"))->name, "version");
    cr_expect_str_eq(wp_lookup_find(wp_str_of("ansible.legacy.file"))->name, "file");
    cr_expect_null(wp_filter_find(wp_str_of("community.general.json_query")));
}

Test(registry, finds_methods_by_the_type_of_the_subject)
{
    wp_arena *arena = wp_arena_new();
    cr_expect(wp_method_find(wp_string(arena, "x"), wp_str_of("upper")));
    cr_expect_null(wp_method_find(wp_int(1), wp_str_of("upper")));
    cr_expect(wp_method_find(wp_list_new(arena, 0), wp_str_of("append")));
    cr_expect_null(wp_method_find(wp_tuple_new(arena, 0), wp_str_of("append")));
    cr_expect(wp_method_find(wp_dict_new(arena, 0), wp_str_of("items")));
    cr_expect_null(wp_method_find(wp_null(), wp_str_of("items")));
    wp_arena_free(arena);
}

Test(registry, suggests_the_name_that_was_meant)
{
    cr_expect_str_eq(wp_builtin_nearest("filter", wp_str_of("to_nice_yml")), "to_nice_yaml");
    cr_expect_str_eq(wp_builtin_nearest("test", wp_str_of("defind")), "defined");
    cr_expect_null(wp_builtin_nearest("filter", wp_str_of("qqqqqqqqqq")));
    cr_expect_null(wp_builtin_nearest("no such family", wp_str_of("upper")));
}

Test(registry, says_of_every_row_how_it_is_used_and_what_it_does)
{
    for (size_t f = 0; families[f]; f++) {
        wp_template_doc doc;
        size_t count = 0;
        for (; wp_template_doc_at(families[f], count, &doc); count++) {
            cr_assert(doc.usage && doc.summary, "%s %s", families[f], doc.name);
            cr_expect(strstr(doc.usage, doc.name), "%s: %s", doc.name, doc.usage);
            size_t len = strlen(doc.summary);
            cr_expect_eq(doc.summary[len - 1], '.', "%s: %s", doc.name, doc.summary);
        }
        cr_expect_gt(count, 5);
    }
}

Test(registry, has_each_name_of_a_family_once)
{
    for (size_t f = 0; f < 4; f++) {
        wp_template_doc doc, other;
        for (size_t i = 0; wp_template_doc_at(families[f], i, &doc); i++)
            for (size_t j = 0; j < i && wp_template_doc_at(families[f], j, &other); j++)
                cr_expect_str_neq(doc.name, other.name);
    }
}
