"""The names that makers of physical machines write into the SMBIOS table.

They are positive evidence of a physical machine only where nothing contradicts them: a host can
pass its own strings through to a guest. Source of the rows, unless one says otherwise: vendor
strings of physical machines in public inventories (linuxhw/DMI, glpi-agent's test resources).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FIRMWARE", "MAKERS", "MODULES", "PLACEHOLDERS", "UNSET", "Maker", "maker"]

_INVENTORY = "vendor strings in public inventories"


@dataclass(frozen=True)
class Maker:
    """A maker's name as the SMBIOS table has it.

    Args:
        prefix: how the vendor string begins; letter case does not count.
        unless: product names, by their beginning, that this vendor gives to virtual machines.
        only: if given, the product must begin so: the vendor's name alone proves too little. An
            empty string asks for a product, whichever.
        others: vendor names that begin so too and are somebody else's: a cloud's.
        source: where the fact comes from.
    """

    prefix: str
    unless: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    source: str = _INVENTORY


MAKERS = (
    Maker("Acer"),
    Maker("Alienware"),
    # Its own hypervisor's guests have the vendor too: without a product it proves nothing.
    Maker("Apple", unless=("Apple Virtualization",), only=("",), source="systemd PR 24419"),
    Maker("ASRock"),
    Maker("ASUS"),
    Maker("Biostar"),
    Maker("Bull"),
    Maker("Cisco Systems"),
    Maker("Clevo"),
    Maker("Compaq"),
    Maker("Dell"),
    Maker("ECS"),
    Maker("Elitegroup"),
    Maker("eMachines"),
    Maker("EVGA"),
    Maker("Foxconn"),
    Maker("Framework"),
    Maker("Fujitsu"),
    Maker("Gateway"),
    Maker("Getac"),
    Maker("Gigabyte"),
    # Chromebooks share the vendor string with the cloud.
    Maker("Google", unless=("Google Compute Engine", "Google"), only=("",), source="linuxhw/DMI"),
    Maker("H3C"),
    Maker("Hewlett"),
    Maker("Hitachi"),
    Maker("HONOR"),
    Maker("HP"),
    # The vendor of the cloud's machines too.
    Maker(
        "HUAWEI",
        unless=("Huawei Cloud", "OpenStack"),
        only=("",),
        others=("Huawei Cloud", "HUAWEICLOUD"),
        source="linuxhw/DMI",
    ),
    Maker("IBM", others=("IBM:Cloud",)),
    Maker("Inspur"),
    # VMware's board bears Intel's name: a product or a board's name must go with it.
    Maker("Intel", unless=("440BX",), only=("",), source="VMware's SMBIOS strings"),
    Maker("Lenovo"),
    Maker("LG Electronics"),
    Maker("Medion"),
    Maker("Micro-Star"),
    Maker("MICRO-STAR"),
    # A Hyper-V guest has the same vendor; a Surface is a real machine (systemd issue 21468).
    Maker("Microsoft", only=("Surface",), source="systemd issue 21468"),
    Maker("MSI"),
    Maker("NEC"),
    Maker("Notebook"),
    Maker("Nutanix", only=("NX-",), source="linuxhw/DMI"),
    # VirtualBox has this string on its board only; SPARC machines run in logical domains.
    Maker(
        "Oracle Corporation", unless=("VirtualBox", "SPARC"), only=("",), source="systemd PR 21127"
    ),
    Maker("Packard Bell"),
    Maker("Panasonic"),
    Maker("PC Engines"),
    Maker("Positivo"),
    Maker("Quanta"),
    Maker("Raspberry Pi"),
    Maker("Razer"),
    Maker("Samsung Electronics"),
    Maker("Shuttle"),
    Maker("Siemens"),
    Maker("Silicon Graphics"),
    Maker("Sony"),
    Maker("Stratus"),
    Maker("Sun Microsystems"),
    Maker("Supermicro"),
    Maker("System76"),
    Maker("Toshiba"),
    Maker("Dynabook"),
    Maker("TUXEDO"),
    Maker("TYAN"),
    Maker("VIA Technologies"),
    Maker("Wistron"),
    Maker("XENTA"),
    Maker("ZOTAC"),
    Maker("ZTE"),
)

UNSET = frozenset(
    ("", "not specified", "none", "unknown", "...", "n/a", "<bad index>", "not available", "-")
)
"""Values that say nothing: the string is absent, lost or was cut out."""

MODULES = (
    *("Samsung", "Hynix", "SK Hynix", "SK hynix", "Micron", "Crucial", "Kingston", "Corsair"),
    *("G.Skill", "G Skill", "A-DATA", "ADATA", "Elpida", "Nanya", "Qimonda", "Infineon"),
    *("Ramaxel", "Transcend", "Apacer", "Patriot", "Team Group", "SMART Modular", "Mushkin"),
    # The same makers by their numbers in JEDEC's list (JEP-106), as firmware often leaves them.
    *("00CE", "80CE", "0x80CE", "CE00", "00AD", "80AD", "0xAD", "AD00", "002C", "802C", "0x2C"),
    *("0198", "7F98", "04CB", "02FE", "7F7FFE", "830B", "0x830B", "859B"),
)
"""Who makes memory modules; source: modules in public inventories (linuxhw/DMI), and for the
numbers JEP-106 as OpenOCD's jep106.inc has it, with their parity bits."""

PLACEHOLDERS = (
    "system manufacturer",
    "to be filled by o.e.m",
    "default string",
    "o.e.m",
    "oem",
    "system name",
    "system product name",
)
"""What a board's maker leaves where the assembler should have written a name."""

FIRMWARE = (
    "American Megatrends",
    "AMI",
    "Award",
    "Phoenix",
    "Insyde",
    "Intel",
    "coreboot",
    "Dell",
    "HP",
    "Hewlett",
    "LENOVO",
)
"""Makers of firmware for physical boards; some hypervisors have licensed it too."""


def maker(vendor: str, product: str | None) -> Maker | None:
    """Return the maker whose strings these are.

    >>> maker("Dell Inc.", None).prefix
    'Dell'
    >>> maker("Microsoft Corporation", "Virtual Machine") is None
    True
    >>> maker("Microsoft Corporation", "Surface Laptop 3").prefix
    'Microsoft'
    >>> maker("Huawei Cloud", "OpenStack Nova") is None
    True
    """
    name, item = vendor.casefold(), (product or "").casefold()
    for row in MAKERS:
        if not name.startswith(row.prefix.casefold()):
            continue
        if name.startswith(tuple(text.casefold() for text in row.others)):
            continue
        if item.startswith(tuple(text.casefold() for text in row.unless)):
            continue
        if row.only and (not item or not item.startswith(tuple(t.casefold() for t in row.only))):
            continue
        return row
    return None
