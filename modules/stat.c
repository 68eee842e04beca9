/* stat: what is to be known of a path, without touching it. */
#include <waplay/module.h>

#include <string.h>

static bool probe(wp_job *job, wp_error *err)
{
    wp_reply *reply = wp_job_state(job, sizeof *reply);
    const char *algorithm = wp_job_bool(job, "get_checksum") ? wp_job_str(job, "checksum_algorithm") : "";
    if (!WP_CALL(job, "stat_probe", reply, err, wp_job_str(job, "path"), wp_job_bool(job, "follow") ? "follow" : "",
                 algorithm, wp_job_bool(job, "get_mime") ? "1" : "", wp_job_bool(job, "get_attributes") ? "1" : ""))
        return false;
    return reply->status == 0 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, reply));
}

/* ---- the dict ------------------------------------------------------------------- */

static void put(wp_job *job, wp_value dict, const char *key, wp_value value)
{
    wp_dict_set(wp_job_arena(job), dict, key, value);
}

static void put_text(wp_job *job, wp_value dict, const char *key, wp_str text)
{
    put(job, dict, key, wp_string_of(wp_job_arena(job), text));
}

static void put_access(wp_job *job, wp_value dict, wp_str may)
{
    static const char *const keys[] = { "readable", "writeable", "executable" };
    for (size_t i = 0; i < 3; i++)
        put(job, dict, keys[i], wp_bool(memchr(may.ptr, "rwx"[i], may.len) != NULL));
}

static wp_str mime_part(wp_str mime, bool charset)
{
    const char *split = mime.len ? memchr(mime.ptr, ';', mime.len) : NULL;
    if (!split)
        return mime.len && !charset ? mime : wp_str_of("unknown");
    if (!charset)
        return (wp_str){ mime.ptr, (size_t)(split - mime.ptr) };
    const char *equals = memchr(split, '=', mime.len - (size_t)(split - mime.ptr));
    if (!equals)
        return wp_str_of("unknown");
    wp_str text = { equals + 1, (size_t)(mime.ptr + mime.len - equals - 1) };
    return text;
}

static const struct {
    char letter;
    const char *name;
} attribute_names[] = {
    { 'A', "noatime" },   { 'a', "append" },  { 'c', "compressed" }, { 'C', "nocow" },     { 'd', "nodump" },
    { 'D', "dirsync" },   { 'e', "extents" }, { 'E', "encrypted" },  { 'h', "blocksize" }, { 'i', "immutable" },
    { 'I', "indexed" },   { 'j', "journalled" }, { 'N', "inline" },  { 's', "zero" },      { 'S', "synchronous" },
    { 't', "notail" },    { 'T', "blockroot" }, { 'u', "undelete" }, { 'X', "compressedraw" },
    { 'Z', "compresseddirty" },
};

/* "823884743 --------------e------- /path": version, flags. */
static void put_attributes(wp_job *job, wp_value dict, wp_str line)
{
    wp_arena *arena = wp_job_arena(job);
    char *text = wp_strndup(arena, line.ptr, line.len), *save = NULL;
    const char *version = strtok_r(text, " ", &save), *flags = version ? strtok_r(NULL, " ", &save) : NULL;
    wp_value names = wp_list_new(arena, 2);
    char set[64];
    size_t count = 0;
    for (; flags && *flags; flags++) {
        if (*flags == '-' || count + 1 >= sizeof set)
            continue;
        set[count++] = *flags;
        for (size_t i = 0; i < sizeof attribute_names / sizeof *attribute_names; i++)
            if (attribute_names[i].letter == *flags)
                wp_list_push(arena, names, wp_string_static(attribute_names[i].name));
    }
    put(job, dict, "version", version ? wp_string(arena, version) : wp_null());
    put(job, dict, "attr_flags", wp_string_n(arena, set, count));
    put(job, dict, "attributes", names);
}

static bool plan(wp_job *job, wp_error *err)
{
    const wp_reply *reply = wp_job_state(job, sizeof *reply);
    wp_stat stat;
    (void)err;
    wp_stat_read(wp_job_arena(job), reply->out, &stat);
    wp_value dict = wp_stat_dict(job, &stat, wp_job_str(job, "path"));
    if (!stat.exists) {
        wp_value nothing = wp_dict_new(wp_job_arena(job), 1);
        put(job, nothing, "exists", wp_bool(false));
        wp_job_set(job, "stat", nothing);
        return true;
    }
    put(job, dict, "exists", wp_bool(true));
    put(job, dict, "dev", wp_int(stat.device));
    put(job, dict, "device_type", wp_int(stat.device_type));
    put(job, dict, "blocks", wp_int(stat.blocks));
    put(job, dict, "block_size", wp_int(stat.block_size));
    put_access(job, dict, wp_field(reply->out, "access"));
    if (stat.kind == 'l' && stat.target) {
        put(job, dict, "lnk_target", wp_string(wp_job_arena(job), stat.target));
        put_text(job, dict, "lnk_source", wp_field(reply->out, "real"));
    }
    if (stat.checksum && *stat.checksum)
        put(job, dict, "checksum", wp_string(wp_job_arena(job), stat.checksum));
    if (wp_job_bool(job, "get_mime")) {
        put_text(job, dict, "mimetype", mime_part(wp_field(reply->out, "mime"), false));
        put_text(job, dict, "charset", mime_part(wp_field(reply->out, "mime"), true));
    }
    if (wp_job_bool(job, "get_attributes"))
        put_attributes(job, dict, wp_field(reply->out, "lsattr"));
    wp_job_set(job, "stat", dict);
    return true;
}

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true, .aliases = (const char *const[]){ "dest", "name", NULL },
      .help = "the path to look at" },
    { .name = "follow", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "where it is a link, look at what it leads to" },
    { .name = "get_checksum", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "make the digest of a file" },
    { .name = "checksum_algorithm", .type = WP_PARAM_STR, .fallback = "sha1",
      .choices = (const char *const[]){ "md5", "sha1", "sha224", "sha256", "sha384", "sha512", NULL },
      .aliases = (const char *const[]){ "checksum", "checksum_algo", NULL }, .help = "which digest" },
    { .name = "get_mime", .type = WP_PARAM_BOOL, .fallback = "yes",
      .aliases = (const char *const[]){ "mime", "mime_type", "mime-type", NULL },
      .help = "ask the program file what is in it, where the host has that" },
    { .name = "get_attributes", .type = WP_PARAM_BOOL, .fallback = "yes",
      .aliases = (const char *const[]){ "attr", "attributes", NULL },
      .help = "ask lsattr for attributes, where the host has that" },
    { 0 },
};

const wp_module wp_module_stat = {
    .name = "stat",
    .summary = "What is to be known of a path",
    .params = params,
    .probe = probe,
    .plan = plan,
    .remote = "stat",
    .examples = "- ansible.builtin.stat:\n"
                "    path: /etc/hosts\n"
                "  register: hosts\n"
                "- ansible.builtin.debug:\n"
                "    msg: \"{{ hosts.stat.mode }} {{ hosts.stat.checksum }}\"\n"
                "  when: hosts.stat.exists\n",
    .returns =
        "stat: dict; exists says whether the rest is there (isreg, isdir, islnk, mode, size, uid, pw_name, mtime, "
        "checksum, ...)\n",
};
