"""When a submission was handed in, as its own file says: read as hostile as the rest of it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from hvutils.grading.intake.folder import RefusedError, open_folder
from hvutils.grading.intake.limits import IntakeLimits

__all__ = ["STAMP", "read_stamp", "time_of"]

STAMP = "timestamp.txt"
_MOST = 200
# dateutil takes the name of a time zone for a path, too: /dev/zero, or a pipe that never ends.
_TIME = re.compile(r"[-+:.,\w ]{4,60}?(?: [A-Za-z]{2,20}/[A-Za-z_]{2,30})?")

_OFFSET = re.compile(r"(?<=\d) ?([-+])(\d\d):?(\d\d)$")


def time_of(text: str) -> datetime:
    """Return the time that a text says, in UTC without a zone, as nbgrader keeps times.

    Raises:
        ValueError: it says none.
    """
    try:
        if not _TIME.fullmatch(text):
            raise ValueError
        # nbgrader's parse_utc takes "+0100" behind a blank for a hundred seconds.
        stamp: datetime = parse_utc(_OFFSET.sub(r"\1\2:\3", text))
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"{text[:60]!r} is no time") from None
    return stamp


def read_stamp(folder: Path) -> datetime | None:
    """Return when a submission was handed in, in UTC; ``None`` where that is not known.

    Args:
        folder: ``submitted/<student>/<assignment>``.

    Raises:
        ValueError: the stamp is there and says no time.
    """
    try:
        with open_folder(folder, IntakeLimits()) as inside:
            if not (folder / STAMP).is_symlink() and not (folder / STAMP).exists():
                return None
            text = inside.read(STAMP, _MOST).decode("utf-8", errors="replace").strip()
    except RefusedError as reason:
        raise ValueError(f"{STAMP}: {reason}") from None
    if not text:
        return None
    try:
        return time_of(text)
    except ValueError as error:
        raise ValueError(f"{STAMP} says {error}") from None
