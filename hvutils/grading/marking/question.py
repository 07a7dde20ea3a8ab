"""What every kind of question has in common: it marks an answer, and knows sample answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from hvutils.grading.marking.marks import Mark

__all__ = ["QuestionKey", "Returned", "SampleAnswer"]

Returned = tuple[bool, object]
"""What one call of a student's function gave: whether it returned, and the value or the reason."""


@dataclass(frozen=True)
class SampleAnswer:
    """An answer with the points that it must get; `hv course check` marks each.

    Args:
        says: what kind of answer it is, in a few words.
        value: the answer as data.
        earns: its points.
        returned: for a function, what it returned.
    """

    says: str
    value: object
    earns: float
    returned: tuple[Returned, ...] = ()


class QuestionKey(ABC):
    """The key of one question, ready to mark one student's answer."""

    kind: ClassVar[str]
    """The word for this kind in a key."""

    points: float
    """What the question is worth."""

    @abstractmethod
    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark an answer; whatever its shape, this does not raise."""

    @abstractmethod
    def samples(self) -> Iterator[SampleAnswer]:
        """Yield every accepted answer, each known wrong one, and what an untouched cell says."""

    @property
    def inputs(self) -> tuple[object, ...]:
        """What a handed-in function is called on; nothing where no function is asked for."""
        return ()
