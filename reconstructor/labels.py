"""What an expert says of a machine: found on its lines, so that no number is written by hand.

An evidence row names a file and a pattern; the line is the first that matches. Rows of
tables/evidence.toml hold for every machine whose probes they match, by the key of the platform.
In a sentence ``{lscpu.txt~Hypervisor vendor}`` becomes ``lscpu.txt:20``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reconstructor.description import Machine, table
from reconstructor.errors import DescriptionError
from reconstructor.parts import platform

__all__ = ["evidence", "judgements", "sources"]

_COLUMNS = {"hypervisor": "platform"}
_PLACE = re.compile(r"\{([\w./-]+)~([^{}]+)\}")


def _line(probes: Mapping[str, str], file: str, pattern: str) -> tuple[int, str] | None:
    for number, line in enumerate(probes.get(file, "").splitlines(), 1):
        if re.search(pattern, line):
            return number, line.strip()
    return None


def _places(text: str, probes: Mapping[str, str], machine: Machine) -> str:
    def place(found: re.Match[str]) -> str:
        line = _line(probes, found[1], found[2])
        if line is None:
            raise DescriptionError(f"{machine.name}: no line of {found[1]} matches {found[2]!r}")
        return f"{found[1]}:{line[0]}"

    return _PLACE.sub(place, text)


def _keys(machine: Machine) -> list[str]:
    here = platform(machine)
    return [*machine.values.get("says", ()), *here.get("says", ())]


def evidence(machine: Machine, probes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the evidence rows: the machine's own, then those of the table that match."""
    shared = table("evidence")
    found: dict[tuple[str, int], dict[str, Any]] = {}
    own = [(row, True) for row in machine.evidence]
    common = [(row, False) for key in _keys(machine) for row in shared[key]]
    for row, needed in [*own, *common]:
        line = _line(probes, row["file"], row["find"])
        if line is None:
            if needed:
                raise DescriptionError(
                    f"{machine.name}: no line of {row['file']} matches {row['find']!r}"
                )
            continue
        place = (row["file"], line[0])
        found.setdefault(
            place,
            {
                "file": row["file"],
                "line": line[0],
                "text": line[1],
                "says": _places(row["says"], probes, machine),
                "weight": row["weight"],
                **({"misleads": True} if row.get("misleads") else {}),
            },
        )
    return list(found.values())


def judgements(machine: Machine, kind: str, probes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of ``accept`` or ``misread``, with those of the table that are asked for."""
    rows: list[Mapping[str, Any]] = list(machine.accept if kind == "accept" else machine.misread)
    shared = table("misread")
    for key in machine.values.get(f"{kind}_as", ()):
        rows += shared[key]
    right = {(_COLUMNS.get(key, key), value) for key, value in machine.truth.items()}
    if kind == "misread":
        # What is right for this machine is no misconception, whatever the table says of others.
        accepted = judgements(machine, "accept", probes)
        right |= {(row["column"], row["value"]) for row in accepted}
    done: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if (row["column"], row["value"]) in right:
            continue
        done.setdefault(
            (row["column"], row["value"]),
            {
                "column": row["column"],
                "value": row["value"],
                "says": _places(row["says"], probes, machine),
            },
        )
    return list(done.values())


def sources(machine: Machine) -> list[dict[str, Any]]:
    """Return where the facts are written: the machine's own rows, then those of its tables."""
    rows = list(machine.sources)
    if platform(machine).get("kind", "linux") != "windows":
        for name, key in (("cpus", "cpu"), ("systems", "system")):
            if (chosen := machine.values.get(key)) is not None:
                row = table(name)[chosen]
                rows.append(
                    {
                        "value": row.get("name", row.get("release")),
                        "says": row["fact"],
                        "from": row["source"],
                    }
                )
    rows += platform(machine).get("source", ())
    return [{key: row[key] for key in ("value", "says", "from")} for row in rows]
