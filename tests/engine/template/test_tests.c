#include "expressions.h"

Test(tests, hold_where_ansible_says_so)
{
    check_expressions("tests.cases");
}
