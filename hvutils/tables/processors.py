"""Names of processors that only an emulator gives: facts, one row each, with a source.

QEMU can show a processor of its own making instead of the machine's. Its names have neither the
maker's ® nor a number that was ever sold. They are the same with KVM and without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Hypervisor

__all__ = ["BRANDS", "Brand", "brand"]


@dataclass(frozen=True)
class Brand:
    """How a processor's name begins, and what shows such a processor.

    ``machine`` is how sure it is that there is a hypervisor at all, ``strength`` how sure the name.
    """

    text: str
    hypervisor: Hypervisor
    strength: float
    source: str
    machine: float = 0.9


_QEMU = "QEMU processor models"
_KVM = Hypervisor.KVM

BRANDS = (
    Brand("QEMU Virtual CPU", _KVM, 0.5, _QEMU),
    Brand("QEMU TCG CPU", Hypervisor.QEMU, 0.8, _QEMU),
    Brand("Common KVM processor", _KVM, 0.7, _QEMU),
    Brand("Common 32-bit KVM processor", _KVM, 0.7, _QEMU),
    Brand("Intel Celeron_4x0 (Conroe", _KVM, 0.5, _QEMU),
    Brand("Intel Core 2 Duo P9xxx (Penryn", _KVM, 0.5, _QEMU),
    Brand("Intel Core i7 9xx (Nehalem", _KVM, 0.5, _QEMU),
    Brand("Westmere E56xx/L56xx/X56xx (", _KVM, 0.5, _QEMU),
    Brand("Intel Xeon E312xx (Sandy Bridge", _KVM, 0.5, _QEMU),
    Brand("Intel Xeon E3-12xx v2 (Ivy Bridge", _KVM, 0.5, _QEMU),
    Brand("Intel Core Processor (", _KVM, 0.5, _QEMU),
    Brand("Intel Xeon Processor (", _KVM, 0.5, _QEMU),
    Brand("AMD Opteron 240 (Gen 1 Class", _KVM, 0.5, _QEMU),
    Brand("AMD Opteron 22xx (Gen 2 Class", _KVM, 0.5, _QEMU),
    Brand("AMD Opteron 23xx (Gen 3 Class", _KVM, 0.5, _QEMU),
    Brand("AMD Opteron 62xx class CPU", _KVM, 0.5, _QEMU),
    Brand("AMD Opteron 63xx class CPU", _KVM, 0.5, _QEMU),
    Brand("AMD EPYC Processor", _KVM, 0.5, _QEMU),
)


def brand(name: str) -> Brand | None:
    """Return the row of a processor's name, or None where a maker may have given it.

    >>> brand("Intel Core Processor (Haswell, no TSX)").hypervisor.value
    'kvm'
    >>> brand("Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz") is None
    True
    """
    return next((row for row in BRANDS if name.startswith(row.text)), None)
