"""Reads the SMBIOS (DMI) table: ``dmidecode`` text, and the files of ``/sys/class/dmi/id``.

Schema of ``DmiRecord``: ``values``, one ``DmiValue`` a string (which field, the text, its line);
``virtual_machine``, the line where the firmware itself says that this is a virtual machine;
``structures``, how many structures the text shows. A dmidecode that was refused gives a record
with no values: that is no evidence, never bare metal.

    System Information
            Manufacturer: VMware, Inc.
            Product Name: VMware7,1
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record, split_label
from hvutils.tables.dmi import DmiField

__all__ = ["DmiRecord", "DmiValue", "parse", "recognises"]

_SYSFS = frozenset(DmiField)
_SYSFS_FOLDERS = ("dmi/id", "sys_class_dmi_id")
# Every section that is read, in the wording of dmidecode 1.x to 3.x.
_SECTIONS: dict[str, dict[str, DmiField]] = {
    "bios": {"vendor": DmiField.BIOS_VENDOR, "version": DmiField.BIOS_VERSION},
    "system": {
        "manufacturer": DmiField.SYS_VENDOR,
        "vendor": DmiField.SYS_VENDOR,
        "product name": DmiField.PRODUCT_NAME,
        "product": DmiField.PRODUCT_NAME,
        "version": DmiField.PRODUCT_VERSION,
        "serial number": DmiField.PRODUCT_SERIAL,
        "uuid": DmiField.PRODUCT_UUID,
        "family": DmiField.PRODUCT_FAMILY,
    },
    "board": {
        "manufacturer": DmiField.BOARD_VENDOR,
        "vendor": DmiField.BOARD_VENDOR,
        "product name": DmiField.BOARD_NAME,
        "product": DmiField.BOARD_NAME,
    },
    "chassis": {
        "manufacturer": DmiField.CHASSIS_VENDOR,
        "vendor": DmiField.CHASSIS_VENDOR,
        "asset tag": DmiField.CHASSIS_ASSET_TAG,
    },
}
_HEADINGS = {
    "bios information": "bios",
    "bios information block": "bios",
    "system information": "system",
    "system information block": "system",
    "base board information": "board",
    "board information": "board",
    "board information block": "board",
    "chassis information": "chassis",
    "system enclosure or chassis": "chassis",
    "chassis information block": "chassis",
}
_VM_BIT = "system is a virtual machine"
_REFUSALS = ("permission denied", "no smbios nor dmi entry point", "/dev/mem:", "can't read memory")
_HEAD = 400


@dataclass(frozen=True)
class DmiValue:
    """One string of the table: which field it is, the text, and its line."""

    field: DmiField
    value: str
    line: int


@dataclass(frozen=True)
class DmiRecord(Record):
    """The identifying strings of one dmidecode text or of one sysfs file."""

    values: tuple[DmiValue, ...] = ()
    virtual_machine: Field | None = None
    structures: int = 0


def _sysfs_field(name: str) -> DmiField | None:
    folder, _, base = name.rpartition("/")
    if base.removesuffix(".txt") not in _SYSFS:
        return None
    # Alone in a capture's top folder, the name is telling enough too.
    if folder == "" or folder.endswith(_SYSFS_FOLDERS) or folder.split("/")[-1].startswith("dmi"):
        return DmiField(base.removesuffix(".txt"))
    return None


def _is_single(file: ProbeFile) -> bool:
    """``dmidecode -s KEY`` prints one bare line; only the file's name tells where it is from."""
    base = file.name.rpartition("/")[2].lower()
    said = [line for line in file.lines if line.strip() and not line.startswith("#")]
    return "dmidecode" in base and len(said) == 1


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is DMI: by dmidecode's headings, or a sysfs file by its name."""
    if _sysfs_field(file.name) is not None:
        return True
    head = [line.strip().lower() for line in file.lines[:_HEAD]]
    if any(line.startswith(("# dmidecode", "dmi type ")) or ", dmi type " in line for line in head):
        return True
    headings = {_HEADINGS[line] for line in head if line in _HEADINGS}
    return bool(headings & {"system", "bios", "board"}) or _is_single(file)


def parse(file: ProbeFile) -> DmiRecord:
    """Read one dmidecode text or one file of /sys/class/dmi/id.

    Args:
        file: the probe.

    Returns:
        The record; of several structures of one kind, the first that has a field counts.
    """
    field = _sysfs_field(file.name)
    if field is not None:
        value = file.text.strip().strip("\0").strip()
        return DmiRecord(file.name, (DmiValue(field, value.split("\n", 1)[0].strip(), 1),))
    found: dict[DmiField, DmiValue] = {}
    section: dict[str, DmiField] | None = None
    bit: Field | None = None
    structures = 0
    for number, raw in enumerate(file.lines, start=1):
        line = raw.strip()
        low = line.lower()
        if low.startswith("handle 0x"):
            structures += 1
            section = None
        elif low in _HEADINGS:
            section = _SECTIONS[_HEADINGS[low]]
        elif low.endswith((" information", " information block")) and ":" not in low:
            section = None
        elif low == _VM_BIT:
            bit = Field(line, number)
        elif section is not None and (parts := split_label(line)) is not None:
            key = section.get(parts[0].lower())
            if key is not None and key not in found:
                found[key] = DmiValue(key, parts[1], number)
    if not found and not structures and _is_single(file):
        return DmiRecord(file.name, _single(file))
    return DmiRecord(file.name, tuple(found.values()), bit, structures)


def _single(file: ProbeFile) -> tuple[DmiValue, ...]:
    """Read ``dmidecode -s``: it does not say which string it prints, so both names are tried."""
    for number, line in enumerate(file.lines, start=1):
        text = line.strip()
        if not text or text.startswith("#") or any(word in text.lower() for word in _REFUSALS):
            continue
        return tuple(
            DmiValue(field, text, number) for field in (DmiField.SYS_VENDOR, DmiField.PRODUCT_NAME)
        )
    return ()
