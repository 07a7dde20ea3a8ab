"""Truth: what is so about each server of the pool, and how that is known.

One file a server, ``hvutils/grading/pool/<name>.toml``, beside nothing that ships to students. A
line that the file does not weigh, but that the reader takes for naming the platform, counts as the
reader weighs it: a student who finds it is not told that it shows nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path

from hvutils.captures import Capture
from hvutils.errors import CaptureError, KeyFileError
from hvutils.evidence.finding import Subject
from hvutils.sets.drawing import DrawnServer, pool_capture
from hvutils.sets.texts import whole_word
from hvutils.verdict import classify

__all__ = ["COLUMNS", "Truth", "Weight", "truth", "truth_file"]

COLUMNS = (
    *("platform", "role", "type", "evidence"),
    *("nesting", "confidence", "misleads", "next"),
)
"""The columns that a server can be judged on."""

_FIELDS = (("platform", "hypervisor"), ("role", "role"), ("type", "type"))
_LATER = ("nesting", "confidence", "next")
"""Columns that a server's file says something of only where a question asks for them."""

Weight = float

_NAMING = (Subject.HYPERVISOR, Subject.HOSTS)
_PHYSICAL = (Subject.PHYSICAL, Subject.ABSENT)
_SHARES: tuple[tuple[float, Weight], ...] = ((0.85, 1.0), (0.5, 0.5), (0.0, 0.25))
"""From which strength of a finding on a line earns which share, where the expert is silent."""

_MISLEADS = {0.0: 1.0, 0.25: 0.5}
"""What a line earns as the one that misleads: its weight as evidence, turned round."""

_WEIGHTS: Mapping[str, Weight] = {"strong": 1.0, "medium": 0.5, "weak": 0.25, "misleading": 0.0}
_CITED = re.compile(r"[\w./-]+:\d+")
_GUESTS_TYPE = re.compile(r"\s*Virtualization type:\s+(full|para)\b")


@dataclass(frozen=True)
class Truth:
    """What is so about one server.

    Args:
        name: the server: the pool's name for it, or the host name that it was drawn under.
        accepted: a column and a value to the reason why that value is right.
        misread: a column and a value to the misconception behind that value.
        weights: a citation ``file:line`` to the share of the points that it earns.
        misleads: a citation ``file:line`` to the share that it earns as a line that misleads.
        says: a citation ``file:line`` to what that line tells.
        best: the citation that the expert would give.
        trap: the line that the expert would warn of, or nothing.
        capture: the probe output that the citations point into.
        machine: the pool's name for it, however it is drawn.
        shows_guest: of a guest, a citation to the share that it earns where only the role is
            asked for: it may name no platform.
    """

    name: str
    accepted: Mapping[tuple[str, str], str]
    misread: Mapping[tuple[str, str], str]
    weights: Mapping[str, Weight]
    misleads: Mapping[str, Weight]
    says: Mapping[str, str]
    best: str
    trap: str
    capture: Capture
    machine: str
    shows_guest: Mapping[str, Weight] = field(default_factory=dict)

    @property
    def for_role(self) -> Truth:
        """The same, for a question on the role and not on the platform."""
        shown = {c: max(w, self.weights.get(c, 0.0)) for c, w in self.shows_guest.items()}
        return replace(self, weights={**self.weights, **shown}, shows_guest={})

    @property
    def proof(self) -> str:
        """The line that the expert would cite, with what it tells."""
        return f"{self.best}: {self.says[self.best]}"

    @property
    def expert(self) -> dict[str, str]:
        """The row that an expert would hand in."""
        judged: dict[str, str] = {}
        for column, value in self.accepted:
            judged.setdefault(column, value)
        return {**judged, "evidence": self.best, "misleads": self.trap}

    def lacks(self, columns: Iterable[str]) -> str:
        """Return the first of some columns that the server's file says nothing of, or nothing."""
        return next((column for column in columns if not self.expert.get(column)), "")

    def line(self, citation: str) -> str:
        """Return a line with its place, or nothing where there is no such line."""
        name, _, number = citation.rpartition(":")
        try:
            text = self.capture.file(name).line(int(number)).strip()
        except (CaptureError, ValueError):
            return ""
        return f"{citation}  {text}" if text else ""

    def shown_by(self, says: str) -> str:
        """Return the line that a sentence cites, or else the one that the expert would cite."""
        cited = (self.line(place) for place in _CITED.findall(says))
        return next(filter(None, cited), "") or self.line(self.best)

    def drawn(self, server: DrawnServer) -> Truth:
        """Return what is so about the server as a student sees it."""
        rename = whole_word(self.name, server.host)
        return replace(
            self,
            name=server.host,
            accepted={pair: rename(says) for pair, says in self.accepted.items()},
            misread={pair: rename(says) for pair, says in self.misread.items()},
            says={place: rename(says) for place, says in self.says.items()},
            capture=server.capture,
        )


def truth_file(name: str) -> Path:
    """Return where what is so about a server of the pool is written."""
    return Path(str(resources.files("hvutils.grading"))) / "pool" / f"{name}.toml"


@cache
def truth(name: str) -> Truth:
    """Return what is so about a server of the pool.

    Raises:
        KeyFileError: there is no such server, or its file contradicts its capture.
    """
    path = truth_file(name)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        capture = pool_capture(name)
    except (FileNotFoundError, CaptureError):
        raise KeyFileError(
            f"the pool has no truth for server {name!r}: add grading/pool/{path.name} "
            f"and its probes in pool/{name}"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise KeyFileError(f"{path.name} is no TOML: {error}; mend that line") from None
    return _truth(name, data, capture)


def _truth(name: str, data: dict[str, object], capture: Capture) -> Truth:
    accepted: dict[tuple[str, str], str] = {}
    for column, setting in _FIELDS:
        accepted[column, str(data.get(setting, "none"))] = ""
    for column in _LATER:
        if column in data:
            accepted[column, str(data[column])] = ""
    misread: dict[tuple[str, str], str] = {}
    for kind, said in (("accept", accepted), ("misread", misread)):
        for row in _rows(data, kind):
            if row["column"] not in COLUMNS:
                raise KeyFileError(f"{name}.toml: {row['column']!r} is no column of a judgement")
            said[str(row["column"]), str(row["value"])] = str(row["says"])
    if both := accepted.keys() & misread.keys():
        raise KeyFileError(f"{name}.toml: {sorted(both)} is both accepted and misread: keep one")
    weights, says = _as_read(capture, {value for column, value in accepted if column == "platform"})
    misleads: dict[str, Weight] = {}
    # The expert has the last word on a line, also where the reader takes it for better.
    for row in _rows(data, "evidence"):
        citation = f"{row['file']}:{row['line']}"
        there = capture.file(str(row["file"])).line(int(str(row["line"]))).strip()
        if there != row["text"]:
            raise KeyFileError(f"{name}.toml: {citation} reads {there!r}, not {row['text']!r}")
        weights[citation] = _WEIGHTS[str(row["weight"])]
        says[citation] = str(row["says"])
        if row.get("misleads"):
            misleads[citation] = 1.0
    shows_guest: dict[str, Weight] = {}
    if ("role", "guest") in accepted:
        for citation, share, why in _guest_lines(capture):
            # What the expert calls misleading is no evidence, of whatever.
            if weights.get(citation) != 0.0:
                shows_guest[citation] = max(share, shows_guest.get(citation, 0.0))
                says.setdefault(citation, why)
    for citation, weight in weights.items():
        if weight in _MISLEADS:
            misleads.setdefault(citation, _MISLEADS[weight])
    best = next((place for place, weight in _cited(data) if weight == "strong"), None)
    if best is None:
        raise KeyFileError(f"{name}.toml: no evidence row is strong: nothing proves the verdict")
    trap = next((place for place, _ in _cited(data) if misleads.get(place) == 1.0), "")
    return Truth(
        *(name, accepted, misread, weights, misleads, says, best, trap),
        capture=capture,
        machine=name,
        shows_guest=shows_guest,
    )


def _cited(data: dict[str, object]) -> list[tuple[str, object]]:
    """Return the expert's lines in their order, each with its weight in words."""
    return [(f"{row['file']}:{row['line']}", row["weight"]) for row in _rows(data, "evidence")]


def _as_read(capture: Capture, platforms: set[str]) -> tuple[dict[str, Weight], dict[str, str]]:
    """Weigh the lines that the reader takes for naming what the machine is."""
    weights: dict[str, Weight] = {}
    says: dict[str, str] = {}
    for finding in classify(capture).findings:
        named = finding.says.subject in _NAMING and finding.says.hypervisor in platforms
        if named or ("none" in platforms and finding.says.subject in _PHYSICAL):
            citation = f"{finding.file}:{finding.line}"
            share = next(share for least, share in _SHARES if finding.strength >= least)
            weights[citation] = max(share, weights.get(citation, 0.0))
            says[citation] = f"Taken alone: {finding.says} ({finding.source})."
    return weights, says


def _guest_lines(capture: Capture) -> Iterator[tuple[str, Weight, str]]:
    """Yield the lines that say *guest*, whoever's, with what each is worth and tells."""
    for finding in classify(capture).findings:
        if finding.says.subject is Subject.PRESENT:
            share = next(share for least, share in _SHARES if finding.strength >= least)
            place = f"{finding.file}:{finding.line}"
            yield place, share, f"{finding.says} ({finding.source})."
    for file in capture.files:
        for number, line in enumerate(file.lines, 1) if file.name == "lscpu.txt" else ():
            if _GUESTS_TYPE.match(line):
                yield f"{file.name}:{number}", 1.0, "lscpu's own word for a guest; it names no one."


def _rows(data: dict[str, object], kind: str) -> list[dict[str, object]]:
    rows = data.get(kind, [])
    return rows if isinstance(rows, list) else []
