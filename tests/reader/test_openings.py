"""Asking the likely parser first changes the time that reading takes, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils.captures import Capture, ProbeFile
from hvutils.parsers import PARSERS, begins_like, parser_of, systeminfo
from hvutils.parsers.lspci import PciDevice, PciId, parse
from tests.hostile.machines import folders


def in_turn(file: ProbeFile) -> str:
    """Return the first parser that recognises a file, all being asked in their order."""
    return next((parser.name for parser in PARSERS if parser.recognises(file)), "")


def chosen(file: ProbeFile) -> str:
    parser = parser_of(file)
    return parser.name if parser else ""


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.parent.name + path.name)
def test_every_machine_is_read_as_when_all_are_asked_in_turn(folder: object) -> None:
    for file in Capture.load(str(folder)).files:
        for name in (file.name, "output3.txt"):
            probe = ProbeFile(name, file.text)
            assert chosen(probe) == in_turn(probe), file.name


@pytest.mark.parametrize(
    ("text", "parser"),
    [
        ("# dmidecode 3.3\nGetting SMBIOS data from sysfs.\n", "DMI"),
        ("Module                  Size  Used by\nkvm 1146880 0\n", "lsmod"),
        ("00:00.0 Host bridge: Intel Corporation 440FX\n", "lspci"),
        ("Slot:\t00:00.0\nClass:\tHost bridge\n", "lspci"),
        ("processor\t: 0\nvendor_id\t: GenuineIntel\n", "/proc/cpuinfo"),
        ("1: lo: <LOOPBACK,UP> mtu 65536\n", "MAC addresses"),
        ("[    0.000000] Linux version 6.1.0\n", "kernel log"),
        ("Architektur:           x86_64\nCPU Operationsmodus: 32-bit\n", "lscpu"),
        ("\r\nHostname:   WEB-01\r\nBetriebssystemname: Windows\r\n", "systeminfo"),
        ("Dear colleague,\nthe server is down.\n", None),
        ("", None),
    ],
)
def test_how_a_text_begins(text: str, parser: str | None) -> None:
    assert begins_like(text) == parser


def test_a_beginning_alone_makes_no_probe() -> None:
    assert chosen(ProbeFile("notes", "processor : the part that computes\n")) == ""


@given(st.text(alphabet="a\n\r \t", max_size=60), st.integers(0, 70))
def test_the_head_is_the_first_lines(text: str, count: int) -> None:
    assert ProbeFile("notes", text).head(count) == ProbeFile("notes", text).lines[:count]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_head_of_a_long_text_is_its_first_lines(end: str) -> None:
    text = "".join(f"line {number}{end}" for number in range(200_000))
    for count in (1, 400, 4_000, 5_000):
        assert ProbeFile("notes", text).head(count) == ProbeFile("notes", text).lines[:count]
    assert ProbeFile("notes", "a" * 2_000_000).head(2) == ("a" * 2_000_000,)


def test_lspci_vmm_with_and_without_names_and_ids() -> None:
    text = (
        "Slot:\t00:02.0\nClass:\tEthernet controller [0200]\nVendor:\tRed Hat, Inc. [1af4]\n"
        "Device:\tVirtio 1.0 network device [1041]\nSVendor:\tRed Hat, Inc. [1af4]\n"
        "SDevice:\tQEMU [1100]\nRev:\t01\nDriver:\tvirtio-pci\n\n"
        "Device:\t00:03.0\nClass:\t0300\nVendor:\t1234\nDevice:\t1111\n\n"
        "Slot:\t00:04.0\nClass:\tHost bridge\nVendor:\tIntel Corporation\nDevice:\t440FX v2.0\n"
    )
    assert parse(ProbeFile("output3.txt", text)).devices == (
        PciDevice(
            1,
            "0200",
            "Ethernet controller",
            PciId("1af4", "1041"),
            "Red Hat, Inc. Virtio 1.0 network device",
            PciId("1af4", "1100"),
            "Red Hat, Inc. QEMU",
            5,
            "virtio-pci",
            "00:02.0",
        ),
        PciDevice(10, "0300", "", PciId("1234", "1111"), slot="00:03.0"),
        PciDevice(15, "", "Host bridge", None, "Intel Corporation 440FX v2.0", slot="00:04.0"),
    )


def test_systeminfo_lists_no_update_and_no_address_as_an_adapter() -> None:
    text = (
        "Host Name: A\nOS Name: Microsoft Windows\nSystem Type: x64-based PC\n"
        "Hotfix(s): 2 Hotfix(s) Installed.\n   [01]: KB5008876\n"
        "Network Card(s): 1\n   [01]: vmxnet3 Ethernet Adapter\n"
        "      IP address(es)\n      [01]: 192.0.2.7\n      [02]: fe80::1\n"
    )
    record = systeminfo.parse(ProbeFile("a", text))
    assert [field.value for field in record.adapters] == ["vmxnet3 Ethernet Adapter"]
