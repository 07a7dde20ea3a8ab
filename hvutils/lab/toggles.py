"""What would be concluded from a part of a sample's evidence: computed beforehand, read here.

The verdict engine is not in a student's installation. `make toggles` writes the table beside the
sample, and a test recomputes it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from hvutils.errors import AnswerError

__all__ = ["Concluded", "Piece", "Toggles", "toggles"]


@dataclass(frozen=True)
class Piece:
    """A piece of evidence that can be switched.

    Args:
        name: who speaks: ``the firmware``.
        lines: the lines that carry it, the strongest first, as ``file:line``.
        shows: the text of the first of them.
    """

    name: str
    lines: tuple[str, ...]
    shows: str


@dataclass(frozen=True)
class Concluded:
    """A verdict from a part of the evidence.

    Args:
        role: the machine's role.
        hypervisor: what it runs on.
        type: the type.
        sure: how sure, from 0 to 1.
    """

    role: str
    hypervisor: str
    type: str
    sure: float


@dataclass(frozen=True)
class Toggles:
    """Pieces of evidence, and what follows from each choice of them.

    Args:
        pieces: the pieces.
        verdicts: by a word with a 1 for each piece that is on and a 0 for each that is off.
    """

    pieces: tuple[Piece, ...]
    verdicts: dict[str, Concluded]


def toggles(name: str) -> Toggles:
    """Return what was computed for a sample.

    Raises:
        AnswerError: nothing was computed for it; the message lists those that there are.
    """
    path = _samples() / name / "toggles.toml"
    if not path.is_file():
        there = sorted(one.parent.name for one in _samples().glob("*/toggles.toml"))
        raise AnswerError(
            f"the evidence of {name!r} cannot be switched; that of these can: {', '.join(there)}"
        )
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    pieces = tuple(Piece(row["name"], tuple(row["lines"]), row["shows"]) for row in data["pieces"])
    return Toggles(pieces, {key: Concluded(*row) for key, row in data["verdicts"].items()})


def _samples() -> Path:
    return Path(str(resources.files("hvutils"))) / "samples"
