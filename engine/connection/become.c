/*
 * The three programs are rows of a table, and so is what they say. The order of
 * events with a password:
 *
 *   start --> prompt --> password --> token          the program runs
 *                            `------> prompt again   it was wrong
 *                            `------> end            refused; what was said tells why
 *
 * Without one there is nothing to wait for: sudo and doas are told not to ask (-n).
 */
#include "connection/become.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "connection/capture.h"
#include "connection/frame.h"

#include <stdio.h>
#include <string.h>

/* A slow name service can hold sudo up for long. */
enum {
    START_LIMIT_MS = 60 * 1000,
    END_GRACE_MS = 500, /* for what was said last: the exit code may overtake it */
    SAID_LIMIT = 64 * 1024
};

typedef struct become_way {
    const char *name;
    const char *flags;             /* the usual ones */
    const char *flags_no_password; /* besides, where there is none */
    const char *prompt_flag;       /* NULL: its prompt is its own */
    const char *user_flag;         /* NULL: the user follows as a word, and the program as -c 'text' */
    bool terminal_for_password;    /* reads passwords from a terminal only */
} become_way;

static const become_way ways[] = {
    { .name = "sudo", .flags = "-H -S", .flags_no_password = "-n", .prompt_flag = "-p", .user_flag = "-u" },
    { .name = "doas", .flags = "", .flags_no_password = "-n", .user_flag = "-u", .terminal_for_password = true },
    { .name = "su", .flags = "", .flags_no_password = "" },
};

static const become_way *find_way(const wp_become *become)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].name, become->method) == 0)
            return &ways[i];
    return NULL;
}

static const char *user_of(const wp_become *become)
{
    return become->user && become->user[0] ? become->user : "root";
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

bool wp_become_same(const wp_become *a, const wp_become *b)
{
    if (!a || !b || !a->method || !b->method)
        return (!a || !a->method) && (!b || !b->method);
    return same_text(a->method, b->method) && same_text(user_of(a), user_of(b)) &&
           same_text(a->executable, b->executable) && same_text(a->flags, b->flags) &&
           same_text(a->password, b->password);
}

static const char *copy_or_null(wp_arena *arena, const char *text)
{
    return text ? wp_strdup(arena, text) : NULL;
}

wp_become *wp_become_copy(wp_arena *arena, const wp_become *become)
{
    if (!become || !become->method)
        return NULL;
    wp_become *copy = wp_new(arena, wp_become);
    copy->method = wp_strdup(arena, become->method);
    copy->user = copy_or_null(arena, become->user);
    copy->password = copy_or_null(arena, become->password);
    copy->executable = copy_or_null(arena, become->executable);
    copy->flags = copy_or_null(arena, become->flags);
    return copy;
}

/* ---- the command -------------------------------------------------------------------- */

static bool check_user(const char *user, wp_error *err)
{
    bool is_good = user[0] && user[0] != '-';
    for (const char *at = user; *at && is_good; at++)
        is_good = (unsigned char)*at > ' ' && *at != 0x7f && !strchr("'\"$\\;&<>|(){}`:", *at);
    if (!is_good)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "become_user '%s' is no name of a user", user);
    return true;
}

bool wp_become_command(wp_arena *arena, const wp_become *become, const char *program, const char *prompt, wp_str *out,
                       wp_error *err)
{
    const become_way *way = find_way(become);
    const char *user = wp_shell_quote(arena, wp_str_of(user_of(become))).ptr;
    if (!way)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "become_method '%s' is not known; it can be sudo, su or doas",
                       become->method);
    if (!check_user(user_of(become), err))
        return false;

    wp_buf text = wp_buf_new(arena);
    wp_buf_printf(&text, "exec %s", become->executable ? become->executable : way->name);
    const char *flags = become->flags ? become->flags : way->flags;
    if (flags[0])
        wp_buf_printf(&text, " %s", flags);
    if (!become->password && way->flags_no_password[0])
        wp_buf_printf(&text, " %s", way->flags_no_password);
    if (prompt[0] && way->prompt_flag)
        wp_buf_printf(&text, " %s %s", way->prompt_flag, prompt);
    if (way->user_flag)
        wp_buf_printf(&text, " %s %s %s", way->user_flag, user, program);
    else
        wp_buf_printf(&text, " %s -c %s", user,
                      wp_shell_quote(arena, wp_str_of(wp_printf(arena, "exec %s", program))).ptr);
    *out = wp_buf_str(&text);
    return true;
}

/* ---- the talk ---------------------------------------------------------------------------- */

typedef struct become_talk {
    wp_buf said; /* both streams, as they came */
    const char *token;
    const char *prompt; /* NULL: whatever ends in a colon */
    size_t answered;    /* bytes that came before the answer: no prompt is looked for in them */
    bool has_token;
} become_talk;

static void listen(void *data, int stream, const char *bytes, size_t len)
{
    (void)stream;
    become_talk *talk = data;
    if (talk->said.len < SAID_LIMIT)
        wp_buf_add_n(&talk->said, bytes, len);
    if (talk->said.len > 0)
        talk->has_token = wp_str_find(wp_buf_str(&talk->said), wp_str_of(talk->token), 0) != SIZE_MAX;
}

static bool is_asked(const become_talk *talk)
{
    wp_str fresh = wp_str_slice(wp_buf_str(&talk->said), talk->answered, talk->said.len);
    if (talk->prompt)
        return wp_str_find(fresh, wp_str_of(talk->prompt), 0) != SIZE_MAX;
    while (fresh.len > 0 && fresh.ptr[fresh.len - 1] == ' ')
        fresh.len--;
    return wp_str_ends(fresh, ":") || wp_str_ends(fresh, "\xef\xbc\x9a"); /* the full-width colon of CJK languages */
}

static bool answer(wp_arena *arena, wp_link *link, wp_channel *channel, const char *password,
                   const wp_patience *patience, wp_error *err)
{
    const char *line = wp_printf(arena, "%s\n", password);
    link->stats->round_trips++;
    return wp_link_write(link, channel, wp_str_of(line), patience, err) || err->kind == WP_E_NONE;
}

static bool run_talk(wp_arena *arena, wp_link *link, wp_channel *channel, const wp_become *become, become_talk *talk,
                     const wp_patience *patience, wp_error *err)
{
    bool has_answered = false;
    int64_t end_until = INT64_MAX;
    while (!talk->has_token) {
        if (is_asked(talk)) {
            if (has_answered || !become->password)
                return wp_become_explain(arena, become, -1, wp_str_of("incorrect password"), err);
            talk->answered = talk->said.len;
            has_answered = true;
            if (!answer(arena, link, channel, become->password, patience, err))
                return false;
        }
        if (channel->exited && end_until == INT64_MAX)
            end_until = wp_clock_ms() + END_GRACE_MS;
        if (channel->closed || wp_clock_ms() >= end_until)
            return wp_become_explain(arena, become, channel->status, wp_buf_str(&talk->said), err);
        if (wp_clock_ms() >= patience->until)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s did not answer in time", become->method);
        wp_patience step = *patience;
        if (end_until < step.until)
            step.until = end_until;
        if (!wp_link_wait(link, NULL, &step, err))
            return false;
    }
    return true;
}

static bool try_start(wp_arena *arena, wp_link *link, const wp_become *become, const char *program, const char *token,
                      bool on_terminal, bool *wants_terminal, const wp_patience *patience, wp_channel **out,
                      wp_error *err)
{
    char prompt[WP_MARK_SIZE];
    wp_mark_new(prompt);
    /* On a terminal a shell would think itself talked to by a person; behind a pipe it does not. */
    const char *script = on_terminal ? wp_printf(arena, "stty raw -echo; echo %s; cat | %s", token, program)
                                     : wp_printf(arena, "echo %s; exec %s", token, program);
    program = wp_printf(arena, "/bin/sh -c %s", wp_shell_quote(arena, wp_str_of(script)).ptr);

    wp_str command;
    wp_channel *channel = NULL;
    if (!wp_become_command(arena, become, program, become->password ? prompt : "", &command, err) ||
        !wp_link_start(link, command.ptr, on_terminal, patience, &channel, err))
        return false;

    const become_way *way = find_way(become);
    become_talk talk = { .said = wp_buf_new(arena), .token = token, .prompt = way->prompt_flag ? prompt : NULL };
    channel->on_bytes = listen;
    channel->data = &talk;
    bool done = run_talk(arena, link, channel, become, &talk, patience, err);
    channel->on_bytes = NULL;
    if (done) {
        *out = channel;
        return true;
    }
    *wants_terminal = wp_become_wants_terminal(wp_buf_str(&talk.said));
    if (!link->lost)
        link->transport->stop(link->state, channel);
    return false;
}

bool wp_become_start(wp_arena *arena, wp_link *link, const wp_become *become, const char *program, const char *token,
                     bool *on_terminal, const wp_patience *patience, wp_channel **out, wp_error *err)
{
    wp_patience limit = { wp_clock_ms() + START_LIMIT_MS, patience->cancel };
    if (patience->until < limit.until)
        limit.until = patience->until;
    const become_way *way = find_way(become);
    bool wants_terminal = *on_terminal || (way && way->terminal_for_password && become->password);
    bool has_terminal = wants_terminal;
    if (!try_start(arena, link, become, program, token, has_terminal, &wants_terminal, &limit, out, err)) {
        if (link->lost || has_terminal || !wants_terminal || err->kind != WP_E_FAILED)
            return false;
        has_terminal = true;
        if (!try_start(arena, link, become, program, token, has_terminal, &wants_terminal, &limit, out, err))
            return false;
    }
    *on_terminal = has_terminal;
    return true;
}

bool wp_become_run(wp_arena *arena, wp_link *link, const wp_become *become, const char *program,
                   const wp_patience *patience, wp_channel **out, wp_error *err)
{
    wp_str command;
    if (!become || !become->method)
        return wp_link_start(link, wp_printf(arena, "exec %s", program), false, patience, out, err);
    if (!become->password)
        return wp_become_command(arena, become, program, "", &command, err) &&
               wp_link_start(link, command.ptr, false, patience, out, err);
    char ready[WP_MARK_SIZE];
    bool on_terminal = false;
    wp_mark_new(ready);
    return wp_become_start(arena, link, become, program, ready, &on_terminal, patience, out, err);
}

/* ---- what they say --------------------------------------------------------------------------- */

typedef enum refusal {
    NEEDS_PASSWORD,
    WRONG_PASSWORD,
    NOT_ALLOWED,
    NEEDS_TERMINAL,
    NO_SUCH_USER,
    NO_SHELL,
    NOT_INSTALLED
} refusal;

typedef struct saying {
    const char *text;
    refusal means;
} saying;

/* The first that is found counts. */
static const saying sayings[] = {
    { "incorrect password", WRONG_PASSWORD },
    { "Sorry, try again", WRONG_PASSWORD },
    { "Authentication failure", WRONG_PASSWORD },
    { "Authentication failed", WRONG_PASSWORD },
    { "no password was provided", WRONG_PASSWORD },
    { "must have a tty", NEEDS_TERMINAL },
    { "a tty is required", NEEDS_TERMINAL },
    { "must be run from a terminal", NEEDS_TERMINAL },
    { "a terminal is required", NEEDS_TERMINAL },
    { "a password is required", NEEDS_PASSWORD },
    { "Authentication required", NEEDS_PASSWORD },
    { "Authentication token manipulation", NEEDS_PASSWORD },
    { "not in the sudoers file", NOT_ALLOWED },
    { "is not allowed to", NOT_ALLOWED },
    { "may not run sudo", NOT_ALLOWED },
    { "Operation not permitted", NOT_ALLOWED },
    { "Permission denied", NOT_ALLOWED },
    { "unknown user", NO_SUCH_USER },
    { "does not exist", NO_SUCH_USER },
    { "No passwd entry", NO_SUCH_USER },
    { "unknown id", NO_SUCH_USER },
    { "account is currently not available", NO_SHELL },
};

bool wp_become_wants_terminal(wp_str said)
{
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
        if (sayings[i].means == NEEDS_TERMINAL && wp_str_find(said, wp_str_of(sayings[i].text), 0) != SIZE_MAX)
            return true;
    return false;
}

static bool tell(const wp_become *become, refusal means, wp_error *err)
{
    const char *method = become->method, *user = user_of(become);
    switch (means) {
    case WRONG_PASSWORD:
        if (become->password)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s: the password for becoming %s was refused", method, user);
        /* fall through */
    case NEEDS_PASSWORD:
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s: a password is required to become %s", method, user);
        return wp_hint(err, "set ansible_become_password, or give --ask-become-pass");
    case NOT_ALLOWED:
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s: the user of the connection is not allowed to become %s",
                       method, user);
    case NEEDS_TERMINAL:
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s: the host demands a terminal for becoming %s", method, user);
    case NO_SUCH_USER:
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s: the host has no user %s", method, user);
    case NO_SHELL:
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s: %s has no login shell", method, user);
    case NOT_INSTALLED:
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s: not installed on the host",
                       become->executable ? become->executable : method);
    }
    return false;
}

static wp_str last_line(wp_str said)
{
    wp_str line, last = { "", 0 };
    while (wp_str_split(&said, '\n', &line)) {
        line = wp_str_trim(line);
        if (line.len > 0)
            last = line;
    }
    return last;
}

bool wp_become_explain(wp_arena *arena, const wp_become *become, int status, wp_str said, wp_error *err)
{
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
        if (wp_str_find(said, wp_str_of(sayings[i].text), 0) != SIZE_MAX)
            return tell(become, sayings[i].means, err);
    if (status == 127 || status == 126)
        return tell(become, NOT_INSTALLED, err);
    const char *line = wp_tame(arena, last_line(said));
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s could not become %s: %s", become->method, user_of(become),
                   line[0] ? line : "it said nothing");
}
