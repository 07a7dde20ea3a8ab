"""The forms of ``lscpu`` beside its plain one: JSON, tables, wrapped lines, unknown languages.

lscpu translates its labels and a few values, but neither the processor's vendor, flags and
architecture nor the hypervisor's vendor: these give it away in a language that no table has.

    {"lscpu": [{"field": "Hypervisor vendor:", "data": "KVM"}]}
    CPU NODE SOCKET CORE L1d:L1i:L2:L3 ONLINE
    # CPU,Core,Socket,Node,,L1d,L1i,L2,L3
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hvutils.parsers.leaves import leaves
from hvutils.parsers.record import Field, split_label
from hvutils.tables.lscpu import TYPES, VENDORS, Label

__all__ = ["joined", "json_lines", "looks_like_lscpu", "looks_like_table", "without_labels"]

_COLUMNS = frozenset(
    (
        *("ADDRESS", "BOOK", "CACHE", "CLUSTER", "CONFIGURED", "CORE", "CPU", "DRAWER", "MAXMHZ"),
        *("L1D", "L1I", "L2", "L3", "MHZ", "MINMHZ", "MODELNAME", "NODE", "ONLINE", "SCALMHZ%"),
        *("POLARIZATION", "SOCKET", "L1D:L1I:L2", "L1D:L1I:L2:L3", "L1D:L1I:L2D:L2I"),
    )
)
_CACHES = ("NAME", "ONE-SIZE", "ALL-SIZE")
_ARCHITECTURE = re.compile(
    r"x86_64|i[3-6]86|aarch64|armv\dl?|ppc64(?:le)?|s390x?|riscv64|loongarch64|sparc64|mips64"
)
_MODES = re.compile(r"(?:16|32|64)-bit(?:, (?:32|64)-bit)*")
_ORDERS = ("Little Endian", "Big Endian")
_PROCESSORS = frozenset(
    (
        *("GenuineIntel", "AuthenticAMD", "HygonGenuine", "CentaurHauls", "Shanghai"),
        *("ARM", "IBM/S390", "Loongson", "Apple", "Cavium", "APM", "HiSilicon"),
    )
)
_VENDORS = frozenset(row.text for row in VENDORS) | {"IBM"}
_CAPABILITIES = ("VT-x", "AMD-V")
_MODELS = ("QEMU Virtual CPU", "Common KVM processor", "Common 32-bit KVM processor")
# A word that a wrap may end or begin with, and that begins or ends no longer flag.
_WHOLE = frozenset(("hypervisor", "vmx", "svm"))


def json_lines(text: str) -> Iterator[tuple[str, Field]]:
    """Yield the labels of ``lscpu -J`` with their values, nested in children or not."""
    name: str | None = None
    for leaf in leaves(text):
        match leaf.path[-1]:
            case "field":
                name = leaf.value
            case "data" if name is not None:
                # A heading has no data: null, without quotes.
                if leaf.quoted:
                    yield name, Field(leaf.value.strip(), leaf.line)
                name = None


def looks_like_table(head: Sequence[str]) -> bool:
    """Tell ``-e``, ``-p`` and ``-C``, as text and as JSON, by the first line of theirs."""
    for line in head[:40]:
        text = line.strip()
        if text.startswith("# CPU,") or text.startswith("# CPU\t"):
            return True
        words = text.upper().split()
        if tuple(words[:3]) == _CACHES or (len(words) > 1 and words[0] == "CPU"):
            return set(words) <= _COLUMNS or words[:3] == list(_CACHES)
        if text and not text.startswith(("#", "{")):
            break
    first = "".join(head[:12])[:600].replace(" ", "")
    return first.startswith(('{"cpus":[{"cpu":', '{"caches":[{"name":'))


def joined(lines: Sequence[str]) -> str:
    """Put a wrapped value together again; the first line has its label.

    lscpu and terminals break a value at the width, within a word or not: a line as wide as the
    widest goes on in the next one without a blank, a shorter one has lost a blank at its end.
    """
    if len(lines) == 1:
        parts = split_label(lines[0])
        return parts[1] if parts else ""
    at = min(position for sign in ":\uff1a" if (position := lines[0].find(sign)) >= 0) + 1
    column = len(lines[0]) - len(lines[0][at:].lstrip())
    width = max(len(line) for line in lines)
    pieces = [lines[0][column:]]
    for before, line in pairwise(lines):
        # Only the indentation to the value's column is lscpu's own.
        blank = line[:column].isspace()
        piece = line[column:] if blank else line
        pieces.append(
            piece if len(before) == width and not _ends(pieces[-1], piece) else f" {piece}"
        )
    return " ".join("".join(pieces).split())


def _ends(before: str, after: str) -> bool:
    left, right = before.split(" ")[-1], after.split(" ", 1)[0]
    return left in _WHOLE or right in _WHOLE


def _values(head: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(head, start=1):
        parts = split_label(line)
        if parts is not None and parts[0]:
            yield number, parts[1]


def looks_like_lscpu(head: Sequence[str]) -> bool:
    """Tell lscpu's text in any language by three of the values that it never translates."""
    seen = set()
    for _, value in _values(head):
        if _ARCHITECTURE.fullmatch(value):
            seen.add("architecture")
        elif _MODES.fullmatch(value):
            seen.add("modes")
        elif value in _ORDERS:
            seen.add("order")
        elif value in _PROCESSORS:
            seen.add("vendor")
        elif value.startswith("fpu ") or " fpu " in value:
            seen.add("flags")
    return len(seen) >= 3 and bool(seen & {"modes", "order"})


def without_labels(head: Sequence[str], known: frozenset[int]) -> dict[Label, Field]:
    """Read the values that tell what they are.

    Args:
        head: the lines.
        known: the numbers of the lines that a label told already.

    Returns:
        The fields. A hypervisor's vendor counts only before its type: one word without digits.
    """
    found: dict[Label, Field] = {}
    values = [(number, value) for number, value in _values(head) if value]
    for at, (number, value) in enumerate(values):
        label: Label | None = None
        if number in known:
            continue
        if _ARCHITECTURE.fullmatch(value):
            label = Label.ARCHITECTURE
        elif value in _PROCESSORS:
            label = Label.VENDOR_ID
        elif value in _CAPABILITIES:
            label = Label.VIRTUALIZATION
        elif value.startswith(_MODELS):
            label = Label.MODEL_NAME
        elif value.startswith("fpu ") or " fpu " in value:
            found.setdefault(Label.FLAGS, Field(_whole(head, number), number))
        elif value in _VENDORS and (follows := values[at + 1 : at + 2]):
            line, type_ = follows[0]
            if type_ in TYPES or (type_.isalpha() and type_ not in _VENDORS):
                found.setdefault(Label.HYPERVISOR_VENDOR, Field(value, number))
                found.setdefault(Label.VIRTUALIZATION_TYPE, Field(type_, line))
        if label is not None:
            found.setdefault(label, Field(value, number))
    return found


def _whole(head: Sequence[str], number: int) -> str:
    """Return the value of a line and of those that it was wrapped into."""
    lines = [head[number - 1]]
    for line in head[number:]:
        if not line.strip() or split_label(line) is not None:
            break
        lines.append(line)
    return joined(lines)
