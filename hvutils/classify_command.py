"""``hv classify``: verdicts on recorded machines, or on this one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hvutils.captures import Capture
from hvutils.errors import HvError
from hvutils.verdict import Verdict, classify

__all__ = ["arguments", "run"]

_WIDE = 240


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``hv classify``."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="a folder of probe output, or one file; without a PATH, this machine is read",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Classify what was given, and return the exit code.

    A machine that cannot be read costs that machine only: it is named on stderr with the remedy,
    and the exit code is 2 in the end.
    """
    paths: list[str] = options.paths
    bad = 0
    verdicts: list[Verdict] = []
    for item in _captures(paths):
        if isinstance(item, HvError):
            bad += 1
            _complain(str(item))
            continue
        try:
            verdict = classify(item)
        except HvError as error:
            bad += 1
            _complain(str(error))
        else:
            if options.json:
                print(verdict.to_json(), flush=True)
            verdicts.append(verdict)
        for unread in item.unread:
            _complain(unread.reason)
            bad += 1
    if not options.json:
        _show(verdicts, one=len(paths) <= 1)
    return 2 if bad else 0


def _captures(paths: list[str]) -> Iterator[Capture | HvError]:
    """Yield the captures; what could not be loaded comes as its error."""
    if not paths:
        yield Capture.live()
        return
    for path in paths:
        try:
            yield Capture.load(path)
        except HvError as error:
            yield error


def _complain(message: str) -> None:
    sys.stdout.flush()
    print(f"hv: {message}", file=sys.stderr)


def _console() -> Console:
    # In a pipe there is no window to fit into: a narrow default would cut words apart.
    return Console() if sys.stdout.isatty() else Console(width=_WIDE, no_color=True)


def _show(verdicts: list[Verdict], *, one: bool) -> None:
    if not verdicts:
        return
    console = _console()
    if one:
        for verdict in verdicts:
            _card(console, verdict)
        return
    # Words are wrapped, never cut: what an auditor needs may stand at the end.
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("machine", "role", "hypervisor", "type", "cloud", "confidence", "because"):
        table.add_column(heading, overflow="fold")
    for verdict in verdicts:
        table.add_row(
            Text(verdict.capture),
            verdict.role.value,
            verdict.hypervisor.value if verdict.hypervisor else "-",
            verdict.type.value if verdict.type else "-",
            verdict.cloud.value if verdict.cloud else "-",
            f"{verdict.confidence:.2f}",
            Text(_because(verdict)),
        )
    console.print(table)


def _because(verdict: Verdict) -> str:
    """Return the strongest finding, as file, line and text."""
    telling = max(verdict.findings, key=lambda item: item.strength, default=None)
    return f"{telling.file}:{telling.line} {telling.text}" if telling else "no evidence"


def _yes(value: bool | None) -> str:
    return "not observed" if value is None else "yes" if value else "no"


def _card(console: Console, verdict: Verdict) -> None:
    console.print(Text(verdict.capture, style="bold"))
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    rows = (
        ("role", verdict.role.value),
        ("hypervisor", verdict.hypervisor.value if verdict.hypervisor else "-"),
        ("type", verdict.type.value if verdict.type else "-"),
        ("product", verdict.product or "-"),
        ("cloud", verdict.cloud.value if verdict.cloud else "-"),
        ("container", verdict.container.value if verdict.container else "-"),
        ("nested", _yes(verdict.nested)),
        ("nesting exposed", _yes(verdict.nesting_exposed)),
        ("confidence", f"{verdict.confidence:.2f}"),
    )
    for label, value in rows:
        facts.add_row(label, Text(value))
    console.print(facts)
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("where", "what the line says", "what that means", "strength", "source"):
        table.add_column(heading, overflow="fold")
    for item in verdict.findings:
        place = f"{item.file}:{item.line}"
        means = Text(str(item.says))
        table.add_row(Text(place), Text(item.text), means, f"{item.strength:.2f}", item.source)
    if verdict.findings:
        console.print(table)
    else:
        console.print("No line of these probes says anything about the platform.")
    _list(console, "Conflicts", [str(conflict) for conflict in verdict.conflicts])
    _list(console, "What would settle more", list(verdict.next_probes))


def _list(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print()
        console.print(Text(title, style="bold"))
        for line in lines:
            console.print(Text(f"  {line}"))
