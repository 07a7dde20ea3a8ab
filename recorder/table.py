"""The table of machines, ``machines.toml``: one row a machine."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorder.architectures import ARCHITECTURES, Architecture
from recorder.errors import RecorderError

__all__ = ["TABLE", "Machine", "load_machines"]

TABLE = Path(__file__).with_name("machines.toml")
_WORDS = {
    "place": {"samples", "pool"},
    "kind": {"recorded", "dressed"},
    "boot": {"linux", "xen"},
    "architecture": set(ARCHITECTURES),
}

_LISTS = ("qemu", "packs", "guest", "firmware")


@dataclass(frozen=True)
class Machine:
    """One machine to boot.

    Args:
        name: what it, its capture and its host are called.
        place: the collection it goes to, ``samples`` or ``pool``.
        kind: ``recorded``, or ``dressed`` when the firmware is told to lie.
        title: a few words.
        caption: one plain line for students.
        how: what is special about the machine, one or two sentences.
        qemu: the arguments of QEMU that make the machine.
        architecture: its processor, in Debian's word.
        boot: what QEMU starts, ``linux``, or ``xen`` with Linux as its dom0.
        append: more words for the command line of the kernel, or of Xen.
        stage: the script of ``stages/`` that runs in it; empty to record it as it is.
        packs: what that script needs; see `recorder.packs`.
        guest: words for that script, one a line in ``/guest``: what runs inside.
        firmware: files of the packages that QEMU is given, each by its own name.
        counted: whether the machine's clock counts instructions.
        seconds: how long it may take.
    """

    name: str
    place: str
    kind: str
    title: str
    caption: str
    how: str
    qemu: tuple[str, ...]
    architecture: str = "amd64"
    boot: str = "linux"
    append: str = ""
    stage: str = ""
    packs: tuple[str, ...] = ()
    guest: tuple[str, ...] = ()
    firmware: tuple[str, ...] = ()
    counted: bool = True
    seconds: int = 600

    @property
    def processor(self) -> Architecture:
        """Its processor."""
        return ARCHITECTURES[self.architecture]

    @property
    def nested(self) -> bool:
        """Whether something else runs in it that is recorded in its place, or beside it."""
        return bool(self.packs)


def load_machines(table: Path = TABLE) -> dict[str, Machine]:
    """Return the machines of the table by name.

    Raises:
        RecorderError: a row lacks a field, or asks for a place or kind that does not exist.
    """
    content = tomllib.loads(table.read_text(encoding="utf-8"))
    shapes = content.get("shapes", {})
    machines = [_machine(row, shapes) for row in content["machine"]]
    return {machine.name: machine for machine in machines}


def _machine(row: dict[str, Any], shapes: dict[str, dict[str, Any]]) -> Machine:
    name, like = row.get("name"), row.get("like")
    if like is not None and like not in shapes:
        raise RecorderError(f"machine {name!r} of the table: there is no shape {like!r}")
    shape = shapes.get(like or "", {})
    lists = {key: (*shape.get(key, ()), *row.get(key, ())) for key in _LISTS}
    own = {key: value for key, value in row.items() if key != "like"}
    try:
        machine = Machine(**{**shape, **own, **lists})
    except TypeError as error:
        raise RecorderError(f"machine {name!r} of the table: {error}") from None
    for field, words in _WORDS.items():
        value = getattr(machine, field)
        if value not in words:
            raise RecorderError(
                f"machine {machine.name!r} of the table: {field} is one of "
                f"{', '.join(sorted(words))}; it says {value!r}"
            )
    return machine
