/*
 * Faults: what the simulator does wrong on request.
 *
 * A fault has a name and a value, and comes from three places, the later ones
 * winning: the variable WA_SIM_FAULTS ("throttle=3,no_connect@core1"), the file
 * WA_SIM_FAULT_FILE (one a line), the table sim_faults in the database (which
 * every node sees within a fifth of a second). `name@who` limits one to a
 * host, a container, an id or a kind of node. A value that is a number counts:
 * 3 means the next three times. Without a value, or with `on`, it stays.
 */
#ifndef SIM_FAULTS_H
#define SIM_FAULTS_H

#include "db.h"

typedef struct sim_faults sim_faults;

typedef struct sim_fault_row {
    const char *name, *where, *effect;
} sim_fault_row;

extern const sim_fault_row sim_fault_rows[]; /* ends with a NULL name */

sim_faults *sim_faults_new(const sim_config *config, sim_db_pool *pool);

/*
 * A thread reads the faults anew all the time, since those who ask may hold
 * locks and must not wait for a database that is gone. Who has a connection
 * at hand may also read them at once.
 */
void sim_faults_follow(sim_faults *faults);
void sim_faults_read(sim_faults *faults, sim_db *db);

/* Is it on? Counts nothing. */
bool sim_fault_is_on(sim_faults *faults, const char *name);

/* Is it on? If it has a count, this is one. */
bool sim_fault_take(sim_faults *faults, const char *name);

/* Its value as a number, or the fallback when it is off or has none. */
long sim_fault_number(sim_faults *faults, const char *name, long fallback);

#endif
