/* A session that ends once the host has shown its key. */
#include "connection/host_keys.h"

#include "connection/ssh.h"

bool wp_host_key_ask(wp_arena *arena, const wp_connection_options *options, wp_host_key *out, wp_error *err)
{
    wp_connection_stats stats = { 0 };
    wp_ssh *ssh = wp_transport_ssh.make(arena, options, &stats);
    bool done = wp_ssh_meet(ssh, err) && wp_ssh_read_host_key(arena, ssh, out, err);
    wp_ssh_part(ssh);
    return done;
}

bool wp_host_key_record(wp_arena *arena, const wp_connection_options *options, const wp_host_key *key, wp_error *err)
{
    wp_ssh_settings *settings;
    return wp_ssh_settings_load(arena, options, &settings, err) &&
           wp_known_hosts_add(arena, settings, key->type, key->base64, err);
}
