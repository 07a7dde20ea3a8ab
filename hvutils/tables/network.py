"""MAC address prefixes and interface names that point at a hypervisor's vendor.

A prefix names a vendor at most, never a type, and anybody can type one in. IEEE rows are checked
against the registry as Debian's ieee-data 20220827.1 has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Cloud, Hypervisor

__all__ = [
    *("CLOUD_ADDRESSES", "HOST_INTERFACES", "OUIS", "CloudAddress", "HostInterface", "Oui"),
    *("cloud_address", "host_interface", "oui"),
]


@dataclass(frozen=True)
class Oui:
    """The first bytes of a MAC address, the vendor they point at, and how strongly."""

    prefix: str
    hypervisor: Hypervisor
    strength: float
    note: str
    source: str


_IEEE = "IEEE registry"

OUIS = (
    Oui("00:05:69", Hypervisor.VMWARE, 0.4, "VMware", _IEEE),
    Oui("00:0c:29", Hypervisor.VMWARE, 0.4, "VMware, made by the host", _IEEE),
    Oui("00:1c:14", Hypervisor.VMWARE, 0.4, "VMware", _IEEE),
    Oui("00:50:56", Hypervisor.VMWARE, 0.4, "VMware, made by vCenter or by hand", _IEEE),
    Oui("00:15:5d", Hypervisor.HYPER_V, 0.4, "Microsoft, used by Hyper-V", _IEEE),
    Oui("00:16:3e", Hypervisor.XEN, 0.4, "XenSource, used by some KVM clouds too", _IEEE),
    Oui("00:1c:42", Hypervisor.PARALLELS, 0.4, "Parallels", _IEEE),
    Oui("08:00:27", Hypervisor.VIRTUALBOX, 0.4, "PCS Systemtechnik, used by VirtualBox", _IEEE),
    # Not in the registry: a locally administered address that QEMU and libvirt use by habit.
    Oui("52:54:00", Hypervisor.KVM, 0.3, "QEMU and libvirt by habit", "QEMU, not registered"),
)


@dataclass(frozen=True)
class CloudAddress:
    """The first bytes of the addresses that a cloud gives to its guests, and what these run on.

    A maker's own cards may have the same: the row counts for a guest of that hypervisor only.
    """

    prefix: str
    cloud: Cloud
    hypervisor: Hypervisor
    source: str


_AZURE = "facterdb, Windows at Azure; IEEE registry"
_GOOGLE = "facter's fixture of Google's metadata; an address after the IP address"
CLOUD_ADDRESSES = (
    CloudAddress("00:0d:3a", Cloud.AZURE, Hypervisor.HYPER_V, _AZURE),
    CloudAddress("00:22:48", Cloud.AZURE, Hypervisor.HYPER_V, _AZURE),
    CloudAddress("60:45:bd", Cloud.AZURE, Hypervisor.HYPER_V, _AZURE),
    CloudAddress("7c:1e:52", Cloud.AZURE, Hypervisor.HYPER_V, _AZURE),
    CloudAddress("42:01:0a", Cloud.GOOGLE, Hypervisor.KVM, _GOOGLE),
    CloudAddress("42:01:ac", Cloud.GOOGLE, Hypervisor.KVM, _GOOGLE),
    CloudAddress("42:01:c0", Cloud.GOOGLE, Hypervisor.KVM, _GOOGLE),
)


@dataclass(frozen=True)
class HostInterface:
    """An interface that a host makes for its guests or its containers, by its name.

    ``hypervisor`` is what the interface shows to run here; None where it shows a container
    engine or a bridge that stands idle, which makes no host. ``product`` is the hypervisor's
    product, where only one of them makes such an interface.
    """

    prefix: str
    hypervisor: Hypervisor | None
    strength: float
    note: str
    source: str
    mac: str = ""
    product: str = ""


HOST_INTERFACES = (
    HostInterface("docker", None, 0.0, "Docker's bridge", "Docker manual"),
    HostInterface("veth", None, 0.0, "a container's cable", "ip-link manual"),
    HostInterface("br-", None, 0.0, "a container bridge", "Docker manual"),
    HostInterface("cni", None, 0.0, "a container bridge", "Kubernetes CNI"),
    HostInterface("virbr", None, 0.0, "libvirt's bridge, idle or not", "libvirt manual"),
    HostInterface("lxcbr", None, 0.0, "LXC's bridge", "LXC manual"),
    HostInterface("lxdbr", None, 0.0, "LXD's bridge", "LXD manual"),
    HostInterface("vnet", Hypervisor.KVM, 0.6, "a libvirt guest", "libvirt manual", "fe:"),
    HostInterface("tap", Hypervisor.KVM, 0.5, "a guest's tap", "libvirt manual", "fe:54:00"),
    HostInterface("tap", None, 0.0, "a tap device", "ip-tuntap manual"),
    HostInterface("vif", Hypervisor.XEN, 0.7, "a running domU", "Xen manual", "fe:ff:ff:ff:ff:ff"),
    HostInterface("vmnet", Hypervisor.VMWARE, 0.6, "Workstation or Fusion", "Workstation manual"),
    # ESX' service console has this one, ESXi's kernel that one; both with VMware's own prefix.
    HostInterface(
        *("vswif", Hypervisor.VMWARE, 0.7, "ESX' service console", "ESX manual"),
        product="VMware ESX",
    ),
    HostInterface(
        *("vmk", Hypervisor.VMWARE, 0.7, "ESXi's kernel", "ESXi manual"), product="VMware ESXi"
    ),
    HostInterface("vboxnet", Hypervisor.VIRTUALBOX, 0.6, "VirtualBox", "VirtualBox manual"),
    HostInterface("vEthernet", None, 0.0, "Hyper-V's switch", "Hyper-V manual"),
)


def oui(mac: str) -> Oui | None:
    """Return the row of a MAC address, written with colons.

    >>> oui("00:0C:29:11:22:33").hypervisor.value
    'vmware'
    """
    return next((row for row in OUIS if mac.lower().startswith(row.prefix)), None)


def cloud_address(mac: str) -> CloudAddress | None:
    """Return the row of an address that a cloud may have given, written with colons."""
    return next((row for row in CLOUD_ADDRESSES if mac.lower().startswith(row.prefix)), None)


def host_interface(name: str, mac: str) -> HostInterface | None:
    """Return the row of an interface that the host made, or None for one of the machine's own."""
    for row in HOST_INTERFACES:
        if name.startswith(row.prefix) and mac.lower().startswith(row.mac):
            return row
    return None
