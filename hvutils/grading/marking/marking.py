"""Marking: an answer and a key give a mark. Pure; nothing of a student's runs here."""

from __future__ import annotations

from hvutils.grading.marking.marks import Mark
from hvutils.grading.marking.question import QuestionKey, Returned

__all__ = ["Returned", "mark"]


def mark(
    question: str, key: QuestionKey, value: object, returned: tuple[Returned, ...] = ()
) -> Mark:
    """Mark one answer.

    Args:
        question: the question's id.
        key: its key, drawn for the student (``Key.for_student(…).questions[question]``).
        value: the answer as data; ``None`` when there is none.
        returned: for a function, what it returned for the key's inputs, in their order.

    Returns:
        The mark; whatever the answer's shape, this does not raise.
    """
    return key.mark(question, value, returned)
