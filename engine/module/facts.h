/* Facts: what the files of facts_*.c share. Each reads some fields and puts its facts. */
#ifndef WP_MODULE_FACTS_H
#define WP_MODULE_FACTS_H

#include "module/job.h"

typedef struct wp_facts {
    wp_job *job;
    wp_arena *arena;
    wp_str fields; /* the answer of setup_facts */
    wp_value dict; /* names without "ansible_" */
} wp_facts;

/* A field; "" where there is none. */
wp_str wp_facts_field(const wp_facts *facts, const char *key);
bool wp_facts_has(const wp_facts *facts, const char *key);
void wp_facts_put(wp_facts *facts, const char *name, wp_value value);
void wp_facts_put_text(wp_facts *facts, const char *name, wp_str text);
void wp_facts_put_printf(wp_facts *facts, const char *name, const char *format, ...) WP_PRINTF(3, 4);
void wp_facts_set_text(const wp_facts *facts, wp_value dict, const char *key, wp_str text);
int64_t wp_facts_number(const wp_facts *facts, wp_str text); /* 0 where it is none */
/* The next word of a line; false at its end. */
bool wp_facts_word(wp_str *rest, wp_str *word);
/* "Key:   value" or KEY="value" of a file: "" where there is none. */
wp_str wp_facts_entry(wp_str file, char separator, const char *key);

void wp_facts_system(wp_facts *facts);
void wp_facts_distribution(wp_facts *facts);
void wp_facts_moment(wp_facts *facts);
void wp_facts_hardware(wp_facts *facts);
void wp_facts_mounts(wp_facts *facts);
void wp_facts_network(wp_facts *facts);
void wp_facts_virtual(wp_facts *facts);
void wp_facts_local(wp_facts *facts);

#endif
