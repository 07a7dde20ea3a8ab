"""Marks what the graded cells emitted, and puts score and feedback in their place."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from hvutils.errors import KeyFileError
from hvutils.grading.keys.key import Key
from hvutils.grading.marking.marking import Returned, mark
from hvutils.grading.marking.marks import Mark
from hvutils.grading.marking.outputs import feedback_outputs, read_answer
from hvutils.grading.plugins.key_of import key_of
from hvutils.grading.plugins.resources import MARKS, RETURNED

__all__ = ["MarkAnswers"]


class MarkAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks what the graded cells emitted, and puts score and feedback in their place."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Mark every graded code cell of the notebook."""
        key = key_of(self, resources)
        marks = []
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
                made = self._mark(cell, key, resources.get(RETURNED, {}))
                cell.outputs = feedback_outputs(made, float(cell.metadata.nbgrader["points"]))
                marks.append(made)
        resources[MARKS] = tuple(marks)
        return nb, resources

    def _mark(self, cell: Any, key: Key, returned: dict[str, tuple[Returned, ...]]) -> Mark:
        question = cell.metadata.nbgrader["grade_id"]
        points = float(cell.metadata.nbgrader["points"])
        if question not in key.questions:
            raise KeyFileError(
                f"key {key.name!r} has no question {question!r}: add it, or its cell"
            )
        found = key.questions[question]
        if found.points != points:
            raise KeyFileError(
                f"key {key.name!r}, question {question!r} is worth {found.points:g} points, "
                f"and its cell {points:g}: make them agree"
            )
        value = read_answer(cell.outputs, question)
        return mark(question, found, value, returned.get(question, ()))
