"""The programs of this machine that recording takes, and the packages that bring them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from recorder.errors import RecorderError
from recorder.table import Machine

__all__ = ["INSTALL", "check", "missing"]

INSTALL = "sudo apt-get install -y --no-install-recommends"
_READER = {"readelf": "binutils"}


def missing(machines: Iterable[Machine]) -> dict[str, str]:
    """Return the programs that are not there, each with the packages that bring it.

    Args:
        machines: what is to be recorded: each processor has an emulator of its own.
    """
    emulators = {it.processor.program: it.processor.install for it in machines}
    programs = {**emulators, **_READER}
    return {name: programs[name] for name in programs if shutil.which(name) is None}


def check(machines: Iterable[Machine]) -> None:
    """Refuse to begin where a program is missing, before anything is fetched.

    Args:
        machines: what is to be recorded.

    Raises:
        RecorderError: a program is missing; the message has the command that brings all.
    """
    lacking = missing(machines)
    if lacking:
        are, them = ("is", "it") if len(lacking) == 1 else ("are", "them")
        packages = " ".join(lacking.values())
        raise RecorderError(
            f"{', '.join(lacking)} {are} missing: install {them} with: {INSTALL} {packages}"
        )
