/* Is it a guest or a host of virtual machines, or a container? The first sign that fits decides. */
#include "module/facts.h"

#include "base/text.h"

static const struct {
    const char *field, *holds; /* holds NULL: the field is there */
    const char *type;
} signs[] = {
    { "dockerenv", NULL, "docker" },
    { "cgroup", "/docker", "docker" },
    { "containerenv", NULL, "podman" },
    { "cgroup", "/libpod", "podman" },
    { "cgroup", "/kubepods", "docker" },
    { "cgroup", "/lxc/", "lxc" },
    { "virt_init", "lxc", "lxc" },
    { "virt_init", "systemd-nspawn", "container" },
    { "openvz", NULL, "openvz" },
    { "hypervisor", "xen", "xen" },
    { "xen", NULL, "xen" },
    { "virt_product", "VMware", "VMware" },
    { "virt_vendor", "VMware", "VMware" },
    { "virt_product", "VirtualBox", "virtualbox" },
    { "virt_vendor", "innotek", "virtualbox" },
    { "virt_product", "Virtual Machine", "VirtualPC" },
    { "virt_product", "KVM", "kvm" },
    { "virt_product", "OpenStack", "openstack" },
    { "virt_vendor", "QEMU", "kvm" },
    { "virt_vendor", "Red Hat", "kvm" },
    { "virt_vendor", "Amazon EC2", "kvm" },
    { "virt_vendor", "Google", "kvm" },
    { "virt_vendor", "DigitalOcean", "kvm" },
    { "virt_vendor", "Hetzner", "kvm" },
    { "virt_vendor", "Parallels", "parallels" },
    { "virt_bios", "Xen", "xen" },
    { "virt_cpu", "QEMU Virtual CPU", "kvm" },
};

static bool holds(const wp_facts *facts, const char *field, const char *text)
{
    if (!text)
        return wp_facts_has(facts, field);
    return wp_str_find(wp_facts_field(facts, field), wp_str_of(text), 0) != SIZE_MAX;
}

static bool is_container(wp_str type)
{
    return wp_str_is(type, "docker") || wp_str_is(type, "podman") || wp_str_is(type, "lxc") ||
           wp_str_is(type, "container");
}

void wp_facts_virtual(wp_facts *facts)
{
    wp_value guest = wp_list_new(facts->arena, 2), host = wp_list_new(facts->arena, 1);
    const char *type = NULL, *role = "guest";
    for (size_t i = 0; !type && i < sizeof signs / sizeof *signs; i++)
        if (holds(facts, signs[i].field, signs[i].holds))
            type = signs[i].type;
    if (!type && holds(facts, "virt_cpu", " hypervisor"))
        type = "kvm";
    if (type) {
        wp_list_push(facts->arena, guest, wp_string(facts->arena, type));
        if (is_container(wp_str_of(type)) && !wp_str_is(wp_str_of(type), "container"))
            wp_list_push(facts->arena, guest, wp_string_static("container"));
    }
    if (wp_facts_has(facts, "kvm"))
        wp_list_push(facts->arena, host, wp_string_static("kvm"));
    if (!type) {
        type = wp_facts_has(facts, "kvm") ? "kvm" : "NA";
        role = wp_facts_has(facts, "kvm") ? "host" : "NA";
    }
    wp_facts_put(facts, "virtualization_type", wp_string(facts->arena, type));
    wp_facts_put(facts, "virtualization_role", wp_string(facts->arena, role));
    wp_facts_put(facts, "virtualization_tech_guest", guest);
    wp_facts_put(facts, "virtualization_tech_host", host);
}
