"""The student's own set: which servers they audit, drawn in their kernel as in the marker's."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hvutils.captures import Capture
from hvutils.errors import AnswerError, CaptureNotFoundError
from hvutils.sets import COURSE_DEMO, DrawnSet, draw, draw_items

__all__ = ["draw_set", "drawn_for", "own_items", "server", "servers"]


@dataclass(frozen=True)
class _Own:
    """A set, and the words that it was drawn with."""

    drawn: DrawnSet
    assignment: str
    term: str


_own: list[_Own] = []


def draw_set(
    assignment: str, *, term: str, groups: Sequence[Sequence[str]] = ()
) -> tuple[str, ...]:
    """Draw what you are asked in an assignment, and print whom it was drawn for.

    Args:
        assignment: the assignment's name.
        term: the word of the term.
        groups: names of recorded machines; you get one of each group, under a host name and with
            addresses of your own. Without any, you get questions of your own, and no servers.

    Returns:
        The host names of your servers.

    Raises:
        CaptureNotFoundError: a group names a machine that there is not.
    """
    drawn = draw(_student(), assignment, term, groups)
    _own[:] = [_Own(drawn, assignment, term)]
    print(f"drawn for {drawn.student!r}: {', '.join(drawn.hosts) or 'questions of your own'}")
    return drawn.hosts


def server(name: str) -> Capture:
    """Return the capture of a server that you audit.

    Args:
        name: the server's host name.

    Raises:
        CaptureNotFoundError: there is no server of that name; the message lists those there are.
    """
    for own in _own:
        for one in own.drawn.servers:
            if one.host == name:
                return one.capture
    known = f"there are: {', '.join(servers()) or 'none'}"
    if not _own:
        known = "run the cell with draw_set first"
    raise CaptureNotFoundError(f"there is no server called {name!r} in your set; {known}")


def servers() -> tuple[str, ...]:
    """Return the host names of the servers that you audit."""
    return _own[0].drawn.hosts if _own else ()


def drawn_for() -> str:
    """Return whom the set was drawn for, or nothing where none was drawn."""
    return _own[0].drawn.student if _own else ""


def own_items(question: str, items: Iterable[str], count: int) -> tuple[str, ...]:
    """Draw which items of a question you are asked; another student is asked others.

    Args:
        question: the question's id.
        items: all items.
        count: how many you get.

    Raises:
        AnswerError: no set was drawn yet, or there are fewer items than are to be drawn.
    """
    every = tuple(items)
    if not 0 < count <= len(every):
        raise AnswerError(f"question {question!r}: pick={count} of {len(every)} items cannot be")
    if not _own:
        raise AnswerError(
            f"question {question!r} is drawn for you: run the cell with draw_set first, then this"
        )
    own = _own[0]
    return draw_items(own.drawn.student, own.assignment, own.term, question, every, count)


def _student() -> str:
    if name := os.environ.get("HV_STUDENT"):
        return name
    # Beside its key a notebook is the course's own, whoever runs it.
    if any(Path().glob("*.key.toml")):
        return COURSE_DEMO
    if name := os.environ.get("JUPYTERHUB_USER"):
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "student"
