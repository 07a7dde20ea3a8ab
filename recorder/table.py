"""The table of machines, ``machines.toml``: one row a machine, one row a probe."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorder.errors import RecorderError

__all__ = ["TABLE", "Machine", "load_machines"]

TABLE = Path(__file__).with_name("machines.toml")


@dataclass(frozen=True)
class Machine:
    """One machine to boot.

    Args:
        name: what the recorder calls it.
        capture: what its capture and its host are called.
        place: the collection it goes to, ``samples`` or ``pool``.
        kind: ``recorded``, or ``dressed`` when the firmware is told to lie.
        title: a few words.
        caption: one plain line for students.
        how: what is special about the machine, one or two sentences.
        qemu: the arguments of QEMU that make the machine.
        probes: which command fills which file, in order.
    """

    name: str
    capture: str
    place: str
    kind: str
    title: str
    caption: str
    how: str
    qemu: tuple[str, ...]
    probes: dict[str, str]


def load_machines(table: Path = TABLE) -> dict[str, Machine]:
    """Return the machines of the table by name.

    Raises:
        RecorderError: a row lacks a field, or asks for a place or kind that does not exist.
    """
    content = tomllib.loads(table.read_text(encoding="utf-8"))
    machines = [_machine(row, content["probes"]) for row in content["machine"]]
    return {machine.name: machine for machine in machines}


def _machine(row: dict[str, Any], probes: dict[str, str]) -> Machine:
    fields = {"capture": row.get("name"), **row, "qemu": tuple(row.get("qemu", ()))}
    fields["probes"] = {**probes, **fields.pop("more_probes", {})}
    try:
        machine = Machine(**fields)
    except TypeError as error:
        raise RecorderError(f"machine {row.get('name')!r} of the table: {error}") from None
    if machine.place not in {"samples", "pool"} or machine.kind not in {"recorded", "dressed"}:
        raise RecorderError(
            f"machine {machine.name!r} of the table: place is samples or pool, "
            f"kind is recorded or dressed; it says {machine.place!r} and {machine.kind!r}"
        )
    return machine
