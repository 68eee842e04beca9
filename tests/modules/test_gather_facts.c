#include "on_local.h"

TestSuite(gather_facts, .init = set_up, .fini = tear_down);

Test(gather_facts, gathers_what_setup_does)
{
    run("gather_facts", "{gather_subset: min, parallel: no}");
    expect_unchanged(1);
    expect_got("ansible_facts.ansible_system", "Linux");
    expect_got("ansible_facts.module_setup", "True");
}
