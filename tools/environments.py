"""Makes .venv (instructor: everything) and .venv-student (what a student's kernel sees).

Each step leaves a stamp, a hash of what went into it, when it has ended well: a second run does
only what has changed, and what was interrupted is done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import runpy
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from failures import DISK_FULL, explain, no_ensurepip
from progress import LOG, ROOT, SetupError, run_step, say

Command = list[str | Path]

STAMP = "hv-setup.json"
KERNEL = "hypervisors"


@dataclass(frozen=True)
class Environment:
    """A virtual environment, and the lock that it is installed from."""

    folder: Path
    lock: Path

    @property
    def python(self) -> Path:
        """The interpreter of this environment."""
        return self.folder / "bin" / "python"

    def stamps(self) -> dict[str, str]:
        """Return the stamps of the steps that have ended well."""
        try:
            stamps = json.loads((self.folder / STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamps if isinstance(stamps, dict) and self.python.exists() else {}

    def stamp(self, step: str, value: str) -> None:
        """Note that a step has ended well."""
        text = json.dumps(self.stamps() | {step: value}, indent=2)
        fresh = self.folder / f"{STAMP}.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.folder / STAMP)


INSTRUCTOR = Environment(ROOT / ".venv", ROOT / "requirements.lock")
STUDENT = Environment(ROOT / ".venv-student", ROOT / "student" / "requirements.lock")


def main() -> int:
    """Set up both environments and the kernel; return the exit code."""
    start = time.monotonic()
    try:
        with one_at_a_time():
            did = set_up()
    except SetupError as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped: the next run does again what was not finished.", file=sys.stderr)
        return 130
    except OSError as error:
        full = explain(f"Errno {error.errno}") == DISK_FULL
        print(DISK_FULL if full else f"The set-up cannot go on: {error}", file=sys.stderr)
        return 2
    spent = time.monotonic() - start
    say(f"Set-up: {'done' if did else 'nothing to do'}, {spent:.1f} s.")
    return 0


def set_up() -> bool:
    """Do the steps that are not done yet; return whether there was one."""
    # One after the other: two pips at once need twice the memory and are no faster.
    did = [
        make_environment(INSTRUCTOR, with_pip=True),
        install_whole(),
        make_environment(STUDENT, with_pip=False),
        install_students_wheel(),
        register_kernel(),
    ]
    return any(did)


def make_environment(
    environment: Environment, *, with_pip: bool, base: str | Path | None = None
) -> bool:
    """Make an environment from its lock, from nothing, unless it is there.

    Args:
        environment: what to make.
        with_pip: whether it gets a pip of its own.
        base: the Python that it is made from; the one of the set-up otherwise.
    """
    base = base or _base_python()
    if is_current(environment, base):
        return False
    folder, lock = environment.folder, environment.lock
    # Stale before --clear begins to delete: an interrupted run must not be taken for a whole one.
    (folder / STAMP).unlink(missing_ok=True)
    if with_pip and not _has_ensurepip():
        raise SetupError(no_ensurepip(str(base), f"{sys.version_info[0]}.{sys.version_info[1]}"))
    total = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    name = folder.name
    command: Command = [
        base,
        "-m",
        "venv",
        "--clear",
        *([] if with_pip else ["--without-pip"]),
        folder,
    ]
    run_step(f"creating {name}", command, explain=explain)
    install: Command = ["install", "--require-hashes", "--progress-bar", "off", "-r", lock]
    run_step(
        f"installing {total} packages into {name} (a minute or two)",
        [INSTRUCTOR.python, "-m", "pip", "--python", environment.python, *install],
        explain=explain,
        detail=lambda log: _how_far(log, total),
    )
    environment.stamp("packages", _wanted(environment, base))
    return True


def is_current(environment: Environment, base: str | Path | None = None) -> bool:
    """Say whether an environment was made, to its end, by this Python from its lock."""
    return environment.stamps().get("packages") == _wanted(environment, base or _base_python())


def _wanted(environment: Environment, base: str | Path) -> str:
    # An environment holds its own path, so one that was moved is not current. The path of the
    # interpreter is resolved: python3 and python3.11 are one.
    who = [os.path.realpath(base).encode(), sys.version.encode()]
    return _digest([*who, bytes(environment.folder), environment.lock.read_bytes()])


def install_whole() -> bool:
    """Install this checkout, editable, for the instructor."""
    wanted = _digest([(ROOT / "pyproject.toml").read_bytes(), _init().read_bytes()])
    if INSTRUCTOR.stamps().get("hvutils") == wanted:
        return False
    _install_local("installing hvutils into .venv", INSTRUCTOR, ["-e", ROOT])
    INSTRUCTOR.stamp("hvutils", wanted)
    return True


def install_students_wheel() -> bool:
    """Build the student's wheel and install it where the student's kernel runs."""
    student = ROOT / "student"
    try:
        files = runpy.run_path(str(student / "allowed.py"))["allowed_files"]()
    except ValueError as error:
        raise SetupError(str(error)) from None
    about = ("pyproject.toml", "hatch_build.py", "ipython_config.json")
    parts = [(student / name).read_bytes() for name in about]
    for inside, file in files.items():
        parts += [inside.encode(), file.read_bytes()]
    wanted = _digest(parts)
    if STUDENT.stamps().get("hvutils") == wanted:
        return False
    install_wheel(STUDENT, build_wheel(student, STUDENT.folder / "wheel"))
    STUDENT.stamp("hvutils", wanted)
    return True


def build_wheel(project: Path, dist: Path) -> Path:
    """Build the wheel of a project of this checkout into a folder of its own; return it."""
    for old in dist.glob("*.whl"):
        old.unlink()
    build: Command = ["-m", "build", "--wheel", "--no-isolation", "--outdir", dist, project]
    run_step(f"building the wheel for {dist.parent.name}", [INSTRUCTOR.python, *build])
    (wheel,) = dist.glob("*.whl")
    return wheel


def install_wheel(environment: Environment, wheel: Path) -> None:
    """Install a wheel of this checkout into an environment, in the place of an older one."""
    title = f"installing {wheel.name.split('-')[0]} into {environment.folder.name}"
    _install_local(title, environment, ["--force-reinstall", wheel])


def register_kernel() -> bool:
    """Register the student's kernel for the Jupyter of .venv."""
    return write_kernel(INSTRUCTOR, STUDENT.python)


def write_kernel(environment: Environment, python: Path, *, shared: bool = False) -> bool:
    """Register the students' kernel in an environment; return whether that was new.

    Args:
        environment: where Jupyter runs.
        python: the kernel's.
        shared: whether users who do not trust each other share the machine. The debugger listens
            on a port, and runs what whoever connects to it wants, as the kernel's user.
    """
    spec = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Hypervisors course",
        "language": "python",
        "metadata": {"debugger": not shared},
        # The kernel sees its own environment only, whatever the shell that started Jupyter
        # holds; and pydevd must not warn on stderr, which nbgrader takes for an error.
        "env": {"PYTHONPATH": "", "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
    }
    file = environment.folder / "share" / "jupyter" / "kernels" / KERNEL / "kernel.json"
    text = json.dumps(spec, indent=2) + "\n"
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    say(f"   registered the kernel {KERNEL!r}")
    return True


def _install_local(title: str, environment: Environment, what: Command) -> None:
    """Install something of this checkout, without asking any package index."""
    # --isolated: a user's pip configuration may demand hashes or name another place.
    pip: Command = [INSTRUCTOR.python, "-m", "pip", "--isolated", "--python", environment.python]
    alone = ["install", "--no-index", "--no-deps", "--no-build-isolation"]
    run_step(title, [*pip, *alone, *what], explain=explain)


def _how_far(log: str, total: int) -> str:
    if "Installing collected packages" in log:
        return ", unpacking"
    return f", {log.count('Collecting ')} of {total} looked up"


def _init() -> Path:
    return ROOT / "hvutils" / "__init__.py"


def _base_python() -> str:
    """Return the interpreter that environments are made from, also when this is one of them."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _has_ensurepip() -> bool:
    try:
        import ensurepip  # noqa: F401 - Debian splits it off
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock of this folder's set-up; a second run waits for the first."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with (LOG.parent / "setup.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running in this folder: waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
