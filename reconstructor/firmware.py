"""The firmware's probes: dmidecode, and the strings of /sys/class/dmi/id.

``firmware/NAME.txt`` holds the structures of one firmware in dmidecode's layout, with names in
braces for what differs from machine to machine. The strings of /sys are read off that same text,
as the kernel reads them off the same table.
"""

from __future__ import annotations

import re

from reconstructor.description import HERE, Machine
from reconstructor.errors import DescriptionError
from reconstructor.parts import platform, system

__all__ = ["SYSFS", "dmidecode", "structures", "sysfs"]

SYSFS = {
    "sys_vendor": (1, "Manufacturer"),
    "product_name": (1, "Product Name"),
    "product_version": (1, "Version"),
    "bios_vendor": (0, "Vendor"),
    "bios_version": (0, "Version"),
    "bios_date": (0, "Release Date"),
    "board_vendor": (2, "Manufacturer"),
    "board_name": (2, "Product Name"),
    "chassis_asset_tag": (3, "Asset Tag"),
}
"""Which string of the table a file shows: the structure's type and the label."""

_HEAD = re.compile(r"^Handle 0x[0-9A-F]{4}, DMI type (\d+), \d+ bytes$", re.MULTILINE)


def structures(machine: Machine) -> str:
    """Return the structures of the machine's firmware, without dmidecode's heading."""
    here = platform(machine)
    name = str(machine.values.get("firmware", here["firmware"]))
    words = {**here.get("dmi", {}), **machine.values.get("dmi", {})}
    text = (HERE / "firmware" / f"{name}.txt").read_text(encoding="utf-8")
    text = re.sub(r"\{(\w+)\}", lambda found: _word(words, found[1], machine), text)
    return text.strip("\n") + "\n" + _memory(machine)


def _word(words: dict[str, object], name: str, machine: Machine) -> str:
    try:
        return str(words[name])
    except KeyError:
        raise DescriptionError(f"{machine.name}: dmi gives no {name!r}") from None


def _memory(machine: Machine) -> str:
    """Return the memory array and its devices, where the description asks for them."""
    said = machine.values.get("memory")
    if not said:
        return ""
    slots, handle = said["slots"], 0x1000
    text = (
        f"\nHandle 0x{handle:04X}, DMI type 16, {said.get('length', 23)} bytes\n"
        "Physical Memory Array\n"
        "\tLocation: System Board Or Motherboard\n"
        "\tUse: System Memory\n"
        f"\tError Correction Type: {said['correction']}\n"
        f"\tMaximum Capacity: {said['maximum']}\n"
        "\tError Information Handle: Not Provided\n"
        f"\tNumber Of Devices: {len(slots)}\n"
    )
    for number, slot in enumerate(slots):
        row = {**said.get("device", {}), **slot}
        empty = row["size"] == "No Module Installed"
        fields = {
            "Array Handle": f"0x{handle:04X}",
            "Error Information Handle": "Not Provided",
            "Total Width": "Unknown" if empty else row.get("total", "Unknown"),
            "Data Width": "Unknown" if empty else row.get("width", "Unknown"),
            "Size": row["size"],
            "Form Factor": row.get("form", "DIMM"),
            "Set": "None",
            "Locator": row["locator"],
            "Bank Locator": row.get("bank", "Not Specified"),
            "Type": "Unknown" if empty else row.get("type", "RAM"),
            "Type Detail": row.get("detail", "Other"),
        }
        if not empty:
            fields |= {
                "Speed": row.get("speed", "Unknown"),
                "Manufacturer": row.get("maker", "Not Specified"),
                "Serial Number": row.get("serial", "Not Specified"),
                "Asset Tag": "Not Specified",
                "Part Number": row.get("part", "Not Specified"),
                "Rank": row.get("rank", "Unknown"),
                "Configured Memory Speed": row.get("speed", "Unknown"),
                "Minimum Voltage": row.get("voltage", "Unknown"),
                "Maximum Voltage": row.get("voltage", "Unknown"),
                "Configured Voltage": row.get("voltage", "Unknown"),
            }
        place = f"Handle 0x{handle + 0x100 + number:04X}, DMI type 17"
        text += f"\n{place}, {said.get('bytes', 40)} bytes\nMemory Device\n"
        text += "".join(f"\t{label}: {value}\n" for label, value in fields.items())
    return text


def dmidecode(machine: Machine) -> str:
    """Return what dmidecode prints of the machine as root."""
    version = machine.values.get("smbios", platform(machine)["smbios"])
    head = (
        f"# dmidecode {system(machine).dmidecode}\n"
        "Getting SMBIOS data from sysfs.\n"
        f"SMBIOS {version} present.\n"
    )
    return f"{head}\n{structures(machine)}\n"


def fields(machine: Machine) -> dict[tuple[int, str], str]:
    """Return the strings of the table by the structure's type and the label."""
    found: dict[tuple[int, str], str] = {}
    parts = _HEAD.split(structures(machine))
    for kind, body in zip(parts[1::2], parts[2::2], strict=True):
        for line in body.splitlines():
            label, colon, value = line.strip().partition(": ")
            if colon and line.startswith("\t") and not line.startswith("\t\t"):
                found.setdefault((int(kind), label), value)
    return found


def sysfs(machine: Machine) -> dict[str, str]:
    """Return the files of /sys/class/dmi/id that the machine's table fills."""
    said = fields(machine)
    shown = machine.values.get("sysfs", [*list(SYSFS)[:4], "board_vendor"])
    return {
        name: f"{'' if value == 'Not Specified' else value}\n"
        for name in shown
        if (value := said.get(SYSFS[name])) is not None
    }
