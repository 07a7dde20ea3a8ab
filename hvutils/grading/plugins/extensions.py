"""Extensions: later due dates for single students, in ``extensions.toml`` beside the course.

A table an assignment, a line a student::

    [recon]
    "ada" = 2026-12-01T22:59:00Z

A time without a zone is UTC, as nbgrader's due dates are; a date alone means the end of that day.
The file can be edited by hand: a change made here touches its own line and nothing else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hvutils.errors import KeyFileError
from hvutils.grading.keys.toml_text import quoted
from hvutils.reporting.output import opened

__all__ = [
    "FILE",
    "extended",
    "granted",
    "last_extension",
    "parse_date",
    "put_back",
    "set_extension",
]

FILE = "extensions.toml"


def extended(course: Path, assignment: str, student: str) -> datetime | None:
    """Return a student's own due date, in UTC without a zone as nbgrader keeps it, or None.

    Raises:
        KeyFileError: the file is no TOML, or says something else than a time.
    """
    table = _read(course / FILE).get(assignment, {})
    value = table.get(student) if isinstance(table, dict) else None
    return None if value is None else _moment(value, f"{FILE}, [{assignment}] {student}")


def last_extension(course: Path, assignment: str) -> datetime | None:
    """Return the latest due date that the file gives anybody, in UTC without a zone, or None.

    Raises:
        KeyFileError: the file cannot be read.
    """
    table = _read(course / FILE).get(assignment, {})
    where = f"{FILE}, [{assignment}]"
    return max((_moment(value, where) for value in table.values()), default=None)


def granted(
    course: Path, assignment: str, student: str, due: datetime | None, held: timedelta | None
) -> timedelta | None:
    """Return the extension that counts: the file's, else the one that the gradebook holds.

    Args:
        course: the course's folder.
        assignment: the assignment.
        student: the user name.
        due: the class's due date in UTC without a zone, or None.
        held: the extension that the gradebook holds, or None.

    Raises:
        KeyFileError: the file cannot be read.
    """
    until = extended(course, assignment, student)
    # Without a due date there is nothing to extend, and nbgrader fails on adding to none.
    if until is None or due is None:
        return held
    return max(timedelta(), until - due)


def parse_date(words: str) -> datetime:
    """Return a date of the command line in UTC without a zone.

    Raises:
        KeyFileError: it is no date.
    """
    # Not nbgrader's parse_utc: 0.9.6 takes "+0100" for a hundred seconds.
    iso = re.sub(r"\s+(?=[+-]\d)", "", re.sub(r"\s*UTC$", "Z", words.strip()))
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return _moment(read(iso), words)
        except ValueError:
            continue
    raise KeyFileError(
        f"{words!r} is no date: write it as 2026-12-01 or as '2026-12-01 23:59 +0100'"
    )


def set_extension(course: Path, assignment: str, student: str, until: datetime | None) -> None:
    """Write a student's own due date into the file, or take it out.

    Args:
        course: the course's folder.
        assignment: the assignment.
        student: the user name.
        until: the due date in UTC without a zone, or None for no extension.

    Raises:
        KeyFileError: the file is written in a way that cannot be changed by a line.
        OutputError: the file cannot be written.
    """
    path = course / FILE
    before = _read(path)
    wanted = {name: dict(table) for name, table in before.items()}
    wanted.setdefault(assignment, {}).pop(student, None)
    line = ""
    if until is not None:
        wanted[assignment][student] = until.replace(tzinfo=UTC)
        line = f"{quoted(student)} = {until:%Y-%m-%dT%H:%M:%SZ}\n"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    changed = _edited(text, assignment, student, line)
    if _shape(tomllib.loads(changed)) != _shape(wanted):
        raise KeyFileError(
            f"{FILE} is not written a line a student under [{assignment}]: change it by hand"
        )
    with opened(str(path), machine=True) as stream:
        stream.write(changed)


@contextmanager
def put_back(course: Path) -> Iterator[None]:
    """Put the file back as it was, if what belongs to the change fails."""
    path = course / FILE
    before = path.read_text(encoding="utf-8") if path.exists() else None
    try:
        yield
    except BaseException:
        if before is None:
            path.unlink(missing_ok=True)
        elif path.read_text(encoding="utf-8") != before:
            with opened(str(path), machine=True) as stream:
                stream.write(before)
        raise


def _edited(text: str, assignment: str, student: str, line: str) -> str:
    # Not splitlines: it also splits where TOML does not, within a name.
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    here, start = "", -1
    for n, found in enumerate(lines):
        if (name := _table(found)) is not None:
            here = name
            if name == assignment:
                start = n
        elif here == assignment and _key(found) == student:
            return "".join([*lines[:n], line, *lines[n + 1 :]])
    if not line:
        return text
    if start >= 0:
        return "".join([*lines[: start + 1], line, *lines[start + 1 :]])
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}{chr(10) if text else ''}[{quoted(assignment)}]\n{line}"


def _table(line: str) -> str | None:
    try:
        parsed = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None
    return next(iter(parsed)) if line.lstrip().startswith("[") and len(parsed) == 1 else None


def _key(line: str) -> str | None:
    try:
        return next(iter(tomllib.loads(line)), None)
    except tomllib.TOMLDecodeError:
        return None


def _shape(data: dict[str, Any]) -> dict[str, dict[str, datetime]]:
    return {
        name: {student: _moment(value, student) for student, value in table.items()}
        for name, table in data.items()
        if table
    }


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KeyFileError(f"{path.name} cannot be read: {error}") from None
    for name, table in data.items():
        if not isinstance(table, dict):
            raise KeyFileError(
                f"{path.name}: {name!r} stands in no table: write [assignment] first"
            )
    return data


def _moment(value: object, where: str) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59))
    raise KeyFileError(f"{where}: {value!r} is no date: write it as 2026-12-01T22:59:00Z")
