"""Reads ``lsmod`` and ``/proc/modules``.

Schema of ``ModulesRecord``: ``modules``, one ``Module`` a line: its name, how often it is in use,
which modules use it (None where the listing does not name them), and its line.

    Module                  Size  Used by
    kvm_intel             380928  4
    kvm                  1146880  1 kvm_intel
    virtio_net 73728 0 - Live 0xffffffffc0a5e000
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Record

__all__ = ["Module", "ModulesRecord", "parse", "recognises"]

_LINE = re.compile(r"^([A-Za-z0-9_-]{1,64})[ \t]+(\d{1,12})[ \t]+(-?\d{1,9})(?:[ \t]+(\S.*))?$")
_HEADING = re.compile(r"^Module\s+Size\s+Used by")
# What /proc/modules writes after the users.
_STATE = re.compile(r"\s(?:Live|Loading|Unloading)(?:\s+0x[0-9a-f]+.*)?$")
_HEAD = 50
_ENOUGH = 3


@dataclass(frozen=True)
class Module:
    """One loaded module.

    Args:
        name: as the kernel writes it, with underscores.
        uses: its use count: by other modules, devices and open files.
        users: the modules among these; None where the listing leaves them out.
        line: its line.
    """

    name: str
    uses: int
    users: tuple[str, ...] | None
    line: int

    @property
    def open(self) -> int | None:
        """How many uses are no modules: for a hypervisor's driver, its running guests."""
        if self.users is None:
            return None if self.uses else 0
        return max(0, self.uses - len(self.users))


@dataclass(frozen=True)
class ModulesRecord(Record):
    """The modules of one listing."""

    modules: tuple[Module, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a listing of modules: its heading, or lines of nothing else."""
    lines = [line for line in file.head(_HEAD) if line.strip()]
    if any(_HEADING.match(line) for line in lines):
        return True
    fitting = sum(1 for line in lines if _LINE.match(line))
    return fitting == len(lines) and fitting >= _ENOUGH


def parse(file: ProbeFile) -> ModulesRecord:
    """Read one listing of modules.

    Args:
        file: the probe.

    Returns:
        The record.
    """
    found: list[tuple[str, int, tuple[str, ...] | None, int]] = []
    named = False
    for number, line in enumerate(file.lines, start=1):
        match = _LINE.match(line.rstrip())
        if match is None:
            continue
        name, _, count, rest = match.groups()
        uses = int(count)
        users = _users(rest, uses)
        named = named or bool(users)
        found.append((name.replace("-", "_"), uses, users, number))
    # Where the listing names the users of any module, a module without names has none.
    bare = () if named else None
    modules = (
        Module(name, uses, bare if users is None else users, number)
        for name, uses, users, number in found
    )
    return ModulesRecord(file.name, tuple(modules))


def _users(rest: str | None, uses: int) -> tuple[str, ...] | None:
    """Return the modules that use this one; lsmod leaves them out where there are none."""
    if not rest:
        return None if uses else ()
    if rest.isidentifier():
        return (rest,)
    text = _STATE.sub("", f" {rest}").replace(" ", "")
    # A module that can never be unloaded has "[permanent]" among its users.
    return tuple(name for name in text.split(",") if name not in ("", "-") and name[0] != "[")
