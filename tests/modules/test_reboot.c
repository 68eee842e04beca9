#include "on_local.h"

TestSuite(reboot, .init = set_up, .fini = tear_down);

Test(reboot, never_boots_the_control_machine)
{
    run("reboot", "{}");
    expect_failed("the connection is local");
    expect_got("rebooted", "False");
}

/* A host that is away for two tries after the command, and then has booted. */
typedef struct machine {
    int boots, away;
    bool command_seen;
} machine;

static bool answer(void *data, wp_arena *into, const wp_frame *frame, wp_shell_reply *out, wp_error *err)
{
    machine *host = data;
    static const char head[] = "program=/sbin/shutdown";
    if (host->away > 0 && host->away--)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "connection refused");
    if (strstr(frame->script, "reboot_look")) {
        const char *boot = wp_printf(into, "boot=%d", host->boots);
        wp_buf fields = wp_buf_new(into);
        wp_buf_add_n(&fields, boot, strlen(boot) + 1);
        wp_buf_add_n(&fields, head, sizeof head);
        out->out = wp_buf_str(&fields);
    } else if (strstr(frame->script, "shutdown -r 1")) {
        host->command_seen = true;
        host->boots++;
        host->away = 2;
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the connection was lost");
    }
    return true;
}

Test(reboot, is_done_when_another_boot_answers)
{
    machine host = { 0 };
    wp_connection *fake = wp_connection_new_fake("there", answer, &host);
    with.connection = fake;
    run("reboot", "{pre_reboot_delay: 60, reboot_timeout: 20}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect(host.command_seen);
    expect_got("rebooted", "True");
    wp_connection_free(fake);
}

Test(reboot, a_preview_names_the_command_and_boots_nothing)
{
    machine host = { 0 };
    wp_connection *fake = wp_connection_new_fake("there", answer, &host);
    with.connection = fake;
    check("reboot", "{pre_reboot_delay: 60, msg: \"it's time\"}");
    cr_expect(outcome.changed && !host.command_seen, "%s", all());
    cr_expect(strstr(got("diff.prepared"), "/sbin/shutdown -r 1"), "%s", all());
    wp_connection_free(fake);
}

Test(reboot, the_same_boot_is_not_taken_for_another)
{
    machine host = { 0 };
    wp_connection *fake = wp_connection_new_fake("there", answer, &host);
    with.connection = fake;
    run("reboot", "{reboot_command: 'true', reboot_timeout: 0}");
    expect_failed("still the same boot");
    wp_connection_free(fake);
}
