#include "expressions.h"

Test(lookups, find_what_ansible_finds)
{
    check_expressions("lookups.cases");
}
