#include "expressions.h"

Test(methods, give_what_python_gives)
{
    check_expressions("methods.cases");
}
