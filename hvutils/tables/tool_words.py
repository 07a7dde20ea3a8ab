"""What other tools call a platform, a row each: their conclusion, weaker than the raw strings.

Source of the words: the tools' manuals and sources, compared with what they are known to get wrong
(a default ``physical``, a loaded kvm module that makes a ``host``, Ansible's ``VirtualPC`` for
whatever has Microsoft's vendor string). Such words weigh little; how little is our estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hvutils.tables.words import Cloud, Container, Hypervisor

__all__ = ["Tool", "ToolWord", "tool_word", "words_of"]


class Tool(Enum):
    """The tools whose words are known; the value is the name that people use."""

    VIRT_WHAT = "virt-what"
    FACTER = "facter"
    OHAI = "ohai"
    ANSIBLE = "Ansible"
    INXI = "inxi"
    HOSTNAMECTL = "hostnamectl"


@dataclass(frozen=True)
class ToolWord:
    """What one word means; ``host`` turns the hypervisor into one that runs here.

    ``present`` is a machine that is virtual in a way that no hypervisor's name fits.
    """

    word: str
    hypervisor: Hypervisor | None = None
    cloud: Cloud | None = None
    container: Container | None = None
    host: bool = False
    present: bool = False
    physical: bool = False
    strength: float = 0.5


_H, _C, _N = Hypervisor, Cloud, Container
_W = ToolWord

_VIRT_WHAT = (
    _W("alibaba_cloud", cloud=_C.ALIBABA),
    _W("alibaba_cloud-ebm", cloud=_C.ALIBABA),
    _W("aws", cloud=_C.AWS),
    _W("bhyve", _H.BHYVE),
    _W("crio", container=_N.OTHER),
    _W("docker", container=_N.DOCKER),
    _W("google_cloud", cloud=_C.GOOGLE),
    # It says so for root partitions and for KVM with enlightenments too.
    _W("hyperv", _H.HYPER_V, strength=0.4),
    _W("ibm_power-kvm", _H.KVM),
    _W("ibm_power-lpar_dedicated", _H.POWERVM),
    _W("ibm_power-lpar_shared", _H.POWERVM),
    _W("ibm_systemz", present=True),
    _W("ibm_systemz-direct", present=True, strength=0.3),
    _W("ibm_systemz-kvm", _H.KVM),
    _W("ibm_systemz-lpar", _H.IBM_LPAR),
    _W("ibm_systemz-zvm", _H.IBM_ZVM),
    _W("illumos-lx", container=_N.OTHER),
    # It prints this word for VirtualBox too.
    _W("kvm", _H.KVM),
    _W("ldoms", _H.LDOMS),
    _W("ldoms-control", _H.LDOMS),
    _W("ldoms-guest", _H.LDOMS),
    _W("ldoms-io", _H.LDOMS),
    _W("ldoms-root", _H.LDOMS),
    _W("linux_vserver", container=_N.LINUX_VSERVER, strength=0.3),
    _W("linux_vserver-guest", container=_N.LINUX_VSERVER),
    _W("linux_vserver-host", strength=0.0),
    _W("lkvm", _H.KVM),
    _W("lxc", container=_N.LXC),
    _W("nutanix_ahv", _H.KVM, _C.NUTANIX),
    _W("oci", container=_N.OTHER),
    _W("openvz", container=_N.OPENVZ),
    _W("ovirt", _H.KVM),
    _W("parallels", _H.PARALLELS),
    _W("podman", container=_N.PODMAN),
    _W("powervm_lx86", _H.POWERVM),
    _W("qemu", _H.KVM, strength=0.4),
    _W("redhat", _H.KVM, strength=0.4),
    _W("rhev", _H.KVM),
    _W("uml", _H.UML),
    _W("upcloud", cloud=_C.UPCLOUD),
    _W("virt", present=True, strength=0.3),
    _W("virtage", _H.OTHER),
    _W("virtualbox", _H.VIRTUALBOX, strength=0.6),
    _W("virtualpc", _H.OTHER),
    _W("vmm", _H.OPENBSD_VMM),
    _W("vmware", _H.VMWARE, strength=0.6),
    # Alone it may be dom0: the tool says then that it knows too little.
    _W("xen", _H.XEN, strength=0.4),
    _W("xen-dom0", _H.XEN, host=True, strength=0.6),
    _W("xen-domU", _H.XEN, strength=0.6),
    _W("xen-hvm", _H.XEN, strength=0.6),
)

_FACTER = (
    _W("kvm", _H.KVM),
    # Arm guests of VirtualBox were called so.
    _W("qemu", _H.KVM, strength=0.3),
    _W("bochs", _H.KVM, strength=0.3),
    _W("ovirt", _H.KVM),
    _W("rhev", _H.KVM),
    _W("redhat", _H.KVM, strength=0.4),
    _W("openstack", _H.KVM, _C.OPENSTACK, strength=0.4),
    _W("nutanix_ahv", _H.KVM, _C.NUTANIX),
    _W("gce", _H.KVM, _C.GOOGLE, strength=0.4),
    _W("aws", cloud=_C.AWS),
    _W("vmware", _H.VMWARE, strength=0.6),
    _W("virtualbox", _H.VIRTUALBOX, strength=0.6),
    _W("vbox", _H.VIRTUALBOX, strength=0.6),
    _W("hyperv", _H.HYPER_V, strength=0.4),
    _W("xen", _H.XEN, strength=0.4),
    _W("xenu", _H.XEN, strength=0.6),
    _W("xenhvm", _H.XEN, strength=0.6),
    _W("xen0", _H.XEN, host=True, strength=0.6),
    _W("parallels", _H.PARALLELS, strength=0.6),
    _W("bhyve", _H.BHYVE),
    _W("vmm", _H.OPENBSD_VMM),
    _W("ldom", _H.LDOMS),
    _W("LDoms", _H.LDOMS),
    _W("zlinux", present=True),
    _W("uml", _H.UML),
    _W("generic", present=True, strength=0.4),
    _W("docker", container=_N.DOCKER),
    _W("podman", container=_N.PODMAN),
    _W("lxc", container=_N.LXC),
    _W("openvz", container=_N.OPENVZ),
    _W("openvzve", container=_N.OPENVZ),
    _W("systemd_nspawn", container=_N.SYSTEMD_NSPAWN),
    _W("crio", container=_N.OTHER),
    _W("container_other", container=_N.OTHER),
    _W("jail", container=_N.OTHER),
    _W("zone", container=_N.OTHER),
    # The default where it found nothing: guests were called so.
    _W("physical", physical=True, strength=0.2),
)

_OHAI = (
    _W("kvm", _H.KVM),
    _W("qemu", _H.KVM, strength=0.3),
    _W("xen", _H.XEN, strength=0.4),
    _W("vmware", _H.VMWARE, strength=0.6),
    _W("vbox", _H.VIRTUALBOX, strength=0.6),
    _W("hyperv", _H.HYPER_V, strength=0.4),
    _W("virtualpc", _H.OTHER, strength=0.4),
    _W("virtualserver", _H.OTHER, strength=0.4),
    _W("parallels", _H.PARALLELS, strength=0.6),
    _W("bhyve", _H.BHYVE),
    _W("openstack", _H.KVM, _C.OPENSTACK, strength=0.4),
    _W("amazonec2", cloud=_C.AWS),
    _W("veertu", _H.OTHER),
    _W("powervm", _H.POWERVM),
    _W("docker", container=_N.DOCKER),
    _W("podman", container=_N.PODMAN),
    _W("lxc", container=_N.LXC),
    _W("lxd", container=_N.LXC),
    _W("openvz", container=_N.OPENVZ),
    _W("nspawn", container=_N.SYSTEMD_NSPAWN),
    _W("linux-vserver", container=_N.LINUX_VSERVER),
)

_ANSIBLE = (
    _W("kvm", _H.KVM, strength=0.4),
    _W("qemu", _H.KVM, strength=0.3),
    _W("xen", _H.XEN, strength=0.4),
    _W("VMware", _H.VMWARE, strength=0.6),
    _W("virtualbox", _H.VIRTUALBOX, strength=0.6),
    # Microsoft's strings, Surface laptops among them.
    _W("VirtualPC", _H.HYPER_V, strength=0.2),
    _W("Hyper-V", _H.HYPER_V, strength=0.4),
    _W("oVirt", _H.KVM),
    _W("RHV", _H.KVM),
    _W("RHEV", _H.KVM),
    _W("KubeVirt", _H.KVM),
    _W("openstack", _H.KVM, _C.OPENSTACK, strength=0.4),
    _W("parallels", _H.PARALLELS, strength=0.6),
    _W("bhyve", _H.BHYVE),
    _W("uml", _H.UML),
    _W("powervm_lx86", _H.POWERVM),
    _W("PR/SM", _H.IBM_LPAR),
    _W("LDoms", _H.LDOMS),
    _W("virtual_machine", present=True, strength=0.4),
    _W("docker", container=_N.DOCKER),
    _W("podman", container=_N.PODMAN),
    _W("lxc", container=_N.LXC),
    _W("containerd", container=_N.OTHER),
    _W("container", container=_N.OTHER),
    _W("openvz", container=_N.OPENVZ),
    _W("linux_vserver", container=_N.LINUX_VSERVER),
    _W("zone", container=_N.OTHER),
    _W("jails", container=_N.OTHER),
)

# inxi 3.3.26, get_device_vm: systemd-detect-virt's word where that is installed, else its own.
_INXI = (
    # Without systemd a loaded kvm module is enough for it, as hosts have.
    _W("Kvm", _H.KVM, strength=0.4),
    _W("Qemu", _H.KVM, strength=0.3),
    _W("Vmm", _H.OPENBSD_VMM),
    _W("Hvm", present=True, strength=0.3),
    _W("Virtual-machine", present=True, strength=0.3),
    _W("Vmware", _H.VMWARE, strength=0.6),
    _W("Virtualbox", _H.VIRTUALBOX, strength=0.6),
    _W("Xen", _H.XEN, strength=0.4),
    _W("Hyper-V", _H.HYPER_V, strength=0.4),
    _W("Microsoft", _H.HYPER_V, strength=0.3),
    _W("Parallels", _H.PARALLELS, strength=0.6),
    _W("Bhyve", _H.BHYVE),
    _W("Docker", container=_N.DOCKER),
    _W("Lxc", container=_N.LXC),
    _W("Openvz", container=_N.OPENVZ),
    _W("Systemd-Nspawn", container=_N.SYSTEMD_NSPAWN),
    # It reads the chassis type out of the DMI table, which some guests copy from their host.
    _W("Desktop", physical=True, strength=0.2),
    _W("Laptop", physical=True, strength=0.2),
    _W("Server", physical=True, strength=0.2),
)

# What hostnamectl prints as the chassis; its virtualization is systemd-detect-virt's word.
_HOSTNAMECTL = (
    _W("vm", present=True, strength=0.4),
    _W("container", container=_N.OTHER, strength=0.4),
    _W("laptop", physical=True, strength=0.2),
    _W("desktop", physical=True, strength=0.2),
    _W("server", physical=True, strength=0.2),
)

_TABLES = {
    Tool.VIRT_WHAT: _VIRT_WHAT,
    Tool.FACTER: _FACTER,
    Tool.OHAI: _OHAI,
    Tool.ANSIBLE: _ANSIBLE,
    Tool.INXI: _INXI,
    Tool.HOSTNAMECTL: _HOSTNAMECTL,
}
_BY_WORD = {(tool, row.word.casefold()): row for tool, rows in _TABLES.items() for row in rows}


def tool_word(tool: Tool, word: str) -> ToolWord | None:
    """Return what a tool means by a word, or None where the word is not known.

    >>> tool_word(Tool.FACTER, "xenhvm").hypervisor.value
    'xen'
    """
    return _BY_WORD.get((tool, word.casefold()))


def words_of(tool: Tool) -> frozenset[str]:
    """Return every word of a tool, as it prints them."""
    return frozenset(row.word for row in _TABLES[tool])
