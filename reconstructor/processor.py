"""The processor's probes: /proc/cpuinfo and lscpu.

Layouts: Linux, arch/x86/kernel/cpu/proc.c; util-linux, sys-utils/lscpu.c of 2.34, 2.37 and 2.38.
"""

from __future__ import annotations

from reconstructor.description import Cpu, Machine, table
from reconstructor.parts import cpu, platform, system

__all__ = ["bogomips", "cpuinfo", "lscpu"]


def _counts(machine: Machine) -> tuple[int, int, int]:
    values = machine.values
    return int(values["sockets"]), int(values["cores"]), int(values["threads"])


def _khz(machine: Machine) -> int:
    return round(float(machine.values["mhz"]) * 1000)


def bogomips(machine: Machine) -> str:
    """Return what the kernel derives from the TSC's frequency: twice it, cut to two digits."""
    # loops_per_jiffy = tsc_khz * 1000 / HZ; what is printed are lpj / (500000 / HZ), cut.
    hertz = int(machine.values.get("hz", 250))
    loops = _khz(machine) * 1000 // hertz
    return f"{loops // (500000 // hertz)}.{loops // (5000 // hertz) % 100:02}"


def _places(machine: Machine) -> list[tuple[int, int, int]]:
    """Return each CPU's socket, core and APIC id, in the kernel's order."""
    sockets, cores, threads = _counts(machine)
    shift = int(machine.values.get("apic_shift", (cores * threads - 1).bit_length()))
    step = int(machine.values.get("socket_step", 1))
    rows = []
    # Firmware lists the first threads of all cores first; hypervisors list threads together.
    order = (
        [(s, c, t) for t in range(threads) for s in range(sockets) for c in range(cores)]
        if machine.values.get("threads_last")
        else [(s, c, t) for s in range(sockets) for c in range(cores) for t in range(threads)]
    )
    bits = (threads - 1).bit_length()
    for socket, core, thread in order:
        number = socket * step
        rows.append((number, core, (number << shift) + (core << bits) + thread))
    return rows


def cpuinfo(machine: Machine) -> str:
    """Return /proc/cpuinfo."""
    one = cpu(machine)
    _, cores, threads = _counts(machine)
    blocks = []
    speeds = machine.values.get("speeds", ())
    for number, (socket, core, apic) in enumerate(_places(machine)):
        speed = speeds[number % len(speeds)] if speeds else machine.values["mhz"]
        intel = one.vendor == "GenuineIntel"
        rows = [
            ("processor\t", number),
            ("vendor_id\t", one.vendor),
            ("cpu family\t", one.family),
            ("model\t\t", one.model),
            ("model name\t", one.name),
            ("stepping\t", one.stepping),
            *([("microcode\t", one.microcode)] if one.microcode else []),
            ("cpu MHz\t\t", f"{float(speed):.3f}"),
            ("cache size\t", f"{one.caches[3 if intel else 2]} KB"),
            ("physical id\t", socket),
            ("siblings\t", cores * threads),
            ("core id\t\t", core),
            ("cpu cores\t", cores),
            ("apicid\t\t", apic),
            ("initial apicid\t", apic),
            ("fpu\t\t", "yes"),
            ("fpu_exception\t", "yes"),
            ("cpuid level\t", one.level),
            ("wp\t\t", "yes"),
            ("flags\t\t", one.flags),
            *([("vmx flags\t", one.vmx)] if one.vmx and "vmx" in one.flags.split() else []),
            ("bugs\t\t", one.bugs),
            ("bogomips\t", bogomips(machine)),
            *([("TLB size\t", one.tlb)] if one.tlb else []),
            ("clflush size\t", 64),
            ("cache_alignment\t", 64),
            ("address sizes\t", f"{one.bits[0]} bits physical, {one.bits[1]} bits virtual"),
        ]
        text = "".join(f"{label}: {value}\n" for label, value in rows)
        power = platform(machine).get("power", "")
        blocks.append(f"{text}power management:{' ' + power if power else ''}\n")
    return "\n".join(blocks) + "\n"


def _listed(numbers: list[int]) -> str:
    """Write a list of CPUs as lscpu does: runs of three or more with a dash."""
    parts: list[str] = []
    run: list[int] = []
    for number in [*numbers, -2]:
        if run and number != run[-1] + 1:
            parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(one) for one in run]
            run = []
        run.append(number)
    return ",".join(parts)


def _size(kib: int) -> str:
    """Write a size as util-linux does: one decimal, rounded, dropped where it is zero."""
    size, unit = kib * 1024, 0
    while size >= 1024 << (10 * unit) and unit < 3:
        unit += 1
    whole, rest = divmod(size, 1 << (10 * unit))
    tenth = (rest * 1000 // (1 << (10 * unit)) + 50) // 100
    whole, tenth = (whole + 1, 0) if tenth == 10 else (whole, tenth)
    return f"{whole}{f'.{tenth}' if tenth else ''} {('B', 'KiB', 'MiB', 'GiB')[unit]}"


def _caches(one: Cpu, machine: Machine, detailed: bool) -> list[tuple[str, str]]:
    sockets, cores, _ = _counts(machine)
    total = sockets * cores
    shared = sockets if not one.l3_cores else sockets * max(1, -(-cores // one.l3_cores))
    rows = []
    for name, kib, count in zip(
        ("L1d cache", "L1i cache", "L2 cache", "L3 cache"),
        one.caches,
        (total, total, total, shared),
        strict=True,
    ):
        if kib:
            number = f" ({count} instance{'' if count == 1 else 's'})" if detailed else ""
            rows.append((name, _size(kib * count) + number))
    return rows


def vulnerabilities(machine: Machine) -> list[tuple[str, str]]:
    """Return what the kernel says of each vulnerability that it knows."""
    one, era = cpu(machine), system(machine).era
    rows = table("vulnerabilities")
    said = {**rows["kinds"][one.kind], **rows["kinds"][one.kind].get(era, {})}
    flags = one.flags.split()
    guest = "hypervisor" in flags
    threads = int(machine.values["threads"])
    words = {
        "smt": "SMT Host state unknown"
        if guest
        else f"SMT {'vulnerable' if threads > 1 else 'disabled'}",
        "vmx": "disabled" if "vmx" in flags else "unsupported",
        "stibp": "; STIBP conditional" if threads > 1 and not guest else "",
    }
    if machine.values.get("kvm_loaded") and "vmx" in flags:
        words["vmx"] = "loaded"
    whole = {**said, **machine.values.get("vulnerabilities", {})}
    names = rows["eras"][era]
    found = []
    for name in names:
        text = str(whole.get(name, "Not affected")).format_map(words)
        if text == "KVM: Mitigation: VMX loaded":
            text = "KVM: Mitigation: Split huge pages"
        found.append((f"Vulnerability {name}", text))
    return found


def lscpu(machine: Machine) -> str:
    """Return lscpu's summary as it is written into a file."""
    one, here = cpu(machine), platform(machine)
    version = tuple(int(part) for part in system(machine).lscpu.split("."))
    new = version >= (2, 37)
    sockets, cores, threads = _counts(machine)
    total = sockets * cores * threads
    nodes = int(machine.values.get("nodes", 1))
    places = _places(machine)
    sizes = f"{one.bits[0]} bits physical, {one.bits[1]} bits virtual"
    everything = _listed(list(range(total)))
    bios = _bios(machine) if new else []
    family = [("CPU family", one.family), ("Model", one.model)]
    topology = [
        ("Thread(s) per core", threads),
        ("Core(s) per socket", cores),
        ("Socket(s)", sockets),
    ]
    flags = one.flags.split()
    speeds: list[tuple[str, object]] = []
    if one.max_mhz and "hypervisor" not in flags:
        speeds = [("CPU max MHz", f"{one.max_mhz:.4f}"), ("CPU min MHz", f"{one.min_mhz:.4f}")]
        if version >= (2, 38):
            speeds = [("CPU(s) scaling MHz", machine.values.get("scaling", "42%")), *speeds]
        if one.vendor == "AuthenticAMD":
            speeds = [("Frequency boost", "enabled"), *speeds]
    virtual: list[tuple[str, object]] = []
    for flag, name in (("vmx", "VT-x"), ("svm", "AMD-V")):
        if flag in flags:
            virtual.append(("Virtualization", name))
    if vendor := here.get("lscpu_vendor"):
        virtual += [("Hypervisor vendor", vendor), ("Virtualization type", here["lscpu_type"])]
    node_of = machine.values.get("node_step", False)
    numa: list[tuple[str, object]] = [("NUMA node(s)", nodes)]
    for node in range(nodes):
        chosen = [
            n for n, (socket, _, _) in enumerate(places) if nodes == 1 or socket % nodes == node
        ]
        if node_of:
            chosen = list(range(node, total, nodes))
        numa.append((f"NUMA node{node} CPU(s)", _listed(chosen)))
    weak = vulnerabilities(machine)
    rows: list[tuple[str, object]]
    if new:
        rows = [
            ("Architecture", "x86_64"),
            ("CPU op-mode(s)", "32-bit, 64-bit"),
            ("Address sizes", sizes),
            ("Byte Order", "Little Endian"),
            ("CPU(s)", total),
            ("On-line CPU(s) list", everything),
            ("Vendor ID", one.vendor),
            *bios[:1],
            ("Model name", one.name),
            *bios[1:],
            *family,
            *topology,
            ("Stepping", one.stepping),
            *speeds,
            ("BogoMIPS", bogomips(machine)),
            ("Flags", one.flags),
            *virtual,
            *_caches(one, machine, detailed=True),
            *numa,
            *weak,
        ]
    else:
        rows = [
            ("Architecture", "x86_64"),
            ("CPU op-mode(s)", "32-bit, 64-bit"),
            ("Byte Order", "Little Endian"),
            ("Address sizes", sizes),
            ("CPU(s)", total),
            ("On-line CPU(s) list", everything),
            *topology,
            numa[0],
            ("Vendor ID", one.vendor),
            *family,
            ("Model name", one.name),
            ("Stepping", one.stepping),
            ("CPU MHz", f"{float(machine.values['mhz']):.3f}"),
            *[row for row in speeds if row[0] != "CPU(s) scaling MHz"],
            ("BogoMIPS", bogomips(machine)),
            *virtual,
            *_caches(one, machine, detailed=False),
            *numa[1:],
            *weak,
            ("Flags", one.flags),
        ]
    width = max(len(label) for label, _ in rows) + 2
    return "".join(f"{label + ':':<{width}}{value}\n" for label, value in rows)


def _bios(machine: Machine) -> list[tuple[str, object]]:
    """Return what lscpu reads from the DMI processor entry, as root."""
    said = machine.values.get("bios_cpu")
    if not said:
        return []
    vendor, model, family = said
    rows: list[tuple[str, object]] = [("BIOS Vendor ID", vendor), ("BIOS Model name", model)]
    version = tuple(int(part) for part in system(machine).lscpu.split("."))
    return [*rows, ("BIOS CPU family", family)] if version >= (2, 38) else rows
