"""Evidence from the SMBIOS strings: hypervisors, clouds, and makers of physical machines.

All strings of one machine are one witness, whichever probe printed them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.dmi import DmiRecord
from hvutils.tables import makers
from hvutils.tables.dmi import CLOUDS, HYPERVISORS, DmiField, Need
from hvutils.tables.words import Hypervisor

__all__ = ["Observed", "find_dmi", "find_strings"]

_S = Subject
_VIRTUALBOX_OEM = ("vboxVer_", "vboxRev_")
"""Its version and revision stand in the firmware, whatever the other strings were set to."""
_WORDS = {
    DmiField.SYS_VENDOR: "system vendor",
    DmiField.PRODUCT_NAME: "product",
    DmiField.BOARD_VENDOR: "board vendor",
    DmiField.BIOS_VENDOR: "BIOS vendor",
}


@dataclass(frozen=True)
class Observed:
    """One identifying string, where it stands, and which kind of probe it came from."""

    field: DmiField
    value: str
    file: str
    line: int
    kind: Kind = Kind.DMI


def find_dmi(records: Sequence[DmiRecord]) -> Iterator[Finding]:
    """Yield what the SMBIOS strings of one capture say, in however many files they are."""
    observed = [
        Observed(value.field, value.value, record.file, value.line)
        for record in records
        for value in record.values
    ]
    found = tuple(find_strings(observed))
    yield from found
    in_cloud = any(item.says.subject is _S.CLOUD for item in found)
    for record in records:
        if record.virtual_machine is not None:
            # Seven of 73 recorded physical machines set this bit by mistake. A cloud writes its
            # firmware itself, and its metal machines do not set it (systemd PR 38125).
            yield Finding(
                Kind.DMI,
                Witness.FIRMWARE,
                record.file,
                record.virtual_machine.line,
                record.virtual_machine.value,
                Says(_S.PRESENT),
                0.8 if in_cloud else 0.3,
                "SMBIOS type 0, extension byte 2",
            )
        for field in record.modules:
            if field.value.startswith(makers.MODULES):
                # Hypervisors write no maker of modules, or themselves.
                yield Finding(
                    *(Kind.DMI, Witness.FIRMWARE, record.file, field.line),
                    f"memory module: {field.value}",
                    Says(_S.PHYSICAL, name=f"memory modules of {field.value}"),
                    *(0.7, "SMBIOS type 17, JEP-106"),
                )
                break
        for field in record.oem:
            if field.value.startswith(_VIRTUALBOX_OEM):
                yield Finding(
                    *(Kind.DMI, Witness.FIRMWARE, record.file, field.line),
                    f"OEM string: {field.value}",
                    Says(_S.HYPERVISOR, Hypervisor.VIRTUALBOX),
                    0.9,
                    "facter, VirtualBox OEM strings",
                )


def find_strings(observed: Sequence[Observed]) -> Iterator[Finding]:
    """Yield what a machine's identifying strings say, from DMI or from systeminfo."""
    strings: dict[DmiField, Observed] = {}
    for item in observed:
        if item.value.strip().casefold() not in makers.UNSET:
            strings.setdefault(item.field, item)
    known: set[DmiField] = set()
    for row in HYPERVISORS:
        place = _place(row.needs, strings)
        if place is not None:
            known.update(need.field for need in row.needs)
            yield _make(place, Says(_S.PRESENT), row.machine, row.source)
            yield _make(place, Says(_S.HYPERVISOR, row.hypervisor), row.strength, row.source)
    for cloud in CLOUDS:
        place = _place(cloud.needs, strings)
        if place is not None:
            known.update(need.field for need in cloud.needs)
            yield _make(place, Says(_S.CLOUD, cloud=cloud.cloud), cloud.strength, cloud.source)
            if cloud.machine:
                yield _make(place, Says(_S.PRESENT), cloud.machine, cloud.source)
            elif cloud.machine == 0:
                says = Says(_S.PHYSICAL, name=f"{cloud.cloud} bare metal")
                yield _make(place, says, 0.9, cloud.source)
    yield from _maker(strings, known)
    product = strings.get(DmiField.PRODUCT_NAME)
    if product is not None and not _is_placeholder(product.value):
        yield _make(product, Says(_S.PRODUCT, name=product.value), 0.5, "SMBIOS type 1")


def _place(needs: tuple[Need, ...], strings: dict[DmiField, Observed]) -> Observed | None:
    """Return the last of the strings that a row needs, or None where one is not met."""
    place: Observed | None = None
    for need in needs:
        place = strings.get(need.field)
        if place is None or not need.met_by(place.value):
            return None
    return place


def _is_placeholder(text: str) -> bool:
    return text.casefold().startswith(makers.PLACEHOLDERS)


def _maker(strings: dict[DmiField, Observed], known: set[DmiField]) -> Iterator[Finding]:
    """Look for a maker of physical machines: the system's vendor, else the board's.

    What the other strings say takes nothing back: a host passes its board's name through to a
    guest, and then the guest's own strings stand against it.

    Args:
        strings: what was observed.
        known: the strings that a hypervisor or a cloud is known to write.
    """
    vendor, board = strings.get(DmiField.SYS_VENDOR), strings.get(DmiField.BOARD_VENDOR)
    product = strings.get(DmiField.PRODUCT_NAME)
    # A maker's own hypervisor is in the server's firmware, and keeps the maker's name.
    own = vendor.value.casefold() if vendor is not None and DmiField.SYS_VENDOR in known else None
    if vendor is not None and own is None:
        row = makers.maker(vendor.value, product.value if product else None)
        if row is not None:
            yield _make(vendor, Says(_S.PHYSICAL, name=vendor.value), 0.85, row.source)
            return
    if board is not None and board.value.casefold() != own:
        name = strings.get(DmiField.BOARD_NAME)
        row = makers.maker(board.value, name.value if name else None)
        if row is not None:
            yield _make(board, Says(_S.PHYSICAL, name=board.value), 0.75, row.source)
            return
    if vendor is None:
        return
    if _is_placeholder(vendor.value):
        text = "a board's maker (placeholder strings)"
        yield _make(vendor, Says(_S.PHYSICAL, name=text), 0.6, "SMBIOS placeholder strings")
        return
    bios = strings.get(DmiField.BIOS_VENDOR)
    if bios is None or (board is None and product is None):
        return
    if known & {DmiField.SYS_VENDOR, DmiField.BIOS_VENDOR}:
        return
    unknown = vendor.value.casefold().startswith(("microsoft", "google", "oracle", "amazon"))
    if not unknown and bios.value.casefold().startswith(
        tuple(name.casefold() for name in makers.FIRMWARE)
    ):
        # A maker that no row knows, with firmware for real boards: likely, no more.
        yield _make(vendor, Says(_S.PHYSICAL, name=vendor.value), 0.6, "SMBIOS firmware vendors")


def _make(place: Observed, says: Says, strength: float, source: str) -> Finding:
    label = _WORDS.get(place.field, place.field.value.replace("_", " "))
    return Finding(
        place.kind,
        Witness.FIRMWARE,
        place.file,
        place.line,
        f"{label}: {place.value}",
        says,
        strength,
        source,
    )
