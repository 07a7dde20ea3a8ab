"""Making a recording of this machine, and writing it as a folder or as one archive."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import platform
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hvutils.captures import live
from hvutils.captures.capture import Capture
from hvutils.captures.live import Outcome, Status
from hvutils.captures.probe import ProbeFile
from hvutils.captures.probes import PROBES, Probe
from hvutils.captures.recording.manifest import MANIFEST, Manifest, ProbeRow
from hvutils.captures.recording.redaction import redact
from hvutils.captures.recording.tokens import Replaced
from hvutils.errors import CaptureError

__all__ = ["ARCHIVE_ENDINGS", "Recording", "check_free", "record", "rerecord", "write"]

ARCHIVE_ENDINGS = (".tar.gz", ".tgz")
# One name in every archive: the machine's own is a secret.
_TOP = "recording"
_USERS = ("USER", "LOGNAME", "SUDO_USER", "DOAS_USER")


@dataclass(frozen=True)
class Recording:
    """What is written: the files and the manifest.

    Args:
        files: the probes' files.
        manifest: what is said of them.
    """

    files: tuple[ProbeFile, ...]
    manifest: Manifest

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Yield each file's name and bytes, the manifest last."""
        for file in self.files:
            yield file.name, file.text.encode()
        yield MANIFEST, self.manifest.to_json().encode()

    @property
    def sha256(self) -> str:
        """The hash of the manifest, which stands for all: it holds those of the files."""
        return hashlib.sha256(self.manifest.to_json().encode()).hexdigest()


def record(
    *,
    made_by: str,
    redacted: bool = True,
    root: str | os.PathLike[str] = "/",
    probes: tuple[Probe, ...] = PROBES,
    progress: Callable[[Outcome], None] = lambda outcome: None,
) -> Recording:
    """Record this machine, read-only.

    Args:
        made_by: the program and its version, for the manifest.
        redacted: whether secrets are replaced.
        root: where ``/proc`` and ``/sys`` are.
        probes: which probes run, in this order.
        progress: is told of each probe as it ends.

    Returns:
        The recording; nothing is written yet.

    Raises:
        CaptureError: no probe gave anything.
    """
    outcomes = []
    for probe in probes:
        outcomes.append(live.run(probe, root))
        progress(outcomes[-1])
    got = [outcome for outcome in outcomes if outcome.status is Status.RECORDED]
    if not any(outcome.text for outcome in got):
        raise CaptureError(
            f"none of the {len(outcomes)} probes gave anything on this {platform.system()} "
            "machine: probes are those of Linux; for Windows see 'hv record --commands windows'"
        )
    files = tuple(ProbeFile(outcome.probe.file, outcome.text) for outcome in got)
    # What a tool complained with is written too, and may name the machine.
    complaints = tuple(ProbeFile(f"why {at}", out.why) for at, out in enumerate(outcomes))
    replaced: tuple[Replaced, ...] = ()
    if redacted:
        redaction = redact(
            Capture("recording", (*files, *complaints)), hosts=[platform.node()], users=_users()
        )
        both, replaced = redaction.capture.files, redaction.replaced
        files, complaints = both[: len(files)], both[len(files) :]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    texts = {outcome.probe.file: file.text for outcome, file in zip(got, files, strict=True)}
    manifest = Manifest(
        made_by=made_by,
        date=datetime.now(UTC),
        root=is_root,
        redacted=redacted,
        probes=tuple(
            _row(outcome, texts.get(outcome.probe.file), why.text)
            for outcome, why in zip(outcomes, complaints, strict=True)
        ),
        root_would_add=() if is_root else tuple(_would_add(outcomes)),
        replaced=replaced,
    )
    return Recording(files, manifest)


def rerecord(capture: Capture, *, made_by: str, redacted: bool = True) -> Recording:
    """Make a recording of a capture that was made elsewhere.

    Args:
        capture: the machine.
        made_by: the program and its version, for the manifest.
        redacted: whether secrets are replaced.

    Returns:
        The recording, whose probes are the capture's files; whether root made them is not known.

    Raises:
        CaptureError: the capture has more secrets than a machine can have.
    """
    replaced: tuple[Replaced, ...] = ()
    # What an older manifest says holds no more: its hashes are of other texts.
    files = tuple(file for file in capture.files if file.name != MANIFEST)
    if redacted:
        redaction = redact(Capture(capture.name, files))
        files, replaced = redaction.capture.files, redaction.replaced
    files = tuple(_safely_named(files))
    rows = []
    for file in files:
        data = file.text.encode()
        digest = hashlib.sha256(data).hexdigest()
        status = Status.RECORDED.value
        rows.append(ProbeRow(file.name, file.name, status, "", None, 0.0, len(data), digest, False))
    manifest = Manifest(made_by, datetime.now(UTC), None, redacted, tuple(rows), (), replaced)
    return Recording(files, manifest)


def _safely_named(files: Iterable[ProbeFile]) -> Iterator[ProbeFile]:
    """Give files names that stay below the recording, each its own: archives may have others."""
    taken = {MANIFEST}
    for file in files:
        parts = [part for part in file.name.split("/") if part not in ("", ".", "..")]
        name = base = "/".join(parts) or "probe"
        number = 2
        while name in taken:
            name = f"{base}-{number}"
            number += 1
        taken.add(name)
        yield ProbeFile(name, file.text)


def _users() -> list[str]:
    home = Path(os.environ.get("HOME", "/")).name
    return [name for name in (*(os.environ.get(key, "") for key in _USERS), home) if name]


def _row(outcome: Outcome, text: str | None, why: str) -> ProbeRow:
    data = None if text is None else text.encode()
    return ProbeRow(
        outcome.probe.file,
        outcome.probe.title,
        outcome.status.value,
        why,
        outcome.exit_code,
        outcome.seconds,
        None if data is None else len(data),
        None if data is None else hashlib.sha256(data).hexdigest(),
        outcome.cut,
    )


def _would_add(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        missing = outcome.status in (Status.DENIED, Status.SILENT)
        if outcome.probe.root and missing:
            yield f"{outcome.probe.title}: {outcome.probe.root}"


def is_folder(output: str) -> bool:
    """Tell whether an output is to be a folder: its name ends in a slash."""
    return output.endswith(("/", os.sep))


def check_free(output: str) -> Path:
    """Return the path of an output that may be written; nothing is overwritten, ever.

    Args:
        output: a folder, which ends in a slash, or an archive, which ends in ``.tar.gz``.

    Raises:
        CaptureError: it exists, its folder does not, or its name has another ending.
    """
    path = Path(output)
    if not is_folder(output) and not output.endswith(ARCHIVE_ENDINGS):
        raise CaptureError(
            f"{output!r} is neither an archive's name nor a folder's: "
            "end it in .tar.gz, or in / for a folder"
        )
    if os.path.lexists(path):
        raise CaptureError(f"{output!r} exists, and nothing is overwritten: give another name")
    if not path.parent.is_dir():
        raise CaptureError(f"there is no folder {str(path.parent)!r} to write into: make it first")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise CaptureError(f"{str(path.parent)!r} cannot be written to: give another place")
    return path


def write(recording: Recording, output: str) -> Path:
    """Write a recording, readable by its owner only, under its name once it is complete.

    Args:
        recording: what ``record`` returned.
        output: a folder, which ends in a slash, or an archive, which ends in ``.tar.gz``.

    Returns:
        Its path.

    Raises:
        CaptureError: it exists, or cannot be written; nothing is left behind.
    """
    path = check_free(output)
    try:
        if is_folder(output):
            _write_folder(recording, path)
        else:
            _write_archive(recording, path)
    except OSError as error:
        raise CaptureError(
            f"{output!r} cannot be written: {error.strerror}; give another place"
        ) from None
    return path


def _write_folder(recording: Recording, path: Path) -> None:
    made = Path(tempfile.mkdtemp(prefix=".hv-record-", dir=path.parent))
    with _removed_on_error(lambda: shutil.rmtree(made, ignore_errors=True)):
        for name, data in recording.contents():
            file = made / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        # It fails where there is something by now, unless that is an empty folder.
        made.rename(path)


def _write_archive(recording: Recording, path: Path) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".hv-record-", dir=path.parent)
    made, seconds = Path(name), int(recording.manifest.date.timestamp())
    with _removed_on_error(lambda: made.unlink(missing_ok=True)):
        with (
            os.fdopen(descriptor, "wb") as file,
            gzip.GzipFile("", "wb", fileobj=file, mtime=seconds) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for name, data in recording.contents():
                member = tarfile.TarInfo(f"{_TOP}/{name}")
                member.size, member.mtime, member.mode = len(data), seconds, 0o644
                archive.addfile(member, io.BytesIO(data))
        _take_name(made, path)


def _take_name(made: Path, path: Path) -> None:
    """Give a complete file its name, which nobody may have taken meanwhile."""
    try:
        # Unlike a renaming, a second name never replaces a file.
        path.hardlink_to(made)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has second names.
        if os.path.lexists(path):
            raise
        made.rename(path)
    else:
        made.unlink()


@contextmanager
def _removed_on_error(remove: Callable[[], object]) -> Iterator[None]:
    """Leave no half of a recording behind."""
    try:
        yield
    except BaseException:
        remove()
        raise
