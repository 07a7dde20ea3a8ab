"""Orders: the ladder of evidence by its strength, and the years."""

from __future__ import annotations

from hvutils.lab.pictures.drawing import Arrow, Box, Kind, Label, Picture

__all__ = ["ORDERS"]

Part = Box | Arrow | Label

# From the strongest down: what it is, and why it is not stronger.
_RUNGS = (
    ("CPUID and DMI agree", "two witnesses: who lies must think of both"),
    ("signature, chipset or DMI alone", "QEMU can be told to write another's"),
    ("PCI ids, drivers", "many offer virtio; another's device can be imitated"),
    ("MAC prefix", "a vendor at most, and anyone can set it"),
    ("nothing found", "silence proves nothing, not even bare metal"),
)

_YEARS = (
    ("1967", "CP-40 runs virtual\nmachines at IBM"),
    ("1973", "Goldberg's thesis:\nthe two types"),
    ("1974", "Popek and Goldberg:\nsufficient conditions"),
    ("1999", "VMware Workstation:\nx86 by translation"),
    ("2003", "Xen:\nparavirtual guests"),
    ("2005–06", "VT-x and AMD-V:\nthe CPU helps"),
    ("2007", "KVM in Linux\n2.6.20"),
    ("2017", "Nitro: KVM without\na general OS"),
)


def _ladder() -> Picture:
    parts: list[Part] = []
    for row, (what, why) in enumerate(_RUNGS):
        y = 16 + row * 50
        kind = (Kind.HYPERVISOR, Kind.HOST, Kind.GUEST, Kind.PROGRAM, Kind.HARDWARE)[row]
        parts.append(Box(70, y, 250, 38, what, kind))
        parts.append(Label(336, y + 24, why, anchor="start"))
    parts += [
        Arrow(36, 16 + 4 * 50 + 20, 36, 34),
        Label(36, 26, "stronger", bold=True),
        Label(36, 250, "weaker", bold=True),
        Label(70, 278, "No rung tells the type: vendor is not type.", anchor="start"),
    ]
    words = tuple(f"{number}. {what}: {why}." for number, (what, why) in enumerate(_RUNGS, 1))
    return Picture(
        "The ladder of evidence, the strongest rung first.",
        (*words, "No rung tells the type: vendor is not type."),
        "systemd, src/basic/virt.c; QEMU, hyperv.rst; OpenBSD, virtio(4); IEEE registry.",
        700,
        292,
        tuple(parts),
    )


def _timeline() -> Picture:
    parts: list[Part] = []
    for place, (year, what) in enumerate(_YEARS):
        column, row = place % 4, place // 4
        left, top = 12 + column * 174, 12 + row * 112
        parts.append(Label(left + 80, top + 16, year, bold=True))
        parts.append(Box(left, top + 26, 160, 52, what, Kind.PLAIN))
        # At the end of a row it goes out of the picture, and comes in again in the next one.
        if place:
            parts.append(Arrow(left - 12, top + 52, left, top + 52))
        if column == 3 and row == 0:
            parts.append(Arrow(left + 160, top + 52, left + 172, top + 52))
    words = tuple(f"{year}: {what}.".replace("\n", " ") for year, what in _YEARS)
    return Picture(
        "Half a century of virtual machines.",
        words,
        "R. Creasy, The Origin of the VM/370 Time-Sharing System, 1981 (CP-40 at work in January "
        "1967); R. Goldberg, thesis, Harvard, February 1973; G. Popek and R. Goldberg, CACM 17(7), "
        "July 1974; E. Bugnion et al., ACM TOCS 30(4), 2012 (Workstation, VT-x); "
        "P. Barham et al., SOSP 2003; LWN 705160 on KVM; AWS, EC2 FAQ, 2018.",
        12 + 4 * 174,
        218,
        tuple(parts),
    )


ORDERS = {"evidence-ladder": _ladder(), "timeline": _timeline()}
