"""The checks: each compares what several probes of one machine say of one thing.

A check yields a sentence for each contradiction. What a machine's probes do not say cannot
contradict: a check is silent where fewer than two probes speak.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hvutils.captures import Capture
from tests.consistency.reading import Probes, blocks, cpuid, fields, listed, macs, slots

__all__ = ["CHECKS", "contradictions"]

Check = Callable[[Probes], Iterator[str]]


def _differ(what: str, said: dict[str, object]) -> Iterator[str]:
    """Yield a sentence where probes that speak say different things."""
    spoken = {probe: value for probe, value in said.items() if value not in (None, "")}
    if len({str(value) for value in spoken.values()}) > 1:
        words = ", ".join(f"{probe} says {value!r}" for probe, value in spoken.items())
        yield f"{what}: {words}"


def _unmade(name: str) -> str:
    return re.sub(r"^(?:AMD|Intel) (?=QEMU )", "", name)


def processor(probes: Probes) -> Iterator[str]:
    """Vendor, name, family, model and stepping: lscpu, cpuinfo, CPUID, the log, dmidecode."""
    lscpu, info = fields(probes.get("lscpu.txt")), fields(probes.cpuinfo)
    # User-mode Linux is a program: CPUID is answered by the machine beneath.
    program = info.get("vendor_id") == "User Mode Linux"
    raw = None if program else cpuid(probes.get("cpuid.txt"))
    log = re.search(
        r"smpboot: CPU0: (.*) \(family: 0x([0-9a-f]+), model: 0x([0-9a-f]+), "
        r"stepping: 0x([0-9a-f]+)\)",
        probes.get("dmesg.txt"),
    )
    numbers = [int(log[n], 16) for n in (2, 3, 4)] if log else [None] * 3
    rows: tuple[tuple[str, str, str, object, object], ...] = (
        ("the vendor", "Vendor ID", "vendor_id", raw and raw.vendor, None),
        # The kernel puts the maker before a name that lacks it.
        ("the name", "Model name", "model name", raw and raw.brand, log and _unmade(log[1])),
        ("the family", "CPU family", "cpu family", raw and raw.family, numbers[0]),
        ("the model", "Model", "model", raw and raw.model, numbers[1]),
        ("the stepping", "Stepping", "stepping", raw and raw.stepping, numbers[2]),
    )
    for what, ours, theirs, leaf, logged in rows:
        said = {"lscpu": lscpu.get(ours), "cpuinfo": info.get(theirs), "dmesg": logged}
        yield from _differ(what, {**said, "cpuid": leaf})
    for entry in blocks(probes.get("dmidecode.txt"), 4):
        if signature := re.search(
            r"Family (\d+), Model (\d+), Stepping (\d+)", entry.get("Signature", "")
        ):
            for label, number in zip(
                ("CPU family", "Model", "Stepping"), signature.groups(), strict=True
            ):
                yield from _differ(label, {"lscpu": lscpu.get(label), "dmidecode": number})
    every = re.findall(r"^(?:model|model name|stepping|flags)\t+: (.*)$", probes.cpuinfo, re.M)
    count = len(re.findall(r"^processor\t", probes.cpuinfo, re.M))
    if count and len(set(every)) > len(every) // count:
        yield "the processors of cpuinfo differ from each other"


def counts(probes: Probes) -> Iterator[str]:
    """Processors, cores, threads and sockets add up in lscpu, cpuinfo and systeminfo."""
    lscpu, info = fields(probes.get("lscpu.txt")), fields(probes.cpuinfo)
    processors = len(re.findall(r"^processor\s*:", probes.cpuinfo, re.M))
    yield from _differ(
        "the count of processors", {"lscpu": lscpu.get("CPU(s)"), "cpuinfo": processors or None}
    )
    labels = ("Thread(s) per core", "Core(s) per socket", "Socket(s)")
    parts = [lscpu[label] for label in labels if label in lscpu]
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        threads, cores, sockets = map(int, parts)
        yield from _differ(
            "the product of threads, cores and sockets",
            {"lscpu": threads * cores * sockets, "its CPU(s)": lscpu.get("CPU(s)")},
        )
        if "siblings" in info:
            yield from _differ(
                "the threads of a socket",
                {"lscpu": threads * cores, "cpuinfo's siblings": info["siblings"]},
            )
            yield from _differ(
                "the cores of a socket", {"lscpu": cores, "cpuinfo's cpu cores": info["cpu cores"]}
            )
            found = set(re.findall(r"^physical id\s*: (\d+)", probes.cpuinfo, re.M))
            yield from _differ(
                "the count of sockets", {"lscpu": sockets, "cpuinfo's ids": len(found)}
            )
    if "On-line CPU(s) list" in lscpu and "," not in lscpu["CPU(s)"]:
        online = listed(lscpu["On-line CPU(s) list"])
        yield from _differ("the processors on line", {"lscpu": len(online), "it": lscpu["CPU(s)"]})
        nodes = [listed(one) for label, one in lscpu.items() if re.match(r"NUMA node\d+ ", label)]
        if nodes and sorted(number for node in nodes for number in node) != online:
            yield "the NUMA nodes do not hold the processors on line"
    apic = re.findall(r"^apicid\s*: (\d+)", probes.cpuinfo, re.M)
    if len(set(apic)) != len(apic):
        yield "two processors of cpuinfo have one APIC id"
    windows = probes.get("systeminfo.txt")
    if said := re.search(r"^Processor\(s\): +(\d+) Processor", windows, re.M):
        rows = re.findall(r"^ +\[\d\d\]: \S+ Family \d+ Model", windows, re.M)
        yield from _differ("the processors of systeminfo", {"its head": said[1], "it": len(rows)})


def flags(probes: Probes) -> Iterator[str]:
    """Flags, the capability and the hypervisor's flag agree."""
    lscpu, info = fields(probes.get("lscpu.txt")), fields(probes.cpuinfo)
    raw = cpuid(probes.get("cpuid.txt"))
    for ours, theirs in (
        *(("Flags", "flags"), ("BogoMIPS", "bogomips"), ("Address sizes", "address sizes")),
    ):
        yield from _differ(ours, {"lscpu": lscpu.get(ours), "cpuinfo": info.get(theirs)})
    held = (lscpu.get("Flags") or info.get("flags") or "").split()
    if not held:
        return
    if raw is not None:
        shown = {"cpuid": raw.hypervisor, "the flags": "hypervisor" in held}
        yield from _differ("whether a hypervisor is present", dict(shown))
    if "Flags" in lscpu:
        names = {"VT-x": "vmx", "AMD-V": "svm"}
        wanted = next((name for name, flag in names.items() if flag in held), None)
        yield from _differ(
            "the capability",
            {
                "lscpu's line": lscpu.get("Virtualization", "none"),
                "its flags": wanted or "none",
            },
        )
    vendor = lscpu.get("Hypervisor vendor")
    if vendor and "hypervisor" not in held and lscpu.get("Virtualization type") != "none":
        yield f"lscpu names {vendor!r} beneath, and its flags have no hypervisor"


def caches(probes: Probes) -> Iterator[str]:
    """The caches that lscpu adds up are those that cpuinfo gives for each socket."""
    lscpu, info = fields(probes.get("lscpu.txt")), fields(probes.cpuinfo)
    each = re.fullmatch(r"(\d+) KB", info.get("cache size", ""))
    level = "L3 cache" if "L3 cache" in lscpu else "L2 cache"
    if info.get("vendor_id") != "GenuineIntel":
        level = "L2 cache"
    whole = re.fullmatch(r"([\d.]+) (KiB|MiB|GiB) \((\d+) instances?\)", lscpu.get(level, ""))
    if each and whole:
        unit = {"KiB": 1, "MiB": 1024, "GiB": 1024 * 1024}[whole[2]]
        sum_of = int(each[1]) * int(whole[3])
        # lscpu rounds to a tenth of its unit.
        if abs(float(whole[1]) * unit - sum_of) > 0.06 * unit:
            yield f"{level}: lscpu says {whole[0]}, cpuinfo {whole[3]} times {each[1]} KB"


def memory(probes: Probes) -> Iterator[str]:
    """Memory: the modules of dmidecode, the kernel's sum, what Windows adds up."""
    units = {"MB": 1, "GB": 1024, "TB": 1024 * 1024}
    modules = [
        int(size[1]) * units[size[2]]
        for one in blocks(probes.get("dmidecode.txt"), 17)
        if (size := re.fullmatch(r"(\d+) (MB|GB|TB)", one.get("Size", "")))
    ]
    arrays = blocks(probes.get("dmidecode.txt"), 16)
    devices = blocks(probes.get("dmidecode.txt"), 17)
    if arrays and "Number Of Devices" in arrays[0]:
        promised = sum(int(one["Number Of Devices"]) for one in arrays)
        yield from _differ("the memory slots", {"the array": promised, "dmidecode": len(devices)})
    kernel = re.search(r"Memory: \d+K/(\d+)K available", probes.get("dmesg.txt"))
    total = re.search(r"^MemTotal: +(\d+) kB", probes.get("meminfo.txt", "proc/meminfo"), re.M)
    for name, found in (("the kernel's log", kernel), ("meminfo", total)):
        # The firmware keeps a part for itself, and nobody finds more than there is.
        if modules and found and not 0.85 <= int(found[1]) / 1024 / sum(modules) <= 1.0:
            yield f"memory: dmidecode has {sum(modules)} MB, {name} {int(found[1]) // 1024} MB"
    windows = {
        label: int(number.replace(",", ""))
        for label, number in re.findall(
            r"^((?:Total|Available) Physical Memory|Virtual Memory: [\w ]+): +([\d,]+) MB$",
            probes.get("systeminfo.txt"),
            re.M,
        )
    }
    if len(windows) == 5:
        names = ("Max Size", "Available", "In Use")
        most, free, used = (windows[f"Virtual Memory: {name}"] for name in names)
        if most != free + used:
            yield f"virtual memory: {most} MB are not {free} and {used}"
        if windows["Available Physical Memory"] > windows["Total Physical Memory"]:
            yield "more physical memory is free than there is"
        if most < windows["Total Physical Memory"]:
            yield "virtual memory is less than the physical"


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
        yield from _differ(f"the address of {name}", {"ip link": ip.get(name), "ip addr": address})
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
            yield from _differ("the cards", {"systeminfo's head": cards[1], "it": len(adapters)})
    for section in re.split(r"^\S.* adapter ", network, flags=re.M)[1:]:
        iaid = re.search(r"DHCPv6 IAID[ .]*: (\d+)", section)
        mac = re.search(rf"Physical Address[ .]*: ({form})", section)
        if iaid and mac and int(iaid[1]) & 0xFFFFFF != int(mac[1].replace("-", "")[:6], 16):
            yield f"the IAID {iaid[1]} does not hold the first bytes of {mac[1]}"


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
            yield from _differ(
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
            yield from _differ(what, {"dmesg": logged, "dmidecode": table, "/sys": shown})
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
        yield from _differ(
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
        yield from _differ(
            "ESXi's release",
            {"uname": words[2], "vmware": shown and shown[1], "esxcli": listing.get("Version")},
        )
        said = listing.get("Build", "").removeprefix("Releasebuild-")
        yield from _differ(
            "ESXi's build",
            {"uname": build and build[1], "vmware": shown and shown[2], "esxcli": said},
        )
    name = re.search(r"^Host Name: +(\S+)", probes.get("systeminfo.txt"), re.M)
    other = re.search(r"Host Name[ .]*: (\S+)", probes.get("ipconfig_all.txt"))
    yield from _differ(
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
    yield from _differ(
        "the hypervisor", {"lscpu": vendor, "the signature": signature, "dmesg": said}
    )
    if raw and signature and lscpu and not vendor:
        yield f"the signature is {raw.signature!r}, and lscpu names no vendor"
    mhz = re.search(r"Detected ([\d.]+) MHz processor", probes.get("dmesg.txt"))
    if mhz and "BogoMIPS" in lscpu:
        wanted = 2 * float(mhz[1])
        if abs(wanted - float(lscpu["BogoMIPS"])) > 0.02:
            yield f"BogoMIPS: lscpu says {lscpu['BogoMIPS']}, the log's clock makes {wanted:.2f}"


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        *(processor, counts, flags, caches, memory, devices, drivers, addresses, firmware),
        *(release, hypervisor),
    )
}
"""The checks by their names."""


def contradictions(capture: Capture) -> Iterator[tuple[str, str]]:
    """Yield each contradiction between a machine's probes, with the check that found it."""
    probes = Probes.of(capture)
    for name, check in CHECKS.items():
        for sentence in check(probes):
            yield name, sentence
