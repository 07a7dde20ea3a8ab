"""Names: which files of a large capture can be probes at all, before any of them is read.

Only names count here, never what a parser makes of the text. A file anywhere else than in a
recorded root or a support bundle may have any name; inside of these, names are well known.
"""

from __future__ import annotations

import re

__all__ = ["CONTROLS", "PROGRAMS", "clean", "has_place", "is_data", "suggests_probe"]

PROGRAMS = frozenset(
    (
        *("ansible", "biosdecode", "chassis", "cpuid", "cpuinfo", "dmesg", "dmi", "dmidecode"),
        *("driverquery", "facter", "getmac", "hostnamectl", "hwinfo", "ifconfig", "inxi", "ip"),
        *("ipconfig", "journalctl", "kldstat", "lparstat", "lsblk", "ls", "lscpu", "lsdev", "lshw"),
        *("lsmod", "lspci", "lsscsi", "lsusb", "lsvmbus", "lxc", "modules", "msinfo32", "netstat"),
        *("ohai", "pciconf", "prtconf", "prtdiag", "smbios", "sysctl", "sysinfo", "systeminfo"),
        *("systemd-detect-virt", "udevadm", "uname", "virsh", "virt-what", "wmic", "xe", "xl"),
        *("esxcli", "esxcfg-info", "vim-cmd", "vmkload_mod", "vmware", "vmware-toolbox-cmd"),
        *("vboxmanage", "vmrun"),
        *("get-ciminstance", "get-computerinfo", "get-netadapter", "get-wmiobject", "gcim"),
        *("get-pnpdevice", "gwmi", "modinfo", "clocksource", "cgroup", "cmdline", "hypervisor"),
        *("bcdedit", "dockerenv", "containerenv", "zonename", "vmstat", "msinfo", "mokutil"),
    )
)
"""The programs, and words of file names, that probes are recorded with."""

# Where these folders stand at the top, or one below it, the files in them are a machine's own.
_PLACES = frozenset(
    (
        *("boot", "dev", "etc", "lib", "lib64", "proc", "run", "sys", "usr", "var"),
        *("sos_commands", "sos_logs", "sos_reports", "sos_strings"),
    )
)
_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORDS = re.compile(r"virt|kvm|xen|hyper-?v|vmware|vbox|nested|container")
_PATHS = re.compile(
    r"(?:^|/)(?:dmi/id/|sys_class_dmi_id/|sys/hypervisor/|proc/xen/|proc/vz/|proc/bc/"
    r"|proc/(?:version|devices|misc|iomem|ioports|cmdline|mounts|scsi/scsi|user_beancounters)$"
    r"|proc/(?:ppc64/lparcfg|bus/(?:pci|input)/devices)$"
    r"|proc/(?:1|self)/(?:environ|status|mountinfo)$"
    r"|(?:device-tree|devicetree/base)/(?:compatible$|model$|hypervisor/|hmc-managed|ibm,|name$|fw-cfg@)"
    r"|var/log/(?:messages|syslog|kern\.log|boot\.log|boot\.msg)$)"
    r"|/net/[^/]+/address$|/(?:block/[^/]+/device|\d+:\d+:\d+:\d+)/(?:model|vendor)$"
)
_DATA = frozenset(
    (
        *("7z", "avi", "bin", "bmp", "bz2", "cab", "css", "db", "deb", "dll", "dmp", "evtx"),
        *("exe", "gif", "gz", "ico", "iso", "jar", "jpeg", "jpg", "js", "mp4", "o", "pcap"),
        *("pdf", "png", "pyc", "qcow2", "rar", "rpm", "so", "sqlite", "svg", "sys", "tar"),
        *("tbz2", "tgz", "ttf", "txz", "vhd", "vhdx", "vmdk", "woff", "woff2", "xz", "zip", "zst"),
    )
)
# Besides control characters: what turns the direction of text, and what cannot be seen at all.
# Source: Unicode 15.1, Bidi_Control; Unicode Technical Report 36, chapter 2.
CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that a terminal may obey, or that nobody sees."""


def clean(name: str) -> str:
    r"""Return a text that can be printed anywhere: no control and no invisible characters.

    >>> clean("lscpu\x1b[2J.txt")
    'lscpu\ufffd[2J.txt'
    """
    return CONTROLS.sub("\ufffd", name)


def has_place(name: str) -> bool:
    """Tell whether a file stands in a recorded root or a support bundle, where names are known.

    >>> has_place("sosreport-web-01/sos_commands/host/uptime")
    True
    >>> has_place("output3.txt")
    False
    """
    return not _PLACES.isdisjoint(name.split("/", 2)[:-1][:2])


def is_data(name: str) -> bool:
    """Tell by a name's ending that a file holds no text."""
    return name.rpartition(".")[2].lower() in _DATA


def suggests_probe(name: str) -> bool:
    """Tell whether a name is one that probes are recorded under.

    >>> [suggests_probe(name) for name in ("sys/class/dmi/id/sys_vendor", "etc/hosts")]
    [True, False]
    """
    low = name.lower()
    base = low.rpartition("/")[2]
    if _WORDS.search(base) or _PATHS.search(low):
        return True
    for token in _TOKEN.findall(base):
        if token in PROGRAMS or not PROGRAMS.isdisjoint(token.split("-")):
            return True
    return False
