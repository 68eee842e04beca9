/* Filters between texts and base64. */
#include "template/encodings.h"
#include "template/families.h"

#include "base/text.h"
#include "crypto/digest.h"

static bool want_encoding(wp_call *call, wp_str *out, wp_error *err)
{
    static const char *const names[] = { "encoding", NULL };
    wp_value slots[1];
    return wp_bind(call, names, slots, err) && wp_arg_str(call, names[0], slots[0], "utf-8", out, err);
}

static bool run_b64encode(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text, encoding, bytes;
    if (!want_encoding(call, &encoding, err) || !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    if (call->subject.type == WP_STRING && (call->subject.marks & WP_BYTES))
        bytes = text;
    else if (!wp_encode(call->arena, text, encoding, &bytes, err))
        return wp_while(err, "%s", call->name);
    return wp_give_text(call, wp_base64_encode(call->arena, bytes), out);
}

/* Python passes over what is not of the alphabet. */
static wp_str only_base64(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool fits = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        if (fits || byte == '+' || byte == '/' || byte == '=')
            wp_buf_char(&buf, byte);
    }
    return wp_buf_str(&buf);
}

static bool run_b64decode(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text, encoding, bytes, decoded;
    if (!want_encoding(call, &encoding, err) || !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    if (!wp_base64_decode(call->arena, only_base64(call->arena, text), &bytes))
        return wp_fail_call(call, err, "the text is not base64");
    bool as_utf8 = wp_str_ieq(encoding, "utf-8") || wp_str_ieq(encoding, "utf8");
    if (as_utf8 && !wp_utf8_valid(bytes)) { /* bytes that are no text can still be written to a file */
        wp_give_text(call, bytes, out);
        out->marks |= WP_BYTES;
        return true;
    }
    if (!wp_decode(call->arena, bytes, encoding, &decoded, err))
        return wp_while(err, "%s", call->name);
    return wp_give_text(call, decoded, out);
}

const wp_builtin wp_filters_bytes[] = {
    { .name = "b64encode", .run = run_b64encode, .usage = "text | b64encode(encoding='utf-8')",
      .summary = "As base64." },
    { .name = "b64decode", .run = run_b64decode, .usage = "text | b64decode(encoding='utf-8')",
      .summary = "The text that is written as base64." },
    { 0 },
};
