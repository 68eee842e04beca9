/* Methods of bytes. */
#include "template/encodings.h"
#include "template/families.h"

#include "base/text.h"
#include "crypto/digest.h"

static bool run_decode(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "encoding", "errors", NULL };
    wp_value slots[2];
    wp_str encoding, text;
    if (!wp_bind(call, names, slots, err) || !wp_arg_str(call, names[0], slots[0], "utf-8", &encoding, err))
        return false;
    if (!wp_decode(call->arena, wp_text(call->subject), encoding, &text, err))
        return wp_while(err, "%s", call->name);
    return wp_give_text(call, text, out);
}

static bool run_hex(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) &&
           wp_give_text(call, wp_hex_encode(call->arena, wp_text(call->subject)), out);
}

const wp_builtin wp_methods_bytes[] = {
    { .name = "decode", .run = run_decode, .usage = "bytes.decode(encoding='utf-8')",
      .summary = "The text that they are in an encoding." },
    { .name = "hex", .run = run_hex, .usage = "bytes.hex()", .summary = "Each as two hex digits." },
    { 0 },
};
