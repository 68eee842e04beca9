/*
 * Interfaces and addresses: /sys/class/net, and what `ip` says.
 *
 *   2: eth0    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0\       valid_lft ...
 *   8.8.8.8 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0
 */
#include "module/facts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* ---- links ---------------------------------------------------------------------- */

static const char *type_of(int64_t number)
{
    switch (number) {
    case 1:
        return "ether";
    case 32:
        return "infiniband";
    case 512:
        return "ppp";
    case 772:
        return "loopback";
    case 65534:
        return "tunnel";
    default:
        return "unknown";
    }
}

static void set_link(wp_facts *facts, wp_value link, wp_str key, wp_str value)
{
    if (wp_str_is(key, "link_address")) {
        if (value.len && !wp_str_is(value, "00:00:00:00:00:00"))
            wp_facts_set_text(facts, link, "macaddress", value);
    } else if (wp_str_is(key, "link_mtu")) {
        wp_dict_set(facts->arena, link, "mtu", wp_int(wp_facts_number(facts, value)));
    } else if (wp_str_is(key, "link_state")) {
        wp_dict_set(facts->arena, link, "active", wp_bool(!wp_str_is(value, "down")));
    } else if (wp_str_is(key, "link_flags")) {
        long flags = strtol(wp_strndup(facts->arena, value.ptr, value.len), NULL, 16);
        wp_dict_set(facts->arena, link, "promisc", wp_bool(flags & 0x100));
    } else if (wp_str_is(key, "link_type")) {
        wp_dict_set(facts->arena, link, "type", wp_string_static(type_of(wp_facts_number(facts, value))));
    } else if (wp_str_is(key, "link_bridge")) {
        wp_dict_set(facts->arena, link, "type", wp_string_static("bridge"));
    } else if (wp_str_is(key, "link_bonding")) {
        wp_dict_set(facts->arena, link, "type", wp_string_static("bonding"));
    } else if (wp_str_is(key, "link_speed")) {
        wp_dict_set(facts->arena, link, "speed", wp_int(wp_facts_number(facts, value)));
    }
}

static wp_value read_links(wp_facts *facts)
{
    wp_value links = wp_dict_new(facts->arena, 8), link = wp_null();
    wp_str rest = facts->fields, key, value;
    while (wp_field_next(&rest, &key, &value)) {
        if (wp_str_is(key, "link")) {
            link = wp_dict_new(facts->arena, 10);
            wp_facts_set_text(facts, link, "device", value);
            wp_dict_put(facts->arena, links, wp_string_of(facts->arena, value), link);
        } else if (wp_is(link, WP_DICT)) {
            set_link(facts, link, key, value);
        }
    }
    return links;
}

/* ---- addresses --------------------------------------------------------------------- */

static const char *dotted(wp_facts *facts, uint32_t address)
{
    return wp_printf(facts->arena, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
                     address & 255);
}

static wp_value ipv4_of(wp_facts *facts, wp_str address, wp_str prefix, wp_str broadcast)
{
    struct in_addr parsed = { 0 };
    wp_value dict = wp_dict_new(facts->arena, 5);
    int bits = (int)wp_facts_number(facts, prefix);
    uint32_t mask = bits <= 0 ? 0 : bits >= 32 ? UINT32_MAX : ~(UINT32_MAX >> bits);
    inet_pton(AF_INET, wp_strndup(facts->arena, address.ptr, address.len), &parsed);
    wp_facts_set_text(facts, dict, "address", address);
    wp_facts_set_text(facts, dict, "broadcast", broadcast);
    wp_facts_set_text(facts, dict, "netmask", wp_str_of(dotted(facts, mask)));
    wp_facts_set_text(facts, dict, "network", wp_str_of(dotted(facts, ntohl(parsed.s_addr) & mask)));
    wp_facts_set_text(facts, dict, "prefix", prefix);
    return dict;
}

static wp_value list_in(wp_facts *facts, wp_value dict, const char *key)
{
    const wp_value *there = wp_dict_find(dict, key);
    if (there)
        return *there;
    wp_value list = wp_list_new(facts->arena, 2);
    wp_dict_set(facts->arena, dict, key, list);
    return list;
}

static void add_ipv4(wp_facts *facts, wp_value link, wp_value made)
{
    if (wp_dict_find(link, "ipv4"))
        wp_list_push(facts->arena, list_in(facts, link, "ipv4_secondaries"), made);
    else
        wp_dict_set(facts->arena, link, "ipv4", made);
}

static void add_ipv6(wp_facts *facts, wp_value link, wp_str address, wp_str prefix, wp_str scope)
{
    wp_value made = wp_dict_new(facts->arena, 3);
    wp_facts_set_text(facts, made, "address", address);
    wp_facts_set_text(facts, made, "prefix", prefix);
    wp_facts_set_text(facts, made, "scope", scope);
    wp_list_push(facts->arena, list_in(facts, link, "ipv6"), made);
}

typedef struct addresses {
    wp_value links, all4, all6;
} addresses;

static void read_address(wp_facts *facts, addresses *at, wp_str line)
{
    wp_str word, name, family, address, prefix = { 0 }, broadcast = wp_str_of(""), scope = wp_str_of("");
    if (!wp_facts_word(&line, &word) || !wp_facts_word(&line, &name) || !wp_facts_word(&line, &family) ||
        !wp_facts_word(&line, &word))
        return;
    wp_str rest = word;
    wp_str_split(&rest, '/', &address);
    prefix = rest.len ? rest : wp_str_of(wp_str_is(family, "inet") ? "32" : "128");
    while (wp_facts_word(&line, &word)) {
        if (wp_str_is(word, "brd"))
            wp_facts_word(&line, &broadcast);
        else if (wp_str_is(word, "scope"))
            wp_facts_word(&line, &scope);
    }
    const wp_value *link = wp_dict_find_n(at->links, name.ptr, name.len);
    if (!link)
        return;
    if (wp_str_is(family, "inet")) {
        add_ipv4(facts, *link, ipv4_of(facts, address, prefix, broadcast));
        if (!wp_str_starts(address, "127."))
            wp_list_push(facts->arena, at->all4, wp_string_of(facts->arena, address));
    } else if (wp_str_is(family, "inet6")) {
        add_ipv6(facts, *link, address, prefix, scope);
        if (!wp_str_is(address, "::1"))
            wp_list_push(facts->arena, at->all6, wp_string_of(facts->arena, address));
    }
}

/* ---- the way out ---------------------------------------------------------------------- */

static wp_str after(wp_str line, const char *key)
{
    wp_str word, value;
    while (wp_facts_word(&line, &word))
        if (wp_str_is(word, key) && wp_facts_word(&line, &value))
            return value;
    return wp_str_of("");
}

static void copy_key(wp_facts *facts, wp_value from, wp_value to, const char *key)
{
    const wp_value *value = wp_dict_find(from, key);
    if (value)
        wp_dict_set(facts->arena, to, key, *value);
}

/* The address of a link that packets leave from. */
static wp_value address_of(wp_facts *facts, wp_value link, const char *family, wp_str source)
{
    const wp_value *found = wp_dict_find(link, family);
    if (!found)
        return wp_dict_new(facts->arena, 0);
    if (wp_is(*found, WP_DICT)) {
        const wp_value *others = wp_dict_find(link, "ipv4_secondaries");
        for (size_t i = 0; others && i < wp_len(*others); i++)
            if (wp_str_eq(wp_text(*wp_dict_find(wp_list_at(*others, i), "address")), source))
                return wp_list_at(*others, i);
        return *found;
    }
    for (size_t i = 0; i < wp_len(*found); i++)
        if (wp_str_eq(wp_text(*wp_dict_find(wp_list_at(*found, i), "address")), source))
            return wp_list_at(*found, i);
    return wp_list_at(*found, 0);
}

static wp_value way_out(wp_facts *facts, const addresses *at, const char *field, const char *family)
{
    static const char *const of_link[] = { "macaddress", "mtu", "type" };
    wp_value out = wp_dict_new(facts->arena, 12);
    wp_str route = wp_facts_field(facts, field), device = after(route, "dev"), gateway = after(route, "via");
    const wp_value *link = wp_dict_find_n(at->links, device.ptr, device.len);
    if (!device.len || !link)
        return out;
    if (gateway.len)
        wp_facts_set_text(facts, out, "gateway", gateway);
    wp_facts_set_text(facts, out, "interface", device);
    wp_value address = address_of(facts, *link, family, after(route, "src"));
    wp_dict_put_all(facts->arena, out, address);
    for (size_t i = 0; i < sizeof of_link / sizeof *of_link; i++)
        copy_key(facts, *link, out, of_link[i]);
    if (strcmp(family, "ipv4") == 0)
        wp_facts_set_text(facts, out, "alias", device);
    return out;
}

void wp_facts_network(wp_facts *facts)
{
    addresses at = { .links = read_links(facts), .all4 = wp_list_new(facts->arena, 4),
                     .all6 = wp_list_new(facts->arena, 4) };
    wp_value names = wp_list_new(facts->arena, 4), key, item;
    wp_str rest = wp_facts_field(facts, "addresses"), line;
    while (wp_str_split(&rest, '\n', &line))
        read_address(facts, &at, line);
    for (size_t i = 0; wp_dict_pair(at.links, i, &key, &item); i++) {
        wp_list_push(facts->arena, names, key);
        wp_facts_put(facts, key.as.text, item);
    }
    wp_facts_put(facts, "interfaces", names);
    wp_facts_put(facts, "all_ipv4_addresses", at.all4);
    wp_facts_put(facts, "all_ipv6_addresses", at.all6);
    wp_facts_put(facts, "default_ipv4", way_out(facts, &at, "route4", "ipv4"));
    wp_facts_put(facts, "default_ipv6", way_out(facts, &at, "route6", "ipv6"));
}
