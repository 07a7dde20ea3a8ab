"""The words that systemd-detect-virt prints, and what each says. Source: systemd virt.c.

The tool concluded these from CPUID and DMI by rules that are known to be wrong at times, so a
word is weaker than the raw strings would be.
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Cloud, Container, Hypervisor

__all__ = ["WORDS", "Word"]


@dataclass(frozen=True)
class Word:
    """One word: the hypervisor, container or cloud that it names; ``none`` names neither."""

    word: str
    hypervisor: Hypervisor | None = None
    cloud: Cloud | None = None
    container: Container | None = None
    strength: float = 0.6


_H, _C = Hypervisor, Container

_ROWS = (
    Word("none", strength=0.7),
    Word("kvm", _H.KVM),
    Word("amazon", _H.KVM, Cloud.AWS),
    # It says so for TCG, and for a KVM guest whose CPUID it could not read.
    Word("qemu", _H.KVM, strength=0.4),
    Word("bochs", _H.OTHER),
    Word("xen", _H.XEN),
    Word("uml", _H.UML),
    Word("vmware", _H.VMWARE),
    Word("oracle", _H.VIRTUALBOX),
    # KVM and Xen with enlightenments, Surface laptops and root partitions gave this word too.
    Word("microsoft", _H.HYPER_V, strength=0.5),
    Word("zvm", _H.IBM_ZVM),
    Word("parallels", _H.PARALLELS),
    Word("bhyve", _H.BHYVE),
    Word("qnx", _H.OTHER),
    Word("acrn", _H.OTHER),
    Word("powervm", _H.POWERVM),
    Word("apple", _H.APPLE_VZ),
    Word("sre", _H.OTHER),
    Word("google", _H.KVM, Cloud.GOOGLE, strength=0.5),
    # Firmware of real machines sets the SMBIOS bit behind this word by mistake.
    Word("vm-other", strength=0.5),
    Word("systemd-nspawn", container=_C.SYSTEMD_NSPAWN),
    Word("lxc-libvirt", container=_C.LXC),
    Word("lxc", container=_C.LXC),
    Word("openvz", container=_C.OPENVZ),
    Word("docker", container=_C.DOCKER),
    Word("podman", container=_C.PODMAN),
    Word("rkt", container=_C.RKT),
    Word("wsl", container=_C.WSL),
    Word("proot", container=_C.PROOT),
    Word("pouch", container=_C.OTHER),
    Word("container-other", container=_C.OTHER),
)

WORDS = {row.word: row for row in _ROWS}
