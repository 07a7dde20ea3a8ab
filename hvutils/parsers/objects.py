"""Splits what PowerShell and ``wmic`` print of objects into objects, each property with its line.

The forms: ``Format-List`` (``Model : x``), ``wmic … /format:list`` (``Model=x``, a blank line after
each), ``wmic``'s table and CSV, and ``ConvertTo-Json``. Names of properties are never translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hvutils.captures import ProbeFile
from hvutils.parsers.leaves import leaves
from hvutils.parsers.record import Field

__all__ = ["Properties", "objects"]

Properties = dict[str, Field]
"""The properties of one object: by their names in lower case."""

_LIST = re.compile(r"^\s{0,8}([A-Za-z_]\w{0,60})\s{0,60} :(?: (.*))?$", re.ASCII)
_EQUALS = re.compile(r"^([A-Za-z_]\w{0,60})=(.*)$", re.ASCII)
_COLUMN = re.compile(r"[A-Za-z_]\w*(?=\s|$)", re.ASCII)
_HEADING = re.compile(r"^(?:[A-Za-z_]\w{1,60} {2,}){0,60}[A-Za-z_]\w{1,60} *$", re.ASCII)
_CSV = re.compile(r'^(?:"?[A-Za-z_]\w{0,60}"?,){1,80}"?[A-Za-z_]\w{0,60}"?$', re.ASCII)
# A table is told from other texts by a property that is read.
_TELLING = frozenset(
    (
        *("hypervisorpresent", "interfacedescription", "macaddress", "manufacturer", "model"),
        *("product", "smbiosbiosversion", "vendor"),
    )
)
_LONGEST = 4000
# wmic ends each line twice when its output is redirected: three in a row are a new object.
_GAP = 3


def objects(file: ProbeFile) -> tuple[Properties, ...]:
    """Split a file into objects.

    Args:
        file: the probe.

    Returns:
        Each object's properties; of one that comes twice in an object, the first.
    """
    if file.text.lstrip()[:1] in ("{", "["):
        return tuple(_json(file.text))
    return (*_lists(file.lines), *_tables(file.lines))


def _json(text: str) -> Iterator[Properties]:
    found: dict[tuple[str, ...], Properties] = {}
    for leaf in leaves(text):
        kept = found.setdefault(leaf.path[:-1], {})
        kept.setdefault(leaf.path[-1].lower(), Field(leaf.value, leaf.line))
    yield from found.values()


def _lists(lines: Sequence[str]) -> Iterator[Properties]:
    current: Properties = {}
    blank = 0
    for number, raw in enumerate(lines, start=1):
        line = raw.strip("\r")
        if not line.strip():
            blank += 1
            continue
        match = _EQUALS.match(line)
        gap = blank >= _GAP if match else blank >= 1
        match = match or _LIST.match(line)
        blank = 0
        if match is None:
            continue
        name, value = match.group(1).lower(), (match.group(2) or "").strip()
        if current and (gap or name in current):
            yield current
            current = {}
        current[name] = Field(value, number)
    if current:
        yield current


def _tables(lines: Sequence[str]) -> Iterator[Properties]:
    """Yield the rows below a heading of property names, up to the next heading."""
    columns: list[tuple[str, int]] = []
    names: list[str] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.strip("\r").rstrip()
        if not line or len(line) > _LONGEST:
            continue
        if "," in line and _CSV.match(line) and _known(line.replace('"', "").split(",")):
            columns, names = [], [name.lower() for name in line.replace('"', "").split(",")]
        elif _HEADING.match(line) and _known(line.split()):
            columns = [(match.group().lower(), match.start()) for match in _COLUMN.finditer(line)]
            names = []
        elif names:
            # wmic quotes nothing: a row with a comma in a value fits no heading.
            import csv  # Few files have it.

            values = next(csv.reader([line]), [])
            if len(values) == len(names):
                cells = zip(names, values, strict=True)
                yield {name: Field(value.strip(), number) for name, value in cells}
        elif columns and not set(line) <= {"-", " "}:
            ends = [start for _, start in columns[1:]] + [len(line)]
            row = zip(columns, ends, strict=True)
            found = {name: line[start:end].strip() for (name, start), end in row}
            yield {name: Field(value, number) for name, value in found.items() if value}


def _known(names: Sequence[str]) -> bool:
    return any(name.lower() in _TELLING for name in names)
