"""System calls that Python's ``os`` does not offer, by the C library."""

from __future__ import annotations

import ctypes
import os
from typing import Any

__all__ = [
    "FilterProgram",
    "drop_capabilities",
    "leave_keyring",
    "mount",
    "prctl",
    "raise_capabilities",
    "set_namespace",
    "unmount",
    "unshare",
]

# linux/sched.h
CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

# linux/mount.h
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

# linux/prctl.h
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_SECCOMP = 22
PR_CAPBSET_READ, PR_CAPBSET_DROP = 23, 24
PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
SECCOMP_MODE_FILTER = 2
# linux/securebits.h: uid 0 means nothing, for ever.
SECUREBITS_LOCKED = 0xEF

# linux/capability.h
_CAPABILITY_VERSION_3 = 0x20080522
# linux/keyctl.h; the number of keyctl(2) by machine.
_KEYCTL_JOIN_SESSION_KEYRING = 1
_KEYCTL = {"x86_64": 250, "aarch64": 219}

_libc: Any = ctypes.CDLL(None, use_errno=True)


class FilterProgram(ctypes.Structure):
    """``struct sock_fprog``: how many steps, and where they stand."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def _call(name: str, *arguments: object) -> int:
    result = int(getattr(_libc, name)(*arguments))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave the namespaces that the flags name, for new ones."""
    _call("unshare", ctypes.c_int(flags))


def set_namespace(descriptor: int, kind: int) -> None:
    """Enter a namespace by its descriptor."""
    _call("setns", ctypes.c_int(descriptor), ctypes.c_int(kind))


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount something."""
    try:
        _call(
            "mount",
            source.encode(),
            target.encode(),
            kind.encode() or None,
            ctypes.c_ulong(flags),
            data.encode() or None,
        )
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror} (on {target})") from None


def unmount(target: str) -> None:
    """Take away what is mounted there, now or when it is no longer used."""
    _call("umount2", target.encode(), ctypes.c_int(MNT_DETACH))


def prctl(option: int, value: object = 0, third: object = 0) -> int:
    """Change an attribute of this process."""
    words = [ctypes.c_ulong(word) if isinstance(word, int) else word for word in (value, third)]
    return _call("prctl", ctypes.c_int(option), *words, ctypes.c_ulong(0), ctypes.c_ulong(0))


def leave_keyring() -> None:
    """Take an empty session keyring in the place of the one of whoever grades."""
    number = _KEYCTL.get(os.uname().machine)
    if number is not None:
        try:
            _call("syscall", number, ctypes.c_long(_KEYCTL_JOIN_SESSION_KEYRING), None)
        except OSError:
            # A kernel without keyrings, or a container that refuses them: there is none to reach.
            return


def raise_capabilities() -> None:
    """Make all permitted capabilities effective again, after a change of the user."""
    header = _Header(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    _call("capget", ctypes.byref(header), ctypes.byref(sets))
    # Effective, permitted, inheritable; twice, for 64 capabilities.
    sets[0], sets[3] = sets[1], sets[4]
    _call("capset", ctypes.byref(header), ctypes.byref(sets))


def drop_capabilities() -> None:
    """Give up all capabilities, and the right to have any again."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # the kernel knows no higher one
    prctl(PR_SET_SECUREBITS, SECUREBITS_LOCKED)
    header = _Header(_CAPABILITY_VERSION_3, 0)
    _call("capset", ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))
