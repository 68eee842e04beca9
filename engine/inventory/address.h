/* Names of hosts as inventories have them: with a port, as an IPv6 address, as a range. */
#ifndef WP_INVENTORY_ADDRESS_H
#define WP_INVENTORY_ADDRESS_H

#include <waplay/error.h>

/* Host names, IPv4 and IPv6 addresses, each with ranges in place of its parts
 * (`web[01:10].example.com`). A port follows after ':', and then an IPv6 address
 * stands in brackets. False: it is none of these. *port is -1 where none is given. */
bool wp_address_parse(wp_str text, wp_str *host, int64_t *port);

/* All the names that one entry of an inventory stands for, and their port (-1:
 * none). What is no address is taken as it stands, but its ranges count too. */
bool wp_address_expand(wp_arena *arena, wp_str text, wp_mark mark, wp_str **names, size_t *count, int64_t *port,
                       wp_error *err);

#endif
