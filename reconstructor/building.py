"""Build a capture: the probes of a machine, and the files that say what it is."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from reconstructor import devices, esxi, firmware, kernel, labels, network, processor, windows
from reconstructor.description import Machine
from reconstructor.errors import DescriptionError
from reconstructor.parts import platform, system

__all__ = ["PROBES", "capture", "files"]

HOW = (
    "Written from a description and documented facts; no such machine was booted. Names, "
    "addresses, sizes and dates are invented and agree between the probes. "
    "Identifiers stand as [redacted]."
)
LINUX = "Module sizes are of the usual order, and a real installation loads more modules."

PROBES: dict[str, Callable[[Machine], str]] = {
    "uname_a.txt": kernel.uname,
    "lscpu.txt": processor.lscpu,
    "proc_cpuinfo.txt": processor.cpuinfo,
    "dmidecode.txt": firmware.dmidecode,
    "ip_link.txt": network.ip_link,
    "lspci_nn.txt": lambda machine: devices.lspci(machine, drivers=False),
    "lspci_nnk.txt": lambda machine: devices.lspci(machine, drivers=True),
    "lsmod.txt": devices.lsmod,
    "dmesg.txt": kernel.dmesg,
    "systeminfo.txt": windows.systeminfo,
    "ipconfig_all.txt": windows.ipconfig,
    "getmac_v.txt": windows.getmac,
    "vmware_vl.txt": esxi.versions,
    "vmkernel_uname_a.txt": esxi.uname,
    "esxcli_system_version_get.txt": esxi.version,
    "esxcli_hardware_platform_get.txt": esxi.platform,
    "esxcli_hardware_cpu_global_get.txt": esxi.cpu,
    "esxcli_network_nic_list.txt": esxi.nics,
    "esxcli_vm_process_list.txt": esxi.processes,
}
"""What writes which probe."""


def probes(machine: Machine) -> dict[str, str]:
    """Return the text of every probe of a machine, by its file."""
    here = platform(machine)
    texts: dict[str, str] = {}
    for name in machine.probes or here["probes"]:
        if name == "sys_class_dmi_id":
            found = firmware.sysfs(machine)
            texts |= {f"sys_class_dmi_id/{key}": text for key, text in found.items()}
        elif name in PROBES:
            texts[name.removeprefix("vmkernel_")] = PROBES[name](machine)
        else:
            raise DescriptionError(f"{machine.name}: nothing writes {name!r}")
    # Small files of a platform, and a machine's own: text as it stands.
    texts |= {name: f"{text}\n" for name, text in here.get("file", {}).items()}
    texts |= {name: f"{text}\n" for name, text in machine.values.get("own_file", {}).items()}
    return {
        name: text for name, text in texts.items() if name not in machine.values.get("absent", ())
    }


def capture(machine: Machine) -> tuple[dict[str, str], dict[str, str]]:
    """Return a machine's probes, and the files that say what it is, by their names."""
    texts = probes(machine)
    linux = platform(machine).get("kind", "linux") == "linux"
    head: dict[str, Any] = {
        "name": machine.name,
        "title": machine.title,
        "caption": machine.caption,
        "provenance": "reconstructed",
        "how": f"{machine.how} {HOW}" + (f" {LINUX}" if linux and "lsmod.txt" in texts else ""),
        "date": datetime.date.fromisoformat(str(machine.values.get("date", "2026-11-24"))),
        "tools": list(machine.values.get("tools") or (system(machine).tools if linux else ())),
    }
    rows = {"source": labels.sources(machine)}
    truth: dict[str, Any] = dict(machine.truth)
    judged = {
        "evidence": labels.evidence(machine, texts),
        "accept": labels.judgements(machine, "accept", texts),
        "misread": labels.judgements(machine, "misread", texts),
    }
    if machine.place == "pool":
        return texts, {"truth.toml": _toml({**head, **truth}, {**rows, **judged})}
    truth.pop("type_note", None)
    return texts, {
        "manifest.toml": _toml(head, rows),
        "verdict.toml": _toml(truth, {"evidence": judged["evidence"]}),
    }


def files(machine: Machine, package: Path) -> dict[Path, str]:
    """Return every file of a machine's capture with its text, below the package ``hvutils``."""
    texts, said = capture(machine)
    if machine.place == "pool":
        folder = package / "pool" / machine.name
        whole = {folder / name: text for name, text in texts.items()}
        whole[package / "grading" / "pool" / f"{machine.name}.toml"] = said["truth.toml"]
        return whole
    folder = package / "samples" / machine.name
    whole = {folder / "probes" / name: text for name, text in texts.items()}
    return whole | {folder / name: text for name, text in said.items()}


def _toml(values: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]]) -> str:
    text = "".join(f"{key} = {_value(value)}\n" for key, value in values.items())
    for name, rows in tables.items():
        for row in rows:
            text += f"\n[[{name}]]\n"
            text += "".join(f"{key} = {_value(value)}\n" for key, value in row.items())
    return text


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]" if value else "[]"
    # A TOML basic string is written as JSON writes it; a date stands bare.
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
