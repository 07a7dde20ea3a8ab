"""What a probe's text is made of: its labels, its columns and the strings that name a platform.

An element is what would be the same on another machine of the platform: a label, not its value;
a value only where it names the platform.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["LAYOUTS", "elements", "kind_of"]

_NAMING = {
    "0": ("Vendor",),
    "1": ("Manufacturer", "Product Name", "Family"),
    "2": ("Manufacturer", "Product Name"),
    "3": ("Manufacturer",),
}
_WINDOWS_NAMING = ("System Manufacturer", "System Model")


def _lscpu(text: str) -> Iterator[str]:
    starts = set()
    for line in text.splitlines():
        label, colon, value = line.partition(":")
        if not colon or not value.startswith(" "):
            continue
        name = re.sub(r"node\d+", "node#", label.strip())
        yield f"label {name!r}"
        if name in ("Hypervisor vendor", "Virtualization type"):
            yield f"{name}: {value.strip()}"
        starts.add(len(line) - len(value.lstrip()))
    if starts:
        yield f"values {'in one column' if len(starts) == 1 else 'in several columns'}"


def _cpuinfo(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if found := re.match(r"^([^\t:]+)(\t*) *:", line):
            tabs = len(found[2])
            yield f"label {found[1].strip()!r} and {tabs} tab{'' if tabs == 1 else 's'}"


def _dmidecode(text: str) -> Iterator[str]:
    kind = ""
    for line in text.splitlines():
        if head := re.match(r"^Handle 0x[0-9A-Fa-f]{4}, DMI type (\d+), \d+ bytes$", line):
            kind = head[1]
            continue
        label, colon, value = line.strip().partition(": ")
        plain = line.startswith("\t") and not line.startswith("\t\t")
        # The recorder asks for four structures: the others are not compared.
        if plain and kind in _NAMING:
            name = label.rstrip(":")
            yield f"type {kind}, label {name!r}"
            if colon and name in _NAMING[kind]:
                yield f"type {kind}, {name}: {value.strip()}"
        elif not line.startswith("\t") and re.match(r"# dmidecode|SMBIOS|Getting|Scanning", line):
            yield f"head {re.sub(r'[0-9.]+(?:-[a-z]+)?', '#', line)!r}"


def _systeminfo(text: str) -> Iterator[str]:
    for line in text.replace("\r", "").splitlines():
        label, colon, value = line.partition(":")
        if colon and line[:1].strip() and len(line) - len(value.lstrip()) >= 25:
            if label.startswith("Virtual Memory"):
                label, value = line[: line.index(":", 15)], line[line.index(":", 15) + 1 :]
            yield f"label {label!r}"
            yield f"column {len(line) - len(value.lstrip())}" if value.strip() else "empty value"
            if label in _WINDOWS_NAMING:
                yield f"{label}: {value.strip()}"
        elif found := re.match(r"^ +(Connection Name|DHCP Enabled|DHCP Server|Status):( +)", line):
            yield f"inner label {found[1]!r}"


def _ipconfig(text: str) -> Iterator[str]:
    for line in text.replace("\r", "").splitlines():
        if found := re.match(r"^ {3}(\S.*?)[ .]*: ?", line):
            yield f"label {found[1]!r}, colon in column {line.index(':')}"


def _lsmod(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("Module"):
            yield f"head {line!r}"
        elif found := re.match(r"^(\S+) +(\d+) +(-?\d+)(?: (\S+))?$", line):
            want = f"{found[1]:<19} {found[2]:>8}  {found[3]}" + (
                f" {found[4]}" if found[4] else ""
            )
            yield f"rows {'as kmod writes them' if want == line.rstrip() else 'in other columns'}"


def _lspci(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if re.match(
            r"^(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] .* \[[0-9a-f]{4}\]: .*\]", line
        ):
            yield "rows with class and ids in brackets"
        elif found := re.match(r"^\t(Subsystem|Kernel driver in use|Kernel modules): ", line):
            yield f"inner label {found[1]!r}"


def _links(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if re.match(r"^\d+: \S+: <\S+> mtu \d+ ", line):
            words = re.findall(r" (mtu|qdisc|master|state|mode|group|qlen) ", line)
            yield f"head with {' '.join(words)}"
        elif found := re.match(r"^ +(link/\S+|altname) ", line):
            yield f"inner {found[1]}"


def _string(text: str) -> Iterator[str]:
    yield f"value {text.strip()!r}"


LAYOUTS: dict[str, Callable[[str], Iterator[str]]] = {
    "lscpu": _lscpu,
    "cpuinfo": _cpuinfo,
    "dmidecode": _dmidecode,
    "systeminfo": _systeminfo,
    "ipconfig": _ipconfig,
    "lsmod": _lsmod,
    "lspci": _lspci,
    "ip link": _links,
}
"""The layout of each kind of probe."""

_FILES = {
    "lscpu.txt": "lscpu",
    "lscpu_expected.txt": "lscpu",
    "proc_cpuinfo.txt": "cpuinfo",
    "cpuinfo": "cpuinfo",
    "dmidecode.txt": "dmidecode",
    "systeminfo.txt": "systeminfo",
    "ipconfig_all.txt": "ipconfig",
    "lsmod.txt": "lsmod",
    "lspci_nn.txt": "lspci",
    "lspci_nnk.txt": "lspci",
    "lspci_vvnn.txt": "lspci",
    "ip_link.txt": "ip link",
}
_STRINGS = ("sys_vendor", "product_name", "bios_vendor", "board_vendor")


def kind_of(name: str) -> str | None:
    """Return what kind of probe a file is, or None where it is not compared."""
    last = name.rpartition("/")[2]
    if "dmi" in name and last in _STRINGS:
        return f"/sys {last}"
    return _FILES.get(last)


def elements(kind: str, text: str) -> set[str]:
    """Return what a probe's text is made of."""
    return set(LAYOUTS.get(kind, _string)(text))
