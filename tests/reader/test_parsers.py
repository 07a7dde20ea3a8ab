"""The parsers: the forms seen in the field, and that no text at all makes them fail."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.errors import HvError
from hvutils.parsers import (
    PARSERS,
    Parser,
    cpuid,
    cpuinfo,
    detect_virt,
    dmi,
    lscpu,
    mac,
    read,
    read_file,
    sysinfo,
    systeminfo,
)
from hvutils.parsers.record import Field
from hvutils.tables.dmi import DmiField
from hvutils.tables.lscpu import VirtualizationKind
from hvutils.verdict import classify


def probe(text: str, name: str = "output3.txt") -> ProbeFile:
    return ProbeFile(name, text)


# --- lscpu -----------------------------------------------------------------------------------

FLAT = """\
Architecture:          x86_64
Byte Order:            Little Endian
Vendor ID:             GenuineIntel
Virtualization:        VT-x
Hypervisor vendor:     KVM
Virtualization type:   full
Flags:                 fpu vme hypervisor
"""
GROUPED = """\
Architecture:                x86_64
  Byte Order:                Little Endian
Vendor ID:                   AuthenticAMD
  Model name:                AMD EPYC
    Flags:                   fpu vme
                             svm hypervisor
Virtualization features:
  Virtualization:            AMD-V
  Hypervisor vendor:         Microsoft
  Virtualization type:       full
Vulnerabilities:
  Itlb multihit:             KVM: Mitigation: VMX unsupported
"""


def test_lscpu_flat() -> None:
    record = lscpu.parse(probe(FLAT))
    assert record.hypervisor_vendor == Field("KVM", 5)
    assert record.virtualization == Field("VT-x", 4)
    assert record.kind is VirtualizationKind.FULL


def test_lscpu_grouped_and_wrapped() -> None:
    record = lscpu.parse(probe(GROUPED))
    assert record.flags == Field("fpu vme svm hypervisor", 5)
    assert record.hypervisor_vendor == Field("Microsoft", 9)
    assert record.virtualization == Field("AMD-V", 8)


@pytest.mark.parametrize(
    ("label", "type_", "kind"),
    [
        ("Hypervisor-Anbieter:  KVM", "Virtualisierungstyp: voll", VirtualizationKind.FULL),
        (
            "Constructeur d'hyperviseur\u00a0: KVM",
            "Type de virtualisation\u00a0: complet",
            VirtualizationKind.FULL,
        ),
        ("ハイパーバイザのベンダー: KVM", "仮想化タイプ: 準仮想化", VirtualizationKind.PARA),
        ("Разработчик гипервизора: KVM", "Тип виртуализации: нет", VirtualizationKind.NONE),
        # Chinese uses a full-width colon, and translations may be half done.
        ("Hypervisor vendor：KVM", "Virtualization type：full", VirtualizationKind.FULL),
    ],
    ids=["de", "fr", "ja", "ru", "wide colon"],
)
def test_lscpu_locales(label: str, type_: str, kind: VirtualizationKind) -> None:
    file = probe(f"{label}\n{type_}\n")
    assert lscpu.recognises(file)
    record = lscpu.parse(file)
    assert record.hypervisor_vendor == Field("KVM", 1)
    assert record.kind is kind


def test_lscpu_cut_with_grep_is_recognised() -> None:
    assert lscpu.recognises(probe("Hypervisor vendor:     VMware\n"))


# --- /proc/cpuinfo ---------------------------------------------------------------------------


def test_cpuinfo_x86() -> None:
    text = "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nflags\t\t: fpu vmx\n"
    file = probe(text)
    assert isinstance(read_file(file), cpuinfo.CpuinfoRecord)
    record = cpuinfo.parse(file)
    assert record.x86
    assert record.flags == Field("fpu vmx", 4)


@pytest.mark.parametrize(
    "text",
    [
        "Processor\t: ARMv7 Processor rev 4 (v7l)\nprocessor\t: 0\nBogoMIPS\t: 1694.10\n",
        "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n",
        "vendor_id       : IBM/S390\n# processors    : 8\nbogomips per cpu: 26315.00\n",
        "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nplatform\t: PowerNV\n",
        "processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc\n",
        "cpu\t\t: UltraSparc T5 (Niagara5)\nprom\t\t: OBP 4.38\ntype\t\t: sun4v\n",
    ],
    ids=["armv7", "aarch64", "s390x", "ppc64", "riscv", "sparc"],
)
def test_cpuinfo_other_architectures(text: str) -> None:
    record = read_file(probe(text))
    assert isinstance(record, cpuinfo.CpuinfoRecord)
    assert not record.x86


# --- CPUID -----------------------------------------------------------------------------------

RAW = "   0x40000000 0x00: eax=0x40000001 ebx=0x4b4d564b ecx=0x564b4d56 edx=0x0000004d"
AIDA = "CPUID 40000000: 40000001-4B4D564B-564B4D56-0000004D"
AIDA_SL = "CPUID 00000004: FC004121-02C0003F-0000003F-00000000 [SL 01] [Note]"
HWLOC = "1 1 0 0 0 => 806f8 800800 7ffefbff bfebfbff"


@pytest.mark.parametrize("line", [RAW, AIDA], ids=["cpuid -r", "AIDA64"])
def test_cpuid_signature_leaf(line: str) -> None:
    file = probe(f"CPU 0:\n{line}\n")
    assert isinstance(read_file(file), cpuid.CpuidRecord)
    leaf = cpuid.parse(file).of(0x40000000)
    assert leaf is not None
    assert (leaf.text, leaf.line) == ("KVMKVMKVM\0\0\0", 2)


def test_cpuid_subleaf_and_notes() -> None:
    (leaf,) = cpuid.parse(probe(AIDA_SL)).leaves
    assert (leaf.leaf, leaf.subleaf, leaf.eax) == (4, 1, 0xFC004121)


def test_cpuid_of_hwloc() -> None:
    leaf = cpuid.parse(probe(f"# mask e[abcd]x => e[abcd]x\n{HWLOC}\n")).of(1)
    assert leaf is not None
    assert (leaf.ecx, leaf.line) == (0x7FFEFBFF, 2)


def test_cpuid_bare_signature() -> None:
    record = read_file(probe("KVMKVMKVM\n"))
    assert isinstance(record, cpuid.CpuidRecord)
    assert record.signatures == (Field("KVMKVMKVM", 1),)


# --- DMI -------------------------------------------------------------------------------------

OLD = """\
SMBIOS 2.3 present.
Handle 0x0000
\tDMI type 0, 20 bytes.
\tBIOS Information Block
\t\tVendor: IBM
Handle 0x0100
\tDMI type 1, 25 bytes.
\tSystem Information Block
\t\tVendor: IBM
\t\tProduct: -[84803AX]-
"""
NEW = """\
# dmidecode 3.3
Getting SMBIOS data from sysfs.
Handle 0x0000, DMI type 0, 24 bytes
BIOS Information
\tVendor: SeaBIOS
\tCharacteristics:
\t\tSystem is a virtual machine
Handle 0x0100, DMI type 1, 27 bytes
System Information
\tManufacturer: QEMU
\tProduct Name: Standard PC
Handle 0x0400, DMI type 4, 42 bytes
Processor Information
\tManufacturer: Intel
"""


def strings(record: dmi.DmiRecord) -> dict[DmiField, tuple[str, int]]:
    return {value.field: (value.value, value.line) for value in record.values}


@pytest.mark.parametrize(
    "text",
    [NEW, NEW.replace("\n", "\r\n"), NEW.replace("\t", "")],
    ids=["as printed", "CRLF", "lost tabs"],
)
def test_dmidecode(text: str) -> None:
    file = probe(text)
    assert isinstance(read_file(file), dmi.DmiRecord)
    record = dmi.parse(file)
    assert strings(record) == {
        DmiField.BIOS_VENDOR: ("SeaBIOS", 5),
        DmiField.SYS_VENDOR: ("QEMU", 10),
        DmiField.PRODUCT_NAME: ("Standard PC", 11),
    }
    assert record.virtual_machine == Field("System is a virtual machine", 7)


def test_dmidecode_of_the_2000s() -> None:
    record = dmi.parse(probe(OLD))
    assert strings(record)[DmiField.PRODUCT_NAME] == ("-[84803AX]-", 10)


def test_dmidecode_without_a_heading() -> None:
    file = probe("System Information\n\tManufacturer: HP\n\tProduct Name: ProLiant\n")
    assert strings(dmi.parse(file))[DmiField.SYS_VENDOR] == ("HP", 2)


@pytest.mark.parametrize(
    "text",
    [
        "# dmidecode 3.3\n/sys/firmware/dmi/tables/smbios_entry_point: Permission denied\n",
        "# dmidecode 3.3\nScanning /dev/mem for entry point.\n/dev/mem: Permission denied\n",
        "# dmidecode 3.3\n# No SMBIOS nor DMI entry point found, sorry.\n",
    ],
    ids=["sysfs", "devmem", "none"],
)
def test_dmidecode_refused_is_no_evidence(text: str) -> None:
    record = dmi.parse(probe(text, "dmidecode.txt"))
    assert record.values == ()


def test_sysfs_wherever_it_lies() -> None:
    for name in ("sys/class/dmi/id/sys_vendor", "sys_class_dmi_id/sys_vendor", "sys_vendor"):
        file = probe("Xen\n", name)
        assert strings(dmi.parse(file)) == {DmiField.SYS_VENDOR: ("Xen", 1)}
    assert read_file(probe("Xen\n", "notes/sys_vendor")) is None


# --- MAC addresses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2: eth0: <BROADCAST,UP> mtu 1500 qdisc mq\n    link/ether 00:0c:29:5e:00:01 brd ff\n",
        "2: eth0: <UP> mtu 1500 state UP\\    link/ether 00:0c:29:5e:00:01 brd ff\n",
        "2: eth0@if3: <UP> mtu 1500\n    link/ether 00:0c:29:5e:00:01 promiscuity 0\n",
        "lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP>\n"
        "eth0             UP             00:0c:29:5e:00:01 <BROADCAST,UP>\n",
        "eth0      Link encap:Ethernet  HWaddr 00:0C:29:5E:00:01  \n",
        "eth0: flags=4163<UP>  mtu 1500\n        ether 00:0c:29:5e:00:01  txqueuelen 1000\n",
        "eth0: flags=1000843<UP> mtu 1500 index 3\n\tether 0:c:29:5e:0:1 \n",
    ],
    ids=["ip link", "ip -o", "veth", "ip -br", "ifconfig old", "ifconfig new", "solaris"],
)
def test_mac_forms(text: str) -> None:
    file = probe(text)
    assert isinstance(read_file(file), mac.MacRecord)
    (interface,) = mac.parse(file).interfaces
    assert (interface.name, interface.mac) == ("eth0", "00:0c:29:5e:00:01")


def test_infiniband_is_no_mac() -> None:
    text = "4: ib0: <UP> mtu 2044\n    link/infiniband a0:00:01:00:fe:80:00:00:00:00:00:00 brd 00\n"
    assert mac.parse(probe(text)).interfaces == ()


# --- systeminfo ------------------------------------------------------------------------------


def test_systeminfo_in_a_language_that_nobody_saw() -> None:
    text = (
        "Kone: X\nKayttis: Windows\nTekija: VMware, Inc.\nMalli: VMware7,1\nTyyppi: x64-based PC\n"
    )
    record = systeminfo.parse(probe(text))
    assert record.manufacturer == Field("VMware, Inc.", 3)
    assert record.model == Field("VMware7,1", 4)


@pytest.mark.parametrize(
    ("manufacturer", "model"),
    [
        ("System Manufacturer", "System Model"),
        ("Systemhersteller", "Systemmodell"),
        ("Fabricant du système", "Modèle du système"),
        ("Produttore sistema", "Modello sistema"),
        ("Fabricante del sistema", "Modelo el sistema"),
        ("系统制造商", "系统型号"),
        ("Изготовитель системы", "Модель системы"),
    ],
    ids=["en", "de", "fr", "it", "es", "zh", "ru"],
)
def test_systeminfo_locales(manufacturer: str, model: str) -> None:
    text = f"C:\\>systeminfo\n\n    {manufacturer}:   Dell Inc.\n\n    {model}:  Latitude\n"
    record = systeminfo.parse(probe(text))
    assert record.manufacturer == Field("Dell Inc.", 3)
    assert record.model == Field("Latitude", 5)


@pytest.mark.parametrize("label", ["Hyper-V Requirements", "Requisitos Hyper-V", "Hyper-V 要求"])
def test_systeminfo_last_block_in_any_language(label: str) -> None:
    head = "Typ: x64-based PC\n"
    sentence = systeminfo.parse(probe(f"{head}{label}:   Ein Hypervisor wurde erkannt.\n"))
    assert sentence.hypervisor_detected == Field("Ein Hypervisor wurde erkannt.", 2)
    assert sentence.requirements == ()
    lines = systeminfo.parse(probe(f"{head}{label}:   A: Yes\n             B: No\n"))
    assert lines.hypervisor_detected is None
    assert [field.line for field in lines.requirements] == [2, 3]


# --- the others ------------------------------------------------------------------------------


def test_detect_virt() -> None:
    assert isinstance(read_file(probe("kvm\n")), detect_virt.DetectVirtRecord)
    assert read_file(probe("kvm is nice\n")) is None


def test_sysinfo_layers() -> None:
    text = "LPAR Name:   PROD\nVM00 Control Program: KVM/Linux\nVM01 Control Program: z/VM 7.1\n"
    record = sysinfo.parse(probe(text))
    assert [field.value for field in record.control_programs] == ["KVM/Linux", "z/VM 7.1"]


def test_truth_and_manifest_are_no_probes() -> None:
    assert read(Capture("x", (probe(FLAT, "truth.json"), probe(FLAT, "manifest.toml")))) == ()


# --- any text --------------------------------------------------------------------------------

PIECES = [
    *(FLAT, GROUPED, OLD, NEW, RAW, AIDA, HWLOC, "kvm", "KVMKVMKVM", "System Type: x64-based PC"),
    *(
        "Hyper-V Requirements: ",
        "    link/ether 00:0c:29:5e:00:01",
        "2: eth0: <UP>",
        ":",
        "：",
        "\0",
    ),
    *("00:00.0 Host bridge [0600]: x [8086:1237]\n", '00:00.0 "', "\tSubsystem: [1af4:1100]\n"),
    *("Slot:\t00:00.0\n", "Vendor:\t8086\n", "SDevice:\t1100\n"),
    *("processor\t: 0\nvendor_id\t: x\n", "VM00 Control Program:", "\r", "\n", "\u00a0", " "),
]
ANY = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=8).map("".join),
    st.lists(st.sampled_from("".join(PIECES)), max_size=200).map("".join),
)
NAMES = st.sampled_from(["a.txt", "dmidecode.txt", "sys/class/dmi/id/sys_vendor", "lscpu.txt"])


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@settings(max_examples=60, deadline=None)
@given(text=ANY, name=NAMES)
def test_any_text_is_parsed(parser: Parser, text: str, name: str) -> None:
    file = probe(text, name)
    parser.recognises(file)
    record = parser.parse(file)
    assert record.file == name
    assert parser.parse(file) == record


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(ANY, min_size=1, max_size=3), name=NAMES)
def test_any_capture_gets_a_verdict_or_our_error(texts: list[str], name: str) -> None:
    files = tuple(probe(text, f"{number}/{name}") for number, text in enumerate(texts))
    try:
        verdict = classify(Capture("any", files))
    except HvError:
        return
    assert 0 <= verdict.confidence <= 1


@pytest.mark.parametrize(
    "unit",
    [
        "a:",
        "00:",
        "link/ether \n",
        " ",
        "CPUID 0",
        "abc\n",
        "[01]: \n",
        "ether 0:0:",
        "：",
        '00:00.0 "',
        "[8086:",
    ],
    ids=repr,
)
def test_time_is_linear(unit: str) -> None:
    # A quadratic parser took 15 seconds here; a linear one takes a fraction of one.
    head = "Hypervisor vendor: KVM\nFlags: a\n"
    began = time.process_time()
    for text in (unit * (400_000 // len(unit)), head + unit * (400_000 // len(unit))):
        file = probe(text)
        for parser in PARSERS:
            parser.recognises(file)
            parser.parse(file)
    assert time.process_time() - began < 10
