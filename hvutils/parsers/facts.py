"""Reads the facts of facter, ohai and Ansible: JSON, and facter's own text.

A ``CompositeRecord`` comes of it: the DMI strings, MAC addresses, disks, processor flags and
modules as the records of the probes that the tool read, and a ``ToolRecord`` of its conclusion.

    {"dmi": {"manufacturer": "VMware, Inc.", "product": {"name": "VMware7,1"}}, "virtual": "vmware"}
    {"ansible_facts": {"ansible_system_vendor": "QEMU", "ansible_virtualization_type": "kvm"}}
    {"virtualization": {"systems": {"kvm": "guest"}}, "dmi": {"system": {"manufacturer": "QEMU"}}}
    virtual => vmware
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, dmi_part, interface, mac_part
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.leaves import Leaf, leaves
from hvutils.parsers.mac import Interface
from hvutils.parsers.record import Field, Record
from hvutils.parsers.tool_words import ToolRecord, ToolSaid
from hvutils.tables.dmi import DmiField
from hvutils.tables.facts import CLOUD_PROVIDERS, STRINGS
from hvutils.tables.tool_words import Tool

__all__ = ["parse", "recognises"]

_HEAD = 4096
_OPENING = re.compile(r"\s*(?:[\w.-]{1,200} \| \w{1,20} => )?[{\[]")
_ARROW = re.compile(r'^\s*"?([^\s"=]{1,200})"? => (.*?),?$')
_TEXT_KEYS = frozenset(("is_virtual", "virtual", "facterversion", "hypervisors"))
_KEYS: tuple[tuple[Tool, tuple[str, ...]], ...] = (
    (Tool.ANSIBLE, ('"ansible_facts"', '"ansible_virtualization_', '"ansible_product_name"')),
    (Tool.FACTER, ('"facterversion"', '"is_virtual"')),
    (Tool.OHAI, ('"ohai_time"', '"chef_packages"', '"virtualization"', '"languages"')),
)


def recognises(file: ProbeFile) -> bool:
    """Tell whether these are facts: JSON with keys that only such a tool writes, or arrows."""
    return _tool(file) is not None


def _tool(file: ProbeFile) -> Tool | None:
    if _OPENING.match(file.text[:_HEAD]):
        for tool, keys in _KEYS:
            found = sum(key in file.text for key in keys)
            # ohai's keys are common words.
            if found >= (2 if tool is Tool.OHAI else 1):
                return tool
        return None
    if " => " not in file.text:
        return None
    arrows = [match.group(1) for line in file.head(2000) if (match := _ARROW.match(line))]
    return Tool.FACTER if len(_TEXT_KEYS.intersection(arrows)) >= 1 and len(arrows) >= 2 else None


def parse(file: ProbeFile) -> CompositeRecord:
    """Read one machine's facts.

    Args:
        file: the probe.

    Returns:
        The record. Of several machines in one file, the first that has a fact counts.
    """
    tool = _tool(file) or Tool.FACTER
    json = _OPENING.match(file.text[:_HEAD]) is not None
    found = tuple(_normal(leaf) for leaf in (leaves(file.text) if json else _arrows(file)))
    made: list[Record] = list(dmi_part(file.name, _strings(found)))
    made.extend(mac_part(file.name, _macs(found)))
    made.extend(_disks(file.name, found))
    made.extend(_flags(file.name, found))
    words = tuple(dict.fromkeys(_words(tool, found)))
    if words:
        made.append(ToolRecord(file.name, tool, words))
    return CompositeRecord(file.name, tuple(made))


def _arrows(file: ProbeFile) -> Iterator[Leaf]:
    """Yield facter's text as leaves; braces nest it."""
    path: list[str] = []
    for number, line in enumerate(file.lines, start=1):
        match = _ARROW.match(line)
        if match is None:
            if line.strip().rstrip(",") in ("}", "]") and path:
                path.pop()
            continue
        key, value = match.groups()
        if value in ("{", "["):
            if len(path) < 40:
                path.append(key)
        else:
            yield Leaf((*path, key), value.strip('"'), number)
            if value == "{}":
                yield Leaf((*path, key), "", number)


def _normal(leaf: Leaf) -> Leaf:
    """Take off what wraps a machine's facts: Ansible's host, ``ansible_facts``, its prefix."""
    path = leaf.path
    for at, key in enumerate(path[:4]):
        if key == "ansible_facts":
            path = path[at + 1 :]
            break
        if key == "ansible_facts" or key.startswith("ansible_"):
            path = path[at:]
            break
        if key == "automatic" or key == "values":
            # A Chef node and a Puppet report keep theirs below such a key.
            path = path[at + 1 :]
            break
    if path and path[0].startswith("ansible_"):
        path = (path[0].removeprefix("ansible_"), *path[1:])
    return leaf if path is leaf.path else Leaf(path, leaf.value, leaf.line, leaf.quoted)


def _strings(found: Iterable[Leaf]) -> Iterator[tuple[DmiField, str, int]]:
    for leaf in found:
        field = STRINGS.get(leaf.path)
        if field is not None and leaf.value.casefold() not in ("na", "null"):
            yield field, leaf.value, leaf.line


def _macs(found: Iterable[Leaf]) -> Iterator[Interface | None]:
    for leaf in found:
        path = leaf.path
        if len(path) >= 2 and path[-1] in ("mac", "macaddress"):
            yield interface(path[-2], leaf.value, leaf.line)
        elif len(path) == 1 and path[0].startswith("macaddress_"):
            yield interface(path[0].removeprefix("macaddress_"), leaf.value, leaf.line)
        elif path[-1:] == ("family",) and leaf.value == "lladdr" and len(path) >= 4:
            # ohai makes the address a key.
            yield interface(path[-4], path[-2], leaf.line)


def _disks(file: str, found: Iterable[Leaf]) -> Iterator[DisksRecord]:
    said: dict[str, dict[str, Leaf]] = {}
    for leaf in found:
        path = leaf.path
        if len(path) == 3 and path[0] in ("disks", "devices", "block_device"):
            if path[2] in ("vendor", "model") and leaf.value not in ("null", ""):
                said.setdefault(path[1], {})[path[2]] = leaf
        elif len(path) == 1 and path[0].startswith("blockdevice_"):
            name, _, what = path[0].removeprefix("blockdevice_").rpartition("_")
            if what in ("vendor", "model") and leaf.value:
                said.setdefault(name, {})[what] = leaf
    models = []
    for item in said.values():
        leaf = item.get("model") or item["vendor"]
        words = [item[part].value for part in ("vendor", "model") if part in item]
        models.append(Field(" ".join(" ".join(words).split()), leaf.line))
    if models:
        yield DisksRecord(file, tuple(models))


def _flags(file: str, found: Iterable[Leaf]) -> Iterator[CpuinfoRecord]:
    """Read ohai's list of the first processor's flags; it gives x86 machines' only."""
    flags: list[str] = []
    line = 0
    for leaf in found:
        if leaf.path[:3] == ("cpu", "0", "flags") and len(leaf.path) == 4:
            flags.append(leaf.value)
            line = leaf.line if leaf.value == "hypervisor" or not line else line
    if "fpu" in flags:
        yield CpuinfoRecord(file, flags=Field(" ".join(flags), line), x86=True)


def _words(tool: Tool, found: Iterable[Leaf]) -> Iterator[ToolSaid]:
    hosts: dict[str, bool] = {}
    kept = tuple(found)
    for leaf in kept:
        if leaf.path in (("virtualization", "role"), ("virtualization_role",)):
            hosts["role"] = leaf.value == "host"
    for leaf in kept:
        path, value, line = leaf.path, leaf.value, leaf.line
        if path == ("virtual",) or path == ("cloud", "provider"):
            yield ToolSaid(CLOUD_PROVIDERS.get(value, value), line)
        elif path[:1] == ("hypervisors",) and len(path) >= 2:
            yield ToolSaid(path[1], line)
        elif path in (("virtualization", "system"), ("virtualization_type",)):
            yield ToolSaid(value, line, hosts.get("role", False))
        elif path[:2] == ("virtualization", "systems") and len(path) == 3:
            yield ToolSaid(path[2], line, value == "host")
        elif path[:1] in (("virtualization_tech_guest",), ("virtualization_tech_host",)):
            if value:
                yield ToolSaid(value, line, path[0].endswith("host"))
        elif tool is Tool.OHAI and path == ("hostnamectl", "chassis") and value == "vm":
            yield ToolSaid(value, line)
