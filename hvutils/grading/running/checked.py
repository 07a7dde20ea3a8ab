"""nbgrader's check of cell metadata, which costs a quarter of a submission, done once a form.

A cell's metadata is valid or not by itself, and almost all cells of a class have the metadata that
was handed out. What nbgrader has found valid once is not checked against its schema again.
"""

from __future__ import annotations

import json
from typing import Any

from nbgrader.preprocessors import CheckCellMetadata
from nbgrader.utils import is_grade, is_locked, is_solution

__all__ = ["CheckMetadataOnce"]

_KEPT = 10_000


class CheckMetadataOnce(CheckCellMetadata):  # type: ignore[misc]
    """Checks the metadata of cells that were not seen before."""

    _valid: set[str]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._valid = set()

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Check a notebook, as nbgrader does."""
        forms = [_form(cell) for cell in nb.cells if "nbgrader" in cell.metadata]
        if self._valid.issuperset(forms) and _are_unique(nb):
            return nb, resources
        nb, resources = super().preprocess(nb, resources)
        if len(self._valid) < _KEPT:
            self._valid.update(forms)
        return nb, resources


def _form(cell: Any) -> str:
    return json.dumps([cell.cell_type, cell.metadata["nbgrader"]], sort_keys=True)


def _are_unique(nb: Any) -> bool:
    names = [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in nb.cells
        if is_grade(cell) or is_solution(cell) or is_locked(cell)
    ]
    return len(names) == len(set(names))
