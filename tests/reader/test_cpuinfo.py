"""/proc/cpuinfo of every architecture: what its lines prove, and what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.evidence.processor import find_cpuinfo
from hvutils.parsers import cpuinfo, read_file
from hvutils.tables.processors import BRANDS
from hvutils.tables.words import Hypervisor, Role
from hvutils.verdict import Verdict, classify


def judged(text: str) -> Verdict:
    file = ProbeFile("output3.txt", text)
    assert isinstance(read_file(file), cpuinfo.CpuinfoRecord)
    return classify(Capture("m", (file,)))


def ibm_z(version: str) -> str:
    return (
        "vendor_id       : IBM/S390\n# processors    : 1\nbogomips per cpu: 3241.00\n"
        f"processor 0: version = {version},  identification = 123456,  machine = 8561\n"
    )


def power(cpu: str, platform: str, machine: str) -> str:
    return (
        f"processor\t: 0\ncpu\t\t: {cpu}\nrevision\t: 2.0\n\n"
        f"timebase\t: 512000000\nplatform\t: {platform}\nmachine\t\t: {machine}\n"
    )


def arm(implementer: str, part: str, hardware: str = "") -> str:
    text = "processor\t: 0\nBogoMIPS\t: 125.00\nFeatures\t: fp asimd\n"
    text += f"CPU implementer\t: {implementer}\nCPU part\t: {part}\n"
    return text + (f"\nHardware\t: {hardware}\n" if hardware else "")


def riscv(marchid: str, mimpid: str, vendor: str = "0x0") -> str:
    return (
        f"processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64imafdc\nmvendorid\t: {vendor}\n"
        f"marchid\t\t: {marchid}\nmimpid\t\t: {mimpid}\n"
    )


PSERIES = "CHRP IBM pSeries (emulated by qemu)"


@pytest.mark.parametrize(
    ("text", "hypervisor"),
    [
        (ibm_z("00"), Hypervisor.IBM_LPAR),
        (ibm_z("FF"), None),
        (power("POWER9 (architected), altivec supported", "pSeries", PSERIES), Hypervisor.KVM),
        (power("POWER7 (architected)", "pSeries", "CHRP IBM,8231-E2B"), Hypervisor.POWERVM),
        (power("POWER10 (architected)", "pSeries", "CHRP IBM,9080-HEX"), Hypervisor.POWERVM),
        (
            power("POWER9, altivec supported", "PowerNV", "PowerNV IBM PowerNV (emulated by qemu)"),
            Hypervisor.QEMU,
        ),
        (arm("0x00", "0x051"), Hypervisor.QEMU),
        (arm("0x41", "0xc0f", "Dummy Virtual Machine"), None),
        (riscv("0x70200", "0x70200"), Hypervisor.QEMU),
        (
            "processor\t: 0\nvendor_id\t: User Mode Linux\nmodel name\t: UML\nmode\t\t: skas\n"
            "host\t\t: Linux h 6.1 x86_64\nbogomips\t: 4800.0\n",
            Hypervisor.UML,
        ),
        (
            "cpu\t\t: UltraSparc T5 (Niagara5)\nprom\t\t: OBP 4.38\ntype\t\t: sun4v\n"
            "ncpus probed\t: 24\nMMU Type\t: Hypervisor (sun4v)\n",
            Hypervisor.LDOMS,
        ),
    ],
    ids=[
        *("LPAR", "z/VM or KVM", "KVM on Power", "PowerVM 7", "PowerVM 10", "QEMU PowerNV"),
        *("QEMU max", "mach-virt", "QEMU riscv", "UML", "sun4v"),
    ],
)
def test_guests(text: str, hypervisor: Hypervisor | None) -> None:
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


def test_powernv_is_the_machine_itself() -> None:
    text = power("POWER9, altivec supported", "PowerNV", "PowerNV 9006-22P")
    assert judged(text).role is Role.BARE_METAL


@pytest.mark.parametrize(
    "text",
    [
        arm("0x41", "0xd0c"),
        arm("0x41", "0x051"),
        arm("0x00", "0xd08"),
        riscv("0x8000000000000007", "0x4210427", "0x489"),
        riscv("0x0", "0x0"),
        riscv("0x70200", "0x70200", "0x5b7"),
        riscv("0x" + "f" * 5000, "0x" + "f" * 5000),
        power("PPC970FX, altivec supported", "pSeries", "CHRP IBM,8842-21X"),
        power("POWER4+ (gq)", "pSeries", "CHRP IBM,7029-6E3"),
        power("740/750", "PowerMac", "PowerMac"),
        "cpu\t\t: TI UltraSparc II  (BlackBird)\nprom\t\t: 3.31.0\ntype\t\t: sun4u\n",
    ],
    ids=[
        *("Neoverse", "other implementer", "other part", "SiFive", "zeros"),
        *("a maker's", "very long", "JS20 blade", "POWER4", "PowerMac", "sun4u"),
    ],
)
def test_silence_proves_nothing(text: str) -> None:
    verdict = judged(text)
    assert (verdict.role, verdict.findings) == (Role.UNDETERMINED, ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (arm("0x41", "0xc07", "BCM2835"), "BCM2835"),
        (arm("0x41", "0xc0f", "SAMSUNG EXYNOS5 (Flattened Device Tree)"), "SAMSUNG EXYNOS5"),
        (arm("0x41", "0xd08") + "Model\t\t: Raspberry Pi 4 Model B Rev 1.2\n", "Raspberry Pi 4"),
        ("processor\t: 0\nhart\t\t: 3\nmmu\t\t: sv39\nuarch\t\t: sifive,u74-mc\n", "sifive,u74"),
    ],
    ids=["Hardware", "Hardware of Samsung", "Model", "uarch"],
)
def test_the_name_of_a_board_is_a_physical_machine(text: str, name: str) -> None:
    verdict = judged(text)
    assert verdict.role is Role.BARE_METAL
    assert name in verdict.findings[0].text


@pytest.mark.parametrize("name", ["Generic DT based system", "ARM-Versatile Express", "Goldfish"])
def test_names_that_any_machine_has_are_no_boards(name: str) -> None:
    assert judged(arm("0x41", "0xc0f", name)).role is Role.UNDETERMINED


def x86(name: str, flags: str = "fpu vme smep") -> str:
    return (
        f"processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel name\t: {name}\n"
        f"flags\t\t: {flags}\nbugs\t\t:\n"
    )


@pytest.mark.parametrize(
    "name",
    [
        "QEMU Virtual CPU version 2.5+",
        "Common KVM processor",
        "Common 32-bit KVM processor",
        "Intel Core Processor (Haswell, no TSX, IBRS)",
        "Intel Xeon Processor (Cascadelake)",
        "Intel Xeon E312xx (Sandy Bridge)",
        "Westmere E56xx/L56xx/X56xx (Nehalem-C)",
        "AMD EPYC Processor (with IBPB)",
        "AMD Opteron 63xx class CPU",
    ],
)
def test_names_that_qemu_gives(name: str) -> None:
    verdict = judged(x86(name, "fpu hypervisor"))
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, Hypervisor.KVM)
    assert any(name in finding.text for finding in verdict.findings)


@pytest.mark.parametrize(
    "name",
    [
        "Intel(R) Xeon(R) Processor @ 2.90GHz",
        "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz",
        "AMD EPYC 7451 24-Core Processor",
        "AMD EPYC 7B12",
        "AMD Opteron(tm) Processor 6348",
        "Quad-Core AMD Opteron(tm) Processor 2376",
    ],
)
def test_names_that_makers_give(name: str) -> None:
    """A hypervisor passes them through as well: they prove neither."""
    assert judged(x86(name)).role is Role.BARE_METAL
    assert judged(x86(name, "fpu hypervisor")).hypervisor is None


def test_rows_have_sources_and_chances() -> None:
    assert all(row.source and 0 < row.strength < row.machine < 1 for row in BRANDS)


KEYS = st.sampled_from(
    ("processor", "processor 0", "vendor_id", "cpu", "platform", "machine", "CPU implementer")
)
KEYS |= st.sampled_from(("CPU part", "marchid", "mimpid", "mvendorid", "Hardware", "model name"))
VALUES = st.text(max_size=12) | st.sampled_from(
    ("version = FF,", "IBM/S390", "PowerNV", "pSeries", "emulated by qemu", "0x51", "0x-1", "0x")
)


@given(st.lists(st.tuples(KEYS, VALUES), max_size=12))
def test_no_text_makes_it_fail(lines: list[tuple[str, str]]) -> None:
    file = ProbeFile("a", "".join(f"{key}\t: {value}\n" for key, value in lines))
    cpuinfo.recognises(file)
    for finding in find_cpuinfo(cpuinfo.parse(file)):
        assert file.line(finding.line)
