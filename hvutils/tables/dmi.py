"""What the SMBIOS (DMI) strings of virtual machines and of clouds are: facts, a row each.

A row tells two things apart. ``machine`` is how sure the strings are of a virtual machine at
all; ``strength`` is how sure they are of the hypervisor's name. "QEMU" is surely a virtual
machine, and says little on whether QEMU ran on KVM or emulated the processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from hvutils.tables.words import Cloud, Hypervisor

__all__ = [
    "CLOUDS",
    "GUESTS_OF",
    "HYPERVISORS",
    "CloudRow",
    "DmiField",
    "HypervisorRow",
    "Match",
    "Need",
]


class DmiField(StrEnum):
    """The strings of the SMBIOS table that identify a platform, by their names in sysfs."""

    BIOS_VENDOR = "bios_vendor"
    BIOS_VERSION = "bios_version"
    BOARD_NAME = "board_name"
    BOARD_VENDOR = "board_vendor"
    CHASSIS_ASSET_TAG = "chassis_asset_tag"
    CHASSIS_VENDOR = "chassis_vendor"
    PRODUCT_FAMILY = "product_family"
    PRODUCT_NAME = "product_name"
    PRODUCT_SERIAL = "product_serial"
    PRODUCT_UUID = "product_uuid"
    PRODUCT_VERSION = "product_version"
    SYS_VENDOR = "sys_vendor"


class Match(Enum):
    """How a string is compared; letter case never counts."""

    PREFIX = "begins with"
    EXACT = "is"
    SUFFIX = "ends with"
    CONTAINS = "contains"
    LACKS = "is given and does not contain"


@dataclass(frozen=True)
class Need:
    """One condition on one string; a string that was not observed meets none."""

    field: DmiField
    text: str
    match: Match = Match.PREFIX

    def met_by(self, value: str) -> bool:
        """Tell whether a string meets this condition."""
        mine, theirs = self.text.casefold(), value.casefold()
        match self.match:
            case Match.PREFIX:
                return theirs.startswith(mine)
            case Match.EXACT:
                return theirs == mine
            case Match.SUFFIX:
                return theirs.endswith(mine)
            case Match.CONTAINS:
                return mine in theirs
            case Match.LACKS:
                return bool(theirs) and mine not in theirs


@dataclass(frozen=True)
class HypervisorRow:
    """Strings that a hypervisor gives to its guests."""

    needs: tuple[Need, ...]
    hypervisor: Hypervisor
    strength: float
    source: str
    machine: float = 0.95


@dataclass(frozen=True)
class CloudRow:
    """Strings that a cloud gives to its machines.

    ``machine`` is None where the cloud gives the same strings to rented bare metal, 0 where the
    strings say bare metal.
    """

    needs: tuple[Need, ...]
    cloud: Cloud
    strength: float
    machine: float | None
    source: str


_F = DmiField
_VENDOR, _PRODUCT, _BIOS = _F.SYS_VENDOR, _F.PRODUCT_NAME, _F.BIOS_VENDOR
_EXACT, _LACKS = Match.EXACT, Match.LACKS
_H = Hypervisor
_AZURE_TAG = "7783-7084-3265-9085-8269-3286-77"


def _vendor(text: str, match: Match = Match.PREFIX) -> Need:
    return Need(_VENDOR, text, match)


def _product(text: str, match: Match = Match.PREFIX) -> Need:
    return Need(_PRODUCT, text, match)


def _bios(text: str, match: Match = Match.PREFIX) -> Need:
    return Need(_BIOS, text, match)


def _tag(text: str, match: Match = Match.EXACT) -> Need:
    return Need(_F.CHASSIS_ASSET_TAG, text, match)


HYPERVISORS = (
    HypervisorRow((_vendor("VMware"),), _H.VMWARE, 0.95, "systemd virt.c"),
    HypervisorRow((_product("VMware"),), _H.VMWARE, 0.95, "systemd virt.c"),
    HypervisorRow((_bios("VMware"),), _H.VMWARE, 0.9, "systemd virt.c"),
    HypervisorRow((Need(_F.PRODUCT_SERIAL, "VMware-"),), _H.VMWARE, 0.9, "vSphere CSI driver"),
    HypervisorRow((Need(_F.BIOS_VERSION, "VMW"),), _H.VMWARE, 0.9, "systemd virt.c"),
    HypervisorRow(
        (_vendor("Microsoft Corporation"), _product("Virtual Machine", _EXACT)),
        _H.HYPER_V,
        0.9,
        "systemd issue 21816",
    ),
    HypervisorRow((_product("Virtual Machine", _EXACT),), _H.HYPER_V, 0.6, "cloud-init", 0.8),
    HypervisorRow((Need(_F.BIOS_VERSION, "Hyper-V UEFI"),), _H.HYPER_V, 0.9, "systemd virt.c"),
    HypervisorRow((Need(_F.PRODUCT_VERSION, "Hyper-V UEFI"),), _H.HYPER_V, 0.9, "systemd virt.c"),
    # Azure's machines run on Hyper-V. But a tag is free text, made to be set by the owner: the
    # strings that a hypervisor writes itself weigh more.
    HypervisorRow((_tag(_AZURE_TAG),), _H.HYPER_V, 0.8, "Microsoft, Azure VM internals", 0.9),
    # QEMU's own strings: with KVM or without it, they are the same.
    HypervisorRow((_vendor("QEMU"),), _H.KVM, 0.5, "virt-what"),
    HypervisorRow((_product("Standard PC ("),), _H.KVM, 0.5, "QEMU pc machine names"),
    HypervisorRow((_product("QEMU"),), _H.KVM, 0.5, "QEMU virt machine name"),
    HypervisorRow((Need(_F.PRODUCT_VERSION, "pc-i440fx-"),), _H.KVM, 0.5, "QEMU machine types"),
    HypervisorRow((Need(_F.PRODUCT_VERSION, "pc-q35-"),), _H.KVM, 0.5, "QEMU machine types"),
    HypervisorRow((_vendor("Bochs"),), _H.KVM, 0.4, "systemd virt.c", 0.9),
    HypervisorRow((_bios("Bochs"),), _H.KVM, 0.4, "systemd virt.c", 0.9),
    # SeaBIOS and OVMF also serve Xen, bhyve and a few real boards.
    HypervisorRow((_bios("SeaBIOS"),), _H.KVM, 0.4, "SeaBIOS", 0.6),
    HypervisorRow((_bios("EFI Development Kit II / OVMF"),), _H.KVM, 0.4, "edk2", 0.6),
    HypervisorRow((_product("KVM"),), _H.KVM, 0.85, "systemd virt.c"),
    # So are the boards of Google's guests called.
    HypervisorRow((Need(_F.BOARD_VENDOR, "KVM"),), _H.KVM, 0.85, "virt-what"),
    HypervisorRow((_vendor("KubeVirt"),), _H.KVM, 0.85, "systemd virt.c"),
    HypervisorRow((_product("KubeVirt"),), _H.KVM, 0.85, "systemd virt.c"),
    HypervisorRow((_product("RHEV Hypervisor"),), _H.KVM, 0.85, "virt-what"),
    HypervisorRow((_product("RHV"),), _H.KVM, 0.85, "virt-what"),
    HypervisorRow((_vendor("oVirt"),), _H.KVM, 0.85, "virt-what"),
    HypervisorRow((_product("oVirt Node"),), _H.KVM, 0.85, "virt-what"),
    HypervisorRow((_vendor("Nutanix"), _product("AHV")), _H.KVM, 0.85, "virt-what"),
    HypervisorRow((_product("OpenStack"),), _H.KVM, 0.6, "systemd virt.c"),
    # Nitro runs on KVM; the same vendor string stands on the .metal instances.
    HypervisorRow(
        (_vendor("Amazon EC2"), _product(".metal", _LACKS)),
        _H.KVM,
        0.85,
        "AWS FAQ on Nitro",
        0.9,
    ),
    HypervisorRow((_vendor("innotek GmbH"),), _H.VIRTUALBOX, 0.95, "systemd virt.c"),
    HypervisorRow((_product("VirtualBox"),), _H.VIRTUALBOX, 0.95, "systemd virt.c"),
    HypervisorRow((_bios("innotek GmbH"),), _H.VIRTUALBOX, 0.9, "systemd virt.c"),
    HypervisorRow((Need(_F.BOARD_NAME, "VirtualBox"),), _H.VIRTUALBOX, 0.9, "systemd issue 13429"),
    HypervisorRow((_vendor("Xen", _EXACT),), _H.XEN, 0.9, "systemd virt.c"),
    HypervisorRow((_product("HVM domU"),), _H.XEN, 0.9, "virt-what"),
    HypervisorRow((_bios("Xen", _EXACT),), _H.XEN, 0.9, "systemd virt.c"),
    HypervisorRow((_vendor("Parallels"),), _H.PARALLELS, 0.95, "systemd virt.c"),
    HypervisorRow((_product("Parallels"),), _H.PARALLELS, 0.95, "systemd virt.c"),
    HypervisorRow((_bios("Parallels"),), _H.PARALLELS, 0.9, "systemd virt.c"),
    HypervisorRow((_bios("BHYVE"),), _H.BHYVE, 0.95, "virt-what"),
    HypervisorRow((_product("BHYVE"),), _H.BHYVE, 0.95, "systemd virt.c"),
    HypervisorRow((_vendor("OpenBSD"), _product("VMM")), _H.OPENBSD_VMM, 0.95, "facterdb"),
    HypervisorRow(
        (_vendor("Apple"), _product("Apple Virtualization")),
        _H.APPLE_VZ,
        0.95,
        "systemd PR 24419",
    ),
    # Virtage, in the firmware of the maker's own servers, whose vendor it leaves.
    HypervisorRow(
        (_vendor("HITACHI"), _product("LPAR", Match.CONTAINS)), _H.OTHER, 0.9, "virt-what"
    ),
    HypervisorRow(
        (_vendor("HITACHI"), Need(_F.PRODUCT_VERSION, "LPAR", Match.CONTAINS)),
        *(_H.OTHER, 0.9, "util-linux lscpu"),
    ),
    # Every sun4v machine runs in a logical domain; the strings do not tell the control domain.
    HypervisorRow(
        (_vendor("Oracle Corporation"), _product("SPARC T")), _H.LDOMS, 0.5, "virt-what", 0.5
    ),
    HypervisorRow(
        (_vendor("Oracle Corporation"), _product("SPARC M")), _H.LDOMS, 0.5, "virt-what", 0.5
    ),
)

_C = Cloud
_DS = "cloud-init ds-identify"

CLOUDS = (
    CloudRow((_tag(_AZURE_TAG),), _C.AZURE, 0.95, 0.9, _DS),
    CloudRow((_vendor("Amazon EC2"),), _C.AWS, 0.95, None, "systemd virt.c"),
    CloudRow((_bios("Amazon EC2"),), _C.AWS, 0.95, None, "systemd virt.c"),
    CloudRow(
        (_vendor("Amazon EC2"), _product(".metal", Match.CONTAINS)),
        _C.AWS,
        0.95,
        0.0,
        "systemd virt.c",
    ),
    CloudRow(
        (Need(_F.PRODUCT_VERSION, ".amazon", Match.CONTAINS),), _C.AWS, 0.9, None, "virt-what"
    ),
    CloudRow((Need(_F.BIOS_VERSION, ".amazon", Match.CONTAINS),), _C.AWS, 0.9, None, "virt-what"),
    # systeminfo has vendor and version in one string.
    CloudRow((_bios(".amazon", Match.CONTAINS),), _C.AWS, 0.9, None, "virt-what"),
    # One UUID in 4096 begins so by chance: it needs the serial number that repeats it.
    CloudRow((Need(_F.PRODUCT_UUID, "ec2"), Need(_F.PRODUCT_SERIAL, "ec2")), _C.AWS, 0.9, 0.8, _DS),
    # Google gives the same strings to its C3 metal machines (systemd PR 38125).
    CloudRow((_product("Google Compute Engine"),), _C.GOOGLE, 0.95, None, _DS),
    CloudRow((Need(_F.PRODUCT_SERIAL, "GoogleCloud-"),), _C.GOOGLE, 0.9, None, _DS),
    CloudRow((_bios("Google", _EXACT),), _C.GOOGLE, 0.5, None, "insights-core"),
    CloudRow((_vendor("Alibaba Cloud"),), _C.ALIBABA, 0.95, 0.8, "virt-what"),
    CloudRow((_product("Alibaba Cloud ECS"),), _C.ALIBABA, 0.95, 0.8, _DS),
    # Oracle rents bare metal with this tag too.
    CloudRow((_tag("OracleCloud.com"),), _C.ORACLE, 0.95, None, _DS),
    CloudRow((_vendor("Huawei Cloud"),), _C.HUAWEI, 0.9, 0.8, "Linux kernel list, a crash there"),
    CloudRow((_vendor("Tencent Cloud"),), _C.TENCENT, 0.95, 0.8, "kernel logs, DMI line"),
    CloudRow((_vendor("IBM:Cloud"),), _C.IBM, 0.9, 0.8, "coroot node agent"),
    CloudRow((Need(_F.CHASSIS_VENDOR, "IBM:Cloud"),), _C.IBM, 0.9, 0.8, "coroot node agent"),
    CloudRow((_tag("OpenTelekomCloud"),), _C.OPEN_TELEKOM, 0.95, 0.8, _DS),
    CloudRow((_tag("HUAWEICLOUD"),), _C.HUAWEI, 0.95, 0.8, _DS),
    CloudRow((_tag("SAP CCloud VM"),), _C.SAP, 0.95, 0.9, _DS),
    CloudRow((_tag("Samsung Cloud Platform"),), _C.SAMSUNG, 0.95, 0.8, _DS),
    # The software of many clouds: one that names itself beside it goes first.
    CloudRow((_tag("OpenStack Nova"),), _C.OPENSTACK, 0.85, 0.8, _DS),
    CloudRow((_tag("OpenStack Compute"),), _C.OPENSTACK, 0.85, 0.8, _DS),
    CloudRow((_product("OpenStack Nova"),), _C.OPENSTACK, 0.85, 0.8, _DS),
    CloudRow((_product("OpenStack Compute"),), _C.OPENSTACK, 0.85, 0.8, _DS),
    CloudRow((_tag(".zstack.io", Match.SUFFIX),), _C.ZSTACK, 0.9, 0.8, _DS),
    CloudRow((_vendor("DigitalOcean", _EXACT),), _C.DIGITALOCEAN, 0.95, 0.8, _DS),
    CloudRow((_vendor("Hetzner", _EXACT),), _C.HETZNER, 0.95, 0.8, _DS),
    CloudRow((_vendor("Linode", _EXACT),), _C.AKAMAI, 0.95, 0.8, _DS),
    CloudRow((_vendor("Akamai", _EXACT),), _C.AKAMAI, 0.95, 0.8, _DS),
    CloudRow((_vendor("Scaleway", _EXACT),), _C.SCALEWAY, 0.95, 0.8, _DS),
    CloudRow((_vendor("UpCloud", _EXACT),), _C.UPCLOUD, 0.95, 0.8, _DS),
    CloudRow((_vendor("Vultr", _EXACT),), _C.VULTR, 0.95, 0.8, _DS),
    CloudRow((_vendor("NWCS", _EXACT),), _C.NWCS, 0.95, 0.8, _DS),
    CloudRow((_vendor("e24cloud", _EXACT),), _C.E24CLOUD, 0.95, 0.8, _DS),
    CloudRow((_vendor("Tilaa", _EXACT),), _C.TILAA, 0.95, 0.8, _DS),
    CloudRow(
        (Need(_F.PRODUCT_SERIAL, ".brightbox.com", Match.SUFFIX),), _C.BRIGHTBOX, 0.9, 0.8, _DS
    ),
    CloudRow(
        (_vendor("3DS Outscale", _EXACT), _product("3DS Outscale VM")),
        _C.OUTSCALE,
        0.95,
        0.9,
        _DS,
    ),
    CloudRow((_product("CloudCIX", _EXACT),), _C.CLOUDCIX, 0.95, 0.8, _DS),
    CloudRow((_product("CloudSigma"),), _C.CLOUDSIGMA, 0.95, 0.8, _DS),
    CloudRow((_product("CloudStack"),), _C.CLOUDSTACK, 0.95, 0.8, _DS),
    CloudRow((_product("Exoscale"),), _C.EXOSCALE, 0.95, 0.8, _DS),
    CloudRow((_product("SmartDC"),), _C.SMARTOS, 0.95, 0.8, _DS),
    CloudRow((_vendor("Nutanix"), _product("AHV")), _C.NUTANIX, 0.9, 0.9, "virt-what"),
)

GUESTS_OF = {_C.GOOGLE: _H.KVM}
"""What a guest there runs on where no line names it; source: Google, “7 ways we harden our KVM”.

This names what was found to be a guest, and shows of no machine that it is one. Clouds that have
used two hypervisors (Amazon, Alibaba), or sell software for any (OpenStack), are not here.
"""
