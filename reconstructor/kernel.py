"""The kernel's probes: uname, its log, and small files that it shows."""

from __future__ import annotations

import re

from reconstructor import firmware
from reconstructor.description import Machine
from reconstructor.parts import cpu, platform, system

__all__ = ["dmesg", "uname"]


def uname(machine: Machine) -> str:
    """Return ``uname -a``."""
    one = system(machine)
    return f"Linux {machine.host} {one.release} {one.build} {one.tail}\n"


def dmesg(machine: Machine) -> str:
    """Return the lines of the kernel's log that tell of the machine.

    The platform gives them with a time; in braces stand the release, the strings of the firmware
    and the processor, so that they say what the other probes say.
    """
    said = (
        {f"{kind}.{label}": value for (kind, label), value in firmware.fields(machine).items()}
        if platform(machine).get("firmware")
        else {}
    )
    one, here = system(machine), cpu(machine)
    words = {
        "release": one.release,
        "build": one.build,
        "compiler": one.compiler,
        "cpu": f"{here.name} (family: 0x{here.family:x}, model: 0x{here.model:x}, "
        f"stepping: 0x{here.stepping:x})",
        "mhz": f"{float(machine.values['mhz']):.3f}",
        **{key: str(value) for key, value in machine.values.get("words", {}).items()},
    }
    if said:
        board = said.get("2.Product Name")
        words["dmi"] = (
            f"DMI: {said['1.Manufacturer']} {said['1.Product Name']}"
            f"{f'/{board}' if board else ''}, BIOS {said['0.Version']} {said['0.Release Date']}"
        ).replace("Not Specified", "")
    lines = [*platform(machine).get("log", ()), *machine.values.get("more_log", ())]
    text = "\n".join(re.sub(r"\{(\w+)\}", lambda found: words[found[1]], line) for line in lines)
    return text + "\n"
