"""How containers show themselves: paths of control groups, the variable ``container``, kernels.

The host's own services have their name in a path too (``/system.slice/docker.service``): a row
matches a path's part that only a container's processes have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.tables.words import Container

__all__ = ["CGROUPS", "ENVIRONMENT", "CgroupRow", "cgroup"]


@dataclass(frozen=True)
class CgroupRow:
    """A part of a control group's path, as an expression."""

    part: str
    container: Container
    strength: float
    source: str


_N = Container
_ID = r"[0-9a-f]{12,64}"

CGROUPS = (
    CgroupRow(rf"/docker[/-]{_ID}", _N.DOCKER, 0.9, "Docker cgroup drivers"),
    CgroupRow(rf"/libpod-(?:conmon-)?{_ID}", _N.PODMAN, 0.9, "Podman cgroup paths"),
    CgroupRow(rf"/crio-{_ID}", _N.OTHER, 0.9, "virt-what"),
    CgroupRow(rf"/cri-containerd[-:]{_ID}", _N.OTHER, 0.9, "containerd cgroup paths"),
    CgroupRow(r"/lxc(?:\.payload)?[./][\w.-]", _N.LXC, 0.9, "LXC cgroup paths"),
    CgroupRow(r"/machine\.slice/systemd-nspawn@", _N.SYSTEMD_NSPAWN, 0.85, "systemd-nspawn"),
    CgroupRow(r"/kubepods[/.]", _N.OTHER, 0.85, "Kubernetes cgroup paths"),
    CgroupRow(r"/ecs/[\w-]{8}", _N.DOCKER, 0.8, "Amazon ECS task metadata"),
    CgroupRow(r"/garden/[\w-]{8}", _N.OTHER, 0.8, "Cloud Foundry garden"),
)
_COMPILED = tuple((re.compile(row.part), row) for row in CGROUPS)

ENVIRONMENT = {
    "docker": _N.DOCKER,
    "podman": _N.PODMAN,
    "lxc": _N.LXC,
    "lxc-libvirt": _N.LXC,
    "systemd-nspawn": _N.SYSTEMD_NSPAWN,
    "rkt": _N.RKT,
    "wsl": _N.WSL,
    "oci": _N.OTHER,
    "pouch": _N.OTHER,
    "kube": _N.OTHER,
}
"""The values of the variable ``container``; source: systemd's container interface."""


def cgroup(path: str) -> CgroupRow | None:
    """Return the row of a control group's path.

    >>> cgroup("/docker/0123456789abcdef").container.value
    'docker'
    >>> cgroup("/system.slice/docker.service") is None
    True
    """
    return next((row for pattern, row in _COMPILED if pattern.search(path)), None)
