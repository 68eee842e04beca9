#include "expressions.h"

Test(filters, on_texts_give_what_ansible_gives)
{
    check_expressions("filters-text.cases");
}

Test(filters, on_lists_give_what_ansible_gives)
{
    check_expressions("filters-list.cases");
}

Test(filters, on_dicts_give_what_ansible_gives)
{
    check_expressions("filters-dict.cases");
}

Test(filters, on_numbers_give_what_ansible_gives)
{
    check_expressions("filters-number.cases");
}

Test(filters, to_other_formats_give_what_ansible_gives)
{
    check_expressions("filters-format.cases");
}

Test(filters, on_paths_and_urls_give_what_ansible_gives)
{
    check_expressions("filters-path.cases");
}

Test(filters, with_arguments_by_chance_give_what_ansible_gives)
{
    check_expressions("filters-random.cases");
}
