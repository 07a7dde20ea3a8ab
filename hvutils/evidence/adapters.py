"""Evidence from Windows' network adapters: what their names and their addresses say.

The adapter that a host has for its guests says nothing on what the host runs on: its address is
left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence import network, windows
from hvutils.evidence.finding import Finding
from hvutils.parsers.adapters import Adapter, AdaptersRecord
from hvutils.parsers.mac import MacRecord
from hvutils.parsers.systeminfo import SysteminfoRecord
from hvutils.tables.network import oui
from hvutils.tables.systeminfo import ADAPTERS

__all__ = ["find"]

_NAMES = ("VMnet", "VirtualBox Host-Only")
_HOSTS = tuple(row.prefix.casefold() for row in ADAPTERS if row.host)


def find(record: AdaptersRecord) -> Iterator[Finding]:
    """Yield what one listing of adapters says."""
    described = tuple(item.description for item in record.adapters if item.description is not None)
    yield from windows.find(SysteminfoRecord(record.file, adapters=described))
    own = [item.address for item in record.adapters if item.address and not _is_hosts(item)]
    # Without names, a host's adapters for its guests cannot be told from its own: an address
    # that some maker registered shows that the machine has a card of its own.
    nameless = all(not item.name for item in record.adapters)
    if nameless and any(_is_makers(address.mac) for address in own):
        return
    yield from network.find(MacRecord(record.file, tuple(own)))


def _is_hosts(item: Adapter) -> bool:
    """Tell whether a host has this adapter for its guests."""
    if item.description and item.description.value.casefold().startswith(_HOSTS):
        return True
    # VMware and VirtualBox name the connection after the adapter, and Workstation's addresses
    # are outside of what ESXi and vCenter give to guests.
    mac = item.address.mac if item.address else ""
    return any(name in item.name for name in _NAMES) or mac.startswith("00:50:56:c0:00:")


def _is_makers(mac: str) -> bool:
    # The second bit of the first byte marks an address that nobody registered.
    return oui(mac) is None and not int(mac[:2], 16) & 2
