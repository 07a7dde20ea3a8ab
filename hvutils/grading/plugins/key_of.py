"""Which key a notebook that is being graded has, drawn for its student."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from hvutils.grading.keys.aliases import worked_as
from hvutils.grading.keys.key import DrawnKey, Key, load_key

__all__ = ["key_of", "student_of"]


def key_of(preprocessor: Any, resources: Any) -> DrawnKey:
    """Return the key of the notebook that is being graded, drawn for its student.

    Raises:
        KeyFileError: there is none, or it cannot be read.
    """
    names = resources["nbgrader"]
    course = CourseDirectory(config=preprocessor.config)
    source = course.format_path(course.source_directory, ".", names["assignment"])
    key = _current(Path(source) / f"{names['notebook']}.key.toml")
    return key.for_student(student_of(preprocessor, resources), names["assignment"])


def _current(path: Path) -> Key:
    """Return a key as it stands; it is read again once it has changed."""
    try:
        stamp = path.stat()
    except OSError:
        return load_key(path)
    return _loaded(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _loaded(path: Path, changed: int, size: int) -> Key:
    return load_key(path)


def student_of(preprocessor: Any, resources: Any) -> str:
    """Return the user name that the work was done under: the submission's, or its alias."""
    root = Path(CourseDirectory(config=preprocessor.config).root)
    return worked_as(root, str(resources["nbgrader"]["student"]))
