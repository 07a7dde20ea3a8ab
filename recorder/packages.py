"""Fetch the kernel and the tools from the distribution's packages and unpack them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from recorder.architectures import TOOLS, Architecture
from recorder.errors import RecorderError
from recorder.run import run

__all__ = ["Packages", "fetch"]

DEBIAN = "the recorder takes its tools from Debian packages, so run it on Debian or Ubuntu"
MERGED = ("bin", "sbin", "lib", "lib64")


@dataclass(frozen=True)
class Packages:
    """Unpacked packages of one processor.

    Args:
        root: the folder that they are unpacked into.
        release: the kernel's release, such as ``6.1.0-9-amd64``.
        versions: every package with its version.
    """

    root: Path
    release: str
    versions: dict[str, str]

    @property
    def kernel(self) -> Path:
        """The kernel image."""
        images = sorted((self.root / "boot").glob(f"vmlinu[xz]-{self.release}"))
        images += sorted((self.root / "lib" / "modules" / self.release).glob("vmlinu[xz]"))
        if not images:
            raise RecorderError(f"the packages hold no kernel {self.release}: remove the cache")
        return images[0]


def fetch(cache: Path, architecture: Architecture) -> Packages:
    """Download what is not in the cache yet, with all that it needs, and unpack it.

    The packages are those that an empty system would get; nothing is installed.

    Args:
        cache: a folder for the packages and their contents.
        architecture: whose packages.

    Raises:
        RecorderError: a package cannot be fetched or unpacked.
    """
    wanted = (*TOOLS, *architecture.tools, *architecture.more, architecture.kernel)
    folder = cache / architecture.name
    root, done = folder / "root", folder / "unpacked"
    if not done.exists() or done.read_text(encoding="utf-8").split("\n")[0] != " ".join(wanted):
        shutil.rmtree(folder, ignore_errors=True)
        versions = _unpacked(_downloaded(wanted, folder, architecture), root)
        rows = (f"{name} {version}" for name, version in sorted(versions.items()))
        done.write_text("\n".join((" ".join(wanted), *rows)), encoding="utf-8")
    lines = done.read_text(encoding="utf-8").split("\n")[1:]
    release = next((root / "lib" / "modules").iterdir()).name
    return Packages(root, release, dict(line.split(" ", 1) for line in lines))


def _downloaded(wanted: tuple[str, ...], folder: Path, architecture: Architecture) -> list[Path]:
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "status").write_text("")
    (folder / "sources.list").write_text(_sources(architecture))
    settings = {
        "APT::Architecture": architecture.name,
        "APT::Architectures": architecture.name,
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Debug::NoLocking": "true",
        "Dir::State": str(folder),
        "Dir::State::lists": str(folder / "lists"),
        "Dir::State::status": str(folder / "status"),
        "Dir::Cache": str(folder),
        "Dir::Cache::archives": str(folder / "archives"),
        "Dir::Etc::sourcelist": str(folder / "sources.list"),
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::parts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
    }
    options = [f"--option={key}={value}" for key, value in settings.items()]
    run(("apt-get", "-qq", *options, "update"), 300, DEBIAN)
    # What no longer fits an empty system is named by apt itself.
    run(("apt-get", "-qq", "-y", *options, "--download-only", "install", *wanted), 900, DEBIAN)
    return sorted((folder / "archives").glob("*.deb"))


def _sources(architecture: Architecture) -> str:
    # The mirrors that this machine is set up for: nothing is fetched from elsewhere.
    form = "$(REPO_URI) $(RELEASE) $(ORIGIN)"
    listing = run(("apt-get", "indextargets", "--format", form, "Created-By: Packages"), 60, DEBIAN)
    rows = [line.split() for line in listing.splitlines()]
    debian = list(dict.fromkeys((row[0], row[1]) for row in rows if row[2:] == ["Debian"]))
    if not debian:
        raise RecorderError(f"apt has no lists of Debian: run apt-get update; {DEBIAN}")
    if architecture.suite:
        debian = [(debian[0][0], architecture.suite)]
    key = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
    return "".join(f"deb {key} {place} {suite} main\n" for place, suite in debian)


def _unpacked(packages: list[Path], root: Path) -> dict[str, str]:
    # /bin and the like are links, as on every Debian now, whichever of both a package names.
    for name in MERGED:
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    versions: dict[str, str] = {}
    for package in packages:
        data = root / "data.tar"
        run(("dpkg-deb", "--fsys-tarfile", str(package)), 300, DEBIAN, output=data)
        keep = ("--keep-directory-symlink", "--no-same-owner", "--exclude=./dev/*")
        run(("tar", "-xf", str(data), *keep, "-C", str(root)), 300, DEBIAN)
        data.unlink()
        row = run(
            ("dpkg-deb", "-W", "--showformat=${Package} ${Version}", str(package)), 30, DEBIAN
        )
        name, version = row.split(" ", 1)
        versions[name] = version
    return versions
