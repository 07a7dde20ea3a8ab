"""How a process forked from the warm one becomes a student's: it loses sight, then power.

The warm process may mount and make namespaces; the forked one uses that to make its own, and only
then its user namespace, which so owns none of the others: even all capabilities in it would move
no mount. Then everything goes: user, capabilities, system calls.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
from pathlib import Path

from . import seccomp, system
from .settings import FOLDER, HOME, STUDENT, Settings

__all__ = ["confine", "loosely"]

_STAGE = f"{FOLDER}/stage"
_FILES = 65536
"""How many files a kernel may have: an empty file takes memory too."""

# What keys whoever grades has, for Linux asks only whether the user is the same.
_NOT_SHOWN = ("keys", "key-users")


def confine(settings: Settings, files: Path) -> None:
    """Confine this process, which must be the first of its process namespace.

    Args:
        settings: how.
        files: the submission's data files; they are copied.

    Raises:
        OSError: a step failed; nothing of a student's may run.
    """
    _new_namespaces()
    _new_folders(settings, files)
    _hide()
    # Where the machine itself runs out of memory, this is what it ends first.
    Path("/proc/self/oom_score_adj").write_text("1000")
    _limit(settings)
    _become(settings.user)
    resource.setrlimit(resource.RLIMIT_NPROC, (settings.processes, settings.processes))
    system.drop_capabilities()
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install()
    os.chdir(HOME)


def loosely(settings: Settings, room: Path) -> None:
    """Set limits only: what runs is not isolated.

    Args:
        settings: the limits.
        room: the kernel's folder.
    """
    os.setsid()
    _limit(settings)
    os.environ["HOME"] = str(room / "files")
    os.environ["IPYTHONDIR"] = str(room / "ipython")
    os.chdir(room / "files")


def _limit(settings: Settings) -> None:
    """Set the limits of this process but the one on processes, which counts by user namespace."""
    cpu = settings.cpu_seconds
    for kind, soft, hard in (
        (resource.RLIMIT_AS, settings.memory, settings.memory),
        # The soft limit's signal may be caught, and says nothing to the first process.
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, settings.file_bytes, settings.file_bytes),
        (resource.RLIMIT_NOFILE, settings.open_files, settings.open_files),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))


def _new_namespaces() -> None:
    # A group and a session of its own: a signal to the group would reach the warm process.
    os.setsid()
    system.leave_keyring()
    system.unshare(
        system.CLONE_NEWNS | system.CLONE_NEWNET | system.CLONE_NEWIPC | system.CLONE_NEWUTS
    )
    system.mount("none", "/", flags=system.MS_REC | system.MS_PRIVATE)
    socket.sethostname("grading")


def _new_folders(settings: Settings, files: Path) -> None:
    safe = system.MS_NOSUID | system.MS_NODEV
    options = f"size={settings.folder_bytes},nr_inodes={_FILES},mode=0755"
    # One file system for all that a kernel may write, so that one limit counts it.
    system.mount("tmpfs", _STAGE, "tmpfs", safe, options)
    parts = {"home": HOME, "shm": "/dev/shm", "tmp": "/tmp"}
    for name in parts:
        folder = Path(_STAGE, name)
        folder.mkdir()
        folder.chmod(0o755 if name == "home" else 0o1777)
    if files.is_dir():
        shutil.copytree(files, Path(_STAGE, "home"), dirs_exist_ok=True)
    for place, folders, names in os.walk(Path(_STAGE, "home")):
        for path in (place, *(f"{place}/{name}" for name in (*folders, *names))):
            os.chown(path, settings.user, settings.user)
    for path in settings.kept:
        copy = Path(_STAGE, *Path(path).parts[1:])
        copy.mkdir(parents=True)
        system.mount(path, str(copy), flags=system.MS_BIND)
    for name, place in parts.items():
        system.mount(f"{_STAGE}/{name}", place, flags=system.MS_BIND | system.MS_REC)
    system.mount("proc", "/proc", "proc", safe | system.MS_NOEXEC)
    for name in _NOT_SHOWN:
        if Path("/proc", name).exists():
            system.mount("/dev/null", f"/proc/{name}", flags=system.MS_BIND)
    system.mount(
        "devpts",
        "/dev/pts",
        "devpts",
        system.MS_NOSUID | system.MS_NOEXEC,
        "newinstance,max=64,ptmxmode=0666,mode=0620",
    )


def _hide() -> None:
    system.mount("tmpfs", FOLDER, "tmpfs", system.MS_RDONLY, "size=4k,mode=0555")


def _become(user: int) -> None:
    # In a plain user's namespace groups cannot be dropped; what they open is not mounted.
    if Path("/proc/self/setgroups").read_text().strip() == "allow":
        os.setgroups([])
    os.setresgid(user, user, user)
    # Kept over the change of the user, to make the user namespace where others may not.
    system.prctl(system.PR_SET_KEEPCAPS, 1)
    os.setresuid(user, user, user)
    system.raise_capabilities()
    # A change of the user gives one's own files in /proc to root.
    system.prctl(system.PR_SET_DUMPABLE, 1)
    system.unshare(system.CLONE_NEWUSER)
    for name, text in (
        ("self/setgroups", "deny"),
        ("self/uid_map", f"{STUDENT} {user} 1"),
        ("self/gid_map", f"{STUDENT} {user} 1"),
        ("sys/user/max_user_namespaces", "0"),
    ):
        Path("/proc", name).write_text(text)
