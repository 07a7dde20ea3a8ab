"""The evidence toggler: switch witnesses off and on, and see what would be concluded."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from hvutils.errors import AnswerError
from hvutils.lab.interactive.base import Interactive, button, page, row
from hvutils.lab.shelf import Sample, sample
from hvutils.lab.toggles import Concluded, toggles

__all__ = ["Toggler", "toggle_evidence"]


class Toggler(Interactive):
    """A sample's evidence, to be switched.

    Args:
        machine: the sample.
    """

    def __init__(self, machine: Sample) -> None:
        self.machine = machine
        self.table = toggles(machine.name)
        self.switches = [
            widgets.Checkbox(
                value=True,
                indent=False,
                description=f"{piece.name} ({piece.lines[0]}: {_shown(piece.shows)})",
                layout=widgets.Layout(width="auto"),
            )
            for piece in self.table.pieces
        ]
        self.verdict = page("")
        for switch in self.switches:
            switch.observe(self._turn, names="value")
        self._turn()
        bar: list[Any] = [
            button("All on", lambda: self.switch(True)),
            button("All off", lambda: self.switch(False)),
        ]
        super().__init__(
            "toggler",
            "Switch witnesses off and on, and watch the verdict.",
            "Which single witness changes the verdict most when it is silent, and which can go "
            "without a trace?",
            "",
            [*self.switches, row(*bar), self.verdict],
        )

    def switch(self, on: bool) -> None:
        """Switch all witnesses."""
        for one in self.switches:
            one.value = on

    def concluded(self) -> Concluded:
        """Return what follows from the witnesses that are on."""
        return self.table.verdicts["".join(str(int(one.value)) for one in self.switches)]

    def _turn(self, change: object = None) -> None:
        self.verdict.value = f'<p role="status"><b>{html.escape(_said(self.concluded()))}</b></p>'

    def static(self) -> Sequence[str]:
        """Return the verdict with all witnesses, without each, and with each alone."""
        count = len(self.table.pieces)
        lines = [f"all witnesses: {_said(self.table.verdicts['1' * count])}"]
        for place, piece in enumerate(self.table.pieces):
            without = "1" * place + "0" + "1" * (count - place - 1)
            alone = "0" * place + "1" + "0" * (count - place - 1)
            lines.append(f"{piece.name} ({piece.lines[0]}: {_shown(piece.shows)})")
            lines.append(f"    silent: {_said(self.table.verdicts[without])}")
            lines.append(f"    alone:  {_said(self.table.verdicts[alone])}")
        return lines


def toggle_evidence(machine: Sample | str) -> Toggler:
    """Switch a sample's evidence off and on, and see the verdict change.

    Args:
        machine: ``sample("…")``, or its name.

    Raises:
        AnswerError: it is no sample, or one whose evidence cannot be switched.
        CaptureNotFoundError: there is no sample of that name.
    """
    if isinstance(machine, str):
        machine = sample(machine)
    if not isinstance(machine, Sample):
        raise AnswerError(f"{machine!r} is no practice sample: give sample('…')")
    return Toggler(machine)


def _shown(text: str) -> str:
    return textwrap.shorten(text, 70, placeholder=" …")


def _said(concluded: Concluded) -> str:
    return (
        f"{concluded.role}, hypervisor {concluded.hypervisor}, type {concluded.type}, "
        f"sure {concluded.sure:.0%}"
    )
