"""The chain of evidence as data: what was read as what, how it weighs, which rule decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hvutils.captures import Capture, ProbeFile
from hvutils.evidence.finding import Finding, Subject, Witness
from hvutils.evidence.weighing import FOR_GUEST, Case, Naming, combined
from hvutils.parsers import parser_of, read
from hvutils.parsers.transcript import sections
from hvutils.reporting.report import Machine
from hvutils.reporting.stance import stance
from hvutils.reporting.words import place

__all__ = ["LONGEST", "Sum", "chain", "raw", "read_as", "sums"]

LONGEST = 200
"""How many characters of a recorded line are shown."""

_SIDES = (
    ("a hypervisor beneath", FOR_GUEST),
    ("a physical machine", (Subject.ABSENT, Subject.PHYSICAL)),
    ("a host of guests", (Subject.HOSTS,)),
)


@dataclass(frozen=True)
class Sum:
    """What speaks for one side.

    Args:
        side: for what it speaks.
        witnesses: each witness with its strongest line, the strongest first.
        together: the strength of all of them.
    """

    side: str
    witnesses: tuple[tuple[Witness, float], ...]
    together: float


def sums(case: Case) -> tuple[Sum, ...]:
    """Return what speaks for each side."""
    return tuple(_sum(side, case.of(*subjects)) for side, subjects in _SIDES)


def _sum(side: str, found: tuple[Finding, ...]) -> Sum:
    best: dict[Witness, float] = {}
    for item in found:
        best.setdefault(item.witness, item.strength)
    return Sum(side, tuple(best.items()), combined(found))


def read_as(file: ProbeFile) -> tuple[str, ...]:
    """Return the names of the probes that a file was read as, in their order."""
    if not read(Capture(file.name, (file,))):
        return ()
    parts = [part.probe for part in sections(file)]
    names = [_parser(part) for part in parts]
    # What looked like a prompt was none: then the file is one probe.
    found = [name for name in names if name] or [_parser(file)]
    return tuple(dict.fromkeys(found))


def _parser(probe: ProbeFile) -> str:
    parser = parser_of(probe)
    return parser.name if parser else ""


def raw(text: str) -> str:
    """Return a recorded line as it is shown: without blanks around it, a long one shortened."""
    text = text.strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text):,} characters)"


def chain(machine: Machine) -> dict[str, Any]:
    """Return the chain as docs/verdict.schema.json has it, under ``explanation``."""
    verdict, case = machine.verdict, Case(machine.verdict.findings)
    files = {file.name: file for file in machine.capture.files}
    return {
        "read": [{"file": name, "read_as": list(read_as(file))} for name, file in files.items()],
        "lines": [
            {
                "file": item.file,
                "line": item.line,
                "raw": raw(files[item.file].line(item.line)),
                "says": str(item.says),
                "stance": stance(verdict, item).name.lower(),
                "witness": item.witness.value,
                "cost": item.cost.name.lower(),
            }
            for item in verdict.findings
        ],
        "weighing": [
            {
                "for": row.side,
                "witnesses": {witness.value: strength for witness, strength in row.witnesses},
                "together": round(row.together, 4),
            }
            for row in sums(case)
        ],
        "name": _name(case.naming) if case.naming else None,
        "rules": [
            {"rule": step.rule, "reason": step.reason, "decides": step.decides}
            for step in machine.steps
        ],
    }


def _name(naming: Naming) -> dict[str, Any]:
    return {
        "hypervisor": naming.hypervisor.value,
        "places": list(dict.fromkeys(place(item) for item in naming.findings)),
        "heard_too": [
            {"hypervisor": row.heard.value, "place": place(item), "reason": row.reason}
            for row, item in naming.imitated
        ],
        "against": [
            {"place": place(item), "says": str(item.says), "cost": item.cost.name.lower()}
            for item in naming.against
        ],
    }
