"""Probes beside the common ones: forms of logs, clocks, partitions, addresses, disks, the BSDs."""

from __future__ import annotations

import json

import pytest

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.parsers import read_file
from hvutils.tables.words import Container, Hypervisor, HypervisorType, Role
from hvutils.verdict import Verdict, classify

H = Hypervisor
T = HypervisorType


def judged(text: str, name: str = "output3.txt") -> Verdict:
    return classify(Capture("m", (ProbeFile(name, text),)))


# --- the kernel's log ------------------------------------------------------------------------

SAYS = "Hypervisor detected: KVM"
LOGS = {
    "dmesg -x": f"kern  :notice: [    0.000000] Linux version 6\nkern  :info  : [    0.0] {SAYS}\n",
    "dmesg -T": f"[Tue Nov 24 10:00:00 2026] {SAYS}\n",
    "dmesg -H": f"[Nov24 10:00] Linux version 6\n[  +0.000000] {SAYS}\n",
    "dmesg --time-format iso": f"2026-11-24T10:00:00,000001+00:00 {SAYS}\n",
    "dmesg -r": f"<5>[    0.000000] Linux version 6\n<6>[    0.000000] {SAYS}\n",
    "dmesg -J": json.dumps(
        {"dmesg": [{"pri": 5, "time": 0.0, "msg": "Linux 6"}, {"pri": 6, "msg": SAYS}]}, indent=3
    ),
    "journalctl": f"Nov 24 10:00:00 web kernel: {SAYS}\n",
    "journalctl -o short-precise": f"Nov 24 10:00:00.000001 web kernel: {SAYS}\n",
    "journalctl -o short-full": f"Tue 2026-11-24 10:00:00 UTC web kernel: {SAYS}\n",
    "journalctl -o short-iso": f"2026-11-24T10:00:00+0000 web kernel: {SAYS}\n",
    "journalctl -o short-iso-precise": f"2026-11-24T10:00:00.000001+0000 web kernel: {SAYS}\n",
    "journalctl -o short-monotonic": f"[    0.000000] web kernel: {SAYS}\n",
    "journalctl -o cat": f"Linux version 6\n{SAYS}\n",
    "journalctl -o json": "".join(
        json.dumps({"_TRANSPORT": "kernel", "MESSAGE": text, "PRIORITY": "6"}) + "\n"
        for text in ("Linux version 6", SAYS)
    ),
    "journalctl -o export": f"_TRANSPORT=kernel\nPRIORITY=6\nMESSAGE={SAYS}\n\n",
    "rsyslog": f"Nov 24 10:00:00 web kernel: [    0.000000] {SAYS}\n",
    "FreeBSD": 'FreeBSD 14.0-RELEASE\nHypervisor: Origin = "KVMKVMKVM"\n',
    "OpenBSD": "OpenBSD 7.4 (GENERIC)\npvbus0 at mainbus0: KVM\n",
}


@pytest.mark.parametrize("text", LOGS.values(), ids=LOGS)
def test_forms_of_the_log(text: str) -> None:
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, H.KVM)
    number = next(n for n, line in enumerate(text.split("\n"), 1) if "KVM" in line)
    assert {finding.line for finding in verdict.findings} == {number}


def test_what_no_json_is_breaks_nothing() -> None:
    text = '{"MESSAGE": "broken \\u12"}\n{"MESSAGE": "Hypervisor detected: Xen"}\n'
    assert judged(text).hypervisor is H.XEN


# --- the kernel's own files ------------------------------------------------------------------

CLOCKS = "sys/devices/system/clocksource/clocksource0/"


@pytest.mark.parametrize(
    ("name", "text", "hypervisor"),
    [
        ("current_clocksource", "kvm-clock\n", H.KVM),
        ("available_clocksource", "xen tsc hpet acpi_pm \n", H.XEN),
        ("current_clocksource", "hyperv_clocksource_tsc_page\n", H.HYPER_V),
        ("current_clocksource", "tsc\n", None),
    ],
)
def test_the_clock(name: str, text: str, hypervisor: Hypervisor | None) -> None:
    assert judged(text, CLOCKS + name).hypervisor is hypervisor


def test_a_word_of_the_kernel_is_no_word_of_a_tool() -> None:
    verdict = judged("xen\n", "sys/hypervisor/type")
    assert verdict.findings[0].text == "hypervisor type: xen"


@pytest.mark.parametrize(("features", "role"), [("000cafff", Role.HOST), ("000003f7", Role.GUEST)])
def test_features_of_dom0(features: str, role: Role) -> None:
    files = (
        ProbeFile("sys/hypervisor/type", "xen\n"),
        ProbeFile("sys/hypervisor/properties/features", f"{features}\n"),
    )
    verdict = classify(Capture("m", files))
    assert (verdict.role, verdict.hypervisor) == (role, H.XEN)


@pytest.mark.parametrize(
    ("text", "hypervisor"),
    [
        ("BOOT_IMAGE=/boot/vmlinuz-6.1.0 root=/dev/vda1 ro quiet\n", H.KVM),
        ("root=/dev/xvda1 ro console=hvc0\n", H.XEN),
        ("console=ttyS0 panic=1 pci=off virtio_mmio.device=4K@0xd0000000:5\n", H.KVM),
    ],
    ids=["virtio", "Xen", "a microVM"],
)
def test_the_command_line(text: str, hypervisor: Hypervisor) -> None:
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


def test_a_command_line_that_says_nothing_is_read_all_the_same() -> None:
    verdict = judged("BOOT_IMAGE=(hd0)/vmlinuz root=/dev/mapper/vg-root ro quiet\n")
    assert (verdict.role, verdict.findings) == (Role.UNDETERMINED, ())


IOMEM = "00001000-0009ffff : System RAM\n000a0000-000bffff : PCI Bus 0000:00\n"


@pytest.mark.parametrize(
    ("line", "role", "hypervisor"),
    [
        ("e8000000-efffffff : vmwgfx probe", Role.UNDETERMINED, None),
        ("  0510-051b : QEMU0002:00", Role.GUEST, H.KVM),
        ("  c000-c0ff : xen-platform-pci", Role.GUEST, H.XEN),
        ("  fd5fe000-fd5fefff : vmw_pvscsi", Role.GUEST, H.VMWARE),
        ("  c0008000-c000bfff : ahci", Role.UNDETERMINED, None),
    ],
)
def test_owners_of_addresses(line: str, role: Role, hypervisor: Hypervisor | None) -> None:
    verdict = judged(f"{IOMEM}{line}\n")
    assert verdict.hypervisor is hypervisor
    if hypervisor:
        assert verdict.role is role


LPAR = (
    "lparcfg 1.9\nserial_number=IBM,02\nsystem_type={}\npartition_id=5\nshared_processor_mode=1\n"
)


@pytest.mark.parametrize(
    ("machine", "hypervisor"),
    [("IBM,9119-MME", H.POWERVM), ("IBM pSeries (emulated by qemu)", H.KVM)],
)
def test_a_partition_of_power(machine: str, hypervisor: Hypervisor) -> None:
    verdict = judged(LPAR.format(machine))
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


# --- the device tree -------------------------------------------------------------------------


def test_the_device_that_qemu_configures_firmware_with() -> None:
    verdict = judged("qemu,fw-cfg-mmio\0", "proc/device-tree/fw-cfg@9020000/compatible")
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, H.KVM)


def test_compatible_without_its_zeros_and_its_path() -> None:
    assert judged("linux,dummy-virt\n").role is Role.GUEST
    assert judged("raspberrypi,4-model-b\nbrcm,bcm2711\n").role is Role.BARE_METAL


def test_the_model_alone_names_a_board() -> None:
    verdict = judged("Raspberry Pi 4 Model B Rev 1.4\0", "proc/device-tree/model")
    assert verdict.role is Role.BARE_METAL


def test_a_partitions_name_may_be_powervms_or_qemus() -> None:
    verdict = judged("lpar1\0", "proc/device-tree/ibm,partition-name")
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, None)


# --- the clock's range -----------------------------------------------------------------------

LSCPU = (
    "Architecture: {}\nCPU(s): 32\nModel: 2\nCPU max MHz: {}\nCPU min MHz: {}\nFlags: fp asimd\n"
)


@pytest.mark.parametrize(
    ("architecture", "high", "low", "role"),
    [
        ("aarch64", "3300.0000", "363.9700", Role.BARE_METAL),
        ("riscv64", "1500.0000", "375.0000", Role.BARE_METAL),
        ("aarch64", "2600.0000", "2600.0000", Role.UNDETERMINED),
    ],
)
def test_who_sets_the_clock_has_the_machine(
    architecture: str, high: str, low: str, role: Role
) -> None:
    assert judged(LSCPU.format(architecture, high, low)).role is role


def test_on_x86_the_clock_shows_nothing() -> None:
    verdict = judged(LSCPU.format("x86_64", "3300.0000", "363.9700"))
    assert not any("MHz" in finding.text for finding in verdict.findings)


def test_the_table_of_processors_of_ibm_z() -> None:
    heading = "CPU NODE DRAWER BOOK SOCKET CORE L1d:L1i:L2d:L2i ONLINE CONFIGURED POLARIZATION"
    assert judged(f"{heading} ADDRESS\n0 0 0 0 0 0 0:0:0:0 yes yes horizontal 0\n").findings == ()


# --- disks -----------------------------------------------------------------------------------

DISKS = {
    "smartctl, SCSI": (
        "smartctl 7.2 2020-12-30\n\n=== START OF INFORMATION SECTION ===\n"
        "Vendor:               VMware\nProduct:              Virtual disk\n",
        H.VMWARE,
    ),
    "smartctl, ATA": (
        "=== START OF INFORMATION SECTION ===\nDevice Model:     QEMU HARDDISK\n",
        H.KVM,
    ),
    "hdparm -I": (
        "\n/dev/sda:\n\nATA device, with non-removable media\n"
        "\tModel Number:       VBOX HARDDISK                           \n",
        H.VIRTUALBOX,
    ),
    "udisksctl": (
        "/org/freedesktop/UDisks2/block_devices/vda:\n  org.freedesktop.UDisks2.Block:\n"
        "    PreferredDevice:            /dev/vda\n",
        H.KVM,
    ),
    "wmic diskdrive": ("\n\nModel=VMware Virtual disk SCSI Disk Device\n\n", H.VMWARE),
}


@pytest.mark.parametrize(("text", "hypervisor"), DISKS.values(), ids=DISKS)
def test_models_of_disks(text: str, hypervisor: Hypervisor) -> None:
    assert judged(text).hypervisor is hypervisor


def test_a_makers_disk_is_read_and_says_nothing() -> None:
    text = "=== START OF INFORMATION SECTION ===\nDevice Model:     WDC WD5000AAKS-402AA0\n"
    verdict = judged(text)
    assert (verdict.role, verdict.findings) == (Role.UNDETERMINED, ())


# --- containers ------------------------------------------------------------------------------

STATUS = "Name:\tcat\nState:\tR (running)\nPid:\t3120\n"
OVERLAY = "rw,relatime,lowerdir=/var/lib/docker/overlay2/l/A:/x,upperdir=/b/diff"
CONTAINERS = {
    "VServer": (f"{STATUS}VxID:\t101\nNxID:\t101\n", Container.LINUX_VSERVER),
    "VServer, the host": (f"{STATUS}VxID:\t0\n", None),
    "VServer, old": (f"{STATUS}s_context:\t40\n", Container.LINUX_VSERVER),
    "OpenVZ": (
        "Version: 2.5\n       uid  resource      held\n      101:  kmemsize   2670652  3246932\n",
        Container.OPENVZ,
    ),
    "OpenVZ, the host": (
        "Version: 2.5\n       uid  resource      held\n        0:  kmemsize   2670652  3246932\n",
        None,
    ),
    "mountinfo": (
        f"1 2 0:50 / / rw,relatime master:1 - overlay overlay {OVERLAY}\n",
        Container.DOCKER,
    ),
    "mounts": (f"overlay / overlay {OVERLAY} 0 0\n", Container.DOCKER),
    "a host's mounts": (
        "/dev/sda1 / ext4 rw 0 0\noverlay /var/lib/docker/overlay2/b/merged overlay "
        f"{OVERLAY} 0 0\noverlay / tmpfs rw 0 0\n",
        None,
    ),
}


@pytest.mark.parametrize(
    ("text", "container"),
    [item for name, item in CONTAINERS.items() if name != "a host's mounts"],
    ids=[name for name in CONTAINERS if name != "a host's mounts"],
)
def test_marks_of_containers(text: str, container: Container | None) -> None:
    assert judged(text).container is container


def test_the_mounts_of_containers_do_not_make_their_host_one() -> None:
    text, _ = CONTAINERS["a host's mounts"]
    record = read_file(ProbeFile("proc/mounts", text))
    assert record is None or not getattr(record, "marks", ())


# --- the BSDs --------------------------------------------------------------------------------

BSD = {
    "kenv": (
        'smbios.system.maker="innotek GmbH"\nsmbios.system.product="VirtualBox"\n',
        H.VIRTUALBOX,
    ),
    "kern.vm_guest": ("kern.vm_guest: vmware\nhw.model: Intel(R) Xeon(R)\n", H.VMWARE),
    "OpenBSD": ("hw.vendor=OpenBSD\nhw.product=VMM\n", H.OPENBSD_VMM),
    "NetBSD": ("machdep.dmi.system-vendor = QEMU\nmachdep.dmi.system-product = x\n", H.KVM),
    "pciconf": (
        "hostb0@pci0:0:0:0:\tclass=0x060000 rev=0x02 hdr=0x00 vendor=0x8086 device=0x1237 "
        "subvendor=0x1af4 subdevice=0x1100\n    vendor     = 'Intel Corporation'\n",
        H.KVM,
    ),
    "pciconf before 13": (
        "hostb0@pci0:0:0:0:\tclass=0x060000 card=0x197615ad chip=0x71908086 rev=0x01 hdr=0x00\n",
        H.VMWARE,
    ),
}


@pytest.mark.parametrize(("text", "hypervisor"), BSD.values(), ids=BSD)
def test_guests_of_the_bsds(text: str, hypervisor: Hypervisor) -> None:
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


def test_freebsd_sees_no_hypervisor() -> None:
    assert judged("kern.vm_guest: none\n").role is Role.BARE_METAL


def test_a_real_bridge_in_pciconf() -> None:
    text = (
        "hostb0@pci0:0:0:0:\tclass=0x060000 rev=0x07 hdr=0x00 vendor=0x8086 device=0x2020 "
        "subvendor=0x8086 subdevice=0x0000\n"
    )
    assert judged(text).role is Role.BARE_METAL


# --- what next_probes asks for is read -------------------------------------------------------

ASKED = {
    "grep of DMI": (
        "/sys/class/dmi/id/sys_vendor:QEMU\n/sys/class/dmi/id/product_name:Standard PC (x)\n",
        Role.GUEST,
        H.KVM,
    ),
    "grep of Xen's files": (
        "/sys/hypervisor/type:xen\n/sys/hypervisor/properties/features:00000f05\n",
        Role.HOST,
        H.XEN,
    ),
    "grep of capabilities": ("/proc/xen/capabilities:control_d\n", Role.HOST, H.XEN),
    "Win32_PnPEntity": (
        "\nName         : x\nManufacturer : VMware, Inc.\n"
        "PNPDeviceID  : PCI\\VEN_15AD&DEV_0740&SUBSYS_074015AD&REV_10\\3&18D45AA6&0&3F\n",
        Role.GUEST,
        H.VMWARE,
    ),
    "the pool of Hyper-V": (
        "HostName\nHV-HOST01\nHostingSystemOsMajor\n10\nVirtualMachineName\nweb-01\n",
        Role.GUEST,
        H.HYPER_V,
    ),
}


@pytest.mark.parametrize(("text", "role", "hypervisor"), ASKED.values(), ids=ASKED)
def test_what_is_asked_for_is_read(text: str, role: Role, hypervisor: Hypervisor) -> None:
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (role, hypervisor)


@pytest.mark.parametrize("word", ["vmx", "svm"])
def test_one_word_of_the_processors_flags(word: str) -> None:
    files = (ProbeFile("a.txt", f"{word}\n"), ProbeFile("b.txt", "KVMKVMKVM\n"))
    assert classify(Capture("m", files)).nesting_exposed is True


# --- ESXi's shell -----------------------------------------------------------------------------

ESXCLI = {
    "vm process list": (
        "web-01\n   World ID: 2104872\n   Process ID: 0\n   VMX Cartel ID: 2104871\n"
        "   UUID: [redacted]\n   Display Name: web-01\n   Config File: /vmfs/volumes/a/w.vmx\n",
        2,
    ),
    "network nic list, ESXi 7": (
        "Name    PCI Device    Driver  Admin Status  Link Status  Speed  Duplex  MAC Address   "
        "MTU   Description\n"
        "------  ------------  ------\n"
        "vmnic0  0000:04:00.0  ntg3    Up            Up            1000  Full    "
        "e4:3d:1a:00:00:01  1500  Broadcom Corporation NetXtreme BCM5720 Gigabit Ethernet\n",
        3,
    ),
    "network nic list, ESXi 5": (
        "Name    PCI Device     Driver  Link  Speed  Duplex  MAC Address        MTU   Description\n"
        "------  -------------  ------  ----  -----  ------  -----------------  ----  -----------\n"
        "vmnic0  0000:002:00.0  igb     Up     1000  Full    a0:36:9f:00:00:01  1500  82576\n",
        3,
    ),
    "hardware platform get": (
        "Platform Information\n   UUID: [redacted]\n   Product Name: PowerEdge R750\n"
        "   Vendor Name: Dell Inc.\n   Serial Number: [redacted]\n   IPMI Supported: true\n",
        4,
    ),
    "hardware cpu global get": (
        "   CPU Packages: 2\n   CPU Cores: 48\n   CPU Threads: 96\n"
        "   Hyperthreading Active: true\n   HV Support: 3\n   HV Replay Capable: true\n",
        5,
    ),
}


@pytest.mark.parametrize(("text", "line"), ESXCLI.values(), ids=ESXCLI)
def test_a_listing_of_esxcli_is_of_the_host(text: str, line: int) -> None:
    """Only ESXi's own shell has the command, so one listing alone shows the host."""
    for written in (text, text.replace("\n", "\r\n")):
        verdict = judged(written)
        assert (verdict.role, verdict.hypervisor, verdict.type) == (Role.HOST, H.VMWARE, T.TYPE_1)
        assert {finding.line for finding in verdict.findings} == {line}


@pytest.mark.parametrize(
    "text",
    [
        "web-01\n   World ID: 2104872\n",
        "My notes\nWorld ID: 1\nDisplay Name: web-01\nVMX Cartel ID: 2\nProcess ID: 0\n",
        "Platform Information\nVendor Name: Dell Inc.\n",
        "CPU Packages: 2\nCPU Cores: 48\n",
        "Name  PCI Device  Driver\nvmnic0 is down again, who changed the cable?\n",
    ],
)
def test_what_only_resembles_a_listing_is_no_probe(text: str) -> None:
    assert read_file(ProbeFile("output3.txt", text)) is None


def test_a_list_of_no_cards_says_nothing() -> None:
    head = ESXCLI["network nic list, ESXi 5"][0].split("\n")[0]
    assert judged(f"{head}\n------  ----------\n").findings == ()
