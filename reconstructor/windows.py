"""The probes of Windows: systeminfo, ipconfig /all and getmac /v, in English.

Layouts as Windows Server 2016 to 2022 and Windows 10 and 11 print them; build 26100 has a wider
column of labels and a block on virtualization-based security. Lines end with CR LF.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconstructor.description import Machine

__all__ = ["getmac", "ipconfig", "systeminfo"]

_REQUIREMENTS = (
    "VM Monitor Mode Extensions",
    "Virtualization Enabled In Firmware",
    "Second Level Address Translation",
    "Data Execution Prevention Available",
)
_DETECTED = "A hypervisor has been detected. Features required for Hyper-V will not be displayed."


def _ended(lines: list[str]) -> str:
    return "".join(f"{line}\r\n" for line in lines)


def systeminfo(machine: Machine) -> str:
    """Return systeminfo."""
    said = machine.values["windows"]
    width = 31 if int(said["build"]) >= 26100 else 27
    name = machine.host.upper()
    total, free = int(said["memory"][0]), int(said["memory"][1])
    largest, used = int(said["memory"][2]), int(said["memory"][3])
    cpus = said["processors"]
    rows: list[tuple[str, str | list[str]]] = [
        ("Host Name", name),
        ("OS Name", said["os"]),
        ("OS Version", f"10.0.{said['build']} N/A Build {said['build']}"),
        ("OS Manufacturer", "Microsoft Corporation"),
        ("OS Configuration", said["configuration"]),
        ("OS Build Type", "Multiprocessor Free"),
        ("Registered Owner", said.get("owner", "Windows User")),
        ("Registered Organization", said.get("organization", "")),
        ("Product ID", "[redacted]"),
        ("Original Install Date", said["installed"]),
        ("System Boot Time", said["booted"]),
        ("System Manufacturer", said["manufacturer"]),
        ("System Model", said["model"]),
        ("System Type", "x64-based PC"),
        ("Processor(s)", [f"{len(cpus)} Processor(s) Installed.", *_numbered(cpus)]),
        ("BIOS Version", said["bios"]),
        ("Windows Directory", r"C:\Windows"),
        ("System Directory", r"C:\Windows\system32"),
        ("Boot Device", rf"\Device\HarddiskVolume{said.get('volume', 1)}"),
        ("System Locale", said.get("locale", "en-us;English (United States)")),
        ("Input Locale", said.get("locale", "en-us;English (United States)")),
        ("Time Zone", said.get("zone", "(UTC) Coordinated Universal Time")),
        ("Total Physical Memory", f"{total:,} MB"),
        ("Available Physical Memory", f"{free:,} MB"),
        ("Virtual Memory: Max Size", f"{largest:,} MB"),
        ("Virtual Memory: Available", f"{largest - used:,} MB"),
        ("Virtual Memory: In Use", f"{used:,} MB"),
        ("Page File Location(s)", r"C:\pagefile.sys"),
        ("Domain", said.get("domain", "WORKGROUP")),
        ("Logon Server", rf"\\{said.get('logon', name)}"),
        (
            "Hotfix(s)",
            [f"{len(said['hotfixes'])} Hotfix(s) Installed.", *_numbered(said["hotfixes"])],
        ),
        ("Network Card(s)", _cards(said)),
        *_security(said, width),
    ]
    lines = [""]
    for label, value in rows:
        first, *rest = [value] if isinstance(value, str) else value
        lines.append(f"{label + ':':<{width}}{first}")
        lines += [f"{'':<{width}}{more}" for more in rest]
    return _ended(lines)


def _numbered(values: list[str]) -> list[str]:
    return [f"[{number:02}]: {value}" for number, value in enumerate(values, 1)]


def _cards(said: Mapping[str, Any]) -> list[str]:
    cards = said["nic"]
    lines = [f"{len(cards)} NIC(s) Installed."]
    for number, card in enumerate(cards, 1):
        lines.append(f"[{number:02}]: {card.get('adapter', card['description'])}")
        lines.append(f"      Connection Name: {card['connection']}")
        if card.get("down"):
            lines.append("      Status:          Media disconnected")
            continue
        dhcp = card.get("dhcp")
        lines.append(f"      DHCP Enabled:    {'Yes' if dhcp else 'No'}")
        lines += [f"      DHCP Server:     {dhcp}"] if dhcp else []
        lines.append("      IP address(es)")
        addresses = [card["ip"], *([card["ip6"]] if card.get("ip6") else [])]
        lines += [f"      {one}" for one in _numbered(addresses)]
    return lines


def _security(said: Mapping[str, Any], width: int) -> list[tuple[str, str | list[str]]]:
    rows: list[tuple[str, str | list[str]]] = []
    if width == 31:
        vbs = said["vbs"]
        lines = [f"Status: {vbs['status']}", "Required Security Properties:"]
        lines += [f"      {one}" for one in vbs.get("required", ())]
        lines += ["Available Security Properties:"]
        lines += [f"      {one}" for one in vbs.get("available", ())]
        lines += ["Services Configured:"]
        lines += [f"      {one}" for one in vbs.get("configured", ())]
        lines += ["Services Running:"]
        lines += [f"      {one}" for one in vbs.get("running", ())]
        lines += [f"App Control for Business policy: {vbs.get('policy', 'Enforced')}"]
        lines += [f"App Control for Business user mode policy: {vbs.get('user', 'Off')}"]
        lines += ["Security Features Enabled:"]
        rows.append(("Virtualization-based security", lines))
    answers = said.get("requirements")
    if answers:
        pairs = [f"{label}: {answer}" for label, answer in zip(_REQUIREMENTS, answers, strict=True)]
        return [*rows, ("Hyper-V Requirements", pairs)]
    return [*rows, ("Hyper-V Requirements", _DETECTED)]


def ipconfig(machine: Machine) -> str:
    """Return ``ipconfig /all``."""
    said = machine.values["windows"]
    domain = said.get("domain", "WORKGROUP")
    suffix = "" if domain == "WORKGROUP" else domain
    lines = ["", "Windows IP Configuration", ""]
    lines += [
        _field("Host Name", machine.host.upper()),
        _field("Primary Dns Suffix  ", suffix),
        _field("Node Type", "Hybrid"),
        _field("IP Routing Enabled", "No"),
        _field("WINS Proxy Enabled", "No"),
        *([_field("DNS Suffix Search List", suffix)] if suffix else []),
    ]
    for card in said["nic"]:
        kind = card.get("kind", "Ethernet adapter")
        lines += ["", f"{kind} {card['connection']}:", ""]
        lines += [_field("Media State", "Media disconnected")] if card.get("down") else []
        lines += [
            _field("Connection-specific DNS Suffix  ", card.get("suffix", "")),
            _field("Description", card["description"]),
            _field("Physical Address", card["mac"]),
            _field("DHCP Enabled", "Yes" if card.get("dhcp") or card.get("down") else "No"),
            _field("Autoconfiguration Enabled", "Yes"),
        ]
        if not card.get("down"):
            lines += _addresses(card)
    return _ended(lines)


def _field(label: str, value: str) -> str:
    """Fill a label up to column 34 as ipconfig does: dots in every second place."""
    dotted = label + (" " if len(label) % 2 else "")
    return f"   {dotted}{'. ' * ((34 - len(dotted)) // 2)}: {value}"


def _addresses(card: Mapping[str, Any]) -> list[str]:
    lines = []
    if card.get("ip6"):
        lines.append(
            _field("Link-local IPv6 Address", f"{card['ip6']}%{card['index']}(Preferred) ")
        )
    lines.append(_field("IPv4 Address", f"{card['ip']}(Preferred) "))
    lines.append(_field("Subnet Mask", card.get("mask", "255.255.255.0")))
    if card.get("dhcp"):
        lines.append(_field("Lease Obtained", card["lease"][0]))
        lines.append(_field("Lease Expires", card["lease"][1]))
    lines.append(_field("Default Gateway", card.get("gateway", "")))
    lines += [_field("DHCP Server", card["dhcp"])] if card.get("dhcp") else []
    if card.get("ip6"):
        # The number holds a byte of the interface and the first three bytes of its address.
        prefix = int(card["mac"].replace("-", "")[:6], 16)
        lines.append(_field("DHCPv6 IAID", str(int(card["iaid"]) << 24 | prefix)))
        lines.append(_field("DHCPv6 Client DUID", "[redacted]"))
    first, *rest = card.get(
        "dns", ["fec0:0:0:ffff::1%1", "fec0:0:0:ffff::2%1", "fec0:0:0:ffff::3%1"]
    )
    lines.append(_field("DNS Servers", first))
    lines += [f"{'':<39}{more}" for more in rest]
    return [*lines, _field("NetBIOS over Tcpip", "Enabled")]


def getmac(machine: Machine) -> str:
    """Return ``getmac /v``: a table that cuts names at 15 letters."""
    said = machine.values["windows"]
    lines = [
        "",
        f"Connection Name Network Adapter {'Physical Address':<19} {'Transport Name':<58}",
        f"{'=' * 15} {'=' * 15} {'=' * 19} {'=' * 58}",
    ]
    for card in said["nic"]:
        adapter = card.get("adapter", card["description"])
        where = "Media disconnected" if card.get("down") else r"\Device\Tcpip_{[redacted]}"
        lines.append(
            f"{card['connection'][:15]:<15} {adapter[:15]:<15} {card['mac']:<19} {where:<58}"
        )
    return _ended(lines)
