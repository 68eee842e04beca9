/* The test that compares versions. */
#include "template/families.h"
#include "template/versions.h"

#include "base/text.h"

typedef struct comparison {
    const char *name;
    bool less, equal, more; /* which results it accepts */
} comparison;

static const comparison comparisons[] = {
    { "==", false, true, false }, { "=", false, true, false },  { "eq", false, true, false },
    { "<", true, false, false },  { "lt", true, false, false }, { "<=", true, true, false },
    { "le", true, true, false },  { ">", false, false, true },  { "gt", false, false, true },
    { ">=", false, true, true },  { "ge", false, true, true },  { "!=", true, false, true },
    { "<>", true, false, true },  { "ne", true, false, true },
};

static const comparison *find_comparison(wp_str name)
{
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++)
        if (wp_str_is(name, comparisons[i].name))
            return &comparisons[i];
    return NULL;
}

static const struct {
    const char *name;
    wp_version_rule rule;
} rules[] = {
    { "loose", WP_VERSION_LOOSE },       { "strict", WP_VERSION_STRICT }, { "semver", WP_VERSION_SEMANTIC },
    { "semantic", WP_VERSION_SEMANTIC }, { "pep440", WP_VERSION_PEP440 },
};

static bool want_rule(wp_call *call, wp_value strict, wp_value type, wp_version_rule *out, wp_error *err)
{
    wp_str name;
    *out = WP_VERSION_LOOSE;
    if (wp_is_given(strict) && wp_is_given(type))
        return wp_fail_call(call, err, "takes strict or version_type, not both");
    if (wp_arg_bool(strict, false))
        *out = WP_VERSION_STRICT;
    if (!wp_is_given(type))
        return true;
    if (!wp_want_string(call, "version_type", type, &name, err))
        return false;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (wp_str_is(name, rules[i].name)) {
            *out = rules[i].rule;
            return true;
        }
    }
    return wp_fail_call(call, err, "version_type can't be '%.*s'; it is loose, strict, semver, semantic or pep440",
                        (int)name.len, name.ptr);
}

static bool run_version(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "version", "operator", "strict", "version_type", NULL };
    wp_value slots[4];
    wp_version_rule rule;
    wp_str here, other, operator;
    int order;
    if (!wp_bind(call, names, slots, err) || !want_rule(call, slots[2], slots[3], &rule, err) ||
        !wp_arg_str(call, names[1], slots[1], "eq", &operator, err) ||
        !wp_want_text(call, NULL, call->subject, &here, err) ||
        (slots[0].type != WP_OMIT && !wp_want_text(call, names[0], slots[0], &other, err)))
        return false;
    const comparison *how = find_comparison(operator);
    if (slots[0].type == WP_OMIT || !wp_truth(slots[0]))
        return wp_fail_call(call, err, "needs a version to compare with");
    if (!wp_truth(call->subject))
        return wp_fail_call(call, err, "an empty version can't be compared");
    if (!how)
        return wp_fail_call(call, err, "operator can't be '%.*s'; it is ==, !=, <, <=, > or >= (eq, ne, lt, ...)",
                            (int)operator.len, operator.ptr);
    if (!wp_version_compare(call->arena, rule, here, other, &order, err))
        return wp_while(err, "%s", call->name);
    return wp_give_bool(order < 0 ? how->less : order > 0 ? how->more : how->equal, out);
}

const wp_builtin wp_tests_version[] = {
    { .name = "version", .run = run_version,
      .usage = "text is version(version, operator='eq', strict=none, version_type=none)",
      .summary = "A version compared with another; version_type: loose, strict, semver, pep440." },
    { .name = "version_compare", .run = run_version, .usage = "text is version_compare(version, operator='eq')",
      .summary = "The same as version." },
    { 0 },
};
