r"""Reads the text that ``msinfo32 /report`` writes: items and values with a tab between.

The words are translated, but not the value of the system type: the two items before it are
manufacturer and model, as in systeminfo, and a label with “Hyper-V” in it is the last block of that
command. A ``CompositeRecord`` of a ``SysteminfoRecord`` and of the board's and the firmware's
strings, which are read in English only.

    System Manufacturer\tVMware, Inc.
    System Model\tVMware7,1
    System Type\tx64-based PC
"""

from __future__ import annotations

import re

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, dmi_part
from hvutils.parsers.record import Field, Record
from hvutils.parsers.systeminfo import SysteminfoRecord
from hvutils.tables.dmi import DmiField

__all__ = ["parse", "recognises"]

_SYSTEM_TYPE = re.compile(r"^[^\t]{2,60}\t(?:x64|x86|X86|ARM64)-based PC\s*$", re.MULTILINE)
_BOARD = {
    "BaseBoard Manufacturer": DmiField.BOARD_VENDOR,
    "BaseBoard Product": DmiField.BOARD_NAME,
    "BaseBoard Model": DmiField.BOARD_NAME,
}
_HYPER_V = "hyper-v"
_HEAD = 65536


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is msinfo32's text, by the value that no language translates."""
    return "-based PC" in file.text[:_HEAD] and bool(_SYSTEM_TYPE.search(file.text[:_HEAD]))


def parse(file: ProbeFile) -> CompositeRecord:
    """Read the summary of one report.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    rows: list[tuple[str, Field]] = []
    for number, line in enumerate(file.head(400), start=1):
        label, tab, value = line.partition("\t")
        if tab and label.strip():
            rows.append((label.strip(), Field(value.strip(), number)))
    manufacturer = model = type_ = detected = None
    requirements: list[Field] = []
    for at, (label, field) in enumerate(rows):
        if type_ is None and field.value.endswith("-based PC") and at >= 2:
            manufacturer, model, type_ = rows[at - 2][1], rows[at - 1][1], field
        elif _HYPER_V in label.casefold():
            # One sentence without a value, or a line a requirement.
            text = f"{label}: {field.value}"
            if field.value:
                requirements.append(Field(text, field.line))
            else:
                detected = detected or Field(label, field.line)
    made: list[Record] = [
        SysteminfoRecord(
            file.name,
            manufacturer=manufacturer,
            model=model,
            system_type=type_,
            hypervisor_detected=detected,
            requirements=() if detected else tuple(requirements),
        )
    ]
    board = ((_BOARD[label], field.value, field.line) for label, field in rows if label in _BOARD)
    made.extend(dmi_part(file.name, board))
    return CompositeRecord(file.name, tuple(made))
