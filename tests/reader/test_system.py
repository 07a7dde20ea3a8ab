"""Modules, the kernel's log and Xen's files: their forms, and what they say."""

from __future__ import annotations

import time

import pytest

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.parsers import kernel_log, modules, read_file, xen
from hvutils.parsers.kernel_log import LogLine, Topic
from hvutils.tables import drivers
from hvutils.tables import kernel_log as words
from hvutils.tables.words import Cloud, Hypervisor, HypervisorType, Role
from hvutils.verdict import Verdict, classify


def probe(text: str, name: str = "output9.txt") -> ProbeFile:
    return ProbeFile(name, text)


def judged(*texts: str) -> Verdict:
    files = tuple(probe(text, f"{number}.txt") for number, text in enumerate(texts))
    return classify(Capture("m", files))


# --- modules ---------------------------------------------------------------------------------

HEADING = "Module                  Size  Used by\n"


@pytest.mark.parametrize(
    ("line", "uses", "users", "opened"),
    [
        ("kvm_intel             380928  0", 0, (), 0),
        ("kvm_intel             380928  4", 4, None, None),
        ("kvm                  1146880  5 kvm_intel", 5, ("kvm_intel",), 4),
        ("vboxdrv               602112  2 vboxnetadp,vboxnetflt", 2, None, 0),
        ("loop                   32768  1 [permanent]", 1, (), 1),
        ("kvm 1146880 1 kvm_intel, Live 0xffffffffc0a5e000", 1, ("kvm_intel",), 0),
        ("kvm_intel 380928 3 - Live 0x0000000000000000 (OE)", 3, (), 3),
    ],
)
def test_module_lines(line: str, uses: int, users: tuple[str, ...] | None, opened: int) -> None:
    (module,) = modules.parse(probe(HEADING + line + "\n")).modules
    assert (module.uses, module.open, module.line) == (uses, opened, 2)
    if users is not None:
        assert module.users == users


def test_proc_modules_has_no_heading() -> None:
    text = "ext4 983040 1 - Live 0x0\nfat 90112 1 vfat, Live 0x0\nloop 32768 0 - Live 0x0\n"
    assert isinstance(read_file(probe(text)), modules.ModulesRecord)


@pytest.mark.parametrize(
    ("module", "hypervisor"),
    [
        ("vmw_balloon", Hypervisor.VMWARE),
        ("vboxguest", Hypervisor.VIRTUALBOX),
        ("hv_netvsc", Hypervisor.HYPER_V),
        ("xen_blkfront", Hypervisor.XEN),
        ("virtio_pci", Hypervisor.KVM),
        ("prl_tg", Hypervisor.PARALLELS),
    ],
)
def test_drivers_of_guests(module: str, hypervisor: Hypervisor) -> None:
    verdict = judged(f"{HEADING}{module} 16384 0\n")
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


def test_vmwares_drivers_on_virtualbox() -> None:
    """Two recorded guests of VirtualBox have vmwgfx and vmw_vmci loaded."""
    verdict = judged(f"{HEADING}vmwgfx 393216 2\nvmw_vmci 114688 1\nvboxguest 53248 0\n")
    assert verdict.hypervisor is Hypervisor.VIRTUALBOX
    assert not verdict.conflicts


def test_kvm_is_loaded_in_guests_and_on_idle_machines() -> None:
    idle = f"{HEADING}kvm_intel 380928 0\nkvm 1146880 1 kvm_intel\n"
    assert judged(idle).role is Role.UNDETERMINED
    assert judged(f"{idle}virtio_pci 24576 0\n").role is Role.GUEST


@pytest.mark.parametrize(
    ("lines", "hypervisor", "type_"),
    [
        ("kvm_intel 380928 4\nkvm 1146880 5 kvm_intel\n", Hypervisor.KVM, HypervisorType.TYPE_1),
        ("kvm_amd 155648 4 -\n", Hypervisor.KVM, HypervisorType.TYPE_1),
        ("vmmon 147456 3 -\n", Hypervisor.VMWARE, HypervisorType.TYPE_2),
        ("vboxdrv 602112 3 vboxnetadp,vboxnetflt\n", Hypervisor.VIRTUALBOX, HypervisorType.TYPE_2),
    ],
)
def test_a_driver_in_use_is_a_host(lines: str, hypervisor: Hypervisor, type_: str) -> None:
    verdict = judged(HEADING + lines)
    assert (verdict.role, verdict.hypervisor, verdict.type) == (Role.HOST, hypervisor, type_)


def test_use_counts_without_names_prove_no_host() -> None:
    """Inventories cut the names of the users off: the four may be modules."""
    assert judged(f"{HEADING}kvm_intel 380928 4\nkvm 1146880 1\n").role is Role.UNDETERMINED


def test_amazons_network_driver_is_on_metal_too() -> None:
    verdict = judged(f"{HEADING}ena 147456 0\n")
    assert (verdict.role, verdict.cloud) == (Role.UNDETERMINED, Cloud.AWS)


# --- the kernel's log ------------------------------------------------------------------------

STAMPS = [
    "",
    " ",
    "[    0.000000] ",
    "<6>[    0.000000] ",
    "[Mon Nov 23 01:02:03 2026] ",
    "Nov 23 01:02:03 web-01 kernel: ",
    "Nov 23 01:02:03 web-01 kernel: [    0.000000] ",
    "2026-11-23T01:02:03+0000 web-01 kernel: ",
    "[    0.000000] web-01 kernel: ",
    "[    0.000000] [    T0] ",
]


@pytest.mark.parametrize("stamp", STAMPS, ids=repr)
def test_stamps(stamp: str) -> None:
    file = probe(f"{stamp}Linux version 6.1\n{stamp}Hypervisor detected: KVM\n")
    record = read_file(file)
    assert isinstance(record, kernel_log.KernelLogRecord)
    assert record.lines == (LogLine(Topic.HYPERVISOR, "KVM", 2),)


def test_only_the_kernel_is_heard() -> None:
    text = (
        "[    0.000000] Linux version 6.1\n[    0.100000] a\n[    0.200000] b\n"
        "Nov 23 01:02:03 web app[77]: user wrote Hypervisor detected: Xen\n"
    )
    record = read_file(probe(text))
    assert isinstance(record, kernel_log.KernelLogRecord)
    assert record.lines == ()


@pytest.mark.parametrize(
    ("line", "hypervisor"),
    [
        ("Hypervisor detected: VMware", Hypervisor.VMWARE),
        ("Hypervisor detected: Microsoft HyperV", Hypervisor.HYPER_V),
        ("Hypervisor detected: Xen HVM", Hypervisor.XEN),
        ("Booting paravirtualized kernel on KVM", Hypervisor.KVM),
        ("Booting paravirtualized kernel on VMware hypervisor", Hypervisor.VMWARE),
        ("kvm-clock: Using msrs 4b564d01 and 4b564d00", Hypervisor.KVM),
        ("clocksource: Switched to clocksource hyperv_clocksource_tsc_page", Hypervisor.HYPER_V),
        ("Switching to clocksource xen", Hypervisor.XEN),
        ("vmware: TSC freq read from hypervisor : 2400.000 MHz", Hypervisor.VMWARE),
        ("ACPI: RSDP 0x00000000000E0000 000024 (v02 VBOX  )", Hypervisor.VIRTUALBOX),
        ("ACPI: RSDP 000E0000, 0024 (r2 VBOX  )", Hypervisor.VIRTUALBOX),
        (
            "ACPI: XSDT 0x00000000BFEDB633 00005C (v01 INTEL  440BX    06040000 VMW  01324272)",
            Hypervisor.VMWARE,
        ),
        (
            "ACPI: FACP 0x000000003FFF0200 000081 (v02 VRTUAL MICROSFT 06001702 MSFT 00000097)",
            Hypervisor.HYPER_V,
        ),
        (
            "ACPI: FACP 0x00000000BFFE1A83 000074 (v01 BOCHS  BXPC     00000001 BXPC 00000001)",
            Hypervisor.KVM,
        ),
        ("ACPI: RSDP 0x00000000BFB88014 000024 (v02 BHYVE )", Hypervisor.BHYVE),
        ("ACPI: RSDP 0x00000000000EA020 000024 (v02 Xen   )", Hypervisor.XEN),
        (
            "DMI: innotek GmbH VirtualBox/VirtualBox, BIOS VirtualBox 12/01/2006",
            Hypervisor.VIRTUALBOX,
        ),
        (
            "DMI: Microsoft Corporation Virtual Machine/Virtual Machine, BIOS 090008  12/07/2018",
            Hypervisor.HYPER_V,
        ),
        ("DMI: Xen HVM domU, BIOS 4.11.amazon 08/24/2006", Hypervisor.XEN),
        ("scsi 2:0:0:0: Direct-Access     VMware   Virtual disk     2.0  PQ: 0", Hypervisor.VMWARE),
        ("ata1.00: ATA-6: VBOX HARDDISK, 1.0, max UDMA/133", Hypervisor.VIRTUALBOX),
    ],
)
def test_lines_name_their_hypervisor(line: str, hypervisor: Hypervisor) -> None:
    verdict = judged(f"[    0.000000] {line}\n")
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


@pytest.mark.parametrize(
    "line",
    [
        "Booting paravirtualized kernel on bare hardware",
        "ACPI: RSDP 0x00000000000F6A00 000024 (v02 PTLTD )",
        "ACPI: RSDP 0x00000000000F6A00 000024 (v02 SUPERM)",
        "clocksource: Switched to clocksource tsc",
        "ACPI: RSDP 0x00000000000F27C0 000014 (v00 Google)",
        "scsi 0:0:0:0: Direct-Access     ATA      INTEL SSDSC2BB48 0150 PQ: 0 ANSI: 5",
    ],
)
def test_lines_that_prove_nothing(line: str) -> None:
    verdict = judged(f"[    0.000000] {line}\n")
    assert (verdict.role, verdict.hypervisor) == (Role.UNDETERMINED, None)


def test_a_makers_dmi_line() -> None:
    verdict = judged("[    0.000000] DMI: Dell Inc. PowerEdge R650/0PYXKY, BIOS 1.5.5 02/10/2022\n")
    assert verdict.role is Role.BARE_METAL
    # The kernel writes no mark between vendor and product: none is quoted.
    assert verdict.product is None
    assert all("PowerEdge R650" in finding.text for finding in verdict.findings)


def test_the_root_partition_says_so() -> None:
    verdict = judged(
        "[    0.000000] Hypervisor detected: Microsoft Hyper-V\n"
        "[    0.000000] Hyper-V: running as root partition\n"
    )
    assert (verdict.role, verdict.hypervisor) == (Role.HOST, Hypervisor.HYPER_V)


def test_virtualbox_speaks_kvm_in_the_log_too() -> None:
    verdict = judged(
        "[    0.000000] Hypervisor detected: KVM\n"
        "[    0.000900] ACPI: RSDP 0x00000000000E0000 000024 (v02 VBOX  )\n"
    )
    assert verdict.hypervisor is Hypervisor.VIRTUALBOX
    assert any("KVM's interface" in str(conflict) for conflict in verdict.conflicts)


def test_what_systemd_concluded_is_a_tools_word() -> None:
    verdict = judged(
        "Nov 23 01:02:03 web kernel: Linux version 6.1\n"
        "Nov 23 01:02:04 web systemd[1]: Detected virtualization vmware.\n"
        "Nov 23 01:02:05 web kernel: a\nNov 23 01:02:05 web kernel: b\n"
    )
    (finding,) = verdict.findings
    assert (finding.kind.value, finding.line) == ("tool", 2)


def test_time_is_linear_in_a_long_log() -> None:
    line = "Nov 23 01:02:03 web-01 app[7]: ACPI: DMI: kernel kernel : vmware clocksource\n"
    file = probe(line * 20_000)
    began = time.process_time()
    kernel_log.recognises(file)
    kernel_log.parse(file)
    assert time.process_time() - began < 5


# --- Xen -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["proc/xen/capabilities", "proc_xen_capabilities.txt"])
def test_dom0_by_its_capabilities(name: str) -> None:
    file = probe("control_d\n", name)
    assert isinstance(read_file(file), xen.XenRecord)
    verdict = classify(Capture("m", (file,)))
    assert (verdict.role, verdict.hypervisor) == (Role.HOST, Hypervisor.XEN)


def test_domu_on_amazon_by_sysfs() -> None:
    files = (
        probe("xen\n", "sys/hypervisor/type"),
        probe("ec2ae331-7e0c-4a4d-9b7a-2a3f0c1d9e55\n", "sys/hypervisor/uuid"),
    )
    verdict = classify(Capture("m", files))
    assert (verdict.role, verdict.hypervisor, verdict.cloud) == (
        Role.GUEST,
        Hypervisor.XEN,
        Cloud.AWS,
    )


def test_an_empty_file_of_capabilities_is_no_evidence() -> None:
    assert classify(Capture("m", (probe("\n", "proc/xen/capabilities"),))).findings == ()


# --- the tables ------------------------------------------------------------------------------


def test_rows_have_sources_and_chances() -> None:
    rows = [*words.DETECTED, *words.CLOCKS, *words.DISKS, *words.ACPI]
    assert all(row.source and 0 < row.strength < 1 for row in rows)
    guests = drivers.DRIVERS.values()
    assert all(row.source and 0 < row.machine < 1 for row in guests)
    # A name with no strength would be a name that nobody gave.
    assert all((row.hypervisor is None) == (row.strength == 0) for row in guests)


def test_no_module_that_loads_anywhere_is_in_the_table() -> None:
    anywhere = {"kvm", "virtio", "virtio_ring", "vmw_vmci", "vmw_vsock_vmci_transport"}
    assert not anywhere & {*drivers.DRIVERS, *drivers.HOST_DRIVERS}
