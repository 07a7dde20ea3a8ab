"""The words that a verdict, an answer and a key are written in.

The values of roles, types, hypervisors, clouds and containers are part of the verdict's JSON,
schema 1, and do not change; the others are words of answers and keys.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "Agreement",
    "Cloud",
    "Container",
    "Hypervisor",
    "HypervisorType",
    "Nesting",
    "NextStep",
    "Role",
]


class Role(StrEnum):
    """What a machine is to a hypervisor."""

    GUEST = "guest"
    HOST = "host"
    BARE_METAL = "bare-metal"
    UNDETERMINED = "undetermined"


class HypervisorType(StrEnum):
    """Goldberg's two types; from inside a guest it often cannot be told."""

    TYPE_1 = "type-1"
    TYPE_2 = "type-2"
    UNDETERMINED = "undetermined"


class Nesting(StrEnum):
    """Whether a guest is offered what it needs to run guests of its own."""

    OFFERED = "offered"
    NOT_OFFERED = "not-offered"
    DOES_NOT_APPLY = "does-not-apply"
    UNDETERMINED = "undetermined"


class Agreement(StrEnum):
    """What confidence rests on: whether independent witnesses say the same."""

    AGREE = "witnesses-agree"
    DISAGREE = "witnesses-disagree"
    ONE = "one-witness"


class NextStep(StrEnum):
    """What an auditor does next, once the probes at hand are read."""

    NOTHING = "nothing"
    ASK_THE_HOST = "ask-the-host"
    ASK_THE_CLOUD = "ask-the-cloud"
    LIST_GUESTS = "list-guests"
    READ_CPUID = "read-cpuid"


class Hypervisor(StrEnum):
    """The hypervisor families that a verdict can name."""

    VMWARE = "vmware"
    HYPER_V = "hyper-v"
    KVM = "kvm"
    QEMU = "qemu"
    XEN = "xen"
    VIRTUALBOX = "virtualbox"
    PARALLELS = "parallels"
    BHYVE = "bhyve"
    APPLE_VZ = "apple-vz"
    OPENBSD_VMM = "openbsd-vmm"
    POWERVM = "powervm"
    IBM_LPAR = "ibm-lpar"
    IBM_ZVM = "ibm-zvm"
    LDOMS = "ldoms"
    UML = "uml"
    OTHER = "other"


class Cloud(StrEnum):
    """The clouds that a verdict can name, beside the hypervisor that they use."""

    AKAMAI = "akamai"
    ALIBABA = "alibaba"
    AWS = "aws"
    AZURE = "azure"
    BRIGHTBOX = "brightbox"
    CLOUDCIX = "cloudcix"
    CLOUDSIGMA = "cloudsigma"
    CLOUDSTACK = "cloudstack"
    DIGITALOCEAN = "digitalocean"
    E24CLOUD = "e24cloud"
    EXOSCALE = "exoscale"
    GOOGLE = "google"
    HETZNER = "hetzner"
    HUAWEI = "huawei"
    IBM = "ibm"
    NUTANIX = "nutanix"
    NWCS = "nwcs"
    OPENSTACK = "openstack"
    OPEN_TELEKOM = "open-telekom"
    ORACLE = "oracle"
    OUTSCALE = "outscale"
    SAMSUNG = "samsung"
    SAP = "sap"
    SCALEWAY = "scaleway"
    SMARTOS = "smartos"
    TENCENT = "tencent"
    TILAA = "tilaa"
    UPCLOUD = "upcloud"
    VULTR = "vultr"
    ZSTACK = "zstack"


class Container(StrEnum):
    """The containers that a verdict can name; a container is a separate fact from the machine."""

    DOCKER = "docker"
    LXC = "lxc"
    LINUX_VSERVER = "linux-vserver"
    OPENVZ = "openvz"
    PODMAN = "podman"
    PROOT = "proot"
    RKT = "rkt"
    SYSTEMD_NSPAWN = "systemd-nspawn"
    WSL = "wsl"
    OTHER = "other"
