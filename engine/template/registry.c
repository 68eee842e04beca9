/*
 * The registry: all tables put together, and how a name is found in them.
 *
 * A family is a list of tables; the methods of a type are a family of their own. Names
 * are found with and without "ansible.builtin." (or its kin) in front.
 */
#include "template/families.h"

#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

static const wp_builtin *const filter_tables[] = {
    wp_filters_type,   wp_filters_text,   wp_filters_case,   wp_filters_wrap,    wp_filters_html,  wp_filters_regex,
    wp_filters_list,   wp_filters_select, wp_filters_sort,   wp_filters_set,     wp_filters_dict,  wp_filters_combine,
    wp_filters_number, wp_filters_size,   wp_filters_random, wp_filters_product, wp_filters_path,  wp_filters_url,
    wp_filters_hash,   wp_filters_bytes,  wp_filters_vault,  wp_filters_format,  wp_filters_time,  NULL,
};

static const wp_builtin *const test_tables[] = {
    wp_tests_type, wp_tests_compare, wp_tests_text, wp_tests_list, wp_tests_result,
    wp_tests_file, wp_tests_version, wp_tests_uri,  NULL,
};

static const wp_builtin *const lookup_tables[] = {
    wp_lookups_file,     wp_lookups_find, wp_lookups_list, wp_lookups_sequence, wp_lookups_csv, wp_lookups_ini,
    wp_lookups_password, wp_lookups_run,  wp_lookups_vars, NULL,
};

static const wp_builtin *const function_tables[] = { wp_functions, NULL };

static const wp_builtin *const str_tables[] = {
    wp_methods_str_case, wp_methods_str_find, wp_methods_str_split, wp_methods_str_shape, wp_methods_str_is, NULL,
};
static const wp_builtin *const bytes_tables[] = { wp_methods_bytes, NULL };
static const wp_builtin *const list_tables[] = { wp_methods_list, NULL };
static const wp_builtin *const tuple_tables[] = { wp_methods_tuple, NULL };
static const wp_builtin *const dict_tables[] = { wp_methods_dict, NULL };
static const wp_builtin *const int_tables[] = { wp_methods_int, NULL };
static const wp_builtin *const float_tables[] = { wp_methods_float, NULL };
static const wp_builtin *const method_tables[] = {
    wp_methods_str_case, wp_methods_str_find, wp_methods_str_split, wp_methods_str_shape, wp_methods_str_is,
    wp_methods_bytes,    wp_methods_list,     wp_methods_tuple,     wp_methods_dict,      wp_methods_int,
    wp_methods_float,    NULL,
};

static const struct {
    const char *name;
    const wp_builtin *const *tables;
} families[] = {
    { "filter", filter_tables },     { "test", test_tables },     { "lookup", lookup_tables },
    { "function", function_tables }, { "method", method_tables },
};

static const wp_builtin *const *tables_of(const char *family)
{
    static const wp_builtin *const none[] = { NULL };
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (strcmp(families[i].name, family) == 0)
            return families[i].tables;
    return none;
}

static wp_str short_name(wp_str name)
{
    static const char *const prefixes[] = { "ansible.builtin.", "ansible.legacy.", "community.general." };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (wp_str_starts(name, prefixes[i]))
            return wp_str_slice(name, strlen(prefixes[i]), name.len);
    return name;
}

static const wp_builtin *find(const wp_builtin *const *tables, wp_str name)
{
    for (; *tables; tables++)
        for (const wp_builtin *row = *tables; row->name; row++)
            if (row->name[0] == (name.len ? name.ptr[0] : 0) && wp_str_is(name, row->name))
                return row;
    return NULL;
}

const wp_builtin *wp_filter_find(wp_str name)
{
    return find(filter_tables, short_name(name));
}

const wp_builtin *wp_test_find(wp_str name)
{
    return find(test_tables, short_name(name));
}

const wp_builtin *wp_lookup_find(wp_str name)
{
    return find(lookup_tables, short_name(name));
}

const wp_builtin *wp_function_find(wp_str name)
{
    return find(function_tables, name);
}

const wp_builtin *wp_method_find(wp_value subject, wp_str name)
{
    switch (subject.type) {
    case WP_STRING:
        return find(subject.marks & WP_BYTES ? bytes_tables : str_tables, name);
    case WP_LIST:
        return find(subject.marks & WP_TUPLE ? tuple_tables : list_tables, name);
    case WP_DICT:
        return find(dict_tables, name);
    case WP_BOOL:
    case WP_INT:
    case WP_BIG:
        return find(int_tables, name);
    case WP_FLOAT:
        return find(float_tables, name);
    default:
        return NULL;
    }
}

const char *wp_builtin_nearest(const char *family, wp_str name)
{
    wp_nearest nearest = wp_nearest_to(short_name(name));
    for (const wp_builtin *const *table = tables_of(family); *table; table++)
        for (const wp_builtin *row = *table; row->name; row++)
            wp_nearest_try(&nearest, row->name);
    return nearest.best;
}

bool wp_template_doc_at(const char *family, size_t index, wp_template_doc *out)
{
    for (const wp_builtin *const *table = tables_of(family); *table; table++) {
        for (const wp_builtin *row = *table; row->name; row++) {
            if (index-- > 0)
                continue;
            *out = (wp_template_doc){ .name = row->name, .usage = row->usage, .summary = row->summary };
            return true;
        }
    }
    return false;
}
