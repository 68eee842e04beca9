/* The shared media folder: incoming, outgoing, shared, and who owns what is in them. */
#ifndef SIM_MEDIA_H
#define SIM_MEDIA_H

#include "app.h"

/*
 * Makes the three folders. The versions 2.29.1 and 2.29.2, and the fault
 * media_wrong_owner, leave files in them that belong to another user than root.
 */
void sim_media_prepare(sim_app *app);

#endif
