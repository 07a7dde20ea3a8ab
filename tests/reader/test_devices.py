"""lspci in all its forms, and what the devices say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.parsers import lspci, read_file
from hvutils.parsers.lspci import PciId
from hvutils.tables import pci
from hvutils.tables.words import Cloud, Hypervisor, Role
from hvutils.verdict import Verdict, classify
from tests.conftest import unavailable

QEMU = "Red Hat, Inc. Qemu virtual machine"
HEAD = "Host bridge [0600]: Intel Corporation 440FX - 82441FX PMC [Natoma] [8086:1237] (rev 02)"
FORMS = {
    "-nn": f"00:00.0 {HEAD}\n",
    "-nnk": f"00:00.0 {HEAD}\n\tSubsystem: {QEMU} [1af4:1100]\n\tKernel driver in use: x\n",
    "-nnk, tabs lost": f"00:00.0 {HEAD}\n        Subsystem: {QEMU} [1af4:1100]\n",
    "-Dnn": f"0000:00:00.0 {HEAD}\n",
    "-n": "00:00.0 0600: 8086:1237 (rev 02)\n",
    "-nv": "00:00.0 0600: 8086:1237 (rev 02)\n\tSubsystem: 1af4:1100\n\tFlags: fast devsel\n",
    "-n of 2005": "00:00.0 Class 0600: 8086:1237 (rev 02)\n",
    "-mm -n": '00:00.0 "0600" "8086" "1237" -r02 "1af4" "1100"\n',
    "-mm -nn": '00:00.0 "Host bridge [0600]" "Intel Corporation [8086]" '
    '"440FX - 82441FX PMC [Natoma] [1237]" -r02 -p00 "Red Hat, Inc. [1af4]" "Qemu [1100]"\n',
    "-vmm -n": "Slot:\t00:00.0\nClass:\t0600\nVendor:\t8086\nDevice:\t1237\n"
    "SVendor:\t1af4\nSDevice:\t1100\nRev:\t02\n\n",
    "-vm, before 3.0": "Device:\t00:00.0\nClass:\tHost bridge [0600]\n"
    "Vendor:\tIntel Corporation [8086]\nDevice:\t440FX [1237]\n\n",
    "/proc/bus/pci/devices": "0000\t80861237\t0\t" + "\t".join("0" * 14) + "\t\n",
}
NAMES = {
    "plain": "00:00.0 Host bridge: Intel Corporation 440FX - 82441FX PMC [Natoma] (rev 02)\n",
    "plain -v": "00:00.0 Host bridge: Intel Corporation 440FX - 82441FX PMC [Natoma] (rev 02)\n"
    f"\tSubsystem: {QEMU}\n",
    "-mm": '00:00.0 "Host bridge" "Intel Corporation" "440FX - 82441FX PMC [Natoma]" -r02 '
    '"Red Hat, Inc." "Qemu virtual machine"\n',
    "-vmm": "Slot:\t00:00.0\nClass:\tHost bridge\nVendor:\tIntel Corporation\n"
    "Device:\t440FX - 82441FX PMC [Natoma]\n",
}


def probe(text: str, name: str = "output7.txt") -> ProbeFile:
    return ProbeFile(name, text)


def judged(text: str) -> Verdict:
    return classify(Capture("m", (probe(text),)))


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_forms_with_ids(text: str) -> None:
    record = read_file(probe(text))
    assert isinstance(record, lspci.LspciRecord)
    (device,) = record.devices
    assert device.id == PciId("8086", "1237")
    assert device.line == 1
    assert device.is_host_bridge or not device.class_code
    if "1af4" in text:
        assert device.subsystem == PciId("1af4", "1100")


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_forms_with_names(text: str) -> None:
    record = read_file(probe(text))
    assert isinstance(record, lspci.LspciRecord)
    (device,) = record.devices
    assert device.name == "Intel Corporation 440FX - 82441FX PMC [Natoma]"
    assert device.is_host_bridge
    if "Qemu" in text:
        assert device.subsystem_name == QEMU


@pytest.mark.parametrize("text", [*FORMS.values(), *NAMES.values()], ids=[*FORMS, *NAMES])
def test_every_form_says_the_same(text: str) -> None:
    assert judged(text).role is Role.GUEST


def test_driver_and_lines() -> None:
    text = FORMS["-n"] + FORMS["-nnk"]
    first, second = lspci.parse(probe(text)).devices
    assert (first.driver, second.driver) == ("", "x")
    assert (second.line, second.subsystem_line) == (2, 3)


# --- what the devices say --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "hypervisor"),
    [
        ("00:07.7 0880: 15ad:0740 (rev 10)", Hypervisor.VMWARE),
        (
            "00:02.0 VGA compatible controller: InnoTek Systemberatung GmbH VirtualBox Graphics "
            "Adapter",
            Hypervisor.VIRTUALBOX,
        ),
        ("00:08.0 0300: 1414:5353", Hypervisor.HYPER_V),
        ("00:03.0 ff80: 5853:0001 (rev 01)", Hypervisor.XEN),
        ("00:05.0 0780: 1ab8:4000", Hypervisor.PARALLELS),
        ("00:03.0 0200: 1af4:1000", Hypervisor.KVM),
    ],
)
def test_devices_name_their_hypervisor(line: str, hypervisor: Hypervisor) -> None:
    verdict = judged(line + "\n")
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


def test_virtualbox_with_vmwares_graphics_is_virtualbox() -> None:
    text = "00:02.0 0300: 15ad:0405\n00:04.0 0880: 80ee:cafe\n"
    verdict = judged(text)
    assert verdict.hypervisor is Hypervisor.VIRTUALBOX


def test_vmwares_cards_name_weakly() -> None:
    cards = judged("00:02.0 0300: 15ad:0405\n00:04.0 0200: 15ad:07b0\n00:05.0 0100: 15ad:07c0\n")
    assert cards.confidence <= 0.5


def test_virtio_alone_names_weakly() -> None:
    assert judged("00:03.0 0200: 1af4:1000\n").confidence <= 0.5


@pytest.mark.parametrize("ids", ["1d0f:ec20", "1d0f:8061"])
def test_amazons_devices_are_on_metal_too(ids: str) -> None:
    verdict = judged(f"00:05.0 0200: {ids}\n")
    assert (verdict.role, verdict.cloud) == (Role.UNDETERMINED, Cloud.AWS)


def test_a_makers_board_is_a_physical_machine() -> None:
    text = "00:00.0 0600: 8086:1904\n\tSubsystem: 1028:0704\n"
    assert judged(text).role is Role.BARE_METAL


def test_a_makers_card_in_a_guest_is_passed_through() -> None:
    text = (
        "00:00.0 0600: 8086:29c0\n\tSubsystem: 1af4:1100\n"
        "01:00.0 0300: 10de:1eb8\n\tSubsystem: 1028:12a2\n"
    )
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, Hypervisor.KVM)
    assert not any("physical" in str(finding.says) for finding in verdict.findings)


# --- disks -----------------------------------------------------------------------------------

VBOX_TABLE = """\
NAME   MODEL          SIZE TYPE
sda    VBOX HARDDISK   64G disk
└─sda1                 64G part
"""
MODELS = {
    "/proc/scsi/scsi": (
        "Attached devices:\nHost: scsi0 Channel: 00 Id: 00 Lun: 00\n"
        "  Vendor: VMware   Model: Virtual disk     Rev: 2.0 \n"
        "  Type:   Direct-Access                    ANSI  SCSI revision: 06\n",
        Hypervisor.VMWARE,
    ),
    "lsblk": (VBOX_TABLE, Hypervisor.VIRTUALBOX),
    "lsscsi": ("[2:0:0:0]    disk    QEMU     QEMU HARDDISK    2.5+  /dev/sda \n", Hypervisor.KVM),
    "lsscsi, Hyper-V": (
        "[0:0:0:0]  disk  Msft     Virtual Disk  1.0  /dev/sda\n",
        Hypervisor.HYPER_V,
    ),
}


@pytest.mark.parametrize(("text", "hypervisor"), MODELS.values(), ids=MODELS)
def test_disks_name_their_hypervisor(text: str, hypervisor: Hypervisor) -> None:
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


def test_a_makers_disk_is_no_evidence() -> None:
    text = "  Vendor: ATA      Model: SAMSUNG SSD PM80 Rev: VBM2\n"
    assert judged(text).role is Role.UNDETERMINED


# --- the table -------------------------------------------------------------------------------


Ids = dict[tuple[str, str], str]


def pci_ids() -> tuple[dict[str, str], Ids, dict[tuple[str, str], set[str]]]:
    """Read vendors, devices and subsystems of Debian's list; HV_PCI_IDS names another place."""
    path = Path(os.environ.get("HV_PCI_IDS", "/usr/share/misc/pci.ids"))
    if not path.is_file():
        unavailable(f"no {path}: install the package pci.ids, or set HV_PCI_IDS")
    vendors: dict[str, str] = {}
    devices: Ids = {}
    subsystems: dict[tuple[str, str], set[str]] = {}
    vendor = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("C "):
            break
        if line.startswith("#") or not line:
            continue
        number, _, name = line.strip().partition("  ")
        if line.startswith("\t\t"):
            maker, _, device = number.partition(" ")
            subsystems.setdefault((maker, device), set()).add(name)
        elif line.startswith("\t"):
            devices[vendor, number] = name
        else:
            vendor = number
            vendors[vendor] = name
    return vendors, devices, subsystems


def test_ids_are_as_debian_has_them() -> None:
    vendors, devices, subsystems = pci_ids()
    for row in (*pci.DEVICES, *pci.CLOUD_DEVICES):
        if row.name:
            assert row.name == f"{vendors[row.vendor]} {devices[row.vendor, row.device]}"
        else:
            assert (row.vendor, row.device) not in devices
    for maker in pci.BOARD_MAKERS:
        assert maker.name == vendors[maker.vendor]
    for part in pci.SUBSYSTEMS:
        vendor, told = vendors[part.vendor], subsystems.get((part.vendor, part.device), set())
        assert part.name.startswith(vendor)
        # What has another source is in no list.
        assert (part.name.removeprefix(f"{vendor} ") in told) == (part.source == "pci.ids")


def test_ids_are_four_digits_and_there_once() -> None:
    for rows in (pci.DEVICES, pci.CLOUD_DEVICES):
        ids = [(row.vendor, row.device) for row in rows]
        assert len(set(ids)) == len(ids)
        assert all(len(part) == 4 and int(part, 16) >= 0 for pair in ids for part in pair)


def test_what_others_emulate_is_not_built_in() -> None:
    cards = {("15ad", "0405"), ("15ad", "07b0"), ("15ad", "07c0")}
    assert not any(row.built for row in pci.DEVICES if (row.vendor, row.device) in cards)
