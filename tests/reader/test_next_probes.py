"""What the reader asks for next: commands that exist there, and nothing that it has already."""

from __future__ import annotations

from pathlib import Path

import pytest

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.verdict import classify

GOLDEN = sorted(path.parent for path in Path(__file__).parent.glob("golden/*/expected.json"))


def asked(**files: str) -> tuple[str, ...]:
    capture = Capture("m", tuple(ProbeFile(name, text) for name, text in files.items()))
    return classify(capture).next_probes


def test_an_x86_linux_is_asked_for_cpuid_with_root_and_without() -> None:
    probes = asked(lscpu="Architecture: x86_64\nHypervisor vendor: KVM\n")
    assert "cpuid -1 -r" in probes
    assert any(probe.startswith("grep -s . /sys/class/dmi") for probe in probes)
    assert any(probe.startswith("sudo dmidecode") for probe in probes)
    assert not any("lscpu" in probe for probe in probes)


@pytest.mark.parametrize("architecture", ["aarch64", "riscv64", "ppc64le", "loongarch64"])
def test_other_processors_have_no_cpuid(architecture: str) -> None:
    probes = asked(lscpu=f"Architecture: {architecture}\nVendor ID: 0x41\nModel name: -\n")
    assert not any("cpuid" in probe for probe in probes)
    assert any("/proc/device-tree" in probe for probe in probes)


def test_ibm_z_is_asked_for_its_layers() -> None:
    probes = asked(lscpu="Architecture: s390x\nVendor ID: IBM/S390\nModel name: -\n")
    assert "cat /proc/sysinfo" in probes
    assert not any("device-tree" in probe or "cpuid" in probe for probe in probes)


def test_a_bsd_is_asked_for_what_a_bsd_has() -> None:
    text = "vtnet0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX> metric 0 mtu 1500\n"
    probes = asked(ifconfig=f"{text}\tether 52:54:00:12:34:56\n")
    assert "kenv | grep smbios" in probes
    assert not any("/sys/" in probe or "lscpu" in probe for probe in probes)


SOLARIS = "net0: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2\n"
AIX = "en0: flags=1e080863,480<UP,BROADCAST,NOTRAILERS,RUNNING,SIMPLEX,MULTICAST,GROUPRT>\n"


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("ifconfig", f"{SOLARIS}        ether 0:14:4f:12:34:56\n", "virtinfo -a"),
        ("ifconfig", f"{AIX}        inet 192.0.2.1 netmask 0xffffff00\n", "lparstat -i"),
        (
            "facts.json",
            '{\n "facterversion": "4.2",\n "kernel": "SunOS",\n "virtual": "ldom"\n}\n',
            "prtdiag",
        ),
        (
            "facts.json",
            '{\n "facterversion": "4.2",\n "kernel": "FreeBSD",\n "virtual": "kvm"\n}\n',
            "pciconf -lv",
        ),
    ],
)
def test_other_unix_is_asked_for_what_it_has(name: str, text: str, wanted: str) -> None:
    probes = asked(**{name: text})
    assert wanted in probes
    for strange in ("lscpu", "/sys/", "lsmod", "/proc/", "Get-Cim"):
        assert not any(strange in probe for probe in probes)


@pytest.mark.parametrize(
    ("text", "wanted", "strange"),
    [
        ("vendor_id       : IBM/S390\n# processors    : 2\nfeatures : esan3\n", "sysinfo", "tree"),
        ("processor\t: 0\ncpu\t\t: POWER9, altivec\nplatform\t: pSeries\n", "tree", "sysinfo"),
        ("cpu\t\t: UltraSparc T5\ntype\t\t: sun4v\nncpus probed\t: 2\n", "tree", "sysinfo"),
    ],
    ids=["ibm-z", "power", "sparc"],
)
def test_machines_without_dmi_are_not_asked_for_it(text: str, wanted: str, strange: str) -> None:
    probes = asked(cpuinfo=text)
    assert any(wanted in probe for probe in probes)
    for word in ("dmidecode", "/dmi/", "cpuid", strange):
        assert not any(word in probe for probe in probes)


def test_udevadm_tells_the_architecture() -> None:
    probes = asked(udev="P: /devices/css0/0.0.0000\nE: DEVPATH=/devices/css0/0.0.0000\n\n")
    assert "cat /proc/sysinfo" in probes
    assert not any("cpuid" in probe or "dmi" in probe for probe in probes)


def test_windows_is_not_asked_for_systeminfo_again() -> None:
    text = "Host Name: X\nOS Name: Microsoft Windows 10 Pro\nSystem Type: x64-based PC\n"
    detected = "Hyper-V Requirements: A hypervisor has been detected.\n"
    probes = asked(systeminfo=text + detected)
    assert probes
    assert all(probe.startswith("Get-CimInstance") for probe in probes)


def test_a_refused_dmidecode_is_asked_for_again() -> None:
    probes = asked(dmidecode="# dmidecode 3.3\n/dev/mem: Permission denied\n")
    assert any(probe.startswith("sudo dmidecode") for probe in probes)


def test_a_flag_on_a_makers_machine_is_settled_by_xens_files() -> None:
    folder = Path(__file__).parent / "golden" / "flag-on-a-maker"
    probes = classify(Capture.load(folder)).next_probes
    assert any("/proc/xen/capabilities" in probe for probe in probes)
    assert "cpuid -1 -r" in probes


def test_vmwares_tools_are_asked_once() -> None:
    asks = "vmware-toolbox-cmd stat raw text session"
    there = Path(__file__).parent / "golden"
    assert asks in classify(Capture.load(there / "vmware-guest-type-open")).next_probes
    assert asks not in classify(Capture.load(there / "vmware-esxi-told")).next_probes


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_what_is_asked_for_is_one_line_and_not_there_yet(folder: Path) -> None:
    capture = Capture.load(folder)
    held = {file.name.rpartition("/")[2].partition(".")[0] for file in capture.files}
    for probe in classify(capture).next_probes:
        assert probe.strip() == probe
        assert "\n" not in probe
        assert probe.removeprefix("LC_ALL=C ").split()[0] not in held - {"dmidecode"}
