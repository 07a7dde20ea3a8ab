"""Devices, their drivers and their addresses: what several probes say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.consistency.differing import differ
from tests.consistency.reading import Probes, macs, slots

__all__ = ["addresses", "devices", "drivers"]


def devices(probes: Probes) -> Iterator[str]:
    """Slots, ids and names: lspci with and without drivers, and the interfaces by their slots."""
    plain, whole = (list(slots(probes.get(name))) for name in ("lspci_nn.txt", "lspci_nnk.txt"))
    if plain and whole and plain != whole:
        yield "lspci -nn and lspci -nnk do not list the same devices"
    rows = whole or plain
    if len({slot for slot, *_ in rows}) != len(rows):
        yield "two devices are in one slot"
    names: dict[str, set[str]] = {}
    for _, _, name, ids in rows:
        names.setdefault(ids, set()).add(name)
    for ids, several in names.items():
        if len(several) > 1:
            yield f"{ids} has the names {sorted(several)}"
    places = set()
    for slot, *_ in rows:
        *domain, bus, rest = slot.split(":")
        device, function = rest.split(".")
        numbers = (int(bus, 16), int(device, 16), int(function, 16))
        places.add((int(domain[0], 16) if domain else 0, *numbers))
    if not places:
        return
    named = re.findall(r"(?:^\d+: |altname )(en[pP]\w+)", probes.get("ip_link.txt"), re.M)
    for name in named:
        found = re.fullmatch(r"en(?:P(\d+))?p(\d+)s(\d+)(?:f(\d+))?(?:np\d+|d\d+)?", name)
        if found is None:
            continue
        wanted = tuple(int(part or 0) for part in found.groups())
        if wanted not in places:
            yield f"the interface {name} names a slot that lspci does not list"


_BUILT_IN = frozenset(
    (
        *("pcieport", "agpgart-intel", "agpgart-amd64", "serial", "ehci-pci", "uhci_hcd"),
        *("ohci-pci", "xhci_hcd", "piix4_smbus", "i801_smbus", "skl_uncore", "virtio-pci"),
        *("bochs-drm", "intel_idle", "icx_uncore", "snbep_uncore", "shpchp", "hyperv_fb"),
        "xen-platform-pci",
    )
)
_MODULE_OF = {
    "ehci-pci": "ehci_pci",
    "ohci-pci": "ohci_pci",
    "xhci_hcd": "xhci_hcd",
    "piix4_smbus": "i2c_piix4",
    "i801_smbus": "i2c_i801",
    "virtio-pci": "virtio_pci",
    "bochs-drm": "bochs",
    "uhci_hcd": "uhci_hcd",
    "gvnic": "gve",
}


def drivers(probes: Probes) -> Iterator[str]:
    """A bound driver is loaded, or built into the kernel; used modules are loaded, and counted."""
    text = probes.get("lsmod.txt")
    if not text:
        return
    rows = [line.split() for line in text.splitlines()[1:] if line.strip()]
    loaded = {row[0] for row in rows}
    for row in rows:
        users = [user for user in row[3].split(",") if user != "-"] if len(row) > 3 else []
        users = [user for user in users if user and not user.startswith("[")]
        if missing := set(users) - loaded:
            yield f"{row[0]} is used by {sorted(missing)}, not loaded"
        # Below zero: not counted; a container is not shown /sys/module, and lsmod writes -2.
        if 0 <= int(row[2]) < len(users):
            yield f"{row[0]} counts {row[2]} users and names {len(users)}"
    for driver in set(re.findall(r"Kernel driver in use: (\S+)", probes.get("lspci_nnk.txt"))):
        module = _MODULE_OF.get(driver, driver.replace("-", "_"))
        if module not in loaded and driver not in _BUILT_IN:
            yield f"lspci binds {driver}, and lsmod has no {module}"
    bound = re.search(r"hv_vmbus: registering driver (\w+)", probes.get("dmesg.txt"))
    if bound and "hv_vmbus" not in loaded:
        yield f"the log speaks of {bound[1]} on VMBus, and lsmod has no hv_vmbus"


def addresses(probes: Probes) -> Iterator[str]:
    """MAC and IP addresses: ip link, ipconfig, getmac and systeminfo."""
    ip = macs(probes.get("ip_link.txt"))
    for name, address in macs(probes.get("ip_addr.txt", "ip_a.txt")).items():
        yield from differ(f"the address of {name}", {"ip link": ip.get(name), "ip addr": address})
    network, table = probes.get("ipconfig_all.txt"), probes.get("getmac_v.txt")
    form = r"[0-9A-F]{2}(?:-[0-9A-F]{2}){5}"
    shown = re.findall(rf"Physical Address[ .]*: ({form})$", network, re.M)
    listed_there = re.findall(rf" ({form}) ", table)
    if shown and listed_there and sorted(shown) != sorted(listed_there):
        yield f"addresses: ipconfig has {sorted(shown)}, getmac {sorted(listed_there)}"
    system = probes.get("systeminfo.txt")
    if system and network:
        for address in re.findall(r"^ +\[\d\d\]: (\d+\.\S+|fe80\S+)$", system, re.M):
            if f": {address}(" not in network and f": {address}%" not in network:
                yield f"systeminfo has the address {address}, ipconfig has not"
        adapters = re.findall(r"^ +Connection Name: (.*)$", system, re.M)
        for adapter in adapters:
            if f"adapter {adapter}:" not in network:
                yield f"systeminfo has the connection {adapter!r}, ipconfig has not"
        cards = re.search(r"Network Card\(s\): +(\d+) NIC", system)
        if cards:
            yield from differ("the cards", {"systeminfo's head": cards[1], "it": len(adapters)})
    for section in re.split(r"^\S.* adapter ", network, flags=re.M)[1:]:
        iaid = re.search(r"DHCPv6 IAID[ .]*: (\d+)", section)
        mac = re.search(rf"Physical Address[ .]*: ({form})", section)
        if iaid and mac and int(iaid[1]) & 0xFFFFFF != int(mac[1].replace("-", "")[:6], 16):
            yield f"the IAID {iaid[1]} does not hold the first bytes of {mac[1]}"
