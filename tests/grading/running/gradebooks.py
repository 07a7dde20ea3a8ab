"""What a gradebook and a course's folders hold, in a form that can be compared."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

GRADES = """
    SELECT submitted_assignment.student_id, notebook.name, base_cell.name, grade.auto_score,
           grade.manual_score, grade.extra_credit, grade.needs_manual_grade
    FROM grade
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN notebook ON notebook.id = submitted_notebook.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    JOIN base_cell ON base_cell.id = grade.cell_id
    ORDER BY 1, 2, 3
"""
COMMENTS = """
    SELECT submitted_assignment.student_id, notebook.name, base_cell.name, comment.auto_comment,
           comment.manual_comment
    FROM comment
    JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
    JOIN notebook ON notebook.id = submitted_notebook.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    JOIN base_cell ON base_cell.id = comment.cell_id
    ORDER BY 1, 2, 3
"""
SUBMISSIONS = """
    SELECT submitted_assignment.student_id, submitted_assignment.timestamp,
           submitted_assignment.extension, submitted_notebook.late_submission_penalty,
           submitted_notebook.flagged
    FROM submitted_assignment
    JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
    ORDER BY 1
"""


def rows(course: Path) -> dict[str, list[tuple]]:
    """Return all that is graded in a course, as bytes would have it: no id, no time of grading."""
    with sqlite3.connect(course / "gradebook.db") as gradebook:
        return {
            "grades": gradebook.execute(GRADES).fetchall(),
            "comments": gradebook.execute(COMMENTS).fetchall(),
            "submissions": gradebook.execute(SUBMISSIONS).fetchall(),
        }


def files(folder: Path) -> dict[str, object]:
    """Return a folder's files with their modes; of notebooks, all but times and random ids."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found[name] = (oct(path.stat().st_mode), _content(path))
    return found


# A widget's model gets a new random id in each kernel.
_MODEL = re.compile(r"\b[0-9a-f]{32}\b")


def _content(path: Path) -> object:
    if path.suffix not in (".ipynb", ".html"):
        return path.read_bytes()
    text = _MODEL.sub("a model", path.read_text())
    if path.suffix == ".html":
        return text
    try:
        notebook = json.loads(text)
    except ValueError:
        # What one student hands in under a notebook's name.
        return text
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
    return notebook
