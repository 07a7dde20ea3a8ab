"""What the doctor finds: a row for each thing that was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hvutils.errors import HvError

__all__ = ["Check", "Row", "Status", "examine", "fail", "ok", "warn"]


class Status(StrEnum):
    """How something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Row:
    """What was found out about one thing.

    Args:
        check: what was looked at.
        status: how it is.
        found: what was seen.
        remedy: what to do; empty where nothing is to be done.
    """

    check: str
    status: Status
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """Something to look at.

    Args:
        name: what.
        look: looks, and returns what was found; an ``HvError`` is a failure with its message.
    """

    name: str
    look: Callable[[], Row]


def ok(found: str) -> Row:
    """Return that something is as it must be."""
    return Row("", Status.OK, found)


def warn(found: str, remedy: str) -> Row:
    """Return that grading works, but not as well as it could."""
    return Row("", Status.WARN, found, remedy)


def fail(found: str, remedy: str) -> Row:
    """Return that grading does not work."""
    return Row("", Status.FAIL, found, remedy)


def examine(checks: Iterable[Check]) -> list[Row]:
    """Look at everything; what goes wrong in one look stops no other."""
    return [_examine(check) for check in checks]


def _examine(check: Check) -> Row:
    try:
        row = check.look()
    except HvError as error:
        reason, _, remedy = str(error).partition(": ")
        row = fail(reason, remedy)
    except Exception as error:
        row = fail(f"it could not be looked at: {type(error).__name__}: {error}", "")
    return Row(check.name, row.status, row.found, row.remedy)
