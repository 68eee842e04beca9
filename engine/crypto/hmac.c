/* HMAC-SHA1: how known_hosts hides the names of hosts. */
#include "crypto/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

void wp_hmac_sha1(wp_str key, wp_str bytes, unsigned char out[20])
{
    unsigned int len = 20;
    HMAC(EVP_sha1(), key.ptr, (int)key.len, (const unsigned char *)bytes.ptr, bytes.len, out, &len);
}
