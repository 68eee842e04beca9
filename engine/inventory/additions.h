/* Inside the room: what a run adds to the inventory, kept for when the sources are read again. */
#ifndef WP_INVENTORY_ADDITIONS_H
#define WP_INVENTORY_ADDITIONS_H

#include "inventory/data.h"

/* All of them once more, after a refresh. What hung on a host that is gone goes with it. */
void wp_additions_repeat(wp_inventory *inventory);

#endif
