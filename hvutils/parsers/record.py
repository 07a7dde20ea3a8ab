"""What parsers make: typed records whose every value knows its line, with nothing decided."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Field", "Record", "split_label"]


@dataclass(frozen=True)
class Field:
    """A value and the line it stands on.

    Args:
        value: the text, without the blanks around it.
        line: the number of its line in the probe's file, counted from 1.
    """

    value: str
    line: int


@dataclass(frozen=True)
class Record:
    """The base of all records.

    Args:
        file: the name of the probe's file in its capture.
    """

    file: str


def split_label(line: str) -> tuple[str, str] | None:
    """Split a line at its first colon, of either width, into label and value.

    Non-breaking blanks, which French puts before a colon, count as blanks.

    >>> split_label("Constructeur d'hyperviseur\u00a0:  KVM")
    ("Constructeur d'hyperviseur", 'KVM')
    >>> split_label("no colon here") is None
    True
    """
    at = line.find(":")
    # Nearly every line is ASCII, and this is where the reader spends its time.
    if not line.isascii():
        wide = line.find("\uff1a")
        at = wide if at < 0 or 0 <= wide < at else at
    return None if at < 0 else (line[:at].strip(), line[at + 1 :].strip())
