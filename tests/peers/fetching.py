"""Fetches the sources of peers through apt, into a folder of ours; the system's lists stay.

Nothing of theirs is committed: they are other people's works under their own licences, and lie
below test-output/, which git ignores.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

__all__ = ["FetchError", "sources", "unpack"]

_SYSTEM = Path("/etc/apt")
_DEB822 = re.compile(r"^Types:.*$", re.M)


class FetchError(Exception):
    """The sources cannot be had; one sentence with the remedy."""


def sources(package: str, top: Path, part: str) -> Path:
    """Return the folder with a package's upstream source, fetched once.

    Args:
        package: the name of the Debian source package.
        top: where to put it.
        part: only what has this in its path is unpacked.

    Raises:
        FetchError: there is no apt, or it gives nothing.
    """
    folder = top / package
    if not (folder / "done").exists():
        if shutil.which("apt-get") is None:
            raise FetchError("the peers' sources come through apt, which is not here: use Debian")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        apt = _apt(top / "apt")
        _run([*apt, "source", "--download-only", package], folder)
        origin = next(iter(sorted(folder.glob("*.orig.tar.[gx]z"))), None)
        if origin is None:
            raise FetchError(f"apt gave no source of {package!r}: see {folder}")
        unpack(origin, folder / "src", part)
        (folder / "done").touch()
    return next(path for path in (folder / "src").iterdir() if path.is_dir())


def unpack(archive: Path, into: Path, part: str = "") -> None:
    """Unpack a tar archive; what leads out of the folder, and what is no file, is left out."""
    with tarfile.open(archive) as opened:
        for member in opened.getmembers():
            if part not in member.name:
                continue
            try:
                safe = tarfile.data_filter(member, str(into))
            except tarfile.FilterError:
                continue
            opened.extract(safe, into)


def _apt(top: Path) -> list[str]:
    """Return apt-get with lists of its own, and read them."""
    parts, lists, cache = top / "parts", top / "lists", top / "cache"
    for folder in (parts, lists / "partial", cache / "archives" / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    _write_sources(parts)
    options = {
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": str(parts),
        "Dir::State::Lists": str(lists),
        "Dir::Cache": str(cache),
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-qq"]
    for name, value in options.items():
        apt += ["-o", f"{name}={value}"]
    _run([*apt, "update"], top)
    return apt


def _write_sources(parts: Path) -> None:
    """Write the distribution's own repositories once more, as those of sources."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    ours = set()
    for origin in ("Debian", "Ubuntu"):
        done = subprocess.run([*asked, f"Origin: {origin}"], capture_output=True, text=True)
        ours |= {line.rstrip("/") for line in done.stdout.split()}
    if not ours:
        raise FetchError("apt knows no repository of Debian or Ubuntu: run apt-get update first")
    folder = _SYSTEM / "sources.list.d"
    stanzas, lines = [], []
    for path in sorted(folder.glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            if any(uri in stanza for uri in ours):
                stanzas.append(_DEB822.sub("Types: deb-src", stanza).strip())
    for path in (_SYSTEM / "sources.list", *sorted(folder.glob("*.list"))):
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            if line.startswith("deb ") and any(uri in line for uri in ours):
                lines.append(f"deb-src{line.removeprefix('deb')}")
    (parts / "peers.sources").write_text("\n\n".join(stanzas) + "\n", encoding="utf-8")
    (parts / "peers.list").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _run(command: list[str], folder: Path) -> None:
    environment = os.environ | {"LC_ALL": "C"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), "it says nothing")
        raise FetchError(f"'{command[0]} {command[-1]}' failed ({last}): is there a network?")
