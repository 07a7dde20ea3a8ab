r"""Reads ``current_clocksource`` and ``available_clocksource``, each by its name.

Schema of ``ClockRecord``: ``names``, a ``Field`` a clock.

    kvm-clock tsc acpi_pm
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["ClockRecord", "parse", "recognises"]

_NAME = re.compile(r"(?:^|[/_.-])(?:current|available)_clocksource(?:\.txt)?$")
_LONGEST = 400


@dataclass(frozen=True)
class ClockRecord(Record):
    """The clocks that one of the files names."""

    names: tuple[Field, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files, by its name: their words alone are too common."""
    return bool(_NAME.search(file.name)) and len(file.text) <= _LONGEST


def parse(file: ProbeFile) -> ClockRecord:
    """Read one of the files.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    lines = enumerate(file.lines, start=1)
    return ClockRecord(
        file.name, tuple(Field(word, number) for number, line in lines for word in line.split())
    )
