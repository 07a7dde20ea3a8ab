"""Parsers: one file a probe, each a pure function from text to a record. Nothing is decided.

A new probe is a new file with ``recognises`` and ``parse``, and a line in ``PARSERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hvutils.captures import Capture, ProbeFile
from hvutils.parsers import (
    adapters,
    addresses,
    balloon,
    bsd,
    clock,
    cmdline,
    containers,
    cpuid,
    cpuinfo,
    detect_virt,
    device_tree,
    disks,
    dmi,
    driverquery,
    facts,
    hosts,
    inxi,
    kernel_log,
    kvm_host,
    kvp,
    lparcfg,
    lsblk,
    lscpu,
    lshw,
    lshw_table,
    lspci,
    mac,
    modules,
    msinfo32,
    pciconf,
    pnp,
    smart,
    sysinfo,
    systeminfo,
    tool_words,
    udevadm,
    vmware_session,
    wmi,
    xen,
)
from hvutils.parsers.openings import begins_like
from hvutils.parsers.record import Field, Record
from hvutils.parsers.transcript import sections

__all__ = ["PARSERS", "Field", "Parser", "Record", "begins_like", "parser_of", "read", "read_file"]


@dataclass(frozen=True)
class Parser:
    """One probe's parser.

    Args:
        name: what people call the probe.
        recognises: tells by its content whether a file is this probe's output.
        parse: makes the record.
    """

    name: str
    recognises: Callable[[ProbeFile], bool]
    parse: Callable[[ProbeFile], Record]


# The order matters where one form contains another: systeminfo quotes what other probes print,
# and dmidecode's long text has lines that look like a processor's. Beyond that, what is long and
# quickly told comes first: whoever stands before it looks at each of its lines.
PARSERS: tuple[Parser, ...] = (
    Parser("facter, ohai, Ansible", facts.recognises, facts.parse),
    Parser("lshw", lshw.recognises, lshw.parse),
    Parser("lshw -short, -businfo", lshw_table.recognises, lshw_table.parse),
    Parser("inxi", inxi.recognises, inxi.parse),
    Parser("udevadm", udevadm.recognises, udevadm.parse),
    Parser("virt-what", tool_words.recognises_virt_what, tool_words.parse_virt_what),
    Parser("clocksource", clock.recognises, clock.parse),
    Parser("systemd-detect-virt", detect_virt.recognises, detect_virt.parse),
    Parser("/proc/xen and /sys/hypervisor", xen.recognises, xen.parse),
    Parser("device tree", device_tree.recognises, device_tree.parse),
    Parser("vmware -v, esxcli, vmrun, VBoxManage", hosts.recognises, hosts.parse),
    Parser("/proc/cpuinfo", cpuinfo.recognises, cpuinfo.parse),
    Parser("lspci", lspci.recognises, lspci.parse),
    Parser("pciconf", pciconf.recognises, pciconf.parse),
    Parser("kenv, sysctl of the BSDs", bsd.recognises, bsd.parse),
    Parser("CPUID", cpuid.recognises, cpuid.parse),
    Parser("lsmod", modules.recognises, modules.parse),
    Parser("WMI", wmi.recognises, wmi.parse),
    Parser("msinfo32", msinfo32.recognises, msinfo32.parse),
    Parser("systeminfo", systeminfo.recognises, systeminfo.parse),
    Parser("DMI", dmi.recognises, dmi.parse),
    Parser("lscpu", lscpu.recognises, lscpu.parse),
    Parser("/proc/sysinfo", sysinfo.recognises, sysinfo.parse),
    Parser("/proc/ppc64/lparcfg", lparcfg.recognises, lparcfg.parse),
    Parser("hostnamectl", tool_words.recognises_hostnamectl, tool_words.parse_hostnamectl),
    Parser("/proc/iomem, /proc/ioports", addresses.recognises, addresses.parse),
    Parser("/proc/cmdline", cmdline.recognises, cmdline.parse),
    Parser("smartctl, hdparm, udisksctl", smart.recognises, smart.parse),
    Parser("disk models", disks.recognises, disks.parse),
    Parser("lsblk, fdisk", lsblk.recognises, lsblk.parse),
    Parser("kernel log", kernel_log.recognises, kernel_log.parse),
    Parser("balloon drivers", balloon.recognises, balloon.parse),
    Parser("KVM on this machine", kvm_host.recognises, kvm_host.parse),
    Parser("containers' marks", containers.recognises, containers.parse),
    Parser("VMware Tools", vmware_session.recognises, vmware_session.parse),
    Parser("Hyper-V's key-value pool", kvp.recognises, kvp.parse),
    Parser("Plug and Play ids", pnp.recognises, pnp.parse),
    Parser("driverquery", driverquery.recognises, driverquery.parse),
    Parser("ipconfig, getmac", adapters.recognises, adapters.parse),
    Parser("MAC addresses", mac.recognises, mac.parse),
)

_BY_NAME = {parser.name: parser for parser in PARSERS}
_NOT_PROBES = frozenset(("truth.json", "manifest.toml", "manifest.json"))


def read_file(file: ProbeFile) -> Record | None:
    """Read one probe with the first parser that recognises it.

    Args:
        file: the probe.

    Returns:
        The record, or None where no parser recognises the file.
    """
    if file.name.rpartition("/")[2] in _NOT_PROBES:
        return None
    parser = parser_of(file)
    return None if parser is None else parser.parse(file)


def parser_of(file: ProbeFile) -> Parser | None:
    """Return the first parser that recognises a probe, or None.

    Args:
        file: the probe.
    """
    likely = _BY_NAME.get(begins_like(file.text) or "")
    if likely is not None and likely.recognises(file):
        return likely
    return next((parser for parser in PARSERS if parser.recognises(file)), None)


def read(capture: Capture) -> tuple[Record, ...]:
    """Read every probe of a capture.

    Args:
        capture: the machine.

    Returns:
        The records, in the order of the files. A file that no parser recognises gives none, a
        transcript one for each of its commands that is a probe.
    """
    return tuple(record for file in capture.files for record in _read_sections(file))


def _read_sections(file: ProbeFile) -> tuple[Record, ...]:
    if file.name.rpartition("/")[2] in _NOT_PROBES:
        return ()
    parts = sections(file)
    read = ((part, read_file(part.probe)) for part in parts)
    records = tuple(part.cite(record) for part, record in read if record is not None)
    if records or parts[0].probe is file:
        return records
    # What looked like a prompt was none.
    whole = read_file(file)
    return () if whole is None else (whole,)
