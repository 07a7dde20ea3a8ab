"""A measurement of this machine: what a call costs, a system call, and an instruction that exits.

Nothing of it is graded and nothing needs rights. Where the CPU is a 64-bit x86 one under Linux, the
instruction CPUID is timed as well: in a guest on VT-x it exits each time (Intel SDM, volume 3,
“Instructions That Cause VM Exits Unconditionally”).
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["measure_exits"]

_ROUNDS = 2_000
_REPEATS = 15
_MANY = 4  # Measured in a guest: 6,400 ns against 114 ns.

# f(n): push rbx; n times: xor eax,eax; xor ecx,ecx; cpuid; dec rdi; jnz; then pop rbx; ret
_CPUID_LOOP = bytes.fromhex("53 31c0 31c9 0fa2 48ffcf 75f5 5b c3".replace(" ", ""))


def measure_exits() -> None:
    """Time a call, a system call and, where it can, CPUID; print what each tells."""
    print(f"This machine: {_described()}")
    inside = _per_call(_in_process)
    system = _per_call(os.getppid)
    print(f"{'a call within the process':28} {inside:10.0f} ns   no exit, on any machine")
    print(f"{'a system call':28} {system:10.0f} ns   into the kernel; no exit either")
    cpuid = _cpuid()
    if cpuid is None:
        print(f"{'CPUID':28} {'':>10}      not timed: this needs a 64-bit x86 CPU and Linux")
    else:
        print(f"{'CPUID':28} {cpuid:10.0f} ns   in a guest, an exit each time; else none")
    print("Read the orders of magnitude, not the digits: other work on this machine is in them.")
    if cpuid is not None:
        print(_told(cpuid / system))


def _told(times: float) -> str:
    if times > _MANY:
        return f"CPUID costs {times:.0f} system calls here: so dear is only an exit."
    return "CPUID costs about what a system call does, or less: no exit, or a very cheap one."


def _in_process() -> None:
    pass


def _per_call(call: Callable[[], object]) -> float:
    """Return nanoseconds per call, the least of some repeats: what disturbs only adds."""
    best = float("inf")
    for _ in range(_REPEATS):
        start = time.perf_counter_ns()
        for _ in range(_ROUNDS):
            call()
        best = min(best, (time.perf_counter_ns() - start) / _ROUNDS)
    return best


def _cpuid() -> float | None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    try:
        page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    except (OSError, ValueError):
        # Some systems forbid pages that can be written and run.
        return None
    page.write(_CPUID_LOOP)
    first = ctypes.c_char.from_buffer(page)
    loop = ctypes.CFUNCTYPE(None, ctypes.c_uint64)(ctypes.addressof(first))
    best = float("inf")
    for _ in range(_REPEATS):
        start = time.perf_counter_ns()
        loop(_ROUNDS)
        best = min(best, (time.perf_counter_ns() - start) / _ROUNDS)
    return best


def _described() -> str:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return f"{platform.machine()}, {platform.system()}"
    guest = " hypervisor" in flags
    said = "the CPU's flag 'hypervisor' is set" if guest else "no flag 'hypervisor' on the CPU"
    return f"{platform.machine()}, {platform.system()}, {said}"
