/* The two tables that a tester wants to read, from where they live. */
#include "tables.h"
#include "faults.h"
#include "timeline.h"

void sim_tables_print(FILE *out)
{
    fputs("| variable (milliseconds) | default | at 0.1 | at 0.05 | what lasts so long |\n|---|---|---|---|---|\n", out);
    for (int i = 0; i < SIM_DURATIONS; i++) {
        const sim_duration_row *row = &sim_durations[i];
        sim_config tenth = { .time_factor = 0.1 }, twentieth = { .time_factor = 0.05 };
        fprintf(out, "| `%s` | %ld | %ld | %ld | %s |\n", row->variable, row->default_ms,
                sim_scale_ms(&tenth, (double)row->default_ms, row->floor_ms),
                sim_scale_ms(&twentieth, (double)row->default_ms, row->floor_ms), row->meaning);
    }
    fputs("\n| fault | read by | effect |\n|---|---|---|\n", out);
    for (const sim_fault_row *row = sim_fault_rows; row->name; row++)
        fprintf(out, "| `%s` | %s | %s |\n", row->name, row->where, row->effect);
}
