"""A plain user to grade as, where the tests run as root: another uid, with a Python it can read."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

USER = 54321
ROOT = Path(__file__).resolve().parents[3]
_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class PlainUser:
    """What a plain user runs.

    Args:
        python: an interpreter that anybody may run, of this Python's version.
        student: the interpreter of a students' environment that anybody may read.
        home: a folder of the user's own.
    """

    python: Path
    student: Path
    home: Path

    def run(
        self, *arguments: str, before: Callable[[], None] | None = None, timeout: int = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run Python as that user.

        Args:
            arguments: the interpreter's.
            before: what the new process does first, as root.
            timeout: in seconds.
        """
        packages = next(Path(path) for path in sys.path if path.endswith("site-packages"))
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "PYTHONPATH": f"{ROOT}:{packages}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HV_STUDENT_PYTHON": str(self.student),
        }

        def become() -> None:
            if before is not None:
                before()
            os.setgroups([])
            os.setresgid(USER, USER, USER)
            os.setresuid(USER, USER, USER)

        return subprocess.run(
            [str(self.python), *arguments],
            env=environment,
            cwd=self.home,
            preexec_fn=become,
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )


def make_plain_user(student_python: Path, folder: Path) -> PlainUser:
    """Make one, or skip the test with the reason."""
    if os.getuid() != 0:
        pytest.skip("the tests run as a plain user already")
    python = _python_for_all()
    if not _readable(ROOT / "hvutils"):
        pytest.skip(f"{ROOT} is closed to other users")
    copy = folder / "student"
    # Links, not copies: the same files, where others may read them.
    subprocess.run(["cp", "-al", student_python.parent.parent, copy], check=True)
    for name in ("python", "python3", python.name):
        (copy / "bin" / name).unlink(missing_ok=True)
        (copy / "bin" / name).symlink_to(python)
    (copy / "pyvenv.cfg").unlink()
    (copy / "pyvenv.cfg").write_text(f"home = {python.parent}\n")
    home = folder / "home"
    home.mkdir()
    shutil.chown(home, USER, USER)
    return PlainUser(python, copy / "bin" / "python", home)


def without_user_namespaces() -> None:
    """Enter a user namespace that allows no further ones: what a hardened machine looks like."""
    libc = ctypes.CDLL(None, use_errno=True)
    ready_read, ready_write = os.pipe()
    done_read, done_write = os.pipe()
    child = os.getpid()
    # Only who stays outside may write a map of many users.
    if os.fork() == 0:
        os.read(ready_read, 1)
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{child}/{name}").write_text("0 0 100000")
        os.write(done_write, b"x")
        os._exit(0)
    if libc.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    os.write(ready_write, b"x")
    os.read(done_read, 1)
    os.wait()
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def _python_for_all() -> Path:
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (
        Path(sys.executable).resolve(),
        Path("/usr/bin", name),
        Path("/usr/local/bin", name),
    ):
        if path.is_file() and _readable(path):
            return path
    pytest.skip(f"there is no {name} that other users can run")


def _readable(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))
