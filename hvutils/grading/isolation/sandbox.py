"""The sandbox: the command that runs a kernel where it can see and reach next to nothing.

bubblewrap makes the namespaces: own mounts, processes, network, ipc and host name. What is
mounted is a fixed list: the system's libraries, the students' Python and, writable, a private
copy of the submission's folder. ``setpriv`` and ``prlimit`` (util-linux) drop what is left of
privilege and set the limits. Started by root, the kernel runs as ``nobody``, outside too, for a
limit on processes does not bind uid 0; started by anyone else, it runs in a user namespace.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from hvutils.errors import IsolationError

__all__ = ["HOME", "Limits", "Room", "sandboxed", "uid"]

HOME = "/home/student"
"""The submission's folder, as the kernel sees it."""

_NOBODY = 65534
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
_FILES = ("/etc/ld.so.cache", "/etc/localtime")
_TOOLS = ("bwrap", "prlimit", "setpriv")


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Args:
        memory: address space of a process, in bytes.
        processes: processes and threads at once.
        cpu_seconds: processor time of a process.
        file_bytes: the largest file that it may write, in bytes.
        open_files: descriptors of a process.
    """

    memory: int = 4 * 1024**3
    processes: int = 256
    cpu_seconds: int = 120
    file_bytes: int = 64 * 1024**2
    open_files: int = 256


@dataclass(frozen=True)
class Room:
    """What one kernel sees of the machine.

    Args:
        python: the interpreter of the students' environment.
        work: the private copy of the submission's folder; writable.
        sockets: the folder of the connection file and the kernel's sockets; writable.
        student: the user name that the kernel draws its set for.
    """

    python: Path
    work: Path
    sockets: Path
    student: str = ""


def uid() -> int | None:
    """Return the uid that kernels run as outside, or ``None`` for one's own."""
    return _NOBODY if os.getuid() == 0 else None


def sandboxed(command: list[str], room: Room, limits: Limits) -> list[str]:
    """Wrap a kernel's command.

    Args:
        command: the command, as the kernel sees its paths.
        room: what it sees.
        limits: what it may use.

    Raises:
        IsolationError: this machine cannot isolate, for a reason that can be seen beforehand.
    """
    tools = _tools()
    prefixes = _prefixes(room.python)
    _refuse_overlap(prefixes)
    wrapped = [tools["bwrap"], "--die-with-parent", "--new-session", "--clearenv"]
    wrapped += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    wrapped += ["--hostname", "grading", "--cap-drop", "ALL"]
    if uid() is None:
        wrapped += ["--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns"]
    else:
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            wrapped += ["--cap-add", capability]
    wrapped += _mounts(room, prefixes)
    for name, value in _environment(room).items():
        wrapped += ["--setenv", name, value]
    wrapped += ["--chdir", HOME, "--"]
    if (user := uid()) is not None:
        wrapped += [tools["setpriv"], f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        wrapped += ["--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
    wrapped += [tools["prlimit"], f"--as={limits.memory}", f"--nproc={limits.processes}"]
    wrapped += [f"--cpu={limits.cpu_seconds}", f"--fsize={limits.file_bytes}"]
    wrapped += [f"--nofile={limits.open_files}", "--core=0", "--"]
    return wrapped + command


def _tools() -> dict[str, str]:
    if sys.platform != "linux":
        raise IsolationError(
            f"submissions can be isolated on Linux only, and this is {sys.platform}: "
            "grade on a Linux machine"
        )
    found = {name: shutil.which(name) for name in _TOOLS}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        packages = {"bwrap": "bubblewrap"}
        names = " ".join(sorted({packages.get(name, "util-linux") for name in missing}))
        raise IsolationError(
            f"submissions cannot be isolated without {', '.join(missing)}: "
            f"install the package {names} (Debian: apt install {names})"
        )
    return {name: path for name, path in found.items() if path is not None}


def _prefixes(python: Path) -> list[Path]:
    """Return the folders of the students' environment and of the Python it was made from."""
    environment = python.parent.parent
    prefixes = [environment]
    marker = environment / "pyvenv.cfg"
    if marker.is_file():
        for line in marker.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "home":
                prefixes.append(Path(value.strip()).parent)
    return [path for path in prefixes if not path.is_relative_to("/usr")]


def _refuse_overlap(prefixes: list[Path]) -> None:
    # A Python installed around the course would carry source/ and the gradebook in with it.
    course = Path.cwd()
    for path in [*map(Path, _SYSTEM), *prefixes]:
        if course.is_relative_to(path):
            raise IsolationError(
                f"the course at {str(course)!r} lies within {str(path)!r}, which submissions "
                "may read: move the course elsewhere"
            )


def _mounts(room: Room, prefixes: list[Path]) -> list[str]:
    mounts: list[str] = []
    for path in map(Path, _SYSTEM):
        if path.is_symlink():
            mounts += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            mounts += ["--ro-bind", str(path), str(path)]
    for file in _FILES:
        mounts += ["--ro-bind-try", file, file]
    mounts += ["--proc", "/proc", "--dev", "/dev"]
    mounts += ["--perms", "1777", "--size", str(256 * 1024**2), "--tmpfs", "/tmp"]
    for prefix in prefixes:
        mounts += [*_parents(prefix), "--ro-bind", str(prefix), str(prefix)]
    for source, target in ((room.sockets, room.sockets), (room.work, Path(HOME))):
        mounts += [*_parents(target), "--bind", str(source), str(target)]
    return mounts


def _parents(path: Path) -> list[str]:
    # Left alone, bubblewrap repeats the modes outside, and a home that is 0700 there is closed
    # to nobody. /tmp stands already, open to all.
    parents = [str(parent) for parent in reversed(path.parents[:-1]) if parent != Path("/tmp")]
    return [word for parent in parents for word in ("--perms", "0755", "--dir", parent)]


def _environment(room: Room) -> dict[str, str]:
    return {
        "PATH": f"{room.python.parent}:/usr/bin:/bin",
        "HOME": HOME,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TMPDIR": "/tmp",
        "IPYTHONDIR": "/tmp/ipython",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        # A pool of threads a kernel would count against the limit on processes.
        "OPENBLAS_NUM_THREADS": "1",
        "NBGRADER_EXECUTION": "autograde",
        "HV_STUDENT": room.student,
    }
