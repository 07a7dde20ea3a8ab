"""The outer wall: the command that starts the warm process where it sees next to nothing.

bubblewrap makes the namespaces and mounts a fixed list: the system's programs and libraries and
the students' Python, read-only, and the rooms. What a kernel can do beyond that it loses when it
is forked (``inside/confine.py``); the warm process itself runs no line of a submission.

Started by root there is no user namespace here, for kernels shall not be uid 0 outside: they are
``nobody``. Started by anyone else, the warm process is uid 0 of a user namespace and the user
outside.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path

from hvutils.errors import IsolationError
from hvutils.grading.isolation.inside import settings
from hvutils.grading.isolation.inside.settings import Settings
from hvutils.grading.isolation.limits import Limits

__all__ = ["sandboxed", "unconfined", "user", "visible"]

_NOBODY = 65534
# Not all of /usr: nbgrader's exchange lies in /usr/local/share by default.
_SYSTEM = (
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/share",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/lib64",
)
_TOP = ("/lib", "/lib32", "/lib64", "/bin", "/sbin")
_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives")
_OF_PYTHON = ("bin", "lib", "lib64")
_MACHINES = ("x86_64", "aarch64")
_BUFFER, _USUAL_BUFFER = Path("/proc/sys/net/core/wmem_default"), 212_992

# What the warm process does with each stands in inside/confine.py and inside/warm.py.
_CAPABILITIES = (
    "CAP_SYS_ADMIN",  # namespaces and mounts
    "CAP_SYS_CHROOT",  # entering its own mount namespace's root
    "CAP_SETUID",
    "CAP_SETGID",
    "CAP_SETPCAP",  # dropping the bounding set
    "CAP_CHOWN",  # the submission's files are the student's
    "CAP_KILL",  # ending what runs as another user
    "CAP_SYS_PTRACE",  # seeing how much memory that uses
)

_HELD_INSIDE = {field.name for field in fields(Settings)}
"""Which limits the warm process holds; the others are held by whoever listens to a kernel."""

_ENVIRONMENT = {
    "HOME": settings.HOME,
    "USER": "student",
    "LOGNAME": "student",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "TMPDIR": "/tmp",
    "IPYTHONDIR": "/tmp/.ipython",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    # A pool of threads would be lost in a fork, and counts against the limit on processes.
    "OPENBLAS_NUM_THREADS": "1",
    # Said on stderr when the debugger is loaded, which nobody uses here.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "NBGRADER_EXECUTION": "autograde",
}


def user() -> int | None:
    """Return the uid that kernels run as outside, or ``None`` for one's own."""
    return _NOBODY if os.getuid() == 0 else None


def _told(
    rooms: str, limits: Limits, *, isolated: bool, channels: bool, kept: Iterable[Path] = ()
) -> Settings:
    """Return what the warm process is told.

    Args:
        rooms: the folder of the rooms, as the warm process sees it.
        limits: what a submission may use.
        isolated: whether kernels are confined.
        channels: whether kernels have Jupyter's channels.
        kept: folders in /tmp that stay in sight.
    """
    return Settings(
        rooms=rooms,
        # In its own user namespace, the warm process is uid 0.
        user=user() or 0,
        isolated=isolated,
        channels=channels,
        socket_bytes=_socket_bytes() if isolated else 0,
        kept=tuple(map(str, kept)),
        **{name: value for name, value in asdict(limits).items() if name in _HELD_INSIDE},
    )


def _socket_bytes() -> int:
    """Return how much memory a socket may hold: twice its buffer, for the last message may overlap.

    Source: socket(7), /proc/sys/net/core/wmem_default; a kernel cannot choose another size.
    """
    try:
        return 2 * int(_BUFFER.read_text())
    except (OSError, ValueError):
        return 2 * _USUAL_BUFFER


def sandboxed(
    python: Path, rooms: Path, limits: Limits, keep_out: Iterable[Path], *, channels: bool
) -> list[str]:
    """Return the command that starts the warm process, isolated.

    Args:
        python: the interpreter of the students' environment.
        rooms: the folder of the rooms.
        limits: what a submission may use.
        keep_out: what a submission must never see; it may not lie where it could.
        channels: whether kernels have Jupyter's channels.

    Raises:
        IsolationError: this machine cannot isolate, for a reason that can be seen beforehand.
    """
    bubblewrap = _bubblewrap()
    _refuse_overlap(visible(python), keep_out)
    command = [bubblewrap, "--new-session", "--clearenv", "--hostname", "grading"]
    command += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    # The first of its namespace: however it ends, Linux ends all that came from it.
    command += ["--unshare-cgroup-try", "--as-pid-1"]
    if user() is None:
        command += ["--unshare-user", "--uid", "0", "--gid", "0"]
        # Linux asks for it where uid 0 is mapped into a further namespace.
        command += ["--cap-add", "CAP_SETFCAP"]
    command += [] if user() is None else ["--cap-drop", "ALL"]
    for capability in _CAPABILITIES:
        command += ["--cap-add", capability]
    command += _mounts(python, rooms)
    for name, value in {**_ENVIRONMENT, "PATH": f"{python.parent}:/usr/bin:/bin"}.items():
        command += ["--setenv", name, value]
    command += ["--chdir", "/", "--"]
    command += [*_python(python, settings.FOLDER)]
    kept = [path for path in _python_folders(python) if path.is_relative_to("/tmp")]
    told = _told(settings.ROOMS, limits, isolated=True, channels=channels, kept=kept)
    return [*command, told.text()]


def unconfined(
    python: Path, rooms: Path, limits: Limits, *, channels: bool
) -> tuple[list[str], dict[str, str]]:
    """Return the command that starts the warm process without any isolation, and its environment.

    Args:
        python: the interpreter of the students' environment.
        rooms: the folder of the rooms.
        limits: what a submission may use, where this system can hold it.
        channels: whether kernels have Jupyter's channels.
    """
    told = _told(str(rooms), limits, isolated=False, channels=channels).text()
    environment = {**_ENVIRONMENT, "PATH": f"{python.parent}:/usr/bin:/bin"}
    return [*_python(python, str(Path(__file__).parent)), told], environment


def _python(python: Path, folder: str) -> list[str]:
    start = f"import sys; sys.path.insert(0, {folder!r}); from inside.warm import main; "
    start += "del sys.path[0]; main()"
    return [str(python), "-I", "-X", "frozen_modules=off", "-c", start]


def _bubblewrap() -> str:
    if sys.platform != "linux":
        raise IsolationError(
            f"submissions can be isolated on Linux only, and this is {sys.platform}: "
            "grade on a Linux machine, or see --unsafe-no-sandbox"
        )
    if platform.machine() not in _MACHINES:
        raise IsolationError(
            f"submissions can be isolated on {' and '.join(_MACHINES)} only, and this is "
            f"{platform.machine()!r}: grade on another machine"
        )
    found = shutil.which("bwrap")
    if found is None:
        raise IsolationError(
            "submissions cannot be isolated without bwrap: install the package bubblewrap "
            "(Debian: apt install bubblewrap)"
        )
    return found


def visible(python: Path) -> list[Path]:
    """Return what of the machine submissions may read.

    Args:
        python: the interpreter of the students' environment.
    """
    return [*filter(Path.is_dir, map(Path, _SYSTEM)), *_python_folders(python)]


def _python_folders(python: Path) -> list[Path]:
    """Return the students' environment, and what makes the Python that it was made from."""
    environment = python.parent.parent
    folders = [environment]
    marker = environment / "pyvenv.cfg"
    if marker.is_file():
        for line in marker.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "home":
                # Not all that stands around them: a Python in ~/.local has a user's keys beside.
                base = Path(value.strip()).parent
                folders += [base / part for part in _OF_PYTHON if (base / part).is_dir()]
    return [path for path in folders if not any(map(path.is_relative_to, _SYSTEM))]


def _refuse_overlap(seen: Iterable[Path], keep_out: Iterable[Path]) -> None:
    # A Python installed around the course would carry source/ and the gradebook in with it.
    for secret in keep_out:
        for path in seen:
            if secret.resolve().is_relative_to(path.resolve()):
                raise IsolationError(
                    f"{str(secret)!r} lies within {str(path)!r}, which submissions may read: "
                    "move it elsewhere"
                )


def _mounts(python: Path, rooms: Path) -> list[str]:
    mounts: list[str] = []
    for path in map(Path, (*_SYSTEM, *_TOP)):
        if path.is_symlink():
            mounts += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            mounts += [*_parents(path), "--ro-bind", str(path), str(path)]
    for file in _FILES:
        mounts += [*_parents(Path(file)), "--ro-bind-try", file, file]
    mounts += ["--proc", "/proc", "--dev", "/dev"]
    # It reads as zeros too, and cannot be mapped: a shared mapping of /dev/zero is memory that no
    # limit counts.
    mounts += ["--dev-bind", "/dev/full", "/dev/zero"]
    mounts += ["--perms", "1777", "--tmpfs", "/tmp"]
    for folder in _python_folders(python):
        mounts += [*_parents(folder), "--ro-bind", str(folder), str(folder)]
    inside = Path(__file__).parent / "inside"
    mounts += [*_parents(Path(settings.HOME)), "--dir", settings.HOME]
    mounts += [*_parents(Path(settings.ROOMS)), "--dir", f"{settings.FOLDER}/stage"]
    mounts += ["--ro-bind", str(inside), f"{settings.FOLDER}/inside"]
    mounts += ["--bind", str(rooms), settings.ROOMS]
    return [*mounts, "--remount-ro", "/", "--remount-ro", "/dev"]


def _parents(path: Path) -> list[str]:
    # Left alone, bubblewrap repeats the modes outside, and a home that is 0700 there is closed
    # to nobody. /tmp stands already, open to all.
    parents = [str(parent) for parent in reversed(path.parents[:-1]) if parent != Path("/tmp")]
    return [word for parent in parents for word in ("--perms", "0755", "--dir", parent)]
