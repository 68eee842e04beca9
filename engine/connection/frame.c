/*
 * The texts. Every value in them is quoted in one place (wp_shell_quote), or is
 * digits and letters of our own.
 */
#include "connection/frame.h"

#include "base/buf.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void wp_mark_new(char mark[WP_MARK_SIZE])
{
    unsigned char bytes[12];
    wp_random_bytes(bytes, sizeof bytes);
    char *at = mark;
    at += sprintf(at, "wp:");
    for (size_t i = 0; i < sizeof bytes; i++)
        at += sprintf(at, "%02x", bytes[i]);
}

/* ---- input ---------------------------------------------------------------------- */

/* Formats of printf hold at most so many bytes each: where printf is no builtin, an argument has its limit. */
enum { PIECE = 16 * 1024 };

static void add_piece(wp_buf *text, const char *bytes, size_t len)
{
    wp_buf_add(text, "printf '");
    size_t plain = 0; /* where the run of bytes that stand for themselves began */
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool is_option = i == 0 && byte == '-';
        if (byte >= ' ' && byte < 0x7f && byte != '\'' && byte != '\\' && byte != '%' && !is_option)
            continue;
        wp_buf_add_n(text, bytes + plain, i - plain);
        plain = i + 1;
        if (byte == '\n')
            wp_buf_add_n(text, "\\n", 2);
        else {
            char octal[4] = { '\\', (char)('0' + (byte >> 6)), (char)('0' + (byte >> 3 & 7)),
                              (char)('0' + (byte & 7)) };
            wp_buf_add_n(text, octal, 4);
        }
    }
    wp_buf_add_n(text, bytes + plain, len - plain);
    wp_buf_add(text, "'\n");
}

static void add_input(wp_buf *text, wp_str input)
{
    wp_buf_add(text, "{\n");
    for (size_t at = 0; at < input.len; at += PIECE)
        add_piece(text, input.ptr + at, input.len - at < PIECE ? input.len - at : PIECE);
    wp_buf_add(text, ":\n} | ");
}

/* ---- processes left behind ------------------------------------------------------- */

/* Is there an & that starts something and goes on? Wrong guesses cost a moment, no more. */
static bool may_leave_processes(const char *script)
{
    for (const char *at = strchr(script, '&'); at; at = strchr(at + 1, '&')) {
        char before = at > script ? at[-1] : ' ';
        if (at[1] != '&' && at[1] != '>' && !strchr("&><", before))
            return true;
    }
    return strstr(script, "nohup") || strstr(script, "daemon");
}

/* Counts processes of the shell's own session that began after it did: Linux's /proc/PID/stat, whose second
 * field is a name that may hold anything, so that one counts from the last parenthesis. */
static const char count_left[] =
    "_wp_left() {\n"
    "n=0 s=; read -r me x </proc/self/stat\n" /* the process that runs this: maybe not $$ */
    "for p in $$ /proc/[0-9]*; do\n"
    "p=${p#/proc/} l=\n"
    "while IFS= read -r x || [ \"$x\" ]; do l=\"$l $x\"; done <\"/proc/$p/stat\" || continue\n"
    "set -f; set -- ${l##*\\)}; set +f\n" /* state parent group session ... 20: start */
    "[ $# -ge 20 ] || continue\n"
    "[ \"$s\" ] || { s=$4 t=${20}; continue; }\n"
    "[ \"$4\" = \"$s\" ] && [ \"$p\" != $$ ] && [ \"$p\" != \"$me\" ] && [ \"$1\" != Z ] || continue\n"
    "[ \"${20}\" -gt \"$t\" ] || { [ \"${20}\" = \"$t\" ] && [ \"$p\" -gt $$ ]; } || continue\n" /* sudo's are older */
    "n=$((n + 1))\n"
    "done\n"
    "echo $n\n"
    "}\n";

/* ---- frames ------------------------------------------------------------------------ */

static void add_half(wp_buf *text, const wp_half *half)
{
    wp_buf_add(text, "eval ");
    wp_buf_str_add(text, wp_shell_quote(text->arena, wp_str_of(half->text)));
    wp_buf_char(text, '\n');
}

/* On a terminal both streams are one: standard error goes through a file without a name, and follows the mark. */
static const char first_of_pipes[] = "exec 4>&2 2>/dev/null\n";
static const char first_of_terminal[] = "exec 2>/dev/null; _wp_file=$(umask 077; mktemp) && exec 4>\"$_wp_file\" "
                                        "5<\"$_wp_file\" && rm -f \"$_wp_file\" ||\n"
                                        "exec 4>/dev/null 5</dev/null\n";

static void add_script(wp_buf *text, const wp_frame *frame)
{
    if (frame->input.ptr)
        add_input(text, frame->input);
    /* Redirected inside of the parentheses: outside, mksh and ksh93 do it to the shell itself for as long. */
    wp_buf_add(text, frame->input.ptr ? "( exec 2>&4 4>&- 5<&-\neval " : "( exec </dev/null 2>&4 4>&- 5<&-\neval ");
    wp_buf_str_add(text, wp_shell_quote(text->arena, wp_str_of(frame->script)));
    wp_buf_add(text, "\n)\n");
}

static void add_end(wp_buf *text, const wp_frame *frame, const char *mark, bool on_terminal)
{
    if (may_leave_processes(frame->script)) {
        wp_buf_add(text, "_wp_status=$?\n");
        wp_buf_add(text, count_left);
        wp_buf_printf(text, "echo \"%s $_wp_status $(_wp_left)\"\n", mark);
    } else {
        wp_buf_printf(text, "echo \"%s $? 0\"\n", mark);
    }
    wp_buf_printf(text, on_terminal ? "cat <&5; echo %s; }\n" : "echo %s >&4; }\n", mark);
}

wp_str wp_frame_text(wp_arena *arena, const wp_frame *frame, const wp_half *const *halves, size_t half_count,
                     const wp_frame_marks *marks, bool on_terminal)
{
    wp_buf text = wp_buf_new(arena);
    wp_buf_add(&text, "{ ");
    if (marks->token[0]) {
        wp_buf_add(&text, on_terminal ? first_of_terminal : first_of_pipes);
        wp_buf_printf(&text, on_terminal ? "echo %s $$\n" : "echo %s $$; echo %s >&4\n", marks->token, marks->token);
    }
    for (size_t i = 0; i < half_count; i++)
        add_half(&text, halves[i]);
    add_script(&text, frame);
    add_end(&text, frame, marks->mark, on_terminal);
    return wp_buf_str(&text);
}

int wp_shell_status(long status)
{
    return (int)(status > 256 ? 128 + (status & 127) : status & 255);
}

bool wp_frame_end_parse(wp_str rest, wp_frame_end *out)
{
    int64_t number[2];
    wp_str part;
    rest = wp_str_trim(rest);
    for (size_t i = 0; i < 2; i++)
        if (!wp_str_split(&rest, ' ', &part) || !wp_str_int(part, &number[i]))
            return false;
    *out = (wp_frame_end){ wp_shell_status((long)number[0]), (long)number[1] };
    return true;
}

/* ---- a script in one line ------------------------------------------------------------- */

/* `read` takes its line byte by byte and leaves what follows, which no other way of reading a script does. */
const char wp_line_shell[] = "-c 'IFS= read -r _wp_line; eval \"$_wp_line\"'";

/* Quoted, with every line feed as a reference to a variable that holds one. */
static void add_in_line(wp_buf *text, const char *script)
{
    wp_str quoted = wp_shell_quote(text->arena, wp_str_of(script));
    /* A script without blanks or quotes comes back as it is, and has no line feed either. */
    for (size_t i = 0; i < quoted.len; i++) {
        if (quoted.ptr[i] == '\n')
            wp_buf_add(text, "'\"$_wp_lf\"'");
        else
            wp_buf_char(text, quoted.ptr[i]);
    }
}

wp_str wp_line_text(wp_arena *arena, const wp_frame *frame, const char *token)
{
    wp_buf text = wp_buf_new(arena);
    wp_buf_printf(&text, "echo %s $$; echo %s >&2; ", token, token);
    wp_buf_add(&text, "_wp_lf=$(printf '\\nx'); _wp_lf=${_wp_lf%x}; ");
    for (size_t i = 0; i < frame->half_count; i++) {
        wp_buf_add(&text, "eval ");
        add_in_line(&text, frame->halves[i].text);
        wp_buf_add(&text, "; ");
    }
    wp_buf_add(&text, "eval ");
    add_in_line(&text, frame->script);
    wp_buf_char(&text, '\n');
    return wp_buf_str(&text);
}
