"""The slots of cards that whoever starts a QEMU machine may plug in anywhere.

Their order stays, so that no line moves; so do the slots of chipsets, of cards with more than one
function, and of every machine whose slots are fixed by its maker (VMware, VirtualBox, Hyper-V).
"""

from __future__ import annotations

import re
from itertools import pairwise

from hvutils.captures import Capture
from hvutils.sets.stream import Stream
from hvutils.sets.texts import Change, same

__all__ = ["change"]

_ROW = re.compile(
    r"^(?:0000:)?00:([0-9a-f]{2})\.([0-7]) .*\[([0-9a-f]{4})\]: .*\[([0-9a-f]{4}):([0-9a-f]{4})\]",
    re.MULTILINE,
)
# virtio; and what QEMU emulates as a card of its own: e1000, rtl8139, nvme, its own ids.
_PLUGGED = (*("1af4:", "1b36:", "1234:", "8086:100e", "8086:100f", "8086:10d3", "10ec:8139"),)
# Where one of these is, the machine is not QEMU's, or its maker has chosen the slots.
_FIXED_BY_MAKER = ("15ad:07", "80ee:", "1414:", "5853:", "1d0f:", "1ab8:")


def change(capture: Capture, stream: Stream) -> Change:
    """Return how the slots of a capture change."""
    numbers = [stream.below(1 << 32) for _ in range(32)]
    bridges = [file.text for file in capture.files if "[0600]: " in file.text]
    rows = {match for text in bridges for match in map(_facts, _ROW.finditer(text))}
    ids = {row[3] for row in rows}
    if not rows or any(name.startswith(_FIXED_BY_MAKER) for name in ids):
        return same
    moved = _moves(rows, numbers)
    if not moved:
        return same
    address = re.compile(r"(?<![0-9a-f:.])((?:0000:)?00:)([0-9a-f]{2})(\.0)(?![0-9a-f])")
    interface = re.compile(r"\b(ens|enp0s)(\d{1,2})\b")

    def slot(match: re.Match[str]) -> str:
        return f"{match[1]}{moved.get(int(match[2], 16), int(match[2], 16)):02x}{match[3]}"

    def card(match: re.Match[str]) -> str:
        return f"{match[1]}{moved.get(int(match[2]), int(match[2]))}"

    # /proc/bus/pci/devices: the bus, then the slot and the function as one byte, then the ids.
    packed = re.compile(r"^00([0-9a-f]{2})(?=\t[0-9a-f]{8}\t)", re.MULTILINE)

    def byte(match: re.Match[str]) -> str:
        number, function = divmod(int(match[1], 16), 8)
        return f"00{moved.get(number, number) * 8 + function:02x}"

    def each(text: str) -> str:
        text = address.sub(slot, text) if "00:" in text else text
        text = packed.sub(byte, text) if "\t" in text else text
        return interface.sub(card, text) if "ens" in text or "enp0s" in text else text

    return each


def _facts(match: re.Match[str]) -> tuple[int, int, str, str]:
    return int(match[1], 16), int(match[2]), match[3], f"{match[4]}:{match[5]}"


def _moves(rows: set[tuple[int, int, str, str]], numbers: list[int]) -> dict[int, int]:
    """Return new slots for the cards that may move, each between the same neighbours."""
    several = {row[0] for row in rows if row[1]}
    free = {row[0] for row in rows if row[3].startswith(_PLUGGED)} - several
    free -= {row[0] for row in rows if row[2] in ("0600", "0601") or row[0] == 0}
    taken = sorted({row[0] for row in rows})
    moved: dict[int, int] = {}
    for low, high in _gaps(taken, free):
        inside = [slot for slot in taken if low < slot < high]
        places = list(range(low + 1, high))
        chosen = sorted(places.pop(numbers[slot % 32] % len(places)) for slot in inside)
        moved |= dict(zip(inside, chosen, strict=True))
    return moved


def _gaps(taken: list[int], free: set[int]) -> list[tuple[int, int]]:
    """Return the pairs of fixed neighbours, the last slot of a bus being 0x1f."""
    fixed = [slot for slot in taken if slot not in free]
    edges = [*fixed, *([] if fixed and fixed[-1] == 0x1F else [0x1F])]
    return [(low, high) for low, high in pairwise(edges) if high - low > 1]
