"""Reads what VMware's tools say of their session: ``vmware-toolbox-cmd stat raw text session``.

Schema of ``SessionRecord``: ``version``, the product and release of the host.

    session = 4004861987670969122
    uptime = 1036293956
    version = VMware ESXi 6.0.0 build-12345
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["SessionRecord", "parse", "recognises"]

_VERSION = re.compile(r"^version = (VMware [^\n]{1,80})$")
_HEAD = 20


@dataclass(frozen=True)
class SessionRecord(Record):
    """What the host tells its guest of itself."""

    version: Field


def _find(file: ProbeFile) -> Field | None:
    for number, line in enumerate(file.head(_HEAD), start=1):
        if found := _VERSION.match(line.strip()):
            return Field(found.group(1).strip(), number)
    return None


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a session's text, by the line with the version."""
    return "version = VMware " in file.text[:2000] and _find(file) is not None


def parse(file: ProbeFile) -> SessionRecord:
    """Read one session.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    return SessionRecord(file.name, _find(file) or Field("", 1))
