"""The shelf: practice samples with an expert's verdict."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from hvutils.captures import Capture
from hvutils.errors import CaptureNotFoundError
from hvutils.lab.lines import fitted

__all__ = ["Evidence", "Sample", "sample", "samples"]


@dataclass(frozen=True)
class Evidence:
    """One line of a sample that the expert points at.

    Args:
        file: the probe.
        line: its line, counted from 1.
        text: what stands there.
        says: what it tells, in a sentence.
        weight: ``strong``, ``medium``, ``weak`` or ``misleading``.
    """

    file: str
    line: int
    text: str
    says: str
    weight: str

    def __str__(self) -> str:
        """Return the line with its place, and below it what it tells."""
        return f"{self.file}:{self.line}  {self.text}\n{fitted('    ' + self.says)}"


@dataclass(frozen=True)
class Sample:
    """A practice machine: its capture and what an expert concluded from it.

    Args:
        capture: the probe output.
        title: the machine in a few words.
        caption: where the capture comes from, in a sentence.
        provenance: ``recorded``, ``dressed`` or ``reconstructed``.
        role: the expert's role for it, and so on for the next two.
        hypervisor: a family, or ``none``.
        type: ``type-1``, ``type-2`` or ``undetermined``.
        confidence: how sure the expert is, in words.
        evidence: the lines that the expert points at.
    """

    capture: Capture
    title: str
    caption: str
    provenance: str
    role: str
    hypervisor: str
    type: str
    confidence: str
    evidence: tuple[Evidence, ...]

    def __str__(self) -> str:
        """Return the caption: which machine this is, and where its capture comes from."""
        return fitted(f"{self.name}: {self.caption} ({self.provenance})")

    @property
    def name(self) -> str:
        """The machine's name."""
        return self.capture.name


def sample(name: str) -> Sample:
    """Return a practice sample.

    Args:
        name: the sample's name, such as ``qemu-plain``, or a second name that tells less.

    Raises:
        CaptureNotFoundError: there is no sample of that name; the message lists those there are.
    """
    other_names = _toml(_room("samples") / "other_names.toml")
    folder = _find("samples", other_names.get(name, name), "practice sample")
    manifest = _toml(folder / "manifest.toml")
    verdict = _toml(folder / "verdict.toml")
    capture = Capture.load(folder / "probes")
    return Sample(
        capture=Capture(name, capture.files, capture.unread),
        title=manifest["title"],
        caption=manifest["caption"],
        provenance=manifest["provenance"],
        role=verdict["role"],
        hypervisor=verdict.get("hypervisor", "none"),
        type=verdict.get("type", "none"),
        confidence=verdict["confidence"],
        evidence=tuple(Evidence(**row) for row in verdict["evidence"]),
    )


def samples() -> tuple[str, ...]:
    """Return the names of the practice samples."""
    return _names("samples")


def _room(room: str) -> Path:
    # Installed from a wheel or in place, the package is always unpacked on disk.
    return Path(str(resources.files("hvutils"))) / room


def _names(room: str) -> tuple[str, ...]:
    folders = (path for path in _room(room).iterdir() if path.is_dir())
    return tuple(sorted(path.name for path in folders if not path.name.startswith("_")))


def _find(room: str, name: str, what: str) -> Path:
    if name not in _names(room):
        raise CaptureNotFoundError(
            f"there is no {what} called {name!r}; there are: {', '.join(_names(room))}"
        )
    return _room(room) / name


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
