/*
 * Bytes as text: base64 and hex.
 *
 * Reading base64 follows Python's: what is no letter of the alphabet is passed
 * over (line breaks, above all), and the padding must be there.
 */
#include "crypto/digest.h"

#include <openssl/crypto.h>

wp_str wp_base64_encode(wp_arena *arena, wp_str bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = wp_alloc(arena, (bytes.len + 2) / 3 * 4 + 1);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)(unsigned char)bytes.ptr[i] << 16;
        if (left > 1)
            group |= (uint32_t)(unsigned char)bytes.ptr[i + 1] << 8;
        if (left > 2)
            group |= (unsigned char)bytes.ptr[i + 2];
        text[len++] = letters[group >> 18];
        text[len++] = letters[group >> 12 & 63];
        text[len++] = left > 1 ? letters[group >> 6 & 63] : '=';
        text[len++] = left > 2 ? letters[group & 63] : '=';
    }
    return (wp_str){ text, len };
}

static int letter_value(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return letter - 'A';
    if (letter >= 'a' && letter <= 'z')
        return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9')
        return letter - '0' + 52;
    if (letter == '+')
        return 62;
    return letter == '/' ? 63 : -1;
}

bool wp_base64_decode(wp_arena *arena, wp_str text, wp_str *out)
{
    char *bytes = wp_alloc(arena, text.len / 4 * 3 + 4);
    size_t len = 0, letters = 0, pads = 0;
    uint32_t group = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '=') {
            pads++;
            if (letters >= 2 && letters + pads >= 4)
                break;
            continue;
        }
        int value = letter_value(text.ptr[i]);
        if (value < 0)
            continue;
        pads = 0;
        group = group << 6 | (uint32_t)value;
        letters++;
        if (letters > 1)
            bytes[len++] = (char)(group >> (8 - 2 * letters) & 0xff);
        if (letters == 4)
            letters = 0;
    }
    if (letters == 1 || (letters > 0 && letters + pads < 4))
        return false;
    bytes[len] = '\0';
    *out = (wp_str){ bytes, len };
    return true;
}

wp_str wp_hex_encode(wp_arena *arena, wp_str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = wp_alloc(arena, bytes.len * 2 + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        text[2 * i] = digits[byte >> 4];
        text[2 * i + 1] = digits[byte & 15];
    }
    return (wp_str){ text, bytes.len * 2 };
}

bool wp_hex_decode(wp_arena *arena, wp_str text, wp_str *out)
{
    if (text.len % 2)
        return false;
    char *bytes = wp_alloc(arena, text.len / 2 + 1);
    for (size_t i = 0; i < text.len / 2; i++) {
        int high = OPENSSL_hexchar2int((unsigned char)text.ptr[2 * i]);
        int low = OPENSSL_hexchar2int((unsigned char)text.ptr[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (char)(high << 4 | low);
    }
    *out = (wp_str){ bytes, text.len / 2 };
    return true;
}
