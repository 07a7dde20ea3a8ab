"""dmidecode in parts: its keywords, bare strings, OEM strings, the virtual machine bit."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.parsers import dmi, read_file
from hvutils.tables.dmi import DmiField
from hvutils.tables.words import Cloud, Hypervisor, Role
from hvutils.verdict import Verdict, classify


def strings(text: str, name: str) -> dict[DmiField, str]:
    record = read_file(ProbeFile(name, text))
    assert isinstance(record, dmi.DmiRecord)
    return {value.field: value.value for value in record.values}


def judged(text: str, name: str = "output3.txt") -> Verdict:
    verdict = classify(Capture("m", (ProbeFile(name, text),)))
    assert all(ProbeFile(name, text).line(finding.line) for finding in verdict.findings)
    return verdict


@pytest.mark.parametrize("sign", [": ", "=", ":\t", " = "])
def test_keywords_before_the_strings(sign: str) -> None:
    text = f"system-manufacturer{sign}VMware, Inc.\nsystem-product-name{sign}'VMware7,1'\n"
    assert strings(text, "output3.txt") == {
        DmiField.SYS_VENDOR: "VMware, Inc.",
        DmiField.PRODUCT_NAME: "VMware7,1",
    }
    assert judged(text).hypervisor is Hypervisor.VMWARE


@pytest.mark.parametrize(
    ("keyword", "text", "cloud"),
    [
        ("chassis-asset-tag", "7783-7084-3265-9085-8269-3286-77", Cloud.AZURE),
        ("chassis-asset-tag", "OracleCloud.com", Cloud.ORACLE),
        ("system-manufacturer", "DigitalOcean", Cloud.DIGITALOCEAN),
    ],
)
@pytest.mark.parametrize("name", ["dmidecode_-s_{}.txt", "sos/dmidecode -s {}"])
def test_a_keyword_in_the_files_name(keyword: str, text: str, cloud: Cloud, name: str) -> None:
    file = name.format(keyword)
    assert judged(f"# SMBIOS implementations newer than 3.2.0\n{text}\n", file).cloud is cloud


def test_a_keyword_in_a_transcript() -> None:
    text = (
        "[root@web ~]# dmidecode -s system-manufacturer\nQEMU\n"
        "[root@web ~]# dmidecode -s system-product-name\nStandard PC (Q35 + ICH9, 2009)\n"
        "[root@web ~]# dmidecode -s bios-vendor\nSeaBIOS\n"
    )
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, Hypervisor.KVM)
    assert verdict.product == "Standard PC (Q35 + ICH9, 2009)"


@pytest.mark.parametrize(
    ("lines", "hypervisor", "role"),
    [
        (("VMware, Inc.", "VMware Virtual Platform", "None"), Hypervisor.VMWARE, Role.GUEST),
        (("SeaBIOS", "1.16.0", "QEMU", "Standard PC (i440FX)"), Hypervisor.KVM, Role.GUEST),
        (("Virtual Machine", "Microsoft Corporation"), Hypervisor.HYPER_V, Role.GUEST),
        (("Dell Inc.", "PowerEdge R650"), None, Role.BARE_METAL),
    ],
)
def test_several_bare_strings(
    lines: tuple[str, ...], hypervisor: Hypervisor | None, role: Role
) -> None:
    verdict = judged("\n".join(lines) + "\n", "dmidecode-s.txt")
    assert (verdict.role, verdict.hypervisor) == (role, hypervisor)


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo\nthree\n",
        "/dev/mem: Permission denied\n",
        "# No SMBIOS nor DMI entry point found, sorry.\n/dev/mem: No such file or directory\n",
        "system-manufacturer:\nsystem-product-name:\n",
    ],
)
def test_strings_that_nobody_knows_are_no_evidence(text: str) -> None:
    record = dmi.parse(ProbeFile("dmidecode-s.txt", text))
    assert record.values == ()


@pytest.mark.parametrize("name", ["dmidecode-s.txt", "output3.txt"])
@pytest.mark.parametrize(
    "text",
    [
        "/dev/mem: Permission denied\n",
        "# No SMBIOS nor DMI entry point found, sorry.\n",
        "/sys/firmware/dmi/tables/smbios_entry_point: Permission denied\n"
        "Scanning /dev/mem for entry point.\n/dev/mem: Permission denied\n",
    ],
)
def test_a_refusal_is_a_probe_without_evidence(text: str, name: str) -> None:
    verdict = judged(text, name)
    assert (verdict.role, verdict.findings) == (Role.UNDETERMINED, ())


def test_somebody_elses_refusal_is_no_probe() -> None:
    assert read_file(ProbeFile("output3.txt", "ls: /root: Permission denied\n")) is None


TABLE = """\
# dmidecode 3.3
Handle 0x0000, DMI type 0, 24 bytes
BIOS Information
\tVendor: American Megatrends Inc.
\tCharacteristics:
\t\tTargeted content distribution is supported
\t\t{bit}
Handle 0x000B, DMI type 11, 5 bytes
OEM Strings
\tString 1: {oem}
\tString 2: To Be Filled By O.E.M.
"""


@pytest.mark.parametrize(
    "bit", ["System is a virtual machine", "Virtual machine is supported"], ids=["3.x", "2.x"]
)
def test_the_bit(bit: str) -> None:
    verdict = judged(TABLE.format(bit=bit, oem="x"))
    (finding,) = (item for item in verdict.findings if item.text == bit)
    assert (finding.line, str(finding.says)) == (7, "a hypervisor is present")
    # Real machines set it by mistake: alone, it decides nothing.
    assert verdict.role is Role.UNDETERMINED


@pytest.mark.parametrize("oem", ["vboxVer_7.0.14", "vboxRev_161095"])
def test_virtualboxs_version_stays_when_the_strings_are_set(oem: str) -> None:
    verdict = judged(TABLE.format(bit="UEFI is supported", oem=oem))
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, Hypervisor.VIRTUALBOX)


def test_other_oem_strings_say_nothing() -> None:
    verdict = judged(TABLE.format(bit="UEFI is supported", oem="Welcome to the Virtual Machine"))
    assert verdict.role is Role.UNDETERMINED


PIECES = st.sampled_from(
    ("system-uuid", ":", "=", "\n", "BIOS Information\n", "String 1: vboxVer_", "# dmidecode", "-")
)


@given(
    st.lists(PIECES | st.text(max_size=8), max_size=20).map("".join),
    st.sampled_from(["a", "dmidecode", "dmidecode-s-bios-vendor", "sys/class/dmi/id/sys_vendor"]),
)
def test_no_text_makes_it_fail(text: str, name: str) -> None:
    file = ProbeFile(name, text)
    dmi.recognises(file)
    record = dmi.parse(file)
    assert all(file.line(field.line) for field in record.oem)


@pytest.mark.parametrize("unit", [" ", "- ", "a", "system-", "\t-"])
def test_time_is_linear_in_a_long_line(unit: str) -> None:
    file = ProbeFile("dmidecode", "# dmidecode 3.3\n" + unit * 300_000)
    began = time.process_time()
    dmi.recognises(file)
    dmi.parse(file)
    assert time.process_time() - began < 5


GREPPED = (
    "\tManufacturer: VMware, Inc.\n\tProduct Name: VMware7,1\n\tManufacturer: Intel Corporation\n"
    "\tProduct Name: 440BX Desktop Reference Platform\n\tManufacturer: No Enclosure\n"
    "\tManufacturer: GenuineIntel\n"
)


def test_lines_without_their_headings_stand_in_the_tables_order() -> None:
    record = read_file(ProbeFile("output3.txt", GREPPED))
    assert isinstance(record, dmi.DmiRecord)
    assert {value.field.value: (value.value, value.line) for value in record.values} == {
        "sys_vendor": ("VMware, Inc.", 1),
        "product_name": ("VMware7,1", 2),
        "board_vendor": ("Intel Corporation", 3),
        "board_name": ("440BX Desktop Reference Platform", 4),
        "chassis_vendor": ("No Enclosure", 5),
    }


@pytest.mark.parametrize(
    ("maker", "role"),
    [
        ("Samsung", Role.BARE_METAL),
        ("00CE063200CE", Role.BARE_METAL),
        ("Not Specified", Role.UNDETERMINED),
        ("QEMU", Role.UNDETERMINED),
        ("Microsoft Corporation", Role.UNDETERMINED),
    ],
)
def test_who_made_the_memory(maker: str, role: Role) -> None:
    text = (
        "# dmidecode 3.3\n\nHandle 0x1100, DMI type 17, 84 bytes\nMemory Device\n\tSize: 32 GB\n"
        f"\tManufacturer: {maker}\n\tPart Number: M393A4K40CB2-CVF\n"
    )
    assert classify(Capture("m", (ProbeFile("output3.txt", text),))).role is role
