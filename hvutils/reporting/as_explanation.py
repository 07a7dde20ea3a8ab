"""The whole chain of evidence: probes, lines, weights, names, rules, conflicts, what is open."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.captures import ProbeFile
from hvutils.evidence.finding import Cost, Finding
from hvutils.evidence.weighing import Case
from hvutils.reporting.as_card import closing, opening
from hvutils.reporting.chain import Sum, raw, read_as, sums
from hvutils.reporting.report import Machine
from hvutils.reporting.shape import Judged
from hvutils.reporting.stance import Stance, stance
from hvutils.reporting.text import Line, Span, Tone, line
from hvutils.reporting.words import place

__all__ = ["added", "explanation"]

_TONES = {Stance.FOR: Tone.GOOD, Stance.AGAINST: Tone.BAD, Stance.BESIDE: Tone.PLAIN}
_COSTS = {
    Cost.BUILT: "built into the program or the board that runs the machine",
    Cost.CHOSEN: "chosen by whoever starts the machine",
    Cost.CONCLUDED: "concluded by another tool, as good as what that tool believed",
    Cost.ADDRESS: "an address, which the guest itself can set",
}
"""What it costs to fake a line, the most first."""


def explanation(machine: Machine) -> Iterator[Line]:
    """Yield the lines that say how a verdict came about."""
    verdict = machine.verdict
    yield from opening(verdict)
    yield from _title("1. What was read, and what each line says")
    for file in machine.capture.files:
        yield from _probe(verdict, file)
    for unread in machine.capture.unread:
        yield line(Span("not read: ", Tone.BAD), unread.reason, indent=2, hang=4)
    yield from _title("2. How it weighs")
    yield from _weighing(Case(verdict.findings))
    yield from _title("3. Which rule decided")
    for step in machine.steps:
        word = Span("decides: ", Tone.GOOD) if step.decides else Span("passes:  ", Tone.QUIET)
        yield line(word, Span(step.rule, Tone.TITLE), indent=2)
        yield line(step.reason, indent=11)
    yield from closing(verdict)


def _title(text: str) -> Iterator[Line]:
    yield Line()
    yield line(text, tone=Tone.TITLE)


def _probe(verdict: Judged, file: ProbeFile) -> Iterator[Line]:
    found = [item for item in verdict.findings if item.file == file.name]
    names = read_as(file)
    if not names:
        yield line(file.name, ": no output of a probe that is known", indent=2, hang=2)
        return
    said = "" if found else "; nothing about the platform"
    yield line(Span(file.name, Tone.PLACE), f": read as {', '.join(names)}{said}", indent=2, hang=2)
    for number in dict.fromkeys(item.line for item in found):
        here = [item for item in found if item.line == number]
        yield from _line(verdict, raw(file.line(number)), here)


def _line(verdict: Judged, shown: str, found: list[Finding]) -> Iterator[Line]:
    """Yield one line of a probe, and all that it means."""
    yield line(Span(place(found[0]), Tone.PLACE), indent=4, whole=True)
    yield line(shown, indent=6, hang=2)
    for text in dict.fromkeys(item.text for item in found):
        if text not in shown:
            yield line(Span("that is: ", Tone.QUIET), text, indent=6, hang=2)
        for item in found:
            if item.text == text:
                yield _meaning(verdict, item)


def _meaning(verdict: Judged, item: Finding) -> Line:
    side = stance(verdict, item)
    about = f"; {item.witness.value}, {item.cost.name.lower()}; {item.source}"
    return line(
        f"{item.strength:.2f} {side.name.lower():8}",
        Span(f"→ {item.says}", _TONES[side]),
        Span(about, Tone.QUIET),
        indent=6,
        hang=15,
    )


def _weighing(case: Case) -> Iterator[Line]:
    yield line(
        "The strongest line of each witness counts; independent witnesses multiply their doubts.",
        indent=2,
    )
    yield line("Where names differ, the one that costs most to fake holds:", indent=2)
    for cost, means in _COSTS.items():
        yield line(Span(f"{cost.name.lower():11}", Tone.TITLE), means, indent=4, hang=11)
    for side in sums(case):
        yield line(f"for {side.side}: ", added(side), indent=2, hang=2)
    naming = case.naming
    if naming is None:
        yield line("no line names a hypervisor", indent=2)
        return
    says = ", ".join(dict.fromkeys(place(item) for item in naming.findings))
    yield line(f"the name that holds: {naming.hypervisor.value} ({says})", indent=2, hang=2)
    for row, item in naming.imitated:
        told = f"heard too: {row.heard.value} ({place(item)}): {row.reason}"
        yield line(told, indent=2, hang=2)
    for item in naming.against:
        told = f"against that name: {place(item)} {item.says}, which is {item.cost.name.lower()}"
        yield line(told, indent=2, hang=2)


def added(row: Sum) -> str:
    """Return the witnesses of one side and what they come to, in words."""
    if not row.witnesses:
        return "nothing"
    parts = ", ".join(f"{witness.value} {strength:.2f}" for witness, strength in row.witnesses)
    return f"{parts}; together {row.together:.2f}"
