"""Processor and memory: what several probes of one machine say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.consistency.differing import differ
from tests.consistency.reading import Probes, blocks, cpuid, fields, listed

__all__ = ["caches", "counts", "flags", "memory", "processor"]


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
        yield from differ(what, {**said, "cpuid": leaf})
    for entry in blocks(probes.get("dmidecode.txt"), 4):
        if signature := re.search(
            r"Family (\d+), Model (\d+), Stepping (\d+)", entry.get("Signature", "")
        ):
            for label, number in zip(
                ("CPU family", "Model", "Stepping"), signature.groups(), strict=True
            ):
                yield from differ(label, {"lscpu": lscpu.get(label), "dmidecode": number})
    every = re.findall(r"^(?:model|model name|stepping|flags)\t+: (.*)$", probes.cpuinfo, re.M)
    count = len(re.findall(r"^processor\t", probes.cpuinfo, re.M))
    if count and len(set(every)) > len(every) // count:
        yield "the processors of cpuinfo differ from each other"


def counts(probes: Probes) -> Iterator[str]:
    """Processors, cores, threads and sockets add up in lscpu, cpuinfo and systeminfo."""
    lscpu, info = fields(probes.get("lscpu.txt")), fields(probes.cpuinfo)
    processors = len(re.findall(r"^processor\s*:", probes.cpuinfo, re.M))
    yield from differ(
        "the count of processors", {"lscpu": lscpu.get("CPU(s)"), "cpuinfo": processors or None}
    )
    labels = ("Thread(s) per core", "Core(s) per socket", "Socket(s)")
    parts = [lscpu[label] for label in labels if label in lscpu]
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        threads, cores, sockets = map(int, parts)
        yield from differ(
            "the product of threads, cores and sockets",
            {"lscpu": threads * cores * sockets, "its CPU(s)": lscpu.get("CPU(s)")},
        )
        if "siblings" in info:
            yield from differ(
                "the threads of a socket",
                {"lscpu": threads * cores, "cpuinfo's siblings": info["siblings"]},
            )
            yield from differ(
                "the cores of a socket", {"lscpu": cores, "cpuinfo's cpu cores": info["cpu cores"]}
            )
            found = set(re.findall(r"^physical id\s*: (\d+)", probes.cpuinfo, re.M))
            yield from differ(
                "the count of sockets", {"lscpu": sockets, "cpuinfo's ids": len(found)}
            )
    if "On-line CPU(s) list" in lscpu and "," not in lscpu["CPU(s)"]:
        online = listed(lscpu["On-line CPU(s) list"])
        yield from differ("the processors on line", {"lscpu": len(online), "it": lscpu["CPU(s)"]})
        nodes = [listed(one) for label, one in lscpu.items() if re.match(r"NUMA node\d+ ", label)]
        if nodes and sorted(number for node in nodes for number in node) != online:
            yield "the NUMA nodes do not hold the processors on line"
    apic = re.findall(r"^apicid\s*: (\d+)", probes.cpuinfo, re.M)
    if len(set(apic)) != len(apic):
        yield "two processors of cpuinfo have one APIC id"
    windows = probes.get("systeminfo.txt")
    if said := re.search(r"^Processor\(s\): +(\d+) Processor", windows, re.M):
        rows = re.findall(r"^ +\[\d\d\]: \S+ Family \d+ Model", windows, re.M)
        yield from differ("the processors of systeminfo", {"its head": said[1], "it": len(rows)})


def flags(probes: Probes) -> Iterator[str]:
    """Flags, the capability and the hypervisor's flag agree."""
    lscpu, info = fields(probes.get("lscpu.txt")), fields(probes.cpuinfo)
    raw = cpuid(probes.get("cpuid.txt"))
    for ours, theirs in (
        *(("Flags", "flags"), ("BogoMIPS", "bogomips"), ("Address sizes", "address sizes")),
    ):
        yield from differ(ours, {"lscpu": lscpu.get(ours), "cpuinfo": info.get(theirs)})
    held = (lscpu.get("Flags") or info.get("flags") or "").split()
    if not held:
        return
    if raw is not None:
        shown = {"cpuid": raw.hypervisor, "the flags": "hypervisor" in held}
        yield from differ("whether a hypervisor is present", dict(shown))
    if "Flags" in lscpu:
        names = {"VT-x": "vmx", "AMD-V": "svm"}
        wanted = next((name for name, flag in names.items() if flag in held), None)
        yield from differ(
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
        yield from differ("the memory slots", {"the array": promised, "dmidecode": len(devices)})
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
