"""The labels of Windows' systeminfo in the locales that were seen, and its adapters' names.

Source of the labels: systeminfo output recorded in seven locales, compared line by line. The
Spanish "Modelo el sistema" is Windows' own spelling.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hvutils.tables.words import Hypervisor

__all__ = ["ADAPTERS", "LABELS", "Adapter", "Label"]


class Label(Enum):
    """The lines of systeminfo that say something about the platform."""

    OS_NAME = "OS Name"
    MANUFACTURER = "System Manufacturer"
    MODEL = "System Model"
    SYSTEM_TYPE = "System Type"
    BIOS_VERSION = "BIOS Version"


_ROWS = (
    ("en", Label.OS_NAME, "OS Name"),
    ("en", Label.MANUFACTURER, "System Manufacturer"),
    ("en", Label.MODEL, "System Model"),
    ("en", Label.SYSTEM_TYPE, "System Type"),
    ("en", Label.BIOS_VERSION, "BIOS Version"),
    ("de", Label.OS_NAME, "Betriebssystemname"),
    ("de", Label.MANUFACTURER, "Systemhersteller"),
    ("de", Label.MODEL, "Systemmodell"),
    ("de", Label.SYSTEM_TYPE, "Systemtyp"),
    ("de", Label.BIOS_VERSION, "BIOS-Version"),
    ("fr", Label.OS_NAME, "Nom du système d'exploitation"),
    ("fr", Label.MANUFACTURER, "Fabricant du système"),
    ("fr", Label.MODEL, "Modèle du système"),
    ("fr", Label.SYSTEM_TYPE, "Type du système"),
    ("fr", Label.BIOS_VERSION, "Version du BIOS"),
    ("it", Label.OS_NAME, "Nome SO"),
    ("it", Label.MANUFACTURER, "Produttore sistema"),
    ("it", Label.MODEL, "Modello sistema"),
    ("it", Label.SYSTEM_TYPE, "Tipo sistema"),
    ("it", Label.BIOS_VERSION, "Versione BIOS"),
    ("es", Label.OS_NAME, "Nombre del sistema operativo"),
    ("es", Label.MANUFACTURER, "Fabricante del sistema"),
    ("es", Label.MODEL, "Modelo el sistema"),
    ("es", Label.SYSTEM_TYPE, "Tipo de sistema"),
    ("es", Label.BIOS_VERSION, "Versión del BIOS"),
    ("zh-cn", Label.OS_NAME, "OS 名称"),
    ("zh-cn", Label.MANUFACTURER, "系统制造商"),
    ("zh-cn", Label.MODEL, "系统型号"),
    ("zh-cn", Label.SYSTEM_TYPE, "系统类型"),
    ("zh-cn", Label.BIOS_VERSION, "BIOS 版本"),
    ("ru", Label.OS_NAME, "Название ОС"),
    ("ru", Label.MANUFACTURER, "Изготовитель системы"),
    ("ru", Label.MODEL, "Модель системы"),
    ("ru", Label.SYSTEM_TYPE, "Тип системы"),
    ("ru", Label.BIOS_VERSION, "Версия BIOS"),
)

LABELS = {text.casefold(): label for _, label, text in _ROWS}
"""The label of a line in any of the locales, in folded case and without its colon."""


@dataclass(frozen=True)
class Adapter:
    """A network adapter's name that points at a hypervisor.

    ``host`` is true for adapters that a host has for its guests.
    """

    prefix: str
    hypervisor: Hypervisor
    host: bool
    strength: float
    source: str


# systeminfo lists what is installed: it does not show that Workstation or VirtualBox ever runs,
# so their adapters alone make no host.
ADAPTERS = (
    Adapter("Hyper-V Virtual Ethernet Adapter", Hypervisor.HYPER_V, True, 0.6, "Hyper-V manual"),
    Adapter("Microsoft Hyper-V Network Adapter", Hypervisor.HYPER_V, False, 0.7, "Hyper-V manual"),
    Adapter("VMware Virtual Ethernet Adapter", Hypervisor.VMWARE, True, 0.4, "Workstation manual"),
    Adapter("vmxnet", Hypervisor.VMWARE, False, 0.6, "VMware manual"),
    Adapter(
        "VirtualBox Host-Only", Hypervisor.VIRTUALBOX, True, 0.4, "VirtualBox manual, host-only"
    ),
    Adapter("Red Hat VirtIO", Hypervisor.KVM, False, 0.4, "virtio is a standard of many"),
    Adapter("Citrix PV Network Adapter", Hypervisor.XEN, False, 0.6, "XenServer manual"),
    Adapter("XenServer PV Network", Hypervisor.XEN, False, 0.6, "XenServer manual"),
    Adapter("Parallels", Hypervisor.PARALLELS, False, 0.6, "Parallels"),
)
