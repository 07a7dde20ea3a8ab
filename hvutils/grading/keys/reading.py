"""What the reader of a question may look up: the key's groups of servers, and practice machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from hvutils.captures import Capture
from hvutils.errors import CaptureError, KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.truth import Truth, truth

__all__ = ["Reading"]


@dataclass(frozen=True)
class Reading:
    """What the reader of a question may look up.

    Args:
        groups: the key's groups of servers, of which one each is drawn for a student.
        draws: whether the key has a set, so that items can be drawn with its term.
    """

    groups: Mapping[str, tuple[str, ...]]
    draws: bool = False

    def truths(self, fields: Fields) -> tuple[Truth, ...]:
        """Return the truth of every server that may be drawn.

        Raises:
            KeyFileError: the key draws no set, or a server has no truth.
        """
        if not self.groups:
            raise KeyFileError(
                f"{fields.where}: a table judges the servers of a set, and the key draws none: "
                "add [set] with its term and its groups"
            )
        names = dict.fromkeys(name for group in self.groups.values() for name in group)
        return tuple(truth(name) for name in names)

    def sample(self, fields: Fields, name: str) -> Capture:
        """Return a practice machine.

        Raises:
            KeyFileError: there is none of that name.
        """
        folder = Path(str(resources.files("hvutils"))) / "samples"
        known = sorted(path.parent.name for path in folder.glob("*/verdict.toml"))
        if name not in known:
            raise KeyFileError(
                f"{fields.where}: there is no practice machine {name!r}; there are: "
                f"{', '.join(known)}"
            )
        try:
            capture = Capture.load(folder / name / "probes")
        except CaptureError as error:
            raise KeyFileError(f"{fields.where}: {error}") from None
        return Capture(name, capture.files, capture.unread)
