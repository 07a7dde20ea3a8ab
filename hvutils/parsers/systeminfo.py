"""Reads Windows' ``systeminfo``: seven locales by label, any other by the order of its lines.

Schema of ``SysteminfoRecord``: ``os_name``, ``manufacturer``, ``model``, ``system_type``,
``bios_version``: a ``Field`` each, or None; ``hypervisor_detected``: the sentence that a
hypervisor runs; ``requirements``: the lines that Windows prints where none runs; ``adapters``:
the network adapters' names.

    System Manufacturer:       VMware, Inc.
    System Model:              VMware7,1
    System Type:               x64-based PC
    Hyper-V Requirements:      A hypervisor has been detected. Features required ...
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record, split_label
from hvutils.tables.systeminfo import LABELS, Label

__all__ = ["SysteminfoRecord", "parse", "recognises"]

# Windows does not translate this value, so it marks the place in any language.
_SYSTEM_TYPE = re.compile(r"(?:x64|x86|ARM64|Itanium|ia64)-based PC", re.IGNORECASE)
# Updates and addresses are numbered as adapters are.
_ADAPTER = re.compile(
    r"^\s*\[\d+\]\s?:\s+((?!KB\d+\s*$|[\d.]{7,15}\s*$|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}\s*$).+)$"
)
_HEAD = 400
_REQUIREMENTS = "hyper-v"


@dataclass(frozen=True)
class SysteminfoRecord(Record):
    """What one ``systeminfo`` printed about the platform."""

    os_name: Field | None = None
    manufacturer: Field | None = None
    model: Field | None = None
    system_type: Field | None = None
    bios_version: Field | None = None
    hypervisor_detected: Field | None = None
    requirements: tuple[Field, ...] = ()
    adapters: tuple[Field, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is systeminfo: its labels, or the value that no language translates."""
    found = set()
    for line in file.head(_HEAD):
        parts = split_label(line)
        if parts is None:
            continue
        if parts[1][-2:] in ("PC", "pc") and _SYSTEM_TYPE.fullmatch(parts[1]):
            return True
        if (label := LABELS.get(parts[0].casefold())) is not None:
            found.add(label)
    return len(found) >= 3


def parse(file: ProbeFile) -> SysteminfoRecord:
    """Read one systeminfo output.

    Args:
        file: the probe.

    Returns:
        The record. A manufacturer and a model that no known label names are the two lines before
        the system type.
    """
    named: dict[Label, Field] = {}
    rows: list[tuple[int, str]] = []
    adapters: list[Field] = []
    hyper_v = 0
    for number, line in enumerate(file.lines, start=1):
        parts = split_label(line)
        if parts is None:
            continue
        label, value = parts
        rows.append((number, value))
        if label[:1] == "[":
            if adapter := _ADAPTER.match(line):
                adapters.append(Field(adapter[1].strip(), number))
            continue
        label = label.casefold()
        if label in LABELS:
            named.setdefault(LABELS[label], Field(value, number))
        elif not hyper_v and value and _REQUIREMENTS in label:
            hyper_v = number
    _fill_by_order(rows, named)
    detected, requirements = _hyper_v(file, hyper_v) if hyper_v else (None, ())
    return SysteminfoRecord(
        file=file.name,
        os_name=named.get(Label.OS_NAME),
        manufacturer=named.get(Label.MANUFACTURER),
        model=named.get(Label.MODEL),
        system_type=named.get(Label.SYSTEM_TYPE),
        bios_version=named.get(Label.BIOS_VERSION),
        hypervisor_detected=detected,
        requirements=requirements,
        adapters=tuple(adapters),
    )


def _fill_by_order(rows: list[tuple[int, str]], named: dict[Label, Field]) -> None:
    """Name the system type by its value, and the two lines before it by their place."""
    for at, (number, value) in enumerate(rows):
        if value[-2:] not in ("PC", "pc") or not _SYSTEM_TYPE.fullmatch(value):
            continue
        named.setdefault(Label.SYSTEM_TYPE, Field(value, number))
        if at >= 2:
            named.setdefault(Label.MODEL, Field(rows[at - 1][1], rows[at - 1][0]))
            named.setdefault(Label.MANUFACTURER, Field(rows[at - 2][1], rows[at - 2][0]))
        return


def _hyper_v(file: ProbeFile, number: int) -> tuple[Field | None, tuple[Field, ...]]:
    """Read the last block, whose label has “Hyper-V” in it in every locale that was seen.

    It is either one sentence, without a colon of its own, or a line a requirement, each with one.
    That holds in any language, and no sentence needs to be known.
    """
    line = file.line(number)
    parts = split_label(line)
    assert parts is not None
    if split_label(parts[1]) is None:
        return Field(parts[1], number), ()
    indent = len(line) - len(line.lstrip())
    lines = [Field(parts[1], number)]
    for after in range(number + 1, len(file.lines) + 1):
        text = file.line(after)
        if not text.strip():
            continue
        if len(text) - len(text.lstrip()) <= indent or split_label(text) is None:
            break
        lines.append(Field(text.strip(), after))
    return None, tuple(lines)
