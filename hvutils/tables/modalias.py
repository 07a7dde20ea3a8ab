"""Gives the strings of a DMI modalias their blanks back: the kernel drops them.

Only strings that a table knows can be restored; the others stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.tables import makers
from hvutils.tables.dmi import CLOUDS, HYPERVISORS, DmiField

__all__ = ["FIELDS", "restore"]

_F = DmiField

FIELDS = (
    ("bvn", _F.BIOS_VENDOR),
    ("bvr", _F.BIOS_VERSION),
    ("svn", _F.SYS_VENDOR),
    ("pvr", _F.PRODUCT_VERSION),
    ("pn", _F.PRODUCT_NAME),
    ("rvn", _F.BOARD_VENDOR),
    ("rvr", None),
    ("rn", _F.BOARD_NAME),
    ("cvn", _F.CHASSIS_VENDOR),
)
"""The prefixes of a modalias' parts, the longer before what they begin like; source: Linux
dmi-id.c."""


def _texts() -> Iterator[str]:
    for row in HYPERVISORS:
        yield from (need.text for need in row.needs)
    for cloud in CLOUDS:
        yield from (need.text for need in cloud.needs)
    for maker in makers.MAKERS:
        yield from (maker.prefix, *maker.unless, *maker.only)
    yield from makers.PLACEHOLDERS
    yield from makers.FIRMWARE


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


_BLANKS = sorted(
    {(_squeezed(text), text) for text in _texts() if " " in text}, key=lambda pair: -len(pair[0])
)


def restore(value: str) -> str:
    """Return a part of a modalias with its blanks, as far as the tables know it.

    >>> restore("innotekGmbH")
    'innotek GmbH'
    >>> restore("PowerEdgeR640")
    'PowerEdgeR640'
    """
    low = value.casefold()
    for squeezed, text in _BLANKS:
        if low.startswith(squeezed):
            return text + value[len(squeezed) :]
    return value
