"""Aliases: who did their work under another user name, as the instructor has confirmed it.

A set is drawn for the user name of the kernel; a submission is filed under the one that nbgrader
knows. ``aliases.toml`` in the course's folder says where the two differ.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from hvutils.errors import KeyFileError
from hvutils.grading.keys.toml_text import quoted
from hvutils.reporting.output import opened

__all__ = ["ALIASES", "load_aliases", "save_alias", "worked_as"]

ALIASES = "aliases.toml"


def load_aliases(course: Path) -> Mapping[str, str]:
    """Return the confirmed aliases: a student to the user name that the work was done under.

    Args:
        course: the course's folder.

    Raises:
        KeyFileError: the file is no TOML, or holds something else than names.
    """
    path = course / ALIASES
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KeyFileError(f"{ALIASES} in the course's folder cannot be read: {error}") from None
    table = data.get("aliases", {})
    if not isinstance(table, dict) or not all(isinstance(name, str) for name in table.values()):
        raise KeyFileError(f'{ALIASES}: [aliases] has lines such as "student" = "other name"')
    return table


def worked_as(course: Path, student: str) -> str:
    """Return the user name that a student's set is drawn for: their own, or a confirmed alias."""
    return load_aliases(course).get(student, student)


def save_alias(course: Path, student: str, other: str) -> None:
    """Confirm that a student's work was done under another user name; one's own takes it back.

    Raises:
        KeyFileError: the file cannot be read.
        OutputError: it cannot be written.
    """
    names = {**load_aliases(course), student: other}
    if student == other:
        del names[student]
    lines = [f"{quoted(a)} = {quoted(b)}\n" for a, b in sorted(names.items())]
    text = "# Whose work was done under another user name: hv course alias.\n[aliases]\n"
    with opened(str(course / ALIASES), machine=True) as stream:
        stream.write(text + "".join(lines))
