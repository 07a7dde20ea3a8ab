"""Reads the SMBIOS (DMI) table: ``dmidecode`` text, and the files of ``/sys/class/dmi/id``.

Schema of ``DmiRecord``: ``values``, one ``DmiValue`` a string (which field, the text, its line);
``virtual_machine``, the line where the firmware itself says that this is a virtual machine;
``structures``, how many structures the text shows; ``oem``, the OEM strings; ``modules``, who made
the memory modules. A dmidecode that was refused gives a record with no values: that is no evidence,
never bare metal.

Of ``dmidecode -s`` the keyword tells which string it is: in the file's name, or before each line.
Without it, a file called after dmidecode has a string a line, and what only a vendor or only a
product is called tells.

    System Information
            Manufacturer: VMware, Inc.
            Product Name: VMware7,1
    system-product-name: VMware7,1
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record, split_label
from hvutils.tables import makers
from hvutils.tables.dmi import CLOUDS, HYPERVISORS, DmiField

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
    "memory": {},
}
# What dmidecode prints without its headings, once it went through grep: the order of the table.
_GREPPED = frozenset(
    ("manufacturer", "product name", "version", "vendor", "serial number", "family")
)
_NEXT = {"system": "board", "board": "chassis"}
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
    "memory device": "memory",
}
# SMBIOS calls the bit so, dmidecode words it as a sentence.
_VM_BIT = ("system is a virtual machine", "virtual machine is supported")
# What dmidecode -s calls the strings that are read.
_KEYWORDS = {
    "bios-vendor": DmiField.BIOS_VENDOR,
    "bios-version": DmiField.BIOS_VERSION,
    "system-manufacturer": DmiField.SYS_VENDOR,
    "system-product-name": DmiField.PRODUCT_NAME,
    "system-version": DmiField.PRODUCT_VERSION,
    "system-serial-number": DmiField.PRODUCT_SERIAL,
    "system-uuid": DmiField.PRODUCT_UUID,
    "system-family": DmiField.PRODUCT_FAMILY,
    "baseboard-manufacturer": DmiField.BOARD_VENDOR,
    "baseboard-product-name": DmiField.BOARD_NAME,
    "chassis-manufacturer": DmiField.CHASSIS_VENDOR,
    "chassis-asset-tag": DmiField.CHASSIS_ASSET_TAG,
}
_KEYED = re.compile(r"\s*(?:\S{0,40}\s)?(" + "|".join(_KEYWORDS) + r")\s{0,40}[:=]\s{0,40}(.*)")
_OEM = re.compile(r"String \d{1,3}: (.{1,120})")
_MOST_BARE = 12
_MOST_OEM = 100
_REFUSALS = (
    "scanning /dev/mem",
    "getting smbios",
    "permission denied",
    "no smbios nor dmi entry point",
    "/dev/mem:",
    "can't read memory",
)
# Words that only dmidecode says; "permission denied" is anybody's.
_REFUSED = ("no smbios nor dmi entry point", "/dev/mem", "/sys/firmware/dmi/")
_MOST_REFUSALS = 5
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
    oem: tuple[Field, ...] = ()
    modules: tuple[Field, ...] = ()


def _sysfs_field(name: str) -> DmiField | None:
    folder, _, base = name.rpartition("/")
    if base.removesuffix(".txt") not in _SYSFS:
        return None
    # Alone in a capture's top folder, the name is telling enough too.
    if folder == "" or folder.endswith(_SYSFS_FOLDERS) or folder.split("/")[-1].startswith("dmi"):
        return DmiField(base.removesuffix(".txt"))
    return None


def _said(file: ProbeFile) -> list[DmiValue]:
    """Return the lines of ``dmidecode -s`` that are strings, as product names for now."""
    said = []
    for number, line in enumerate(file.head(_HEAD), start=1):
        text = line.strip()
        if (
            text
            and not text.startswith("#")
            and not any(word in text.lower() for word in _REFUSALS)
        ):
            said.append(DmiValue(DmiField.PRODUCT_NAME, text, number))
    return said


def _is_bare(file: ProbeFile) -> bool:
    """Tell ``dmidecode -s`` without its keywords, a bare line a string, by the file's name."""
    base = file.name.rpartition("/")[2].lower()
    # The heading is the whole table's: -s prints none.
    if "dmidecode" not in base or any(line.startswith("# dmidecode") for line in file.head(5)):
        return False
    return 0 < len(_said(file)) <= _MOST_BARE


def _is_refused(head: list[str]) -> bool:
    """Tell a dmidecode that got nothing and says only so: a probe that gives no evidence."""
    said = [line for line in head if line]
    return 0 < len(said) <= _MOST_REFUSALS and all(
        any(word in line for word in _REFUSED) or line.startswith("# smbios") for line in said
    )


def _keyed(line: str) -> tuple[DmiField, str] | None:
    # Every line of a long table comes here; few have a hyphen.
    match = _KEYED.fullmatch(line) if "-" in line else None
    return (_KEYWORDS[match.group(1)], match.group(2).strip().strip("'\"")) if match else None


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is DMI: by dmidecode's headings, or a sysfs file by its name."""
    if _sysfs_field(file.name) is not None:
        return True
    head = [line.strip().lower() for line in file.head(_HEAD)]
    if any(line.startswith(("# dmidecode", "dmi type ")) or ", dmi type " in line for line in head):
        return True
    if any(_keyed(line) for line in head) or _is_refused(head):
        return True
    if _is_grepped(file):
        return True
    headings = {_HEADINGS[line] for line in head if line in _HEADINGS}
    return bool(headings & {"system", "bios", "board"}) or _is_bare(file)


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
    grepped = "system" if _is_grepped(file) else ""
    modules: list[Field] = []
    bit: Field | None = None
    structures = 0
    oem: list[Field] = []
    for number, raw in enumerate(file.lines, start=1):
        line = raw.strip()
        if not line:
            continue
        if ":" not in line or line.startswith("Handle 0x"):
            low = line.lower()
            if low.startswith("handle 0x"):
                structures += 1
                section = None
            elif low in _HEADINGS:
                section = _SECTIONS[_HEADINGS[low]]
            elif low.endswith((" information", " information block")):
                section = None
            elif low in _VM_BIT:
                bit = Field(line, number)
            elif keyed := _keyed(line):
                found.setdefault(keyed[0], DmiValue(*keyed, number))
        elif keyed := _keyed(line):
            found.setdefault(keyed[0], DmiValue(*keyed, number))
        elif line.startswith("String ") and (match := _OEM.fullmatch(line)):
            oem.append(Field(match.group(1), number))
        elif grepped and (parts := split_label(line)) is not None:
            key = _SECTIONS[grepped].get(parts[0].lower())
            if key in (DmiField.SYS_VENDOR, DmiField.BOARD_VENDOR) and key in found:
                # The next structure's maker: of the chips' makers behind them nothing is read.
                grepped = _NEXT[grepped]
                key = _SECTIONS[grepped].get(parts[0].lower())
            if key is not None:
                found.setdefault(key, DmiValue(key, parts[1], number))
        elif section is None:
            # Most of a long table is about what nobody asks for.
            continue
        elif section is _SECTIONS["memory"]:
            if line[:13].lower() == "manufacturer:":
                modules.append(Field(line.partition(":")[2].strip(), number))
        elif (parts := split_label(line)) is not None:
            key = section.get(parts[0].lower())
            if key is not None and key not in found:
                found[key] = DmiValue(key, parts[1], number)
    values = tuple(value for value in found.values() if value.value)
    if not values and not structures and _is_bare(file):
        values = _bare(file)
    return DmiRecord(
        *(file.name, values, bit, structures),
        *(tuple(oem[:_MOST_OEM]), tuple(modules[:_MOST_OEM])),
    )


def _is_grepped(file: ProbeFile) -> bool:
    """Tell dmidecode's lines without its headings: a maker and a product, and nothing else."""
    names: set[str] = set()
    for line in file.head(_HEAD):
        if not line.strip():
            continue
        parts = split_label(line)
        if parts is None or parts[0].lower() not in _GREPPED:
            return False
        names.add(parts[0])
    return {"Manufacturer", "Product Name"} <= names


def _bare(file: ProbeFile) -> tuple[DmiValue, ...]:
    """Read ``dmidecode -s`` without its keywords.

    The file's name may have one. Else, a line alone may be vendor or product; of several, a line
    that is known as one of them is that, and what follows a vendor is its product.
    """
    said = _said(file)
    name = file.name.lower()
    named = [field for keyword, field in _KEYWORDS.items() if keyword in name]
    if len(named) == 1:
        return tuple(replace(value, field=named[0]) for value in said[:1])
    if len(said) == 1:
        return tuple(
            replace(said[0], field=field) for field in (DmiField.SYS_VENDOR, DmiField.PRODUCT_NAME)
        )
    found: dict[DmiField, DmiValue] = {}
    for at, value in enumerate(said):
        for field in (DmiField.SYS_VENDOR, DmiField.BIOS_VENDOR, DmiField.PRODUCT_NAME):
            if field not in found and _is_known(field, value.value):
                found[field] = replace(value, field=field)
                if field is DmiField.SYS_VENDOR and at + 1 < len(said):
                    following = said[at + 1]
                    if not _is_known(DmiField.BIOS_VENDOR, following.value):
                        found.setdefault(DmiField.PRODUCT_NAME, following)
                break
    return tuple(found.values())


def _is_known(field: DmiField, text: str) -> bool:
    """Tell whether a table has a text as this string of a machine, first of all others."""
    needs = (row.needs[0] for row in (*HYPERVISORS, *CLOUDS))
    if any(need.field is field and need.met_by(text) for need in needs):
        return True
    return field is DmiField.SYS_VENDOR and makers.maker(text, None) is not None
