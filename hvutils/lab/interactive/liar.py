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

_FEWEST_LIES, _MOST_LIES = 2, 3
_SHOWN = 100


class LiarGame(Interactive):
    """Rounds of one machine each: some lines that mislead, and one that does not.

    Args:
        machines: the samples, a round each.
    """

    def __init__(self, machines: Sequence[Sample]) -> None:
        self.machines = tuple(machines)
        self.round, self.presses, self.found = 0, 0, 0
        self.head, self.told = page(""), page("")
        self.choices = widgets.VBox([])
        self.on = button("Next machine", self._go_on)
        super().__init__(
            "liar",
            "Each of these machines looks like another. Most lines go along with that; one gives "
            "it away. Press that one.",
            "What have the lines in common that gave machines away, and what those that went "
            "along?",
            "What gave them away belongs to one product, and nothing else there would name it. "
            "What went along is shared by several products, or can be set to look so.",
            [self.head, self.choices, self.told, self.on],
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
        self.presses = 0
        self.choices.children = [self._choice(line) for line in self.lines]

    def _choice(self, line: Evidence) -> Any:
        return button(_shown(line), lambda: self.pick(line), f"{line.file}, line {line.line}")

    def pick(self, line: Evidence) -> None:
        """Press a line."""
        self.presses += 1
        right = line.weight != "misleading"
        if not right:
            said = f"No: this line goes along. {line.says}"
        else:
            self.found += self.presses == 1
            title = self.machines[self.round].title
            said = f"Yes. {line.says} The machine: {title}."
            if self.round == len(self.machines) - 1:
                said += f" At the first press: {self.found} of {len(self.machines)}. That was all."
                self.on.description = "Begin again"
        self.told.value = f'<p role="status">{html.escape(said)}</p>'

    def _go_on(self) -> None:
        self.round = (self.round + 1) % len(self.machines)
        if self.round == 0:
            self.found = 0
            self.on.description = "Next machine"
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
        names: samples to play with, a round each; otherwise all that look like another machine.

    Raises:
        AnswerError: a sample has too few lines that mislead, or none that gives it away.
        CaptureNotFoundError: there is no sample of that name.
    """
    for name in names:
        if not _plays(sample(name)):
            raise AnswerError(
                f"there is nothing to spot in {name!r}: too few of its lines mislead. "
                f"Play with: {', '.join(one.name for one in map(sample, samples()) if _plays(one))}"
            )
    return LiarGame([one for one in map(sample, names or samples()) if _plays(one)])


def _plays(machine: Sample) -> bool:
    weights = [line.weight for line in machine.evidence]
    return weights.count("misleading") >= _FEWEST_LIES and "strong" in weights


def _dealt(machine: Sample) -> tuple[Evidence, ...]:
    lies = [line for line in machine.evidence if line.weight == "misleading"][:_MOST_LIES]
    truth = next(line for line in machine.evidence if line.weight == "strong")
    return tuple(sorted([*lies, truth], key=_shuffled))


def _shuffled(line: Evidence) -> bytes:
    """Return a key that orders lines the same everywhere, and by nothing that one could use."""
    return hashlib.sha256(f"{line.file}:{line.line}:{line.text}".encode()).digest()


def _shown(line: Evidence) -> str:
    text = " ".join(line.text.split())
    return f"{line.file}: {text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}"
