/* Tasks in the background. */
#include "fixture.h"

TestSuite(background, .init = set_up, .fini = tear_down);

Test(background, a_task_with_poll_is_waited_for)
{
    run_tasks("a,", "    - {say: {msg: hi}, async: 10, poll: 1, register: r}\n"
                    "    - say: {msg: \"{{ r.msg }} {{ r.finished }} {{ r.ansible_job_id is match('j') }}\"}\n");
    expect_says("a ok: hi 1 True\n");
}

Test(background, one_without_is_asked_about_by_its_id)
{
    run_tasks("a,", "    - {act: , async: 10, poll: 0, register: j, loop: [1, 2]}\n"
                    "    - {async_status: {jid: \"{{ item.ansible_job_id }}\"}, loop: \"{{ j.results }}\", register: s, "
                    "until: s.finished, retries: 50, delay: 0.02, loop_control: {label: \"{{ item.item }}\"}}\n"
                    "    - say: {msg: \"{{ j.results[0].finished }} {{ j.results | map(attribute='ansible_job_id') | unique | length }}\"}\n");
    expect_says("a item 1 changed\na item 2 changed\na changed\n");
    expect_says("a ok: 0 2\n");
    cr_expect_str_eq(touched, "a a ");
}

Test(background, a_failure_is_found_when_it_is_asked_about)
{
    run_tasks("a,", "    - {fail: {msg: broken}, async: 10, poll: 0, register: j}\n"
                    "    - {async_status: {jid: \"{{ j.ansible_job_id }}\"}, register: s, until: s.finished, retries: 50, delay: 0.02}\n");
    expect_says("a failed: broken\n");
}

Test(background, the_run_waits_for_what_is_left)
{
    run_tasks("a,", "    - {act: {path: slow}, async: 10, poll: 0}\n");
    cr_expect_str_eq(touched, "a ");
}

Test(background, an_id_that_there_is_not_is_told)
{
    run_tasks("a,", "    - async_status: {jid: j1}\n");
    expect_says("a failed: there is no background task 'j1' in this run");
    run_tasks("a,", "    - {async_status: {job: j1}, when: true}\n");
    expect_says("'async_status' has no argument 'job'");
}
