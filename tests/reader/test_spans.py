"""Every value says which bytes of which line it came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from hvutils.captures import Capture
from hvutils.parsers import Record, read
from hvutils.parsers.composite import parts
from hvutils.parsers.record import Field

GOLDEN = Path(__file__).parent / "golden"
PACKAGE = Path(__file__).parents[2] / "hvutils"
FOLDERS = (*GOLDEN.iterdir(), *(PACKAGE / "pool").iterdir(), *(PACKAGE / "samples").iterdir())
MACHINES = sorted(path for path in FOLDERS if path.is_dir() and path.name != "__pycache__")


def fields(item: object) -> Iterator[Field]:
    if isinstance(item, Field):
        yield item
    elif dataclasses.is_dataclass(item):
        for part in dataclasses.fields(item):
            yield from fields(getattr(item, part.name))
    elif isinstance(item, dict):
        yield from fields(tuple(item.values()))
    elif isinstance(item, tuple | list):
        for part in item:
            yield from fields(part)


def placed(folder: Path) -> Iterator[tuple[Record, Field, str]]:
    capture = Capture.load(folder)
    for record in parts(read(capture)):
        for field in fields(record):
            yield record, field, capture.file(record.file).line(field.line)


@pytest.mark.parametrize("folder", MACHINES, ids=lambda path: path.name)
def test_a_values_bytes_are_in_its_line(folder):
    for record, field, line in placed(folder):
        start, end = field.span(line)
        there = line.encode()[start:end].decode()
        assert there in (field.value, line.strip()), (record.file, field)


# Two columns of a table, two keys of one line, a word that the terminal broke, a list of flags.
PUT_TOGETHER = {"DisksRecord", "HostRecord", "SysinfoRecord", "CpuinfoRecord", "LscpuRecord"}


def test_a_value_stands_in_its_line_as_it_is_unless_it_is_put_together():
    apart = {
        type(record).__name__
        for folder in MACHINES
        for record, field, line in placed(folder)
        if field.value not in line
    }
    assert apart <= PUT_TOGETHER


def test_bytes_are_counted_as_utf_8():
    line = "Fabricant\u00a0:  Société KVM"
    assert line.encode()[slice(*Field("KVM", 1).span(line))] == b"KVM"
