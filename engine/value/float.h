/* Floats as Python writes them: the shortest text that reads back as the same number. */
#ifndef WP_VALUE_FLOAT_H
#define WP_VALUE_FLOAT_H

#define WP_FLOAT_TEXT 64

/* "1.0", "0.1", "1e+16", "inf", "nan". Returns `out`. */
const char *wp_float_print(char out[WP_FLOAT_TEXT], double number);

#endif
