"""Reads what shows a container: control groups, marker files, the environment, WSL's kernel.

The files: ``/proc/self/cgroup`` or another process', ``/.dockerenv`` (itself or in a listing),
``/run/.containerenv``, ``/run/systemd/container``, ``/proc/1/environ`` or what ``env`` printed, and
``/proc/version``, ``/proc/sys/kernel/osrelease`` or ``uname -a``. Also OpenVZ's
``/proc/user_beancounters``, Linux-VServer's ``VxID`` in ``/proc/self/status``, and what the root
file system is made of, in ``/proc/self/mountinfo`` and ``/proc/mounts``.

Schema of ``ContainerRecord``: ``marks``, one ``Mark`` each: what kind of mark, its value, its line.

    12:pids:/docker/3f4e…
    container=lxc
    -rwxr-xr-x   1 root root    0 Nov  2 10:00 .dockerenv
    VxID:   101
    overlay / overlay rw,lowerdir=/var/lib/docker/overlay2/l/K3:…
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Record

__all__ = ["ContainerRecord", "Mark", "MarkKind", "parse", "recognises"]

_CGROUP = re.compile(r"^\d{1,4}:[\w=,.-]{0,200}:(/.*)$")
_VARIABLE = re.compile(r"^(?:declare -x |export )?([A-Za-z_]\w{0,80})=(.*)$", re.ASCII)
# ls prints a name at the end of its line; a complaint that there is none names it elsewhere.
_LISTED = re.compile(
    r"^(?:[-l][rwxstST.-]{9}[^\n]{0,120} )?(?:/)?(\.dockerenv|run/\.containerenv)$"
)
_ENGINE = re.compile(r'^engine="([a-z]{1,20})')
_KERNEL = re.compile(r"^(?:Linux (?:version )?(?:\S{1,80} )?)?\d\.\d{1,3}\.\d{1,4}\S{0,60}")
_WSL = re.compile(r"\d\S{0,40}(-Microsoft\b|-microsoft-standard(?:-WSL2)?)")
_CONTEXT = re.compile(r"^(?:VxID|s_context):\s{1,8}(\d{1,9})$")
_BEANS = re.compile(r"^\s{0,12}(\d{1,9}):\s+kmemsize\s")
# The engine's folders beneath the file system that is mounted as the root.
_ROOT_OF = re.compile(
    r"^(?:\d+ \d+ \d+:\d+ / / [^\n]{0,200} - overlay \S+|overlay / overlay) \S*?"
    r"lowerdir=(/var/lib/(?:docker|containers|containerd)/)"
)
# One of them is in each file with a mark; a kernel's version stands alone.
_WORDS = (
    *(":/", "container=", ".dockerenv", "containerenv", 'engine="'),
    *("VxID:", "s_context:", "lowerdir=", "kmemsize"),
)
_SHORT = 3
_HEAD = 2000


class MarkKind(Enum):
    """What kind of mark it is; the value is how people call it."""

    CGROUP = "cgroup"
    MARKER = "marker file"
    ENGINE = "containerenv"
    VARIABLE = "container"
    KERNEL = "kernel"
    CONTEXT = "VxID"
    BEANS = "beancounters of"
    ROOT = "the root file system is below"


@dataclass(frozen=True)
class Mark:
    """One mark: its kind, its value, its line."""

    kind: MarkKind
    value: str
    line: int


@dataclass(frozen=True)
class ContainerRecord(Record):
    """The marks of one file; none is no evidence against a container."""

    marks: tuple[Mark, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files: by its content, the marker files by their name."""
    base = file.name.rpartition("/")[2].lower()
    if base.removesuffix(".txt").endswith((".dockerenv", ".containerenv")):
        return len(file.text) < 4096
    if _is_manager(file):
        return True
    if not any(word in file.text for word in _WORDS) and file.text.count("\n", 0, 400) > _SHORT:
        return False
    head = [line for line in file.head(_HEAD) if line.strip()]
    if head and all(_CGROUP.match(line) for line in head):
        return True
    if _is_environment(file, head):
        return True
    if any(_CONTEXT.match(line) or _BEANS.match(line) or _ROOT_OF.match(line) for line in head):
        return True
    if len(head) <= _SHORT and any(_KERNEL.match(line) for line in head):
        return True
    return any(_LISTED.match(line) or _ENGINE.match(line) for line in head)


def _is_manager(file: ProbeFile) -> bool:
    path = file.name.removesuffix(".txt").replace("run_systemd_container", "run/systemd/container")
    return path.endswith("run/systemd/container") and len(file.text) < 200


def _is_environment(file: ProbeFile, head: list[str]) -> bool:
    if "container=" not in file.text:
        return False
    if "\0" in file.text:
        return len(head) <= _SHORT and "=" in file.text
    return bool(head) and sum(1 for line in head if _VARIABLE.match(line)) * 2 > len(head)


def parse(file: ProbeFile) -> ContainerRecord:
    """Read one of the files.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    base = file.name.rpartition("/")[2].lower().removesuffix(".txt")
    found = list(_marks(file))
    if base.endswith(".dockerenv") and not found:
        found.append(Mark(MarkKind.MARKER, ".dockerenv", 1))
    if base.endswith(".containerenv") and not found:
        found.append(Mark(MarkKind.MARKER, "run/.containerenv", 1))
    return ContainerRecord(file.name, tuple(found))


def _marks(file: ProbeFile) -> Iterator[Mark]:
    if _is_manager(file):
        yield Mark(MarkKind.VARIABLE, file.text.strip(), 1)
        return
    short = len(file.lines) <= _SHORT
    for number, line in enumerate(file.head(_HEAD), start=1):
        if match := _CGROUP.match(line):
            yield Mark(MarkKind.CGROUP, match.group(1), number)
        elif match := _LISTED.match(line.strip()):
            yield Mark(MarkKind.MARKER, match.group(1), number)
        elif match := _ENGINE.match(line):
            yield Mark(MarkKind.ENGINE, match.group(1), number)
        elif match := _CONTEXT.match(line):
            yield Mark(MarkKind.CONTEXT, match.group(1), number)
        elif match := _BEANS.match(line):
            yield Mark(MarkKind.BEANS, match.group(1), number)
        elif match := _ROOT_OF.match(line):
            yield Mark(MarkKind.ROOT, match.group(1), number)
        elif short and _KERNEL.match(line) and (match := _WSL.search(line)):
            yield Mark(MarkKind.KERNEL, match.group(1)[1:], number)
        elif "container=" in line:
            for part in line.split("\0"):
                if (match := _VARIABLE.match(part)) and match.group(1) == "container":
                    yield Mark(MarkKind.VARIABLE, match.group(2).strip('"'), number)
