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

    def span(self, line: str) -> tuple[int, int]:
        """Return which bytes of its line the value came from.

        Args:
            line: the text of the line, as the probe's file has it.

        Returns:
            The first byte and the one behind the last, counted from 0 in UTF-8. Where the value
            was put together (from two columns, a wrapped word), the whole line without its
            margins.

        >>> Field("KVM", 7).span("Hypervisor vendor:  KVM")
        (20, 23)
        """
        at = line.rfind(self.value)
        start, value = (at, self.value) if at >= 0 else (line.find(line.strip()), line.strip())
        first = len(line[:start].encode())
        return first, first + len(value.encode())


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
    # Nearly every line is ASCII, and this is where the reader spends its time.
    if line.isascii():
        label, colon, value = line.partition(":")
        return (label.strip(), value.strip()) if colon else None
    at, wide = line.find(":"), line.find("\uff1a")
    at = wide if at < 0 or 0 <= wide < at else at
    return None if at < 0 else (line[:at].strip(), line[at + 1 :].strip())
