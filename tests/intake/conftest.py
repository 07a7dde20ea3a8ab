"""The released notebook, and what was handed out, as the gradebook would say it."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest

from hvutils.grading.intake import SourceCell, SourceNotebook

ROOT = Path(__file__).resolve().parents[2]
RELEASED = nbformat.read(ROOT / "release" / "recon" / "recon.ipynb", as_version=4)


@pytest.fixture
def released():
    """A fresh copy of the notebook that students get."""
    return copy.deepcopy(RELEASED)


@pytest.fixture(scope="session")
def handed_out() -> SourceNotebook:
    """What nbgrader knows of that notebook."""
    cells = []
    for cell in RELEASED.cells:
        if marks := cell.metadata.get("nbgrader"):
            cells.append(
                SourceCell(
                    marks.grade_id,
                    cell.cell_type,
                    cell.source,
                    marks.checksum,
                    marks.locked,
                    marks.grade,
                    marks.solution,
                    marks.task,
                    float(marks.get("points", 0)),
                )
            )
    others = frozenset(
        cell.source.strip() for cell in RELEASED.cells if "nbgrader" not in cell.metadata
    )
    kernel = {"name": "hypervisors", "display_name": "Hypervisors course", "language": "python"}
    return SourceNotebook("recon", tuple(cells), others, kernel)
