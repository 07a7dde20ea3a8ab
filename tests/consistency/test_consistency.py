"""Every shipped machine agrees with itself, and a planted contradiction of each kind is caught."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hvutils.captures import Capture, ProbeFile
from tests.consistency.__main__ import main, shipped
from tests.consistency.checks import CHECKS, contradictions

PACKAGE = Path(__file__).resolve().parents[2] / "hvutils"
every_machine = pytest.mark.parametrize(
    "folder",
    shipped(),
    ids=lambda path: path.parent.name if path.name == "probes" else path.name,
)


@every_machine
def test_the_probes_of_a_machine_agree(folder: Path) -> None:
    assert list(contradictions(Capture.load(folder))) == []


def planted(machine: str, probe: str, old: str, new: str) -> set[str]:
    """The checks that complain once one text of one probe is another."""
    folder = PACKAGE / "samples" / machine / "probes"
    folder = folder if folder.is_dir() else PACKAGE / "pool" / machine
    capture = Capture.load(folder)
    files = []
    for file in capture.files:
        text = re.sub(old, new, file.text, count=1, flags=re.M) if file.name == probe else file.text
        assert file.name != probe or text != file.text, f"{old!r} is not in {machine}'s {probe}"
        files.append(ProbeFile(file.name, text))
    return {check for check, _ in contradictions(Capture(capture.name, tuple(files)))}


PLANTED = [
    # The processor: vendor, name, family, model, stepping, in each pair of probes.
    ("processor", "aws-nitro", "lscpu.txt", r"GenuineIntel", "AuthenticAMD"),
    ("processor", "aws-nitro", "proc_cpuinfo.txt", r"8259CL", "8175M"),
    ("processor", "aws-nitro", "lscpu.txt", r"^Stepping:( +)7", r"Stepping:\g<1>4"),
    ("processor", "qemu-plain", "cpuid.txt", r"eax=0x000106a3", "eax=0x000206c1"),
    ("processor", "hyperv-guest", "dmesg.txt", r"model: 0x6a", "model: 0x55"),
    (
        "processor",
        "bare-metal-server",
        "proc_cpuinfo.txt",
        r"(?s)(\nflags\t\t: fpu)",
        r"\g<1> vme2",
    ),
    # Counts.
    ("counts", "aws-nitro", "lscpu.txt", r"^CPU\(s\):( +)2", r"CPU(s):\g<1>4"),
    ("counts", "esxi-guest", "lscpu.txt", r"^Socket\(s\):( +)4", r"Socket(s):\g<1>2"),
    ("counts", "esxi-guest", "proc_cpuinfo.txt", r"^apicid\t\t: 2", "apicid\t\t: 0"),
    ("counts", "aws-metal", "lscpu.txt", r"^(NUMA node0 CPU\(s\): +)\S+", r"\g<1>0-3"),
    (
        "counts",
        "hyperv-root",
        "systeminfo.txt",
        r"2 Processor\(s\) Installed",
        "4 Processor(s) Installed",
    ),
    # Flags.
    ("flags", "virtualbox-guest", "lscpu.txt", r" hypervisor ", " "),
    ("flags", "workstation-host", "lscpu.txt", r"^(Virtualization: +)VT-x", r"\g<1>AMD-V"),
    ("flags", "qemu-plain", "cpuid.txt", r"ecx=0x80982201", "ecx=0x00982201"),
    ("flags", "google-guest", "proc_cpuinfo.txt", r"^bogomips\t: 4399\.99", "bogomips\t: 4400.00"),
    # Caches and memory.
    ("caches", "azure-guest", "lscpu.txt", r"35\.8 MiB", "32 MiB"),
    ("memory", "hyperv-root", "systeminfo.txt", r"46,842", "46,843"),
    ("memory", "bare-metal-server", "dmidecode.txt", r"Size: 32 GB", "Size: 64 GB"),
    ("memory", "bare-metal-server", "dmidecode.txt", r"Devices: 8", "Devices: 12"),
    ("memory", "windows-vbs", "systeminfo.txt", r"6,215", "61,215"),
    # Devices and drivers.
    ("devices", "aws-nitro", "lspci_nnk.txt", r"^00:04\.0", "00:05.0"),
    ("devices", "virtualbox-guest", "ip_link.txt", r"enp0s3", "enp0s9"),
    ("drivers", "aws-nitro", "lsmod.txt", r"^ena .*\n", ""),
    ("drivers", "esxi-guest", "lsmod.txt", r"^(vmw_vmci +\d+ +)2", r"\g<1>1"),
    ("drivers", "hyperv-guest", "lsmod.txt", r"^hv_vmbus .*\n", ""),
    # Addresses.
    ("addresses", "hyperv-root", "getmac_v.txt", r"00-15-5D-06-0C-00", "00-15-5D-06-0C-01"),
    ("addresses", "hyperv-root", "systeminfo.txt", r"10\.44\.6\.12", "10.44.6.13"),
    ("addresses", "windows-on-vmware", "ipconfig_all.txt", r"100666409", "100666408"),
    # Firmware: strings and dates.
    ("firmware", "parallels-guest", "sys_class_dmi_id/product_name", "Parallels", "Parallel"),
    (
        "firmware",
        "aws-nitro",
        "dmidecode.txt",
        r"Product Name: t3\.medium",
        "Product Name: t3.large",
    ),
    ("firmware", "hyperv-guest", "dmesg.txt", r"05/13/2024", "05/14/2024"),
    # Releases and names.
    ("release", "hyperv-guest", "uname_a.txt", r"6\.1\.0-28", "6.1.0-27"),
    ("release", "esxi-host", "uname_a.txt", r"24022510", "24022511"),
    ("release", "esxi-host", "esxcli_system_version_get.txt", r"8\.0\.3", "8.0.2"),
    ("release", "windows-vbs", "ipconfig_all.txt", r"NB-ELSTER", "NB-AMSEL"),
    # The hypervisor and its signature.
    ("hypervisor", "hyperv-guest", "lscpu.txt", r"^(Hypervisor vendor: +)Microsoft", r"\g<1>KVM"),
    ("hypervisor", "hyperv-guest", "dmesg.txt", r"Detected 2394\.375 MHz", "Detected 2095.078 MHz"),
]


@pytest.mark.parametrize(
    ("check", "machine", "probe", "old", "new"),
    PLANTED,
    ids=[f"{check}-{machine}-{number}" for number, (check, machine, *_) in enumerate(PLANTED)],
)
def test_a_planted_contradiction_is_caught(
    check: str, machine: str, probe: str, old: str, new: str
) -> None:
    assert check in planted(machine, probe, old, new)


def test_each_check_catches_something() -> None:
    assert {check for check, *_ in PLANTED} == set(CHECKS)


def test_the_signature_is_compared_with_lscpu() -> None:
    leaves = "0x00000000 0x00: eax=0x0000000b ebx=0x756e6547 ecx=0x6c65746e edx=0x49656e69\n"
    leaves += "0x00000001 0x00: eax=0x000106a3 ebx=0x00000800 ecx=0x80982201 edx=0x078bfbfd\n"
    leaves += "0x40000000 0x00: eax=0x40000001 ebx=0x4b4d564b ecx=0x564b4d56 edx=0x0000004d\n"
    lscpu = "Flags: fpu hypervisor\nHypervisor vendor: Xen\nVirtualization type: full\n"
    files = (ProbeFile("cpuid.txt", leaves), ProbeFile("lscpu.txt", lscpu))
    assert ("hypervisor", "the hypervisor: lscpu says 'Xen', the signature says 'KVM'") in list(
        contradictions(Capture("one", files))
    )


def test_the_two_forms_of_lspci_are_compared() -> None:
    plain = "00:02.0 VGA compatible controller [0300]: VMware SVGA II Adapter [15ad:0405]\n"
    other = plain.replace("SVGA II", "SVGA III")
    for whole, told in ((plain, 0), (other, 1)):
        files = (
            ProbeFile("lspci_nn.txt", plain),
            ProbeFile("lspci_nnk.txt", f"{whole}\tKernel driver in use: vmwgfx\n"),
        )
        found = [check for check, said in contradictions(Capture("one", files)) if "-nnk" in said]
        assert found == ["devices"] * told


def test_memory_modules_are_compared_with_the_array_and_the_kernel() -> None:
    table = (
        "Handle 0x1000, DMI type 16, 23 bytes\nPhysical Memory Array\n\tNumber Of Devices: {}\n\n"
    )
    slot = "Handle 0x11{:02}, DMI type 17, 40 bytes\nMemory Device\n\tSize: 8 GB\n\n"
    both = slot.format(0) + slot.format(1)
    log = "[ 0.1] Memory: 15900000K/{}K available\n"

    def found(devices: int, kernel: int) -> list[str]:
        files = (
            ProbeFile("dmidecode.txt", table.format(devices) + both),
            ProbeFile("dmesg.txt", log.format(kernel)),
        )
        return [sentence for _, sentence in contradictions(Capture("one", files))]

    assert found(2, 16 * 1024 * 1024 - 4000) == []
    assert found(4, 16 * 1024 * 1024) == [
        "the memory slots: the array says 4, dmidecode says 2",
    ]
    assert found(2, 8 * 1024 * 1024) == [
        "memory: dmidecode has 16384 MB, the kernel's log 8192 MB",
    ]


def test_the_command_counts_and_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lscpu.txt").write_text("CPU(s): 4\n")
    (tmp_path / "proc_cpuinfo.txt").write_text("processor\t: 0\n")
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "counts: the count of processors: lscpu says '4', cpuinfo says 1" in said
    assert "1 machines, 1 contradict themselves" in said
    assert main([str(tmp_path / "nowhere")]) == 2
