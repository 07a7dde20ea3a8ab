"""Puts the due date into the released notebook, where a student's side can read it."""

from __future__ import annotations

from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor

__all__ = ["DUE", "ReleaseDueDate"]

DUE = "hypervisors_due"
"""The notebook's metadata that holds it; hvutils.lab.standing reads it by the same name."""


class ReleaseDueDate(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes the due date into the notebook's metadata; release again after it has changed."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Write the date as ISO 8601 in UTC, or nothing where there is none."""
        names = resources["nbgrader"]
        nb.metadata.pop(DUE, None)
        with Gradebook(names["db_url"]) as gradebook:
            try:
                due = gradebook.find_assignment(names["assignment"]).duedate
            except MissingEntry:
                due = None
        if due is not None:
            nb.metadata[DUE] = f"{due:%Y-%m-%dT%H:%M:%SZ}"
        return nb, resources
