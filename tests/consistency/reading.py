"""Reads probe texts for the checker: by regular expressions, without the reader's own parsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures import Capture

__all__ = ["Cpuid", "Probes", "blocks", "cpuid", "fields", "listed", "macs", "slots"]


@dataclass(frozen=True)
class Probes:
    """The texts of a capture, by what they are rather than by how they are called."""

    texts: dict[str, str]

    @classmethod
    def of(cls, capture: Capture) -> Probes:
        """Return a capture's texts, with Windows' line ends made plain."""
        return cls({file.name: file.text.replace("\r\n", "\n") for file in capture.files})

    def get(self, *names: str) -> str:
        """Return the first of these probes that there is, or nothing."""
        return next((self.texts[name] for name in names if name in self.texts), "")

    @property
    def cpuinfo(self) -> str:
        """/proc/cpuinfo."""
        return self.get("proc_cpuinfo.txt", "proc/cpuinfo")

    @property
    def uname(self) -> str:
        """``uname -a``."""
        return self.get("uname_a.txt", "uname.txt").strip()

    @property
    def lspci(self) -> str:
        """lspci with ids, with or without drivers."""
        return self.get("lspci_nnk.txt", "lspci_nn.txt")

    def sysfs(self, name: str) -> str | None:
        """Return a string of /sys/class/dmi/id, or None where it was not read."""
        for folder in ("sys_class_dmi_id", "sys/class/dmi/id"):
            if (text := self.texts.get(f"{folder}/{name}")) is not None:
                return text.strip()
        return None


def fields(text: str, mark: str = ":") -> dict[str, str]:
    """Return the ``label: value`` lines of a text; of equal labels the first."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        label, colon, value = line.partition(mark)
        if colon:
            found.setdefault(label.strip(), value.strip())
    return found


def blocks(text: str, kind: int) -> list[dict[str, str]]:
    """Return the structures of a type that dmidecode prints, each with its fields."""
    pattern = re.compile(rf"^Handle 0x[0-9A-F]{{4}}, DMI type {kind}, \d+ bytes$")
    found = []
    for block in re.split(r"\n\n+", text):
        head, _, body = block.strip("\n").partition("\n")
        if pattern.match(head):
            top = [line for line in body.splitlines() if not line.startswith("\t\t")]
            found.append(fields("\n".join(top)))
    return found


def listed(text: str) -> list[int]:
    """Return the numbers of a list such as ``0-3,8``."""
    numbers: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def macs(text: str) -> dict[str, str]:
    """Return the address of each link of ``ip link``, by the link's name."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if head := re.match(r"\d+: ([^:@\s]+)", line):
            name = head[1]
        elif address := re.match(r"\s+link/ether ([0-9a-f:]{17})", line):
            found[name] = address[1]
    return found


def slots(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield each device of lspci: its slot, class, name and ids."""
    row = re.compile(
        r"^((?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) (.*?) \[([0-9a-f]{4})\]: (.*) "
        r"\[([0-9a-f]{4}:[0-9a-f]{4})\]",
        re.MULTILINE,
    )
    for match in row.finditer(text):
        yield match[1], f"{match[2]} [{match[3]}]", match[4], match[5]


@dataclass(frozen=True)
class Cpuid:
    """What the processor answers itself.

    Args:
        vendor: leaf 0.
        family: from leaf 1, as the kernel counts it, and so on for the next two.
        model: the model.
        stepping: the stepping.
        hypervisor: bit 31 of leaf 1's ECX.
        signature: the twelve letters of leaf 0x40000000, where that leaf is a hypervisor's.
        brand: leaves 0x80000002 to 4.
    """

    vendor: str
    family: int
    model: int
    stepping: int
    hypervisor: bool
    signature: str
    brand: str


def cpuid(text: str) -> Cpuid | None:
    """Read ``cpuid -1 -r``."""
    row = re.compile(
        r"^\s*0x([0-9a-f]{8}) 0x00: eax=0x([0-9a-f]{8}) ebx=0x([0-9a-f]{8}) "
        r"ecx=0x([0-9a-f]{8}) edx=0x([0-9a-f]{8})",
        re.MULTILINE,
    )
    leaves = {
        int(match[1], 16): tuple(int(match[n], 16) for n in range(2, 6))
        for match in row.finditer(text)
    }
    if 0 not in leaves or 1 not in leaves:
        return None

    def letters(*numbers: int) -> str:
        raw = b"".join(number.to_bytes(4, "little") for number in numbers)
        return raw.decode("latin-1").rstrip("\0")

    eax, _, ecx, _ = leaves[1]
    family, model = eax >> 8 & 15, eax >> 4 & 15
    if family in (6, 15):
        model |= (eax >> 16 & 15) << 4
    if family == 15:
        family += eax >> 20 & 255
    _, zero_b, zero_c, zero_d = leaves[0]
    top = leaves.get(0x40000000)
    brand = [leaves[leaf] for leaf in (0x80000002, 0x80000003, 0x80000004) if leaf in leaves]
    return Cpuid(
        letters(zero_b, zero_d, zero_c),
        family,
        model,
        eax & 15,
        bool(ecx >> 31),
        letters(*top[1:]) if top and top[0] >> 16 == 0x4000 else "",
        letters(*(number for leaf in brand for number in leaf)).strip(),
    )
