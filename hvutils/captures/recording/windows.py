"""The commands that record a Windows server, to be pasted into PowerShell or cmd.

Nothing is installed and nothing is changed but the one folder that is written. Windows prints
names and addresses with it: ``hv record --from`` redacts the folder afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COMMANDS", "WindowsCommand", "commands"]


@dataclass(frozen=True)
class WindowsCommand:
    """One command: the file it fills, what to type, and what that shows."""

    file: str
    command: str
    shows: str


def _cim(name: str, *properties: str) -> str:
    return f"Get-CimInstance {name} | Format-List {','.join(properties)}"


# Properties are named, so that serial numbers and UUIDs are not even asked for.
COMMANDS = (
    WindowsCommand(
        "systeminfo.txt",
        "systeminfo",
        "maker, model, BIOS, network cards, and whether a hypervisor runs beneath this Windows",
    ),
    WindowsCommand(
        "Win32_ComputerSystem.txt",
        _cim("Win32_ComputerSystem", "Manufacturer", "Model", "SystemFamily", "HypervisorPresent"),
        "maker and model, which virtual machines have too, and the processor's hypervisor bit",
    ),
    WindowsCommand(
        "Win32_BIOS.txt",
        _cim("Win32_BIOS", "Manufacturer", "Name", "SMBIOSBIOSVersion", "Version"),
        "the firmware's maker and version",
    ),
    WindowsCommand(
        "Win32_BaseBoard.txt",
        _cim("Win32_BaseBoard", "Manufacturer", "Product", "Version"),
        "the board, where a hypervisor often leaves its name",
    ),
    WindowsCommand(
        "Win32_SystemEnclosure.txt",
        _cim("Win32_SystemEnclosure", "Manufacturer", "SMBIOSAssetTag"),
        "the chassis, and the asset tag that some clouds set",
    ),
    WindowsCommand(
        "Win32_Processor.txt",
        _cim("Win32_Processor", "Name", "Manufacturer", "VirtualizationFirmwareEnabled"),
        "the processor, and whether it may run guests itself",
    ),
    WindowsCommand(
        "Win32_DiskDrive.txt",
        _cim("Win32_DiskDrive", "Model", "InterfaceType"),
        "the disks' models: virtual disks say whose they are",
    ),
    WindowsCommand("getmac.txt", "getmac /v /fo list", "the network cards' addresses"),
    WindowsCommand("ipconfig_all.txt", "ipconfig /all", "the network cards' names and addresses"),
    WindowsCommand("driverquery.txt", "driverquery", "the drivers: those of hypervisors are there"),
)
"""In the order in which they are pasted."""

_OLD = (
    WindowsCommand("systeminfo.txt", "systeminfo", COMMANDS[0].shows),
    WindowsCommand(
        "wmic_computersystem.txt",
        "wmic computersystem get Manufacturer,Model /format:list",
        COMMANDS[1].shows,
    ),
    WindowsCommand(
        "wmic_bios.txt",
        "wmic bios get Manufacturer,SMBIOSBIOSVersion /format:list",
        COMMANDS[2].shows,
    ),
    WindowsCommand(
        "wmic_baseboard.txt",
        "wmic baseboard get Manufacturer,Product /format:list",
        COMMANDS[3].shows,
    ),
    *(row for row in COMMANDS if row.file in ("getmac.txt", "ipconfig_all.txt", "driverquery.txt")),
)


def commands() -> str:
    """Return the text to paste: first for PowerShell, then for the cmd of old machines."""
    lines = [
        "# In PowerShell: paste this. It reads, and writes one folder, hv-record, at home.",
        '$hv = Join-Path $HOME "hv-record"; New-Item -ItemType Directory $hv -ErrorAction Stop',
    ]
    for row in COMMANDS:
        lines += [
            "",
            f"# {row.shows}",
            # Lists are wrapped at the window's width, and lose the end of a word, without one.
            f'{row.command} | Out-File -Encoding utf8 -Width 500 (Join-Path $hv "{row.file}")',
        ]
    lines += [
        "",
        "# In cmd, where there is no PowerShell (Server 2003 to 2008): paste this instead.",
        '# mkdir "%USERPROFILE%\\hv-record" && cd /d "%USERPROFILE%\\hv-record"',
        *(f"# {row.command} > {row.file}" for row in _OLD),
        "",
        "# Copy the folder to where hv is. It names the machine, its users and its addresses:",
        "#   hv record --from hv-record --output web-01.tar.gz     redacts it and adds a manifest",
        "#   hv classify web-01.tar.gz                             says what it runs on",
    ]
    return "\n".join(lines) + "\n"
