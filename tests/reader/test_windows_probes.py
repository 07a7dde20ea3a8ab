"""Windows' probes beside systeminfo: their forms, in any locale, and what they must not claim."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.errors import CaptureError
from hvutils.parsers import PARSERS, read_file
from hvutils.parsers.objects import objects
from hvutils.tables.words import Hypervisor, Role
from hvutils.verdict import Verdict, classify


def judged(*texts: str, name: str = "output9") -> Verdict:
    files = tuple(ProbeFile(f"{name}-{number}", text) for number, text in enumerate(texts))
    return classify(Capture("m", files))


LIST = "\n\nManufacturer      : {}\nModel             : {}\nHypervisorPresent : True\n\n"
WMIC = "\r\r\n\r\r\nHypervisorPresent=TRUE\r\r\nManufacturer={}\r\r\nModel={}\r\r\n\r\r\n"
TABLE = "HypervisorPresent  Manufacturer            Model\nTRUE               {:<24}{}\n"
EXPORTED = '"Manufacturer","Model","HypervisorPresent"\n"{}","{}","True"\n'
JSON = '{{\n "Manufacturer": "{}",\n "Model": "{}",\n "HypervisorPresent": true\n}}\n'
INFO = "CsManufacturer : {}\nCsModel : {}\nCsSystemType : x64-based PC\nHyperVisorPresent : True\n"
FORMS = [LIST, WMIC, TABLE, EXPORTED, JSON, INFO]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("maker", "model", "role", "hypervisor"),
    [
        ("VMware, Inc.", "VMware7,1", Role.GUEST, Hypervisor.VMWARE),
        ("Microsoft Corporation", "Virtual Machine", Role.GUEST, Hypervisor.HYPER_V),
        ("HP", "HP EliteBook 840 G8", Role.HOST, Hypervisor.HYPER_V),
    ],
)
def test_forms_of_wmi(
    form: str, maker: str, model: str, role: Role, hypervisor: Hypervisor
) -> None:
    verdict = judged(form.format(maker, model))
    assert (verdict.role, verdict.hypervisor) == (role, hypervisor)
    assert any("HypervisorPresent" in item.text for item in verdict.findings)


def test_no_hypervisor_present() -> None:
    verdict = judged(LIST.replace("True", "False").format("HP", "HP EliteBook 840 G8"))
    assert (verdict.role, verdict.hypervisor) == (Role.BARE_METAL, None)


def test_an_operating_systems_manufacturer_is_no_machines() -> None:
    text = "Caption : Windows 11\nManufacturer : Microsoft Corporation\nBuildNumber : 22631\n"
    with pytest.raises(CaptureError):
        judged(text)


def test_objects_of_several_classes_in_one_file() -> None:
    text = (
        "Manufacturer : QEMU\nModel : Standard PC (i440FX + PIIX, 1996)\n\n\n"
        "SMBIOSBIOSVersion : 1.16.2\nManufacturer : SeaBIOS\nVersion : BOCHS  - 1\n\n\n"
        "Model : QEMU QEMU HARDDISK SCSI Disk Device\nInterfaceType : SCSI\n\n\n"
        "Description : Red Hat VirtIO Ethernet Adapter\nMACAddress : 52:54:00:00:00:07\n"
    )
    verdict = judged(text)
    kinds = {str(item.kind) for item in verdict.findings}
    assert verdict.hypervisor is Hypervisor.KVM
    assert {"dmi", "disk", "adapter", "mac"} <= kinds


def test_a_mounted_image_makes_no_guest() -> None:
    disk = "Model : Msft Virtual Disk SCSI Disk Device\nInterfaceType : SCSI\n"
    verdict = judged(LIST.replace("True", "False").format("Dell Inc.", "OptiPlex 7090"), disk)
    assert verdict.role is Role.BARE_METAL


def test_a_row_that_does_not_fit_its_heading_is_left_out() -> None:
    """wmic's CSV quotes nothing, so that VMware's comma makes a column too many."""
    text = "Node,Manufacturer,Model\nPC,VMware, Inc.,VMware7,1\nPC,Xen,HVM domU\n"
    assert [item["model"].value for item in objects(ProbeFile("x", text))] == ["HVM domU"]


RULER = "=================== ============\n"


@pytest.mark.parametrize(
    "text",
    [
        f"Physical Address    Transport Name\n{RULER}08-00-27-00-00-0A   \\Device\\Tcpip_{{1}}\n",
        '"08-00-27-00-00-0A","\\Device\\Tcpip_{1}"\n',
        "物理地址:  08-00-27-00-00-0A\n传输名称: \\Device\\Tcpip_{1}\n",
        "以太网适配器 以太网:\n\n   物理地址. . . . . . . . . . . . . : 08-00-27-00-00-0A\n",
        "Carte Ethernet :\n   Adresse physique . . . . . . . . . . . : 08-00-27-00-00-0A\n",
    ],
)
def test_addresses_in_any_locale(text: str) -> None:
    verdict = judged(text)
    assert (verdict.hypervisor, verdict.confidence) == (Hypervisor.VIRTUALBOX, 0.4)


@pytest.mark.parametrize(
    "text",
    [
        "Ethernet adapter vEthernet (Default Switch):\n\n"
        "   Description . . . . . . . . . . . : Hyper-V Virtual Ethernet Adapter\n"
        "   Physical Address. . . . . . . . . : 00-15-5D-00-00-01\n",
        f"{RULER}00-15-5D-00-00-01   \\Device\\Tcpip_{{1}}\n3C-52-82-00-00-02   Disconnected\n",
        f"{RULER}00-50-56-C0-00-01   \\Device\\Tcpip_{{1}}\n",
        "Adapter VirtualBox Host-Only Network:\n   x . . . . . . : 08-00-27-00-00-01\n",
    ],
)
def test_a_hosts_adapters_make_no_guest(text: str) -> None:
    assert judged(text).role is not Role.GUEST


def test_windows_own_drivers_say_nothing() -> None:
    text = '"ACPI","a","Kernel"\n"NDIS","b","Kernel"\n"Tcpip","c","Kernel"\n"vmbus","d","Kernel"\n'
    assert judged(text).findings == ()
    assert judged(f'{text}"viostor","e","Kernel"\n').hypervisor is Hypervisor.KVM


def test_msinfo32_without_a_hypervisor() -> None:
    text = (
        "Systemhersteller\tLENOVO\nSystemmodell\t20XW\nSystemtyp\tx64-based PC\n"
        "Hyper-V - Erweiterungen\tJa\nHyper-V - SLAT\tJa\n"
    )
    assert judged(text).role is Role.BARE_METAL


WORDS = st.sampled_from(
    (
        *("Manufacturer", "Model", " : ", "=", "\n", "\r\r\n", ",", '"', "Node", "Version", " - 1"),
        *("00-0C-29-00-00-01", ". . . . :", "====  ====\n", "ACPI", "NDIS", "Tcpip", "\t"),
        *("x64-based PC", "Hyper-V", "{", "}", "  ", "HypervisorPresent", "TRUE", "BOCHS"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.text(max_size=5), max_size=60).map("".join))
def test_no_text_breaks_a_parser(text: str) -> None:
    file = ProbeFile("output1.txt", text)
    for parser in PARSERS:
        if parser.recognises(file):
            parser.parse(file)


@pytest.mark.parametrize(
    "text",
    [
        "Model : x\n" * 100_000,
        "Manufacturer Model\n" + "a b\n" * 100_000,
        "a" * 1_000_000,
        "Model " * 200_000,
        "Model," * 200_000,
        "==== " * 200_000,
        "00-0C-29-" * 100_000,
        ". " * 500_000 + ":",
        '"facterversion" {' + "[" * 500_000,
        '{"facterversion": ' + '"\\' * 300_000,
    ],
)
def test_time_is_linear(text: str) -> None:
    start = time.process_time()
    read_file(ProbeFile("output1.txt", text))
    assert time.process_time() - start < 5
