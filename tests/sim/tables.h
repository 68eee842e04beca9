/* The tables of durations and faults, as the README shows them. */
#ifndef SIM_TABLES_H
#define SIM_TABLES_H

#include <stdio.h>

void sim_tables_print(FILE *out);

#endif
