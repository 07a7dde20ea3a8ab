r"""The probes of a live Linux machine: one list for ``hv classify``, ``hv record`` and the script.

Every probe only reads, and none asks for a serial number or a UUID that it could leave out.
Recorded names are the path for files, and the command for commands, so that the reader knows them.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MAX_OUTPUT", "PROBES", "SECONDS", "Probe"]

SECONDS = 10
"""How long a probe may take."""

MAX_OUTPUT = 1024 * 1024
"""How many bytes of a probe's output are kept."""


@dataclass(frozen=True)
class Probe:
    """One probe: a command, or a file below the root.

    Args:
        file: its name in the capture; for a probe of a file, the path without the first slash.
        shows: what it is asked for.
        command: the program and its arguments; empty for a probe of a file.
        root: what only root gets from it; empty where root makes no difference.
        lines: which lines are kept, as an extended regular expression of POSIX that Python reads
            in the same way; empty for all. Zero bytes end a line then.
    """

    file: str
    shows: str
    command: tuple[str, ...] = ()
    root: str = ""
    lines: str = ""

    @property
    def title(self) -> str:
        """What people call it: the command line, or the path."""
        return " ".join(self.command) if self.command else f"/{self.file}"


_LOG_LINES = (
    r"Hypervisor detected|paravirtualized kernel|Hyper-V|DMI: |SMBIOS|ACPI: [A-Z][A-Z0-9]{3} "
    r"|clocksource|kvm-clock|kvm|KVM|Xen|xen[:-]|VMware|vmware|vmw_|vmxnet|virtio|vmbus|hv_|vbox"
    r"|VirtualBox|QEMU|Bochs|Parallels|prl_|Direct-Access|CD-ROM|ATA-[0-9]+:|ATAPI:"
)
_DMI = (
    *("sys_vendor", "product_name", "product_version", "product_family", "product_sku"),
    *("board_vendor", "board_name", "board_version", "bios_vendor", "bios_version", "bios_date"),
    *("chassis_vendor", "chassis_type", "chassis_asset_tag", "modalias"),
)
_HYPERVISOR = (
    "type",
    "uuid",
    "guest_type",
    "properties/features",
    "version/major",
    "version/minor",
    "version/extra",
)

PROBES = (
    Probe("lscpu.txt", "the processor, its flags and the hypervisor it names", ("lscpu",)),
    Probe("proc/cpuinfo", "the processor as the kernel sees it"),
    Probe("cpuid.txt", "what the processor itself answers", ("cpuid", "-1", "-i", "-r")),
    Probe("proc/sysinfo", "the layers beneath Linux on IBM Z"),
    Probe(
        "dmidecode.txt",
        "the firmware's table",
        ("dmidecode", "-t", "0,1,2,3,11"),
        root="the firmware's whole table, with its virtual machine bit and OEM strings",
    ),
    *(Probe(f"sys/class/dmi/id/{name}", "a string of the firmware") for name in _DMI),
    Probe("lspci_nnk.txt", "the devices, their ids and drivers", ("lspci", "-nnk")),
    Probe("proc/bus/pci/devices", "the devices' ids, where lspci is missing"),
    Probe("lsmod.txt", "the loaded drivers", ("lsmod",)),
    Probe("ip_link.txt", "the network cards and their addresses", ("ip", "-d", "link")),
    Probe(
        "dmesg.txt",
        "the kernel's words on the platform, those lines only",
        ("dmesg",),
        root="the kernel's log: the hypervisor it detected, ACPI tables, disks",
        lines=_LOG_LINES,
    ),
    Probe("systemd_detect_virt.txt", "what systemd concludes", ("systemd-detect-virt",)),
    Probe("uname.txt", "the kernel, without the machine's name", ("uname", "-srvm")),
    *(Probe(f"sys/hypervisor/{name}", "Xen's own words") for name in _HYPERVISOR),
    Probe("proc/xen/capabilities", "whether this is Xen's dom0; empty in a guest"),
    Probe("proc/device-tree/compatible", "the board, where there is no DMI"),
    Probe("proc/device-tree/model", "the board's name"),
    Probe("proc/device-tree/hypervisor/compatible", "the hypervisor that the device tree names"),
    Probe(
        "sys/devices/system/clocksource/clocksource0/current_clocksource",
        "the clock: hypervisors bring their own",
    ),
    Probe(
        "sys/devices/system/clocksource/clocksource0/available_clocksource", "the clocks to choose"
    ),
    Probe("ls_dev_kvm.txt", "whether this machine can run KVM's guests", ("ls", "-l", "/dev/kvm")),
    Probe("sys/module/kvm_intel/parameters/nested", "whether KVM's guests may run guests"),
    Probe("sys/module/kvm_amd/parameters/nested", "whether KVM's guests may run guests"),
    Probe(
        "proc/1/environ",
        "the container that the first process was told of, that variable only",
        root="the name of the container that the first process was told of",
        lines="^container=",
    ),
    Probe("proc/1/cgroup", "the control group of the first process: containers name theirs"),
    Probe("run/systemd/container", "the container that systemd was told of"),
    Probe(".dockerenv", "Docker's mark; it is empty"),
    Probe("run/.containerenv", "Podman's mark", lines="^engine="),
)
"""In the order in which they run."""
