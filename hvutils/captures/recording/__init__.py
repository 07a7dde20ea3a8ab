"""Recordings: captures made on a machine, redacted, with a manifest that shows alterations."""

from __future__ import annotations

from hvutils.captures.recording.redaction import Kind, Redaction, Replaced, redact
from hvutils.captures.recording.verify import Check, verify
from hvutils.captures.recording.writing import Recording, record, rerecord, write

__all__ = [
    "Check",
    "Kind",
    "Recording",
    "Redaction",
    "Replaced",
    "record",
    "redact",
    "rerecord",
    "verify",
    "write",
]
