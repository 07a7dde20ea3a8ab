"""CPUID dumps: every form, every signature's place, and what a clear bit means."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.evidence.cpuid import find
from hvutils.parsers import cpuid, read_file
from hvutils.tables.cpuid import SIGNATURES
from hvutils.tables.words import Hypervisor, Role
from hvutils.verdict import Verdict, classify

HIDDEN, SHOWN = 0x7ED8320B, 0xFED8320B
ROOT, GUEST = 0x003B9071, 0x00000070


def words(text: str) -> tuple[int, ...]:
    data = text.encode("latin-1")
    return tuple(int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4))


def vendor(text: str) -> tuple[int, ...]:
    """Return EBX, ECX and EDX for a vendor, which stands in EBX, EDX and ECX."""
    first, second, third = words(text)
    return first, third, second


def signed(text: str) -> tuple[int, ...]:
    return (0x4000000B, *words(text.ljust(12, "\0")))


Leaves = list[tuple[int, tuple[int, ...]]]


def leaves(bit: int = SHOWN, *more: tuple[int, tuple[int, ...]]) -> Leaves:
    return [(0, (0xD, *vendor("GenuineIntel"))), (1, (0x906E9, 0x800, bit, 0xBFEBFBFF)), *more]


def raw(items: Leaves) -> str:
    text = ""
    for cpu in range(2):
        text += f"CPU {cpu}:\n"
        for leaf, registers in items:
            named = zip(("eax", "ebx", "ecx", "edx"), registers, strict=True)
            text += f"   0x{leaf:08x} 0x00: " + " ".join(f"{a}=0x{b:08x}" for a, b in named) + "\n"
    return text


def report(items: Leaves) -> str:
    """Lay leaves out as AIDA64 and InstLatX64 do: a block a logical processor, notes behind."""
    text = "------[ Versions ]------\n\n  Program Version : AIDA64 v6.00\n"
    for cpu in range(2):
        text += f"\n------[ CPUID Registers / Logical CPU #{cpu} ]------\n\n"
        for leaf, registers in items:
            text += f"CPUID {leaf:08X}: " + "-".join(f"{value:08X}" for value in registers)
            text += f" [Note {leaf}]\n" if leaf > 1 else " [SL 00]\n"
    return text + "\n------[ MSR Registers ]------\nMSR 00000010: < FAILED >\n"


def hwloc(items: Leaves) -> str:
    lines = (" ".join(f"{value:x}" for value in registers) for _, registers in items)
    heads = (f"1 {leaf:x} 0 0 0 => " for leaf, _ in items)
    return "".join(f"{head}{line}\n" for head, line in zip(heads, lines, strict=True))


def judged(text: str) -> Verdict:
    file = ProbeFile("output3.txt", text)
    assert isinstance(read_file(file), cpuid.CpuidRecord)
    verdict = classify(Capture("m", (file,)))
    assert all(file.line(finding.line) for finding in verdict.findings)
    return verdict


@pytest.mark.parametrize("form", [raw, report, hwloc], ids=["cpuid -r", "AIDA64", "hwloc"])
@pytest.mark.parametrize("row", SIGNATURES, ids=lambda row: row.text.strip())
def test_every_signature_in_every_form(form, row) -> None:
    verdict = judged(form(leaves(SHOWN, (0x40000000, signed(row.text)))))
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, row.hypervisor)


@pytest.mark.parametrize("form", [raw, report, hwloc], ids=["cpuid -r", "AIDA64", "hwloc"])
@pytest.mark.parametrize(("privileges", "role"), [(ROOT, Role.HOST), (GUEST, Role.GUEST)])
def test_the_root_partition_has_rights(form, privileges: int, role: Role) -> None:
    rights = (0x40000003, (0x2E7F, privileges, 2, 0))
    verdict = judged(form(leaves(SHOWN, (0x40000000, signed("Microsoft Hv")), rights)))
    assert (verdict.role, verdict.hypervisor) == (role, Hypervisor.HYPER_V)


@pytest.mark.parametrize("at", [0x40000100, 0x40000200, 0x40000F00, 0x40001000])
def test_the_real_signature_may_stand_higher_up(at: int) -> None:
    more = ((0x40000000, signed("Microsoft Hv")), (at, signed("KVMKVMKVM")))
    verdict = judged(raw(leaves(SHOWN, *more)))
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, Hypervisor.KVM)


def test_without_the_bit_a_signature_is_a_leftover() -> None:
    """A processor answers a leaf that it has not with another one's data."""
    verdict = judged(raw(leaves(HIDDEN, (0x40000000, signed("VMwareVMware")))))
    assert (verdict.role, verdict.hypervisor) == (Role.BARE_METAL, None)


def test_a_trust_domain_is_a_guest_of_whomever() -> None:
    more = (0x21, (0, *vendor("IntelTDX    ")))
    verdict = judged(raw(leaves(SHOWN, more)))
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, None)
    assert any("TDX" in finding.text for finding in verdict.findings)


def test_zeros_in_that_leaf_are_none() -> None:
    assert judged(raw(leaves(HIDDEN, (0x21, (0, 0, 0, 0))))).role is Role.BARE_METAL


def test_windows_on_arm_answers_itself() -> None:
    """The emulated processor shows no bit, whatever the machine runs on."""
    items = [(0, (0xD, *vendor("Virtual CPU "))), (1, (0x906E9, 0x800, HIDDEN, 0xBFEBFBFF))]
    assert judged(report(items)).role is Role.UNDETERMINED


def test_the_processors_name() -> None:
    name = words("QEMU Virtual CPU version 2.5+".ljust(48, "\0"))
    more = tuple((0x80000002 + at, name[4 * at : 4 * at + 4]) for at in range(3))
    verdict = judged(report(leaves(SHOWN, *more)))
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, Hypervisor.KVM)


# --- cpuid without -r ------------------------------------------------------------------------

SAID = """\
CPU 0:
   vendor_id = "GenuineIntel"
   feature information (1/ecx):
      VMX: virtual machine extensions         = false
      hypervisor guest status                 = {status}
   {label} = "{signature}"
   brand = "{brand}"
"""


@pytest.mark.parametrize("label", ["hypervisor_id", "hypervisor_id (0x40000000)"])
@pytest.mark.parametrize("signature", ["KVMKVMKVM   ", "KVMKVMKVM\\0\\0\\0"])
def test_cpuid_in_words(label: str, signature: str) -> None:
    text = SAID.format(status="true", label=label, signature=signature, brand="Intel(R) Xeon(R)")
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, Hypervisor.KVM)


def test_cpuid_in_words_on_bare_metal() -> None:
    text = SAID.format(
        status="false", label="hypervisor_id", signature="\\0" * 12, brand="Intel(R) Xeon(R)"
    )
    assert judged(text).role is Role.BARE_METAL


def test_cpuid_in_words_names_the_processor() -> None:
    text = SAID.format(
        status="true", label="hypervisor_id", signature="\\0" * 12, brand="Common KVM processor"
    )
    assert judged(text).hypervisor is Hypervisor.KVM


@pytest.mark.parametrize("text", ["KVMKVMKVM\n", '"VMwareVMware"\n', "'Microsoft Hv'\r\n"])
def test_a_bare_signature(text: str) -> None:
    assert judged(text).role is Role.GUEST


REGISTERS = st.tuples(*[st.integers(0, 2**32 - 1)] * 4)
LEAVES = st.sampled_from([0, 1, 0x21, 0x40000000, 0x40000003, 0x40000100, 0x80000002, 0x80000003])


@given(st.lists(st.tuples(LEAVES, REGISTERS), max_size=8))
def test_no_dump_makes_it_fail(items: list[tuple[int, tuple[int, ...]]]) -> None:
    for form in (raw, report, hwloc):
        file = ProbeFile("a", form(items))
        for finding in find(cpuid.parse(file)):
            assert file.line(finding.line)
            assert finding.text.isprintable()


@given(
    st.text(max_size=80) | st.sampled_from(SIGNATURES).map(lambda row: f'hypervisor_id = "{row}"')
)
def test_no_text_makes_it_fail(text: str) -> None:
    file = ProbeFile("a", text)
    cpuid.recognises(file)
    list(find(cpuid.parse(file)))


@pytest.mark.parametrize("vendor", ["VMwareVMware", "GenuineIntel"])
def test_a_signature_that_was_told_is_kvms(vendor: str) -> None:
    """hv-vendor-id writes any twelve letters; the interface behind them stays Hyper-V's."""
    ebx, ecx, edx = struct.unpack("<3I", vendor.encode())
    text = raw([(0x1, (0, 0, 1 << 31, 0)), (0x40000000, (0x40000005, ebx, ecx, edx))])
    assert judged(text).hypervisor is not Hypervisor.KVM
    told = raw(
        [
            (0x1, (0, 0, 1 << 31, 0)),
            (0x40000000, (0x40000005, ebx, ecx, edx)),
            (0x40000001, (0x31237648, 0, 0, 0)),
        ]
    )
    assert judged(told).hypervisor is Hypervisor.KVM


def test_vmwares_board_and_vendor_are_vmwares() -> None:
    verdict = classify(
        Capture(
            "m",
            (
                ProbeFile("lspci.txt", "00:0f.0 VGA: VMware SVGA II Adapter [15ad:0405]\n"),
                ProbeFile("lscpu.txt", "Hypervisor vendor: VMware\nVirtualization type: full\n"),
            ),
        )
    )
    assert verdict.hypervisor is Hypervisor.VMWARE
