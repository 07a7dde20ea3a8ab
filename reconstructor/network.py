"""The network's probe: ``ip link`` of iproute2."""

from __future__ import annotations

from reconstructor.description import Machine
from reconstructor.parts import nics

__all__ = ["ip_link"]


def ip_link(machine: Machine) -> str:
    """Return ``ip link``."""
    text = (
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT "
        "group default qlen 1000\n"
        "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
    )
    for number, one in enumerate(nics(machine), 2):
        master = f"{one.more} " if one.more else ""
        text += (
            f"{number}: {one.name}: <{one.flags}> mtu {one.mtu} qdisc {one.qdisc} {master}"
            f"state {one.state} mode DEFAULT group default qlen {one.qlen}\n"
            f"    link/ether {one.mac} brd ff:ff:ff:ff:ff:ff"
        )
        text += f" permaddr {one.permanent}\n" if one.permanent else "\n"
        text += "".join(f"    altname {name}\n" for name in one.altnames)
    return text
