"""Truth: what is so about each server of the pool, and how that is known.

One file a server, ``hvutils/grading/pool/<name>.toml``, beside nothing that ships to students. A
line that the file does not weigh, but that the reader takes for naming the platform, counts as the
reader weighs it: a student who finds it is not told that it shows nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from hvutils.captures import Capture
from hvutils.errors import KeyFileError
from hvutils.evidence.finding import Subject
from hvutils.verdict import classify

__all__ = ["COLUMNS", "Truth", "Weight", "truth"]

COLUMNS = ("platform", "role", "type", "evidence")
"""The columns that a server can be judged on."""

Weight = float

_NAMING = (Subject.HYPERVISOR, Subject.HOSTS)
_SHARES: tuple[tuple[float, Weight], ...] = ((0.85, 1.0), (0.5, 0.5), (0.0, 0.25))
"""From which strength of a finding on a line earns which share, where the expert is silent."""

_WEIGHTS: Mapping[str, Weight] = {"strong": 1.0, "medium": 0.5, "weak": 0.25, "misleading": 0.0}


@dataclass(frozen=True)
class Truth:
    """What is so about one server.

    Args:
        name: the server.
        accepted: a column and a value to the reason why that value is right.
        misread: a column and a value to the misconception behind that value.
        weights: a citation ``file:line`` to the share of the points that it earns.
        says: a citation ``file:line`` to what that line tells.
        best: the citation that the expert would give.
    """

    name: str
    accepted: Mapping[tuple[str, str], str]
    misread: Mapping[tuple[str, str], str]
    weights: Mapping[str, Weight]
    says: Mapping[str, str]
    best: str

    def expert(self, column: str) -> str:
        """What the expert says in a column, or an empty string."""
        return next((value for named, value in self.accepted if named == column), "")

    @property
    def proof(self) -> str:
        """The line that the expert would cite, with what it tells."""
        return f"{self.best}: {self.says[self.best]}"


@cache
def truth(name: str) -> Truth:
    """Return what is so about a server of the pool.

    Raises:
        KeyFileError: there is no such server, or its file contradicts its capture.
    """
    path = Path(str(resources.files("hvutils.grading"))) / "pool" / f"{name}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KeyFileError(f"the pool has no truth for server {name!r}: add {path.name}") from None
    except tomllib.TOMLDecodeError as error:
        raise KeyFileError(f"{path.name} is no TOML: {error}") from None
    capture = Capture.load(Path(str(resources.files("hvutils"))) / "pool" / name)
    return _truth(name, data, capture)


def _truth(name: str, data: dict[str, object], capture: Capture) -> Truth:
    accepted: dict[tuple[str, str], str] = {}
    for column, field in (("platform", "hypervisor"), ("role", "role"), ("type", "type")):
        accepted[column, str(data.get(field, "none"))] = ""
    misread: dict[tuple[str, str], str] = {}
    for kind, rows in (("accept", accepted), ("misread", misread)):
        for row in _rows(data, kind):
            if row["column"] not in COLUMNS:
                raise KeyFileError(f"{name}.toml: {row['column']!r} is no column of a judgement")
            rows[str(row["column"]), str(row["value"])] = str(row["says"])
    weights: dict[str, Weight] = {}
    says: dict[str, str] = {}
    platforms = {value for column, value in accepted if column == "platform"}
    for finding in classify(capture).findings:
        if finding.says.subject in _NAMING and finding.says.hypervisor in platforms:
            citation = f"{finding.file}:{finding.line}"
            share = next(share for least, share in _SHARES if finding.strength >= least)
            weights[citation] = max(share, weights.get(citation, 0.0))
            says[citation] = f"{finding.text}: {finding.says} ({finding.source})."
    # The expert has the last word on a line, also where the reader takes it for better.
    for row in _rows(data, "evidence"):
        citation = f"{row['file']}:{row['line']}"
        there = capture.file(str(row["file"])).line(int(str(row["line"]))).strip()
        if there != row["text"]:
            raise KeyFileError(f"{name}.toml: {citation} reads {there!r}, not {row['text']!r}")
        weights[citation] = _WEIGHTS[str(row["weight"])]
        says[citation] = str(row["says"])
    if not any(row["weight"] == "strong" for row in _rows(data, "evidence")):
        raise KeyFileError(f"{name}.toml: no evidence row is strong: nothing proves the verdict")
    best = next(
        f"{row['file']}:{row['line']}"
        for row in _rows(data, "evidence")
        if row["weight"] == "strong"
    )
    return Truth(name, accepted, misread, weights, says, best)


def _rows(data: dict[str, object], kind: str) -> list[dict[str, object]]:
    rows = data.get(kind, [])
    return rows if isinstance(rows, list) else []
