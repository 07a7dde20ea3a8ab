"""Reads the debug files of two balloon drivers, below ``/sys/kernel/debug``.

``hv-balloon`` is Hyper-V's, ``vmmemctl`` VMware's. A ``ModulesRecord`` of the driver that wrote
the file: the kernel has loaded it. Source: Linux ``hv_balloon.c`` and ``vmw_balloon.c``.

    host_version          : 2.0
    balloon capabilities  :             0x3e
"""

from __future__ import annotations

from hvutils.captures import ProbeFile
from hvutils.parsers.modules import Module, ModulesRecord
from hvutils.parsers.record import split_label

__all__ = ["parse", "recognises"]

_DRIVERS = {
    "hv_balloon": frozenset(("host_version", "pages_ballooned", "total_pages_committed")),
    "vmw_balloon": frozenset(("balloon capabilities", "used capabilities", "is resetting")),
}
_HEAD = 40


def _driver(file: ProbeFile) -> tuple[str, int] | None:
    if "host_version" not in file.text and "balloon capabilities" not in file.text:
        return None
    labels: dict[str, int] = {}
    for number, line in enumerate(file.head(_HEAD), start=1):
        if parts := split_label(line):
            labels.setdefault(parts[0], number)
    for driver, needed in _DRIVERS.items():
        if needed <= labels.keys():
            return driver, min(labels[label] for label in needed)
    return None


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files, by labels that only it has."""
    return _driver(file) is not None


def parse(file: ProbeFile) -> ModulesRecord:
    """Read one of the files.

    Args:
        file: the probe.

    Returns:
        The record, with the driver as its one module.
    """
    found = _driver(file)
    modules = (Module(found[0], 0, (), found[1]),) if found else ()
    return ModulesRecord(file.name, modules)
