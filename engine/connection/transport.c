/* The calls of a transport, with what is the same for every kind: rounds are counted, a loss is remembered. */
#include "connection/transport.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { TAMED_MOST = 500 };

const char *wp_tame(wp_arena *arena, wp_str said)
{
    wp_buf text = wp_buf_new(arena);
    said = wp_str_trim(said);
    for (size_t i = 0; i < said.len && text.len < TAMED_MOST; i++) {
        unsigned char byte = (unsigned char)said.ptr[i];
        if (byte >= ' ' && byte != 0x7f)
            wp_buf_char(&text, (char)byte);
        else if (byte == '\n' || byte == '\t')
            wp_buf_char(&text, ' ');
    }
    return wp_buf_str(&text).ptr;
}

static const wp_transport *const kinds[] = { &wp_transport_ssh, &wp_transport_openssh, &wp_transport_local,
                                             &wp_transport_docker, &wp_transport_podman };

const wp_transport *wp_transport_find(const char *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i]->kind, kind) == 0)
            return kinds[i];
    return NULL;
}

bool wp_connection_check_kind(const char *kind, wp_error *err)
{
    char names[128] = "";
    if (wp_transport_find(kind))
        return true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), i > 0 ? ", %s" : "%s", kinds[i]->kind);
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "there is no connection '%s'", kind);
    return wp_hint(err, "hosts are reached by one of: %s", names);
}

bool wp_link_start(wp_link *link, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                   wp_error *err)
{
    link->refused = false;
    if (link->transport->start(link->state, command, pty, patience, out, err))
        return true;
    link->refused = err->kind == WP_E_FAILED;
    link->lost = link->lost || err->kind == WP_E_UNREACHABLE;
    return false;
}

bool wp_link_wait(wp_link *link, wp_channel *writing, const wp_patience *patience, wp_error *err)
{
    if (link->transport->wait(link->state, writing, patience, err))
        return true;
    link->lost = link->lost || err->kind == WP_E_UNREACHABLE;
    return false;
}

bool wp_link_write(wp_link *link, wp_channel *channel, wp_str bytes, const wp_patience *patience, wp_error *err)
{
    while (bytes.len > 0) {
        long count = link->transport->write(link->state, channel, bytes.ptr, bytes.len);
        if (count < 0) {
            err->kind = WP_E_NONE;
            return false;
        }
        bytes.ptr += count;
        bytes.len -= (size_t)count;
        if (bytes.len == 0)
            break;
        if (!wp_link_wait(link, channel, patience, err))
            return false;
        if (count == 0 && patience->until <= wp_clock_ms()) {
            wp_fail(err, WP_E_TIMEOUT, WP_NO_MARK, "the host took no input in time");
            return false;
        }
    }
    return true;
}
