/* The host's clock, in the forms that Ansible gives it. */
#include "module/facts.h"

#include "base/text.h"

enum { COLUMNS = 15 };

void wp_facts_moment(wp_facts *facts)
{
    /* As setup.sh asks date for it. */
    static const char *const names[COLUMNS] = { "year", "month", "day", "hour", "minute", "second", "epoch",
                                                "tz", "tz_offset", "weekday", NULL, "weeknumber", NULL, NULL, NULL };
    wp_str rest = wp_facts_field(facts, "date"), column[COLUMNS] = { { 0 } };
    wp_value moment = wp_dict_new(facts->arena, 20);
    for (size_t i = 0; i < COLUMNS && wp_str_split(&rest, '|', &column[i]); i++)
        if (names[i])
            wp_facts_set_text(facts, moment, names[i], column[i]);
    wp_str utc = wp_facts_field(facts, "utc");
    /* busybox has no nanoseconds: there they are 0. */
    int64_t nanoseconds = wp_facts_number(facts, column[14]);
    const char *micro = wp_printf(facts->arena, "%06d", (int)(nanoseconds / 1000 % 1000000));
    const struct {
        const char *key, *text;
    } made[] = {
        { "epoch_int", wp_strndup(facts->arena, column[6].ptr, column[6].len) },
        { "weekday_number", wp_strndup(facts->arena, column[10].ptr, column[10].len) },
        { "date", wp_printf(facts->arena, "%.*s-%.*s-%.*s", (int)column[0].len, column[0].ptr, (int)column[1].len,
                            column[1].ptr, (int)column[2].len, column[2].ptr) },
        { "time", wp_printf(facts->arena, "%.*s:%.*s:%.*s", (int)column[3].len, column[3].ptr, (int)column[4].len,
                            column[4].ptr, (int)column[5].len, column[5].ptr) },
        { "iso8601", wp_printf(facts->arena, "%.*sZ", (int)utc.len, utc.ptr) },
        { "iso8601_micro", wp_printf(facts->arena, "%.*s.%sZ", (int)utc.len, utc.ptr, micro) },
        { "iso8601_basic_short",
          wp_printf(facts->arena, "%.*s%.*s%.*sT%.*s%.*s%.*s", (int)column[0].len, column[0].ptr, (int)column[1].len,
                    column[1].ptr, (int)column[2].len, column[2].ptr, (int)column[3].len, column[3].ptr,
                    (int)column[4].len, column[4].ptr, (int)column[5].len, column[5].ptr) },
        { "iso8601_basic",
          wp_printf(facts->arena, "%.*s%.*s%.*sT%.*s%.*s%.*s%s", (int)column[0].len, column[0].ptr,
                    (int)column[1].len, column[1].ptr, (int)column[2].len, column[2].ptr, (int)column[3].len,
                    column[3].ptr, (int)column[4].len, column[4].ptr, (int)column[5].len, column[5].ptr, micro) },
        { "tz_dst", wp_strndup(facts->arena, column[7].ptr, column[7].len) },
    };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        wp_dict_set(facts->arena, moment, made[i].key, wp_string(facts->arena, made[i].text));
    wp_facts_put(facts, "date_time", moment);
}
