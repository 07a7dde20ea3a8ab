"""Firmware, kernel and hypervisor: what several probes of one machine say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.consistency.differing import differ
from tests.consistency.reading import Probes, blocks, cpuid, fields

__all__ = ["firmware", "hypervisor", "release"]


_SYSFS = {
    "sys_vendor": (1, "Manufacturer"),
    "product_name": (1, "Product Name"),
    "product_version": (1, "Version"),
    "product_family": (1, "Family"),
    "product_sku": (1, "SKU Number"),
    "bios_vendor": (0, "Vendor"),
    "bios_version": (0, "Version"),
    "bios_date": (0, "Release Date"),
    "board_vendor": (2, "Manufacturer"),
    "board_name": (2, "Product Name"),
    "board_version": (2, "Version"),
    "chassis_vendor": (3, "Manufacturer"),
    "chassis_asset_tag": (3, "Asset Tag"),
}


def firmware(probes: Probes) -> Iterator[str]:
    """The firmware's strings: dmidecode, /sys/class/dmi/id and the kernel's log."""
    text = probes.get("dmidecode.txt")
    first = {kind: (blocks(text, kind) or [{}])[0] for kind in range(4)}
    for name, (kind, label) in _SYSFS.items():
        shown = probes.sysfs(name)
        said = first[kind].get(label)
        if shown is not None and said is not None:
            # The kernel shows nothing where dmidecode says that a string is not there.
            yield from differ(
                f"the firmware's {name}",
                {"/sys": shown or "Not Specified", "dmidecode": said or "Not Specified"},
            )
    log = re.search(r"DMI: (.*), BIOS (.*) (\d\d/\d\d/\d{4})", probes.get("dmesg.txt"))
    if log:
        read = {
            "the BIOS' version": (log[2], first[0].get("Version"), probes.sysfs("bios_version")),
            "the BIOS' date": (log[3], first[0].get("Release Date"), probes.sysfs("bios_date")),
        }
        for what, (logged, table, shown) in read.items():
            yield from differ(what, {"dmesg": logged, "dmidecode": table, "/sys": shown})
        for name in ("sys_vendor", "product_name"):
            said = probes.sysfs(name) or first[1].get(_SYSFS[name][1])
            if said and said not in log[1]:
                yield f"the log's DMI line lacks the {name} {said!r}"
    if "DMI not present" in probes.get("dmesg.txt") and (text or probes.sysfs("sys_vendor")):
        yield "the log finds no DMI, and other probes do"


def release(probes: Probes) -> Iterator[str]:
    """The kernel's release and the host's name: uname, the log, Windows' probes, ESXi's."""
    words = probes.uname.split()
    if probes.uname.startswith("Linux ") and len(words) > 2:
        logged = re.search(r"Linux version (\S+)", probes.get("dmesg.txt"))
        paths = set(re.findall(r"/lib/modules/([^/\s]+)/", "\n".join(probes.texts.values())))
        yield from differ(
            "the kernel's release", {"uname": words[2], "dmesg": logged and logged[1]}
        )
        for path in paths - {words[2]}:
            yield f"the kernel's release: uname says {words[2]!r}, a path {path!r}"
        version = re.search(r"Linux version \S+ .* (#\d.*)$", probes.get("dmesg.txt"), re.M)
        if version and version[1] not in probes.uname:
            yield f"the kernel's build: dmesg says {version[1]!r}, uname does not"
    if probes.uname.startswith("VMkernel "):
        build = re.search(r"build-(\d+)", probes.uname)
        product = probes.get("vmware_vl.txt", "vmware_v.txt")
        listing = fields(probes.get("esxcli_system_version_get.txt"))
        shown = re.search(r"ESXi (\S+) build-(\d+)", product)
        yield from differ(
            "ESXi's release",
            {"uname": words[2], "vmware": shown and shown[1], "esxcli": listing.get("Version")},
        )
        said = listing.get("Build", "").removeprefix("Releasebuild-")
        yield from differ(
            "ESXi's build",
            {"uname": build and build[1], "vmware": shown and shown[2], "esxcli": said},
        )
    name = re.search(r"^Host Name: +(\S+)", probes.get("systeminfo.txt"), re.M)
    other = re.search(r"Host Name[ .]*: (\S+)", probes.get("ipconfig_all.txt"))
    yield from differ(
        "the host's name", {"systeminfo": name and name[1], "ipconfig": other and other[1]}
    )


_SIGNATURES = {
    "VMwareVMware": "VMware",
    "Microsoft Hv": "Microsoft",
    "KVMKVMKVM": "KVM",
    "XenVMMXenVMM": "Xen",
}
_LOGGED = {"VMware": "VMware", "Microsoft Hyper-V": "Microsoft", "KVM": "KVM"}


def hypervisor(probes: Probes) -> Iterator[str]:
    """The hypervisor's vendor: lscpu, the CPUID signature and the kernel's log."""
    lscpu = fields(probes.get("lscpu.txt"))
    raw = cpuid(probes.get("cpuid.txt"))
    vendor = lscpu.get("Hypervisor vendor")
    logged = re.search(r"Hypervisor detected: (.*)$", probes.get("dmesg.txt"), re.M)
    said = _LOGGED.get(logged[1].strip()) if logged else None
    signature = _SIGNATURES.get(raw.signature) if raw else None
    # Linux prefers the signature that KVM keeps behind Hyper-V's; lscpu looks at the first only.
    if re.search(r"0x40000100 0x00: \S+ ebx=0x4b4d564b", probes.get("cpuid.txt")):
        said = None
    yield from differ(
        "the hypervisor", {"lscpu": vendor, "the signature": signature, "dmesg": said}
    )
    if raw and signature and lscpu and not vendor:
        yield f"the signature is {raw.signature!r}, and lscpu names no vendor"
    mhz = re.search(r"Detected ([\d.]+) MHz processor", probes.get("dmesg.txt"))
    if mhz and "BogoMIPS" in lscpu:
        wanted = 2 * float(mhz[1])
        if abs(wanted - float(lscpu["BogoMIPS"])) > 0.02:
            yield f"BogoMIPS: lscpu says {lscpu['BogoMIPS']}, the log's clock makes {wanted:.2f}"
