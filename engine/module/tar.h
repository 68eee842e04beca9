/* A tar stream, written head by head: wp_tar_head, the content, wp_tar_padding zeros; at last wp_tar_end. */
#ifndef WP_MODULE_TAR_H
#define WP_MODULE_TAR_H

#include "base/buf.h"

#define WP_TAR_BLOCK 512

void wp_tar_head(wp_buf *out, const char *name, uint64_t size);
size_t wp_tar_padding(uint64_t size);
void wp_tar_end(wp_buf *out);

#endif
