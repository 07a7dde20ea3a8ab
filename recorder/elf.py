"""Find the shared libraries that programs need, whichever processor they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from recorder.errors import RecorderError
from recorder.run import run

__all__ = ["libraries"]

_FOLDERS = ("usr/lib64", "usr/lib", "usr/lib/*-linux-gnu", "usr/lib/*-linux-gnu/systemd")
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]|\[Requesting program interpreter: (.+)\]")


def libraries(root: Path, programs: Iterable[Path]) -> set[Path]:
    """Return the libraries and loaders of programs, and theirs in turn.

    readelf is asked, which runs nothing: the programs may be another processor's.

    Args:
        root: the unpacked packages.
        programs: files below it.

    Raises:
        RecorderError: no package brings a library.
    """
    folders = [folder for form in _FOLDERS for folder in sorted(root.glob(form))]
    found: set[Path] = set()
    asked = set(programs)
    while asked:
        files = sorted(str(path.resolve()) for path in asked)
        listing = run(("readelf", "-W", "-d", "-l", *files), 120, "apt-get install binutils")
        names = {
            Path(match[1] or match[2]).name
            for match in map(_NEEDED.search, listing.split("\n"))
            if match
        }
        here = {_place(name, folders) for name in names}
        asked = here - found
        found |= here
    return found


def _place(name: str, folders: list[Path]) -> Path:
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    raise RecorderError(
        f"a program needs {name}, which no package of recorder/architectures.py brings"
    )
