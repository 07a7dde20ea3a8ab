"""lscpu's forms beside the plain one, and that none of them lies about the machine."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.parsers import lscpu, read_file
from hvutils.parsers.record import Field
from hvutils.tables.lscpu import VirtualizationKind
from hvutils.tables.words import Hypervisor, Role
from hvutils.verdict import Verdict, classify

FLAGS = (
    "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr "
    "sse sse2 ss ht syscall nx rdtscp lm constant_tsc rep_good nopl cpuid tsc_known_freq pni "
    "ssse3 cx16 x2apic hypervisor lahf_lm cpuid_fault pti"
)


def probe(text: str) -> ProbeFile:
    return ProbeFile("output3.txt", text)


def record_of(text: str) -> lscpu.LscpuRecord:
    record = read_file(probe(text))
    assert isinstance(record, lscpu.LscpuRecord)
    return record


def judged(text: str) -> Verdict:
    return classify(Capture("m", (probe(text),)))


# --- JSON ------------------------------------------------------------------------------------

FLAT = {
    "lscpu": [
        {"field": "Architecture:", "data": "x86_64"},
        {"field": "Virtualization:", "data": "VT-x"},
        {"field": "Hypervisor vendor:", "data": "KVM"},
        {"field": "Virtualization type:", "data": "full"},
        {"field": "Flags:", "data": FLAGS},
    ]
}
NESTED = {
    "lscpu": [
        {
            "field": "Architecture:",
            "data": "x86_64",
            "children": [{"field": "Byte Order:", "data": "Little Endian"}],
        },
        {
            "field": "Vendor ID:",
            "data": "GenuineIntel",
            "children": [
                {
                    "field": "Model name:",
                    "data": "Intel Xeon",
                    "children": [{"field": "Flags:", "data": FLAGS}],
                }
            ],
        },
        {
            "field": "Virtualization features:",
            "data": None,
            "children": [
                {"field": "Virtualization:", "data": "VT-x"},
                {"field": "Hypervisor vendor:", "data": "KVM"},
                {"field": "Virtualization type:", "data": "full"},
            ],
        },
    ]
}


@pytest.mark.parametrize("indent", [None, 3])
@pytest.mark.parametrize("form", [FLAT, NESTED], ids=["flat", "nested"])
def test_json(form: dict[str, object], indent: int | None) -> None:
    text = json.dumps(form, indent=indent)
    record = record_of(text)
    vendor, flags = record.hypervisor_vendor, record.flags
    assert vendor is not None and flags is not None
    assert vendor.value == "KVM"
    assert '"KVM"' in probe(text).line(vendor.line)
    assert flags.value == FLAGS
    assert record.kind is VirtualizationKind.FULL
    assert record.virtualization is not None
    assert record.virtualization.value == "VT-x"


def test_json_in_german_and_cut_off() -> None:
    text = '{"lscpu":[{"field":"Hypervisor-Anbieter:","data":"VMware"},{"field":"Virtualis'
    assert record_of(text).hypervisor_vendor == Field("VMware", 1)


# --- tables ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "CPU NODE SOCKET CORE L1d:L1i:L2:L3 ONLINE    MAXMHZ   MINMHZ\n"
        "  0    0      0    0 0:0:0:0          yes 4600.0000 400.0000\n",
        "CPU NODE DRAWER BOOK SOCKET CORE L1d:L1i:L2 ONLINE CONFIGURED POLARIZATION ADDRESS\n"
        "0 0 0 0 0 0 0:0:0 yes yes horizontal 0\n",
        "CPU SOCKET CORE ONLINE\n0 0 0 yes\n",
        "# The following is the parsable format, which can be fed to other\n"
        "# programs. Each different item in every column has an unique ID\n"
        "# starting from zero.\n# CPU,Core,Socket,Node,,L1d,L1i,L2,L3\n0,0,0,0,,0,0,0,0\n",
        "NAME ONE-SIZE ALL-SIZE WAYS TYPE LEVEL SETS PHY-LINE COHERENCY-SIZE\n"
        "L1d 32K 64K 8 Data 1 64 1 64\n",
        '{\n   "cpus": [\n      {"cpu":0,"node":0,"socket":0,"core":0,"online":true}\n   ]\n}\n',
        '{"cpus":[{"cpu":"0","node":"0"}]}',
    ],
    ids=["-e", "-e on IBM Z", "-e old", "-p", "-C", "-e -J", "-e -J compact"],
)
def test_tables_are_lscpu_and_no_evidence(text: str) -> None:
    assert record_of(text).table
    verdict = judged(text)
    assert (verdict.role, verdict.findings) == (Role.UNDETERMINED, ())
    assert verdict.next_probes


# --- wrapped lines ---------------------------------------------------------------------------


def wrapped(width: int, indent: int, *, stripped: bool = False) -> str:
    """Lay the flags out as lscpu does on a terminal: cut at the width, within words or not."""
    label = "Flags:".ljust(indent) if indent else "Flags: "
    room = width - indent
    pieces = [label + FLAGS[: width - len(label)]]
    rest = FLAGS[width - len(label) :]
    pieces += [" " * indent + rest[at : at + room] for at in range(0, len(rest), room)]
    lines = [piece.rstrip() if stripped else piece for piece in pieces]
    return "Architecture: x86_64\nVendor ID: GenuineIntel\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("stripped", [False, True], ids=["as printed", "blanks stripped"])
@pytest.mark.parametrize("indent", [25, 0], ids=["lscpu's wrap", "the terminal's"])
def test_flags_wrapped_at_any_width(indent: int, stripped: bool) -> None:
    for width in range(60, 132):
        text = wrapped(width, indent, stripped=stripped)
        file = probe(text + "Hypervisor vendor: KVM\n")
        flags = lscpu.parse(file).flags
        assert flags is not None
        assert "hypervisor" in flags.value.split(), width
        if not stripped:
            assert flags.value == FLAGS, width


def test_a_broken_word_is_no_bare_metal() -> None:
    text = "Architecture: x86_64\nByte Order: Little Endian\nFlags: fpu vme hyper\nvisor lm\n"
    verdict = judged(text)
    assert verdict.role is Role.GUEST


def test_other_values_are_put_together_too() -> None:
    text = "Architecture: x86_64\nByte Order: Little Endian\nModel name:   QEMU Virtual C\n"
    record = record_of(text + "              PU version 2.5\n              +\nFlags: fpu\n")
    assert record.model_name == Field("QEMU Virtual CPU version 2.5+", 3)


# --- languages -------------------------------------------------------------------------------

UNKNOWN = """\
Seni:                 x86_64
Modoj:                32-bit, 64-bit
Ordo:                 Little Endian
Kvanto:               4
Vendisto:             GenuineIntel
Nomo:                 Intel Xeon Processor
Virtualigo:           VT-x
Hipervizoristo:       {vendor}
Speco:                {kind}
Flagoj:               fpu vme de pse hypervisor lm
"""


@pytest.mark.parametrize("colon", [":", "\uff1a", "\u00a0:", "\u202f:"], ids=ascii)
@pytest.mark.parametrize(
    ("vendor", "hypervisor"),
    [
        ("KVM", Hypervisor.KVM),
        ("VMware", Hypervisor.VMWARE),
        ("Microsoft", Hypervisor.HYPER_V),
        ("Xen", Hypervisor.XEN),
    ],
)
def test_a_language_that_no_table_has(vendor: str, hypervisor: Hypervisor, colon: str) -> None:
    text = UNKNOWN.format(vendor=vendor, kind="plena").replace(":", colon)
    record = record_of(text)
    assert record.hypervisor_vendor == Field(vendor, 8)
    assert record.virtualization == Field("VT-x", 7)
    assert record.flags is not None
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)
    assert verdict.nesting_exposed is True


def test_a_language_that_no_table_has_on_bare_metal() -> None:
    lines = UNKNOWN.replace(" hypervisor", "").splitlines()
    text = "\n".join([*lines[:7], lines[9]])
    assert judged(text).role is Role.BARE_METAL


def test_xen_with_an_unread_type_is_less_sure() -> None:
    """The unread word may be dom0's."""
    known = judged(UNKNOWN.format(vendor="Xen", kind="full"))
    unread = judged(UNKNOWN.format(vendor="Xen", kind="plena"))
    assert unread.confidence < known.confidence


def test_a_vendor_without_a_type_is_no_hypervisors() -> None:
    """A BIOS or a board may be called like a hypervisor's vendor."""
    text = UNKNOWN.format(vendor="Microsoft", kind="42").replace(" hypervisor", "")
    assert record_of(text).hypervisor_vendor is None


def test_half_translated_labels() -> None:
    text = "Architektur: x86_64\nByte Order: Little Endian\nHypervisor vendor: Xen\n"
    record = record_of(text + "Virtualisierungstyp: kein\n")
    assert record.kind is VirtualizationKind.NONE
    assert judged(text + "Virtualisierungstyp: kein\n").role is Role.HOST


@pytest.mark.parametrize(
    "text",
    [
        "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nflags\t\t: fpu vme\n",
        "a: x86_64\nb: KVM\nc: full\n",
        "CPU usage: 3%\nCPU load\n",
    ],
)
def test_other_texts_are_not_lscpu(text: str) -> None:
    assert not isinstance(read_file(probe(text)), lscpu.LscpuRecord)


# --- hostile ---------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        *("Flags:", "Flags: fpu", " hypervisor", "\uff1a", "{", '"lscpu"', '{"field":', '"data":'),
        *("null", "\n", "CPU NODE", "# CPU,", "x86_64", ": Little Endian", ": KVM", ": full"),
    )
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join))
def test_no_text_makes_it_fail(text: str) -> None:
    file = probe(text)
    lscpu.recognises(file)
    record = lscpu.parse(file)
    for field in (record.flags, record.hypervisor_vendor, record.virtualization_type):
        assert field is None or file.line(field.line)


def test_time_is_linear_in_a_long_wrap() -> None:
    file = probe("Architecture: x86_64\nFlags: fpu\n" + "   vmx a b\n" * 200_000)
    began = time.process_time()
    lscpu.recognises(file)
    lscpu.parse(file)
    assert time.process_time() - began < 5
