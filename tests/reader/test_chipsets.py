"""The bridge to the processor: a real one stands on a board, an emulated one proves no board."""

from __future__ import annotations

import pytest

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.tables.chipsets import CHIP_MAKERS, EMULATED_BRIDGES, chip_maker
from hvutils.tables.words import Cloud, Hypervisor, Role
from hvutils.verdict import Verdict, classify
from tests.reader.test_devices import pci_ids

DMI3 = "Intel Corporation Sky Lake-E DMI3 Registers"
REAL = {
    "plain": f"00:00.0 Host bridge: {DMI3} (rev 07)\n",
    "-n": "00:00.0 0600: 8086:2020 (rev 07)\n",
    "-nn": f"0000:00:00.0 Host bridge [0600]: {DMI3} [8086:2020] (rev 07)\n",
    "-mm": '00:00.0 "Host bridge" "Intel Corporation" "Sky Lake-E DMI3 Registers" -r07 "" ""\n',
    "-vmm": "Slot:\t00:00.0\nClass:\tHost bridge\nVendor:\tIntel Corporation\n"
    "Device:\tSky Lake-E DMI3 Registers\n",
    "/proc/bus/pci/devices": "0000\t80862020\t0\t" + "\t".join("0" * 14) + "\t\n",
    "a root port of an Arm board": "00:00.0 PCI bridge [0604]: Broadcom Inc. and subsidiaries "
    "BCM2711 PCIe Bridge [14e4:2711] (rev 20)\n01:00.0 USB controller [0c03]: VIA Technologies, "
    "Inc. VL805/806 xHCI USB 3.0 Controller [1106:3483] (rev 01)\n",
    "AMD": "00:00.0 Host bridge: Advanced Micro Devices, Inc. [AMD] Root Complex\n",
}
VIRTUAL = {
    "a card of a maker's": "00:05.0 VGA compatible controller [0300]: NVIDIA Corporation "
    "GP102 [10de:1b06] (rev a1)\n",
    "a root port elsewhere": "00:1c.0 PCI bridge [0604]: Intel Corporation Port [8086:9d10]\n",
    "a bridge without its name": "00:00.0 Host bridge: Intel Corporation Device 0abc\n",
    **{
        f"{row.vendor}:{row.device}": f"00:00.0 0600: {row.vendor}:{row.device} (rev 02)\n"
        for row in EMULATED_BRIDGES
    },
}


def judged(**files: str) -> Verdict:
    return classify(Capture("m", tuple(ProbeFile(f"{n}.txt", text) for n, text in files.items())))


@pytest.mark.parametrize("text", REAL.values(), ids=REAL)
def test_a_real_bridge_is_a_physical_machine(text: str) -> None:
    verdict = judged(output=text)
    assert verdict.role is Role.BARE_METAL
    assert verdict.confidence == pytest.approx(0.6)


@pytest.mark.parametrize("text", VIRTUAL.values(), ids=VIRTUAL)
def test_no_board_is_seen_in_what_is_emulated_or_passed_through(text: str) -> None:
    assert judged(output=text).role is not Role.BARE_METAL


def test_rented_metal_is_told_from_a_guest_by_its_bridge() -> None:
    ena = "00:05.0 Ethernet controller: Amazon.com, Inc. Elastic Network Adapter (ENA)\n"
    verdict = judged(lspci=REAL["plain"] + ena)
    assert (verdict.role, verdict.cloud) == (Role.BARE_METAL, Cloud.AWS)


@pytest.mark.parametrize(
    ("signature", "hypervisor"),
    [("XenVMMXenVMM", Hypervisor.XEN), ("Microsoft Hv", Hypervisor.HYPER_V)],
)
def test_a_real_bridge_above_a_signature_is_the_privileged_view(
    signature: str, hypervisor: Hypervisor
) -> None:
    verdict = judged(signature=f"{signature}\n", lspci=REAL["-nn"])
    assert (verdict.role, verdict.hypervisor) == (Role.HOST, hypervisor)


def test_a_nameless_hypervisor_beneath_a_real_bridge_may_be_either() -> None:
    flags = "processor\t: 0\ncpu family\t: 6\nflags\t\t: fpu vme hypervisor erms\n"
    verdict = judged(cpuinfo=flags, lspci=REAL["-nn"])
    assert verdict.role is Role.UNDETERMINED
    assert "root partition" in str(verdict.conflicts[0])


def test_makers_are_as_debian_has_them() -> None:
    vendors, devices, _ = pci_ids()
    for maker in CHIP_MAKERS:
        # Sophgo's number is younger than the list.
        assert vendors.get(maker.vendor, maker.name).startswith(maker.name)
    for row in EMULATED_BRIDGES:
        known = devices.get((row.vendor, row.device))
        assert known is None or known.startswith(row.name)
        assert chip_maker(row.vendor, row.device, "") is None
