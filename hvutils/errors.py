"""The errors of hvutils, one small tree.

HvError
├── CaptureError (ValueError)        a capture or a probe cannot be read
│   └── CaptureNotFoundError (FileNotFoundError)
├── CaptureTypeError (TypeError)     what was given is neither a capture nor a path
├── AnswerError (ValueError)         an answer has the wrong shape
├── KeyFileError (ValueError)        a key contradicts itself or its notebook
├── GradebookError (RuntimeError)    the gradebook lacks something, or cannot be used
├── IsolationError (RuntimeError)    submissions cannot be isolated on this machine
├── MissingPackageError (ImportError)  what was asked for needs a package that is not here
├── SchedulerError (ConnectionError) the cluster that was to execute submissions does not answer
└── OutputError (OSError)            what was to be written cannot be written

Each message gives the rule, the value that broke it and what to do. In a notebook only the
message is shown: a student never sees a traceback of ours.
"""

from __future__ import annotations

import errno

__all__ = [
    "AnswerError",
    "CaptureError",
    "CaptureNotFoundError",
    "CaptureTypeError",
    "GradebookError",
    "HvError",
    "IsolationError",
    "KeyFileError",
    "MissingPackageError",
    "OutputError",
    "SchedulerError",
    "in_words",
]

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM)


class HvError(Exception):
    """The base of all errors that hvutils raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Give IPython the lines to show instead of a traceback."""
        return [str(self)]


class CaptureError(HvError, ValueError):
    """A capture or one of its probes cannot be read."""


class CaptureNotFoundError(CaptureError, FileNotFoundError):
    """There is nothing at the path that was given."""

    # FileNotFoundError formats its arguments as an errno pair; ours is a sentence.
    def __str__(self) -> str:
        return str(self.args[0])


class CaptureTypeError(HvError, TypeError):
    """What was given is neither a capture nor the path of one."""


class AnswerError(HvError, ValueError):
    """An answer has the wrong shape."""


class KeyFileError(HvError, ValueError):
    """A key contradicts itself or the notebook that it belongs to."""


class GradebookError(HvError, RuntimeError):
    """The gradebook lacks what was asked for, or cannot be used."""


class IsolationError(HvError, RuntimeError):
    """Submissions cannot be isolated on this machine."""


class MissingPackageError(HvError, ImportError):
    """What was asked for needs a package that is not installed."""


class SchedulerError(HvError, ConnectionError):
    """The cluster that was to execute submissions does not answer."""

    # ConnectionError formats its arguments as an errno pair; ours is a sentence.
    def __str__(self) -> str:
        return str(self.args[0])


class OutputError(HvError, OSError):
    """What was to be written cannot be written."""

    # OSError formats its arguments as an errno pair; ours is a sentence.
    def __str__(self) -> str:
        return str(self.args[0])


def in_words(error: OSError, path: str = "") -> str:
    """Return what the system refused as a sentence with the remedy.

    Args:
        error: the system's error.
        path: the file or folder, where the error does not name it.
    """
    name = path or error.filename
    where = repr(str(name)) if name else "a file"
    why = error.strerror or str(error)
    if error.errno in _FULL:
        return f"{where} cannot be written: {why}; make room there and run the command again"
    if error.errno == errno.EROFS:
        return f"{where} cannot be written: {why}; mount it writable and run the command again"
    if error.errno in _CLOSED:
        return (
            f"{where} cannot be read or written: {why}; open it to this user, or run the command "
            "as its owner"
        )
    return f"{where} cannot be used: {why}; mend that and run the command again"
