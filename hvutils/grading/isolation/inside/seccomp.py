"""The seccomp filter: system calls that a kernel may not make, with the reason for each.

The filter is a program for the kernel's classic BPF machine (see seccomp(2) and
linux/Documentation/userspace-api/seccomp_filter.rst). Numbers are those of Linux's
``asm/unistd_64.h`` (x86_64) and ``asm-generic/unistd.h`` (aarch64).
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

from . import system

__all__ = ["DENIED", "Denied", "install", "program"]


@dataclass(frozen=True)
class Denied:
    """A system call that is refused with EPERM.

    Args:
        name: its name.
        x86_64: its number there, or ``None`` where the architecture has none.
        aarch64: the same.
        reason: what it would open.
    """

    name: str
    x86_64: int | None
    aarch64: int | None
    reason: str


_MOUNTS = "changes what is mounted where"
_NAMESPACES = "enters or makes namespaces"
_OTHERS = "reads or steers another process"
_KEYS = "reaches the keyrings of whoever grades"
_KERNEL = "changes the running system kernel"
_SURFACE = "is a large and often attacked part of the system kernel, and no notebook needs it"
_CLOCK = "sets the clock"
_UNCOUNTED = "takes memory that no limit on processes or folders counts"
_SHARED = "takes what the machine has one supply of, for all its users"
_DISKS = "has the whole machine write to its disks, and wait"
_OLD = "is obsolete, and no notebook needs it"
_HANDLES = "opens files past the mounts"
_NODES = "makes device nodes"

DENIED = (
    Denied("unshare", 272, 97, _NAMESPACES),
    Denied("setns", 308, 268, _NAMESPACES),
    Denied("mount", 165, 40, _MOUNTS),
    Denied("umount2", 166, 39, _MOUNTS),
    Denied("pivot_root", 155, 41, _MOUNTS),
    Denied("chroot", 161, 51, _MOUNTS),
    Denied("open_tree", 428, 428, _MOUNTS),
    Denied("open_tree_attr", 467, 467, _MOUNTS),
    Denied("move_mount", 429, 429, _MOUNTS),
    Denied("fsopen", 430, 430, _MOUNTS),
    Denied("fsconfig", 431, 431, _MOUNTS),
    Denied("fsmount", 432, 432, _MOUNTS),
    Denied("fspick", 433, 433, _MOUNTS),
    Denied("mount_setattr", 442, 442, _MOUNTS),
    Denied("mknod", 133, None, _NODES),
    Denied("mknodat", 259, 33, _NODES),
    Denied("open_by_handle_at", 304, 265, _HANDLES),
    Denied("name_to_handle_at", 303, 264, _HANDLES),
    Denied("ptrace", 101, 117, _OTHERS),
    Denied("process_vm_readv", 310, 270, _OTHERS),
    Denied("process_vm_writev", 311, 271, _OTHERS),
    Denied("process_madvise", 440, 440, _OTHERS),
    Denied("process_mrelease", 448, 448, _OTHERS),
    Denied("pidfd_getfd", 438, 438, _OTHERS),
    Denied("kcmp", 312, 272, _OTHERS),
    Denied("move_pages", 279, 239, _OTHERS),
    Denied("migrate_pages", 256, 238, _OTHERS),
    Denied("keyctl", 250, 219, _KEYS),
    Denied("add_key", 248, 217, _KEYS),
    Denied("request_key", 249, 218, _KEYS),
    Denied("bpf", 321, 280, _SURFACE),
    Denied("perf_event_open", 298, 241, _SURFACE),
    Denied("userfaultfd", 323, 282, _SURFACE),
    Denied("io_uring_setup", 425, 425, _SURFACE),
    Denied("io_uring_enter", 426, 426, _SURFACE),
    Denied("io_uring_register", 427, 427, _SURFACE),
    Denied("fanotify_init", 300, 262, _SURFACE),
    Denied("lookup_dcookie", 212, 18, _SURFACE),
    Denied("vhangup", 153, 58, _SURFACE),
    Denied("modify_ldt", 154, None, _SURFACE),
    Denied("personality", 135, 92, _SURFACE),
    Denied("kexec_load", 246, 104, _KERNEL),
    Denied("kexec_file_load", 320, 294, _KERNEL),
    Denied("init_module", 175, 105, _KERNEL),
    Denied("finit_module", 313, 273, _KERNEL),
    Denied("delete_module", 176, 106, _KERNEL),
    Denied("reboot", 169, 142, _KERNEL),
    Denied("swapon", 167, 224, _KERNEL),
    Denied("swapoff", 168, 225, _KERNEL),
    Denied("acct", 163, 89, _KERNEL),
    Denied("quotactl", 179, 60, _KERNEL),
    Denied("quotactl_fd", 443, 443, _KERNEL),
    Denied("syslog", 103, 116, _KERNEL),
    Denied("iopl", 172, None, _KERNEL),
    Denied("ioperm", 173, None, _KERNEL),
    Denied("sethostname", 170, 161, _KERNEL),
    Denied("setdomainname", 171, 162, _KERNEL),
    Denied("settimeofday", 164, 170, _CLOCK),
    Denied("clock_settime", 227, 112, _CLOCK),
    Denied("clock_adjtime", 305, 266, _CLOCK),
    Denied("adjtimex", 159, 171, _CLOCK),
    Denied("memfd_create", 319, 279, _UNCOUNTED),
    Denied("memfd_secret", 447, 447, _UNCOUNTED),
    Denied("shmget", 29, 194, _UNCOUNTED),
    Denied("msgget", 68, 186, _UNCOUNTED),
    Denied("semget", 64, 190, _UNCOUNTED),
    Denied("mq_open", 240, 180, _UNCOUNTED),
    # A pipe keeps a huge page of 2 MB for one byte of it, when the process has given it back.
    Denied("vmsplice", 278, 75, _UNCOUNTED),
    Denied("io_setup", 206, 0, _SHARED),
    Denied("inotify_init", 253, None, _SHARED),
    Denied("inotify_init1", 294, 26, _SHARED),
    Denied("sync", 162, 81, _DISKS),
    Denied("syncfs", 306, 267, _DISKS),
    Denied("uselib", 134, None, _OLD),
    Denied("ustat", 136, None, _OLD),
    Denied("sysfs", 139, None, _OLD),
    Denied("_sysctl", 156, None, _OLD),
    Denied("remap_file_pages", 216, 234, _OLD),
    Denied("nfsservctl", 180, 42, _OLD),
)


@dataclass(frozen=True)
class _Machine:
    audit: int
    clone: int
    clone3: int
    socket: int
    socketpair: int
    setsockopt: int
    ioctl: int
    mmap: int
    fcntl: int


# AUDIT_ARCH_* of linux/audit.h, and calls whose arguments decide.
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        clone=56,
        clone3=435,
        socket=41,
        socketpair=53,
        setsockopt=54,
        ioctl=16,
        mmap=9,
        fcntl=72,
    ),
    "aarch64": _Machine(
        0xC00000B7,
        clone=220,
        clone3=435,
        socket=198,
        socketpair=199,
        setsockopt=208,
        ioctl=29,
        mmap=222,
        fcntl=25,
    ),
}

# CLONE_NEW* of linux/sched.h: time, mount, cgroup, uts, ipc, user, pid, network.
_NEW_NAMESPACES = 0x7E020080
# Characters pushed into a terminal are commands to whoever owns it (linux: TIOCSTI, TIOCLINUX).
_TERMINAL = (0x5412, 0x541C)
# Locks of an open file (linux/fcntl.h: F_OFD_SETLK, F_OFD_SETLKW): nothing says whose they are, so
# that nobody could count them.
_NOBODYS_LOCKS = (37, 38)
# Linux 6.18 ends here. What is newer was not looked at; programs do without it on older systems.
_NEWEST = 469
# Calls of the x32 ABI bear this bit; on x86_64 they would pass by their other numbers.
_X32 = 0x40000000

# MAP_SHARED and MAP_ANONYMOUS of linux/mman.h, and what tells them from MAP_PRIVATE: such memory
# stays where no process shows it, and no limit on files counts it.
_MAP_BITS, _MAP_UNCOUNTED = 0x23, 0x21

_AF_UNIX = 1
# asm-generic/socket.h. What a socket may hold back is counted by its default (inside/usage.py).
_SOL_SOCKET, _SO_SNDBUF = 1, 7
_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN, _AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
_NUMBER, _ARCH, _ARGUMENT = 0, 4, 16


def program(machine: str) -> bytes:
    """Return the filter, as an array of ``struct sock_filter``.

    Args:
        machine: ``x86_64`` or ``aarch64``.

    Raises:
        OSError: there is no table for that machine.
    """
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"there is no system call filter for {machine!r}")
    calls = _MACHINES[machine]
    steps = [_step(_LOAD, _ARCH), _step(_EQUAL, calls.audit, 1, 0), _step(_RETURN, _KILL)]
    steps.append(_step(_LOAD, _NUMBER))
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _KILL)]
    steps += [_step(_AT_LEAST, _NEWEST + 1, 0, 1), _refuse(errno.ENOSYS)]
    for denied in DENIED:
        number = denied.x86_64 if machine == "x86_64" else denied.aarch64
        if number is not None:
            steps += [_step(_EQUAL, number, 0, 1), _refuse(errno.EPERM)]
    # glibc falls back to clone, whose flags can be looked at, where there is no clone3.
    steps += [_step(_EQUAL, calls.clone3, 0, 1), _refuse(errno.ENOSYS)]
    steps += [_step(_EQUAL, calls.clone, 0, 4), _step(_LOAD, _ARGUMENT)]
    steps += [_step(_ANY_BIT, _NEW_NAMESPACES, 0, 1), _refuse(errno.EPERM), _ALLOWED]
    for call in (calls.socket, calls.socketpair):
        steps += [_step(_EQUAL, call, 0, 4), _step(_LOAD, _ARGUMENT)]
        steps += [_step(_EQUAL, _AF_UNIX, 1, 0), _refuse(errno.EAFNOSUPPORT), _ALLOWED]
    steps += [_step(_EQUAL, calls.setsockopt, 0, 6), _step(_LOAD, _ARGUMENT + 8)]
    steps += [_step(_EQUAL, _SOL_SOCKET, 0, 3), _step(_LOAD, _ARGUMENT + 16)]
    steps += [_step(_EQUAL, _SO_SNDBUF, 0, 1), _refuse(errno.EPERM), _ALLOWED]
    steps += [_step(_EQUAL, calls.mmap, 0, 5), _step(_LOAD, _ARGUMENT + 3 * 8)]
    steps += [_step(_AND, _MAP_BITS), _step(_EQUAL, _MAP_UNCOUNTED, 0, 1), _refuse(errno.EPERM)]
    steps.append(_ALLOWED)
    for call, (one, other) in ((calls.ioctl, _TERMINAL), (calls.fcntl, _NOBODYS_LOCKS)):
        steps += [_step(_EQUAL, call, 0, 5), _step(_LOAD, _ARGUMENT + 8)]
        steps += [_step(_EQUAL, one, 1, 0), _step(_EQUAL, other, 0, 1)]
        steps += [_refuse(errno.EPERM), _ALLOWED]
    return b"".join([*steps, _ALLOWED])


def install() -> None:
    """Install the filter for this process and all that come from it; it cannot be taken off."""
    code = program(platform.machine())
    buffer = ctypes.create_string_buffer(code, len(code))
    filters = system.FilterProgram(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    system.prctl(system.PR_SET_SECCOMP, system.SECCOMP_MODE_FILTER, ctypes.byref(filters))


def _step(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, true, false, value)


def _refuse(number: int) -> bytes:
    return _step(_RETURN, _ERRNO | number)


_ALLOWED = _step(_RETURN, _ALLOW)
