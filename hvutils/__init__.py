"""Reads the probe output of a server and says what it runs on, and why.

>>> from hvutils import Capture
>>> capture = Capture.load("captures/web-01")        # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hvutils.captures import Capture

if TYPE_CHECKING:
    from hvutils.verdict import Verdict, classify

__version__ = "0.1.0"

__all__ = ["Capture", "Verdict", "classify"]


def __getattr__(name: str) -> Any:
    # The students' wheel has no verdict engine: importing hvutils must not need one.
    if name in ("Verdict", "classify"):
        try:
            verdict = import_module("hvutils.verdict")
        except ModuleNotFoundError as error:
            if error.name != "hvutils.verdict":
                raise
            raise AttributeError(
                f"this installation of hvutils has no {name!r}: the students' wheel reads "
                "captures and leaves the verdict to you"
            ) from None
        return getattr(verdict, name)
    raise AttributeError(f"module 'hvutils' has no attribute {name!r}")
