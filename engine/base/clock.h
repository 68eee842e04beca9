/* Time: a clock that never steps back, for limits; the calendar, for people. */
#ifndef WP_BASE_CLOCK_H
#define WP_BASE_CLOCK_H

#include <waplay/arena.h>

int64_t wp_clock_ms(void);    /* monotonic, milliseconds */
double wp_clock_seconds(void); /* the calendar's, since 1970 */
void wp_sleep_ms(int64_t ms);  /* goes on after signals */
/* strftime of a moment in UTC or local time. */
const char *wp_time_format(wp_arena *arena, double seconds, bool utc, const char *format);

#endif
