/*
 * Which distribution it is: /etc/os-release in Ansible's names, which are older than
 * that file and differ from it.
 */
#include "module/facts.h"

#include <string.h>

#include "base/text.h"

static const struct {
    const char *id, *name, *family;
} known[] = {
    { "debian", "Debian", "Debian" },
    { "ubuntu", "Ubuntu", "Debian" },
    { "raspbian", "Debian", "Debian" },
    { "linuxmint", "Linux Mint", "Debian" },
    { "kali", "Kali", "Debian" },
    { "pop", "Pop!_OS", "Debian" },
    { "devuan", "Devuan", "Debian" },
    { "rhel", "RedHat", "RedHat" },
    { "centos", "CentOS", "RedHat" },
    { "fedora", "Fedora", "RedHat" },
    { "rocky", "Rocky", "RedHat" },
    { "almalinux", "AlmaLinux", "RedHat" },
    { "ol", "OracleLinux", "RedHat" },
    { "amzn", "Amazon", "RedHat" },
    { "scientific", "Scientific", "RedHat" },
    { "opensuse-leap", "openSUSE Leap", "Suse" },
    { "opensuse-tumbleweed", "openSUSE Tumbleweed", "Suse" },
    { "sles", "SLES", "Suse" },
    { "sled", "SLED", "Suse" },
    { "alpine", "Alpine", "Alpine" },
    { "arch", "Archlinux", "Archlinux" },
    { "manjaro", "Manjaro", "Archlinux" },
    { "gentoo", "Gentoo", "Gentoo" },
    { "void", "Void", "Void" },
    { "flatcar", "Flatcar", "Flatcar" },
    { "photon", "Photon", "RedHat" },
};

/* By its own name, else by those it says it is like. */
static const char *family_of(wp_str id, wp_str like)
{
    wp_str rest = like, word;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (wp_str_is(id, known[i].id))
            return known[i].family;
    while (wp_facts_word(&rest, &word))
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (wp_str_is(word, known[i].id))
                return known[i].family;
    return NULL;
}

static wp_str name_of(wp_str id, wp_str name)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (wp_str_is(id, known[i].id))
            return wp_str_of(known[i].name);
    return name;
}

static bool is_number(wp_str text)
{
    return text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* Debian tells its point release in a file of its own, Alpine too. */
static wp_str version_of(wp_facts *facts, wp_str id, wp_str version)
{
    const char *file = wp_str_is(id, "debian") ? "debian_version" : wp_str_is(id, "alpine") ? "alpine_release" : "";
    wp_str finer = wp_facts_field(facts, file);
    return is_number(finer) ? finer : version;
}

/* "12 (bookworm)", "20.04.6 LTS (Focal Fossa)": where there is no code name of its own. */
static wp_str release_of(wp_str file)
{
    wp_str name = wp_facts_entry(file, '=', "VERSION_CODENAME"), version = wp_facts_entry(file, '=', "VERSION");
    size_t open = wp_str_find(version, wp_str_of("("), 0), close = wp_str_find(version, wp_str_of(")"), 0);
    if (name.len)
        return name;
    if (open != SIZE_MAX && close != SIZE_MAX && close > open)
        return wp_str_slice(version, open + 1, close);
    return wp_str_of("NA");
}

static wp_str part_of(wp_str version, size_t index)
{
    wp_str part = { 0 };
    for (size_t i = 0; i <= index; i++)
        if (!wp_str_split(&version, '.', &part))
            return wp_str_of("");
    return part;
}

static void put_lsb(wp_facts *facts, wp_str file, wp_str name, wp_str version)
{
    wp_value lsb = wp_dict_new(facts->arena, 5);
    wp_facts_set_text(facts, lsb, "id", name);
    wp_facts_set_text(facts, lsb, "description", wp_facts_entry(file, '=', "PRETTY_NAME"));
    wp_facts_set_text(facts, lsb, "release", version);
    wp_facts_set_text(facts, lsb, "major_release", part_of(version, 0));
    wp_facts_set_text(facts, lsb, "codename", release_of(file));
    wp_facts_put(facts, "lsb", lsb);
}

void wp_facts_distribution(wp_facts *facts)
{
    wp_str file = wp_facts_field(facts, "os_release");
    wp_str id = wp_facts_entry(file, '=', "ID"), name = name_of(id, wp_facts_entry(file, '=', "NAME"));
    wp_str plain = wp_facts_entry(file, '=', "VERSION_ID"), version = version_of(facts, id, plain);
    const char *family = family_of(id, wp_facts_entry(file, '=', "ID_LIKE"));
    if (!file.len)
        name = wp_facts_field(facts, "system");
    wp_facts_put_text(facts, "distribution", name);
    wp_facts_put_text(facts, "distribution_version", version.len ? version : wp_str_of("NA"));
    wp_facts_put_text(facts, "distribution_major_version", version.len ? part_of(version, 0) : wp_str_of("NA"));
    wp_facts_put_text(facts, "distribution_release", release_of(file));
    if (part_of(version, 1).len)
        wp_facts_put_text(facts, "distribution_minor_version", part_of(version, 1));
    wp_facts_put_text(facts, "os_family", family ? wp_str_of(family) : name);
    if (wp_facts_has(facts, "os_path")) {
        wp_facts_put_text(facts, "distribution_file_path", wp_facts_field(facts, "os_path"));
        wp_facts_put_text(facts, "distribution_file_variety", family ? wp_str_of(family) : name);
        wp_facts_put(facts, "distribution_file_parsed", wp_bool(true));
    }
    put_lsb(facts, file, name, plain);
}
