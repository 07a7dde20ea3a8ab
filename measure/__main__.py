"""Installs what the measuring needs into .venv, from measure/requirements.lock.

`python -m measure` installs what is missing, `python -m measure lock` renews the lock (with
`--upgrade` for newer versions). The first never changes a package that the environment has.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "measure" / "requirements.lock"
MAIN_LOCK = ROOT / "requirements.lock"
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; (.*?))? \\$", re.M)
# As tools/lock.py: universal, with hashes, and without the name of an index.
_COMPILE = [
    *("-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-annotate", "-c", "requirements.lock", "--group", "measure"),
    *("-o", "measure/requirements.lock"),
]


def pins(lock: Path) -> dict[str, tuple[str, str]]:
    """Return version and marker by the names that a lock pins."""
    found = _PIN.findall(lock.read_text(encoding="utf-8"))
    return {name: (version, marker) for name, version, marker in found}


def install() -> int:
    """Install what is missing, and say in a sentence what cannot be; return the exit code."""
    wanted, whole = pins(LOCK), pins(MAIN_LOCK)
    apart = [name for name in wanted if name in whole and wanted[name][0] != whole[name][0]]
    if apart:
        print(f"The locks differ on {', '.join(apart)}: run {sys.executable} -m measure lock.")
        return 2
    if all(_is_here(name, *pin) for name, pin in wanted.items()):
        return 0
    print("Installing what the measuring needs …", flush=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    command = [*pip, "--require-hashes", "--no-deps", "--requirement", str(LOCK)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        said = next(iter(done.stderr.strip().splitlines()[-1:]), "pip says nothing")
        print(f"Not all of it can be installed ({said}): what needs it says so.")
    return 0


def _is_here(name: str, version: str, marker: str) -> bool:
    # The only markers of this lock tell platforms apart, atheris has no wheel for.
    if "linux" in marker and sys.platform != "linux":
        return True
    try:
        return importlib.metadata.version(name) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def renew(options: list[str]) -> int:
    """Compile the lock again, under the versions of the main one; options go to uv."""
    python = sys.executable
    if importlib.util.find_spec("uv") is None:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv>=0.9"], check=True)
    command = [python, *_COMPILE, *options]
    environment = {"UV_CUSTOM_COMPILE_COMMAND": "python -m measure lock"}
    return subprocess.run([*_env(environment), *command], cwd=ROOT, check=False).returncode


def _env(more: dict[str, str]) -> list[str]:
    return ["env", *(f"{name}={value}" for name, value in more.items())]


if __name__ == "__main__":
    sys.exit(renew(sys.argv[2:]) if sys.argv[1:2] == ["lock"] else install())
