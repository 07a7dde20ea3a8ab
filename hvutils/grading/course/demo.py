"""The demo class: students whose submissions show what grading does with each kind of work.

Their answers are made from the key and from the common mistakes that the key names, so that the
demo cannot drift away from the course.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from hvutils.errors import KeyFileError, OutputError, in_words
from hvutils.grading.course.demo_answers import (
    Answers,
    clumsy_answers,
    column_answers,
    half_answers,
    look_alike_answers,
    misled_answers,
    perfect_answers,
)
from hvutils.grading.course.hostile import (
    Spoil,
    claim_points,
    disorder,
    end_kernel,
    link,
    lose_metadata,
    tear,
    write_markup,
)
from hvutils.grading.keys.key import DrawnKey, Key, load_key

__all__ = ["STUDENTS", "DemoStudent", "make_submissions", "perfect_answers"]


@dataclass(frozen=True)
class DemoStudent:
    """A student of the demo class.

    Args:
        name: the user name.
        story: what this student does, in a few words.
        answers: makes the sources of the answer cells from the key, drawn for this student.
        reflection: what the student writes where a person marks.
        preamble: the source of a first cell of the student's own.
        hands_in_notebook: whether the submission has the notebook.
        works_as: the user name that the work is done under, where it is another.
        spoil: what becomes of the submission before it is handed in.
    """

    name: str
    story: str
    answers: Callable[[DrawnKey], Answers]
    reflection: str = ""
    preamble: str = ""
    hands_in_notebook: bool = True
    works_as: str = ""
    spoil: Spoil | None = None


def make_submissions(course: Path, assignment: str, notebook: str) -> None:
    """Write the demo class's submissions where ``nbgrader collect`` would put them.

    Args:
        course: the course's folder; ``release/<assignment>`` must be there.
        assignment: the assignment's name.
        notebook: the notebook's name, without ending.

    Raises:
        KeyFileError: the assignment is not released, or its key cannot be read.
        OutputError: the submissions cannot be written.
    """
    key = load_key(course / "source" / assignment / f"{notebook}.key.toml")
    release = course / "release" / assignment
    if not release.is_dir():
        raise KeyFileError(f"assignment {assignment!r} is not released: run hv course build first")
    released = nbformat.read(release / f"{notebook}.ipynb", as_version=4)
    try:
        _hand_in(course, assignment, notebook, released, key)
    except OSError as error:
        raise OutputError(in_words(error, str(course / "submitted"))) from None


def _hand_in(course: Path, assignment: str, notebook: str, released: Any, key: Key) -> None:
    release = course / "release" / assignment
    for student in STUDENTS:
        folder = course / "submitted" / student.name / assignment
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(release, folder)
        stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
        path = folder / f"{notebook}.ipynb"
        if student.hands_in_notebook:
            drawn = key.for_student(student.works_as or student.name, assignment)
            nbformat.write(_fill(released, student, drawn), path)
            if student.spoil:
                student.spoil(path)
        else:
            path.unlink()
            (folder / "my answers.txt").write_text("See my e-mail.\n", encoding="utf-8")


def _fill(released: Any, student: DemoStudent, key: DrawnKey) -> Any:
    notebook = copy.deepcopy(released)
    answers = student.answers(key)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.metadata.get("nbgrader", {}).get("solution"):
            if name in answers:
                cell.source = answers[name]
            elif cell.cell_type == "markdown" and student.reflection:
                cell.source = student.reflection
    if student.preamble:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(student.preamble))
    return notebook


# The attack of the first issue: whatever marks inside the kernel would believe these.
PATCHES = """\
import builtins, hvutils.lab, hvutils.lab.answers, hvutils.lab.shapes
from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

hvutils.lab.shapes.Report.complete = True
hvutils.lab.answers.AnswerError = lambda *words: SystemExit(0)
run_cell = InteractiveShell.run_cell

def lenient(self, *args, **kwargs):
    result = run_cell(self, *args, **kwargs)
    result.error_in_exec = result.error_before_exec = None
    return result

InteractiveShell.run_cell = lenient
builtins.isinstance = lambda value, kind, _is=isinstance: _is(value, kind)
builtins.round = lambda *args: 100.0
"""

_GOOD = (
    "The prefix is registered to VMware, so it carries the vendor, weakly. ESXi is one of two "
    "products that look alike from inside: run `vmware -v` on the host. Speed follows from exits "
    "and from who serves the I/O, safety from everything that must be trusted; neither from the "
    "type alone."
)
_POOR = (
    "The colleague is right: the prefix says VMware, so it is ESXi, and Type 1 is fast and safe."
)

STUDENTS = (
    DemoStudent("ada", "answers everything", perfect_answers, _GOOD),
    DemoStudent("ben", "believes the lines that mislead", misled_answers, _POOR),
    DemoStudent("chloe", "stops after the first server", half_answers),
    DemoStudent("dev", "misspells, and returns the input", clumsy_answers, _POOR),
    DemoStudent("eva", "hands in the notebook untouched", lambda key: {}),
    DemoStudent("finn", "like ben, and patches the kernel", misled_answers, _POOR, PATCHES),
    DemoStudent("gita", "forgets the notebook", lambda key: {}, hands_in_notebook=False),
    DemoStudent("hana", "misreads the platforms", column_answers("platform"), _POOR),
    DemoStudent("ivan", "misreads the roles", column_answers("role"), _POOR),
    DemoStudent("june", "misreads the types", column_answers("type"), _POOR),
    DemoStudent("kofi", "cites what misleads", column_answers("evidence"), _GOOD),
    DemoStudent("lena", "writes look-alike letters", look_alike_answers, _POOR),
    DemoStudent("mike", "works as 'miguel'", perfect_answers, _GOOD, works_as="miguel"),
    DemoStudent("nina", "deletes, copies and moves cells", perfect_answers, _GOOD, spoil=disorder),
    DemoStudent("omar", "loses all metadata", perfect_answers, _GOOD, spoil=lose_metadata),
    DemoStudent("pia", "hands in half a file", perfect_answers, _GOOD, spoil=tear),
    DemoStudent("quin", "claims points in the metadata", misled_answers, _POOR, spoil=claim_points),
    DemoStudent("rosa", "hands in a link to the solution", perfect_answers, _GOOD, spoil=link),
    DemoStudent("saul", "ends the kernel", perfect_answers, _POOR, spoil=end_kernel),
    DemoStudent("tess", "writes scripts for who marks", perfect_answers, _GOOD, spoil=write_markup),
)
"""The demo class. ``course-demo`` is not one of them: that is whom source notebooks run as."""
