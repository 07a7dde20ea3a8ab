"""Spot the liar: of a machine's lines, pick the one that gives it away."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from hvutils.errors import AnswerError
from hvutils.lab.interactive.base import Interactive, button, page
from hvutils.lab.shelf import Evidence, Sample, sample, samples

__all__ = ["LiarGame", "spot_the_liar"]

_LIES = 3


class LiarGame(Interactive):
    """Rounds of one machine each: some lines that mislead, and one that does not.

    Args:
        machines: the samples, a round each.
    """

    def __init__(self, machines: Sequence[Sample]) -> None:
        self.machines = tuple(machines)
        self.round, self.tries, self.first = 0, 0, 0
        self.head, self.told = page(""), page("")
        self.choices = widgets.VBox([])
        self.next = button("Next machine", self._go_on)
        super().__init__(
            "liar",
            "Each machine pretends to be another. One of the lines gives it away: press it.",
            "What do the lines that give machines away have in common?",
            [self.head, self.choices, self.told, self.next],
        )
        self._deal()

    @property
    def lines(self) -> tuple[Evidence, ...]:
        """The lines of this round, in an order that does not tell."""
        return _dealt(self.machines[self.round])

    def _deal(self) -> None:
        number = f"{self.round + 1} of {len(self.machines)}"
        self.head.value = f"<p><b>Machine {number}.</b> Which line gives it away?</p>"
        self.told.value = ""
        self.tries = 0
        self.choices.children = [self._choice(line) for line in self.lines]

    def _choice(self, line: Evidence) -> Any:
        return button(_shown(line), lambda: self.pick(line))

    def pick(self, line: Evidence) -> None:
        """Press a line."""
        self.tries += 1
        right = line.weight != "misleading"
        self.first += right and self.tries == 1
        said = "Yes. " if right else "No, this line goes along with the pretence. "
        end = ""
        if right:
            end = f" The machine: {self.machines[self.round].title}."
        self.told.value = f'<p role="status">{html.escape(said + line.says + end)}</p>'

    def _go_on(self) -> None:
        self.round = (self.round + 1) % len(self.machines)
        self._deal()

    def static(self) -> Sequence[str]:
        """Return the rounds, to be played on paper."""
        out = []
        for number, machine in enumerate(self.machines, 1):
            out.append(f"Machine {number}: which line gives it away?")
            out += [f"    {_shown(line)}" for line in _dealt(machine)]
        return out


def spot_the_liar(*names: str) -> LiarGame:
    """Open the game.

    Args:
        names: samples to play with; otherwise all that pretend.

    Raises:
        AnswerError: a sample has no line that misleads, or none that gives it away.
        CaptureNotFoundError: there is no sample of that name.
    """
    for name in names:
        if not _plays(sample(name)):
            raise AnswerError(
                f"{name!r} has nothing to spot: no line that misleads beside one that does not"
            )
    machines = [one for one in map(sample, names or samples()) if _plays(one)]
    return LiarGame(machines)


def _plays(machine: Sample) -> bool:
    weights = {line.weight for line in machine.evidence}
    return {"misleading", "strong"} <= weights


def _dealt(machine: Sample) -> tuple[Evidence, ...]:
    lies = [line for line in machine.evidence if line.weight == "misleading"][:_LIES]
    truth = next(line for line in machine.evidence if line.weight == "strong")
    return tuple(
        sorted([*lies, truth], key=lambda line: hashlib.sha256(line.text.encode()).digest())
    )


def _shown(line: Evidence) -> str:
    text = line.text if len(line.text) <= 90 else line.text[:89] + "…"
    return f"{line.file}: {text}"
