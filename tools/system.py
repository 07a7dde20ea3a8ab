"""Installs the system packages that the tests use, where this may; says what is skipped elsewhere.

`python tools/system.py` looks after all of them, `python tools/system.py isolation` after one.
It never fails: `make test` goes on, and names what it skips.
`python tools/system.py --packages NAME…` installs packages that somebody else found missing, and
leaves it to them to say so where this may not.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from progress import SetupError, run_step, say

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROME_OF_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PCI_IDS = Path("/usr/share/misc/pci.ids")
OUI = Path("/usr/share/ieee-data/oui.csv")
FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))


@dataclass(frozen=True)
class Need:
    """Something that the system has or has not, and what goes without it."""

    name: str
    packages: tuple[str, ...]
    there: Callable[[], bool]
    skipped: str


def _has_chromium() -> bool:
    return any(map(shutil.which, CHROMIUM)) or CHROME_OF_MACOS.exists()


def _has_postgresql() -> bool:
    # Debian keeps a server's programs out of PATH.
    debians = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return any(debians) or shutil.which("initdb") is not None


def _has_fonts() -> bool:
    kinds = ("**/*.ttf", "**/*.otf", "**/*.pfb", "**/*.ttc")
    return any(next(top.glob(kind), None) for top in FONTS if top.is_dir() for kind in kinds)


NEEDS = (
    Need("chromium", ("chromium",), _has_chromium, "the browser tests"),
    Need("fonts", ("fonts-dejavu-core",), _has_fonts, "letters in the browser's pictures"),
    Need(
        "isolation",
        ("bubblewrap",),
        lambda: shutil.which("bwrap") is not None,
        "the grading tests and the graded demo class",
    ),
    Need("pci-ids", ("pci.ids",), PCI_IDS.exists, "the test of the PCI table against pci.ids"),
    Need(
        "shells",
        ("dash", "busybox-static", "shellcheck"),
        lambda: all(map(shutil.which, ("dash", "busybox", "shellcheck"))),
        "the tests of the recording script under other shells",
    ),
    Need("oui", ("ieee-data",), OUI.exists, "the test of MAC prefixes against the registry"),
)
# Asked for by name only: it is large, and what it is for takes long.
ON_REQUEST = (
    Need(
        "postgresql",
        ("postgresql",),
        lambda: (
            any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))
        ),
        "the tests of a gradebook in PostgreSQL",
    ),
    Need(
        "hub",
        ("nodejs", "npm", "passwd"),
        lambda: all(map(shutil.which, ("node", "npm"))),
        "the hub",
    ),
)


def main(names: list[str]) -> int:
    """Install what is missing of the needs with these names, or of all; return 0.

    Args:
        names: names of needs, or `--packages` and the names of packages.
    """
    if names[:1] == ["--packages"]:
        if names[1:] and _may_install():
            _apt(names[1:])
        return 0
    missing = [need for need in (*NEEDS, *ON_REQUEST) if need.name in names] if names else [*NEEDS]
    missing = [need for need in missing if not need.there()]
    if missing and _may_install():
        _apt([package for need in missing for package in need.packages])
        missing = [need for need in missing if not need.there()]
    if missing:
        say(f"Not here: {', '.join(need.name for need in missing)}.")
        say(f"Left out for that: {'; '.join(need.skipped for need in missing)}.")
        say(remedy(missing))
    return 0


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def remedy(missing: list[Need]) -> str:
    """Return the sentence with the one command that brings what is missing."""
    packages = " ".join(package for need in missing for package in need.packages)
    if sys.platform == "darwin":
        return "To have all: grade on Linux, and install Google Chrome for the browser tests."
    if shutil.which("apt-get"):
        return f"To have all: sudo apt-get install -y --no-install-recommends {packages}"
    if shutil.which("dnf"):
        packages = packages.replace("fonts-dejavu-core", "dejavu-sans-fonts")
        return f"To have all: sudo dnf install -y {packages}"
    return f"To have all, install with the system's package manager: {packages}"


def _apt(packages: list[str]) -> None:
    wait = ["-o", "DPkg::Lock::Timeout=120"]
    # Through env: a question of a package's set-up would wait for ever.
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *wait]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    try:
        run_step("reading the lists of system packages", [*apt, "update"])
        run_step(f"installing {' '.join(packages)}", install)
    except SetupError as failure:
        say(str(failure))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
