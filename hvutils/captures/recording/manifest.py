"""The manifest of a recording: what ran, what was written, its hashes, what was replaced.

``manifest.json``, schema 1, one object:

    schema, made_by, date (UTC), root: whether root recorded it, redacted
    probes: a row a probe: file, probe, status, why, exit_code, seconds, bytes, sha256, cut
    root_would_add: what root would have got besides
    replaced: a row a token: kind, token, times

Of what was replaced only the token is named, never the value.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from hvutils.captures.recording.tokens import Replaced

__all__ = ["MANIFEST", "SCHEMA", "Manifest", "ProbeRow"]

MANIFEST = "manifest.json"
"""The manifest's name in a recording."""

SCHEMA = 1


@dataclass(frozen=True)
class ProbeRow:
    """What became of one probe.

    Args:
        file: its file in the recording.
        probe: the command line, or the path.
        status: how it ended, one of the words of ``live.Status``.
        why: why it is not recorded; empty where it is.
        exit_code: the command's; None for a file, and where no command ran to its end.
        seconds: how long it took.
        bytes: the size of the file; None where there is none.
        sha256: the file's hash, in hexadecimal; None where there is no file.
        cut: whether its output was longer than is kept.
    """

    file: str
    probe: str
    status: str
    why: str
    exit_code: int | None
    seconds: float
    bytes: int | None
    sha256: str | None
    cut: bool


@dataclass(frozen=True)
class Manifest:
    """What ``manifest.json`` says.

    Args:
        made_by: the program and its version.
        date: when, in UTC.
        root: whether root recorded it; None where nobody knows.
        redacted: whether secrets were replaced.
        probes: a row a probe.
        root_would_add: what root would have got besides.
        replaced: a row a token.
    """

    made_by: str
    date: datetime
    root: bool | None
    redacted: bool
    probes: tuple[ProbeRow, ...]
    root_would_add: tuple[str, ...]
    replaced: tuple[Replaced, ...]

    def to_json(self) -> str:
        """Return the text of the file."""
        document = {
            "schema": SCHEMA,
            "made_by": self.made_by,
            "date": self.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "root": self.root,
            "redacted": self.redacted,
            "probes": [asdict(row) for row in self.probes],
            "root_would_add": list(self.root_would_add),
            "replaced": [asdict(row) for row in self.replaced],
        }
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
