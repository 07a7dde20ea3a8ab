"""Marks what the graded cells emitted, and puts score and feedback in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool

from hvutils.errors import KeyFileError
from hvutils.grading.isolation.jobs import UNSAFE
from hvutils.grading.keys.key import DrawnKey
from hvutils.grading.marking.marking import Returned, mark
from hvutils.grading.marking.marks import Mark
from hvutils.grading.marking.outputs import feedback_outputs, read_answer
from hvutils.grading.plugins.key_of import key_of
from hvutils.grading.plugins.resources import INCIDENTS, MARKS, RETURNED

__all__ = ["MarkAnswers", "SaveMarks", "mark_notebook"]


def mark_notebook(
    nb: Any,
    key: DrawnKey,
    returned: Mapping[str, tuple[Returned, ...]],
    *,
    formative: bool = False,
) -> dict[str, Mark]:
    """Mark every automatically graded cell of a notebook, and put score and feedback into it.

    Args:
        nb: the executed notebook; its graded cells' outputs are replaced.
        key: the key, drawn for the student.
        returned: a question's id to what the function returned that was handed in for it.
        formative: whether the feedback gives marks and hints only.

    Returns:
        The mark of each such cell.

    Raises:
        KeyFileError: key and notebook do not agree.
    """
    marks: dict[str, Mark] = {}
    for cell in nb.cells:
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            question = str(cell.metadata.nbgrader["grade_id"])
            points = float(cell.metadata.nbgrader["points"])
            found = _agreed(question, points, key)
            value = read_answer(cell.outputs, question)
            marks[question] = mark(question, found, value, returned.get(question, ()))
            cell.outputs = feedback_outputs(marks[question], points, formative=formative)
    return marks


def _agreed(question: str, points: float, key: DrawnKey) -> Any:
    if question not in key.questions:
        raise KeyFileError(f"key {key.name!r} has no question {question!r}: add it, or its cell")
    found = key.questions[question]
    if found.points != points:
        raise KeyFileError(
            f"key {key.name!r}, question {question!r} is worth {found.points:g} points, "
            f"and its cell {points:g}: make them agree"
        )
    return found


class MarkAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks what the graded cells emitted, and puts score and feedback in their place."""

    formative = Bool(
        False,
        help=(
            "Give marks and hints only, and name neither what is right nor the line that shows it. "
            "For grading before the deadline: sets overlap, and evidence would travel."
        ),
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Mark every graded code cell of the notebook."""
        key = key_of(self, resources)
        marks = mark_notebook(nb, key, resources.get(RETURNED, {}), formative=self.formative)
        resources[MARKS] = tuple(marks.values())
        return nb, resources


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]
    """Saves the marks as nbgrader does, but for one that is held: that has no score yet.

    The comments of a submission that ran without isolation say so.
    """

    def _add_comment(self, cell: Any, resources: Any) -> None:
        super()._add_comment(cell, resources)
        if UNSAFE in resources.get(INCIDENTS, ()):
            name = cell.metadata.nbgrader["grade_id"]
            comment = self.gradebook.find_comment(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            comment.auto_comment = " ".join(filter(None, (comment.auto_comment, UNSAFE)))
            self.gradebook.db.commit()

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        if any(mark.held and mark.question == name for mark in resources.get(MARKS, ())):
            grade = self.gradebook.find_grade(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            grade.auto_score = None
            grade.needs_manual_grade = True
            self.gradebook.db.commit()
