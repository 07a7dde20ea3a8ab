"""Installs a hub and runs it: `make hub`.

As root the hub lies in /srv/hypervisors (HUB=/another/folder), its users are users of this machine,
and it has a Python and environments of its own, which they can run: what lies in a home, as this
folder may, they cannot. Otherwise it lies in hub-demo/, for trying out.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from environments import (
    INSTRUCTOR,
    STUDENT,
    Environment,
    build_wheel,
    install_wheel,
    make_environment,
    one_at_a_time,
    write_kernel,
)
from progress import ROOT, SetupError, clean_environment, run_step, say

_DEFAULT = Path("/srv/hypervisors")
_TRY = ROOT / "hub-demo"
# What of a Python's library nobody needs to run it.
_NOT_COPIED = ("site-packages", "test", "idlelib", "turtledemo", "__pycache__", "config-*")


def main(arguments: list[str]) -> int:
    """Install the hub and do what the arguments say (``up`` without any), or ``remove`` it."""
    os.umask(0o022)
    try:
        top = place()
        if arguments == ["remove"]:
            return remove(top)
        with one_at_a_time():
            install(top)
    except SetupError as failure:
        print(failure, file=sys.stderr)
        return 2
    if arguments == ["install"]:
        return 0
    command = [str(top / "envs" / "server" / "bin" / "python"), "-m", "hub"]
    environment = clean_environment() | {"HV_HUB": str(top)}
    for action in (["demo"], arguments or ["up", *(["--check"] if _only_check() else [])]):
        code = _run([*command, *action], environment)
        if code:
            return code
    return 0


def remove(top: Path) -> int:
    """Remove the hub in a folder: the users that it made, their homes, and the folder."""
    if not (top / "envs").is_dir():
        say(f"There is no hub in {top}.")
        return 0
    python = top / "envs" / "server" / "bin" / "python"
    if runs(python):
        raise SetupError(f"The hub in {top} still runs: stop it with Ctrl+C, then remove it.")
    if python.exists():
        command = [str(python), "-m", "hub", "clean"]
        if code := _run(command, clean_environment() | {"HV_HUB": str(top)}):
            return code
    shutil.rmtree(top)
    say(f"Removed {top}, with its courses, homes and backups.")
    return 0


def runs(python: Path) -> bool:
    """Tell whether a hub's Python runs something: without its folder it could not be stopped."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        # Processes end while they are looked at.
        with contextlib.suppress(OSError):
            if line.read_bytes().startswith(os.fsencode(python) + b"\0"):
                return True
    return False


def _only_check() -> bool:
    return os.environ.get("CI") == "true" or os.environ.get("HUB_CHECK") == "1"


def _run(command: list[str], environment: dict[str, str]) -> int:
    with subprocess.Popen(command, env=environment, cwd="/") as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # It has the same Ctrl+C, and stops its servers first.
                continue


def place() -> Path:
    """Return the hub's folder.

    Raises:
        SetupError: its users could not reach it.
    """
    top = Path(os.environ.get("HUB") or (_DEFAULT if os.geteuid() == 0 else _TRY)).absolute()
    if os.geteuid() == 0:
        for folder in top.parents:
            if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
                raise SetupError(
                    f"{folder} is closed to other users, so a hub in {top} is closed to its own: "
                    f"choose another folder, for example make hub HUB={_DEFAULT}"
                )
    return top


def install(top: Path) -> None:
    """Bring environments, proxy and programs up to date.

    Raises:
        SetupError: a step failed.
    """
    say(f"The hub in {top}:")
    envs = top / "envs"
    envs.mkdir(parents=True, exist_ok=True)
    base = _python_for_all(envs)
    server = Environment(envs / "server", ROOT / "hub" / "requirements.lock")
    kernel = Environment(envs / "kernel", STUDENT.lock)
    whole = Environment(envs / "whole", INSTRUCTOR.lock)
    for environment in (server, kernel, whole):
        make_environment(environment, with_pip=False, base=base)
    install_wheel(kernel, build_wheel(ROOT / "student", kernel.folder / "wheel"))
    install_wheel(whole, build_wheel(ROOT, whole.folder / "wheel"))
    for environment in (server, whole):
        write_kernel(environment, kernel.python, shared=True)
        _copy(ROOT / "hub", _packages(environment) / "hub")
    share = whole.folder / "share" / "hypervisors"
    _copy(ROOT / "source", share / "source")
    shutil.copy(ROOT / "nbgrader_config.py", share)
    _install_proxy(envs / "proxy")
    whole.folder.chmod(0o750)


def _packages(environment: Environment) -> Path:
    return next((environment.folder / "lib").glob("python3.*/site-packages"))


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "kubernetes")
    shutil.copytree(source, target, ignore=left_out)


def _install_proxy(folder: Path) -> None:
    wanted = (ROOT / "hub" / "package-lock.json").read_bytes()
    there = folder / "package-lock.json"
    if (folder / "installed").is_file() and there.read_bytes() == wanted:
        return
    if shutil.which("npm") is None:
        raise SetupError(
            "npm is not here, which brings the hub's proxy: install the packages nodejs and npm"
        )
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "hub" / name, folder)
    run_step(
        "installing the proxy with npm",
        ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", folder],
    )
    (folder / "installed").touch()


def _python_for_all(envs: Path) -> Path:
    """Return a Python that every user can run: this one, the system's, or a copy of this one."""
    here = Path(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
    if os.geteuid() != 0 or _open_to_all(here):
        return here
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for folder in (Path("/usr/bin"), Path("/usr/local/bin")):
        if (folder / name).exists() and _open_to_all(Path(os.path.realpath(folder / name))):
            return folder / name
    copy = envs / "python"
    if not (copy / "bin" / name).exists():
        say(f"   {here} is closed to other users: copying it to {copy}")
        base = Path(sys.base_prefix)
        shutil.rmtree(copy, ignore_errors=True)
        left_out = shutil.ignore_patterns(*_NOT_COPIED)
        shutil.copytree(base / "lib", copy / "lib", symlinks=True, ignore=left_out)
        (copy / "bin").mkdir()
        shutil.copy(here, copy / "bin" / name)
    return copy / "bin" / name


def _open_to_all(file: Path) -> bool:
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (file, *file.parents))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
