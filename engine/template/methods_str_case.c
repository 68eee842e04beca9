/* Methods of texts that change the case of letters. */
#include "template/families.h"
#include "template/letters.h"

static bool change(wp_call *call, wp_str (*how)(wp_arena *, wp_str), wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    wp_give_text(call, how(call->arena, wp_text(call->subject)), out);
    out->marks |= call->subject.marks & WP_MARKUP;
    return true;
}

static bool run_upper(wp_call *call, wp_value *out, wp_error *err)
{
    return change(call, wp_letters_upper, out, err);
}

static bool run_lower(wp_call *call, wp_value *out, wp_error *err)
{
    return change(call, wp_letters_lower, out, err);
}

static bool run_title(wp_call *call, wp_value *out, wp_error *err)
{
    return change(call, wp_letters_title, out, err);
}

static bool run_capitalize(wp_call *call, wp_value *out, wp_error *err)
{
    return change(call, wp_letters_capitalize, out, err);
}

static bool run_casefold(wp_call *call, wp_value *out, wp_error *err)
{
    return change(call, wp_letters_casefold, out, err);
}

static bool run_swapcase(wp_call *call, wp_value *out, wp_error *err)
{
    return change(call, wp_letters_swapcase, out, err);
}

const wp_builtin wp_methods_str_case[] = {
    { .name = "upper", .run = run_upper, .usage = "text.upper()", .summary = "In capitals." },
    { .name = "lower", .run = run_lower, .usage = "text.lower()", .summary = "In small letters." },
    { .name = "title", .run = run_title, .usage = "text.title()", .summary = "Every word with a capital." },
    { .name = "capitalize", .run = run_capitalize, .usage = "text.capitalize()",
      .summary = "The first letter as a capital, the others small." },
    { .name = "casefold", .run = run_casefold, .usage = "text.casefold()",
      .summary = "As is best for comparing whatever the case." },
    { .name = "swapcase", .run = run_swapcase, .usage = "text.swapcase()",
      .summary = "Capitals small, small letters as capitals." },
    { 0 },
};
