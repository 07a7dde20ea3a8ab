"""Reads ``lscpu``: flat and grouped layouts, wrapped lines, any of the locales.

Schema of ``LscpuRecord``: ``architecture``, ``vendor_id``, ``model_name``, ``bios_vendor``,
``bios_model``, ``flags``, ``virtualization`` (what the processor can do), ``hypervisor``,
``hypervisor_vendor``, ``virtualization_type``: a ``Field`` each, or None where the line is not
there; ``kind``: the virtualization type whatever the language.

    Architecture:          x86_64
    Virtualization:        VT-x
    Hypervisor vendor:     KVM
    Virtualization type:   full
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record, split_label
from hvutils.tables.lscpu import LABELS, TYPES, Label, VirtualizationKind

__all__ = ["LscpuRecord", "parse", "recognises"]

_HEAD = 400
# One of these lines is enough: nothing else prints them, and people cut lscpu with grep.
_CERTAIN = frozenset((Label.HYPERVISOR_VENDOR, Label.VIRTUALIZATION_TYPE, Label.BIOS_VENDOR))


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
    kind: VirtualizationKind | None = None


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is lscpu's output, by its labels."""
    found: set[Label] = set()
    for line in file.lines[:_HEAD]:
        label = _label(split_label(line))
        if label is not None:
            found.add(label)
            if label in _CERTAIN or len(found) >= 3:
                return True
    return False


def _label(parts: tuple[str, str] | None) -> Label | None:
    return LABELS.get(parts[0].replace("\u00a0", " ")) if parts else None


def parse(file: ProbeFile) -> LscpuRecord:
    """Read one lscpu output.

    Args:
        file: the probe.

    Returns:
        The record; of a line that comes twice (several kinds of core) the first one counts.
    """
    starts: dict[Label, int] = {}
    pieces: dict[Label, list[str]] = {}
    wrapping: Label | None = None
    for number, line in enumerate(file.lines, start=1):
        parts = split_label(line)
        label = _label(parts)
        if label is not None and parts is not None:
            wrapping = label if label not in starts else None
            if wrapping is not None:
                starts[label], pieces[label] = number, [parts[1]]
        elif parts is None and line.strip() and wrapping is not None:
            # A narrow terminal's wrap went into the file: the value goes on without a label.
            pieces[wrapping].append(line.strip())
        else:
            wrapping = None
    found = {label: Field(" ".join(pieces[label]), starts[label]) for label in starts}
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
        virtualization_type=type_,
        kind=TYPES.get(type_.value) if type_ else None,
    )
