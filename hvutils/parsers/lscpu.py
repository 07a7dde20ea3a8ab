"""Reads ``lscpu``: flat and grouped layouts, wrapped lines, ``-J``, tables, any of the locales.

Schema of ``LscpuRecord``: ``architecture``, ``vendor_id``, ``model_name``, ``bios_vendor``,
``bios_model``, ``flags``, ``virtualization`` (what the processor can do), ``hypervisor``,
``hypervisor_vendor``, ``virtualization_type``, ``max_mhz``, ``min_mhz``: a ``Field`` each, or None
where the line is not there; ``kind``: the virtualization type whatever the language; ``table``:
``-e``, ``-p`` or ``-C``, which list processors or caches and say nothing on the platform.

    Architecture:          x86_64
    Virtualization:        VT-x
    Hypervisor vendor:     KVM
    Virtualization type:   full
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.lscpu_forms import (
    joined,
    json_lines,
    looks_like_lscpu,
    looks_like_table,
    without_labels,
)
from hvutils.parsers.record import Field, Record, split_label
from hvutils.tables.lscpu import LABELS, TYPES, Label, VirtualizationKind

__all__ = ["LscpuRecord", "parse", "recognises"]

_HEAD = 400
# One of these lines is enough: nothing else prints them, and people cut lscpu with grep.
_CERTAIN = frozenset((Label.HYPERVISOR_VENDOR, Label.VIRTUALIZATION_TYPE, Label.BIOS_VENDOR))
# French puts one of these before a colon, and within a label.
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True)
class LscpuRecord(Record):
    """What one ``lscpu`` printed about the platform."""

    architecture: Field | None = None
    vendor_id: Field | None = None
    model_name: Field | None = None
    bios_vendor: Field | None = None
    bios_model: Field | None = None
    flags: Field | None = None
    virtualization: Field | None = None
    hypervisor: Field | None = None
    hypervisor_vendor: Field | None = None
    virtualization_type: Field | None = None
    max_mhz: Field | None = None
    min_mhz: Field | None = None
    kind: VirtualizationKind | None = None
    table: bool = False


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is lscpu's output, by its labels, else by values that it never translates.

    The tables of ``-e``, ``-p`` and ``-C`` are known by their headings.
    """
    head = file.head(_HEAD)
    if _is_json(file):
        return True
    found: set[Label] = set()
    for line in head:
        label = _label(split_label(line))
        if label is not None:
            found.add(label)
            if label in _CERTAIN or len(found) >= 3:
                return True
    return looks_like_table(head) or looks_like_lscpu(head)


def _is_json(file: ProbeFile) -> bool:
    head = file.text[:200].lstrip(" \t\r\n\ufeff")
    return head.startswith("{") and '"lscpu"' in head


def _label(parts: tuple[str, str] | None) -> Label | None:
    if not parts:
        return None
    # Nearly every label is ASCII, and has none of the blanks.
    return LABELS.get(parts[0] if parts[0].isascii() else parts[0].translate(_BLANKS))


def parse(file: ProbeFile) -> LscpuRecord:
    """Read one lscpu output.

    Args:
        file: the probe.

    Returns:
        The record; of a line that comes twice (several kinds of core) the first one counts.
    """
    if looks_like_table(file.head(_HEAD)):
        return LscpuRecord(file.name, table=True)
    found: dict[Label, Field] = {}
    for label, field in _from_json(file) if _is_json(file) else _from_text(file):
        found.setdefault(label, field)
    if not _is_json(file) and looks_like_lscpu(file.head(_HEAD)):
        for label, field in without_labels(file.head(_HEAD), _known(file)).items():
            found.setdefault(label, field)
    type_ = found.get(Label.VIRTUALIZATION_TYPE)
    return LscpuRecord(
        file=file.name,
        architecture=found.get(Label.ARCHITECTURE),
        vendor_id=found.get(Label.VENDOR_ID),
        model_name=found.get(Label.MODEL_NAME),
        bios_vendor=found.get(Label.BIOS_VENDOR),
        bios_model=found.get(Label.BIOS_MODEL),
        flags=found.get(Label.FLAGS),
        virtualization=found.get(Label.VIRTUALIZATION),
        hypervisor=found.get(Label.HYPERVISOR),
        hypervisor_vendor=found.get(Label.HYPERVISOR_VENDOR),
        max_mhz=found.get(Label.MAX_MHZ),
        min_mhz=found.get(Label.MIN_MHZ),
        virtualization_type=type_,
        kind=TYPES.get(type_.value) if type_ else None,
    )


def _from_json(file: ProbeFile) -> Iterator[tuple[Label, Field]]:
    for name, field in json_lines(file.text):
        label = LABELS.get(name.translate(_BLANKS).rstrip(":\uff1a ").strip())
        if label is not None:
            yield label, field


def _known(file: ProbeFile) -> frozenset[int]:
    """Return the numbers of the lines whose label is known: their values are no guesses."""
    head = enumerate(file.head(_HEAD), start=1)
    return frozenset(number for number, line in head if _label(split_label(line)) is not None)


def _from_text(file: ProbeFile) -> Iterator[tuple[Label, Field]]:
    """Yield the labelled lines, put together again where a terminal wrapped them."""
    label: Label | None = None
    first, lines = 0, list[str]()
    for number, line in enumerate(file.lines, start=1):
        parts = split_label(line)
        if parts is None and line.strip():
            # A narrow terminal's wrap went into the file: the value goes on without a label.
            if label is not None:
                lines.append(line)
            continue
        if label is not None:
            yield label, Field(joined(lines), first)
        label, first, lines = _label(parts), number, [line]
    if label is not None:
        yield label, Field(joined(lines), first)
