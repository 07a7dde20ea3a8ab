"""The devices' probes: lspci -nn, lspci -nnk and lsmod.

A device is a line: its slot, its id, then ``rev=``, ``sub=``, ``driver=`` and ``modules=`` where it
has them. Names come from tables/pci.toml, modules with what they use from tables/modules.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reconstructor.description import Machine, table
from reconstructor.errors import DescriptionError
from reconstructor.parts import platform

__all__ = ["Device", "devices", "lsmod", "lspci"]

_RANGE = re.compile(
    r"^((?:[0-9a-f]{4}:)?[0-9a-f]{2}:)([0-9a-f]{2})(?:-([0-9a-f]{2}))?\.([0-7])(?:-([0-7]))?$"
)


@dataclass(frozen=True)
class Device:
    """One function of a PCI device.

    Args:
        slot: bus, device and function, with the domain where it is not 0.
        ids: vendor and device.
        rev: the revision, two digits; empty for none.
        sub: vendor and device of the subsystem.
        driver: the driver that is bound.
        modules: the modules that could be.
        kind: the class, where it is not the one that pci.toml gives.
    """

    slot: str
    ids: str
    rev: str = ""
    sub: str = ""
    driver: str = ""
    modules: str = ""
    kind: str = ""


def devices(machine: Machine) -> tuple[Device, ...]:
    """Return the machine's devices in the order of their slots."""
    lines = [*platform(machine).get("devices", ()), *machine.values.get("more_devices", ())]
    found = []
    for line in lines:
        slots, ids, *rest = line.replace(" class=", " kind=").split()
        for slot in _each(slots):
            found.append(Device(slot, ids, **dict(part.split("=", 1) for part in rest)))
    return tuple(sorted(found, key=lambda one: (one.slot.count(":"), one.slot)))


def _each(slots: str) -> list[str]:
    """Write out ``00:15-18.0-7``: every function of every slot between."""
    found = _RANGE.match(slots)
    if found is None:
        return [slots]
    bus, first, last, low, high = found.groups()
    numbers = range(int(first, 16), int(last or first, 16) + 1)
    functions = range(int(low), int(high or low) + 1)
    return [f"{bus}{number:02x}.{function}" for number in numbers for function in functions]


def _name(ids: str, machine: Machine) -> str:
    names = table("pci")
    vendor = names["vendors"].get(ids[:4], "")
    device = names["devices"].get(ids)
    if device is None:
        raise DescriptionError(f"{machine.name}: pci.toml has no device {ids}")
    return f"{vendor} {device or 'Device'}".strip()


def _subsystem(one: Device) -> str:
    names = table("pci")
    vendor, device = names["vendors"].get(one.sub[:4], ""), ""
    device = names["subsystems"].get(f"{one.ids} {one.sub}", "")
    if not device and names["devices"].get(one.sub):
        # pciutils: the generic name, where the subsystem's id is the device's own.
        device = names["devices"][one.sub] if one.sub == one.ids else ""
    name = f"{vendor} {device or 'Device'}".strip()
    return f"\tSubsystem: {name} [{one.sub}]\n"


def lspci(machine: Machine, drivers: bool) -> str:
    """Return ``lspci -nn``, or with drivers ``lspci -nnk``."""
    classes = table("pci")["classes"]
    text = ""
    for one in devices(machine):
        kind = one.kind or table("pci")["class_of"].get(one.ids)
        if kind is None:
            raise DescriptionError(f"{machine.name}: pci.toml gives {one.ids} no class")
        rev = f" (rev {one.rev})" if one.rev else ""
        text += f"{one.slot} {classes[kind]} [{kind}]: {_name(one.ids, machine)} [{one.ids}]{rev}\n"
        if drivers:
            text += _subsystem(one) if one.sub else ""
            text += f"\tKernel driver in use: {one.driver}\n" if one.driver else ""
            modules = one.modules.replace(",", ", ")
            text += f"\tKernel modules: {modules}\n" if modules else ""
    return text


def lsmod(machine: Machine) -> str:
    """Return lsmod: what each module uses is loaded, and counts."""
    rows = table("modules")
    loaded = list(dict.fromkeys(_loaded(machine)))
    for name in loaded:
        if name not in rows:
            raise DescriptionError(f"{machine.name}: modules.toml has no module {name!r}")
    text = "Module                  Size  Used by\n"
    for name in loaded:
        row = rows[name]
        users = [other for other in loaded if name in rows[other].get("uses", ())]
        count = len(users) + int(machine.values.get("used", {}).get(name, row.get("used", 0)))
        by = " " + ",".join(users) if users else ""
        text += f"{name:<19} {row['size']:>8}  {count}{by}\n"
    return text


def _loaded(machine: Machine) -> list[str]:
    rows = table("modules")
    wanted = [*platform(machine).get("modules", ()), *machine.values.get("more_modules", ())]
    gone = set(machine.values.get("no_modules", ()))
    done: list[str] = []

    def add(name: str) -> None:
        if name in done or name in gone:
            return
        # A module is newer than what it uses, and lsmod lists the newest first.
        done.append(name)
        for used in rows.get(name, {}).get("uses", ()):
            if used in done:
                done.remove(used)
                done.append(used)
            else:
                add(used)

    for name in wanted:
        add(name)
    return done
