"""Which key a notebook that is being graded has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from hvutils.grading.keys.key import Key, load_key

__all__ = ["key_of"]


def key_of(preprocessor: Any, resources: Any) -> Key:
    """Return the key of the notebook that is being graded.

    Raises:
        KeyFileError: there is none, or it cannot be read.
    """
    names = resources["nbgrader"]
    course = CourseDirectory(config=preprocessor.config)
    source = course.format_path(course.source_directory, ".", names["assignment"])
    return load_key(Path(source) / f"{names['notebook']}.key.toml")
