"""Draw a student's set: one server of each group, each under a name and details of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

from hvutils.captures import Capture
from hvutils.errors import CaptureNotFoundError
from hvutils.sets.details import changed
from hvutils.sets.names import HOSTS
from hvutils.sets.stream import Stream

__all__ = [
    "COURSE_DEMO",
    "DrawnServer",
    "DrawnSet",
    "draw",
    "draw_items",
    "pool_capture",
    "pool_names",
]

COURSE_DEMO = "course-demo"
"""Whom source notebooks run as."""

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class DrawnServer:
    """One server of a student's set.

    Args:
        machine: the pool's name for it.
        host: the host name that this student sees.
        capture: its probe output, under that name and with details of its own.
    """

    machine: str
    host: str
    capture: Capture


@dataclass(frozen=True)
class DrawnSet:
    """The servers that one student gets for one assignment.

    Args:
        student: the user name that the set was drawn for.
        servers: the servers, in the order that the student sees.
    """

    student: str
    servers: tuple[DrawnServer, ...]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names, in the order that the student sees."""
        return tuple(server.host for server in self.servers)


def draw(student: str, assignment: str, nonce: str, groups: Sequence[Sequence[str]]) -> DrawnSet:
    """Draw a student's set.

    Args:
        student: the user name.
        assignment: the assignment's name.
        nonce: the word of the term; another term's sets are others.
        groups: names of machines of the pool; one of each group is drawn, and none twice.

    Raises:
        CaptureNotFoundError: the pool has no such machine, or a group has none left.
    """
    return _draw(student.strip(), assignment, nonce, tuple(tuple(group) for group in groups))


@lru_cache(maxsize=64)
def _draw(student: str, assignment: str, nonce: str, groups: Groups) -> DrawnSet:
    stream = Stream("set", student, assignment, nonce)
    machines: list[str] = []
    for group in groups:
        left = [name for name in sorted(set(group)) if name not in machines]
        if not left:
            raise CaptureNotFoundError(
                f"no server is left to draw from {', '.join(map(repr, group)) or 'an empty group'}"
            )
        machines.append(stream.pick(left))
    hosts = stream.sample(HOSTS, len(machines))
    servers = [
        DrawnServer(
            machine,
            host,
            changed(
                pool_capture(machine),
                machine,
                host,
                Stream("details", student, assignment, nonce, machine),
            ),
        )
        for machine, host in zip(machines, hosts, strict=True)
    ]
    # The groups' order would say which of a set's servers is, for instance, the one that lies.
    return DrawnSet(student, stream.shuffled(servers))


def draw_items(
    student: str, assignment: str, nonce: str, question: str, items: Iterable[str], count: int
) -> tuple[str, ...]:
    """Draw which items of a question a student is asked: one of each part of the sorted list.

    Names that begin alike ask alike, so nobody is asked about one product only. Two students
    share a little more of them than if all were drawn freely: `hv course variants`.

    Args:
        student: the user name.
        assignment: the assignment's name.
        nonce: the word of the term.
        question: the question's id.
        items: all items, in any order.
        count: how many each student gets.
    """
    # Notebook and key may list them in different orders, and must draw the same.
    stream = Stream("items", student.strip(), assignment, nonce, question)
    names = sorted(items)
    ends = [len(names) * number // count for number in range(count + 1)]
    return tuple(stream.pick(names[one:other]) for one, other in pairwise(ends))


@lru_cache(maxsize=64)
def pool_capture(name: str) -> Capture:
    """Return a machine of the pool as it was recorded.

    Raises:
        CaptureNotFoundError: there is no such machine; the message lists those there are.
    """
    names = pool_names()
    if name not in names:
        raise CaptureNotFoundError(
            f"there is no server called {name!r} in the pool; there are: {', '.join(names)}"
        )
    return Capture.load(_pool() / name)


def pool_names() -> tuple[str, ...]:
    """Return the names of the machines of the pool."""
    return tuple(
        sorted(
            path.name for path in _pool().iterdir() if path.is_dir() and path.name[0] not in "_."
        )
    )


def _pool() -> Path:
    # Installed from a wheel or in place, the package is always unpacked on disk.
    return Path(str(resources.files("hvutils"))) / "pool"
