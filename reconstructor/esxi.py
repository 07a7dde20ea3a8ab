"""The probes of ESXi's own shell: vmware -vl, uname and listings of esxcli.

Layouts: VMware, ESXCLI reference; published output of ESXi 7 and 8.
"""

from __future__ import annotations

from reconstructor.description import Machine

__all__ = ["cpu", "nics", "platform", "processes", "uname", "version", "versions"]


def _listed(rows: dict[str, object]) -> str:
    return "".join(f"   {label}: {value}\n" for label, value in rows.items())


def versions(machine: Machine) -> str:
    """Return ``vmware -vl``."""
    said = machine.values["esxi"]
    return (
        f"VMware ESXi {said['version']} build-{said['build']}\n"
        f"VMware ESXi {said['version'].rpartition('.')[0]} Update {said['update']}\n"
    )


def uname(machine: Machine) -> str:
    """Return ``uname -a``."""
    said = machine.values["esxi"]
    return (
        f"VMkernel {machine.host} {said['version']} #1 SMP Release build-{said['build']} "
        f"{said['built']} x86_64 x86_64 x86_64 ESXi\n"
    )


def version(machine: Machine) -> str:
    """Return ``esxcli system version get``."""
    said = machine.values["esxi"]
    return _listed(
        {
            "Product": "VMware ESXi",
            "Version": said["version"],
            "Build": f"Releasebuild-{said['build']}",
            "Update": said["update"],
            "Patch": said["patch"],
        }
    )


def platform(machine: Machine) -> str:
    """Return ``esxcli hardware platform get``."""
    said = machine.values["esxi"]
    rows: dict[str, object] = {
        "UUID": "[redacted]",
        "Product Name": said["product"],
        "Vendor Name": said["vendor"],
        "Serial Number": "[redacted]",
        "Enclosure Serial Number": "[redacted]",
        "BIOS Asset Tag": "None",
        "IPMI Supported": "true",
    }
    return "Platform Information\n" + _listed(rows)


def cpu(machine: Machine) -> str:
    """Return ``esxcli hardware cpu global get``."""
    said = machine.values["esxi"]
    cores = int(said["packages"]) * int(said["cores"])
    return _listed(
        {
            "CPU Packages": said["packages"],
            "CPU Cores": cores,
            "CPU Threads": cores * 2,
            "Hyperthreading Active": "true",
            "Hyperthreading Supported": "true",
            "Hyperthreading Enabled": "true",
            "HV Support": 3,
            "HV Replay Capable": "true",
            "HV Replay Disabled Reasons": "",
        }
    )


def nics(machine: Machine) -> str:
    """Return ``esxcli network nic list``: a table as wide as its widest cells."""
    labels = ("Name", "PCI Device", "Driver", "Admin Status", "Link Status", "Speed", "Duplex")
    heads = (*labels, "MAC Address", "MTU", "Description")
    rows = [
        (
            *(one["name"], one["slot"], one["driver"], "Up", one.get("link", "Up")),
            *(str(one["speed"]), one.get("duplex", "Full"), one["mac"], str(one["mtu"])),
            one["description"],
        )
        for one in machine.values["esxi"]["nic"]
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    right = {5, 8}
    lines = [heads, tuple("-" * width for width in widths), *rows]
    return "".join(
        "  ".join(
            cell.rjust(width) if n in right and line in rows else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        + "\n"
        for line in lines
    )


def processes(machine: Machine) -> str:
    """Return ``esxcli vm process list``."""
    blocks = []
    for one in machine.values["esxi"]["guest"]:
        rows: dict[str, object] = {
            "World ID": one["world"],
            "Process ID": 0,
            "VMX Cartel ID": int(one["world"]) - 1,
            "UUID": "[redacted]",
            "Display Name": one["name"],
            "Config File": f"/vmfs/volumes/{one['store']}/{one['name']}/{one['name']}.vmx",
        }
        blocks.append(f"{one['name']}\n{_listed(rows)}")
    return "\n".join(blocks)
