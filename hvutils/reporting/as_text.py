"""Text of several lines a machine: cards, or explanations, with a blank line between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hvutils.reporting.as_card import card
from hvutils.reporting.as_explanation import explanation
from hvutils.reporting.report import Machine, Tally
from hvutils.reporting.text import Line, Look, drawn

__all__ = ["Blocks", "cards", "explanations"]


class Blocks:
    """Verdicts as blocks of lines.

    Args:
        look: where they go.
        lines: makes the lines of one machine.
        many: whether a blank line ends each block.
    """

    def __init__(
        self, look: Look, lines: Callable[[Machine], Iterable[Line]], *, many: bool
    ) -> None:
        self._look = look
        self._lines = lines
        self._gap = "\n" if many else ""

    def begin(self) -> str:
        """Return nothing."""
        return ""

    def machine(self, machine: Machine) -> str:
        """Return the machine's block."""
        return drawn(self._lines(machine), self._look) + self._gap

    def failure(self, name: str, reason: str) -> str:
        """Return nothing: stderr says it."""
        return ""

    def end(self, tally: Tally) -> str:
        """Return nothing."""
        return ""


def cards(look: Look, *, many: bool) -> Blocks:
    """Return the layout of cards."""
    return Blocks(look, _card, many=many)


def explanations(look: Look, *, many: bool) -> Blocks:
    """Return the layout of explanations."""
    return Blocks(look, explanation, many=many)


# A function with a name: a layout travels to other processes.
def _card(machine: Machine) -> Iterable[Line]:
    return card(machine.verdict)
