"""The parts of a description, taken from the tables."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from reconstructor.description import Cpu, Machine, Nic, System, table
from reconstructor.errors import DescriptionError

__all__ = ["cpu", "nics", "platform", "system"]

_T = TypeVar("_T", Cpu, System, Nic)


def _row(name: str, key: str, machine: Machine) -> dict[str, Any]:
    rows = table(name)
    if key not in rows:
        raise DescriptionError(f"{machine.name}: {name}.toml has no row {key!r}")
    return dict(rows[key])


def _made(kind: type[_T], row: dict[str, Any], where: str) -> _T:
    names = {one.name for one in fields(kind)}
    whole: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in row.items()
    }
    try:
        return kind(**{key: one for key, one in whole.items() if key in names})
    except TypeError as error:
        raise DescriptionError(f"{where}: {error}") from None


def cpu(machine: Machine) -> Cpu:
    """Return the machine's processor; ``without`` and ``with`` change its flags."""
    row = _row("cpus", machine.values["cpu"], machine)
    row |= machine.values.get("cpu_changes", {})
    gone = set(str(machine.values.get("without", "")).split())
    row["flags"] = " ".join(flag for flag in str(row["flags"]).split() if flag not in gone)
    if "bugs" in machine.values:
        row["bugs"] = machine.values["bugs"]
    return _made(Cpu, row, machine.name)


def system(machine: Machine) -> System:
    """Return the machine's operating system."""
    return _made(System, _row("systems", machine.values["system"], machine), machine.name)


def platform(machine: Machine) -> dict[str, Any]:
    """Return what the machine's platform gives every machine on it; the machine's own wins."""
    row = _row("platforms", machine.values["platform"], machine)
    own = {key: machine.values[key] for key in row if key in machine.values}
    for key, value in own.items():
        # What a machine says of its firmware's strings is added to what the platform says.
        row[key] = {**row[key], **value} if isinstance(value, dict) else value
    return row


def nics(machine: Machine) -> tuple[Nic, ...]:
    """Return the machine's links, without ``lo``."""
    return tuple(_made(Nic, row, machine.name) for row in machine.values.get("nic", ()))
