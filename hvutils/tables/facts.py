"""Where inventories keep the firmware's strings: the keys that lead to each, a row a tool's place.

Source: facter's core facts, ohai's DMI plug-in, Ansible's ``setup`` module; the last without its
prefix ``ansible_``.
"""

from __future__ import annotations

from hvutils.tables.dmi import DmiField

__all__ = ["CLOUD_PROVIDERS", "STRINGS"]

_F = DmiField

_FACTER = (
    ("dmi.bios.vendor", _F.BIOS_VENDOR),
    ("dmi.bios.version", _F.BIOS_VERSION),
    ("dmi.board.manufacturer", _F.BOARD_VENDOR),
    ("dmi.board.product", _F.BOARD_NAME),
    ("dmi.chassis.asset_tag", _F.CHASSIS_ASSET_TAG),
    ("dmi.manufacturer", _F.SYS_VENDOR),
    ("dmi.product.name", _F.PRODUCT_NAME),
    ("dmi.product.version", _F.PRODUCT_VERSION),
    ("dmi.product.serial_number", _F.PRODUCT_SERIAL),
    ("dmi.product.uuid", _F.PRODUCT_UUID),
    ("bios_vendor", _F.BIOS_VENDOR),
    ("bios_version", _F.BIOS_VERSION),
    ("boardmanufacturer", _F.BOARD_VENDOR),
    ("boardproductname", _F.BOARD_NAME),
    ("chassisassettag", _F.CHASSIS_ASSET_TAG),
    ("manufacturer", _F.SYS_VENDOR),
    ("productname", _F.PRODUCT_NAME),
    ("serialnumber", _F.PRODUCT_SERIAL),
    ("uuid", _F.PRODUCT_UUID),
)

_OHAI = (
    ("dmi.bios.vendor", _F.BIOS_VENDOR),
    ("dmi.bios.version", _F.BIOS_VERSION),
    ("dmi.system.manufacturer", _F.SYS_VENDOR),
    ("dmi.system.product_name", _F.PRODUCT_NAME),
    ("dmi.system.version", _F.PRODUCT_VERSION),
    ("dmi.system.serial_number", _F.PRODUCT_SERIAL),
    ("dmi.system.uuid", _F.PRODUCT_UUID),
    ("dmi.system.family", _F.PRODUCT_FAMILY),
    ("dmi.base_board.manufacturer", _F.BOARD_VENDOR),
    ("dmi.base_board.product_name", _F.BOARD_NAME),
    ("dmi.chassis.manufacturer", _F.CHASSIS_VENDOR),
    ("dmi.chassis.asset_tag", _F.CHASSIS_ASSET_TAG),
    ("kernel.cs_info.manufacturer", _F.SYS_VENDOR),
    ("kernel.cs_info.model", _F.PRODUCT_NAME),
)

_ANSIBLE = (
    ("bios_vendor", _F.BIOS_VENDOR),
    ("bios_version", _F.BIOS_VERSION),
    ("board_name", _F.BOARD_NAME),
    ("board_vendor", _F.BOARD_VENDOR),
    ("chassis_asset_tag", _F.CHASSIS_ASSET_TAG),
    ("chassis_vendor", _F.CHASSIS_VENDOR),
    ("product_name", _F.PRODUCT_NAME),
    ("product_serial", _F.PRODUCT_SERIAL),
    ("product_uuid", _F.PRODUCT_UUID),
    ("product_version", _F.PRODUCT_VERSION),
    ("system_vendor", _F.SYS_VENDOR),
)

STRINGS = {tuple(keys.split(".")): field for keys, field in (*_FACTER, *_OHAI, *_ANSIBLE)}
"""The field of the SMBIOS table that stands behind these keys."""

CLOUD_PROVIDERS = {"ec2": "aws"}
"""What a tool calls a cloud, where that is not its own word for it elsewhere."""
