"""A course's settings: its folder and what its nbgrader_config.py says."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from hvutils.errors import HvError, KeyFileError

__all__ = ["Settings", "inside", "load_settings"]


@dataclass(frozen=True)
class Settings:
    """A course's folder and its configuration.

    Args:
        root: the folder.
        config: what its ``nbgrader_config.py`` says.
    """

    root: Path
    config: Config

    def course_directory(self) -> CourseDirectory:
        """Return nbgrader's view of the folder."""
        return CourseDirectory(config=self.config)


def load_settings(folder: Path) -> Settings:
    """Load the settings of a course.

    Args:
        folder: the course's folder.

    Raises:
        KeyFileError: it is no course folder, or its configuration cannot be read.
    """
    root = folder.resolve()
    file = root / "nbgrader_config.py"
    if not file.is_file() or not (root / "source").is_dir():
        raise KeyFileError(
            f"{str(folder)!r} is no course: it has no source/ with nbgrader_config.py beside it"
        )
    with inside(root):
        config = _config(file)
    config.CourseDirectory.root = str(root)
    return Settings(root, config)


def _config(file: Path) -> Config:
    try:
        config: Config = PyFileConfigLoader(file.name, str(file.parent)).load_config()
    except HvError:
        raise
    # It is a program: whatever can go wrong in one can go wrong in it.
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise KeyFileError(f"{str(file)!r} cannot be read: {said}; mend that line") from None
    return config


@contextmanager
def inside(root: Path) -> Iterator[None]:
    """Be in a course's folder, as nbgrader expects, and come back."""
    # nbgrader takes the working directory for the course's root in several places, and looks for
    # alembic, which lies beside this Python, in PATH.
    before, path = Path.cwd(), os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{path}"
    os.chdir(root)
    try:
        with warnings.catch_warnings():
            # nbgrader 0.9.6 reads objects that SQLAlchemy 2.1 has not flushed yet; harmless.
            warnings.simplefilter("ignore", SAWarning)
            yield
    finally:
        os.chdir(before)
        os.environ["PATH"] = path
