"""A rehearsal: a copy of a course in which submissions are graded and nothing counts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hvutils.errors import OutputError
from hvutils.grading.course.course import Course
from hvutils.grading.keys.aliases import ALIASES

__all__ = ["rehearsal"]


@contextmanager
def rehearsal(course: Course, assignment: str, students: Iterable[str]) -> Iterator[Path]:
    """Copy what grading needs, with a gradebook of its own, and take it away in the end.

    Args:
        course: the course.
        assignment: the assignment.
        students: whose submissions are copied.

    Yields:
        The folder of the copy, built and ready to be graded.

    Raises:
        OutputError: there is no room for the copy.
    """
    with tempfile.TemporaryDirectory(prefix="hv-rehearsal-") as name:
        folder = Path(name) / "course"
        try:
            _copy(course.root, folder, assignment, students)
        except (OSError, shutil.Error) as error:
            raise OutputError(f"the copy for the rehearsal cannot be written: {error}") from None
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\n"
            f"load_subconfig('nbgrader_config.py', path={str(course.root)!r})\n"
            # The gradebook may be PostgreSQL: the rehearsal never comes near it.
            f"c.CourseDirectory.db_url = {'sqlite:///' + str(folder / 'gradebook.db')!r}\n",
            encoding="utf-8",
        )
        Course(folder).build(assignment)
        yield folder


def _copy(root: Path, folder: Path, assignment: str, students: Iterable[str]) -> None:
    for step in ("source", "release"):
        if (root / step / assignment).is_dir():
            shutil.copytree(root / step / assignment, folder / step / assignment)
    if (root / ALIASES).is_file():
        shutil.copy2(root / ALIASES, folder / ALIASES)
    for student in students:
        # A link of a submission stays a link: what it leads to is not copied.
        there = Path("submitted") / student / assignment
        shutil.copytree(root / there, folder / there, symlinks=True)
